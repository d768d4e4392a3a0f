"""An annotator's own annotation set of a run: their decisions among what the run says now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.document.standoff import Standoff, loads, write_standoff
from annotate.errors import StandoffError
from annotate.review.backups import supersede
from annotate.review.decisions import only_decisions
from annotate.review.doccano.state import ReviewFolder
from annotate.review.merging import merge
from annotate.review.projection import project_decisions


def brought_up_to_date(
    review: ReviewFolder, annotator: str, document: AnnotatedDocument
) -> AnnotatedDocument:
    """Return a document as an annotator is to see it: their decisions among fresh predictions.

    Their annotation set is rewritten if they have one. If the text has changed, decisions are
    projected to the new one; those that have no place there are kept in a backup of the annotation
    set, and the next run lists them with its conflicts.

    Parameters
    ----------
    review : ReviewFolder
        The folder with the annotation sets.
    annotator : str
        Whose annotation set.
    document : AnnotatedDocument
        The document as the run has it.

    Raises
    ------
    StandoffError
        If the annotation set is malformed, or the text it was made on is not kept any more.
    """
    identity = document.standoff.document
    path = review.readings(annotator) / f"{identity}.jsonl"
    if not path.is_file():
        return document
    reading = loads(path.read_text("utf-8"), path)
    decided = only_decisions(reading)
    if not decided.layers:
        return document
    if reading.sha256 != document.standoff.sha256:
        old = _kept(review, identity, reading)
        before, now, config = old.read(identity).mended, document.mended, document.standoff.config
        decided, lost = project_decisions(decided, before, now, config)
        if lost:
            supersede(review.run, identity, lost, old=old, annotations=path.read_text("utf-8"))
    merged = replace(document, standoff=merge(decided, document.standoff).standoff)
    write_standoff(path, merged.standoff, document.mended.source)
    return merged


def _kept(review: ReviewFolder, identity: str, reading: Standoff) -> RunFolder:
    """Return the folder that keeps the text of an annotation set."""
    for folder in _pushed(review, identity):
        file = folder.annotations(identity)
        if loads(file.read_text("utf-8").split("\n", 1)[0], file).sha256 == reading.sha256:
            return folder
    raise StandoffError(
        f"the text that it was made on is not kept any more (its hash is {reading.sha256[:12]}…)",
        path=review.folder / "pushed",
        remedy="restore review/pushed, or move the annotation set away",
    )


def _pushed(review: ReviewFolder, identity: str) -> Iterator[RunFolder]:
    for folder in sorted((review.folder / "pushed").glob(f"{identity}-*")):
        if RunFolder(folder).annotations(identity).is_file():
            yield RunFolder(folder)
