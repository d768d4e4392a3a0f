"""Sending examples to a project: only what changed, and each is read back before it counts as
sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from annotate.document.labels import Label
from annotate.errors import AnnotateError, ReviewError, UsageError
from annotate.progress import Watcher
from annotate.review.doccano.examples import Example, row_of
from annotate.review.doccano.projects import check_project, guideline, make_labels
from annotate.review.doccano.read_back import differences, fingerprint, is_untouched, numbers_of
from annotate.review.doccano.session import Held, HeldSpan, Session
from annotate.review.doccano.state import (
    ProjectState,
    ReviewFolder,
    SentExample,
    load_state,
    sent_of,
)

_ROWS, _SPANS = 100, 4000
"""The most that one import holds, and that is left undone where a push is killed."""


@dataclass
class PushReport:
    """What a push did.

    Attributes
    ----------
    project : str
        The project's name.
    url : str
        Where it is.
    number : int
        The server's number for it.
    documents, examples, spans, relations : int
        What was sent and read back.
    unchanged : int
        Documents that the server has already.
    refused : list of AnnotateError
        Documents that could not be sent.
    """

    project: str
    url: str
    number: int = 0
    documents: int = 0
    examples: int = 0
    spans: int = 0
    relations: int = 0
    unchanged: int = 0
    refused: list[AnnotateError] = field(default_factory=list)


@dataclass(frozen=True)
class Outgoing:
    """A document that is to be on the server.

    Attributes
    ----------
    identity : str
        The document's id.
    examples : sequence of Example
        What is to be there of it.
    key : str
        The folder that its texts are kept in.
    """

    identity: str
    examples: Sequence[Example]
    key: str

    @property
    def risk(self) -> float:
        """Predictions expected to be wrong, per character that has to be read."""
        length = sum(len(one.text) for one in self.examples)
        return sum(one.risk for one in self.examples) / max(length, 1)


@dataclass(frozen=True, slots=True)
class Target:
    """The project to send into.

    Attributes
    ----------
    annotator : str or None
        The person whose own project it is.
    adjudication : bool
        Whether it is for the disagreements of two annotators.
    members : sequence of str
        Who is let in.
    new : bool
        Create a new project, and forget an earlier one.
    """

    annotator: str | None = None
    adjudication: bool = False
    members: Sequence[str] = ()
    new: bool = False


def send_documents(
    review: ReviewFolder,
    session: Session,
    labels: Mapping[str, Label],
    target: Target,
    documents: Sequence[Outgoing],
    report: PushReport,
    tell: Watcher,
) -> None:
    """Send documents to a project, so that it holds them as they are.

    Parameters
    ----------
    review : ReviewFolder
        The folder that keeps the state; the caller has locked it.
    session : Session
        Signed in as somebody who may create projects.
    labels : mapping of str to Label
        The labels, with their colours.
    target : Target
        The project.
    documents : sequence of Outgoing
        In the order they are to be shown in. Other documents of the project are kept.
    report : PushReport
        Gets the counts.
    tell : callable
        Called with every step.

    Raises
    ------
    ReviewError
        If the project is not on the server any more, the server fails, or what is read back is
        not what was sent.
    """
    state = _project(review, session, labels, target)
    report.project, report.number = state.name, state.project
    for name in target.members:
        session.add_member(state.project, name)
    held = {one.id: one for one in session.examples(state.project)}
    _settle(state, session, held)
    wanted = list(_changed(documents, state, session, held, report))
    _send(wanted, state, session, report, tell)
    report.documents = len({example.document for example, _ in wanted})


def _project(
    review: ReviewFolder, session: Session, labels: Mapping[str, Label], target: Target
) -> ProjectState:
    """Return the project to send into: the earlier one, or a new one."""
    path = review.state_file(target.annotator, adjudication=target.adjudication)
    if not path.is_file() or target.new:
        for name in target.members:
            session.check_user(name)
        if path.is_file():
            path.replace(path.with_name(f"{path.stem}.{load_state(path).project}.old"))
        return _create(review, session, labels, target)
    state = load_state(path)
    if state.url != session.url:
        raise UsageError(
            f"this run was pushed to {state.url}",
            path=path,
            remedy="push there, or make a new project here with --new",
        )
    check_project(session, state.project, state.name)
    make_labels(session, state.project, labels)
    return state


def _create(
    review: ReviewFolder, session: Session, labels: Mapping[str, Label], target: Target
) -> ProjectState:
    who = target.annotator or ("arbitrage" if target.adjudication else None)
    name = review.run.folder.resolve().name + (f" · {who}" if who else "")
    description = f"annotate {review.key()}" + (f" {who}" if who else "")
    project = session.create_project(name, description, guideline(labels))
    path = review.state_file(target.annotator, adjudication=target.adjudication)
    state = ProjectState(path, session.url, project, name, target.annotator)
    state.save()
    make_labels(session, project, labels)
    return state


def _settle(state: ProjectState, session: Session, held: dict[int, Held]) -> None:
    """Deal with what a killed push left behind, and with what was deleted by hand."""
    for number in [number for number in state.examples if number not in held]:
        del state.examples[number]
    seen = {one.digest for one in state.examples.values()}
    for one in list(held.values()):
        digest = str(one.meta.get("digest", ""))
        sent = state.sending.get(digest)
        if one.id in state.examples or sent is None:
            continue
        spans = session.spans(state.project, one.id)
        links = session.relations(state.project, one.id)
        if digest not in seen and not differences(sent, one, spans, links):
            state.examples[one.id] = _arrived(sent, one, spans, links)
            seen.add(digest)
        elif one.confirmed or any(span.user != session.user_id for span in spans):
            raise ReviewError(
                f"example {one.id} ({sent.document}, piece {sent.number}) was sent in part only, "
                "and somebody has worked on it",
                path=session.url,
                remedy="delete it in the page, and push again",
            )
        else:
            session.delete_examples(state.project, [one.id])
            del held[one.id]
    state.sending.clear()
    state.save()


def _changed(
    documents: Iterable[Outgoing],
    state: ProjectState,
    session: Session,
    held: Mapping[int, Held],
    report: PushReport,
) -> Iterator[tuple[Example, str]]:
    """Yield the examples to send; what they replace is deleted if nobody has worked on it."""
    for document in documents:
        before = state.of_document(document.identity)
        if {one.digest for one in before.values()} == {one.digest for one in document.examples}:
            report.unchanged += 1
            continue
        touched = [
            number
            for number, sent in before.items()
            if not is_untouched(sent, held[number], session, state.project)
        ]
        if touched:
            report.refused.append(
                ReviewError(
                    f"{document.identity} holds work that was not pulled yet (example "
                    f"{touched[0]})",
                    path=f"{session.url}/projects/{state.project}",
                    remedy="run `annotate review pull` first, then push again",
                )
            )
            continue
        session.delete_examples(state.project, list(before))
        for number in before:
            del state.examples[number]
        for example in document.examples:
            yield example, document.key


def _send(
    wanted: Sequence[tuple[Example, str]],
    state: ProjectState,
    session: Session,
    report: PushReport,
    tell: Watcher,
) -> None:
    done = 0
    for batch in _batches(wanted):
        tell(f"sending to {state.url}", done, len(wanted))
        state.sending = {example.digest: sent_of(example, key) for example, key in batch}
        state.save()
        before = session.count(state.project)
        session.send(state.project, [row_of(example) for example, _ in batch])
        for one in session.examples(state.project, before):
            sent = state.sending.get(str(one.meta.get("digest", "")))
            if sent is None:
                continue
            state.examples[one.id] = _read_back(sent, one, state, session)
            del state.sending[sent.digest]
            report.examples += 1
            report.spans += len(sent.spans)
            report.relations += len(sent.links)
            done += 1
            tell(f"reading back from {state.url}", done, len(wanted))
        if state.sending:
            lost = next(iter(state.sending.values()))
            raise ReviewError(
                f"{len(state.sending)} pieces did not arrive, the first of them piece "
                f"{lost.number} of {lost.document}",
                path=session.url,
                remedy="see the server's log, and push again",
            )
        state.save()


def _read_back(sent: SentExample, one: Held, state: ProjectState, session: Session) -> SentExample:
    spans = session.spans(state.project, one.id)
    links = session.relations(state.project, one.id)
    faults = differences(sent, one, spans, links)
    if faults:
        raise ReviewError(
            f"piece {sent.number} of {sent.document} (example {one.id}) is not there as it was "
            f"sent: {faults[0]}" + (f", and {len(faults) - 1} more" if len(faults) > 1 else ""),
            path=session.url,
            remedy="push again; if it says the same, report it with the server's version",
        )
    return _arrived(sent, one, spans, links)


def _arrived(
    sent: SentExample, one: Held, spans: Sequence[HeldSpan], links: Sequence[tuple[int, int]]
) -> SentExample:
    return replace(
        sent,
        servers=numbers_of(sent, one.text, spans),
        fingerprint=fingerprint(one, spans, links, one.comments),
    )


def _batches(wanted: Sequence[tuple[Example, str]]) -> Iterator[list[tuple[Example, str]]]:
    batch: list[tuple[Example, str]] = []
    digests: set[str] = set()
    spans = 0
    for example, key in wanted:
        full = len(batch) >= _ROWS or spans + len(example.spans) > _SPANS
        if batch and (full or example.digest in digests):
            yield batch
            batch, spans = [], 0
            digests.clear()
        batch.append((example, key))
        digests.add(example.digest)
        spans += len(example.spans)
    if batch:
        yield batch
