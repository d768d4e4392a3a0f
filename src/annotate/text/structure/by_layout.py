"""Laying out text whose pages are known: sizes, styles, indents and gaps tell what each row is."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from annotate.document.source import Source
from annotate.text.structure.blocks import BOX_TITLE, Block, is_byline
from annotate.text.structure.boxes import framed_rows
from annotate.text.structure.by_layout_notes import laid_out_notes, raised_head
from annotate.text.structure.captions import captions, labels_in_figures, with_their_ends
from annotate.text.structure.geometry import Geometry, measure
from annotate.text.structure.laid_out_headings import (
    box_title,
    heading_rows,
    is_text,
    same_heading,
)
from annotate.text.structure.lines import Row, joined_text, line_of
from annotate.text.structure.margins import in_margins, notes_in_margins
from annotate.text.structure.page_tables import layout_tables
from annotate.text.structure.paragraph_kinds import kind_of
from annotate.text.structure.paragraph_style import Style, style_of
from annotate.text.structure.paragraphs import begins_paragraph
from annotate.text.structure.parallel_columns import by_column
from annotate.text.structure.symbols import laid_out_symbol_notes
from annotate.text.structure.table_captions import is_table_caption
from annotate.text.structure.table_lines import Parts
from annotate.text.structure.tables import Table, with_tables

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
    parts = Parts()
    rows = by_column(rows, parts)
    rows, beside = in_margins(rows, framed_rows(rows, source), parts)
    tables = layout_tables(rows, source, parts)
    taken = frozenset(start for table in tables for start in table.taken)
    every, rows = rows, [row for row in rows if row.start not in taken]
    framed = framed_rows(rows, source)
    free = [row for row in rows if row.start not in framed]
    geometry = measure(free)
    under = captions(free, geometry, _noted(free, source))
    apart = {row.start for group in under for row in group}
    free = [row for row in free if row.start not in apart]
    aside, margins = notes_in_margins(beside, source)
    signed = laid_out_symbol_notes(free, geometry)
    in_signed = {row.start for note in signed for row in note.rows}
    numbered = [row for row in free if row.start not in in_signed]
    notes = [*signed, *laid_out_notes(numbered, source, geometry), *aside]
    in_notes = {row.start for note in notes for row in note.rows}
    text = [row for row in free if row.start not in in_notes]
    if any(not geometry.is_small(row) for note in notes for row in note.rows):
        # Notes in the size of the text, over several columns, are as wide as none of them.
        geometry = measure(text)
    under = with_their_ends(under, text, geometry)
    apart = {row.start for group in under for row in group}
    text = [row for row in text if row.start not in apart]
    labels = labels_in_figures(text, under, geometry)
    drawn = {row.start for row in labels}
    body = [row for row in text if row.start not in drawn]
    heads = heading_rows(body, geometry)
    text = [row for row in body if row.start not in heads]
    style = style_of(text, geometry, _parted(every, text))
    style = replace(style, behind_cut=_behind_cut(every, text, tables, under))
    blocks = _main_text(body, heads, geometry, style)
    blocks.extend(Block("paragraph", tuple(group), kind="caption") for group in under)
    blocks.extend(Block("paragraph", (row,)) for row in labels)
    blocks.extend(Block("paragraph", tuple(group), kind="marginal") for group in margins)
    boxed: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.start in framed:
            boxed[framed[row.start]].append(row)
    for number, inside in sorted(boxed.items()):
        blocks.extend(_box(inside, number, geometry.gutters, style))
    blocks.sort(key=lambda block: block.rows[0].start)
    blocks.extend(Block("note", note.rows, note.number) for note in notes)
    return with_tables(blocks, tables)


def _noted(rows: Sequence[Row], source: Source) -> frozenset[int]:
    """Return the starts of rows that begin with a raised number."""
    raised = source.layout.raised if source.layout else frozenset[int]()
    return frozenset(row.start for row in rows if raised_head(row, source.text, raised))


def _parted(rows: Sequence[Row], text: Sequence[Row]) -> frozenset[int]:
    """Return the starts of rows of running text that have another row above than the one before."""
    above = {row.start: before.start for before, row in pairwise(rows)}
    return frozenset(
        row.start for before, row in pairwise(text) if above.get(row.start) != before.start
    )


def _behind_cut(
    every: Sequence[Row],
    text: Sequence[Row],
    tables: Sequence[Table],
    titles: Sequence[Sequence[Row]],
) -> frozenset[int]:
    """Return the starts of the rows of running text behind tables that the end of a page cuts, or
    parts from the caption above them.
    """
    pages = {row.start: row.page for row in every}
    starts = [row.start for row in text]
    ends = {group[-1].start: group for group in titles}
    found = set[int]()
    before: tuple[int, int, int] | None = None  # the table before: its end, place and columns
    on = set[int]()
    for table in tables:
        place = bisect_right(starts, table.start)
        end = before[0] if before else -1
        above = max((one for one in ends if end < one < table.start), default=None)
        columns = max(cell.column for row in table.rows for cell in row)
        if above is not None or before is None or before[1:] != (place, columns):
            on = set()  # it does not go on with the table before
        if above is not None and place == bisect_right(starts, above):
            on.update({pages[above]} if is_table_caption(joined_text(ends[above])) else ())
        on.update(pages[start] for start in table.taken if start in pages)
        before = max(table.taken), place, columns
        if len(on) > 1 and place < len(starts) and starts[place] > before[0]:
            found.add(starts[place])
    return frozenset(found)


def _main_text(
    rows: Sequence[Row], heads: set[int], geometry: Geometry, style: Style
) -> list[Block]:
    groups: list[Group] = []
    for row in rows:
        heading = row.start in heads
        if not heading and groups and all(kind == "heading" for kind, _ in groups):
            before = groups[-1][1][-1]
            heading = is_byline(row.text) or (
                is_byline(joined_text([*groups[-1][1], row])) and same_heading(before, row)
            )
        kind = "heading" if heading else "paragraph"
        current = groups[-1] if groups else None
        if current is None or kind != current[0]:
            begins = True
        elif heading:
            begins = not same_heading(current[1][-1], row)
        else:
            begins = begins_paragraph(current[1], row, geometry, style)
        if begins:
            groups.append((kind, [row]))
        elif current is not None:
            current[1].append(row)
    return _labelled(groups)


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


def _box(
    rows: Sequence[Row], number: int, around: Mapping[int, tuple[float, ...]], outside: Style
) -> list[Block]:
    """Lay out a boxed text, which may go on in the next of the columns `around` it: its title in
    bold, in larger type or parted by white, then its paragraphs. Its few lines may not show that
    they are broken as those `outside` are.
    """
    smallest = Geometry(min(line_of(row).size for row in rows), 0.0)
    heads: list[Row] = []
    for row in rows:
        if not (line_of(row).bold or smallest.is_large(row)):
            break
        heads.append(row)
    if heads and is_text(heads):
        heads = []
    if not heads:
        heads = list(rows[: box_title(rows, measure(rows, around))])
    text = list(rows[len(heads) :])
    blocks = [Block("heading", tuple(heads), BOX_TITLE, number)] if heads else []
    if not text:
        return blocks
    inner = measure(text, around)
    style = style_of(text, inner, least=1)
    style = replace(style, loose=style.loose or outside.loose)
    groups: list[list[Row]] = []
    for row in text:
        if groups and not begins_paragraph(groups[-1], row, inner, style):
            groups[-1].append(row)
        else:
            groups.append([row])
    return [*blocks, *(_paragraph(group, number) for group in groups)]


def _paragraph(rows: Sequence[Row], box: int | None = None) -> Block:
    return Block("paragraph", tuple(rows), None, box, kind_of(rows[0].text))
