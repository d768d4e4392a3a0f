"""Tables in a text: what parts their cells and rows."""

from __future__ import annotations

from annotate.document.offsets import SEPARATOR
from annotate.document.source import Place

CELL = "cell"
"""The label of a cell, which is a block of the mended text."""
HEADER = "header"
"""The kind of a cell that says what others hold."""
NEXT_CELL, NEXT_ROW = "\t", "\n"
"""What is between two cells of a row, and between two rows of a table."""


def parting(before: Place | None, place: Place | None) -> str:
    r"""Return what parts a block from the one before it.

    Parameters
    ----------
    before, place : Place or None
        Of the two blocks; None for a block that is in no table.

    Returns
    -------
    str
        A tab for each cell that begins in between, a line feed between rows, so that empty cells
        keep their place; a blank line elsewhere.

    Examples
    --------
    >>> parting(None, None), parting(Place(1, 1, 3), Place(1, 2, 1))
    ('\n\n', '\n')
    >>> parting(Place(1, 2, 1), Place(1, 2, 3)), parting(None, Place(1, 1, 2))
    ('\t\t', '\n\n\t')
    """
    if place is None or not place.row:
        return SEPARATOR
    if before is None or not before.row or before.table != place.table:
        return SEPARATOR + NEXT_CELL * (place.column - 1)
    if before.row != place.row:
        return NEXT_ROW + NEXT_CELL * (place.column - 1)
    return NEXT_CELL * max(place.column - before.column, 1)
