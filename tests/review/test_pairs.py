"""Pairs of names that may be one thing: offered, decided once, remembered, taken back."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.errors import LexiconError
from annotate.index import pair_decisions
from annotate.index.from_annotations import index_of
from annotate.review.decisions import decisions_in
from annotate.review.form_decisions import FormDecision, read_form_decisions
from annotate.review.page import queues
from annotate.review.session import ReviewSession
from annotate.review.sheet.apply import Applied, apply_sheet
from annotate.review.sheet.check_sheet import write_check_sheet
from annotate.review.sheet.consistency_queue import Case, gather, queue_of
from annotate.review.sheet.wording import Verb
from annotate.run.rebuild import rebuild
from annotate.tables import read_csv
from command import Command
from review.checking_folders import contents, make_folder
from review.filling import fill

AT = "2026-11-28T05:00:00Z"
DOCUMENTS = {
    "mine": "Là, [Marthe Vasselin|PER] dirige la fosse. [Vasselin|PER] loge à [Lens|LOC].\n",
    "place": "On attendait [Vasselin|PER] depuis deux jours. [Vasselin|PER] ne vint pas.\n",
}
SAME = FormDecision("Vasselin", Verb.SAME, boundary="Marthe Vasselin")


@pytest.fixture(scope="module")
def made(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return make_folder(annotate, tmp_path_factory.mktemp("pairs"), DOCUMENTS)


@pytest.fixture
def folder(made: RunFolder, tmp_path: Path) -> RunFolder:
    shutil.copytree(made.folder, tmp_path / "run")
    return RunFolder(tmp_path / "run")


def table(folder: RunFolder) -> Path:
    return folder.folder / "review" / "decisions.tsv"


def remembered(folder: RunFolder) -> list[FormDecision]:
    return read_form_decisions([table(folder)], shipped_labels())


def people(folder: RunFolder) -> list[str]:
    index = index_of(folder.read_all(), pairs=pair_decisions(folder, None))
    return [one.name for one in index.entities if one.label == "PER"]


def cases(folder: RunFolder) -> list[Case]:
    return [one for one in queue_of(gather(folder), remembered(folder)) if one.others]


def by_page(folder: RunFolder, verb: Verb) -> None:
    session = ReviewSession(folder, "alice", shipped_labels())
    session.decide_everywhere(FormDecision("Marthe Vasselin", verb, boundary="Vasselin"))


def by_sheet(folder: RunFolder, verb: Verb) -> None:
    assert not apply(folder, {"décision": str(verb)}).refused


def apply(folder: RunFolder, cells: dict[str, str]) -> Applied:
    path = folder.folder.parent / "s.xlsx"
    write_check_sheet(path, queue_of(gather(folder), remembered(folder)), ("PER", "LOC"))
    fill(path, {"Marthe Vasselin": cells})
    return apply_sheet(path, folder, "alice", AT, table(folder), shipped_labels())


def test_a_pair_is_offered_with_its_reason_and_both_contexts(folder: RunFolder) -> None:
    (case,) = cases(folder)
    assert (case.form, case.others, case.boundary) == ("Marthe Vasselin", ("Vasselin",), "Vasselin")
    assert "autre document" in case.doubts[0].french
    (row,) = (
        one
        for one in queues.form_rows(ReviewSession(folder, "alice", shipped_labels()), None)
        if one["others"]
    )
    (other,) = row["others"]
    assert other["form"] == "Vasselin"
    assert any("attendait" in one["left"] for one in other["occurrences"])


@pytest.mark.parametrize("way", [by_page, by_sheet])
def test_a_pair_that_is_one_is_joined_in_tables_and_not_asked_again(
    folder: RunFolder, way: Callable[[RunFolder, Verb], None]
) -> None:
    assert people(folder) == ["Marthe Vasselin", "Vasselin"]
    was = {name: data for name, data in contents(folder).items() if name.startswith("annotations")}
    way(folder, Verb.SAME)
    assert people(folder) == ["Marthe Vasselin"]
    assert cases(folder) == []
    rebuild(folder, shipped_labels(), decisions_in)
    (row,) = (one for one in read_csv(folder.folder / "entities.csv") if one["label"] == "PER")
    assert "decided: " in row["reasons"]
    assert not any(one.status != "predicted" for one in folder.read("mine").annotations)
    assert was.keys() == {n for n in contents(folder) if n.startswith("annotations")}
    # Taken back, it is asked again.
    ReviewSession(folder, "alice", shipped_labels()).undo()
    assert people(folder) == ["Marthe Vasselin", "Vasselin"]
    assert len(cases(folder)) == 1


@pytest.mark.parametrize("way", [by_page, by_sheet])
def test_a_pair_that_is_two_is_not_asked_again(
    folder: RunFolder, way: Callable[[RunFolder, Verb], None]
) -> None:
    way(folder, Verb.DIFFERENT)
    assert people(folder) == ["Marthe Vasselin", "Vasselin"]
    assert cases(folder) == []
    assert [(one.form, one.verb, one.boundary, one.by) for one in remembered(folder)] == [
        ("Marthe Vasselin", Verb.DIFFERENT, "Vasselin", "alice")
    ]


def test_a_changed_mind_replaces_the_row(folder: RunFolder) -> None:
    by_page(folder, Verb.DIFFERENT)
    by_page(folder, Verb.SAME)
    assert [one.verb for one in remembered(folder)] == [Verb.SAME]


def test_a_name_that_is_nowhere_is_refused(folder: RunFolder) -> None:
    (refusal,) = apply(folder, {"décision": "même", "bornes": "Vasseline"}).refused
    assert "« Vasseline » is no name of the run" in refusal.why


def test_a_row_without_the_other_name_is_refused(folder: RunFolder) -> None:
    table(folder).parent.mkdir(exist_ok=True)
    table(folder).write_text(
        "form\tlabel_was\tdecision\tlabel\tboundary\tby\tat\treason\n"
        f"Vasselin\tPER\tmême\t\t\talice\t{AT}\t\n",
        "utf-8",
    )
    with pytest.raises(LexiconError, match="même needs the other name"):
        remembered(folder)
