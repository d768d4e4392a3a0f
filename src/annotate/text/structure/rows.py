"""Rows: the physical lines of a source, stripped, with what is known of each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from annotate.text.source import LineBox, Range, Source

HYPHENS = "-\u00ad\u2010\ufffe"
"""Characters that may cut a word at a line end."""

INVISIBLE = "\u00ad\ufffe\u200b\u2060\ufeff"
"""Characters that show nothing inside a line."""

_ENDS_SENTENCE = re.compile(r"[.!?…][\s\u00a0\u202f»”\"’)\]\d]*$")
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
        return bool(_ENDS_SENTENCE.search(self.text))

    @property
    def begins_upper(self) -> bool:
        """Whether its first letter is a capital."""
        first = next((char for char in self.text if char.isalnum()), "")
        return first.isupper()

    @property
    def is_cut(self) -> bool:
        """Whether it ends inside a word."""
        return self.text[-1] in HYPHENS and len(self.text) > 1 and self.text[-2].isalnum()


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
    return rows


def width_of(rows: Iterable[Row]) -> float:
    """Return the length in characters of a line that fills the column; 0 without rows.

    The last lines of paragraphs are short, so it is the median of the longer half.
    """
    lengths = sorted(len(row.text) for row in rows)
    return float(median(lengths[len(lengths) // 2 :])) if lengths else 0.0


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
