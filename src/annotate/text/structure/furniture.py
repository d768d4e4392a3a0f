"""Page furniture: running heads and page numbers, which no sentence should run through."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Sequence
from itertools import pairwise

from annotate.text.structure.rows import Row

_NUMBER = re.compile(
    r"[–—\-\s|•]*(?:p(?:age|\.)?\s*)?(\d{1,4}|[ivxlc]{1,7})(?:\s*/\s*\d+)?[–—\-\s|•]*"
)
_DIGITS = re.compile(r"\d+")
_DEPTH = 2
"""Running heads and page numbers stand among this many rows at the top or the foot of a page."""


def find_furniture(rows: Sequence[Row]) -> dict[int, str]:
    """Find running heads and page numbers.

    A page number is a lone number at the top or the foot of a page that grows with the pages. A
    running head is a row there that comes again on another page, numbers aside; where the layout
    is known, rows at the same height that stand apart from the text count as the same.

    Parameters
    ----------
    rows : sequence of Row
        All rows of a document.

    Returns
    -------
    dict
        Start offset of the row to ``running_head`` or ``page_number``.
    """
    by_page: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_page[row.page].append(row)
    found: dict[int, str] = {}
    if len(by_page) > 1:
        found.update(_page_numbers(by_page))
        found.update(_repeated(by_page, found))
    if rows and rows[0].line is not None:
        found.update(_apart(by_page, found))
    return found


def _edges(rows: Sequence[Row], known: Container[int] = ()) -> list[Row]:
    """Return the rows at the top and the foot of a page, where furniture may stand."""
    if rows[0].line is not None:
        rows = sorted(rows, key=lambda row: -row.line.baseline if row.line else 0.0)
    free = [row for row in rows if row.start not in known]
    if len(free) <= 2 * _DEPTH:
        return free
    return [*free[:_DEPTH], *free[-_DEPTH:]]


def _page_numbers(by_page: dict[int, list[Row]]) -> dict[int, str]:
    """Believe lone numbers whose distance from the page's own count comes twice or more."""
    candidates: list[tuple[Row, int]] = []
    for page, rows in by_page.items():
        for row in _edges(rows):
            match = _NUMBER.fullmatch(row.text.lower())
            if match:
                candidates.append((row, _value(match.group(1)) - page))
    counts = Counter(shift for _, shift in candidates)
    if not counts:
        return {}
    shift, times = counts.most_common(1)[0]
    if times < 2:
        return {}
    return {row.start: "page_number" for row, own in candidates if own == shift}


def _value(number: str) -> int:
    if number.isdigit():
        return int(number)
    digits = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[char] for char in number]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    return sum(-one if one < following else one for one, following in pairs)


def _repeated(by_page: dict[int, list[Row]], known: Container[int]) -> dict[int, str]:
    seen: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for rows in by_page.values():
        for row in _edges(rows, known):
            seen[_key(row)].append(row)
    found: dict[int, str] = {}
    for key, same in seen.items():
        pages = {row.page for row in same}
        if len(pages) > 1 and key[0] and len(key[0]) < 160:
            found.update((row.start, "running_head") for row in same)
    return found


def _key(row: Row) -> tuple[str, int]:
    """Return what two running heads share: their text but for numbers, and their type size, since
    a title may have the same words.
    """
    words = " ".join(_DIGITS.sub("#", row.text.casefold()).split())
    return words, round(row.line.size) if row.line else 0


def _apart(by_page: dict[int, list[Row]], known: dict[int, str]) -> dict[int, str]:
    """Find rows outside the area of the text: above the top line of every page, or below the last.

    A heading at the top of a column stands apart as well, but at a height where other pages have
    their text.
    """
    found: dict[int, str] = {}
    leading = _leading(by_page.values())
    for sign in (1, -1):
        edges = [row for rows in by_page.values() for row in _outermost(rows, sign, leading)]
        starts = {row.start for row in edges}
        inner = max(
            (
                sign * _height(row)
                for rows in by_page.values()
                for row in rows
                if row.start not in starts and row.start not in known
            ),
            default=0.0,
        )
        outside = [row for row in edges if sign * _height(row) > inner + 1.2 * leading]
        level = sorted((_height(row), row.page) for row in outside)
        for row in outside:
            if row.start in known:
                continue
            if _NUMBER.fullmatch(row.text.lower()):
                found[row.start] = "page_number"
            elif _elsewhere(level, row):
                found[row.start] = "running_head"
    return found


def _elsewhere(level: Sequence[tuple[float, int]], row: Row) -> bool:
    """Tell whether some row of another page stands at the height of this one."""
    height = _height(row)
    for place in range(bisect_left(level, (height - 1.5, 0)), len(level)):
        other, page = level[place]
        if other > height + 1.5:
            break
        if page != row.page:
            return True
    return False


def _height(row: Row) -> float:
    return row.line.baseline if row.line else 0.0


def _leading(pages: Iterable[Sequence[Row]]) -> float:
    """Return the median distance between a row and the next below it, in points."""
    drops = sorted(
        _height(above) - _height(below)
        for rows in pages
        for above, below in pairwise(rows)
        if above.line and 0 < _height(above) - _height(below) < 3 * above.line.size
    )
    return drops[len(drops) // 2] if drops else 0.0


def _outermost(rows: Sequence[Row], sign: int, leading: float) -> list[Row]:
    """Return the row or rows on the outermost baseline of a page, if a gap parts them from all
    others. `sign` is 1 for the top and -1 for the foot.
    """
    placed = [row for row in rows if row.line is not None]
    if len(placed) < 4:
        return []
    edge = max(sign * _height(row) for row in placed)
    inner = [sign * _height(row) for row in placed if sign * _height(row) < edge - 2]
    if not inner or edge - max(inner) < 1.4 * leading:
        return []
    return [row for row in placed if sign * _height(row) >= edge - 2]
