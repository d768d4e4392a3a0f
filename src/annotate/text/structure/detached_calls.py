"""Note calls that an extractor lifted out of their line: a number on a line of its own above the
line that it was in, which keeps a blank before a comma or a full stop where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from annotate.text.structure.blocks import Block
from annotate.text.structure.detached_numbers import gaps_in, is_lone
from annotate.text.structure.lines import Row
from annotate.text.structure.note_call_candidates import Call, Place

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
