"""Frames that are drawn as rules: TeX and LibreOffice draw the sides of a box one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from annotate.document.source import Box

TOUCH = 3.5
"""Rules that end so near to each other, in points, meet."""
_MOST = 200
"""Rules of a page in each direction that are looked at."""
_WIDE, _HIGH = 60.0, 14.0
"""A frame is at least so wide and so high, in points."""


def joined_rules(rules: Iterable[Box]) -> list[Box]:
    """Join rules from left to right that go on each other, or lie on each other.

    Parameters
    ----------
    rules : iterable of Box
        Thin rectangles in points.

    Examples
    --------
    >>> joined_rules([(0, 9, 50, 10), (50, 9, 80, 10), (0, 40, 80, 41)])
    [(0, 9, 80, 10), (0, 40, 80, 41)]
    """
    found: list[Box] = []
    by_height = sorted(rules, key=lambda one: (round((one[1] + one[3]) / 2), one[0]))
    for one in by_height:
        last = found[-1] if found else None
        if (
            last
            and abs((last[1] + last[3]) - (one[1] + one[3])) <= TOUCH
            and one[0] <= last[2] + TOUCH
        ):
            found[-1] = (last[0], last[1], max(last[2], one[2]), last[3])
        else:
            found.append(one)
    return found


def turned(box: Box) -> Box:
    """Return a box with its axes exchanged, so that what is said of rows holds for columns."""
    return box[1], box[0], box[3], box[2]


def frames_between(rules: Sequence[Box]) -> list[Box]:
    """Return the areas that rules enclose: at the left, at the right, and above or below; a box
    that goes on in the next column is open on one side.

    Parameters
    ----------
    rules : sequence of Box
        The rules of a page, as thin rectangles in points.

    Returns
    -------
    list of Box
        Without areas that another rule parts from top to bottom, as it does in tables.

    Examples
    --------
    >>> sides = [(0, 0, 1, 40), (99, 0, 100, 40), (0, 39, 100, 40)]
    >>> frames_between(sides), frames_between([*sides, (50, 0, 51, 40)])
    ([(0, 0, 100, 40)], [])
    """
    across = joined_rules(one for one in rules if one[2] - one[0] > one[3] - one[1])
    down = joined_rules(turned(one) for one in rules if one[2] - one[0] <= one[3] - one[1])
    if max(len(across), len(down)) > _MOST:
        return []
    found: list[Box] = []
    for same in _of_one_top([one for one in down if one[2] - one[0] >= _HIGH]):
        for left, right in pairwise(sorted(same, key=lambda one: one[1])):
            frame = (left[1], max(left[0], right[0]), right[3], min(left[2], right[2]))
            high = abs(left[0] - right[0]) <= 2 * TOUCH and frame[2] - frame[0] >= _WIDE
            if high and not _parted(frame, down) and _is_closed(frame, across):
                found.append(frame)
    return found


def stacked(fills: Iterable[Box]) -> list[Box]:
    """Join areas of one width that touch, one below the other, as LibreOffice and Word fill a box
    paragraph by paragraph.

    Parameters
    ----------
    fills : iterable of Box
        Rectangles in points.

    Examples
    --------
    >>> stacked([(0, 40, 90, 60), (0, 10, 90, 40), (0, 70, 90, 80)])
    [(0, 10, 90, 60), (0, 70, 90, 80)]
    """
    found: list[Box] = []
    last: dict[tuple[int, int], int] = {}
    for one in sorted(fills, key=lambda one: (one[1], one[3])):
        key = round(one[0] / TOUCH), round(one[2] / TOUCH)
        place = last.get(key)
        if place is not None and one[1] <= found[place][3] + 1:
            below = found[place]
            found[place] = (below[0], below[1], below[2], max(below[3], one[3]))
        else:
            last[key] = len(found)
            found.append(one)
    return found


def _of_one_top(down: Sequence[Box]) -> list[list[Box]]:
    """Return turned rules that end at one height, together."""
    groups: list[list[Box]] = []
    for one in sorted(down, key=lambda one: one[2]):
        if groups and one[2] - groups[-1][-1][2] <= TOUCH:
            groups[-1].append(one)
        else:
            groups.append([one])
    return groups


def _parted(frame: Box, down: Sequence[Box]) -> bool:
    return any(
        frame[0] + TOUCH < one[1] < frame[2] - TOUCH
        and min(one[2], frame[3]) - max(one[0], frame[1]) > TOUCH
        for one in down
    )


def _is_closed(frame: Box, across: Sequence[Box]) -> bool:
    return any(
        abs(one[0] - frame[0]) <= 2 * TOUCH
        and abs(one[2] - frame[2]) <= 2 * TOUCH
        and min(abs(one[1] - frame[1]), abs(one[3] - frame[3])) <= 2 * TOUCH
        for one in across
    )
