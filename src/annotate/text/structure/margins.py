"""Notes and headings in the margin of a page: a narrow column beside the text.

They are in smaller type than the text, or differ from it otherwise and have several lines; they are
beside lines of the text, and there is little of them. A line of the text and one of the margin may
be one line of the PDF; wide white parts them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotate.document.source import Source
from annotate.text.structure.by_layout_notes import is_next, raised_head
from annotate.text.structure.geometry import edges_of
from annotate.text.structure.lines import Row, line_of, part_of
from annotate.text.structure.notes import Note, note_head
from annotate.text.structure.paragraph_kinds import is_caption
from annotate.text.structure.table_lines import Parts

_SMALLER = 0.96
"""Type of at most this share of that of the text is smaller."""
_APART = 0.5
"""White of this share of the size of the text, at least, is between text and margin."""
_NARROW = 0.6
"""A margin is at most this share of the width of the text."""
_LITTLE = 0.4
"""And holds at most this share of the letters beside which it is."""
_BESIDE = 0.6
"""The share of the lines of a note that is beside lines of the text."""
_LEADING = 1.7
"""Lines that are farther apart than so many sizes are of two notes."""
_FEWEST_LETTERS, _FEWEST_LINES = 4, 4


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a row that white parts from the others, and which row it is of."""

    row: Row
    part: Row

    @property
    def left(self) -> float:
        return line_of(self.part).box[0]

    @property
    def right(self) -> float:
        return line_of(self.part).box[2]

    @property
    def width(self) -> float:
        return self.right - self.left


def in_margins(
    rows: Sequence[Row], boxed: Container[int], parts: Parts
) -> tuple[list[Row], list[list[Row]]]:
    """Part what stands in margins from the text.

    Parameters
    ----------
    rows : sequence of Row
        The rows of a document with a layout, without page furniture.
    boxed : container of int
        The starts of those that are in boxes.
    parts : Parts
        Those of the document.

    Returns
    -------
    rows : list of Row
        Those of the text; of a line that has both only what is text.
    groups : list of list of Row
        The rows of each note or heading in a margin, from the top of a page to its foot.
    """
    by_page: dict[int, list[Row]] = defaultdict(list)
    sizes: Counter[float] = Counter()
    for row in rows:
        if row.start not in boxed:
            by_page[row.page].append(row)
        sizes[round(line_of(row).size, 1)] += len(row.text)
    if not sizes:
        return list(rows), []
    size = sizes.most_common(1)[0][0]
    groups: list[list[_Piece]] = []
    for own in by_page.values():
        groups.extend(_of_page(own, size, parts))
    taken = {piece.part.start: piece for group in groups for piece in group}
    if not taken:
        return list(rows), []
    left = [one for row in rows for one in _left_of(row, parts.of(row), taken)]
    return left, [[piece.part for piece in group] for group in groups]


def _left_of(row: Row, parts: Sequence[Row], taken: Mapping[int, _Piece]) -> Iterator[Row]:
    """Yield what a row has that is in no margin."""
    kept = [part for part in parts if part.start not in taken]
    if len(kept) == len(parts):
        yield row
    elif kept:
        yield part_of(row, kept[0].start, kept[-1].end)


def _of_page(rows: Sequence[Row], size: float, parts: Parts) -> Iterator[list[_Piece]]:
    """Yield the notes and headings in the margins of one page, in type of any size."""
    pieces = [_Piece(row, part) for row in rows for part in parts.of(row)]
    text = [piece for piece in pieces if abs(line_of(piece.part).size - size) < 0.06 * size]
    if len(text) < _FEWEST_LINES or len(pieces) == len(text) == len(rows):
        return
    column = edges_of([piece.part for piece in text])
    left, right = column.left - _APART * size, column.right + _APART * size
    inside = [piece for piece in text if piece.left > left and piece.right < right + size]
    # Cells of a table are beside each other, too.
    full = 0.5 * (column.right - column.left)
    heights = sorted(line_of(piece.part).baseline for piece in inside if piece.width > full)
    for outside in (
        [piece for piece in pieces if piece.right < left],
        [piece for piece in pieces if piece.left > right],
    ):
        letters = sum(len(piece.part.text) for piece in outside)
        most = _NARROW * (column.right - column.left)
        little = letters <= _LITTLE * sum(len(piece.part.text) for piece in inside)
        if outside and little and max(piece.width for piece in outside) <= most:
            yield from (group for group in _grouped(outside) if _is_marginal(group, heights, size))


def _grouped(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    """Yield the pieces that are below each other, without white between."""
    group: list[_Piece] = []
    for piece in sorted(pieces, key=lambda piece: -line_of(piece.part).baseline):
        line = line_of(piece.part)
        if group and line_of(group[-1].part).baseline - line.baseline > _LEADING * line.size:
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _is_marginal(group: Sequence[_Piece], heights: Sequence[float], size: float) -> bool:
    first = group[0].part
    if is_caption(first.text):
        return False
    if sum(char.isalpha() for piece in group for char in piece.part.text) < _FEWEST_LETTERS:
        return False
    beside = sum(_is_beside(line_of(piece.part).baseline, heights, size) for piece in group)
    return beside >= _BESIDE * len(group) and _differs(group, size)


def _is_beside(baseline: float, heights: Sequence[float], size: float) -> bool:
    at = bisect_left(heights, baseline - 0.8 * size)
    return at < len(heights) and heights[at] <= baseline + 0.8 * size


def _differs(group: Sequence[_Piece], size: float) -> bool:
    """Return whether a group is in smaller type than the text, or has several lines in another."""
    own = [line_of(piece.part) for piece in group]
    # The last words of a line in smaller type, which white parts from the others, are of no margin.
    alone = [line_of(piece.part) for piece in group if piece.part.text == piece.row.text]
    if sum(line.size <= _SMALLER * size for line in alone) * 2 > len(own):
        return True
    other = [line for line in own if line.bold or line.italic]
    return len(group) > 1 and 2 * min(len(other), len(alone)) >= len(own)


def notes_in_margins(
    groups: Sequence[Sequence[Row]], source: Source
) -> tuple[list[Note], list[Sequence[Row]]]:
    """Tell the notes of a text from whatever else stands in its margins: their numbers run on.

    Parameters
    ----------
    groups : sequence of sequence of Row
        The rows of each text in a margin, in the order of the pages.
    source : Source
        With its layout.

    Returns
    -------
    notes : list of Note
        In order.
    others : list of sequence of Row
        What has no number.
    """
    raised = source.layout.raised if source.layout else frozenset()
    notes: list[tuple[str, list[Row]]] = []
    others: list[Sequence[Row]] = []
    for rows in groups:
        number = raised_head(rows[0], source.text, raised) or note_head(rows[0])
        if number and (notes or number == "1") and is_next(int(number), notes, rows[0]):
            notes.append((number, list(rows)))
        else:
            others.append(rows)
    return [Note(number, tuple(rows)) for number, rows in notes], others
