"""Numbers of lines in a margin, which no sentence should run through.

They stand at one place beside the text, to the left or to the right of it, on the baselines of its
lines, and grow with the lines: between 5 and 10 there are five. That tells them from the numbers
of a list, of verses of the Bible or of the rows of a table, from years, and from calls.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from annotate.text.structure.lines import Row, line_of, part_of

LINE_NUMBER = "line_number"
"""The label of these numbers in a structure."""
_NUMBER = re.compile(r"\d{1,4}")
_FIRST, _LAST = re.compile(r"(\d{1,4})\s+(?=\S)"), re.compile(r"(?<=\S)\s+(\d{1,4})$")
_GAP = 0.6
"""White of this share of the size, at least, is between a number and its line."""
_ALIGNED = 2.0
"""Numbers of one margin begin, or end, at the same place within so many points."""
_SAME = 0.35
"""Baselines that differ by less than this share of the font size are of one line."""
_FEWEST = 2
"""So many numbers of a document, at least, count the lines from the one before."""
_RIGHT = 0.75
"""The share of neighbours that count the lines between them rightly."""
_RUN_ON = 0.2
"""Where every line has a number, so many of them go on with a sentence; items of a list do not."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A number beside a line, with what is left of its row."""

    row: Row
    number: Row
    rest: Row | None

    @property
    def value(self) -> int:
        return int(self.number.text)

    @property
    def baseline(self) -> float:
        return line_of(self.number).baseline


