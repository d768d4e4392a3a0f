"""PDF: the text of each page in the order of its content, with what the layout shows.

PDFium marks a hyphen at a line end as U+FFFE and swallows the line break after it; the source
text has the hyphen and the line break that the page shows, so that a PDF and a text extracted from
it are mended by the same rules.
"""

from __future__ import annotations

import ctypes
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

import pypdfium2 as pdfium
from pypdfium2 import raw

from annotate.document.source import Box, Layout, LineBox, Page, Source
from annotate.errors import EncryptedError, NoTextError, UnreadableError
from annotate.progress import counted

_LINE_END_HYPHEN = 0xFFFE
_PAGE_BREAK = "\f"
_MOST_PAGES, _MOST_CHARACTERS = 20_000, 50_000_000
"""What no book has."""
_GAP = 0.15
"""White of this share of the font size between two characters is a space."""
_BAR, _BAR_HEIGHT = 5.0, 20.0
"""A drawn line at most so wide and at least so high, in points, may border a boxed text."""
_NO_BREAK_SPACE = "\u00a0"
_SPACED_SIGNS = frozenset(":;!?»")
_THIN = 0.18
"""White of this share of the font size before such a sign was a space."""
_ITALIC = 1 << 6
"""The bit of a PDF font descriptor's flags that says italic."""
_RAISED = 0.15
"""A character whose ink begins this share of the font size above the baseline is raised."""


@dataclass(slots=True)
class _Char:
    index: int
    text: str
    box: Box | None
    baseline: float
    size: float
    bold: bool
    italic: bool = False


def read_pdf(data: bytes, identity: str, shown: str) -> Source:
    """Read a PDF.

    Parameters
    ----------
    data : bytes
        The whole file.
    identity : str
        The document's id.
    shown : str
        The file's name in messages.

    Returns
    -------
    Source
        Pages parted by a form feed; `layout` holds line boxes, raised characters and frames.

    Raises
    ------
    EncryptedError
        If it asks for a password.
    UnreadableError
        If it is damaged.
    NoTextError
        If no page has a text layer (a scan).
    """
    document = _open(data, shown)
    if len(document) > _MOST_PAGES:
        raise _too_much(f"says that it has {len(document)} pages; {_MOST_PAGES} are read", shown)
    try:
        texts: list[str] = []
        pages: list[Page] = []
        lines: list[LineBox] = []
        raised: set[int] = set()
        frames: list[tuple[int, Box]] = []
        offset = 0
        for number in counted("page", range(1, len(document) + 1)):
            page = _load(document, number, shown)
            text, found, high = _read_page(page, offset)
            if number < len(document):
                text += _PAGE_BREAK
            frames.extend((number, frame) for frame in _frames(page))
            page.close()
            texts.append(text)
            pages.append(Page(number, offset, offset + len(text)))
            lines.extend(found)
            raised |= high
            offset += len(text)
            if offset > _MOST_CHARACTERS:
                raise _too_much(f"holds more than {_MOST_CHARACTERS} characters", shown)
    finally:
        document.close()
    if not lines:
        raise NoTextError(
            f"its {len(pages)} pages hold pictures and no text",
            path=shown,
            remedy="run optical character recognition on it first",
        )
    layout = Layout(tuple(lines), frozenset(raised), tuple(frames))
    return Source(identity, shown, "".join(texts), tuple(pages), layout)


def _too_much(what: str, shown: str) -> UnreadableError:
    return UnreadableError(what, path=shown, remedy="cut it into several files")


def _open(data: bytes, shown: str) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
        if len(document):
            return document
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise EncryptedError(
                "is encrypted and asks for a password",
                path=shown,
                remedy="save a copy without a password",
            ) from error
        raise UnreadableError(
            "is damaged: it cannot be opened as a PDF",
            path=shown,
            remedy="export or download it again",
        ) from error
    raise UnreadableError("has no pages", path=shown, remedy="export or download it again")


def _load(document: pdfium.PdfDocument, number: int, shown: str) -> pdfium.PdfPage:
    try:
        return document[number - 1]
    except pdfium.PdfiumError as error:
        raise UnreadableError(
            "this page is damaged",
            path=shown,
            place=f"page {number}",
            remedy="export or download the file again",
        ) from error


