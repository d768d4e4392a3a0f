"""Batches: written whole wherever the program is killed, listed, and taken back to the byte."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.document.annotation import Annotation, Layer
from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.document.standoff import Standoff, write_standoff
from annotate.errors import StandoffError, UsageError
from annotate.review.apply_decisions import apply as carry_out
from annotate.review.cautions import cautions_of
from annotate.review.choices import Choice, ChoiceKind
from annotate.review.deciding import WaitsForYesError
from annotate.review.decisions import Decision, Stamp, rejected
from annotate.review.journal.batch import Kind
from annotate.review.journal.journal import Journal
from annotate.review.journal.undo import StandsNoMoreError, Undone, undo
from annotate.review.session import ReviewSession
from annotate.review.sheet.apply import Applied, apply_sheet
from annotate.review.sheet.check_sheet import write_check_sheet
from annotate.review.sheet.consistency_queue import Limits, gather, queue_of
from command import Command
from review.checking_folders import DOCUMENTS, annotations, contents, make_folder
from review.filling import fill

AT = "2026-11-28T05:00:00Z"
LABELS = ("PER", "ORG", "LOC", "DATE", "MISC")
ORG = {"Houille Noire": {"décision": "étiqueter", "étiquette": "ORG"}}
NO_YEAR = {"2951": {"décision": "rejeter"}}


@pytest.fixture(scope="module")
def made(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return make_folder(annotate, tmp_path_factory.mktemp("journal"), DOCUMENTS)


@pytest.fixture
def folder(made: RunFolder, tmp_path: Path) -> RunFolder:
    shutil.copytree(made.folder, tmp_path / "run")
    return RunFolder(tmp_path / "run")


def sheet_of(folder: RunFolder, path: Path, forms: dict[str, dict[str, str]]) -> Path:
    write_check_sheet(path, queue_of(gather(folder), (), Limits(1000, 2036)), LABELS)
    return fill(path, forms)


def table_of(folder: RunFolder) -> Path:
    return folder.folder / "review" / "decisions.tsv"


def apply(folder: RunFolder, sheet: Path, by: str = "alice") -> Applied:
    return apply_sheet(sheet, folder, by, AT, table_of(folder), shipped_labels())


def take_back(folder: RunFolder, number: int | None = None, *, standing: bool = False) -> Undone:
    journal = Journal(folder)
    with journal.opened():
        return undo(journal, number, "alice", AT, standing=standing)


def written(folder: RunFolder) -> dict[str, bytes]:
    """All files, but for what only grows or only marks."""
    left = {"review/journal.jsonl", "review/outdated", ".lock", "review/.lock"}
    return {name: data for name, data in contents(folder).items() if name not in left}


def test_a_batch_says_what_was_and_what_is(folder: RunFolder, tmp_path: Path) -> None:
    apply(folder, sheet_of(folder, tmp_path / "s.xlsx", ORG))
    (batch,) = Journal(folder).batches()
    assert (batch.number, batch.kind, batch.by, batch.at) == (1, Kind.SHEET, ("alice",), AT)
    assert batch.origin == "s.xlsx"
    pairs = {
        (one.document, pair.was.label if pair.was else None, pair.now.status if pair.now else None)
        for one in batch.documents
        for pair in one.annotations
    }
    assert pairs == {
        ("mairie", "ORG", "accepted"),
        ("presse", "LOC", "corrected"),
        ("lettre", None, "added"),
    }
    assert [one.path for one in batch.tables] == ["review/decisions.tsv"]


def test_undo_restores_the_files_to_the_byte_one_batch_after_the_other(
    folder: RunFolder, tmp_path: Path
) -> None:
    states = [written(folder)]
    for at, forms in enumerate((ORG, NO_YEAR, {"Syndicat": {"décision": "bornes"}})):
        apply(folder, sheet_of(folder, tmp_path / f"{at}.xlsx", forms))
        states.append(written(folder))
        assert states[-1] != states[-2]
    for state in states[-2::-1]:
        take_back(folder)
        assert written(folder) == state
    with pytest.raises(UsageError, match="nothing to take back"):
        take_back(folder)


def test_a_table_of_the_configuration_is_taken_back_too(folder: RunFolder, tmp_path: Path) -> None:
    table = tmp_path / "configs" / "decisions.tsv"
    table.parent.mkdir()
    row = "Lens\t\trejeter\t\t\tbob\t2026-11-01T00:00:00Z\tpar la main\n"
    content = "# à nous\nform\tlabel_was\tdecision\tlabel\tboundary\tby\tat\treason\n\n" + row
    table.write_text(content, "utf-8")
    sheet = sheet_of(folder, tmp_path / "s.xlsx", ORG)
    apply_sheet(sheet, folder, "alice", AT, table, shipped_labels())
    assert "Houille Noire" in table.read_text("utf-8") and "Lens" in table.read_text("utf-8")
    (change,) = Journal(folder).batches()[0].tables
    assert change.path == table.resolve().as_posix()
    # A row that somebody writes by hand meanwhile stays.
    mine = "Arras\t\trejeter\t\t\tbob\t2026-11-02T00:00:00Z\t\n"
    apart = table.read_text("utf-8") + mine
    table.write_text(apart, "utf-8")
    take_back(folder)
    rows = [line.split("\t")[0] for line in table.read_text("utf-8").split("\n") if line]
    assert rows == ["# à nous", "form", "Lens", "Arras"]
    take_back(folder, 2)
    assert "Houille Noire" in table.read_text("utf-8")
    table.write_text(table.read_text("utf-8").replace(mine, ""), "utf-8")
    take_back(folder)
    assert [line.split("\t")[0] for line in table.read_text("utf-8").split("\n") if line] == rows[
        :-1
    ]


def test_what_was_taken_back_comes_again_by_its_number(folder: RunFolder, tmp_path: Path) -> None:
    apply(folder, sheet_of(folder, tmp_path / "s.xlsx", ORG))
    after = written(folder)
    take_back(folder)
    assert take_back(folder, 2).undone.kind is Kind.UNDO
    assert written(folder) == after
    assert [one.number for one in Journal(folder).effective()] == [1, 3]
    with pytest.raises(UsageError, match="batch 2 does not hold any more"):
        take_back(folder, 2)
    with pytest.raises(UsageError, match="batch 9 is not in the journal"):
        take_back(folder, 9)


def test_an_earlier_batch_goes_alone_where_nothing_builds_on_it(
    folder: RunFolder, tmp_path: Path
) -> None:
    apply(folder, sheet_of(folder, tmp_path / "s.xlsx", ORG))
    first = {one.id for one in annotations(folder, "presse") if one.status == "corrected"}
    apply(folder, sheet_of(folder, tmp_path / "t.xlsx", NO_YEAR), by="bob")
    take_back(folder, 1)
    found = annotations(folder, "presse")
    assert first.isdisjoint(one.id for one in found)
    assert [one.text for one in found if one.status == "rejected"] == ["2951"]
    assert [row.split("\t")[0] for row in table_of(folder).read_text("utf-8").split("\n")] == [
        "form",
        "2951",
        "",
    ]


def test_what_was_changed_again_is_named_and_left(folder: RunFolder, tmp_path: Path) -> None:
    apply(folder, sheet_of(folder, tmp_path / "s.xlsx", ORG))
    treated = folder.read("presse")
    (one,) = (a for a in treated.select("ORG") if a.text == "Houille Noire")
    no = Decision(one, rejected(one, Stamp("bob", "2026-11-28T06:00:00Z")))
    made = carry_out(treated.standoff, [no]).standoff
    write_standoff(folder.annotations("presse"), made, treated.source)
    before = written(folder)
    with pytest.raises(StandsNoMoreError, match=r"presse: ORG 'Houille Noire': it has changed"):
        take_back(folder)
    assert written(folder) == before
    undone = take_back(folder, standing=True)
    assert undone.conflicts == ["presse: ORG 'Houille Noire': it has changed since"]
    assert {one.status for one in annotations(folder, "mairie")} == {"predicted"}
    assert not [one for one in annotations(folder, "lettre") if one.status == "added"]
    (kept,) = (a for a in annotations(folder, "presse") if a.status != "predicted")
    assert (kept.status, kept.attributes["review"]["by"]) == ("rejected", "bob")


KILLED = """
import os, signal, sys
from pathlib import Path

