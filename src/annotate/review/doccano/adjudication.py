"""Adjudication in doccano: the disagreements of two annotators, decided by a judge.

The project shows the examples in which the two disagree, with what either has marked, and a comment
that says what each has. The judge deletes what is wrong, adds what both have missed, and confirms;
what is left becomes rows of the record of the adjudication.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from annotate.document.annotation import Annotation, Layer
from annotate.document.labels import Label
from annotate.document.nesting import clash
from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.document.standoff import Standoff
from annotate.errors import ReviewError
from annotate.evaluation.disagreements import Disagreement
from annotate.french.characters import fold
from annotate.gold.adjudication import carried, disagreements, row_of
from annotate.gold.adjudication_record import (
    ADD,
    DROP,
    FIRST,
    SECOND,
    SET,
    Key,
    Ruling,
    key_of,
    place_of,
)
from annotate.lexicons import Row
from annotate.progress import Watcher, unwatched
from annotate.review.decisions import REVIEWED_LAYERS, is_live
from annotate.review.doccano.examples import Example, examples_of
from annotate.review.doccano.pairing import Remark
from annotate.review.doccano.pull_diff import returned
from annotate.review.doccano.send import Outgoing, PushReport, Target, send_documents
from annotate.review.doccano.session import HeldComment, Session
from annotate.review.doccano.snapshot import ServerExample, Snapshot
from annotate.review.doccano.state import ReviewFolder, SentExample, load_state
from annotate.review.sheet.text import form_of


@dataclass(frozen=True)
class Pair:
    """The annotation sets of two annotators of one document.

    Attributes
    ----------
    first, second : Standoff
        The annotation sets.
    """

    first: Standoff
    second: Standoff

    @property
    def differing(self) -> list[Disagreement]:
        """The disagreements about names and acronyms."""
        every = disagreements(self.first, self.second)
        return [one for one in every if one.either.layer in REVIEWED_LAYERS]

    @property
    def union(self) -> Standoff:
        """Everything that either has marked, each thing once."""
        layers = []
        for name in REVIEWED_LAYERS:
            every = (*self.first.layer(name).annotations, *self.second.layer(name).annotations)
            by_key = {key_of(one): one for one in reversed(every) if is_live(one)}
            layers.append(Layer.of(name, by_key.values()))
        return replace(self.first, layers=tuple(layers))


def push_differences(
    run: RunFolder,
    session: Session,
    labels: Mapping[str, Label],
    pairs: Iterable[Pair],
    names: tuple[str, str],
    judge: str,
    *,
    new: bool = False,
    tell: Watcher = unwatched,
) -> PushReport:
    """Send the examples in which two annotators disagree to a project for a judge.

    Parameters
    ----------
    run : RunFolder
        The run with the texts that were annotated.
    session : Session
        Signed in as somebody who may create projects.
    labels : mapping of str to Label
        The labels.
    pairs : iterable of Pair
        The annotation sets.
    names : (str, str)
        The annotators.
    judge : str
        Who decides.
    new : bool
        Create a new project, and forget an earlier one.
    tell : callable
        Called with every step.

    Raises
    ------
    ReviewError
        If a text that was annotated is not that of the run, or the server fails.
    """
    review = ReviewFolder(run)
    documents: list[Outgoing] = []
    comments: dict[str, str] = {}
    for pair in pairs:
        document = _united(run, pair)
        key = review.keep(pair.first.document, pair.first.sha256, document.mended.text)
        differing = pair.differing
        examples = []
        for example in examples_of(document):
            inside = list(_inside(example, differing))
            if inside:
                examples.append(example)
                comments[example.digest] = "\n".join(_said(one, names) for one in inside)
        documents.append(Outgoing(pair.first.document, examples, key))
    report = PushReport("", session.url)
    target = Target(adjudication=True, members=[judge], new=new)
    with review.locked():
        send_documents(review, session, labels, target, documents, report, tell)
    state = load_state(review.state_file(adjudication=True))
    there = {one.example for one in session.comments(state.project)}
    for number, sent in state.examples.items():
        if number not in there and sent.digest in comments:
            session.comment(state.project, number, comments[sent.digest])
    return report


def _united(run: RunFolder, pair: Pair) -> AnnotatedDocument:
    """Return the document of the run with everything that either annotator has marked."""
    document = run.read(pair.first.document)
    if document.standoff.sha256 != pair.first.sha256:
        raise ReviewError(
            f"the annotations of {pair.first.document} are of another text than the run has",
            path=run.source_text(pair.first.document),
            remedy="give the folder of the run that was annotated",
        )
    return AnnotatedDocument(document.mended, pair.union)


def _inside(example: Example, differing: Iterable[Disagreement]) -> Iterator[Disagreement]:
    keys = {key_of(span.annotation) for span in example.spans if span.annotation is not None}
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
    names: tuple[str, str],
    tell: Watcher = unwatched,
) -> tuple[list[Row], list[Remark]]:
    """Read what the judge chose.

    Parameters
    ----------
    run : RunFolder
        The run whose disagreements were pushed.
    session : Session
        Signed in to the server.
    pairs : iterable of Pair
        The same annotation sets.
    names : (str, str)
        The annotators.
    tell : callable
        Called with every step.

    Returns
    -------
    rows : list of Row
        Rows of the record for the examples that are confirmed. Where the two differ only in a
        value, a nesting or a long form of one span, the page does not show which is whose, and the
        disagreement stays open unless a comment says so: ``SIB = alice``, or the value of a date.
    remarks : list of Remark
        What could not be read, and what excludes each other, of which no row is made.
    """
    review = ReviewFolder(run)
    state = load_state(review.state_file(adjudication=True))
    rows: list[Row] = []
    remarks: list[Remark] = []
    by_document = {pair.first.document: pair for pair in pairs}
    held = {one.id: one for one in session.examples(state.project)}
    snapshot = Snapshot(state, session, session.comments(state.project))
    for done, (number, sent) in enumerate(state.examples.items()):
        tell("reading", done, len(state.examples))
        pair = by_document.get(sent.document)
        if pair is None or number not in held or not held[number].confirmed:
            continue
        example = snapshot.example(held[number])
        mended = review.pushed(sent.key).read(sent.document).mended
        # The comment that was sent to the judge gives no values.
        said = [one for one in example.comments if one.user != session.user]
        sides = _sides(said, names)
        # What names an annotator is no value.
        values = [replace(one, text=_without_sides(one.text, names)) for one in said]
        back = returned(sent, replace(example, comments=values), mended, lambda user: None)
        remarks += back.remarks
        final = {key_of(one.annotation): one.annotation for one in back.spans if one.annotation}
        both = list(_incompatible(final))
        remarks += [Remark(sent.document, f"piece {sent.number}", _told(*two)) for two in both]
        untold = {key_of(one) for two in both for one in two}
        found = _rows(sent, pair, final, example, sides)
        rows += [row for row in found if Ruling(row).key not in untold]
    return rows, remarks


def _incompatible(final: Mapping[Key, Annotation]) -> Iterator[tuple[Annotation, Annotation]]:
    """Yield what a judge has left side by side although it cannot both be."""
    near: list[Annotation] = []
    for one in sorted(final.values(), key=Annotation.sort_key):
        near = [other for other in near if other.end > one.start]
        yield from ((other, one) for other in near if clash(other, one))
        near.append(one)


def _told(one: Annotation, other: Annotation) -> str:
    return (
        f"{one.label} « {one.text} » and {other.label} « {other.text} » exclude each other, and "
        "both are there: delete one of them; neither was taken"
    )


def _sides(comments: Iterable[HeldComment], names: tuple[str, str]) -> dict[str, str]:
    """Return who is right about a quote, where a comment says so."""
    found = {}
    for one in comments:
        for line in one.text.splitlines():
            quote, _, name = (part.strip() for part in line.rpartition("="))
            side = _side(name, names)
            if quote and side:
                found[form_of(quote)] = side
    return found


def _without_sides(text: str, names: tuple[str, str]) -> str:
    lines = (line for line in text.splitlines() if not _side(line.rpartition("=")[2], names))
    return "\n".join(lines)


def _side(name: str, names: tuple[str, str]) -> str:
    folded = [fold(one.strip()) for one in (name, *names)]
    sides = dict(zip(folded[1:], (FIRST, SECOND), strict=True))
    return sides.get(folded[0], "")


def _rows(
    sent: SentExample,
    pair: Pair,
    final: Mapping[Key, Annotation],
    example: ServerExample,
    sides: Mapping[str, str],
) -> Iterator[Row]:
    shown = {key_of(span.annotation): span.annotation for span in sent.spans if span.annotation}
    differing = {key_of(one.either): one for one in pair.differing}
    reason = f"doccano: {example.by}, {example.at}"
    for key, one in shown.items():
        disagreement = differing.get(key)
        if disagreement is not None:
            chosen = _chosen(disagreement, final.get(key), sides)
            if chosen:
                yield {**row_of(disagreement), **chosen, "reason": reason}
        elif key not in final:
            yield {**place_of(sent.document, one), "decision": DROP, "reason": reason}
    for key, one in final.items():
        if key not in shown:
            ruling = {"decision": ADD, "decided": carried(one), "reason": reason}
            yield {**place_of(sent.document, one), **ruling}


def _chosen(
    disagreement: Disagreement, final: Annotation | None, sides: Mapping[str, str]
) -> Row | None:
    if final is None:
        return {"decision": DROP}
    if disagreement.first is not None and disagreement.second is not None:
        side = sides.get(form_of(final.text or ""))
        if side is not None:
            return {"decision": side}
        if final.value in (disagreement.first.value, disagreement.second.value):
            return None
        return {"decision": SET, "decided": carried(final)}
    return {"decision": FIRST if disagreement.first is not None else SECOND}
