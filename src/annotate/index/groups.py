"""Disjoint sets of units, each union with its stated reason, and what forbids a union.

A unit is a label and a form. Forms whose meaning may change from one document to the next (a
surname alone, an acronym that has a long form) are a unit for each document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, Protocol

from annotate.index.reasons import Reason
from annotate.index.surface_forms import DATE, SAMENESS

DECIDED = "decided"
"""What the kinds of marks begin with that a reviewer's decision sets."""

Mark = tuple[str, str]
"""A kind, and what is known: a year of birth, a code."""
Marks = Mapping[str, Set[str]]
"""What is known of a name by kind. Two that differ are not one."""


class Unit(NamedTuple):
    """A label and a form, in one document or one sense, or (``""``) wherever it stands."""

    label: str
    form: str
    where: str = ""


class Link(NamedTuple):
    """Two units and why they are one entity, or are proposed to be."""

    first: Unit
    second: Unit
    reason: Reason


class Links(Protocol):
    """Links in the order in which they were found."""

    def append(self, link: Link, /) -> None:
        """Add one."""

    def extend(self, links: Iterable[Link], /) -> None:
        """Add some."""

    def __iter__(self) -> Iterator[Link]:
        """Yield them."""
        ...


@dataclass(slots=True)
class Groups:
    """Disjoint sets of units, with the links that made them and those that were doubtful."""

    parents: dict[Unit, Unit] = field(default_factory=dict)
    links: Links = field(default_factory=list[Link])
    doubts: Links = field(default_factory=list[Link])
    _marks: dict[Unit, frozenset[Mark]] = field(default_factory=dict)
    """What is known of each set, by its root."""
    _same: dict[frozenset[Mark], frozenset[Mark]] = field(default_factory=dict)
    """Most names have the marks of many others."""

    def add(self, unit: Unit, marks: Marks | None = None) -> None:
        """Make the unit a set of its own, unless it is known, and note what is known of it."""
        self.parents.setdefault(unit, unit)
        if marks:
            told = ((kind, value) for kind, values in marks.items() for value in values)
            self._mark(self.root(unit), frozenset(told))

    def _mark(self, root: Unit, marks: frozenset[Mark]) -> None:
        marks |= self._marks.get(root, frozenset())
        self._marks[root] = self._same.setdefault(marks, marks)

    def known(self, unit: Unit) -> Marks:
        """Return what is known of the set of `unit`."""
        return _by_kind(self._marks.get(self.root(unit), frozenset()))

    def root(self, unit: Unit) -> Unit:
        """Return the unit that stands for the set of `unit`."""
        while self.parents[unit] != unit:
            self.parents[unit] = self.parents[self.parents[unit]]
            unit = self.parents[unit]
        return unit

    def apart(self, unit: Unit, marks: Marks) -> str:
        """Return the kind of mark by which a set cannot have others, ``""`` if there is none."""
        own = self.known(unit)
        for kind, values in sorted(marks.items()):
            if own.get(kind) and values and own[kind].isdisjoint(values):
                return kind
        return ""

    def join(self, first: Unit, second: Unit, reason: Reason, *, forced: bool = False) -> bool:
        """Make two sets one, unless their marks tell them apart, which is a doubt.

        No reason is kept when they are one already. Returns whether they are one now. Somebody's
        decision is `forced`: only another decision holds against it.
        """
        one, other = self.root(first), self.root(second)
        if one == other:
            return True
        kind = self.apart(one, self.known(other))
        if kind and not (forced and not kind.startswith(DECIDED)):
            if not kind.startswith(DECIDED):
                self.doubts.append(Link(first, second, Reason.TOLD_APART))
            return False
        kept, gone = min(one, other), max(one, other)
        self.parents[gone] = kept
        if gone in self._marks:
            self._mark(kept, self._marks.pop(gone))
        if first.form != second.form:
            self.links.append(Link(first, second, reason))
        return True

    def join_alike(self, units: Iterable[Unit]) -> None:
        """Join the units that are the same name in another spelling."""
        names = sorted({unit for unit in units if unit.label != DATE})
        for reason, form in SAMENESS:
            firsts: dict[tuple[str, str], list[Unit]] = defaultdict(list)
            for unit in names:
                heads = firsts[unit.label, form(unit.form, unit.label)]
                if not any(self.join(head, unit, reason) for head in heads[:_HEADS]):
                    heads.append(unit)


@lru_cache(maxsize=1000)
def _by_kind(marks: frozenset[Mark]) -> Marks:
    found: dict[str, set[str]] = defaultdict(set)
    for kind, value in marks:
        found[kind].add(value)
    return dict(found)


_HEADS = 5
"""Namesakes that are told apart, with which one more is compared."""
