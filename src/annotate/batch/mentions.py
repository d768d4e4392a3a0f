"""From annotations to the mentions that the index and the tables are made of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

from annotate.index.mentions import Mention
from annotate.standoff.annotation import Annotation
from annotate.text.mending.mend import Mended
from annotate.text.source import Range

CONTEXT = 40
"""Characters of mended text on each side of a mention."""
_AUTHORITIES = ("insee",)


def mentions_of(annotations: Iterable[Annotation], mended: Mended) -> Iterator[Mention]:
    """Yield the mentions behind annotations of names, with their context.

    Parameters
    ----------
    annotations : iterable of Annotation
        Of the layers `entities` and `acronyms`.
    mended : Mended
        Their document.

    Yields
    ------
    Mention
        Contexts end where the block ends: what stands in the next paragraph is none.
    """
    starts = [extent[0] for extent in mended.offsets.extents]
    for annotation in annotations:
        start, end = mended_span(annotation, mended)
        block = mended.offsets.extents[bisect_right(starts, start) - 1]
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


def mended_span(annotation: Annotation, mended: Mended) -> Range:
    """Return where an annotation stands in the mended text, in code points."""
    first = mended.offsets.to_mended(*annotation.ranges[0])
    last = mended.offsets.to_mended(*annotation.ranges[-1])
    return first[0][0], last[-1][1]
