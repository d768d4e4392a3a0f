"""The white between the columns of a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate, groupby

from annotate.text.structure.lines import Row, line_of

_CROSSING = 0.12
"""At most this share of a page's rows may run across the white between two columns."""
_NARROWEST = 0.6
"""White between columns is at least so wide, in the size of the type."""


def gutters_of(rows: Sequence[Row], size: float) -> tuple[float, ...]:
    """Return the abscissas between the columns of one page.

    A gutter is white that few rows cross, with rows at both of its sides that are beside each
    other.

    Parameters
    ----------
    rows : sequence of Row
        The rows of a page in the size of the running text.
    size : float
        That size in points.
    """
    boxes = [line_of(row).box for row in rows]
    if len(boxes) < 4:
        return ()
    allowed = _CROSSING * len(boxes)
    begins, ends = [round(box[0]) for box in boxes], [round(box[2]) for box in boxes]
    low, high = min(begins), max(ends)
    crossing = [0] * (high - low + 2)
    for begin_at, end_at in zip(begins, ends, strict=True):
        crossing[begin_at - low] += 1
        crossing[end_at - low] -= 1
    depths = list(accumulate(crossing))
    found: list[float] = []
    begin = None
    for place, depth in enumerate(depths):
        white = depth <= allowed and place < high - low
        if white and begin is None:
            begin = place
        elif not white and begin is not None:
            middle = low + _middle(depths, begin, place, _NARROWEST * size)
            if place - begin >= _NARROWEST * size and _divides(boxes, middle):
                found.append(middle)
            begin = None
    return tuple(found)


def _middle(depths: Sequence[int], begin: int, end: int, least: float) -> float:
    """Return the middle of white, or of the part of it that the fewest rows cross: a short line
    beside three that are full leaves white that is in no gutter.
    """
    fewest = min(depths[begin:end])
    runs = [
        list(run)
        for crossed, run in groupby(range(begin, end), lambda place: depths[place] == fewest)
        if crossed
    ]
    widest = max(runs, key=len)
    if len(widest) < least:
        return (begin + end) / 2
    return (widest[0] + widest[-1] + 1) / 2


def _divides(boxes: Sequence[tuple[float, float, float, float]], middle: float) -> bool:
    """Return whether rows are at both sides of an abscissa, some of them beside each other."""
    left = [box for box in boxes if box[2] < middle]
    right = [box for box in boxes if box[0] > middle]
    if len(left) < 2 or len(right) < 2:
        return False
    return (
        min(box[1] for box in left) < max(box[3] for box in right)
        and min(box[1] for box in right) < max(box[3] for box in left)
        and max(box[2] - box[0] for box in right) > 40
        and max(box[2] - box[0] for box in left) > 40
    )


def shared_gutters(
    gutters: Mapping[int, tuple[float, ...]],
    by_page: Mapping[int, Sequence[Row]],
    around: Mapping[int, tuple[float, ...]],
) -> dict[int, tuple[float, ...]]:
    """Give a page of few rows, whose gutters do not show, those around them, or of the page before.

    Parameters
    ----------
    gutters : mapping of int to tuple of float
        Page to what :func:`gutters_of` found.
    by_page : mapping of int to sequence of Row
        Page to its rows in the size of the running text.
    around : mapping of int to tuple of float
        Page to the gutters of a text that the rows are boxed in.

    Examples
    --------
    >>> shared_gutters({1: (), 2: ()}, {1: [], 2: []}, {2: (300.0,)})
    {1: (), 2: (300.0,)}
    """
    found: dict[int, tuple[float, ...]] = {}
    previous: tuple[float, ...] = ()
    for page in sorted(gutters):
        own = gutters[page]
        for others in (around.get(page, ()), previous):
            if len(own) < len(others) and not _crossed(by_page[page], others):
                own = others
        found[page] = previous = own
    return found


def _crossed(rows: Sequence[Row], gutters: Sequence[float]) -> bool:
    return any(
        line_of(row).box[0] < middle - 2 and line_of(row).box[2] > middle + 2
        for row in rows
        for middle in gutters
    )
