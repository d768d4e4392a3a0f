"""Lexicons: tables of tab-separated values that a linguist edits in a spreadsheet.

The first row names the columns. Rows that start with ``#`` and blank rows are skipped, and so is a
byte-order mark, which LibreOffice and Excel may write. Cells that a spreadsheet put in quotes are
unquoted. Everything that goes wrong is an error with the file and the line.
"""

from __future__ import annotations

import csv
import io
import marshal
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from annotate.cache import kept
from annotate.errors import LexiconError
from annotate.files import replacing, write_text

Row = dict[str, str]

_LONG = 100_000
"""Characters of a lexicon that is kept as it was parsed."""


def read_table(
    path: Path, required: Sequence[str], allowed: Mapping[str, Collection[str]] | None = None
) -> list[Row]:
    """Read a lexicon.

    Parameters
    ----------
    path : Path
        A UTF-8 file of tab-separated values with a row of column names.
    required : sequence of str
        Columns that must exist and may not be empty in any row.
    allowed : mapping of str to collection of str, optional
        For some columns, the only values that cells may have.

    Returns
    -------
    list of dict
        One dictionary a row, column name to stripped cell; a missing cell is ``""``.

    Raises
    ------
    LexiconError
        If the file is missing, is not UTF-8 (nor the UTF-16 that Excel calls Unicode text), lacks a
        required column, or a row has too many cells, an empty required one, one that is not
        allowed, or a quote that is not closed.
    """
    return [row for _, row in numbered_table(path, required, allowed)]


def numbered_table(
    path: Path, required: Sequence[str], allowed: Mapping[str, Collection[str]] | None = None
) -> list[tuple[int, Row]]:
    """Read a lexicon as :func:`read_table` does, each row with its line, counted from 1.

    Comments and blank lines count, so that a message can name the line that an editor shows.

    Raises
    ------
    LexiconError
        As :func:`read_table`.
    """
    return numbered_rows(table_text(path), path, required, allowed)


def numbered_rows(
    text: str,
    path: Path,
    required: Sequence[str],
    allowed: Mapping[str, Collection[str]] | None = None,
) -> list[tuple[int, Row]]:
    """Return the rows of a lexicon whose text was read, as :func:`numbered_table`.

    Parameters
    ----------
    text : str
        From :func:`table_text`.
    path : Path
        The file, for what an error says.
    required, allowed
        As for :func:`read_table`.
    """
    rows: list[tuple[int, Row]] = []
    for number, row in lenient_rows(text, path, required, allowed):
        if isinstance(row, LexiconError):
            raise row
        rows.append((number, row))
    return rows


def kept_rows(
    text: str,
    path: Path,
    required: Sequence[str],
    allowed: Mapping[str, Collection[str]] | None = None,
) -> tuple[tuple[int, Row], ...]:
    """Return what :func:`numbered_rows` does; of a long lexicon from the user's cache folder, which
    takes a quarter of the time.
    """

    def parsed() -> tuple[tuple[int, Row], ...]:
        return tuple(numbered_rows(text, path, required, allowed))

    if len(text) < _LONG:
        return parsed()
    columns = {name: sorted(values) for name, values in (allowed or {}).items()}
    checked = repr((required, columns, sys.version))
    data = kept("table", (text.encode(), checked.encode()), lambda: marshal.dumps(parsed()))
    rows: tuple[tuple[int, Row], ...] = marshal.loads(data)
    return rows


