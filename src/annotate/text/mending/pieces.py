"""The elements of a document that blocks make: the blocks themselves, boxed texts and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from annotate.document.cells import CELL, parting
from annotate.document.offsets import PARTING_CELLS, SEPARATOR, Edit
from annotate.document.source import Place, Range
from annotate.document.structure import Element
from annotate.text.structure.blocks import Block

_PREFIXES = {
    "title": "t",
    "author": "a",
    "heading": "h",
    "paragraph": "p",
    "note": "n",
    CELL: "tc",
}


def parting_edits(blocks: Sequence[Block]) -> Iterator[Edit]:
    """Yield what is inserted before the cells of tables, instead of a blank line."""
    before: Place | None = None
    for number, block in enumerate(blocks):
        between = parting(before, block.place)
        if between != SEPARATOR:
            start = block.rows[0].start
            yield Edit(start, start, between if number else between.lstrip("\n"), PARTING_CELLS)
        before = block.place


def pieces_of(
    blocks: Sequence[Block], ranges: Sequence[tuple[Range, ...]]
) -> tuple[list[Element], tuple[str, ...]]:
    """Return the elements of blocks and of what holds several of them.

    Parameters
    ----------
    blocks : sequence of Block
        In reading order.
    ranges : sequence of tuple of Range
        The source ranges of each.

    Returns
    -------
    list of Element
        Those of the blocks, then boxed texts, tables and their rows.
    tuple of str
        The id of each block.
    """
    counts: Counter[str] = Counter()
    holders = _Holders()
    elements: list[Element] = []
    for block, own in zip(blocks, ranges, strict=True):
        counts[block.label] += 1
        identity = f"{_PREFIXES[block.label]}{counts[block.label]}"
        parent = holders.of(block, own)
        place = block.place
        value = place.value if place and block.label == CELL else block.number
        elements.append(Element(identity, block.label, own, value, parent, block.kind))
    ids = tuple(element.id for element in elements)
    return [*elements, *holders.elements()], ids


class _Holders:
    """Boxed texts, tables and rows, with what they hold."""

    def __init__(self) -> None:
        self._ids: dict[tuple[str, int, int], str] = {}
        self._parents: dict[str, str | None] = {}
        self._held: dict[str, list[Range]] = {}
        self._labels: dict[str, str] = {}
        self._counts: Counter[str] = Counter()

    def of(self, block: Block, ranges: tuple[Range, ...]) -> str | None:
        """Return the id of what holds a block, and let that have its ranges."""
        box = None if block.box is None else self._id("box", "b", block.box)
        place = block.place
        if box is not None:
            self._held[box].extend(ranges)
        if place is None:
            return box
        table = self._id("table", "tb", place.table, parent=box)
        if not place.row:
            return table
        row = self._id("row", "tr", place.table, place.row, parent=table)
        self._held[table].extend(ranges)
        self._held[row].extend(ranges)
        return row

    def _id(
        self, label: str, prefix: str, number: int, row: int = 0, parent: str | None = None
    ) -> str:
        key = (label, number, row)
        if key not in self._ids:
            self._counts[label] += 1
            identity = f"{prefix}{self._counts[label]}"
            self._ids[key] = identity
            self._parents[identity] = parent
            self._labels[identity] = label
            self._held[identity] = []
        return self._ids[key]

    def elements(self) -> Iterator[Element]:
        """Yield the elements."""
        for label in ("box", "table", "row"):
            for identity, held in self._held.items():
                if self._labels[identity] == label and held:
                    parent = self._parents[identity]
                    yield Element(identity, label, tuple(held), None, parent)
