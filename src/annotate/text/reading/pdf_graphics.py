"""What is drawn on a page of a PDF: frames that may hold a text, and the rules of tables."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

import pypdfium2 as pdfium
from pypdfium2 import raw

from annotate.document.source import Box

_BAR, _BAR_HEIGHT = 5.0, 20.0
"""A drawn line at most so wide and at least so high, in points, may border a boxed text."""
_THIN = 4.0
"""A rule is at most so thick, in points, with what PDFium adds around a stroke."""
_SHORTEST = 6.0
_MOST_RULES, _MOST_SEGMENTS = 4_000, 40_000
"""Of a page; what has more is a drawing."""
_LONGEST_PATH = 2_000

Point = tuple[float, float]


@dataclass(slots=True)
class Drawn:
    """What is drawn on a page, in points.

    Attributes
    ----------
    frames : list of Box
        Rectangles large enough to hold a text and smaller than the page, and bars.
    rules : list of Box
        Lines from left to right or from top to bottom, as thin rectangles.
    """

    frames: list[Box] = field(default_factory=list)
    rules: list[Box] = field(default_factory=list)


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
    width, height = page.get_size()
    drawn = Drawn()
    segments = 0
    for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4):
        left, bottom, right, top = box = item.get_bounds()
        wide, high = right - left, top - bottom
        framed = wide > 60 and high > 30 and wide * high < 0.85 * width * height
        if framed or (wide < _BAR and high > _BAR_HEIGHT):
            drawn.frames.append(box)
        if len(drawn.rules) > _MOST_RULES or segments > _MOST_SEGMENTS:
            continue
        if min(wide, high) <= _THIN:
            if max(wide, high) >= _SHORTEST:
                drawn.rules.append(box)
            continue
        count = raw.FPDFPath_CountSegments(item)
        if 3 <= count <= _LONGEST_PATH:
            segments += count
            drawn.rules.extend(_rules_of(item, count))
    if len(drawn.rules) > _MOST_RULES or segments > _MOST_SEGMENTS:
        drawn.rules.clear()
    return drawn


def _rules_of(item: pdfium.PdfObject, count: int) -> Iterator[Box]:
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


def _spanned(points: tuple[Point, ...] | list[Point]) -> Box:
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across), min(up), max(across), max(up)


def _subpaths(item: pdfium.PdfObject, count: int) -> Iterator[list[Point]]:
    """Yield the corners of the parts of a path, on the page; parts with curves have none."""
    matrix = item.get_matrix()
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
        points.append(matrix.on_point(x.value, y.value))
        if raw.FPDFPathSegment_GetClose(segment):
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points
