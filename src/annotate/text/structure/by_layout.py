"""Laying out text whose pages are known: sizes, styles, indents and gaps tell what each row is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from annotate.document.source import Source
from annotate.text.structure.blocks import BOX_TITLE, Block, is_byline
from annotate.text.structure.boxes import framed_rows
from annotate.text.structure.by_layout_notes import laid_out_notes, notes_in_margins
from annotate.text.structure.captions import captions
from annotate.text.structure.geometry import Geometry, measure
from annotate.text.structure.lines import Row, joined_text, line_of
from annotate.text.structure.margins import in_margins
from annotate.text.structure.page_tables import layout_tables
from annotate.text.structure.paragraph_kinds import kind_of
from annotate.text.structure.paragraphs import (
    Style,
    begins_paragraph,
    is_bullet,
    item_number,
    style_of,
)
from annotate.text.structure.parallel_columns import by_column
from annotate.text.structure.tables import with_tables

_ITALIC_ROWS = 4
"""A minor heading in italics has at most this many rows."""

Group = tuple[str, list[Row]]
"""``heading`` or ``paragraph``, and its rows."""


def laid_out_blocks(rows: Sequence[Row], source: Source) -> list[Block]:
    """Group the rows of a source with a layout into blocks.

    Parameters
    ----------
    rows : sequence of Row
        The rows of the document, without page furniture.
    source : Source
        Their source, with its layout.

    Returns
    -------
    list of Block
        Title, authors, headings, paragraphs and boxed texts in reading order, then the notes.
    """
    rows = by_column(rows)
    rows, beside = in_margins(rows, framed_rows(rows, source))
    tables = layout_tables(rows, source)
    taken = frozenset(start for table in tables for start in table.taken)
    every, rows = rows, [row for row in rows if row.start not in taken]
    framed = framed_rows(rows, source)
    free = [row for row in rows if row.start not in framed]
    geometry = measure(free)
    under = captions(free, geometry)
    apart = {row.start for group in under for row in group}
    free = [row for row in free if row.start not in apart]
    aside, margins = notes_in_margins(beside, source)
    notes = [*laid_out_notes(free, source, geometry), *aside]
    in_notes = {row.start for note in notes for row in note.rows}
    body = [row for row in free if row.start not in in_notes]
    heads = _heading_rows(body, geometry)
    text = [row for row in body if row.start not in heads]
    style = style_of(text, geometry, _parted(every, text))
    blocks = _main_text(body, heads, geometry, style)
    blocks.extend(Block("paragraph", tuple(group), kind="caption") for group in under)
    blocks.extend(Block("paragraph", tuple(group), kind="marginal") for group in margins)
    boxed: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.start in framed:
            boxed[framed[row.start]].append(row)
    for number, inside in sorted(boxed.items()):
        blocks.extend(_box(inside, number))
    blocks.sort(key=lambda block: block.rows[0].start)
    blocks.extend(Block("note", note.rows, note.number) for note in notes)
    return with_tables(blocks, tables)


def _parted(rows: Sequence[Row], text: Sequence[Row]) -> frozenset[int]:
    """Return the starts of rows of running text that have another row above than the one before."""
    above = {row.start: before.start for before, row in pairwise(rows)}
    return frozenset(
        row.start for before, row in pairwise(text) if above.get(row.start) != before.start
    )


def _main_text(
    rows: Sequence[Row], heads: set[int], geometry: Geometry, style: Style
) -> list[Block]:
    groups: list[Group] = []
    for row in rows:
        heading = row.start in heads
        if not heading and groups and all(kind == "heading" for kind, _ in groups):
            before = groups[-1][1][-1]
            heading = is_byline(row.text) or (
                is_byline(joined_text([*groups[-1][1], row])) and _same_heading(before, row)
            )
        kind = "heading" if heading else "paragraph"
        current = groups[-1] if groups else None
        if current is None or kind != current[0]:
            begins = True
        elif heading:
            begins = not _same_heading(current[1][-1], row)
        else:
            begins = begins_paragraph(current[1], row, geometry, style)
        if begins:
            groups.append((kind, [row]))
        elif current is not None:
            current[1].append(row)
    return _labelled(groups)


def _heading_rows(rows: Sequence[Row], geometry: Geometry) -> set[int]:
    """Return the starts of the rows that are headings: larger, bold, or standing alone."""
    found = {row.start for row in rows if _is_heading(row, geometry)}
    index = 0
    while index < len(rows):
        end = index + 1
        while end < len(rows) and _runs_on(rows[end - 1], rows[end], geometry):
            end += 1
        if rows[index].start not in found:
            # A heading in the type of the text may have a second line.
            for last in (end, end + 1) if end == index + 1 else (end,):
                if last <= len(rows) and _stands_alone(rows, index, last, geometry):
                    found.update(row.start for row in rows[index:last])
                    end = last
                    break
        index = end
    return found


def _is_heading(row: Row, geometry: Geometry) -> bool:
    if geometry.is_large(row):
        return True
    return line_of(row).bold and not geometry.is_small(row) and len(row.text) < 200


def _runs_on(row: Row, following: Row, geometry: Geometry) -> bool:
    """Return whether two rows may be one heading in italics or in capitals."""
    one, other = line_of(row), line_of(following)
    return (
        ((one.italic and other.italic) or (_in_capitals(row) and _in_capitals(following)))
        and geometry.same_column(row, following)
        and 0 < one.baseline - other.baseline < 1.12 * max(geometry.leading, one.size)
    )


def _stands_alone(rows: Sequence[Row], index: int, end: int, geometry: Geometry) -> bool:
    """Return whether a few short rows in the size of the text are between gaps, as a minor heading:
    in italics, or further from the text.
    """
    first, last = rows[index], rows[end - 1]
    if last.ends_sentence or last.text[-1] in ",;:" or not _opens(first):
        return False
    if is_bullet(first) or end - index > _ITALIC_ROWS or end == len(rows):
        return False
    if _is_listed(rows, index, end):
        return False
    above = _white(rows[index - 1], first, geometry) if index else None
    below = _white(last, rows[end], geometry)
    if below is None or below <= 1.12:
        return False
    inner = rows[index:end]
    if all(line_of(row).italic for row in inner) or all(map(_in_capitals, inner)):
        return above is None or above > 1.12
    if end - index > 1 and not _is_a_second_line(rows, index, geometry, above, below):
        return False
    room = geometry.edges(last).right - line_of(last).box[2]
    return room > 2 * geometry.size and above is not None and min(above, below) > 1.4


def _in_capitals(row: Row) -> bool:
    """Return whether a row has no small letter, and more letters than an acronym."""
    letters = [char for char in row.text if char.isalpha()]
    return len(letters) > 5 and not any(char.islower() for char in letters)


def _is_a_second_line(
    rows: Sequence[Row], index: int, geometry: Geometry, above: float | None, below: float
) -> bool:
    """Return whether two lines of text are one heading: nearer to what is below than to what is
    above, and the first broken for want of room.
    """
    first, second = rows[index], rows[index + 1]
    between = _white(first, second, geometry)
    return (
        between is not None
        and between < 1.12
        and above is not None
        and above > 1.15 * below
        and not first.ends_sentence
        and not geometry.had_room(first, second)
    )


def _is_listed(rows: Sequence[Row], index: int, end: int) -> bool:
    """Return whether numbered rows are beside those with the number before or after, as the items
    of a list are and headings are not.
    """
    number = item_number(rows[index])
    if number is None:
        return False
    before = item_number(rows[index - 1]) if index else None
    after = item_number(rows[end]) if end < len(rows) else None
    return before == number - 1 or after == number + 1


def _opens(row: Row) -> bool:
    return row.begins_upper or row.text[0].isdigit() or row.text[0] in "«“"


def _white(above: Row, below: Row, geometry: Geometry) -> float | None:
    """Return the distance between two rows in leadings; None where they are in two columns."""
    if not geometry.same_column(above, below):
        return None
    return abs(line_of(above).baseline - line_of(below).baseline) / geometry.leading


def _same_heading(previous: Row, row: Row) -> bool:
    one, other = line_of(previous), line_of(row)
    drop = one.baseline - other.baseline
    return (
        previous.page == row.page
        and abs(one.size - other.size) < 0.3
        and (one.bold, one.italic) == (other.bold, other.italic)
        and 0 < drop < 1.75 * one.size
    )


def _labelled(groups: Sequence[Group]) -> list[Block]:
    """Tell the title and the authors from the headings, and the headings by their level."""
    opening: list[int] = []
    for index, (kind, _) in enumerate(groups):
        if kind != "heading":
            break
        opening.append(index)
    largest = max((line_of(groups[index][1][0]).size for index in opening), default=0.0)
    title = next((i for i in opening if line_of(groups[i][1][0]).size == largest), None)
    authors = {
        index for index in opening if index != title and is_byline(joined_text(groups[index][1]))
    }
    named = {index for index, (kind, _) in enumerate(groups) if kind == "heading"}
    levels = _levels([groups[index][1][0] for index in sorted(named - authors - {title})])
    blocks: list[Block] = []
    for index, (kind, rows) in enumerate(groups):
        if index == title:
            blocks.append(Block("title", tuple(rows)))
        elif index in authors:
            blocks.append(Block("author", tuple(rows)))
        elif kind == "heading":
            blocks.append(Block(kind, tuple(rows), str(levels[_style(rows[0])])))
        else:
            blocks.append(_paragraph(rows))
    return blocks


def _style(row: Row) -> tuple[float, bool, bool]:
    return (round(line_of(row).size, 1), line_of(row).bold, not line_of(row).italic)


def _levels(heads: Sequence[Row]) -> dict[tuple[float, bool, bool], int]:
    styles = sorted({_style(row) for row in heads}, reverse=True)
    return {style: level for level, style in enumerate(styles, start=1)}


def _box(rows: Sequence[Row], number: int) -> list[Block]:
    """Lay out a boxed text: its title in bold or larger type, then its paragraphs."""
    smallest = Geometry(min(line_of(row).size for row in rows), 0.0)
    heads: list[Row] = []
    for row in rows:
        if not (line_of(row).bold or smallest.is_large(row)):
            break
        heads.append(row)
    text = list(rows[len(heads) :])
    blocks = [Block("heading", tuple(heads), BOX_TITLE, number)] if heads else []
    if not text:
        return blocks
    inner = measure(text)
    style = style_of(text, inner, least=1)
    groups: list[list[Row]] = []
    for row in text:
        if groups and not begins_paragraph(groups[-1], row, inner, style):
            groups[-1].append(row)
        else:
            groups.append([row])
    return [*blocks, *(_paragraph(group, number) for group in groups)]


def _paragraph(rows: Sequence[Row], box: int | None = None) -> Block:
    return Block("paragraph", tuple(rows), None, box, kind_of(rows[0].text))
