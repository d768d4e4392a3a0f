"""Which span of one side answers to which of another: one alignment for every comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from annotate.document.source import Range
from annotate.evaluation.spans import Span


@dataclass(frozen=True, slots=True)
class Pair:
    """Two spans that were aligned.

    Attributes
    ----------
    first, second : Span
        They share at least one character.
    """

    first: Span
    second: Span

    @property
    def exact(self) -> bool:
        """Whether their boundaries are the same."""
        return self.first.ranges == self.second.ranges

    @property
    def same(self) -> bool:
        """Whether their content is the same."""
        return self.first.content == self.second.content


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two lists of spans, one to one where they answer to each other.

    Attributes
    ----------
    pairs : list of Pair
        Best first.
    first_only, second_only : list of Span
        What has no counterpart, in the order it was given.
    """

    pairs: list[Pair]
    first_only: list[Span]
    second_only: list[Span]


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


def align(first: Sequence[Span], second: Sequence[Span], *, least: float = 0.0) -> Alignment:
    """Align two lists of spans one to one, best pair first.

    Candidates are spans of one group that share a code point. Same boundaries and content come
    first, then same boundaries, then same content, then the larger overlap, then the boundaries
    that are nearer. Neither the order of the spans nor that of the arguments has any influence:
    swapping the arguments swaps the sides of the pairs.

    Parameters
    ----------
    first, second : sequence of Span
        The two sides; a span that is listed twice counts twice.
    least : float
        The share of the longer span that two spans must have in common: 0 for any code point, 1
        for the same boundaries.

    Examples
    --------
    >>> from annotate.evaluation.spans import bare_span
    >>> found = align([bare_span(0, 5, "PER"), bare_span(9, 12, "LOC")],
    ...               [bare_span(2, 5, "PER"), bare_span(12, 14, "LOC")])
    >>> len(found.pairs), found.first_only[0].label, found.second_only[0].label
    (1, 'LOC', 'LOC')
    """
    free_first, free_second = ({id(span): span for span in side} for side in (first, second))
    pairs = []
    for pair in sorted(_candidates(first, second, least), key=_rank):
        if id(pair.first) in free_first and id(pair.second) in free_second:
            del free_first[id(pair.first)], free_second[id(pair.second)]
            pairs.append(pair)
    return Alignment(pairs, list(free_first.values()), list(free_second.values()))


def _candidates(first: Sequence[Span], second: Sequence[Span], least: float) -> Iterator[Pair]:
    """Yield the pairs that share enough characters, in one sweep over the text."""
    open_first: list[Span] = []
    open_second: list[Span] = []
    coming = [(span, True) for span in first] + [(span, False) for span in second]
    for span, is_first in sorted(coming, key=lambda item: item[0].start):
        open_first = [one for one in open_first if one.end > span.start]
        open_second = [one for one in open_second if one.end > span.start]
        (open_first if is_first else open_second).append(span)
        for other in open_second if is_first else open_first:
            if span.group == other.group and _share_enough(span, other, least):
                yield Pair(span, other) if is_first else Pair(other, span)


def _share_enough(one: Span, other: Span, least: float) -> bool:
    longer = max(_length(one), _length(other))
    # Ranges with gaps may lie in each other's gaps.
    return common(one.ranges, other.ranges) >= max(1, least * longer)


def _length(span: Span) -> int:
    return sum(end - start for start, end in span.ranges)


def _rank(pair: Pair) -> tuple[object, ...]:
    """Return what orders candidates; the same for a pair with its sides swapped."""
    one, other = pair.first, pair.second
    return (
        not (pair.exact and pair.same),
        not pair.exact,
        not pair.same,
        -common(one.ranges, other.ranges),
        max(one.start, other.start),
        abs(one.start - other.start) + abs(one.end - other.end),
        min(one.start, other.start),
        sorted((span.ranges, span.label, span.content) for span in (one, other)),
    )


def places(
    spans: Mapping[str, Sequence[Span]], *, least: float = 0.0
) -> list[dict[str, list[Span]]]:
    """Join what is aligned between any two of several sides.

    Parameters
    ----------
    spans : mapping of str to sequence of Span
        The spans of each side, by its name.
    least : float
        See :func:`align`.

    Returns
    -------
    list of dict of str to list of Span
        Every span once, in the order they were given. A place has all sides; one that has nothing
        there has an empty list.
    """
    parent = {id(span): id(span) for side in spans.values() for span in side}

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, other in combinations(spans.values(), 2):
        for pair in align(one, other, least=least).pairs:
            parent[root(id(pair.first))] = root(id(pair.second))
    found: dict[int, dict[str, list[Span]]] = {}
    for name, side in spans.items():
        for span in side:
            found.setdefault(root(id(span)), {each: [] for each in spans})[name].append(span)
    return list(found.values())
