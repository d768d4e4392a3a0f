"""Notes and their calls.

Notes stand at the foot of a page or at the end of the text and are numbered; each call is the same
number, stuck to a word of the running text. Either alone proves little (``m2``, ``Cd2e``, a line
that happens to begin with 21), so a note is believed only with its call, and a call only with its
note: numbers run through the document and both must be there, in order.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotate.text.source import Range, Source
from annotate.text.structure.rows import Row

_HEAD = re.compile(r"(\d{1,3})(?:[.)]\s*|\s+|(?=[^\W\d_«]))(?=\S)")
_UNIT = re.compile(r"(?<!\w)(?:[kcdm]m|ha|co|\w)$", re.IGNORECASE)
_ORDINAL_SIGN = re.compile(r"(?<!\w)n\s?[°ºo]$", re.IGNORECASE)
_YEAR = re.compile(r"(?<![A-Z]{2}\s)(?<!\d)(?:1\d{3}|20\d\d)$")
_NUMBERED_NAME = re.compile(r"[A-ZÀ-Þ][\w-]+[ \u00a0]\d{1,2}$")
_SURE = 1
"""A place of this rank or better proves a note; poorer ones only go with notes already proved."""
_RUN = re.compile(r"\d+")
_NEAR = 80
"""Characters on each side that tell what a number is."""
_CLOSING = '»”"’)]….!?,;:%*'
_SPACE = " \u00a0\u202f"


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its number and its rows, the first of which begins with the number."""

    number: str
    rows: tuple[Row, ...]

    @property
    def page(self) -> int:
        """The page it begins on."""
        return self.rows[0].page


@dataclass(frozen=True, slots=True)
class Call:
    """A note call: its number and the source range of its digits."""

    number: str
    start: int
    end: int


def note_head(row: Row) -> str | None:
    """Return the number that a row begins with, if it looks like the head of a note.

    Examples
    --------
    >>> row = Row(0, 18, "3 Sources : le CHM", 1, False, None)
    >>> note_head(row)
    '3'
    """
    match = _HEAD.match(row.text)
    return match.group(1) if match else None


def find_notes(rows: Sequence[Row], source: Source) -> list[Note]:
    """Find the notes of a text that has no layout.

    A note begins with a line that begins with the number that comes next (or with 1, where each
    page counts anew), goes on to the next one or to the end of its page, and is called from the
    text above it.

    Parameters
    ----------
    rows : sequence of Row
        The rows of the document, without page furniture.
    source : Source
        Their source.

    Returns
    -------
    list of Note
        In the order of the text.
    """
    pages: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        pages[row.page].append(row)
    notes: list[Note] = []
    expected = 1
    body: dict[str, int] = {}
    for page_rows in pages.values():
        index = _first_note(page_rows, body, expected, _SURE if expected == 1 else 3)
        if index is None and expected > 1:
            index = _first_note(page_rows, {}, 1, _SURE)
            expected = 1 if index is not None else expected
        for number, rank, _ in _every_candidate(page_rows[:index]):
            body[number] = min(rank, body.get(number, rank))
        if index is None:
            continue
        found = _split_notes(page_rows[index:], expected)
        notes.extend(found)
        expected += len(found)
    return notes


def _first_note(
    page_rows: Sequence[Row], before: Mapping[str, int], number: int, worst: int
) -> int | None:
    """Return the index of the row that begins note `number` on a page, if a place for its call,
    no poorer than `worst`, is above: on the page, or in the text before it, where the best place
    of every number is known.
    """
    called = before.get(str(number), worst + 1) <= worst
    for index, row in enumerate(page_rows):
        if called and note_head(row) == str(number):
            return index
        called = called or any(rank <= worst for rank, _ in candidates(str(number), [row]))
    return None


def _split_notes(rows: Sequence[Row], first: int) -> list[Note]:
    groups: list[list[Row]] = []
    for row in rows:
        if note_head(row) == str(first + len(groups)):
            groups.append([row])
        else:
            groups[-1].append(row)
    return [Note(str(first + index), tuple(group)) for index, group in enumerate(groups)]


def candidates(number: str, rows: Sequence[Row]) -> Iterator[tuple[int, Call]]:
    """Yield every place where `number` may be a call, with how good a place it is (0 is best)."""
    pattern = re.compile(rf"{number}(?!\d)")
    for row in rows:
        for match in pattern.finditer(row.text, 1):
            rank = _rank_at(row.text, *match.span())
            if rank is not None:
                yield rank, Call(number, row.start + match.start(), row.start + match.end())


