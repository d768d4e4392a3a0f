"""Text whose characters are the numbers of their glyphs: ``-FNPVMJO`` for *Le moulin*.

A font that is put into a file whole, or without new numbers, has its glyphs in one of a few orders.
Where the file has lost the table of characters, the order in which the words are French is that of
the font.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_ACCENTED = _LATIN[_LATIN.index("à") : _LATIN.index("ÿ") + 1] + "œ"
_Word = tuple[int, ...]
_NAMED = re.compile("[\uf761-\uf77a\uf7e0-\uf7fe]")
_MOST = 100
"""Numbers that no order has, of a font that tells anything."""
_SHOWING, _LONG = 3, 5
"""So many words show where small capitals are; long ones if some are lacking."""
_WIDEST, _BEST = 5, 20
"""As many letters in a row may be lacking at a place, and so many rows are looked at again."""
_IN_WORDS = 0.4
"""This share of the words with an accented letter is French."""
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
    return with_small_capitals(text, order) if words else None


def with_small_capitals(text: str, order: Mapping[int, str]) -> Mapping[int, str]:
    """Return an order with the letters that a font has a second time: those without accents are in
    a row, which may lack some; the others are anywhere.

    Parameters
    ----------
    text : str
        What a font shows: the numbers as code points, its parts parted by spaces.
    order : mapping of int to str
        From numbers to characters.

    Returns
    -------
    mapping of int to str
        From numbers to characters; without letters that no words tell.
    """
    if len(set(map(ord, text)) - order.keys()) > _MOST:
        return order
    words = _with_unknown(text, order)
    row = _row(words, order) or _row_with_holes(words, order)
    return {**order, **row, **_accented(words, {**order, **row})} if row else order


def small_capitals_of(text: str) -> Mapping[int, str] | None:
    """Return what small capitals are that stand in a font of their own, some of them perhaps as
    private characters by the names of their glyphs; None if they make no words of French.

    Parameters
    ----------
    text : str
        What the font shows: the numbers as code points, its parts parted by spaces.
    """
    known = {ord(char): chr(ord(char) - 0xF700).lower() for char in _NAMED.findall(text)}
    order = with_small_capitals(text, known)
    return order if len(order) > len(known) else None


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
    """Return a text as long as the numbers: of ligatures the first letter. A number may be that of
    the space, which parts words here.
    """
    return "".join([order.get(ord(char), " ")[0] if char != " " else char for char in text])


def _with_unknown(text: str, order: Mapping[int, str]) -> list[_Word]:
    """Return the numbers of words of which at least half the letters are not known."""
    shown = "".join([order.get(ord(char), "x")[0] if char != " " else char for char in text])
    found = {tuple(map(ord, text[slice(*match.span())])) for match in _WORD.finditer(shown)}
    return sorted(word for word in found if 2 * len(_left(word, order)) >= len(word))


def _left(word: _Word, order: Mapping[int, str]) -> list[int]:
    return [code for code in word if code not in order]


def _row(words: Sequence[_Word], order: Mapping[int, str]) -> Mapping[int, str]:
    """Return the numbers of a row that lacks no letter, if words show where it is."""
    rows = _rows(words, order)
    best = max(rows, key=lambda row: sum(map(len, _known(words, order, row))), default={})
    told = [word for word in words if order.keys() | best.keys() >= set(word)]
    return best if len(_known(told, order, best)) >= max(_SHOWING, len(told) / 2) else {}


def _row_with_holes(words: Sequence[_Word], order: Mapping[int, str]) -> Mapping[int, str]:
    """Return the numbers of a row that lacks some letters, if several long words show them; without
    those that may be two letters.
    """
    if sum(len(word) >= _LONG for word in words) < _SHOWING:
        return {}
    rows, most, best = _rows(words, order), 0, []
    while True:
        lacking = [other for row in rows for other in _lacking_more(row)]
        scores = [sum(map(len, _known(words, order, row))) for row in lacking]
        places = sorted(range(len(scores)), key=lambda place: -scores[place])[:_BEST]
        if not places or scores[places[0]] <= most:
            break
        most = scores[places[0]]
        best = [row for row, score in zip(lacking, scores, strict=True) if score == most]
        rows = [lacking[place] for place in places]
    agreed = set.intersection(*[set(row.items()) for row in best]) if best else set()
    found = dict(agreed)
    told = [word for word in words if order.keys() | found.keys() >= set(word)]
    known = _known(told, order, found)
    sure = sum(len(word) >= _LONG for word in known) >= _SHOWING
    return found if sure and len(known) >= _SHARE * len(told) else {}


def _rows(words: Sequence[_Word], order: Mapping[int, str]) -> list[dict[int, str]]:
    left = {code for word in words for code in _left(word, order)}
    firsts = sorted({code - place for code in left for place in range(len(_ALPHABET))})
    rows = [dict(enumerate(_ALPHABET, first)) for first in firsts]
    return [row for row in rows if order.keys().isdisjoint(row)]


def _lacking_more(row: Mapping[int, str]) -> Iterator[dict[int, str]]:
    """Yield rows that lack some more letters at one place."""
    letters, first = "".join(row.values()), min(row)
    for begin in range(1, len(letters)):
        for end in range(begin + 1, min(begin + _WIDEST, len(letters)) + 1):
            yield dict(enumerate(letters[:begin] + letters[end:], first))


def _accented(words: Sequence[_Word], order: Mapping[int, str]) -> Mapping[int, str]:
    """Return the letters with accents that make words French, one for each number."""
    found: dict[int, str] = {}
    counts = Counter(code for word in words for code in set(_left(word, order)))
    for code, _ in counts.most_common():
        own = [word for word in words if code in word]
        letters = set(_ACCENTED).difference(found.values())
        votes = Counter({one: len(_known(own, order, {**found, code: one})) for one in letters})
        (letter, most), (_, second) = [*votes.most_common(2), ("", 0), ("", 0)][:2]
        whole = [word for word in own if {*word} <= {code, *order, *found}]
        if most > second and most >= _IN_WORDS * len(whole):
            found[code] = letter
    return found


def _known(words: Iterable[_Word], order: Mapping[int, str], row: Mapping[int, str]) -> list[str]:
    """Return the words that are French with an order and a row of letters besides."""
    shown = ("".join([order.get(code) or row.get(code, " ") for code in word]) for word in words)
    return [word for word in map(str.lower, shown) if " " not in word and word in common_words()]
