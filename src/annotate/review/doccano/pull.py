"""From the server back to the annotations: decisions with their authors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

from annotate.document.edits_file import hash_of
from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.document.standoff import check_standoff, dumps, loads, read_standoff
from annotate.errors import AnnotateError, ReviewError, StandoffError
from annotate.gold.contradictions import Contradiction
from annotate.progress import Watcher, unwatched
from annotate.review.apply_decisions import Applied
from annotate.review.backups import supersede
from annotate.review.cautions import Caution
from annotate.review.deciding import Asked, ContradictsError, Entry, decide
from annotate.review.decisions import REJECTED, Decision, is_live
from annotate.review.doccano.examples import Example
from annotate.review.doccano.label_changes import LabelChanges
from annotate.review.doccano.pairing import Remark
from annotate.review.doccano.projects import LabelsThere, check_project, labels_there
from annotate.review.doccano.pull_diff import Returned, returned
from annotate.review.doccano.read_back import fingerprint
from annotate.review.doccano.readings import readings_of
from annotate.review.doccano.session import Held, HeldComment, Session
from annotate.review.doccano.snapshot import ServerExample, Snapshot
from annotate.review.doccano.state import ProjectState, ReviewFolder, SentExample
from annotate.review.journal.batch import Kind
from annotate.review.journal.journal import Journal
from annotate.review.projection import projected
from annotate.review.sheet.contradiction_list import CONTRADICTIONS, ContradictionList


@dataclass
class PullReport:
    """What a pull brought back.

    Attributes
    ----------
    project : str
        The project's name.
    held : frozenset of int
        The numbers of the examples that the server holds.
    examples, confirmed : int
        How many examples there are, and how many of them are confirmed.
    counts : dict of str to int
        New decisions by status.
    total : dict of str to int
        All annotations that the documents hold now, by status.
    changed : list of str
        Documents with new decisions.
    remarks : list of Remark
        What a person should look at.
    waiting : list of Remark
        Deletions that were left out, and wait for a yes.
    contradictions : list of Contradiction
        Decisions that contradict earlier ones; while one is open, nothing was written.
    refused : list of AnnotateError
        Documents that could not be written.
    """

    project: str
    held: frozenset[int] = frozenset()
    examples: int = 0
    confirmed: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    changed: list[str] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    waiting: list[Remark] = field(default_factory=list)
    contradictions: list[Contradiction] = field(default_factory=list)
    refused: list[AnnotateError] = field(default_factory=list)


def pull(
    run: RunFolder,
    state: ProjectState,
    session: Session,
    tell: Watcher = unwatched,
    *,
    labels: Iterable[str] = (),
    yes: bool = False,
) -> tuple[PullReport, list[HeldComment]]:
    """Bring back what people did in one project.

    Everything is read first, and then written as one batch; or nothing is, where decisions
    contradict earlier ones and nobody has chosen in the list of contradictions, which has them
    then. The batch is written before the state, and a decision that was applied already changes
    nothing: the next pull continues one that was killed.

    Parameters
    ----------
    run : RunFolder
        The run that was pushed. What comes back from an annotator's own project goes into
        ``review/readings/NAME``, and the run's annotations are not changed.
    state : ProjectState
        What was sent; saved with what is there now.
    session : Session
        Signed in to its server.
    tell : callable
        Called with every step.
    labels : iterable of str
        The labels that reviewers use. Spans with others, which somebody made or renamed on the
        server, stay as they were, and are listed.
    yes : bool
        Take deletions, too, that look like a slip, or that are in texts that nobody confirmed.

    Raises
    ------
    ReviewError
        If the project is not on the server any more, or the server fails.
    """
    review, journal = ReviewFolder(run), Journal(run)
    with review.locked():
        check_project(session, state.project, state.name)
        report = PullReport(state.name)
        comments = session.comments(state.project)
        held = {one.id: one for one in session.examples(state.project)}
        report.held = frozenset(held)
        report.remarks += [
            Remark(sent.document, f"piece {sent.number}", "it was deleted on the server")
            for number, sent in state.examples.items()
            if number not in held
        ]
        session.forget_labels(state.project)
        known = list(labels)
        there = labels_there(session, state.project, known) if known else LabelsThere((), ())
        puller = _Puller(review, state, session, comments, report, LabelChanges(there))
        documents = sorted(
            {state.examples[number].document for number in held if number in state.examples}
        )
        found = []
        for done, document in enumerate(documents):
            tell(f"reading {document}", done, len(documents))
            own = {
                number: sent
                for number, sent in state.of_document(document).items()
                if number in held
            }
            report.examples += len(own)
            report.confirmed += sum(held[number].confirmed for number in own)
            try:
                found.append(puller.read(document, own, held, yes=yes))
            except AnnotateError as error:
                report.refused.append(error)
        report.remarks += puller.labels.remarks()
        with journal.opened():
            puller.write(journal, found, yes=yes)
        state.save()
    return report, comments


@dataclass
class _Read:
    """What the server holds of one document.

    Attributes
    ----------
    identity, key : str
        The document, and the folder that its texts are kept in.
    sent : AnnotatedDocument
        As it was sent.
    news : dict of int to (ServerExample, Returned)
        Its examples that can be read.
    waiting : set of int
        Examples of which something was left out, so that the next pull sees it again.
    """

    identity: str
    key: str
    sent: AnnotatedDocument
    news: dict[int, tuple[ServerExample, Returned]] = field(default_factory=dict)
    waiting: set[int] = field(default_factory=set)

    @property
    def decisions(self) -> list[Decision]:
        return [one for _, back in self.news.values() for one in back.decisions]


class _Puller:
    """Reads the documents of one project, and writes what was decided."""

    def __init__(
        self,
        review: ReviewFolder,
        state: ProjectState,
        session: Session,
        comments: Iterable[HeldComment],
        report: PullReport,
        labels: LabelChanges,
    ) -> None:
        self.labels = labels
        self._review, self._state, self._session = review, state, session
        self._snapshot = Snapshot(state, session, comments)
        self._report = report

    def read(
        self,
        identity: str,
        sent: Mapping[int, SentExample],
        held: Mapping[int, Held],
        *,
        yes: bool,
    ) -> _Read:
        """Read one document back from the server."""
        keys = {one.key for one in sent.values()}
        if len(keys) > 1:
            raise ReviewError(
                f"the pieces of {identity} were sent from different texts",
                path=self._session.url,
                remedy="delete its pieces in the page, and push again",
            )
        (key,) = keys
        read = _Read(identity, key, self._review.pushed(key).read(identity))
        for number, one in sent.items():
            example = self._snapshot.example(held[number])
            if hash_of(example.held.text) != one.text_hash:
                self._report.remarks.append(
                    Remark(identity, f"piece {one.number}", "its text was changed on the server")
                )
                continue
            seen = self.labels.read(one, example)
            back = returned(one, seen, read.sent.mended, self._snapshot.name_of)
            read.news[number] = example, back
            if not yes and self.labels.hold(back):
                read.waiting.add(number)
            self._report.remarks += back.remarks
            if not yes and not example.held.confirmed:
                self._hold_deletions(read, number, one, back)
        return read

    def _hold_deletions(self, read: _Read, number: int, sent: SentExample, back: Returned) -> None:
        """Leave out what was deleted in a piece that nobody confirmed: who did it is not known, and
        a key empties a text.
        """
        gone = [one for one in back.decisions if one.after.status == REJECTED]
        if gone:
            back.decisions = [one for one in back.decisions if one not in gone]
            read.waiting.add(number)
            how = "" if back.spans else ", as with the bin"
            what = f"{_counted(gone)} deleted{how}, and nobody has confirmed the text"
            self._report.waiting.append(Remark(read.identity, f"piece {sent.number}", what))

    def write(self, journal: Journal, found: Sequence[_Read], *, yes: bool) -> None:
        """Write what was decided as one batch, and note what the server holds."""
        asked = []
        for read in found:
            try:
                asked.append((read, self._asked(read)))
            except AnnotateError as error:
                self._report.refused.append(error)
        at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        origin = f"{self._state.url}/projects/{self._state.project}"
        entry = Entry(Kind.PULL, at, origin)
        listed = ContradictionList(journal.folder / CONTRADICTIONS, self._state.name)
        try:
            outcome = decide(
                journal,
                [one for _, one in asked],
                entry,
                yes=yes,
                hold=True,
                choice=listed.choice,
            )
        except ContradictsError as error:
            self._report.contradictions += error.contradictions
            listed.write(error.contradictions, self._review.run)
            return
        # Another pull, after one that is killed now, sees them again.
        listed.write(outcome.settled, self._review.run)
        for (read, _), applied in zip(asked, outcome.applied, strict=True):
            self._note(read, applied)
        for caution in outcome.held:
            self._hold(caution, [read for read, _ in asked])
        for read, _ in asked:
            self._see(read)

    def _note(self, read: _Read, applied: Applied) -> None:
        """Note what became of the decisions about a document."""
        report = self._report
        if applied.counts:
            report.changed.append(read.identity)
        report.counts.update(applied.counts)
        report.total.update(one.status for one in applied.standoff.named())

    def _hold(self, caution: Caution, reads: Sequence[_Read]) -> None:
        for read in reads:
            names = {name for document, name in caution.deleted if document == read.identity}
            for number, (_, back) in read.news.items():
                about = {one.before.id for one in back.decisions if one.before}
                about |= {one.after.id for one in back.decisions}
                if names & about:
                    read.waiting.add(number)
        place = "annotations" if caution.document else ""
        self._report.waiting.append(Remark(caution.document, place, caution.what))

    def _see(self, read: _Read) -> None:
        """Note what the server holds, for the next push and the next pull to compare with."""
        for number, (example, back) in read.news.items():
            if number not in read.waiting:
                self._state.examples[number] = _seen(self._state.examples[number], example, back)

    def _asked(self, read: _Read) -> Asked:
        """Return what was decided about a document, with the document that takes it."""
        path, document = self._target(read.identity, read.sent)
        decisions: Sequence[Decision] = read.decisions
        if document.standoff.sha256 != read.sent.standoff.sha256:
            decisions = self._projected(read, decisions)
        own = self._state.annotator is not None
        readings = [] if own else readings_of(read.sent, read.news, self._state.examples)
        return Asked(path, document, decisions, lambda _: readings)

    def _projected(self, read: _Read, decisions: Sequence[Decision]) -> Sequence[Decision]:
        """Project decisions to the text that the document has now; what has no place there is kept
        with a backup of the old text, and listed.
        """
        run, identity = self._review.run, read.identity
        found = projected(decisions, read.sent, run.read(identity))
        if found.lost:
            old = self._review.pushed(read.key)
            supersede(run, identity, found.lost, old=old, annotations=dumps(found.before))
        self._report.remarks += [
            Remark(
                identity, f"{row[2]} {row[3]!r}", f"{row[5]}, and the text has changed: {row[8]}"
            )
            for row in found.lost
        ]
        return found.decisions

    def _target(self, identity: str, sent: AnnotatedDocument) -> tuple[Path, AnnotatedDocument]:
        """Return the file that takes decisions, and the document as it is there."""
        run, annotator = self._review.run, self._state.annotator
        if annotator is None:
            path = run.annotations(identity)
            try:
                return path, run.read(identity)
            except StandoffError:
                # Without its edits a text that is still the one that was sent takes decisions, too.
                return path, replace(sent, standoff=read_standoff(path, sent.source))
        path = self._review.readings(annotator) / f"{identity}.jsonl"
        own = loads(path.read_text("utf-8"), path) if path.is_file() else sent.standoff
        if own.sha256 == sent.standoff.sha256:
            check_standoff(own, sent.mended.source, path)
            return path, replace(sent, standoff=own)
        document = run.read(identity)
        return path, replace(document, standoff=read_standoff(path, document.source))


def _counted(gone: Sequence[Decision]) -> str:
    return "1 annotation was" if len(gone) == 1 else f"{len(gone)} annotations were"


def _seen(sent: SentExample, example: ServerExample, back: Returned) -> SentExample:
    """Return what is on the server now, for the next push and the next pull to compare with."""
    there = Example(
        document=sent.document,
        sha256="",
        number=sent.number,
        count=sent.count,
        start=sent.start,
        text=example.held.text,
        spans=tuple(back.spans),
        links=tuple(back.links),
        pages="",
    )
    now = {one.after.id: one.after for one in back.decisions}
    known = {one.id: one for one in sent.rejected}
    rejected = [one for one in {**known, **now}.values() if not is_live(one)]
    return replace(
        sent,
        spans=there.spans,
        links=there.links,
        servers=tuple(back.servers),
        rejected=tuple(rejected),
        digest=there.digest,
        fingerprint=fingerprint(example.held, example.spans, example.links, len(example.comments)),
        confirmed=example.by if example.held.confirmed else "",
    )
