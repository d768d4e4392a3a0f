"""Captions of tables: which paragraph above or below a table says what it shows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from annotate.document.cells import CELL
from annotate.document.source import Place
from annotate.text.structure.blocks import Block

_TABLE = re.compile(
    r"(?:Tab(?:leau|le|l?\.)|TABLEAU)\s*(?:n[°o]\s*)?(?:\d{1,3}(?:[.-]\d{1,3})*|[IVXL]+|[A-Z])"
    r"(?:\s*[.:–—-]|\s*\Z|\s+(?=[^\W\d_]|[«“\"(]))"
)
_LONGEST = 400


def is_table_caption(text: str) -> bool:
    """Return whether a text begins as the caption of a table does.

    Examples
    --------
    >>> is_table_caption("Tableau 1. – Débit des sources"), is_table_caption("Tableau noir")
    (True, False)
    """
    return len(text) < _LONGEST and bool(_TABLE.match(text))


def with_table_captions(blocks: Sequence[Block]) -> list[Block]:
    """Link each table with its caption.

    Parameters
    ----------
    blocks : sequence of Block
        In reading order.

    Returns
    -------
    list of Block
        The same. A paragraph right above a table, or else right below it, that begins as captions
        of tables do, or that is a caption of nothing else, has the place of that table and the
        kind ``caption``.
    """
    found = list(blocks)
    named = {one.place.table for one in blocks if one.place and not one.place.row}
    for start, end in _tables(blocks):
        place = blocks[start].place
        assert place is not None
        if place.table in named:
            continue
        for at in (start - 1, end):
            if 0 <= at < len(found) and _captions(found[at]):
                found[at] = replace(
                    found[at],
                    label="paragraph",
                    number=None,
                    kind="caption",
                    place=Place(place.table),
                )
                break
    return found


def _tables(blocks: Sequence[Block]) -> list[tuple[int, int]]:
    """Return where tables are among blocks."""
    tables: list[tuple[int, int]] = []
    last: int | None = None
    for index, block in enumerate(blocks):
        number = block.place.table if block.label == CELL and block.place else None
        if number is not None:
            if number == last:
                tables[-1] = (tables[-1][0], index + 1)
            else:
                tables.append((index, index + 1))
        last = number
    return tables


def _captions(block: Block) -> bool:
    """Return whether a block may be the caption of the table next to it."""
    if block.label not in ("paragraph", "heading") or block.place is not None:
        return False
    text = " ".join(row.text for row in block.rows)
    return block.kind in (None, "caption") and is_table_caption(text)
