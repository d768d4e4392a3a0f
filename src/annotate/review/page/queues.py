"""What is to be decided, in the order in which the page asks: doubted spans with words that may be
a missed name, and doubted forms.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotate.document.annotation import ENTITIES, Annotation
from annotate.document.run_folder import AnnotatedDocument
from annotate.index.decided import decision_tables
from annotate.review.decisions import is_live
from annotate.review.form_decisions import (
    FormDecision,
    read_form_decisions,
)
from annotate.review.page.candidates import bounds, candidates, is_likely
from annotate.review.page.views import Row
from annotate.review.reviewed import CERTAIN, ReviewedDocument
from annotate.review.session import Everywhere, ReviewSession
from annotate.review.sheet.consistency_queue import Case, Gathered, gather, queue_of
from annotate.review.sheet.occurrences import Occurrence
from annotate.review.sheet.text import around, form_of

CONTEXTS = 3
"""Places that are shown of what a decision changes."""
_OCCURRENCES = 12
LIKELY = 0.5
"""Where words that may be a missed name stand among the doubts: as if this were their certainty."""
_KNOWN = ("kind", "timex", "mod", "in_citation", "nested")

Counts = dict[str, Counter[str]]
"""How often each form has each label."""


class Elsewhere:
    """What each form is in a run; documents are counted again when they have changed.

    Parameters
    ----------
    session : ReviewSession
        The review.
    """

    def __init__(self, session: ReviewSession) -> None:
        self._session = session
        self._counted: dict[str, tuple[AnnotatedDocument, Counter[tuple[str, str]]]] = {}

    def counts(self) -> Counts:
        """Return how often each form has each label."""
        found: Counts = {}
        for reviewed in self._session.documents():
            for (form, label), number in self._of(reviewed.document).items():
                found.setdefault(form, Counter())[label] += number
        return found

    def _of(self, document: AnnotatedDocument) -> Counter[tuple[str, str]]:
        known = self._counted.get(document.id)
        if known is None or known[0] is not document:
            live = (one for one in document.standoff.named() if is_live(one))
            counter = Counter((form_of(one.text or ""), one.label) for one in live)
            known = self._counted[document.id] = (document, counter)
        return known[1]


def doubt_rows(session: ReviewSession, counts: Counts) -> list[Row]:
    """Return the spans in doubt of all documents, the most doubtful first, and among them the words
    that may be a missed name. These have no ``annotation``, but a ``piece`` and a place in it.
    """
    every: list[tuple[float, Row]] = []
    documents = session.documents()
    rejected = {
        form_of(one.text or "")
        for reviewed in documents
        for one in reviewed.document.standoff.named()
        if not is_live(one)
    }
    for reviewed in documents:
        every += [
            (one.score or 0.0, _doubt_row(reviewed.id, one, counts))
            for one in reviewed.doubts(CERTAIN)
        ]
        missed = _missed_rows(reviewed, counts)
        # What somebody has rejected is not asked again, unless it is a name elsewhere.
        every += [(LIKELY, row) for row in missed if row["count"] or row["form"] not in rejected]
    every.sort(key=lambda pair: pair[0])
    return [row for _, row in every]


def _doubt_row(document: str, one: Annotation, counts: Counts) -> Row:
    form = form_of(one.text or "")
    labels = counts.get(form, Counter())
    return {
        "document": document,
        "annotation": one.id,
        "form": form,
        "count": labels.total(),
        "elsewhere": dict((labels - Counter([one.label])).most_common()),
        "known": {name: one.attributes[name] for name in _KNOWN if one.attributes.get(name)},
    }


def _missed_rows(reviewed: ReviewedDocument, counts: Counts) -> Iterator[Row]:
    """Yield the words that may be a missed name, in pieces that nobody has looked at."""
    offsets = reviewed.document.offsets
    named = (offsets.span(one.ranges) for one in reviewed.document.standoff.named())
    taken = sorted(span for span in named if span is not None)
    for piece in (state.piece for state in reviewed.pieces if not state.readings):
        low, high = piece.span
        own = taken[bisect_left(taken, (low, 0)) : bisect_left(taken, (high, 0))]
        for span in candidates(piece.text, [(start - low, end - low) for start, end in own]):
            form = form_of(piece.text[slice(*span)])
            labels = counts.get(form, Counter())
            if is_likely(piece.text, span, bool(labels)):
                yield {
                    "document": reviewed.id,
                    "annotation": None,
                    "piece": piece.id,
                    "start": span[0],
                    "end": span[1],
                    "bounds": bounds(piece.text, [span])[0],
                    "form": form,
                    "count": labels.total(),
                    "elsewhere": dict(labels.most_common()),
                }


def form_rows(session: ReviewSession, config: Path | None) -> list[Row]:
    """Return the forms in doubt, the commonest first: the queue of ``annotate check``."""
    table = read_form_decisions(decision_tables(config, session.run.folder), session.labels)
    found = gather(session.run)
    return [_case_row(one, found) for one in queue_of(found, table)]


def _case_row(case: Case, found: Gathered) -> Row:
    return {
        "id": case.id,
        "layer": case.layer,
        "form": case.form,
        "doubts": [{"fr": one.french, "en": one.english} for one in case.doubts],
        "labels": dict(case.labels.most_common()),
        "label": case.label,
        "boundary": case.boundary if case.boundary not in case.others else "",
        "others": [
            {
                "form": other,
                "occurrences": [
                    _occurrence_row(one)
                    for one in found.annotated.get((ENTITIES, other), ())[:CONTEXTS]
                ],
            }
            for other in case.others
        ],
        "count": len(case.occurrences),
        "occurrences": [_occurrence_row(one) for one in case.occurrences[:_OCCURRENCES]],
    }


def _occurrence_row(one: Occurrence) -> Row:
    return {
        "document": one.document,
        "page": one.page,
        "label": one.label,
        "decided": one.decided,
        "left": one.left,
        "text": one.text,
        "right": one.right,
    }


def everywhere_row(session: ReviewSession, decision: FormDecision) -> Row:
    """Return what a decision about a form would change: how much, and the first places."""
    found = session.everywhere(decision)
    return {
        "form": decision.form,
        "count": len(found.changes),
        "documents": len({document for document, _, _ in found.changes}),
        "kinds": dict(Counter(after.status for _, _, after in found.changes)),
        "contexts": [_context_row(session, found, at) for at in _shown(found)],
        "blocked": [str(one) for one in found.blocked],
    }


def _shown(found: Everywhere) -> list[int]:
    """Return which changes are shown: those that change most come first."""
    order = {"rejected": 0, "corrected": 1, "added": 2}
    places = range(len(found.changes))
    return sorted(places, key=lambda at: order.get(found.changes[at][2].status, 3))[:CONTEXTS]


def _context_row(session: ReviewSession, found: Everywhere, at: int) -> Row:
    identity, before, after = found.changes[at]
    mended = session.document(identity).document.mended
    span = mended.offsets.span(after.ranges)
    row: dict[str, Any] = {
        "document": identity,
        "text": after.text,
        "status": after.status,
        "label": after.label,
        "was": None if before is None else {"label": before.label, "text": before.text},
    }
    if span is not None:
        extents = mended.offsets.extents
        block = mended.offsets.block_at(span[0])
        row["left"], row["right"] = around(mended.text, span, extents, block)
    return row
