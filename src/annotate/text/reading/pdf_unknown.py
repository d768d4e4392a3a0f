"""Signs that the fonts of a PDF do not tell: Ghostscript loses which letters a ligature has.

PDFium then gives the code of the sign, which is any letter or figure: `conMit` for *conflit*. Where
its glyph has no name that tells, each such sign of a font gets a private character of its own, so
that mending can tell from all words that hold it what it stands for.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

import pypdfium2 as pdfium
from pypdfium2 import raw

from annotate.document.source import Box
from annotate.text.reading.pdf_fonts import Face

if TYPE_CHECKING:
    from annotate.text.reading.pdf_glyph_names import GlyphNames

_FIRST, _LAST = 0xE100, 0xEFFF
"""Private characters that stand for such signs."""
_NO_BREAK_SPACE = "\u00a0"
_BLANK = 0.05
"""What is lower than this share of its width has no ink: a space that is not stretched."""
_HELD = frozenset(";:!?»%€°")
_ENOUGH = 10_000
"""A font that has told so many characters tells them all."""
_MOST = 0.15
"""Where more of a page is not told, its fonts tell nothing."""


class _Char(Protocol):
    index: int
    text: str
    box: Box | None
    face: Face | None


class UnknownSigns:
    """The signs of one document that its fonts do not tell.

    Parameters
    ----------
    data : bytes
        The whole file.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._numbers: dict[tuple[object, str], int] = {}
        self._told: Counter[object] = Counter()

    def mark(self, number: int, textpage: pdfium.PdfTextPage, chars: Sequence[_Char]) -> None:
        """Give the signs inside words that their fonts do not tell the letters that their glyphs
        are called by, or else their private characters.

        Parameters
        ----------
        number : int
            Of the page, counted from 1.
        textpage : PdfTextPage
            The page as PDFium reads it.
        chars : sequence
            Its characters; the texts of some are changed.
        """
        shown = Counter([char.face for char in chars if char.box is not None])
        given = textpage.raw
        asked = {face for face in shown if face and self._told[_font(face)] < _ENOUGH}
        _give_ink(textpage, [char for char in chars if char.text == " " and char.face in asked])
        unknown = [
            place
            for place, char in enumerate(chars)
            if char.face in asked
            and char.box is not None
            and len(char.text) == 1
            and raw.FPDFText_HasUnicodeMapError(given, char.index) == 1
            and raw.FPDFText_GetUnicode(given, char.index) == ord(char.text)
        ]
        untold = {chars[place].face for place in unknown}
        for face in asked - untold:
            self._told[_font(face)] += shown[face]
        if len(unknown) > _MOST * shown.total():
            return
        lost = frozenset(unknown)
        spaced = {
            char.face for char in chars if char.text == " " and char.face and char.face.embedded
        }
        for place in unknown:
            # A space beside those that its font tells is no usual one.
            other = chars[place].face in spaced
            if _has_no_ink(chars[place].box) and (other or _is_held(chars, place)):
                chars[place].text, chars[place].box = _NO_BREAK_SPACE, None
                continue
            beside = [near for near in (place - 1, place + 1) if 0 <= near < len(chars)]
            if any(chars[near].text.isalpha() and near not in lost for near in beside):
                char = chars[place]
                own = any(chars[near].face is char.face for near in beside)
                char.text = (own and self._letters(number, char)) or self._private(char)

    def _letters(self, number: int, char: _Char) -> str | None:
        """Return the letters of a ligature by its name; PDFium gives its code as a character."""
        assert char.face is not None
        return self._names.ligatures(number, char.face.name).get(ord(char.text))

    @cached_property
    def _names(self) -> GlyphNames:
        from annotate.text.reading.pdf_glyph_names import GlyphNames

        return GlyphNames(self._data)

    def _private(self, char: _Char) -> str:
        face = char.face
        assert face is not None
        number = self._numbers.setdefault((_font(face), char.text), len(self._numbers))
        return chr(min(_FIRST + number, _LAST))


def _give_ink(textpage: pdfium.PdfTextPage, spaces: Iterable[_Char]) -> None:
    """Give signs with the code of the space their ink, where their fonts do not tell them."""
    edges = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = edges
    for char in spaces:
        if raw.FPDFText_HasUnicodeMapError(textpage, char.index) == 1:
            raw.FPDFText_GetCharBox(textpage, char.index, *edges)
            box = left.value, bottom.value, right.value, top.value
            if box[2] > box[0] and not _has_no_ink(box):
                char.box = box


def _has_no_ink(box: Box | None) -> bool:
    return box is not None and box[3] - box[1] < _BLANK * (box[2] - box[0])


def _is_held(chars: Sequence[_Char], place: int) -> bool:
    """Return whether a sign stands where French holds a sign or a number by a space."""
    before = chars[place - 1].text if place else ""
    after = chars[place + 1].text if place + 1 < len(chars) else ""
    counted = after.isdigit() or (before.isdigit() and after.isalpha())
    return counted or before in ("«", "°") or after in _HELD


def _font(face: Face) -> object:
    return face.name or face.key
