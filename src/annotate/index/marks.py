"""What tells a person or a place from a namesake: years of birth, callings, civilities, codes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from annotate.french.classes import shipped_classes
from annotate.index.groups import Mark
from annotate.index.mentions import ACRONYMS, Mention
from annotate.index.person_forms import first_name, is_surname
from annotate.index.surface_forms import DATE, PERSON, bare, typography

BIRTH, CALLING, GENDER, CODE = "birth", "calling", "gender", "code"
_KINDS = (BIRTH, CODE, CALLING, GENDER)
WOMAN, MAN = "woman", "man"

Name = tuple[str, str]
"""A label and a form of :func:`~annotate.index.surface_forms.bare`."""


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


class SeveralSenses:
    """The names that are more than one thing for sure: two birth years, two codes, two
    callings that no document gives to one person. Surnames alone are not among them.
    """

    def __init__(self) -> None:
        self._marks: dict[Name, frozenset[Mark]] = {}
        self._callings: dict[Name, set[frozenset[str]]] = defaultdict(set)
        self._same: dict[frozenset[Mark], frozenset[Mark]] = {}
        self._several: dict[Name, tuple[list[str], dict[str, str]]] = {}

    def read(self, mentions: Iterable[Mention]) -> None:
        """Note what a document says of its names."""
        for name, own in _said(mentions).items():
            marks = frozenset((kind, value) for kind, values in own.items() for value in values)
            marks |= self._marks.get(name, frozenset())
            # Most names have the marks of many others.
            self._marks[name] = self._same.setdefault(marks, marks)
            if CALLING in own:
                self._callings[name].add(frozenset(own[CALLING]))

    def settle(self) -> None:
        """Find the names, when all documents were read."""
        for name, marks in self._marks.items():
            if len(marks) > 1:
                callings = _joined([*map(set, self._callings.get(name, ()))])
                every: dict[str, set[str]] = defaultdict(set)
                for kind, value in marks:
                    every[kind].add(callings[value] if kind == CALLING else value)
                if kinds := [kind for kind in _KINDS if len(every[kind]) > 1]:
                    self._several[name] = kinds, callings
        self._marks.clear()
        self._callings.clear()
        self._same.clear()

    def here(self, mentions: Iterable[Mention]) -> dict[Name, dict[str, set[str]]]:
        """Return what a document says of each of these names that it has, by kind."""
        if not self._several:
            return {}
        found: dict[Name, dict[str, set[str]]] = {}
        for one in mentions:
            name = one.label, bare(one.text, one.label)
            if name in self._several:
                found[name] = {}
        for name, own in _said(mentions).items() if found else ():
            if name in found:
                kinds, callings = self._several[name]
                if CALLING in own:
                    own[CALLING] = {callings[one] for one in own[CALLING]}
                found[name] = {kind: own[kind] for kind in kinds if own.get(kind)}
        return found


def _said(mentions: Iterable[Mention]) -> dict[Name, dict[str, set[str]]]:
    """Return what the mentions of a document say of its names, by kind."""
    found: dict[Name, dict[str, set[str]]] = {}
    for mention in mentions:
        if mention.layer == ACRONYMS or mention.label == DATE or _alone(mention):
            continue
        for kind, marks in marks_of(mention).items():
            own = found.setdefault((mention.label, bare(mention.text, mention.label)), {})
            own.setdefault(kind, set()).update(marks)
    return found


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


def sense_of(mention: Mention, here: Mapping[str, set[str]]) -> str:
    """Return which of several senses a mention has: what is said of it, or else the only one of its
    document; the document if that does not tell.
    """
    mine = marks_of(mention)
    for kind in _KINDS:
        known = here.get(kind, set())
        own = mine.get(kind, set()) & known or known
        if len(own) == 1:
            return f"{kind} {next(iter(own))}"
        if own:
            break
    return mention.document
