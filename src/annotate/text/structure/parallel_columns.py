"""Two texts side by side: each column is read by itself.

A PDF may write them line by line or paragraph by paragraph; lines at one height then come as one,
parted by wide white. Columns of one text are written one after the other, and stay as they are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from annotate.text.structure.gutters import gutters_of
from annotate.text.structure.lines import Row, line_of, part_of
from annotate.text.structure.table_lines import Parts

_LONG = 20
"""Most lines of a column of text have so many characters; cells of figures have not."""
_FEWEST = 3
"""And so many of them, at least."""
_LINE = 30
"""What has so many characters is no cell of figures, though it be beside one."""
_RETURNS = 2
"""Where a page returns so often to a column that it has left, its columns are beside each other."""


def by_column(rows: Sequence[Row], parts: Parts) -> list[Row]:
    """Put the rows of texts that are side by side in the order of their columns.

    Parameters
    ----------
    rows : sequence of Row
        The rows of a document with a layout, in the order of the source.
    parts : Parts
        Those of the document.

    Returns
    -------
    list of Row
        The same, page by page; a row over two such columns is two.
    """
    by_page: dict[int, list[Row]] = defaultdict(list)
    sizes: Counter[float] = Counter()
    for row in rows:
        by_page[row.page].append(row)
        sizes[round(line_of(row).size, 1)] += len(row.text)
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    return [row for own in by_page.values() for row in _of_page(own, size, parts)]


def _of_page(rows: list[Row], size: float, known: Parts) -> list[Row]:
    parts = {row.start: known.of(row) for row in rows}
    if len(parts) == sum(map(len, parts.values())) and not _may_return(rows):
        return rows
    text = [
        part
        for own in parts.values()
        for part in own
        if abs(line_of(part).size - size) < 0.06 * size
    ]
    gutters = text_gutters(text, size)
    if len(gutters) != 1:
        return rows
    found = [part for row in rows for part in _at_gutter(row, parts[row.start], gutters[0])]
    keys = dict(zip((row.start for row in found), _keys(found, gutters[0], size), strict=True))
    returns = sum(after < before for before, after in pairwise(keys.values()))
    if max(len(found) - len(rows), returns) < _RETURNS:
        return found
    return sorted(found, key=lambda row: (keys[row.start], row.start))


def _may_return(rows: Sequence[Row]) -> bool:
    """Return whether rows go back to the left more than once after one that was farther to the
    right, as columns of one text do not.
    """
    boxes = [line_of(row).box for row in rows]
    return sum(after[2] < before[0] for before, after in pairwise(boxes)) >= _RETURNS


def _at_gutter(row: Row, parts: Sequence[Row], at: float) -> Iterator[Row]:
    """Yield the two parts of a row that white at a gutter parts, or the row."""
    for before, after in pairwise(parts):
        if line_of(before).box[2] < at < line_of(after).box[0]:
            yield part_of(row, row.start, before.end)
            yield part_of(row, after.start, row.end)
            return
    yield row


def text_gutters(rows: Sequence[Row], size: float) -> list[float]:
    """Return the middles of the white between columns of text on a page.

    Parameters
    ----------
    rows : sequence of Row
        Rows of one page.
    size : float
        The usual type size, in points.

    Returns
    -------
    list of float
        In points from the left; white between columns of figures is not among them.
    """
    return [at for at in gutters_of(rows, size) if _are_texts(rows, at)]


def _are_texts(rows: Sequence[Row], at: float) -> bool:
    """Return whether there is a column of text on both sides of a gutter."""
    sides = (
        [row for row in rows if line_of(row).box[2] < at],
        [row for row in rows if line_of(row).box[0] > at],
    )
    if min(map(len, sides)) < _FEWEST:
        return False
    if all(median(len(row.text) for row in side) >= _LONG for side in sides):
        return True
    # A table may fill most of a column, which is written before the next.
    lines = min(sum(len(row.text) >= _LINE for row in side) for side in sides)
    in_turn = max(row.start for row in sides[0]) < min(row.start for row in sides[1])
    return in_turn and lines >= _FEWEST


def _keys(rows: Sequence[Row], at: float, size: float) -> Iterator[tuple[int, int]]:
    """Yield the band of each row, from the top of the page, and its column: what goes over both
    columns parts two bands. The middle of white beside an indented list may lie just inside the
    lines that are not indented; those do not go over it.
    """

    def goes_over(row: Row) -> bool:
        left, _, right, _ = line_of(row).box
        return left < at - size / 2 and right > at + size / 2

    across = sorted(-line_of(row).baseline for row in rows if goes_over(row))
    for row in rows:
        box, height = line_of(row).box, -line_of(row).baseline
        if goes_over(row):
            yield 2 * bisect_right(across, height) - 1, 0
        else:
            yield 2 * bisect_right(across, height), int(box[0] + box[2] > 2 * at)
