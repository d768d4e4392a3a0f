"""How wide lines of plain text were on their page, and whether a line was broken early.

Plain text has lost its layout; but a line that would have held the next word, and does not, ends a
paragraph or is a heading. Widths are estimated from the letters, in the proportions of a common
serif face, or counted in characters where that fits the full lines of the text better (a typewriter
face).
"""

from __future__ import annotations

from bisect import insort
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from annotate.text.source import Source
from annotate.text.structure.rows import Row

_NARROW = frozenset("iljtfrI.,;:'’!()[]|·/ -\u00a0\u202f")
_WIDE = frozenset("mwMWœæŒÆ—%@…")
_SPAN = 12
"""Rows before and behind a row whose full lines show how wide its column is."""
_SLACK = 0.05
"""The share of the column that full lines differ by, estimated and justified as they are."""
_RAGGED = 0.03
"""Full lines that differ by more than this share of their width are ragged."""
_BLANKS = 0.4
"""Where at least so many lines keep the blank that their break replaced, lines without end a
paragraph."""


def estimated_width(text: str) -> float:
    """Return how wide a text is, in units of a common small letter.

    Examples
    --------
    >>> estimated_width("mimi") < estimated_width("mama") < estimated_width("MAMA")
    True
    """
    width = 0.0
    for char in text:
        if char in _NARROW:
            width += 0.58
        elif char in _WIDE:
            width += 1.55
        elif char.isupper():
            width += 1.35
        else:
            width += 1.0
    return width


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
    by_letter : bool
        Whether widths are estimated from letters, or else counted in characters.
    ragged : bool
        Whether full lines differ so much that they were not set to one width.
    """

    own: dict[int, float]
    full: dict[int, float]
    blank: frozenset[int]
    keeps_blanks: bool
    by_letter: bool
    ragged: bool

    def of(self, text: str) -> float:
        """Return the width of a text in the units of these rows."""
        return estimated_width(text) if self.by_letter else float(len(text))

    def share(self, row: Row) -> float:
        """Return how much of its column a row fills: 1 for a full line."""
        return self.own[row.start] / max(self.full[row.start], 1.0)

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
    """
    letters = [estimated_width(row.text) for row in rows]
    counts = [float(len(row.text)) for row in rows]
    by_letter = _spread(letters) <= _spread(counts)
    own = letters if by_letter else counts
    blank = frozenset(
        row.start for row in rows if source.text[row.end : row.end + 1] in (" ", "\u00a0")
    )
    broken = [row for row in rows if not row.is_cut]
    keeps = len(broken) > 4 and _BLANKS * len(broken) < len(blank) < len(rows)
    return Widths(
        {row.start: width for row, width in zip(rows, own, strict=True)},
        {row.start: width for row, width in zip(rows, _full(own), strict=True)},
        blank,
        keeps,
        by_letter,
        min(_spread(letters), _spread(counts)) > _RAGGED,
    )


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
        found.append(ordered[(3 * len(ordered)) // 4])
    return found
