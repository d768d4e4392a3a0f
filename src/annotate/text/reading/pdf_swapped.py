r"""Ligatures that Ghostscript describes with the bytes of each letter swapped.

Of a font that has ``fi`` as one glyph it says that this shows U+6600 U+6900 in place of U+0066
U+0069, two Chinese signs; of ``ffi``, ``ffl`` and ``tti`` it adds the last two letters up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

HALF = 0xDD00
"""The sum of `t` and `i`, half of a character by itself."""
_SUMS = {0xCF00: "fi", 0xD200: "fl", HALF: "ti"}


class _Char(Protocol):
    text: str


_AnyChar = TypeVar("_AnyChar", bound=_Char)


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
