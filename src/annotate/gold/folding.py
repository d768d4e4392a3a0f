"""Texts as they are compared: what programs write in several ways is one character each.

One case; letters with their accents, however these are written, ordered or doubled; ligatures
resolved; straight apostrophes and quotation marks; one hyphen and one blank; without what shows
nothing (soft hyphens, joiners, marks of direction).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from annotate.document.source import Range
from annotate.gold.anchors import Ints

_SPELLED = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u2039\u203a\u02bc\u2032\u00b4`", "'"),
        **dict.fromkeys("\u00ab\u00bb\u201c\u201d\u201e\u201f\u2033", '"'),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
        **{"œ": "oe", "æ": "ae"},
    }
)
"""What Unicode does not call alike, and programs put for each other."""
LOST = "\ufffd"
"""What stands for a character that a format forbids."""
_FORBIDDEN = frozenset(("Cc", "Cn", "Cs"))
_MARKS = frozenset(("Mn", "Me"))
_LONGEST = 16
"""Accents of one letter that are compared."""


@dataclass(frozen=True)
class Folded:
    """A text as it is compared.

    Attributes
    ----------
    text : str
        The folded text.
    starts, ends : array of int or None
        The code points of the text that each folded character stands for; None where each stands
        for the one at its own offset.
    """

    text: str
    starts: Ints | None = None
    ends: Ints | None = None

    def inside(self, start: int, end: int) -> Range:
        """Return the folded characters of a span of the text.

        Examples
        --------
        >>> folded("e\u0301te\u0301").inside(2, 5)
        (1, 3)
        """
        if self.starts is None:
            return start, end
        low, high = np.searchsorted(self.starts, (start, end)).tolist()
        return low, high

    def extent(self, low: int, high: int) -> Range | None:
        """Return the span of the text that some folded characters stand for; None where it holds a
        part of a ligature.

        Examples
        --------
        >>> folded("coﬃn").extent(0, 5), folded("coﬃn").extent(0, 4)
        ((0, 3), None)
        """
        starts, ends = self.starts, self.ends
        if starts is None or ends is None:
            return low, high
        for at in (low, high):
            if 0 < at < len(starts) and starts[at - 1] == starts[at]:
                return None
        return int(starts[low]), int(ends[high - 1])


def folded(text: str) -> Folded:
    r"""Return a text as it is compared.

    Examples
    --------
    >>> folded("L’E\u0301\u0301cole du Cœur").text
    "l'école du coeur"
    """
    forms = {char: form_of(char) for char in set(text)}
    marks = [char for char in forms if unicodedata.category(char) in _MARKS]
    uneven = [char for char, form in forms.items() if len(form) != 1]
    table = {ord(char): form for char, form in forms.items() if form != char and len(form) == 1}
    if not marks and not uneven:
        return Folded(text.translate(table))
    return _with_places(text, table, _pattern(marks, uneven))


def _pattern(marks: list[str], uneven: list[str]) -> re.Pattern[str]:
    """Return a pattern for what is not one folded character for one of the text."""
    marked, others = ("".join(map(re.escape, chars)) for chars in (marks, uneven))
    parts = [rf"[^\s{marked}][{marked}]+"] if marks else []
    parts += [f"[{others}]"] if uneven else []
    return re.compile("|".join(parts))


def _with_places(text: str, table: Mapping[int, str], pattern: re.Pattern[str]) -> Folded:
    forms: dict[str, str] = {}
    pieces, lengths, last = list[str](), list[tuple[int, int, int]](), 0
    for found in pattern.finditer(text):
        low, high = found.span()
        if (form := forms.get(found[0])) is None:
            form = forms[found[0]] = form_of(found[0])
        pieces += (text[last:low].translate(table), form)
        lengths.append((low, high, len(form)))
        last = high
    pieces.append(text[last:].translate(table))
    lows, highs, counts = np.array(lengths, np.int64).reshape(-1, 3).T
    # Each code point is one folded character, but for these.
    units = np.ones(len(text), np.int64)
    covered = np.repeat(lows, highs - lows) + _steps(highs - lows)
    units[covered] = 0
    units[lows] = counts
    starts = np.repeat(np.arange(len(text)), units)
    size = np.ones(len(text), np.int64)
    size[lows] = highs - lows
    return Folded("".join(pieces), starts, starts + size[starts])


def _steps(lengths: Ints) -> Ints:
    """Return 0, 1, 2 … for each of some lengths, one after the other."""
    return np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)


def form_of(letters: str) -> str:
    r"""Return how a character is compared, or a letter with the accents that follow it.

    Parameters
    ----------
    letters : str
        One character, or a letter and its accents.

    Returns
    -------
    str
        Several characters for a ligature, none for what shows nothing. Accents that are not one
        with their letter in Unicode do not count.

    Examples
    --------
    >>> form_of("ﬀ"), form_of("\u2019"), form_of("\u00ad"), form_of("\u2009"), form_of("É\u0301")
    ('ff', "'", '', ' ', 'é')
    """
    if letters.isspace():
        return " "
    category = unicodedata.category(letters[0])
    if category in _FORBIDDEN:
        return LOST
    if category == "Cf":
        return ""
    plain = letters[:_LONGEST].casefold().translate(_SPELLED)
    apart = unicodedata.normalize("NFKD", plain)
    if any(map(str.isspace, apart)):
        return letters[0]
    made = unicodedata.normalize("NFC", "".join(_in_order(apart)))
    return "".join(char for char in made if unicodedata.category(char) not in _MARKS) or letters


def _in_order(apart: str) -> list[str]:
    """Return letters each with its accents in one order, no accent twice."""
    found: list[str] = []
    accents: set[str] = set()
    for char in apart:
        if unicodedata.category(char) in _MARKS:
            accents.add(char)
        else:
            found += sorted(accents)
            found.append(char)
            accents = set()
    return found + sorted(accents)
