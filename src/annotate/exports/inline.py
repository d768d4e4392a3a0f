"""From spans that lie anyhow to pieces that lie inside each other, as markup wants them."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from annotate.document.source import Range


@dataclass
class Piece:
    """A part of a span, or all of it, with the pieces inside.

    Attributes
    ----------
    start, end : int
        Code points of the text, half-open.
    of : int
        Which of the spans it is of.
    inside : list of Piece
        In the order of the text, apart from each other.
    """

    start: int
    end: int
    of: int
    inside: list[Piece] = field(default_factory=list)


def nested(extents: Sequence[Range], spans: Iterable[tuple[int, Range]]) -> list[Piece]:
    """Cut spans where one runs over the end of another, so that all lie inside each other.

    Parameters
    ----------
    extents : sequence of Range
        The outermost pieces: blocks, in order, apart from each other.
    spans : iterable of (int, Range)
        What is inside of them, each with its rank: of two over the same characters the one of the
        lower rank is outside. What lies in no block is left out.

    Returns
    -------
    list of Piece
        One a block; `of` counts the blocks there, and the spans, in the order given, below.

    Examples
    --------
    >>> (block,) = nested([(0, 20)], [(1, (0, 9)), (2, (4, 13))])
    >>> [(one.of, one.start, one.end) for one in block.inside]
    [(0, 0, 9), (1, 9, 13)]
    >>> [(one.of, one.start, one.end) for one in block.inside[0].inside]
    [(1, 4, 9)]
    """
    roots = [Piece(start, end, number) for number, (start, end) in enumerate(extents)]
    waiting = [(start, -end, rank, of) for of, (rank, (start, end)) in enumerate(spans)]
    heapq.heapify(waiting)
    block, stack = 0, list[Piece]()
    while waiting:
        start, negative, rank, of = heapq.heappop(waiting)
        end = -negative
        while block < len(roots) and roots[block].end <= start:
            block, stack = block + 1, []
        if block == len(roots):
            break
        root = roots[block]
        if start < root.start:
            if root.start < end:  # it begins between two blocks
                heapq.heappush(waiting, (root.start, negative, rank, of))
            continue
        stack = stack or [root]
        while stack[-1].end <= start:
            stack.pop()
        if end > stack[-1].end:
            heapq.heappush(waiting, (stack[-1].end, negative, rank, of))
            end = stack[-1].end
        piece = Piece(start, end, of)
        stack[-1].inside.append(piece)
        stack.append(piece)
    return roots
