"""The mended text as recognition reads it: a blank line between any two blocks, and between any
two sentences of a cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import accumulate

from annotate.document.candidates import OFFSETS, Candidate
from annotate.document.cells import CELL
from annotate.document.mended import Mended
from annotate.document.offsets import SEPARATOR
from annotate.document.source import Range


class PartedText:
    r"""A mended text in which cells are as far from each other as paragraphs are, so that no name,
    no date and no context of either reaches from one cell into another.

    Parameters
    ----------
    mended : Mended
        The document.

    Attributes
    ----------
    text : str
        Its blocks, each parted from the next by a blank line.

    Examples
    --------
    >>> from annotate.document.source import Mark, Place, Source
    >>> from annotate.text.mending.mend import mend
    >>> marks = (Mark("cell", 0, 4, place=Place(1, 1, 1)), Mark("cell", 5, 9, place=Place(1, 1, 2)))
    >>> mended = mend(Source("a", "a.html", "Lens\tLoos", marks=marks))
    >>> parted = PartedText(mended)
    >>> mended.text, parted.text
    ('Lens\tLoos', 'Lens\n\nLoos')
    >>> [one.start for one in parted.put_back([Candidate(6, 10, "LOC", "rule:places")])]
    [5]
    """

    def __init__(self, mended: Mended) -> None:
        extents = list(_parts(mended))
        starts = [low for low, _ in extents]
        lengths = (high - low + len(SEPARATOR) for low, high in extents)
        self._own = starts
        self._starts = [0, *accumulate(lengths)][: len(extents)]
        self._moved = [own - new for own, new in zip(starts, self._starts, strict=True)]
        if any(self._moved):
            self.text = SEPARATOR.join(mended.text[low:high] for low, high in extents)
        else:
            self.text = mended.text

    def place(self, offset: int) -> int:
        """Return where a code point of the mended text is in this one."""
        block = max(0, bisect_right(self._own, offset) - 1)
        return offset - self._moved[block] if self._moved else offset

    def put_back(self, candidates: Iterable[Candidate]) -> Iterator[Candidate]:
        """Yield candidates of this text as those of the mended text; what is in two blocks is
        left out, since no name is.
        """
        if not any(self._moved):
            yield from candidates
            return
        for one in candidates:
            block = self._block(one.start)
            if block == self._block(one.end - 1):
                by = self._moved[block]
                yield replace(
                    one, start=one.start + by, end=one.end + by, attributes=self._attributes(one)
                )

    def _attributes(self, candidate: Candidate) -> dict[str, object]:
        return {
            name: [place + self._moved[self._block(value[0])] for place in value]
            if name in OFFSETS and value
            else value
            for name, value in candidate.attributes.items()
        }

    def _block(self, offset: int) -> int:
        return bisect_right(self._starts, offset) - 1


def _parts(mended: Mended) -> Iterator[Range]:
    """Yield the extents of the blocks, and those of the sentences in cells."""
    sentences: dict[str | None, list[Range | None]] = {}
    if any(element.label == CELL for element, _ in mended.blocks):
        for element in mended.structure.labelled("sentence"):
            span = mended.offsets.span(element.ranges)
            sentences.setdefault(element.parent, []).append(span)
    for element, extent in mended.blocks:
        if element.label == CELL:
            yield from (span for span in sentences.get(element.id, ()) if span is not None)
        else:
            yield extent
