"""Sheets filled as a person would fill them, and saved as LibreOffice does."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest

from annotate.document.run_folder import RunFolder
from waiting import run

Fill = Mapping[str, str]


def fill(
    path: Path,
    forms: Mapping[str, Fill] | None = None,
    occurrences: Mapping[tuple[str, str], Fill] | None = None,
) -> Path:
    """Fill rows: of forms by the form, of occurrences by the form and a word of the context."""
    book = openpyxl.load_workbook(path)
    sheet = book["Formes"]
    columns = {str(cell.value): at for at, cell in enumerate(sheet[1])}
    left = dict(forms or {})
    for row in sheet.iter_rows(min_row=2):
        for name, text in left.pop(str(row[0].value), {}).items():
            row[columns[name]].value = text
    assert not left, f"no row of {left}"
    sheet = book["Occurrences"]
    columns = {str(cell.value): at for at, cell in enumerate(sheet[1])}
    others = dict(occurrences or {})
    for row in sheet.iter_rows(min_row=2):
        for form, word in list(others):
            if row[0].value == form and word in str(row[columns["contexte"]].value):
                for name, text in others.pop((form, word)).items():
                    row[columns[name]].value = text
                break
    assert not others, f"no row of {others}"
    book.save(path)
    return path


def fill_csv(path: Path, forms: Mapping[str, Fill]) -> Path:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row.update(forms.get(row["forme"], {}))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def contradictions(folder: RunFolder) -> list[dict[str, str]]:
    """The rows of a run's list of contradictions."""
    path = folder.folder / "review" / "contradictions.xlsx"
    if not path.is_file():
        return []
    head, *rows = openpyxl.load_workbook(path)["Contradictions"].iter_rows(values_only=True)
    return [
        dict(zip(map(str, head), ("" if cell is None else str(cell) for cell in row), strict=True))
        for row in rows
    ]


def choose(folder: RunFolder, *words: str, **cells: str) -> None:
    """Fill the cells of a run's list of contradictions: a word for all rows, or one for each."""
    path = folder.folder / "review" / "contradictions.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Contradictions"]
    columns = {str(cell.value): at for at, cell in enumerate(sheet[1])}
    rows = list(sheet.iter_rows(min_row=2))
    for row, word in zip(rows, words if len(words) > 1 else words * len(rows), strict=True):
        for name, text in {"décision": word, **cells}.items():
            row[columns[name]].value = text
    book.save(path)


def saved_by_libreoffice(path: Path, to: str, folder: Path, name: str = "") -> Path:
    """Open a file in LibreOffice without a window, and save it."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    # A window would offer UTF-8 for a CSV with a byte-order mark; without one it must be said.
    read = ["--infilter=CSV:44,34,76,1"] if path.suffix == ".csv" else []
    command = [program, profile, "--headless", *read, "--convert-to", to, "--outdir", str(folder)]
    done = run([*command, str(path)])
    saved = folder / (name or f"{path.stem}.{to.split(':', 1)[0]}")
    assert saved.exists(), done.stdout + done.stderr
    return saved
