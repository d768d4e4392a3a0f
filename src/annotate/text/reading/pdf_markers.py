"""Markers of lists that a PDF draws, or writes apart from their items, often after the page."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from annotate.document.source import Box
from annotate.text.bullets import BULLETS

AFTER_A_MARKER = 5.0
"""White between a marker and its item is at most so many times the size of the text."""
_LEVEL = 0.25
"""Two pieces of a line stand on baselines that differ by less than this share of the size."""
_MOST = 8
"""Two pieces of a line stand on baselines that differ by no more points than this."""
_DRAWN = (0.15, 0.6)
"""How high a drawn marker is, in the size of the text beside it; and at which height above the
baseline its middle is."""
_BESIDE = 2.5
"""White between a drawn marker and its item is at most so many times the size of the text."""
_MARKER = re.compile(rf"[{BULLETS}]|(?:\d{{1,2}}|[a-zA-Z])[.)]|\([a-z\d]\)")


@dataclass(frozen=True, slots=True)
class Piece:
    """A line as it was written: its text, and where it is, in points."""

    text: str
    left: float
    right: float
    baseline: float
    size: float


def is_marker(text: str) -> bool:
    """Return whether a text is the marker of an item, and nothing else.

    Examples
    --------
    >>> is_marker("• "), is_marker("2."), is_marker("2019.")
    (True, True, False)
    """
    return bool(_MARKER.fullmatch(text.strip()))


def markers_apart(pieces: Sequence[Piece]) -> dict[int, int]:
    """Find the items of markers that are not written with them.

    Parameters
    ----------
    pieces : sequence of Piece
        The lines of a page, in the order in which they are written.

    Returns
    -------
    dict of int to int
        The index of a marker, and that of the line that it belongs before.

    Examples
    --------
    >>> item, marker = Piece("le vent", 72, 110, 300, 10), Piece("—", 55, 62, 300, 10)
    >>> markers_apart([item, Piece("Fin.", 55, 70, 280, 10), marker])
    {2: 0}
    """
    alone = [index for index, piece in enumerate(pieces) if is_marker(piece.text)]
    if not alone:
        return {}
    levels: dict[int, list[int]] = defaultdict(list)
    for index, piece in enumerate(pieces):
        if not is_marker(piece.text):
            levels[int(piece.baseline)].append(index)
    found: dict[int, int] = {}
    for index in alone:
        marker = pieces[index]
        level, reach = int(marker.baseline), min(int(_LEVEL * marker.size) + 1, _MOST)
        near = [one for at in range(level - reach, level + reach + 1) for one in levels[at]]
        beside = [one for one in near if _is_item_of(pieces[one], marker)]
        if beside:
            found[index] = min(beside, key=lambda one: pieces[one].left)
    return found


def drawn_markers(dots: Sequence[Box], pieces: Sequence[Piece]) -> dict[int, Box]:
    """Find the items of markers that are drawn: browsers print so the discs of their lists.

    Parameters
    ----------
    dots : sequence of Box
        What is drawn on a page and as small as a marker, in points.
    pieces : sequence of Piece
        The lines of the page.

    Returns
    -------
    dict of int to Box
        The index of a line, and the marker before it.

    Examples
    --------
    >>> lines = [Piece("le vent", 72, 110, 300, 10), Piece("la pluie", 72, 115, 280, 10)]
    >>> drawn_markers([(60, 281, 63.5, 284.5)], lines)
    {1: (60, 281, 63.5, 284.5)}
    """
    levels: dict[int, list[int]] = defaultdict(list)
    for index, piece in enumerate(pieces if dots else ()):
        if any(one.isalpha() for one in piece.text):
            levels[int(piece.baseline)].append(index)
    found: dict[int, Box] = {}
    for dot in dots:
        level = int((dot[1] + dot[3]) / 2)
        near = [one for at in range(level - _MOST, level + 1) for one in levels[at]]
        beside = [one for one in near if _is_drawn_before(pieces[one], dot)]
        if beside:
            found[min(beside, key=lambda one: pieces[one].left)] = dot
    return found


def _is_drawn_before(piece: Piece, dot: Box) -> bool:
    least, most = (share * piece.size for share in _DRAWN)
    fits = least <= dot[3] - dot[1] <= most
    level = least <= (dot[1] + dot[3]) / 2 - piece.baseline <= most
    return fits and level and 0 < piece.left - dot[2] < _BESIDE * piece.size


def _is_item_of(piece: Piece, marker: Piece) -> bool:
    white = piece.left - marker.right
    level = abs(piece.baseline - marker.baseline) < _LEVEL * piece.size
    return level and 0 < white < AFTER_A_MARKER * piece.size
