"""Which pieces of a structure an annotation begins in."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from annotate.document.annotation import Annotation, Layer

_BLOCKS = frozenset(("title", "author", "heading", "paragraph", "note"))
_SENTENCE = "sentence"


class Pieces:
    """Looks up the block and the sentence at a place of a source.

    Parameters
    ----------
    structure : Layer
        The layer `structure` of a document.

    Examples
    --------
    >>> piece = Annotation("p7", "structure", "paragraph", ((0, 40),), None)
    >>> lens = Annotation("e-1", "entities", "LOC", ((3, 7),), "Lens", paragraph="p3")
    >>> Pieces(Layer("structure", (piece,))).refreshed(lens).paragraph
    'p7'
    """

    def __init__(self, structure: Layer) -> None:
        self._blocks = _Spans(structure, _BLOCKS)
        self._sentences = _Spans(structure, frozenset((_SENTENCE,)))

    def refreshed(self, annotation: Annotation) -> Annotation:
        """Return an annotation that names the pieces of this structure.

        Ids are counted anew in every structure, so that an old one may name another paragraph. What
        lies in no piece keeps the id it has. The page stays, too: it is a page of the file, and the
        text is the same.
        """
        at = annotation.ranges[0][0]
        return replace(
            annotation,
            paragraph=self._blocks.at(at) or annotation.paragraph,
            sentence=self._sentences.at(at) or annotation.sentence,
        )


class _Spans:
    def __init__(self, structure: Layer, labels: frozenset[str]) -> None:
        self._spans = sorted(
            (start, end, piece.id)
            for piece in structure.annotations
            if piece.label in labels
            for start, end in piece.ranges
        )
        self._starts = [start for start, _, _ in self._spans]

    def at(self, offset: int) -> str | None:
        """Return the id of the piece that holds a code point."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self._spans[index][1]:
            return None
        return self._spans[index][2]
