"""F1 between two annotators, strict, partial and by type, and what it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.evaluation.alignment import Pair, align
from annotate.evaluation.spans import Span

ALL = ""
"""The line that counts every label."""


@dataclass(slots=True)
class Tally:
    """Counts from which F1 follows; tallies of several documents can be added.

    No annotator is right by definition, so F1 is counted from both sides at once: each span of
    either earns credit when the other has it, and F1 is that credit over the number of spans. For
    two sets that is twice the matches over the sum of both sizes, which is the F1 of either against
    the other, and it does not matter who comes first.

    Attributes
    ----------
    first, second : int
        Spans of each annotator.
    places : int
        Different places they are at: a pair is one place.
    strict : int
        Credit of spans that the other has with the same boundaries and the same content.
    halves : int
        Halves of credit for boundaries, whatever the content: two for the same boundaries, one
        for an overlap.
    type : int
        Credit of spans that the other has with the same content and some overlap.
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
        """Spans of both."""
        return self.first + self.second

    @property
    def strict_f1(self) -> float | None:
        """Same boundaries, same content; None without spans."""
        return self.strict / self.items if self.items else None

    @property
    def partial_f1(self) -> float | None:
        """Boundaries alone, an overlap counting half; None without spans."""
        return self.halves / (2 * self.items) if self.items else None

    @property
    def type_f1(self) -> float | None:
        """Same content and some overlap; None without spans."""
        return self.type / self.items if self.items else None

    def add_side(self, pair: Pair) -> None:
        """Count the credit that a pair gives to one of its two spans."""
        self.strict += pair.exact and pair.same
        self.halves += 2 if pair.exact else 1
        self.type += pair.same


def tally(first: Sequence[Span], second: Sequence[Span]) -> dict[str, Tally]:
    """Align and count the spans of one document, by label and over all labels.

    Parameters
    ----------
    first, second : sequence of Span
        Those of two annotators.

    Returns
    -------
    dict of str to Tally
        By label, and under ``""`` over all labels. Two spans of different labels that are paired
        by their boundaries give each label its half of the partial credit.
    """
    found: dict[str, Tally] = {ALL: Tally()}
    for side, spans in (("first", first), ("second", second)):
        for span in spans:
            for line in (ALL, span.label):
                counts = found.setdefault(line, Tally())
                setattr(counts, side, getattr(counts, side) + 1)
                counts.places += 1
    for pair in align(first, second).pairs:
        for line in {ALL, pair.first.label, pair.second.label}:
            counts = found[line]
            sides = sum(line in {ALL, span.label} for span in (pair.first, pair.second))
            for _ in range(sides):
                counts.add_side(pair)
            # A pair was counted as two places where both of its spans are on this line.
            counts.places -= sides - 1
            counts.shared += pair.exact
            counts.agreed += pair.exact and pair.same
    return found
