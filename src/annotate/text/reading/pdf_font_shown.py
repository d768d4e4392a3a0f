"""What the fonts of a PDF show: their characters, the words that these stand in, their glyphs.

The fonts are told apart by the tags of their names, which a copy of the file has for this.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field

import pypdfium2 as pdfium
from pypdfium2 import raw

from annotate.text.reading.pdf_chars import PageChars
from annotate.text.reading.pdf_fonts import Face
from annotate.text.reading.pdf_glyph_shapes import Contour, Glyph, advance, drawn, outline
from annotate.text.reading.pdf_pages import by_address

PRIVATE = (
    *((first, 0xE000 + first) for first in range(0, 0x1900, 0x100)),
    *((first, 0x1B00 + first) for first in range(0x1900, 0xBC00, 0x100)),
)
"""The first of 256 numbers of glyphs, and of the characters that stand for them: private ones, and
behind them ideographs.
"""
_FIRST = min(char for _, char in PRIVATE)
_TAG = 6
"""Letters of the tag of a subset; here they are the number of a font."""
_PAGES = 300
"""Pages whose text tells what glyphs are; of the others it is only asked which glyphs they show."""
NO_FONT = -1
Token = tuple[tuple[int, str], ...]
"""Characters that no space parts, each with the number of its font; that of others is ``NO_FONT``.
"""


@dataclass(slots=True)
class Shown:
    """What a font shows.

    Attributes
    ----------
    face : Face
        What it is.
    text : list of str
        Its characters, parted by spaces where others are between them.
    outlines : dict of int to list
        The outline of each of its private characters.
    widths : dict of int to float
        How wide each is with the white beside it, in the size of the type.
    glyphs : dict of int to Glyph or None
        The look of each, None for one without ink.
    """

    face: Face
    text: list[str] = field(default_factory=list)
    outlines: dict[int, list[Contour]] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    glyphs: dict[int, Glyph | None] = field(default_factory=dict)


def tag(number: int) -> str:
    """Return the tag of a font."""
    return "".join(chr(ord("A") + number // 26**place % 26) for place in range(_TAG))


def tagged(font: raw.FPDF_FONT) -> int:
    """Return the number of a font by its tag; ``NO_FONT`` where it has none."""
    size = raw.FPDFFont_GetBaseFontName(font, None, 0)
    name = ctypes.create_string_buffer(max(size, _TAG + 1))
    raw.FPDFFont_GetBaseFontName(font, name, size)
    own, plus, _ = name.value.partition(b"+")
    if len(own) != _TAG or not plus:
        return NO_FONT
    return sum((letter - ord("A")) * 26**place for place, letter in enumerate(own))


def number_of(code: int) -> int:
    """Return the number of a glyph by the character that stands for it."""
    return next(first + code - char for first, char in PRIVATE if char <= code <= char + 0xFF)


class ShownFonts:
    """What the fonts of a copy show.

    Parameters
    ----------
    data : bytes
        The copy.
    private : set of int, optional
        The numbers of fonts all of whose characters are private; their glyphs are looked at.
    among : set of int, optional
        The numbers of fonts whose words are wanted.
    procedures : mapping of int to callable, optional
        Returns the outline of a glyph by its number, for fonts of which PDFium gives none.
    """

    def __init__(
        self,
        data: bytes,
        private: Set[int] = frozenset(),
        among: Set[int] = frozenset(),
        procedures: Mapping[int, Callable[[int], list[Contour]]] | None = None,
    ) -> None:
        self.fonts: dict[int, Shown] = {}
        self.tokens: dict[Token, None] = {}
        self._private, self._among = private, among
        self._procedures = procedures or {}
        with pdfium.PdfDocument(data) as document:
            for place in range(len(document)):
                page = document[place]
                textpage = page.get_textpage()
                if place < _PAGES:
                    self._read(textpage)
                elif private:
                    self._look_through(textpage)
                textpage.close()
                page.close()

    def _read(self, textpage: pdfium.PdfTextPage) -> None:
        numbers: dict[int, int] = {}
        last: Face | None = None
        token: list[tuple[int, str]] = []
        for char in PageChars(textpage):
            face, before, last = char.face, last, char.face
            number = NO_FONT
            if face is not None:
                font = ctypes.cast(face.key, raw.FPDF_FONT)
                if face.key not in numbers:
                    numbers[face.key] = tagged(font)
                number = numbers[face.key]
                own = self.fonts.setdefault(number, Shown(face))
                parted = "" if before is not None and before.key == face.key else " "
                own.text.append(parted + char.text)
                self._look_at(font, number, ord(char.text))
            if face is None or self._is_blank(number, char.text):
                self._keep(token)
                token = []
            else:
                token.append((number, char.text))
        self._keep(token)

    def _keep(self, token: list[tuple[int, str]]) -> None:
        if self._among and any(number in self._among for number, _ in token):
            self.tokens[tuple(token)] = None

    def _is_blank(self, number: int, text: str) -> bool:
        if number in self._private and ord(text) >= _FIRST:
            return self.fonts[number].glyphs[ord(text)] is None
        return text.isspace()

    def _look_at(self, font: raw.FPDF_FONT, number: int, code: int) -> None:
        own = self.fonts[number]
        if number in self._private and code >= _FIRST and code not in own.glyphs:
            asked = self._procedures.get(number)
            own.outlines[code] = asked(number_of(code)) if asked else outline(font, code)
            own.widths[code] = advance(font, code)
            own.glyphs[code] = drawn(own.outlines[code])

    def _look_through(self, textpage: pdfium.PdfTextPage) -> None:
        """Look at the glyphs of a page whose words are not wanted."""
        for address, code in _runs(textpage):
            font = raw.FPDFTextObj_GetFont(ctypes.cast(address, raw.FPDF_PAGEOBJECT))
            number = tagged(font)
            if number in self.fonts:
                self._look_at(font, number, code)


_OF_A_CHARACTER = ctypes.c_void_p, ctypes.c_int
_code_of = by_address(raw.FPDFText_GetUnicode, ctypes.c_uint, *_OF_A_CHARACTER)
_object_of = by_address(raw.FPDFText_GetTextObject, ctypes.c_void_p, *_OF_A_CHARACTER)


def _runs(textpage: pdfium.PdfTextPage) -> Iterator[tuple[int, int]]:
    """Yield each run of text of a page, and each private character that it has."""
    page = ctypes.cast(textpage.raw, ctypes.c_void_p).value or 0
    every = range(textpage.count_chars())
    codes = ((index, _code_of(page, index)) for index in every)
    found = {(_object_of(page, index), code) for index, code in codes if code >= _FIRST}
    yield from ((address, code) for address, code in found if address)
