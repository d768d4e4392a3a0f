"""Lines of a page cut into what may be cells: by wide white, or where a rule is drawn."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotate.document.source import Range
from annotate.text.bullets import BULLETS
from annotate.text.structure.lines import Row, line_of, part_of
from annotate.text.structure.ruled_tables import Grid

_WHITE = 0.9
"""White of this share of the font size in a line parts cells; none between words is so wide."""
NARROW = 0.2
"""Less white is none between two words."""
_TOUCHING = 0.1
"""Characters with less white between, in the size of the type, are of one word."""
_MARKER = re.compile(rf"[{BULLETS}]\s*")
"""The bullet of a list, which belongs to what is behind it."""
_LAST_SPACE = re.compile(r"\s(?=\S)")
GUTTER = 0.9
"""White between columns that no rule parts, in the size of the type."""
_RESIZED, _FAR = 0.1, 3.2
"""Lines whose sizes differ by more than this share, or that are more sizes apart, are not rows of
one table.
"""
_SAME = 0.35
"""Baselines that differ by less than this share of the font size are of one line."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a row that is in one cell.

    Attributes
    ----------
    row : Row
        The row that it is cut from.
    part : Row
        The part itself.
    left, right : float
        Where its ink begins and ends, in points.
    """

    row: Row
    part: Row
    left: float
    right: float


Line = list[Piece]
"""The pieces at one height of a page, from left to right."""


class Parts:
    """The parts of the rows of a document between wide white, each row's found once."""

    def __init__(self) -> None:
        self._known: dict[Range, tuple[Row, ...]] = {}

    def of(self, row: Row) -> tuple[Row, ...]:
        """Return the parts of a row, from left to right; most rows are one part."""
        place = row.start, row.end
        if place not in self._known:
            cuts = _white_cuts(row)
            ends = pairwise((row.start, *cuts, row.end))
            found = tuple(part_of(row, low, high) for low, high in ends) if cuts else (row,)
            self._known[place] = found
        return self._known[place]


def visual_lines(rows: Iterable[Row], parts: Parts, grid: Grid | None = None) -> list[Line]:
    """Return the lines of some rows of a page from top to bottom, as the eye sees them.

    Parameters
    ----------
    rows : iterable of Row
        Rows of one page.
    parts : Parts
        Those of their document.
    grid : Grid, optional
        The rules that part cells; if left out, wide white parts them.
    """
    ordered = sorted(rows, key=lambda row: -line_of(row).baseline)
    lines: list[Line] = []
    last: float | None = None
    for row in ordered:
        line = line_of(row)
        if last is None or last - line.baseline > _SAME * line.size:
            lines.append([])
            last = line.baseline
        lines[-1].extend(_pieces(row, parts, grid))
    for found in lines:
        found.sort(key=lambda piece: piece.left)
    return lines


def _pieces(row: Row, parts: Parts, grid: Grid | None) -> Iterator[Piece]:
    line = line_of(row)
    bounds = None if grid is None else grid.columns_at((line.box[1] + line.box[3]) / 2)
    if len(line.edges) <= row.end - row.start:
        yield Piece(row, row, line.box[0], line.box[2])
        return
    own: Iterable[Row] = parts.of(row)
    if bounds is not None:
        cuts = pairwise((row.start, *_rule_cuts(row, bounds), row.end))
        own = (part_of(row, low, high) for low, high in cuts)
    for part in own:
        if part.text:
            box = line_of(part).box
            yield Piece(row, part, box[0], box[2])


def _white_cuts(row: Row) -> list[int]:
    """Return the offsets before which a row has wide white, or goes back to the left, as rows do
    whose last cells were written first; none where the layout does not tell.
    """
    line, text = line_of(row), row.text
    edges = line.edges[row.start - line.start :][: len(text)]
    if len(edges) < len(text):
        return []
    # Where a space begins, the character before it ends.
    least = _WHITE * line.size
    return [
        row.start + place
        for place in map(re.Match.end, _LAST_SPACE.finditer(text))
        if not -least <= edges[place] - edges[place - 1] <= least
        and not _MARKER.fullmatch(text, 0, place)
    ]


def _rule_cuts(row: Row, rules: Sequence[float]) -> list[int]:
    """Return the offsets before which a row crosses a rule."""
    line, text = line_of(row), row.text
    edges = line.edges[row.start - line.start :]
    cuts: list[int] = []
    end, column = edges[0], bisect_right(rules, edges[0])
    for at in range(len(text)):
        if text[at].isspace():
            continue
        begin, after = edges[at], edges[at + 1]
        own = bisect_right(rules, begin + 0.3 * max(after - begin, 0.0))
        white = (begin - end) / line.size if line.size else 0.0
        if at and own > column and (white > _TOUCHING or text[at - 1].isspace()):
            cuts.append(row.start + at)
        column = own
        end = max(after, begin)
    return cuts


def cut_at_columns(lines: Sequence[Line]) -> list[Line]:
    """Cut pieces that go on over little white to where others of a table begin: a cell that is as
    wide as its column.

    Parameters
    ----------
    lines : sequence of list of Piece
        The lines of what may be a table.

    Returns
    -------
    list of list of Piece
        The lines with more pieces; they end where most lines with several have a piece begin.
    """
    several = [line for line in lines if len(line) > 1]
    begins = [{round(piece.left) for piece in line[1:]} for line in several]

    def is_column(left: float) -> bool:
        near = {round(left) + step for step in (-1, 0, 1)}
        return 2 * sum(not near.isdisjoint(own) for own in begins) > max(len(several), 2)

    return [[part for piece in line for part in _parted(piece, is_column)] for line in lines]


def _parted(piece: Piece, is_column: Callable[[float], bool]) -> Iterator[Piece]:
    part, line = piece.part, line_of(piece.part)
    edges = line.edges[part.start - line.start :]
    places = [match.end() for match in _LAST_SPACE.finditer(part.text)]
    cuts = [
        part.start + at
        for at in (places if len(edges) > len(part.text) else ())
        if edges[at] - edges[at - 1] > NARROW * line.size and is_column(edges[at])
    ]
    for low, high in pairwise((part.start, *cuts, part.end)) if cuts else ():
        one = part_of(part, low, high)
        box = line_of(one).box
        yield Piece(piece.row, one, box[0], box[2])
    if not cuts:
        yield piece


def white_of(lines: Iterable[Line], least: float = GUTTER) -> list[tuple[float, float]]:
    """Return the white between the pieces of lines that is wide enough to part columns.

    Parameters
    ----------
    lines : iterable of list of Piece
        Lines of a page.
    least : float
        How wide it is at least, in the size of the type.

    Returns
    -------
    list of tuple of float
        Where each begins and ends, in points.
    """
    return [
        (one.right, other.left)
        for line in lines
        for one, other in pairwise(line)
        if other.left - one.right > least * line_of(one.part).size
    ]


def shared_white(
    gutters: Sequence[tuple[float, float]],
    white: Sequence[tuple[float, float]],
    line: Line,
    least: float = GUTTER,
) -> list[tuple[float, float]]:
    """Return what is white in a line too; beside its ends all is white.

    Parameters
    ----------
    gutters : sequence of tuple of float
        Where there is white in other lines, in points.
    white : sequence of tuple of float
        Where there is between the pieces of this one.
    line : list of Piece
        The line.
    least : float
        How wide it is at least, in the size of the type.
    """
    spans = [(-1e4, line[0].left), *white, (line[-1].right, 1e4)]
    size = line_of(line[0].part).size
    found = [(max(left, low), min(right, high)) for left, right in gutters for low, high in spans]
    return [(low, high) for low, high in found if high - low > least * size]


def are_far_apart(above: Line, below: Line) -> bool:
    """Return whether much white, or another size of type, parts two lines.

    Parameters
    ----------
    above, below : list of Piece
        Lines that follow each other.
    """
    one, other = line_of(above[0].part), line_of(below[0].part)
    most = max(one.size, other.size)
    resized = abs(one.size - other.size) > _RESIZED * most
    return resized or one.baseline - other.baseline > _FAR * most
