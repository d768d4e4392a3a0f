"""Tables of pages whose layout is known: in grids, between rules, or by columns that align."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, takewhile

from annotate.document.source import Box, Source
from annotate.text.structure.aligned_cells import (
    LEAST_ROWS,
    MOST_LOWER,
    VALUE,
    is_inside,
    reads_as_table,
    rows_of_cells,
    table_of,
)
from annotate.text.structure.cut_tables import rests_of, text_columns
from annotate.text.structure.lines import Row, line_of
from annotate.text.structure.ruled_tables import Grid, grids_of
from annotate.text.structure.table_lines import (
    GUTTER,
    NARROW,
    Line,
    Parts,
    Piece,
    are_far_apart,
    cut_at_columns,
    shared_white,
    visual_lines,
    white_of,
)
from annotate.text.structure.tables import Table

_SLACK = 3.0
_HALF = 0.5
"""White between columns of which one is filled, in the size of the type."""
_MOST = 200
"""Lines that are looked at together for the columns of one table."""
_CAPTION = 6
"""Lines at the most of what may seem to be of the table below it."""
_RUNNING = 160
"""Characters from which a cell with sentences holds running text."""
_SENTENCE = re.compile(r"[^\W\d_]{2}[.!?…][»”)]?(?:\s|$)")


def layout_tables(rows: Sequence[Row], source: Source, parts: Parts) -> list[Table]:
    """Find the tables of a source with a layout.

    Parameters
    ----------
    rows : sequence of Row
        The rows of the document, without page furniture.
    source : Source
        Their source, with its layout.
    parts : Parts
        Those of the document.

    Returns
    -------
    list of Table
        In the order of the source.
    """
    rules: dict[int, list[Box]] = defaultdict(list)
    for page, rule in source.layout.rules if source.layout else ():
        rules[page].append(rule)
    by_page: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_page[row.page].append(row)
    found: list[Table] = []
    for page, own in by_page.items():
        found.extend(_tables_of(own, rules.get(page, []), parts))
    found.extend(list(rests_of(found, by_page, parts)))
    return sorted(found, key=lambda table: table.start)


def _tables_of(rows: Sequence[Row], rules: Sequence[Box], parts: Parts) -> Iterator[Table]:
    """Yield the tables of a page."""
    taken: set[int] = set()
    for grid in grids_of(rules):
        inside = [row for row in rows if row.start not in taken and _within(grid.box, row)]
        held = _in_grid if grid.columns else _between_rules
        for table in held(grid, inside, parts):
            taken |= table.taken
            yield table
    free = [row for row in rows if row.start not in taken]
    for column in text_columns(free).values():
        yield from _without_rules(column, parts)


def _within(box: Box, row: Row) -> bool:
    own = line_of(row).box
    middle = (own[1] + own[3]) / 2
    return box[0] - _SLACK <= own[0] and own[2] <= box[2] + _SLACK and box[1] < middle < box[3]


# Cells of grids


def _in_grid(grid: Grid, rows: Sequence[Row], parts: Parts) -> Iterator[Table]:
    bands = _by_band(visual_lines(rows, parts, grid), grid)
    cells = [
        (band, _columns(piece, grid.columns)[0], piece)
        for band, lines in bands.items()
        for line in lines
        for piece in line
    ]
    if len({column for _, column, _ in cells}) < 2 or len(rows) < 2 or _is_layout(cells):
        return
    split = _split_bands(bands, grid)
    found: list[dict[int, list[Piece]]] = []
    reach: list[dict[int, int]] = []
    for band, lines in sorted(bands.items()):
        held = lines if band in split else [[piece for line in lines for piece in line]]
        for part in held:
            row: dict[int, list[Piece]] = defaultdict(list)
            widths: dict[int, int] = {}
            for piece in part:
                first, last = _columns(piece, grid.columns)
                row[first].append(piece)
                widths[first] = max(widths.get(first, 1), last - first + 1)
            found.append(row)
            reach.append(widths)
    # A frame with a line above is no table.
    if sum(len(row) > 1 for row in found) > 1:
        yield table_of(found, reach)


def _by_band(lines: Iterable[Line], grid: Grid) -> dict[int, list[Line]]:
    """Return what of each line is between which rules."""
    found: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        own: dict[int, Line] = defaultdict(list)
        for piece in line:
            own[_band(grid, piece)].append(piece)
        for band, part in own.items():
            found[band].append(part)
    return found


def _band(grid: Grid, piece: Piece) -> int:
    box = line_of(piece.part).box
    return grid.band_at((piece.left + piece.right) / 2, (box[1] + box[3]) / 2)


def _columns(piece: Piece, bounds: Sequence[float]) -> tuple[int, int]:
    first = bisect_right(bounds, piece.left + 1.0)
    return first + 1, max(bisect_right(bounds, piece.right - 1.0), first) + 1


def _split_bands(bands: dict[int, list[Line]], grid: Grid) -> set[int]:
    """Return the bands between two rules whose every line is a row: lines that fill the same
    columns, one of them with values; or, with few rules, many lines that fill several columns.
    """
    few = len(bands) <= LEAST_ROWS
    found: set[int] = set()
    for band, lines in bands.items():
        own = [line for line in lines if len({_columns(p, grid.columns)[0] for p in line}) > 1]
        many = few and len(own) >= LEAST_ROWS and 2 * len(own) > len(lines) and _open(own)
        if many or (len(own) == len(lines) and _are_rows(own, grid)):
            found.add(band)
    return found


def _open(lines: Sequence[Line]) -> bool:
    """Return whether few pieces begin as what goes on with a line above does."""
    pieces = [piece for line in lines for piece in line]
    return sum(piece.part.text[0].islower() for piece in pieces) <= MOST_LOWER * len(pieces)


def _are_rows(lines: Sequence[Line], grid: Grid) -> bool:
    """Return whether lines fill the same columns, one of them with values, and none goes on with
    the cells above.
    """
    if any(
        is_inside(line, above) or any(piece.part.is_cut for piece in above)
        for above, line in pairwise(lines)
    ):
        return False
    columns: dict[int, list[str]] = defaultdict(list)
    for line in lines:
        for piece in line:
            columns[_columns(piece, grid.columns)[0]].append(piece.part.text)
    same = len(lines) > 1 and {len(texts) for texts in columns.values()} == {len(lines)}
    return same and any(all(map(VALUE.fullmatch, texts)) for texts in columns.values())


def _is_layout(cells: Iterable[tuple[int, int, Piece]]) -> bool:
    """Return whether cells hold running text, as two texts side by side do."""
    texts: dict[tuple[int, int], list[str]] = defaultdict(list)
    for band, column, piece in cells:
        texts[band, column].append(piece.part.text)
    held = [" ".join(parts) for parts in texts.values()]
    running = [text for text in held if len(text) > _RUNNING and len(_SENTENCE.findall(text)) > 1]
    return 2 * len(running) > len(held) or any(len(text) > 15 * _RUNNING for text in running)


# Cells that only white parts


def _between_rules(grid: Grid, rows: Sequence[Row], parts: Parts) -> Iterator[Table]:
    """Yield the tables among areas between rules of one width, below one another."""
    bands = _by_band(visual_lines(rows, parts), grid)
    held: list[list[Line]] = []
    for band in range(1, len(grid.rows) + 1):
        lines = bands.get(band, [])
        if lines and 2 * sum(len(line) > 1 for line in lines) >= len(lines):
            held.append(lines)
            continue
        yield from _aligned(held)
        held = []
    yield from _aligned(held)


def _aligned(bands: Sequence[list[Line]]) -> Iterator[Table]:
    """Yield the table of some areas, if they are one; a single one needs a column of values, and no
    running text with wide white between its words.
    """
    lines = cut_at_columns([line for band in bands for line in band])
    gutters = _gutters(lines)
    # A word that is cut at the right goes on at the left edge.
    steps = pairwise(lines)
    running = any(one[-1].part.is_cut and two[0].left < one[0].left + _SLACK for one, two in steps)
    values = any(VALUE.fullmatch(line[-1].part.text) for line in lines)
    if len(bands) == 1 and (running or not values):
        return
    if gutters and reads_as_table(lines, gutters, ruled=True):
        yield table_of(rows_of_cells(lines, gutters))


def _without_rules(rows: Sequence[Row], parts: Parts) -> Iterator[Table]:
    lines = visual_lines(rows, parts)
    at = 0
    while at < len(lines):
        end, gutters = _run(lines, at)
        held = list(lines[at:end])
        if not gutters and len(lines[at]) > 1:
            narrow, gutters = _narrow_run(lines, at)
            held, end = (narrow, at + len(narrow)) if gutters else (held, end)
        if gutters:
            yield table_of(rows_of_cells(held, gutters))
        # What is no table may end with the first rows of one.
        at = end if gutters or end - at > _CAPTION else at + 1


def _narrow_run(lines: Sequence[Line], start: int) -> tuple[list[Line], list[float]]:
    """Return the lines of a table, and the middles of its white, if cells that are as wide as their
    column leave narrower white: those that were written apart from the next, or that go on to
    where the next column begins. None where they are no table.
    """
    narrow, gutters = _run(lines, start, _HALF)
    held = list(lines[start:narrow])
    if gutters and len(white_of(held, _HALF)) > len(white_of(held)):
        return held, gutters
    several = list(takewhile(lambda line: len(line) > 1, lines[start : start + _MOST]))
    cut = cut_at_columns(several)
    if len(cut) < LEAST_ROWS or sum(map(len, cut)) == sum(map(len, several)):
        return [], []
    end, gutters = _run(cut, 0, NARROW)
    return cut[:end], gutters


def _run(lines: Sequence[Line], start: int, least: float = GUTTER) -> tuple[int, list[float]]:
    """Return the index after lines whose columns align, and the middles of the white between;
    none where they are no table.
    """
    end = start
    gutters: list[tuple[float, float]] = []
    last, most = start, 1
    while end < len(lines):
        line = lines[end]
        if end > start and are_far_apart(lines[end - 1], line):
            break
        fits = len(line) > 1 or (bool(gutters) and _fits(line[0], gutters))
        if not fits or (len(line) < 2 and end - last > 1):
            break
        # Lines of text whose words are far apart are in more pieces than a table has columns.
        if end > start and len(line) > most + 1:
            break
        most = max(most, len(line))
        white = white_of([line], least)
        if len(line) > 1:
            common = shared_white(gutters, white, line, least) if gutters else white
            if not common:
                break
            gutters, last = common, end
        elif is_inside(line, lines[last]) or line[0].part.text[0].islower():
            last = end
        end += 1
    end = last + 1 if gutters else start
    middles = [(left + right) / 2 for left, right in gutters]
    held = lines[start:end]
    if len(held) < LEAST_ROWS:
        return start, []
    return end, middles if reads_as_table(held, middles, ruled=False) else []


def _fits(piece: Piece, gutters: Sequence[tuple[float, float]]) -> bool:
    return all(piece.right <= right + 1 or piece.left >= left - 1 for left, right in gutters)


def _gutters(lines: Sequence[Line]) -> list[float]:
    """Return the middles of the white that most lines of an area share."""
    full = [line for line in lines if len(line) > 1]
    if len(full) < 2 or 2 * len(full) < len(lines):
        return []
    gutters = white_of([max(full, key=len)], NARROW)
    for line in full:
        shared = shared_white(gutters, white_of([line], NARROW), line, NARROW)
        if shared:
            gutters = shared
    return [(left + right) / 2 for left, right in gutters]
