"""What is drawn on a page of a PDF: frames that may hold a text, and the rules of tables."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2 as pdfium
from pypdfium2 import raw

from annotate.document.source import Box
from annotate.text.reading.pdf_frames import TOUCH, frames_between, stacked

_BAR, _STUB, _LINE = 5.0, 6.0, 10.0
"""A drawn line at most so wide and at least so high, in points, may stand beside a line of a boxed
text; and a filled area at least as high as the third holds one.
"""
_THIN = 4.0
"""A rule is at most so thick, in points, with what PDFium adds around a stroke."""
_SHORTEST = 6.0
_MOST_RULES, _MOST_SEGMENTS = 4_000, 40_000
"""Of a page; what has more is a drawing."""
_LONGEST_PATH = 2_000
_PAGE = 0.85
"""A frame has at most this share of its page."""
_PIXELS = 4
_DEPTH = 4
"""Forms inside forms that are looked into, the page counted."""
_TWO_RECTANGLES = range(8, 11)
"""Segments of a path of two rectangles."""
_DOT, _MOST_DOTS = (1.2, 7.0), 300
"""How large the drawn marker of a list is, in points; a page with more such is a drawing."""
_ROUND = 0.8
"""A marker is at least so wide for its height, and so high for its width."""
_SHORT, _MOST_STROKE = 2.0, 20.0
"""How long a line across a letter is, in points."""
_MOST_CLIPS = 8
_WHITE, _MOST_TINTED = 250, 200
"""Red, green and blue of white at least; areas in another colour that are looked at behind it."""
_HAIR = 0.05
"""No drawn line is thinner, in points."""

Point = tuple[float, float]


@dataclass(slots=True)
class Drawn:
    """What is drawn on a page, in points.

    Attributes
    ----------
    frames : list of Box
        Rectangles large enough to hold a text and smaller than the page, and bars; what is about
        a line or two is short.
    rules : list of Box
        Lines from left to right or from top to bottom, as thin rectangles.
    dots : list of Box
        Small discs, rings and squares, as browsers draw before the items of lists.
    strokes : list of Box
        Short lines from left to right, as TeX draws through a letter for want of a sign.
    """

    frames: list[Box] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)
    dots: list[Box] = field(default_factory=list)
    strokes: list[Box] = field(default_factory=list)


def drawn_on(page: pdfium.PdfPage) -> Drawn:
    """Return what is drawn on a page.

    Parameters
    ----------
    page : PdfPage
        The page.

    Returns
    -------
    Drawn
        Without rules on a page that has more of them than tables do.

    Notes
    -----
    The time is linear in the number of paths; of their segments a bounded number is looked at.
    """
    found = _Collected(page)
    width, height = ctypes.c_uint(), ctypes.c_uint()
    for kind, item in _objects(page):
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            told = raw.FPDFImageObj_GetImagePixelSize(item, width, height)
            if not told or width.value * height.value > _PIXELS:
                continue  # no pixel drawn out, as dvips has rules drawn
        elif kind != raw.FPDF_PAGEOBJ_PATH:
            continue
        found.add(item)
    return found.drawn()


def _objects(page: pdfium.PdfPage) -> Iterator[tuple[int, raw.FPDF_PAGEOBJECT]]:
    """Yield what a page is made of, with its kind, and what its forms are made of."""
    given = page.raw
    yield from _kinds_of(
        raw.FPDFPage_GetObject(given, place) for place in range(raw.FPDFPage_CountObjects(given))
    )


def _kinds_of(
    items: Iterable[raw.FPDF_PAGEOBJECT], depth: int = _DEPTH
) -> Iterator[tuple[int, raw.FPDF_PAGEOBJECT]]:
    for item in items:
        kind = raw.FPDFPageObj_GetType(item)
        yield kind, item
        if kind == raw.FPDF_PAGEOBJ_FORM and depth > 1:
            count = raw.FPDFFormObj_CountObjects(item)
            inner = (raw.FPDFFormObj_GetObject(item, place) for place in range(count))
            yield from _kinds_of(inner, depth - 1)


class _Collected:
    """Collects what is drawn on a page, path by path."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        width, height = page.get_size()
        self._page = width * height
        self._segments = 0
        self._frames: list[Box] = []
        self._fills: list[Box] = []
        self._tinted: list[Box] = []
        self._bars: list[Box] = []
        self._rules: list[Box] = []
        self._dots: list[Box] = []
        self._strokes: list[Box] = []
        self._edges = tuple(ctypes.c_float() for _ in range(4))

    def add(self, item: raw.FPDF_PAGEOBJECT) -> None:
        """Take a path, or a picture of one colour."""
        if not raw.FPDFPageObj_GetBounds(item, *self._edges):
            return
        left, bottom, right, top = self._edges
        box = left.value, bottom.value, right.value, top.value
        if _area(box) >= _PAGE * self._page:
            box = _unclipped(item, box)
        wide, high = box[2] - box[0], box[3] - box[1]
        if _is_dot(wide, high) and len(self._dots) <= _MOST_DOTS:
            self._dots.append(box)
        count = raw.FPDFPath_CountSegments(item)
        sides = _sides(item) if count in _TWO_RECTANGLES else []
        if 0 < len(sides) < 4:
            self._rules.extend(sides)
            self._bars.extend(side for side in sides if _is_bar(side))
            return
        if wide > 60 and high > _THIN and _is_fill(item):
            if not _is_white(item):
                self._tinted.append(box)
            elif not any(_holds(one, box) for one in self._tinted[-_MOST_TINTED:]):
                return  # white on white: nobody sees it
            self._fills.append(box)
        elif wide > 60 and high > 30:
            self._frames.append(box)
        elif _is_bar(box):
            self._bars.append(box)
        if self._is_a_drawing():
            return
        if min(wide, high) <= _THIN:
            if max(wide, high) >= _SHORTEST:
                self._rules.append(box)
            if high < _SHORT <= wide <= _MOST_STROKE and len(self._strokes) < _MOST_DOTS:
                self._strokes.append(box)
        elif 3 <= count <= _LONGEST_PATH:
            self._segments += count
            self._rules.extend(_rules_of(item, count))

    def _is_a_drawing(self) -> bool:
        return len(self._rules) > _MOST_RULES or self._segments > _MOST_SEGMENTS

    def drawn(self) -> Drawn:
        """Return the frames and rules that all this makes."""
        rules = [] if self._is_a_drawing() else self._rules
        frames = self._frames + [one for one in stacked(self._fills) if one[3] - one[1] > _LINE]
        closed = frames_between(rules)
        bars = [one for one in stacked(self._bars) if not _is_side(one, closed)]
        frames += [one for one in closed if not any(_is_same(one, two) for two in frames)]
        small = [one for one in frames if _area(one) < _PAGE * self._page]
        dots = self._dots if len(self._dots) <= _MOST_DOTS else []
        return Drawn(small + bars, rules, dots, self._strokes)


