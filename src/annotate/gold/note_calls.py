"""Note calls, which mending removes from the text, found by what is before them."""

from __future__ import annotations

import re

from annotate.document.mended import Mended
from annotate.document.source import Range

_NEAR = re.compile(r"[^\S\n\r\f]{0,2}")


class Calls:
    """The note calls of one text, found by the character before them.

    Parameters
    ----------
    mended : Mended
        The text with its structure.

    Examples
    --------
    >>> from annotate.text.mending.mend import mend
    >>> from annotate.document.source import Source
    >>> text = "La mine ouvre en 18941. Elle ferme ensuite.\\n\\n1. Selon les archives.\\n"
    >>> Calls(mend(Source("a", "a.txt", text))).after(21)
    '1'
    """

    def __init__(self, mended: Mended) -> None:
        self._mended = mended
        self._text = mended.source.text
        self._calls = {
            element.ranges[0][0]: (element.ranges[0], element.value or "")
            for element in mended.structure.labelled("note_call")
        }

    def after(self, at: int) -> str | None:
        """Return the number of the call that mending removed at an offset of the mended text."""
        after = self._source_end(at - 1)
        if after is None:
            return None
        found = self._near(after)
        return found[1] if found else None

    def following(self, at: int, digits: str) -> Range | None:
        """Return the range of the source that holds a call after a character of the mended text.

        Parameters
        ----------
        at : int
            The code point of the mended text before the call.
        digits : str
            The digits of the call. They are found even where mending took them for text.
        """
        after = self._source_end(at)
        if after is None:
            return None
        found = self._near(after)
        if found:
            return found[0] if self._text[slice(*found[0])] == digits else None
        if self._text.startswith(digits, after):
            end = after + len(digits)
            if not self._text[end : end + 1].isdigit():
                return after, end
        return None

    def character_before(self, start: int) -> Range | None:
        """Return the mended span of the last character before an offset of the source."""
        at = len(self._text[max(0, start - 40) : start].rstrip()) + max(0, start - 40)
        spans = self._mended.offsets.to_mended(at - 1, at) if at else ()
        return spans[-1] if spans else None

    def _source_end(self, at: int) -> int | None:
        ranges = self._mended.offsets.to_source(at, at + 1)
        return ranges[-1][1] if ranges else None

    def _near(self, after: int) -> tuple[Range, str] | None:
        match = _NEAR.match(self._text, after)
        return self._calls.get(match.end()) if match else None
