"""Repairs as a plan that can be replayed, and the exact map between source and mended text.

The mended text is made of blocks in reading order, parted by one blank line. A block is made of
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
"""Stands between two blocks of a mended text."""

PARTING = frozenset({"note_call"})
"""Rules whose deletions part a span: a name never contains the note call that was stuck in it."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One repair: a range of the source and what stands there in the mended text.

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
        Repairs inside those ranges; no two overlap.

    Returns
    -------
    mended : str
        Blocks joined by a blank line.
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
    ordered = sorted(edits, key=lambda edit: (edit.start, edit.end))
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
        if number:
            pieces.append(SEPARATOR)
            position += len(SEPARATOR)
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
        The stretches of the mended text, in its order.
    extents : tuple of Range
        Where each block stands in the mended text.
    """

    segments: Segments
    extents: tuple[Range, ...]

    @cached_property
    def _by_source(self) -> tuple[array[int], array[int]]:
        """The ends of the segments in the order of the source, and their places in `segments`."""
        starts, ends = self.segments.source_starts, self.segments.source_ends
        order = sorted(range(len(ends)), key=lambda index: (starts[index], ends[index]))
        return array("i", (ends[index] for index in order)), array("i", order)

    def to_source(self, start: int, end: int) -> tuple[Range, ...]:
        """Return the source ranges behind a span of the mended text.

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
        """Return where a span of the source stands in the mended text.

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


def _merged(ranges: list[Range]) -> tuple[Range, ...]:
    merged: list[Range] = []
    for low, high in sorted(ranges):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return tuple(merged)
