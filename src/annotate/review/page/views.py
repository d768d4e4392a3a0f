"""What the page is told of a run, as JSON: labels, documents, pieces and the spans in them.

Offsets are code points from the beginning of the piece.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation
from annotate.document.labels import Label
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Range
from annotate.review.choices import mark_of
from annotate.review.decisions import PREDICTED, review_of
from annotate.review.doccano.projects import keys_of, reviewed_labels
from annotate.review.journal.batch import Batch
from annotate.review.page.candidates import aims, bounds, candidates
from annotate.review.pieces import PieceState
from annotate.review.reviewed import CERTAIN, ReviewedDocument
from annotate.review.session import ReviewSession

Row = dict[str, Any]
RuleTexts = Mapping[str, tuple[str, ...]]

KEYS = "xvaeunfbg"
"""Keys of the page, which no label has."""


def run_row(session: ReviewSession, rules: RuleTexts) -> Row:
    """Return what the page shows of a run as a whole, with what the rules say, by source."""
    labels = reviewed_labels(session.labels)
    keys = keys_of((one.name for one in labels), KEYS)
    return {
        "folder": str(session.run.folder),
        "by": session.by,
        "labels": [_label_row(one, keys.get(one.name, "")) for one in labels],
        "documents": [summary_row(one) for one in session.documents()],
        "rules": rules,
    }


def summary_row(reviewed: ReviewedDocument) -> Row:
    """Return how far the review of a document is."""
    return {
        "id": reviewed.id,
        "pieces": len(reviewed.pieces),
        "unread": len(reviewed.unread),
        "unreadWords": sum(len(one.piece.text.split()) for one in reviewed.unread),
        "doubts": len(reviewed.doubts(CERTAIN)),
    }


def document_row(reviewed: ReviewedDocument) -> Row:
    """Return a document with all of its pieces."""
    return {
        **summary_row(reviewed),
        "source": reviewed.document.standoff.source,
        "paged": bool(reviewed.document.pages),
        "pieces": piece_rows(reviewed, {one.piece.id for one in reviewed.pieces}),
    }


def piece_rows(reviewed: ReviewedDocument, names: Container[str]) -> list[Row]:
    """Return some pieces of a document, in reading order."""
    places: dict[str, list[Range]] = defaultdict(list)
    starts = [one.piece.span[0] for one in reviewed.pieces]
    for sentence in _sentences(reviewed.document, names):
        at = bisect_right(starts, sentence[0]) - 1
        if at >= 0:
            places[reviewed.pieces[at].piece.id].append(sentence)
    return [
        _piece_row(one, places[one.piece.id]) for one in reviewed.pieces if one.piece.id in names
    ]


def _piece_row(state: PieceState, sentences: Iterable[Range]) -> Row:
    piece, read = state.piece, state.read
    low, high = piece.span
    spans = [span_row(one, span, piece.span) for span, one in state.annotations]
    places = [(one["start"], one["end"]) for one in spans]
    names = {(one["start"], one["end"]): one["id"] for one in spans if one["layer"] == ENTITIES}
    return {
        "id": piece.id,
        "label": piece.label,
        "page": piece.page,
        "text": piece.text,
        "digest": state.digest,
        "start": low,
        "read": None if read is None else {"by": read.by, "at": read.at},
        "spans": [
            {**one, "bounds": others}
            for one, others in zip(spans, bounds(piece.text, places), strict=True)
        ],
        "candidates": candidates(piece.text, places),
        "aims": [
            (one.at, one.words, names.get(one.grows) if one.grows is not None else None)
            for one in aims(piece.text, places)
        ],
        "sentences": [(start - low, min(end, high) - low) for start, end in sorted(sentences)],
    }


def span_row(one: Annotation, span: Range, within: Range) -> Row:
    """Return an annotation at its place in a piece."""
    low, high = within
    return {
        "id": one.id,
        "seen": mark_of(one),
        "layer": one.layer,
        "label": one.label,
        "start": span[0] - low,
        "end": min(span[1], high) - low,
        "text": one.text,
        "value": one.value,
        "expansion": one.attributes.get("expansion") if one.layer == ACRONYMS else None,
        "source": one.source,
        "score": one.score,
        "status": one.status,
        "by": review_of(one).get("by", ""),
        "doubted": is_doubted(one),
    }


def is_doubted(one: Annotation) -> bool:
    """Return whether nobody decided on an annotation that is in doubt."""
    return one.status == PREDICTED and (one.score is None or one.score < CERTAIN)


def _sentences(document: AnnotatedDocument, pieces: Container[str]) -> list[Range]:
    """Return the sentences of some pieces as spans of the mended text."""
    every = document.structure.labelled("sentence")
    found = (document.offsets.span(one.ranges) for one in every if one.parent in pieces)
    return [one for one in found if one is not None]


def changed_rows(session: ReviewSession, batches: Iterable[Batch]) -> list[Row]:
    """Return the documents that batches are about, each with those of its pieces that they touch.

    Parameters
    ----------
    session : ReviewSession
        The review, with the batches carried out.
    batches : iterable of Batch
        What was written, and what it took back.
    """
    every = list(batches)
    names = {change.document for batch in every for change in batch.documents}
    names |= {reading.document for batch in every for reading in batch.readings}
    rows = []
    for name in sorted(names):
        reviewed = session.document(name)
        pieces = piece_rows(reviewed, set(_touched(reviewed, every)))
        names_of = (one.id for one in _annotations(name, every))
        rows.append(
            {**summary_row(reviewed), "changed": pieces, "annotations": sorted(set(names_of))}
        )
    return rows


def _touched(reviewed: ReviewedDocument, batches: Iterable[Batch]) -> Iterator[str]:
    """Yield the pieces in which batches changed an annotation, or that were read."""
    for batch in batches:
        yield from (one.piece for one in batch.readings if one.document == reviewed.id)
    starts = [one.piece.span[0] for one in reviewed.pieces]
    for one in _annotations(reviewed.id, batches):
        span = reviewed.document.offsets.span(one.ranges)
        at = bisect_right(starts, span[0]) - 1 if span is not None else -1
        if at >= 0:
            yield reviewed.pieces[at].piece.id


def _annotations(document: str, batches: Iterable[Batch]) -> Iterator[Annotation]:
    """Yield what batches changed in a document, as it was and as it is."""
    for batch in batches:
        for change in batch.documents:
            if change.document == document:
                both = (one for pair in change.annotations for one in (pair.was, pair.now))
                yield from (one for one in both if one is not None)


def _label_row(label: Label, key: str) -> Row:
    return {
        "name": label.name,
        "layer": label.layer,
        "colour": label.colour,
        "tint": label.tint,
        "ink": label.ink,
        "fr": label.name_fr,
        "en": label.name_en,
        "key": key,
    }
