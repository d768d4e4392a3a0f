"""The lines of a page of a PDF: its characters as PDFium gives them, put together again.

PDFium marks a hyphen at a line end as U+FFFE and swallows the line break after it; the source
text has the hyphen and the line break that the page shows, so that a PDF and a text extracted from
it are mended by the same rules.
"""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import pypdfium2 as pdfium
from pypdfium2 import raw

from annotate.document.source import Box, LineBox
from annotate.document.tex_encodings import OT1, T1, TS1, text_of
from annotate.text.reading.pdf_bitmap_fonts import BitmapFonts
from annotate.text.reading.pdf_fonts import REGULAR, Face, Faces, Weight
from annotate.text.reading.pdf_markers import AFTER_A_MARKER, Piece, is_marker, markers_apart
from annotate.text.reading.pdf_swapped import unswapped
from annotate.text.reading.pdf_tex import composed, without_codes
from annotate.text.reading.pdf_unknown import UnknownSigns
from annotate.text.reading.pdf_white import (
    DOUBTFUL,
    White,
    advance_end,
    lost_spaces,
    unseen_spaces,
)

_LINE_END_HYPHEN = frozenset((0xFFFE, 0x02))
_INSIDE_A_LINE = 1.2
"""White inside a line that PDFium has cut, in the size of the text, but behind a marker."""
_GAP = 0.15
"""White of this share of the font size between two parts of a line is a space."""
_NO_BREAK_SPACE = "\u00a0"
_SPACED_SIGNS = frozenset(":;!?»")
_STUCK = frozenset("-,.)]…’")
"""No space is before these."""
_SMALLER = 0.93
"""A note call has at most this share of the size of its line."""
_LIGHTER = 0.3
"""A line of which this share is not bold is no bold line."""
_HIGHER = 0.1
"""The baseline of a note call is higher by at least this share of the size."""
_PRINTED_HYPHENS = frozenset("\u2010\u2011")
"""A font that draws them as the plain hyphen may name that so."""
_RAISED = 0.15
"""A character whose ink begins this share of the font size above the baseline is raised."""
_FIRST_PRINTING = 0x20
_LATIN = 0xC0
"""Above this, T1 has the letters of Latin-1, and OT1 nothing."""


@dataclass(slots=True)
class _Char:
    index: int
    text: str
    box: Box | None
    baseline: float
    size: float
    face: Face | None = None
    origin: float = 0.0


@dataclass(frozen=True, slots=True)
class PageText:
    """What one page says.

    Attributes
    ----------
    text : str
        Its lines, each with its line break.
    lines : list of LineBox
        Those that hold ink; `bold` is not decided yet.
    weights : list of Weight
        The weight that each of these lines is set in, nearly all of it.
    raised : set of int
        Offsets of characters set above their line.
    scanned : bool
        Whether its text is not drawn, but laid under a picture.
    """

    text: str
    lines: list[LineBox]
    weights: list[Weight]
    raised: set[int]
    scanned: bool


