"""The one way by which decisions get into a run: pull, sheets and the page all come through here.

Whatever people decided, wherever they did so, is carried out on the documents, checked, and written
with the batch that says what it changed, who decided, and from where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from annotate.document.annotation import Annotation
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.standoff import Standoff, check_standoff
from annotate.errors import UsageError
from annotate.gold.contradictions import Contradiction, Verdict
from annotate.review.apply_decisions import Applied, apply
from annotate.review.cautions import Caution, cautions_of
from annotate.review.contradicting import contradictions_in, settled
from annotate.review.decisions import REJECTED, Decision, review_of
from annotate.review.journal.batch import Batch, DocumentChange, How, Kind, Reading
from annotate.review.journal.changes import document_change, table_change
from annotate.review.journal.journal import Journal
from annotate.review.pieces import Readings

Choose = Callable[[Contradiction], Verdict | None]
"""Returns what somebody chose about a contradiction; None where it is open."""
Read = Callable[[AnnotatedDocument], Iterable[Reading]]
"""Returns what somebody read, given a document with the decisions carried out."""


class WaitsForYesError(UsageError):
    """Decisions delete so much that somebody should say yes first; nothing was written."""

    def __init__(self, cautions: Sequence[Caution]) -> None:
        super().__init__(
            "; ".join(map(str, cautions)),
            remedy="if that is what you want, say so with --yes",
        )
        self.cautions = tuple(cautions)

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.cautions,))


class ContradictsError(UsageError):
    """Decisions contradict what somebody else decided; nothing was written.

    Attributes
    ----------
    contradictions : tuple of Contradiction
        All of them, those that the caller has choices for as well.
    """

    def __init__(self, contradictions: Sequence[Contradiction]) -> None:
        super().__init__(
            "; ".join(map(str, contradictions)),
            remedy="look at both, and decide on the one that is there",
        )
        self.contradictions = tuple(contradictions)

    def __reduce__(self) -> tuple[object, ...]:
        return (type(self), (self.contradictions,))


@dataclass(frozen=True)
class Asked:
    """What somebody decided about one document.

    Attributes
    ----------
    path : Path
        The standoff file that takes it.
    document : AnnotatedDocument
        The document as it is now.
    decisions : sequence of Decision
        In any order.
    read : callable, optional
        Gives what was read.
    """

    path: Path
    document: AnnotatedDocument
    decisions: Sequence[Decision] = ()
    read: Read | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """What a batch says of itself.

    Attributes
    ----------
    kind : Kind
        What made it.
    at : str
        When, as ``2026-11-28T05:00:00Z``.
    origin : str
        Where the decisions came from.
    by : str
        Who decided, where the decisions do not say.
    """

    kind: Kind
    at: str
    origin: str = ""
    by: str = ""


@dataclass
class Outcome:
    """What became of decisions.

    Attributes
    ----------
    batch : Batch or None
        What was written; None where nothing changed.
    applied : list of Applied
        One for each document that was asked about.
    held : list of Caution
        What waits for a yes, and was left out.
    spared : list of str
        Occurrences of a form that stay as they are, each with why.
    settled : list of Contradiction
        What contradicted earlier decisions, and was settled by a choice.
    """

    batch: Batch | None = None
    applied: list[Applied] = field(default_factory=list)
    held: list[Caution] = field(default_factory=list)
    spared: list[str] = field(default_factory=list)
    settled: list[Contradiction] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of form decisions, and what it is to be.

    Attributes
    ----------
    path : Path
        The file.
    was, now : str or None
        Its text; None where there is no file.
    """

    path: Path
    was: str | None
    now: str | None


