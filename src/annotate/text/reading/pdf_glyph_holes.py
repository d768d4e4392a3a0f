"""Fonts whose glyphs are in a usual order that lacks some: what is behind a hole has less.

Which small letters the numbers stand for, the words tell. How far these are from their places in an
order tells how many glyphs are lacking before each of them. Between two before which as many are
lacking all is told; else a number has a few readings, of which what is drawn tells one.
"""

from __future__ import annotations

import re
import string
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from annotate.french.word_list import common_words
from annotate.text.reading.pdf_glyph_numbers import ORDERS, sign_of, with_small_capitals
from annotate.text.reading.pdf_glyph_words import letters_of

Shape = tuple[float, float, float]
"""From where to where the ink of a glyph reaches above its baseline, and how wide it is, in the
size of the type.
"""
_BLANK = 0.02
_MOST_OUT = 0.05
"""The share of all letters that may be elsewhere than in the order."""
_YEARS, _CAPITALS = 3, 5
"""So many different years, and words with capitals, show where the row of these begins."""
_CLEAR = 1.5
_YEAR = re.compile(r"\b(?:1[5-9]\d\d|20[0-4]\d)\b")
_SMALL, _TALL, _BELOW = 0.3, 0.55, -0.05
_SIGNS = {
    ",": ((-1.0, _BELOW), (0.0, _SMALL), _SMALL),
    ".": ((_BELOW, 0.1), (0.0, _SMALL), _SMALL),
    ";": ((-1.0, _BELOW), (_SMALL, _TALL), _SMALL),
    ":": ((_BELOW, 0.1), (_SMALL, _TALL), _SMALL),
    "(": ((-1.0, _BELOW), (_TALL, 1.5), 0.45),
    ")": ((-1.0, _BELOW), (_TALL, 1.5), 0.45),
    "?": ((_BELOW, 0.1), (_TALL, 1.5), _TALL),
    "«": ((0.0, _SMALL), (_SMALL, _TALL), 0.7),
    "»": ((0.0, _SMALL), (_SMALL, _TALL), 0.7),
    "°": ((_SMALL, 0.7), (_TALL, 1.0), 0.45),
}
"""Signs that may be in doubt: where their ink begins and ends, and how wide it is at most."""


def order_with_holes(text: str, shapes: Mapping[int, Shape]) -> Mapping[int, str] | None:
    """Return what numbers of glyphs stand for, if these are in a usual order that lacks some.

    Parameters
    ----------
    text : str
        What a font shows: the numbers as code points, its parts parted by spaces.
    shapes : mapping of int to Shape
        What each number looks like.

    Returns
    -------
    mapping of int to str or None
        From numbers to characters; without those that stay in doubt. None where the words are not
        French, or where letters, capitals and figures are not all in one order.
    """
    blank = {code for code, (low, high, _) in shapes.items() if high - low < _BLANK}
    signs = {code: _sign_of(shape) for code, shape in shapes.items() if code not in blank}
    signs = {code: sign for code, sign in signs.items() if sign is not None}
    letters = letters_of(text.translate(dict.fromkeys([*blank, *signs], " ")))
    if not letters:
        return None
    counts = Counter(map(ord, text))
    holes = max((_Holes(order, letters, counts) for order in ORDERS), key=lambda one: one.told)
    if holes.told < (1 - _MOST_OUT) * sum(counts[code] for code in letters):
        return None
    space = max(blank, key=lambda code: counts[code], default=None)
    for code, sign in [
        (space, " "),
        *((code, sign) for code, sign in signs.items() if sign == "’"),
    ]:
        if code is not None:
            holes.add(code, sign)
    rows = (
        (string.ascii_uppercase, lambda row: _capitals(text, row, letters), _CAPITALS),
        (string.digits, lambda row: _years(text, row), _YEARS),
    )
    if not all(holes.add_row(row, votes, least) for row, votes, least in rows):
        return None
    found = holes.fill(shapes.keys() - blank, shapes, _Words(text, letters, blank))
    ligatures = {code: letter for code, letter in letters.items() if len(letter) > 1}
    spaces = {code: " " if code == space else "\u00a0" for code in blank}
    return with_small_capitals(text, {**found, **ligatures, **spaces})


class _Words:
    """What a font shows, by which a number in doubt may be told.

    Parameters
    ----------
    text : str
        The numbers as code points, its parts parted by spaces.
    letters : mapping of int to str
        Those that are told.
    blank : set of int
        The numbers of spaces.
    """

    def __init__(self, text: str, letters: Mapping[int, str], blank: AbstractSet[int]) -> None:
        self._text = text.translate(dict.fromkeys(blank, " "))
        self._letters = letters

    def opens(self, code: int) -> bool:
        """Return whether a sign mostly stands behind a space."""
        return 2 * self._text.count(f" {chr(code)}") > self._text.count(chr(code))

    def told(self, code: int, may_be: Iterable[str]) -> list[str]:
        """Return the letters with which a number is in words of French."""
        token = re.compile(rf"\S*{re.escape(chr(code))}\S*")
        shown = {_shown(one, {**self._letters, code: "\0"}) for one in token.findall(self._text)}
        words = {word for one in shown for word in one.split() if "\0" in word and len(word) > 2}
        return [
            letter
            for letter in may_be
            if any(word.replace("\0", letter) in common_words() for word in words)
        ]


