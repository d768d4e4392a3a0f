"""Laying out text whose format has markup: the marks tell what each row is.

What markup leaves out is added: a lone heading of the highest level before all others is the
title, or a short line at the head of the text; names of people below it are the authors; what
begins with `Figure 1 :` is a caption; what is below a heading such as `Bibliographie` are its
entries.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from annotate.document.cells import CELL
from annotate.document.source import Mark, Source
from annotate.text.structure.blocks import BOX_TITLE, Block, is_byline
from annotate.text.structure.lines import Row, part_of
from annotate.text.structure.note_call_candidates import Call
from annotate.text.structure.paragraph_kinds import is_caption, with_bibliography

_FURNITURE = ("running_head", "page_number")
_BLOCKS = ("title", "author", "heading", "paragraph", "note", CELL)
_SHORT = 250
"""Characters of a title or a caption at most, where only its shape shows what it is."""


def marked_furniture(source: Source) -> dict[int, str]:
    """Return the start offset of each running head and page number that the marks tell.

    Examples
    --------
    >>> from annotate.document.source import Mark
    >>> head = Mark("running_head", 0, 8)
    >>> marked_furniture(Source("a", "a.xml", "PREFACE", marks=(head,)))
    {0: 'running_head'}
    """
    return {mark.start: mark.label for mark in source.marks if mark.label in _FURNITURE}


def marked_calls(source: Source) -> list[Call]:
    """Return the note calls that the marks tell, in the order of the text."""
    return [
        Call(mark.value or "", mark.start, mark.end)
        for mark in source.marks
        if mark.label == "note_call"
    ]


def marked_up_blocks(rows: Sequence[Row], source: Source) -> list[Block]:
    """Group the rows of a source with marks into blocks.

    Parameters
    ----------
    rows : sequence of Row
        The rows of the document, without page furniture.
    source : Source
        Their source, with its marks.

    Returns
    -------
    list of Block
        In the order of the text, which has the notes last.
    """
    starts = [row.start for row in rows]
    blocks: list[Block] = []
    for mark in source.marks:
        if mark.label not in _BLOCKS:
            continue
        if mark.label == CELL:
            first = max(bisect_right(starts, mark.start) - 1, 0)
            own = tuple(_parts(rows[first : bisect_left(starts, mark.end)], mark))
        else:
            own = tuple(rows[bisect_left(starts, mark.start) : bisect_left(starts, mark.end)])
        if own:
            blocks.append(Block(mark.label, own, mark.value, mark.box, mark.kind, mark.place))
    return _with_kinds(_with_levels(_with_authors(_with_title(blocks))))


def _parts(rows: Sequence[Row], mark: Mark) -> Iterator[Row]:
    """Yield the parts of some rows that are in a cell."""
    for row in rows:
        part = part_of(row, max(row.start, mark.start), min(row.end, mark.end))
        if part.text:
            yield part


def _text(block: Block) -> str:
    return " ".join(row.text for row in block.rows)


def _with_title(blocks: list[Block]) -> list[Block]:
    """Tell the title where the markup does not: a heading above all others, or a short line that
    is no sentence with authors or a heading below it.
    """
    place = next((i for i, block in enumerate(blocks) if block.label != "author"), None)
    if place is None or any(block.label == "title" for block in blocks):
        return blocks
    first, below = blocks[place], blocks[place + 1 : place + 2]
    heads = [block for block in blocks if block.label == "heading" and block.box is None]
    levels = [int(block.number or 1) for block in heads]
    if first.label == "heading":
        is_title = first in heads and (len(heads) == 1 or levels[0] < min(levels[1:]))
    else:
        named = any(block.label == "heading" or is_byline(_text(block)) for block in below)
        is_title = named and _is_plain(first) and len(_text(first)) < _SHORT
        is_title = is_title and _text(first)[-1] not in ".;:,…"
    if is_title:
        blocks[place] = replace(first, label="title", number=None)
    return blocks


def _with_authors(blocks: list[Block]) -> list[Block]:
    """Take names of people right below the title for its authors, unless the markup names them."""
    last = max((i for i, block in enumerate(blocks) if block.label == "title"), default=None)
    if last is None or any(block.label == "author" for block in blocks):
        return blocks
    for place, below in enumerate(blocks[last + 1 : last + 2], start=last + 1):
        if _is_plain(below) and is_byline(_text(below)):
            blocks[place] = replace(below, label="author")
    return blocks


def _is_plain(block: Block) -> bool:
    return block.label == "paragraph" and block.kind is None and block.box is None


def _with_levels(blocks: list[Block]) -> list[Block]:
    """Count the levels of headings from 1 without gaps; that of a boxed text is its own."""
    free = [block for block in blocks if block.label == "heading" and block.box is None]
    levels = sorted({int(block.number or 1) for block in free})
    numbers = {level: str(rank) for rank, level in enumerate(levels, start=1)}
    return [
        replace(
            block, number=BOX_TITLE if block.box is not None else numbers[int(block.number or 1)]
        )
        if block.label == "heading"
        else block
        for block in blocks
    ]


def _with_kinds(blocks: list[Block]) -> list[Block]:
    """Tell captions by how they begin, and entries of a bibliography by the heading above."""
    return [
        replace(block, kind="caption")
        if _is_plain(block) and is_caption(_text(block)) and len(_text(block)) < _SHORT
        else block
        for block in with_bibliography(blocks)
    ]