left = int(sys.argv[4])

def dying(method):
    def called(self, *given, **named):
        global left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1
        return method(self, *given, **named)
    return called

Path.replace, Path.unlink = dying(Path.replace), dying(Path.unlink)

from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.review.sheet.apply import apply_sheet

sheet, run, table = map(Path, sys.argv[1:4])
apply_sheet(sheet, RunFolder(run), "alice", "2026-11-28T05:00:00Z", table, shipped_labels())
print("ended", left)
"""


def test_a_killed_command_leaves_the_whole_batch_or_nothing(
    folder: RunFolder, tmp_path: Path
) -> None:
    """Killed at each change of a name or removal of a file that it makes, one after the other."""
    sheet = sheet_of(folder, tmp_path / "s.xlsx", ORG)
    before = written(folder)
    shutil.copytree(folder.folder, tmp_path / "whole")
    apply(RunFolder(tmp_path / "whole"), sheet)
    after = written(RunFolder(tmp_path / "whole"))
    seen = []
    for steps in range(100):
        run = RunFolder(tmp_path / f"killed{steps}")
        shutil.copytree(folder.folder, run.folder)
        done = subprocess.run(
            [sys.executable, "-c", KILLED, sheet, run.folder, table_of(run), str(steps)],
            capture_output=True,
            text=True,
            check=False,
        )
        Journal(run).settle()
        state = written(run)
        seen.append(state == after)
        assert state == after or without_staged(state) == before
        batches = Journal(run).batches()
        assert len(batches) == (1 if seen[-1] else 0)
        if seen[-1]:
            take_back(run)
            assert written(run) == before
        # The next try does it whole, whatever the killed one left beside the files.
        apply(run, sheet)
        assert without_staged(written(run)) == after
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL, done.stderr
    assert seen == sorted(seen)
    assert True in seen and False in seen


def without_staged(state: dict[str, bytes]) -> dict[str, bytes]:
    """Leave out new files that a killed command left beside the old ones: no command reads them."""
    return {name: data for name, data in state.items() if not Path(name).name.startswith(".")}


def test_a_folder_of_somebody_else_names_no_files_elsewhere(
    folder: RunFolder, tmp_path: Path
) -> None:
    apply(folder, sheet_of(folder, tmp_path / "s.xlsx", ORG))
    journal = Journal(folder)
    line = journal.path.read_text("utf-8").replace('"batch": 1', '"batch": 2')
    mine = tmp_path / "mine.txt"
    mine.write_text("mine", "utf-8")
    for path in ("../mine.txt", str(mine), "annotations/../../mine.txt"):
        pending = journal.folder / "pending.json"
        pending.write_text(line + json.dumps({path: ""}), "utf-8")
        with pytest.raises(StandoffError, match="does not belong to the run"):
            journal.settle()
        assert mine.read_text("utf-8") == "mine"


def test_a_batch_whose_new_content_is_gone_is_not_taken_for_done(
    folder: RunFolder, tmp_path: Path
) -> None:
    apply(folder, sheet_of(folder, tmp_path / "s.xlsx", ORG))
    journal = Journal(folder)
    line = journal.path.read_text("utf-8").replace('"batch": 1', '"batch": 2')
    pending = journal.folder / "pending.json"
    pending.write_text(line + json.dumps({"annotations/presse.jsonl": "f00"}), "utf-8")
    with pytest.raises(StandoffError, match=r"new content, which is not there any more"):
        Journal(folder).settle()
    pending.unlink()
    assert len(journal.batches()) == 1


def test_a_line_that_was_not_written_whole_is_no_batch(folder: RunFolder, tmp_path: Path) -> None:
    apply(folder, sheet_of(folder, tmp_path / "s.xlsx", ORG))
    journal = Journal(folder)
    with journal.path.open("ab") as file:
        file.write(b'{"batch": 2, "ki')
    assert [one.number for one in journal.batches()] == [1]
    apply(folder, sheet_of(folder, tmp_path / "t.xlsx", NO_YEAR))
    rows = journal.path.read_text("utf-8").split("\n")
    assert [json.loads(row)["batch"] for row in rows[:-1]] == [1, 2]
    assert rows[-1] == ""


def test_a_damaged_journal_is_named_with_its_line(folder: RunFolder, tmp_path: Path) -> None:
    apply(folder, sheet_of(folder, tmp_path / "s.xlsx", ORG))
    path = Journal(folder).path
    path.write_text(path.read_text("utf-8") + '{"batch": "x"}\n', "utf-8")
    with pytest.raises(StandoffError, match=r"journal\.jsonl, line 2: is malformed"):
        Journal(folder).batches()


def test_a_sheet_that_empties_a_text_waits_for_a_yes(folder: RunFolder, tmp_path: Path) -> None:
    forms = {
        name: {"décision": "rejeter"}
        for name in ("Houille Noire", "Aubrecourt", "la Chaîne des Buttes", "2951")
    }
    sheet = sheet_of(folder, tmp_path / "s.xlsx", forms)
    before = written(folder)
    with pytest.raises(WaitsForYesError, match=r"presse: \d of its \d annotations are deleted"):
        apply(folder, sheet)
    assert written(folder) == before
    applied = apply_sheet(sheet, folder, "alice", AT, table_of(folder), shipped_labels(), yes=True)
    assert applied.tally.rejected > 3


def test_a_label_that_is_gone_from_all_texts_waits_although_no_text_loses_a_third() -> None:
    pairs = []
    for name in ("a", "b", "c"):
        places = [
            Annotation(f"e-{at}", "entities", "LOC", ((at, at + 4),), "Lens")
            for at in range(0, 80, 10)
        ]
        date = Annotation("e-d", "entities", "DATE", ((90, 94),), "1902")
        head = Standoff(name, f"{name}.txt", name, 99, "annotate", "1", ())
        full, less = (
            replace(head, layers=(Layer.of("entities", every),))
            for every in ([*places, date], places)
        )
        pairs.append((full, less))
    (caution,) = cautions_of(pairs)
    assert str(caution).startswith("all 3 DATE of the run are deleted")
    assert cautions_of(pairs[:2]) == []
    assert cautions_of([*pairs, (pairs[0][0], pairs[0][0])]) == []


def test_the_commands_list_and_take_back(
    annotate: Command, folder: RunFolder, tmp_path: Path
) -> None:
    run = folder.folder
    settled = annotate("review", "log", run)
    assert settled.stdout == f"nothing was decided in {run} yet\n"
    sheet = sheet_of(folder, tmp_path / "s.xlsx", ORG)
    before = written(folder)
    done = annotate("check", "apply", sheet, "--to", run, "--by", "alice", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    listed = annotate("review", "log", run)
    assert "sheet of s.xlsx by alice: 2 kept, 1 corrected, 1 added in 3 documents" in listed.stdout
    assert written(folder) != before
    undone = annotate("review", "undo", run, "--by", "bob", cwd=tmp_path)
    assert undone.returncode == 0, undone.stderr
    assert undone.stdout.startswith("took back 1: sheet of s.xlsx by alice")
    assert "(taken back)" in annotate("review", "log", run).stdout
    again = annotate("review", "undo", run)
    assert again.returncode == 2
    assert "there is nothing to take back" in again.stderr


def test_a_run_that_gives_decisions_up_gives_up_what_was_read(
    annotate: Command, made: RunFolder, folder: RunFolder
) -> None:
    review = ReviewSession(folder, "alice", shipped_labels())
    pieces = {one.piece.id: one.digest for one in review.document("lettre").pieces}
    review.mark_read("lettre", pieces)
    texts = made.folder.parent / "texts"
    kept = annotate("run", texts, "--out", folder.folder, "-q")
    assert kept.returncode == 0, kept.stderr
    assert [holds for _, holds in review.batches()] == [True]
    given_up = annotate("run", texts, "--out", folder.folder, "-q", "--discard-decisions")
    assert given_up.returncode == 0, given_up.stderr
    assert [(one.kind, holds) for one, holds in review.batches()] == [
        (Kind.PAGE, False),
        (Kind.DISCARD, False),
    ]
    assert len(review.document("lettre").unread) == len(pieces)
    with pytest.raises(UsageError, match="batch 1 does not hold any more"):
        review.undo(1)
    rows = annotate("review", "log", folder.folder).stdout.splitlines()
    assert rows[0].endswith("(given up)") and "discard of annotate run: nothing" in rows[1]
    # There is nothing more to give up.
    annotate("run", texts, "--out", folder.folder, "-q", "--discard-decisions")
    assert len(review.batches()) == 2


def test_what_other_rules_find_is_kept_when_a_batch_is_taken_back(
    annotate: Command, made: RunFolder, folder: RunFolder, tmp_path: Path
) -> None:
    """The marks of the tests are other rules than those of the command."""
    texts = made.folder.parent / "texts"
    fresh = tmp_path / "fresh"
    assert annotate("run", texts, "--out", fresh, "-q").returncode == 0
    review = ReviewSession(folder, "alice", shipped_labels())
    (name,) = (a for a in annotations(folder, "presse") if a.text == "Espoir")
    review.decide("presse", [Choice(ChoiceKind.RELABEL, name.id, label="MISC")])
    assert annotate("run", texts, "--out", folder.folder, "-q").returncode == 0
    assert [a.label for a in annotations(folder, "presse") if a.text == "Espoir"] == ["MISC"]
    review.undo()
    found = {(a.label, a.ranges, a.status) for a in annotations(folder, "presse")}
    other = {(a.label, a.ranges, a.status) for a in annotations(RunFolder(fresh), "presse")}
    # What the earlier rules said comes back where the new ones say nothing.
    assert other <= found
    assert {one[0] for one in found - other} <= {"ORG"}
    assert all(status == "predicted" for _, _, status in found)


def extracted_again(
    annotate: Command, made: RunFolder, folder: RunFolder, place: Path, **texts: str
) -> None:
    """Run again over the texts, some of which say something else now."""
    place.mkdir(exist_ok=True)
    for path in (made.folder.parent / "texts").iterdir():
        text = path.read_text("utf-8")
        (place / path.name).write_text(texts.get(path.stem, "{}").replace("{}", text), "utf-8")
    assert annotate("run", place, "--out", folder.folder, "-q").returncode == 0


def said(folder: RunFolder, document: str) -> set[tuple[str, str | None, str, str]]:
    """What is annotated and decided, wherever it stands."""
    return {
        (one.label, one.text, one.status, str(one.attributes.get("review", {}).get("by", "")))
        for one in annotations(folder, document)
    }


def test_a_batch_is_taken_back_in_a_text_that_was_extracted_again(
    annotate: Command, made: RunFolder, folder: RunFolder, tmp_path: Path
) -> None:
    review = ReviewSession(folder, "alice", shipped_labels())
    extracted_again(annotate, made, folder, tmp_path / "texts")
    before = said(folder, "lettre")
    review.mark_read("mairie", {one.piece.id: "" for one in review.document("mairie").pieces})
    (name,) = (a for a in annotations(folder, "lettre") if a.text == "Marthe Vasseur")
    review.decide("lettre", [Choice(ChoiceKind.RELABEL, name.id, label="MISC")])
    other = next(a for a in annotations(folder, "lettre") if a.label == "DATE")
    review.decide("lettre", [Choice(ChoiceKind.DELETE, other.id)])
    decided = said(folder, "lettre")
    again = {"lettre": "Une page nouvelle.\n\n{}", "mairie": "{}\n\nEt une fin.\n"}
    extracted_again(annotate, made, folder, tmp_path / "texts", **again)
    assert said(folder, "lettre") == decided
    review.undo(2)
    now = said(folder, "lettre")
    assert ("PER", "Marthe Vasseur", "predicted", "") in now
    assert ("DATE", other.text, "rejected", "alice") in now
    review.undo()
    assert said(folder, "lettre") == before
    # What took it back can be taken back, in yet another extraction.
    extracted_again(annotate, made, folder, tmp_path / "texts", lettre="{}\n\nUne autre fin.\n")
    review.undo(5)
    assert ("DATE", other.text, "rejected", "alice") in said(folder, "lettre")


def test_what_has_no_place_in_a_new_text_is_named_and_nothing_is_taken_back(
    annotate: Command, made: RunFolder, folder: RunFolder, tmp_path: Path
) -> None:
    review = ReviewSession(folder, "alice", shipped_labels())
    pieces = {one.piece.id: one.digest for one in review.document("lettre").pieces}
    review.mark_read("lettre", pieces)
    text = (made.folder.parent / "texts" / "lettre.txt").read_text("utf-8")
    gone = text.replace("Marthe Vasseur", "une voisine")
    extracted_again(annotate, made, folder, tmp_path / "texts", lettre=gone)
    before = written(folder)
    with pytest.raises(StandsNoMoreError, match=r"lettre.*: PER 'Marthe Vasseur': no sure place"):
        review.undo(1)
    assert written(folder) == before
    undone = review.undo(1, standing=True)
    assert len(undone.conflicts) == 1
    assert {one[2] for one in said(folder, "lettre")} == {"predicted"}


def test_what_was_read_stays_read_in_another_extraction(
    annotate: Command, made: RunFolder, folder: RunFolder, tmp_path: Path
) -> None:
    texts = tmp_path / "texts"
    shutil.copytree(made.folder.parent / "texts", texts)
    assert annotate("run", texts, "--out", folder.folder, "-q").returncode == 0
    review = ReviewSession(folder, "alice", shipped_labels())
    pieces = {one.piece.id: one.digest for one in review.document("mairie").pieces}
    review.mark_read("mairie", pieces)
    path = texts / "mairie.txt"
    path.write_text("Une page nouvelle.\n\n" + path.read_text("utf-8"), "utf-8")
    assert annotate("run", texts, "--out", folder.folder, "-q").returncode == 0
    unread = [one.piece.text for one in review.document("mairie").unread]
    assert unread == ["Une page nouvelle."]
