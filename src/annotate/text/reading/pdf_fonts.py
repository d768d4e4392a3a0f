"""The typefaces of a PDF: how heavy they are, whether they slope, how large they are seen.

A PDF says little of this outright. The size of a font is what text matrix and page make of it:
QuarkXPress and dvips ask for fonts of size 1 and scale them. The weight in a font descriptor is
PDFium's guess from the width of the stems, which is often wrong by two hundred; the name says it in
words where the font has one. Bitmap fonts of TeX have neither name nor size: what their letters
measure tells the size.
"""

from __future__ import annotations

import ctypes
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot
from statistics import median

from pypdfium2 import raw

from annotate.text.reading.pdf_pages import by_address

REGULAR, _HEAVY, _BOLD = 400, 600, 700
"""Weights, as in CSS."""
_BOLDER = 150
"""Bold is heavier than the usual weight of a document by this much; where that is heavy itself, by
the least difference."""
_FIXED, _ITALIC = 1, 1 << 6
_FORCED_BOLD = 1 << 18
"""Bits of the flags of a font descriptor."""
_STROKED, _INVISIBLE = 2, 3
"""Text rendering modes: filled and stroked, which thickens it; and neither."""
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_TEX_BOLD = re.compile(
    r"(?:cm|ec|sf|tc|lm|pl|cs|la)(?:ss?)?(?:r|s|t)?b(?:x|xsl|xti|so|i)?\d+", re.I
)
_OF_TEX = re.compile(r"(?:cm|ec|sf|tc|lm|pl|cs|la|eu|ms|fi|ti)[a-z]{1,6}\d{1,4}", re.I)
_WEIGHTS = (
    (re.compile(r"^Lin(?:Libertine|Biolinum)[OT]B"), 700),
    (re.compile(r"^Lin(?:Libertine|Biolinum)[OT]Z"), 600),
    (re.compile(r"(?:extra|ultra)[ -]?bold|black|heavy|(?:^|[-,])(?:blk|hv|xbd)", re.I), 850),
    (re.compile(r"(?:semi|demi)[ -]?(?:bold)?|(?:^|[-,])(?:smbd|sb)(?=(?-i:[A-Z])|$)", re.I), 600),
    (re.compile(r"bold|gras|fett|(?:[-,])(?:bd|medi)(?=(?-i:[A-Z])|$)|medi(?:ital)?$", re.I), 700),
    (re.compile(r"medium", re.I), 500),
    (re.compile(r"(?:extra|ultra)[ -]?light|thin|hairline", re.I), 200),
    (re.compile(r"light|maigre", re.I), 300),
)
"""Words for weights in names of fonts; `Medi` is what URW calls bold, and Linux Libertine has `B`
for bold, `Z` for semibold and `I` for italic behind its format.
"""
_SLOPED = re.compile(
    r"ital|obli|slant|kursiv|(?:[-,])(?:it|i)$|(?:cm|ec|sf)(?:ti|sl|bxti)\d|^lin[a-z]+[ot][bz]?i$",
    re.I,
)
_MONO = re.compile(r"mono|courier|consolas|typewriter|menlo|monaco|(?:cm|ec|sf|lm)tt\d", re.I)
_IN_WORDS = re.compile(r"[A-Z]+[a-z]{3}[A-Za-z]*(?:[ -][A-Za-z]+)*")
_DINGBATS = re.compile(r"dingbat|wingding|webding", re.I)
_HEIGHTS = {"capital": 0.683, "ascender": 0.7, "digit": 0.66, "small": 0.45}
"""Heights of letters, in the size of the font, in TeX's faces."""
_KIND = (
    dict.fromkeys("BDEFHIKLMNPRTUVXYZ", "capital")
    | dict.fromkeys("bdhkl", "ascender")
    | dict.fromkeys("0123456789", "digit")
    | dict.fromkeys("acemnorsuvwxz", "small")
)
_TALLER = 1.25
"""An ascender reaches so many times as high as a small letter."""


@dataclass(frozen=True, slots=True)
class Weight:
    """How heavy a face is, 100 to 900 as in CSS.

    Attributes
    ----------
    named : int or None
        What its name says; None if it says nothing.
    guessed : int
        What PDFium makes of its stems; only good to compare upright faces whose names say nothing.
    """

    named: int | None = None
    guessed: int = 0

    def exceeds(self, usual: Weight) -> bool:
        """Return whether this is bold where another weight is the usual one.

        Examples
        --------
        >>> Weight(700).exceeds(Weight(None, 732)), Weight(None, 745).exceeds(Weight(None, 400))
        (True, True)
        >>> Weight(700).exceeds(Weight(700)), Weight(500).exceeds(Weight(400))
        (False, False)
        """
        if self.named is None and usual.named is None:
            return self.guessed >= max(usual.guessed + _BOLDER, _HEAVY)
        mine, theirs = self.named or REGULAR, usual.named or REGULAR
        return mine >= theirs + (1 if theirs >= _HEAVY else _BOLDER)


@dataclass(frozen=True, slots=True, eq=False)
class Face:
    """What a run of text is set in; those of one page that look the same are one object.

    Attributes
    ----------
    key : int
        Tells the fonts of a page apart.
    size : float
        As seen on the page, in points; 1 or less where the font does not say.
    weight : Weight
        How heavy it is.
    italic : bool
        Whether it slopes.
    name : str
        What the font is called, without the tag of a subset; bitmap fonts have no name.
    coded : bool
        Whether it may be one of TeX's, whose codes are not told: it has no name, or theirs.
    mono : bool
        Whether its letters are all of one width; what is not drawn has no width of its own.
    dingbats : bool
        Whether its letters are pictures.
    visible : bool
        Whether it is drawn; the text laid under a scan is not.
    embedded : bool
        Whether the file has the font itself; another is drawn in its stead where it has not.
    """

    key: int
    size: float
    weight: Weight
    italic: bool
    name: str
    coded: bool
    mono: bool
    dingbats: bool
    visible: bool
    embedded: bool = True

    @property
    def named(self) -> bool:
        """Whether the font has a name."""
        return bool(self.name)

    @property
    def described(self) -> bool:
        """Whether its name may tell how it looks; one that Ghostscript gives does not."""
        return self.name not in ("", "Anonymous")


