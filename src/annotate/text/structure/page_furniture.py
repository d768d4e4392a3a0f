"""Page furniture: running heads and page numbers, which no sentence should run through."""

from __future__ import annotations

import re
from collections import ChainMap, Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from itertools import chain, pairwise

from annotate.text.structure.blocks import is_byline, names_of
from annotate.text.structure.heads_or_headings import (
    Placed,
    Single,
    is_level_with_another,
    level_with_heads,
    with_their_pages,
)
from annotate.text.structure.lines import Row
from annotate.text.structure.note_call_candidates import call_places
from annotate.text.structure.notes import note_head
from annotate.text.structure.page_numbers import (
    LONE_NUMBER,
    NUMBER,
    further_lines,
    numbers_at_ends,
    page_numbers,
    rows_at_edges,
)
from annotate.text.structure.paragraph_kinds import is_caption

_JOURNAL = re.compile(r"(?=.*\bn[°o]\s?\d)(?=.*\b(?:1[89]|20)\d\d\b).{10,120}")
"""A journal with its number and year, as at the head of an offprint."""
_OPENING = 8
"""The title and the authors are among the first so many rows."""
_COUNTED = re.compile(r"\d+|^[ivxl]+\b|\b[ivxl]+$")
"""Numbers, and roman ones at the ends of a line."""
_PAGE = re.compile(r"p(?:age|\.)\s?\d", re.IGNORECASE)
_FEWEST_LETTERS = 5
"""Fewer than these, without their numbers, are no running head: `pp. 45-71.`"""
_LARGE = 1.2
"""`Chapitre 1`, `Chapitre 2` in a type so much larger than the usual are headings."""
_FULL = 0.9
"""A line of a paragraph fills this share of the widest line of its page."""


def find_furniture(rows: Sequence[Row]) -> dict[int, str]:
    """Find running heads and page numbers.

    A page number is a lone number at the top or the foot of a page that grows with the pages. A
    running head is a row there that comes again on another page, numbers aside; where the layout
    is known, rows at the same height that are apart from the text count as the same.

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
    usual = _usual_size(by_page)
    if len(by_page) > 1:
        called = {
            (number, place.page)
            for number, places in call_places(rows).items()
            for place in places
            if place.rank <= 1
        }
        found.update(page_numbers(rows))
        found.update(_repeated(by_page, found, called, usual))
        more = _repeated(by_page, found, called, usual)
        below = {at for page in by_page.values() for at in further_lines(page, found)}
        found.update((at, more[at]) for at in more.keys() & below)
    if rows and rows[0].line is not None:
        found.update(_apart(by_page, found, usual))
    elif len(by_page) > 1:
        # A first line that the second goes on with is the title's, whatever later heads repeat.
        first = by_page[min(by_page)]
        if len(first) > 1 and first[1].text[0].islower():
            found.pop(first[0].start, None)
        found.update(_of_the_title(by_page, found))
    return found


def _of_the_title(by_page: dict[int, list[Row]], known: dict[int, str]) -> dict[int, str]:
    """Find rows at the edges of pages that say the beginning of the title again, or an author."""
    opening = min(by_page)
    free = [row for row in by_page[opening] if row.start not in known][: _OPENING + 1]
    found: dict[int, str] = {}
    if len(free) > 2 and _words(free[0]) and _begins(_words(free[0]), free[1:]):
        found[free[0].start] = "running_head"
        free = free[1:]
    opens = _Opening(free)
    aside = ChainMap(found, known)
    for page, rows in by_page.items():
        if page == opening:
            continue
        for row in rows_at_edges(rows, aside, depth=1):
            if opens(row) or (_words(row) and _JOURNAL.fullmatch(row.text)):
                found[row.start] = "running_head"
    return found


class _Opening:
    """Tells whether a row says the beginning of the title again, or the name of an author.

    Parameters
    ----------
    rows : sequence of Row
        The first rows of the document.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows
        names = [name for one in rows[1:] if is_byline(one.text) for name in names_of(one.text)]
        self._authors = [re.findall(r"[^\W_]+", name.casefold()) for name in names]

    def __call__(self, row: Row) -> bool:
        words = _words(row)
        return bool(words) and (words in self._authors or _begins(words, self._rows))


def _is_short_title(row: Row, opening: Sequence[Row]) -> bool:
    """Return whether the title, in larger type, says more behind a comma or colon."""
    more = re.compile(rf"{re.escape(row.text)}\s?[,:;]", re.IGNORECASE)
    size = _LARGE * row.line.size if row.line else 0.0
    return any(one.line and one.line.size > size and more.match(one.text) for one in opening)


def _is_above_its_title(row: Row, below: Sequence[Row]) -> bool:
    """Return whether the first row says how the title below it begins, in larger type or, beside
    the number of the page, in bold; one word of it only beside that number.
    """
    words, title, own = _words(row), next((one.line for one in below), None), row.line
    if not words or own is None or title is None:
        return False
    numbered = any(value == row.page for _, _, value in numbers_at_ends(row))
    bolder = numbered and title.bold and not own.bold and title.size >= own.size
    larger = bolder or title.size > _LARGE * own.size
    return larger and (numbered or len(words) > 1) and _begins(words, below)


