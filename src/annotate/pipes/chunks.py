"""Parts of a very long text, which is recognised a part at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotate.document.source import Range
from annotate.french.characters import UPPER

WHOLE = 4_000_000
"""A text of so many code points, or fewer, is recognised as a whole: no book is longer."""
WORDS = 750_000
"""And of so many words, which is the same in running text: memory grows with them."""
PART = 500_000
"""The longest part of a text that is longer."""

_SENTENCE = re.compile(rf"[.!?…][»”\")\]]*\s+(?=[«“\"(\[]?\s?[{UPPER}])")
_NEAR = 20_000
"""Code points before the end of a part where a place to cut is looked for."""


def parts_of(text: str, whole: int = WHOLE, part: int = PART) -> Iterator[Range]:
    """Yield the parts in which a text is recognised.

    Parameters
    ----------
    text : str
        Mended text.
    whole : int
        The length of the longest text that is one part, in code points; one of more than
        :data:`WORDS` words is not one.
    part : int
        The length of the longest part of a longer text.

    Yields
    ------
    Range
        Code points, half-open, none empty; together the whole text. A part ends after a blank
        line, or else after a sentence, a space, or wherever it must.

    Examples
    --------
    >>> list(parts_of("Le puits ferme. La ville attend.", whole=20, part=20))
    [(0, 16), (16, 32)]
    >>> list(parts_of("Le puits ferme."))
    [(0, 15)]
    """
    start = 0
    if len(text) > whole or text.count(" ") > WORDS:
        while len(text) - start > part:
            end = _cut(text, start, start + part)
            yield start, end
            start = end
    if start < len(text) or not text:
        yield start, len(text)


def _cut(text: str, start: int, end: int) -> int:
    low = max(start, end - _NEAR)
    blank = text.rfind("\n\n", low, end)
    if blank >= 0:
        return blank + 2
    cut = max((match.end() for match in _SENTENCE.finditer(text, low, end)), default=0)
    return cut or text.rfind(" ", low, end) + 1 or end
