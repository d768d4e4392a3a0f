"""From a run to the server: which documents are sent, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from annotate.document.labels import Label
from annotate.document.run_folder import RunFolder
from annotate.errors import AnnotateError, UsageError
from annotate.progress import Watcher, unwatched
from annotate.review.annotators import brought_up_to_date
from annotate.review.doccano.examples import SIZE, examples_of
from annotate.review.doccano.send import Outgoing, PushReport, Target, send_documents
from annotate.review.doccano.session import Session
from annotate.review.doccano.state import ReviewFolder
from annotate.review.journal.journal import Journal

_ORDERS = ("risk", "name")


def push(
    run: RunFolder,
    session: Session,
    labels: Mapping[str, Label],
    *,
    annotator: str | None = None,
    members: Sequence[str] = (),
    order: str = "risk",
    size: int = SIZE,
    only: Sequence[str] = (),
    new: bool = False,
    tell: Watcher = unwatched,
) -> PushReport:
    """Send the documents of a run whose examples the server does not have.

    Parameters
    ----------
    run : RunFolder
        The run.
    session : Session
        Signed in as somebody who may create projects.
    labels : mapping of str to Label
        The labels, with their colours.
    annotator : str, optional
        Send into a project of this person's own.
    members : sequence of str
        Who may work in the common project; the others cannot see it.
    order : str
        ``risk``: first the documents with the most expected errors for their length; or ``name``.
    size : int
        Code points of an example.
    only : sequence of str
        Ids of documents; all when empty.
    new : bool
        Create a new project, and forget an earlier one.
    tell : callable
        Called with every step.

    Returns
    -------
    PushReport
        With the documents that were refused: they have decisions that were not pulled yet.

    Raises
    ------
    ReviewError
        If the project is not on the server any more, the server fails, or what is read back is
        not what was sent.
    UsageError
        If there is no such order, or no document of a given id.
    """
    if order not in _ORDERS:
        raise UsageError(f"there is no order {order!r}", remedy=f"use one of {', '.join(_ORDERS)}")
    review = ReviewFolder(run)
    with review.locked():
        Journal(run).settle()
        tell("reading the documents", 0, 1)
        report = PushReport("", session.url)
        documents = _documents(review, annotator, size, only, report)
        if order == "risk":
            documents.sort(key=lambda one: (-one.risk, one.identity))
        target = Target(annotator, members=[annotator] if annotator else members, new=new)
        send_documents(review, session, labels, target, documents, report, tell)
    return report


def _documents(
    review: ReviewFolder,
    annotator: str | None,
    size: int,
    only: Sequence[str],
    report: PushReport,
) -> list[Outgoing]:
    """Cut the documents, and keep their texts as they are now; one at a time is in memory."""
    run = review.run
    present = run.documents()
    missing = sorted(set(only) - set(present))
    if missing:
        raise UsageError(
            f"there is no document {', '.join(missing)}",
            path=run.folder,
            remedy=f"it holds {', '.join(present[:5])}{' …' if len(present) > 5 else ''}",
        )
    found = []
    for identity in only or present:
        try:
            document = run.read(identity)
            if annotator:
                document = brought_up_to_date(review, annotator, document)
            examples = examples_of(document, size)
        except AnnotateError as error:
            report.refused.append(error)
            continue
        key = review.keep(identity, document.standoff.sha256, document.mended.text)
        found.append(Outgoing(identity, examples, key))
    return found
