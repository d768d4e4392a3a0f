"""The five categories that everything is counted in, and the rates that follow from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import NamedTuple

ALL = "ALL"
"""Stands for every label together."""


class Key(NamedTuple):
    """What was counted: layer, aspect and label.

    Examples
    --------
    >>> Key("entities", "strict", "PER").what
    'strict'
    """

    layer: str
    what: str
    label: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases fell into each category.

    Attributes
    ----------
    correct : int
        Gold and prediction agree.
    incorrect : int
        Both say something here, and not the same.
    partial : int
        They overlap without the same ends; worth one half.
    missed : int
        Only gold has it.
    spurious : int
        Only the prediction has it.

    Notes
    -----
    The categories are those of MUC-5; precision is ``(correct + partial / 2) / predicted``, recall
    the same over ``gold``, F1 their harmonic mean. A rate is None when neither side has anything,
    because there is nothing to rate then, and 0 when only one side has.

    Examples
    --------
    >>> counts = Counts(correct=3, partial=2, missed=1)
    >>> counts.gold, counts.predicted, counts.precision, round(counts.recall, 3)
    (6, 5, 0.8, 0.667)
    """

    correct: int = 0
    incorrect: int = 0
    partial: int = 0
    missed: int = 0
    spurious: int = 0

    @property
    def gold(self) -> int:
        """How many gold has."""
        return self.correct + self.incorrect + self.partial + self.missed

    @property
    def predicted(self) -> int:
        """How many the prediction has."""
        return self.correct + self.incorrect + self.partial + self.spurious

    @property
    def precision(self) -> float | None:
        """Share of the prediction that is right."""
        return self._rate(self.predicted)

    @property
    def recall(self) -> float | None:
        """Share of gold that was found."""
        return self._rate(self.gold)

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall."""
        both = self.gold + self.predicted
        return 2 * self._credit / both if both else None

    @property
    def accuracy(self) -> float | None:
        """Share of all cases that are right."""
        cases = self.gold + self.spurious
        return self._credit / cases if cases else None

    @property
    def _credit(self) -> float:
        return self.correct + self.partial / 2

    def _rate(self, over: int) -> float | None:
        if over:
            return self._credit / over
        return 0.0 if self.gold or self.predicted else None

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            *(getattr(self, field.name) + getattr(other, field.name) for field in fields(self))
        )


Scores = Mapping[Key, Counts]
"""Everything that was counted in one document, or in many."""


def total(scores: Iterable[Scores]) -> dict[Key, Counts]:
    """Return the sum of some scores, key by key: every case weighs the same (micro-average).

    Examples
    --------
    >>> key = Key("entities", "strict", "PER")
    >>> total([{key: Counts(1)}, {key: Counts(2)}])[key].correct
    3
    """
    summed: dict[Key, Counts] = {}
    for one in scores:
        for key, counts in one.items():
            summed[key] = summed.get(key, Counts()) + counts
    return summed


def compared(gold: object, predicted: object) -> Counts:
    """Return the count of one case in which either side may say nothing (None).

    Examples
    --------
    >>> compared("MID", "MID").correct, compared("MID", None).missed, compared(None, None).gold
    (1, 1, 0)
    """
    if gold is None and predicted is None:
        return Counts()
    if gold is None:
        return Counts(spurious=1)
    if predicted is None:
        return Counts(missed=1)
    return Counts(correct=1) if gold == predicted else Counts(incorrect=1)


def of_sets(gold: Iterable[object], predicted: Iterable[object]) -> Counts:
    """Return the counts of two sets of things that are either the same or not.

    Examples
    --------
    >>> of_sets({1, 2}, {2, 3, 4})
    Counts(correct=1, incorrect=0, partial=0, missed=1, spurious=2)
    """
    mine, theirs = set(gold), set(predicted)
    return Counts(
        correct=len(mine & theirs), missed=len(mine - theirs), spurious=len(theirs - mine)
    )
