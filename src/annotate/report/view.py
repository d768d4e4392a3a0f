"""What the report shows of a document: its blocks, with the mentions as marks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from annotate.document.cells import CELL
from annotate.document.mended import Mended
from annotate.document.source import Place
from annotate.index.mentions import REJECTED, Mention
from annotate.report.model import Block, Mark, ReportDocument

_TIED = re.compile(r"(?<=«) | (?=[»:;!?])")
"""Spaces that may not end a line in French; mending made them plain."""


def shown_document(mended: Mended, mentions: Iterable[Mention]) -> ReportDocument:
    """Return a document as the report shows it, its marks still without entities.

    Parameters
    ----------
    mended : Mended
        The document.
    mentions : iterable of Mention
        What was found in it; one that was rejected, or that the mended text does not show, has no
        mark.
    """
    found = [mention for mention in mentions if mention.status != REJECTED]
    offsets = mended.offsets
    marks: list[list[Mark]] = [[] for _ in offsets.extents]
    for mention in found:
        span = offsets.span(mention.ranges)
        if span is None:
            continue
        index = offsets.block_at(span[0])
        begin = offsets.extents[index][0]
        marks[index].append(_mark(mention, span[0] - begin, span[1] - begin))
    boxes = {one.id for one in mended.structure.labelled("box")}
    places = _places(mended)
    blocks = tuple(
        Block(
            kind="box" if piece.parent in boxes and piece.label == "paragraph" else piece.label,
            text=_TIED.sub("\u00a0", mended.text[extent[0] : extent[1]]),
            marks=tuple(marks[index]),
            level=int(piece.value or 1) if piece.label == "heading" else 1,
            place=places.get(piece.id),
        )
        for index, (piece, extent) in enumerate(mended.blocks)
    )
    title = next((block.text for block in blocks if block.kind == "title"), mended.source.id)
    counts = dict(sorted(Counter(mention.label for mention in found).items()))
    return ReportDocument(mended.source.id, title, blocks, counts)


def _places(mended: Mended) -> dict[str, Place]:
    """Return where in which table each cell is."""
    rows = {row.id: row.parent for row in mended.structure.labelled("row")}
    tables = {table: number for number, table in enumerate(dict.fromkeys(rows.values()), start=1)}
    numbers = {row: number for number, row in enumerate(rows, start=1)}
    places: dict[str, Place] = {}
    for cell, _ in mended.blocks:
        if cell.label == CELL and cell.parent in rows:
            first, _, last = (cell.value or "1").partition("-")
            columns = int(last or first) - int(first) + 1
            table = tables[rows[cell.parent]]
            places[cell.id] = Place(table, numbers[cell.parent], int(first), columns)
    return places


def _mark(mention: Mention, start: int, end: int) -> Mark:
    return Mark(
        start=start,
        end=end,
        label=mention.label,
        mention_id=mention.mention_id,
        value=mention.value,
        expansion=mention.expansion,
        source=mention.source,
        nested=mention.nested,
        in_citation=mention.in_citation,
    )


def linked(document: ReportDocument, known: Mapping[tuple[str, str], Mention]) -> ReportDocument:
    """Return the document with what the index knows of its marks: entities and expansions.

    Parameters
    ----------
    document : ReportDocument
        As :func:`shown_document` made it.
    known : mapping of (str, str) to Mention
        The mentions of all documents by document and id.
    """
    return replace(
        document,
        blocks=tuple(
            replace(
                block,
                marks=tuple(
                    _linked(mark, known.get((document.id, mark.mention_id))) for mark in block.marks
                ),
            )
            if block.marks
            else block
            for block in document.blocks
        ),
    )


def _linked(mark: Mark, mention: Mention | None) -> Mark:
    entity, expansion = (mention.entity, mention.expansion) if mention else ("", mark.expansion)
    if (entity, expansion) == (mark.entity_id, mark.expansion):
        return mark
    # There are as many as mentions, and to replace some fields takes three times as long.
    return Mark(
        start=mark.start,
        end=mark.end,
        label=mark.label,
        mention_id=mark.mention_id,
        entity_id=entity,
        value=mark.value,
        expansion=expansion,
        source=mark.source,
        nested=mark.nested,
        in_citation=mark.in_citation,
    )
