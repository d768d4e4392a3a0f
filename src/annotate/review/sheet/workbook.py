"""Tables that people fill in a spreadsheet: written with drop-downs, and read back.

A spreadsheet makes floats of whole numbers, drops empty cells at the end of a row, keeps or drops
an apostrophe before a text, and chooses the separator of a CSV by the language of the desktop. What
is read back does not depend on any of that.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.errors import UsageError
from annotate.files import replacing
from annotate.index.cells import Cell, unguard, write_csv
from annotate.index.sheets import MOST_CHARACTERS
from annotate.review.sheet.wording import bare

if TYPE_CHECKING:
    from xlsxwriter import Workbook

_REMEDY = "give a sheet that annotate wrote, saved as .xlsx or .csv"
_LEGEND = "Légende"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    name : str
        What stands above it.
    width : int
        In characters.
    french, english : str
        What the legend says of it.
    choices : tuple of str
        What a drop-down offers; none where a person writes freely.
    filled : bool
        Whether a person fills it.
    """

    name: str
    width: int
    french: str
    english: str
    choices: tuple[str, ...] = ()
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet of a workbook.

    Attributes
    ----------
    name : str
        Its name.
    columns : sequence of Column
        Its columns.
    rows : sequence of sequence of Cell
        Its rows.
    """

    name: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row that was read back.

    Attributes
    ----------
    place : str
        Where it stands, as a message tells it.
    cells : mapping of str to str
        Column to text; an empty or missing cell is ``""``.
    """

    place: str
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(bare(column), "")


def write_tables(path: Path, tables: Sequence[Table], legend: Sequence[Sequence[Cell]]) -> None:
    """Write tables as one workbook, or as CSV files where the name ends so.

    Parameters
    ----------
    path : Path
        ``*.xlsx``, or ``*.csv``: then the first table is written there and the others beside it,
        with their names behind its own.
    tables : sequence of Table
        What to write.
    legend : sequence of sequence of Cell
        Words and what they mean, in French and in English.

    Raises
    ------
    OutputError
        If a file cannot be written.
    UsageError
        If the name ends otherwise.
    """
    _check_name(path)
    terms = [*legend, *_of_columns(tables)]
    columns = (
        Column("mot", 22, "", ""),
        Column("français", 90, "", ""),
        Column("English", 90, "", ""),
    )
    every = [*tables, Table(_LEGEND, columns, terms)]
    if path.suffix.lower() == ".csv":
        for table in reversed(every):
            target = path if table is every[0] else beside(path, table.name)
            write_csv(target, [column.name for column in table.columns], table.rows)
        return
    import xlsxwriter

    with replacing(path) as part, xlsxwriter.Workbook(part) as book:
        # The date of writing would make two sheets differ.
        book.set_properties({"created": datetime(2000, 1, 1)})
        for table in every:
            _write_sheet(book, table)


def beside(path: Path, name: str) -> Path:
    """Return the CSV file of another table than the first."""
    return path.with_name(f"{path.stem}-{bare(name)}{path.suffix}")


def _of_columns(tables: Sequence[Table]) -> Iterator[Sequence[Cell]]:
    seen: set[str] = set()
    for column in (column for table in tables for column in table.columns):
        if column.name not in seen and column.french:
            seen.add(column.name)
            yield column.name, column.french, column.english


def _write_sheet(book: Workbook, table: Table) -> None:
    sheet = book.add_worksheet(table.name)
    head = book.add_format({"bold": True, "bg_color": "#26333f", "font_color": "#ffffff"})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    # As text, so that what is typed there stays as it was typed.
    filled = book.add_format(
        {"text_wrap": True, "valign": "top", "bg_color": "#fff6d6", "num_format": "@"}
    )
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.name, head)
        sheet.set_column(place, place, column.width)
    sheet.set_row(0, 22)
    sheet.freeze_panes(1, 1)
    for number, row in enumerate(table.rows, start=1):
        for place, (column, cell) in enumerate(zip(table.columns, row, strict=True)):
            form = filled if column.filled else text
            if isinstance(cell, str) and cell:
                sheet.write_string(number, place, cell[:MOST_CHARACTERS], form)
            elif cell is None or cell == "":
                sheet.write_blank(number, place, None, form)
            else:
                sheet.write_number(number, place, float(cell), form)
    last = max(len(table.rows), 1)
    sheet.autofilter(0, 0, last, len(table.columns) - 1)
    for place, column in enumerate(table.columns):
        if column.choices:
            sheet.data_validation(1, place, last, place, _list(column))