def _unclipped(item: raw.FPDF_PAGEOBJECT, box: Box) -> Box:
    """Return what is seen of a box that fills the page, where it is clipped to some part of it."""
    clip = raw.FPDFPageObj_GetClipPath(item)
    x, y = ctypes.c_float(), ctypes.c_float()
    for path in range(min(max(raw.FPDFClipPath_CountPaths(clip), 0), _MOST_CLIPS)):
        points: list[Point] = []
        count = raw.FPDFClipPath_CountPathSegments(clip, path)
        for index in range(count if count <= _LONGEST_PATH else 0):
            raw.FPDFPathSegment_GetPoint(raw.FPDFClipPath_GetPathSegment(clip, path, index), x, y)
            points.append((x.value, y.value))
        if points:
            left, bottom, right, top = _spanned(points)
            box = (
                max(box[0], left), max(box[1], bottom), min(box[2], right), min(box[3], top),
            )  # fmt: skip
    return box


def _is_same(one: Box, other: Box) -> bool:
    return all(abs(edge - edge2) <= TOUCH for edge, edge2 in zip(one, other, strict=True))


def _is_side(bar: Box, frames: Sequence[Box]) -> bool:
    """Return whether a bar is a side of one of some frames."""
    return _is_bar(bar) and any(
        min(abs(bar[0] - one[0]), abs(bar[2] - one[2])) <= TOUCH
        and bar[1] >= one[1] - TOUCH
        and bar[3] <= one[3] + TOUCH
        for one in frames
    )


