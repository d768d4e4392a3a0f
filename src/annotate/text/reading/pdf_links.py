"""Links inside a PDF that numbers carry: many makers link the call of a note to the note."""

from __future__ import annotations

import ctypes
from bisect import bisect_left
from collections.abc import Iterator, Sequence

import pypdfium2 as pdfium
from pypdfium2 import raw

from annotate.document.source import Box, LineBox, Link

_SLACK = 1.5
"""Points by which the letters of a link may stick out of its rectangle."""
_MOST = 5_000
"""Links of one page that are looked at; an index has fewer."""


def links_of(
    document: pdfium.PdfDocument,
    page: pdfium.PdfPage,
    lines: Sequence[LineBox],
    text: str,
    offset: int,
) -> Iterator[Link]:
    """Yield the links of a page that lead elsewhere in the document and that a number carries.

    Parameters
    ----------
    document, page
        As PDFium has them.
    lines : sequence of LineBox
        The lines of the page.
    text : str
        The text of the page.
    offset : int
        Where it begins in the source, in code points.
    """
    if not lines:
        return
    by_height = sorted(lines, key=lambda line: line.box[1])
    bottoms = [line.box[1] for line in by_height]
    tallest = max(line.box[3] - line.box[1] for line in lines)
    for box, target, height in _rectangles(document, page):
        low = bisect_left(bottoms, box[1] - tallest - _SLACK)
        high = bisect_left(bottoms, box[3])
        for line in by_height[low:high]:
            middle = (line.box[1] + line.box[3]) / 2
            span = _inside(line, box) if box[1] - _SLACK < middle < box[3] + _SLACK else None
            if span is not None:
                start, end = span
                shown = text[start - offset : end - offset].strip("[]() ,.")
                if shown.isdecimal() and len(shown) <= 3:
                    begin = text.index(shown, start - offset) + offset
                    yield Link(begin, begin + len(shown), target, height)


def _rectangles(
    document: pdfium.PdfDocument, page: pdfium.PdfPage
) -> Iterator[tuple[Box, int, float | None]]:
    """Yield where a link is, the number of the page that it leads to, and the height there."""
    place, link = ctypes.c_int(0), raw.FPDF_LINK()
    rectangle = raw.FS_RECTF()
    for _ in range(_MOST):
        if not raw.FPDFLink_Enumerate(page, place, link):
            return
        target = raw.FPDFLink_GetDest(document, link)
        if not target:
            action = raw.FPDFLink_GetAction(link)
            target = raw.FPDFAction_GetDest(document, action) if action else None
        if not target or not raw.FPDFLink_GetAnnotRect(link, rectangle):
            continue
        index = raw.FPDFDest_GetDestPageIndex(document, target)
        if index >= 0:
            sides = (rectangle.left, rectangle.right), (rectangle.bottom, rectangle.top)
            (left, right), (bottom, top) = map(sorted, sides)
            yield (left, bottom, right, top), index + 1, _height(target)


def _height(target: raw.FPDF_DEST) -> float | None:
    has_x, has_y, has_zoom = (ctypes.c_int() for _ in range(3))
    x, y, zoom = (ctypes.c_float() for _ in range(3))
    raw.FPDFDest_GetLocationInPage(target, has_x, has_y, has_zoom, x, y, zoom)
    return y.value if has_y.value else None


def _inside(line: LineBox, box: Box) -> tuple[int, int] | None:
    """Return the code points of a line whose middles are inside a rectangle, half-open."""
    edges = line.edges
    inside = [
        index
        for index in range(line.end - line.start)
        if box[0] - _SLACK < (edges[index] + edges[index + 1]) / 2 < box[2] + _SLACK
    ]
    return (line.start + inside[0], line.start + inside[-1] + 1) if inside else None