def lenient_rows(
    text: str,
    path: Path,
    required: Sequence[str],
    allowed: Mapping[str, Collection[str]] | None = None,
) -> Iterator[tuple[int, Row | LexiconError]]:
    """Yield the rows of a lexicon as :func:`numbered_rows` returns them, and in the place of a row
    that is wrong the error that it raises.

    Raises
    ------
    LexiconError
        If the lexicon is empty or lacks a column.
    """
    header: list[str] | None = None
    # Hardly a lexicon has quotes, and to look for them takes longer than all else.
    quoted = '"' in text or "\0" in text
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            cells = _cells(line, path, number) if quoted else [*map(str.strip, line.split("\t"))]
            if not any(cells) or cells[0].startswith("#"):
                continue
            if header is not None:
                row = _row(header, cells, required, path, number)
                if allowed:
                    _check_values(row, allowed, path, number)
                yield number, row
                continue
        except LexiconError as error:
            if header is None:
                raise
            yield number, error
            continue
        header = cells
        _check_header(header, required, path, number)
    if header is None:
        raise LexiconError(
            "this lexicon is empty",
            path=path,
            remedy=f"give it a first row with the columns {', '.join(required)}",
        )


def table_text(path: Path) -> str:
    """Return the text of a lexicon, whatever Unicode encoding a spreadsheet gave it.

    Raises
    ------
    LexiconError
        If it cannot be read or is in another encoding.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise LexiconError(
            f"this lexicon cannot be read ({error.strerror or error})",
            path=path,
            remedy="create it, or correct its name",
        ) from error
    try:
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise LexiconError(
            "this lexicon is not UTF-8",
            path=path,
            remedy="save it again as text (TSV) with the character set Unicode (UTF-8)",
        ) from error


def _cells(line: str, path: Path, number: int) -> list[str]:
    """Return the cells of one line; a cell may be in quotes and never runs over a line."""
    if line.count('"') % 2 or "\0" in line:
        raise LexiconError(
            "a quote is not closed" if "\0" not in line else "a NUL character",
            path=path,
            place=f"line {number}",
            remedy="remove it, or close the quote on the same line",
        )
    cells = next(csv.reader([line], delimiter="\t"), []) if '"' in line else line.split("\t")
    return [cell.strip() for cell in cells]


def _check_values(
    row: Row, allowed: Mapping[str, Collection[str]], path: Path, number: int
) -> None:
    for column, values in allowed.items():
        if row.get(column, "") not in values:
            raise LexiconError(
                f"{row[column]!r} in column {column} is none of {', '.join(sorted(values))}",
                path=path,
                place=f"line {number}",
                remedy="correct the cell",
            )


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write rows as a lexicon that :func:`read_table` reads back equal.

    The comments of a file that is replaced are kept, above the row of column names.
    """
    write_text(path, text_of_table(path, columns, rows))


def text_of_table(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> str:
    """Return what :func:`write_table` writes into a file."""
    comments = []
    if path.exists():
        lines = table_text(path).splitlines()
        comments = [f"{line}\n" for line in lines if line.lstrip().startswith("#")]
    cells = ([row.get(name, "") for name in columns] for row in rows)
    return "".join(comments) + _lines([columns, *cells])


def append_rows(path: Path, rows: Iterable[Row]) -> None:
    """Add rows at the end of a lexicon, in its own columns; what it holds stays as it is.

    Parameters
    ----------
    path : Path
        The lexicon.
    rows : iterable of Row
        Cells of columns that the lexicon does not have are left out.

    Raises
    ------
    LexiconError
        If the lexicon cannot be read.
    """
    text = table_text(path)
    lines = (line for line in text.splitlines() if line.strip() and not line.startswith("#"))
    columns = [cell.strip() for cell in next(lines).split("\t")]
    with replacing(path) as part, part.open("w", encoding="utf-8", newline="") as file:
        file.write(text.rstrip("\n") + "\n")
        file.write(_lines([row.get(name, "") for name in columns] for row in rows))


def _lines(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as lines of a lexicon, the cells that need it in quotes."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows)
    return out.getvalue()


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
    if len(cells) < len(header):
        cells = cells + [""] * (len(header) - len(cells))
    row = dict(zip(header, cells, strict=True))
    if not all(map(row.__getitem__, required)):
        empty = [column for column in required if not row[column]]
        raise LexiconError(
            f"empty cell in column {', '.join(empty)}",
            path=path,
            place=f"line {line}",
            remedy="fill it, or start the row with # to set it aside",
        )
    return row
