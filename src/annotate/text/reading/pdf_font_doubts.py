"""Whether the tables of fonts have gaps or faults, such as Ghostscript leaves in them."""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Iterable, Sequence

from pypdfium2 import raw

from annotate.text.reading.pdf_chars import Char, PageChars
from annotate.text.reading.pdf_fonts import Face
from annotate.text.reading.pdf_glyph_shapes import drawn, outline
from annotate.text.reading.pdf_lookalikes import distance, lookalikes, small_height, standard_glyphs

DOUBTFUL = frozenset(map(chr, range(0xE0, 0x120))) | frozenset('3489<="&©ÆSjk1')
"""What Ghostscript may give for another character: it adds the two bytes of its code."""
WRONG = 0.12
"""A glyph that is so much nearer to another character may not be what its table says."""
_FLAT = "xzvwunmrsaceo"
_OTHER = 0.04
"""Signs of one size of which the ink differs by more, in that size, are different glyphs."""


class FontDoubts:
    """Doubts about the fonts of one document; each glyph is looked at once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], bool] = {}

    def are_met(self, given: PageChars, chars: Sequence[Char]) -> bool:
        """Return whether the fonts of a page leave some of its signs untold, or tell them wrong.

        Parameters
        ----------
        given : PageChars
            The page.
        chars : sequence of Char
            Its characters, as PDFium gives them.
        """
        faces = {face for char in chars if (face := char.face)}
        if any(not face.named for face in faces) and _has_nameless_letters(given, chars):
            return True
        inked = [char for char in chars if char.face and char.face.named and char.box]
        return (
            _are_untold(given, chars)
            or _differ(char for char in inked if char.text in DOUBTFUL)
            or any(self._is_wrong(char) for char in inked if char.text in DOUBTFUL)
        )

    def _is_wrong(self, char: Char) -> bool:
        """Return whether a glyph is nearer to another character than to its own."""
        face = char.face
        assert face is not None
        known = face.name, char.text
        if known not in self._known:
            self._known[known] = face.embedded and not face.dingbats and _looks_wrong(face, char)
        return self._known[known]


def _looks_wrong(face: Face, char: Char) -> bool:
    font = ctypes.cast(face.key, raw.FPDF_FONT)
    height = small_height({letter: outline(font, ord(letter)) for letter in _FLAT})
    glyph = drawn(outline(font, ord(char.text)))
    if glyph is None or not height:
        return False
    among = standard_glyphs()
    near = next(iter(lookalikes({0: glyph}, {}, height, among).values()), {char.text: 0.0})
    return distance(glyph, char.text, height, among) > min(near.values()) + WRONG


def _has_nameless_letters(given: PageChars, chars: Iterable[Char]) -> bool:
    """Return whether a font without a name tells letters: it is none of TeX's."""
    return any(
        char.face
        and not char.face.named
        and char.text.isalpha()
        and not given.is_untold(char.index)
        for char in chars
    )


def _are_untold(given: PageChars, chars: Sequence[Char]) -> bool:
    """Return whether a font tells no character for a sign at a letter of its own."""
    return any(
        face.embedded
        and not face.coded
        and not face.dingbats
        and char.box is not None
        and any(near.face is face and near.text.isalpha() for near in _beside(chars, place))
        and given.is_untold(char.index)
        for place, char in enumerate(chars)
        if (face := char.face)
    )


def _beside(chars: Sequence[Char], place: int) -> Sequence[Char]:
    return [*chars[max(place - 1, 0) : place], *chars[place + 1 : place + 2]]


def _differ(chars: Iterable[Char]) -> bool:
    """Return whether a font has one character for two glyphs."""
    sizes: dict[tuple[Face | None, str], list[tuple[float, float]]] = defaultdict(list)
    for char in chars:
        left, low, right, high = char.box or (0.0, 0.0, 0.0, 0.0)
        size = (right - left, high - low)
        own = sizes[char.face, char.text]
        if any(
            max(abs(one - other) for one, other in zip(size, known, strict=True))
            > _OTHER * char.size
            for known in own
        ):
            return True
        own[:] = [size]
    return False