def _holds(one: Box, other: Box) -> bool:
    low = one[0] <= other[0] + TOUCH and one[1] <= other[1] + TOUCH
    return low and one[2] >= other[2] - TOUCH and one[3] >= other[3] - TOUCH


def _is_white(item: raw.FPDF_PAGEOBJECT) -> bool:
    """Return whether a path is filled with white, or with what lets all else through."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not raw.FPDFPageObj_GetFillColor(item, red, green, blue, alpha):
        return False
    return not alpha.value or min(red.value, green.value, blue.value) >= _WHITE


def _is_fill(item: raw.FPDF_PAGEOBJECT) -> bool:
    filled, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, filled, stroked)
    return bool(filled.value and not stroked.value)


def _is_dot(wide: float, high: float) -> bool:
    least, most = _DOT
    return least <= min(wide, high) and max(wide, high) <= min(most, min(wide, high) / _ROUND)


def _is_bar(box: Box) -> bool:
    return box[2] - box[0] < _BAR and box[3] - box[1] > _STUB


def _sides(item: raw.FPDF_PAGEOBJECT) -> list[Box]:
    """Return the sides of a border that is drawn as the area between two rectangles, one inside the
    other; a border at the top only is one whose rectangles differ there.
    """
    filled, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, filled, stroked)
    paths = list(_subpaths(item, raw.FPDFPath_CountSegments(item)))
    alternate = filled.value == raw.FPDF_FILLMODE_ALTERNATE and not stroked.value
    if not alternate or len(paths) != 2 or not all(map(_is_rectangle, paths)):
        return []
    (left, bottom, right, top), inner = sorted(map(_spanned, paths), key=_area, reverse=True)
    sides = [
        (left, bottom, inner[0], top),
        (inner[2], bottom, right, top),
        (left, bottom, right, inner[1]),
        (left, inner[3], right, top),
    ]
    thick = [min(x1 - x0, y1 - y0) for x0, y0, x1, y1 in sides]
    if min(thick) < -_HAIR or max(thick) > _BAR:
        return []
    return [side for side, width in zip(sides, thick, strict=True) if width > _HAIR]


def _is_rectangle(points: Sequence[Point]) -> bool:
    left, bottom, right, top = _spanned(points)
    near = [(x in (left, right), y in (bottom, top)) for x, y in points]
    return 4 <= len(points) <= 6 and all(map(all, near))


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _rules_of(item: raw.FPDF_PAGEOBJECT, count: int) -> Iterator[Box]:
    """Yield the rules that a path of several lines draws: its strokes, or its thin rectangles."""
    filled, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item, filled, stroked)
    for points in _subpaths(item, count):
        lines = [_spanned(pair) for pair in pairwise(points)] if stroked.value else []
        if filled.value and not stroked.value:
            lines = [_spanned(points)]
        for left, bottom, right, top in lines:
            thin, long = sorted((right - left, top - bottom))
            if thin <= _THIN / 2 and long >= _SHORTEST:
                yield left, bottom, right, top


def _spanned(points: Sequence[Point]) -> Box:
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across), min(up), max(across), max(up)


def _subpaths(item: raw.FPDF_PAGEOBJECT, count: int) -> Iterator[list[Point]]:
    """Yield the corners of the parts of a path, on the page; parts with curves have none."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, matrix)
    a, b, c, d, e, f = matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f
    points: list[Point] = []
    curved = False
    x, y = ctypes.c_float(), ctypes.c_float()
    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(item, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == raw.FPDF_SEGMENT_BEZIERTO
        points.append((a * x.value + c * y.value + e, b * x.value + d * y.value + f))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points
