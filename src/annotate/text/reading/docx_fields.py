"""Fields and symbols of a DOCX: what Word shows in place of what is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from annotate.text.reading.xml import attribute

if TYPE_CHECKING:
    from lxml.etree import _Element

MADE, NOTE_AGAIN = "made", "note again"
"""Kinds of fields: what the program makes, and the number of a note that is called elsewhere."""
_KINDS = {"TOC": MADE, "INDEX": MADE, "TOA": MADE, "NOTEREF": NOTE_AGAIN, "FTNREF": NOTE_AGAIN}
_SYMBOL_FONTS = frozenset({"symbol", "wingdings", "wingdings 2", "wingdings 3", "webdings"})
_PRIVATE = 0xF000
_SHARED = range(0x20, 0x40)
"""Where the font Symbol has what ASCII has there: digits, brackets, the asterisk."""


class Fields:
    """The fields that are open at a place of a document, one inside the other."""

    def __init__(self) -> None:
        self._open: list[str] = []

    @property
    def kind(self) -> str | None:
        """What kind of field shows the text here; that of the outermost which says one."""
        kinds = (_KINDS.get((words.split() or [""])[0].upper()) for words in self._open)
        return next((kind for kind in kinds if kind), None)

    def at(self, kind: str | None) -> None:
        """Pass a mark of a field: where it begins, or ends."""
        if kind == "begin":
            self._open.append("")
        elif kind == "end" and self._open:
            self._open.pop()

    def instruct(self, text: str | None) -> None:
        """Pass a part of what the innermost field is told to show."""
        if self._open:
            self._open[-1] += text or ""

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Read what is elsewhere, such as a note, in none of the open fields."""
        outer, self._open = self._open, []
        yield
        self._open = outer


def symbol_of(element: _Element) -> str:
    """Return the character of a ``w:sym``; those of symbol fonts alone have none."""
    try:
        number = int(attribute(element, "char") or "", 16)
    except ValueError:
        return ""
    font = (attribute(element, "font") or "").lower()
    if font in _SYMBOL_FONTS and (number < 0x100 or number >= _PRIVATE):
        shared = number - _PRIVATE if number >= _PRIVATE else number
        return chr(shared) if font == "symbol" and shared in _SHARED else ""
    return "" if 0xE000 <= number <= 0xF8FF or number > 0xFFFF or number < 0x20 else chr(number)
