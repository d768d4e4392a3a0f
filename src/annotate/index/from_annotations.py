"""From annotations to the mentions that the index and the tables are made of."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from annotate.document.annotation import Annotation
from annotate.document.mended import Mended
from annotate.document.source import Range
from annotate.index.mentions import REJECTED, Mention

CONTEXT = 40
"""Characters of mended text on each side of a mention."""
_AUTHORITIES = ("insee",)


def mentions_of(annotations: Iterable[Annotation], mended: Mended) -> Iterator[Mention]:
    """Yield the mentions behind annotations of names, with their context.

    Parameters
    ----------
    annotations : iterable of Annotation
        Of the layers `entities` and `acronyms`; rejected ones name nothing and are left out.
    mended : Mended
        Their document.

    Yields
    ------
    Mention
        Contexts end where the block ends: what stands in the next paragraph is none. What a
        reviewer marked in a part that mending sets aside now has no context.
    """
    for annotation in annotations:
        if annotation.status == REJECTED:
            continue
        place = mended_span(annotation.ranges, mended)
        # Nothing lies on both sides of nothing.
        start, end = place or (0, 0)
        block = block_at(start, mended) if place else (0, 0)
        told = annotation.attributes
        yield Mention(
            document=mended.source.id,
            mention_id=annotation.id,
            layer=annotation.layer,
            label=annotation.label,
            text=annotation.text or "",
            ranges=annotation.ranges,
            value=annotation.value,
            page=annotation.page,
            paragraph=annotation.paragraph or "",
            sentence=annotation.sentence or "",
            entity=str(told.get("entity", "")),
            source=annotation.source,
            score=annotation.score,
            status=annotation.status,
            in_citation=bool(told.get("in_citation", False)),
            nested=bool(told.get("nested", False)),
            expansion=str(told.get("expansion", "")),
            expansion_from=str(told.get("expansion_from", "")),
            left=mended.text[max(block[0], start - CONTEXT) : start],
            right=mended.text[end : min(block[1], end + CONTEXT)],
            authority=tuple((name, str(told[name])) for name in _AUTHORITIES if told.get(name)),
        )


def mended_span(ranges: Sequence[Range], mended: Mended) -> Range | None:
    """Return where ranges of the source stand in the mended text, in code points.

    Returns
    -------
    Range or None
        None when some of them stand nowhere in it, or not in one block: the rules of mending may
        have changed since a reviewer marked them.
    """
    spans = [mended.offsets.to_mended(*span) for span in ranges]
    if not all(spans):
        return None
    start, end = spans[0][0][0], spans[-1][-1][1]
    low, high = block_at(start, mended)
    return (start, end) if low <= start < end <= high else None


def block_at(offset: int, mended: Mended) -> Range:
    """Return the extent of the block that holds an offset of the mended text."""
    extents = mended.offsets.extents
    return extents[bisect_left(extents, (offset + 1,)) - 1]
