"""Gives the fonts of a PDF the tables that they lack: of which characters they show.

Ghostscript drops that table where a font shows more than a hundred characters, and old makers wrote
none. What is left are the numbers of glyphs. In a copy of the file each number gets a private
character, so that PDFium tells all that is shown, and by what outlines; what these are their look
and the words that they make tell. With tables of that another copy is read as any other PDF.
"""

from __future__ import annotations

import ctypes
import io
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pypdf
import pypdfium2 as pdfium
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NullObject,
    PdfObject,
    StreamObject,
)
from pypdfium2 import raw

from annotate.text.reading.pdf_chars import PageChars
from annotate.text.reading.pdf_fonts import Face, Weight
from annotate.text.reading.pdf_glyph_shapes import Glyph, Outlines, drawn, lookalikes, outline
from annotate.text.reading.pdf_glyph_words import read_by_words

_PRIVATE = (
    *((first, 0xE000 + first) for first in range(0, 0x1900, 0x100)),
    *((first, 0x1B00 + first) for first in range(0x1900, 0xBC00, 0x100)),
)
"""The first of 256 numbers of glyphs, and of the characters that stand for them: private ones, and
behind them ideographs.
"""
_FIRST = min(char for _, char in _PRIVATE)
_FIRST_SIGN = 0xF0000
"""Stands for the first of the different glyphs of a face."""
_LOST = "\ufffd"
_IN_ORDER = frozenset(("/Identity-H", "/Identity-V"))
_SIMPLE = frozenset(("/TrueType", "/Type1", "/MMType1"))
_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_TAG = 6
"""Letters of the tag of a subset; here they are the number of a font."""
_PAGES = 300
"""Pages whose text tells what glyphs are."""
_ROWS = 100
"""A part of a table has at most so many."""


@dataclass(slots=True)
class _Shown:
    """What a font shows: its characters, parted by spaces where others are between them, and the
    glyph of each, None for one without ink.
    """

    face: Face
    text: list[str] = field(default_factory=list)
    glyphs: dict[int, Glyph | None] = field(default_factory=dict)


def with_tables(data: bytes, is_untold: Callable[[str, Face], bool]) -> bytes | None:
    """Return a copy of a PDF in which more fonts tell what they show; None if there is none.

    Parameters
    ----------
    data : bytes
        The whole file.
    is_untold : callable
        Tells whether a font does not tell what it shows, from its text and its face.
    """
    # PDFium has read the file: what is damaged matters here no more.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        return _Copy(data).told(is_untold)
    except Exception:  # a damaged file, which PDFium reads none the less
        return None


class _Copy:
    """A copy of a PDF, in which each font that is in the file has a tag of its own.

    Parameters
    ----------
    data : bytes
        The whole file.
    """

    def __init__(self, data: bytes) -> None:
        self._writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
        every = (one for one in self._writer._objects if isinstance(one, DictionaryObject))
        self._fonts = [font for font in every if _is_embedded(font)]
        for number, font in enumerate(self._fonts):
            name = str(font.get("/BaseFont", "/"))[1:].split("+", 1)[-1]
            # PDFium takes one tag of a simple font away.
            tags = f"{_tag(number)}+" * (2 if self._is_simple(number) else 1)
            for one in (font, *_descendants(font)):
                one[NameObject("/BaseFont")] = NameObject(f"/{tags}{name}")

    def told(self, is_untold: Callable[[str, Face], bool]) -> bytes | None:
        """Return what :func:`with_tables` does."""
        shown = _shown(self._written())
        untold = [
            number
            for number, font in enumerate(self._fonts)
            if number in shown
            and (
                is_untold("".join(shown[number].text), shown[number].face)
                or (font.get("/Encoding") in _IN_ORDER and "/ToUnicode" not in font)
            )
        ]
        kept = {number: self._fonts[number].get("/ToUnicode") for number in untold}
        for number in untold:
            private = (
                f"{self._code(number, first)} {self._code(number, first + 0xFF)} <{char:04x}>"
                for first, char in _PRIVATE
            )
            self._set(number, "bfrange", [*private][: 1 if self._is_simple(number) else None])
        shown = _shown(self._written(), frozenset(untold))
        found = _solved({number: shown[number] for number in untold if number in shown})
        for number in untold:
            if number in found:
                rows = (
                    f"{self._code(number, _number(code))} <{char.encode('utf-16-be').hex()}>"
                    for code, char in sorted(found[number].items())
                )
                self._set(number, "bfchar", [*rows])
            else:
                self._restore(number, kept[number])
        return self._written() if found else None

    def _is_simple(self, number: int) -> bool:
        return self._fonts[number].get("/Subtype") != "/Type0"

    def _set(self, number: int, kind: str, rows: Sequence[str]) -> None:
        """Give a font a table of characters by their numbers (ISO 32000-1, 9.10.3)."""
        parts = [rows[first : first + _ROWS] for first in range(0, len(rows), _ROWS)]
        lines = [
            line for part in parts for line in (f"{len(part)} begin{kind}", *part, f"end{kind}")
        ]
        last = self._code(number, 0xFF if self._is_simple(number) else 0xFFFF)
        space = f"1 begincodespacerange\n{self._code(number, 0)} {last}\nendcodespacerange"
        stream = StreamObject()
        stream.set_data("\n".join(["begincmap", space, *lines, "endcmap"]).encode())
        self._fonts[number][NameObject("/ToUnicode")] = self._writer._add_object(stream)

    def _code(self, number: int, code: int) -> str:
        return f"<{code:0{2 if self._is_simple(number) else 4}x}>"

    def _restore(self, number: int, table: PdfObject | None) -> None:
        font = self._fonts[number]
        if table is None:
            del font["/ToUnicode"]
        else:
            font[NameObject("/ToUnicode")] = table

    def _written(self) -> bytes:
        out = io.BytesIO()
        self._writer.write(out)
        return out.getvalue()


