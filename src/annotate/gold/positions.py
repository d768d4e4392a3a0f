"""Positions in a mended text, looked up quickly: pages, paragraphs, sentences, elements."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable

from annotate.document.mended import Mended
from annotate.document.source import Range


class Places:
    """Looks up the page and the elements of a structure at an offset of a source.

    Parameters
    ----------
    mended : Mended
        The source with its structure.

    Examples
    --------
    >>> from annotate.text.mending.mend import mend
    >>> from annotate.document.source import Source
    >>> places = Places(mend(Source("a", "a.txt", "La mine ferma. La ville resta.\\n")))
    >>> places.page(20), places.paragraph((18, 23)), places.sentence((18, 23))
    (1, 'p1', 's2')
    """

    def __init__(self, mended: Mended) -> None:
        self._mended = mended
        self._pages = mended.source.pages
        self._page_ends = [page.end for page in self._pages]
        self._blocks = [extent[0] for _, extent in mended.blocks]
        self._block_ids = [element.id for element, _ in mended.blocks]
        sentences = sorted(
            (spans[0][0], element.id)
            for element in mended.structure.labelled("sentence")
            if (spans := mended.offsets.to_mended(*element.ranges[0]))
        )
        self._sentences = [start for start, _ in sentences]
        self._sentence_ids = [identity for _, identity in sentences]
        self._elements: dict[tuple[str, tuple[Range, ...]], str] = {}
        self._by_span: dict[tuple[str, tuple[Range, ...]], tuple[Range, ...]] = {}
        for element in mended.structure.elements:
            self._elements[element.label, element.ranges] = element.id
            spans = joined(mended_spans(mended, element.ranges), mended.text)
            self._by_span[element.label, spans] = element.ranges

    def page(self, offset: int) -> int:
        """Return the number of the page that holds a code point of the source."""
        if not self._pages:
            return 1
        return self._pages[min(bisect_right(self._page_ends, offset), len(self._pages) - 1)].number

    def paragraph(self, span: Range) -> str | None:
        """Return the id of the block that a range of the source begins in."""
        return self._at(span, self._blocks, self._block_ids)

    def sentence(self, span: Range) -> str | None:
        """Return the id of the sentence that a range of the source begins in."""
        return self._at(span, self._sentences, self._sentence_ids)

    def element(self, label: str, ranges: tuple[Range, ...]) -> str | None:
        """Return the id of the element with this label and exactly these ranges."""
        return self._elements.get((label, ranges))

    def ranges(self, label: str, spans: tuple[Range, ...]) -> tuple[Range, ...] | None:
        """Return the ranges of the element with this label over these spans of the mended text."""
        return self._by_span.get((label, spans))

    def _at(self, span: Range, starts: list[int], ids: list[str]) -> str | None:
        spans = self._mended.offsets.to_mended(*span)
        index = bisect_right(starts, spans[0][0]) - 1 if spans else -1
        return ids[index] if index >= 0 else None


def mended_spans(mended: Mended, ranges: Iterable[Range]) -> list[Range]:
    """Return some ranges of a source in its mended text, in their order."""
    return [span for low, high in ranges for span in mended.offsets.to_mended(low, high)]


def joined(spans: Iterable[Range], text: str) -> tuple[Range, ...]:
    """Join spans of a mended text with nothing but white space between them.

    Examples
    --------
    >>> joined([(0, 4), (5, 9), (12, 13)], "Nord Pas de Calais")
    ((0, 9), (12, 13))
    """
    found: list[Range] = []
    for low, high in spans:
        if found and found[-1][1] <= low and not text[found[-1][1] : low].strip():
            found[-1] = (found[-1][0], high)
        else:
            found.append((low, high))
    return tuple(found)
