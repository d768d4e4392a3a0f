"""Where rows lie on their pages: columns, frames, leading, the size of the running text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotate.text.source import Box, LineBox, Source
from annotate.text.structure.rows import Row


@dataclass(frozen=True, slots=True)
class Column:
    """The edges of a column of text, in points, and the size of its commonest type."""

    left: float
    right: float


@dataclass(frozen=True)
class Geometry:
    """What the rows of a document tell together.

    Attributes
    ----------
    size : float
        Font size of the running text in points.
    leading : float
        Commonest distance between baselines of the running text.
    columns : dict
        (page, column number) to its edges; column 0 is the left or only one.
    frames : dict
        Start offset of a row in a drawn frame to the number of the boxed text, from 1.
    """

    size: float
    leading: float
    columns: dict[tuple[int, int], Column]
    frames: dict[int, int]
    middles: dict[int, float | None]

    def column_of(self, row: Row) -> int:
        """Return the number of the column that a row stands in, from 0."""
        middle = self.middles.get(row.page)
        line = line_of(row)
        return 0 if middle is None or (line.box[0] + line.box[2]) / 2 < middle else 1

    def edges(self, row: Row) -> Column:
        """Return the edges of the column that a row stands in."""
        key = (row.page, self.column_of(row))
        box = line_of(row).box
        return self.columns.get(key, Column(box[0], box[2]))


def line_of(row: Row) -> LineBox:
    """Return the row's line box; rows of a laid out source all have one."""
    if row.line is None:
        raise ValueError(f"the row at {row.start} has no layout")
    return row.line


def measure(rows: Sequence[Row], source: Source) -> Geometry:
    """Measure the rows of a document that has a layout.

    Parameters
    ----------
    rows : sequence of Row
        All rows but page furniture.
    source : Source
        With its layout.
    """
    sizes: Counter[float] = Counter()
    for row in rows:
        sizes[round(line_of(row).size, 1)] += len(row.text)
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    frames = _frames(rows, source)
    text = [row for row in rows if row.start not in frames and _near(row, size)]
    by_page: dict[int, list[Row]] = defaultdict(list)
    for row in text:
        by_page[row.page].append(row)
    middles = {page: _middle(page_rows) for page, page_rows in by_page.items()}
    bare = Geometry(size, 0.0, {}, frames, middles)
    columns: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in text:
        columns[(row.page, bare.column_of(row))].append(row)
    edges = {key: edges_of(members) for key, members in columns.items()}
    return Geometry(size, leading_of(columns.values(), size), edges, frames, middles)


def _near(row: Row, size: float) -> bool:
    return abs(line_of(row).size - size) < 0.06 * size


def edges_of(rows: Sequence[Row]) -> Column:
    """Return the edges of a column: the commonest left edge, the outermost right one."""
    lefts = Counter(round(line_of(row).box[0]) for row in rows)
    best, times = lefts.most_common(1)[0]
    left = float(best if times > 1 else min(lefts))
    # A justified line may begin a point away from its neighbours: letters have side bearings.
    left = min((x for x in map(float, lefts) if abs(x - left) <= 2), default=left)
    return Column(left, max(line_of(row).box[2] for row in rows))


def _middle(rows: Sequence[Row]) -> float | None:
    """Return the abscissa between two columns of a page, or None when it has only one."""
    boxes = [line_of(row).box for row in rows]
    if len(boxes) < 4:
        return None
    middle = (min(box[0] for box in boxes) + max(box[2] for box in boxes)) / 2
    left = sum(box[2] < middle + 4 for box in boxes)
    right = sum(box[0] > middle - 4 for box in boxes)
    across = len(boxes) - left - right
    return middle if left >= 2 and right >= 2 and across < 0.3 * len(boxes) else None


def leading_of(columns: Iterable[Sequence[Row]], size: float) -> float:
    """Return the commonest distance between baselines, in points."""
    gaps: Counter[float] = Counter()
    for rows in columns:
        heights = [line_of(row).baseline for row in rows]
        for above, below in pairwise(heights):
            if 0.8 * size < above - below < 2.5 * size:
                gaps[round(2 * (above - below)) / 2] += 1
    return gaps.most_common(1)[0][0] if gaps else 1.3 * size


def _frames(rows: Sequence[Row], source: Source) -> dict[int, int]:
    """Give the rows inside drawn frames the number of their boxed text."""
    frames = source.layout.frames if source.layout else ()
    pages: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        pages[row.page].append(row)
    claimed: set[int] = set()
    framed: list[tuple[list[Row], Box]] = []
    for page, frame in _outer(frames):
        inside = [
            row
            for row in pages[page]
            if row.start not in claimed and _holds(frame, line_of(row).box)
        ]
        if len(inside) < 2 or len(inside) == len(pages[page]):
            continue
        claimed.update(row.start for row in inside)
        framed.append((inside, frame))
    return _numbered(sorted(framed, key=lambda pair: pair[0][0].start))


def _numbered(framed: Sequence[tuple[list[Row], Box]]) -> dict[int, int]:
    """Number boxed texts in reading order; one that goes on in the next column or on the next
    page has a frame of the same width there.
    """
    found: dict[int, int] = {}
    number = 0
    last: tuple[Row, Box] | None = None
    for inside, frame in framed:
        first = inside[0]
        goes_on = (
            last is not None
            and first.page - last[0].page <= 1
            and _same_width(frame, last[1])
            and not line_of(first).bold
            and (not last[0].ends_sentence or not first.begins_upper)
        )
        number += not goes_on
        found.update((row.start, number) for row in inside)
        last = (inside[-1], frame)
    return found


def _outer(frames: Iterable[tuple[int, Box]]) -> list[tuple[int, Box]]:
    """Return frames with the largest first on each page, so that a border drawn inside another
    claims nothing of its own.
    """
    area = {frame: (frame[2] - frame[0]) * (frame[3] - frame[1]) for _, frame in frames}
    return sorted(frames, key=lambda pair: (pair[0], -area[pair[1]]))


def _holds(frame: Box, box: Box) -> bool:
    slack = 3.0
    return (
        frame[0] - slack <= box[0]
        and box[2] <= frame[2] + slack
        and frame[1] - slack <= box[1]
        and box[3] <= frame[3] + slack
    )


def _same_width(one: Box, other: Box) -> bool:
    return abs((one[2] - one[0]) - (other[2] - other[0])) < 3
