"""A filled sheet applied to a run folder: every file whole or not at all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotate.document.annotation import ENTITIES, STRUCTURE, Annotation
from annotate.document.labels import LabelTable
from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.document.source import Range, Source
from annotate.document.standoff import Standoff, write_standoff
from annotate.errors import UsageError
from annotate.review import decided
from annotate.review.sheet.consistency_queue import Gathered, gather
from annotate.review.sheet.deciding import (
    add_at,
    decide,
    decide_everywhere,
    deny_at,
    told_ranges,
)
from annotate.review.sheet.editable_layer import Marks, Tally, named
from annotate.review.sheet.form_decisions import FormDecision, read_memory, write_memory
from annotate.review.sheet.occurrences import mark_of
from annotate.review.sheet.parse import Here, Refusal, Wishes, usual_label, wishes_of
from annotate.review.sheet.rows import read_decision_sheet
from annotate.review.sheet.text import bounds_at
from annotate.review.sheet.wording import Verb
from annotate.review.stamping import Stamp

_PLACE = re.compile(r"(\d{1,12})\D(\d{1,12})")
_NAME = re.compile(r"[^\s:/\\][^\t\r\n:/\\]{0,79}")
_STALE = "it was made for other annotations; make the sheet anew with `annotate check`"


@dataclass
class Applied:
    """What became of a sheet.

    Attributes
    ----------
    tally : Tally
        Occurrences by what was decided.
    refused : list of Refusal
        Rows that were not applied.
    documents : int
        How many files were written.
    remembered : int
        How many rows of the table of decisions are new or changed.
    """

    tally: Tally = field(default_factory=Tally)
    refused: list[Refusal] = field(default_factory=list)
    documents: int = 0
    remembered: int = 0


def apply_sheet(
    sheet: Path,
    folder: RunFolder,
    by: str,
    at: str,
    memory: Path,
    labels: LabelTable,
) -> Applied:
    """Apply the decisions of a filled sheet to a run folder, and remember those that hold
    everywhere.

    Parameters
    ----------
    sheet : Path
        The sheet that ``annotate check`` wrote for this folder, filled.
    folder : RunFolder
        The folder of the run.
    by, at : str
        Who decided, and when (``2026-11-28T05:00:00Z``).
    memory : Path
        The table of decisions.
    labels : LabelTable
        The labels of the configuration.

    Returns
    -------
    Applied
        What was changed, refused and remembered. Applied twice, nothing changes the second time.

    Raises
    ------
    UsageError
        If the sheet, the table or the folder cannot be used; then nothing is written.
    """
    check_name(by)
    filled = read_decision_sheet(sheet)
    read_memory(memory, labels)  # a fault in it is told before anything is written
    found = gather(folder)
    wishes = wishes_of(filled, found, labels.entities, by, at)
    applied = Applied(refused=wishes.refused)
    here = _by_document(wishes, found, folder.documents(), applied.refused)
    made: list[tuple[Path, Standoff, Source]] = []
    for treated in folder.read_all():
        standoff = _decided(
            treated, wishes, here.get(treated.standoff.document, []), found, applied
        )
        if standoff is not None:
            made.append((folder.annotations(standoff.document), standoff, treated.mended.source))
    for path, standoff, source in made:
        write_standoff(path, standoff, source)
    applied.documents = len(made)
    if wishes.everywhere:
        applied.remembered = write_memory(memory, wishes.everywhere, labels)
    return applied


def check_name(name: str) -> None:
    """Refuse a reviewer's name that could not stand in a file.

    Raises
    ------
    UsageError
        If it is empty, or has a colon, a slash, a tab or a line break in it.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} is no name for a reviewer", remedy="give a name in letters with --by"
        )


