"""Boxed texts: rows inside drawn frames, or beside a bar, with what goes on in the next column."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from statistics import median

from annotate.document.source import Box, Source
from annotate.text.structure.lines import Row, line_of

_BAR = 5.0
"""A frame narrower than this many points is a bar to the left of its text."""
_SHORT_BAR, _SHORT = 20.0, 30.0
"""Frames that are no higher go on with one in the column before, or are none."""
_REACH = 28.0
"""The text of a bar begins at most this many points to its right."""
_INDENT = 32.0
"""The first lines of its paragraphs may be indented by so many more points."""
_CLOSE = 14.0
"""A bar whose text is not indented is at most this many points before it, beside at most this share
of its column; its type differs from the text's by this share at least.
"""
_PART, _RESIZED = 0.7, 0.04
_SLACK = 3.0
_TITLE = 1.4
"""What is larger than a boxed text by this much is a title over all columns."""


def framed_rows(rows: Sequence[Row], source: Source) -> dict[int, int]:
    """Give the rows of boxed texts the number of their box.

    Parameters
    ----------
    rows : sequence of Row
        All rows but page furniture.
    source : Source
        With its layout.

    Returns
    -------
    dict
        Start offset of a row to the number of its box, from 1 in reading order.
    """
    frames = source.layout.frames if source.layout else ()
    by_page: dict[int, list[Row]] = {}
    for row in rows:
        by_page.setdefault(row.page, []).append(row)
    claimed: set[int] = set()
    framed: list[tuple[list[Row], Box]] = []
    whole: dict[int, list[Box]] = {}
    for page, frame in frames:
        if not _is_short(frame):
            whole.setdefault(page, []).append(frame)
    for page, frame in _outer(frames):
        own, before, after = (whole.get(at, ()) for at in (page, page - 1, page + 1))
        near = [row for row in by_page.get(page, ()) if row.start not in claimed]
        inside = _right_of(frame, near) if _is_bar(frame) else _within(frame, near)
        if not inside or len(inside) == len(by_page[page]):
            continue
        if len(inside) == 1 or _is_short(frame):
            # The text of a title alone is in the next column, or on the next page.
            over = any(_goes_on([frame], (), one) for one in own) or _goes_on((), after, frame)
            begins = over and _is_title(inside[0], by_page[page])
            # Few lines, or one beside a bar, may be all that is left of a text.
            left = (_is_bar(frame) or _is_short(frame)) and _goes_on(own, before, frame)
            under = any(_is_over(row, inside[0]) for row in by_page[page])
            if not begins and (not left or (_is_short(frame) and under)):
                continue
        claimed.update(row.start for row in inside)
        framed.append((inside, frame))
    free = {page: [row for row in own if row.start not in claimed] for page, own in by_page.items()}
    return _numbered(sorted(framed, key=lambda pair: pair[0][0].start), free)


def _goes_on(own: Sequence[Box], others: Sequence[Box], frame: Box) -> bool:
    """Return whether a frame is as wide as one in a column before it, or as one of another page."""
    return any(
        _same_width(one, frame) and frame[0] > one[2] and frame[3] > one[3] for one in own
    ) or any(_same_width(one, frame) for one in others)


def _is_title(row: Row, page: Sequence[Row]) -> bool:
    """Return whether a row is the title of a boxed text that begins at the foot of its page."""
    # Notes may be larger than the text of a box, but not as large as most text.
    usual = median(line_of(other).size for other in page)
    text = (other for other in page if line_of(other).size >= 0.98 * usual)
    return line_of(row).bold and not any(_is_over(row, other) for other in text)


def _is_bar(frame: Box) -> bool:
    return frame[2] - frame[0] < _BAR


def _is_short(frame: Box) -> bool:
    return frame[3] - frame[1] <= (_SHORT_BAR if _is_bar(frame) else _SHORT)


def _within(frame: Box, rows: Sequence[Row]) -> list[Row]:
    return [row for row in rows if _holds(frame, line_of(row).box)]


def _right_of(bar: Box, rows: Sequence[Row]) -> list[Row]:
    """Return the rows to the right of a bar, if they are indented from the others of their column,
    or set in another size; else it is the rule between two columns.
    """
    near = [row for row in rows if 0 < line_of(row).box[0] - bar[0] < _REACH + _INDENT]
    inside = [row for row in near if _is_level(bar, row)]
    column = [row for row in rows if abs(line_of(row).box[0] - bar[0]) < _REACH]
    others = [row for row in column if row not in inside]
    left = min((line_of(row).box[0] for row in inside), default=0.0)
    if not inside or len(others) < 2 or left - bar[0] > _REACH:
        return []
    edge = Counter(round(line_of(row).box[0]) for row in others).most_common(1)[0][0]
    near_by = 0 < left - bar[0] < _CLOSE and len(inside) <= _PART * len(column)
    resized = near_by and _differ(inside, others)
    return inside if left > edge + _SLACK or resized else []


def _is_level(bar: Box, row: Row) -> bool:
    """Return whether the small letters of a row are between the ends of a bar."""
    line = line_of(row)
    low, high = line.baseline, line.baseline + 0.5 * line.size
    return bar[1] - _SLACK <= low and high <= bar[3] + _SLACK


def _differ(inside: Sequence[Row], others: Sequence[Row]) -> bool:
    """Return whether rows are smaller or larger than most others of their column."""
    usual = median(line_of(row).size for row in others)
    sizes = [line_of(row).size for row in inside]
    return all(abs(size - usual) > _RESIZED * usual for size in sizes)


def _numbered(
    framed: Sequence[tuple[list[Row], Box]], free: Mapping[int, Sequence[Row]]
) -> dict[int, int]:
    """Number boxed texts in reading order; one that goes on in the next column or on the next
    page has a frame of the same width there, no title, and no text of the same column in between.
    """
    found: dict[int, int] = {}
    number = 0
    last: tuple[Row, Box] | None = None
    for inside, frame in framed:
        first = inside[0]
        goes_on = (
            last is not None
            and first.page - last[0].page <= 1
            and _same_width(frame, last[1])
            and not _text_between(last[0], first, free)
            and not line_of(first).bold
            and line_of(first).size < line_of(last[0]).size * 1.04
        )
        number += not goes_on
        found.update((row.start, number) for row in inside)
        last = (inside[-1], frame)
    return found


def _text_between(last: Row, first: Row, free: Mapping[int, Sequence[Row]]) -> bool:
    """Return whether running text is below one row or above another, in their columns; what is read
    before both, such as the authors under a title over all columns, is not between them.
    """
    sizes = [line_of(row).size for page in (last.page, first.page) for row in free[page]]
    size = max(min(line_of(last).size, line_of(first).size), median(sizes or [0.0]))
    below = (row for row in free[last.page] if _is_over(last, row))
    above = (row for row in free[first.page] if _is_over(row, first) and row.start > last.start)
    return any(0.98 * size <= line_of(row).size < _TITLE * size for row in chain(below, above))


def _is_over(upper: Row, lower: Row) -> bool:
    """Return whether a row is above another of the same column."""
    one, other = line_of(upper).box, line_of(lower).box
    return one[1] > other[1] and one[0] < other[2] and other[0] < one[2]


def _outer(frames: Iterable[tuple[int, Box]]) -> list[tuple[int, Box]]:
    """Return frames with the largest first on each page, so that a border drawn inside another
    claims nothing of its own.
    """
    area = {frame: (frame[2] - frame[0]) * (frame[3] - frame[1]) for _, frame in frames}
    return sorted(frames, key=lambda pair: (pair[0], -area[pair[1]]))


def _holds(frame: Box, box: Box) -> bool:
    return (
        frame[0] - _SLACK <= box[0]
        and box[2] <= frame[2] + _SLACK
        and frame[1] - _SLACK <= box[1]
        and box[3] <= frame[3] + _SLACK
    )


def _same_width(one: Box, other: Box) -> bool:
    return abs((one[2] - one[0]) - (other[2] - other[0])) < _SLACK
