"""Note calls and numbers of notes that an extractor put on lines of their own.

A call that the layout raises comes out above its line, or as a line that holds nothing but a
number; so does the number of a note. Calls belong to the line before them, numbers of notes to the
line after. The blank that a lifted call leaves before a comma or a full stop shows its place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from annotate.french.characters import UPPER
from annotate.text.structure.blocks import Block
from annotate.text.structure.lines import Row
from annotate.text.structure.note_call_candidates import Call, Place, call_places
from annotate.text.structure.notes import is_notes_heading
from annotate.text.structure.page_numbers import page_numbers

_REACH = 2
"""The line that a number was lifted from is among so many rows below it."""
_OTHERS = 2
"""Gaps without a number above them; a text with more has them everywhere."""


@dataclass(frozen=True, slots=True)
class Displaced:
    """A call that is apart from its line.

    Attributes
    ----------
    number : Row
        The row of the number.
    line : Row
        The row that it belongs in.
    gap : int
        The code point of the source that holds the blank in the line.
    """

    number: Row
    line: Row
    gap: int

    @property
    def place(self) -> Place:
        """The place of the call, as good as any."""
        return Place(0, Call(self.number.text, self.number.start, self.number.end), self.line.page)


def displaced_calls(rows: Sequence[Row]) -> list[Displaced]:
    """Find the calls that are above their line.

    Parameters
    ----------
    rows : sequence of Row
        The rows of a document that has no layout, without page furniture.

    Returns
    -------
    list of Displaced
        In order; whether a note bears the number is for the caller to see.

    Examples
    --------
    >>> rows = [Row(0, 1, "1", 1, True, None), Row(2, 19, "Lens , puis Arras", 1, False, None)]
    >>> [(call.number.text, call.gap) for call in displaced_calls(rows)]
    [('1', 6)]
    """
    gaps = {row.start: row.start + places[0] for row in rows if len(places := gaps_in(row)) == 1}
    found: list[Displaced] = []
    for index, number in enumerate(rows):
        if not is_lone(number):
            continue
        for line in rows[index + 1 : index + 1 + _REACH]:
            if line.page == number.page and line.start in gaps:
                found.append(Displaced(number, line, gaps.pop(line.start)))
                break
    return found if len(gaps) <= _OTHERS + len(found) else []


def put_back(blocks: Iterable[Block], calls: Sequence[Displaced]) -> Iterator[Block]:
    """Put calls back into the lines that they were lifted out of.

    Parameters
    ----------
    blocks : iterable of Block
        Without the rows of the calls.
    calls : sequence of Displaced
        The calls.

    Yields
    ------
    Block
        The row of a call parts that of its line, so that the rows are in the order they are read.
    """
    by_line = {call.line.start: call for call in calls}
    for block in blocks:
        if not any(row.start in by_line for row in block.rows):
            yield block
            continue
        rows: list[Row] = []
        for row in block.rows:
            rows.extend(_parts(row, by_line[row.start]) if row.start in by_line else [row])
        yield replace(block, rows=tuple(rows))


def _parts(row: Row, call: Displaced) -> Iterator[Row]:
    place = call.gap - row.start
    yield replace(row, end=call.gap, text=row.text[:place])
    yield call.number
    yield replace(row, start=call.gap + 1, text=row.text[place + 1 :], blank_before=False)


def calls_put_back(blocks: Iterable[Block]) -> Iterator[tuple[Call, int]]:
    """Yield the calls that :func:`put_back` has put into blocks, with their pages."""
    for block in blocks:
        for before, row in pairwise(block.rows):
            if row.start < before.start and is_lone(row):
                yield Call(row.text, row.start, row.end), row.page


_HEAD = re.compile(rf"(\d{{1,3}})(?:[.)]\s*|\s+|(?=[{UPPER}]))(?=[{UPPER}«])")
_LONE = re.compile(r"\d{1,3}")
_LONGEST_HEADING = 70
_SHORTEST_NOTE = 10
"""A number above fewer characters than these is no note: it may be a page's, above `Notes`."""
_GAP = re.compile(r"(?<=[\w»”’)\].]) (?=[,.](?:\s|$))")
"""No French text has a blank there, unless a note call was lifted out of it."""
_TOP = 2
"""A page's number may be among so many rows at its top."""
_SURE = 1
"""A place of this rank or better is where a call is, where there is a note for it."""


def is_lone(row: Row) -> bool:
    """Return whether a row holds a number that may be a note's, and nothing else.

    Examples
    --------
    >>> is_lone(Row(0, 2, "12", 1, False, None)), is_lone(Row(0, 4, "1906", 1, False, None))
    (True, False)
    """
    return bool(_LONE.fullmatch(row.text))


def gaps_in(row: Row) -> list[int]:
    """Return the places in a row where a note call seems to have been lifted out.

    Examples
    --------
    >>> gaps_in(Row(0, 17, "Lens , puis Arras", 1, False, None))
    [4]
    """
    return [match.start() for match in _GAP.finditer(row.text)]


