"""The structure of a document, as pieces over its source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotate.text.source import Range


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a document.

    Attributes
    ----------
    id : str
        Unique in the document: ``p3`` is the third paragraph.
    label : str
        ``title``, ``author``, ``heading``, ``paragraph``, ``note``, ``note_call``, ``box``,
        ``running_head``, ``page_number``, ``page_break``, ``hyphen`` (at a line end that cuts a
        word) or ``sentence``.
    ranges : tuple of Range
        Code points of the source, in reading order. Several when something stands in between.
    value : str or None
        The number of a note or of its call; the level of a heading; ``joined`` or ``kept`` for a
        hyphen.
    parent : str or None
        The id of the piece that holds it: the box of a paragraph, the paragraph of a sentence.
    """

    id: str
    label: str
    ranges: tuple[Range, ...]
    value: str | None = None
    parent: str | None = None


@dataclass(frozen=True)
class Structure:
    """All pieces of a document, in reading order with the notes last."""

    pieces: tuple[Piece, ...]

    def labelled(self, *labels: str) -> Iterator[Piece]:
        """Yield the pieces that have one of the labels, in order.

        Examples
        --------
        >>> pieces = (Piece("t1", "title", ((0, 4),)), Piece("p1", "paragraph", ((6, 9),)))
        >>> [piece.id for piece in Structure(pieces).labelled("paragraph")]
        ['p1']
        """
        return (piece for piece in self.pieces if piece.label in labels)


def span_of(ranges: tuple[Range, ...]) -> Range:
    """Return the first and last offset of some ranges."""
    return min(start for start, _ in ranges), max(end for _, end in ranges)
