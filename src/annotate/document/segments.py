"""The segments of a mended text, and where each comes from, kept as columns of numbers."""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

from annotate.document.source import Range


@dataclass(frozen=True, slots=True)
class Segment:
    """A span of the mended text and where it comes from.

    Verbatim segments are copied character by character; the others are edits, and a part of one
    projects to the whole of it.

    Attributes
    ----------
    mended, source : Range
        Code points of the mended text and of the source, half-open.
    part : int
        The number of the source range that holds it, counted over all blocks.
    verbatim : bool
        Whether it is copied.
    rule : str
        The rule of the edit.
    """

    mended: Range
    source: Range
    part: int
    verbatim: bool
    rule: str = ""


def _offsets() -> array[int]:
    # Four bytes: no text has two thousand million characters.
    return array("i")


@dataclass(eq=False)
class Segments(Sequence[Segment]):
    """Segments kept as columns of numbers.

    A book has a million of them, and a Python object for each would take half a gigabyte.

    Examples
    --------
    >>> segments = Segments()
    >>> segments.append(Segment((0, 4), (2, 6), 0, True))
    >>> segments[0].source, len(segments)
    ((2, 6), 1)
    """

    mended_starts: array[int] = field(default_factory=_offsets)
    mended_ends: array[int] = field(default_factory=_offsets)
    source_starts: array[int] = field(default_factory=_offsets)
    source_ends: array[int] = field(default_factory=_offsets)
    parts: array[int] = field(default_factory=_offsets)
    rule_numbers: array[int] = field(default_factory=lambda: array("h"))
    rules: list[str] = field(default_factory=lambda: [""])
    """The names that `rule_numbers` count; the first is for verbatim segments."""

    def append(self, segment: Segment) -> None:
        """Add a segment after the others."""
        self.mended_starts.append(segment.mended[0])
        self.mended_ends.append(segment.mended[1])
        self.source_starts.append(segment.source[0])
        self.source_ends.append(segment.source[1])
        self.parts.append(segment.part)
        if segment.verbatim:
            self.rule_numbers.append(0)
            return
        if segment.rule not in self.rules[1:]:
            self.rules.append(segment.rule)
        self.rule_numbers.append(self.rules.index(segment.rule, 1))

    def __len__(self) -> int:
        return len(self.parts)

    @overload
    def __getitem__(self, index: int) -> Segment: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Segment]: ...
    def __getitem__(self, index: int | slice) -> Segment | Sequence[Segment]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(len(self)))]
        number = self.rule_numbers[index]
        return Segment(
            (self.mended_starts[index], self.mended_ends[index]),
            (self.source_starts[index], self.source_ends[index]),
            self.parts[index],
            number == 0,
            self.rules[number],
        )

    def __iter__(self) -> Iterator[Segment]:
        return (self[index] for index in range(len(self)))
