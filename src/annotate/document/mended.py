"""A mended document: its source, its repairs, its mended text and its structure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from annotate.document.offsets import Edit, OffsetMap
from annotate.document.source import Range, Remark, Source
from annotate.document.structure import Element, Structure


@dataclass(frozen=True)
class Mended:
    """A source with its repairs, its mended text and its structure.

    Attributes
    ----------
    source : Source
        What was read.
    text : str
        Blocks in reading order parted by a blank line, notes last. Ends without a line break.
    edits : tuple of Edit
        Every repair, in the order of the source.
    offsets : OffsetMap
        Between `source.text` and `text`.
    structure : Structure
        Its elements, over the source.
    block_ids : tuple of str
        The id of the element of each block of `text`, in order.
    remarks : tuple of Remark
        What was wrong with the file and its letters, and what was done about it.
    """

    source: Source
    text: str
    edits: tuple[Edit, ...]
    offsets: OffsetMap
    structure: Structure
    block_ids: tuple[str, ...]
    remarks: tuple[Remark, ...] = ()

    @cached_property
    def blocks(self) -> tuple[tuple[Element, Range], ...]:
        """Each block's element with its span of the mended text, in order."""
        by_id = {element.id: element for element in self.structure.elements}
        return tuple(
            (by_id[identity], extent)
            for identity, extent in zip(self.block_ids, self.offsets.extents, strict=True)
        )
