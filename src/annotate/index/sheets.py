"""Rows of a workbook, written straight into the XML of its sheets.

``xlsxwriter`` knows formats, filters and colours, and takes twelve microseconds a cell. The cells
of a long table are texts and numbers without a format of their own, which the file says in a line
of XML each: the library writes the workbook with the heads of its sheets, and the rows go in below
them, some at a time, so that they take no memory either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from annotate.index.cells import Cell

Row = Sequence[Cell]

MOST_CHARACTERS = 32_767
"""In a cell, as the format says; it counts those beyond the basic plane twice."""

_ROWS_END = b"</sheetData>"
_DIMENSION = re.compile(rb'(<dimension ref="A1:[A-Z]+)1"')
_UNUSUAL = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|_x|\A\s|\s\Z")
"""What a text has that cannot be written as it is."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9a-fA-F]{4}_)")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_TOGETHER = 500
"""Rows that are compressed at once."""
_LARGE = 500_000
"""Rows of a sheet whose XML may be longer than two gigabytes."""


def add_rows(frame: IO[bytes], path: Path, tables: Mapping[int, tuple[int, Iterable[Row]]]) -> None:
    """Write a workbook with rows below the heads of its sheets.

    Parameters
    ----------
    frame : binary file
        The workbook as ``xlsxwriter`` made it, each sheet with a first row and no other.
    path : Path
        Where to write.
    tables : mapping of int to (int, iterable of sequence)
        For each sheet by its number, counted from 1: how many rows, and the rows. A text stays a
        text, whatever it looks like; None and an empty text are no cell.
    """
    with ZipFile(frame) as whole, ZipFile(path, "w", ZIP_DEFLATED) as target:
        sheets = {f"xl/worksheets/sheet{number}.xml": table for number, table in tables.items()}
        for part in whole.infolist():
            content = whole.read(part)
            # The same for every run: neither date nor system.
            entry = ZipInfo(part.filename)
            entry.compress_type = ZIP_DEFLATED
            if part.filename not in sheets:
                target.writestr(entry, content)
                continue
            many, rows = sheets[part.filename]
            with target.open(entry, "w", force_zip64=many > _LARGE) as sheet:
                _write_sheet(sheet, content, many, rows)


def _write_sheet(sheet: IO[bytes], content: bytes, many: int, rows: Iterable[Row]) -> None:
    before, end, behind = content.partition(_ROWS_END)
    sheet.write(_DIMENSION.sub(rb'\g<1>%d"' % (many + 1), before, count=1))
    written = _xml(rows)
    while some := "".join(islice(written, _TOGETHER)):
        sheet.write(some.encode())
    sheet.write(end + behind)


def _xml(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the XML of rows that stand below a first one."""
    letters: list[str] = []
    for number, row in enumerate(rows, start=2):
        while len(letters) < len(row):
            letters.append(_letters(len(letters)))
        cells = [
            f'<c r="{letter}{number}" t="inlineStr"><is>{_text(cell)}</is></c>'
            if isinstance(cell, str)
            else f'<c r="{letter}{number}"><v>{cell:.16G}</v></c>'
            for letter, cell in zip(letters, row, strict=False)
            if cell is not None and cell != ""
        ]
        yield f'<row r="{number}">{"".join(cells)}</row>'


@lru_cache(maxsize=10_000)
def _text(cell: str) -> str:
    if len(cell) > MOST_CHARACTERS // 2:
        cell = _fit(cell)
    if not _UNUSUAL.search(cell):
        return f"<t>{cell}</t>"
    # Control characters, and what looks like their escapes, as the format has them.
    told = _CONTROL.sub(lambda sign: f"_x{ord(sign.group()):04X}_", cell).translate(_ESCAPES)
    space = ' xml:space="preserve"' if told != told.strip() else ""
    return f"<t{space}>{told}</t>"


def _fit(text: str) -> str:
    """Cut a text that no cell holds, and say so with an ellipsis."""
    units = text.encode("utf-16-le", "surrogatepass")
    if len(units) <= 2 * MOST_CHARACTERS:
        return text
    return units[: 2 * MOST_CHARACTERS - 2].decode("utf-16-le", "ignore") + "…"


def _letters(place: int) -> str:
    """Return the letters of a column, counted from 0.

    Examples
    --------
    >>> _letters(0), _letters(25), _letters(26)
    ('A', 'Z', 'AA')
    """
    name, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
