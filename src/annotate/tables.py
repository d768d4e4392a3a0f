"""The tables people take away or fill in, as CSV and as workbooks: written here, and read back.

What they share: a text stays a text, whatever it looks like (``1936-05`` is no date, ``=1+1`` no
formula, ``http://x`` no link); files are written whole or not at all, and two runs give the same
bytes.

Rows go through :mod:`csv` and ``xlsxwriter``, not through pandas: reading pandas takes longer than
everything else a run does with the tables of one article, and ``DataFrame.to_excel`` holds all
cells at once and takes twice the time for them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from annotate.errors import UsageError
from annotate.files import replacing

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

    from annotate.sheet_rows import RowSheet

Cell = str | int | float | None
Row = Sequence[Cell]

REMEDY = "give a sheet that annotate wrote, saved as .xlsx or .csv"
"""What to do about a file that is not one of these tables."""

_A4 = 9
MOST_ROWS = 1_048_575
"""Of a sheet below its head, as the format of workbooks allows."""

# With the full-width signs, which East Asian spreadsheets read the same.
_RISKY = re.compile(r"'*(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")
_GUARDED = re.compile(r"'+(?:\s*[=+\-@＝＋－＠]|[\t\r\n])")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    Attributes
    ----------
    name : str
        What the head says.
    width : int
        In characters.
    french, english : str
        What the legend says of it.
    choices : tuple of str
        What a drop-down offers, which asks before it takes other words; none where a person writes
        freely.
    filled : bool
        Whether a person fills it.
    colours : mapping of str to str
        Cells with this text have this background, as ``#rrggbb``.
    linked : bool
        Whether its cells are links to files beside the workbook.
    """

    name: str
    width: int
    french: str = ""
    english: str = ""
    choices: tuple[str, ...] = ()
    filled: bool = False
    colours: Mapping[str, str] = field(default_factory=dict)
    linked: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook.

    Attributes
    ----------
    name : str
        Its name.
    columns : sequence of Column
        Its columns.
    rows : iterable of sequence of Cell
        Its rows; those beyond :data:`MOST_ROWS` are left out of a workbook.
    printed : int or None
        How many of its columns, from the first, are printed: across one page, the head on each.
        By default all.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Row]
    printed: int | None = None


def columns_of(
    names: Iterable[str],
    widths: Mapping[str, int],
    colours: Mapping[str, Mapping[str, str]] | None = None,
    linked: Collection[str] = (),
) -> list[Column]:
    """Return columns by name, with the width and the colours of their cells.

    Parameters
    ----------
    names : iterable of str
        What the head says.
    widths : mapping of str to int
        Name of a column to its width in characters; a column without one is as wide as its name.
    colours : mapping of str to mapping, optional
        Name of a column to the backgrounds of its cells, see :class:`Column`.
    linked : collection of str
        The columns whose cells are links.

    Examples
    --------
    >>> [column.width for column in columns_of(["text", "in_citation", "page"], {"text": 34})]
    [34, 14, 11]
    """
    return [
        Column(
            name,
            widths.get(name, max(11, len(name) + 3)),
            colours=(colours or {}).get(name, {}),
            linked=name in linked,
        )
        for name in names
    ]


def guard(cell: str) -> str:
    """Return the cell of a CSV so that no spreadsheet takes it for a formula.

    A spreadsheet runs a cell that begins with ``=``, ``+``, ``-`` or ``@``, quoted or not. Such a
    cell gets an apostrophe before it, as one would type it by hand; so does one that already has
    apostrophes before such a sign, so that taking one away always restores the cell.

    Examples
    --------
    >>> guard("=1+1"), guard("'=1+1"), guard("l'an -52"), guard("-0051")
    ("'=1+1", "''=1+1", "l'an -52", "'-0051")
    """
    return f"'{cell}" if _RISKY.match(cell) else cell


