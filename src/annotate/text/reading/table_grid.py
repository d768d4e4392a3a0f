"""Tables of marked-up formats: the columns of their cells, and which hold data.

Word processors and web pages also use tables to set texts side by side, to frame one, or to lay out
a whole page. The content of such a table is text like any other, in the order of its cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotate.document.cells import CELL, HEADER
from annotate.document.source import Place
from annotate.text.reading.building import Builder

if TYPE_CHECKING:
    from lxml.etree import _Element

_MOST_COLUMNS = 200
"""A cell that says it has more has fewer."""
_MOST_ROWS = 65_534
_DIGITS = 6
_LONG = 200
"""Characters from which a cell holds running text, if it holds sentences."""
_PAGE_LIKE = 2500
"""Characters from which a cell with sentences is the text of a page."""
NESTED = 200
"""A cell of more characters than this that holds a table is no cell of data."""
_SENTENCE = re.compile(r"[^\W\d_]{2}[.!?…][»”)]?(?:\s|$)")
_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as its format has it.

    Attributes
    ----------
    element : element
        Its markup.
    text : str
        What it says, its paragraphs parted by line feeds.
    columns, rows : int
        Over how many it reaches.
    header : bool
        Whether it says what others hold.
    structured : bool
        Whether it holds headings, or what else no cell with data does.
    before : int
        How many columns are left out before it.
    """

    element: _Element
    text: str
    columns: int = 1
    rows: int = 1
    header: bool = False
    structured: bool = False
    before: int = 0

    @property
    def is_running(self) -> bool:
        """Whether it holds running text of several sentences."""
        return len(self.text) > _LONG and len(_SENTENCE.findall(self.text)) >= _SENTENCES


def holds_data(rows: Sequence[Sequence[Cell]], *, said: bool = False) -> bool:
    """Return whether a table holds data, and not a layout.

    Parameters
    ----------
    rows : sequence of sequence of Cell
        Its rows.
    said : bool
        Whether the markup says so, by a caption or by cells of headers.

    Returns
    -------
    bool
        False for one column, for one row of cells with several lines, for headings or a whole text
        in a cell, and where most cells hold running text, as two texts side by side do.
    """
    filled = [[cell for cell in row if cell.text.strip()] for row in rows]
    cells = [cell for row in filled for cell in row]
    if any(cell.structured for cell in cells):
        return False
    running = [cell for cell in cells if cell.is_running]
    if any(len(cell.text) > _PAGE_LIKE for cell in running):
        return False
    if 2 * len(running) > len(cells):
        return False
    wide = [row for row in filled if len(row) > 1]
    if len(wide) == 1 and len(cells) == len(wide[0]):
        return said or not any("\n" in cell.text or _SENTENCE.search(cell.text) for cell in cells)
    return bool(wide)


def placed(rows: Sequence[Sequence[Cell]], table: int) -> Iterator[list[tuple[Cell, Place]]]:
    """Yield the cells of each row with their places, past those that come down from rows above.

    Parameters
    ----------
    rows : sequence of sequence of Cell
        The rows of a table.
    table : int
        Its number.
    """
    busy: dict[int, int] = {}
    most = min(max((len(row) for row in rows), default=1), _MOST_COLUMNS)
    for number, row in enumerate(rows, start=1):
        column = 1
        found: list[tuple[Cell, Place]] = []
        for cell in row:
            column += min(cell.before, most)
            while busy.get(column, 0) >= number:
                column += 1
            columns = max(1, min(cell.columns, most))
            for own in range(column, column + columns):
                busy[own] = number + min(cell.rows, _MOST_ROWS) - 1
            found.append((cell, Place(table, number, column, columns)))
            column += columns
        yield found


def count(value: str | None, usual: int = 1) -> int:
    """Return the number that an attribute gives, or what is usual.

    Examples
    --------
    >>> count("3"), count(None), count("deux")
    (3, 1, 1)
    """
    said = value.strip() if value else ""
    return int(said) if said.isascii() and said.isdigit() and len(said) < _DIGITS else usual


def cell_of(build: Builder, cell: Cell, place: Place) -> AbstractContextManager[None]:
    """Return the context in which a builder writes a cell."""
    return build.part_of_table(CELL, place, kind=HEADER if cell.header else None)


def caption_of(build: Builder, table: int) -> AbstractContextManager[None]:
    """Return the context in which a builder writes the caption of a table."""
    return build.part_of_table("paragraph", Place(table), kind="caption")
