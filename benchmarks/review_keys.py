"""Keys and clicks of a reviewer who knows the gold: by doubt, by form, by reading, and in doccano.

`python benchmarks/review_keys.py RUN GOLD`. The gold is a folder of gold files, or of JSON files
with ``core``: a list of start, end and label in code points of the text, and ``either``: groups of
alternatives, of which the one nearest to the run counts. Names and dates of the flat layer are
decided on, not their values, as somebody does who makes no mistakes; every decision in the page is
carried out on a copy of the run. At the end of a reading all of the text was in sight.

An action is a key, a click or a drag; to look for a place, and to move the mouse there, is none. In
both tools a screen costs one action, and was measured in a window of 1400 by 1000 pixels: the page
shows 35 lines of 125 characters there, doccano 11 lines of 78.

In the page, Space marks a screen as read and shows the next one, of the next text too. With the
mouse over a name a key gives it a label, or deletes it: one action; a bound is dragged: one for
each that moves; a missed name, or one that was cut short, is a key where the pointer shows its
words, or else a drag and a key; all occurrences of a form are two keys. Without a mouse one goes to
a span by spans or by doubts, whatever is nearer, and to a missed name by those that look like one.

In doccano the first text is opened from the list; each further one is a key, and so is confirming.
A label is changed by a click on it and a key, deleted by a click, added by a drag and a key; a
bound is moved by deleting the name and adding it anew. Texts come in doccano's order, riskiest
first.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Annotated

import typer

from annotate.document.annotation import ENTITIES, Annotation
from annotate.document.labels import shipped_labels
from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.document.source import Range
from annotate.evaluation.spans import is_nested
from annotate.review.choices import Choice, ChoiceError, ChoiceKind
from annotate.review.deciding import ContradictsError
from annotate.review.decisions import ACCEPTED, PREDICTED
from annotate.review.doccano.examples import examples_of
from annotate.review.form_decisions import FormDecision
from annotate.review.page.queues import Elsewhere, doubt_rows
from annotate.review.page.views import Row
from annotate.review.pieces import Piece
from annotate.review.session import ReviewSession
from annotate.review.sheet.wording import Verb
from command_line import run_script
from review_costs import (
    Golds,
    Wanted,
    doccano_screens,
    flat,
    golds_of,
    keys_from,
    screens,
    steps,
    to_add,
    wanted,
)


@dataclass
class Tally:
    """What a way has cost so far, and how good the run is then.

    Attributes
    ----------
    decisions, keys, actions : int
        Decisions that were made, keys for them, and actions with a mouse as well.
    spent : dict of str to int
        Actions with a mouse while reading, by what they were for.
    curve : list of (int, int, float)
        Decisions, keys and F1 after every few of them.
    """

    decisions: int = 0
    keys: int = 0
    actions: int = 0
    spent: dict[str, int] = field(default_factory=dict)
    curve: list[tuple[int, int, float]] = field(default_factory=list)


def f1(session: ReviewSession, golds: Golds) -> float:
    """Return the strict F1 over all documents with gold."""
    right = wrong = missed = 0
    for name, gold in golds.items():
        held = flat(session.document(name).document)
        hits = sum(gold.get(span) == one.label for span, one in held.items())
        right, wrong, missed = right + hits, wrong + len(held) - hits, missed + len(gold) - hits
    return 2 * right / max(2 * right + wrong + missed, 1)


def by_doubt(session: ReviewSession, golds: Golds, every: int) -> Tally:
    """Decide on all doubts in the order of the page: names, and words that may be a missed name."""
    tally = Tally(curve=[(0, 0, f1(session, golds))])
    for row in doubt_rows(session, Elsewhere(session).counts()):
        if row["document"] not in golds:
            continue
        before = tally.decisions
        if row["annotation"] is None:
            _missed(session, golds, row, tally)
        else:
            _doubted(session, golds, row["document"], row["annotation"], tally)
        if tally.decisions // every > before // every:
            tally.curve.append((tally.decisions, tally.keys, f1(session, golds)))
    tally.actions = tally.keys
    tally.curve.append((tally.decisions, tally.keys, f1(session, golds)))
    return tally


def _doubted(session: ReviewSession, golds: Golds, name: str, identity: str, tally: Tally) -> None:
    """Decide on a name, if a decision everywhere has not done so already."""
    document = session.document(name).document
    one = next((held for held in document.standoff.named() if held.id == identity), None)
    span = document.offsets.span(one.ranges) if one is not None else None
    if one is None or span is None or one.status != PREDICTED:
        return
    found = Wanted(Choice(ChoiceKind.CONFIRM, one.id))
    if one.layer == ENTITIES and not is_nested(one):
        held, text = flat(document), document.mended.text
        found = wanted(text, golds[name], span, one, held)
        if everywhere(session, golds, text[slice(*span)], found.choice, tally):
            tally.keys += 2
            return
    if carried_out(session, name, found.choice):
        tally.decisions, tally.keys = tally.decisions + 1, tally.keys + found.keys


def _missed(session: ReviewSession, golds: Golds, row: Row, tally: Tally) -> None:
    """Add a name at words that may be one, or say that they are none."""
    name, gold = row["document"], golds[row["document"]]
    reviewed = session.document(name)
    piece = next(one.piece for one in reviewed.pieces if one.piece.id == row["piece"])
    span = (row["start"] + piece.span[0], row["end"] + piece.span[0])
    held, text = flat(reviewed.document), reviewed.document.mended.text
    if any(other[0] < span[1] and span[0] < other[1] for other in held):
        return
    tally.decisions, tally.keys = tally.decisions + 1, tally.keys + 1
    free = (one for one in gold if not any(one[0] < b and a < one[1] for a, b in held))
    best = next((one for one in free if one[0] < span[1] and span[0] < one[1]), None)
    if best is not None:
        proposed = [(start + piece.span[0], end + piece.span[0]) for start, end in row["bounds"]]
        tally.keys += keys_from(text, span, best, proposed)
        carried_out(session, name, Choice(ChoiceKind.ADD, label=gold[best], span=best))


def by_form(session: ReviewSession, golds: Golds) -> Tally:
    """Decide on the forms in doubt that are the same everywhere, a key each; the others are left
    with a key.
    """
    tally = Tally(curve=[(0, 0, f1(session, golds))])
    for case in session.forms():
        tally.keys += 1
        if case.layer != ENTITIES:
            continue
        wishes = [Counter[str]({case.label: 1}), case.labels]
        for label in dict.fromkeys(one for some in wishes for one in some if one):
            choice = Choice(ChoiceKind.RELABEL, label=label)
            if everywhere(session, golds, case.form, choice, tally, least=1):
                break
        else:
            everywhere(session, golds, case.form, Choice(ChoiceKind.DELETE), tally, least=1)
    tally.actions = tally.keys
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
    """Read all texts: correct what is wrong, add what is missing, mark each screen as read."""
    tally = Tally(curve=[(0, 0, f1(session, golds))])
    for name in golds:
        for state in session.document(name).pieces:
            _read(session, golds, name, state.piece, tally)
        pieces = [one.piece for one in session.document(name).pieces]
        session.mark_read(name, {one.id: "" for one in pieces})
        spaces = screens([one.text for one in pieces])
        _spend(tally, "screens", spaces, spaces)
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
            found = wanted(text, gold, span, one, held)
            found = replace(found, keys=found.keys + steps(held, at, span))
        elif span in gold:
            choice = Choice(ChoiceKind.ADD, label=gold[span], span=span)
            found = to_add(text, piece, choice, held, at)
        else:  # a decision everywhere has taken it away
            continue
        if found.choice.kind is ChoiceKind.CONFIRM:
            tally.decisions += 1
            continue
        if everywhere(session, golds, text[slice(*span)], found.choice, tally):
            _spend(
                tally, "all occurrences of a form, 2 actions each", found.keys + 1, found.mouse + 1
            )
        elif carried_out(session, name, found.choice):
            tally.decisions += 1
            each = "one action" if found.mouse == 1 else f"{found.mouse} actions"
            what = f"{_what(one, found.choice)}, {each} each"
            _spend(tally, what, found.keys, found.mouse)
        at = span[0]


def _what(one: Annotation | None, choice: Choice) -> str:
    """Return what a choice about a name, or about a place without one, is for."""
    if one is None:
        return "missed names"
    if choice.kind is ChoiceKind.DELETE:
        return "what is no name"
    return "labels" if choice.span is None else "bounds"


def _spend(tally: Tally, what: str, keys: int, actions: int) -> None:
    tally.keys, tally.actions = tally.keys + keys, tally.actions + actions
    tally.spent[what] = tally.spent.get(what, 0) + actions


def everywhere(
    session: ReviewSession, golds: Golds, form: str, choice: Choice, tally: Tally, least: int = 2
) -> bool:
    """Decide for all occurrences of a form where that mends some names and harms none; return
    whether it did.
    """
    if choice.kind is ChoiceKind.CONFIRM or (choice.kind is not ChoiceKind.ADD and choice.span):
        return False
    verb = Verb.REJECT if choice.kind is ChoiceKind.DELETE else Verb.LABEL
    decision = FormDecision(form, verb, label=choice.label if verb is Verb.LABEL else "")
    mended = 0
    for name, before, after in session.everywhere(decision).changes:
        document, gold = session.document(name).document, golds.get(name)
        span = document.offsets.span(after.ranges)
        if gold is None or span is None:
            continue
        covered = any(one[0] <= span[0] and span[1] <= one[1] and one != span for one in gold)
        if covered or (before is not None and is_nested(before)):
            continue
        if gold.get(span) != (None if verb is Verb.REJECT else after.label):
            return False
        mended += after.status != ACCEPTED or least == 1
    if mended < least:
        return False
    session.decide_everywhere(decision, yes=True)
    tally.decisions += mended
    return True


def doccano(session: ReviewSession, golds: Golds) -> Iterator[tuple[int, float]]:
    """Yield actions so far and F1 after each text of doccano, with the same corrections made."""
    documents = {name: session.document(name).document for name in golds}
    texts = {name: examples_of(one) for name, one in documents.items()}
    risk = {
        name: sum(one.risk for one in some) / sum(len(one.text) for one in some)
        for name, some in texts.items()
    }
    total = sum(map(len, golds.values()))
    right = {name: _right(documents[name], golds[name]) for name in golds}
    hits, sizes = sum(map(sum, right.values())), sum(len(flat(one)) for one in documents.values())
    yield 0, 2 * hits / (sizes + total)
    actions = 1
    for name in sorted(golds, key=lambda name: -risk[name]):
        held, gold = flat(documents[name]), golds[name]
        for example in texts[name]:
            low, high = example.start, example.start + len(example.text)
            taken = set()
            own = [span for span in held if low <= span[0] < high]
            for span in own:
                found = wanted(documents[name].mended.text, gold, span, held[span], held)
                taken.add(found.choice.span)
                actions += found.doccano
            there = [span for span in gold if low <= span[0] < high]
            actions += 2 * len([one for one in there if one not in held and one not in taken])
            actions += doccano_screens(example.text) - 1 + 2  # scroll on, confirm, turn the page
            hits += len(there) - sum(held[span].label == gold.get(span) for span in own)
            sizes += len(there) - len(own)
            yield actions, 2 * hits / (sizes + total)


def _right(document: AnnotatedDocument, gold: dict[Range, str]) -> list[bool]:
    return [gold.get(span) == one.label for span, one in flat(document).items()]


def measured(run: Path, gold: Path, every: int) -> tuple[dict[str, Tally], list[tuple[int, float]]]:
    """Return what each way through the page costs, and the actions and F1 of doccano."""
    labels = shipped_labels()
    golds = golds_of(RunFolder(run), gold, labels)
    with tempfile.TemporaryDirectory() as place:

        def fresh(way: str) -> ReviewSession:
            copy = RunFolder(Path(shutil.copytree(run, Path(place) / way)))
            return ReviewSession(copy, "reviewer", labels)

        doubt, form = fresh("doubt"), fresh("form")
        ways = {
            "by doubt": by_doubt(doubt, golds, every),
            "then by reading": by_reading(doubt, golds),
            "by form": by_form(form, golds),
            "by form, then by reading": by_reading(form, golds),
            "by reading": by_reading(fresh("reading"), golds),
        }
        return ways, list(doccano(fresh("doccano"), golds))


def main(
    run: Annotated[Path, typer.Argument(metavar="RUN")],
    gold: Annotated[Path, typer.Argument(metavar="GOLD")],
    every: Annotated[int, typer.Option(help="Decisions between two points of the curve.")] = 25,
    out: Annotated[Path | None, typer.Option(help="A JSON file for the figures.")] = None,
) -> None:
    """Count the keys of a reviewer who knows the gold."""
    ways, elsewhere = measured(run, gold, every)
    if out is not None:
        told = {name: asdict(tally) for name, tally in ways.items()}
        out.write_text(json.dumps({"ways": told, "doccano": elsewhere}), "utf-8")
    print("                          decisions    keys  a decision  with a mouse      F1")
    for name, tally in ways.items():
        share = tally.keys / max(tally.decisions, 1)
        print(
            f"{name:24} {tally.decisions:10} {tally.keys:7} {share:11.2f} {tally.actions:13} "
            f"{tally.curve[-1][2]:7.3f}"
        )
    print(f"{'doccano':24} {'':30} {elsewhere[-1][0]:13} {elsewhere[-1][1]:7.3f}")
    print("\nby reading: actions with a mouse")
    for what, actions in ways["by reading"].spent.items():
        print(f"{actions:6} {what}")
    print("\nby doubt: decisions, keys, F1; actions in doccano for the same")
    for decisions, keys, score in ways["by doubt"].curve:
        same = next((actions for actions, other in elsewhere if other >= score), None)
        print(f"{decisions:6} {keys:6} {score:7.3f} {same or '':6}")


if __name__ == "__main__":
    run_script(main)
