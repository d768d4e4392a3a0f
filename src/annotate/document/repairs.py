"""Which characters of a source a repair may rewrite, and into what.

Mending decides which repairs a text needs; the check of quotes accepts every one that mending might
have made. Both read the same characters here.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_LETTER = r"[^\W\d_]"
SIGNS = {"´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "¨": "\u0308", "¸": "\u0327"}
BEARERS = {"´": "eE", "`": "aeuAEU", "ˆ": "aeiouıAEIOU", "¨": "aeiuyıAEIUY", "¸": "cC"}
SIGN = f"[{''.join(SIGNS)}]"
ACCENTED = re.compile(rf"(?:{_LETTER}{{0,40}}{SIGN}){{1,8}}{_LETTER}{{0,40}}")
FOREIGN = "\u019f\u01a9\u0530-\u10ff\u1200-\u1cff\ue000-\uf000\uf003-\uf8ff"
"""Characters that fonts say in place of a ligature, letters of other scripts among them, for a
class of characters."""
LOST = f"\ufffd\x01-\x08\x0e-\x1d\x1f\x7f{FOREIGN}"
"""Characters that extraction leaves where it lost a ligature, for a class of characters."""
LIGATURES = ("fi", "fl", "ff", "ffi", "ffl", "ti", "tt", "’", "Q", "f")
"""What they may have been; an apostrophe, a swash letter or a short one is lost with them."""
RARE_LIGATURES = ("tti", "ft", "fti", "ct", "st", "Th", "fj", "Qu")
"""What only a character can be that stands for the same in word after word."""

_GAP = " \u00a0\u2009\u202f"
_MARKED_LETTER = r"[^\W\d_][\u0300-\u036f]*"
_SPACED = rf"(?<![\w.’'\-]){_MARKED_LETTER}(?:[{_GAP}]{{1,6}}(?:{_MARKED_LETTER}|[’'\-]))"
SPACED_LETTERS = re.compile(rf"{_SPACED}{{3,}}(?![\w.’'\-])")
SPACED_PART = re.compile(rf"{_SPACED}+(?![\w.’'\-])")
"""What a name inside such a run may be: `M u M a L e H a v r e` holds the word `L e`."""


def readings(token: str) -> list[str]:
    """Return every text that a word with detached accents may become.

    Examples
    --------
    >>> readings("pr´esident")
    ['pr´esident', 'président']
    """
    letters = [composed(token, way) for way in (1, -1)]
    return [token, *(with_letters(token, found) for found in letters if found)]


def composed(token: str, way: int) -> list[tuple[int, int, str]] | None:
    """Compose every sign with its neighbour after (1) or before (-1) it; None if one has none."""
    found: list[tuple[int, int, str]] = []
    for place, char in enumerate(token):
        if char not in SIGNS:
            continue
        bearer = place + way
        if token[bearer : bearer + 1] == " ":
            bearer += way
        if not 0 <= bearer < len(token) or token[bearer] not in BEARERS[char]:
            return None
        letter = unicodedata.normalize("NFC", token[bearer].replace("ı", "i") + SIGNS[char])
        found.append((min(place, bearer), max(place, bearer) + 1, letter))
    overlap = any(one[1] > other[0] for one, other in pairwise(found))
    return None if overlap else found


def with_letters(token: str, letters: list[tuple[int, int, str]]) -> str:
    """Return a word with letters put in place of parts of it.

    Examples
    --------
    >>> with_letters("pr´esident", [(2, 4, "é")])
    'président'
    """
    for begin, end, letter in reversed(letters):
        token = token[:begin] + letter + token[end:]
    return token
