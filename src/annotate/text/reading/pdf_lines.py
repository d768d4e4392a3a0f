"""The lines of a page of a PDF: its characters as PDFium gives them, put together again.

PDFium marks a hyphen at a line end as U+FFFE and swallows the line break after it; the source
text has the hyphen and the line break that the page shows, so that a PDF and a text extracted from
it are mended by the same rules.
"""

from __future__ import annotations

import ctypes
import re
from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

import pypdfium2 as pdfium
from pypdfium2 import raw

from annotate.document.source import Box, LineBox
from annotate.document.tex_encodings import OT1, T1, text_of
from annotate.text.reading.pdf_fonts import Face, Faces, Weight, measured_sizes

_LINE_END_HYPHEN = frozenset((0xFFFE, 0x02))
_INSIDE_A_LINE, _AFTER_A_MARKER = 1.2, 5.0
"""White inside a line that PDFium has cut, in the size of the text."""
_MARKER = re.compile(r"[•‣▪◦·*‐–—\uf0b7\uf0a7-]|(?:\d{1,2}|[a-zA-Z])[.)]|\([a-z\d]\)")
_GAP = 0.15
"""White of this share of the font size between two characters is a space."""
_TOUCHING, _OVERLAP = 0.07, 0.2
"""Letters of one word are less far apart than this share of the font size."""
_NO_BREAK_SPACE = "\u00a0"
_SPACED_SIGNS = frozenset(":;!?»")
_THIN = 0.18
"""White of this share of the font size before such a sign was a space."""
_RAISED = 0.15
"""A character whose ink begins this share of the font size above the baseline is raised."""
_FIRST_PRINTING = 0x20
_LATIN = 0xC0
"""Above this, T1 has the letters of Latin-1, and OT1 nothing."""
_BULLET = "•"


@dataclass(slots=True)
class _Char:
    index: int
    text: str
    box: Box | None
    baseline: float
    size: float
    face: Face | None = None


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
        The weight that most of each of these lines is set in.
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

    def read(self, page: pdfium.PdfPage, offset: int) -> PageText:
        """Return what a page says, its offsets counted from `offset`, in code points."""
        textpage = page.get_textpage()
        chars = list(_chars(textpage))
        self._decode(chars)
        _measure(chars)
        found = PageText("", [], [], set(), _is_scan(chars))
        parts: list[str] = []
        for line in _rejoined(_lines(chars)):
            text = "".join(char.text for char in line)
            end = len(text) - len(text.rstrip())
            box = _line_box(line, offset, offset + len(text) - end)
            if box is not None:
                found.lines.append(box)
                found.weights.append(_commonest_weight(line))
                found.raised.update(_raised(line, box))
            parts.append(text + "\n")
            offset += len(text) + 1
        textpage.close()
        return replace(found, text="".join(parts))

    def _decode(self, chars: Sequence[_Char]) -> None:
        """Give the characters of TeX's fonts, which have neither names nor tables, their text."""
        bare = [char for char in chars if _is_coded(char)]
        if not any(char.text < " " for char in bare):
            return
        self._cork += sum(ord(char.text) >= _LATIN for char in bare)
        self._computer_modern += sum(char.text in "\x12\x13\x5e\x7f" for char in bare)
        table = T1 if self._cork > self._computer_modern else OT1
        for char in bare:
            char.text = text_of(ord(char.text), table)


def _is_coded(char: _Char) -> bool:
    """Return whether a character may be no more than the code of a glyph: that of a font without a
    name, or a control code, which no font that is properly described gives.
    """
    if char.face is None or len(char.text) != 1 or char.text > "\xff":
        return False
    return not char.face.named or char.text < " "


def _chars(textpage: pdfium.PdfTextPage) -> Iterator[_Char]:
    """Yield the characters of a page as PDFium has them; hyphens at line ends are U+FFFE, and the
    line breaks that PDFium makes up have no face.
    """
    faces = Faces()
    for index, code in _codes(textpage):
        face = faces.of(textpage, index)
        made_up = face is None
        if code in _LINE_END_HYPHEN and (code != 0x02 or raw.FPDFText_IsHyphen(textpage, index)):
            yield _char(textpage, index, "\ufffe", face)
        elif made_up and code == 0x0A:
            yield _Char(index, "\n", None, 0.0, 0.0)
        elif code and not (made_up and code < _FIRST_PRINTING):
            text = chr(code) if code <= 0x10FFFF else "\ufffd"
            yield _char(textpage, index, text, face)


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


