"""From the server back to the annotations: decisions with their authors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotate.document.annotation import Annotation
from annotate.document.edits_file import hash_of
from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.document.source import Source
from annotate.document.standoff import (
    Standoff,
    check_standoff,
    dumps,
    loads,
    read_standoff,
    write_standoff,
)
from annotate.errors import AnnotateError, ReviewError, StandoffError
from annotate.progress import Watcher, unwatched
from annotate.review.apply_decisions import apply
from annotate.review.backups import supersede
from annotate.review.decisions import REVIEWED_LAYERS, Decision, is_live, review_of
from annotate.review.doccano.examples import Example
from annotate.review.doccano.pairing import Remark
from annotate.review.doccano.projects import check_project
from annotate.review.doccano.pull_diff import Returned, returned
from annotate.review.doccano.read_back import fingerprint
from annotate.review.doccano.session import Held, HeldComment, Session
from annotate.review.doccano.snapshot import ServerExample, Snapshot
from annotate.review.doccano.state import ProjectState, ReviewFolder, SentExample
from annotate.review.projection import projected


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
    refused: list[AnnotateError] = field(default_factory=list)


def pull(
    run: RunFolder,
    state: ProjectState,
    session: Session,
    tell: Watcher = unwatched,
) -> tuple[PullReport, list[HeldComment]]:
    """Bring back what people did in one project.

    The annotations are written before the state, and a decision that was applied already changes
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

    Raises
    ------
    ReviewError
        If the project is not on the server any more, or the server fails.
    """
    review = ReviewFolder(run)
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
        reader = _Reader(review, state, session, comments)
        documents = sorted(
            {state.examples[number].document for number in held if number in state.examples}
        )
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
                reader.document(document, own, held, report)
            except AnnotateError as error:
                report.refused.append(error)
            if report.changed[-1:] == [document]:
                # After a kill, the next pull is then compared with what these decisions left.
                state.save()
        state.save()
    return report, comments


class _Reader:
    """Reads the documents of one project."""

    def __init__(
        self,
        review: ReviewFolder,
        state: ProjectState,
        session: Session,
        comments: Iterable[HeldComment],
    ) -> None:
        self._review, self._state, self._session = review, state, session
        self._snapshot = Snapshot(state, session, comments)

    def document(
        self,
        identity: str,
        sent: Mapping[int, SentExample],
        held: Mapping[int, Held],
        report: PullReport,
    ) -> None:
        """Read one document back, write what was decided, and note what the server holds."""
        kept: dict[str, AnnotatedDocument] = {}
        decisions: list[Decision] = []
        news: dict[int, tuple[ServerExample, Returned]] = {}
        for number, one in sent.items():
            if one.key not in kept:
                kept[one.key] = self._review.pushed(one.key).read(identity)
            example = self._snapshot.example(held[number])
            if hash_of(example.held.text) != one.text_hash:
                report.remarks.append(
                    Remark(identity, f"piece {one.number}", "its text was changed on the server")
                )
                continue
            back = returned(one, example, kept[one.key].mended, self._snapshot.name_of)
            news[number] = example, back
            decisions += back.decisions
            report.remarks += back.remarks
        if len(kept) > 1:
            raise ReviewError(
                f"the pieces of {identity} were sent from different texts",
                path=self._session.url,
                remedy="delete its pieces in the page, and push again",
            )
        contested: set[int] = set()
        for key, document in kept.items():
            contested |= self._write(identity, key, document, decisions, report)
        for number, (example, back) in news.items():
            # What contradicts an earlier decision is news until somebody settles it: every pull
            # lists it again, and no push takes it away.
            if contested.isdisjoint(map(id, back.decisions)):
                self._state.examples[number] = _seen(sent[number], example, back)

    def _write(
        self,
        identity: str,
        key: str,
        sent: AnnotatedDocument,
        decisions: Sequence[Decision],
        report: PullReport,
    ) -> set[int]:
        """Write what was decided; return the decisions, by identity, that contradict others."""
        source, path, standoff = self._target(identity, sent)
        changed = standoff.sha256 != sent.standoff.sha256
        now = self._projected(identity, key, sent, decisions, report) if changed else decisions
        applied = apply(standoff, now)
        if applied.standoff != standoff or not path.is_file():
            if self._state.annotator is None:
                self._review.outdated.touch()
            write_standoff(path, applied.standoff, source)
        if applied.counts:
            report.changed.append(identity)
        report.counts.update(applied.counts)
        for name in REVIEWED_LAYERS:
            report.total.update(one.status for one in applied.standoff.layer(name).annotations)
        report.remarks += [
            Remark(identity, _place(decision.after), _conflict(decision.after, against))
            for decision, against in applied.conflicts
        ]
        if changed and applied.conflicts:
            return {id(decision) for decision in decisions}
        return {id(decision) for decision, _ in applied.conflicts}

    def _projected(
        self,
        identity: str,
        key: str,
        sent: AnnotatedDocument,
        decisions: Sequence[Decision],
        report: PullReport,
    ) -> Sequence[Decision]:
        """Project decisions to the text that the document has now; what has no place there is kept
        with a backup of the old text, and listed.
        """
        run = self._review.run
        found = projected(decisions, sent, run.read(identity))
        if found.lost:
            old = self._review.pushed(key)
            supersede(run, identity, found.lost, old=old, annotations=dumps(found.before))
        report.remarks += [
            Remark(
                identity, f"{row[2]} {row[3]!r}", f"{row[5]}, and the text has changed: {row[8]}"
            )
            for row in found.lost
        ]
        return found.decisions

    def _target(self, identity: str, sent: AnnotatedDocument) -> tuple[Source, Path, Standoff]:
        """Return the text, the file and the annotations that decisions are applied to."""
        run, annotator = self._review.run, self._state.annotator
        path = run.annotations(identity)
        if annotator:
            path = self._review.readings(annotator) / f"{identity}.jsonl"
            own = loads(path.read_text("utf-8"), path) if path.is_file() else sent.standoff
            if own.sha256 == sent.standoff.sha256:
                check_standoff(own, sent.mended.source, path)
                return sent.mended.source, path, own
        try:
            text = run.source_text(identity).read_bytes().decode()
        except (OSError, UnicodeDecodeError) as error:
            raise StandoffError(
                f"cannot be read ({error})",
                path=run.source_text(identity),
                remedy="run annotate again, then pull",
            ) from error
        source = Source(identity, sent.standoff.source, text)
        return source, path, read_standoff(path, source)


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
    )


def _place(one: Annotation) -> str:
    return f"{one.label} {one.text!r}"


def _conflict(after: Annotation, against: Annotation) -> str:
    earlier = review_of(against)
    who = f"{earlier.get('by', 'somebody')} ({earlier.get('at', 'earlier')})"
    return (
        f"{review_of(after)['by']} says {after.status}, but {who} has {against.status} "
        f"{against.label} {against.text!r}, which is kept"
    )