def unguard(cell: str) -> str:
    """Return the cell that :func:`guard` was given.

    Examples
    --------
    >>> unguard("'=1+1"), unguard("'quoted'")
    ('=1+1', "'quoted'")
    """
    return cell[1:] if _GUARDED.match(cell) else cell


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write a table as UTF-8 with a byte-order mark, commas between cells, texts in quotes.

    Numbers stay bare, None is an empty cell, and texts are guarded with :func:`guard`.

    Raises
    ------
    OutputError
        If the file cannot be written; what was there before is kept.

    Examples
    --------
    >>> rows = [("mai 1936", "1936-05", 2), ("=1", None, 3)]
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "dates.csv")
    ...     write_csv(path, ["text", "value", "page"], rows)
    ...     print(path.read_text("utf-8-sig"), end="")
    "text","value","page"
    "mai 1936","1936-05",2
    "'=1","",3
    """
    with csv_rows(path, columns) as add:
        for row in rows:
            add(row)


@contextmanager
def csv_rows(path: Path, columns: Sequence[str]) -> Iterator[Callable[[Row], None]]:
    """Write such a table row by row, as its rows come up in other work.

    Parameters
    ----------
    path : Path
        The file; it is there, whole, when the block ends well.
    columns : sequence of str
        What the head says.

    Yields
    ------
    callable
        Takes a row.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    with replacing(path) as part, part.open("w", encoding="utf-8-sig", newline="") as file:
        # Every text is quoted, because a bare carriage return inside one would not be.
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")
        writer.writerow(columns)
        # A call for each cell would take as long as writing it; most begin with a letter.
        yield lambda row: writer.writerow(
            [
                guard(cell) if isinstance(cell, str) and not cell[:1].isalnum() else cell
                for cell in row
            ]
        )


def read_csv(path: Path) -> list[dict[str, str]]:
    """Read back what :func:`write_csv` wrote: one dictionary a row, every cell a text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [
            {column: unguard(cell) for column, cell in row.items()} for row in csv.DictReader(file)
        ]


def write_xlsx(path: Path, sheets: Iterable[Sheet], *, to_fill: bool = False) -> None:
    """Write a workbook: sheets with a head that stays in view, filters and drop-downs.

    Rows are written one by one to a temporary file, so that a long table takes no memory; a text
    that no cell holds is cut, and ends in an ellipsis.

    Parameters
    ----------
    path : Path
        Written under a temporary name, then renamed.
    sheets : iterable of Sheet
        What to write.
    to_fill : bool
        Whether a person is to fill it: then texts wrap, and the first column stays in view, too.

    Raises
    ------
    OutputError
        If the file cannot be written; what was there before is kept.

    Examples
    --------
    >>> columns = columns_of(["text", "value", "page"], {"text": 34})
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "dates.xlsx")
    ...     write_xlsx(path, [Sheet("Dates", columns, [("=1+1", "1936-05", 2)])])
    ...     read_xlsx(path)
    {'Dates': [['text', 'value', 'page'], ['=1+1', '1936-05', '2']]}
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    from annotate.sheet_rows import RowSheet

    with replacing(path) as part, TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        options = {"constant_memory": True, "tmpdir": folder, "use_zip64": True}
        book = xlsxwriter.Workbook(part, options)
        # The date of writing would make two runs differ.
        book.set_properties({"created": datetime(2000, 1, 1)})
        formats = _Formats(book, to_fill)
        for sheet in sheets:
            _write_sheet(book.add_worksheet(sheet.name, RowSheet), sheet, formats)
        try:
            book.close()
        except FileCreateError as error:
            raise error.args[0] from error


class _Formats:
    """How the cells of a workbook look."""

    def __init__(self, book: Workbook, to_fill: bool) -> None:
        self._book = book
        self.to_fill = to_fill
        look = {"bold": True, "bg_color": "#26333f", "font_color": "#ffffff", "valign": "vcenter"}
        self.head = book.add_format(look)
        wrapped = {"text_wrap": True, "valign": "top"}
        self._read = book.add_format(wrapped) if to_fill else None
        self._linked = book.add_format({"font_color": "#1a4f8b", "underline": 1})
        # As text, so that what is typed there stays as it was typed.
        typed = {"bg_color": "#fff6d6", "num_format": "@"}
        self._typed = book.add_format({**wrapped, **typed}) if to_fill else None

    def of(self, column: Column) -> Format | None:
        """Return the format of the cells of a column."""
        if column.linked:
            return self._linked
        return self._typed if column.filled else self._read

    def coloured(self, colour: str) -> Format:
        """Return a format with a background."""
        return self._book.add_format({"bg_color": colour, "font_color": "#1a1a1a"})