def _read_page(page: pdfium.PdfPage, offset: int) -> tuple[str, list[LineBox], set[int]]:
    """Return a page's text, its lines and its raised characters, offsets counted from `offset`."""
    textpage = page.get_textpage()
    parts: list[str] = []
    lines: list[LineBox] = []
    raised: set[int] = set()
    for chars in _rejoined(_lines(textpage)):
        text = "".join(char.text for char in chars)
        end = len(text) - len(text.rstrip())
        _mark_italic(textpage, chars)
        line = _line_box(chars, offset, offset + len(text) - end)
        if line is not None:
            lines.append(line)
            raised |= _raised(chars, line)
        parts.append(text + "\n")
        offset += len(text) + 1
    textpage.close()
    return "".join(parts), lines, raised


def _lines(textpage: pdfium.PdfTextPage) -> Iterator[list[_Char]]:
    current: list[_Char] = []
    for index, code in _codes(textpage):
        if code == 0x0D:
            continue
        if code == 0x0A:
            yield current
            current = []
        elif code in (_LINE_END_HYPHEN, 0x02):
            hyphen = _char(textpage, index, "-")
            while current and current[-1].text == " ":
                current.pop()  # PDFium takes the white before some hyphens for a space
            yield [*current, hyphen]
            current = []
        elif code:
            char = _char(textpage, index, chr(code) if code <= 0x10FFFF else "\ufffd")
            if _falls_back(current, char):
                yield current
                current = []
            elif _was_parted(current, char):
                current.append(_Char(index, _NO_BREAK_SPACE, None, char.baseline, char.size, False))
            current.append(char)
    if current:
        yield current


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


def _falls_back(current: Sequence[_Char], char: _Char) -> bool:
    """Return whether a character begins a line that PDFium has not parted from the one before: it
    is lower, and to the left.
    """
    last = next((one for one in reversed(current) if one.box is not None), None)
    if last is None or char.box is None or last.box is None:
        return False
    return last.baseline - char.baseline > 0.6 * last.size and char.box[0] < last.box[0]


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
    return [*left, _Char(begin.index, " ", None, begin.baseline, begin.size, begin.bold), *right]


def _same_line(left: list[_Char], right: list[_Char]) -> bool:
    before = [char for char in left if char.box is not None]
    after = [char for char in right if char.box is not None]
    if not before or not after:
        return False
    size = max(char.size for char in (*before, *after))
    drop = median(char.baseline for char in before) - median(char.baseline for char in after)
    end, begin = before[-1].box, after[0].box
    assert end is not None and begin is not None
    return abs(drop) < 0.6 * size and -0.2 * size < begin[0] - end[2] < 1.2 * size


def _mark_italic(textpage: pdfium.PdfTextPage, chars: list[_Char]) -> None:
    """Look up the font of three characters of a line, and mark them if two are italic: the look-up
    is slow, and only lines wholly in italics matter, whose number may be upright.
    """
    inked = [char for char in chars if char.box is not None]
    places = [0, len(inked) // 2, len(inked) - 1] if inked else []
    if sum(_is_italic(textpage, inked[place]) for place in places) > 1:
        for place in places:
            inked[place].italic = True


def _is_italic(textpage: pdfium.PdfTextPage, char: _Char) -> bool:
    flags = ctypes.c_int()
    raw.FPDFText_GetFontInfo(textpage, char.index, None, 0, flags)
    return bool(flags.value & _ITALIC)


def _char(textpage: pdfium.PdfTextPage, index: int, text: str) -> _Char:
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    x, y = ctypes.c_double(), ctypes.c_double()
    box: Box | None = None
    if not text.isspace() and raw.FPDFText_GetCharBox(textpage, index, left, right, bottom, top):
        box = (left.value, bottom.value, right.value, top.value)
    raw.FPDFText_GetCharOrigin(textpage, index, x, y)
    size = raw.FPDFText_GetFontSize(textpage, index)
    bold = raw.FPDFText_GetFontWeight(textpage, index) >= 600
    return _Char(index, text, box, y.value, size, bold)


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
        sum(char.bold for char in inked) * 2 > len(inked),
        any(char.italic for char in inked),
        _edges(chars, end - start),
    )


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


def _frames(page: pdfium.PdfPage) -> Iterator[Box]:
    """Yield drawn rectangles large enough to hold a text and smaller than the page, and bars."""
    width, height = page.get_size()
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4):
        left, bottom, right, top = item.get_bounds()
        wide, high = right - left, top - bottom
        framed = wide > 60 and high > 30 and wide * high < 0.85 * width * height
        if framed or (wide < _BAR and high > _BAR_HEIGHT):
            yield (left, bottom, right, top)
