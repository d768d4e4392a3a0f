"""People recognised by what is before them: initials, civilities, titles, functions.

The model finds most people; it errs on initials (``J.-P. Vasseur``), particles (``de Gaulle``),
and on names it never saw. The words before a name say more than its shape: a test on first names
lost two to four points on texts of others, so there is none here.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import ClassVar

from annotate.document.candidates import TITLE, Candidate
from annotate.french.classes import WordClasses
from annotate.lexicons import Row
from annotate.pipes.base import CLASSES, Groups, LexiconPipe, LexiconSchema, rules_schema
from annotate.pipes.lexicon_schemas import TITLES
from annotate.pipes.people.rolls import roll_calls
from annotate.pipes.right_boundary import rstrip_punctuation
from annotate.rules.conditions import Place, Tests
from annotate.rules.matching import RuleSet
from annotate.rules.model import Rule

_ROMAN = re.compile(r"(?:[IVX]{1,5}|Ier|Iᵉʳ)$")
_NUMBERED = re.compile(r"\s[IVX]{1,5}\b")
_NAMELESS = re.compile(r"\s\w$")
_AFTER_DE = re.compile(r"de\s")
_KINDS = ("civility", "title", "function", "particle", "figure")
_BEHIND = "people.words_behind"
"""The rule that finds functions behind a name."""
_OF_BOTH = ("CIVILITY", "PARTICLE")
"""Classes of ``classes.tsv`` to which the table of titles may add."""
_BEFORE_NAMES = ("civility", "title", "function")


@dataclass(frozen=True, slots=True)
class PeopleLists:
    """What :func:`find_people` knows.

    Attributes
    ----------
    rules : RuleSet
        The rules that add people, and with the label :data:`TITLE` the words before their names.
    next_sentence : Pattern
        A blank and a word that opens a sentence, where a name ends.
    no_name : frozenset of str
        Words that no name begins with.
    office : Pattern
        A blank and the office behind a name: « VASSELIN Anne Maire ».
    titles : str
        Where titles are, as for :class:`PeoplePipe`.
    """

    rules: RuleSet
    next_sentence: re.Pattern[str]
    no_name: frozenset[str]
    office: re.Pattern[str]
    titles: str = "outside"

    def fitted(self, rule: Rule, text: str, start: int, end: int) -> tuple[int, int] | None:
        """Return where a name ends in what a rule matched; None if it is no name.

        A rule that says what is after a name has found where it ends.
        """
        if rule.after or rule.label == TITLE:
            return start, end
        end = rstrip_punctuation(text, end, start)
        cut = self.next_sentence.search(text, start, end)
        end = cut.start() if cut else end
        behind = self.office.search(text, start, end)
        # One word alone before it may be a first name: « Edmond Maire ».
        end = behind.start() if behind and " " in text[start : behind.start()] else end
        form = text[start:end]
        first = re.split(r"\s", form)[0]
        if end - start < 2 or first in self.no_name or _ROMAN.match(form):
            return None
        if len(re.split(r"[.\s]+", form)[-1]) < 3 and not form[0].islower() and "." in form:
            return None
        # « M. Norbert G. »: the stop belongs to the initial.
        if _NAMELESS.search(form) and form[-1].isupper() and text[end : end + 1] == ".":
            return start, end + 1
        # « Élisabeth II d'Angleterre » is ``Élisabeth II``.
        number = _NUMBERED.search(form)
        return start, start + number.end() if number else end


def find_people(text: str, names: Sequence[Candidate], lists: PeopleLists) -> list[Candidate]:
    """Find people by initials and by the words before their names.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    names : sequence of Candidate
        What is known already: a single capitalised word after a function is no person when it is
        known as a place or an organization.
    lists : PeopleLists
        The rules.

    Returns
    -------
    list of Candidate
        People in order, PER; where titles are inside names, after them the words beside names with
        the label :data:`TITLE`, each with what parts it from the name. The rules are
        those of ``people.tsv``, such as ``rule:people.civility``.

    Examples
    --------
    >>> lists = PeoplePipe("people", "people").lists
    >>> text = "M. Petit, le maire Anne Roux, J.-P. Vasseur et le Général de Gaulle"
    >>> [f.text(text) for f in find_people(text, [], lists)]
    ['Petit', 'Anne Roux', 'J.-P. Vasseur', 'Général de Gaulle']
    """
    rules = lists.rules
    people = rules.find(
        text, name_tests(text, names), phase=lambda rule: rule.label != TITLE, fitted=lists.fitted
    )
    if lists.titles == "outside":
        return people
    around = lists.titles == "around"
    beside = rules.find(
        text, phase=lambda rule: rule.label == TITLE and (around or rule.id != _BEHIND)
    )
    return [*people, *beside]


def name_tests(text: str, names: Sequence[Candidate]) -> Tests:
    """Return the tests that the names found before give the rules, for a text."""
    others = {(name.start, name.end) for name in names if name.label != "PER"}
    longer = sorted((name.start, name.end) for name in names if " " in name.text(text))
    # The furthest end of any longer name that begins so far on, or before.
    ends = list(accumulate((stop for _, stop in longer), max))

    def is_other(place: Place) -> bool:
        particle = _AFTER_DE.match(text, place.start, place.end)
        start = particle.end() if particle else place.start
        return " " not in text[start : place.end] and (start, place.end) in others

    def is_inside(place: Place) -> bool:
        before = bisect_right(longer, (place.start, len(text)))
        return before > 0 and ends[before - 1] >= place.end

    return {"OTHER_NAME": is_other, "INSIDE_NAME": is_inside}


class PeoplePipe(LexiconPipe):
    """Component ``annotate_people``: see :func:`find_people`.

    Parameters
    ----------
    name, group, reads
        As for :class:`LexiconPipe`.
    titles : str
        Where civilities and functions are: ``outside`` the name, as the project's guide has it, or
        ``inside`` for a guide that counts ``M. Petit`` and ``le maire Roux`` whole; ``around`` for
        one that has the function behind it, too: ``M. Petit, maire de Lens``.
    """

    specs: ClassVar[Mapping[str, LexiconSchema]] = {
        "titles": TITLES,
        "rules": rules_schema("people.tsv"),
        "classes": CLASSES,
    }

    def __init__(
        self, name: str, group: str, reads: Sequence[str] = (), titles: str = "outside"
    ) -> None:
        if titles not in ("outside", "inside", "around"):
            raise ValueError(f"titles are outside, inside or around a name, not {titles!r}")
        super().__init__(name, group, reads)
        self.titles = titles

    def find(self, text: str, groups: Groups) -> list[Candidate]:
        """Find people, given what the groups that are read hold."""
        names = [candidate for group in self.reads for candidate in groups[group]]
        found = find_people(text, names, self.lists)
        known = {(one.start, one.end) for one in found}
        rolls = roll_calls(text, self.rule_classes)
        return [*found, *(one for one in rolls if (one.start, one.end) not in known)]

    @property
    def lists(self) -> PeopleLists:
        """What :func:`find_people` knows, from the component's tables."""
        return self.compiled(self._lists)

    def tests_for(self, text: str) -> Tests:
        """Return the tests for a text in which nothing was found before."""
        return name_tests(text, ())

    def classes(self, classes: WordClasses) -> WordClasses:
        """Return the classes, and each kind of the table of titles as one."""
        return with_titles(classes, self.table("titles"))

    def _lists(self) -> PeopleLists:
        classes = self.rule_classes
        return PeopleLists(
            self.rules,
            re.compile(rf"\s{classes.pattern('NEXT_SENTENCE')}\b"),
            classes.words("NO_PERSON_NAME"),
            re.compile(rf"(?<=\w)(?<!\sLe)(?<!\sLa)\s{classes.pattern('CAPITAL_OFFICE')}\Z"),
            self.titles,
        )


