"""Passages: what every reader of a marked-up format collects, and how they become a source.

The source text has one line a block (more where the format breaks lines or pages inside it), a
blank line between blocks, one line a row of a table with tabs between its cells, a form feed before
each page but the first, note calls stuck to their word, and the notes at the end, each ``N. `` and
its text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import dropwhile, pairwise

from annotate.document.cells import parting
from annotate.document.offsets import SEPARATOR
from annotate.document.source import Mark, Page, Place, Range, Source
from annotate.french.classes import shipped_classes

_SPACES = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
_NOT_TEXT = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\x81\x8d\x8f\x90\x9d\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]+")
_REST_OF_WORD = re.compile(r"\S*")
_PAGE = "\f"
_NOTES_HEADING = re.compile(rf"{shipped_classes().pattern('NOTES_TITLE', ' ')}\s*:?", re.I)


@dataclass(frozen=True, slots=True)
class Call:
    """A note call, with what it shows."""

    label: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A line ends here inside a block; two in a row part paragraphs."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """A page ends here."""


@dataclass(frozen=True, slots=True)
class Furniture:
    """A running head or a page number (`label`) that is between two pages."""

    label: str
    text: str


Inline = str | Call | LineBreak | PageBreak | Furniture


@dataclass(frozen=True, slots=True)
class Passage:
    """One block of a document as its format has it.

    Attributes
    ----------
    label : str
        ``title``, ``author``, ``heading``, ``paragraph``, ``note`` or ``cell``.
    content : tuple
        Texts and what is between them.
    value : str or None
        The level of a heading, the label of a note.
    kind : str or None
        What kind of paragraph it is, if no running text.
    box : int or None
        Which boxed text holds it, counted from 1.
    bold : int
        The size of its type in half points if all of it is bold, else 0.
    place : Place or None
        Where in a table a cell is; of which table a caption is.
    """

    label: str
    content: tuple[Inline, ...]
    value: str | None = None
    kind: str | None = None
    box: int | None = None
    bold: int = 0
    place: Place | None = None

    @property
    def text(self) -> str:
        """What it says in one line, without calls."""
        parts = (one if isinstance(one, str) else "" for one in self.content if _shows(one))
        return _SPACES.sub(" ", "".join(parts)).strip()

    @property
    def is_empty(self) -> bool:
        """Whether nothing of it shows, but perhaps calls."""
        return not _INVISIBLE.sub("", self.text).strip()


def _shows(item: Inline) -> bool:
    return isinstance(item, str | LineBreak)


def compose(passages: Iterable[Passage], identity: str, shown: str) -> Source:
    """Write passages down as a source with its marks and pages.

    Parameters
    ----------
    passages : iterable of Passage
        In reading order; notes are put last, in the order given.
    identity : str
        The document's id.
    shown : str
        The file's name in messages.

    Returns
    -------
    Source
        Its text is empty when no passage shows anything.

    Examples
    --------
    >>> note = Passage("note", ("Voir le plan.",), "1")
    >>> source = compose([Passage("paragraph", ("En 1894", Call("1"), ".")), note], "a", "a.html")
    >>> source.text
    'En 18941.\\n\\n1. Voir le plan.\\n'
    >>> [(mark.label, mark.start, mark.end) for mark in source.marks]
    [('paragraph', 0, 9), ('note_call', 7, 8), ('note', 11, 27)]
    """
    given = list(passages)
    notes = [_as_note(one) for one in given if one.label == "note" and not one.is_empty]
    body = [part for one in given if one.label != "note" for part in _parted(one)]
    if notes:
        body = _without_notes_heading(body)
    page = _Writer({note.value for note in notes})
    for passage in body:
        page.write(passage)
    for note in notes:
        page.write_note(note)
    return page.source(identity, shown)


def _as_note(note: Passage) -> Passage:
    """Put the number before a note; pages are not followed inside it."""
    sign = note.value or ""
    kept = _from_text(one for one in note.content if not isinstance(one, PageBreak | Furniture))
    if not sign.isalnum():  # a mark of the writer's own is in the text of the note as well
        head, *rest = kept
        kept = _from_text([str(head).lstrip().removeprefix(sign), *rest]) or kept
    return replace(note, content=(f"{sign}. ", str(kept[0]).lstrip(), *kept[1:]))


def _from_text(content: Iterable[Inline]) -> list[Inline]:
    """Leave out what is before the first text: a call there would have no word to follow."""
    return list(dropwhile(lambda one: not (isinstance(one, str) and one.strip()), content))


def _parted(passage: Passage) -> Iterator[Passage]:
    """Part a paragraph at blank lines inside it."""
    if passage.label != "paragraph":
        yield passage
        return
    parts: list[list[Inline]] = [[]]
    broken = 0
    for item in passage.content:
        if isinstance(item, LineBreak):
            broken += 1
        elif not (isinstance(item, str) and not item.strip()):
            if broken > 1 and any(isinstance(one, str) and one.strip() for one in parts[-1]):
                parts.append([])
            broken = 0
        parts[-1].append(item)
    for part in parts:
        yield replace(passage, content=tuple(part))


def _without_notes_heading(body: Sequence[Passage]) -> list[Passage]:
    """Leave out a heading that had nothing below it but the notes, with those below it that part
    the notes by chapters.
    """
    shown = [index for index, one in enumerate(body) if not one.is_empty]
    lost: set[int] = set()
    below: int | None = None
    for index, following in pairwise([*shown, None]):
        assert index is not None
        passage, after = body[index], None if following is None else body[following]
        bare = passage.label == "heading" and (after is None or after.label == "heading")
        level = int(passage.value or 1) if bare else 0
        if not bare or (below is not None and level <= below):
            below = None
        if bare and (below is not None or _NOTES_HEADING.fullmatch(passage.text)):
            below = level if below is None else below
            lost.add(index)
    return [passage for index, passage in enumerate(body) if index not in lost]


class _Writer:
    """Writes passages one after the other and remembers where each came to stand."""

    def __init__(self, notes: set[str | None]) -> None:
        self._notes = notes
        self._parts: list[str] = []
        self._length = 0
        self._marks: list[Mark] = []
        self._breaks: list[int] = []
        self._page_due = False
        self._called: dict[str, deque[int]] = {}
        self._pages: list[tuple[int, int]] = []
        self._place: Place | None = None

    def write_note(self, note: Passage) -> None:
        """Write a note, on the page of its call. Where several have the same number, each is called
        by the next that shows it.
        """
        if not self._pages:
            for mark in self._marks:
                if mark.label == "note_call":
                    number = bisect_right(self._breaks, mark.start) + 1
                    self._called.setdefault(mark.value or "", deque()).append(number)
        self._page_due = False  # no page has notes alone
        before = self._length
        self.write(note)
        calls = self._called.get(note.value or "")
        last = len(self._breaks) + 1
        number = (calls.popleft() if len(calls) > 1 else calls[0]) if calls else last
        self._pages.append((before, number))

    def write(self, passage: Passage) -> None:
        """Write one passage; one that shows nothing leaves its page breaks and furniture only."""
        text, calls, events = _flattened(passage.content, self._notes)
        if not text.strip() or passage.is_empty:
            text, calls = "", []
        bounds = [0, *(min(place, len(text)) for place, _ in events), len(text)]
        start: int | None = None
        moved: list[tuple[int, int]] = []
        for index, (low, high) in enumerate(pairwise(bounds)):
            if index:
                self._event(events[index - 1][1], inside=start is not None)
            low, high = _stripped(text, low, high)
            if low < high:
                lead = parting(self._place, passage.place) if start is None else "\n"
                begin = self._put(text[low:high], lead)
                moved.append((low, begin - low))
                start = begin if start is None else start
        if start is None:
            return
        self._place = passage.place
        own = (passage.value, passage.kind, passage.box, passage.place)
        self._marks.append(Mark(passage.label, start, self._length, *own))
        firsts = [low for low, _ in moved]
        for low, high, number in calls:
            shift = moved[bisect_right(firsts, low) - 1][1]
            self._marks.append(Mark("note_call", low + shift, high + shift, number))

    def _event(self, event: PageBreak | Furniture, *, inside: bool) -> None:
        if isinstance(event, PageBreak):
            self._page_due = bool(self._parts)
        else:
            text = _SPACES.sub(" ", _NOT_TEXT.sub("", event.text)).strip()
            if text:
                begin = self._put(text, "\n" if inside else SEPARATOR)
                value = text if event.label == "page_number" else None
                self._marks.append(Mark(event.label, begin, self._length, value))

    def _put(self, text: str, lead: str) -> int:
        """Write a line, or a cell, after what parts it from what is before it; return where it
        begins.
        """
        held = lead.lstrip("\n")
        if self._parts:
            self._add(lead.removesuffix(held))
        if self._page_due:
            self._add(_PAGE)
            self._breaks.append(self._length)
            self._page_due = False
        self._add(held)
        begin = self._length
        self._add(text)
        return begin

    def _add(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def source(self, identity: str, shown: str) -> Source:
        """Return what was written."""
        if self._parts:
            self._add("\n")
        starts = [(0, 1), *((place, n) for n, place in enumerate(self._breaks, start=2))]
        for place, number in self._pages:
            if number != starts[-1][1]:
                starts.append((place, number))
        ends = [*(place for place, _ in starts[1:]), self._length]
        pages = tuple(
            Page(number, place, end) for (place, number), end in zip(starts, ends, strict=True)
        )
        marks = tuple(sorted(self._marks, key=lambda mark: (mark.start, -mark.end)))
        return Source(identity, shown, "".join(self._parts), pages, None, marks)


def _stripped(text: str, low: int, high: int) -> Range:
    held = text[low:high]
    return low + len(held) - len(held.lstrip()), low + len(held.rstrip())


def _flattened(
    content: Sequence[Inline], notes: set[str | None]
) -> tuple[str, list[tuple[int, int, str]], list[tuple[int, PageBreak | Furniture]]]:
    """Return the text of a passage, its calls, and where pages end in it.

    Runs of white space are one space. A page that ends inside a word ends after the word, as the
    word is not parted when it has no hyphen. A call whose note is missing is left out.
    """
    parts: list[str] = []
    length = 0
    last = "\n"
    calls: list[tuple[int, int, str]] = []
    events: list[tuple[int, PageBreak | Furniture]] = []
    for place, item in enumerate(content):
        if isinstance(item, str) and _parts_calls(content, place):
            continue
        if isinstance(item, PageBreak | Furniture):
            events.append((length, item))
            continue
        if isinstance(item, LineBreak):
            text = "\n" if last != "\n" else ""
        elif isinstance(item, Call):
            text = item.label if item.label in notes else ""
            if text:
                calls.append((length, length + len(text), text))
        else:
            text = _SPACES.sub(" ", _NOT_TEXT.sub("", item))
            if last in " \n":
                text = text.removeprefix(" ")
        if text:
            parts.append(text)
            length += len(text)
            last = text[-1]
    whole = "".join(parts)
    return whole, calls, [(_behind_word(whole, place), event) for place, event in events]


def _parts_calls(content: Sequence[Inline], place: int) -> bool:
    """Return whether a text is but the comma between two calls."""
    around = content[place - 1 : place + 2 : 2] if place else ()
    text = content[place]
    return (
        len(around) == 2
        and all(isinstance(one, Call) for one in around)
        and isinstance(text, str)
        and not text.strip(" \u00a0,;")
        and "," in text.replace(";", ",")
    )


def _behind_word(text: str, place: int) -> int:
    match = _REST_OF_WORD.match(text, max(place - 1, 0))
    return max(place, match.end()) if match and place else place
