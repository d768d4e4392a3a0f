"""Gives the fonts of a PDF the tables that they lack: of which characters they show.

Ghostscript drops that table where a font shows more than a hundred characters, and old makers wrote
none. What is left are the numbers of glyphs. In a copy of the file each number gets a private
character, so that PDFium tells all that is shown, and by what outlines; what these are their look
and the words that they make tell. With tables of that another copy is read as any other PDF. Where
Ghostscript wrote the file, so are fonts that have a table, but with gaps and faults.
"""

from __future__ import annotations

import io
import logging
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

import pypdf
import pypdfium2 as pdfium
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    NameObject,
    NullObject,
    StreamObject,
)

from annotate.text.reading.pdf_chars import LINE_END_HYPHEN, PageChars
from annotate.text.reading.pdf_font_shown import PRIVATE, Shown, ShownFonts, number_of, tag
from annotate.text.reading.pdf_fonts import Face, Weight
from annotate.text.reading.pdf_glyph_procs import GlyphProcedures, draws_outlines
from annotate.text.reading.pdf_glyph_shapes import Contour, Outlines
from annotate.text.reading.pdf_glyph_words import FIRST_SIGN, LOST, read_by_words
from annotate.text.reading.pdf_lookalikes import lookalikes
from annotate.text.reading.pdf_part_tables import completed, has_words

_IN_ORDER = frozenset(("/Identity-H", "/Identity-V"))
_SIMPLE = frozenset(("/TrueType", "/Type1", "/MMType1"))
_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
_ROWS = 100
"""A part of a table has at most so many."""
_STEP = 40
"""How far apart the glyphs are that PDFium is asked what they show, in points."""


def with_tables(
    data: bytes, is_untold: Callable[[str, Face], bool], *, partly: bool = False
) -> bytes | None:
    """Return a copy of a PDF in which more fonts tell what they show; None if there is none.

    Parameters
    ----------
    data : bytes
        The whole file.
    is_untold : callable
        Tells whether a font does not tell what it shows, from its text and its face.
    partly : bool, optional
        Whether tables with gaps and faults are completed, too.
    """
    # PDFium has read the file: what is damaged matters here no more.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        return _Copy(data).told(is_untold, partly=partly)
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
        self._tables = [font.get("/ToUnicode") for font in self._fonts]
        for number, font in enumerate(self._fonts):
            name = str(font.get("/BaseFont", "/"))[1:].split("+", 1)[-1]
            # PDFium takes one tag of a simple font away; one of Type 3 has no name.
            tags = f"{tag(number)}+" * (2 if self._is_simple(number) and name else 1)
            for one in (font, *_descendants(font)):
                one[NameObject("/BaseFont")] = NameObject(f"/{tags}{name}")

    def told(self, is_untold: Callable[[str, Face], bool], *, partly: bool) -> bytes | None:
        """Return what :func:`with_tables` does."""
        first = ShownFonts(self._written()).fonts
        procedures = self._procedures()
        untold = {
            number
            for number, font in enumerate(self._fonts)
            if number in first
            and not (partly and font.get("/Subtype") == "/Type3")
            and (
                is_untold("".join(first[number].text), first[number].face)
                or (font.get("/Encoding") in _IN_ORDER and "/ToUnicode" not in font)
            )
        }
        others = {
            number
            for number in range(len(self._fonts))
            if partly
            and number not in untold
            and (number in procedures or (number in first and has_words(first[number])))
        }
        for number in untold | others:
            private = (
                f"{self._code(number, first)} {self._code(number, first + 0xFF)} <{char:04x}>"
                for first, char in PRIVATE
            )
            self._set(number, "bfrange", [*private][: 1 if self._is_simple(number) else None])
        copy = ShownFonts(self._written(), untold | others, others, procedures)
        shown = copy.fonts
        found = {**_solved({number: shown[number] for number in untold if number in shown})}
        for number in untold | others:
            self._restore(number)
        told = self._told({number: shown[number] for number in others if number in shown})
        for number, own in completed(shown, told, copy.tokens, found).items():
            found[number] = {**told[number], **own}
        for number, table in found.items():
            rows = (
                f"{self._code(number, number_of(code))} <{char.encode('utf-16-be').hex()}>"
                for code, char in sorted(table.items())
            )
            self._set(number, "bfchar", [*rows])
        for font in self._fonts:
            if font.get("/Subtype") == "/Type3":
                del font["/BaseFont"]
        return self._written() if found else None

    def _is_simple(self, number: int) -> bool:
        return self._fonts[number].get("/Subtype") != "/Type0"

    def _procedures(self) -> Mapping[int, Callable[[int], list[Contour]]]:
        return {
            number: GlyphProcedures(font).outline
            for number, font in enumerate(self._fonts)
            if font.get("/Subtype") == "/Type3"
        }

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

    def _restore(self, number: int) -> None:
        font, table = self._fonts[number], self._tables[number]
        if table is not None:
            font[NameObject("/ToUnicode")] = table
        else:
            font.pop("/ToUnicode", None)

    def _told(self, shown: Mapping[int, Shown]) -> Mapping[int, Mapping[int, str]]:
        """Return what fonts say that their private characters show: all are set on a page."""
        every = [(number, code) for number, own in shown.items() for code in own.glyphs]
        if not every:
            return {}
        lines = []
        for place, (number, code) in enumerate(every):
            glyphs = shown[number].glyphs
            inked = next((one for one, glyph in glyphs.items() if glyph is not None), None)
            # PDFium takes a space away that no sign is before.
            before = [] if glyphs[code] is not None or inked is None else [inked]
            codes = "".join(self._code(number, number_of(one)) for one in (*before, code))
            lines.append(f"/F{number} 10 Tf 1 0 0 1 {_STEP * place} 10 Tm [{codes}] TJ")
        said = self._said("\n".join(lines), len(every), shown)
        found: dict[int, dict[int, str]] = {number: {} for number in shown}
        for place, (number, code) in enumerate(every):
            text = said.get(place, "")
            if text and shown[number].glyphs[code] is not None:
                found[number][code] = text
            elif text[-1:].isspace():
                found[number][code] = text[-1]
        for number, own in shown.items():
            if " " in found[number].values():
                blanks = {code: "\u00a0" for code, glyph in own.glyphs.items() if glyph is None}
            else:
                blanks = {**_blanks(own)}
            found[number] = {**blanks, **found[number]}
        return found

    def _said(self, text: str, steps: int, numbers: Iterable[int]) -> Mapping[int, str]:
        """Return what a page of some text says at each step."""
        page = self._writer.add_blank_page(_STEP * (steps + 1), _STEP)
        fonts = {
            NameObject(f"/F{number}"): self._fonts[number].indirect_reference for number in numbers
        }
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject(fonts)}
        )
        stream = StreamObject()
        stream.set_data(f"BT\n{text}\nET".encode())
        page[NameObject("/Contents")] = self._writer._add_object(stream)
        said = _last_page(self._written())
        self._writer.remove_page(len(self._writer.pages) - 1)
        return said

    def _written(self) -> bytes:
        out = io.BytesIO()
        self._writer.write(out)
        return out.getvalue()


