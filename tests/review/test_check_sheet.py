"""The sheet there and back: as a workbook, as CSV, and as LibreOffice saves both."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import openpyxl
import pytest

from annotate.document.run_folder import RunFolder
from annotate.errors import UsageError
from annotate.review.sheet.check_sheet import PROPOSED, read_check_sheet, write_check_sheet
from annotate.review.sheet.consistency_queue import Case, Limits, gather, queue_of
from annotate.review.sheet.wording import verb_of
from annotate.review.sheet.workbook import FilledRow
from command import Command
from review.checking_folders import make_folder
from review.filling import fill, fill_csv, saved_by_libreoffice

LABELS = ("PER", "ORG", "LOC", "DATE", "MISC")

DOCUMENTS = {
    "un": (
        "Le programme [=Horizon|MISC] et la revue [+Loin|MISC] parurent en [2951|DATE|2951]. On "
        "lisait [-Noir|MISC] et [@Vaucreux|MISC] le soir, et [l'Écho des Puits|ORG] partout.\n"
    ),
    "deux": (
        "Le programme [=Horizon|ORG] et la revue [+Loin|ORG] cessèrent, dit-on, après [-Noir|ORG] "
        "et [@Vaucreux|ORG] ; [l'Écho des Puits|MISC] aussi, faute de lecteurs en ville.\n"
    ),
}
FORMS = {"=Horizon", "+Loin", "-Noir", "@Vaucreux", "l'Écho des Puits", "2951"}


@pytest.fixture(scope="module")
def folder(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return make_folder(annotate, tmp_path_factory.mktemp("sheet"), DOCUMENTS)


@pytest.fixture(scope="module")
def cases(folder: RunFolder) -> list[Case]:
    return queue_of(gather(folder), (), Limits(1000, 2036))


def by_form(rows: list[FilledRow]) -> dict[str, FilledRow]:
    return {row["forme"]: row for row in rows}


def made_for(rows: Iterable[FilledRow]) -> set[tuple[str, str]]:
    """The case and the fingerprint of rows, without the mark of what they propose."""
    return {(row["cas"], row["empreinte"].partition(PROPOSED)[0]) for row in rows}


def check_round_trip(path: Path, cases: list[Case]) -> None:
    filled = read_check_sheet(path)
    assert made_for(filled.forms) == {(case.id, case.fingerprint) for case in cases}
    assert {(r["annotation"], r["place"], r["empreinte"]) for r in filled.occurrences} == {
        (one.identity, one.place, one.fingerprint) for case in cases for one in case.occurrences
    }
    forms = by_form(list(filled.forms))
    assert set(forms) == FORMS
    assert verb_of(forms["=Horizon"]["décision"]) == "étiqueter"
    assert forms["=Horizon"]["étiquette"] == "ORG"
    assert verb_of(forms["2951"]["décision"]) == "rejeter"
    assert forms["+Loin"]["bornes"] == "Loin"
    assert forms["-Noir"]["décision"] == ""


FILLED = {
    "=Horizon": {"décision": "étiqueter", "étiquette": "ORG"},
    "2951": {"décision": "rejeter"},
    "+Loin": {"bornes": "Loin"},
}


def test_workbook(cases: list[Case], tmp_path: Path) -> None:
    write_check_sheet(tmp_path / "s.xlsx", cases, LABELS)
    check_round_trip(fill(tmp_path / "s.xlsx", FILLED), cases)


def test_workbook_is_made_for_filling(cases: list[Case], tmp_path: Path) -> None:
    write_check_sheet(tmp_path / "s.xlsx", cases, LABELS)
    book = openpyxl.load_workbook(tmp_path / "s.xlsx")
    assert book.sheetnames == ["Formes", "Occurrences", "Légende"]
    sheet = book["Formes"]
    assert [cell.value for cell in sheet[1]] == (
        "forme décision étiquette bornes portée motif annoté occurrences documents genre doute "
        "doubt contexte cas empreinte"
    ).split()
    assert sheet.freeze_panes == "B2"
    lists = {str(one.sqref): one.formula1 for one in sheet.data_validations.dataValidation}
    last = len(cases) + 1
    assert lists[f"B2:B{last}"] == '"garder,étiqueter,bornes,rejeter,ajouter,même,différent"'
    assert lists[f"C2:C{last}"] == '"PER,ORG,LOC,DATE,MISC"'
    assert lists[f"E2:E{last}"] == '"partout,ici"'
    assert sheet.column_dimensions["A"].width > 30
    texts = [cell for row in sheet.iter_rows(min_row=2) for cell in row if cell.value is not None]
    assert {cell.data_type for cell in texts} == {"s", "n"}, "a formula, an error or a link"
    assert [cell.value for cell in book["Légende"][1]] == ["mot", "français", "English"]


def test_two_sheets_of_the_same_are_the_same(cases: list[Case], tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_check_sheet(tmp_path / name, cases, LABELS)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_csv(cases: list[Case], tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    write_check_sheet(path, cases, LABELS)
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    cells = path.read_text("utf-8-sig")
    assert '"\'=Horizon"' in cells and '"\'@Vaucreux"' in cells
    filled = {**FILLED, "'=Horizon": FILLED["=Horizon"], "'+Loin": FILLED["+Loin"]}
    check_round_trip(fill_csv(path, filled), cases)


def test_csv_of_a_french_desktop(cases: list[Case], tmp_path: Path) -> None:
    path = tmp_path / "s.csv"
    write_check_sheet(path, cases, LABELS)
    rows = path.read_text("utf-8-sig").replace(";", ",").replace('","', '";"')
    rows = rows.replace("forme", "FORME").replace("décision", "Decision")
    path.write_bytes(rows.replace("⟦", "[").replace("⟧", "]").encode("cp1252", "replace"))
    forms = by_form(list(read_check_sheet(path).forms))
    assert "l'Écho des Puits" in forms


@pytest.mark.office
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_saved_by_libreoffice(cases: list[Case], tmp_path: Path, kind: str) -> None:
    (tmp_path / "saved").mkdir()
    path = tmp_path / "s.xlsx"
    write_check_sheet(path, cases, LABELS)
    fill(path, FILLED)
    if kind == "xlsx":
        check_round_trip(saved_by_libreoffice(path, "xlsx", tmp_path / "saved"), cases)
        return
    # Every sheet of the workbook into a CSV of its own, as « Enregistrer sous » gives them.
    as_csv = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    saved_by_libreoffice(path, as_csv, tmp_path / "saved", "s-Formes.csv")
    saved = tmp_path / "saved"
    (saved / "s-Formes.csv").rename(saved / "s.csv")
    (saved / "s-Occurrences.csv").rename(saved / "s-occurrences.csv")
    check_round_trip(saved / "s.csv", cases)


@pytest.mark.office
def test_a_csv_opened_in_libreoffice(cases: list[Case], tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    path = tmp_path / "s.csv"
    write_check_sheet(path, cases, LABELS)
    fill_csv(path, {"2951": {"décision": "REJETER"}})
    saved = saved_by_libreoffice(path, "xlsx", tmp_path / "saved")
    book = openpyxl.load_workbook(saved)
    book.active.title = "formes"
    book.save(saved)
    forms = by_form(list(read_check_sheet(saved).forms))
    assert set(forms) == FORMS
    assert verb_of(forms["2951"]["décision"]) == "rejeter"
    assert made_for(forms.values()) == {(case.id, case.fingerprint) for case in cases}


def test_what_a_spreadsheet_does_to_cells_does_not_matter(
    cases: list[Case], tmp_path: Path
) -> None:
    path = tmp_path / "s.xlsx"
    write_check_sheet(path, cases, LABELS)
    book = openpyxl.load_workbook(path)
    sheet = book["Formes"]
    sheet.title = "X"  # openpyxl takes a name in other letters for one that is there
    sheet.title = "FORMES"
    for row in sheet.iter_rows(min_row=2):
        if row[0].value == "2951":
            row[0].value = 2951.0
            row[1].value = " 'REJETER "
        elif row[0].value == "=Horizon":
            row[1].value, row[2].value = "Etiqueter", "'org"
    sheet["B1"].value = "DECISION"
    book.save(path)
    forms = by_form(list(read_check_sheet(path).forms))
    assert verb_of(forms["2951"]["décision"]) == "rejeter"
    assert verb_of(forms["=Horizon"]["décision"]) == "étiqueter"


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("s.xlsx", b"no workbook", "cannot be read as a workbook"),
        ("s.csv", b"a,b\n1,2\n", "has no column"),
        ("s.ods", b"", "save it as .xlsx in the spreadsheet"),
        ("s.txt", b"", "end it in .xlsx or .csv"),
    ],
)
def test_what_is_no_sheet_is_refused(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError, match=why):
        read_check_sheet(tmp_path / name)
