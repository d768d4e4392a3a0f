"""Which characters the glyphs of a font look like.

The outline of a glyph is compared with those of Times, Helvetica and Courier that PDFium has of its
own. Letters of nearly every text face come so near to their own that few others are as near; which
of these it is, words tell. Where a font tells some of its letters, these are compared, too.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import pypdfium2 as pdfium
from pypdfium2 import raw

from annotate.cache import kept
from annotate.text.reading import pdf_glyph_shapes
from annotate.text.reading.pdf_glyph_shapes import Contour, Glyph, advance, drawn, outline

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
_FLAT = "xzvwunmrsaceo"
"""Letters without a mark or an ascender."""
_FIGURES = "0123456789"
_SIGNS = ".,;:!?'’‘\"“”«»‹›()/&%*-–—…°§€+=×•½@_"
_OTHERS = "áãåìíñòóõøúýßšžðþ#$<>[]£¥©®±÷·¶†‡¼¾"
"""Characters that are rare in French: they look as much like a glyph as others only if they look
more like it.
"""
_ACCENTS = "`´ˆ¨˜¸"
"""Accents that are drawn by themselves over letters."""
_MARKED = {"´": "cnsz", "š": "cenr", "¸": "st", ".": "z", "/": "l"}
_MARKS = dict(zip(_MARKED, ("ćńśź", "čěňř", "şţ", "ż", "ł"), strict=True))
"""Letters of other languages, whose marks are put to others here."""
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LIGATURES = ("fi", "fl", "ff", "ffi", "ffl", "ti", "tt", "tti", "ft", "fj", "Th", "Qu")
_SMALL_LIGATURES = ("qu", "th")
"""Those of small capitals."""
_DEEPER = frozenset("34579")
"""Old-style figures that reach below the baseline; 6 and 8 are as high as the others are."""
_RARITY, _RARER = 0.015, 0.03
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
_STRANGE = 0.8
"""What is farther from all known glyphs is none of them."""


@dataclass(frozen=True, slots=True)
class References:
    """Glyphs of which it is known what they show.

    Attributes
    ----------
    names : list of str
        What each shows.
    squares : ndarray
        How they look, the ink of each part in quarters.
    measures, rarity : ndarray
        Their measures, and how rare they are.
    """

    names: list[str]
    squares: np.ndarray[Any, np.dtype[np.int8]]
    measures: np.ndarray[Any, np.dtype[np.float64]]
    rarity: np.ndarray[Any, np.dtype[np.float64]]

    def and_of(self, own: Mapping[str, list[Contour]], widths: Mapping[str, float]) -> References:
        """Return these and those of a font that tells some of its characters, with the ligatures
        and small capitals that its letters make.

        Parameters
        ----------
        own : mapping of str to list of Contour
            The outlines of its characters.
        widths : mapping of str to float
            How wide these are with the white beside them, in the size of the type.
        """
        height = small_height(own)
        if not height:
            return self
        named = [*own.items(), *_small_capitals(own, widths, height)]
        named += _side_by_side(own, widths, _LIGATURES)
        seen = [(name, glyph) for name, lines in named if (glyph := drawn(lines)) is not None]
        if not seen:
            return self
        return References(
            [*self.names, *(name for name, _ in seen)],
            np.concatenate([self.squares, [_in_quarters(glyph) for _, glyph in seen]]),
            np.concatenate([self.measures, [_measures(glyph, height) for _, glyph in seen]]),
            np.concatenate([self.rarity, np.zeros(len(seen))]),
        )

    def of(self, char: str) -> References:
        """Return those of one character."""
        places = [place for place, name in enumerate(self.names) if name == char]
        return References(
            [char] * len(places), self.squares[places], self.measures[places], self.rarity[places]
        )


def small_height(own: Mapping[str, list[Contour]]) -> float:
    """Return how high the small letters of a font are, in the size of the type; 0 if it has none.

    Parameters
    ----------
    own : mapping of str to list of Contour
        The outlines of its characters.
    """
    tops = [_top(own[letter]) for letter in _FLAT if own.get(letter)]
    return median(tops) if tops else 0.0


def _small_capitals(
    own: Mapping[str, list[Contour]], widths: Mapping[str, float], height: float
) -> Iterable[tuple[str, list[Contour]]]:
    """Yield small letters that look like capitals, and their ligatures."""
    tops = [_top(own[letter]) for letter in _FLAT.upper() if own.get(letter)]
    if not tops:
        return
    factor = height / median(tops)
    large = {letter: own[letter.upper()] for letter in _LETTERS if own.get(letter.upper())}
    wide = {letter: widths[letter.upper()] for letter in large}
    for letter, lines in (*large.items(), *_side_by_side(large, wide, _SMALL_LIGATURES)):
        yield letter, _moved(lines, factor)


def _side_by_side(
    own: Mapping[str, list[Contour]], widths: Mapping[str, float], ligatures: Iterable[str]
) -> Iterable[tuple[str, list[Contour]]]:
    """Yield the outlines of ligatures: of their letters side by side."""
    for ligature in ligatures:
        if all(own.get(char) for char in ligature):
            lines: list[Contour] = []
            at = 0.0
            for char in ligature:
                lines += _moved(own[char], 1.0, right=at)
                at += 0.95 * widths[char]
            yield ligature, lines


def lookalikes(
    glyphs: Mapping[int, Glyph],
    counts: Mapping[int, int],
    height: float | None = None,
    among: References | None = None,
) -> Mapping[int, Mapping[str, float]]:
    """Return the characters that glyphs of a font look like, the nearest first, with how far they
    are: a tenth is near. Those that look like none are left out.

    Parameters
    ----------
    glyphs : mapping of int to Glyph
        The glyphs of one font, by any numbers.
    counts : mapping of int to int
        How often each is shown in a text: most are small letters.
    height : float, optional
        How high small letters are, in the size of the type; else what most glyphs say.
    among : References, optional
        What they are compared with.
    """
    if height is None:
        height = _x_height(glyphs, counts) if glyphs else 1.0
    known = among or standard_glyphs()
    found = {code: _as_dash(glyph, _near(glyph, height, known)) for code, glyph in glyphs.items()}
    return {code: near for code, near in found.items() if min(near.values()) < _STRANGE}


def distance(glyph: Glyph, char: str, height: float, among: References) -> float:
    """Return how far a glyph is from a character; infinite where no reference shows it.

    Parameters
    ----------
    glyph : Glyph
        The glyph.
    char : str
        The character.
    height : float
        How high small letters are beside it.
    among : References
        What it is compared with.
    """
    own = among.of(char)
    return float(_far(glyph, height, own).min()) if own.names else math.inf


def _as_dash(glyph: Glyph, near: Mapping[str, float]) -> Mapping[str, float]:
    """Return which hyphen or dash a glyph is by its width, if it is one; else what it was."""
    nearest = min(near, key=near.__getitem__)
    if nearest not in _DASHES:
        return near
    sign = next(sign for sign, widest in _DASHES.items() if glyph.wide < widest)
    return {one: near[nearest] + (0.0 if one == sign else _OTHER_DASH) for one in _DASHES}


def _far(glyph: Glyph, height: float, known: References) -> Any:
    """Return how far a glyph of a font with small letters of some height is from each reference."""
    apart = np.abs(np.array(_measures(glyph, height)) - known.measures)
    differing = np.abs(known.squares - _in_quarters(glyph)).sum(1, dtype=np.int16)
    far = differing / (4 * glyph.square.size) + known.rarity
    return far + np.minimum(apart, _LARGEST) @ _WEIGHTS


def _in_quarters(glyph: Glyph) -> np.ndarray[Any, np.dtype[np.int8]]:
    """Return the ink of each part of a square, which is drawn as four points."""
    return (4 * glyph.square.ravel()).astype(np.int8)


def _near(glyph: Glyph, height: float, known: References) -> Mapping[str, float]:
    """Return the characters that a glyph of a font with small letters of some height looks like."""
    far = _far(glyph, height, known)
    found: dict[str, float] = {}
    most = _NEAREST if far.min() < _CLEAR else _MORE
    for place in np.argsort(far):
        found.setdefault(known.names[place], float(far[place]))
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
def standard_glyphs() -> References:
    """Return the glyphs of the faces that PDFium has of its own; to draw them takes a second, so
    that they are kept.
    """
    made_by = [Path(one).read_bytes() for one in (__file__, pdf_glyph_shapes.__file__)]
    version = str(pdfium.PDFIUM_INFO).encode()
    data = kept("glyphs", [version, *made_by], lambda: _packed(_standard_glyphs()))
    with np.load(io.BytesIO(data), allow_pickle=False) as packed:
        return References(
            [str(name) for name in packed["names"]],
            *(packed[one] for one in ("squares", "measures", "rarity")),
        )


def _packed(glyphs: References) -> bytes:
    out = io.BytesIO()
    np.savez(
        out,
        names=np.array(glyphs.names),
        squares=glyphs.squares,
        measures=glyphs.measures,
        rarity=glyphs.rarity,
    )
    return out.getvalue()


def _standard_glyphs() -> References:
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
                squares.append(_in_quarters(glyph))
                measures.append(_measures(glyph, height))
        raw.FPDFFont_Close(font)
    document.close()
    others = {*_OTHERS, *_OTHERS.upper()}
    accents = {*_ACCENTS}
    marked = accents | {*"".join(_MARKS.values()), *"".join(_MARKS.values()).upper()}
    rarity = [_RARER if one in marked else _RARITY if one in others else 0.0 for one in names]
    return References(names, np.array(squares), np.array(measures), np.array(rarity))


def _of_face(font: raw.FPDF_FONT) -> Iterable[tuple[str, list[Contour]]]:
    """Yield the outlines of the characters of a standard font, and of what other fonts have
    besides: ligatures, small capitals, raised and old-style figures, letters with other marks.
    """
    letters = _LETTERS + _OTHERS
    text = letters + letters.upper() + _FIGURES + _SIGNS + _ACCENTS
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
    widths = {char: advance(font, ord(char)) for char in own}
    yield from _side_by_side(own, widths, _LIGATURES)
    large = {letter: own[letter.upper()] for letter in _LETTERS}
    wide = {letter: widths[letter.upper()] for letter in _LETTERS}
    for ligature, lines in _side_by_side(large, wide, _SMALL_LIGATURES):
        yield ligature, _moved(lines, small / capital)
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
