"""A reviewed run becomes gold: what somebody has read, whole, as it is now."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotate.document.annotation import Annotation, Layer
from annotate.document.candidates import Candidate
from annotate.document.edits_file import write_edits
from annotate.document.labels import shipped_labels
from annotate.document.projection import layers_of
from annotate.document.run_folder import RunFolder
from annotate.document.source import Source
from annotate.document.standoff import loads, standoff_of, write_standoff
from annotate.files import write_text
from annotate.review.choices import Choice, ChoiceKind
from annotate.review.journal.batch import How
from annotate.review.session import ReviewSession
from annotate.text.mending.mend import mend
from command import Command

TEXT = "En 1921, Irma Vasseur quitta Lens pour Arras avec le SPS.\n\nPersonne ne la suivit.\n"
NAMES = [("1921", "DATE"), ("Irma Vasseur", "PER"), ("Lens", "LOC")]


def write(run: RunFolder, name: str, text: str, names: list[tuple[str, str]]) -> None:
    source = Source(name, f"{name}.txt", text)
    mended = mend(source)
    found = []
    for form, label in names:
        at = mended.text.index(form)
        value = form if label == "DATE" else None
        found.append(Candidate(at, at + len(form), label, "rule:r", 0.9, value=value))
    at = text.find("SPS")
    acronyms = [Candidate(at, at + 3, "ACRONYM", "rule:r", 0.9)] if at >= 0 else []
    write_text(run.source_text(name), text)
    write_text(run.mended_text(name), mended.text + "\n")
    write_edits(run.edits(name), mended)
    write_standoff(
        run.annotations(name), standoff_of(source, layers_of(mended, found, acronyms), ""), source
    )


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    folder = RunFolder(tmp_path / "run")
    write(folder, "a", TEXT, NAMES)
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    return folder


def session(run: RunFolder, by: str = "alice") -> ReviewSession:
    return ReviewSession(run, by, shipped_labels())


def read_all(review: ReviewSession, document: str = "a") -> None:
    pieces = {one.piece.id: one.digest for one in review.document(document).pieces}
    review.mark_read(document, pieces)


def one(review: ReviewSession, text: str) -> Annotation:
    (found,) = (a for a in review.document("a").document.annotations if a.text == text)
    return found


def review_all(run: RunFolder) -> ReviewSession:
    review = session(run)
    at = review.document("a").document.mended.text.index("Arras")
    review.decide("a", [Choice(ChoiceKind.DELETE, one(review, "Lens").id)])
    review.decide("a", [Choice(ChoiceKind.ADD, label="LOC", span=(at, at + 5))])
    read_all(review)
    return review


def keep(annotate: Command, run: RunFolder, *more: object) -> Any:
    return annotate("gold", "keep", run.folder, "--out", run.folder.parent / "gold", *more)


def gold(run: RunFolder, name: str = "a") -> Any:
    path = run.folder.parent / "gold" / f"{name}.jsonl"
    return loads(path.read_text("utf-8"), path)


def test_what_people_want_is_gold_under_their_names(
    annotate: Command, run: RunFolder, tmp_path: Path
) -> None:
    review_all(run)
    done = keep(annotate, run)
    assert done.returncode == 0, done.stderr
    made = gold(run)
    assert [(one.label, one.text, one.value) for one in made.annotations()] == [
        ("DATE", "1921", "1921"),
        ("PER", "Irma Vasseur", None),
        ("LOC", "Arras", None),
        ("ACRONYM", "SPS", None),
    ]
    told = {(one.status, one.source, one.score, one.paragraph) for one in made.annotations()}
    assert told == {("accepted", "reviewer:alice", None, None)}
    assert "unread" not in (tmp_path / "gold" / "a.jsonl").read_text("utf-8").split("\n")[0]
    checked = annotate("gold", "check", tmp_path / "gold", "--text", tmp_path / "a.txt")
    assert checked.returncode == 0, checked.stderr
    # The same again is no other gold.
    assert keep(annotate, run).returncode == 0


def test_a_text_without_names_that_nobody_opened_is_no_gold(
    annotate: Command, run: RunFolder
) -> None:
    write(run, "vide", "Rien ne se passa.\n\nIl pleuvait.\n", [])
    done = keep(annotate, run, "--document", "vide")
    assert done.returncode == 1
    assert "vide is not kept: 2 left to read or to settle" in done.stderr
    assert "paragraph p1, page 1, « Rien ne se passa. »: was not read" in done.stderr
    assert "paragraph p2, page 1, « Il pleuvait. »: was not read" in done.stderr
    read_all(session(run), "vide")
    assert keep(annotate, run, "--document", "vide").returncode == 0
    assert gold(run, "vide").annotations() == []


def test_every_piece_is_read_whole_the_empty_ones_too(annotate: Command, run: RunFolder) -> None:
    review = session(run)
    first, second = review.document("a").pieces
    review.mark_read("a", {first.piece.id: first.digest})
    review.mark_read("a", {second.piece.id: ""}, How.DOUBT)
    done = keep(annotate, run)
    assert done.returncode == 1
    told = "paragraph p2, page 1, « Personne ne la suivit. »: only its doubts were read"
    assert told in done.stderr
    assert "p1" not in done.stderr
    assert not (run.folder.parent / "gold").exists()


def test_what_changed_after_it_was_read_is_to_be_read_again(
    annotate: Command, run: RunFolder
) -> None:
    review_all(run)
    bob = session(run, "bob")
    bob.decide("a", [Choice(ChoiceKind.RELABEL, one(bob, "Arras").id, label="ORG")])
    done = keep(annotate, run)
    assert done.returncode == 1
    assert "paragraph p1" in done.stderr and "paragraph p2" not in done.stderr
    # His own reading, or the way back, is enough.
    bob.undo()
    assert keep(annotate, run).returncode == 0


def test_a_reader_may_change_her_mind_without_reading_again(
    annotate: Command, run: RunFolder
) -> None:
    review = review_all(run)
    review.decide("a", [Choice(ChoiceKind.RELABEL, one(review, "Arras").id, label="ORG")])
    assert keep(annotate, run).returncode == 0
    assert ("ORG", "Arras") in {(one.label, one.text) for one in gold(run).annotations()}


def test_a_prediction_that_is_new_is_to_be_read(annotate: Command, run: RunFolder) -> None:
    review_all(run)
    treated = run.read("a")
    at = treated.mended.text.index("Personne")
    new = treated.annotation_at(at, at + 8, "PER", source="rule:r")
    layers = [
        Layer.of(one.name, (*one.annotations, new)) if one.name == "entities" else one
        for one in treated.standoff.layers
    ]
    standoff = replace(treated.standoff, layers=tuple(layers))
    write_standoff(run.annotations("a"), standoff, treated.source)
    done = keep(annotate, run)
    assert done.returncode == 1
    assert "paragraph p2" in done.stderr and "paragraph p1" not in done.stderr
    review = session(run)
    review.mark_read("a", {"p2": ""}, How.DOUBT)
    assert "only its doubts were read" in keep(annotate, run).stderr
    review.mark_read("a", {"p2": ""})
    assert keep(annotate, run).returncode == 0


def test_an_open_remark_is_named(annotate: Command, run: RunFolder) -> None:
    review_all(run)
    row = {"project": "p", "document": "a", "place": "LOC 'Lens'", "what": "it runs over two"}
    with (run.folder / "review" / "to-look-at.csv").open("w", encoding="utf-8-sig") as file:
        table = csv.DictWriter(file, list(row))
        table.writeheader()
        table.writerow(row)
    done = keep(annotate, run)
    assert done.returncode == 1
    assert "LOC 'Lens': it runs over two (review/to-look-at.csv)" in done.stderr
    assert keep(annotate, run, "--allow-unread").returncode == 0
    assert gold(run).unread == ((0, len(TEXT)),)


def test_what_was_not_read_is_kept_only_when_asked_and_says_so(
    annotate: Command, run: RunFolder, tmp_path: Path
) -> None:
    review = session(run)
    first, second = review.document("a").pieces
    review.mark_read("a", {first.piece.id: first.digest})
    assert keep(annotate, run, "--allow-unread").returncode == 0
    assert gold(run).unread == second.piece.ranges
    ((start, end),) = second.piece.ranges
    assert TEXT[start:end] == "Personne ne la suivit."
    checked = annotate("gold", "check", tmp_path / "gold", "--text", tmp_path / "a.txt")
    assert checked.returncode == 0, checked.stderr
    assert "1 of them was not read whole" in checked.stderr
    read_all(review)
    assert keep(annotate, run, "--force").returncode == 0
    assert gold(run).unread == ()


def test_earlier_gold_is_replaced_only_when_asked(
    annotate: Command, run: RunFolder, tmp_path: Path
) -> None:
    review = review_all(run)
    assert keep(annotate, run).returncode == 0
    before = (tmp_path / "gold" / "a.jsonl").read_bytes()
    review.decide("a", [Choice(ChoiceKind.DELETE, one(review, "Arras").id)])
    done = keep(annotate, run)
    assert (done.returncode, "holds other gold of this document" in done.stderr) == (2, True)
    assert (tmp_path / "gold" / "a.jsonl").read_bytes() == before
    assert keep(annotate, run, "--force").returncode == 0
    assert "Arras" not in {one.text for one in gold(run).annotations()}
