"""A filled sheet applied to a run: every file whole or not at all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annotate.document.annotation import ENTITIES, Annotation
from annotate.document.labels import LabelTable
from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.document.source import Range
from annotate.errors import UsageError
from annotate.review.deciding import Asked, ContradictsError, Entry, decide
from annotate.review.decisions import Stamp, identity_of, is_live
from annotate.review.form_decisions import FormDecision, read_form_decisions, with_form_decisions
from annotate.review.journal.batch import Kind
from annotate.review.journal.journal import Journal
from annotate.review.sheet.check_sheet import read_check_sheet
from annotate.review.sheet.consistency_queue import Gathered, gather
from annotate.review.sheet.contradiction_list import CONTRADICTIONS, ContradictionList
from annotate.review.sheet.deciding import add_at, decide_everywhere, decide_on, deny_at
from annotate.review.sheet.editable_layer import EditableNames, Tally
from annotate.review.sheet.occurrences import fingerprint_of
from annotate.review.sheet.parse import Here, Parsed, Refusal, parse, usual_label
from annotate.review.sheet.text import CLOSE, CONTEXT, OPEN, bounds_at, written
from annotate.review.sheet.wording import Verb

_PLACE = re.compile(r"(\d{1,12})\D(\d{1,12})")
_NAME = re.compile(r"[^\s:/\\][^\t\r\n:/\\]{0,79}")
_SORTED = "its context is not that of its place: was a column sorted alone? Sort whole rows"
_STALE = "it was made for other annotations; make the sheet anew with `annotate check`"


@dataclass
class Applied:
    """The result of applying a sheet.

    Attributes
    ----------
    tally : Tally
        Occurrences by what was decided.
    refused : list of Refusal
        Rows that were not applied.
    documents : int
        How many files were written.
    remembered : int
        How many rows of the table of form decisions are new or changed.
    settled : int
        How many contradictions were settled in their list.
    """

    tally: Tally = field(default_factory=Tally)
    refused: list[Refusal] = field(default_factory=list)
    documents: int = 0
    remembered: int = 0
    settled: int = 0


def apply_sheet(
    sheet: Path,
    folder: RunFolder,
    by: str,
    at: str,
    table: Path,
    labels: LabelTable,
    *,
    yes: bool = False,
) -> Applied:
    """Apply the decisions of a filled sheet to a run, and write those that hold everywhere into the
    table of form decisions, as one batch. The folder is locked meanwhile.

    Parameters
    ----------
    sheet : Path
        The sheet that ``annotate check`` wrote for this run, filled.
    folder : RunFolder
        The folder of the run.
    by, at : str
        Who decided, and when (``2026-11-28T05:00:00Z``).
    table : Path
        The table of form decisions.
    labels : LabelTable
        The labels of the configuration.
    yes : bool
        Deletions that look like a slip are wanted.

    Returns
    -------
    Applied
        What was changed, refused and added to the table. Applied a second time, a sheet changes
        nothing.

    Raises
    ------
    UsageError
        If the sheet, the table or the folder cannot be used; then nothing is written.
    ContradictsError
        If it contradicts what somebody else decided, and nobody has chosen in the list of
        contradictions, which has them then; nothing else is written.
    WaitsForYesError
        If it deletes so much that somebody should say yes first; then nothing is written.
    """
    check_name(by)
    filled = read_check_sheet(sheet)
    read_form_decisions([table], labels)  # a fault in it is found before anything is done
    journal = Journal(folder)
    with journal.opened():
        found = gather(folder)
        parsed = parse(filled, found, labels, by, at)
        applied = Applied(refused=parsed.refused)
        here = _by_document(parsed, found, folder.documents(), applied.refused)
        asked = [
            _asked(folder, document, parsed, here.get(document.id, []), found, applied)
            for document in folder.read_all()
        ]
        lasting = _lasting(parsed, applied)
        remembered, applied.remembered = with_form_decisions(table, lasting, labels)
        entry = Entry(Kind.SHEET, at, sheet.name, by)
        listed = ContradictionList(journal.folder / CONTRADICTIONS, sheet.name)
        try:
            outcome = decide(journal, asked, entry, [remembered], yes=yes, choice=listed.choice)
        except ContradictsError as error:
            listed.write(error.contradictions, folder)
            raise
        # Applied again, the sheet contradicts again what was preferred to it.
        listed.write(outcome.settled, folder)
    applied.documents = len(outcome.batch.documents) if outcome.batch else 0
    applied.settled = len(outcome.settled)
    return applied


def _lasting(parsed: Parsed, applied: Applied) -> list[FormDecision]:
    """Return what is to be remembered; the rows of forms that are nowhere as wanted are refused."""
    nowhere = parsed.places.keys() - applied.tally.reached
    quotes = {(one.layer, one.form): one.boundary for one in parsed.everywhere if one.boundary}
    for form in sorted(nowhere):
        what = f"« {quotes[form]} » occurs nowhere" if form in quotes else "it occurs nowhere"
        applied.refused.append(Refusal(parsed.places[form], f"{what} at « {form[1]} »"))
    return [one for one in parsed.everywhere if (one.layer, one.form) not in nowhere]


def check_name(name: str) -> None:
    """Refuse a reviewer's name that cannot be written into a file.

    Raises
    ------
    UsageError
        If it is empty, or has a colon, a slash, a tab or a line break in it.
    """
    if not _NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} is not a name for a reviewer", remedy="give a name in letters with --by"
        )


def _by_document(
    parsed: Parsed, found: Gathered, documents: Iterable[str], refused: list[Refusal]
) -> dict[str, list[Here]]:
    known = set(documents)
    # A spreadsheet may have made a number of an id.
    by_fingerprint = {
        fingerprint: document
        for some in found.fingerprints.values()
        for document, _, fingerprint in (one.rpartition("|") for one in some)
    }
    missed = (one for some in found.missed.values() for one in some)
    by_fingerprint.update((one.fingerprint, one.document) for one in missed)
    by_document: dict[str, list[Here]] = defaultdict(list)
    for one in parsed.here:
        named = one.row["document"]
        document = named if named in known else by_fingerprint.get(one.fingerprint)
        if document is None:
            refused.append(Refusal(one.row.place, f"there is no document {named!r}"))
        else:
            by_document[document].append(one)
    return by_document


def _asked(
    folder: RunFolder,
    document: AnnotatedDocument,
    parsed: Parsed,
    here: Sequence[Here],
    found: Gathered,
    applied: Applied,
) -> Asked:
    """Return what the sheet decides about one document."""
    names = EditableNames(document.mended, document.standoff.layers)
    by_identity = {identity_of(one): one for one in names}
    spared: set[str] = set()
    for one in here:
        if not _is_its_context(names, one):
            applied.refused.append(Refusal(one.row.place, _SORTED))
        elif why := _decide_here(names, by_identity, one, found, applied.tally):
            applied.refused.append(Refusal(one.row.place, why))
        else:
            spared.add(one.identity or one.place)
    decide_everywhere(names, parsed.everywhere, _stamp, applied.tally, spared)
    contested = [
        one.decision
        for one in applied.tally.conflicts
        if one.document == document.id and one.decision is not None
    ]
    applied.tally.conflicts = [one for one in applied.tally.conflicts if one.decision is None]
    return Asked(folder.annotations(document.id), document, [*names.decisions(), *contested])


def _is_its_context(names: EditableNames, here: Here) -> bool:
    """Return whether the context of a row is that of its place, where both are there."""
    span, context = _span_at(names, here.place), here.row["contexte"]
    if span is None or not context:
        return True
    # The row may be from before other decisions; the text is the same.
    text, (low, high) = names.mended.text, span
    before, opening, rest = context.partition(OPEN)
    quote, closing, after = rest.partition(CLOSE)
    around = text[max(0, low - 2 * CONTEXT) : low], text[low:high], text[high : high + 2 * CONTEXT]
    if not (opening and closing):
        return _signs(context) in _signs("".join(around))
    left, own, right = map(_signs, around)
    return (
        left.endswith(_signs(before)) and own == _signs(quote) and right.startswith(_signs(after))
    )


def _signs(text: str) -> str:
    """Return the letters and figures of a text: a spreadsheet keeps no more of it for sure."""
    return "".join(filter(str.isalnum, text))


def _stamp(decision: FormDecision) -> Stamp:
    return Stamp(decision.by, decision.at)


def _decide_here(
    names: EditableNames,
    by_identity: Mapping[str, Annotation],
    here: Here,
    found: Gathered,
    tally: Tally,
) -> str:
    """Decide on one occurrence; return why nothing could be decided, "" where it was."""
    sha256, decision = names.mended.source.sha256, here.decision
    absent = tally.absent
    if here.identity:
        annotation = by_identity.get(here.identity)
        if annotation is None:
            return _STALE
        place = written(annotation.ranges)
        if fingerprint_of(sha256, annotation, place, decision.form) != here.fingerprint:
            return _STALE
        if decision.verb == Verb.ADD:
            return f"{decision.form!r} is annotated there already; {Verb.LABEL} changes its label"
        present = names.get(annotation.id)
        if present is not None:
            decide_on(names, present, decision, _stamp(decision), tally)
    else:
        span = _span_at(names, here.place)
        missed = fingerprint_of(sha256, None, here.place, decision.form)
        if span is None or missed != here.fingerprint:
            return _STALE
        _decide_missed(names, span, decision, usual_label(found, decision.form), tally)
    if tally.absent == absent:
        return ""
    tally.absent = absent
    return f"« {decision.boundary or decision.form} » does not occur there"


def _decide_missed(
    names: EditableNames, span: Range, decision: FormDecision, usual: str, tally: Tally
) -> None:
    """Decide on a place where nothing was annotated."""
    label, stamp = decision.label or usual, _stamp(decision)
    if decision.verb in (Verb.KEEP, Verb.REJECT):
        deny_at(names, span, label, stamp, tally)
        return
    if decision.verb == Verb.BOUNDS:
        wanted = bounds_at(names.text, span, decision.boundary)
        if wanted is None:
            tally.absent += 1
            return
        span = wanted
    there = [one for one in names.touching(span, ENTITIES) if is_live(one)]
    if not there:
        add_at(names, span, label, stamp, tally)
    elif any((one.label, names.span(one.id)) == (label, span) for one in there):
        tally.unchanged += 1
    else:
        tally.conflicts.append(names.conflict(there[0], "it was annotated since"))


def _span_at(names: EditableNames, place: str) -> Range | None:
    """Return the span of a place of the source in the mended text."""
    ranges = [(int(start), int(end)) for start, end in _PLACE.findall(place)]
    if any(start >= end for start, end in ranges):
        return None
    return names.mended.offsets.span(ranges)
