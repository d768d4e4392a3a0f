"""An annotator's own reading of a run: what they decided, over what the run says now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.document.standoff import Standoff, loads, write_standoff
from annotate.errors import StandoffError
from annotate.review.backups import supersede
from annotate.review.decided import decisions_in, only_decisions
from annotate.review.doccano.state import ReviewFolder
from annotate.review.merging import merge
from annotate.review.projection import carried_over


def brought_up_to_date(
    review: ReviewFolder, annotator: str, treated: AnnotatedDocument
) -> AnnotatedDocument:
    """Return a document as an annotator is to see it: their decisions among fresh predictions.

    Their reading is written anew where there is one. Where the text has changed, decisions go to
    their place in the new one; those that have none stay in a copy of the reading, and are listed
    with the conflicts of the next run.

    Parameters
    ----------
    review : ReviewFolder
        Where readings lie.
    annotator : str
        Whose.
    treated : AnnotatedDocument
        The document as the run has it.

    Raises
    ------
    StandoffError
        If the reading is malformed, or the text it was made on is not kept any more.
    """
    identity = treated.standoff.document
    path = review.readings(annotator) / f"{identity}.jsonl"
    if not path.is_file():
        return treated
    reading = loads(path.read_text("utf-8"), path)
    decided = only_decisions(reading)
    if not any(True for _ in decisions_in(decided)):
        return treated
    if reading.sha256 != treated.standoff.sha256:
        old = _kept(review, identity, reading)
        fresh = treated.standoff.config
        decided, lost = carried_over(decided, old.read(identity).mended, treated.mended, fresh)
        if lost:
            supersede(review.run, identity, lost, old=old, annotations=path.read_text("utf-8"))
    merged = replace(treated, standoff=merge(decided, treated.standoff).standoff)
    write_standoff(path, merged.standoff, treated.mended.source)
    return merged


def _kept(review: ReviewFolder, identity: str, reading: Standoff) -> RunFolder:
    """Return where the text that a reading was made on is kept."""
    for folder in _pushed(review, identity):
        file = folder.annotations(identity)
        if loads(file.read_text("utf-8").split("\n", 1)[0], file).sha256 == reading.sha256:
            return folder
    raise StandoffError(
        f"the text that it was made on is not kept any more (its hash is {reading.sha256[:12]}…)",
        path=review.folder / "pushed",
        remedy="restore review/pushed, or move the reading away",
    )


def _pushed(review: ReviewFolder, identity: str) -> Iterator[RunFolder]:
    for folder in sorted((review.folder / "pushed").glob(f"{identity}-*")):
        if RunFolder(folder).annotations(identity).is_file():
            yield RunFolder(folder)
