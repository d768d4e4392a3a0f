"""How wide lines of plain text were on their page, and whether a line was broken early.

Plain text has lost its layout; but a line that would have held the next word, and does not, ends a
paragraph or is a heading. The widths of letters are learned from the text itself: its full lines
were all set to one width, so that the widths of their letters add up to the same sum. What is
learned starts from the proportions of a common serif face, and stays there in short texts.
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from annotate.text.source import Source
from annotate.text.structure.rows import Row

_GROUPS = (
    " \u00a0\u202f\u2009", "i", "l", "jJI|!", "t", "f", "r", ".,;:'’·", "()[]-\u00ad/", "aàâ",
    "eéèêë", "oôö", "uùûü", "n", "sz", "cç", "dbpq", "gyvkxh", "m", "w", "0123456789", "—–…",
    "«»“”\"", "ABDEÉÈÊFGHKLNPRSTUVXYZÀÂC", "MW", "OQÔŒ",
)  # fmt: skip
"""Letters that are about as wide as each other."""
_PRIOR = (
    0.5, 0.56, 0.56, 0.6, 0.62, 0.62, 0.75, 0.5, 0.66, 0.95, 0.95, 1.05, 1.05, 1.05, 0.85, 0.9,
    1.08, 1.02, 1.6, 1.5, 1.0, 1.3, 0.95, 1.35, 1.75, 1.5, 1.0,
)  # fmt: skip
"""Their widths in a common serif face, in units of a common small letter; the last is of all
others."""
_GROUP_OF = {char: index for index, group in enumerate(_GROUPS) for char in group}
_OTHERS = len(_GROUPS)
_SPAN = 12
"""Rows before and behind a row whose full lines show how wide its column is."""
_SLACK = 0.05
"""A line that leaves more than this share of its column white was broken early."""
_JOINED = 1.2
"""A line this much longer than others is two, run together where a word was cut."""
_TWO = 2.2
"""A line longer than so many others is no two lines, but a paragraph."""
_RAGGED = 0.03
"""Full lines that differ by more than this share of their width are ragged."""
_BLANKS = 0.4
"""Where at least so many lines keep the blank that their break replaced, lines without end a
paragraph."""
_ENOUGH = 40
"""Full lines from which letter widths can be learned."""
_STIFF = 12.0
"""How strongly learned widths are held to those they start from."""


@dataclass(frozen=True)
class Widths:
    """The widths of some rows of plain text.

    Attributes
    ----------
    own : dict
        Start offset of a row to its width.
    full : dict
        Start offset of a row to the width of a full line about there.
    blank : frozenset of int
        Starts of the rows that have a blank before their line break.
    keeps_blanks : bool
        Whether broken lines of this text keep the blank that their break replaced.
    letters : tuple of float
        The width of each group of letters.
    ragged : bool
        Whether full lines differ so much that they were not set to one width.
    """

    own: dict[int, float]
    full: dict[int, float]
    blank: frozenset[int]
    keeps_blanks: bool
    letters: tuple[float, ...]
    ragged: bool

    def of(self, text: str) -> float:
        """Return the width of a text in the units of these rows."""
        return _width(text, self.letters)

    def share(self, row: Row) -> float:
        """Return how much of its column a row fills: 1 for a full line. Of two lines run together
        it is the second that counts.
        """
        share = self.own[row.start] / max(self.full[row.start], 1.0)
        return share - 1 if share > _JOINED else share

    def is_joined(self, row: Row) -> bool:
        """Tell whether a row is two lines that the extractor ran together."""
        return _JOINED < self.own[row.start] / max(self.full[row.start], 1.0) < _TWO

    def broke_early(self, row: Row, following: Row) -> bool:
        """Tell whether a line was broken where its column still had room."""
        if row.is_cut:
            return False
        if self.keeps_blanks:
            return row.start not in self.blank
        room = 1 - self.share(row)
        if self.ragged:
            word = self.of(following.text.split(maxsplit=1)[0])
            return room * self.full[row.start] > 0.8 * word
        return room > _SLACK


def measure_widths(rows: Sequence[Row], source: Source) -> Widths:
    """Measure the rows of a text that has no layout.

    Parameters
    ----------
    rows : sequence of Row
        In the order of the text.
    source : Source
        Their source.

    Notes
    -----
    The letter widths are those of a ridge regression towards the serif face, over the lines that
    fill their column.
    """
    letters = _letter_widths([row.text for row in rows])
    own = [_width(row.text, letters) for row in rows]
    blank = frozenset(row.start for row in rows if source.text[row.end : row.end + 1] in _BLANK)
    broken = [row for row in rows if not row.is_cut]
    keeps = len(broken) > 4 and _BLANKS * len(broken) < len(blank) < len(rows)
    return Widths(
        {row.start: width for row, width in zip(rows, own, strict=True)},
        {row.start: width for row, width in zip(rows, _full(own), strict=True)},
        blank,
        keeps,
        tuple(letters),
        _spread(own) > _RAGGED,
    )


_BLANK = (" ", "\u00a0")


def _counts(text: str) -> list[int]:
    counts = [0] * (_OTHERS + 1)
    for char in text:
        counts[_GROUP_OF.get(char, _OTHERS)] += 1
    return counts


def _width(text: str, letters: Sequence[float]) -> float:
    return sum(letters[_GROUP_OF.get(char, _OTHERS)] for char in text)


def _letter_widths(texts: Sequence[str]) -> list[float]:
    """Learn the widths of the groups of letters from the lines that fill their column."""
    letters = list(_PRIOR)
    if len(texts) < _ENOUGH:
        return letters
    import numpy as np

    counts: Any = np.array([_counts(text) for text in texts], dtype=float)
    start: Any = np.array(_PRIOR)
    current = start
    for _ in range(3):
        own = counts @ current
        full = np.array(_full(list(own)))
        filling = (own > 0.94 * full) & (own < 1.06 * full) & (full > 0)
        if filling.sum() < _ENOUGH:
            return letters
        # Every filling line has the width of its column; the middle one keeps the scale.
        lines = counts[filling] / full[filling, None]
        scale = float(np.median(full[filling]))
        hold = np.diag(np.full(len(start), _STIFF / scale**2))
        known = lines.T @ np.ones(len(lines)) + hold @ start
        current = np.linalg.solve(lines.T @ lines + hold, known)
        current = np.clip(current, 0.2, 3.0)
    return [float(width) for width in current]


def _spread(widths: Sequence[float]) -> float:
    """Return how much full lines differ, as a share of their width."""
    upper = sorted(widths)[len(widths) // 2 :]
    if len(upper) < 2:
        return 0.0
    middle = median(upper)
    return median(abs(width - middle) for width in upper) / max(middle, 1.0)


def _full(widths: Sequence[float]) -> list[float]:
    """Return for each row how wide full lines about it are: the middle one of the wider half of its
    neighbours.
    """
    window: deque[float] = deque()
    ordered: list[float] = []
    found: list[float] = []
    ahead = 0
    for index in range(len(widths)):
        while ahead < min(len(widths), index + _SPAN + 1):
            window.append(widths[ahead])
            insort(ordered, widths[ahead])
            ahead += 1
        if index > _SPAN:
            ordered.remove(window.popleft())
        wide, middle = ordered[(3 * len(ordered)) // 4], ordered[len(ordered) // 2]
        # Where many lines are two run together, those that are not tell the width.
        found.append(middle if wide > 1.5 * middle and middle > 0.4 * wide else wide)
    return found
