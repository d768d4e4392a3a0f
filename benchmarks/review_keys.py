"""Keys of a reviewer who knows the gold: by doubt and by reading in the page, and in doccano.

`python benchmarks/review_keys.py RUN GOLD`. The gold is a folder of gold files, or of JSON files
with ``core``: a list of start, end and label in code points of the text. Names and dates of the
flat layer are decided, as somebody does who makes no mistakes; every decision of the page is
carried out on a copy of the run. Counted are the keys of somebody without a mouse; the actions
(clicks, drags, keys) of somebody with one; and the actions of the same corrections in doccano.
Scrolling and looking for a place with the mouse count as nothing, in the page as in doccano.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tempfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from annotate.document.annotation import ENTITIES, Annotation
from annotate.document.labels import LabelTable, shipped_labels
from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.document.source import Range
from annotate.evaluation.spans import is_nested
from annotate.gold.files import read_gold
from annotate.review.choices import Choice, ChoiceError, ChoiceKind
from annotate.review.deciding import ContradictsError
from annotate.review.decisions import is_live
from annotate.review.form_decisions import FormDecision
from annotate.review.page.candidates import candidates
from annotate.review.page.views import CERTAIN
from annotate.review.pieces import Piece
from annotate.review.reviewed import ReviewedDocument
from annotate.review.session import ReviewSession
from annotate.review.sheet.wording import Verb
from command_line import run_script

Golds = dict[str, dict[Range, str]]
"""For each document, its names: spans of the mended text with their labels."""

_WORD = re.compile(r"\w+(?:['’](?=\w))?|[^\w\s]")
_EXAMPLE = 4000
"""Characters of a text that doccano shows at once."""


@dataclass
class Tally:
    """What a way has cost so far, and how good the run is then.

    Attributes
    ----------
    decisions, keys, actions : int
        Decisions that were made, keys for them, and actions with a mouse as well.
    curve : list of (int, int, float)
        Decisions, keys and F1 after every few of them.
    """

    decisions: int = 0
    keys: int = 0
    actions: int = 0
    curve: list[tuple[int, int, float]] = field(default_factory=list)


def flat(document: AnnotatedDocument) -> dict[Range, Annotation]:
    """Return the names and dates of the flat layer that are alive, by spans of the mended text."""
    found = {}
    for one in document.standoff.layer(ENTITIES).annotations:
        span = document.offsets.span(one.ranges)
        if span is not None and is_live(one) and not is_nested(one):
            found[span] = one
    return found


def golds_of(run: RunFolder, folder: Path, labels: LabelTable) -> Golds:
    """Return the gold of the documents of a run; those without any are left out."""
    by_hash: dict[str, list[tuple[tuple[Range, ...], str]]] = {}
    for file in folder.glob("*.json"):
        told = json.loads(file.read_text("utf-8"))
        by_hash[told["sha256"]] = [
            (((one["start"], one["end"]),), one["label"]) for one in told["core"]
        ]
    for gold in read_gold(folder, labels) if any(folder.glob("*.jsonl")) else ():
        by_hash[gold.standoff.sha256] = [
            (one.ranges, one.label)
            for one in gold.standoff.layer(ENTITIES).annotations
            if is_live(one) and not is_nested(one)
        ]
    found: Golds = {}
    for document in run.read_all():
        placed = by_hash.get(document.source.sha256)
        if placed is not None:
            spans = ((document.offsets.span(ranges), label) for ranges, label in placed)
            found[document.id] = {span: label for span, label in spans if span is not None}
    return found


def f1(session: ReviewSession, golds: Golds) -> float:
    """Return the strict F1 over all documents with gold."""
    right = wrong = missed = 0
    for name, gold in golds.items():
        held = flat(session.document(name).document)
        hits = sum(gold.get(span) == one.label for span, one in held.items())
        right, wrong, missed = right + hits, wrong + len(held) - hits, missed + len(gold) - hits
    return 2 * right / max(2 * right + wrong + missed, 1)


def wanted(
    text: str, gold: dict[Range, str], span: Range, one: Annotation, held: dict[Range, Annotation]
) -> tuple[Choice, int, int]:
    """Return what is right about a name, with the keys of the page and the actions of doccano."""
    label = gold.get(span)
    if label == one.label:
        return Choice(ChoiceKind.CONFIRM, one.id), 1, 0
    if label is not None:
        return Choice(ChoiceKind.RELABEL, one.id, label=label), 1, 2
    others = [
        other for other in gold if other[0] < span[1] and span[0] < other[1] and other not in held
    ]
    if not others:
        return Choice(ChoiceKind.DELETE, one.id), 1, 1
    best = max(others, key=lambda other: min(other[1], span[1]) - max(other[0], span[0]))
    choice = Choice(ChoiceKind.RELABEL, one.id, label=gold[best], span=best)
    return choice, _keys_to_move(text, span, best, held) + 1, 3


def _keys_to_move(text: str, was: Range, now: Range, held: Iterable[Range]) -> int:
    """Return the keys that move bounds: arrows with Shift, after `b` or `b b` where that helps."""
    low, high = max(0, was[0] - 200), was[1] + 200
    beside = [(a - low, b - low) for a, b in held if b <= was[0] or was[1] <= a]
    costs = [moves(text, was, now)]
    for keys, taken in ((1, beside), (2, [])):
        found = [(start + low, end + low) for start, end in candidates(text[low:high], taken)]
        run = next((one for one in found if one[0] < was[1] and was[0] < one[1]), was)
        costs.append(keys + moves(text, run, now))
    return min(costs)


def moves(text: str, was: Range, now: Range) -> int:
    """Return by how many words the ends of a span move."""
    words = [match.span() for match in _WORD.finditer(text)]
    starts, ends = [start for start, _ in words], [end for _, end in words]
    first = abs(bisect_left(starts, was[0]) - bisect_left(starts, now[0]))
    return first + abs(bisect_left(ends, was[1]) - bisect_left(ends, now[1]))


def by_doubt(session: ReviewSession, golds: Golds, every: int) -> Tally:
    """Decide on all doubts, the most doubtful first."""
    tally = Tally(curve=[(0, 0, f1(session, golds))])
    queue = [
        (one.score or 0.0, name, one.id)
        for name in golds
        for one in session.document(name).doubts(CERTAIN)
    ]
    for _, name, identity in sorted(queue):
        document = session.document(name).document
        one = next((held for held in document.standoff.named() if held.id == identity), None)
        span = document.offsets.span(one.ranges) if one is not None else None
        if one is None or span is None or one.status != "predicted":
            continue
        choice, keys, _ = Choice(ChoiceKind.CONFIRM, one.id), 1, 0
        if one.layer == ENTITIES and not is_nested(one):
            held = flat(document)
            choice, keys, _ = wanted(document.mended.text, golds[name], span, one, held)
        if carried_out(session, name, choice):
            tally.decisions, tally.keys = tally.decisions + 1, tally.keys + keys
            tally.actions += keys
        if tally.decisions % every == 0:
            tally.curve.append((tally.decisions, tally.keys, f1(session, golds)))
    tally.curve.append((tally.decisions, tally.keys, f1(session, golds)))
    return tally


def carried_out(session: ReviewSession, name: str, choice: Choice) -> bool:
    """Carry a choice out; what the review refuses is left as it is."""
    try:
        return session.decide(name, [choice], yes=True).batch is not None
    except (ChoiceError, ContradictsError) as error:
        print(f"{name}: {error}", file=sys.stderr)
        return False


def by_reading(session: ReviewSession, golds: Golds) -> Tally:
    """Read all pieces: correct what is wrong, add what is missing, and mark each as read."""
    tally = Tally(curve=[(0, 0, f1(session, golds))])
    for name in golds:
        for state in session.document(name).pieces:
            _read(session, golds, name, state.piece, tally)
            session.mark_read(name, {state.piece.id: ""})
            tally.keys, tally.actions = tally.keys + 1, tally.actions + 1
        tally.curve.append((tally.decisions, tally.keys, f1(session, golds)))
    return tally


def _read(session: ReviewSession, golds: Golds, name: str, piece: Piece, tally: Tally) -> None:
    """Make a piece right from left to right; what is right already is a decision without a key."""
    gold, (low, high) = golds[name], piece.span
    first = flat(session.document(name).document)
    at = low
    for span in sorted(span for span in {*first, *gold} if low <= span[0] < high):
        document = session.document(name).document
        held, text = flat(document), document.mended.text
        one = held.get(span)
        if one is not None:
            choice, keys, _ = wanted(text, gold, span, one, held)
            keys += sum(1 for other in held if at < other[0] <= span[0])  # Tab, or an arrow
        elif span in gold:
            choice = Choice(ChoiceKind.ADD, label=gold[span], span=span)
            keys = _keys_to_add(text, piece, span, held, at)
        else:  # a decision everywhere has taken it away
            continue
        tally.decisions += 1
        if choice.kind is ChoiceKind.CONFIRM or not carried_out(session, name, choice):
            continue
        more = everywhere(session, golds, text[slice(*span)], choice, tally)
        tally.keys += keys + more
        # The right button deletes; a click or a drag and a key do anything else.
        tally.actions += more + (1 if choice.kind is ChoiceKind.DELETE else 2)
        at = span[0]


def _keys_to_add(
    text: str, piece: Piece, span: Range, held: dict[Range, Annotation], at: int
) -> int:
    """Return the keys that select words and give them a label: `n`, arrows, arrows with Shift."""
    low, high = piece.span
    taken = [(start - low, end - low) for start, end in held if low <= start < high]
    every = [(start + low, end + low) for start, end in candidates(piece.text, taken)]
    offered = [one for one in every if one[0] >= at] or [(at, at + 1)]
    costs = (count + moves(text, one, span) for count, one in enumerate(offered, 1))
    return min(costs) + 1


def everywhere(
    session: ReviewSession, golds: Golds, form: str, choice: Choice, tally: Tally
) -> int:
    """Decide for all occurrences of a form where that mends two more names and harms none; return
    how many keys more than here alone that takes.
    """
    if choice.kind is not ChoiceKind.ADD and choice.span is not None:
        return 0
    verb = Verb.REJECT if choice.kind is ChoiceKind.DELETE else Verb.LABEL
    decision = FormDecision(form, verb, label=choice.label if verb is Verb.LABEL else "")
    mended = 0
    for name, before, after in session.everywhere(decision).changes:
        document, gold = session.document(name).document, golds.get(name)
        span = document.offsets.span(after.ranges)
        if gold is None or span is None or after.status == "accepted":
            continue
        covered = any(one[0] <= span[0] and span[1] <= one[1] and one != span for one in gold)
        if covered or (before is not None and is_nested(before)):
            continue
        if gold.get(span) != (None if verb is Verb.REJECT else after.label):
            return 0
        mended += 1
    if mended < 2:
        return 0
    session.decide_everywhere(decision, yes=True)
    tally.decisions += mended
    return 2  # `e`, Enter


def doccano(session: ReviewSession, golds: Golds) -> Iterator[tuple[int, float]]:
    """Yield actions so far and F1 after each text, the same corrections made in doccano; the
    documents with the most errors a character come first.
    """
    documents = {name: session.document(name) for name in golds}
    order = sorted(golds, key=lambda name: -_risk(documents[name], golds[name]))
    right = {name: sum(map(len, _counts(documents[name], golds[name])[:1])) for name in golds}
    sizes = {name: len(flat(documents[name].document)) for name in golds}
    actions = 0
    for name in order:
        reviewed, gold = documents[name], golds[name]
        held, text = flat(reviewed.document), reviewed.document.mended.text
        taken = set()
        for span, one in held.items():
            choice, _, own = wanted(text, gold, span, one, held)
            taken.add(choice.span)
            actions += own
        actions += 2 * len([span for span in gold if span not in held and span not in taken])
        actions += 2 * (len(text) // _EXAMPLE + 1)  # confirm, and turn the page
        right[name] = sizes[name] = len(gold)
        total = sum(map(len, golds.values()))
        yield actions, 2 * sum(right.values()) / (sum(sizes.values()) + total)


def _counts(reviewed: ReviewedDocument, gold: dict[Range, str]) -> tuple[set[Range], set[Range]]:
    """Return the spans that are right, and those that are wrong or missing."""
    held = {span: one.label for span, one in flat(reviewed.document).items()}
    right = {span for span, label in held.items() if gold.get(span) == label}
    return right, (held.keys() | gold.keys()) - right


def _risk(reviewed: ReviewedDocument, gold: dict[Range, str]) -> float:
    return len(_counts(reviewed, gold)[1]) / len(reviewed.document.mended.text)


def main(
    run: Annotated[Path, typer.Argument(metavar="RUN")],
    gold: Annotated[Path, typer.Argument(metavar="GOLD")],
    every: Annotated[int, typer.Option(help="Decisions between two points of the curve.")] = 25,
) -> None:
    """Count the keys of a reviewer who knows the gold."""
    labels = shipped_labels()
    golds = golds_of(RunFolder(run), gold, labels)
    with tempfile.TemporaryDirectory() as place:

        def fresh(way: str) -> ReviewSession:
            copy = RunFolder(Path(shutil.copytree(run, Path(place) / way)))
            return ReviewSession(copy, "reviewer", labels)

        session = fresh("doubt")
        doubts = by_doubt(session, golds, every)
        rest = by_reading(session, golds)
        reading = by_reading(fresh("reading"), golds)
        elsewhere = list(doccano(fresh("doccano"), golds))
    print("                  decisions    keys  a decision  with a mouse      F1")
    for name, tally in (("by doubt", doubts), ("then by reading", rest), ("by reading", reading)):
        share = tally.keys / max(tally.decisions, 1)
        print(
            f"{name:16} {tally.decisions:10} {tally.keys:7} {share:11.2f} {tally.actions:13} "
            f"{tally.curve[-1][2]:7.3f}"
        )
    print(f"{'doccano':16} {'':30} {elsewhere[-1][0]:13} {elsewhere[-1][1]:7.3f}")
    print("\nby doubt: decisions, keys, F1; actions in doccano for the same")
    for decisions, keys, score in doubts.curve:
        same = next((actions for actions, other in elsewhere if other >= score), None)
        print(f"{decisions:6} {keys:6} {score:7.3f} {same or '':6}")


if __name__ == "__main__":
    run_script(main)
