"""Files that are no standoff (any more): what a spreadsheet or another encoding makes of them."""

from __future__ import annotations

import re
from pathlib import Path

from annotate.errors import StandoffError

_TABLE = (
    "give the standoff file (.jsonl) itself, restored from a copy, and look at it in a text editor "
    "instead of a spreadsheet"
)
_ENCODING = "save it again as UTF-8 without a byte-order mark, or restore it from a copy"
_DOUBLED = re.compile(r'^"?\s*\{\s*""|^"\s*\{|""(?:document|layer)""')
_TRAILING = re.compile(r"\}\s*[;,\t]+\s*$")
_COLUMNS = re.compile(r'"?[\w ]+"?([;,\t])(?:"?[\w ]*"?\1)*"?[\w ]*"?\s*$')


def decoded(data: bytes, file: Path) -> str:
    """Return the content of a standoff file as text.

    Raises
    ------
    StandoffError
        If it is empty, a workbook, not UTF-8, or a table as spreadsheets save it; the place is the
        line.

    Examples
    --------
    >>> decoded(b'document;layer;label\\n', Path("gold.csv"))
    Traceback (most recent call last):
    annotate.errors.StandoffError: gold.csv, line 1: is a table, not standoff. ...
    """
    if data.startswith(b"PK\x03\x04"):
        raise _refused("is a workbook, not standoff", file, None, _TABLE)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in data[:64]:
        raise _refused("is UTF-16, not UTF-8", file, 1, _ENCODING)
    if data.startswith(b"\xef\xbb\xbf"):
        what = "begins with a byte-order mark, as spreadsheets and Notepad write it"
        raise _refused(what, file, 1, _ENCODING)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        what = f"is not UTF-8 (byte {data[error.start]:#04x})"
        raise _refused(what, file, line, _ENCODING) from error
    if not text.strip():
        raise _refused("is empty", file, None, "restore the file")
    _refuse_tables(text, file)
    return text


def _refuse_tables(text: str, file: Path) -> None:
    lines = text.splitlines()
    if not lines[0].lstrip().startswith(("{", '"{')) and _COLUMNS.match(lines[0]):
        raise _refused("is a table, not standoff", file, 1, _TABLE)
    for number, line in enumerate(lines, start=1):
        if _DOUBLED.search(line):
            what = "its quotes are doubled, as when a spreadsheet has opened and saved it"
            raise _refused(what, file, number, _TABLE)
        if _TRAILING.search(line):
            what = "separators stand behind it, as when a spreadsheet has opened and saved it"
            raise _refused(what, file, number, _TABLE)


def misread(text: str) -> bool:
    """Tell whether a quote is UTF-8 that was read as Windows-1252 and saved again.

    Examples
    --------
    >>> misread("LiÃ©vin"), misread("Liévin"), misread("Lens")
    (True, False, False)
    """
    if text.isascii():
        return False
    try:
        return text.encode("cp1252").decode("utf-8") != text
    except UnicodeError:
        return False


def _refused(what: str, file: Path, line: int | None, remedy: str) -> StandoffError:
    place = None if line is None else f"line {line}"
    return StandoffError(what, path=file, place=place, remedy=remedy)
