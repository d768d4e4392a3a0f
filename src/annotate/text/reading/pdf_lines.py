"""The lines of a page of a PDF: its characters as PDFium gives them, put together again.

PDFium swallows the line break after a hyphen; the source text has the hyphen and the line break
that the page shows, so that a PDF and a text extracted from it are mended by the same rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from itertools import chain, pairwise
from statistics import median

import pypdfium2 as pdfium

from annotate.document.source import Box, LineBox
from annotate.document.tex_encodings import MSA, OT1, T1, TS1, text_of
from annotate.text.reading.pdf_bitmap_fonts import BitmapFonts
from annotate.text.reading.pdf_chars import LINE_END_HYPHEN, RAISED_SIZE, Char, PageChars
from annotate.text.reading.pdf_ciphers import Ciphers, without_ciphers
from annotate.text.reading.pdf_columns import of_one_size
from annotate.text.reading.pdf_folded import FoldedLigatures, unfolded
from annotate.text.reading.pdf_fonts import Weight
from annotate.text.reading.pdf_graphics import Drawn
from annotate.text.reading.pdf_hyphens import PlacedHyphen
from annotate.text.reading.pdf_initials import with_initials
from annotate.text.reading.pdf_line_boxes import hyphens_of, line_box, raised_offsets, usual_weight
from annotate.text.reading.pdf_markers import (
    AFTER_A_MARKER,
    Piece,
    drawn_markers,
    is_marker,
    markers_apart,
)
from annotate.text.reading.pdf_small_capitals import with_case
from annotate.text.reading.pdf_swapped import unswapped
from annotate.text.reading.pdf_symbols import with_symbols
from annotate.text.reading.pdf_tex import (
    ACCENTS,
    composed,
    symbol_fonts,
    table_of_mathematics,
    with_barred,
    with_euros,
    without_codes,
)
from annotate.text.reading.pdf_unknown import UnknownSigns
from annotate.text.reading.pdf_white import with_spaces
from annotate.text.tex_codes import table_by_words

_INSIDE_A_LINE = 1.2
"""White inside a line that PDFium has cut, in the size of the text, but behind a marker."""
_GAP = 0.15
"""White of this share of the font size between two parts of a line is a space."""
_FAR = 2.0
"""A part of a line that begins so many sizes of type to the left of the one before it is written
out of order."""
_FALL, _RAISED_FALL = 0.6, 0.45
"""A line is lower than the one before by more than this share of the size, or than the second where
it begins far to the left: it may begin with the raised number of a note.
"""
_OFF, _SHORT, _APART = 0.3, 6, 3.0
"""What is raised or lowered by more than this share of the size is no longer than so many
characters, or so many sizes away."""
_HIGHEST, _STUCK = 0.95, 0.3
"""A raised number is no higher above its line, and no further behind a word, in the size of the
text."""
_QUOTES = "\x13\x14"
"""French quotes in T1, and accents in OT1."""
_LATIN = 0xC0
"""Above this, T1 has the letters of Latin-1, and OT1 nothing."""


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
    untold : int
        Characters that are left out, for their fonts do not tell which they are.
    hyphens : list of PlacedHyphen
        What is told of its hyphens.
    """

    text: str
    lines: list[LineBox]
    weights: list[Weight]
    raised: set[int]
    scanned: bool
    untold: int = 0
    hyphens: list[PlacedHyphen] = field(default_factory=list)


