"""The characters of a page of a PDF as PDFium gives them.

PDFium answers one question on one character a call, so what holds for a run of text, or for all of
a glyph, is asked once.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import repeat

import pypdfium2 as pdfium
from pypdfium2 import raw

from annotate.document.source import Box
from annotate.text.reading.pdf_fonts import Face, Faces
from annotate.text.reading.pdf_hyphens import Hyphen, actual_text
from annotate.text.reading.pdf_pages import by_address
from annotate.text.reading.pdf_swapped import HALF

LINE_END_HYPHEN = "\ufffe"
"""What PDFium gives for a hyphen at a line end; it swallows the line break after it."""
RAISED_SIZE = 0.93
"""The largest size of a raised sign beside a text of size 1."""
_PRINTED_HYPHENS = frozenset("\u2010\u2011")
"""A font that draws them as the plain hyphen may name that so."""
_SOFT_HYPHEN = "\u00ad"
"""typst calls the hyphen of a font so; what is drawn inside a line is a hyphen."""
_FIRST_PRINTING = 0x20
_LIGATED = frozenset("fijlt")
"""Letters that may be a part of a ligature."""


@dataclass(slots=True)
class Char:
    """A character of a page.

    Attributes
    ----------
    index : int
        Its number on the page, as PDFium counts.
    text : str
        What it says, mostly one code point.
    box : tuple of float, or None
        Left, bottom, right and top of its ink, in points; None where it has none.
    baseline : float
        Height of the line that it stands on, in points.
    size : float
        Of its font as seen on the page, in points.
    face : Face or None
        What it is set in; None if PDFium made it up.
    hyphen : Hyphen or None
        What is told of a hyphen that is drawn; None of any other character.
    """

    index: int
    text: str
    box: Box | None
    baseline: float
    size: float
    face: Face | None = None
    hyphen: Hyphen | None = None


@dataclass(frozen=True, slots=True)
class _Run:
    """What holds for the characters of one text object: its baseline only where that is level."""

    face: Face
    baseline: float | None


_OF_A_CHARACTER = ctypes.c_void_p, ctypes.c_int
"""The address of its page, and its number."""
_code_of = by_address(raw.FPDFText_GetUnicode, ctypes.c_uint, *_OF_A_CHARACTER)
_is_untold_in = by_address(raw.FPDFText_HasUnicodeMapError, ctypes.c_int, *_OF_A_CHARACTER)
_object_of = by_address(raw.FPDFText_GetTextObject, ctypes.c_void_p, *_OF_A_CHARACTER)
_box_of = by_address(
    raw.FPDFText_GetCharBox, ctypes.c_int, *_OF_A_CHARACTER, *[ctypes.c_void_p] * 4
)
_DOUBLE = ctypes.sizeof(ctypes.c_double)


class PageChars:
    """The characters of one page.

    Parameters
    ----------
    textpage : PdfTextPage
        The page as PDFium reads it; it must be open as long as this is used.
    """

    def __init__(self, textpage: pdfium.PdfTextPage) -> None:
        self._page = textpage.raw
        self._address = ctypes.cast(self._page, ctypes.c_void_p).value
        self._count = textpage.count_chars()
        self._runs: dict[int, _Run] = {}
        self._faces = Faces()
        self._bearings: dict[tuple[Face, str], tuple[float, float]] = {}

    def __iter__(self) -> Iterator[Char]:
        """Yield them as PDFium has them; hyphens at line ends are U+FFFE, and the line breaks that
        PDFium makes up have no face.
        """
        boxes, objects = self._boxes, self._asked(_object_of)
        address, run = 0, None
        for index, code in self.codes():
            before, own = address, objects[index]
            if own and own != before:
                address, run = own, self._run_of(own, index)
            text = chr(code) if code <= 0x10FFFF else "\ufffd"
            if own and text.isalnum() and run is not None and run.baseline is not None:
                # as most are: nothing more need be asked of them
                yield Char(index, text, boxes[index], run.baseline, run.face.size, run.face)
            else:
                char = self._other(index, code, run if own else None, address != before)
                if char is not None:
                    yield char

    def _other(self, index: int, code: int, run: _Run | None, alone: bool) -> Char | None:
        """Return a character that is no letter or digit of a level line; None where it is no
        character. `alone` tells whether it is the first of its run.
        """
        if code == 0xFFFE or (code == 0x02 and raw.FPDFText_IsHyphen(self._page, index)):
            char = self._char(index, LINE_END_HYPHEN, run)
            if run is not None:
                char.hyphen = self._hyphen(index, False, alone)
            return char
        if run is None and code == 0x0A:
            return Char(index, "\n", None, 0.0, 0.0)
        if not code or (run is None and code < _FIRST_PRINTING):
            return None
        text = chr(code) if code <= 0x10FFFF else "\ufffd"
        if text == "\t" and not self.is_untold(index):
            text = " "
        char = self._char(index, text, run)
        if char.text == "-" and run is not None:
            char.hyphen = self._hyphen(index, text == "\u2010", alone)
        return char

    def is_untold(self, index: int) -> bool:
        """Return whether a font does not tell what a character shows: its code is that of a glyph.

        Parameters
        ----------
        index : int
            Its number on the page.
        """
        return bool(raw.FPDFText_HasUnicodeMapError(self._page, index) == 1)

    def untold(self) -> list[bool]:
        """Return for each character, by its number on the page, whether a font does not tell it."""
        return [answer == 1 for answer in self._asked(_is_untold_in)]

    def codes(self) -> Iterator[tuple[int, int]]:
        """Yield the index and the code point of each character; PDFium gives those beyond U+FFFF in
        two halves.

        Yields
        ------
        index : int
            Its number on the page, as PDFium counts.
        code : int
            The code point.
        """
        high = 0
        for index, code in enumerate(self._asked(_code_of)):
            if 0xD800 <= code < 0xE000:
                if code < 0xDC00:
                    high = code
                    continue
                whole = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
                code = whole if high else code if code == HALF else 0xFFFD
            high = 0
            yield index, code

    def _asked(self, function: Callable[..., int], *pointers: range) -> list[int]:
        """Return what PDFium tells of each character, asked without a step of Python for each."""
        return list(map(function, repeat(self._address), range(self._count), *pointers))

    @cached_property
    def _boxes(self) -> list[Box | None]:
        """The box of each character's ink, in points."""
        edges = (ctypes.c_double * (4 * self._count))()
        first, step = ctypes.addressof(edges), 4 * _DOUBLE
        # PDFium gives the right edge before the lower one.
        pointers = [
            range(begin, begin + step * self._count, step)
            for begin in (first + place * _DOUBLE for place in (0, 2, 1, 3))
        ]
        found = self._asked(_box_of, *pointers)
        boxes: list[Box | None] = list(struct.iter_unpack("4d", edges))
        return (
            boxes
            if all(found)
            else [box if told else None for box, told in zip(boxes, found, strict=True)]
        )

    def _object(self, index: int) -> raw.FPDF_PAGEOBJECT:
        return raw.FPDFText_GetTextObject(self._page, index)

    def _hyphen(self, index: int, printed: bool, alone: bool) -> Hyphen:
        return Hyphen(actual_text(self._object(index)), printed, alone)

    def _run_of(self, address: int, index: int) -> _Run:
        """Return what holds for the text object at an address, which a character is of."""
        if address not in self._runs:
            matrix = raw.FS_MATRIX()
            raw.FPDFText_GetMatrix(self._page, index, matrix)
            face = self._faces.of(address, matrix)
            baseline = self._origin(index)[1] if matrix.b == 0 else None
            self._runs[address] = _Run(face, baseline)
        return self._runs[address]

    def _char(self, index: int, text: str, run: _Run | None) -> Char:
        inked = not text.isspace() or (run is not None and text < " ")
        box = self.ink(index) if inked else None
        if text in _PRINTED_HYPHENS or (text == _SOFT_HYPHEN and _is_drawn(box, run)):
            text = text if self.is_untold(index) else "-"
        if run is None:
            size = raw.FPDFText_GetFontSize(self._page, index)
            return Char(index, text, box, self._origin(index)[1], size)
        baseline = self._origin(index)[1] if run.baseline is None else run.baseline
        return Char(index, text, box, baseline, run.face.size, run.face)

    def ink(self, index: int) -> Box | None:
        """Return the box of a character's ink, in points.

        Parameters
        ----------
        index : int
            Its number on the page.
        """
        return self._boxes[index]

    def _origin(self, index: int) -> tuple[float, float]:
        x, y = ctypes.c_double(), ctypes.c_double()
        raw.FPDFText_GetCharOrigin(self._page, index, x, y)
        return x.value, y.value

    def advance_between(self, left: Char, right: Char) -> float:
        """Return the white between two characters with ink, in points, without what is their own.

        Every glyph has some white before and behind its ink, its side bearings.
        """
        assert left.box is not None and right.box is not None
        ink = right.box[0] - left.box[2]
        return ink - self._side_bearings(left)[1] - self._side_bearings(right)[0]

    def is_drawn(self, space: Char) -> bool:
        """Return whether a page itself has a space, one that PDFium did not make up of white."""
        return space.face is not None and not raw.FPDFText_IsGenerated(self._page, space.index)

    def origin(self, char: Char) -> float:
        """Return the abscissa that a character is drawn from, in points."""
        return self._origin(char.index)[0]

    def _side_bearings(self, char: Char) -> tuple[float, float]:
        if char.text == "-":
            # PDFium does not tell how wide some hyphens are; their ink is in the middle.
            left, right = self._measured_bearings(char)
            return left, max(left, right)
        if char.face is None or (char.text in _LIGATED and self._is_half(char)):
            return self._measured_bearings(char)
        glyph = char.face, char.text
        if glyph not in self._bearings:
            self._bearings[glyph] = self._measured_bearings(char)
        return self._bearings[glyph]

    def _is_half(self, char: Char) -> bool:
        """Return whether a character is a part of a ligature, of which PDFium cuts the ink."""
        own = self._origin(char.index)
        last = self._count - 1
        beside = max(char.index - 1, 0), min(char.index + 1, last)
        return any(self._origin(index) == own for index in beside if index != char.index)

    def _measured_bearings(self, char: Char) -> tuple[float, float]:
        assert char.box is not None
        loose = raw.FS_RECTF()
        raw.FPDFText_GetLooseCharBox(self._page, char.index, ctypes.byref(loose))
        origin = self._origin(char.index)[0]
        end = float(loose.right)
        if char.face is not None and not char.face.embedded:
            end = origin + (self._told_width(char, char.face.size) or end - origin)
        return char.box[0] - origin, end - char.box[2]

    def _told_width(self, char: Char, size: float) -> float:
        """Return how wide a font that is not in the file says that a character is, or 0: the ink of
        another in its stead may be wider.
        """
        font = raw.FPDFTextObj_GetFont(raw.FPDFText_GetTextObject(self._page, char.index))
        width = ctypes.c_float()
        code = raw.FPDFText_GetUnicode(self._page, char.index)
        parted = char.text in _LIGATED and self._is_half(char)
        if code == ord(char.text[0]) and not parted:  # nor put together of several
            raw.FPDFFont_GetGlyphWidth(font, code, size, ctypes.byref(width))
        return width.value


def _is_drawn(box: Box | None, run: _Run | None) -> bool:
    """Return whether a character has ink on the page."""
    return box is not None and box[0] < box[2] and run is not None and run.face.visible
