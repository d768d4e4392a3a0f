"""A text as the writers of the makers take it: parts in order, their runs, their notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from typesetting.layouts import Layout
from typesetting.truth import TrueBlock, Truth

_ORDINAL = re.compile(r"(?<=\b[IVX1])(?:er|re|e)\b|(?<=[IVX][IVX])e\b")


@dataclass(frozen=True)
class Note:
    """A note where it is called."""

    number: int
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Raised:
    """Letters set high: ``e`` of ``XIXe``."""

    text: str


Run = str | Note | Raised
"""What a line of text is made of."""


@dataclass(frozen=True)
class Part:
    """One part of a text.

    Attributes
    ----------
    kind : str
        ``heading``, ``paragraph``, ``list``, ``table``, ``figure`` or ``box``.
    runs : tuple of Run
        Of a heading or paragraph; the caption of a table or figure; the title of a box.
    level : int
        Of a heading.
    items : tuple of tuple of Run
        Of a list.
    rows : tuple of tuple of str
        Of a table; the first is its head.
    parts : tuple of Part
        What is in a box.
    """

    kind: str
    runs: tuple[Run, ...] = ()
    level: int = 0
    items: tuple[tuple[Run, ...], ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    parts: tuple[Part, ...] = field(default=())

    def notes(self) -> Iterator[Note]:
        """Yield the notes called in it, in order."""
        for runs in (self.runs, *self.items):
            yield from (run for run in runs if isinstance(run, Note))
        for part in self.parts:
            yield from part.notes()


class _Flow:
    """Counts notes and headings while blocks become parts."""

    def __init__(self, truth: Truth, layout: Layout) -> None:
        self.truth, self.layout = truth, layout
        self.note = 0
        self.numbers = [0, 0]

    def every(self) -> Iterator[Part]:
        for box, group in groupby(self.truth.blocks, lambda block: block.box):
            members = list(group)
            if box:
                title = self._runs(members[0])
                yield Part("box", title, parts=tuple(self._unboxed(members[1:])))
            else:
                yield from self._unboxed(members)

    def _unboxed(self, blocks: Sequence[TrueBlock]) -> Iterator[Part]:
        for item, group in groupby(blocks, lambda block: block.item):
            if item:
                yield Part("list", items=tuple(self._runs(block) for block in group))
            else:
                yield from map(self._part, group)

    def _part(self, block: TrueBlock) -> Part:
        runs = self._runs(block)
        if block.label == "heading" and self.layout.heading_numbers:
            self.numbers[block.level - 1] += 1
            self.numbers[block.level :] = [0] * (2 - block.level)
            runs = (f"{'.'.join(map(str, self.numbers[: block.level]))}. ", *runs)
        return Part(block.label, runs, block.level, rows=block.rows)

    def _runs(self, block: TrueBlock) -> tuple[Run, ...]:
        found: list[Run] = []
        for index, piece in enumerate(block.pieces):
            if index:
                self.note += 1
                text = self.truth.printed_notes[self.note - 1]
                found.append(Note(self.note, tuple(self._raised(text))))
            found.extend(self._raised(piece))
        return tuple(found)

    def _raised(self, text: str) -> Iterator[Run]:
        end = 0
        for match in _ORDINAL.finditer(text) if self.layout.raised_ordinals else ():
            yield from (text[end : match.start()], Raised(match.group()))
            end = match.end()
        if text[end:]:
            yield text[end:]


def flow(truth: Truth, layout: Layout) -> list[Part]:
    """Return the parts of a text; headings have their numbers where a layout numbers them.

    Parameters
    ----------
    truth : Truth
        The text.
    layout : Layout
        Its layout.
    """
    return list(_Flow(truth, layout).every())


def written(
    runs: Sequence[Run], text: Callable[[str], str], raised: str, note: Callable[[Note], str]
) -> str:
    """Return runs in a maker's own notation.

    Parameters
    ----------
    runs : sequence of Run
        What to write.
    text : callable
        Escapes plain text.
    raised : str
        A format with one place, for letters set high.
    note : callable
        Writes a note or its call.
    """
    return "".join(
        text(run)
        if isinstance(run, str)
        else note(run)
        if isinstance(run, Note)
        else raised.format(text(run.text))
        for run in runs
    )
