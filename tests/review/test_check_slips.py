"""Slips in a sheet: a column sorted alone, rows that do nothing, quotes that are nowhere."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.errors import UsageError
from annotate.review.form_decisions import read_form_decisions
from annotate.review.sheet.apply import Applied, apply_sheet
from annotate.review.sheet.check_sheet import write_check_sheet
from annotate.review.sheet.consistency_queue import Limits, gather, queue_of
from annotate.tables import read_xlsx
from command import Command
from review.checking_folders import DOCUMENTS, contents, make_folder
from review.filling import fill

AT = "2026-11-28T05:00:00Z"
LABELS = ("PER", "ORG", "LOC", "DATE", "MISC")


@pytest.fixture(scope="module")
def made(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return make_folder(annotate, tmp_path_factory.mktemp("slips"), DOCUMENTS)


@pytest.fixture
def folder(made: RunFolder, tmp_path: Path) -> RunFolder:
    shutil.copytree(made.folder, tmp_path / "run")
    return RunFolder(tmp_path / "run")


@pytest.fixture
def sheet(folder: RunFolder, tmp_path: Path) -> Path:
    path = tmp_path / "s.xlsx"
    write_check_sheet(path, queue_of(gather(folder), (), Limits(1000, 2036)), LABELS)
    return path


def table_of(folder: RunFolder) -> Path:
    return folder.folder / "review" / "decisions.tsv"


def apply(folder: RunFolder, sheet: Path) -> Applied:
    return apply_sheet(sheet, folder, "alice", AT, table_of(folder), shipped_labels(), yes=True)


def sort_alone(path: Path, name: str, column: str, key: Callable[[str], Any] = str) -> None:
    """Sort the cells of one column, and leave the others where they are."""
    book = openpyxl.load_workbook(path)
    sheet = book[name]
    at = [str(cell.value) for cell in sheet[1]].index(column) + 1
    cells = [sheet.cell(row, at) for row in range(2, sheet.max_row + 1)]
    values = sorted((cell.value for cell in cells), key=lambda value: key(str(value)))
    assert values != [cell.value for cell in cells], "it was sorted already"
    for cell, value in zip(cells, values, strict=True):
        cell.value = value
    book.save(path)


def unchanged(folder: RunFolder, before: dict[str, bytes]) -> bool:
    return {**contents(folder), ".lock": b""} == {**before, ".lock": b""}


@pytest.mark.parametrize("column", ["forme", "contexte"])
@pytest.mark.parametrize("key", [str, lambda text: text[::-1]], ids=["a to z", "by the end"])
def test_one_column_of_forms_sorted_alone_is_refused_row_by_row(
    folder: RunFolder, sheet: Path, column: str, key: Callable[[str], Any]
) -> None:
    before = contents(folder)
    cases = {row[0]: row[-2] for row in read_xlsx(sheet)["Formes"][1:]}
    sort_alone(sheet, "Formes", column, key)
    rows = read_xlsx(sheet)["Formes"]
    shown = rows[0].index(column)
    moved = [
        number
        for number, row in enumerate(rows[1:], start=2)
        if cases[form_in(row[shown])] != row[-2]
    ]
    book = openpyxl.load_workbook(sheet)
    for number in moved:
        book["Formes"].cell(number, 2).value = "rejeter"
    book.save(sheet)
    applied = apply(folder, sheet)
    assert [one.place for one in applied.refused] == [f"sheet Formes, row {n}" for n in moved]
    assert all("was a column sorted alone?" in one.why for one in applied.refused)
    assert unchanged(folder, before)


def form_in(cell: str) -> str:
    return cell.split("⟦")[1].split("⟧", maxsplit=1)[0] if "⟦" in cell else cell


def test_contexts_of_one_form_sorted_alone_are_refused(folder: RunFolder, sheet: Path) -> None:
    before = contents(folder)
    sort_alone(sheet, "Occurrences", "contexte", lambda text: text[::-1])
    book = openpyxl.load_workbook(sheet)
    occurrences = book["Occurrences"]
    decided = 0
    texts = {name: folder.read(name).mended.text for name in folder.documents()}
    for number in range(2, occurrences.max_row + 1):
        cells = [occurrences.cell(number, at).value for at in range(1, 14)]
        quote = str(cells[7]).replace("⟦", "").replace("⟧", "")
        if quote not in texts[str(cells[8])]:
            occurrences.cell(number, 2).value = "rejeter"
            decided += 1
    assert decided > 3
    book.save(sheet)
    applied = apply(folder, sheet)
    assert len(applied.refused) == decided
    assert unchanged(folder, before)


def test_whole_rows_may_be_sorted(folder: RunFolder, sheet: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    forms = book["Formes"]
    rows = [[cell.value for cell in row] for row in forms.iter_rows(min_row=2)]
    for number, row in enumerate(sorted(rows, key=str, reverse=True), start=2):
        for at, value in enumerate(row, start=1):
            forms.cell(number, at).value = value
    book.save(sheet)
    applied = apply(folder, fill(sheet, {"2951": {"décision": "rejeter"}}))
    assert applied.refused == []
    assert applied.tally.rejected == 1


@pytest.mark.parametrize("cell", [2951, 2951.0, "'2951", " 2951 "])
def test_what_a_spreadsheet_makes_of_a_form_is_still_that_form(
    folder: RunFolder, sheet: Path, cell: object
) -> None:
    fill(sheet, {"2951": {"décision": "rejeter"}})
    book = openpyxl.load_workbook(sheet)
    for row in book["Formes"].iter_rows(min_row=2):
        if row[0].value == "2951":
            row[0].value = cell
    book.save(sheet)
    assert apply(folder, sheet).refused == []


def test_here_without_a_marked_occurrence_is_named(folder: RunFolder, sheet: Path) -> None:
    before = contents(folder)
    applied = apply(folder, fill(sheet, {"2951": {"décision": "rejeter", "portée": "ici"}}))
    (refusal,) = applied.refused
    assert "no row of Occurrences is marked «ici»" in refusal.why
    assert refusal.place.startswith("sheet Formes, row ")
    assert unchanged(folder, before)


@pytest.mark.parametrize(
    ("forms", "occurrences", "told"),
    [
        ({"2951": {"motif": "pas une année"}}, {}, "motif without a decision"),
        ({"2951": {"portée": "partout"}}, {}, "portée without a decision"),
        ({}, {("Houille Noire", "vendait"): {"motif": "?"}}, "motif without a decision"),
        ({}, {("Houille Noire", "vendait"): {"portée": "partout"}}, "portée without a decision"),
        ({"2951": {"étiquette": "MISC"}}, {}, "étiquette or bornes without a decision"),
        ({"Syndicat": {"bornes": "Syndicat d'Initiative"}}, {}, "or bornes without a decision"),
        ({}, {("Houille Noire", "vendait"): {"étiquette": "ORG"}}, "or bornes without a decision"),
        (
            {},
            {("Houille Noire", "vendait"): {"décision": "ajouter", "étiquette": "ORG"}},
            "is annotated there already",
        ),
        (
            {},
            {("Houille Noire", "vendait"): {"décision": "bornes", "bornes": "Houille Blanche"}},
            "« Houille Blanche » does not occur there",
        ),
    ],
)
def test_a_row_that_would_do_nothing_is_named(
    folder: RunFolder, sheet: Path, forms: Any, occurrences: Any, told: str
) -> None:
    before = contents(folder)
    (refusal,) = apply(folder, fill(sheet, forms, occurrences)).refused
    assert told in refusal.why
    assert unchanged(folder, before)


@pytest.mark.parametrize("word", ["Rejeté", "à rejeter", "REJETTE", "rejet", "reject"])
@pytest.mark.parametrize("label", ["organisation", "Org", "organization"])
def test_words_are_taken_as_people_write_them(
    folder: RunFolder, sheet: Path, word: str, label: str
) -> None:
    forms = {
        "2951": {"décision": word},
        "Houille Noire": {"décision": "étiqueté", "étiquette": label},
    }
    applied = apply(folder, fill(sheet, forms))
    assert applied.refused == []
    assert applied.tally.rejected == 1
    assert applied.tally.relabelled + applied.tally.kept == 3


def test_contexts_of_neighbours_sorted_alone_are_refused(annotate: Command, tmp_path: Path) -> None:
    text = "Puis [=Noyant|LOC] ferma, [=Noyant|ORG] vendit, [=Noyant|LOC] oublia le reste du pays."
    folder = make_folder(annotate, tmp_path, {"près": text})
    path = tmp_path / "s.xlsx"
    write_check_sheet(path, queue_of(gather(folder), (), Limits(1000, 2036)), LABELS)
    fill(path, None, {("=Noyant", "⟦=Noyant⟧ vendit"): {"décision": "rejeter"}})
    sort_alone(path, "Occurrences", "contexte", lambda context: context.index("⟦"))
    (refusal,) = apply(folder, path).refused
    assert "was a column sorted alone?" in refusal.why


def test_a_quote_that_is_nowhere_is_not_remembered(folder: RunFolder, sheet: Path) -> None:
    bounds = {"décision": "bornes", "bornes": "Syndicat des Égoutiers"}
    forms = {"Syndicat": bounds, "2951": {"décision": "rejeter"}}
    applied = apply(folder, fill(sheet, forms))
    (refusal,) = applied.refused
    assert refusal.why == "« Syndicat des Égoutiers » occurs nowhere at « Syndicat »"
    kept = read_form_decisions([table_of(folder)], shipped_labels())
    assert [one.form for one in kept] == ["2951"]


def rows_of(path: Path, name: str) -> tuple[Any, list[list[Any]]]:
    book = openpyxl.load_workbook(path)
    return book, [[cell.value for cell in row] for row in book[name].iter_rows(min_row=2)]


def put_rows(book: Any, path: Path, name: str, rows: list[list[Any]]) -> None:
    sheet = book[name]
    sheet.delete_rows(2, sheet.max_row)
    for row in rows:
        sheet.append(row)
    book.save(path)


@pytest.mark.parametrize("name", ["Formes", "Occurrences"])
def test_a_row_that_stands_twice_counts_once(folder: RunFolder, sheet: Path, name: str) -> None:
    here = {"portée": "ici"} if name == "Occurrences" else {}
    fill(sheet, {"Houille Noire": {"décision": "étiqueter", "étiquette": "ORG", **here}})
    if here:
        fill(sheet, None, {("Houille Noire", "colline"): {"portée": "ici"}})
    book, rows = rows_of(sheet, name)
    again = [row for row in rows if row[0] == "Houille Noire"]
    put_rows(book, sheet, name, [*rows, *again])
    first = apply(folder, sheet)
    once = contents(folder)
    assert (first.refused, first.tally.changed > 0) == ([], True)
    assert apply(folder, sheet).tally.changed == 0
    assert unchanged(folder, once)


def test_a_row_that_stands_twice_and_says_two_things_is_refused(
    folder: RunFolder, sheet: Path
) -> None:
    before = contents(folder)
    fill(sheet, {"2951": {"décision": "rejeter"}})
    book, rows = rows_of(sheet, "Formes")
    (row,) = [row for row in rows if str(row[0]) == "2951"]
    other = ["garder" if cell == "rejeter" else cell for cell in row]
    put_rows(book, sheet, "Formes", [*rows, other])
    applied = apply(folder, sheet)
    assert len(applied.refused) == 2
    assert all("rows about the same form say different things" in str(r) for r in applied.refused)
    assert unchanged(folder, before)


def test_half_the_rows_may_be_removed(folder: RunFolder, sheet: Path) -> None:
    fill(sheet, {"2951": {"décision": "rejeter"}})
    for name in ("Formes", "Occurrences"):
        book, rows = rows_of(sheet, name)
        kept = [row for row in rows if str(row[0]) == "2951"]
        put_rows(book, sheet, name, kept)
    applied = apply(folder, sheet)
    assert (applied.refused, applied.tally.rejected) == ([], 1)


@pytest.mark.parametrize("name", ["s.ods", "s.xls", "s.numbers"])
def test_a_sheet_of_another_program_is_refused_with_what_helps(
    folder: RunFolder, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(b"PK\x03\x04 several tables")
    with pytest.raises(UsageError, match=r"save it as \.xlsx in the spreadsheet"):
        apply(folder, tmp_path / name)