def _char(textpage: pdfium.PdfTextPage, index: int, text: str, face: Face | None) -> _Char:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    box: Box | None = None
    inked = not text.isspace() or (face is not None and text < " ")
    if inked and raw.FPDFText_GetCharBox(textpage, index, left, right, bottom, top):
        box = (left.value, bottom.value, right.value, top.value)
    raw.FPDFText_GetCharOrigin(textpage, index, x, y)
    size = face.size if face else raw.FPDFText_GetFontSize(textpage, index)
    return _Char(index, text, box, y.value, size, face)


def _measure(chars: Sequence[_Char]) -> None:
    """Give the characters of fonts that do not say their size the one that their letters show."""
    bare = [char for char in chars if char.box and char.face and not char.face.named]
    if not bare:
        return
    sizes = measured_sizes(
        (char.face.key, char.text, char.box[3] - char.box[1])
        for char in bare
        if char.face and char.box
    )
    usual = median(sizes.values()) if sizes else 0.0
    for char in bare:
        if char.face:
            char.size = sizes.get(char.face.key, usual) or char.size


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
            _without_false_space(current, char)
            if _falls_back(current, char):
                yield current
                current = []
            elif _was_parted(current, char):
                current.append(_Char(char.index, _NO_BREAK_SPACE, None, char.baseline, char.size))
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


def _without_false_space(current: list[_Char], char: _Char) -> None:
    """Take away a space that PDFium made up before a character that touches the one before."""
    if len(current) < 2 or current[-1].text != " " or current[-1].face is not None:
        return
    last = current[-2]
    if last.box is None or char.box is None or not (last.text + char.text).isalnum():
        return
    white = char.box[0] - last.box[2]
    if abs(last.baseline - char.baseline) < 0.5 and -_OVERLAP < white / char.size < _TOUCHING:
        current.pop()


def _was_parted(current: Sequence[_Char], char: _Char) -> bool:
    """Return whether the thin space that French sets before a sign, or after an opening quote, was
    there and came out as white only.
    """
    if not current or char.box is None or current[-1].box is None:
        return False
    last = current[-1]
    assert last.box is not None
    if char.text not in _SPACED_SIGNS and last.text != "«":
        return False
    return char.box[0] - last.box[2] > _THIN * last.size and last.text.isprintable()


def _rejoined(lines: Iterator[list[_Char]]) -> Iterator[list[_Char]]:
    """Undo the line breaks that PDFium puts after a raised note call in the middle of a line."""
    current: list[_Char] = []
    for line in lines:
        if current and _same_line(current, line):
            current = _joined(current, line)
            continue
        if current:
            yield current
        current = line
    if current:
        yield current


def _joined(left: list[_Char], right: list[_Char]) -> list[_Char]:
    """Join two parts of a line, with the space between them that PDFium replaced by a break."""
    end, begin = left[-1], right[0]
    if begin.text == "-":
        return left + right
    if end.box is None or begin.box is None or begin.box[0] - end.box[2] < _GAP * begin.size:
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
    most = _AFTER_A_MARKER if _is_marker(left) else _INSIDE_A_LINE
    return abs(drop) < 0.6 * size and -0.2 * size < begin[0] - end[2] < most * size


def _is_marker(chars: Sequence[_Char]) -> bool:
    """Return whether a line is the marker of a list, which is some way from its text."""
    return bool(_MARKER.fullmatch("".join(char.text for char in chars).strip()))


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
        sum(bool(char.face and char.face.mono) for char in inked) * 2 > len(inked),
    )


def _commonest_weight(chars: Sequence[_Char]) -> Weight:
    """Return the weight that most characters of a line have."""
    weights = Counter(char.face.weight for char in chars if char.face and char.box)
    return weights.most_common(1)[0][0] if weights else Weight()


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
            smaller = char.size < 0.93 * line.size and char.baseline > floor
            drawn_high = char.box[1] > floor and char.box[3] - char.box[1] < 0.6 * line.size
            if smaller or drawn_high:
                found.add(offset)
        offset += len(char.text)
    return found
