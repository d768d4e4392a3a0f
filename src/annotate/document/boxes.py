"""Where spans of a source are on its pages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from annotate.document.source import Box, LineBox, Range, Source

PlacedBox = tuple[int, float, float, float, float]
"""The number of a page, then left, bottom, right and top in points, from its lower left corner."""


class BoxIndex:
    """Finds the boxes of spans of a source; without a layout there are none.

    Parameters
    ----------
    source : Source
        As read.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._lines = source.layout.lines if source.layout else ()
        self._starts = [line.start for line in self._lines]

    def by_line(self, ranges: Sequence[Range]) -> list[PlacedBox]:
        """Return a box for each line that a span touches, in the order of the span.

        Parameters
        ----------
        ranges : sequence of Range
            Code points of the source, half-open.

        Examples
        --------
        >>> from annotate.document.source import Layout, Page
        >>> edges = (10, 20, 30, 40, 50)
        >>> line = LineBox(0, 4, (10.0, 0.0, 50.0, 9.0), 2.0, 10.0, False, False, edges)
        >>> source = Source("a", "a.pdf", "Lens", (Page(1, 0, 4),), Layout((line,), frozenset()))
        >>> BoxIndex(source).by_line([(1, 3)])
        [(1, 20.0, 0.0, 40.0, 9.0)]
        """
        return [
            (self._source.page_at(line.start), *_rounded(_part(line, start, end)))
            for start, end in ranges
            for line in self._touched(start, end)
        ]

    def by_column(self, ranges: Sequence[Range]) -> list[PlacedBox]:
        """Return one box for the lines of each range that lie below each other: a paragraph that
        runs over a column or a page has two.
        """
        found: list[PlacedBox] = []
        for start, end in ranges:
            previous: LineBox | None = None
            for line in self._touched(start, end):
                page = self._source.page_at(line.start)
                box = _rounded(line.box)
                below = previous is not None and line.baseline <= previous.baseline
                if below and found and found[-1][0] == page:
                    found[-1] = (page, *_union(found[-1][1:], box))
                else:
                    found.append((page, *box))
                previous = line
        return found

    def _touched(self, start: int, end: int) -> list[LineBox]:
        low = max(bisect_right(self._starts, start) - 1, 0)
        high = bisect_right(self._starts, end - 1)
        return [line for line in self._lines[low:high] if line.start < end and start < line.end]


def _part(line: LineBox, start: int, end: int) -> Box:
    """Return the box of part of a line: as high as the line, as wide as its characters."""
    left, bottom, right, top = line.box
    if line.edges:
        last = len(line.edges) - 1
        left = line.edges[min(max(start - line.start, 0), last)]
        right = line.edges[min(end - line.start, last)]
    return left, bottom, right, top


def _rounded(box: Sequence[float]) -> Box:
    left, bottom, right, top = (round(float(side), 1) for side in box)
    return left, bottom, right, top


def _union(one: Sequence[float], other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )
