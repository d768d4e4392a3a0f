"""Tables whose cells rules part: grids, and the areas between rules from left to right."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotate.document.source import Box
from annotate.text.reading.pdf_frames import TOUCH, joined_rules, turned

_SHORT = 12.0
"""No cell is narrower, or its rule shorter, in points."""
_MOST = 400
"""Rules of a page in each direction that are looked at, those that go on each other being one."""


@dataclass(frozen=True, slots=True)
class Grid:
    """An area that rules part.

    Attributes
    ----------
    box : Box
        Its edges.
    columns : tuple of float
        Abscissas of the rules inside, from left to right; empty where no rule parts columns.
    rows : tuple of float
        Heights of the rules from top to bottom, the outer ones too.
    across, down : tuple of Box
        The rules, from left to right and from top to bottom; one may part some cells only.
    """

    box: Box
    columns: tuple[float, ...]
    rows: tuple[float, ...]
    across: tuple[Box, ...] = ()
    down: tuple[Box, ...] = ()

    def columns_at(self, height: float) -> list[float]:
        """Return the abscissas at which rules part columns at a height."""
        return [
            at
            for at in self.columns
            if any(
                abs((one[0] + one[2]) / 2 - at) <= 2 * TOUCH and one[1] - 1 <= height <= one[3] + 1
                for one in self.down
            )
        ]

    def band_at(self, abscissa: float, height: float) -> int:
        """Return the number of the row at a place, from 1; of a cell over several rows the first:
        that below the lowest rule above it.
        """
        above = [
            (one[1] + one[3]) / 2
            for one in self.across
            if one[0] - 1 <= abscissa <= one[2] + 1 and (one[1] + one[3]) / 2 > height
        ]
        top = min(above, default=self.rows[0])
        return sum(at >= top - TOUCH for at in self.rows)


def grids_of(rules: Sequence[Box]) -> list[Grid]:
    """Return the areas of a page that rules part.

    Parameters
    ----------
    rules : sequence of Box
        The rules of one page.

    Returns
    -------
    list of Grid
        Those with columns, then those between rules of one width. They may overlap.
    """
    across = joined_rules([one for one in rules if one[2] - one[0] > one[3] - one[1]])
    down = [turned(one) for one in rules if one[2] - one[0] <= one[3] - one[1]]
    down = [turned(one) for one in joined_rules(down)][:_MOST]
    across = [one for one in across if one[2] - one[0] >= _SHORT][:_MOST]
    found: list[Grid] = []
    met: list[Box] = []
    for group in _groups(across, down):
        met.extend(group)
        wide = [one for one in group if one[2] - one[0] > one[3] - one[1]]
        high = [one for one in group if one[2] - one[0] <= one[3] - one[1]]
        grid = _grid(wide, high)
        if grid is not None:
            found.append(grid)
    return [*found, *_between([one for one in across if not any(one is held for held in met)])]


def _groups(across: Sequence[Box], down: Sequence[Box]) -> list[list[Box]]:
    """Return rules that meet, directly or through others."""
    groups: list[list[Box]] = []
    for one in down:
        met = [group for group in groups if any(_meet(one, other) for other in group)]
        joined = [one, *(other for group in met for other in group)]
        groups = [group for group in groups if not any(group is held for held in met)]
        joined.extend(
            other
            for other in across
            if _meet(one, other) and not any(other is held for held in joined)
        )
        groups.append(joined)
    return groups


def _meet(one: Box, other: Box) -> bool:
    return (
        one[0] <= other[2] + TOUCH
        and other[0] <= one[2] + TOUCH
        and one[1] <= other[3] + TOUCH
        and other[1] <= one[3] + TOUCH
    )


def _grid(across: Sequence[Box], down: Sequence[Box]) -> Grid | None:
    """Return the grid of some rules that meet, if it has two columns at least."""
    every = [*across, *down]
    left, right = min(one[0] for one in every), max(one[2] for one in every)
    bottom, top = min(one[1] for one in every), max(one[3] for one in every)
    columns = _places((one[0] + one[2]) / 2 for one in down)
    inner = tuple(at for at in columns if left + _SHORT < at < right - _SHORT)
    rows = _places([bottom, top, *((one[1] + one[3]) / 2 for one in across)])
    if not inner or top - bottom < _SHORT:
        return None
    return Grid(
        (left, bottom, right, top), inner, tuple(reversed(rows)), tuple(across), tuple(down)
    )


def _places(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > TOUCH:
            found.append(value)
    return found


def _between(across: Sequence[Box]) -> list[Grid]:
    """Return the areas between rules of one width, below one another."""
    found: list[Grid] = []
    widths: dict[tuple[int, int], list[Box]] = {}
    for one in across:
        for key, same in widths.items():
            if abs(key[0] - one[0]) <= TOUCH and abs(key[1] - one[2]) <= TOUCH:
                same.append(one)
                break
        else:
            widths[round(one[0]), round(one[2])] = [one]
    for same in widths.values():
        heights = _places((one[1] + one[3]) / 2 for one in same)
        if len(heights) > 1:
            left, right = min(one[0] for one in same), max(one[2] for one in same)
            box = (left, heights[0], right, heights[-1])
            found.append(Grid(box, (), tuple(reversed(heights)), tuple(same)))
    return found
