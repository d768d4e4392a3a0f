"""Rows: the physical lines of a source, stripped, with what is known of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from annotate.text.source import INVISIBLE, LineBox, Range, Source

HYPHENS = "-\u00ad\u2010\ufffe"
"""Characters that may cut a word at a line end."""


_CLOSES_SENTENCE = re.compile(r"[\s\u00a0\u202f»”\"’)\]\d]")
"""What may stand behind the stop of a sentence at the end of a line."""
_HEAD = re.compile(r"(\d{1,3})(?:[.)]\s*|\s+|(?=[A-ZÀ-Þ]))(?=[A-ZÀ-Þ«])")
_LONE = re.compile(r"\d{1,3}")
_LONGEST_HEADING = 70
_SHORTEST_NOTE = 10
"""A number above fewer characters than these is no note: it may be a page's, above `Notes`."""
_CUT = re.compile(rf"(?:\w|\b\w\.)[{HYPHENS}]$")
_CUT_END = 4
"""Characters that the pattern looks at."""
_HYPHENS = tuple(HYPHENS)
_UNSEEN = re.compile(rf"[\s{INVISIBLE}]+")
_BREAK = r"\n\r\v\x85\u2028\u2029"
_BLANK_LINE = re.compile(rf"(?>\r\n|[{_BREAK}])[^{_BREAK}]*[{_BREAK}]")
_ROW = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One line that holds something.

    Attributes
    ----------
    start, end : int
        Code points of the source, half-open, without the white space at both ends.
    text : str
        What stands there.
    page : int
        The number of its page.
    blank_before : bool
        Whether a blank line, or the beginning of the text, comes before it.
    line : LineBox or None
        What the layout knows of it.
    """

    start: int
    end: int
    text: str
    page: int
    blank_before: bool
    line: LineBox | None

    @property
    def ends_sentence(self) -> bool:
        """Whether its last character but quotes, brackets and note calls ends a sentence."""
        # From the end: a search would look at every stop of a row of ten megabytes.
        text = self.text
        at = len(text)
        while at and _CLOSES_SENTENCE.match(text, at - 1):
            at -= 1
        return at > 0 and text[at - 1] in ".!?…"

    @property
    def begins_upper(self) -> bool:
        """Whether its first letter is a capital."""
        first = next((char for char in self.text if char.isalnum()), "")
        return first.isupper()

    @property
    def is_cut(self) -> bool:
        """Whether it ends inside a word."""
        return self.text[-1:] in _HYPHENS and bool(_CUT.search(self.text[-_CUT_END:]))


def line_of(row: Row) -> LineBox:
    """Return the row's line box; rows of a laid out source all have one."""
    if row.line is None:
        raise ValueError(f"the row at {row.start} has no layout")
    return row.line


def rows_of(source: Source) -> list[Row]:
    """Return the lines of a source that hold more than white space, in order."""
    boxes = {line.start: line for line in source.layout.lines} if source.layout else {}
    rows: list[Row] = []
    previous_end = 0
    page = 0
    for match in _ROW.finditer(source.text):
        line = match.group()
        lead = _UNSEEN.match(line)
        if lead and lead.end() == len(line):
            continue
        start = match.start() + (lead.end() if lead else 0)
        stripped = line[start - match.start() :].rstrip()
        while page + 1 < len(source.pages) and start >= source.pages[page].end:
            page += 1
        rows.append(
            Row(
                start,
                start + len(stripped),
                stripped,
                source.pages[page].number if source.pages else 1,
                not rows or bool(_BLANK_LINE.search(source.text, previous_end, start)),
                boxes.get(match.start()),
            )
        )
        previous_end = start + len(stripped)
    return rows if source.layout else list(_rejoined(rows, source.text))


def _rejoined(rows: Sequence[Row], text: str) -> Iterator[Row]:
    """Undo the line breaks that some extractors put around a raised note call inside a line, and
    behind the raised number of a note; the text of such a row has them.
    """
    # A number that heads a note elsewhere does not head one here; a numbered heading is no note.
    heads = {
        match.group(1)
        for row in rows
        if (row.ends_sentence or len(row.text) > _LONGEST_HEADING)
        and (match := _HEAD.match(row.text))
    }
    # Of two lone numbers the second heads the note that the first calls; a page's own stands at its
    # edge.
    last = {
        row.text: place
        for place, row in enumerate(rows)
        if _LONE.fullmatch(row.text)
        and 0 < place < len(rows) - 1
        and rows[place - 1].page == row.page == rows[place + 1].page
    }
    index = 0
    while index < len(rows):
        row = rows[index]
        if (
            last.get(row.text) == index
            and 0 < index < len(rows) - 1
            and _is_lone_head(rows[index - 1 : index + 2], text, heads)
        ):
            row = _through(row, rows[index + 1], text)
            index += 1
        while index + 2 < len(rows):
            number = rows[index + 1].text
            sure = number in heads or last.get(number, 0) > index + 1
            taken = _rows_of_a_call(rows[index + 1 : index + 3], text, sure=sure)
            if not taken:
                break
            index += taken
            row = _through(row, rows[index], text)
        yield row
        index += 1


def _through(row: Row, last: Row, text: str) -> Row:
    return replace(row, end=last.end, text=text[row.start : last.end])


def _is_lone_head(rows: Sequence[Row], text: str, heads: set[str]) -> bool:
    """Tell whether the second of three rows is the number of a note whose text is the third."""
    before, number, rest = rows
    return (
        bool(_LONE.fullmatch(number.text))
        and number.text not in heads
        and before.page == number.page == rest.page
        and (number.blank_before or not rest.blank_before)
        and (rest.begins_upper or rest.text[0] in "«“")
        and text[rest.start - 1] != " "
        and len(rest.text) >= _SHORTEST_NOTE
    )


def _rows_of_a_call(rows: Sequence[Row], text: str, *, sure: bool) -> int:
    """Return how many of two rows belong to the line before them: the first if it is a note call,
    as it surely is where a note further on has its number, and the second if it goes on with that
    line, with a small letter, a sign, or the blank that came behind the call.
    """
    number, rest = rows
    if not _LONE.fullmatch(number.text) or number.blank_before or rest.blank_before:
        return 0
    if number.page != rest.page:
        return 0
    if rest.text[0].islower() or rest.text[0] in ".,;:)" or text[rest.start - 1] == " ":
        return 2
    return 1 if sure and rest.begins_upper else 0


def joined_text(rows: Iterable[Row]) -> str:
    """Return the text of some rows as one line; a word that a line end cuts is put together.

    Examples
    --------
    >>> joined_text([Row(0, 5, "Roy, Mor-", 1, False, None), Row(6, 11, "chies", 1, False, None)])
    'Roy, Morchies'
    """
    text = ""
    for row in rows:
        if text and text[-1] in HYPHENS and row.text[0].islower():
            text = text[:-1] + row.text
        else:
            text = f"{text} {row.text}" if text else row.text
    return text


def ranges_of(rows: Sequence[Row], source: Source) -> tuple[Range, ...]:
    """Return the source ranges of some rows of one block.

    Rows with nothing but white space between them share a range, unless a page ends there.
    """
    ranges: list[Range] = []
    previous: Row | None = None
    for row in rows:
        joined = (
            previous is not None
            and row.page == previous.page
            and previous.end <= row.start
            and not source.text[previous.end : row.start].strip()
        )
        if joined:
            ranges[-1] = (ranges[-1][0], row.end)
        else:
            ranges.append((row.start, row.end))
        previous = row
    return tuple(ranges)
