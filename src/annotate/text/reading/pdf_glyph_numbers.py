"""Text whose characters are the numbers of their glyphs: ``-FNPVMJO`` for *Le moulin*.

A font that is put into a file whole, or without new numbers, has its glyphs in one of a few orders.
Where the file has lost the table of characters, the order in which the words are French is that of
the font.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from types import MappingProxyType

from annotate.document.source import Box
from annotate.french.word_list import common_words

_ASCII = "".join(map(chr, range(0x20, 0x7F)))
_LATIN = "".join(map(chr, range(0xA0, 0x180)))
_MAC = bytes(range(0x80, 0x100)).decode("mac_roman")
_ADOBE = _ASCII.replace("'", "’").replace("`", "‘") + (
    "¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ–†‡·¶•‚„”»…‰¿`´ˆ˜¯˘˙¨˚¸˝˛ˇ—ÆªŁØŒºæıłøœß¹¬µ™Ð½±Þ¼÷¦°þ¾²®−ð×³©"
    "ÁÂÄÀÅÃÇÉÊËÈÍÎÏÌÑÓÔÖÒÕŠÚÛÜÙÝŸŽáâäàåãçéêëèíîïìñóôöòõšúûüùýÿž"
)
"""The charset ISOAdobe of the Compact Font Format Specification (Adobe Technical Note 5176)."""
ORDERS = tuple(
    MappingProxyType(dict(enumerate(order, first)))
    for first, order in (
        (1, _ASCII + _LATIN),
        (1, _ADOBE),
        (3, _ASCII + _LATIN),
        (3, _ASCII + _MAC),
    )
)
"""What the glyphs of fonts show by their numbers: of many OpenType fonts, and of TrueType fonts,
which have three others first.
"""
_WORD = re.compile(r"[^\W\d_]{3,}")
_SMALL_CAPITALS = (
    ("abcdefghijklmnopqrstuvwxyz", 3),
    (_LATIN[_LATIN.index("à") : _LATIN.index("ÿ") + 1], 1),
)
"""Letters that fonts have a second time, in one row, and how many words show where."""
_BEHIND = max(map(max, ORDERS)) + 1
_MOST = 100
"""Numbers that no order has, of a font that tells anything."""
_FLAT = 0.12
_DASHES = {"-": 0.42, "–": 0.75, "—": math.inf}
"""How high and, at most, how wide hyphens and dashes are, in the size of the type."""
_LEAST, _SHARE = 4, 0.6
"""So many different words, and such a share of all, must be French."""


def order_of(text: str) -> Mapping[int, str] | None:
    r"""Return what numbers of glyphs stand for, if the words are French with it.

    Parameters
    ----------
    text : str
        What a font shows on a page: the numbers as code points, its parts parted by spaces.

    Returns
    -------
    mapping of int to str or None
        From numbers to characters; other glyphs than letters, digits and signs have none.

    Examples
    --------
    >>> order = order_of("-F\x01NPVMJO\x01EF\x01MB\x01EJHVF\x01UPVSOBJU\x01FODPSF")
    >>> "".join(order[ord(char)] for char in "-F\x01NPVMJO")
    'Le moulin'
    >>> order_of("La mine et le puits") is None
    True
    """
    order: Mapping[int, str]
    words, order = max(((_french(text, one), one) for one in ORDERS), key=_number_of_words)
    if not words:
        return None
    for alphabet, least in _SMALL_CAPITALS:
        order = {**order, **_also(text, order, alphabet, least)}
    return order


def sign_of(box: Box, baseline: float, size: float) -> str | None:
    """Return the hyphen, dash, apostrophe or bullet that a glyph looks like.

    Parameters
    ----------
    box : tuple of float
        Left, bottom, right and top of its ink, in points.
    baseline : float
        Of its line, in points.
    size : float
        Of its font, in points.

    Examples
    --------
    >>> sign_of((10, 22, 12.6, 22.6), 20, 10), sign_of((10, 22, 15, 22.5), 20, 10)
    ('-', '–')
    >>> sign_of((10, 24.5, 11.5, 27), 20, 10), sign_of((10, 21.5, 13, 24.5), 20, 10)
    ('’', '•')
    """
    size = size or 1.0
    wide, high, low = (box[2] - box[0]) / size, (box[3] - box[1]) / size, (box[1] - baseline) / size
    if high < _FLAT and 0.1 < low < 0.45 and wide > 2 * high > 0:
        return next(sign for sign, widest in _DASHES.items() if wide < widest)
    if low > 0.35 and 0.1 < high < 0.35 and 0.05 < wide < 0.25:
        return "’"
    middle = low > 0.05 and low + high < 0.65
    return "•" if middle and 0.15 < high < 0.5 and 0.75 * high < wide < 1.33 * high else None


def _number_of_words(found: tuple[int, Mapping[int, str]]) -> int:
    return found[0]


def _french(text: str, order: Mapping[int, str]) -> int:
    """Return how many different words of a text are French with an order; 0 if too few are."""
    words = _words(text, order)
    known = sum(word in common_words() for word in words)
    return known if known >= max(_LEAST, _SHARE * len(words)) else 0


def _words(text: str, order: Mapping[int, str]) -> set[str]:
    return {word.lower() for word in _WORD.findall(_shown(text, order))}


def _shown(text: str, order: Mapping[int, str]) -> str:
    return "".join([order.get(ord(char), " ") for char in text])


def _also(text: str, order: Mapping[int, str], alphabet: str, least: int) -> Mapping[int, str]:
    """Return the numbers of a row of letters that a font has besides the usual ones, if words that
    are set in these show where it begins.
    """
    left = {ord(char) for char in text} - order.keys()
    if len(left) > _MOST:
        return {}
    firsts = {code - place for code in left for place in range(len(alphabet))}
    found: tuple[int, Mapping[int, str]] = 0, {}
    for first in sorted(first for first in firsts if first > max(order)):
        row = dict(enumerate(alphabet, first))
        words = _words_in(text, {**order, **row}, row)
        known = sum(word in common_words() for word in words)
        if known >= max(least, len(words) / 2) and known > found[0]:
            found = known, row
    return found[1]


def _words_in(text: str, order: Mapping[int, str], row: Mapping[int, str]) -> set[str]:
    """Return the words of which some letters are of a row, but for single ones in others."""
    found = set()
    for word in _WORD.finditer(_shown(text, order)):
        codes = [ord(char) for char in text[slice(*word.span())]]
        if sum(code >= _BEHIND for code in codes) >= len(codes) / 2 and row.keys() & codes:
            found.add(word.group().lower())
    return found
