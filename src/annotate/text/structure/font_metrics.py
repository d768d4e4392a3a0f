"""The letters of lines of text, counted by how wide they are, and what those widths may be.

A book has three million letters, which are counted three times; so they are looked up all at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

_GROUPS = (
    " \u00a0\u202f\u2009", "i", "l", "jJI|!", "t", "f", "r", ".,;:'’·", "()[]-\u00ad/", "aàâ",
    "eéèêë", "oôö", "uùûü", "n", "sz", "cç", "dbpq", "gyvkxh", "m", "w", "0123456789", "—–…",
    "«»“”\"", "ABDEÉÈÊFGHKLNPRSTUVXYZÀÂC", "MW", "OQÔŒ",
)  # fmt: skip
"""Letters that are about as wide as each other."""
PRIOR = (
    0.5, 0.56, 0.56, 0.6, 0.62, 0.62, 0.75, 0.5, 0.66, 0.95, 0.95, 1.05, 1.05, 1.05, 0.85, 0.9,
    1.08, 1.02, 1.6, 1.5, 1.0, 1.3, 0.95, 1.35, 1.75, 1.5, 1.0,
)  # fmt: skip
"""Their widths in a common serif face, in units of a common small letter; the last is of all
others."""
_GROUP_OF = {char: index for index, group in enumerate(_GROUPS) for char in group}
_OTHERS = len(_GROUPS)
_CHUNK = 1 << 18
"""Letters that are counted at once, so that a line of ten megabytes takes little memory."""
_LINES = 1 << 14
"""Lines that are counted at once: there may be a million."""


def width_of_text(text: str, letters: Sequence[float]) -> float:
    """Return the width of a text.

    Parameters
    ----------
    text : str
        Any text.
    letters : sequence of float
        The width of each group of letters, as in :data:`PRIOR`.

    Examples
    --------
    >>> round(width_of_text("mil", PRIOR), 2)
    2.72
    """
    return sum(letters[_GROUP_OF.get(char, _OTHERS)] for char in text)


class LetterCounts:
    """How many letters of each group some lines have.

    Parameters
    ----------
    texts : sequence of str
        The lines.

    Examples
    --------
    >>> [round(float(width), 2) for width in LetterCounts(["mil", "i"]).widths(PRIOR)]
    [2.72, 0.56]
    """

    def __init__(self, texts: Sequence[str]) -> None:
        import numpy as np

        self._ends: Any = np.cumsum(np.fromiter(map(len, texts), np.int64, len(texts)))
        self._groups: Any = np.empty(int(self._ends[-1]) if len(texts) else 0, np.uint8)
        table = _table()
        text = "".join(texts)
        for low in range(0, len(text), _CHUNK):
            part = text[low : low + _CHUNK].encode("utf-32-le", "surrogatepass")
            codes = np.minimum(np.frombuffer(part, np.uint32), len(table) - 1)
            self._groups[low : low + len(codes)] = table[codes]

    def parts(self) -> Iterator[tuple[int, Any]]:
        """Yield the counts of some lines after those of others.

        Yields
        ------
        first : int
            The index of the first line.
        counts : numpy array
            Of its letters and of those of the lines after it, a row a line, a column a group.
        """
        import numpy as np

        first = begin = 0
        while first < len(self._ends):
            last = int(np.searchsorted(self._ends, begin + _CHUNK, "right"))
            last = max(first + 1, min(last, first + _LINES))
            end = int(self._ends[last - 1])
            kinds = _OTHERS + 1
            counts: Any
            if last == first + 1:
                counts = np.zeros((1, kinds))
                for low in range(begin, end, _CHUNK):
                    part = self._groups[low : min(end, low + _CHUNK)]
                    counts[0] += np.bincount(part, minlength=kinds)
            else:
                lengths = np.diff(self._ends[first:last], prepend=begin)
                cells = np.repeat(np.arange(0, kinds * len(lengths), kinds), lengths)
                cells += self._groups[begin:end]
                counts = np.bincount(cells, minlength=kinds * len(lengths))
                counts = counts.reshape(-1, kinds).astype(float)
            yield first, counts
            first, begin = last, end

    def widths(self, letters: Sequence[float]) -> Any:
        """Return the width of every line, given those of the groups of letters."""
        import numpy as np

        found = np.empty(len(self._ends))
        for first, counts in self.parts():
            found[first : first + len(counts)] = counts @ np.asarray(letters)
        return found


@lru_cache(maxsize=1)
def _table() -> Any:
    """Return the group of every code point up to the first after all groups."""
    import numpy as np

    table = np.full(max(map(ord, _GROUP_OF)) + 2, _OTHERS, np.uint8)
    for char, group in _GROUP_OF.items():
        table[ord(char)] = group
    return table
