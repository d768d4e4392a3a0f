"""The outlines of fonts whose glyphs are drawn by the page language of PDF: those of Type 3.

PDFium gives no outlines of them. Browsers write such fonts where a licence or a format keeps them
from putting the font itself into a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np
from pypdf.generic import (
    ArrayObject,
    ContentStream,
    DictionaryObject,
    NameObject,
    NullObject,
    NumberObject,
    StreamObject,
)

from annotate.text.reading.pdf_glyph_shapes import Contour, curve

_FILLS = frozenset((b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"))
_ENDS = frozenset((b"n", b"S", b"s"))
_PICTURES = b" BI", b"BI\n", b"BI ", b" Do"
_MOST = 5000
"""Operations of a glyph that are looked at."""
_LOOKED_AT = 3
"""Glyphs by which it is told whether a font is of pictures."""


def draws_outlines(font: DictionaryObject) -> bool:
    """Return whether a font is one of Type 3 whose glyphs are outlines, and no pictures of dots.

    Parameters
    ----------
    font : DictionaryObject
        Any font of a PDF.
    """
    glyphs = font.get("/CharProcs", NullObject()).get_object()
    if font.get("/Subtype") != "/Type3" or not isinstance(glyphs, DictionaryObject) or not glyphs:
        return False
    first = [glyph.get_object().get_data() for glyph in islice(glyphs.values(), _LOOKED_AT)]
    return not any(mark in data for data in first for mark in _PICTURES)


class GlyphProcedures:
    """The glyphs of a font of Type 3.

    Parameters
    ----------
    font : DictionaryObject
        The font.
    """

    def __init__(self, font: DictionaryObject) -> None:
        glyphs = font["/CharProcs"].get_object()
        assert isinstance(glyphs, DictionaryObject)
        self._glyphs = glyphs
        self._matrix = [float(number) for number in _array(font, "/FontMatrix")]
        self._names = dict(_named(font))

    def outline(self, code: int) -> list[Contour]:
        """Return the outline of a glyph, in the size of the type; nothing where it has none.

        Parameters
        ----------
        code : int
            What the font has it under.
        """
        glyph = self._glyphs.get(self._names.get(code, ""), NullObject()).get_object()
        if not isinstance(glyph, StreamObject):
            return []
        operations = ContentStream(glyph, None).operations
        lines = _filled(operations[:_MOST], self._matrix)
        return [np.array(line) for line in lines if len(line) > 2]


def _named(font: DictionaryObject) -> Iterator[tuple[int, str]]:
    """Yield the codes of a font, and the names of its glyphs."""
    encoding = font.get("/Encoding", NullObject()).get_object()
    if not isinstance(encoding, DictionaryObject):
        return
    code = 0
    for one in _array(encoding, "/Differences"):
        if isinstance(one, NumberObject):
            code = int(one)
        elif isinstance(one, NameObject):
            yield code, str(one)
            code += 1


def _array(where: DictionaryObject, name: str) -> ArrayObject:
    found = where.get(name, NullObject()).get_object()
    return found if isinstance(found, ArrayObject) else ArrayObject()


_Point = tuple[float, float]
_Matrix = Sequence[float]


def _product(first: _Matrix, then: _Matrix) -> _Matrix:
    """Return two matrices of six numbers as one (ISO 32000-1, 8.3.4)."""
    a, b, c, d, e, f = first
    (x, y), (z, w), (left, low) = (
        (one * then[0] + other * then[2], one * then[1] + other * then[3])
        for one, other in ((a, b), (c, d), (e, f))
    )
    return x, y, z, w, left + then[4], low + then[5]


def _filled(operations: Sequence[tuple[Any, bytes]], matrix: _Matrix) -> list[list[_Point]]:
    """Return the lines of what is filled."""
    held: list[_Matrix] = []
    lines: list[list[_Point]] = []
    filled: list[list[_Point]] = []

    def points(numbers: Sequence[float]) -> list[_Point]:
        a, b, c, d, e, f = matrix
        pairs = zip(numbers[::2], numbers[1::2], strict=True)
        return [(a * x + c * y + e, b * x + d * y + f) for x, y in pairs]

    for operands, operator in operations:
        numbers = [float(one) for one in operands] if operator in _OF_NUMBERS else []
        if operator == b"q":
            held.append(matrix)
        elif operator == b"Q" and held:
            matrix = held.pop()
        elif operator == b"cm":
            matrix = _product(numbers, matrix)
        elif operator == b"m":
            lines.append(points(numbers))
        elif operator == b"re":
            x, y, wide, high = numbers
            lines.append(points([x, y, x + wide, y, x + wide, y + high, x, y + high]))
        elif operator in _FILLS:
            filled, lines = filled + lines, []
        elif operator in _ENDS:
            lines = []
        elif lines and operator in _OF_NUMBERS:
            lines[-1] += _drawn_to(operator, points(numbers), lines[-1][-1])
    return filled


_OF_NUMBERS = frozenset((b"cm", b"m", b"l", b"c", b"v", b"y", b"re"))


def _drawn_to(operator: bytes, points: list[_Point], last: _Point) -> list[_Point]:
    """Return what a line goes on with from its last point (ISO 32000-1, table 59)."""
    if operator == b"l":
        return points
    if operator == b"v":
        points = [last, *points]
    elif operator == b"y":
        points = [*points, points[-1]]
    return list(curve(last, *points))
