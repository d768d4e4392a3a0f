"""The spans of a text that a model need read: those about words with a capital.

A name has a capital. The network of the model sees four tokens to either side of the one it labels
(four layers of window one), and the labels are found in turn, so that one token more has a say.
What lies farther from every capital holds no name, and changes one only where the model lets it
begin in lower case far ahead: a handful of the thousand names of the corpus, for a seventh of the
time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotate.document.source import Range

MARGIN = 5
"""Words to either side of a capital that are read with it."""
LONGEST = 2000
"""Words that are read at once; no paragraph is longer, and memory grows with them."""

_WORD = re.compile(r"\S+")


def stretches(text: str, longest: int = LONGEST) -> Iterator[Range]:
    """Yield the spans of a text about its capitals, block by block.

    A block (a heading, a paragraph, a note) ends at a blank line. A span begins and ends with a
    word; one that is too long is cut after a sentence if one ends there.

    Parameters
    ----------
    text : str
        Mended text.
    longest : int
        How many words a span may have.

    Yields
    ------
    Range
        Code points, half-open.

    Examples
    --------
    >>> text = "on y entre par la cour de la maison qui fut celle de Jean Lenglet jadis"
    >>> [text[start:end] for start, end in stretches(text)]
    ['maison qui fut celle de Jean Lenglet jadis']
    """
    for first, last in _blocks(text):
        words = [match.span() for match in _WORD.finditer(text, first, last)]
        capitals = [
            place
            for place, (start, end) in enumerate(words)
            if (word := text[start:end]) != word.lower()
        ]
        for low, high in near_capitals(capitals, len(words)):
            for begin, stop in _parts(text, words, low, high, longest):
                yield words[begin][0], words[stop - 1][1]


def _blocks(text: str) -> Iterator[Range]:
    """Yield what is between blank lines."""
    start = 0
    while (end := text.find("\n\n", start)) >= 0:
        yield start, end
        start = end + 2
    yield start, len(text)


def near_capitals(
    capitals: Sequence[int], words: int, margin: int = MARGIN
) -> Iterator[tuple[int, int]]:
    """Yield the spans of a block about its capitals, joined where they touch.

    Parameters
    ----------
    capitals : sequence of int
        The words of the block that have a capital, in order.
    words : int
        How many words the block has.
    margin : int
        How many words to either side belong to a span.

    Yields
    ------
    tuple of int
        First word and the one after the last.

    Examples
    --------
    >>> list(near_capitals([1, 3, 18], 20, margin=2))
    [(0, 6), (16, 20)]
    """
    low = high = 0
    for place in capitals:
        if place - margin > high:
            if high > low:
                yield low, high
            low = place - margin
        high = min(words, place + margin + 1)
    if high > low:
        yield low, high


def _parts(
    text: str, words: Sequence[Range], start: int, end: int, longest: int
) -> Iterator[tuple[int, int]]:
    """Cut what is too long to be read at once, after a sentence if one ends there."""
    while end - start > longest:
        last = start + longest
        ends = (
            at
            for at in range(last, start + longest // 2, -1)
            if text[words[at - 1][1] - 1] in ".!?…"
        )
        cut = next(ends, last)
        yield start, cut
        start = cut
    yield start, end