class PageReader:
    """Reads the pages of one document; what one of them shows of its fonts holds for the others.

    Parameters
    ----------
    data : bytes
        The whole file.
    maker : str, optional
        What made it, as it says.
    """

    def __init__(self, data: bytes, maker: str = "") -> None:
        self._cork = self._computer_modern = 0
        self._tables = False
        self._ciphers = Ciphers(data, maker)
        self._bitmap = BitmapFonts(maker)
        self._ligatures = FoldedLigatures()
        self._unknown = UnknownSigns(data)

    def read(
        self, number: int, page: pdfium.PdfPage, offset: int, shapes: Drawn | None = None
    ) -> PageText:
        """Return what a page says, its offsets counted from `offset`, in code points; what is drawn
        on it may be markers of lists, or a part of a sign.
        """
        shapes = shapes or Drawn()
        textpage = page.get_textpage()
        given = PageChars(textpage)
        drawn = list(given)
        told = self._ciphers.told(number, given, drawn)
        if told is not None:
            textpage.close()
            page, textpage = told, told.get_textpage()
            given = PageChars(textpage)
            drawn = list(given)
        unfolded(drawn)
        chars, untold = without_ciphers(unswapped(drawn))
        with_symbols(chars)
        self._decode(given, chars)
        if self._tables:
            chars = with_barred(given, chars)
        # What a completed table says of these letters is right.
        folded = {} if self._ciphers.completed else FoldedLigatures.among(given, chars)
        if not ACCENTS.keys().isdisjoint([char.text for char in chars]):
            chars = composed(chars)
        self._ligatures.restore(chars, folded, self._tables)
        if not self._tables:
            self._unknown.mark(number, textpage, chars)
        chars = with_euros(without_codes(chars), shapes.strokes)
        self._bitmap.describe(page, chars)
        found = PageText("", [], [], set(), _is_scan(chars), untold)
        parts: list[str] = []
        ordered = (_in_order(given, line) for line in _lines(chars))
        joined = _with_markers(list(_rejoined(given, ordered)))
        lines = [with_spaces(given, line) for line in chain.from_iterable(map(of_one_size, joined))]
        for line, left in with_initials(_with_dots(lines, shapes.dots)):
            with_case(line)
            text = _text(line)
            end = len(text) - len(text.rstrip())
            box = line_box(line, offset, offset + len(text) - end, left)
            if box is not None:
                found.lines.append(box)
                found.weights.append(usual_weight(line))
                found.raised.update(raised_offsets(line, box))
                if "-" in text:
                    found.hyphens.extend(hyphens_of(line, box))
            parts.append(text + "\n")
            offset += len(text) + 1
        textpage.close()
        return replace(found, text="".join(parts))

    def _decode(self, given: PageChars, chars: Sequence[Char]) -> None:
        """Give the characters of TeX's fonts, which have neither names nor tables, their text."""
        faces = {char.face for char in chars}
        if not any(face and (face.coded or not face.named) for face in faces):
            return
        coded = [char for char in chars if _is_coded(given, char)]
        for char in coded:
            char.text = text_of(ord(char.text), table_of_mathematics(char))
        bare = [char for char in coded if not table_of_mathematics(char)]
        if not self._tables and not any(char.text < " " for char in bare):
            return
        self._tables = True
        over = {
            id(char)
            for char, other in pairwise(chars)
            if char.text in _QUOTES + "\x12" and _is_over(char, other)
        }
        self._cork += sum(
            ord(char.text) >= _LATIN
            or (char.text in _QUOTES and char.box is not None and id(char) not in over)
            for char in bare
        )
        self._computer_modern += sum(
            char.text in "\x5e\x7f" or (char.text in "\x12\x13" and id(char) in over)
            for char in bare
        )
        table = table_by_words("".join(char.text for char in chars))
        table = table or (T1 if self._cork > self._computer_modern else OT1)
        symbols = symbol_fonts(bare)
        for char in bare:
            of_symbols = char.face is not None and char.face.key in symbols
            char.text = text_of(ord(char.text), TS1 if of_symbols else table)


def _is_over(sign: Char, letter: Char) -> bool:
    """Return whether a sign is drawn over the character that is written after it."""
    if sign.box is None or letter.box is None:
        return False
    return letter.box[0] <= (sign.box[0] + sign.box[2]) / 2 <= letter.box[2]


