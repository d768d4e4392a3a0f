"""How wide the spaces of lines are: those of the last line of a paragraph are not stretched.

Office programs and browsers fill justified lines by wider spaces alone, so that a line whose spaces
are as narrow as those of short last lines is a last line too, though it happens to be full. TeX and
others also make spaces narrower: there nothing is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from annotate.text.structure.geometry import Geometry
from annotate.text.structure.lines import Row, line_of

_LEAST = 4
"""Spaces of a line that tell how wide they are in it."""
_LAST, _INNER, _RARE = 3, 40, 0.03
"""So many last lines and lines inside paragraphs, and at most this share of these whose spaces are
as narrow, show that a document has its spaces stretched."""


def space_of(row: Row) -> float | None:
    """Return how wide the spaces of a row usually are, in its size; None if it has too few.

    Parameters
    ----------
    row : Row
        A row of a source with a layout.
    """
    line = line_of(row)
    edges = line.edges[row.start - line.start :]
    if len(edges) <= len(row.text) or row.text.count(" ") < _LEAST:
        return None
    spaces = [edges[at + 1] - edges[at] for at, char in enumerate(row.text) if char == " "]
    return median(spaces) / line.size if line.size else None


def unstretched(rows: Sequence[Row], geometry: Geometry) -> float:
    """Return how wide the spaces of last lines are at the most, in the size of the type; 0 where
    those of other lines are as narrow.

    Parameters
    ----------
    rows : sequence of Row
        Running text, in reading order.
    geometry : Geometry
        Of the document.
    """
    last: list[float] = []
    inner: list[float] = []
    for row, following in pairwise(rows) if geometry.justified else ():
        ended = row.ends_sentence and following.begins_upper and geometry.fell_short(row)
        if not ended and (row.ends_sentence or not following.text[0].islower()):
            continue
        width = space_of(row)
        if width is not None:
            (last if ended else inner).append(width)
    if len(last) < _LAST or len(inner) < _INNER:
        return 0.0
    widest = max(last)
    return widest if sum(one <= widest for one in inner) <= _RARE * len(inner) else 0.0
