"""Tables in text without a layout: cells that tabs part, or columns that runs of spaces align."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from annotate.document.source import Source
from annotate.text.bullets import BULLETS
from annotate.text.structure.lines import Row, part_of
from annotate.text.structure.tables import Table, TableCell

_TAB = re.compile(r"[ \u00a0]*\t[ \u00a0]*")
_GAP = re.compile(r"[ \u00a0]{2,}")
_MARKER = re.compile(rf"(?:[{BULLETS}]|\(?[\w]{{1,3}}[.)°]|\d{{1,3}})\s*")
"""What is before the tab of an item of a list."""
_LEADER = re.compile(r"(?:\.\s?){4,}|…\s?…|_{3,}")
_LEAST = 3
"""Rows that spaces must align."""
_WORDY = 28
"""Characters of the usual cell in a table of two columns at most: in columns of running text every
line fills its side."""
_WIDEST = 300
_LETTER = re.compile(r"[^\W\d_]")
_PAGE = re.compile(r"\d{1,4}|[ivxlc]{1,6}")


def text_tables(rows: Sequence[Row], source: Source, *, settled: bool) -> list[Table]:
    """Find the tables of a text without layout and marks.

    Parameters
    ----------
    rows : sequence of Row
        The rows of the document, without page furniture.
    source : Source
        Their source.
    settled : bool
        Whether the text is settled: then tabs are nowhere but in tables.

    Returns
    -------
    list of Table
        In the order of the text.
    """
    if settled:
        return list(_settled_tables(rows, source.text))
    tables: list[Table] = []
    at = 0
    while at < len(rows):
        end = at
        if "\t" in rows[at].text:
            end = _end_of_tabs(rows, at)
            if end > at:
                tables.append(_tabbed(rows[at:end], source.text))
        elif _GAP.search(rows[at].text):
            end, gutters = _end_of_columns(rows, at, source.text)
            if gutters:
                tables.append(_aligned(rows[at:end], gutters, source.text))
        at = max(end, at + 1)
    return tables


def _settled_tables(rows: Sequence[Row], text: str) -> Iterator[Table]:
    held: list[Row] = []
    for row, inside in [*zip(rows, table_lines(rows, text), strict=True), (None, False)]:
        if held and (not inside or row is None or row.blank_before):
            yield _tabbed(held, text)
            held = []
        if row is not None and inside:
            held.append(row)


def _end_of_tabs(rows: Sequence[Row], start: int) -> int:
    """Return the index after a table whose cells are parted by tabs; `start` if there is none."""
    end = start
    while end < len(rows) and _is_tabbed(rows[end]) and (end == start or _follows(rows, end)):
        end += 1
    many = any(row.text.count("\t") > 1 for row in rows[start:end])
    contents = all(_names_page(row.text) for row in rows[start:end]) and not many
    return end if end - start > 1 and not contents else start


def _names_page(line: str) -> bool:
    """Return whether a line of a table of contents ends with a page after white space."""
    title, *rest = line.rsplit(maxsplit=1) or [""]
    page = rest[0] if rest else ""
    if not _PAGE.fullmatch(page) or not line.endswith(page) or not _LETTER.search(title):
        return False
    gap = line[len(title) : len(line) - len(page)]
    return "\t" in gap or "  " in gap


def _is_tabbed(row: Row) -> bool:
    """Return whether tabs part cells in a row, and not a marker from its item."""
    first, _, rest = row.text.partition("\t")
    if _LEADER.search(row.text):
        return False
    return bool(rest) and ("\t" in rest.strip("\t") or not _MARKER.fullmatch(first))


def _follows(rows: Sequence[Row], index: int) -> bool:
    return not rows[index].blank_before and rows[index].page == rows[index - 1].page


def _tabbed(rows: Sequence[Row], text: str) -> Table:
    lines: list[tuple[TableCell, ...]] = []
    for row in rows:
        cells: list[TableCell] = []
        column = 1 + _lead(row, text).count("\t")
        low = row.start
        for match in [*_TAB.finditer(row.text), None]:
            high = row.start + match.start() if match else row.end
            if low < high:
                cells.append(TableCell(column, (part_of(row, low, high),)))
            column += 1
            low = row.start + match.end() if match else high
        lines.append(tuple(cells))
    return Table(tuple(lines), frozenset(row.start for row in rows))


def _lead(row: Row, text: str) -> str:
    """Return the white space before a row on its line."""
    start = text.rfind("\n", 0, row.start) + 1
    lead = text[start : row.start]
    return lead[len(lead.rstrip(" \t\u00a0")) :]


def _end_of_columns(rows: Sequence[Row], start: int, text: str) -> tuple[int, list[int]]:
    """Return the index after the rows whose columns spaces align, and where the white between the
    columns begins; no white where they are no table.
    """
    end, width = start, 0
    common = (1 << _WIDEST) - 1
    gutters: list[int] = []
    while end < len(rows) and (end == start or _follows(rows, end)):
        row = rows[end]
        lead = _lead(row, text)
        line = lead + row.text
        # A line with one cell may only go on with one that is not in the first column.
        alone = not _GAP.search(row.text) and not (gutters and len(lead) > gutters[0])
        if len(line) > _WIDEST or alone or _LEADER.search(line):
            break
        free, wide = common & _free(line), max(width, len(line))
        found = [at for at in range(1, wide) if (free >> (at - 1)) & 7 == 6]
        if not found:
            break
        common, width, gutters = free, wide, found
        end += 1
    if end - start < _LEAST:
        return start, []
    return end, gutters if _reads_as_table(rows[start:end], gutters, text) else []


def _free(line: str) -> int:
    """Return the places of a line, as bits, that hold no text and are not between two words."""
    found = ((1 << _WIDEST) - 1) >> len(line) << len(line)
    for match in _GAP.finditer(line):
        found |= ((1 << (match.end() - match.start())) - 1) << match.start()
    return found


def _reads_as_table(rows: Sequence[Row], gutters: Sequence[int], text: str) -> bool:
    """Return whether cells are as short, and as many, as those of a table are."""
    cells = [_cells(row, gutters, text) for row in rows]
    columns = {column for row in cells for column, _ in row}
    if len(columns) < 2 or sum(len(row) > 1 for row in cells) < max(_LEAST, 0.6 * len(rows)):
        return False
    if all(len(row) == 2 and _MARKER.fullmatch(row[0][1].text) for row in cells):
        return False
    if all(_names_page(row.text) for row in rows) and len(columns) == 2:
        return False
    lengths = [len(part.text) for row in cells for _, part in row]
    most = _WORDY * (1.5 if len(columns) > 2 else 1)
    return median(lengths) <= most


def _cells(row: Row, gutters: Sequence[int], text: str) -> list[tuple[int, Row]]:
    lead = len(_lead(row, text))
    bounds = [0, *(max(at - lead, 0) for at in gutters), len(row.text)]
    found: list[tuple[int, Row]] = []
    for column, (low, high) in enumerate(pairwise(bounds)):
        if low < high and row.text[low:high].strip():
            found.append((column, part_of(row, row.start + low, row.start + high)))
    return found


def _aligned(rows: Sequence[Row], gutters: Sequence[int], text: str) -> Table:
    lines: list[dict[int, list[Row]]] = []
    used: set[int] = set()
    for row in rows:
        cells = _cells(row, gutters, text)
        used.update(column for column, _ in cells)
        if lines and _goes_on(cells, lines[-1]):
            for column, part in cells:
                lines[-1][column].append(part)
        else:
            lines.append({column: [part] for column, part in cells})
    numbers = {column: number for number, column in enumerate(sorted(used), start=1)}
    return Table(
        tuple(
            tuple(TableCell(numbers[column], tuple(parts)) for column, parts in line.items())
            for line in lines
        ),
        frozenset(row.start for row in rows),
    )


def _goes_on(cells: Sequence[tuple[int, Row]], above: dict[int, list[Row]]) -> bool:
    """Return whether a line only continues cells of the row above it."""
    return all(
        column and column in above and (part.text[0].islower() or above[column][-1].is_cut)
        for column, part in cells
    )


def table_lines(rows: Sequence[Row], text: str) -> Iterator[bool]:
    r"""Yield of each row of a settled text whether it is one of a table: a line with a tab, and
    those that no blank line parts from it.

    Parameters
    ----------
    rows : sequence of Row
        All rows of the text.
    text : str
        The text of the source.
    """
    start = 0
    while start < len(rows):
        end = start + 1
        while end < len(rows) and not rows[end].blank_before:
            end += 1
        held = any("\t" in row.text or "\t" in _lead(row, text) for row in rows[start:end])
        yield from (held for _ in rows[start:end])
        start = end
