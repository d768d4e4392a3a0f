"""Which item of one annotator answers to which of another: one alignment for every measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotate.document.source import Range
from annotate.evaluation.agreement.items import Item


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items that are taken for one another.

    Attributes
    ----------
    first, second : Item
        They share at least one character.
    """

    first: Item
    second: Item

    @property
    def exact(self) -> bool:
        """Whether their boundaries are the same."""
        return self.first.ranges == self.second.ranges

    @property
    def same(self) -> bool:
        """Whether their content is the same."""
        return self.first.content == self.second.content


def common(first: Sequence[Range], second: Sequence[Range]) -> int:
    """Return how many code points two sorted lists of ranges share.

    Examples
    --------
    >>> common([(0, 4), (6, 9)], [(3, 8)])
    3
    """
    return sum(
        max(0, min(end, other_end) - max(start, other_start))
        for start, end in first
        for other_start, other_end in second
    )


def align(first: Sequence[Item], second: Sequence[Item]) -> list[Pair]:
    """Pair the items of two annotators, each with one of the other at most.

    Candidates are items of one family that share a character. They are taken best first: the same
    boundaries and content, the same boundaries, the same content, then by the number of shared
    characters, then by position. The order does not depend on who comes first, so the pairs of
    ``align(b, a)`` are those of ``align(a, b)`` turned round.

    Parameters
    ----------
    first, second : sequence of Item
        Sorted by position.

    Returns
    -------
    list of Pair
        By position.
    """
    found = [Pair(one, other) for one, other in _candidates(first, second)]
    taken_first: set[int] = set()
    taken_second: set[int] = set()
    pairs = []
    for pair in sorted(found, key=_rank):
        if id(pair.first) in taken_first or id(pair.second) in taken_second:
            continue
        taken_first.add(id(pair.first))
        taken_second.add(id(pair.second))
        pairs.append(pair)
    return sorted(pairs, key=lambda pair: (min(pair.first.start, pair.second.start), _rank(pair)))


def _candidates(first: Sequence[Item], second: Sequence[Item]) -> Iterator[tuple[Item, Item]]:
    """Yield the pairs that share a character, in one sweep over the text."""
    open_first: list[Item] = []
    open_second: list[Item] = []
    coming = sorted(
        [(item.start, 0, place) for place, item in enumerate(first)]
        + [(item.start, 1, place) for place, item in enumerate(second)]
    )
    for start, side, place in coming:
        open_first = [item for item in open_first if item.end > start]
        open_second = [item for item in open_second if item.end > start]
        if side == 0:
            open_first.append(first[place])
            fresh = [(first[place], other) for other in open_second]
        else:
            open_second.append(second[place])
            fresh = [(one, second[place]) for one in open_first]
        for one, other in fresh:
            # Ranges with gaps may lie in each other's gaps.
            if one.family == other.family and common(one.ranges, other.ranges):
                yield one, other


def _rank(pair: Pair) -> tuple[object, ...]:
    """Return what orders candidates; turning the pair round does not change it."""
    one, other = pair.first, pair.second
    return (
        not (pair.exact and pair.same),
        not pair.exact,
        not pair.same,
        -common(one.ranges, other.ranges),
        sorted((item.ranges, item.label, item.content) for item in (one, other)),
    )
