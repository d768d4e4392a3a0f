"""Tables that the end of a column or page cuts: what goes on at the top of the next.

The rest of a table may be a row or two, which alone would be none; but its cells stand under each
other as those before the cut do.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from annotate.text.structure.aligned_cells import rows_of_cells, table_of
from annotate.text.structure.lines import Row, line_of
from annotate.text.structure.parallel_columns import text_gutters
from annotate.text.structure.table_lines import (
    Line,
    Parts,
    Piece,
    are_far_apart,
    visual_lines,
)
from annotate.text.structure.tables import Table

_ALIGNED = 3.0
"""Cells of one column begin, or end, no further apart than this, in points."""
_ALIKE, _SMALL = 0.06, 0.96
"""Sizes that differ by no more than the first share are one; notes have at most the second."""
_WITHIN = 1.4
"""Lines of one cell are no further apart, in their size."""


def text_columns(rows: Sequence[Row]) -> dict[tuple[int, int], list[Row]]:
    """Part the rows of a page by the columns of its text.

    Parameters
    ----------
    rows : sequence of Row
        Rows of one page.

    Returns
    -------
    dict of (int, int) to list of Row
        By the numbers of the columns in which they begin and end: those of what lies across differ.
    """
    sizes = Counter(round(line_of(row).size, 1) for row in rows)
    size = sizes.most_common(1)[0][0] if sizes else 0.0
    text = [row for row in rows if abs(line_of(row).size - size) < _ALIKE * size]
    gutters = text_gutters(text, size)
    found: dict[tuple[int, int], list[Row]] = {}
    for row in rows:
        box = line_of(row).box
        place = bisect_right(gutters, box[0]), bisect_right(gutters, box[2])
        found.setdefault(place, []).append(row)
    return found


def rests_of(
    tables: Sequence[Table], by_page: Mapping[int, Sequence[Row]], parts: Parts
) -> Iterator[Table]:
    """Yield what of tables is at the top of the column or page behind that which they end.

    Parameters
    ----------
    tables : sequence of Table
        Those that were found.
    by_page : mapping of int to sequence of Row
        The rows of each page, without page furniture.
    parts : Parts
        Those of the document.
    """
    taken = {start for table in tables for start in table.taken}
    waiting = list(tables)
    while waiting:
        table = waiting.pop()
        above = _next_column(table, by_page)
        rest = _rest(table, above, parts) if above and above[0].start not in taken else None
        if rest is not None and not rest.taken & taken:
            taken |= rest.taken
            waiting.append(rest)
            yield rest


def _next_column(table: Table, by_page: Mapping[int, Sequence[Row]]) -> list[Row]:
    """Return the rows of the column behind that at whose end a table is, from top to bottom; none
    where it is not at the end.
    """
    cells = [row for line in table.rows for cell in line for row in cell.rows]
    page, lowest = cells[0].page, min(cells, key=lambda row: line_of(row).baseline)
    line = line_of(lowest)
    own = text_columns(by_page[page])
    place = next((key for key, rows in own.items() if _holds(rows, table)), None)
    if place is None or place[0] != place[1] or any(row.page != page for row in cells):
        return []
    for row in own[place]:
        other = line_of(row)
        if other.baseline < line.baseline - 1 and other.size > _SMALL * line.size:
            return []
    behind = place[0] + 1
    found = own.get((behind, behind)) or _first_column(by_page.get(page + 1, ()))
    return sorted(found, key=lambda row: -line_of(row).box[3])


def _holds(rows: Sequence[Row], table: Table) -> bool:
    return any(row.start in table.taken for row in rows)


def _first_column(rows: Sequence[Row]) -> list[Row]:
    return text_columns(rows).get((0, 0), [])


def _rest(table: Table, rows: Sequence[Row], parts: Parts) -> Table | None:
    """Return the lines at the top of a column whose cells stand as those of a table before it."""
    spans = _spans(table)
    if len(spans) < 2 or any(one[1] >= other[0] for one, other in pairwise(spans)):
        return None
    lines = visual_lines(rows[: 4 * len(spans) * (len(table.rows) + 4)], parts)
    if not lines or len(lines[0]) != len(spans):
        return None
    moved = lines[0][0].left - spans[0][0]
    spans = [(left + moved, right + moved) for left, right in spans]
    gutters = [(one[1] + other[0]) / 2 for one, other in pairwise(spans)]
    held: list[Line] = []
    for line in lines:
        if held and are_far_apart(held[-1], line):
            break
        if not (_is_row(line, spans, gutters) or (held and _is_in_cells(line, held[-1], gutters))):
            break
        held.append(line)
    size = line_of(table.rows[0][0].rows[0]).size
    if not held or abs(line_of(held[0][0].part).size - size) > _ALIKE * size:
        return None
    return table_of(rows_of_cells(held, gutters))


def _spans(table: Table) -> list[tuple[float, float]]:
    """Return where each column of a table begins and ends."""
    found: dict[int, tuple[float, float]] = {}
    for line in table.rows:
        for cell in line:
            for row in cell.rows if cell.columns == 1 else ():
                left, _, right, _ = line_of(row).box
                begin, end = found.get(cell.column, (left, right))
                found[cell.column] = min(begin, left), max(end, right)
    return [found[column] for column in sorted(found)]


def _is_row(line: Line, spans: Sequence[tuple[float, float]], gutters: Sequence[float]) -> bool:
    """Return whether a line has a cell in each column, which begins, ends or has its middle where
    those above do.
    """
    if len(line) != len(spans):
        return False
    for column, (piece, (left, right)) in enumerate(zip(line, spans, strict=True)):
        if _column(piece, gutters) != column:
            return False
        off = piece.left - left, piece.right - right, (piece.left + piece.right - left - right) / 2
        if min(map(abs, off)) > _ALIGNED:
            return False
    return True


def _is_in_cells(line: Line, above: Line, gutters: Sequence[float]) -> bool:
    """Return whether a line right below another goes on with some of its cells."""
    one, other = line_of(above[0].part), line_of(line[0].part)
    if one.baseline - other.baseline > _WITHIN * one.size:
        return False
    cells = {_column(piece, gutters): piece for piece in above}
    for piece in line:
        held = cells.get(_column(piece, gutters))
        if held is None or abs(held.left - piece.left) > _ALIGNED:
            return False
        goes_on = held.part.is_cut or piece.part.text[0].islower()
        if not goes_on or _column(piece, gutters) != bisect_right(gutters, piece.right):
            return False
    return True


def _column(piece: Piece, gutters: Sequence[float]) -> int:
    return bisect_right(gutters, piece.left)