class PageReader:
    """Reads the pages of one document; what one of them shows of its fonts holds for the others."""

    def __init__(self) -> None:
        self._cork = self._computer_modern = 0
        self._tables = False
        self._bitmap = BitmapFonts()
        self._unknown = UnknownSigns()

    def read(self, page: pdfium.PdfPage, offset: int) -> PageText:
        """Return what a page says, its offsets counted from `offset`, in code points."""
        textpage = page.get_textpage()
        chars = unswapped(list(_chars(textpage)))
        if self._decode(chars):
            chars = composed(chars)
        chars = list(without_codes(chars))
        self._unknown.mark(textpage, chars)
        self._bitmap.describe(page, chars)
        found = PageText("", [], [], set(), _is_scan(chars))
        parts: list[str] = []
        for pieces in _with_markers(list(_rejoined(textpage, _lines(chars)))):
            line = _with_spaces(textpage, pieces)
            text = _text(line)
            end = len(text) - len(text.rstrip())
            box = _line_box(line, offset, offset + len(text) - end)
            if box is not None:
                found.lines.append(box)
                found.weights.append(_usual_weight(line))
                found.raised.update(_raised(line, box))
            parts.append(text + "\n")
            offset += len(text) + 1
        textpage.close()
        return replace(found, text="".join(parts))

    def _decode(self, chars: Sequence[_Char]) -> bool:
        """Give the characters of TeX's fonts, which have neither names nor tables, their text."""
        bare = [char for char in chars if _is_coded(char)]
        if not self._tables and not any(char.text < " " for char in bare):
            return False
        self._tables = True
        self._cork += sum(ord(char.text) >= _LATIN for char in bare)
        self._computer_modern += sum(char.text in "\x12\x13\x5e\x7f" for char in bare)
        table = T1 if self._cork > self._computer_modern else OT1
        symbols = _symbol_fonts(bare)
        for char in bare:
            of_symbols = char.face is not None and char.face.key in symbols
            char.text = text_of(ord(char.text), TS1 if of_symbols else table)
        return True


def _symbol_fonts(chars: Sequence[_Char]) -> set[int]:
    """Return the keys of fonts without names that hold signs and no letters, as TS1 is."""
    letters = {char.face.key for char in chars if char.face and ord(char.text) not in TS1}
    return {char.face.key for char in chars if char.face and not char.face.named} - letters


def _is_coded(char: _Char) -> bool:
    """Return whether a character may be no more than the code of a glyph: one of a font without a
    name, or a control code of another of TeX's, which none that is properly described gives.
    """
    if char.face is None or len(char.text) != 1 or char.text > "\xff":
        return False
    return not char.face.named or (char.face.coded and char.text < " ")


def _chars(textpage: pdfium.PdfTextPage) -> Iterator[_Char]:
    """Yield the characters of a page as PDFium has them; hyphens at line ends are U+FFFE, and the
    line breaks that PDFium makes up have no face.
    """
    faces, held = Faces(), _Held()
    for index, code in _codes(textpage):
        face = faces.of(textpage, index)
        made_up = face is None
        if code in _LINE_END_HYPHEN and (code != 0x02 or raw.FPDFText_IsHyphen(textpage, index)):
            yield _char(textpage, index, "\ufffe", face, held)
        elif made_up and code == 0x0A:
            yield _Char(index, "\n", None, 0.0, 0.0)
        elif code and not (made_up and code < _FIRST_PRINTING):
            text = chr(code) if code <= 0x10FFFF else "\ufffd"
            yield _char(textpage, index, " " if text == "\t" else text, face, held)


def _codes(textpage: pdfium.PdfTextPage) -> Iterator[tuple[int, int]]:
    """Yield the index and the code point of each character; PDFium gives those beyond U+FFFF in two
    halves.
    """
    high = 0
    for index in range(textpage.count_chars()):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            whole = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
            code = whole if high else 0xFFFD
        high = 0
        yield index, code


class _Held:
    """Where PDFium puts what it tells of a character; made once a page, for that takes time."""

    def __init__(self) -> None:
        self.box = tuple(ctypes.c_double() for _ in range(4))
        self.origin = ctypes.c_double(), ctypes.c_double()


def _char(
    textpage: pdfium.PdfTextPage, index: int, text: str, face: Face | None, held: _Held
) -> _Char:
    left, right, bottom, top = held.box
    x, y = held.origin
    box: Box | None = None
    inked = not text.isspace() or (face is not None and text < " ")
    if inked and raw.FPDFText_GetCharBox(textpage, index, left, right, bottom, top):
        box = (left.value, bottom.value, right.value, top.value)
    raw.FPDFText_GetCharOrigin(textpage, index, x, y)
    size = face.size if face else raw.FPDFText_GetFontSize(textpage, index)
    if text in _PRINTED_HYPHENS:
        text = "-"
    return _Char(index, text, box, y.value, size, face, x.value)