def rejoined(rows: Sequence[Row], text: str) -> list[Row]:
    """Undo the line breaks that some extractors put around a raised note call inside a line, and
    after the raised number of a note.

    Parameters
    ----------
    rows : sequence of Row
        All rows of a document that has no layout.
    text : str
        The text of its source.

    Returns
    -------
    list of Row
        The text of a row that was put together has the line breaks in it.
    """
    return list(_rejoined(rows, text, _evidence(rows)))


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What the rows of a document tell of the numbers in them.

    Attributes
    ----------
    heads : set of str
        Numbers that head a note on the note's own line; a numbered heading is no note.
    last : dict
        Where each number is alone for the last time. Of two the second heads the note that
        the first calls; a page's own is at its edge.
    called : set of (str, int)
        Numbers that are stuck to a word, with the page.
    first : dict
        The first page where a number is.
    """

    heads: set[str]
    last: dict[str, int]
    called: set[tuple[str, int]]
    first: dict[str, int]


def _evidence(rows: Sequence[Row]) -> _Evidence:
    heads = {
        match.group(1)
        for row in rows
        if (row.ends_sentence or len(row.text) > _LONGEST_HEADING)
        and (match := _HEAD.match(row.text))
    }
    tops = _tops(rows)
    of_pages = page_numbers(rows)
    last = {
        row.text: place
        for place, row in enumerate(rows)
        if is_lone(row)
        and 0 < place < len(rows) - 1
        and rows[place - 1].page == row.page == rows[place + 1].page
        and not is_lone(rows[place + 1])
        and not (place in tops and row.start in of_pages)
    }
    # A poor place is enough where the note before is there.
    called = {
        (number, place.page)
        for number, places in call_places(rows).items()
        for place in places
        if place.rank <= _SURE or str(int(number) - 1) in heads or str(int(number) - 1) in last
    }
    first: dict[str, int] = {}
    for called_number, page in called:
        first[called_number] = min(page, first.get(called_number, page))
    return _Evidence(heads, last, called, first)


def _tops(rows: Sequence[Row]) -> set[int]:
    """Return the indexes of the rows at the top of a page."""
    seen: Counter[int] = Counter()
    tops: set[int] = set()
    for index, row in enumerate(rows):
        if seen[row.page] < _TOP:
            tops.add(index)
        seen[row.page] += 1
    return tops


def _rejoined(rows: Sequence[Row], text: str, known: _Evidence) -> Iterator[Row]:
    index = 0
    expected = ""
    while index < len(rows):
        row = rows[index]
        if _is_head(rows, index, text, known, expected):
            expected = str(int(row.text) + 1)
            row = _through(row, rows[index + 1], text)
            index += 1
        while index + 2 < len(rows):
            number = rows[index + 1].text
            sure = number in known.heads or known.last.get(number, 0) > index + 1
            if _is_head(rows, index + 1, text, known, expected):
                break
            same_page = rows[index].page == rows[index + 1].page
            taken = _rows_of_a_call(rows[index + 1 : index + 3], text, sure=sure)
            if not taken or not same_page:
                break
            index += taken
            row = _through(row, rows[index], text)
        yield row
        index += 1


def _through(row: Row, last: Row, text: str) -> Row:
    return replace(row, end=last.end, text=text[row.start : last.end])


def _is_head(rows: Sequence[Row], index: int, text: str, known: _Evidence, expected: str) -> bool:
    """Return whether a row is the number of a note whose text is the next row; `expected` is the
    number after the last such one.
    """
    number = rows[index]
    if known.last.get(number.text) != index:
        return False
    before, rest = rows[index - 1], rows[index + 1]
    if is_lone(before) and abs(int(before.text) - int(number.text)) == 1:
        return False  # the numbers of some notes, gathered before their texts
    if not (rest.begins_upper or rest.text[0] in "«“") or len(rest.text) < _SHORTEST_NOTE:
        return False
    if text[rest.start - 1] == " ":
        return False
    if is_notes_heading(before) or (number.text, number.page) in known.called:
        return True
    if number.text == expected and known.first.get(expected, number.page) < number.page:
        return True  # notes at the end of a text, called from other pages
    if number.blank_before and rest.blank_before and not known.first:
        return False  # between blank lines, where nothing calls any note: the number of a part
    return number.text not in known.heads and (number.blank_before or not rest.blank_before)


def _rows_of_a_call(rows: Sequence[Row], text: str, *, sure: bool) -> int:
    """Return how many of two rows belong to the line before them: the first if it is a note call,
    as it surely is where a note further on has its number, and the second if it goes on with that
    line, with a small letter, a sign, or the blank that came after the call.
    """
    number, rest = rows
    if not is_lone(number) or number.blank_before or rest.blank_before:
        return 0
    if number.page != rest.page or gaps_in(rest):
        return 0
    if rest.text[0].islower() or rest.text[0] in ".,;:)" or text[rest.start - 1] == " ":
        return 2
    return 1 if sure and rest.begins_upper else 0
