"""The outlines of glyphs, and how they look.

A glyph is drawn into a square, with what the square hides: how high it stands and how wide it is,
and how many parts and holes it has.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pypdfium2 import raw

Contour = np.ndarray[Any, np.dtype[np.float64]]
"""The corners of a closed line, one a row, in the size of the type."""

_SIDE = 16
"""Rows and columns of a drawn glyph."""
_BEND = (0.25, 0.5, 0.75, 1.0)
"""Where a curve is cut into straight lines."""
_SMALLEST = 0.002
"""A part of a glyph is at least this share of its largest."""
_SAME = 0.01
"""Glyphs whose edges differ less are the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Glyph:
    """How a glyph looks.

    Attributes
    ----------
    square : ndarray
        Its ink in rows and columns, between its edges, 0 to 1.
    low, high : float
        From where to where its ink reaches above its baseline, in the size of the type.
    wide : float
        How wide its ink is, in the size of the type.
    parts, holes : int
        How many separate parts it has, and holes in them.
    """

    square: np.ndarray[Any, np.dtype[np.float64]]
    low: float
    high: float
    wide: float
    parts: int
    holes: int


def outline(font: raw.FPDF_FONT, code: int) -> list[Contour]:
    """Return the outline of a glyph; nothing where it has none.

    Parameters
    ----------
    font : FPDF_FONT
        The font.
    code : int
        A code point that it shows by the glyph.
    """
    path = raw.FPDFFont_GetGlyphPath(font, code, 1.0)
    if not path:
        return []
    lines: list[list[tuple[float, float]]] = []
    bend: list[tuple[float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    for number in range(raw.FPDFGlyphPath_CountGlyphSegments(path)):
        segment = raw.FPDFGlyphPath_GetGlyphPathSegment(path, number)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point, kind = (x.value, y.value), raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO or not lines:
            lines.append([point])
        elif kind == raw.FPDF_SEGMENT_LINETO:
            lines[-1].append(point)
        else:
            bend.append(point)
            if len(bend) == 3:
                lines[-1] += curve(lines[-1][-1], *bend)
                bend = []
    return [np.array(line) for line in lines if len(line) > 2]


def advance(font: raw.FPDF_FONT, code: int) -> float:
    """Return how wide a glyph is with the white beside it, in the size of the type.

    Parameters
    ----------
    font : FPDF_FONT
        The font.
    code : int
        A code point that it shows by the glyph.
    """
    width = ctypes.c_float()
    raw.FPDFFont_GetGlyphWidth(font, code, 1.0, width)
    return width.value


def curve(
    first: tuple[float, float], *others: tuple[float, float]
) -> Iterable[tuple[float, float]]:
    """Yield points of a Bézier curve, without the first."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = first, *others
    for at in _BEND:
        a, b, c, d = (1 - at) ** 3, 3 * (1 - at) ** 2 * at, 3 * (1 - at) * at**2, at**3
        yield a * x0 + b * x1 + c * x2 + d * x3, a * y0 + b * y1 + c * y2 + d * y3


def drawn(lines: Sequence[Contour]) -> Glyph | None:
    """Return how a glyph of some outline looks; None where it has no ink.

    Parameters
    ----------
    lines : sequence of Contour
        See :func:`outline`.
    """
    if not lines:
        return None
    points = np.concatenate(lines)
    (left, low), (right, high) = points.min(0), points.max(0)
    if right - left < 1e-3 or high - low < 1e-3:
        return None
    steps = (np.arange(2 * _SIDE) + 0.5) / (2 * _SIDE)
    ink = _windings(lines, left + steps * (right - left), low + steps * (high - low)) != 0
    square = ink.reshape(_SIDE, 2, _SIDE, 2).mean((1, 3))
    areas = [_area(line) for line in lines]
    largest = max(areas, key=abs)
    same = [area * largest > 0 for area in areas if abs(area) > _SMALLEST * abs(largest)]
    return Glyph(
        square, float(low), float(high), float(right - left), sum(same), len(same) - sum(same)
    )


def _area(line: Contour) -> float:
    """Return the area inside a line, negative where it runs clockwise."""
    following = np.roll(line, -1, 0)
    return float((line[:, 0] * following[:, 1] - following[:, 0] * line[:, 1]).sum() / 2)


def _windings(
    lines: Sequence[Contour],
    columns: np.ndarray[Any, np.dtype[np.float64]],
    rows: np.ndarray[Any, np.dtype[np.float64]],
) -> np.ndarray[Any, np.dtype[np.int64]]:
    """Return how often lines run around each point: what is not 0 is ink."""
    found = np.zeros((len(rows), len(columns)), np.int64)
    for line in lines:
        following = np.roll(line, -1, 0)
        above, above_next = line[:, 1:] > rows, following[:, 1:] > rows
        edges, crossed = np.nonzero(above != above_next)
        begin, end = line[edges], following[edges]
        at = (rows[crossed] - begin[:, 1]) / (end[:, 1] - begin[:, 1])
        crossing = begin[:, 0] + at * (end[:, 0] - begin[:, 0])
        upward = np.where(above_next[edges, crossed], 1, -1)
        np.add.at(found, crossed, upward[:, None] * (crossing[:, None] > columns))
    return found


class Outlines:
    """The different outlines of the glyphs of some fonts; subsets of a font have many in common."""

    def __init__(self) -> None:
        self.glyphs: list[Glyph] = []
        self._exactly = np.empty((0, _SIDE * _SIDE + 3))

    def number_of(self, glyph: Glyph) -> int:
        """Return the place of a glyph, or of one that is the same, in `glyphs`."""
        own = np.array([glyph.low, glyph.high, glyph.wide, *(glyph.square.ravel() * _SAME)])
        far = np.abs(self._exactly - own).max(1)
        if len(far) and far.min() < _SAME:
            return int(far.argmin())
        self.glyphs.append(glyph)
        self._exactly = np.concatenate([self._exactly, own[None]])
        return len(far)
