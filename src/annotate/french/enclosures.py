"""Quotes and brackets: which of them a sentence continues after, which straight quotes close."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections import deque
from collections.abc import Iterator

from annotate.document.source import Range
from annotate.french.characters import LOWER

LIMIT = 400
"""Longest quotation or bracket, in code points, that makes one sentence of those inside it."""

_OPENING = {")": "(", "]": "[", "»": "«", "”": "“"}
_SIGN = re.compile(r"[()\[\]«»“”]")
_GOES_ON = re.compile(rf"\s{{0,3}}[,;:)\]{LOWER}]")
_BEGINS = ".!?…:\n"


def held_ranges(text: str) -> Iterator[Range]:
    """Yield the quotations and brackets whose inner stops end nothing.

    Parameters
    ----------
    text : str
        Any text.

    Yields
    ------
    Range
        From after the opening sign to before the closing one, code points, in order, none inside
        another. A bracket is held when it is inside a sentence; a quotation when the sentence
        around it continues after it as well. Neither is held when it is longer than `LIMIT`, or
        never closed.

    Examples
    --------
    >>> list(held_ranges("Le mot (cf. p. 3. Il manque) fit rire."))
    [(8, 27)]
    >>> list(held_ranges("Il cria : « Assez ! Partez ! » La salle se tut."))
    []
    """
    found: list[Range] = []
    opened: deque[tuple[str, int]] = deque()
    for match in _SIGN.finditer(text):
        sign, at = match[0], match.start()
        while opened and at - opened[0][1] > LIMIT:
            opened.popleft()
        if not opened:
            yield from found
            found.clear()
        if sign not in _OPENING:
            opened.append((sign, at))
            continue
        while opened and opened[-1][0] != _OPENING[sign]:
            opened.pop()
        if opened:
            start = opened.pop()[1]
            if _holds(text, start, at):
                while found and found[-1][0] > start:
                    found.pop()
                found.append((start + 1, at))
    yield from found


def _holds(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 4) : start].rstrip(" \u00a0\u202f")[-1:]
    if not before or before in _BEGINS:
        return False
    return text[start] in "([" or _GOES_ON.match(text, end + 1) is not None


class ClosingQuotes:
    """The straight quotes with space on both sides that close a quotation.

    Parameters
    ----------
    text : str
        Any text.

    Examples
    --------
    >>> quotes = ClosingQuotes('Il dit : " Assez ! " Elle rit.')
    >>> quotes.at(9), quotes.at(19)
    (False, True)
    """

    def __init__(self, text: str) -> None:
        self._places = array("q", _closing(text))

    def at(self, place: int) -> bool:
        """Return whether there is one at a place."""
        index = bisect_left(self._places, place)
        return index < len(self._places) and self._places[index] == place


def _closing(text: str) -> Iterator[int]:
    inside = False
    at = text.find('"')
    while at >= 0:
        before = at == 0 or text[at - 1].isspace() or text[at - 1] in "(["
        behind = at + 1 == len(text) or text[at + 1].isspace()
        if before and behind and inside:
            yield at
        inside = before and not (behind and inside)
        at = text.find('"', at + 1)
