"""Differences of two annotators in a project for a third person, and that person's choices back.

The project shows the pieces in which the two differ, with what either has marked, one over the
other, and says in a comment what each says. The third person deletes what is wrong, adds what both
have missed, and confirms; what is left becomes rows of the table of decisions, which stays the one
place where a decision can be read later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation, Layer
from annotate.document.labels import Label
from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.document.standoff import Standoff
from annotate.errors import ReviewError
from annotate.evaluation.disagreements import Disagreement
from annotate.gold.adjudication import disagreements, row_of
from annotate.gold.decision_table import ADD, DROP, FIRST, SECOND, SET, Key
from annotate.lexicons import Row
from annotate.review.doccano.examples import Piece, pieces_of
from annotate.review.doccano.pull_diff import returned
from annotate.review.doccano.send import Outgoing, PushReport, Target, Tell, send_documents
from annotate.review.doccano.session import Session
from annotate.review.doccano.snapshot import Gathering
from annotate.review.doccano.state import ReviewFolder, Sent, load_state
from annotate.review.pairing import Example, Remark

_NAMES = (ENTITIES, ACRONYMS)


@dataclass(frozen=True)
class Pair:
    """Two readings of one document.

    Attributes
    ----------
    first, second : Standoff
        The readings.
    """

    first: Standoff
    second: Standoff

    @property
    def differing(self) -> list[Disagreement]:
        """What the two do not share, among names and acronyms."""
        return [one for one in disagreements(self.first, self.second) if one.either.layer in _NAMES]

    @property
    def union(self) -> Standoff:
        """Everything that either has marked, each thing once."""
        layers = []
        for name in _NAMES:
            every = (*self.first.layer(name).annotations, *self.second.layer(name).annotations)
            by_key = {key_of(one): one for one in reversed(every) if one.status != "rejected"}
            layers.append(Layer.of(name, by_key.values()))
        return replace(self.first, layers=tuple(layers))


def key_of(one: Annotation) -> Key:
    """Return the key that the table of decisions knows an annotation by."""
    return (one.layer, one.start, one.end, one.label)


def push_differences(
    run: RunFolder,
    session: Session,
    labels: Mapping[str, Label],
    pairs: Iterable[Pair],
    names: tuple[str, str],
    judge: str,
    *,
    new: bool = False,
    tell: Tell | None = None,
) -> PushReport:
    """Send the pieces in which two readings differ to a project of a third person's own.

    Parameters
    ----------
    run : RunFolder
        The run with the texts that were read.
    session : Session
        Signed in as somebody who may make projects.
    labels : mapping of str to Label
        The labels.
    pairs : iterable of Pair
        The readings.
    names : (str, str)
        Who made them.
    judge : str
        Who decides.
    new : bool
        Make a new project, and forget one that was made before.
    tell : callable, optional
        Told of every step.

    Raises
    ------
    ReviewError
        If a text of the readings is not that of the run, or the server fails.
    """
    review = ReviewFolder(run)
    documents: list[Outgoing] = []
    told: dict[str, str] = {}
    for pair in pairs:
        treated = _treated(run, pair)
        key = review.keep(pair.first.document, pair.first.sha256, treated.mended.text)
        pieces = []
        for piece in pieces_of(treated):
            inside = list(_inside(piece, pair.differing))
            if inside:
                pieces.append(piece)
                told[piece.digest] = "\n".join(_said(one, names) for one in inside)
        documents.append(Outgoing(pair.first.document, pieces, key))
    report = PushReport("", session.url)
    target = Target(adjudication=True, members=[judge], new=new)
    with review.locked():
        telling = tell or (lambda what, done, total: None)
        send_documents(review, session, labels, target, documents, report, telling)
    state = load_state(review.state_file(adjudication=True))
    there = {one.example for one in session.comments(state.project)}
    for number, sent in state.examples.items():
        if number not in there and sent.digest in told:
            session.comment(state.project, number, told[sent.digest])
    return report


def _treated(run: RunFolder, pair: Pair) -> AnnotatedDocument:
    treated = run.read(pair.first.document)
    if treated.standoff.sha256 != pair.first.sha256:
        raise ReviewError(
            f"the readings of {pair.first.document} are of another text than the run has",
            path=run.source_text(pair.first.document),
            remedy="give the folder of the run that was read",
        )
    return AnnotatedDocument(treated.mended, pair.union)


def _inside(piece: Piece, differing: Iterable[Disagreement]) -> Iterator[Disagreement]:
    keys = {key_of(span.annotation) for span in piece.spans if span.annotation is not None}
    return (one for one in differing if key_of(one.either) in keys)


def _said(one: Disagreement, names: tuple[str, str]) -> str:
    row = row_of(one)
    return (
        f"{row['label']} « {row['text']} » : {names[0]} : {row['first']} ; "
        f"{names[1]} : {row['second']}"
    )


def pull_differences(
    run: RunFolder,
    session: Session,
    pairs: Iterable[Pair],
    tell: Callable[[str, float, int], None] | None = None,
) -> tuple[list[Row], list[Remark]]:
    """Read what a third person chose.

    Parameters
    ----------
    run : RunFolder
        The run whose differences were pushed.
    session : Session
        Signed in to the server.
    pairs : iterable of Pair
        The same readings.
    tell : callable, optional
        Told of every step.

    Returns
    -------
    rows : list of Row
        Rows of the table of decisions for the pieces that are confirmed. Two readings of one span
        that differ in a value or a long form only stay open, unless a comment gives the value: the
        page does not show which is whose.
    remarks : list of Remark
        What could not be read.
    """
    review = ReviewFolder(run)
    state = load_state(review.state_file(adjudication=True))
    rows: list[Row] = []
    remarks: list[Remark] = []
    by_document = {pair.first.document: pair for pair in pairs}
    held = {one.id: one for one in session.examples(state.project)}
    gathering = Gathering(state, session, session.comments(state.project))
    for done, (number, sent) in enumerate(state.examples.items()):
        (tell or (lambda what, at, of: None))("reading", done, len(state.examples))
        pair = by_document.get(sent.document)
        if pair is None or number not in held or not held[number].confirmed:
            continue
        example = gathering.example(held[number])
        mended = review.pushed(sent.key).read(sent.document).mended
        # What the third person was told in the comment is no value of theirs.
        said = [one for one in example.comments if one.user != session.user]
        back = returned(sent, replace(example, comments=said), mended, lambda user: None)
        remarks += back.remarks
        final = {key_of(one.annotation): one.annotation for one in back.spans if one.annotation}
        rows += _rows(sent, pair, final, example)
    return rows, remarks


def _rows(
    sent: Sent, pair: Pair, final: Mapping[Key, Annotation], example: Example
) -> Iterator[Row]:
    shown = {key_of(span.annotation): span.annotation for span in sent.spans if span.annotation}
    differing = {key_of(one.either): one for one in pair.differing}
    reason = f"doccano: {example.by}, {example.at}"
    for key, one in shown.items():
        disagreement = differing.get(key)
        if disagreement is not None:
            chosen = _chosen(disagreement, final.get(key))
            if chosen:
                yield {**row_of(disagreement), **chosen, "reason": reason}
        elif key not in final:
            yield {**_row(sent.document, one), "decision": DROP, "reason": reason}
    for key, one in final.items():
        if key not in shown:
            told = {"decision": ADD, "decided": ", ".join(_carried(one)), "reason": reason}
            yield {**_row(sent.document, one), **told}


def _chosen(disagreement: Disagreement, final: Annotation | None) -> Row | None:
    if final is None:
        return {"decision": DROP}
    if disagreement.first is not None and disagreement.second is not None:
        if final.value in (disagreement.first.value, disagreement.second.value):
            return None
        return {"decision": SET, "decided": ", ".join(_carried(final))}
    return {"decision": FIRST if disagreement.first is not None else SECOND}


def _row(document: str, one: Annotation) -> Row:
    places = {"start": str(one.start), "end": str(one.end), "label": one.label}
    return {"document": document, "layer": one.layer, **places, "text": one.text or ""}


def _carried(one: Annotation) -> Sequence[str]:
    told = [f"value {one.value}"] if one.value is not None else []
    told += [name for name in ("nested", "in_citation") if one.attributes.get(name)]
    for name in ("mod", "expansion"):
        if one.attributes.get(name):
            told.append(f"{name} {one.attributes[name]}")
    return told
