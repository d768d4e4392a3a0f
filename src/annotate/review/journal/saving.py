"""Annotations that a program changed, written with the batch that says so."""

from __future__ import annotations

from datetime import UTC, datetime

from annotate.document.run_folder import AnnotatedDocument
from annotate.document.standoff import check_standoff, loads
from annotate.review.journal.batch import Batch, Kind
from annotate.review.journal.changes import document_change
from annotate.review.journal.journal import Journal


def save(journal: Journal, document: AnnotatedDocument, by: str) -> Batch | None:
    """Write the annotations of a document as they are, whatever a program has made of them.

    Parameters
    ----------
    journal : Journal
        Opened.
    document : AnnotatedDocument
        With its new annotations.
    by : str
        Who changed them.

    Returns
    -------
    Batch or None
        What was written; None where nothing changed.

    Raises
    ------
    StandoffError, QuoteError
        If an annotation does not fit the text; nothing was written.
    OutputError
        If the file cannot be written.
    """
    file = journal.run.annotations(document.id)
    check_standoff(document.standoff, document.source, file)
    path = journal.name(file)
    was = loads(file.read_text("utf-8"), file)
    change = document_change(path, was, document.standoff)
    if change is None:
        return None
    at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    batch = Batch(0, Kind.API, (by,), at, documents=(change,))
    return journal.write(batch, {path: document.standoff}, {})
