"""The elements of a structure that an annotation begins in."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from annotate.document.annotation import Annotation, Layer

_BLOCKS = frozenset(("title", "author", "heading", "paragraph", "note"))
_SENTENCE = "sentence"


class StructureLookup:
    """Looks up the block and the sentence at an offset of a source.

    Parameters
    ----------
    structure : Layer
        The layer `structure` of a document.

    Examples
    --------
    >>> block = Annotation("p7", "structure", "paragraph", ((0, 40),), None)
    >>> lens = Annotation("e-1", "entities", "LOC", ((3, 7),), "Lens", paragraph="p3")
    >>> StructureLookup(Layer("structure", (block,))).refreshed(lens).paragraph
    'p7'
    """

    def __init__(self, structure: Layer) -> None:
        self._blocks = _Spans(structure, _BLOCKS)
        self._sentences = _Spans(structure, frozenset((_SENTENCE,)))

    def refreshed(self, annotation: Annotation) -> Annotation:
        """Return an annotation that names the elements of this structure.

        Every structure counts its ids anew, so that an old one may name another paragraph. What
        lies in no element keeps the id it has, and the page is kept: the text is the same.
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
            (start, end, element.id)
            for element in structure.annotations
            if element.label in labels
            for start, end in element.ranges
        )
        self._starts = [start for start, _, _ in self._spans]

    def at(self, offset: int) -> str | None:
        """Return the id of the element that holds a code point."""
        index = bisect_right(self._starts, offset) - 1
        if index < 0 or offset >= self._spans[index][1]:
            return None
        return self._spans[index][2]
