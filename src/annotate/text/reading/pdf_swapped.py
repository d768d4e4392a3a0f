r"""Ligatures that Ghostscript describes with the bytes of each letter swapped.

Of a font that has ``fi`` as one glyph it says that this shows U+6600 U+6900 in place of U+0066
U+0069, two Chinese signs; of ``ffi``, ``ffl`` and ``tti`` it adds the last two letters up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from annotate.document.source import Box
from annotate.text.reading.pdf_fonts import Face

HALF = 0xDD00
"""The sum of `t` and `i`, half of a character by itself."""
_SUMS = {0xCF00: "fi", 0xD200: "fl", HALF: "ti"}


def _is_flat(low: float, high: float) -> bool:
    return high - low < 0.15


def _is_high(low: float, _: float) -> bool:
    return low > 0.35


def _is_low(low: float, _: float) -> bool:
    return low < 0.35


_FOLDED = {
    "3": ("–", _is_flat),
    "4": ("—", _is_flat),
    "8": ("‘", _is_high),
    "9": ("’", _is_high),
    "<": ("“", _is_high),
    "=": ("”", _is_high),
    '"': ("•", _is_low),
    "&": ("…", _is_flat),
}
"""The two bytes of a code made one, the sign, and whether ink between two heights above the
baseline, in the size of the type, is that sign and not what has the code.
"""


class _Char(Protocol):
    text: str


class _Drawn(_Char, Protocol):
    box: Box | None
    baseline: float
    size: float
    face: Face | None


_AnyChar = TypeVar("_AnyChar", bound=_Char)


def unfolded(chars: Sequence[_Drawn]) -> None:
    """Give signs of fonts without names back what they look like, where Ghostscript has folded
    their codes: of U+2013 it makes U+0033, a figure.

    Parameters
    ----------
    chars : sequence
        The characters of a page; the texts of some are changed.
    """
    for char in chars:
        if char.text in _FOLDED and char.box and char.size and char.face and not char.face.named:
            low, high = ((edge - char.baseline) / char.size for edge in (char.box[1], char.box[3]))
            sign, is_so = _FOLDED[char.text]
            if is_so(low, high):
                char.text = sign


def unswapped(chars: Sequence[_AnyChar]) -> Sequence[_AnyChar]:
    """Give such characters the letters that they show, where they are in a word of Latin letters.

    Parameters
    ----------
    chars : sequence
        The characters of a page, in order; their texts are changed.
    """
    letters_of = {text: _letters(text) for text in {char.text for char in chars}}
    if not any(letters_of.values()):
        return chars
    swapped = [letters_of[char.text] for char in chars]
    latin = False
    for place, char in enumerate(chars):
        letters = swapped[place]
        if letters is None:
            latin = char.text.isalpha() and char.text < "\u0250"
        elif latin or _latin_follows(chars, swapped, place):
            char.text = letters
            latin = True
        elif char.text == chr(HALF):
            char.text = "\ufffd"
    return chars


def _letters(text: str) -> str | None:
    r"""Return the letters that a swapped character shows; None for any other.

    Examples
    --------
    >>> _letters("\u6600"), _letters("\ucf00"), _letters("x")
    ('f', 'fi', None)
    """
    code = ord(text) if len(text) == 1 else 0
    if code in _SUMS:
        return _SUMS[code]
    if code & 0xFF or not 0x61 <= code >> 8 <= 0x7A:
        return None
    return chr(code >> 8)


def _latin_follows(chars: Sequence[_AnyChar], swapped: Sequence[str | None], place: int) -> bool:
    """Return whether a Latin letter comes behind a few characters that may be swapped."""
    for other in range(place + 1, min(place + 4, len(chars))):
        if swapped[other] is None:
            text: str = chars[other].text
            return text.isalpha() and text < "\u0250"
    return False
