"""How sure optical character recognition is of what spans of a source say."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

from annotate.document.source import Range, Recognised, Source

OCR_CONFIDENCE = "ocr_confidence"
"""The attribute that tells it."""
DOUBTFUL = 0.8
"""Words of less confidence are doubtful."""


class ConfidenceIndex:
    """Finds the recognised words in spans of a source; where nothing was recognised, none.

    Parameters
    ----------
    source : Source
        As read.
    """

    def __init__(self, source: Source) -> None:
        self._words = source.layout.recognised if source.layout else ()
        self._starts = [word.start for word in self._words]
        self._ends = [word.end for word in self._words]

    def lowest(self, ranges: Iterable[Range]) -> float | None:
        """Return the least confidence of the doubtful words that ranges touch; None without any.

        Examples
        --------
        >>> from annotate.document.source import Layout
        >>> words = (Recognised(0, 2, 0.97), Recognised(3, 7, 0.612))
        >>> layout = Layout((), frozenset(), recognised=words)
        >>> index = ConfidenceIndex(Source("a", "a.pdf", "À Lens", layout=layout))
        >>> index.lowest([(3, 7)]), index.lowest([(0, 2)])
        (0.61, None)
        """
        least = min((word.confidence for word in self._touched(ranges)), default=1.0)
        return round(least, 2) if least < DOUBTFUL else None

    def mean(self, ranges: Iterable[Range]) -> float | None:
        """Return the mean confidence of the words that ranges touch, longer words counting more;
        None where nothing was recognised.
        """
        words = list(self._touched(ranges))
        length = sum(word.end - word.start for word in words)
        total = sum(word.confidence * (word.end - word.start) for word in words)
        return round(total / length, 2) if length else None

    def _touched(self, ranges: Iterable[Range]) -> Iterator[Recognised]:
        for start, end in ranges:
            low, high = bisect_right(self._ends, start), bisect_left(self._starts, end)
            yield from self._words[low:high]