def decide(
    journal: Journal,
    asked: Sequence[Asked],
    entry: Entry,
    tables: Sequence[Table] = (),
    *,
    yes: bool = False,
    hold: bool = False,
    choice: Choose = lambda _: None,
) -> Outcome:
    """Carry out decisions, and write them as one batch.

    Parameters
    ----------
    journal : Journal
        Opened.
    asked : sequence of Asked
        The decisions, a document at a time. Documents without any count where it is asked whether
        all names of a label are deleted.
    entry : Entry
        Who, when and from where.
    tables : sequence of Table
        Tables of form decisions that are written with them.
    yes : bool
        Deletions that look like a slip are wanted.
    hold : bool
        Leave such deletions out, and carry out the others.
    choice : callable
        Gives what somebody chose about a contradiction; None where it is open.

    Returns
    -------
    Outcome
        What was written. Decisions that were carried out already make no batch.

    Raises
    ------
    WaitsForYesError
        If deletions look like a slip; nothing was written.
    ContradictsError
        If decisions contradict what somebody else decided, and nobody has chosen; nothing was
        written.
    StandoffError, QuoteError
        If an annotation does not fit its text; nothing was written.
    OutputError
        If a file cannot be written.
    """
    outcome = Outcome()
    asked = _settled(asked, outcome, choice, entry.at)
    if not yes:
        pairs = zip(asked, outcome.applied, strict=True)
        outcome.held = cautions_of((one.document.standoff, made.standoff) for one, made in pairs)
        if outcome.held and not hold:
            raise WaitsForYesError(outcome.held)
        if outcome.held:
            asked = [_without(one, outcome.held) for one in asked]
            outcome.applied = [apply(one.document.standoff, one.decisions) for one in asked]
    outcome.batch = _written(journal, asked, outcome.applied, entry, tables)
    return outcome


def _settled(asked: Sequence[Asked], outcome: Outcome, choice: Choose, at: str) -> list[Asked]:
    """Return the decisions as they are where choices have settled what contradicts."""
    now = list(asked)
    outcome.applied = [apply(one.document.standoff, one.decisions) for one in now]
    open_ = False
    for place, one in enumerate(now):
        while found := contradictions_in(one.document.id, outcome.applied[place].conflicts):
            outcome.settled += [each for _, each in found]
            chosen = [(decision, each, choice(each)) for decision, each in found]
            if any(made is None for _, _, made in chosen):
                open_ = True
                break
            one = now[place] = replace(one, decisions=settled(one.decisions, chosen, at))
            outcome.applied[place] = apply(one.document.standoff, one.decisions)
    if open_:
        raise ContradictsError(outcome.settled)
    return now


def _without(asked: Asked, held: Iterable[Caution]) -> Asked:
    """Leave out the deletions that wait."""
    names = {
        name for one in held for document, name in one.deleted if document == asked.document.id
    }
    kept = [
        one
        for one in asked.decisions
        if one.after.status != REJECTED or not names & {one.after.id, getattr(one.before, "id", "")}
    ]
    return replace(asked, decisions=kept)


def _written(
    journal: Journal,
    asked: Sequence[Asked],
    applied: Sequence[Applied],
    entry: Entry,
    tables: Sequence[Table],
) -> Batch | None:
    changes: list[DocumentChange] = []
    standoffs: dict[str, Standoff | None] = {}
    readings: list[Reading] = []
    known = Readings(one for batch in journal.effective() for one in batch.readings)
    for one, made in zip(asked, applied, strict=True):
        path = journal.name(one.path)
        was = one.document.standoff if one.path.is_file() else None
        change = document_change(path, was, made.standoff)
        if change is not None:
            check_standoff(made.standoff, one.document.source, one.path, one.document.standoff)
            changes.append(change)
            standoffs[path] = made.standoff
        after = replace(one.document, standoff=made.standoff)
        fresh = list(one.read(after)) if one.read is not None else []
        if change is not None and path == journal.name(journal.run.annotations(one.document.id)):
            fresh += known.renewed(one.document, after)
        readings += dict.fromkeys(reading for reading in fresh if _is_news(reading, known))
    found = [table_change(journal.name(one.path), one.was, one.now) for one in tables]
    lines = [one for one in found if one is not None]
    if not (changes or readings or lines):
        return None
    batch = Batch(
        0,
        entry.kind,
        tuple(sorted(_people(changes, readings, entry))),
        entry.at,
        entry.origin,
        None,
        tuple(changes),
        tuple(lines),
        tuple(readings),
    )
    texts = {journal.name(one.path): one.now for one in tables if one.was != one.now}
    return journal.write(batch, standoffs, texts)


def _is_news(reading: Reading, known: Readings) -> bool:
    return known.by(reading) if reading.how is How.WITHDRAWN else reading not in known


def _people(
    changes: Iterable[DocumentChange], readings: Iterable[Reading], entry: Entry
) -> set[str]:
    """Return who decided or read something in a batch."""
    by = {
        str(review_of(pair.now).get("by", ""))
        for change in changes
        for pair in change.annotations
        if pair.now is not None and review_of(pair.now) != _review(pair.was)
    }
    by |= {one.by for one in readings}
    return (by | {entry.by}) - {""}


def _review(one: Annotation | None) -> Mapping[str, Any]:
    return {} if one is None else review_of(one)