def _by_document(
    wishes: Wishes, found: Gathered, documents: Iterable[str], refused: list[Refusal]
) -> dict[str, list[Here]]:
    known = set(documents)
    # A spreadsheet may have made a number of an id.
    by_mark = {
        mark: document
        for some in found.marks.values()
        for document, _, mark in (one.rpartition("|") for one in some)
    }
    by_mark.update((one.mark, one.document) for some in found.missed.values() for one in some)
    sorted_out: dict[str, list[Here]] = defaultdict(list)
    for one in wishes.here:
        document = one.document if one.document in known else by_mark.get(one.mark)
        if document is None:
            refused.append(Refusal(one.row.place, f"there is no document {one.document!r}"))
        else:
            sorted_out[document].append(one)
    return sorted_out


def _decided(
    treated: AnnotatedDocument,
    wishes: Wishes,
    here: Sequence[Here],
    found: Gathered,
    applied: Applied,
) -> Standoff | None:
    """Return the annotations of one document as they are decided; None if nothing changes."""
    marks = Marks(treated.mended, named(treated.standoff.layers))
    by_identity = {_identity(one): one for one in marks}
    spared: set[str] = set()
    for one in here:
        if not _decide_here(marks, by_identity, one, found, applied.tally):
            applied.refused.append(Refusal(one.row.place, _STALE))
            continue
        spared.add(one.identity or one.place)
    decide_everywhere(marks, wishes.everywhere, _stamp, applied.tally, spared)
    if not marks.changed:
        return None
    structure = treated.standoff.layer(STRUCTURE)
    layers = (*(one for one in marks.layers() if one.annotations), structure)
    return replace(treated.standoff, layers=tuple(one for one in layers if one.annotations))


def _stamp(decision: FormDecision) -> Stamp:
    return Stamp(decision.by, decision.at)


def _identity(annotation: Annotation) -> str:
    origin = decided.origin_of(annotation)
    return origin.id if origin else annotation.id


def _decide_here(
    marks: Marks,
    by_identity: Mapping[str, Annotation],
    here: Here,
    found: Gathered,
    tally: Tally,
) -> bool:
    """Decide about one occurrence; False if it is not the one that the row was made for."""
    sha256, decision = marks.mended.source.sha256, here.decision
    if here.identity:
        annotation = by_identity.get(here.identity)
        if annotation is None:
            return False
        place = told_ranges(annotation.ranges)
        if mark_of(sha256, annotation, place, decision.form) != here.mark:
            return False
        present = marks.get(annotation.id)
        if present is not None and decision.verb != Verb.ADD:
            decide(marks, present, decision, _stamp(decision), tally)
        return True
    span = _span_at(marks, here.place)
    if span is None or mark_of(sha256, None, here.place, decision.form) != here.mark:
        return False
    _decide_missed(marks, span, decision, usual_label(found, decision.form), tally)
    return True


def _decide_missed(
    marks: Marks, span: Range, decision: FormDecision, usual: str, tally: Tally
) -> None:
    """Decide about a place where nothing was annotated."""
    label, stamp = decision.label or usual, _stamp(decision)
    if decision.verb in (Verb.KEEP, Verb.REJECT):
        deny_at(marks, span, label, stamp, tally)
        return
    if decision.verb == Verb.BOUNDS:
        wanted = bounds_at(marks.text, span, decision.boundary)
        if wanted is None:
            tally.absent += 1
            return
        span = wanted
    there = [one for one in marks.touching(span, ENTITIES) if decided.is_live(one)]
    if not there:
        add_at(marks, span, label, stamp, tally)
    elif any((one.label, marks.span(one.id)) == (label, span) for one in there):
        tally.unchanged += 1
    else:
        tally.conflicts.append(marks.conflict(there[0], "it was annotated since"))


def _span_at(marks: Marks, place: str) -> Range | None:
    """Return where a place of the source stands in the mended text."""
    ranges = [(int(start), int(end)) for start, end in _PLACE.findall(place)]
    if not ranges or any(start >= end for start, end in ranges):
        return None
    first = marks.mended.offsets.to_mended(*ranges[0])
    last = marks.mended.offsets.to_mended(*ranges[-1])
    return (first[0][0], last[-1][1]) if first and last else None
