"""Page numbers, and where on a page they and running heads stand."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterator, Sequence
from itertools import pairwise, takewhile

from annotate.text.structure.lines import Row, line_of

LONE_NUMBER = re.compile(
    r"[–—\-\s|•]*(?:p(?:age|\.)?\s*)?(\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|sur)\s*\d+)?[–—\-\s|•]*"
)
NUMBER = r"\d{1,4}|(?=[ivx])x{0,3}(?:ix|iv|v?i{0,3})"
"""A number, or a small roman one, as front matter has."""
_NUMBER_FIRST = re.compile(rf"^([–—\-|•\s]*(?:[pP]\.\s*)?({NUMBER})(?:\s*[–—\-|•]+)?)(?=\s|$)")
_NUMBER_LAST = re.compile(rf"(?<!\S)((?:[–—\-|•]+\s*)?(?:[pP]\.\s*)?({NUMBER})(?:\s*[–—\-|•]+)?)$")
"""A page number with what is printed about it."""
_DEPTH = 2
"""Running heads and page numbers are among this many rows at the top or the foot of a page."""
Part = tuple[str, int, int]
"""Label, and code points of the source, half-open."""
_FURTHER, _PARTED = 2, 1.3
"""A running head has so many lines more at most; white of so many times their leading parts them
from the text."""


def numbers_at_ends(row: Row) -> Iterator[tuple[int, int, int]]:
    """Yield the numbers at both ends of a row.

    Parameters
    ----------
    row : Row
        What may be a running head.

    Yields
    ------
    tuple of int
        The first character of the row that belongs to the number, with what is printed about it,
        the end of that, and the value.

    Examples
    --------
    >>> row = Row(0, 16, "12 | Le moulin 3", 12, False, None)
    >>> list(numbers_at_ends(row))
    [(0, 4, 12), (15, 16, 3)]
    """
    for pattern in (_NUMBER_FIRST, _NUMBER_LAST):
        match = pattern.search(row.text)
        if match:
            yield match.start(1), match.end(1), _value(match.group(2))


def rows_at_edges(
    rows: Sequence[Row], known: Container[int] = (), depth: int = _DEPTH
) -> list[Row]:
    """Return the rows at the top and the foot of a page, where furniture may stand.

    Parameters
    ----------
    rows : sequence of Row
        The rows of one page.
    known : container of int
        Starts of rows that are set aside already.
    depth : int
        How many rows at each edge.
    """
    if rows[0].line is not None:
        rows = sorted(rows, key=lambda row: -row.line.baseline if row.line else 0.0)
    free = [row for row in rows if row.start not in known]
    if len(free) <= 2 * depth:
        return free
    return [*free[:depth], *free[-depth:]]


def further_lines(rows: Sequence[Row], found: Container[int]) -> Iterator[int]:
    """Yield the starts of the rows that may go on with a running head of several lines: right below
    it, or above one at the foot, and apart from the text.

    Parameters
    ----------
    rows : sequence of Row
        The rows of one page.
    found : container of int
        Starts of rows that are furniture already.
    """
    placed = sorted((row for row in rows if row.line), key=lambda row: -line_of(row).baseline)
    for order in (placed, placed[::-1]):
        head = list(takewhile(lambda row: row.start in found, order))
        rest = order[len(head) : len(head) + _FURTHER + 1]
        if not head or not rest:
            continue
        near = abs(line_of(head[-1]).baseline - line_of(rest[0]).baseline)
        for number, (row, inner) in enumerate(pairwise(rest), start=1):
            if abs(line_of(row).baseline - line_of(inner).baseline) > _PARTED * near > 0:
                yield from (one.start for one in rest[:number])
                break


def page_numbers(rows: Sequence[Row]) -> dict[int, str]:
    """Find lone numbers at the edges of pages whose distance from the page's own count comes twice
    or more.

    Parameters
    ----------
    rows : sequence of Row
        All rows of a document.

    Returns
    -------
    dict
        Start offset of the row to ``page_number``.
    """
    by_page: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_page[row.page].append(row)
    candidates: list[tuple[Row, int]] = []
    for page, own in by_page.items():
        for row in rows_at_edges(own):
            match = LONE_NUMBER.fullmatch(row.text.lower())
            if match:
                candidates.append((row, _value(match.group(1)) - page))
    counts = Counter(shift for _, shift in candidates)
    if not counts:
        return {}
    shift, times = counts.most_common(1)[0]
    if times < 2 and shift:
        return {}
    found = {row.start: "page_number" for row, other in candidates if other == shift}
    for page, own in by_page.items():
        if times > 1 and not any(row.start in found for row in own):
            found.update(_among_notes(own, str(page + shift)))
    return found


def _among_notes(rows: Sequence[Row], number: str) -> dict[int, str]:
    """Find the page number that an extractor put between the numbers of notes and their texts."""
    for before, row, behind in zip(rows, rows[1:], rows[2:], strict=False):
        free = row.blank_before and behind.blank_before and row.line is None
        if free and row.text == number and (before.text.isdecimal() or behind.text.isdecimal()):
            return {row.start: "page_number"}
    return {}


def _value(number: str) -> int:
    if number.isdecimal():
        return int(number)
    digits = [{"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}[char] for char in number]
    pairs = zip(digits, [*digits[1:], 0], strict=True)
    return sum(-one if one < following else one for one, following in pairs)


def furniture_parts(rows: Sequence[Row], furniture: dict[int, str]) -> Iterator[Part]:
    """Yield running heads and page numbers, those that share a line apart.

    Parameters
    ----------
    rows : sequence of Row
        All rows of a document.
    furniture : dict
        What :func:`annotate.text.structure.page_furniture.find_furniture` found among them.

    Yields
    ------
    Part
        Label, and code points of the source, half-open.
    """
    heads = [row for row in rows if furniture.get(row.start) == "running_head"]
    shifts = Counter(
        shift
        for row in rows
        if row.start in furniture
        for shift in {value - row.page for _, _, value in numbers_at_ends(row)}
    )
    for row in rows:
        label = furniture.get(row.start)
        if label is None:
            continue
        number = next(
            (
                (low, high)
                for low, high, value in numbers_at_ends(row)
                if label == "running_head" and (shifts[value - row.page] > 1 or len(heads) == 1)
            ),
            None,
        )
        if number is None:
            yield label, row.start, row.end
            continue
        low, high = (row.start + place for place in number)
        if row.start < low:
            yield label, row.start, row.start + len(row.text[: number[0]].rstrip())
        yield "page_number", low, high
        if high < row.end:
            rest = row.text[number[1] :]
            yield label, row.end - len(rest.lstrip()), row.end
