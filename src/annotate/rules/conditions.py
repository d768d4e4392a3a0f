"""Conditions of rules as functions of a place in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from annotate.french.demonyms import Inflection, is_demonym
from annotate.french.word_list import common_words
from annotate.french.words import WORD, starts_sentence
from annotate.rules.model import Rule
from annotate.rules.notation import Condition
from annotate.rules.patterns import compiled, following, leading

WINDOW_BEFORE, WINDOW_AFTER = 80, 180
"""How far a rule looks before and behind a name, in code points."""

_ROMAN = re.compile("[IVXLC]+")
_DEMONYMS = {
    "": Inflection.ANY,
    "s": Inflection.SINGULAR,
    "p": Inflection.PLURAL,
    "ms": Inflection.MASCULINE_SINGULAR,
    "f": Inflection.FEMININE,
}


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of text that a rule looks at, and what it was found to be."""

    text: str
    start: int
    end: int
    label: str = ""
    rule: str = ""
    score: float | None = None

    @property
    def form(self) -> str:
        """What stands there."""
        return self.text[self.start : self.end]

    @property
    def before(self) -> str:
        """What stands before it, as far as a rule looks."""
        return self.text[max(0, self.start - WINDOW_BEFORE) : self.start]


Test = Callable[[Place], bool]
Tests = Mapping[str, Test]
"""The tests of :data:`annotate.rules.kinds.TESTS` that want lists, by name."""


Check = Callable[[Place, Tests], bool]

_DEAR = ("INSIDE", "INSIDE_NAME", "OTHER_NAME", "COMMON", "ORDINARY")
"""Tests that take more time than a pattern: they look at the whole text, or at many words."""


def checks(rule: Rule, found: Collection[Condition | None] = ()) -> tuple[Check, ...]:
    """Return the conditions of a rule as functions of a place, the cheap ones first; those that are
    `found` already are left out.
    """
    cheap: list[Check] = []
    forms: list[Check] = []
    sides: list[Check] = []
    dear: list[Check] = []
    columns = (
        (rule.form, forms, _whole),
        (rule.before, sides, _led),
        (rule.after, sides, _followed),
    )
    for conditions, group, check in columns:
        for one in conditions:
            if any(one is other for other in found):
                continue
            if one.pattern is None:
                (dear if one.test in _DEAR else cheap).append(_answered(one))
            else:
                group.append(check(one))
    return (*cheap, *forms, *sides, *dear)


def _answered(condition: Condition) -> Check:
    name, argument, no = condition.test, condition.argument, condition.negated
    own = _OWN.get(name)
    if own is not None:
        return lambda place, _: own(place, argument) != no

    def listed(place: Place, tests: Tests) -> bool:
        test = tests.get(name)
        return (test is not None and test(place)) != no

    return listed


def _whole(condition: Condition) -> Check:
    regex, no = _itself(condition), condition.negated
    return lambda place, _: (
        (compiled(regex).fullmatch(place.text, place.start, place.end) is None) == no
    )


def _led(condition: Condition) -> Check:
    regex, no = before_it(condition), condition.negated
    return lambda place, _: (compiled(regex).search(place.before) is None) == no


def _followed(condition: Condition) -> Check:
    regex, no = behind_it(condition), condition.negated
    return lambda place, _: (
        (compiled(regex).match(place.text, place.end, place.end + WINDOW_AFTER) is None) == no
    )


def before_it(condition: Condition) -> str:
    """Return the regular expression of what a condition wants right before a name."""
    assert condition.pattern is not None
    if condition.raw:
        return rf"(?:{condition.pattern.regex})\Z"
    return leading(condition.pattern)


def behind_it(condition: Condition) -> str:
    """Return the regular expression of what a condition wants right behind a name."""
    assert condition.pattern is not None
    return condition.pattern.regex if condition.raw else following(condition.pattern)


def _itself(condition: Condition) -> str:
    assert condition.pattern is not None
    return condition.pattern.regex


def _is_below(place: Place, argument: str) -> bool:
    return place.score is not None and place.score < float(argument)


def _is_first_common(place: Place, _: str) -> bool:
    first = WORD.match(place.form)
    return first is not None and first.group().lower() in common_words()


def _is_common(place: Place, _: str) -> bool:
    words = [word for word in WORD.findall(place.form) if not _ROMAN.fullmatch(word)]
    return bool(words) and all(word.lower() in common_words() for word in words)


_OWN: Mapping[str, Callable[[Place, str], bool]] = {
    "START": lambda place, _: starts_sentence(place.text, place.start),
    "BELOW": _is_below,
    "FROM": lambda place, origin: place.rule.startswith(origin),
    "ONE_WORD": lambda place, _: " " not in place.form,
    "CAPITAL": lambda place, _: place.form[:1].isupper(),
    "BROKEN": lambda place, _: "." in place.form or "\n" in place.form,
    "DEMONYM": lambda place, kind: is_demonym(place.form, _DEMONYMS[kind]),
    "UPPERCASE": lambda place, _: place.form.isupper(),
    "FIRST_COMMON": _is_first_common,
    "COMMON": _is_common,
}
"""Tests that want no lists: what each says of a place, given its argument."""
