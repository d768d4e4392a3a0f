"""Cells of a CSV that a spreadsheet will not take for formulas, and the way back.

A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@``, quoted or not. Such a cell
is written with an apostrophe before it, as one would type it by hand; so is one that already has
apostrophes before such a sign, so that taking one away always restores the cell.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from annotate.files import replacing

Cell = str | int | float | None

# With the full-width signs, which East Asian spreadsheets read the same.
_RISKY = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
_GUARDED = re.compile(r"'+(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")


def guard(cell: str) -> str:
    """Return the cell so that no spreadsheet runs it.

    Examples
    --------
    >>> guard("=1+1"), guard("'=1+1"), guard("l'an -52"), guard("-0051")
    ("'=1+1", "''=1+1", "l'an -52", "'-0051")
    """
    # Most cells begin with a letter or a digit, and a long table has millions.
    return cell if cell[:1].isalnum() or not _RISKY.match(cell) else f"'{cell}"


def unguard(cell: str) -> str:
    """Return the cell that :func:`guard` was given.

    Examples
    --------
    >>> unguard("'=1+1"), unguard("'quoted'")
    ('=1+1', "'quoted'")
    """
    return cell[1:] if _GUARDED.match(cell) else cell


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a table as UTF-8 with a byte-order mark, commas between cells, texts in quotes.

    Numbers stay bare, None is an empty cell, and texts are guarded with :func:`guard`.

    Raises
    ------
    OutputError
        If the file cannot be written; what was there before is kept.
    """
    with replacing(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        # Every text is quoted, because a bare carriage return inside one would not be.
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow([guard(cell) if isinstance(cell, str) else cell for cell in row])


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read back what :func:`write_csv` wrote: one dictionary a row, every cell a text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            {column: unguard(cell) for column, cell in row.items()} for row in csv.DictReader(file)
        ]