def without_line_numbers(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Take the numbers of lines out of the rows of a document.

    Parameters
    ----------
    rows : sequence of Row
        All rows.

    Returns
    -------
    rows : list of Row
        Those that are left, without their numbers.
    numbers : list of Row
        The numbers, in the order of the source.
    """
    by_page: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_page[row.page].append(row)
    marks = {page: list(_marks(own)) for page, own in by_page.items()}
    counted = [found for page, own in marks.items() for found in _bands(own, by_page[page])]
    if sum(right for _, right in counted) < _FEWEST:
        return list(rows), []
    bands = [band for band, _ in counted]
    found = {
        mark.row.start: mark
        for own in marks.values()
        for mark in own
        if any(_is_in(mark, band) for band in bands)
    }
    left: list[Row] = []
    for row in rows:
        mark = found.get(row.start)
        if mark is None:
            left.append(row)
        elif mark.rest is not None:
            left.append(mark.rest)
    return left, sorted((mark.number for mark in found.values()), key=lambda row: row.start)


def _marks(rows: Iterable[Row]) -> Iterator[_Mark]:
    """Yield the numbers of a page that white parts from what is on their line."""
    for row in rows:
        if row.line is None or not (row.text[0].isdecimal() or row.text[-1].isdecimal()):
            continue
        if _NUMBER.fullmatch(row.text):
            yield _Mark(row, row, None)
            continue
        for match in (_FIRST.match(row.text), _LAST.search(row.text)):
            if match and _white(row, match) > _GAP * row.line.size:
                low, high = (row.start + at for at in match.span(1))
                first = match.start() == 0
                begin, end = (match.end(), len(row.text)) if first else (0, match.start())
                rest = part_of(row, row.start + begin, row.start + end)
                yield _Mark(row, part_of(row, low, high), rest)


def _white(row: Row, match: re.Match[str]) -> float:
    """Return the white between a number and the rest of its line, in points."""
    line = line_of(row)
    edges = line.edges[row.start - line.start :]
    if len(edges) <= len(row.text):
        return 0.0
    low, high = match.span(1)
    return edges[match.end()] - edges[high] if low == 0 else edges[low] - edges[match.start()]


_Band = tuple[bool, float]
"""Whether numbers end there, and do not begin; and where."""


def _bands(marks: Sequence[_Mark], rows: Sequence[Row]) -> Iterator[tuple[_Band, int]]:
    """Yield the places of a page where numbers of lines are below each other, with how many of them
    count rightly from the one before.
    """
    if len(marks) < 2:
        return
    taken = Counter(mark.row.start for mark in marks)
    # Of a row with a number at both ends nobody knows yet which is its own.
    text = [mark.rest for mark in marks if mark.rest and taken[mark.row.start] == 1]
    text.extend(row for row in rows if row.start not in taken and row.line)
    groups: dict[_Band, list[_Mark]] = defaultdict(list)
    for mark in marks:
        for ends in (True, False):
            edge = _edge(mark, ends)
            near = [band for band in groups if band[0] == ends and abs(band[1] - edge) < _ALIGNED]
            groups[near[0] if near else (ends, edge)].append(mark)
    for band, own in groups.items():
        right = _count_lines(own, text) if len(own) > 1 else 0
        if right:
            yield band, right


def _edge(mark: _Mark, ends: bool) -> float:
    return line_of(mark.number).box[2 if ends else 0]


def _is_in(mark: _Mark, band: _Band) -> bool:
    ends, edge = band
    return abs(_edge(mark, ends) - edge) < _ALIGNED


def _count_lines(marks: Sequence[_Mark], text: Sequence[Row]) -> int:
    """Return how many numbers count the lines that they stand beside; 0 if most do not."""
    ordered = sorted(marks, key=lambda mark: -mark.baseline)
    beside = [row for row in (_neighbour(mark, text) for mark in ordered) if row]
    if len(beside) < max(_RIGHT * len(ordered), 1):
        return 0
    column = _in_column(beside, text)
    if any(_is_within(mark, column) for mark in ordered):
        return 0
    places = [_place(mark.baseline, _baselines(column), beside[0]) for mark in ordered]
    steps = [
        (after.value, after.value - before.value, two - one)
        for (before, one), (after, two) in pairwise(zip(ordered, places, strict=True))
        if one is not None and two is not None
    ]
    every = any(step == 1 for _, step, _ in steps)
    if every and sum(row.text[0].islower() for row in beside) < _RUN_ON * len(beside):
        return 0
    # Between numbers that are far apart a heading may be, which does not count.
    right = sum(
        0 < step <= between <= step + (0 if every else 2) and (every or value % step == 0)
        for value, step, between in steps
    )
    return right if right >= _RIGHT * len(steps) else 0


def _neighbour(mark: _Mark, text: Sequence[Row]) -> Row | None:
    """Return what is nearest to a number on its baseline."""
    if mark.rest is not None:
        return mark.rest
    left, _, right, _ = line_of(mark.number).box
    level = [
        row
        for row in text
        if abs(line_of(row).baseline - mark.baseline) <= _SAME * line_of(row).size
    ]
    return min(
        level,
        key=lambda row: max(line_of(row).box[0] - right, left - line_of(row).box[2]),
        default=None,
    )


def _in_column(beside: Sequence[Row], text: Sequence[Row]) -> list[Row]:
    """Return the rows that are, for the most part, above or below those beside numbers."""
    left = median(line_of(row).box[0] for row in beside)
    right = median(line_of(row).box[2] for row in beside)
    return [
        row
        for row in text
        if min(line_of(row).box[2], right) - max(line_of(row).box[0], left)
        > 0.5 * (line_of(row).box[2] - line_of(row).box[0])
    ]


def _is_within(mark: _Mark, column: Sequence[Row]) -> bool:
    """Return whether a number is above or below the text, as one of a table or a list may be."""
    left, _, right, _ = line_of(mark.number).box
    return any(line_of(row).box[0] < right and left < line_of(row).box[2] for row in column)


def _baselines(rows: Iterable[Row]) -> list[float]:
    """Return the heights of the lines of some rows, from the lowest; each once."""
    lines: list[float] = []
    for row in sorted(rows, key=lambda row: line_of(row).baseline):
        line = line_of(row)
        if not lines or line.baseline - lines[-1] > _SAME * line.size:
            lines.append(line.baseline)
    return lines


def _place(baseline: float, lines: Sequence[float], near: Row) -> int | None:
    """Return which line, counted downwards, is at a height."""
    slack = _SAME * line_of(near).size
    at = bisect_left(lines, baseline - slack)
    return -at if at < len(lines) and lines[at] <= baseline + slack else None
