"""Disjoint sets of units, each union with its stated reason, and what forbids a union.

A unit is a label and a form. Forms whose meaning may change from one document to the next (a
surname alone, an acronym that has a long form) are a unit for each document.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import lru_cache
from typing import NamedTuple, Protocol

from annotate.index.reasons import Reason
from annotate.index.surface_forms import DATE, SAMENESS
from annotate.index.units import Unit, Units

DECIDED = "decided"
"""What the kinds of marks begin with that a reviewer's decision sets."""

Mark = tuple[str, str]
"""A kind, and what is known: a year of birth, a code."""
Marks = Mapping[str, Set[str]]
"""What is known of a name by kind. Two that differ are not one."""


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


class Groups:
    """Disjoint sets of units, with the links that made them and those that were doubtful.

    Parameters
    ----------
    units : Units
        The numbers of the units. What is held of each unit is the number of another one of its set,
        and that of what is known of it.
    links, doubts : Links
        They get the links.

    Examples
    --------
    >>> import sqlite3
    >>> groups = Groups(Units(sqlite3.connect(":memory:")), [], [])
    >>> some = [Unit("LOC", form) for form in ("Lens", "LENS", "Arras")]
    >>> for unit in some:
    ...     groups.add(unit)
    >>> groups.join_alike(some)
    >>> [groups.root(unit).form for unit in some]
    ['LENS', 'LENS', 'Arras']
    """

    def __init__(self, units: Units, links: Links, doubts: Links) -> None:
        self.units, self.links, self.doubts = units, links, doubts
        self._parents = array("i")
        """By number; -1 of a unit that is in no set."""
        self._marks = array("i")
        """What is known of each set, by the number of its root: a place in the list below."""
        self._several: list[frozenset[Mark]] = [frozenset()]
        self._places: dict[frozenset[Mark], int] = {frozenset(): 0}

    def add(self, unit: Unit, marks: Marks | None = None) -> None:
        """Make the unit a set of its own, unless it is known, and note what is known of it."""
        number = self.units.of(unit)
        if number >= len(self._parents):
            more = number + 1 - len(self._parents)
            self._parents.extend([-1] * more)
            self._marks.extend([0] * more)
        if self._parents[number] < 0:
            self._parents[number] = number
        if marks:
            told = ((kind, value) for kind, values in marks.items() for value in values)
            self._mark(self.number(number), frozenset(told))

    def _mark(self, root: int, marks: frozenset[Mark]) -> None:
        marks |= self._several[self._marks[root]]
        place = self._places.setdefault(marks, len(self._several))
        if place == len(self._several):
            self._several.append(marks)
        self._marks[root] = place

    def has(self, unit: Unit) -> bool:
        """Return whether a unit is in a set."""
        number = self.units.find(unit)
        return number is not None and self._is_in_a_set(number)

    def _is_in_a_set(self, number: int) -> bool:
        return number < len(self._parents) and self._parents[number] >= 0

    def everywhere(self) -> list[Unit]:
        """Return the units in sets that are the same wherever they stand, sorted."""
        return self.in_sense("")

    def in_sense(self, sense: str) -> list[Unit]:
        """Return the units in sets that are of one sense, sorted."""
        return [unit for number, unit in self.units.in_sense(sense) if self._is_in_a_set(number)]

    def known(self, unit: Unit) -> Marks:
        """Return what is known of the set of `unit`."""
        return _by_kind(self._several[self._marks[self.number(self.units.of(unit))]])

    def number(self, number: int) -> int:
        """Return the number of the unit that stands for the set of the unit of a number."""
        parents = self._parents
        while (parent := parents[number]) != number:
            parents[number] = parents[parent]
            number = parents[number]
        return number

    def root(self, unit: Unit) -> Unit:
        """Return the unit that stands for the set of `unit`."""
        number = self.units.of(unit)
        root = self.number(number)
        return unit if root == number else self.units.unit(root)

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
        one, other = (self.number(self.units.of(unit)) for unit in (first, second))
        if one == other:
            return True
        kind = self._marks[one] and self._marks[other] and self.apart(first, self.known(second))
        if kind and not (forced and not kind.startswith(DECIDED)):
            if not kind.startswith(DECIDED):
                self.doubts.append(Link(first, second, Reason.TOLD_APART))
            return False
        if self.units.unit(other) < self.units.unit(one):
            one, other = other, one
        self._parents[other] = one
        if self._marks[other]:
            self._mark(one, self._several[self._marks[other]])
        if first.form != second.form:
            self.links.append(Link(first, second, reason))
        return True

    def join_alike(self, units: Iterable[Unit]) -> None:
        """Join the units that are the same name in another spelling."""
        names = sorted({unit for unit in units if unit.label != DATE})
        for (reason, form), some in zip(SAMENESS, _sharing(names), strict=True):
            firsts: dict[tuple[str, str], list[Unit]] = defaultdict(list)
            for unit in some:
                heads = firsts[unit.label, form(unit.form, unit.label)]
                if not any(self.join(head, unit, reason) for head in heads[:_HEADS]):
                    heads.append(unit)


def _sharing(names: Sequence[Unit]) -> Iterator[Iterator[Unit]]:
    """Yield for each way of being the same the names that share their form with another one.

    All forms of a name are made together, for each is made from those before it; what is held of
    them are hashes.
    """
    import numpy as np

    hashes = [array("q") for _ in SAMENESS]
    for unit in names:
        for (_, form), some in zip(SAMENESS, hashes, strict=True):
            some.append(hash((unit.label, form(unit.form, unit.label))))
    for some in hashes:
        _, place, counts = np.unique(np.array(some), return_inverse=True, return_counts=True)
        yield (names[at] for at in np.flatnonzero(counts[place] > 1).tolist())


@lru_cache(maxsize=1000)
def _by_kind(marks: frozenset[Mark]) -> Marks:
    found: dict[str, set[str]] = defaultdict(set)
    for kind, value in marks:
        found[kind].add(value)
    return dict(found)


_HEADS = 5
"""Namesakes that are told apart, with which one more is compared."""
