"""hOCR: what Tesseract tells of a page, each character with its box."""

from __future__ import annotations

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from annotate.document.source import Box, LineBox, Recognised
from annotate.text.reading.pdf_fonts import Weight
from annotate.text.reading.pdf_lines import PageText
from annotate.text.reading.xml import parse_xml, plain_text

if TYPE_CHECKING:
    from lxml.etree import _Element

_LINES = frozenset({"ocr_line", "ocr_header", "ocr_textfloat", "ocr_caption"})
_DRAWN_HIGH, _SMALL = 0.15, 0.6
"""A character whose ink begins this share of the size above the baseline and is at most so high is
raised."""
_SAME_SIZE = 0.12
"""Sizes of lines that differ by at most this share are the same: they are measured in a picture."""
_TWO_WAYS = 1.3
"""The size of a font and what its letters measure differ by less."""
_NOISE = 0.3
"""A line of less confidence is what a recogniser sees in a picture without text."""
_NUMBER = r"(-?\d+(?:\.\d+)?)"


@dataclass(frozen=True, slots=True)
class ScannedLine:
    """A line that was recognised in a picture.

    Attributes
    ----------
    text : str
        Its words, a space between them.
    box : Box
        Where it is, in points from the lower left corner of the page.
    baseline, size : float
        In points; the size is that of the type, measured from the ascenders to the descenders.
    edges : tuple of float
        Where each character begins and the last one ends.
    raised : tuple of int
        Places in `text` of the characters above the line.
    words : tuple of (int, int, float)
        Where each word begins and ends in `text`, and how sure the recognition is of it.
    """

    text: str
    box: Box
    baseline: float
    size: float
    edges: tuple[float, ...]
    raised: tuple[int, ...]
    words: tuple[tuple[int, int, float], ...]


@dataclass(frozen=True, slots=True)
class ScannedPage:
    """A page that was recognised in a picture.

    Where a page lies on its side its lines are where they are once it is upright.

    Attributes
    ----------
    lines : tuple of ScannedLine
        In reading order.
    """

    lines: tuple[ScannedLine, ...]

    def text(self, offset: int) -> PageText:
        """Return what the page says; its offsets are counted from `offset`."""
        lines: list[LineBox] = []
        raised: set[int] = set()
        for start, line in self._placed(offset):
            end = start + len(line.text)
            edges = array("f", line.edges)
            lines.append(
                LineBox(start, end, line.box, line.baseline, line.size, False, False, edges)
            )
            raised.update(start + place for place in line.raised)
        whole = "".join(f"{line.text}\n" for line in self.lines)
        return PageText(whole, lines, [Weight()] * len(lines), raised, True)

    def recognised(self, offset: int) -> Iterator[Recognised]:
        """Yield its words, their offsets counted from `offset`."""
        for start, line in self._placed(offset):
            for begin, end, confidence in line.words:
                yield Recognised(start + begin, start + end, confidence)

    def _placed(self, offset: int) -> Iterator[tuple[int, ScannedLine]]:
        for line in self.lines:
            yield offset, line
            offset += len(line.text) + 1


