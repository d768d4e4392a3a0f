"""Elements of a new text that match those of the old one, by their ranges or by their text."""

from __future__ import annotations

from collections.abc import Iterable

from annotate.document.mended import Mended
from annotate.document.source import Range


class ElementMatcher:
    """Finds the element of a text that has a label over exactly some characters.

    Parameters
    ----------
    mended : Mended
        The text with its structure.

    Examples
    --------
    >>> from annotate.text.mending.mend import mend
    >>> from annotate.document.source import Source
    >>> matcher = ElementMatcher(mend(Source("a", "a.txt", "La mine ferma. La ville resta.\\n")))
    >>> matcher.id_of("sentence", ((15, 30),)), matcher.ranges_of("sentence", ((15, 30),))
    ('s2', ((15, 30),))
    """

    def __init__(self, mended: Mended) -> None:
        self._ids: dict[tuple[str, tuple[Range, ...]], str] = {}
        self._by_span: dict[tuple[str, tuple[Range, ...]], tuple[Range, ...]] = {}
        for element in mended.structure.elements:
            self._ids[element.label, element.ranges] = element.id
            spans = joined(mended.offsets.images(element.ranges), mended.text)
            self._by_span[element.label, spans] = element.ranges

    def id_of(self, label: str, ranges: tuple[Range, ...]) -> str | None:
        """Return the id of the element with this label and exactly these ranges."""
        return self._ids.get((label, ranges))

    def ranges_of(self, label: str, spans: tuple[Range, ...]) -> tuple[Range, ...] | None:
        """Return the ranges of the element with this label over these spans of the mended text."""
        return self._by_span.get((label, spans))


def joined(spans: Iterable[Range], text: str) -> tuple[Range, ...]:
    """Join spans of a mended text that are parted by nothing or by white space only.

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
