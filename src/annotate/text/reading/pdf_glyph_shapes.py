"""Which characters the glyphs of a font look like.

The outline of a glyph is compared with those of Times, Helvetica and Courier that PDFium has of its
own: drawn into a square, with what the square hides, how high it stands and how wide it is, and how
many parts and holes it has. Letters of nearly every text face come so near to their own that few
others are as near; which of these it is, words tell.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

Contour = np.ndarray[Any, np.dtype[np.float64]]
"""The corners of a closed line, one a row, in the size of the type."""

_FACES = (
    "Times-Roman",
    "Times-Italic",
    "Times-Bold",
    "Helvetica",
    "Helvetica-Oblique",
    "Helvetica-Bold",
    "Courier",
)
_LETTERS = "abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿœæ"
_FIGURES = "0123456789"
_SIGNS = ".,;:!?'’‘\"“”«»‹›()/&%*-–—…°§€+=×•½@_"
_OTHERS = "áãåìíñòóõøúýßšžðþ#$<>[]£¥©®±÷·¶†‡¼¾"
"""Characters that are rare in French: they look as much like a glyph as others only if they look
more like it.
"""
_MARKED = {"´": "cnsz", "š": "cenr", "¸": "st", ".": "z", "/": "l"}
_MARKS = dict(zip(_MARKED, ("ćńśź", "čěňř", "şţ", "ż", "ł"), strict=True))
"""Letters of other languages, whose marks are put to others here."""
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LIGATURES = ("fi", "fl", "ff", "ffi", "ffl", "ti", "tt", "tti", "ft", "fj", "Th", "Qu")
_DEEPER = frozenset("34579")
"""Old-style figures that reach below the baseline; 6 and 8 are as high as the others are."""
_RARITY, _RARER = 0.015, 0.03
_SIDE = 16
"""Rows and columns of a drawn glyph."""
_BEND = (0.25, 0.5, 0.75, 1.0)
"""Where a curve is cut into straight lines."""
_SMALLEST = 0.002
"""A part of a glyph is at least this share of its largest."""
_RAISED_SIZE, _RAISED_BY = 0.62, 0.4
_CAPITAL = 0.6
"""What is higher than this, in the size of the type, is a capital."""
_X_HEIGHT = 0.7
"""How high small letters are beside capitals."""
_WEIGHTS = (0.25, 0.175, 0.175, 0.1, 0.06, 0.08)
"""What a difference in proportions, in where the ink ends, in its width, and in parts and holes
counts for, where the whole square counts for 1.
"""
_LARGEST = (1.0, 1.5, 1.5, 1.0, 2.0, 2.0)
"""A larger difference counts for no more."""
_DASHES = {"-": 0.33, "–": 0.62, "—": math.inf}
"""How wide hyphens and dashes are at most, in the size of the type; faces differ."""
_OTHER_DASH = 0.1
_NEAREST, _MORE = 8, 40
"""So many characters that look most like a glyph are told; more of one that looks like none."""
_CLEAR = 0.2
_SAME = 0.01
"""Glyphs whose edges differ less are the same."""
_STRANGE = 0.8
"""What is farther from all known glyphs is none of them."""


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
                lines[-1] += _curve(lines[-1][-1], *bend)
                bend = []
    return [np.array(line) for line in lines if len(line) > 2]


def _curve(
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


def lookalikes(
    glyphs: Mapping[int, Glyph], counts: Mapping[int, int]
) -> Mapping[int, Mapping[str, float]]:
    """Return the characters that glyphs of a font look like, the nearest first, with how far they
    are: a tenth is near. Those that look like none are left out.

    Parameters
    ----------
    glyphs : mapping of int to Glyph
        The glyphs of one font, by any numbers.
    counts : mapping of int to int
        How often each is shown in a text: most are small letters.
    """
    height = _x_height(glyphs, counts) if glyphs else 1.0
    found = {code: _as_dash(glyph, _near(glyph, height)) for code, glyph in glyphs.items()}
    return {code: near for code, near in found.items() if min(near.values()) < _STRANGE}


def _as_dash(glyph: Glyph, near: Mapping[str, float]) -> Mapping[str, float]:
    """Return which hyphen or dash a glyph is by its width, if it is one; else what it was."""
    nearest = min(near, key=near.__getitem__)
    if nearest not in _DASHES:
        return near
    sign = next(sign for sign, widest in _DASHES.items() if glyph.wide < widest)
    return {one: near[nearest] + (0.0 if one == sign else _OTHER_DASH) for one in _DASHES}


def _near(glyph: Glyph, height: float) -> Mapping[str, float]:
    """Return the characters that a glyph of a font with small letters of some height looks like."""
    names, squares, measures, rarity = _known()
    apart = np.abs(np.array(_measures(glyph, height)) - measures)
    far = np.abs(glyph.square.ravel() - squares).mean(1) + rarity
    far += np.minimum(apart, _LARGEST) @ _WEIGHTS
    found: dict[str, float] = {}
    most = _NEAREST if far.min() < _CLEAR else _MORE
    for place in np.argsort(far):
        found.setdefault(names[place], float(far[place]))
        if len(found) == most:
            break
    return found


def _x_height(glyphs: Mapping[int, Glyph], counts: Mapping[int, int]) -> float:
    """Return how high the small letters of a font are, by the height that most have."""
    tops = {round(glyph.high, 2) for glyph in glyphs.values()}
    near = {
        top: sum(counts[code] for code, glyph in glyphs.items() if abs(glyph.high - top) < 0.021)
        for top in tops
    }
    usual = max(sorted(near), key=near.__getitem__)
    return usual * (_X_HEIGHT if usual > _CAPITAL else 1.0)


def _measures(glyph: Glyph, height: float) -> tuple[float, ...]:
    proportions = math.log(glyph.wide / (glyph.high - glyph.low))
    edges = glyph.low / height, glyph.high / height, glyph.wide / height
    return proportions, *edges, glyph.parts, glyph.holes


@lru_cache(maxsize=1)
def _known() -> tuple[list[str], Any, Any, Any]:
    """Return the names of all known glyphs, their squares, their measures and how rare they are."""
    names: list[str] = []
    squares, measures = [], []
    document = pdfium.PdfDocument.new()
    for face in _FACES:
        font = raw.FPDFText_LoadStandardFont(document.raw, face.encode())
        outlines = list(_of_face(font))
        height = next(_top(own) for name, own in outlines if name == "x")
        for name, own in outlines:
            glyph = drawn(own)
            if glyph is not None:
                if name in ("ł", "Ł"):  # its lines cross, and are one
                    glyph = replace(glyph, parts=1)
                names.append(name)
                squares.append(glyph.square.ravel())
                measures.append(_measures(glyph, height))
        raw.FPDFFont_Close(font)
    document.close()
    others = {*_OTHERS, *_OTHERS.upper()}
    marked = {*"".join(_MARKS.values()), *"".join(_MARKS.values()).upper()}
    rarity = [_RARER if one in marked else _RARITY if one in others else 0.0 for one in names]
    return names, np.array(squares), np.array(measures), np.array(rarity)


def _of_face(font: raw.FPDF_FONT) -> Iterable[tuple[str, list[Contour]]]:
    """Yield the outlines of the characters of a standard font, and of what other fonts have
    besides: ligatures, small capitals, raised and old-style figures, letters with other marks.
    """
    letters = _LETTERS + _OTHERS
    text = letters + letters.upper() + _FIGURES + _SIGNS + "´¸"
    own = {char: outline(font, ord(char)) for char in dict.fromkeys(text)}
    yield from own.items()
    small, capital, figure = (_top(own[char]) for char in "xH1")
    for letter in _LETTERS:
        yield letter, _moved(own[letter.upper()], small / capital)
    for char, raised in zip(_FIGURES, _RAISED, strict=True):
        yield raised, _moved(own[char], _RAISED_SIZE, up=_RAISED_BY * capital)
        if char in "012":
            yield char, _moved(own[char], small / figure)
        elif char in _DEEPER:
            yield char, _moved(own[char], 1.0, up=small - figure)
    width = ctypes.c_float()
    for ligature in _LIGATURES:
        lines: list[Contour] = []
        at = 0.0
        for char in ligature:
            lines += _moved(own[char], 1.0, right=at)
            raw.FPDFFont_GetGlyphWidth(font, ord(char), 1.0, width)
            at += 0.95 * width.value
        yield ligature, lines
    for mark, bare in _MARKED.items():
        for letter, marked in zip(bare, _MARKS[mark], strict=True):
            yield marked, _with_mark(own, letter, mark)
            yield marked.upper(), _with_mark(own, letter.upper(), mark)


def _with_mark(own: Mapping[str, list[Contour]], letter: str, mark: str) -> list[Contour]:
    """Return the outline of a letter with a mark above or below it, or through it."""
    lines, sign = own[letter], own[mark]
    if mark == "š":
        sign = [line for line in sign if line[:, 1].min() > _top(own["s"])]
    if not lines or not sign:
        return []
    points, others = np.concatenate(lines), np.concatenate(sign)
    if mark == "/":
        sign = [line * (1.0, 0.3) for line in sign]
        others = np.concatenate(sign)
    right, up = (points.max(0) + points.min(0) - others.max(0) - others.min(0)) / 2
    if mark == "¸":
        up = 0.0
    elif mark != "/":
        up = max(_top(lines) - _top(own["x"]), 0.0) + (
            _top(lines) - others[:, 1].min() + 0.15 if mark == "." else 0.0
        )
    return [*lines, *_moved(sign, 1.0, right=float(right), up=float(up))]


def _top(lines: Sequence[Contour]) -> float:
    return float(max(line[:, 1].max() for line in lines))


def _moved(
    lines: Sequence[Contour], factor: float, right: float = 0.0, up: float = 0.0
) -> list[Contour]:
    return [line * factor + np.array([right, up]) for line in lines]
