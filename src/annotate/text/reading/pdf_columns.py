"""Lines of a PDF that are of two columns: that of the text and that of a margin, say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from annotate.text.reading.pdf_chars import Char

_RESIZED, _PARTED, _FEWEST_LETTERS = 0.96, 0.9, 3
"""Two columns on one line differ by this in the size of their type; white of so many sizes is
between them, and each has so many letters."""


def of_one_size(line: list[Char]) -> Iterator[list[Char]]:
    """Part a line where wide white and another size of type show that it is of two columns.

    Parameters
    ----------
    line : list of Char
        What PDFium gives as one line.

    Yields
    ------
    list of Char
        Its parts, from left to right.
    """
    low = 0
    if len({char.size for char in line if char.box is not None}) > 1:
        inked = [place for place, char in enumerate(line) if char.box is not None]
        for before, place in pairwise(inked):
            if not _is_parted(line[before], line[place]):
                continue
            # A raised call at the end of the text is of the text.
            sizes = Counter(char.size for char in line[low:place] if char.box is not None)
            resized = _is_resized(sizes.most_common(1)[0][0], line[place].size)
            if resized and _is_text(line[low:place], line[place:]):
                yield line[low : before + 1]
                low = place
    yield line[low:] if low else line


def _is_parted(left: Char, right: Char) -> bool:
    assert left.box is not None and right.box is not None
    return right.box[0] - left.box[2] > _PARTED * max(left.size, right.size)


def _is_resized(one: float, other: float) -> bool:
    return min(one, other) <= _RESIZED * max(one, other)


def _is_text(*parts: Sequence[Char]) -> bool:
    return all(sum(char.text.isalpha() for char in part) >= _FEWEST_LETTERS for part in parts)