def read_hocr(data: bytes, shown: str, dpi: float | None = None) -> list[ScannedPage]:
    """Read what Tesseract writes.

    Parameters
    ----------
    data : bytes
        hOCR with a box for each character.
    shown : str
        The name of the scanned file in messages.
    dpi : float, optional
        Pixels an inch of the picture; as the hOCR says when it is not given.

    Returns
    -------
    list of ScannedPage
        In order.

    Examples
    --------
    >>> hocr = (
    ...     "<div class='ocr_page' title='bbox 0 0 600 800; scan_res 72 72'><span class='ocr_line' "
    ...     "title='bbox 10 20 30 30; baseline 0 -2; x_size 10'><span class='ocrx_word' "
    ...     "title='bbox 10 20 30 30; x_wconf 91'><span class='ocrx_cinfo' title='x_bboxes 10 20 20"
    ...     " 28'>Ô</span><span class='ocrx_cinfo' title='x_bboxes 21 20 30 28'>r</span></span>"
    ...     "</span></div>"
    ... )
    >>> (line,) = read_hocr(hocr.encode(), "a.pdf")[0].lines
    >>> line.text, line.box, line.baseline, line.edges, line.words
    ('Ôr', (10.0, 770.0, 30.0, 780.0), 772.0, (10.0, 21.0, 30.0), ((0, 2, 0.91),))
    """
    root = parse_xml(data, shown)
    return [_page(one, dpi) for one in root.iter() if one.get("class") == "ocr_page"]


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A picture of a page, with the angle by which the text on it is turned."""

    width: float
    height: float
    scale: float
    angle: int

    def box(self, element: _Element, name: str = "bbox") -> tuple[float, float, float, float]:
        """Return where an element is once the page is upright: left, top, right, bottom."""
        left, top, right, bottom = _numbers(element, name, 4)
        if self.angle == 90:
            return self.height - bottom, left, self.height - top, right
        if self.angle == 180:
            return self.width - right, self.height - bottom, self.width - left, self.height - top
        if self.angle == 270:
            return top, self.width - right, bottom, self.width - left
        return left, top, right, bottom

    @property
    def bottom(self) -> float:
        """How high the page is once it is upright."""
        return self.width if self.angle in (90, 270) else self.height


def _page(page: _Element, dpi: float | None) -> ScannedPage:
    *_, width, height = _numbers(page, "bbox", 4)
    lines = [one for one in page.iter() if one.get("class") in _LINES]
    angles = Counter(int(_numbers(line, "textangle", 1)[0]) for line in lines)
    angle = angles.most_common(1)[0][0] if angles else 0
    scale = 72 / (dpi or max(_numbers(page, "scan_res", 2)[0], 1))
    sheet = _Sheet(width, height, scale, angle)
    found = (_line(line, sheet) for line in lines)
    return ScannedPage(tuple(line for line in found if line is not None))


def _numbers(element: _Element, name: str, count: int) -> list[float]:
    """Return the numbers of a property of an hOCR element, zeros where it has none."""
    said = re.search(rf"(?:^|[;\s]){name}{count * f' {_NUMBER}'}", element.get("title") or "")
    return [float(one) for one in said.groups()] if said else [0.0] * count


def _line(line: _Element, sheet: _Sheet) -> ScannedLine | None:
    left, top, right, low = sheet.box(line)
    size = _numbers(line, "x_size", 1)[0]
    slope, shift = _numbers(line, "baseline", 2)
    if sheet.angle:  # then the baseline is not told
        slope, shift = 0.0, -_numbers(line, "x_descenders", 1)[0]
    floor = low + shift + slope * (right - left) / 2
    text, end = "", left
    edges: list[float] = []
    raised: list[int] = []
    words: list[tuple[int, int, float]] = []
    for word in (one for one in line.iter() if one.get("class") == "ocrx_word"):
        if not plain_text(word):
            continue
        if text:
            text += " "
            edges.append(end)
        begin = len(text)
        for char, place in _characters(word, sheet):
            if char.isalnum() and _is_raised(place, low + shift + slope * (place[0] - left), size):
                raised.append(len(text))
            edges.extend([place[0]] * len(char))
            text += char
            end = place[2]
        words.append((begin, len(text), _numbers(word, "x_wconf", 1)[0] / 100))
    if not words or max(confidence for *_, confidence in words) < _NOISE:
        return None
    height, scale = sheet.bottom, sheet.scale
    return ScannedLine(
        text,
        (left * scale, (height - low) * scale, right * scale, (height - top) * scale),
        (height - floor) * scale,
        size * scale,
        tuple(edge * scale for edge in (*edges, end)),
        tuple(raised),
        tuple(words),
    )


def _characters(word: _Element, sheet: _Sheet) -> Iterator[tuple[str, Sequence[float]]]:
    held = [one for one in word.iter() if one.get("class") == "ocrx_cinfo"]
    if not held:
        yield plain_text(word), sheet.box(word)
    for one in held:
        yield plain_text(one), sheet.box(one, "x_bboxes")


def _is_raised(box: Sequence[float], floor: float, size: float) -> bool:
    high = floor - box[3] > _DRAWN_HIGH * size
    return high and box[3] - box[1] < _SMALL * size


def with_steady_sizes(pages: Iterable[ScannedPage]) -> list[ScannedPage]:
    """Give lines whose sizes differ by little the same, that of most of their characters.

    Examples
    --------
    >>> line = ScannedLine("Lens", (0, 0, 9, 9), 1.0, 10.0, (), (), ())
    >>> near = replace(line, text="Le puits", size=10.4)
    >>> [one.size for one in with_steady_sizes([ScannedPage((line, near))])[0].lines]
    [10.4, 10.4]
    """
    given = list(pages)
    counts: Counter[float] = Counter()
    for page in given:
        for line in page.lines:
            counts[round(line.size, 1)] += len(line.text)
    steady: dict[float, float] = {}
    for size, _ in counts.most_common():
        if size not in steady:
            near = (one for one in counts if abs(one - size) <= _SAME_SIZE * size)
            for one in near:
                steady.setdefault(one, size)
    return [
        ScannedPage(tuple(replace(line, size=steady[round(line.size, 1)]) for line in page.lines))
        for page in given
    ]


def in_step(lines: Sequence[LineBox], recognised: Sequence[Recognised]) -> list[LineBox]:
    """Give the recognised lines of a document the sizes of those that it has itself, when most of
    both differ by no more than two ways to measure type do.

    Parameters
    ----------
    lines : sequence of LineBox
        All lines of the document.
    recognised : sequence of Recognised
        The words that were recognised, in order.
    """
    starts = {word.start for word in recognised}
    counts: tuple[Counter[float], Counter[float]] = (Counter(), Counter())
    for line in lines:
        counts[line.start in starts][round(line.size, 1)] += line.end - line.start
    if not all(counts):
        return list(lines)
    own, measured = (count.most_common(1)[0][0] for count in counts)
    if not own / _TWO_WAYS < measured < own * _TWO_WAYS:
        return list(lines)
    return [
        replace(line, size=line.size * own / measured) if line.start in starts else line
        for line in lines
    ]
