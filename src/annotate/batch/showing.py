"""What the report shows of a document: its blocks, with the mentions as marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

from annotate.index.mentions import Mention
from annotate.report.model import Block, Mark, ReportDocument
from annotate.text.mending.mend import Mended

_TIED = re.compile(r"(?<=«) | (?=[»:;!?])")
"""Spaces that may not end a line in French; mending made them plain."""


def shown_document(mended: Mended, mentions: Iterable[Mention]) -> ReportDocument:
    """Return a document as the report shows it, its marks still without entities.

    Parameters
    ----------
    mended : Mended
        The document.
    mentions : iterable of Mention
        What was found in it.
    """
    found = list(mentions)
    starts = [extent[0] for extent in mended.offsets.extents]
    marks: dict[int, list[Mark]] = {index: [] for index in range(len(starts))}
    for mention in found:
        start = mended.offsets.to_mended(*mention.ranges[0])[0][0]
        index = bisect_right(starts, start) - 1
        marks[index].append(_mark(mention, start - starts[index]))
    blocks = tuple(
        Block(
            kind="box" if piece.parent and piece.label == "paragraph" else piece.label,
            text=_TIED.sub("\u00a0", mended.text[extent[0] : extent[1]]),
            marks=tuple(marks[index]),
            level=int(piece.value or 1) if piece.label == "heading" else 1,
        )
        for index, (piece, extent) in enumerate(mended.blocks)
    )
    title = next((block.text for block in blocks if block.kind == "title"), mended.source.id)
    counts = dict(sorted(Counter(mention.label for mention in found).items()))
    return ReportDocument(mended.source.id, title, blocks, counts)


def _mark(mention: Mention, start: int) -> Mark:
    return Mark(
        start=start,
        end=start + len(mention.text),
        label=mention.label,
        mention_id=mention.mention_id,
        value=mention.value,
        expansion=mention.expansion,
        source=mention.source,
        nested=mention.nested,
        in_citation=mention.in_citation,
    )


def linked(document: ReportDocument, entities: Mapping[tuple[str, str], str]) -> ReportDocument:
    """Return the document with entities on its marks.

    Parameters
    ----------
    document : ReportDocument
        As :func:`shown_document` made it.
    entities : mapping of (str, str) to str
        Id of the entity by document and id of the mention, for all documents.
    """
    return replace(
        document,
        blocks=tuple(
            replace(
                block,
                marks=tuple(
                    replace(mark, entity_id=entities.get((document.id, mark.mention_id), ""))
                    for mark in block.marks
                ),
            )
            for block in document.blocks
        ),
    )
