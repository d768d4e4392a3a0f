"""Notes and their calls.

Notes are at the foot of a page or at the end of the text and are numbered; each call is the same
number, stuck to a word of the running text. Either alone proves little (``m2``, ``Cd2e``, a line
that happens to begin with 21), so a note is believed only with its call, and a call only with its
note: numbers run through the document and both must be there, in order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotate.french.characters import UPPER
from annotate.french.classes import shipped_classes
from annotate.text.structure.lines import Row
from annotate.text.structure.note_call_candidates import (
    PLAIN_DIGITS,
    RAISED,
    Call,
    Place,
    all_places,
)

_HEAD = re.compile(
    r"(?:(\d{1,3})(?!(?:er|re|e|es|ers|nde?|ᵉ|ᵉʳ)\b)(?:[.)]\s*|\s+|(?=[^\W\d_«]))"
    rf"|([{RAISED}]{{1,3}})\s*|\[(\d{{1,3}})\]\s*)"
    rf"(?=[{UPPER}«“‘\"(\[]|\d{{1,2}}\s[^\W\d_]|{shipped_classes().pattern('NOTE_OPENING')}\b|<?https?://|<?www\.)"
)
"""A number, and a text that begins as notes do: `3 février` and `1 218` go on with a sentence."""
_NOTES = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*\.?\s+)?notes\s*:?", re.IGNORECASE)
_GOOD = 1
"""A place of this rank or better is where a call is, if a note has its number."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its number and its rows, the first of which begins with the number."""

    number: str
    rows: tuple[Row, ...]

    @property
    def key(self) -> str:
        """What its call is: the number, in brackets if the note has them."""
        return f"[{self.number}]" if self.rows[0].text.startswith("[") else self.number

    @property
    def page(self) -> int:
        """The page it begins on."""
        return self.rows[0].page


def note_head(row: Row) -> str | None:
    """Return the number that a row begins with, if it looks like the head of a note.

    Examples
    --------
    >>> row = Row(0, 18, "3 Sources : le CHM", 1, False, None)
    >>> note_head(row), note_head(Row(0, 19, "5. <http://a.fr/wiki>", 1, False, None))
    ('3', '5')
    """
    match = _HEAD.match(row.text)
    return match[match.lastindex or 0].translate(PLAIN_DIGITS) if match else None


def is_notes_heading(row: Row) -> bool:
    """Return whether a row is the heading of notes at the end of a text.

    Examples
    --------
    >>> is_notes_heading(Row(0, 8, "4. Notes", 1, False, None))
    True
    """
    return bool(_NOTES.fullmatch(row.text))


def find_calls(
    notes: Sequence[Note],
    rows: Sequence[Row],
    known: Iterable[tuple[Call, int]] = (),
    *,
    apart: bool = False,
) -> list[Call]:
    """Find the call of every note in plain text.

    Calls come in the order of their notes, unless an extractor put columns in another; the call of
    a note is on the note's own page if any place there can hold it, and otherwise before it. A
    poor place is believed between the calls of the notes before and after.

    Parameters
    ----------
    notes : sequence of Note
        In order.
    rows : sequence of Row
        The rows of the running text, without notes.
    known : iterable of (Call, int)
        Calls that are sure, with their pages.
    apart : bool
        Whether a space may be before a call.

    Returns
    -------
    list of Call
        In order; a note whose call is not found has none.
    """
    places = all_places(rows, apart=apart)
    found = dict(_known(notes, known))
    found.update(_in_order(notes, places, found, by_page=not _under_a_heading(notes, rows)))
    found.update(_between(notes, places, found))
    found.update(_out_of_order(notes, places, found))
    return sorted(found.values(), key=lambda call: call.start)


def _known(notes: Sequence[Note], calls: Iterable[tuple[Call, int]]) -> Iterator[tuple[int, Call]]:
    """Yield the indexes of the notes that calls have, on their own page or after."""
    for call, page in calls:
        having = [
            index
            for index, note in enumerate(notes)
            if note.number == call.number and note.page >= page
        ]
        if having:
            yield having[0], call


def _in_order(
    notes: Sequence[Note],
    places: Mapping[str, Sequence[Place]],
    found: Mapping[int, Call],
    *,
    by_page: bool,
) -> Iterator[tuple[int, Call]]:
    """Yield the indexes of notes with their calls at good places, each after the one before; on
    the note's own page first, unless notes are gathered from all pages.
    """
    last = 0
    for index, note in enumerate(notes):
        if index in found:
            last = max(last, found[index].end)
            continue
        choice = min(
            (
                one
                for one in places.get(note.key, ())
                if one.rank <= _GOOD and one.call.start >= last and one.page <= note.page
            ),
            key=lambda one: (by_page and one.page != note.page, one.rank, one.call.start),
            default=None,
        )
        if choice is not None:
            yield index, choice.call
            last = choice.call.end


def _under_a_heading(notes: Sequence[Note], rows: Sequence[Row]) -> bool:
    """Return whether the first note is under a heading of notes."""
    first = notes[0].rows[0].start if notes else 0
    before = [row for row in rows if row.start < first]
    return bool(before) and is_notes_heading(before[-1])


def _between(
    notes: Sequence[Note], places: Mapping[str, Sequence[Place]], found: Mapping[int, Call]
) -> Iterator[tuple[int, Call]]:
    """Yield calls at poor places, between those of the notes before and after: on the note's own
    page, or where both are known.
    """
    last = 0
    for index, note in enumerate(notes):
        if index in found:
            last = found[index].end
            continue
        following = found.get(index + 1)
        bound = index - 1 in found and following is not None
        choice = min(
            (
                one
                for one in places.get(note.key, ())
                if one.rank > _GOOD
                and one.call.start >= last
                and (one.page == note.page or (bound and one.page < note.page))
                and (following is None or one.call.end <= following.start)
            ),
            key=lambda one: (one.page != note.page, one.rank, one.call.start),
            default=None,
        )
        if choice is not None:
            yield index, choice.call
            last = choice.call.end


def _out_of_order(
    notes: Sequence[Note], places: Mapping[str, Sequence[Place]], found: Mapping[int, Call]
) -> Iterator[tuple[int, Call]]:
    """Yield the calls of notes whose page has one good place for it, but not in order: columns come
    in any order out of some extractors. Or the next page has, where its first line was moved; or
    the pages before, where notes are at the end.
    """
    taken = {call.end for call in found.values()}
    for index, note in enumerate(notes):
        if index in found:
            continue
        free = [
            one
            for one in places.get(note.key, ())
            if one.rank <= _GOOD and one.call.end not in taken
        ]
        before = range(note.page)
        for pages in ((note.page,), (note.page + 1,), before):
            good = [one.call for one in free if one.page in pages]
            if len(good) == 1:
                taken.add(good[0].end)
                yield index, good[0]
            if good:
                break
