"""Disjoint sets of units, each union with its stated reason, and what forbids a union.

A unit is a label and a form. Forms whose meaning may change from one document to the next (a
surname alone, an acronym that has a long form) are a unit for each document.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from annotate.index.reasons import Reason
from annotate.index.surface_forms import DATE, SAMENESS

DECIDED = "decided"
"""What the kinds of marks begin with that a reviewer's decision sets."""

Marks = Mapping[str, Iterable[str]]
"""What is known of a name by kind: a year of birth, a code. Two that differ are not one."""


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


@dataclass(slots=True)
class Groups:
    """Disjoint sets of units, with the links that made them and those that were doubtful."""

    parents: dict[Unit, Unit] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    doubts: list[Link] = field(default_factory=list)
    marks: dict[Unit, dict[str, set[str]]] = field(default_factory=dict)
    """What is known of each set, by its root."""

    def add(self, unit: Unit, marks: Marks | None = None) -> None:
        """Make the unit a set of its own, unless it is known, and note what is known of it."""
        self.parents.setdefault(unit, unit)
        if marks:
            own = self.marks.setdefault(self.root(unit), defaultdict(set))
            for kind, values in marks.items():
                own[kind].update(values)

    def root(self, unit: Unit) -> Unit:
        """Return the unit that stands for the set of `unit`."""
        while self.parents[unit] != unit:
            self.parents[unit] = self.parents[self.parents[unit]]
            unit = self.parents[unit]
        return unit

    def apart(self, unit: Unit, marks: Marks) -> str:
        """Return the kind of mark by which a set cannot have others, ``""`` if there is none."""
        own = self.marks.get(self.root(unit), {})
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
        kind = self.apart(one, self.marks.get(other, {}))
        if kind and not (forced and not kind.startswith(DECIDED)):
            if not kind.startswith(DECIDED):
                self.doubts.append(Link(first, second, Reason.TOLD_APART))
            return False
        kept, gone = min(one, other), max(one, other)
        self.parents[gone] = kept
        if gone in self.marks:
            self.add(kept, self.marks.pop(gone))
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


_HEADS = 5
"""Namesakes that are told apart, with which one more is compared."""
