"""Repairs as a plan that can be replayed, and the exact map between source and mended text.

The mended text is made of blocks in reading order, parted by one blank line; cells of a table are
blocks that are parted by tabs and line feeds. A block is made of
one or more ranges of the source (a paragraph that a page break and its notes interrupt has two),
and the edits say what changes inside them. Nothing else may change a character, so the mended text
can be built again from the source, the blocks and the edits alone, and every offset can be
projected both ways.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from annotate.document.segments import Segment, Segments
from annotate.document.source import Range

SEPARATOR = "\n\n"
"""Between two blocks of a mended text."""

PARTING = frozenset({"note_call"})
"""Rules whose deletions part a span: a name never contains the note call that was stuck in it."""

PARTING_CELLS = "table"
"""The rule that parts the cells of a table, by tabs and line feeds."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One repair: a range of the source and what the mended text has there.

    Attributes
    ----------
    start, end : int
        Code points of the source, half-open; equal for an insertion.
    replacement : str
        What the mended text has instead; empty for a deletion.
    rule : str
        The name of the repair (``hyphen``, ``line_break``, ``note_call`` …).
    """

    start: int
    end: int
    replacement: str
    rule: str


def replay(
    text: str, blocks: Sequence[Sequence[Range]], edits: Iterable[Edit]
) -> tuple[str, OffsetMap]:
    """Build the mended text and its map.

    Parameters
    ----------
    text : str
        The source text.
    blocks : sequence of sequence of Range
        For each block in reading order its source ranges in order; no two ranges overlap.
    edits : iterable of Edit
        Repairs inside those ranges; no two overlap. An insertion of the rule :data:`PARTING_CELLS`
        where a block begins is what comes before the block, instead of a blank line.

    Returns
    -------
    mended : str
        The blocks, each after what parts it from the one before.
    offsets : OffsetMap
        Projects spans both ways.

    Raises
    ------
    ValueError
        If edits or ranges overlap, or an edit reaches beyond its range.

    Examples
    --------
    >>> mended, offsets = replay("char-\\nbon", [[(0, 9)]], [Edit(4, 6, "", "hyphen")])
    >>> mended, offsets.to_source(0, 7)
    ('charbon', ((0, 9),))
    """
    given = sorted(edits, key=lambda edit: (edit.start, edit.end))
    partings = {edit.start: edit.replacement for edit in given if edit.rule == PARTING_CELLS}
    ordered = [edit for edit in given if edit.rule != PARTING_CELLS]
    for left, right in pairwise(ordered):
        if right.start < left.end:
            raise ValueError(f"overlapping edits: {left} and {right}")
    _check_ranges(blocks, len(text))
    starts = [edit.start for edit in ordered]
    pieces: list[str] = []
    segments = Segments()
    extents: list[Range] = []
    position = 0
    part = 0
    for number, ranges in enumerate(blocks):
        parting = partings.get(ranges[0][0]) if ranges else None
        parting = SEPARATOR * bool(number) if parting is None else parting
        pieces.append(parting)
        position += len(parting)
        begin = position
        for start, end in ranges:
            inside = _edits_within(ordered, starts, start, end)
            for segment, replacement in _segments(text, (start, end), inside, position, part):
                pieces.append(replacement)
                segments.append(segment)
                position = segment.mended[1]
            part += 1
        extents.append((begin, position))
    return "".join(pieces), OffsetMap(segments, tuple(extents))


def _check_ranges(blocks: Sequence[Sequence[Range]], length: int) -> None:
    flat = sorted(span for ranges in blocks for span in ranges)
    for start, end in flat:
        if not 0 <= start < end <= length:
            raise ValueError(f"range {start}-{end} lies outside a text of {length} characters")
    for left, right in pairwise(flat):
        if right[0] < left[1]:
            raise ValueError(f"overlapping ranges: {left} and {right}")


def _edits_within(edits: list[Edit], starts: list[int], start: int, end: int) -> list[Edit]:
    """Return the edits of one range; an insertion at its very end belongs to it."""
    low, high = bisect_left(starts, start), bisect_right(starts, end)
    inside = []
    for edit in edits[low:high]:
        if edit.start == end and edit.end > end:
            continue
        if edit.end > end:
            raise ValueError(f"{edit} reaches beyond its range {start}-{end}")
        inside.append(edit)
    return inside


def _segments(
    text: str, span: Range, edits: list[Edit], position: int, part: int
) -> Iterable[tuple[Segment, str]]:
    cursor, end = span
    for edit in edits:
        if cursor < edit.start:
            copied = text[cursor : edit.start]
            yield (
                Segment((position, position + len(copied)), (cursor, edit.start), part, True),
                copied,
            )
            position += len(copied)
        mended = (position, position + len(edit.replacement))
        yield Segment(mended, (edit.start, edit.end), part, False, edit.rule), edit.replacement
        position, cursor = mended[1], edit.end
    if cursor < end:
        copied = text[cursor:end]
        yield Segment((position, position + len(copied)), (cursor, end), part, True), copied


@dataclass(frozen=True)
class OffsetMap:
    """Projects spans between a source text and its mended text, exactly.

    A span that covers part of a replacement widens to the whole of it; that is the only widening.

    Attributes
    ----------
    segments : Segments
        The spans of the mended text, in its order.
    extents : tuple of Range
        Where each block is in the mended text.
    """

    segments: Segments
    extents: tuple[Range, ...]

    @cached_property
    def _spans(self) -> dict[tuple[Range, ...], Range | None]:
        """What :meth:`span` has found: a review asks for the same names again and again."""
        return {}

    @cached_property
    def _by_source(self) -> tuple[array[int], array[int]]:
        """The ends of the segments in the order of the source, and their places in `segments`."""
        starts, ends = self.segments.source_starts, self.segments.source_ends
        order = sorted(range(len(ends)), key=lambda index: (starts[index], ends[index]))
        return array("i", (ends[index] for index in order)), array("i", order)

    def to_source(self, start: int, end: int) -> tuple[Range, ...]:
        """Return the source ranges that a span of the mended text comes from.

        Parameters
        ----------
        start, end : int
            Code points of the mended text, half-open.

        Returns
        -------
        tuple of Range
            In the order of the mended text. A line break or a hyphen that was mended inside the
            span lies inside the range; a note call, a page break, a note or a running head parts
            it. Empty when the span holds only inserted characters.
        """
        found: list[Range] = []
        part = -1
        parted = False
        # The columns, not the segments: this is asked for every name and every sentence.
        columns = self.segments
        for index in range(bisect_right(columns.mended_ends, start), len(columns)):
            begin, stop = columns.mended_starts[index], columns.mended_ends[index]
            if begin >= end:
                break
            rule = columns.rule_numbers[index]
            if begin == stop:
                parted = parted or columns.rules[rule] in PARTING
                continue
            low, high = columns.source_starts[index], columns.source_ends[index]
            if low == high:
                continue
            if not rule:  # verbatim
                low += max(0, start - begin)
                high -= max(0, stop - end)
            if found and columns.parts[index] == part and not parted:
                found[-1] = (found[-1][0], high)
            else:
                found.append((low, high))
            part, parted = columns.parts[index], False
        return tuple(found)

    def to_mended(self, start: int, end: int) -> tuple[Range, ...]:
        """Return where one range of the source is in the mended text.

        Parameters
        ----------
        start, end : int
            Code points of the source, half-open.

        Returns
        -------
        tuple of Range
            In the order of the mended text, neighbours merged; empty when all of the span was set
            aside or deleted.
        """
        ends, order = self._by_source
        found: list[Range] = []
        columns = self.segments
        for place in range(bisect_right(ends, start), len(order)):
            index = order[place]
            begin, stop = columns.source_starts[index], columns.source_ends[index]
            if begin >= end:
                break
            low, high = columns.mended_starts[index], columns.mended_ends[index]
            if low == high:
                continue
            if not columns.rule_numbers[index]:  # verbatim
                low += max(0, start - begin)
                high -= max(0, stop - end)
            found.append((low, high))
        return _merged(found) if len(found) > 1 else tuple(found)

    def images(self, ranges: Iterable[Range]) -> tuple[Range, ...]:
        """Return where ranges of the source are in the mended text, those of one after the other.

        Parameters
        ----------
        ranges : iterable of Range
            Code points of the source, half-open.
        """
        return tuple(image for one in ranges for image in self.to_mended(*one))

    def span(self, ranges: Iterable[Range]) -> Range | None:
        """Return the one span of the mended text that some source ranges project to.

        Parameters
        ----------
        ranges : iterable of Range
            Code points of the source, half-open: the ranges of an annotation, in any order.

        Returns
        -------
        Range or None
            From the first to the last character of their images. None without ranges, when one of
            them has no image (mending deleted it, or set it aside with a running head), and when
            the images are not all in one block, so that no single span of text corresponds.

        Examples
        --------
        >>> blocks, edits = [[(0, 9)], [(13, 17)]], [Edit(4, 6, "", "hyphen")]
        >>> _, offsets = replay("char-\\nbon 12 Lens", blocks, edits)
        >>> offsets.span([(0, 9)]), offsets.span([(13, 17)])
        ((0, 7), (9, 13))
        >>> offsets.span([(10, 12)]) is None, offsets.span([(0, 9), (13, 17)]) is None
        (True, True)
        """
        asked = tuple(ranges)
        if asked not in self._spans:
            self._spans[asked] = self._span(asked)
        return self._spans[asked]

    def _span(self, ranges: tuple[Range, ...]) -> Range | None:
        found: list[Range] = []
        for one in ranges:
            images = self.to_mended(*one)
            if not images:
                return None
            found += images
        if not found:
            return None
        start, end = min(low for low, _ in found), max(high for _, high in found)
        return (start, end) if end <= self.extents[self.block_at(start)][1] else None

    def block_at(self, offset: int) -> int:
        """Return the number of the block, from 0, that holds a code point of the mended text.

        What is between two blocks counts as part of the first, and what is before all blocks as
        part of the first of them.
        """
        return max(bisect_left(self.extents, (offset + 1,)) - 1, 0)


def _merged(ranges: list[Range]) -> tuple[Range, ...]:
    merged: list[Range] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)
