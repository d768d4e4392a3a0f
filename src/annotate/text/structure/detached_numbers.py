"""Numbers that an extractor put on a line of their own, because they are raised: note calls, which
belong to the line before them, and the numbers of notes, which belong to the line after.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from annotate.french.characters import UPPER
from annotate.text.structure.lines import Row
from annotate.text.structure.note_call_candidates import call_places
from annotate.text.structure.notes import is_notes_heading
from annotate.text.structure.page_furniture import page_numbers

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
