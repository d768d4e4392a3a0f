"""From annotations to the mentions that the index and the tables are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from annotate.document.annotation import Annotation
from annotate.document.closing import cleared_annotation
from annotate.document.mended import Mended
from annotate.document.run_folder import AnnotatedDocument
from annotate.index.acronyms import definitions_of, expanded
from annotate.index.authorities import located
from annotate.index.decided import PairDecision
from annotate.index.entities import Index, build_index
from annotate.index.mentions import REJECTED, Mention
from annotate.index.place_names import place_names

CONTEXT = 40
"""Characters of mended text on each side of a mention."""


def mentions_of(annotations: Iterable[Annotation], mended: Mended) -> Iterator[Mention]:
    """Yield the mentions that annotations of names stand for, with their context.

    Parameters
    ----------
    annotations : iterable of Annotation
        Of the layers `entities` and `acronyms`; rejected ones name nothing and are left out.
    mended : Mended
        Their document.

    Yields
    ------
    Mention
        Contexts end where the block ends: the next paragraph is not part of them. What a reviewer
        marked in a part that mending now sets aside has no context.
    """
    offsets = mended.offsets
    for annotation in annotations:
        if annotation.status == REJECTED:
            continue
        span = offsets.span(annotation.ranges)
        # Without a span there is no context either.
        start, end = span or (0, 0)
        block = offsets.extents[offsets.block_at(start)] if span else (0, 0)
        left = mended.text[max(block[0], start - CONTEXT) : start]
        right = mended.text[end : min(block[1], end + CONTEXT)]
        yield mention_of(annotation, mended.source.id, left, right)


def mention_of(annotation: Annotation, document: str, left: str, right: str) -> Mention:
    """Return the mention that an annotation stands for.

    Parameters
    ----------
    annotation : Annotation
        Of the layers `entities` and `acronyms`.
    document : str
        Its document.
    left, right : str
        Mended text on each side, :data:`CONTEXT` characters at most.
    """
    attributes = annotation.attributes
    return Mention(
        document=document,
        mention_id=annotation.id,
        layer=annotation.layer,
        label=annotation.label,
        text=annotation.text or "",
        ranges=annotation.ranges,
        value=annotation.value,
        page=annotation.page,
        paragraph=annotation.paragraph or "",
        sentence=annotation.sentence or "",
        entity=str(attributes.get("entity", "")),
        source=annotation.source,
        score=annotation.score,
        status=annotation.status,
        in_citation=bool(attributes.get("in_citation", False)),
        nested=bool(attributes.get("nested", False)),
        expansion=str(attributes.get("expansion", "")),
        expansion_from=str(attributes.get("expansion_from", "")),
        left=left,
        right=right,
        boxes=tuple(tuple(box) for box in attributes.get("boxes", ())),
    )


def index_of(
    documents: Iterable[AnnotatedDocument],
    config: Path | None = None,
    pairs: Sequence[PairDecision] = (),
) -> Index:
    """Return the index over documents read back: the one that a run over them writes.

    Parameters
    ----------
    documents : iterable of AnnotatedDocument
        Read one after the other; only their mentions are held.
    config : Path, optional
        The configuration, for the places it knows; by default that which ``annotate`` ships.
    pairs : sequence of PairDecision
        What reviewers decided about pairs of names.
    """
    found = [
        tuple(mentions_of(map(cleared_annotation, one.standoff.named()), one.mended))
        for one in documents
    ]
    definitions = definitions_of(mention for own in found for mention in own)
    known = [expanded(own, definitions)[0] for own in found]
    return build_index((one for own in located(known, place_names(config)) for one in own), pairs)
