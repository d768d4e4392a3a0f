"""Laying out text whose pages are known: sizes, indents and gaps tell what each row is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from annotate.text.source import Source
from annotate.text.structure.blocks import Block, is_byline
from annotate.text.structure.geometry import Geometry, edges_of, line_of, measure
from annotate.text.structure.notes import Note, note_head
from annotate.text.structure.rows import Row

_SMALL = 0.96
"""Notes are set at most at this share of the size of the running text."""
_LARGE = 1.04
_MARKER = re.compile(r"[–—•‣▪◦·-]\s*(?=\S)")


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
    geometry = measure(rows, source)
    notes = _notes(rows, source, geometry)
    in_notes = {row.start for note in notes for row in note.rows}
    body = [row for row in rows if row.start not in in_notes and row.start not in geometry.frames]
    blocks = _main_text(body, geometry)
    boxed: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        if row.start in geometry.frames:
            boxed[geometry.frames[row.start]].append(row)
    for number, inside in sorted(boxed.items()):
        blocks.extend(_box(inside, geometry, number))
    blocks.sort(key=lambda block: block.rows[0].start)
    return [*blocks, *(Block("note", note.rows, note.number) for note in notes)]


def _notes(rows: Sequence[Row], source: Source, geometry: Geometry) -> list[Note]:
    """Find notes: small type at the foot of a column that begins with the number that is next."""
    raised = source.layout.raised if source.layout else frozenset()
    groups: list[tuple[str, list[Row]]] = []
    previous: Row | None = None
    floors = _floors(rows, geometry)
    for row in rows:
        small = line_of(row).size <= _SMALL * geometry.size and row.start not in geometry.frames
        if not small:
            continue
        number = _raised_head(row, source.text, raised) or note_head(row)
        if number and (not groups or int(number) in (int(groups[-1][0]) + 1, 1)):
            groups.append((number, [row]))
        elif groups and (_follows(previous, row, geometry) or _below_text(row, floors, geometry)):
            groups[-1][1].append(row)
        else:
            continue
        previous = row
    return [Note(number, tuple(members)) for number, members in groups]


def _raised_head(row: Row, text: str, raised: frozenset[int]) -> str | None:
    end = row.start
    while end < row.end and end in raised and text[end].isdigit():
        end += 1
    return text[row.start : end] or None


def _follows(previous: Row | None, row: Row, geometry: Geometry) -> bool:
    """Tell whether a row stands right below the previous row of a note."""
    if previous is None or previous.page != row.page:
        return False
    drop = line_of(previous).baseline - line_of(row).baseline
    return 0 < drop < 2 * geometry.leading


def _floors(rows: Sequence[Row], geometry: Geometry) -> dict[tuple[int, int], float]:
    """Return the lowest baseline of the running text of each column of each page."""
    floors: dict[tuple[int, int], float] = {}
    for row in rows:
        line = line_of(row)
        if line.size > _SMALL * geometry.size and row.start not in geometry.frames:
            key = (row.page, geometry.column_of(row))
            floors[key] = min(line.baseline, floors.get(key, line.baseline))
    return floors


def _below_text(row: Row, floors: dict[tuple[int, int], float], geometry: Geometry) -> bool:
    """Tell whether no running text stands below a row in its column: a note that goes on."""
    floor = floors.get((row.page, geometry.column_of(row)))
    return floor is None or floor >= line_of(row).baseline


def _main_text(rows: Sequence[Row], geometry: Geometry) -> list[Block]:
    groups: list[tuple[str, list[Row]]] = []
    for index, row in enumerate(rows):
        previous = groups[-1] if groups else None
        heading = _is_heading(row, geometry) or _stands_alone(rows, index, geometry)
        kind = "heading" if heading else "paragraph"
        before_text = all(label == "heading" for label, _ in groups)
        if kind == "paragraph" and before_text and groups and is_byline(row.text):
            kind = "heading"
        if previous is None or kind != previous[0]:
            groups.append((kind, [row]))
        elif kind == "heading":
            if _same_heading(previous[1][-1], row):
                previous[1].append(row)
            else:
                groups.append((kind, [row]))
        elif _new_paragraph(previous[1], row, geometry):
            groups.append((kind, [row]))
        else:
            previous[1].append(row)
    return _labelled(groups)


def _is_heading(row: Row, geometry: Geometry) -> bool:
    line = line_of(row)
    if line.size >= _LARGE * geometry.size:
        return True
    return line.bold and line.size > _SMALL * geometry.size and len(row.text) < 200


def _stands_alone(rows: Sequence[Row], index: int, geometry: Geometry) -> bool:
    """Tell whether a short row in the size of the text stands between gaps, as a minor heading."""
    row = rows[index]
    line = line_of(row)
    if row.ends_sentence or row.text[-1] in ",;:" or not row.begins_upper:
        return False
    if _MARKER.match(row.text) or line.box[2] > geometry.edges(row).right - 2 * geometry.size:
        return False
    gaps = []
    for other in rows[max(0, index - 1) : index + 2 : 2]:
        if other.page == row.page and geometry.column_of(other) == geometry.column_of(row):
            gaps.append(abs(line_of(other).baseline - line.baseline))
    apart = [gap > 1.12 * geometry.leading for gap in gaps]
    return len(gaps) == 2 and all(apart) and (line.italic or min(gaps) > 1.4 * geometry.leading)


def _same_heading(previous: Row, row: Row) -> bool:
    one, other = line_of(previous), line_of(row)
    drop = one.baseline - other.baseline
    return (
        previous.page == row.page
        and abs(one.size - other.size) < 0.3
        and (one.bold, one.italic) == (other.bold, other.italic)
        and 0 < drop < 1.75 * one.size
    )


def _new_paragraph(current: Sequence[Row], row: Row, geometry: Geometry) -> bool:
    """Tell whether a row of running text begins a paragraph."""
    previous = current[-1]
    one, other = line_of(previous), line_of(row)
    size = geometry.size
    if _MARKER.match(row.text) and previous.ends_sentence | previous.text.endswith((";", ":", ",")):
        return True
    edges = geometry.edges(row)
    indent = other.box[0] - edges.left
    if _MARKER.match(current[0].text):
        # Lines of a list item hang behind its marker; a line that does not begins what follows.
        hang = line_of(current[0]).box[0] - geometry.edges(current[0]).left
        return indent < hang + 0.3 * size
    if 0.6 * size < indent < 4 * size:
        return True
    short = one.box[2] < geometry.edges(previous).right - 1.5 * size
    ended = short and previous.ends_sentence and (row.begins_upper or not row.text[0].isalnum())
    if previous.page != row.page or geometry.column_of(previous) != geometry.column_of(row):
        return ended
    gap = one.baseline - other.baseline
    return ended or (1.3 * geometry.leading < gap < 3 * geometry.leading and previous.ends_sentence)


def _labelled(groups: Sequence[tuple[str, list[Row]]]) -> list[Block]:
    """Tell the title and the authors from the headings, and the headings by their level."""
    opening: list[int] = []
    for index, (kind, _) in enumerate(groups):
        if kind != "heading":
            break
        opening.append(index)
    largest = max((line_of(groups[index][1][0]).size for index in opening), default=0.0)
    title = next((i for i in opening if line_of(groups[i][1][0]).size == largest), None)
    authors = {
        index
        for index in opening
        if index != title and is_byline(" ".join(row.text for row in groups[index][1]))
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
            blocks.append(Block(kind, tuple(rows)))
    return blocks


def _style(row: Row) -> tuple[float, bool, bool]:
    return (round(line_of(row).size, 1), line_of(row).bold, not line_of(row).italic)


def _levels(heads: Sequence[Row]) -> dict[tuple[float, bool, bool], int]:
    styles = sorted({_style(row) for row in heads}, reverse=True)
    return {style: level for level, style in enumerate(styles, start=1)}


def _box(rows: Sequence[Row], geometry: Geometry, number: int) -> list[Block]:
    """Lay out a boxed text: its title in bold or larger type, then its paragraphs."""
    size = min(line_of(row).size for row in rows)
    heads: list[Row] = []
    for row in rows:
        if not (line_of(row).bold or line_of(row).size >= _LARGE * size):
            break
        heads.append(row)
    text = list(rows[len(heads) :])
    blocks = [Block("heading", tuple(heads), "1", number)] if heads else []
    if not text:
        return blocks
    pages: dict[int, list[Row]] = defaultdict(list)
    for row in text:
        pages[row.page].append(row)
    columns = {(page, 0): edges_of(members) for page, members in pages.items()}
    inner = Geometry(size, geometry.leading, columns, {}, {})
    groups: list[list[Row]] = []
    for row in text:
        if not groups or _new_paragraph(groups[-1], row, inner):
            groups.append([row])
        else:
            groups[-1].append(row)
    return [*blocks, *(Block("paragraph", tuple(group), None, number) for group in groups)]
