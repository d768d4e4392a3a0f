"""Rows of cells that only white parts, and whether they are those of a table."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, pairwise
from statistics import median

from annotate.french.classes import prefix_tree, shipped_classes
from annotate.text.bullets import BULLETS
from annotate.text.structure.table_lines import Line, Piece
from annotate.text.structure.tables import Table, TableCell

LEAST_ROWS = 3
"""Rows of a table without rules."""
_WORDY, _WORDIER = 24, 40
"""Characters of the usual cell at the most, in two columns and in more, that no rule parts."""
_IN_ORDER = 0.8
MOST_LOWER = 0.3
_MARKER = re.compile(rf"(?:[{BULLETS}]|\W{{1,2}}|[\[(]?[\w+-]{{1,8}}[\])]|\(?[^\W_]{{1,4}}[.)°])")
_LEADER = re.compile(r"(?:\.\s?){4,}|…\s?…|_{3,}")
_NUMBER = re.compile(r"\d{1,4}|[ivxlc]{1,6}")
_MONTH = prefix_tree(shipped_classes().numbered("MONTH"))
VALUE = re.compile(
    rf"(?:\d{{1,2}}(?:er)?\s)?{_MONTH}\w*\.?\s\d{{4}}|"
    rf"[\W_]*(?:\d[\d\s.,:/%€$°±×*+–—-]*|[–—-]+|{shipped_classes().pattern('TABLE_ANSWER')}|n\.?[acds]\.?)\D{{0,6}}",
    re.I,
)

_MANY, _NEARLY_ALL, _FEW_WORDS, _BELOW = 6, 0.8, 2, 3.0
"""So many rows, of which this share has more than one cell, with so few words in a cell are a table
if the cells of each column begin at one place, give or take so many points."""


def is_inside(line: Line, above: Iterable[Piece]) -> bool:
    """Return whether a line goes on with cells above, the last of which is written behind it.

    Parameters
    ----------
    line : list of Piece
        The line.
    above : iterable of Piece
        The pieces of the row above it.
    """
    first = min(piece.part.start for piece in line)
    return first < max((piece.part.start for piece in above), default=0)


def rows_of_cells(lines: Sequence[Line], gutters: Sequence[float]) -> list[dict[int, list[Piece]]]:
    """Return the rows of a table; a line that only goes on with cells above is none of its own.

    Parameters
    ----------
    lines : sequence of list of Piece
        Its lines, from top to bottom.
    gutters : sequence of float
        The middles of the white between its columns, from left to right.
    """
    rows: list[dict[int, list[Piece]]] = []
    for line in lines:
        cells: dict[int, list[Piece]] = defaultdict(list)
        for piece in line:
            cells[bisect_right(gutters, (piece.left + piece.right) / 2)].append(piece)
        above = rows[-1] if rows else {}
        # A line with all columns is a row, whatever its cells begin with.
        lower = rows and len(cells) <= len(gutters) and _goes_on(cells, above)
        if lower or is_inside(line, chain.from_iterable(above.values())):
            for column, pieces in cells.items():
                rows[-1][column].extend(pieces)
        else:
            rows.append(cells)
    return rows


def table_of(
    rows: Sequence[dict[int, list[Piece]]], reach: Sequence[dict[int, int]] | None = None
) -> Table:
    """Return the table of some rows of cells.

    Parameters
    ----------
    rows : sequence of dict of int to list of Piece
        What each row has in which column.
    reach : sequence of dict of int to int, optional
        Over how many columns the cells of each row reach.
    """
    used = sorted({column for row in rows for column in row})
    number = {column: at for at, column in enumerate(used, start=1)}
    lines = []
    taken: set[int] = set()
    for index, row in enumerate(rows):
        cells = []
        for column in sorted(row):
            last = column + (reach[index].get(column, 1) - 1 if reach else 0)
            columns = sum(column <= one <= last for one in used)
            parts = tuple(piece.part for piece in row[column])
            cells.append(TableCell(number[column], parts, max(columns, 1)))
            taken.update(piece.row.start for piece in row[column])
        lines.append(tuple(cells))
    return Table(tuple(lines), frozenset(taken))


def _goes_on(cells: dict[int, list[Piece]], above: dict[int, list[Piece]]) -> bool:
    return all(
        column in above and (pieces[0].part.text[0].islower() or above[column][-1].part.is_cut)
        for column, pieces in cells.items()
    )


def reads_as_table(lines: Sequence[Line], gutters: Sequence[float], *, ruled: bool) -> bool:
    """Return whether lines with aligned columns hold the cells of a table, and are no running text
    in columns, no list, no contents, no index.

    Parameters
    ----------
    lines : sequence of list of Piece
        The lines, from top to bottom.
    gutters : sequence of float
        The middles of the white between the columns.
    ruled : bool
        Whether rules are above and below them.
    """
    rows = rows_of_cells(lines, gutters)
    columns: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        for column, pieces in row.items():
            columns[column].append(" ".join(piece.part.text for piece in pieces))
    full = sum(len(row) > 1 for row in rows)
    texts = [text for column in columns.values() for text in column]
    if len(columns) < 2 or len(rows) < 2 or 2 * full <= len(rows) or not _in_order(rows):
        return False
    if any(_LEADER.search(text) for text in texts):
        return False
    lower = sum(text[0].islower() for text in texts)
    longest = _WORDIER if len(columns) > 2 or ruled else _WORDY
    usual = median(len(piece.part.text) for line in lines for piece in line)
    if ruled:
        return len(rows) >= LEAST_ROWS and usual <= longest * 1.5
    if len(rows) < LEAST_ROWS or usual > longest:
        return False
    if len(columns) > 2 and _are_short_and_aligned(rows, columns):
        return True
    complete = len(columns) > 2 and all(len(row) == len(columns) for row in rows)
    if lower > MOST_LOWER * len(texts) and not complete:
        return False
    first, *others = (columns[column] for column in sorted(columns))
    if len(others) == 1 and all(_MARKER.fullmatch(text) for text in first):
        return False
    if len(others) == 1 and all(_NUMBER.fullmatch(text) for text in others[0]):
        return False
    # The first row may be the head.
    return any(2 * sum(map(bool, map(VALUE.fullmatch, one))) >= len(one) for one in others)


def _are_short_and_aligned(
    rows: Sequence[dict[int, list[Piece]]], columns: Mapping[int, Sequence[str]]
) -> bool:
    """Return whether many rows have a word or two in each of their columns, whose cells all begin
    at one place, as no lines of a text do.
    """
    words = median(len(text.split()) for column in columns.values() for text in column)
    full = sum(len(row) > 1 for row in rows)
    if len(rows) < _MANY or words > _FEW_WORDS or full < _NEARLY_ALL * len(rows):
        return False
    # The first row may be the head, which is centred.
    lefts: dict[int, list[float]] = defaultdict(list)
    for row in rows[1:]:
        for column, pieces in row.items():
            lefts[column].append(pieces[0].left)
    return all(max(own) - min(own) < _BELOW for own in lefts.values())


def _in_order(rows: Sequence[dict[int, list[Piece]]]) -> bool:
    """Return whether the text has the cells row by row, those of a row in any order: columns of
    text are one after another.
    """
    starts = [[row[column][0].part.start for column in sorted(row)] for row in rows]
    cells = [one < other for one, other in pairwise(chain.from_iterable(starts))]
    held = [max(one) < min(other) for one, other in pairwise(starts)]
    return any(sum(steps) >= _IN_ORDER * len(steps) for steps in (cells, held))