def _list(column: Column) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(column.choices),
        "error_title": "Choix",
        "error_message": f"Choisissez : {', '.join(column.choices)}."[:255],
    }


def read_tables(path: Path, wanted: Mapping[str, Sequence[str]]) -> dict[str, list[FilledRow]]:
    """Read back tables that people filled.

    Parameters
    ----------
    path : Path
        What :func:`write_tables` was given, perhaps saved by a spreadsheet.
    wanted : mapping of str to sequence of str
        Table to the columns it must have. The first table must be there, the others may be absent.

    Returns
    -------
    dict of str to list of FilledRow
        The rows that hold anything.

    Raises
    ------
    UsageError
        If the file cannot be read, or is no such sheet.
    """
    _check_name(path)
    if path.suffix.lower() == ".csv":
        grids = dict(_csv_grids(path, wanted))
    else:
        grids = _xlsx_grids(path, wanted)
    found: dict[str, list[FilledRow]] = {}
    for name, columns in wanted.items():
        if name not in grids:
            if not found:
                raise UsageError(f"has no sheet {name}", path=path, remedy=_REMEDY)
            found[name] = []
            continue
        where = f"sheet {name}, " if path.suffix.lower() != ".csv" else ""
        found[name] = _rows(grids[name], columns, path, name, where)
    return found


def _check_name(path: Path) -> None:
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise UsageError("is no name for a sheet", path=path, remedy="end it in .xlsx or .csv")


def _rows(
    grid: Sequence[Sequence[str]], columns: Sequence[str], path: Path, name: str, where: str
) -> list[FilledRow]:
    header = [bare(cell) for cell in grid[0]] if grid else []
    missing = [column for column in columns if bare(column) not in header]
    if missing:
        raise UsageError(
            f"the sheet {name} has no column {', '.join(missing)}", path=path, remedy=_REMEDY
        )
    return [
        FilledRow(f"{where}row {number}", dict(zip(header, row, strict=False)))
        for number, row in enumerate(grid[1:], start=2)
        if any(row)
    ]


def _csv_grids(
    path: Path, wanted: Mapping[str, Sequence[str]]
) -> Iterator[tuple[str, list[list[str]]]]:
    for number, name in enumerate(wanted):
        file = path if not number else beside(path, name)
        if number and not file.exists():
            continue
        text = _csv_text(file)
        first = text.split("\n", 1)[0]
        mark = max(",;\t", key=first.count)
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
        yield name, [[unguard(cell).strip() for cell in row] for row in rows]


def _csv_text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"cannot be read ({error.strerror or error})", path=path, remedy=_REMEDY
        ) from error
    for encoding in ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            break
    # What a desktop in French writes when it is not asked.
    return data.decode("cp1252", errors="replace")


def _xlsx_grids(path: Path, wanted: Mapping[str, Sequence[str]]) -> dict[str, list[list[str]]]:
    import zipfile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, InvalidFileException) as error:
        raise UsageError(
            f"cannot be read as a workbook ({error})", path=path, remedy=_REMEDY
        ) from error
    names = {bare(name): name for name in wanted}
    grids = {}
    for sheet in book.worksheets:
        name = names.get(bare(sheet.title))
        if name is not None:
            grids[name] = [
                [_told(cell) for cell in row] for row in sheet.iter_rows(values_only=True)
            ]
    book.close()
    return grids


def _told(cell: Any) -> str:
    """Return a cell as the text that a person sees in it."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and not (cell.hour or cell.minute or cell.second):
        cell = cell.date()
    if isinstance(cell, date):
        return cell.isoformat()
    return unguard(str(cell)).strip()
