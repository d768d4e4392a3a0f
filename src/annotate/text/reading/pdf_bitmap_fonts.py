"""What fonts without a name look like: TeX's bitmap fonts say neither weight nor slope, and some
not even their size.

The height of their letters tells the size where they do not say it. For the rest the page is drawn,
and the stems of a few letters are looked at: in Computer Modern those of bold are half as wide
again as those of the text, and those of italics lean by a quarter.
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from statistics import median
from typing import Any, Protocol

import pypdfium2 as pdfium
from pypdfium2 import raw

from annotate.document.source import Box
from annotate.text.reading.pdf_fonts import REGULAR, Face, Weight, measured_sizes, without_guess

_STEMS = frozenset("hilmnruFHIPT")
"""Letters of which a row has nothing but stems, between these heights above the baseline, in the
size of the font: between serifs and arches.
"""
_LOW, _HIGH = 0.12, 0.33
_USUAL_STEM = 0.07
"""How wide a stem of regular weight is, in the size of the font."""
_STEEPER = 550
"""Weight that a stem of twice this width has beyond the regular."""
_LEANS = (0.0, 0.0833, 0.1667, 0.25, 0.3333)
"""How far a stem may move to the right, as a share of its height."""
_SLOPES = 0.12
_ASCENDER = 0.65
_LETTERS = 40
"""Letters of a line by which the slope of a font is told."""
_ENOUGH = 3
"""Different letters, or instances of them, that tell how a font looks."""
_MOST = 12
"""Letters of one font that are looked at on one page."""
_SCALE = 4.0
"""Pixels a point."""
_LARGEST = 40_000_000
"""Pixels that a page may have; a larger one is drawn coarser."""
_OFF = 1.3
"""A font that says its size is at most so far off what its letters show."""
_INK = 0.35
"""A pixel at least so dark is inside a stem."""
Shape = tuple[str, float, float, float]
"""A letter, its size, the width and height of its ink: a glyph of a font, on whatever page."""


class _Char(Protocol):
    text: str
    box: Box | None
    baseline: float
    size: float
    face: Face | None


class BitmapFonts:
    """Tells sizes, weights and slopes of the fonts without names of one document.

    Parameters
    ----------
    maker : str, optional
        What made the file, as it says.
    """

    def __init__(self, maker: str = "") -> None:
        self._guesses = "Ghostscript" not in maker
        self._seen: dict[Shape, tuple[float, float]] = {}

    def describe(self, page: pdfium.PdfPage, chars: Sequence[_Char]) -> None:
        """Give the characters of fonts without names the size and face that they show.

        What Ghostscript says of the stems of fonts is how wide their widest sign is.

        Parameters
        ----------
        page : PdfPage
            The page.
        chars : sequence
            Its characters, with their texts; `size` and `face` of some are changed.
        """
        faces = {face for char in chars if (face := char.face)}
        if not self._guesses:
            plain = {face: without_guess(face) for face in faces if face.described}
            for char in chars:
                char.face = plain.get(char.face, char.face) if char.face else None
        if all(face.described for face in faces):
            return
        bare = [char for char in chars if char.box and char.face and not char.face.described]
        _measure(bare)
        stems: dict[int, list[_Char]] = defaultdict(list)
        for char in bare:
            if char.face and char.text in _STEMS and len(stems[char.face.key]) < _MOST:
                stems[char.face.key].append(char)
        self._look(page, stems, bare)
        looks = {key: self._look_of(own) for key, own in stems.items()}
        for char in bare:
            look = looks.get(char.face.key) if char.face else None
            if char.face and look is not None:
                weight, italic = look
                char.face = replace(char.face, weight=weight, italic=italic)

    def _look(
        self, page: pdfium.PdfPage, stems: dict[int, list[_Char]], bare: Sequence[_Char]
    ) -> None:
        """Measure the letters of those fonts of which too few have been seen."""
        new = []
        for own in stems.values():
            # Letters of two fonts may be as wide and high: several must be known.
            shapes = {_shape(char) for char in own}
            if len(shapes & self._seen.keys()) < min(_ENOUGH, len(shapes)):
                new.append(own)
        if not new:
            return
        picture = _Picture(page)
        for own in new:
            lean = picture.lean(_line(bare, own[0]))
            for char in own:
                width = picture.stem(char)
                if width is not None:
                    self._seen.setdefault(_shape(char), (width, lean))

    def _look_of(self, chars: Sequence[_Char]) -> tuple[Weight, bool] | None:
        """Return the weight of a font and whether it slopes; None if too little of it was seen."""
        known = [self._seen[_shape(char)] for char in chars if _shape(char) in self._seen]
        if not known:
            return None
        stem, lean = (median(values) for values in zip(*known, strict=True))
        guessed = REGULAR + _STEEPER * (stem / _USUAL_STEM - 1)
        return Weight(None, max(round(guessed), 0)), lean > _SLOPES


def _shape(char: _Char) -> Shape:
    box = char.box or (0.0, 0.0, 0.0, 0.0)
    return char.text, round(char.size, 1), round(box[2] - box[0], 2), round(box[3] - box[1], 2)


def _measure(bare: Sequence[_Char]) -> None:
    """Give characters the size that their letters show, where the font says another or none."""
    by_size: dict[tuple[int, float], list[_Char]] = defaultdict(list)
    for char in bare:
        if char.face:
            by_size[char.face.key, round(char.face.size, 2)].append(char)
    fonts = list(by_size)
    shown = measured_sizes(
        (number, char.text, char.box[3] - char.box[1])
        for number, key in enumerate(fonts)
        for char in by_size[key]
        if char.box
    )
    said = {number: fonts[number][1] for number in shown}
    honest = sum(_agree(said[number], shown[number]) for number in shown)
    usual = median(shown.values()) if shown else 0.0
    for number, key in enumerate(fonts):
        size = shown.get(number)
        if size is None:
            size = key[1] if 2 * honest > len(shown) else usual
        elif _agree(key[1], size):
            size = key[1]
        for char in by_size[key]:
            char.size = size or char.size


def _agree(said: float, shown: float) -> bool:
    return shown / _OFF < said < shown * _OFF


def _line(bare: Sequence[_Char], char: _Char) -> list[_Char]:
    """Return a letter and those of its font that follow on its line."""
    at = next(place for place, one in enumerate(bare) if one is char)
    own = takewhile(lambda one: abs(one.baseline - char.baseline) < 0.1, bare[at : at + _LETTERS])
    return [one for one in own if one.face and char.face and one.face.key == char.face.key]


class _Picture:
    """A page as it is drawn: 1 is ink, 0 is paper."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        import numpy as np

        self._page = page
        width, height = page.get_size()
        self._scale = min(_SCALE, (_LARGEST / max(width * height, 1)) ** 0.5)
        drawn: Any = page.render(scale=self._scale, grayscale=True, may_draw_forms=False).to_numpy()
        self._ink = 1 - np.squeeze(drawn) / 255

    def stem(self, char: _Char) -> float | None:
        """Return how wide the stems of a letter are, in its size."""
        import numpy as np

        assert char.box is not None
        rows = self._cut(char.box[0], char.box[2], char, _LOW, _HIGH)
        if min(rows.shape) < 3:
            return None
        # What touches the edge may be of a neighbour.
        edges = np.diff((rows > _INK).astype(int), axis=1)
        widths = []
        for row, changes in zip(rows, edges, strict=True):
            begins, ends = np.flatnonzero(changes > 0), np.flatnonzero(changes < 0)
            whole = ((begin, min(ends[ends > begin], default=None)) for begin in begins)
            widths += [row[begin : end + 2].sum() for begin, end in whole if end is not None]
        return float(np.median(widths) / self._scale / char.size) if widths else None

    def lean(self, chars: Sequence[_Char]) -> float:
        """Return how far the stems of a line lean: so that, pushed upright, they are sharpest."""
        import numpy as np

        boxes = [char.box for char in chars if char.box is not None]
        left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
        rows = self._cut(left, right, chars[0], 0.0, _ASCENDER)
        if min(rows.shape) < 2:
            return 0.0

        def sharpness(lean: float) -> float:
            high = range(rows.shape[0])
            pushed = [np.roll(rows[row], round(lean * row)) for row in high]
            return float((np.sum(pushed, axis=0) ** 2).sum())

        return max(_LEANS, key=sharpness)

    def _cut(self, left: float, right: float, char: _Char, low: float, high: float) -> Any:
        """Return the ink between two abscissas and two heights above a letter's baseline, on paper
        of any grey.
        """
        begin, upper = self._pixel(left, char.baseline + high * char.size)
        end, lower = self._pixel(right, char.baseline + low * char.size)
        found = self._ink[max(upper, 0) : lower + 1, max(begin - 1, 0) : end + 2]
        if not found.size:
            return found
        paper, dark = found.min(), found.max()
        return (found - paper) / max(dark - paper, _INK)

    def _pixel(self, x: float, y: float) -> tuple[int, int]:
        """Return the column and row of a place on the page."""
        across, down = ctypes.c_int(), ctypes.c_int()
        height, width = self._ink.shape
        raw.FPDF_PageToDevice(self._page, 0, 0, width, height, 0, x, y, across, down)
        return across.value, down.value