def _begins(words: list[str], rows: Sequence[Row]) -> bool:
    text = [word for row in rows[:4] for word in _words(row)]
    return text[: len(words)] == words


def _words(row: Row) -> list[str]:
    """Return the words of a row in lower case, without numbers at its ends."""
    words = re.findall(r"[^\W_]+", row.text.casefold())
    while words and (re.fullmatch(NUMBER, words[0]) or words[0] in ("p", "page")):
        words.pop(0)
    while words and re.fullmatch(NUMBER, words[-1]):
        words.pop()
    return words


def _repeated(
    by_page: dict[int, list[Row]],
    known: Container[int],
    called: set[tuple[str, int]],
    usual: float,
) -> dict[int, str]:
    seen: dict[tuple[str, int], list[Row]] = defaultdict(list)
    for rows in by_page.values():
        top = {row.start for row in rows[: len(rows) // 2]}
        for row in rows_at_edges(rows, known):
            # `2. Ibid.` under a text that calls note 2 is a note, however often it comes.
            if row.start in top or (note_head(row), row.page) not in called:
                seen[_key(row)].append(row)
    found: dict[int, str] = {}
    for key, repeated in seen.items():
        same = with_their_pages(_level(repeated))
        pages = {row.page for row in same}
        letters = sum(char.isalpha() for char in key[0])
        opens = len({row.text for row in same}) > 1 and key[1] > _LARGE * usual
        opens = opens and not any(_JOURNAL.fullmatch(row.text) for row in same)
        opens = opens and not all(_PAGE.match(row.text) for row in same)
        if len(pages) > 1 and letters >= _FEWEST_LETTERS and len(key[0]) < 160 and not opens:
            found.update((row.start, "running_head") for row in same)
    # Where everything comes again on every page, as on forms, nothing is set aside.
    left = {
        page: sum(row.start not in found and row.start not in known for row in rows)
        for page, rows in by_page.items()
    }
    for same in seen.values():
        if all(2 * left[row.page] < len(by_page[row.page]) for row in same):
            for row in same:
                found.pop(row.start, None)
    return found


def _level(rows: Sequence[Row]) -> Sequence[Row]:
    """Return the rows that have another at their height, where the layout tells it: the last line
    of two paragraphs may be the same, but hardly at the same place.
    """
    heights = sorted((_height(row), row.page) for row in rows)
    return [row for row in rows if row.line is None or is_level_with_another(heights, row)]


def _key(row: Row) -> tuple[str, int]:
    """Return what two running heads share: their text but for numbers, and their type size, since
    a title may have the same words.
    """
    words = " ".join(_COUNTED.sub(" ", row.text.casefold()).split())
    return words, round(row.line.size) if row.line else 0


def _apart(by_page: dict[int, list[Row]], known: dict[int, str], usual: float) -> dict[int, str]:
    """Find rows outside the area of the text: above the top line of every page, or below the last;
    a heading at the top of a column is at a height where other pages have their text.
    """
    found: dict[int, str] = {}
    leading = _leading(by_page, usual)
    single = Single(chain.from_iterable(by_page.values()), usual)
    opening = min(by_page)
    first = [row for row in by_page[opening] if row.start not in known][:_OPENING]
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
        if sign > 0:
            opens = _Opening(first)
            later = [row for row in edges if row.page > opening]
            later += level_with_heads(by_page, known, starts)
            # One word may be a heading, `Introduction`, but not above the rest of a sentence.
            rest = _above_rests(by_page, known, single)
            plain = [row for row in later if row.line and not row.line.bold]
            told = [row for row in plain if len(_words(row)) > 1 or _says_its_page(row)]
            more = [row for row in told if row.start not in rest]
            more += [row for row in later if row.start in rest]
            again = [row for row in more if opens(row)]
            again += [row for row in plain if _JOURNAL.fullmatch(row.text)]
            again += [row for row in plain if _is_short_title(row, first)]
            again += [row for row in first[:1] if _is_above_its_title(row, first[1:])]
            found.update((row.start, "running_head") for row in again)
        outside = [row for row in edges if sign * _height(row) > inner + 1.2 * leading]
        beyond = _Beyond(by_page, sign, leading, usual)
        level = sorted((_height(row), row.page) for row in outside)
        placed = Placed(row for row in edges if known.get(row.start) == "running_head")
        found.update((row.start, "running_head") for row in edges if placed(row))
        if sign > 0:
            cut = (row for row in edges if row.start in rest and beyond(row, large=True))
            found.update((row.start, "running_head") for row in cut)
        # At the foot, what counts the pages; headings at the top may be counted, too.
        counts = {row.start for row in with_their_pages(outside)} if sign < 0 else set()
        for row in outside:
            # Floating figures and tables are on top of pages, at one height.
            if row.start in known or row.start in found or is_caption(row.text):
                continue
            if LONE_NUMBER.fullmatch(row.text.lower()):
                found[row.start] = "page_number"
                continue
            may_be = row.start in counts or single(row, foot=sign < 0)
            if _says_its_page(row) or (
                may_be and (is_level_with_another(level, row) or beyond(row))
            ):
                found[row.start] = "running_head"
    return found


def _above_rests(
    by_page: Mapping[int, Sequence[Row]], known: Container[int], single: Single
) -> set[int]:
    """Return which rows are right above what goes on with a sentence of the page before."""
    found: set[int] = set()
    last: Row | None = None
    for rows in by_page.values():
        placed = sorted(rows, key=lambda row: (-round(_height(row)), _left(row)))
        for one, other in pairwise(placed):
            if round(_height(other)) >= round(_height(one)) or is_caption(one.text):
                continue
            goes_on = last is not None and _goes_on(last, other) and single(one)
            rest = goes_on or (last is not None and other.text[0].islower())
            if rest and not one.text[0].islower():
                found.add(one.start)
            break
        free = [row for row in rows if row.start not in known]
        last = free[-1] if free else last
    return found


def _left(row: Row) -> float:
    return row.line.box[0] if row.line else 0.0


def _goes_on(last: Row, row: Row) -> bool:
    """Return whether a row may go on with the last one of the page before, in the same type."""
    if last.line is None or row.line is None or last.ends_sentence:
        return False
    return abs(last.line.size - row.line.size) < 0.03 * row.line.size


def _says_its_page(row: Row) -> bool:
    """Return whether a row has words, and the number of its page at one end."""
    words = _words(row)
    return bool(words) and any(value == row.page > 1 for _, _, value in numbers_at_ends(row))


class _Beyond:
    """Tells whether a row is where no other page has anything: the running head of the second
    of two pages. A note at the foot is not one.
    """

    def __init__(
        self, by_page: dict[int, list[Row]], sign: int, leading: float, usual: float
    ) -> None:
        self._sign, self._leading = sign, leading
        most = {page: max(_reach(row, sign) for row in rows) for page, rows in by_page.items()}
        self._two = sorted(((height, page) for page, height in most.items()), reverse=True)[:2]
        self._size = usual

    def __call__(self, row: Row, *, large: bool = False) -> bool:
        if len(self._two) < 2 or row.line is None or (self._sign < 0 and note_head(row)):
            return False
        most = next(height for height, page in self._two if page != row.page)
        small = large or row.line.size <= self._size * 1.02
        return small and _reach(row, self._sign) > most + 0.5 * self._leading


def _usual_size(by_page: Mapping[int, Sequence[Row]]) -> float:
    sizes: Counter[float] = Counter()  # of letters: a listing has many short lines
    for row in chain.from_iterable(by_page.values()):
        sizes[round(row.line.size, 1) if row.line else 0.0] += len(row.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _reach(row: Row, sign: int) -> float:
    """Return how far the ink of a row reaches, upwards or, with a negative sign, downwards."""
    if row.line is None:
        return 0.0
    return row.line.box[3] if sign > 0 else -row.line.box[1]


def _height(row: Row) -> float:
    return row.line.baseline if row.line else 0.0


def _leading(by_page: Mapping[int, Sequence[Row]], usual: float) -> float:
    """Return the median distance between a row of text and the next below it, in points."""
    drops = sorted(
        _height(above) - _height(below)
        for rows in by_page.values()
        for above, below in pairwise(rows)
        if above.line
        and abs(above.line.size - usual) < 0.03 * usual
        and 0 < _height(above) - _height(below) < 3 * usual
    )
    return drops[len(drops) // 2] if drops else 0.0


def _is_text(edge: Sequence[Row], page: Sequence[Row]) -> bool:
    """Return whether the outermost rows of a page are the end or the beginning of a paragraph: in
    the type of the text, the first of two as wide as it, or one that ends a sentence begun before.
    """
    upper, *others = sorted(edge, key=lambda row: -_height(row))
    sizes = Counter(round(row.line.size, 1) for row in page if row.line)
    usual = sizes.most_common(1)[0][0]
    if any(row.line and abs(row.line.size - usual) > 0.03 * usual for row in edge):
        return False
    if not others:
        return upper.text[0].islower() and upper.ends_sentence
    widths = [row.line.box[2] - row.line.box[0] for row in page if row.line]
    wide = upper.line is not None and upper.line.box[2] - upper.line.box[0] >= _FULL * max(widths)
    return wide and _height(upper) - _height(others[0]) > 2


def _outermost(rows: Sequence[Row], sign: int, leading: float) -> list[Row]:
    """Return the rows on the outermost one or two baselines of a page, if a gap parts them from
    all others; none where they are a note. `sign` is 1 for the top and -1 for the foot.
    """
    placed = sorted((row for row in rows if row.line), key=lambda row: -sign * _height(row))
    edge: list[Row] = []
    for row, following in pairwise(placed):
        edge.append(row)
        gap = sign * (_height(row) - _height(following))
        if gap < 2:
            continue
        if gap >= 1.4 * leading:
            note = sign < 0 and any(note_head(one) for one in edge)
            return [] if note or _is_text(edge, placed) else edge
        if abs(_height(row) - _height(edge[0])) > 2:
            break
    return []
