"""Lexicons: tables of tab-separated values that a linguist edits in a spreadsheet.

The first row names the columns. Rows that start with ``#`` and blank rows are skipped, and so is a
byte-order mark, which LibreOffice and Excel may write. Cells that a spreadsheet put in quotes are
unquoted. Everything that goes wrong is an error with the file and the line.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from annotate.errors import LexiconError

Row = dict[str, str]


def read_table(path: Path, required: Sequence[str]) -> list[Row]:
    """Read a lexicon.

    Parameters
    ----------
    path : Path
        A UTF-8 file of tab-separated values with a row of column names.
    required : sequence of str
        Columns that must exist and may not be empty in any row.

    Returns
    -------
    list of dict
        One dictionary a row, column name to stripped cell; a missing cell is ``""``.

    Raises
    ------
    LexiconError
        If the file is missing, is not UTF-8, lacks a required column, or a row has too many
        cells or an empty required one.
    """
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError as error:
        raise LexiconError(
            "this lexicon does not exist", path=path, remedy="create it, or correct its name"
        ) from error
    except UnicodeDecodeError as error:
        raise LexiconError(
            "this lexicon is not UTF-8",
            path=path,
            remedy="save it again as text (TSV) with the character set Unicode (UTF-8)",
        ) from error
    reader = csv.reader(text.splitlines(), delimiter="\t")
    rows: list[Row] = []
    header: list[str] | None = None
    for cells in reader:
        cells = [cell.strip() for cell in cells]
        if not any(cells) or cells[0].startswith("#"):
            continue
        if header is None:
            header = cells
            _check_header(header, required, path, reader.line_num)
            continue
        rows.append(_row(header, cells, required, path, reader.line_num))
    if header is None:
        raise LexiconError(
            "this lexicon is empty",
            path=path,
            remedy=f"give it a first row with the columns {', '.join(required)}",
        )
    return rows


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows as a lexicon that :func:`read_table` reads back equal."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([row.get(column, "") for column in columns] for row in rows)


def _check_header(header: list[str], required: Sequence[str], path: Path, line: int) -> None:
    missing = [column for column in required if column not in header]
    if missing:
        raise LexiconError(
            f"no column named {', '.join(missing)}; the columns are {', '.join(header)}",
            path=path,
            place=f"line {line}",
            remedy="restore the first row, and keep tabs between the cells",
        )


def _row(
    header: list[str], cells: list[str], required: Sequence[str], path: Path, line: int
) -> Row:
    if len(cells) > len(header):
        raise LexiconError(
            f"{len(cells)} cells, but {len(header)} columns",
            path=path,
            place=f"line {line}",
            remedy="remove the extra tabs",
        )
    row = dict(zip(header, cells + [""] * (len(header) - len(cells)), strict=True))
    empty = [column for column in required if not row[column]]
    if empty:
        raise LexiconError(
            f"empty cell in column {', '.join(empty)}",
            path=path,
            place=f"line {line}",
            remedy="fill it, or start the row with # to set it aside",
        )
    return row