def _is_scan(chars: Sequence[_Char]) -> bool:
    unseen = sum(not char.face.visible for char in chars if char.face)
    return 2 * unseen > len(chars)


def _lines(chars: Sequence[_Char]) -> Iterator[list[_Char]]:
    current: list[_Char] = []
    for char in chars:
        if char.text == "\n" and char.face is None:
            yield current
            current = []
        elif char.text == "\ufffe":
            char.text = "-"
            while current and current[-1].text == " ":
                current.pop()  # PDFium takes the white before some hyphens for a space
            yield [*current, char]
            current = []
        elif char.text >= " ":
            if _falls_back(current, char):
                yield current
                current = []
            current.append(char)
    if current:
        yield current


def _falls_back(current: Sequence[_Char], char: _Char) -> bool:
    """Return whether a character begins a line that PDFium has not parted from the one before: it
    is lower, and to the left.
    """
    last = next((one for one in reversed(current) if one.box is not None), None)
    if last is None or char.box is None or last.box is None:
        return False
    return last.baseline - char.baseline > 0.6 * last.size and char.box[0] < last.box[0]


def _text(line: Sequence[_Char]) -> str:
    return "".join(char.text for char in line)


def _with_markers(lines: list[list[_Char]]) -> Iterator[list[_Char]]:
    """Put the markers of lists that are written apart before their items."""
    if not any(len(line) < 8 and is_marker(_text(line)) for line in lines):
        yield from lines
        return
    inked = [line for line in lines if any(char.box for char in line)]
    moved = markers_apart([_piece(line) for line in inked])
    before = {item: inked[marker] for marker, item in moved.items()}
    for index, line in enumerate(inked):
        if index in before:
            marker = before[index]
            yield [*marker, _Char(line[0].index, " ", None, line[0].baseline, line[0].size), *line]
        elif index not in moved:
            yield line


def _piece(line: Sequence[_Char]) -> Piece:
    boxes = [char.box for char in line if char.box is not None]
    first = next(char for char in line if char.box is not None)
    return Piece(_text(line), boxes[0][0], boxes[-1][2], first.baseline, first.size)


def _with_spaces(textpage: pdfium.PdfTextPage, line: list[_Char]) -> list[_Char]:
    """Put in the spaces that PDFium has overlooked, and take out those that are not seen."""
    pairs = list(pairwise(place for place, char in enumerate(line) if char.box is not None))
    whites = [
        replace(
            _white(textpage, line[low], line[high], high - low > 1),
            ligature=low > 0 and line[low - 1].origin == line[low].origin,
        )
        for low, high in pairs
    ]
    lost = {pairs[index][1] for index in lost_spaces(whites)}
    unseen = [range(pairs[index][0] + 1, pairs[index][1]) for index in unseen_spaces(whites)]
    dropped = {place for places in unseen for place in places}
    found: list[_Char] = []
    for place, char in enumerate(line):
        if place in lost:
            found.append(_Char(char.index, _NO_BREAK_SPACE, None, char.baseline, char.size))
        if place not in dropped:
            found.append(char)
    return found


def _white(textpage: pdfium.PdfTextPage, left: _Char, right: _Char, spaced: bool) -> White:
    """Return the white between two characters; that of a narrow one need not be exact."""
    assert left.box is not None and right.box is not None
    size = max(left.size, right.size) or 1.0
    ink = (right.box[0] - left.box[2]) / size
    advance = 0.0
    if spaced or ink > DOUBTFUL:
        advance = (right.origin - advance_end(textpage, left.index)) / size
    thin = right.text in _SPACED_SIGNS or left.text == "«"
    higher = right.baseline - left.baseline > _HIGHER * left.size
    sloping = [bool(char.face and char.face.italic) for char in (left, right)]
    return White(
        ink,
        advance,
        spaced,
        thin,
        raised=higher and right.size < _SMALLER * left.size and right.text not in _SPACED_SIGNS,
        corrected=sloping[0] > sloping[1] or right.text in _STUCK,
    )


