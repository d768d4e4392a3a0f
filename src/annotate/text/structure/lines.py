"""Rows: the physical lines of a source, stripped, with what is known of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from annotate.document.source import CONTROLS, INVISIBLE, LineBox, Range, Source
from annotate.french.abbreviations import OPENS, default_abbreviations, word_before
from annotate.text.tex_codes import tex_codes

HYPHENS = "-\u00ad\u2010\ufffe\u00ac"
"""Characters that may cut a word at a line end; `¬` is how some programs of recognition show it."""


_CLOSES_SENTENCE = re.compile(rf"[\s\u00a0\u202f»”\"’)\]\[\d⁰¹²³⁴-⁹*†‡{CONTROLS}]")
"""What may be after the stop of a sentence at the end of a line."""
_CUT = re.compile(rf"(?:[\w\ue100-\uefff]|\b\w\.)[{HYPHENS}]$")
"""The private characters are ligatures that a PDF does not tell."""
_CLOSING = tuple(",;)")
_SMALL = re.compile("[a-z]")
_CUT_END = 4
"""Characters that the pattern looks at."""
_HYPHENS = tuple(HYPHENS)
_UNSEEN = re.compile(rf"[\s{INVISIBLE}]+")
_SEEN = re.compile(rf"[^\s{INVISIBLE}]")
_BREAK = r"\n\r\v\x85\u2028\u2029"
_BLANK_LINE = re.compile(rf"(?>\r\n|[{_BREAK}])[^{_BREAK}]*[{_BREAK}]")
_ODD_BREAK = re.compile(r"[\v\x85\u2028\u2029]")
_ROW = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class Row:
    """One line that holds something.

    Attributes
    ----------
    start, end : int
        Code points of the source, half-open, without the white space at both ends.
    text : str
        What is there.
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
        """Whether its last character but quotes, brackets and note calls ends a sentence; the stop
        of `M.`, which opens a name, does not.
        """
        # From the end: a search would look at every stop of a row of ten megabytes.
        text = self.text
        at = len(text)
        while at and _CLOSES_SENTENCE.match(text, at - 1):
            at -= 1
        if at == 0 or text[at - 1] not in ".!?…":
            return False
        if at < len(text) or text[-1] != ".":
            return True
        return default_abbreviations().get(word_before(text, at - 1)) != OPENS

    @property
    def begins_upper(self) -> bool:
        """Whether its first letter is a capital."""
        first = next((char for char in self.text if char.isalnum()), "")
        return first.isupper()

    @property
    def opens(self) -> bool:
        """Whether a paragraph may begin with it: with a capital, a digit or a sign, if it is none
        that ends something.
        """
        first = self.text[0]
        if self.begins_upper or first.isdigit():
            return True
        return not (first.isalnum() or first in _CLOSING or self.text.startswith(". "))

    @property
    def in_capitals(self) -> bool:
        """Whether it has no small letter, and more letters than an acronym."""
        if _SMALL.search(self.text):
            return False  # as most rows do at once
        letters = [char for char in self.text if char.isalpha()]
        return len(letters) > 5 and not any(char.islower() for char in letters)

    @property
    def is_cut(self) -> bool:
        """Whether it ends inside a word."""
        return self.text[-1:] in _HYPHENS and bool(_CUT.search(self.text[-_CUT_END:]))


def line_of(row: Row) -> LineBox:
    """Return the row's line box; rows of a laid out source all have one."""
    if row.line is None:
        raise ValueError(f"the row at {row.start} has no layout")
    return row.line


def part_of(row: Row, start: int, end: int) -> Row:
    """Return the part of a row that a cell of a table has.

    Parameters
    ----------
    row : Row
        A line with several cells.
    start, end : int
        Code points of the source, half-open, inside the row.

    Returns
    -------
    Row
        Without the white space at both ends of the part; its line box is that of the part where
        the layout knows where each character is.
    """
    held = row.text[start - row.start : end - row.start]
    start += len(held) - len(held.lstrip())
    text = held.strip()
    return replace(
        row, start=start, end=start + len(text), text=text, line=_cut_line(row.line, start, text)
    )


def _cut_line(line: LineBox | None, start: int, text: str) -> LineBox | None:
    if line is None:
        return None
    edges, end = line.edges, start + len(text)
    low, high = start - line.start, end - line.start
    if len(edges) <= high:
        return replace(line, start=start, end=end)
    box = (edges[low], line.box[1], edges[high], line.box[3])
    return replace(line, start=start, end=end, box=box, edges=edges[low : high + 1])


_MISREAD_BLANK = re.compile(r"\s*(?:Â\xa0\s*)+")
"""No-break spaces alone in a line, in UTF-8 that was read as another encoding."""


def rows_of(source: Source) -> list[Row]:
    """Return the lines of a source that hold more than white space, in order."""
    boxes = {line.start: line for line in source.layout.lines} if source.layout else {}
    if boxes:
        # The lines of a layout are known: another character that ends lines is a font's code.
        breaks = frozenset(match.start() for match in _ODD_BREAK.finditer(source.text))
    else:
        breaks = tex_codes(source.text).breaks
    text = _without(source.text, breaks)
    rows: list[Row] = []
    previous_end = 0
    page = 0
    for match in _ROW.finditer(text):
        line = source.text[match.start() : match.end()]
        lead = _UNSEEN.match(line)
        if (lead and lead.end() == len(line)) or _MISREAD_BLANK.fullmatch(line):
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
    return rows


def _without(text: str, breaks: frozenset[int]) -> str:
    """Return a text of the same length whose characters at some places break no line."""
    kept: list[str] = []
    at = 0
    for place in sorted(breaks):
        kept += text[at:place], "f"
        at = place + 1
    return "".join([*kept, text[at:]]) if kept else text


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

    Rows with nothing to be seen between them share a range, unless a page ends there.
    """
    ranges: list[Range] = []
    previous: Row | None = None
    for row in rows:
        joined = (
            previous is not None
            and row.page == previous.page
            and previous.end <= row.start
            and not _SEEN.search(source.text, previous.end, row.start)
        )
        if joined:
            ranges[-1] = (ranges[-1][0], row.end)
        else:
            ranges.append((row.start, row.end))
        previous = row
    return tuple(ranges)
