"""Completes the tables of fonts that tell some of their characters, and others wrong or not at all.

Ghostscript loses what a glyph shows if that is more than one letter (``Qu``), and of neighbours in
a table that are beyond Latin-1 it adds the two bytes of each: a small capital of U+E055 becomes
``õ``, the ligature of U+FB02 ``ü``. A glyph without its mark, or as wide as two letters, is not the
letter that its table says: what the letters that are told look like, and words, tell which it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from annotate.french.word_list import common_words
from annotate.text.reading.pdf_font_doubts import DOUBTFUL, WRONG
from annotate.text.reading.pdf_font_shown import Shown, Token
from annotate.text.reading.pdf_glyph_shapes import Glyph, Outlines
from annotate.text.reading.pdf_glyph_words import FIRST_SIGN, LOST, read_by_words, word_share
from annotate.text.reading.pdf_lookalikes import (
    References,
    distance,
    lookalikes,
    small_height,
    standard_glyphs,
)

_SURE = (0.15, 0.03), (0.2, 0.05), (0.3, 0.18)
_SIGN = (0.3, 0.12)
"""A glyph so near to a character, and so much nearer than to any other, is that; signs differ more
from face to face than letters, and more from others.
"""
_ACCENTS = {"`": "`‘", "´": "´’", "ˆ": "ˆ", "¨": "¨", "˜": "˜", "¸": "¸"}
"""What accents look like that are set over letters."""
_NO_WIDTH = 0.02
"""Accents that are so have no white beside them, as wide as this in the size of the type."""
_ACCENT = 0.45
"""The farthest that one of them is from what it looks like."""
_PRIVATE = re.compile("[\x00-\x1f\ue000-\uefff]")
"""Characters of which each font has its own, and what are none."""
_WORD = re.compile(r"[^\W\d_]{4,}")
_FOLDED = {"3": "–", "4": "—", "8": "‘", "9": "’", "<": "“", "=": "”", '"': "•", "&": "…"} | {
    "©": "–", "Æ": "ˆ", "S": "œ", "j": "«", "k": "»"
}  # fmt: skip
"""What a sign or a letter without a mark may be told for."""
_ALIKE = "’'", "‘`", "-\u00ad\u2010"


@dataclass(slots=True)
class _Font:
    """A font that tells some of its characters."""

    shown: Shown
    told: dict[int, str]
    signs: dict[int, int] = field(default_factory=dict)
    found: dict[int, str] = field(default_factory=dict)

    def known(self) -> dict[str, int]:
        """Return the characters that are told and are not in doubt, and their codes."""
        return {
            char: code
            for code, char in self.told.items()
            if char not in DOUBTFUL and self.shown.outlines[code]
        }

    def height(self) -> float:
        """Return how high its small letters are; 0 where it has none."""
        return small_height(
            {char: self.shown.outlines[code] for char, code in self.known().items()}
        )


def has_words(shown: Shown) -> bool:
    """Return whether a font shows words of French; one of signs, as of music, shows none.

    Parameters
    ----------
    shown : Shown
        What it shows by its own table.
    """
    words = {word.lower() for word in _WORD.findall("".join(shown.text))}
    return any(word in common_words() for word in words)


def completed(
    shown: Mapping[int, Shown],
    told: Mapping[int, Mapping[int, str]],
    tokens: Iterable[Token],
    solved: Mapping[int, Mapping[int, str]],
) -> Mapping[int, Mapping[int, str]]:
    """Return what else the private characters of fonts show, or what they show instead.

    Parameters
    ----------
    shown : mapping of int to Shown
        What the fonts show, by their numbers.
    told : mapping of int to mapping of int to str
        What the tables of those that tell some characters say.
    tokens : iterable of Token
        The words in which they stand.
    solved : mapping of int to mapping of int to str
        What the characters of other fonts show that tell nothing.
    """
    every = list(tokens)
    fonts = {
        number: _Font(
            shown[number], {code: char for code, char in own.items() if not _PRIVATE.match(char)}
        )
        for number, own in told.items()
    }
    outlines = Outlines()
    among = standard_glyphs()
    for font in sorted(fonts.values(), key=lambda one: -len(one.told)):
        for code, glyph in font.shown.glyphs.items():
            if glyph is not None:
                font.signs[code] = FIRST_SIGN + outlines.number_of(glyph)
        known = font.known()
        among = among.and_of(
            {char: font.shown.outlines[code] for char, code in known.items()},
            {char: font.shown.widths[code] for char, code in known.items()},
        )
    glyphs = dict(enumerate(outlines.glyphs, FIRST_SIGN))
    heights = [height for font in fonts.values() if (height := font.height())]
    usual = sorted(heights)[len(heights) // 2] if heights else None
    sure = {
        font.signs[code]: char
        for font in fonts.values()
        for code, char in font.told.items()
        if char not in DOUBTFUL and code in font.signs
    }
    order = sorted(fonts, key=lambda one: -len(fonts[one].told))
    looks: _Looks = {}
    for number in (*order, *order):  # what one tells helps with the others
        font = fonts[number]
        _Completion(number, fonts, solved, among, sure, looks).complete(
            font, glyphs, every, font.height() or usual
        )
    return {number: font.found for number, font in fonts.items() if font.found}


_Looks = dict[tuple[int, str | None, float], Mapping[str, float]]
"""What glyphs look like where they may not be what is told, by their signs."""


class _Completion:
    """Completes the table of one font."""

    def __init__(
        self,
        number: int,
        fonts: Mapping[int, _Font],
        solved: Mapping[int, Mapping[int, str]],
        among: References,
        sure: Mapping[int, str],
        looks: _Looks,
    ) -> None:
        self._number = number
        self._fonts = fonts
        self._solved = solved
        self._among = among
        self._sure = sure
        self._looks = looks

    def complete(
        self,
        font: _Font,
        glyphs: Mapping[int, Glyph],
        tokens: Sequence[Token],
        height: float | None,
    ) -> None:
        """Find what the characters of a font show that are not told, or told wrong."""
        if height is None:
            return
        near = {
            sign: own
            for code, sign in font.signs.items()
            if code not in font.found
            and (own := self._look(sign, font.told.get(code), glyphs[sign], height))
        }
        for code, sign in font.signs.items():
            same = self._sure.get(sign)
            if sign in near and font.shown.widths[code] < _NO_WIDTH:
                same = self._accent(glyphs[sign], height)
            if same and sign in near:
                font.found[code] = same
                del near[sign]
        if not near:
            return
        texts = [
            "".join(self._texts(token))
            for token in tokens
            if any(own == self._number for own, _ in token)
        ]
        texts = [text for text in texts if any(ord(char) in near for char in text)]
        told = {
            sign: {char: 0.0}
            for code, sign in font.signs.items()
            if sign not in near and (char := font.found.get(code) or font.told.get(code))
        }
        read = read_by_words(" ".join(texts), {**told, **near}, certain=True)
        for code, sign in font.signs.items():
            if sign in near and read and _is_sure(near[sign], read[sign], sign, texts, read):
                font.found[code] = read[sign]

    def _look(
        self, sign: int, told: str | None, glyph: Glyph, height: float
    ) -> Mapping[str, float]:
        """Return what :meth:`_doubted` does, found once for all fonts that have a glyph."""
        key = sign, told, height
        if key not in self._looks:
            self._looks[key] = self._doubted(told, glyph, height)
        return self._looks[key]

    def _doubted(self, told: str | None, glyph: Glyph, height: float) -> Mapping[str, float]:
        """Return what a glyph looks like if it may not be what is told; else nothing."""
        if told is not None and told not in DOUBTFUL:
            return {}
        near = next(iter(lookalikes({0: glyph}, {}, height, self._among).values()), {})
        if told is None or not near:
            return near
        far = distance(glyph, told, height, self._among)
        wrong = far > min(near.values()) + WRONG
        if told in _FOLDED:
            sign = _FOLDED[told]
            return {sign: near[sign]} if wrong and near.get(sign, far) + WRONG < far else {}
        return near if wrong else {}

    def _accent(self, glyph: Glyph, height: float) -> str | None:
        """Return which accent a glyph is."""
        far = {
            accent: min(distance(glyph, char, height, self._among) for char in alike)
            for accent, alike in _ACCENTS.items()
        }
        nearest, second = sorted(far, key=far.__getitem__)[:2]
        clear = far[nearest] < _ACCENT and far[nearest] + _SURE[0][1] < far[second]
        return nearest if clear else None

    def _texts(self, token: Token) -> Iterator[str]:
        """Yield what the characters of a word show; signs for those of the font itself."""
        for number, char in token:
            code = ord(char)
            font = self._fonts.get(number)
            if number == self._number and font is not None:
                yield chr(font.signs.get(code, 0x20))
            elif font is not None:
                yield font.found.get(code) or font.told.get(code, LOST)
            else:
                yield self._solved.get(number, {}).get(code, char)


def _is_sure(
    near: Mapping[str, float],
    char: str,
    sign: int,
    texts: Sequence[str],
    read: Mapping[int, str],
) -> bool:
    """Return whether a glyph shows a character: words say so, or its look alone."""
    known, words = word_share(sign, texts, read)
    if known and 2 * known >= words:
        return True
    same = next((alike for alike in _ALIKE if char in alike), char)
    others = [far for one, far in near.items() if one not in same]
    if not others:  # the one sign that its table stands for
        return near[char] < _ACCENT
    clear = _SURE if char.isalpha() else (*_SURE, _SIGN)
    return any(near[char] < most and near[char] + apart < min(others) for most, apart in clear)
