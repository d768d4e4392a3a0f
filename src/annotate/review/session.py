"""A review of a run as a program holds it: what the review page calls.

Every action is a batch of its own, written at once. The files are read again where another command
has changed them, so page, sheets and doccano may be used in turn on one run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation
from annotate.document.labels import LabelTable
from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.gold.contradictions import Verdict
from annotate.index.decided import decision_tables
from annotate.review.choices import Choice, ChoiceError, StaleError, decision_of
from annotate.review.deciding import Asked, Choose, Entry, Outcome, Table, decide
from annotate.review.decisions import PREDICTED, Decision, Stamp, accepted
from annotate.review.form_decisions import (
    ACRONYM,
    FormDecision,
    fault_in,
    read_form_decisions,
    with_form_decisions,
)
from annotate.review.journal.batch import Batch, How, Kind, Reading
from annotate.review.journal.journal import Journal
from annotate.review.journal.undo import Undone, undo
from annotate.review.pieces import PieceState, Readings
from annotate.review.reviewed import Doubtful, ReviewedDocument, doubtful_in
from annotate.review.sheet.apply import check_name
from annotate.review.sheet.consistency_queue import Case, gather, queue_of
from annotate.review.sheet.contradiction_list import CONTRADICTIONS, Listed, choose_in, listed_in
from annotate.review.sheet.deciding import decide_everywhere
from annotate.review.sheet.editable_layer import Blocked, EditableNames, Tally
from annotate.review.sheet.parse import spread
from annotate.review.sheet.text import form_of

_ORIGIN = "review page"


@dataclass(frozen=True, slots=True)
class Everywhere:
    """What a decision about a form changes, wherever it occurs.

    Attributes
    ----------
    changes : tuple of (str, Annotation or None, Annotation)
        The document, what is there now, and what it becomes.
    blocked : tuple of Blocked
        Occurrences that stay as they are, because somebody decided otherwise.
    """

    changes: tuple[tuple[str, Annotation | None, Annotation], ...]
    blocked: tuple[Blocked, ...]


class ReviewSession:
    """A review of a run by one person.

    Parameters
    ----------
    run : RunFolder
        The run.
    by : str
        Who reviews.
    labels : LabelTable
        The labels of the configuration.
    config : Path, optional
        The configuration folder, whose ``decisions.tsv`` takes what holds everywhere; by default
        that of the run.
    wait : float
        For how many seconds an action waits while another command writes into the run.
    clock : callable, optional
        Gives the time; for tests.

    Raises
    ------
    UsageError
        If the name cannot be written into a file, or the folder holds no run.

    Examples
    --------
    >>> from annotate.document.labels import shipped_labels
    >>> from annotate.review.choices import Choice, ChoiceKind
    >>> review = ReviewSession(RunFolder(Path("build")), "alice", shipped_labels())
    >>> mine = review.document("mine")
    >>> [(one.label, one.text) for one in mine.doubts()]
    [('DATE', '1894'), ('LOC', 'Lens')]
    >>> outcome = review.decide("mine", [Choice(ChoiceKind.DELETE, mine.doubts()[1].id)])
    >>> outcome = review.mark_read("mine", {one.piece.id: "" for one in mine.pieces})
    >>> [(one.text, one.status) for one in review.document("mine").document.standoff.named()]
    [('1894', 'accepted'), ('Lens', 'rejected')]
    >>> review.document("mine").unread
    ()
    >>> review.undo().undone.number, len(review.document("mine").unread)
    (2, 1)
    """

    def __init__(
        self,
        run: RunFolder,
        by: str,
        labels: LabelTable,
        config: Path | None = None,
        *,
        wait: float = 10,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        check_name(by)
        self.run, self.by, self.labels = run, by, labels
        self.journal = Journal(run, wait)
        self._tables = decision_tables(config, run.folder)
        self._clock = clock
        self._read: dict[str, tuple[tuple[int, ...], AnnotatedDocument]] = {}
        run.documents()

    # Looking

    def documents(self) -> list[ReviewedDocument]:
        """Return all documents, by id."""
        return [self.document(identity) for identity in self.run.documents()]

    def document(self, identity: str) -> ReviewedDocument:
        """Return one document as it is now.

        Raises
        ------
        StandoffError
            If a file of it is missing or malformed.
        """
        self.journal.settle()
        return self._reviewed(self._current(identity))

    def doubts(self, below: float = 1.0) -> list[Doubtful]:
        """Return the predictions of the run that nobody decided on, the most doubtful first, each
        with what its form is elsewhere.

        Parameters
        ----------
        below : float
            Only those with less certainty, 0 to 1.
        """
        return doubtful_in(self.documents(), below)

    def forms(self) -> list[Case]:
        """Return the forms that are in doubt, as `annotate check` lists them, the commonest first.

        Raises
        ------
        LexiconError
            If a table of form decisions is malformed.
        """
        self.journal.settle()
        return queue_of(gather(self.run), read_form_decisions(self._tables, self.labels))

    def batches(self) -> list[tuple[Batch, bool]]:
        """Return everything that was changed, the oldest first, each with whether it holds."""
        holding = {one.number for one in self.journal.effective()}
        return [(one, one.number in holding) for one in self.journal.batches()]

    def contradictions(self) -> list[Listed]:
        """Return the run's list of what two people decided differently, settled or not.

        Raises
        ------
        UsageError
            If its file cannot be read.
        """
        return listed_in(self.journal.folder / CONTRADICTIONS)

    def _reviewed(self, document: AnnotatedDocument) -> ReviewedDocument:
        readings = Readings(one for batch in self.journal.effective() for one in batch.readings)
        return ReviewedDocument(document, tuple(readings.of(document)))

    def _current(self, identity: str) -> AnnotatedDocument:
        """Return a document, read again if its file is another one than before."""
        known, state = self._read.get(identity), self._state(identity)
        if known is None or known[0] != state:
            known = self._read[identity] = (state, self.run.read(identity))
        return known[1]

    def _state(self, identity: str) -> tuple[int, ...]:
        """Return what changes when another command writes a document."""
        try:
            files = [self.run.annotations(identity).stat(), self.run.edits(identity).stat()]
        except OSError as error:
            raise ChoiceError(
                f"there is no document {identity!r}",
                french=f"il n’y a pas de document {identity}",
                path=self.run.folder,
                remedy=f"choose one of {', '.join(self.run.documents()[:5])}",
            ) from error
        return tuple(value for one in files for value in (one.st_ino, one.st_mtime_ns, one.st_size))

    # Deciding

    def decide(
        self,
        document: str,
        choices: Iterable[Choice],
        *,
        yes: bool = False,
        choice: Choose = lambda _: None,
    ) -> Outcome:
        """Carry out what was chosen about annotations of a document, as one batch.

        Parameters
        ----------
        document : str
            Its id.
        choices : iterable of Choice
            Each about another annotation.
        yes : bool
            Deletions that look like a slip are wanted.
        choice : callable
            Says who is right where one contradicts what somebody else decided; None where it is
            open.

        Raises
        ------
        StaleError
            If an annotation has changed since it was shown.
        ChoiceError
            If a choice cannot be carried out.
        ContradictsError
            If one contradicts what somebody else decided about the same words, and that is open.
        WaitsForYesError
            If deletions look like a slip.
        """
        with self.journal.opened():
            now = self._current(document)
            made = (
                decision_of(now, choice, self._stamp(), self.labels.entities) for choice in choices
            )
            decisions = [one for one in made if one is not None]
            return self._write([self._asked(now, decisions)], yes=yes, choice=choice)

    def mark_read(self, document: str, pieces: Mapping[str, str], how: How = How.WHOLE) -> Outcome:
        """Say that pieces were read; of those read whole, what nobody decided on is accepted.

        Parameters
        ----------
        document : str
            The document's id.
        pieces : mapping of str to str
            The ids of the pieces, each with the :attr:`PieceState.digest` that was shown; ``""``
            takes them as they are now.
        how : How
            All of them, or only what was doubtful; or that they were not read after all.

        Raises
        ------
        StaleError
            If a piece is not there any more, or has other annotations than were shown.
        """
        with self.journal.opened():
            now = self._current(document)
            states = {one.piece.id: one for one in self._reviewed(now).pieces}
            stale = [
                name
                for name, digest in pieces.items()
                if name not in states or digest not in ("", states[name].digest)
            ]
            if stale:
                raise StaleError(
                    f"the piece {stale[0]} has changed since it was shown",
                    path=document,
                    remedy="read it as it is now",
                )
            shown = [one for name in pieces for _, one in states[name].annotations]
            decisions = [
                Decision(one, accepted(one, self._stamp()))
                for one in shown
                if one.status == PREDICTED and how is How.WHOLE
            ]

            def read(after: AnnotatedDocument) -> list[Reading]:
                found = Readings(()).of(after)
                return [
                    self._reading(after.id, one, how) for one in found if one.piece.id in pieces
                ]

            return self._write([replace(self._asked(now, decisions), read=read)])

    def everywhere(self, decision: FormDecision) -> Everywhere:
        """Return what a decision about a form would change, and write nothing.

        Raises
        ------
        ChoiceError
            If the decision lacks a label or bounds.
        """
        self.journal.settle()
        asked, tally, _ = self._spread(decision)
        changes = tuple(
            (one.document.id, choice.before, choice.after)
            for one in asked
            for choice in one.decisions
        )
        return Everywhere(changes, tuple(tally.conflicts))

    def decide_everywhere(self, decision: FormDecision, *, yes: bool = False) -> Outcome:
        """Carry out a decision about a form wherever it occurs, and remember it for later runs.

        Raises
        ------
        ChoiceError
            If the decision lacks a label or bounds, or the quote that is wanted occurs nowhere.
        WaitsForYesError
            If deletions look like a slip.
        """
        with self.journal.opened():
            asked, tally, rows = self._spread(decision)
            if tally.absent and not any(one.decisions for one in asked):
                raise ChoiceError(
                    f"« {decision.boundary} » occurs nowhere at « {decision.form} »",
                    french=f"« {decision.boundary} » n’est nulle part à « {decision.form} »",
                    remedy="give words that are there",
                )
            table, _ = with_form_decisions(self._tables[0], rows, self.labels)
            outcome = self._write(asked, [table], yes=yes)
            return replace(outcome, spared=[str(one) for one in tally.conflicts])

    def settle(self, origin: str, mark: str, verdict: Verdict) -> None:
        """Say in a row of the list who is right: the command that has listed it carries it out when
        it is repeated.

        Raises
        ------
        UsageError
            If there is no such row any more.
        """
        with self.journal.opened():
            choose_in(self.journal.folder / CONTRADICTIONS, origin, mark, verdict)

    def undo(self, number: int | None = None, *, standing: bool = False) -> Undone:
        """Take a batch back: by default the last that holds, whoever made it.

        Raises
        ------
        StandsNoMoreError
            If a part of it was changed again, and the rest is not wanted alone.
        UsageError
            If there is nothing to take back.
        """
        with self.journal.opened():
            return undo(self.journal, number, self.by, self._at(), standing=standing)

    def _spread(self, decision: FormDecision) -> tuple[list[Asked], Tally, list[FormDecision]]:
        form = form_of(decision.form)
        one = replace(
            decision, form=form, boundary=form_of(decision.boundary), by=self.by, at=self._at()
        )
        fault = fault_in(one, self.labels.entities)
        if fault:
            raise ChoiceError(fault, remedy="complete the decision")
        current = [self._current(name) for name in self.run.documents()]
        names = [EditableNames(each.mended, each.standoff.layers) for each in current]
        layer = ACRONYMS if one.label_was == ACRONYM else ENTITIES
        found = {each.label for some in names for each in some.of_form(layer, form)}
        rows, tally = spread(one, found), Tally()
        for some in names:
            decide_everywhere(some, rows, lambda _: self._stamp(), tally)
        pairs = zip(current, names, strict=True)
        return [self._asked(each, some.decisions()) for each, some in pairs], tally, rows

    def _asked(self, document: AnnotatedDocument, decisions: Sequence[Decision]) -> Asked:
        return Asked(self.run.annotations(document.id), document, decisions)

    def _write(
        self,
        asked: list[Asked],
        tables: Sequence[Table] = (),
        *,
        yes: bool = False,
        choice: Choose = lambda _: None,
    ) -> Outcome:
        entry = Entry(Kind.PAGE, self._at(), _ORIGIN, self.by)
        outcome = decide(self.journal, asked, entry, tables, yes=yes, choice=choice)
        for one, made in zip(asked, outcome.applied, strict=True):
            # What was written need not be read again.
            now = replace(one.document, standoff=made.standoff)
            self._read[now.id] = (self._state(now.id), now)
        return outcome

    def _reading(self, document: str, state: PieceState, how: How) -> Reading:
        piece = state.piece
        return Reading(document, piece.id, piece.digest, state.digest, self.by, self._at(), how)

    def _at(self) -> str:
        return self._clock().strftime("%Y-%m-%dT%H:%M:%SZ")

    def _stamp(self) -> Stamp:
        return Stamp(self.by, self._at())
