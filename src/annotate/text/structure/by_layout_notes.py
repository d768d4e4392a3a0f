"""Notes of a text whose layout is known, and their calls: small type at the foot of a column, or at
the end, that raised numbers or links in the text call.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import pairwise, takewhile
from statistics import median

from annotate.document.source import Source
from annotate.text.structure.geometry import Geometry
from annotate.text.structure.lines import Row, line_of
from annotate.text.structure.note_call_candidates import (
    PLAIN_DIGITS,
    RAISED,
    WITHOUT_SIGNS,
    Call,
    Place,
    call_places,
    linked_places,
    raised_places,
    raised_runs,
)
from annotate.text.structure.notes import Note, find_calls, note_head
from annotate.text.structure.paragraph_kinds import item_number

_CLOSER = 0.97
"""Lines no further apart than this many leadings are nearer than those of the text."""
_RESIZED = 0.3
"""Sizes that differ by more, in points, are two."""
_APART, _CLOSE = 1.15, 1.05
"""White of this many times the leading is between the text and notes in its size; less, where the
lines of these are closer.
"""

_LEADERS = re.compile(r"(?:\.[ \u00a0]?){4,}|…{2,}|_{4,}")
"""What leads from an entry of a table of contents to its page."""


def laid_out_notes(rows: Sequence[Row], source: Source, geometry: Geometry) -> list[Note]:
    """Find notes: small type at the foot of a column, or what is under a heading `Notes`, that
    begins with the number that is next; and whatever the link of a call leads to.

    Parameters
    ----------
    rows : sequence of Row
        The rows of the document, without page furniture and boxed texts.
    source : Source
        With its layout.
    geometry : Geometry
        Of the document.

    Returns
    -------
    list of Note
        In the order of the text; a note that goes on in the next column or page is one.
    """
    raised = source.layout.raised if source.layout else frozenset()
    large = _in_the_size_of_the_text(rows, source, geometry)
    lowest = _lowest([row for row in rows if row.start not in large], geometry)
    groups: list[tuple[str, list[Row]]] = []
    called = {
        (source.text[start:end].translate(PLAIN_DIGITS), row.page)
        for row in rows
        for start, end in raised_runs(row, source)
        if start > row.start
    }
    listed = set(_announced(rows, called))
    section = False
    for row in rows:
        if row.text.casefold().strip(" :") == "notes":
            section = True
            continue
        section = section and not line_of(row).bold and not geometry.is_large(row)
        if not (geometry.is_small(row) or section or row.start in large):
            continue
        number = raised_head(row, source.text, raised) or note_head(row)
        previous = groups[-1][1][-1] if groups else None
        at_the_foot = _below_text(row, lowest, geometry)
        if _LEADERS.search(row.text) or row.start in listed:
            continue
        if number and (section or at_the_foot) and is_next(int(number), groups, row, called):
            groups.append((number, [row]))
        elif previous and (
            section
            or _follows(previous, row, geometry)
            or (at_the_foot and row.page - previous.page <= 1 and _in_one_type(previous, row))
        ):
            groups[-1][1].append(row)
    return [Note(number, tuple(members)) for number, members in groups]


def _announced(rows: Sequence[Row], called: Container[tuple[str, int]]) -> Iterator[int]:
    """Yield the starts of items of lists that the text announces: `comme suit :`, `1)`, `2)`."""
    last = 0
    for above, row in pairwise(rows):
        number = item_number(row)
        if not number or row.text.split(maxsplit=1)[0][-1] != ")":
            continue
        # `1.`, and what its page calls, may be a note below a line that announces something.
        if (str(number), row.page) in called:
            continue
        begins = number == 1 and above.page == row.page and above.text[-1] == ":"
        last = number if begins or number == last + 1 > 1 else 0
        if last:
            yield row.start


def _in_the_size_of_the_text(
    rows: Sequence[Row], source: Source, geometry: Geometry
) -> frozenset[int]:
    """Return the starts of rows at the foot of a page that are notes in the size of the text: they
    begin with a number that is raised in the text above, apart from it, and number on.
    """
    raised = source.layout.raised if source.layout else frozenset()
    by_page: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_page[row.page].append(row)
    found: set[int] = set()
    last, plain, unfinished = 0, math.inf, False
    for page in by_page.values():
        heads = {row.start: raised_head(row, source.text, raised) for row in page}
        dense = _dense_ends(page, geometry)
        heads.update(
            (row.start, heads[row.start] or note_head(row)) for row in page if row.start in dense
        )
        if plain < math.inf and note_head(page[-1]) == str(last + 1):
            # One line has no other to be close to; those before it were notes.
            heads[page[-1].start], dense[page[-1].start] = str(last + 1), plain
        called = {
            source.text[start:end].translate(PLAIN_DIGITS)
            for row in page
            for start, end in raised_runs(row, source)
            if start > row.start
        }
        for above, first in pairwise((None, *page)):
            if first is None or first.start in found or heads[first.start] not in called:
                continue
            if above and above.start not in found and _counts_on(above, first):
                continue
            least = dense.get(first.start, _APART * geometry.leading)
            notes = _with_all_below(first, page, least)
            if not notes and unfinished and heads[first.start] == str(last + 1):
                notes = _with_all_below(_top_of(first, page, dense), page, least)
            numbers = [int(heads[row.start] or 0) for row in notes if heads[row.start]]
            counted = list(range(numbers[0], numbers[0] + len(numbers))) if numbers else []
            known = sum(str(number) in called for number in numbers)
            if notes and numbers == counted and 2 * known >= len(numbers):
                found.update(row.start for row in notes)
                last, plain = max([last, *numbers]), min(plain, dense.get(first.start, math.inf))
                unfinished = not notes[-1].ends_sentence
    return frozenset(found)


def _top_of(first: Row, page: Sequence[Row], dense: Container[int]) -> Row:
    """Return the highest of the close lines above a note: the rest of a note that the page before
    did not hold.
    """
    at = page.index(first)
    while at > 0 and page[at - 1].start in dense:
        at -= 1
    return page[at]


def _counts_on(above: Row, row: Row) -> bool:
    """Return whether a row is the item after that of the line above, as `3.` below `2.` is."""
    number = item_number(row)
    return number is not None and item_number(above) == number - 1


def _dense_ends(page: Sequence[Row], geometry: Geometry) -> dict[int, float]:
    """Return the starts of the last rows of columns, or of all columns, that are nearer to each
    other than lines of the text, with the white that parts them from it.
    """
    columns: dict[int, list[Row]] = defaultdict(list)
    for row in page:
        columns[geometry.column_of(row)].append(row)
    ends = [_in_closer_lines(own, geometry) for own in (page, *columns.values())]
    return {row.start: white for end, white in ends for row in end}


def _in_closer_lines(column: Sequence[Row], geometry: Geometry) -> tuple[list[Row], float]:
    """Return the last rows of a column, if they are nearer to each other than lines of the text,
    and the white that parts them from it; the first line of a note need not be as near.
    """
    drops = [line_of(one).baseline - line_of(row).baseline for one, row in pairwise(column)]
    usual = [drop for drop in drops if 0 < drop < _APART * geometry.leading]
    leading = max(median(usual or [0.0]), geometry.leading)
    at = len(column) - 1
    while at > 0:
        most = _APART if note_head(column[at]) else _CLOSER
        if not 0 < drops[at - 1] < most * leading:
            break
        at -= 1
    own = median(drops[at:]) if at < len(drops) else 0.0
    least = min(_CLOSE * geometry.leading, _APART * own)
    return (list(column[at:]), least) if own else ([], 0.0)


def _with_all_below(first: Row, page: Sequence[Row], least: float) -> list[Row]:
    """Return a row and those below it in its columns, if more white than `least` points parts it
    from the text above.
    """
    left, _, right, _ = line_of(first).box
    beside = [row for row in page if line_of(row).box[0] < right and line_of(row).box[2] > left]
    height = line_of(first).baseline
    above = [line_of(row).baseline for row in beside if line_of(row).baseline > height + 1]
    if not above or min(above) - height <= least:
        return []
    return [row for row in beside if line_of(row).baseline <= height + 1]


def is_next(
    number: int,
    groups: Sequence[tuple[str, list[Row]]],
    row: Row,
    called: Container[tuple[str, int]] = frozenset(),
) -> bool:
    """Return whether a number is the one that comes next, or 1 where a page counts anew; or one
    that its page calls, where a note before it was not found or they are in another order.

    Parameters
    ----------
    number : int
        What a row begins with.
    groups : sequence of (str, list of Row)
        The notes before it, with their numbers.
    row : Row
        The row.
    called : container of (str, int)
        The numbers that are called, each with its page.
    """
    if not groups:
        return True
    before, members = groups[-1]
    step = number - int(before)
    if step == 1 or (number == 1 and members[-1].page != row.page):
        return True
    on_the_page = takewhile(lambda group: group[1][0].page == row.page, reversed(groups))
    known = any(other == str(number) for other, _ in on_the_page)
    return (str(number), row.page) in called and not known


def raised_head(row: Row, text: str, raised: frozenset[int]) -> str | None:
    """Return the raised number that a row begins with; None if there is none.

    Parameters
    ----------
    row : Row
        The row.
    text : str
        The source text.
    raised : frozenset of int
        Its code points that are set above their lines.
    """
    end = row.start
    while end < row.end and (text[end] in RAISED or (end in raised and text[end].isdecimal())):
        end += 1
    return text[row.start : end].translate(PLAIN_DIGITS) or None


def _in_one_type(previous: Row, row: Row) -> bool:
    """Return whether two rows are set alike: a caption above the notes goes on with none."""
    one, other = line_of(previous), line_of(row)
    return abs(one.size - other.size) <= _RESIZED and one.bold == other.bold


def _follows(previous: Row, row: Row, geometry: Geometry) -> bool:
    """Return whether a row is right below the previous row of a note."""
    if previous.page != row.page:
        return False
    drop = line_of(previous).baseline - line_of(row).baseline
    return 0 < drop < 2 * geometry.leading


def _lowest(rows: Sequence[Row], geometry: Geometry) -> dict[tuple[int, int], float]:
    """Return the lowest baseline of running text in every column."""
    lowest: dict[tuple[int, int], float] = {}
    for row in rows:
        if not geometry.is_small(row):
            key, baseline = (row.page, geometry.column_of(row)), line_of(row).baseline
            lowest[key] = min(baseline, lowest.get(key, baseline))
    return lowest


def _below_text(row: Row, lowest: dict[tuple[int, int], float], geometry: Geometry) -> bool:
    """Return whether no running text is below a row in its column: a note that goes on."""
    key = (row.page, geometry.column_of(row))
    return key not in lowest or lowest[key] > line_of(row).baseline


def laid_out_calls(rows: Sequence[Row], notes: Sequence[Note], source: Source) -> list[Call]:
    """Find the call of each note: a number that leads to it, or else a raised one, on its own page
    if it is at the foot; or else, in a document that raises none, one in the size of the text.

    Parameters
    ----------
    rows : sequence of Row
        The rows of the running text, without notes.
    notes : sequence of Note
        The notes, in order.
    source : Source
        With its layout.

    Returns
    -------
    list of Call
        In the order of the text, one for each note at the most. Other numbers that are raised, as
        in a formula or after the names of authors, call nothing.
    """
    numbers = frozenset((note.number, note.page) for note in notes)
    places = raised_places(rows, numbers, source)
    linked = linked_places(rows, numbers, source)
    by_page = _are_at_the_foot(notes, places)
    taken: set[int] = set()
    found: list[tuple[Call, int]] = []
    for note in notes:
        free = [
            one
            for one in (*linked.get(note.number, ()), *places.get(note.number, ()))
            if one.call.start not in taken and one.page <= note.page + 1
        ]
        choice = min(
            free,
            key=lambda one: (by_page and one.page != note.page, one.rank, one.call.start),
            default=None,
        )
        if choice is not None:
            taken.add(choice.call.start)
            found.append((choice.call, choice.page))
    if notes and not found:
        return find_calls(notes, rows)
    calls = [call for call, _ in found]
    if by_page:
        calls.extend(_plain_calls(rows, notes, calls, source))
    return sorted(calls, key=lambda call: call.start)


def _plain_calls(
    rows: Sequence[Row], notes: Sequence[Note], calls: Sequence[Call], source: Source
) -> Iterator[Call]:
    """Yield the calls of notes whose digits are in the line: there are fonts that raise `⁴` by a
    sign of its own and have none for 1, 2 and 3. Each is the only place on its page that is between
    the calls of its neighbours, one of which is known.
    """
    if not any(source.text[call.end - 1] in RAISED for call in calls):
        return
    called = {(call.number, source.page_at(call.start)): call.start for call in calls}
    taken = {offset for call in calls for offset in range(call.start, call.end)}
    places = call_places(rows)
    for note in notes:
        if (note.number, note.page) in called or not set(note.number) <= WITHOUT_SIGNS:
            continue
        before, after = (called.get((str(int(note.number) + step), note.page)) for step in (-1, 1))
        own = [
            one.call
            for one in places.get(note.number, ())
            if one.page == note.page
            and not one.rank
            and one.call.start not in taken
            and (before or -1) < one.call.start < (after or len(source.text))
        ]
        if len(own) == 1 and (before, after) != (None, None):
            yield own[0]


def _are_at_the_foot(notes: Sequence[Note], places: Mapping[str, Sequence[Place]]) -> bool:
    """Return whether most notes are on the page of a number that may call them."""
    raised = [(note.page, places[note.number]) for note in notes if places.get(note.number)]
    own = sum(any(one.page == page for one in found) for page, found in raised)
    return 2 * own > len(raised)