def with_titles(classes: WordClasses, titles: Sequence[Row]) -> WordClasses:
    """Return word classes and those that a table of titles gives: ``TITLE``, ``FUNCTION`` and
    ``FIGURE``, more of ``CIVILITY`` and ``PARTICLE``, and ``HONORIFIC`` with civilities, titles and
    functions in singular and plural, also with a capital.

    Examples
    --------
    >>> titles = [{"form": "maire", "kind": "function"}]
    >>> with_titles(WordClasses({}), titles)["HONORIFIC"]
    ('maire', 'maires', 'mairex', 'Maire', 'Maires', 'Mairex')
    """
    return _with_titles(classes, tuple((row["form"], row["kind"]) for row in titles))


@lru_cache(maxsize=4)
def _with_titles(classes: WordClasses, titles: tuple[tuple[str, str], ...]) -> WordClasses:
    by_kind = {
        kind.upper(): [form.replace("’", "'") for form, own in titles if own == kind]
        for kind in _KINDS
    }
    for kind in _OF_BOTH:
        by_kind[kind] = [*classes.get(kind, ()), *by_kind[kind]]
    honorific = [
        written + ending
        for kind in _BEFORE_NAMES
        for form in by_kind[kind.upper()]
        for written in dict.fromkeys((form, form[0].upper() + form[1:]))
        for ending in (("", "s", "x") if form.islower() else ("",))
    ]
    return WordClasses({**classes, **by_kind, "HONORIFIC": honorific})
