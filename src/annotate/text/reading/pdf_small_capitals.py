"""Small capitals that are the capitals of a smaller size, for want of a font that has them.

Browsers draw them so. A font that is used for both may then say of the one glyph of a capital that
it is a small letter wherever it is drawn, or the other way round: their sizes tell which it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from annotate.text.reading.pdf_chars import Char

SMALL_CAPITALS = 0.7
"""The share of its size at which browsers draw capitals for the small letters of a font that has no
small capitals."""
_SMALLER = 0.9
"""Small capitals are smaller than this share of the capitals beside them."""
_FLAT_LETTERS = frozenset("acemnorsuvxz")
_CAPITAL_HEIGHT = (0.6, 0.8)
"""How high capitals are, in the size of the type; small letters are lower."""


def are_small_capitals(inked: Sequence[Char]) -> bool:
    """Return whether all small letters of a line are drawn as capitals.

    Parameters
    ----------
    inked : sequence of Char
        Its characters that have ink.
    """
    flat = [char for char in inked if char.text in _FLAT_LETTERS]
    return len(flat) > 2 and all(map(is_as_high_as_capitals, flat))


def with_case(line: Sequence[Char]) -> None:
    """Give the letters of words in small capitals the case that their sizes show.

    Parameters
    ----------
    line : sequence of Char
        The characters of a line; the texts of some are changed.
    """
    if not any(map(_is_drawn_as_capital, line)):
        return
    least = _SMALLER * max(char.size for char in line if char.text.isalpha())
    for word in _words(line):
        drawn = [char for char in word if _is_drawn_as_capital(char)]
        mixed = any(char.size < least for char in drawn)
        for char in word if mixed else ():
            cased = char.text.lower() if char.size < least else char.text.upper()
            char.text = cased if len(cased) == 1 else char.text


def _words(line: Sequence[Char]) -> Iterator[list[Char]]:
    for inside, word in groupby(line, key=lambda char: char.text.isalpha()):
        if inside:
            yield list(word)


def _is_drawn_as_capital(char: Char) -> bool:
    return char.text in _FLAT_LETTERS and is_as_high_as_capitals(char)


def is_as_high_as_capitals(char: Char) -> bool:
    """Return whether a character on the baseline reaches as high as capitals of its size do.

    Parameters
    ----------
    char : Char
        The character.
    """
    if char.box is None:
        return False
    low, high = _CAPITAL_HEIGHT
    bottom, top = char.box[1], char.box[3]
    if not low * char.size < top - bottom < high * char.size:
        return False
    return abs(bottom - char.baseline) < 0.1 * char.size