def _descendants(font: DictionaryObject) -> list[DictionaryObject]:
    children = font.get("/DescendantFonts", ArrayObject()).get_object()
    return [child.get_object() for child in children]


def _is_embedded(font: DictionaryObject) -> bool:
    """Return whether an object is a font that is in the file and has outlines."""
    if font.get("/Subtype") == "/Type0":
        if font.get("/Encoding") not in _IN_ORDER:
            return False
        (font,) = _descendants(font)
    elif font.get("/Subtype") not in _SIMPLE:
        return False
    descriptor = font.get("/FontDescriptor", NullObject()).get_object()
    return isinstance(descriptor, DictionaryObject) and any(one in descriptor for one in _FILES)


def _tag(number: int) -> str:
    return "".join(chr(ord("A") + number // 26**place % 26) for place in range(_TAG))


def _tagged(font: raw.FPDF_FONT) -> int:
    """Return the number of a font by its tag; -1 where it has none."""
    name = ctypes.create_string_buffer(_TAG + 1)
    size = raw.FPDFFont_GetBaseFontName(font, None, 0)
    name = ctypes.create_string_buffer(max(size, _TAG + 1))
    raw.FPDFFont_GetBaseFontName(font, name, size)
    tag, plus, _ = name.value.partition(b"+")
    if len(tag) != _TAG or not plus:
        return -1
    return sum((letter - ord("A")) * 26**place for place, letter in enumerate(tag))


def _shown(data: bytes, private: frozenset[int] = frozenset()) -> Mapping[int, _Shown]:
    """Return what the fonts of a copy show, by their numbers; with their glyphs for those whose
    characters are private.
    """
    found: dict[int, _Shown] = {}
    with pdfium.PdfDocument(data) as document:
        for place in range(min(len(document), _PAGES)):
            page = document[place]
            textpage = page.get_textpage()
            tagged: dict[int, int] = {}
            last: Face | None = None
            for char in PageChars(textpage):
                face, before, last = char.face, last, char.face
                if face is None:
                    continue
                font = ctypes.cast(face.key, raw.FPDF_FONT)
                if face.key not in tagged:
                    tagged[face.key] = _tagged(font)
                own = found.setdefault(tagged[face.key], _Shown(face))
                parted = "" if before is not None and before.key == face.key else " "
                own.text.append(parted + char.text)
                code = ord(char.text)
                if tagged[face.key] in private and code >= _FIRST and code not in own.glyphs:
                    own.glyphs[code] = drawn(outline(font, code))
            textpage.close()
            page.close()
    return found


def _solved(shown: Mapping[int, _Shown]) -> Mapping[int, Mapping[int, str]]:
    """Return what the private characters of fonts show, of those whose words tell it. Makers put
    several subsets of a face into a file; what they show together tells more.
    """
    faces: dict[tuple[str, Weight, bool], dict[int, _Shown]] = defaultdict(dict)
    for number, own in shown.items():
        faces[own.face.name, own.face.weight, own.face.italic][number] = own
    found: dict[int, Mapping[int, str]] = {}
    for fonts in faces.values():
        outlines = Outlines()
        signs = {
            number: {
                code: _FIRST_SIGN + outlines.number_of(glyph)
                for code, glyph in own.glyphs.items()
                if glyph is not None
            }
            for number, own in fonts.items()
        }
        text = "".join(
            chr(signs[number].get(ord(char), 0x20))
            for number, own in fonts.items()
            for char in [*"".join(own.text), " "]
        )
        glyphs = dict(enumerate(outlines.glyphs, _FIRST_SIGN))
        told = read_by_words(text, lookalikes(glyphs, Counter(map(ord, text))))
        if told is not None:
            for number, own in fonts.items():
                inked = {code: told.get(sign, _LOST) for code, sign in signs[number].items()}
                found[number] = {**inked, **_blanks(own)}
    return found


def _blanks(shown: _Shown) -> Mapping[int, str]:
    """Return which spaces glyphs without ink are: the usual one is that which comes most often."""
    counts = Counter(map(ord, "".join(shown.text)))
    blank = [code for code, glyph in shown.glyphs.items() if glyph is None]
    usual = max(blank, key=counts.__getitem__, default=None)
    return {code: " " if code == usual else "\u00a0" for code in blank}


def _number(code: int) -> int:
    """Return the number of a glyph by the character that stands for it."""
    return next(first + code - char for first, char in _PRIVATE if char <= code <= char + 0xFF)