_font_of = by_address(raw.FPDFTextObj_GetFont, ctypes.c_void_p, ctypes.c_void_p)
_size_in = by_address(raw.FPDFTextObj_GetFontSize, ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)
_mode_of = by_address(raw.FPDFTextObj_GetTextRenderMode, ctypes.c_int, ctypes.c_void_p)


class Faces:
    """The faces of one page."""

    def __init__(self) -> None:
        self._faces: dict[tuple[int, float, int, tuple[float, ...]], Face] = {}
        self._size = ctypes.c_float()
        self._to_size = ctypes.addressof(self._size)

    def of(self, item: int, matrix: raw.FS_MATRIX) -> Face:
        """Return the face of the text object at an address that is drawn with a matrix."""
        key = _font_of(item) or 0
        size = self._size.value if _size_in(item, self._to_size) else 0.0
        mode = _mode_of(item)
        look = key, size, mode, (matrix.a, matrix.b, matrix.c, matrix.d)
        if look not in self._faces:
            seen = abs(size) * hypot(matrix.c, matrix.d)
            font = ctypes.cast(key, raw.FPDF_FONT)
            self._faces[look] = _face(font, key, seen, mode)
        return self._faces[look]


def _face(font: raw.FPDF_FONT, key: int, size: float, mode: int) -> Face:
    name = _name(font)
    flags = raw.FPDFFont_GetFlags(font)
    italic = bool(flags & _ITALIC) or bool(_SLOPED.search(name))
    weight = named_weight(name)
    if weight is None and (flags & _FORCED_BOLD or mode == _STROKED):
        weight = _BOLD
    elif weight is None and italic:
        weight = REGULAR
    return Face(
        key,
        size,
        Weight(weight, max(raw.FPDFFont_GetWeight(font), 0)),
        italic,
        name,
        not name or bool(_OF_TEX.fullmatch(name)),
        mode != _INVISIBLE and (bool(flags & _FIXED) or bool(_MONO.search(name))),
        bool(_DINGBATS.search(name)),
        mode != _INVISIBLE,
        raw.FPDFFont_GetIsEmbedded(font) != 0,
    )


def _name(font: raw.FPDF_FONT) -> str:
    if not font:
        return ""
    length = raw.FPDFFont_GetBaseFontName(font, None, 0)
    buffer = ctypes.create_string_buffer(max(length, 1))
    raw.FPDFFont_GetBaseFontName(font, buffer, length)
    return _SUBSET.sub("", buffer.value.decode("utf-8", "replace"))


def named_weight(name: str) -> int | None:
    """Return the weight that the name of a font says, 100 to 900 as in CSS; None if it says none.

    Parameters
    ----------
    name : str
        As the PDF has it, without the tag of a subset.

    Examples
    --------
    >>> named_weight("OptimaLTStd"), named_weight("NimbusRomNo9L-Medi"), named_weight("CMBX12")
    (None, 700, 700)
    """
    if _TEX_BOLD.fullmatch(name):
        return _BOLD
    return next((weight for pattern, weight in _WEIGHTS if pattern.search(name)), None)


def without_guess(face: Face) -> Face:
    """Return a face whose weight is regular if its name is one in words and says no other.

    Parameters
    ----------
    face : Face
        One of which the stems tell nothing.

    Examples
    --------
    >>> said = Face(1, 10, Weight(None, 740), False, "Caladea", False, False, False, True)
    >>> without_guess(said).weight.guessed
    400
    >>> without_guess(replace(said, name="TT2A0t00")).weight.guessed
    740
    """
    if face.weight.named is not None or not _IN_WORDS.fullmatch(face.name):
        return face
    return replace(face, weight=Weight(None, REGULAR))


def measured_sizes(letters: Iterable[tuple[int, str, float]]) -> dict[int, float]:
    """Return the sizes of fonts that do not say theirs, from the height of their letters.

    Parameters
    ----------
    letters : iterable of (int, str, float)
        The key of a font, a character that it draws, and the height of its ink in points.

    Returns
    -------
    dict
        Key to size in points, of the fonts that draw letters.

    Examples
    --------
    >>> round(measured_sizes([(1, "a", 4.6), (1, "l", 7.0), (1, "H", 6.83)])[1], 1)
    10.0
    """
    heights: dict[int, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for key, char, height in letters:
        kind = _KIND.get(char)
        if kind:
            heights[key][kind].append(height)
    return {key: _size_of(own) for key, own in heights.items()}


def _size_of(heights: Mapping[str, Sequence[float]]) -> float:
    """Return the size of a font from the heights of its letters of each kind."""
    usual = {kind: median(own) for kind, own in heights.items()}
    # small capitals are as high as the other small letters
    if usual.get("ascender", 0.0) < _TALLER * usual.get("small", 0.0):
        usual.pop("ascender", None)
    for kinds in (("capital", "ascender"), ("digit",), ("small",)):
        sizes = [
            height / _HEIGHTS[kind] for kind in kinds if kind in usual for height in heights[kind]
        ]
        if sizes:
            return median(sizes)
    return 0.0
