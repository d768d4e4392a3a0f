"""The offsets of doccano, whose page counts UTF-16 code units, as JavaScript does."""

from __future__ import annotations

from bisect import bisect_left

_LAST_OF_ONE = 0xFFFF


class Units:
    """Converts offsets of one text from code points to UTF-16 units and back.

    Parameters
    ----------
    text : str
        The text of one example.

    Examples
    --------
    >>> units = Units("le ☃ et le 🌻 de Lens")
    >>> units.to_server(15), units.from_server(16)
    (16, 15)
    >>> units.from_server(12)  # between the two halves of the flower
    11
    """

    def __init__(self, text: str) -> None:
        self._length = len(text)
        self._wide = [at for at, char in enumerate(text) if ord(char) > _LAST_OF_ONE]
        self._units = [at + before for before, at in enumerate(self._wide)]

    @property
    def length(self) -> int:
        """Length of the text in UTF-16 units."""
        return self._length + len(self._wide)

    def to_server(self, offset: int) -> int:
        """Return the UTF-16 offset of a code point offset."""
        return offset + bisect_left(self._wide, offset)

    def from_server(self, offset: int) -> int:
        """Return the code point offset of a UTF-16 offset; the second half of a character counts as
        the character.
        """
        before = bisect_left(self._units, offset)
        if before and self._units[before - 1] == offset - 1:
            return self._wide[before - 1]
        return offset - before
