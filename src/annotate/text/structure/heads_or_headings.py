"""Which rows at the edges of pages are running heads, and which are headings or text there."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

from annotate.text.structure.lines import Row, line_of
from annotate.text.structure.page_numbers import numbers_at_ends
from annotate.text.structure.paragraph_kinds import is_bullet

_SEVERAL = 3
"""So many pages with a running head show where others are."""
_LARGER, _SMALLER = 1.02, 0.95
"""Type of more, or less, than so many times the usual size is larger, or smaller."""
_SAID = 3
"""So many words of a heading that come again say that it comes again."""
_NUMBER = re.compile(r"\d{1,4}")
_COUNTED = re.compile(r"([^\W\d_]{2,12}\s)?(?:(\d{1,3})|([IVX]{1,6})\b)((?:\.\d+)*\s?[.)/°–:-]?)")
"""A row that begins with a number, perhaps behind a word: `4.`, `II -`, `Article 9`."""
_ROMAN = {"I": 1, "V": 5, "X": 10}


def with_their_pages(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that are the same on another page, or say its number.

    `Chapitre 1` and `Chapitre 2`, or `Question 12` and `Question 16`, at the tops of pages are
    headings: their numbers do not grow with the pages, or hardly ever.

    Parameters
    ----------
    rows : sequence of Row
        Rows at the edges of pages that are alike but for their numbers.

    Examples
    --------
    >>> rows = [Row(0, 0, text, page, False, None) for text, page in [
    ...     ("Le moulin 4", 4), ("Le moulin 6", 6), ("Le moulin 7", 7), ("Le moulin 9", 8)]]
    >>> [row.page for row in with_their_pages(rows)]
    [4, 6, 7]
    """
    pages = defaultdict(set)
    for row in rows:
        pages[row.text].add(row.page)
    shifts = Counter(shift for row in rows for shift in _shifts(row))
    enough = min(_SEVERAL, max(2, len(rows)))
    return [
        row
        for row in rows
        if len(pages[row.text]) > 1 or any(shifts[shift] >= enough for shift in _shifts(row))
    ]


def _shifts(row: Row) -> set[tuple[int, int]]:
    """Return how far the numbers of a row are from that of its page, and from twice that: two pages
    may be on one sheet.
    """
    values = {int(found) for found in _NUMBER.findall(row.text)}
    values.update(value for _, _, value in numbers_at_ends(row))
    return {(times, value - times * row.page) for value in values for times in (1, 2)}


def is_level_with_another(level: Sequence[tuple[float, int]], row: Row) -> bool:
    """Return whether some row of another page is at the height of this one.

    Parameters
    ----------
    level : sequence of (float, int)
        Baselines of rows with their pages, sorted.
    row : Row
        The row.
    """
    height = _height(row)
    for place in range(bisect_left(level, (height - 1.5, 0)), len(level)):
        other, page = level[place]
        if other > height + 1.5:
            break
        if page != row.page:
            return True
    return False


def level_with_heads(
    by_page: Mapping[int, Sequence[Row]], known: Mapping[int, str], edges: Container[int]
) -> Iterator[Row]:
    """Yield the highest row of each later page that is near its text, where it is at the height of
    a running head of another page.

    Parameters
    ----------
    by_page : mapping of int to sequence of Row
        The rows of the pages.
    known : mapping of int to str
        Page furniture, by its start.
    edges : container of int
        Starts of rows that white parts from the text.
    """
    every = (row for rows in by_page.values() for row in rows)
    heads = sorted(
        (_height(row), row.page) for row in every if known.get(row.start) == "running_head"
    )
    for page, rows in by_page.items():
        highest = max(rows, key=_height)
        free = highest.start not in known and highest.start not in edges
        if page > min(by_page) and free and is_level_with_another(heads, highest):
            yield highest


class Placed:
    """Tells whether a row is where running heads of several other pages are, and set as they are:
    the head of a section that is no longer than a page comes once.

    Parameters
    ----------
    heads : iterable of Row
        Running heads.
    """

    def __init__(self, heads: Iterable[Row]) -> None:
        self._heads: dict[tuple[int, bool], list[tuple[float, int]]] = defaultdict(list)
        for row in sorted(heads, key=_height):
            self._heads[_type(row)].append((_height(row), row.page))

    def __call__(self, row: Row) -> bool:
        """Return whether so many other pages have one there."""
        heads = self._heads.get(_type(row), [])
        low = bisect_left(heads, (_height(row) - 1, 0))
        high = bisect_right(heads, (_height(row) + 1, row.page))
        pages = {page for _, page in heads[low:high]} - {row.page}
        return len(pages) >= _SEVERAL and not row.ends_sentence


def _height(row: Row) -> float:
    return row.line.baseline if row.line else 0.0


def _type(row: Row) -> tuple[int, bool]:
    return (round(row.line.size), row.line.bold) if row.line else (0, False)


class Single:
    """Tells whether a row at the edge of one page alone may be a running head: not one that is set
    as a heading, is counted as others are, or goes on with a sentence.

    Parameters
    ----------
    rows : iterable of Row
        All rows of a document with a layout.
    usual : float
        The size of most of the text.
    """

    def __init__(self, rows: Iterable[Row], usual: float) -> None:
        self._usual = usual
        self._said: Counter[tuple[str, ...]] = Counter()
        self._counted: set[tuple[str, int]] = set()
        letters: Counter[bool] = Counter()
        for row in rows:
            self._said[_words(row)] += 1
            self._counted.update(_counted(row))
            letters[bool(row.line and row.line.bold)] += len(row.text)
        self._bold = letters[True] > letters[False]

    def __call__(self, row: Row, *, foot: bool = False) -> bool:
        """Return whether a row may be one; at the foot only in smaller type than the text."""
        words = _words(row)
        if len(words) >= _SAID and self._said[words] > 1:
            return True
        line = line_of(row)
        larger = line.size > _LARGER * self._usual or (line.bold and not self._bold)
        if larger or (foot and line.size > _SMALLER * self._usual):
            return False
        # `p. 1` in front of a title goes on with no sentence.
        ahead = any(begin == 0 and value == row.page for begin, _, value in numbers_at_ends(row))
        goes_on = row.text[0].islower() and not ahead
        if goes_on or row.ends_sentence or row.text[-1] in ":;," or is_bullet(row):
            return False
        beside = ((form, value + step) for form, value in _counted(row) for step in (-2, -1, 1, 2))
        return not any(one in self._counted for one in beside)


def _words(row: Row) -> tuple[str, ...]:
    """Return the words of a row in small letters, but for numbers at its ends."""
    words = re.findall(r"[^\W_]+", row.text.casefold())
    while words and words[-1].isdigit():
        words.pop()
    return tuple(words)


def _counted(row: Row) -> Iterator[tuple[str, int]]:
    """Yield how a row that begins with a number is counted, and its number."""
    found = _COUNTED.match(row.text)
    if found and (found[1] or found[4].strip()):
        value = int(found[2]) if found[2] else _roman(found[3])
        yield f"{found[1] or ''}{'0' if found[2] else 'I'}{found[4].strip()}".casefold(), value


def _roman(number: str) -> int:
    values = [_ROMAN[char] for char in number]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-one if one < following else one for one, following in pairs)
