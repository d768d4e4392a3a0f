"""A review as a program holds it: every action a batch, seen by whoever comes next."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import FrameType

import pytest

from annotate.document.annotation import Annotation
from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.errors import OutputError
from annotate.gold.contradictions import Verdict
from annotate.review.choices import Choice, ChoiceError, ChoiceKind, StaleError, mark_of
from annotate.review.deciding import ContradictsError, WaitsForYesError
from annotate.review.doccano.pull import pull
from annotate.review.doccano.push import push
from annotate.review.doccano.state import ReviewFolder
from annotate.review.form_decisions import FormDecision, read_form_decisions
from annotate.review.journal.batch import How, Kind
from annotate.review.session import ReviewSession
from annotate.review.sheet.wording import Verb
from annotate.review.unread import LeftToDo
from command import Command
from review.checking_folders import DOCUMENTS, contents, make_folder
from review.filling import choose, contradictions
from review.shelf import Shelf


@pytest.fixture(scope="module")
def made(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return make_folder(annotate, tmp_path_factory.mktemp("session"), DOCUMENTS)


@pytest.fixture
def folder(made: RunFolder, tmp_path: Path) -> RunFolder:
    shutil.copytree(made.folder, tmp_path / "run")
    return RunFolder(tmp_path / "run")


def session(folder: RunFolder, by: str = "alice") -> ReviewSession:
    return ReviewSession(folder, by, shipped_labels())


def one(review: ReviewSession, document: str, text: str, at: int = 0) -> Annotation:
    found = [a for a in review.document(document).document.annotations if a.text == text]
    return found[at]


def written(folder: RunFolder) -> dict[str, bytes]:
    left = {"review/journal.jsonl", "review/outdated", ".lock", "review/.lock"}
    return {name: data for name, data in contents(folder).items() if name not in left}


def test_what_is_chosen_is_a_decision_and_a_batch_of_its_own(folder: RunFolder) -> None:
    review = session(folder)
    mended = review.document("presse").document.mended.text
    at = mended.index("gare d'Aubrecourt-Nord")
    choices = [
        Choice(ChoiceKind.CONFIRM, one(review, "presse", "Aubrecourt").id),
        Choice(ChoiceKind.RELABEL, one(review, "presse", "Houille Noire").id, label="ORG"),
        Choice(ChoiceKind.DELETE, one(review, "presse", "Espoir").id),
        Choice(ChoiceKind.ADD, label="LOC", span=(at, at + len("gare d'Aubrecourt-Nord"))),
        Choice(ChoiceKind.VALUE, one(review, "presse", "2951").id, text="1951~"),
        Choice(ChoiceKind.EXPANSION, one(review, "presse", "SIB").id, text="Service du bassin"),
    ]
    before = written(folder)
    for choice in choices:
        assert review.decide("presse", [choice]).batch is not None
    found = {a.text: a for a in review.document("presse").document.annotations if a.text}
    told = {
        text: (found[text].label, found[text].status, found[text].value)
        for text in ("Aubrecourt", "Houille Noire", "Espoir", "gare d'Aubrecourt-Nord", "2951")
    }
    assert told == {
        "Aubrecourt": ("LOC", "accepted", None),
        "Houille Noire": ("ORG", "corrected", None),
        "Espoir": ("ORG", "rejected", None),
        "gare d'Aubrecourt-Nord": ("LOC", "added", None),
        "2951": ("DATE", "corrected", "1951~"),
    }
    assert found["SIB"].attributes["expansion"] == "Service du bassin"
    batches = review.batches()
    assert [(b.number, b.kind, b.by, holds) for b, holds in batches] == [
        (number, Kind.PAGE, ("alice",), True) for number in range(1, 7)
    ]
    for _ in choices:
        review.undo()
    assert written(folder) == before


def test_bounds_move_and_what_is_rejected_comes_back(folder: RunFolder) -> None:
    review = session(folder)
    name = one(review, "mairie", "la Chaîne des Buttes")
    start, end = review.document("mairie").document.offsets.span(name.ranges) or (0, 0)
    review.decide("mairie", [Choice(ChoiceKind.BOUNDS, name.id, span=(start + 3, end))])
    moved = one(review, "mairie", "Chaîne des Buttes")
    was = moved.attributes["review"]["was"]
    assert (moved.status, moved.label, was["text"]) == ("corrected", "LOC", "la Chaîne des Buttes")
    review.decide("mairie", [Choice(ChoiceKind.DELETE, moved.id)])
    assert one(review, "mairie", "Chaîne des Buttes").status == "rejected"
    review.decide("mairie", [Choice(ChoiceKind.CONFIRM, moved.id)])
    back = one(review, "mairie", "Chaîne des Buttes")
    assert (back.status, back.attributes["review"]["was"]) == ("corrected", was)
    review.decide("mairie", [Choice(ChoiceKind.DELETE, one(review, "mairie", "1902").id)])
    review.decide("mairie", [Choice(ChoiceKind.CONFIRM, one(review, "mairie", "1902").id)])
    assert one(review, "mairie", "1902").status == "accepted"
    # What is so already makes no batch.
    assert review.decide("mairie", [Choice(ChoiceKind.CONFIRM, moved.id)]).batch is None


@pytest.mark.parametrize(
    ("choice", "told"),
    [
        (Choice(ChoiceKind.VALUE, "1902", text="1902-13"), "there is no month 13"),
        (Choice(ChoiceKind.VALUE, "Aubrecourt", text="1902"), "is no date"),
        (Choice(ChoiceKind.EXPANSION, "1902", text="x"), "is no acronym"),
        (Choice(ChoiceKind.RELABEL, "1902", label="LIEU"), "'LIEU' is none of the labels PER"),
        (Choice(ChoiceKind.ADD, label="LOC", span=(0, 9999)), "no name can be at"),
        (Choice(ChoiceKind.ADD, label="LOC"), "no name can be at None"),
        (Choice(ChoiceKind.DELETE, "nothing"), "has changed since it was shown"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    folder: RunFolder, choice: Choice, told: str
) -> None:
    review = session(folder)
    texts = {a.text: a.id for a in review.document("mairie").document.annotations if a.text}
    before = contents(folder)
    with pytest.raises(ChoiceError, match=told):
        review.decide(
            "mairie", [replace(choice, annotation=texts.get(choice.annotation, choice.annotation))]
        )
    left = {name: data for name, data in contents(folder).items() if name != ".lock"}
    assert left == {name: data for name, data in before.items() if name != ".lock"}


def test_two_pages_at_once_do_not_overwrite_each_other(folder: RunFolder) -> None:
    alice, bob = session(folder), session(folder, "bob")
    name = one(alice, "mairie", "Aubrecourt")
    same = Choice(ChoiceKind.RELABEL, name.id, seen=mark_of(name), label="ORG")
    assert one(bob, "mairie", "Aubrecourt") == name
    alice.decide("mairie", [same])
    with pytest.raises(StaleError):
        bob.decide("mairie", [same])
    # He sees what she did, and may decide otherwise.
    now = one(bob, "mairie", "Aubrecourt")
    bob.decide("mairie", [Choice(ChoiceKind.RELABEL, now.id, seen=mark_of(now), label="MISC")])
    assert one(alice, "mairie", "Aubrecourt").label == "MISC"
    at = alice.document("mairie").document.offsets.span(now.ranges) or (0, 0)
    with pytest.raises(ContradictsError, match="bob : MISC « Aubrecourt »; alice : LOC"):
        alice.decide("mairie", [Choice(ChoiceKind.ADD, label="LOC", span=at)])
    hasty = ReviewSession(folder, "bob", shipped_labels(), wait=0)
    with alice.journal.opened(), pytest.raises(OutputError, match="another command"):
        hasty.undo()


@pytest.mark.parametrize(
    ("right", "left"),
    [
        ("first", [("Syndicat", "predicted"), ("d'Initiative d'Aubrecourt", "added")]),
        ("second", [("Syndicat d'Initiative", "corrected")]),
        ("drop", []),
    ],
)
def test_who_is_right_about_what_contradicts_is_said_at_once(
    folder: RunFolder, right: str, left: list[tuple[str, str]]
) -> None:
    review, bob = session(folder), session(folder, "bob")
    text = review.document("mairie").document.mended.text
    low, high = text.index("Syndicat"), text.index("Le dossier")
    span = (text.index("d'Initiative"), text.index(".", low))
    bob.decide("mairie", [Choice(ChoiceKind.ADD, label="LOC", span=span)])
    before = written(folder)
    wanted = (low, low + len("Syndicat d'Initiative"))
    bounds = Choice(ChoiceKind.BOUNDS, one(review, "mairie", "Syndicat").id, span=wanted)
    with pytest.raises(ContradictsError):
        review.decide("mairie", [bounds])
    assert written(folder) == before
    review.decide("mairie", [bounds], choice=lambda _: Verdict(right))
    document = review.document("mairie").document
    ends = [document.offsets.span(a.ranges) or (0, 0) for a in document.standoff.named()]
    found = [
        (a.text, a.status)
        for a, (start, end) in zip(document.standoff.named(), ends, strict=True)
        if low <= start and end <= high and a.status != "rejected"
    ]
    assert sorted(found) == sorted(left)
    if right != "first":
        review.undo()
    assert written(folder) == before


def test_actions_at_once_wait_for_each_other(folder: RunFolder) -> None:
    """As those of two tabs do, in the threads of one server or in two."""
    sessions = [session(folder, name) for name in ("alice", "bob", "carol", "dora")]
    names = [a.id for a in sessions[0].document("presse").document.standoff.named()]
    choices = [Choice(ChoiceKind.CONFIRM, name) for name in names]

    def act(at: int) -> None:
        sessions[at % len(sessions)].decide("presse", [choices[at]])

    with ThreadPoolExecutor(len(choices)) as pool:
        list(pool.map(act, range(len(choices))))
    assert [one.number for one, _ in sessions[0].batches()] == list(range(1, len(choices) + 1))
    found = sessions[0].document("presse").document.standoff.named()
    assert {one.status for one in found} == {"accepted"}
    assert len(found) == len(names)


def test_everywhere_is_shown_before_it_counts_and_is_remembered(folder: RunFolder) -> None:
    review = session(folder)
    decision = FormDecision("Houille Noire", Verb.LABEL, label="ORG")
    before = contents(folder)
    shown = review.everywhere(decision)
    assert sorted((document, now.status) for document, _, now in shown.changes) == [
        ("lettre", "added"),
        ("mairie", "accepted"),
        ("mairie", "accepted"),
        ("presse", "corrected"),
    ]
    assert contents(folder) == before
    outcome = review.decide_everywhere(decision)
    assert outcome.batch is not None and len(outcome.batch.documents) == 3
    table = folder.folder / "review" / "decisions.tsv"
    assert [row.by for row in read_form_decisions([table], shipped_labels())] == ["alice"] * 2
    assert review.everywhere(decision).changes == ()
    review.undo()
    assert not table.exists()
    nowhere = FormDecision("Syndicat", Verb.BOUNDS, boundary="Syndicat des Égoutiers")
    with pytest.raises(ChoiceError, match="occurs nowhere"):
        review.decide_everywhere(nowhere)
    assert not table.exists()


def test_much_that_is_deleted_waits_for_a_yes(folder: RunFolder) -> None:
    review = session(folder)
    names = review.document("presse").document.select(layer="entities")
    choices = [Choice(ChoiceKind.DELETE, name.id) for name in names[:4]]
    with pytest.raises(WaitsForYesError, match="presse: 4 of its"):
        review.decide("presse", choices)
    assert review.batches() == []
    assert review.decide("presse", choices, yes=True).batch is not None


def test_a_piece_is_read_as_it_is_shown(folder: RunFolder) -> None:
    review = session(folder)
    document = review.document("mairie")
    assert len(document.unread) == len(document.pieces) == 2
    first = document.pieces[0]
    review.mark_read("mairie", {first.piece.id: first.digest}, How.DOUBT)
    assert {one.status for _, one in review.document("mairie").pieces[0].annotations} == {
        "predicted"
    }
    review.decide(
        "mairie", [Choice(ChoiceKind.RELABEL, one(review, "mairie", "Aubrecourt").id, label="ORG")]
    )
    with pytest.raises(StaleError, match="has changed since it was shown"):
        review.mark_read("mairie", {first.piece.id: first.digest})
    now = review.document("mairie").pieces[0]
    review.mark_read("mairie", {now.piece.id: now.digest})
    read = review.document("mairie").pieces[0]
    assert read.read is not None and (read.read.by, read.read.how) == ("alice", How.WHOLE)
    assert {one.status for _, one in read.annotations} == {"accepted", "corrected"}
    assert review.document("mairie").unread == review.document("mairie").pieces[1:]
    assert {a.text for a in review.document("mairie").doubts()} == {"SIB", "1899"}
    assert review.document("mairie").doubts(below=0.5) == []


def test_a_doubt_says_what_its_form_is_elsewhere(folder: RunFolder) -> None:
    review = session(folder)
    review.decide("mairie", [Choice(ChoiceKind.DELETE, one(review, "mairie", "Aubrecourt").id)])
    doubts = review.doubts()
    (there,) = [doubt for doubt in doubts if doubt.annotation.text == "Aubrecourt"]
    assert (there.document, dict(there.labels), dict(there.decided)) == (
        "presse",
        {"LOC": 1},
        {"": 1},
    )
    assert there.piece is not None and there.piece.piece.id == "p1"
    (company,) = [doubt for doubt in doubts if doubt.annotation.label == "LOC" and doubt.count == 3]
    assert (company.annotation.text, dict(company.labels)) == (
        "Houille Noire",
        {"ORG": 2, "LOC": 1},
    )
    assert [doubt.certainty for doubt in doubts] == sorted(doubt.certainty for doubt in doubts)
    assert review.doubts(below=0.9) == []
    assert "Houille Noire" in {case.form for case in review.forms()}
    review.decide_everywhere(FormDecision("Houille Noire", Verb.LABEL, label="ORG"))
    assert "Houille Noire" not in {case.form for case in review.forms()}


def test_page_and_doccano_in_turn(folder: RunFolder) -> None:
    """What the page decides after a text was sent stays; what doccano decides is there in turn."""
    review, shelf = session(folder), Shelf()
    push(folder, shelf, shipped_labels())  # type: ignore[arg-type]
    review.decide("mairie", [Choice(ChoiceKind.DELETE, one(review, "mairie", "1902").id)])
    (example,) = [n for n, kept in shelf.kept.items() if kept.held.meta["document"] == "mairie"]
    shelf.confirm(example, 3)
    (state,) = ReviewFolder(folder).states()
    report, _ = pull(folder, state, shelf)  # type: ignore[arg-type]
    # bob confirmed the year that alice deleted: nothing is written until somebody chooses.
    (told,) = report.contradictions
    assert str(told) == "mairie: alice : –; bob : DATE « 1902 », value 1902"
    assert one(review, "mairie", "Aubrecourt").status == "predicted"
    left = LeftToDo(folder).of(folder.read("mairie"))
    assert [line for line in left.remarks if "alice : –" in line]
    choose(folder, "première")
    (state,) = ReviewFolder(folder).states()
    report, _ = pull(folder, state, shelf)  # type: ignore[arg-type]
    assert (report.contradictions, report.counts["rejected"]) == ([], 0)
    assert one(review, "mairie", "1902").status == "rejected"
    assert one(review, "mairie", "Aubrecourt").attributes["review"]["by"] == "bob"
    # He read the first block with the year in it; the second is as he has seen it.
    first, second = review.document("mairie").pieces
    assert first.read is None
    assert second.read is not None and second.read.by == "bob"
    review.undo(1)
    first, _ = review.document("mairie").pieces
    assert first.read is not None and first.read.by == "bob"
    (state,) = ReviewFolder(folder).states()
    again, _ = pull(folder, state, shelf)  # type: ignore[arg-type]
    assert (again.remarks, again.contradictions, contradictions(folder)) == ([], [], [])
    assert one(review, "mairie", "1902").status == "predicted"


def test_a_decision_in_a_long_text_looks_at_what_it_changes(
    annotate: Command, tmp_path: Path
) -> None:
    line = "[Harnes|LOC] vit [Paul Delval|PER] en [1902|DATE|1902], puis [1903|DATE|1903].\n\n"
    folder = make_folder(annotate, tmp_path, {"long": line * 200})
    review = session(folder)
    names = review.document("long").doubts()
    assert len(names) == 800
    review.decide("long", [Choice(ChoiceKind.RELABEL, names[0].id, label="MISC")])
    counted: Counter[str] = Counter()

    def count(frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            counted[frame.f_code.co_qualname] += 1

    sys.setprofile(count)
    try:
        review.decide("long", [Choice(ChoiceKind.RELABEL, names[400].id, label="MISC")])
        review.mark_read("long", {review.document("long").pieces[7].piece.id: ""})
    finally:
        sys.setprofile(None)
    # Checked against the source, written out, looked up in the text.
    steps = [counted[name] for name in ("Annotation.check", "row_of", "OffsetMap._span")]
    assert min(steps[:2]) > 0, steps
    assert max(steps) < 40, steps
