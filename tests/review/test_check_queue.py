"""The consistency queue: what is in doubt, what is not, and what does not come again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotate.document.run_folder import RunFolder
from annotate.review.form_decisions import FormDecision
from annotate.review.sheet.check_sheet import write_check_sheet
from annotate.review.sheet.consistency_queue import Case, Limits, gather, queue_of
from annotate.review.sheet.doubts import Kind
from annotate.review.sheet.wording import Verb
from annotate.tables import read_csv
from command import Command
from review.checking_folders import DOCUMENTS, make_folder, predict

GOLDEN = Path(__file__).parent / "golden"
LABELS = ("PER", "ORG", "LOC", "DATE", "MISC")
LIMITS = Limits(1000, 2036)


@pytest.fixture(scope="module")
def folder(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return make_folder(annotate, tmp_path_factory.mktemp("queue"), DOCUMENTS)


@pytest.fixture(scope="module")
def cases(folder: RunFolder) -> dict[str, Case]:
    return {case.form: case for case in queue_of(gather(folder), (), LIMITS)}


def kinds(case: Case) -> set[Kind]:
    return {doubt.kind for doubt in case.doubts}


def test_each_kind_of_doubt_is_found(cases: dict[str, Case]) -> None:
    assert {form: kinds(case) for form, case in cases.items()} == {
        "Houille Noire": {Kind.LABELS, Kind.MISSED},
        "Aubrecourt": {Kind.MISSED},
        "la Chaîne des Buttes": {Kind.BOUNDS},
        "Syndicat": {Kind.BOUNDS},
        "SIB": {Kind.EXPANSIONS},
        "2951": {Kind.DATES},
        "1920 et 1911": {Kind.DATES},
        "Marthe Vasseuhr": {Kind.MERGES},
    }


def test_what_is_no_doubt(cases: dict[str, Case]) -> None:
    missed = [one for one in cases["Aubrecourt"].occurrences if not one.label]
    # A town in a compound, in a longer name; at the start of a sentence only common words count.
    assert sorted(one.right.split(" ")[1] for one in missed) == ["ne", "sans"]
    assert "Espoir" not in cases
    assert "1902" not in cases


def test_the_commonest_form_comes_first_and_counts_are_told(folder: RunFolder) -> None:
    queue = queue_of(gather(folder), (), LIMITS)
    sizes = [len(case.occurrences) for case in queue]
    assert sizes == sorted(sizes, reverse=True)
    first = next(case for case in queue if case.form == "Houille Noire")
    assert first.labels == {"ORG": 2, "LOC": 1, "": 1}
    assert first.documents == {"mairie": 2, "presse": 1, "lettre": 1}
    assert first.label == "ORG"


def test_boundaries_are_proposed(cases: dict[str, Case]) -> None:
    assert cases["la Chaîne des Buttes"].boundary == "Chaîne des Buttes"
    assert cases["Syndicat"].boundary == "Syndicat d'Initiative d'Aubrecourt"


def test_contexts_are_of_the_mended_text(cases: dict[str, Case]) -> None:
    shown = [one.context for one in cases["2951"].occurrences]
    assert len(shown) == 1
    assert "promit une réponse pour ⟦2951⟧, puis se tut." in shown[0]


def test_limits_of_years_can_be_chosen(folder: RunFolder) -> None:
    found = gather(folder)
    forms = {case.form for case in queue_of(found, (), Limits(1900, 3000))}
    assert "1899" in forms and "2951" not in forms


def test_what_is_remembered_does_not_come_again(folder: RunFolder) -> None:
    memory = [
        FormDecision("Houille Noire", Verb.LABEL, label="ORG"),
        FormDecision("Syndicat", Verb.BOUNDS, boundary="Syndicat d'Initiative d'Aubrecourt"),
        FormDecision("SIB", Verb.KEEP, label_was="ACRONYM"),
        FormDecision("2951", Verb.KEEP, label_was="DATE"),
        FormDecision("Aubrecourt", Verb.KEEP, label_was="LOC"),
    ]
    forms = {case.form for case in queue_of(gather(folder), memory, LIMITS)}
    assert not forms & {one.form for one in memory}
    assert "la Chaîne des Buttes" in forms


def test_a_label_that_was_not_seen_comes_again(folder: RunFolder) -> None:
    memory = [FormDecision("Houille Noire", Verb.KEEP, label_was="ORG")]
    assert "Houille Noire" in {case.form for case in queue_of(gather(folder), memory, LIMITS)}


def test_the_sheet_is_as_expected(folder: RunFolder, tmp_path: Path) -> None:
    write_check_sheet(tmp_path / "s.csv", queue_of(gather(folder), (), LIMITS), LABELS, 2)
    for name in ("s.csv", "s-occurrences.csv", "s-legende.csv"):
        expected = GOLDEN / name
        assert (tmp_path / name).read_text("utf-8-sig") == expected.read_text("utf-8-sig")
    shown = read_csv(tmp_path / "s-occurrences.csv")
    assert max(sum(row["forme"] == one["forme"] for row in shown) for one in shown) == 2


def test_a_name_inside_a_longer_one_is_not_missed(annotate: Command, tmp_path: Path) -> None:
    folder = make_folder(
        annotate,
        tmp_path,
        {
            "un": "Le maire de [Vaucreux|LOC] inaugura la halle en présence des anciens.\n",
            "deux": "Le [Musée des mines de Vaucreux|ORG] ferma ses portes à la fin de l'été.\n",
        },
    )
    assert [case.form for case in queue_of(gather(folder), (), LIMITS)] == []
    shutil.copytree(folder.folder, tmp_path / "other")
    other = RunFolder(tmp_path / "other")
    predict(other, "deux", "")
    assert [case.form for case in queue_of(gather(other), (), LIMITS)] == ["Vaucreux"]