def _sign_of(shape: Shape) -> str | None:
    """Return the hyphen or apostrophe that a glyph is; "" for a comma or the like; None for what
    may be a letter.
    """
    low, high, wide = shape
    return sign_of((0, low, wide, high), 0, 1) or ("" if high < _SMALL else None)


class _Holes:
    """An order of glyphs, and how many are lacking before the numbers that are told.

    Parameters
    ----------
    order : mapping of int to str
        From the numbers of a font that lacks none to characters.
    letters : mapping of int to str
        From numbers to the letters that words tell.
    counts : mapping of int to int
        How often each number comes.
    """

    def __init__(
        self, order: Mapping[int, str], letters: Mapping[int, str], counts: Mapping[int, int]
    ) -> None:
        self._order = order
        self._numbers = {char: number for number, char in reversed([*order.items()])}
        near = [
            (code, self._numbers[letter] - code)
            for code, letter in sorted(letters.items())
            if letter in self._numbers
        ]
        self._lacking = dict(_growing(near, counts))
        self.told = sum(counts[code] for code in self._lacking)

    def add(self, code: int, char: str) -> None:
        """Take over what a number is; an order may not have the character."""
        if char not in self._numbers:
            return
        lacking = self._numbers[char] - code
        low, high = self._bounds(code)
        if (low is None or low <= lacking) and (high is None or lacking <= high):
            self._lacking[code] = lacking

    def add_row(self, row: str, votes: Callable[[dict[int, str]], int], least: int) -> bool:
        """Take over where a row of characters begins, if votes for it are clear.

        Returns
        -------
        bool
            Whether they are.
        """
        if row[0] not in self._numbers:
            return False
        first = self._numbers[row[0]]
        last = [code for code in self._lacking if code + self._lacking[code] > first]
        most = self._lacking[min(last)] if last else 0
        found = {
            lacking: votes(dict(enumerate(row, first - lacking))) for lacking in range(most + 1)
        }
        (one, best), (_, second) = [*Counter(found).most_common(2), (0, 0), (0, 0)][:2]
        if best < max(least, _CLEAR * second):
            return False
        self.add(first - one, row[0])
        self.add(first - one + len(row) - 1, row[-1])
        return True

    def fill(
        self, codes: Iterable[int], shapes: Mapping[int, Shape], words: _Words
    ) -> dict[int, str]:
        """Return what numbers are; those that stay in doubt are left out."""
        left = sorted(codes)
        found: dict[int, str] = {}
        for choose in (self._only, self._by_look, self._only):
            for code in left:
                shown = choose(code, shapes[code], words) if code not in found else None
                if shown is not None:
                    found[code] = shown
                    self.add(code, shown)
        return found

    def _may_be(self, code: int) -> list[str]:
        low, high = self._bounds(code)
        if low is None or high is None:
            return []
        may_be = (self._order.get(code + lacking, "") for lacking in range(low, high + 1))
        return [char for char in may_be if not char.isspace()]

    def _only(self, code: int, _: Shape, __: _Words) -> str | None:
        may_be = self._may_be(code)
        return may_be[0] if len(may_be) == 1 and may_be[0] else None

    def _by_look(self, code: int, shape: Shape, words: _Words) -> str | None:
        """Return what a number is by its look, or by the words that it is in."""
        may_be = self._may_be(code)
        fitting = [char for char in may_be if char in _SIGNS and _looks_like(char, shape)]
        if fitting in (["(", ")"], ["«", "»"]):
            return fitting[0] if words.opens(code) else fitting[1]
        if not fitting:
            fitting = words.told(code, filter(str.islower, may_be))
        return fitting[0] if len(fitting) == 1 else None

    def _bounds(self, code: int) -> tuple[int | None, int | None]:
        """Return how many glyphs are lacking before a number at least, and at most."""
        codes = sorted(self._lacking)
        low, high = bisect_right(codes, code) - 1, bisect_left(codes, code)
        return (
            self._lacking[codes[low]] if low >= 0 else None,
            self._lacking[codes[high]] if high < len(codes) else None,
        )


def _growing(near: Sequence[tuple[int, int]], counts: Mapping[int, int]) -> list[tuple[int, int]]:
    """Return the numbers before which, one after the other, no fewer glyphs are lacking: those that
    come most often.
    """
    best: list[tuple[int, list[tuple[int, int]]]] = []
    for code, lacking in near:
        before = [one for one in best if one[1][-1][1] <= lacking]
        weight, chain = max(before, key=lambda one: one[0], default=(0, []))
        best.append((weight + counts[code], [*chain, (code, lacking)]))
    return max(best, key=lambda one: one[0], default=(0, []))[1]


def _looks_like(char: str, shape: Shape) -> bool:
    (low, lower), (high, higher), widest = _SIGNS[char]
    return low <= shape[0] < lower and high <= shape[1] < higher and shape[2] < widest


def _capitals(text: str, row: Mapping[int, str], letters: Mapping[int, str]) -> int:
    """Return how many words that begin with a letter of a row are French."""
    words = set(re.findall(r"\S{3,}", _shown(text, {**letters, **row})))
    return sum(word[0].isupper() and word.lower() in common_words() for word in words)


def _years(text: str, row: Mapping[int, str]) -> int:
    """Return how many different years a text has where a row of figures is so."""
    return len(set(_YEAR.findall(_shown(text, row))))


def _shown(text: str, shown: Mapping[int, str]) -> str:
    return "".join([shown.get(ord(char), " ") for char in text])
