"""Notes of a text that has no layout: lines that begin with the number that comes next."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from annotate.french.classes import shipped_classes
from annotate.text.structure.detached_calls import is_lone
from annotate.text.structure.heading_filters import SECTION, STOP_INSIDE
from annotate.text.structure.line_widths import Widths
from annotate.text.structure.lines import Row
from annotate.text.structure.note_call_candidates import APART, Place, all_places
from annotate.text.structure.notes import Note, is_notes_heading, note_head
from annotate.text.structure.paragraph_kinds import is_references, item_number

_SURE = 1
"""A place of this rank or better proves a first note; poorer ones go with notes already proved."""
_HEADING_ROWS = 4
"""A heading is at most this many lines."""
_SECTIONS = shipped_classes().words("AFTER_NOTES")
"""Headings that end a note before them."""
_OUT_OF_ORDER = 6
"""Notes of one page, which extractors may put into any order."""
_LIST_ROWS = 12
"""The second item of a list begins within so many rows."""
_SERIES = 8
"""The next note begins within so many rows."""
_BROKEN_OFF = 2
"""The number of a note and its first word, which extractors leave on a line of their own where the
number is raised."""
_FULL = 0.93
"""A line of a note fills at least this share of its first line where it does not end it."""


def find_notes(
    rows: Sequence[Row], widths: Widths, calls: Sequence[Place] = (), *, apart: bool = False
) -> list[Note]:
    """Find the notes of a text that has no layout.

    A note begins with a line that begins with the number that comes next (or with 1, where each
    page counts anew) and is called from the text above. It ends with the next note, with its page,
    or, where a column ends in the middle of a page, with a line that ends its last sentence.

    Parameters
    ----------
    rows : sequence of Row
        The rows of the document, without page furniture.
    widths : Widths
        Of these rows.
    calls : sequence of Place
        Calls that are in none of these rows.
    apart : bool
        Whether a space may be before a call.

    Returns
    -------
    list of Note
        In the order of the text.
    """
    finder = _Finder(rows, widths, calls, apart)
    return finder.notes()


@dataclass(slots=True)
class _Group:
    """The rows of a note: `begin` is the index of the first of them, `text` that of its text, which
    is not the same where numbers come before the texts of several notes.
    """

    number: int
    rows: list[Row]
    begin: int
    text: int


class _Finder:
    def __init__(
        self, rows: Sequence[Row], widths: Widths, calls: Sequence[Place], apart: bool
    ) -> None:
        self._rows = rows
        self._widths = widths
        places = all_places(rows, apart=apart)
        for one in calls:
            insort(places[one.call.number], one, key=lambda place: place.call.start)
        self._best = {number: _best_so_far(found) for number, found in places.items()}
        self._starts = {number: [p.call.start for p in found] for number, found in places.items()}
        self._sure: dict[tuple[str, int], list[int]] = {}
        for number, found in places.items():
            for one in found:
                if one.rank <= _SURE:
                    self._sure.setdefault((number, one.page), []).append(one.call.start)
        self._first = APART if apart and _stand_apart(rows, places) else _SURE
        self._groups: list[_Group] = []
        self._expected = 1
        self._used: dict[int, int] = {}
        self._body: Row | None = None
        self._references = False

    def notes(self) -> list[Note]:
        current: list[Row] | None = None
        behind = 0
        for index, row in enumerate(self._rows):
            if index < behind:
                continue
            if is_references(row.text) or is_notes_heading(row):
                self._references = is_references(row.text)
            if is_lone(row):
                if self._closes_a_text(index) and self._heads_the_text_above(index):
                    current = None
                    continue
                gathered = self._gathered(index)
                text = index + len(gathered)
                for members in gathered:
                    self._add(int(members[0].text), members, index, text)
                    text += len(members) - 1
                behind = text
                if gathered or self._heads_the_text_above(index):
                    current = None
                    continue
            number = self._begins(index, within=current is not None)
            if number is not None:
                current = [row]
                self._add(number, current, index, index)
            elif current is not None and self._goes_on(current, row):
                current.append(row)
            else:
                current = None
                self._body = row
        return [Note(str(group.number), tuple(group.rows)) for group in self._groups]

    def _add(self, number: int, rows: list[Row], begin: int, text: int) -> None:
        self._groups.append(_Group(number, rows, begin, text))
        self._expected = number + 1
        self._used[number] = rows[0].page

    def _closes_a_text(self, index: int) -> bool:
        """Return whether a row is right below the text before it and apart from the one behind."""
        behind = self._rows[index + 1 : index + 2]
        return not self._rows[index].blank_before and all(row.blank_before for row in behind)

    def _gathered(self, index: int) -> list[list[Row]]:
        """Return the rows of some notes whose numbers an extractor gathered before their texts, if
        such numbers begin at a row; one may be alone behind the number of the note above.
        """
        first = self._rows[index]
        behind = self._rows[index : index + _OUT_OF_ORDER]
        numbers = list(takewhile(lambda row: is_lone(row) and row.page == first.page, behind))
        numbers.sort(key=lambda row: int(row.text))
        runs = all(int(two.text) == int(one.text) + 1 for one, two in pairwise(numbers))
        last = self._groups[-1].rows[-1] if self._groups else None
        follows = last is not None and is_lone(last) and last is self._rows[index - 1]
        if len(numbers) < 2 - follows or not runs or not all(self._proved(row) for row in numbers):
            return []
        texts = list(self._texts(index + len(numbers), len(numbers)))
        return [
            [number, *rows]
            for number, rows in zip(numbers, self._parted(texts, len(numbers)), strict=False)
        ]

    def _proved(self, number: Row) -> bool:
        """Return whether a lone number is called on its page, or comes next and may be called."""
        if self._sure.get((number.text, number.page)):
            return True
        near = 0 <= int(number.text) - self._expected < _OUT_OF_ORDER
        return near and self._called(number.text, number.start, 3)

    def _heads_the_text_above(self, index: int) -> bool:
        """Part the text of a note from that of the one before, if a row is its number, which an
        extractor put after it.
        """
        row = self._rows[index]
        number = int(row.text)
        known = [at for at, group in enumerate(self._groups) if group.number == number - 1]
        if not known or not self._proved(row):
            return False
        before, *others = self._groups[known[-1] :]
        if others and others[0].number == number:
            return False
        end = others[0].begin if others else index
        parted = self._from_the_note_before(before, end)
        if not parted or any(one.page != row.page for part in parted for one in part):
            return False
        before.rows, rows = parted
        text = end - len(rows)
        self._groups.insert(known[-1] + 1, _Group(number, [*rows, row], text, text))
        self._expected = max(self._expected, number + 1)
        self._used[number] = row.page
        return True

    def _from_the_note_before(self, before: _Group, end: int) -> list[list[Row]]:
        """Return the rows of a note, and those of the next note up to an index; none where they
        are not to be told apart.
        """
        rows = self._rows[before.text : end]
        for at, row in enumerate(rows):
            if row is before.rows[-1] and is_lone(row):
                return [before.rows, list(rows[at + 1 :])] if rows[at + 1 :] else []
        parted = self._parted(rows, 2)
        if parted and before.begin < before.text:
            parted[0].insert(0, before.rows[0])  # its number, which is before others
        return parted

    def _texts(self, index: int, count: int) -> Iterator[Row]:
        """Yield the rows of so many notes whose numbers end before a row."""
        ends = 0
        for place in range(index, len(self._rows)):
            row, before = self._rows[place], self._rows[place - 1]
            ended = place > index and before.ends_sentence and not row.text[0].islower()
            ends += ended
            if row.page != before.page or is_lone(row) or is_notes_heading(row):
                return
            if ended and row.blank_before and ends >= count:
                return
            yield row

    def _parted(self, rows: Sequence[Row], count: int) -> list[list[Row]]:
        """Part the rows of some notes, after those that end a sentence with the most room after;
        none where there are too few.
        """
        ends = [
            (not following.blank_before, self._widths.of_row(row), place)
            for place, (row, following) in enumerate(pairwise(rows), start=1)
            if row.ends_sentence and not following.text[0].islower()
        ]
        if not rows or len(ends) < count - 1:
            return []
        bounds = [0, *sorted(place for _, _, place in sorted(ends)[: count - 1]), len(rows)]
        return [list(rows[low:high]) for low, high in pairwise(bounds)]

    def _begins(self, index: int, *, within: bool) -> int | None:
        """Return the number of the note that a row begins, or None.

        One whose call is on the same page may be out of order, since extractors put columns in
        any; the next one may be called from anywhere above, and right after a note it needs no
        call: that of one note in a row may be unreadable.
        """
        row = self._rows[index]
        head = note_head(row)
        if head is None or (self._references and row.text[0] == "["):
            return None
        key = f"[{head}]" if row.text[0] == "[" else head
        number = int(head)
        if number == 1 and index and is_notes_heading(self._rows[index - 1]):
            return number
        if not self._note_like(index):
            return None
        if not within and index and item_number(self._rows[index - 1]) == number - 1:
            return None  # an item of a list, like the one before it
        elsewhere = (
            not row.start <= start < row.end for start in self._sure.get((key, row.page), ())
        )
        if any(elsewhere) and self._is_free(number, row.page):
            return number
        if number != self._expected:
            return None
        called = self._called(key, row.start, self._first if number == 1 else 3)
        return number if called or within or self._begins_a_series(index, number) else None

    def _is_free(self, number: int, page: int) -> bool:
        """Return whether a number is not far from the next, or begins a page that counts anew."""
        if number not in self._used:
            return abs(number - self._expected) <= _OUT_OF_ORDER
        before = self._used.get(number - 1)
        return self._used[number] < page and (number == 1 or before == page)

    def _begins_a_series(self, index: int, number: int) -> bool:
        """Return whether the next notes follow on the same page, and are called."""
        row = self._rows[index]
        for other in self._rows[index + 1 : index + _SERIES]:
            if other.page != row.page:
                return False
            if note_head(other) == str(number + 1):
                return self._called(str(number + 1), row.start, _SURE)
        return False

    def _note_like(self, index: int) -> bool:
        """Tell a note from a numbered heading, which does not end a sentence, and from an item of a
        numbered list.
        """
        row = self._rows[index]
        if not index or self._begins_a_list(index):
            return False
        for place in range(index, min(index + _HEADING_ROWS, len(self._rows))):
            one = self._rows[place]
            if one.ends_sentence or STOP_INSIDE.search(one.text):
                return True
            following = self._rows[place + 1] if place + 1 < len(self._rows) else None
            if following is None or following.page != one.page:
                return True
            if note_head(following) == str(int(note_head(row) or 0) + 1):
                return True
            # Few paragraphs begin with a number; and no heading fills its column, as the smaller
            # lines of a note do.
            opens = following.begins_upper or bool(SECTION.match(following.text))
            wide = self._widths.times(one) > _FULL
            if opens and not wide and self._widths.broke_early(one, following):
                return one.text[-1] in ",;:"
        return True

    def _begins_a_list(self, index: int) -> bool:
        """Return whether a row is the first item of a list that the row before it announces: the
        foot of a column may come after a colon, too, but a list has a second item.
        """
        row = self._rows[index]
        if self._rows[index - 1].text[-1] not in ":;" or item_number(row) != 1:
            return False
        behind = self._rows[index + 1 : index + _LIST_ROWS]
        return any(item_number(one) == 2 and one.page == row.page for one in behind)

    def _blank(self, row: Row) -> bool:
        return row.start in self._widths.blank

    def _called(self, number: str, last: int, worst: int) -> bool:
        """Return whether a place no poorer than `worst` lies before an offset."""
        starts = self._starts.get(number, [])
        before = bisect_left(starts, last)
        return before > 0 and self._best[number][before - 1] <= worst

    def _goes_on(self, note: Sequence[Row], row: Row) -> bool:
        previous = note[-1]
        if row.text.casefold() in _SECTIONS:
            return False
        if row.page != previous.page:
            return False
        if row.blank_before and len(note) == 1 and len(previous.text.split()) == _BROKEN_OFF:
            return not row.text[0].isdigit()
        if row.blank_before:
            return not previous.ends_sentence and not row.begins_upper and self._body_ended()
        if not previous.ends_sentence:
            return True
        if self._widths.keeps_blanks:
            return self._blank(previous)
        if row.text[0].islower():
            return False
        if len(note) > 1:
            full = max(map(self._widths.of_row, note[:-1]))
            return self._widths.of_row(previous) > _FULL * full
        return self._widths.share(previous) > 1.0 and not row.text[0].isdigit()

    def _body_ended(self) -> bool:
        return self._body is None or self._body.ends_sentence


def _stand_apart(rows: Sequence[Row], places: Mapping[str, Sequence[Place]]) -> bool:
    """Return whether the first note and another are called from their own pages by numbers that a
    blank parts from their words, as extractors leave raised ones: one alone proves nothing.
    """
    called: dict[tuple[str, int], int] = {}
    for number, found in places.items():
        for place in found:
            if place.rank <= APART:
                called.setdefault((number, place.page), place.call.end)
    numbers = {
        head
        for row in rows
        if (head := note_head(row)) and called.get((head, row.page), row.end) < row.start
    }
    return "1" in numbers and len(numbers) > 1


def _best_so_far(places: Sequence[Place]) -> list[int]:
    """Return for each place the best rank of it and those before it."""
    best: list[int] = []
    for place in places:
        best.append(min(place.rank, best[-1]) if best else place.rank)
    return best