def _last_page(data: bytes) -> Mapping[int, str]:
    """Return what the last page of a file says at each step, but for what its fonts do not tell."""
    found: dict[int, str] = defaultdict(str)
    with pdfium.PdfDocument(data) as document:
        textpage = document[len(document) - 1].get_textpage()
        chars = PageChars(textpage)
        for char in chars:
            if char.face is not None and not chars.is_untold(char.index):
                text = "-" if char.text == LINE_END_HYPHEN else char.text
                found[int(chars.origin(char) / _STEP + 0.02)] += text
        textpage.close()
    return found


def _descendants(font: DictionaryObject) -> list[DictionaryObject]:
    children = font.get("/DescendantFonts", ArrayObject()).get_object()
    return [child.get_object() for child in children]


def _is_embedded(font: DictionaryObject) -> bool:
    """Return whether an object is a font that is in the file and has outlines."""
    if draws_outlines(font):
        return True
    if font.get("/Subtype") == "/Type0":
        if font.get("/Encoding") not in _IN_ORDER:
            return False
        (font,) = _descendants(font)
    elif font.get("/Subtype") not in _SIMPLE:
        return False
    descriptor = font.get("/FontDescriptor", NullObject()).get_object()
    return isinstance(descriptor, DictionaryObject) and any(one in descriptor for one in _FILES)


def _solved(shown: Mapping[int, Shown]) -> Mapping[int, Mapping[int, str]]:
    """Return what the private characters of fonts show, of those whose words tell it. Makers put
    several subsets of a face into a file; what they show together tells more.
    """
    faces: dict[tuple[str, Weight, bool], dict[int, Shown]] = defaultdict(dict)
    for number, own in shown.items():
        faces[own.face.name, own.face.weight, own.face.italic][number] = own
    found: dict[int, Mapping[int, str]] = {}
    for fonts in faces.values():
        outlines = Outlines()
        signs = {
            number: {
                code: FIRST_SIGN + outlines.number_of(glyph)
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
        glyphs = dict(enumerate(outlines.glyphs, FIRST_SIGN))
        told = read_by_words(text, lookalikes(glyphs, Counter(map(ord, text))))
        if told is not None:
            for number, own in fonts.items():
                inked = {code: told.get(sign, LOST) for code, sign in signs[number].items()}
                found[number] = {**inked, **_blanks(own)}
    return found


def _blanks(shown: Shown) -> Mapping[int, str]:
    """Return which spaces glyphs without ink are: the usual one is that which comes most often."""
    counts = Counter(map(ord, "".join(shown.text)))
    blank = [code for code, glyph in shown.glyphs.items() if glyph is None]
    usual = max(blank, key=counts.__getitem__, default=None)
    return {code: " " if code == usual else "\u00a0" for code in blank}
