"""Tables that were found among the rows of a text, as blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotate.document.cells import CELL
from annotate.document.source import Place
from annotate.text.structure.blocks import Block
from annotate.text.structure.lines import Row


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell that holds something.

    Attributes
    ----------
    column : int
        Counted from 1.
    rows : tuple of Row
        Its lines, which may be parts of rows of the text.
    columns : int
        Over how many columns it reaches.
    """

    column: int
    rows: tuple[Row, ...]
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes
    ----------
    rows : tuple of tuple of TableCell
        Its rows, none empty, from top to bottom, and their cells from left to right.
    taken : frozenset of int
        Start offsets of the rows of the text that are in it.
    """

    rows: tuple[tuple[TableCell, ...], ...]
    taken: frozenset[int]

    @property
    def start(self) -> int:
        """Where it begins in the source."""
        return min(self.taken)


def with_tables(blocks: Iterable[Block], tables: Sequence[Table]) -> list[Block]:
    """Put tables among blocks.

    Parameters
    ----------
    blocks : iterable of Block
        In reading order, the notes last.
    tables : sequence of Table
        In the order of the source.

    Returns
    -------
    list of Block
        With the cells of each table before the first block that begins behind it, and all before
        the notes.
    """
    found: list[Block] = []
    waiting = list(enumerate(tables, start=1))
    for block in blocks:
        begins = block.rows[0].start
        while waiting and (block.label == "note" or waiting[0][1].start < begins):
            found.extend(_cells(waiting[0][1], waiting[0][0]))
            del waiting[0]
        found.append(block)
    for number, table in waiting:
        found.extend(_cells(table, number))
    return found


def _cells(table: Table, number: int) -> Iterable[Block]:
    for row, cells in enumerate(table.rows, start=1):
        for cell in cells:
            place = Place(number, row, cell.column, cell.columns)
            yield Block(CELL, cell.rows, place=place)
