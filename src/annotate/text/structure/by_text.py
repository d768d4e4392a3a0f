"""Laying out text that carries no hints: line lengths, blank lines and punctuation must do."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from statistics import median_high

from annotate.document.mojibake import readable
from annotate.document.source import Source
from annotate.text.structure.blocks import BOX_TITLE, Block, is_byline
from annotate.text.structure.by_text_notes import find_notes
from annotate.text.structure.captions import plain_captions
from annotate.text.structure.detached_calls import Displaced, displaced_calls, put_back
from annotate.text.structure.heading_filters import (
    MANY_ITEMS,
    SECTION,
    STOP_INSIDE,
    are_paragraphs,
    ends_plainly,
    is_field,
    is_no_heading,
    is_verse,
    leads_on,
    lists,
)
from annotate.text.structure.line_widths import Widths, measure_widths
from annotate.text.structure.lines import Row, joined_text
from annotate.text.structure.notes import Note, note_head
from annotate.text.structure.paragraph_kinds import is_bullet, is_entry, item_place, kind_of
from annotate.text.structure.symbols import symbol_notes

_CLEARLY_SHORT = 0.7
_LONG_LINES = 160
"""Lines of this many characters are paragraphs, not lines of a page."""
_WHOLE = 200
"""A line of more characters is a paragraph, whatever the others are."""
_OPENING = 8
"""The authors are in one of the first so many rows."""
_TITLE_LINE = 60
"""A line of a title that ends a sentence (`Cesser, compter.`) is no longer than this."""
_TITLE_PARTS = 2
"""Blank lines above the authors at the most: after a title, and after a second one."""
_HEADING_ROWS = 5
_LONGEST_HEADING = 220
_SHORT = 0.8
"""A line below this share of its column ends a paragraph even where blank lines part them."""
_FAR = 0.4
"""A line that leaves this share of its column white was ended on purpose."""
_PARTED = 0.5
"""Where at least this share of the paragraphs that end early has a blank line after, blank lines
part paragraphs."""


def plain_blocks(rows: Sequence[Row], source: Source) -> list[Block]:
    """Group the rows of plain text that is not settled into blocks.

    Parameters
    ----------
    rows : sequence of Row
        Of the document, without page furniture.
    source : Source
        Their source.

    Returns
    -------
    list of Block
        Title, authors, headings and paragraphs in reading order, then the notes.
    """
    signed = symbol_notes(rows)
    in_signed = {row.start for note in signed for row in note.rows}
    rows = [row for row in rows if row.start not in in_signed]
    rows, widths, notes, displaced = _notes(rows, source)
    notes = sorted([*notes, *signed], key=lambda note: note.rows[0].start)
    in_notes = {row.start for note in notes for row in note.rows}
    body = [row for row in rows if row.start not in in_notes]
    under = plain_captions(body, widths)
    apart = {row.start for group in under for row in group}
    body = [row for row in body if row.start not in apart]
    lines = _Lines(body, measure_widths(body, source), in_notes | apart)
    blocks = lines.blocks()
    blocks.extend(Block("paragraph", tuple(group), kind="caption") for group in under)
    blocks.sort(key=lambda block: block.rows[0].start)
    blocks = list(put_back(blocks, displaced))
    blocks.extend(Block("note", note.rows, note.number) for note in notes)
    return blocks


def settled_blocks(rows: Sequence[Row], source: Source, notes: Sequence[Note]) -> list[Block]:
    """Make a block of each row of a settled text.

    Parameters
    ----------
    rows : sequence of Row
        The rows of the document.
    source : Source
        Their source.
    notes : sequence of Note
        The notes among them.

    Returns
    -------
    list of Block
        As :func:`plain_blocks` does.
    """
    in_notes = {row.start for note in notes for row in note.rows}
    body = [row for row in rows if row.start not in in_notes]
    blocks = _Lines(body, measure_widths(body, source), set(), settled=True).blocks()
    blocks.extend(Block("note", note.rows, note.number) for note in notes)
    return blocks


def _notes(
    rows: Sequence[Row], source: Source
) -> tuple[list[Row], Widths, list[Note], list[Displaced]]:
    """Find notes, and calls that are apart from their lines; those that a note has are left out
    of the rows.
    """
    calls = displaced_calls(rows)
    while True:
        apart = {call.number.start for call in calls}
        kept = [row for row in rows if row.start not in apart]
        widths = measure_widths(kept, source)
        notes = find_notes(kept, widths, [call.place for call in calls], apart=True)
        numbers = {note.number for note in notes}
        in_notes = {row.start for note in notes for row in note.rows}
        real = [
            call
            for call in calls
            if call.number.text in numbers and call.line.start not in in_notes
        ]
        if len(real) == len(calls):
            return kept, widths, notes, calls
        calls = real


class _Lines:
    """The rows of the running text, and what each boundary between two of them is."""

    def __init__(
        self,
        rows: Sequence[Row],
        widths: Widths,
        in_notes: set[int],
        *,
        settled: bool = False,
    ) -> None:
        """Where the text is settled, every row is a block."""
        self._settled = settled
        self._rows = rows
        self._widths = widths
        self._long = bool(rows) and median_high(len(row.text) for row in rows) > _LONG_LINES
        # A row before a break of page or column goes on elsewhere, whatever is between.
        breaks = sorted(in_notes)
        self._broken = {
            index + 1
            for index, (one, other) in enumerate(pairwise(rows))
            if one.page != other.page or _between(breaks, one.start, other.start)
        }
        self._parts_by_blanks = self._blank_lines_part()
        self._verse = is_verse(rows)
        self._whole = self._long or (not self._verse and are_paragraphs(rows))
        self._listed, self._items = set[int](), set[int]()
        for run in () if self._verse or settled else lists(rows, self._broke_early):
            self._listed.update(run)
            if len(run) > MANY_ITEMS:
                self._items.update(run, (run[0] - 1,))

    def blocks(self) -> list[Block]:
        """Return title, authors, headings and paragraphs."""
        if not self._rows:
            return []
        blocks, at = self._opening()
        free = self._free_headings(at)
        boxes = 0
        box: int | None = None
        while at < len(self._rows):
            end = self._heading_end(at)
            if end > at:
                box = None
                if free and not self._stands_free(at, end):
                    boxes += 1
                    box = boxes
                level = "1" if box is None else BOX_TITLE
                blocks.append(Block("heading", tuple(self._rows[at:end]), level, box))
                at = end
                continue
            if box is not None and self._rows[at].blank_before and at not in self._broken:
                box = None
            end = self._paragraph_end(at, boxed=box is not None)
            rows = tuple(self._rows[at:end])
            blocks.append(Block("paragraph", rows, None, box, kind_of(rows[0].text)))
            at = end
        return blocks

    def _opening(self) -> tuple[list[Block], int]:
        """Return the title and the authors, and the index of the row after them."""
        rows = self._rows
        names = all(is_byline(row.text) for row in rows[:MANY_ITEMS])
        for index in range(1, min(0 if names else _OPENING, len(rows))):
            if sum(len(row.text) for row in rows[:index]) > _LONGEST_HEADING:
                break
            if rows[index].ends_sentence and len(rows[index].text) > _TITLE_LINE:
                break
            if sum(row.blank_before for row in rows[1 : index + 1]) > _TITLE_PARTS:
                break
            if rows[index - 1].text[-1] == ":" and rows[index].begins_upper:
                break
            if not is_byline(readable(rows[index].text)) or rows[index - 1].is_cut:
                continue
            for end in (index + 1,) if self._settled else (index + 2, index + 1):
                if end <= len(rows) and is_byline(readable(joined_text(rows[index:end]))):
                    first = 1 if self._settled else index
                    blocks = [Block("title", tuple(rows[:first]))]
                    blocks.extend(Block("heading", (row,), "1") for row in rows[first:index])
                    blocks.append(Block("author", tuple(rows[index:end])))
                    return blocks, end
        end = self._heading_end(0, first=True)
        return ([Block("title", tuple(rows[:end]))], end) if end else ([], 0)

    def _blank_lines_part(self) -> bool:
        early = [
            index + 1
            for index, (one, other) in enumerate(pairwise(self._rows))
            if one.ends_sentence
            and other.begins_upper
            and index + 1 not in self._broken
            and self._widths.broke_early(one, other)
        ]
        parted = sum(self._rows[index].blank_before for index in early)
        return len(early) > 1 and parted >= _PARTED * len(early)

    def _free_headings(self, at: int) -> bool:
        """Return whether the headings of this text are between blank lines."""
        free = bound = 0
        for index in range(at, len(self._rows)):
            end = self._heading_end(index)
            if end > index:
                stands = self._stands_free(index, end)
                free += stands
                bound += not stands
        return self._parts_by_blanks and free > bound

    def _stands_free(self, start: int, end: int) -> bool:
        return end >= len(self._rows) or self._rows[end].blank_before or end in self._broken

    def _broke_early(self, index: int) -> bool:
        """Return whether a row was broken where there was room for more."""
        if index + 1 >= len(self._rows):
            return True
        return (
            self._settled
            or self._long
            or self._widths.broke_early(self._rows[index], self._rows[index + 1])
        )

    def _heading_end(self, start: int, *, first: bool = False) -> int:
        """Return the index after a heading that begins at a row, or `start` if none does.

        A heading is a line, or a few, broken early without the end of a sentence.
        """
        rows = self._rows
        if not first and not self._may_begin(start):
            return start
        most = 1 if self._settled else _HEADING_ROWS + first
        for end in range(start + 1, min(start + most, len(rows)) + 1):
            last = rows[end - 1]
            if end > start + 1 and last.blank_before and not last.text[0].islower():
                return start
            if last.text[-1] in ",;:–-" or leads_on(last.text) or ends_plainly(last.text):
                if last.ends_sentence or last.text[-1] in ";:":
                    return start
                continue
            following = rows[end] if end < len(rows) else None
            if following is None or not self._may_follow(following):
                continue
            parted = following.blank_before or end in self._broken or end in self._listed
            if parted or self._broke_early(end - 1):
                return end if self._reads_as_heading(start, end, first=first) else start
            return start
        return start

    def _may_begin(self, index: int) -> bool:
        row = self._rows[index]
        if self._verse or index in self._items or not row.opens or is_bullet(row):
            return False
        if item_place(row) is not None and index and self._rows[index - 1].text[-1] in ":;":
            return False
        return index == 0 or self._rows[index - 1].text[-1] not in ",;:"

    def _reads_as_heading(self, start: int, end: int, *, first: bool) -> bool:
        text = " ".join(row.text for row in self._rows[start:end])
        if any(is_no_heading(row.text) for row in self._rows[start:end]):
            return False
        if end == len(self._rows) - 1 and not self._rows[end].ends_sentence:
            return False  # the name under a letter, and what its writer is
        if len(text) > _LONGEST_HEADING or text.startswith(("–", "-", "•")):
            return False
        if self._long:
            return len(text) < 120
        if not first and STOP_INSIDE.search(text):
            return False
        share = self._widths.share(self._rows[end - 1])
        return share < (1.3 if first else 0.97) or self._rows[start].blank_before

    def _may_follow(self, row: Row) -> bool:
        """Return whether a row may be after a heading; few paragraphs begin with a number."""
        return bool(SECTION.match(row.text)) or (row.opens and not row.text[0].isdigit())

    def _paragraph_end(self, start: int, *, boxed: bool) -> int:
        """Return the index after the paragraph that begins at a row."""
        end = start + 1
        while end < len(self._rows) and not self._begins(start, end, boxed=boxed):
            end += 1
        return end

    def _begins(self, start: int, index: int, *, boxed: bool) -> bool:
        """Return whether a row begins a block, given where the paragraph before it began."""
        previous, row = self._rows[index - 1], self._rows[index]
        if self._settled or (self._verse and row.blank_before):
            return True
        if self._whole:
            return not self._broken_within(index)
        if previous.is_cut:
            return False
        if index in self._listed or self._begins_item(start, index):
            return True
        long = max(len(previous.text), len(row.text)) > _WHOLE and index not in self._broken
        if (long and row.opens) or is_field(previous.text) or is_field(row.text):
            return True
        if index in self._broken:
            if self._ended(index) and self._broke_early(index - 1):
                return True
            return previous.ends_sentence and self._is_plain_heading(index)
        if row.blank_before:
            if note_head(row) or index + 1 in self._listed or index - 1 in self._listed:
                return True
            if self._parts_by_blanks:
                return previous.ends_sentence or previous.text[-1] in ":;" or row.opens
            heading = row.opens and self._heading_end(index) > index
            return self._ended(index) or heading or self._was_ended(index)
        if self._ended(index) and self._broke_early(index - 1):
            # Inside a box no blank line parts paragraphs, whatever does in the text.
            sure = boxed and self._widths.keeps_blanks
            return sure or not self._parts_by_blanks or self._widths.share(previous) < _SHORT
        entry = is_entry(row.text) and is_entry(self._rows[start].text)
        if self._was_ended(index) or (previous.ends_sentence and entry):
            return True
        return previous.ends_sentence and self._is_plain_heading(index)

    def _was_ended(self, index: int) -> bool:
        """Return whether the line before a row was ended on purpose, far from where its column does
        and with room for two words more, as a name in a column is.
        """
        previous, row = self._rows[index - 1], self._rows[index]
        if not row.begins_upper or previous.text[-1] in ",–-" or leads_on(previous.text):
            return False
        left_over = (1 - self._widths.share(previous)) * self._widths.of_column(previous)
        words = self._widths.of(" ".join(row.text.split(maxsplit=2)[:2]))
        return left_over > max(_FAR * self._widths.of_column(previous), 1.25 * words)

    def _is_plain_heading(self, index: int) -> bool:
        """Return whether a row that no early end and no blank line precedes is a heading all the
        same: one short line, or a numbered one.
        """
        end = self._heading_end(index)
        if end == index:
            return False
        short = self._widths.share(self._rows[end - 1]) < _CLEARLY_SHORT
        return short and (end == index + 1 or bool(SECTION.match(self._rows[index].text)))

    def _broken_within(self, index: int) -> bool:
        """Return whether a paragraph of one long line goes on after a page break."""
        previous, row = self._rows[index - 1], self._rows[index]
        return index in self._broken and not (previous.ends_sentence and row.begins_upper)

    def _ended(self, index: int) -> bool:
        return self._rows[index - 1].ends_sentence and self._rows[index].opens

    def _begins_item(self, start: int, index: int) -> bool:
        previous, row = self._rows[index - 1], self._rows[index]
        place = item_place(row)
        if place is not None:
            counted, number = place
            if item_place(self._rows[start]) == (counted, number - 1):
                return True
            ended = counted != "1" and previous.ends_sentence
            return ended or (number == 1 and previous.text[-1] == ":")
        if not is_bullet(row):
            return False
        if is_bullet(previous) and row.text[0] == previous.text[0]:
            return True
        if previous.text[-1] in ":;" or previous.ends_sentence:
            return True
        return previous.text[-1] == "," and self._broke_early(index - 1)


def _between(places: Sequence[int], low: int, high: int) -> bool:
    return bisect_right(places, low) < bisect_left(places, high)
