"""Offsets in UTF-16 code units, which JavaScript, Java and .NET count texts in."""

from __future__ import annotations

import re
from bisect import bisect_left

_WIDE = re.compile(r"[\U00010000-\U0010ffff]")


class Utf16:
    """Converts offsets of one text from code points to UTF-16 units and back.

    Parameters
    ----------
    text : str
        The text that both kinds of offsets are of.

    Examples
    --------
    >>> units = Utf16("le ☃ et le 🌻 de Lens")
    >>> units.to_units(15), units.from_units(16)
    (16, 15)
    >>> units.from_units(12)  # between the two halves of the flower
    11
    """

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._wide = [found.start() for found in _WIDE.finditer(text)]
        self._units = [at + before for before, at in enumerate(self._wide)]

    @property
    def length(self) -> int:
        """Length of the text in UTF-16 units."""
        return self._length + len(self._wide)

    def to_units(self, offset: int) -> int:
        """Return the UTF-16 offset of a code point offset."""
        return offset + bisect_left(self._wide, offset)

    def from_units(self, offset: int) -> int:
        """Return the code point offset of a UTF-16 offset; the second half of a character counts as
        the character.
        """
        before = bisect_left(self._units, offset)
        if before and self._units[before - 1] == offset - 1:
            return self._wide[before - 1]
        return offset - before
