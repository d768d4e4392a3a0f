"""F1 between two annotators, strict, partial and by type, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotate.evaluation.agreement.alignment import Pair
from annotate.evaluation.agreement.items import Item

ALL = ""
"""The line that counts every label."""


@dataclass(slots=True)
class Tally:
    """Counts from which F1 follows; tallies of several documents can be added.

    Between annotators nobody is right, so F1 is counted from both sides at once: each item of
    either earns credit when the other has it, and F1 is the credit earned over the items there
    are. For two sets that is twice the matches over the sum of both sizes, which is the F1 of
    either against the other, and it does not matter who comes first.

    Attributes
    ----------
    first, second : int
        Items of each annotator.
    places : int
        Different places they stand at: a pair is one place.
    strict : int
        Credit of items that the other has with the same boundaries and the same content.
    halves : int
        Halves of credit for boundaries, whatever the content: two for the same boundaries, one
        for an overlap.
    type : int
        Credit of items that the other has with the same content and some overlap.
    shared : int
        Pairs with the same boundaries.
    agreed : int
        Those of them that have the same content.
    """

    first: int = 0
    second: int = 0
    places: int = 0
    strict: int = 0
    halves: int = 0
    type: int = 0
    shared: int = 0
    agreed: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            *(getattr(self, name) + getattr(other, name) for name in Tally.__dataclass_fields__)
        )

    @property
    def items(self) -> int:
        """Items of both."""
        return self.first + self.second

    @property
    def strict_f1(self) -> float | None:
        """Same boundaries, same content; None without items."""
        return self.strict / self.items if self.items else None

    @property
    def partial_f1(self) -> float | None:
        """Boundaries alone, an overlap counting half; None without items."""
        return self.halves / (2 * self.items) if self.items else None

    @property
    def type_f1(self) -> float | None:
        """Same content and some overlap; None without items."""
        return self.type / self.items if self.items else None

    def add_side(self, pair: Pair) -> None:
        """Count the credit that a pair gives to one of its two items."""
        self.strict += pair.exact and pair.same
        self.halves += 2 if pair.exact else 1
        self.type += pair.same


def tally(first: Sequence[Item], second: Sequence[Item], pairs: Iterable[Pair]) -> dict[str, Tally]:
    """Count one document, by label and over all labels.

    Parameters
    ----------
    first, second : sequence of Item
        The items of two annotators.
    pairs : iterable of Pair
        Their alignment.

    Returns
    -------
    dict of str to Tally
        By label, and under ``""`` over all labels. Two items of different labels that are paired
        by their boundaries give each label its half of the partial credit.
    """
    found: dict[str, Tally] = {ALL: Tally()}
    for side, items in (("first", first), ("second", second)):
        for item in items:
            for line in (ALL, item.label):
                counts = found.setdefault(line, Tally())
                setattr(counts, side, getattr(counts, side) + 1)
                counts.places += 1
    for pair in pairs:
        for line in {ALL, pair.first.label, pair.second.label}:
            counts = found[line]
            sides = sum(line in {ALL, item.label} for item in (pair.first, pair.second))
            for _ in range(sides):
                counts.add_side(pair)
            # A pair was counted as two places where both of its items are on this line.
            counts.places -= sides - 1
            counts.shared += pair.exact
            counts.agreed += pair.exact and pair.same
    return found