def _every_candidate(rows: Sequence[Row]) -> Iterator[tuple[str, int, Call]]:
    """Yield what :func:`candidates` would for each of the numbers that notes have, in one go."""
    for row in rows:
        for run in _RUN.finditer(row.text):
            for start in range(max(run.start(), run.end() - 3, 1), run.end()):
                rank = _rank_at(row.text, start, run.end())
                if rank is not None:
                    number = row.text[start : run.end()]
                    yield number, rank, Call(number, row.start + start, row.start + run.end())


def _rank_at(text: str, start: int, end: int) -> int | None:
    """Rank a place by its neighbourhood: a line may be ten megabytes long."""
    return _rank(text[max(0, start - _NEAR) : start], text[end : end + _NEAR])


def _rank(before: str, after: str) -> int | None:
    """Tell how likely a number between two texts is a note call; None when it cannot be one."""
    if after[:1].isalpha() or re.match(r"[.,]\d|[-/–]\d", after):
        return None
    bare = before.rstrip(_SPACE)
    if bare != before and bare[-1:] not in ("»", "”"):
        return None
    last = bare[-1:]
    if last.isdigit():
        if _YEAR.search(bare):
            return 1
        # A call may follow a name that ends in a number (`Eden 62`), but little speaks for it.
        return 3 if _NUMBERED_NAME.search(bare) else None
    if last in _CLOSING:
        # `7.500` and `p.6` are numbers; a call stands behind a full stop that ends something.
        return None if re.search(r"(?:\d|\b(?:pp?|n|vol|t|art|fig)\s?)[.,:]$", bare) else 0
    if _ORDINAL_SIGN.search(bare):
        return None
    if last.isalpha() or last in "°ᵉ":
        # A letter by itself is a unit (`m2`), a road (`A1`), a formula: seldom a word.
        return 2 if _UNIT.search(bare) else 0
    return None


def find_calls(notes: Sequence[Note], rows: Sequence[Row]) -> list[Call]:
    """Find the call of every note in plain text.

    Calls come in the order of their notes; the call of a note stands on the note's own page if any
    place there can hold it, and otherwise before it.

    Parameters
    ----------
    notes : sequence of Note
        In order.
    rows : sequence of Row
        The rows of the running text, without notes.

    Returns
    -------
    list of Call
        In order; a note whose call is not found has none.
    """
    pages: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        pages[row.page].append(row)
    wanted = {note.number for note in notes}
    places: dict[str, list[tuple[int, int, Call]]] = defaultdict(list)
    for page in sorted(pages):
        for number, rank, call in _every_candidate(pages[page]):
            if number in wanted:
                places[number].append((page, rank, call))
    calls: list[Call] = []
    last = 0
    for index, note in enumerate(notes):
        following = notes[index + 1].number if index + 1 < len(notes) else None
        own, everywhere = _between(places[note.number], last, note.page)
        choice = min(own or everywhere, key=lambda pair: (pair[0], pair[1].start), default=None)
        if choice is None or (following is None and choice[0] >= 2 and not own):
            continue
        calls.append(choice[1])
        last = choice[1].end
    return calls


def _between(
    places: Sequence[tuple[int, int, Call]], last: int, page: int
) -> tuple[list[tuple[int, Call]], list[tuple[int, Call]]]:
    """Return the places behind `last` on a page, and those on the pages before it."""
    own: list[tuple[int, Call]] = []
    before: list[tuple[int, Call]] = []
    for index in range(bisect_left(places, last, key=lambda place: place[2].start), len(places)):
        at, rank, call = places[index]
        if at > page:
            break
        (own if at == page else before).append((rank, call))
    return own, before


def raised_calls(rows: Sequence[Row], numbers: frozenset[str], source: Source) -> list[Call]:
    """Find the calls that the layout shows: raised numbers that a note of the document bears.

    Parameters
    ----------
    rows : sequence of Row
        The rows of the running text, without notes.
    numbers : frozenset of str
        The numbers of the notes.
    source : Source
        With its layout.
    """
    raised = source.layout.raised if source.layout else frozenset()
    calls: list[Call] = []
    for row in rows:
        for start, end in _raised_runs(row, source.text, raised):
            number = source.text[start:end]
            if number in numbers:
                calls.append(Call(number, start, end))
    return calls


def _raised_runs(row: Row, text: str, raised: frozenset[int]) -> Iterator[Range]:
    start: int | None = None
    for offset in range(row.start, row.end + 1):
        inside = offset < row.end and offset in raised and text[offset].isdigit()
        if inside and start is None:
            start = offset
        elif not inside and start is not None:
            yield start, offset
            start = None