def _is_coded(given: PageChars, char: Char) -> bool:
    """Return whether a character may be no more than the code of a glyph: one of a font without a
    name, or of another of TeX's a control code, which none that is properly described gives, or a
    letter where it has none.
    """
    if char.face is None or len(char.text) != 1 or char.text > "\xff":
        return False
    if not char.face.named:
        return given.is_untold(char.index)
    return char.face.coded and (char.text < " " or table_of_mathematics(char) is MSA)


def _is_scan(chars: Sequence[Char]) -> bool:
    if all(face is None or face.visible for face in {char.face for char in chars}):
        return False
    unseen = sum(not char.face.visible for char in chars if char.face)
    return 2 * unseen > len(chars)


def _lines(chars: Sequence[Char]) -> Iterator[list[Char]]:
    current: list[Char] = []
    last: Char | None = None
    for char in chars:
        if char.text == "\n" and char.face is None:
            yield current
            current, last = [], None
        elif char.text == LINE_END_HYPHEN:
            char.text = "-"
            while current and current[-1].text == " ":
                current.pop()  # PDFium takes the white before some hyphens for a space
            yield [*current, char]
            current, last = [], None
        elif char.text >= " ":
            # On one baseline, as most are, nothing need be asked.
            if (
                last is not None
                and char.baseline != last.baseline
                and _is_apart(current, last, char)
            ):
                yield current
                current = []
            current.append(char)
            last = char if char.box is not None else last
    if current:
        yield current


def _in_order(given: PageChars, line: list[Char]) -> list[Char]:
    """Put the parts of a line that are written out of order, as the cells of a row may be, from
    left to right.
    """
    lefts = [char.box[0] for char in line if char.box is not None]
    if lefts == sorted(lefts):
        return line  # as nearly all are
    inked = [place for place, char in enumerate(line) if char.box is not None]
    jumps = [(place, _jump(line[before], line[place])) for before, place in pairwise(inked)]
    if not any(jump < -_FAR for _, jump in jumps):
        return line
    cuts = [0, *(place for place, jump in jumps if abs(jump) > _FAR), len(line)]
    parts = [_without_outer_spaces(line[low:high]) for low, high in pairwise(cuts)]
    ordered = sorted(parts, key=lambda part: part[0].box[0] if part[0].box is not None else 0.0)
    return line if ordered == parts else reduce(partial(_joined, given), ordered)


def _jump(before: Char, char: Char) -> float:
    """Return how far one character with ink begins from the end of another, in its size."""
    assert before.box is not None and char.box is not None
    return (char.box[0] - before.box[2]) / (char.size or 1.0)


def _without_outer_spaces(line: Sequence[Char]) -> list[Char]:
    inked = [place for place, char in enumerate(line) if char.box is not None]
    return list(line[inked[0] : inked[-1] + 1])


def _is_apart(current: Sequence[Char], last: Char, char: Char) -> bool:
    """Return whether a character begins a line that PDFium has not parted from the one before: it
    is lower, and to the left; or in other type, as a page number far behind the last line.
    """
    if char.box is None or last.box is None:
        return False
    fall, back = last.baseline - char.baseline, last.box[0] - char.box[0]
    if back > 0 and fall > (_RAISED_FALL if back > _FAR * last.size else _FALL) * last.size:
        return True
    if abs(fall) <= _OFF * last.size or char.box[0] - last.box[2] <= _APART * last.size:
        return False
    level = [one.baseline == last.baseline for one in current[-_SHORT:] if one.box is not None]
    return char.size != last.size and all(level)


def _text(line: Sequence[Char]) -> str:
    return "".join([char.text for char in line])