def _write_sheet(target: RowSheet, sheet: Sheet, formats: _Formats) -> None:
    target.set_row(0, 22)
    for place, column in enumerate(sheet.columns):
        target.set_column(place, place, column.width)
        target.write_string(0, place, column.name, formats.head)
    looks = [formats.of(column) for column in sheet.columns]
    linked = [place for place, column in enumerate(sheet.columns) if column.linked]
    number = target.write_rows(1, islice(sheet.rows, MOST_ROWS), looks, linked)
    target.freeze_panes(1, int(formats.to_fill))
    last = max(number, 1)
    _lay_out(target, last, (sheet.printed or len(sheet.columns)) - 1)
    target.autofilter(0, 0, last, len(sheet.columns) - 1)
    for place, column in enumerate(sheet.columns):
        if column.choices:
            target.data_validation(1, place, last, place, _drop_down(column))
        for text, colour in column.colours.items() if number else ():
            rule = {"type": "cell", "criteria": "==", "value": f'"{text}"'}
            rule["format"] = formats.coloured(colour)
            target.conditional_format(1, place, last, place, rule)


def _lay_out(target: RowSheet, last_row: int, last_column: int) -> None:
    """Let a sheet be printed on A4, landscape, as wide as the page, with its head on each page."""
    target.set_paper(_A4)
    target.set_landscape()
    target.fit_to_pages(1, 0)
    target.repeat_rows(0)
    target.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    target.print_area(0, 0, last_row, last_column)
    target.set_footer("&L&F – &A&R&P / &N")


def _drop_down(column: Column) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(column.choices),
        "error_title": "Choix",
        # Other words may mean something, too (a name, a word in English): readers say which do not.
        "error_type": "warning",
        "error_message": f"La liste propose : {', '.join(column.choices)}."[:255],
    }


def read_filled_csv(path: Path) -> list[list[str]]:
    """Read a table that a spreadsheet saved, in whatever way the language of a desktop chooses.

    The separator may be a comma, a semicolon or a tab, the encoding UTF-8, UTF-16 or cp1252.

    Returns
    -------
    list of list of str
        The rows, the head first; cells are stripped, and an apostrophe of :func:`guard` is gone.

    Raises
    ------
    UsageError
        If it cannot be read.
    """
    text = _decoded(path)
    first = text.split("\n", 1)[0]
    mark = max(",;\t", key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    return [[unguard(cell).strip() for cell in row] for row in rows]


def _decoded(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"cannot be read ({error.strerror or error})", path=path, remedy=REMEDY
        ) from error
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError:
        # What a desktop in French writes when it is not asked.
        return data.decode("cp1252", errors="replace")


def read_xlsx(path: Path) -> dict[str, list[list[str]]]:
    """Read the sheets of a workbook, as :func:`write_xlsx` or a spreadsheet wrote them.

    Returns
    -------
    dict of str to list of list of str
        Name of a sheet to its rows, the head first. A cell is the text that a person sees in it:
        whole numbers without a fraction, dates as ``1936-05-01``, nothing as ``""``.

    Raises
    ------
    UsageError
        If it cannot be read.
    """
    import zipfile

    import openpyxl
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = openpyxl.load_workbook(path, data_only=True)
    except (OSError, KeyError, ValueError, zipfile.BadZipFile, InvalidFileException) as error:
        raise UsageError(
            f"cannot be read as a workbook ({error})", path=path, remedy=REMEDY
        ) from error
    rows = {sheet.title: sheet.iter_rows(values_only=True) for sheet in book}
    sheets = {name: [list(map(_seen, row)) for row in some] for name, some in rows.items()}
    book.close()
    return sheets


def _seen(cell: Any) -> str:
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
