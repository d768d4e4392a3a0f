"""How wide lines of plain text were on their page, and whether a line was broken early.

Plain text has lost its layout; but a line that would have held the next word, and does not, ends a
paragraph or is a heading. The widths of letters are learned from the text itself: its full lines
were all set to one width, so that the widths of their letters add up to the same sum. What is
learned starts from the proportions of a common serif face, and stays there in short texts.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from annotate.document.source import Source
from annotate.text.structure.font_metrics import PRIOR, LetterCounts, width_of_text
from annotate.text.structure.lines import Row

_SPAN = 12
"""Rows before and after a row whose full lines show how wide its column is."""
_SLACK = 0.05
"""A line that leaves more than this share of its column white was broken early."""
_JOINED = 1.2
"""A line this much longer than others is two, run together where a word was cut."""
_TWO = 2.2
"""A line longer than so many others is no two lines, but a paragraph."""
_ALIKE, _FULL = 0.08, 0.2
"""Full lines differ by at most the first share, and at least the second one of all is full where
lines are run together."""
_RAGGED = 0.03
"""Full lines that differ by more than this share of their width are ragged."""
_BLANKS = 0.4
"""Where at least so many lines keep the blank that their break replaced, lines without end a
paragraph."""
_ENOUGH = 40
"""Full lines from which letter widths can be learned."""
_STIFF = 12.0
"""How strongly learned widths are held to those they start from."""
_ROWS = 1 << 14
"""Rows whose neighbours are looked at together."""


@dataclass(frozen=True)
class Widths:
    """The widths of some rows of plain text.

    Attributes
    ----------
    starts : array of int
        The start offsets of the rows, in order.
    own : array of float
        The width of each row.
    full : array of float
        The width of a full line about each row.
    blank : frozenset of int
        Starts of the rows that have a blank before their line break.
    keeps_blanks : bool
        Whether broken lines of this text keep the blank that their break replaced.
    letters : tuple of float
        The width of each group of letters.
    ragged : bool
        Whether full lines differ so much that they were not set to one width.
    """

    starts: array[int]
    own: array[float]
    full: array[float]
    blank: frozenset[int]
    keeps_blanks: bool
    letters: tuple[float, ...]
    ragged: bool

    def of(self, text: str) -> float:
        """Return the width of a text in the units of these rows."""
        return width_of_text(text, self.letters)

    def of_row(self, row: Row) -> float:
        """Return the width of one of these rows."""
        return self.own[bisect_left(self.starts, row.start)]

    def of_column(self, row: Row) -> float:
        """Return the width of a full line about one of these rows."""
        return self.full[bisect_left(self.starts, row.start)]

    def times(self, row: Row) -> float:
        """Return how many times as wide as a full line a row is."""
        place = bisect_left(self.starts, row.start)
        return self.own[place] / max(self.full[place], 1.0)

    def share(self, row: Row) -> float:
        """Return how much of its column a row fills: 1 for a full line. Of two lines run together
        it is the second that counts.
        """
        share = self.times(row)
        return share - 1 if share > _JOINED else share

    def is_joined(self, row: Row) -> bool:
        """Return whether a row is two lines that the extractor ran together."""
        return _JOINED < self.times(row) < _TWO

    def broke_early(self, row: Row, following: Row) -> bool:
        """Return whether a line was broken where its column still had room."""
        if row.is_cut:
            return False
        if self.keeps_blanks:
            return row.start not in self.blank
        room = 1 - self.share(row)
        if self.ragged:
            word = self.of(following.text.split(maxsplit=1)[0])
            return room * self.of_column(row) > 0.8 * word
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
    counts = LetterCounts([row.text for row in rows])
    letters = _letter_widths(counts, len(rows))
    own = counts.widths(letters)
    blank = frozenset(row.start for row in rows if source.text[row.end : row.end + 1] in _BLANK)
    broken = sum(not row.is_cut for row in rows)
    keeps = broken > 4 and _BLANKS * broken < len(blank) < len(rows)
    return Widths(
        array("q", [row.start for row in rows]),
        array("d", own.tobytes()),
        array("d", _full(own).tobytes()),
        blank,
        keeps,
        letters,
        _spread(own) > _RAGGED,
    )


_BLANK = (" ", "\u00a0")


def _letter_widths(counts: LetterCounts, rows: int) -> tuple[float, ...]:
    """Learn the widths of the groups of letters from the lines that fill their column."""
    if rows < _ENOUGH:
        return PRIOR
    import numpy as np

    start: Any = np.array(PRIOR)
    current = start
    for _ in range(3):
        own = counts.widths(current)
        full = _full(own)
        filling = (own > 0.94 * full) & (own < 1.06 * full) & (full > 0)
        if filling.sum() < _ENOUGH:
            return PRIOR
        # Every filling line has the width of its column; the middle one keeps the scale.
        scale = float(np.median(full[filling]))
        hold = np.diag(np.full(len(start), _STIFF / scale**2))
        products, known = hold.copy(), hold @ start
        for first, part in counts.parts():
            chosen = filling[first : first + len(part)]
            lines = part[chosen] / full[first : first + len(part)][chosen, None]
            # Not by `@`, whose threads wait for each other longer than they count.
            products += np.einsum("ri,rj->ij", lines, lines)
            known += lines.sum(axis=0)
        current = np.clip(np.linalg.solve(products, known), 0.2, 3.0)
    return tuple(float(width) for width in current)


def _spread(widths: Any) -> float:
    """Return how much full lines differ, as a share of their width."""
    import numpy as np

    upper = np.sort(widths)[len(widths) // 2 :]
    if len(upper) < 2:
        return 0.0
    middle = float(np.median(upper))
    return float(np.median(np.abs(upper - middle))) / max(middle, 1.0)


def _full(widths: Any) -> Any:
    """Return for each row how wide full lines about it are: the middle one of the wider half of its
    neighbours.
    """
    import numpy as np

    count = len(widths)
    beyond = np.full(_SPAN, np.inf)
    padded = np.concatenate([beyond, widths, beyond])
    found = np.empty(count)
    for low in range(0, count, _ROWS):
        places = np.arange(low, min(count, low + _ROWS))
        near = np.sort(padded[places[:, None] + np.arange(2 * _SPAN + 1)], axis=1)
        held = np.minimum(count, places + _SPAN + 1) - np.maximum(0, places - _SPAN)
        rows = places - low
        wide, middle = near[rows, (3 * held) // 4], near[rows, held // 2]
        # Where many lines are two run together, those that are not tell the width.
        alike = (abs(near - middle[:, None]) < _ALIKE * middle[:, None]).sum(axis=1)
        joined = (wide > 1.5 * middle) & (middle > 0.4 * wide) & (alike >= _FULL * held)
        found[places] = np.where(joined, middle, wide)
    return found
