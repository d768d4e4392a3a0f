"""What tells a person or a place from a namesake: years of birth, callings, civilities, codes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache

from annotate.french.classes import shipped_classes
from annotate.index.mentions import ACRONYMS, Mention
from annotate.index.person_forms import first_name, is_surname
from annotate.index.surface_forms import DATE, PERSON, bare, typography

BIRTH, CALLING, GENDER, CODE = "birth", "calling", "gender", "code"
_KINDS = (BIRTH, CODE, CALLING, GENDER)
WOMAN, MAN = "woman", "man"

Name = tuple[str, str]
"""A label and a form of :func:`~annotate.index.surface_forms.bare`."""
Senses = dict[str, dict[str, set[str]]]
"""Document, and kind, to the marks that a name has there."""


def marks_of(mention: Mention) -> dict[str, set[str]]:
    """Return what a mention and the words around it say, by kind.

    Examples
    --------
    >>> some = Mention(document="a", mention_id="1", label="PER", text="Jean Mars",
    ...     ranges=((0, 9),), left="Le docteur ", right=", né à Lens en 1850")
    >>> {kind: sorted(marks) for kind, marks in marks_of(some).items()}
    {'birth': ['1850'], 'calling': ['13'], 'gender': ['man']}
    """
    if mention.label != PERSON:
        code = " ".join(f"{kind}:{value}" for kind, value in mention.authority)
        return {CODE: {code}} if code else {}
    found: dict[str, set[str]] = {}
    if years := _birth().match(mention.right):
        found[BIRTH] = {years[1] or years[2]}
    if callings := _callings(mention):
        found[CALLING] = callings
    if gender := _gender(mention):
        found[GENDER] = {gender}
    return found


@cache
def _birth() -> re.Pattern[str]:
    """What follows a name and gives the year of a birth: (1850-1920), né à Lens en 1850."""
    year = r"(1\d{3}|20\d\d)(?!\d)"
    born = shipped_classes().pattern("BORN")
    return re.compile(rf",?\s*(?:\(\s*{year}\s*[-–]|\(?\s*{born}\s[^.;()]{{0,30}}?{year})")


def _callings(mention: Mention) -> set[str]:
    """Return the groups of callings that stand right before a name, in it, or right behind."""
    text = typography(mention.text)
    found = (
        _calling_before().search(typography(mention.left)),
        _calling_in().match(text),
        _calling_behind().search(text) or _calling_behind().match(typography(mention.right)),
    )
    return {_careers()[match["calling"].lower()] for match in found if match}


@cache
def _careers() -> dict[str, str]:
    return {form: str(number) for form, number in shipped_classes().numbered("CAREER").items()}


@cache
def _calling() -> str:
    words = sorted(_careers(), key=len, reverse=True)
    return rf"(?P<calling>(?i:{'|'.join(map(re.escape, words))}))"


@cache
def _calling_before() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_calling()}\s*$")


@cache
def _calling_in() -> re.Pattern[str]:
    return re.compile(rf"(?:M\.\s*)?(?:(?:le|la)\s+|l')?{_calling()}\s+(?=\S)")


@cache
def _calling_behind() -> re.Pattern[str]:
    return re.compile(rf",\s*(?:(?:le|la|un|une|ancien|ancienne)\s+|l')*{_calling()}(?!\w)")


def _gender(mention: Mention) -> str:
    for gender, before, inside in _civilities():
        if inside.match(mention.text) or before.search(mention.left):
            return gender
    if is_surname(mention.text):
        return ""
    name = first_name(mention.text).split("-")[0]
    return first_names().get(name, "")


@cache
def _civilities() -> list[tuple[str, re.Pattern[str], re.Pattern[str]]]:
    found = []
    for words, gender in (("FEMALE_CIVILITY", WOMAN), ("MALE_CIVILITY", MAN)):
        civility = shipped_classes().pattern(words)
        before = re.compile(rf"(?<!\w){civility}\s*$")
        found.append((gender, before, re.compile(rf"{civility}(?:(?<=\.)\s*|\s+)")))
    return found


@cache
def first_names() -> dict[str, str]:
    """Return common first names, folded, each with the gender it says."""
    classes = shipped_classes()
    return {
        bare(name): gender
        for words, gender in (("WOMANS_NAME", WOMAN), ("MANS_NAME", MAN))
        for name in classes[words]
    }


def several_senses(mentions: Iterable[Mention]) -> dict[Name, Senses]:
    """Return the names that are more than one thing for sure: two birth years, two codes, two
    callings that no document gives to one person. Surnames alone are not among them.
    """
    found: dict[Name, Senses] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
    for mention in mentions:
        if mention.layer == ACRONYMS or mention.label == DATE or _alone(mention):
            continue
        for kind, marks in marks_of(mention).items():
            own = found[mention.label, bare(mention.text, mention.label)]
            own[mention.document][kind] |= marks
    return {name: apart for name, own in found.items() if (apart := _apart(own))}


def _apart(own: Senses) -> Senses:
    """Keep the kinds of marks of which a name has several; callings of one document are one."""
    callings = _joined([marks[CALLING] for marks in own.values() if CALLING in marks])
    for marks in own.values():
        if CALLING in marks:
            marks[CALLING] = {callings[one] for one in marks[CALLING]}
    every: dict[str, set[str]] = defaultdict(set)
    for marks in own.values():
        for kind, values in marks.items():
            every[kind] |= values
    kinds = [kind for kind in _KINDS if len(every[kind]) > 1]
    return {
        document: {kind: marks[kind] for kind in kinds if marks.get(kind)}
        for document, marks in own.items()
        if any(marks.get(kind) for kind in kinds)
    }


def _joined(sets: list[set[str]]) -> dict[str, str]:
    """Return for each value the least one that it is linked with by sets that share values."""
    least = {value: value for values in sets for value in values}
    changed = True
    while changed:
        changed = False
        for values in sets:
            low = min(least[value] for value in values)
            for value in values:
                if least[value] != low:
                    least[value], changed = low, True
    return least


def _alone(mention: Mention) -> bool:
    return mention.label == PERSON and is_surname(mention.text)


def sense_of(mention: Mention, senses: Senses) -> str:
    """Return which of several senses a mention has: what is said of it, or else the only one of its
    document; the document if that does not tell.
    """
    mine, here = marks_of(mention), senses.get(mention.document, {})
    for kind in _KINDS:
        known = here.get(kind, set())
        own = mine.get(kind, set()) & known or known
        if len(own) == 1:
            return f"{kind} {next(iter(own))}"
        if own:
            break
    return mention.document
