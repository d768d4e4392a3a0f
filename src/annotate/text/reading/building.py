"""Collecting passages while a reader walks through a document."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from annotate.document.cells import CELL
from annotate.document.source import Place
from annotate.text.reading.markup_blocks import (
    Call,
    Furniture,
    Inline,
    LineBreak,
    PageBreak,
    Passage,
)
from annotate.text.reading.style_names import with_bold_headings


@dataclass(slots=True)
class _Open:
    """What is being written: the passage that the next text belongs to."""

    label: str
    value: str | None = None
    kind: str | None = None
    box: int | None = None
    explicit: bool = False
    place: Place | None = None
    content: list[Inline] = field(default_factory=list)
    sizes: set[int] = field(default_factory=set)


class Builder:
    """Takes texts, calls and breaks in the order of a document, and gives passages.

    Text that is in no block becomes a paragraph. A block inside a block parts it: what follows
    goes on as another of the same kind. A note takes nothing from the block it is in, and what
    is merely anchored in a block is after it, or after the table that the block is in.

    Examples
    --------
    >>> build = Builder()
    >>> with build.block("paragraph"):
    ...     build.text("Le puits 3")
    ...     with build.note("1"):
    ...         build.text("Fermé en 1968.")
    ...     build.text(" est classé.")
    >>> [(one.label, one.text) for one in build.passages()]
    [('paragraph', 'Le puits 3 est classé.'), ('note', 'Fermé en 1968.')]
    """

    def __init__(self) -> None:
        self._stack = [_Open("paragraph")]
        self._done: list[Passage] = []
        self._anchored: list[Passage] = []
        self._notes: list[Passage] = []
        self._boxes = 0
        self._tables = 0
        self._depth = 0
        self._in_table = False
        self._glued = False
        self._bold = 0

    @property
    def in_block(self) -> bool:
        """Whether text would go into a block that was opened."""
        return self._stack[-1].explicit

    @property
    def kind(self) -> str | None:
        """What kind of paragraph is being written."""
        return self._stack[-1].kind

    @property
    def boldness(self) -> int:
        """The size of the bold type that is being written in; 0 when it is not bold."""
        return self._bold

    @property
    def in_note(self) -> bool:
        """Whether a note is being written."""
        return self._stack[-1].label == "note"

    @property
    def in_cell(self) -> bool:
        """Whether a cell of a table is being written."""
        return self._stack[-1].label == CELL

    @property
    def in_lines(self) -> bool:
        """Whether a block is only a line of what is being written."""
        return self.in_note or self.in_cell

    def text(self, text: str | None) -> None:
        """Add text."""
        if self._glued and text:
            text = text.lstrip()
        if text:
            self._stack[-1].content.append(text)
            self._glued = False
            if not text.isspace():
                self._stack[-1].sizes.add(self._bold)

    def call(self, label: str) -> None:
        """Add a note call."""
        self._stack[-1].content.append(Call(label))

    def line_break(self) -> None:
        """End a line inside the block."""
        if not self._glued:
            self._stack[-1].content.append(LineBreak())

    def within_word(self) -> None:
        """Say that what comes next, a line end or a page end, lies inside a word: white space
        around it is not one. A line ends there only where a hyphen shows it.
        """
        content = self._stack[-1].content
        while content:
            last = content.pop()
            kept = last.rstrip() if isinstance(last, str) else last
            if not kept:
                continue
            content.append(kept)
            if isinstance(kept, str) and kept[-1] in "-\u00ad\u2010":
                content.append(LineBreak())
            break
        self._glued = True

    def page_break(self) -> None:
        """End a page, unless in a note or in something anchored, which are elsewhere."""
        if not self.in_note and not self._depth:
            self._stack[-1].content.append(PageBreak())

    def furniture(self, label: str, text: str) -> None:
        """Add a running head or a page number."""
        if not self.in_note:
            self._stack[-1].content.append(Furniture(label, text))

    @contextmanager
    def bold(self, size: int) -> Iterator[None]:
        """Write in bold type of a size in half points; 0 is for type that is not bold."""
        outer, self._bold = self._bold, size
        yield
        self._bold = outer

    @contextmanager
    def block(
        self, label: str, value: str | None = None, kind: str | None = None
    ) -> Iterator[None]:
        """Write a block; inside a note or a cell it is only a line of it."""
        if self.in_lines:
            self.line_break()
            yield
            if self.in_cell:
                self.line_break()
            return
        outer = self._stack[-1]
        self._flush(outer)
        self._stack.append(_Open(label, value, kind, outer.box, True))
        yield
        self._flush(self._stack.pop())

    @contextmanager
    def loose(self) -> Iterator[None]:
        """Write what is no block itself but parts the text around it."""
        if self.in_lines:
            self.line_break()
            yield
            self.line_break()
            return
        self._flush(self._stack[-1])
        yield
        self._flush(self._stack[-1])

    @contextmanager
    def box(self) -> Iterator[None]:
        """Write a boxed text; a box inside a box belongs to it."""
        if self.in_lines or self._stack[-1].box is not None:
            with self.loose():
                yield
            return
        self._flush(self._stack[-1])
        self._boxes += 1
        self._stack.append(_Open("paragraph", box=self._boxes))
        yield
        self._flush(self._stack.pop())

    @contextmanager
    def table(self) -> Iterator[int]:
        """Write a table; gives its number, which its cells and its caption have."""
        with self.loose():
            self._tables += 1
            self._in_table = True
            yield self._tables
            self._in_table = False

    @contextmanager
    def part_of_table(
        self, label: str, place: Place, value: str | None = None, kind: str | None = None
    ) -> Iterator[None]:
        """Write a cell of a table, or its caption."""
        outer = self._stack[-1]
        self._flush(outer)
        self._stack.append(_Open(label, value, kind, outer.box, True, place))
        yield
        self._flush(self._stack.pop())

    @contextmanager
    def anchored(self) -> Iterator[None]:
        """Write what is after the block that it is anchored in, such as a figure."""
        if self.in_note or not self.in_block:
            with self.loose():
                yield
            return
        done, self._done = self._done, []
        self._stack.append(_Open("paragraph", box=self._stack[-1].box))
        self._depth += 1
        yield
        self._flush(self._stack.pop(), anchoring=True)
        self._depth -= 1
        self._anchored.extend(self._done)
        self._done = done

    @contextmanager
    def note(self, label: str) -> Iterator[None]:
        """Write a note; its call is for the caller to add."""
        self._stack.append(_Open("note", label, explicit=True))
        place = len(self._notes)
        yield
        note = self._stack.pop()
        self._notes.insert(place, Passage("note", tuple(note.content), label))

    def _flush(self, open_: _Open, *, anchoring: bool = False) -> None:
        if open_.content:
            content = tuple(open_.content)
            bold = min(open_.sizes, default=0)
            self._done.append(
                Passage(open_.label, content, open_.value, open_.kind, open_.box, bold, open_.place)
            )
            open_.content.clear()
            open_.sizes.clear()
        if self._anchored and not anchoring and not self._depth and not self._in_table:
            self._done.extend(self._anchored)
            self._anchored.clear()

    def passages(self) -> list[Passage]:
        """Return what was written, notes last; a box without running text is not one."""
        for open_ in self._stack:
            self._flush(open_)
        boxed = {
            one.box
            for one in self._done
            if one.label == "paragraph" and one.kind != "caption" and not one.is_empty
        }
        done = (one if one.box in boxed else replace(one, box=None) for one in self._done)
        return [*with_bold_headings(list(done)), *self._notes]