def _with_markers(lines: list[list[Char]]) -> Iterator[list[Char]]:
    """Put the markers of lists that are written apart before their items."""
    lines = list(chain.from_iterable(map(_without_far_markers, lines)))
    if not any(len(line) < 8 and is_marker(_text(line)) for line in lines):
        yield from lines
        return
    inked = [line for line in lines if any(char.box for char in line)]
    moved = markers_apart([_piece(line) for line in inked])
    before = {item: inked[marker] for marker, item in moved.items()}
    for index, line in enumerate(inked):
        if index in before:
            marker = before[index]
            yield [*marker, Char(line[0].index, " ", None, line[0].baseline, line[0].size), *line]
        elif index not in moved:
            yield line


def _with_dots(lines: list[list[Char]], dots: Sequence[Box]) -> list[list[Char]]:
    """Put the drawn markers of lists before their items, as other makers write them."""
    inked = [index for index, line in enumerate(lines) if any(char.box for char in line)]
    before = drawn_markers(dots, [_piece(lines[index]) for index in inked] if dots else [])
    for place, dot in before.items():
        line = lines[inked[place]]
        first = next(char for char in line if char.box is not None)
        marker = Char(first.index, "•", dot, first.baseline, first.size)
        lines[inked[place]] = [marker, replace(marker, text=" ", box=None), *line]
    return lines


def _without_far_markers(line: list[Char]) -> Iterator[list[Char]]:
    """Part markers from what PDFium has joined to them across columns."""
    begin = 0
    for place, after in pairwise(at for at, char in enumerate(line) if char.box is not None):
        marker, following = line[place].box, line[after].box
        assert marker is not None and following is not None
        far = following[0] - marker[2] > AFTER_A_MARKER * line[place].size
        if not far or line[place].text.isalnum() or not is_marker(line[place].text):
            break
        yield line[begin:after]
        begin = after
    yield line[begin:]


def _piece(line: Sequence[Char]) -> Piece:
    boxes = [char.box for char in line if char.box is not None]
    first = next(char for char in line if char.box is not None)
    return Piece(_text(line), boxes[0][0], boxes[-1][2], first.baseline, first.size)


def _rejoined(given: PageChars, lines: Iterator[list[Char]]) -> Iterator[list[Char]]:
    """Undo the line breaks that PDFium puts after a raised note call in the middle of a line."""
    current: list[Char] = []
    for line in lines:
        if current and _same_line(current, line):
            current = _joined(given, current, line)
            continue
        if current:
            yield current
        current = line
    if current:
        yield current


def _joined(given: PageChars, left: list[Char], right: list[Char]) -> list[Char]:
    """Join two parts of a line, with the space between them that PDFium replaced by a break."""
    end, begin = left[-1], right[0]
    if begin.text == "-" or end.box is None or begin.box is None:
        return left + right
    if given.advance_between(end, begin) < _GAP * (max(end.size, begin.size) or 1.0):
        return left + right
    return [*left, Char(begin.index, " ", None, begin.baseline, begin.size), *right]


def _same_line(left: list[Char], right: list[Char]) -> bool:
    before = [char for char in left if char.box is not None]
    after = [char for char in right if char.box is not None]
    if not before or not after:
        return False
    size = max([char.size for char in (*before, *after)])
    end, begin = before[-1].box, after[0].box
    assert end is not None and begin is not None
    if begin[0] - end[2] <= -0.2 * size:
        return False  # as most lines begin, far to the left
    drop = median(char.baseline for char in before) - median(char.baseline for char in after)
    raised = drop > 0 and before[-1].size < RAISED_SIZE * size and _text(left).isdigit()
    white = begin[0] - end[2]
    if abs(drop) >= 0.6 * size:
        # Browsers raise a call by its own line, as high as the capitals.
        call = drop < 0 and after[-1].size < RAISED_SIZE * size and _text(right).isdigit()
        near = (call and white < _STUCK * size) or (raised and white < _INSIDE_A_LINE * size)
        return near and abs(drop) < _HIGHEST * size
    most = AFTER_A_MARKER if raised or is_marker(_text(left)) else _INSIDE_A_LINE
    return white < most * size
