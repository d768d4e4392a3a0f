"""The rules that add names: where they see one in a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from annotate.rules.conditions import Check, Place, Tests, checks
from annotate.rules.model import Rule
from annotate.rules.notation import Condition
from annotate.rules.patterns import compiled, following, joined, places_of

Fitted = Callable[[Rule, str, int, int], tuple[int, int] | None]
"""Given a rule, a text and where a pattern of the rule matched: where the name is, None if it is
none."""


class Additions:
    """The rules that add names: looked for where one of their first words is."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._found = [_Addition(rule) for rule in rules]

    def find(
        self,
        text: str,
        tests: Tests,
        phase: Callable[[Rule], bool] | None,
        fitted: Fitted | None,
    ) -> Iterator[tuple[Rule, int, int]]:
        """Yield rule, start and end of every name, the rules in their order."""
        for one in self._found:
            if phase is not None and not phase(one.rule):
                continue
            if one.keys is not None and one.keys.isdisjoint(places_of(text)):
                continue
            for start, end in one.find(text, tests, fitted):
                yield one.rule, start, end


class _Addition:
    """A rule that adds names, compiled when a text has one of the words that it wants.

    Attributes
    ----------
    keys : frozenset of str or None
        The keys of words without one of which it finds nothing; None if there are no such.
    """

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        form = next(one for one in rule.form if _is_positive(one))
        before = next((one for one in rule.before if _is_positive(one)), None)
        after = next((one for one in rule.after if _is_positive(one)), None)
        self.keys = _keys_of(before, form, after)
        first = _starts(before or form)
        # What stands before a name may be any word where the name is one of a few: then the name is
        # looked for, and what is before it afterwards.
        named = _starts(form) if before and not before.raw and first is None else None
        self._is_name_first = named is not None
        self._tried = first if named is None else named
        self._searched = None if self._is_name_first else before, form, after

    @cached_property
    def _compiled(self) -> tuple[re.Pattern[str], tuple[Check, ...]]:
        regex = _around(*self._searched, is_open=self._is_name_first)
        return compiled(regex), checks(self.rule, self._searched)

    def find(self, text: str, tests: Tests, fitted: Fitted | None) -> Iterator[tuple[int, int]]:
        """Yield where the rule sees a name."""
        regex, conditions = self._compiled
        for match in self._matches(regex, text):
            start, end = match.span("name")
            if fitted is not None:
                span = fitted(self.rule, text, start, end)
                if span is None:
                    continue
                start, end = span
            place = Place(text, start, end, self.rule.label)
            if all(check(place, tests) for check in conditions):
                yield start, end

    def _matches(self, regex: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
        """Yield what ``regex.finditer`` does: most words begin no match, and are not tried."""
        if self._tried is None:
            yield from regex.finditer(text)
            return
        places = places_of(text)
        end = 0
        for start in sorted(place for key in self._tried for place in places.get(key, ())):
            match = regex.match(text, start) if start >= end else None
            if match is not None:
                yield match
                end = match.end()


def _keys_of(
    before: Condition | None, form: Condition, after: Condition | None
) -> frozenset[str] | None:
    """Return the keys of words one of which is wherever a name is found; None for any."""
    # What a raw pattern before a name ends with may be the beginning of a word.
    asked = (before, None if before and before.raw else form, after)
    return next((keys for one in asked if one and (keys := _starts(one)) is not None), None)


def _starts(condition: Condition) -> frozenset[str] | None:
    return condition.pattern.starts if condition.pattern else None


def _is_positive(condition: Condition) -> bool:
    return condition.pattern is not None and not condition.negated


def _around(
    before: Condition | None, form: Condition, after: Condition | None, *, is_open: bool
) -> str:
    """Return the pattern of a name with what is before and behind it; an open one does not say
    that it begins with a word.
    """
    assert form.pattern is not None
    name = f"(?P<name>{form.pattern.regex})"
    if before is not None:
        assert before.pattern is not None
        if before.raw:
            name = f"(?:{before.pattern.regex}){name}"
        else:
            name = before.pattern.edge + joined(
                replace(before.pattern, regex=f"(?:{before.pattern.regex})"),
                replace(form.pattern, regex=name),
            )
    elif not form.raw and not is_open:
        name = r"(?<![\w-])" + name
    if after is not None:
        assert after.pattern is not None
        behind = after.pattern.regex if after.raw else following(after.pattern)
        return f"{name}(?={behind})"
    return name if form.raw or form.pattern.loose else rf"{name}(?!\w|-\w)"