def _rejoined(textpage: pdfium.PdfTextPage, lines: Iterator[list[_Char]]) -> Iterator[list[_Char]]:
    """Undo the line breaks that PDFium puts after a raised note call in the middle of a line."""
    current: list[_Char] = []
    for line in lines:
        if current and _same_line(current, line):
            current = _joined(textpage, current, line)
            continue
        if current:
            yield current
        current = line
    if current:
        yield current


def _joined(textpage: pdfium.PdfTextPage, left: list[_Char], right: list[_Char]) -> list[_Char]:
    """Join two parts of a line, with the space between them that PDFium replaced by a break."""
    end, begin = left[-1], right[0]
    if begin.text == "-" or end.box is None or begin.box is None:
        return left + right
    if _white(textpage, end, begin, spaced=True).advance < _GAP:
        return left + right
    return [*left, _Char(begin.index, " ", None, begin.baseline, begin.size), *right]


def _same_line(left: list[_Char], right: list[_Char]) -> bool:
    before = [char for char in left if char.box is not None]
    after = [char for char in right if char.box is not None]
    if not before or not after:
        return False
    size = max(char.size for char in (*before, *after))
    drop = median(char.baseline for char in before) - median(char.baseline for char in after)
    end, begin = before[-1].box, after[0].box
    assert end is not None and begin is not None
    most = AFTER_A_MARKER if is_marker(_text(left)) else _INSIDE_A_LINE
    return abs(drop) < 0.6 * size and -0.2 * size < begin[0] - end[2] < most * size


def _line_box(chars: list[_Char], start: int, end: int) -> LineBox | None:
    inked = [char for char in chars if char.box is not None]
    if not inked:
        return None
    boxes = [char.box for char in inked if char.box is not None]
    sizes = sorted(char.size for char in inked)
    return LineBox(
        start,
        end,
        (
            min(box[0] for box in boxes),
            min(box[1] for box in boxes),
            max(box[2] for box in boxes),
            max(box[3] for box in boxes),
        ),
        median(char.baseline for char in inked),
        sizes[len(sizes) // 2],
        False,
        sum(bool(char.face and char.face.italic) for char in inked) * 2 > len(inked),
        _edges(chars, end - start),
        sum(bool(char.face and char.face.mono) for char in inked) > 0.9 * len(inked),
    )


def _usual_weight(chars: list[_Char]) -> Weight:
    """Return the weight of a line: that of most of its characters, or less; a paragraph whose first
    words are bold is none.
    """
    weights = sorted(
        (char.face.weight for char in chars if char.face and char.box),
        key=lambda weight: (weight.named or REGULAR, weight.guessed),
    )
    return weights[int(_LIGHTER * len(weights))] if weights else Weight()


def _edges(chars: list[_Char], length: int) -> array[float]:
    """Return where each character of a line begins, and where the last one ends."""
    edges = array("f")
    end = 0.0
    for char in chars:
        if char.box is not None:
            begin, end = char.box[0], char.box[2]
        else:
            begin = end
        edges.extend([begin] * len(char.text))
    return array("f", [*edges[:length], end])


def _raised(chars: list[_Char], line: LineBox) -> set[int]:
    """Return the offsets of characters above the line: a smaller font set higher, or a glyph that
    the font itself draws high, as OpenType superscripts are.
    """
    found: set[int] = set()
    offset = line.start
    for char in chars:
        if char.box is not None and char.text.isalnum():
            floor = line.baseline + _RAISED * line.size
            smaller = char.size < _SMALLER * line.size and char.baseline > floor
            drawn_high = char.box[1] > floor and char.box[3] - char.box[1] < 0.6 * line.size
            if smaller or drawn_high:
                found.add(offset)
        offset += len(char.text)
    return found
