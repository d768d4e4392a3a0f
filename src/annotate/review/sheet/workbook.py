"""Tables that people fill in a spreadsheet, with a legend: written, and read back.

A spreadsheet makes floats of whole numbers, drops empty cells at the end of a row, keeps or drops
an apostrophe before a text, and chooses the separator of a CSV by the language of the desktop. What
is read back does not depend on any of that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotate.errors import UsageError
from annotate.review.sheet.wording import bare
from annotate.tables import (
    REMEDY,
    Column,
    Row,
    Sheet,
    read_filled_csv,
    read_xlsx,
    write_csv,
    write_xlsx,
)

_LEGEND = "Légende"


@dataclass(frozen=True, slots=True)
class FilledRow:
    """A row that was read back.

    Attributes
    ----------
    place : str
        Its sheet and row, as messages name them.
    cells : mapping of str to str
        Column to text; an empty or missing cell is ``""``.
    """

    place: str
    cells: Mapping[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(bare(column), "")


def write_tables(path: Path, sheets: Sequence[Sheet], legend: Sequence[Row]) -> None:
    """Write tables as one workbook, or as CSV files where the name ends so.

    Parameters
    ----------
    path : Path
        ``*.xlsx``, or ``*.csv``: then the first table is written there and the others next to it,
        with their names after its own.
    sheets : sequence of Sheet
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
    columns = (Column("mot", 22), Column("français", 90), Column("English", 90))
    every = [*sheets, Sheet(_LEGEND, columns, [*legend, *_of_columns(sheets)])]
    if path.suffix.lower() != ".csv":
        write_xlsx(path, every, to_fill=True)
        return
    for sheet in reversed(every):
        target = path if sheet is every[0] else csv_of(path, sheet.name)
        write_csv(target, [column.name for column in sheet.columns], sheet.rows)


def csv_of(path: Path, name: str) -> Path:
    """Return the CSV file of another table than the first."""
    return path.with_name(f"{path.stem}-{bare(name)}{path.suffix}")


def _of_columns(sheets: Sequence[Sheet]) -> Iterator[Row]:
    seen: set[str] = set()
    for column in (column for sheet in sheets for column in sheet.columns):
        if column.name not in seen and column.french:
            seen.add(column.name)
            yield column.name, column.french, column.english


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
        If the file cannot be read, or is not such a sheet.
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
                raise UsageError(f"has no sheet {name}", path=path, remedy=REMEDY)
            found[name] = []
            continue
        where = f"sheet {name}, " if path.suffix.lower() != ".csv" else ""
        found[name] = _rows(grids[name], columns, path, name, where)
    return found


def _check_name(path: Path) -> None:
    if path.suffix.lower() in (".ods", ".fods", ".xls", ".numbers"):
        raise UsageError(
            f"is a sheet in the format {path.suffix.lower()}, which is not read",
            path=path,
            remedy="save it as .xlsx in the spreadsheet (File, Save as), and give that file",
        )
    if path.suffix.lower() not in (".xlsx", ".csv"):
        raise UsageError("is not a name for a sheet", path=path, remedy="end it in .xlsx or .csv")


def _rows(
    grid: Sequence[Sequence[str]], columns: Sequence[str], path: Path, name: str, where: str
) -> list[FilledRow]:
    header = [bare(cell) for cell in grid[0]] if grid else []
    missing = [column for column in columns if bare(column) not in header]
    if missing:
        raise UsageError(
            f"the sheet {name} has no column {', '.join(missing)}", path=path, remedy=REMEDY
        )
    return [
        FilledRow(f"{where}row {number}", dict(zip(header, row, strict=False)))
        for number, row in enumerate(grid[1:], start=2)
        if any(row)
    ]


def _csv_grids(path: Path, wanted: Iterable[str]) -> Iterator[tuple[str, list[list[str]]]]:
    for number, name in enumerate(wanted):
        file = path if not number else csv_of(path, name)
        if not number or file.exists():
            yield name, read_filled_csv(file)


def _xlsx_grids(path: Path, wanted: Iterable[str]) -> dict[str, list[list[str]]]:
    names = {bare(name): name for name in wanted}
    return {
        names[bare(title)]: grid for title, grid in read_xlsx(path).items() if bare(title) in names
    }
