"""The structure of a document, as elements over its source."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from annotate.document.cells import CELL
from annotate.document.source import Range

KINDS = ("list_item", "caption", "bibliography", "marginal")
"""What a paragraph may be other than running text: an item of a list, the caption of a figure or
a table, an entry of a bibliography, a note or a heading in the margin."""

BLOCKS = frozenset(("title", "author", "heading", "paragraph", "note", CELL))
"""Labels of the elements that are blocks of the mended text."""

SENTENCE = "sentence"


@dataclass(frozen=True, slots=True)
class Element:
    """One part of a document.

    Attributes
    ----------
    id : str
        Unique in the document: ``p3`` is the third paragraph.
    label : str
        ``title``, ``author``, ``heading``, ``paragraph``, ``note``, ``note_call``, ``box``,
        ``table``, ``row``, ``cell``, ``running_head``, ``page_number``, ``line_number`` (in a
        margin), ``page_break``, ``hyphen`` (at a line end that cuts a word) or ``sentence``.
    ranges : tuple of Range
        Code points of the source, in reading order. Several when something else lies in between.
    value : str or None
        The number of a note or of its call; the level of a heading; the column of a cell, or its
        first and last (``2-3``); ``joined`` or ``kept`` for a hyphen.
    parent : str or None
        The id of the element that holds it: the box of a paragraph, the paragraph of a sentence,
        the row of a cell, the table of a row or of a caption.
    kind : str or None
        One of :data:`KINDS`, for a paragraph that is no running text; ``header`` for a cell that
        says what others hold.
    """

    id: str
    label: str
    ranges: tuple[Range, ...]
    value: str | None = None
    parent: str | None = None
    kind: str | None = None


@dataclass(frozen=True)
class Structure:
    """All elements of a document, in reading order with the notes last."""

    elements: tuple[Element, ...]

    def labelled(self, *labels: str) -> Iterator[Element]:
        """Yield the elements that have one of the labels, in order.

        Examples
        --------
        >>> elements = (Element("t1", "title", ((0, 4),)), Element("p1", "paragraph", ((6, 9),)))
        >>> [element.id for element in Structure(elements).labelled("paragraph")]
        ['p1']
        """
        return (element for element in self.elements if element.label in labels)


class _Located(Protocol):
    """An element of a structure, or its annotation."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def ranges(self) -> tuple[Range, ...]: ...


class ElementIndex:
    """Finds the block and the sentence that hold a code point of the source.

    Parameters
    ----------
    elements : iterable
        The elements of a :class:`Structure`, or the annotations of a layer ``structure``.

    Examples
    --------
    >>> elements = (Element("p1", "paragraph", ((0, 9),)), Element("s1", "sentence", ((0, 4),)))
    >>> index = ElementIndex(elements)
    >>> index.block(5), index.sentence(3), index.sentence(5)
    ('p1', 's1', None)
    """

    def __init__(self, elements: Iterable[_Located]) -> None:
        every = list(elements)
        self._blocks = _RangeIndex(every, BLOCKS)
        self._sentences = _RangeIndex(every, (SENTENCE,))

    def block(self, offset: int) -> str | None:
        """Return the id of the block at an offset of the source; None outside all blocks."""
        return self._blocks.at(offset)

    def sentence(self, offset: int) -> str | None:
        """Return the id of the sentence at an offset of the source; None outside all sentences."""
        return self._sentences.at(offset)


class _RangeIndex:
    """The ranges of the elements with some labels, which do not overlap."""

    def __init__(self, elements: Iterable[_Located], labels: Collection[str]) -> None:
        self._spans = sorted(
            (start, end, one.id)
            for one in elements
            if one.label in labels
            for start, end in one.ranges
        )
        self._starts = [start for start, _, _ in self._spans]

    def at(self, offset: int) -> str | None:
        place = bisect_right(self._starts, offset) - 1
        if place < 0 or offset >= self._spans[place][1]:
            return None
        return self._spans[place][2]


def cut(ranges: Sequence[Range], starts: Sequence[int], text: str) -> list[tuple[Range, ...]]:
    """Cut the ranges of a block where its parts begin.

    Parameters
    ----------
    ranges : sequence of Range
        Code points of the source.
    starts : sequence of int
        Where parts begin, in the order of the ranges; what comes before the first belongs to it.
        Without any, as where nothing of a block is left in the mended text, there is one part.
    text : str
        The source text.

    Returns
    -------
    list of tuple of Range
        One a part, without white space at the ends of its ranges. Together they hold every other
        character of the block, note calls included.

    Examples
    --------
    >>> cut([(0, 9)], [0, 5], "Un1. Deux")
    [((0, 4),), ((5, 9),)]
    """
    starts = starts or [ranges[0][0]]
    parts: list[list[Range]] = [[] for _ in starts]
    ordered = sorted(starts)
    for low, high in ranges:
        inside = ordered[bisect_right(ordered, low) : bisect_left(ordered, high)]
        bounds = [low, *inside, high]
        for begin, end in pairwise(bounds):
            held = text[begin:end]
            if held.strip():
                number = max(bisect_right(starts, begin) - 1, 0)
                first = begin + len(held) - len(held.lstrip())
                parts[number].append((first, begin + len(held.rstrip())))
    return [tuple(part) for part in parts if part]
