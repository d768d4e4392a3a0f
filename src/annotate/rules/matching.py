"""Rules at work: what they add to a text, and what they make of a name that was found."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from annotate.document.candidates import Candidate
from annotate.rules.additions import Additions, Fitted
from annotate.rules.conditions import (
    WINDOW_AFTER,
    WINDOW_BEFORE,
    Check,
    Place,
    Tests,
    checks,
)
from annotate.rules.model import MOVES, Rule, sorted_rules
from annotate.rules.notation import Condition
from annotate.rules.patterns import Pattern, compiled, following, joined, leading, word_key

_LAST_WORD = re.compile(r"(\w+['’]?|[^\w\s])[\s\u00a0]*\Z")


@dataclass(frozen=True, slots=True)
class Fired:
    """What one rule did: the place before it, and after; None if it dropped the name."""

    rule: Rule
    found: Place | None
    made: Place | None


class RuleSet:
    """Rules, compiled for use.

    Parameters
    ----------
    rules : iterable of Rule
        Those that are off are left out.
    every : bool
        Take those that are off as well.

    Attributes
    ----------
    trace : list of Fired or None
        Where a list is, every rule that does something is noted in it.

    Examples
    --------
    >>> from pathlib import Path
    >>> from annotate.french.classes import WordClasses
    >>> from annotate.rules.model import parse_rules
    >>> table = ("id\\taction\\tlabel\\tbefore\\tform\\n"
    ...     "own.inn\\tadd\\tLOC\\t(auberge | relais)\\t{CAPITALIZED}\\n"
    ...     "own.firm\\trelabel\\tPER>ORG\\tembauché chez\\t\\n")
    >>> rules = RuleSet(parse_rules(table, Path("own.tsv"), WordClasses({})))
    >>> text = "Au relais Merlon ; embauché chez Verlaine"
    >>> [(one.text(text), one.rule) for one in rules.find(text)]
    [('Merlon', 'rule:own.inn')]
    >>> rules.change(text, Candidate(33, 41, "PER", "model:m")).label
    'ORG'
    """

    def __init__(self, rules: Iterable[Rule], *, every: bool = False) -> None:
        self.rules = tuple(sorted_rules(rules, every=every))
        self.trace: list[Fired] | None = None
        self._contexts = {rule.id: _Change(rule) for rule in self.rules if rule.action == "context"}

    @cached_property
    def _changes(self) -> tuple[_Change, ...]:
        changing = ("relabel", "drop", *MOVES)
        rules = [rule for rule in self.rules if rule.action in changing]
        return tuple(_Change(rule, number) for number, rule in enumerate(rules))

    @cached_property
    def _additions(self) -> Additions:
        return Additions([rule for rule in self.rules if rule.action == "add"])

    def find(
        self,
        text: str,
        tests: Tests | None = None,
        *,
        phase: Callable[[Rule], bool] | None = None,
        fitted: Fitted | None = None,
    ) -> list[Candidate]:
        """Return what the rules add to a text, in order.

        What a rule of a lower priority number found is not touched by one of a higher number.

        Parameters
        ----------
        text : str
            The text; offsets are its code points.
        tests : mapping, optional
            Tests that want lists; one that is not there holds of nothing.
        phase : callable, optional
            Which of the rules are asked; default all.
        fitted : callable, optional
            Moves the ends of what a pattern matched, before the conditions on it are looked at.

        Returns
        -------
        list of Candidate
            Each with the source :attr:`Rule.origin`.
        """
        found: list[Candidate] = []
        taken = _Taken(len(text))
        for rule, start, end in self._additions.find(text, tests or {}, phase, fitted):
            if not taken.is_free(start, end, rule.priority):
                continue
            taken.add(start, end, rule.priority)
            found.append(Candidate(start, end, rule.label, rule.origin))
            if self.trace is not None:
                self.trace.append(Fired(rule, None, Place(text, start, end, rule.label)))
        return sorted(found, key=lambda one: (one.start, -one.end))

    def change(
        self, text: str, candidate: Candidate, tests: Tests | None = None
    ) -> Candidate | None:
        """Return what the rules make of a name: itself, another one, or None where it is dropped.

        Its source stays what it was; see :meth:`changes` for the rules.

        Parameters
        ----------
        text : str
            The text.
        candidate : Candidate
            The name as it was found.
        tests : mapping, optional
            As for :meth:`find`.
        """
        fired = self.changes(text, candidate, tests)
        if not fired:
            return candidate
        made = fired[-1].made
        if made is None:
            return None
        return replace(candidate, start=made.start, end=made.end, label=made.label)

    def changes(self, text: str, candidate: Candidate, tests: Tests | None = None) -> list[Fired]:
        """Return what each rule that has its say about a name makes of it, in order.

        Parameters
        ----------
        text, candidate, tests
            As for :meth:`change`.
        """
        place = Place(
            text, candidate.start, candidate.end, candidate.label, candidate.rule, candidate.score
        )
        tests = tests or {}
        fired: list[Fired] = []
        asked = iter(self._for(place))
        while change := next(asked, None):
            if not change.holds(place, tests):
                continue
            made = change.made(place)
            if made == place:
                continue
            fired.append(Fired(change.rule, place, made))
            if made is None:
                break
            if (made.start, made.label) != (place.start, place.label):
                # The rules that follow look at another label, or another word before it.
                later = change.number
                asked = iter([one for one in self._for(made) if one.number > later])
            place = made
        if self.trace is not None:
            self.trace += fired
        return fired

    def holds(self, rule: str, text: str, start: int, end: int, tests: Tests | None = None) -> bool:
        """Return whether a rule with the action ``context``, or one of those below it, holds.

        Parameters
        ----------
        rule : str
            Its id, or the beginning of several (``dates.numbered`` for ``dates.numbered.page``).
        text : str
            The text.
        start, end : int
            The place it is asked about, half-open.
        """
        place = Place(text, start, end)
        for change in self._below(rule):
            if change.holds(place, tests or {}):
                if self.trace is not None:
                    self.trace.append(Fired(change.rule, place, place))
                return True
        return False

    def _below(self, rule: str) -> tuple[_Change, ...]:
        if rule not in self._families:
            self._families[rule] = tuple(
                change
                for name, change in self._contexts.items()
                if name == rule or name.startswith(f"{rule}.")
            )
        return self._families[rule]

    @cached_property
    def _families(self) -> dict[str, tuple[_Change, ...]]:
        return {}

    @cached_property
    def _by_key(self) -> dict[tuple[str, str], tuple[_Change, ...]]:
        return {}

    def _for(self, place: Place) -> tuple[_Change, ...]:
        """Return the changes that the label of a name and the word before it do not rule out."""
        before = _LAST_WORD.search(place.text, max(0, place.start - 40), place.start)
        word = word_key(before[1]) if before else ""
        key = word, place.label
        if key not in self._by_key:
            self._by_key[key] = tuple(
                change
                for change in self._changes
                if (change.keys is None or word in change.keys)
                and change.rule.looks_at(place.label)
            )
        return self._by_key[key]


class _Taken:
    """What was found, by priority: a stretch that a lower number took is closed to higher ones."""

    def __init__(self, length: int) -> None:
        self._by_priority: dict[int, bytearray] = {}
        self._length = length

    def add(self, start: int, end: int, priority: int) -> None:
        taken = self._by_priority.setdefault(priority, bytearray(self._length))
        taken[start:end] = b"\x01" * (end - start)

    def is_free(self, start: int, end: int, priority: int) -> bool:
        return not any(
            any(taken[start:end]) for other, taken in self._by_priority.items() if other < priority
        )


class _Change:
    """A rule that looks at a name that was found; its number is its place among such rules."""

    def __init__(self, rule: Rule, number: int = 0) -> None:
        self.rule, self.number = rule, number
        self.keys = _keys_before(rule.before)

    # Compiled when first asked: in a short text most rules are not.
    @cached_property
    def _checks(self) -> tuple[Check, ...]:
        return checks(self.rule)

    @cached_property
    def _left(self) -> re.Pattern[str] | None:
        if self.rule.action == "trim":
            return _compiled(self.rule.left, lambda one: joined(one, Pattern("(?=.)")))
        return _compiled(self.rule.left, leading)

    @cached_property
    def _right(self) -> re.Pattern[str] | None:
        if self.rule.action == "trim":
            return _compiled(self.rule.right, lambda one: rf"{joined(Pattern(''), one)}\Z")
        return _compiled(self.rule.right, following)

    def holds(self, place: Place, tests: Tests) -> bool:
        """Return whether the rule has its say about a name."""
        # A generator for `all` would take as long as the checks themselves.
        for check in self._checks:  # noqa: SIM110
            if not check(place, tests):
                return False
        return True

    def made(self, place: Place) -> Place | None:
        """Return what the rule makes of a name; the same place where it cannot."""
        if self.rule.action == "drop":
            return None
        if self.rule.action == "relabel":
            return replace(place, label=self.rule.label, rule=self.rule.origin)
        start, end = place.start, place.end
        if self.rule.action == "trim":
            start, end = self._trimmed(place)
        elif self.rule.action == "extend":
            start, end = self._extended(place)
        return replace(place, start=start, end=end) if start < end else place

    def _trimmed(self, place: Place) -> tuple[int, int]:
        start, end = place.start, place.end
        if self._left is not None:
            left = self._left.match(place.text, start, end)
            if left is None:
                return place.start, place.end
            start = left.end()
        if self._right is not None:
            right = self._right.search(place.text, start, end)
            if right is None:
                return place.start, place.end
            end = right.start()
        return start, end

    def _extended(self, place: Place) -> tuple[int, int]:
        start, end, text = place.start, place.end, place.text
        if self._left is not None:
            low = max(0, start - WINDOW_BEFORE)
            left = self._left.search(text[low:start])
            if left is None:
                return place.start, place.end
            start = low + left.start()
        if self._right is not None:
            right = self._right.match(text, end, end + WINDOW_AFTER)
            if right is None:
                return place.start, place.end
            end = right.end()
        return start, end


def _compiled(pattern: Pattern | None, written: Callable[[Pattern], str]) -> re.Pattern[str] | None:
    return None if pattern is None else compiled(written(pattern))


def _keys_before(conditions: Sequence[Condition]) -> frozenset[str] | None:
    """Return the keys of the words one of which must be right before a name; None for any."""
    for one in conditions:
        if one.pattern is not None and not one.negated and one.pattern.ends is not None:
            return one.pattern.ends
    return None
