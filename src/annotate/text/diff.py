"""Source and mended text side by side, line by line, with what each edit did."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from annotate.document.mended import Mended
from annotate.document.offsets import Edit

_LINE = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]*(?:\r\n|[\n\r\f\v\x85\u2028\u2029]|\Z)")
_SIGNS = {
    "\n": "⏎",
    "\r": "␍",
    "\f": "⏏",
    "\t": "⇥",
    "\u00a0": "␣",
    "\u202f": "⍽",
    "\u00ad": "¬",
}
_PLAIN = frozenset(" \u200d")
_HIDDEN = frozenset(("Cc", "Cf", "Cn", "Co", "Cs", "Zs", "Zl", "Zp"))


@dataclass(frozen=True, slots=True)
class ShownEdit:
    """One edit with its place.

    Attributes
    ----------
    start, end : int
        Code points of the source, half-open.
    page, line : int
        Where it begins, counted from 1; lines are counted through the whole source.
    rule : str
        The rule that made it.
    before, after : str
        What is in the source and in the mended text.
    """

    start: int
    end: int
    page: int
    line: int
    rule: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Part:
    """A span of a shown line, and whether an edit changed it."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of the source and what became of it.

    Attributes
    ----------
    page, line : int
        Its place, counted from 1.
    source, mended : tuple of Part
        What is there and what comes of it.
    rules : tuple of str
        The rules of the edits that begin in it; ``(running_head)`` and the like when the line was
        set aside.
    """

    page: int
    line: int
    source: tuple[Part, ...]
    mended: tuple[Part, ...]
    rules: tuple[str, ...]


def visible(text: str) -> str:
    r"""Return a text with every character that does not show written as one that does.

    Examples
    --------
    >>> visible("21\u00a0mars\r\n"), visible("a\x1b[0m\u200b")
    ('21␣mars␍⏎', 'a⟨1B⟩[0m⟨200B⟩')
    """
    return "".join(
        _SIGNS.get(char) or (f"⟨{ord(char):02X}⟩" if _hides(char) else char) for char in text
    )


def _hides(char: str) -> bool:
    return char not in _PLAIN and unicodedata.category(char) in _HIDDEN


def shown_edits(mended: Mended) -> Iterator[ShownEdit]:
    """Yield the edits of a document in the order of the source.

    Examples
    --------
    >>> from annotate.text.mending.mend import mend
    >>> from annotate.document.source import Source
    >>> [(e.line, e.rule, e.before) for e in shown_edits(mend(Source("a", "a", "Le  bas-\\nsin.")))]
    [(1, 'space', '  '), (1, 'hyphen', '-\\n')]
    """
    text = mended.source.text
    starts = [match.start() for match in _LINE.finditer(text)]
    for edit in mended.edits:
        line = bisect_left(starts, edit.start + 1)
        yield ShownEdit(
            edit.start,
            edit.end,
            mended.source.page_at(edit.start),
            line,
            edit.rule,
            text[edit.start : edit.end],
            edit.replacement,
        )


def shown_lines(mended: Mended) -> Iterator[ShownLine]:
    """Yield the lines of the source that hold something, each with what came of it.

    An edit belongs to the line that it begins in: that line shows what it put there, and the next
    one what it took away.
    """
    text, edits = mended.source.text, mended.edits
    aside = _set_aside(mended)
    first = 0
    for number, match in enumerate(_LINE.finditer(text), start=1):
        low, high = match.span()
        # The last edit of the line before may reach into this one.
        while first < len(edits) and max(edits[first].end, edits[first].start + 1) <= low:
            first += 1
        inside: list[Edit] = []
        for index in range(first, len(edits)):
            if edits[index].start >= high:
                break
            inside.append(edits[index])
        if not match.group().strip() and not inside:
            continue
        source, result = _parts(mended, (low, high), inside)
        rules = tuple(edit.rule for edit in inside if edit.start >= low)
        place = low + len(match.group()) - len(match.group().lstrip())
        if place in aside and not result:
            rules = (f"({aside[place]})",)
        yield ShownLine(mended.source.page_at(place), number, source, result, rules)


def _set_aside(mended: Mended) -> dict[int, str]:
    pieces = mended.structure.labelled("running_head", "page_number", "line_number")
    return {piece.ranges[0][0]: piece.label for piece in pieces}


def _parts(
    mended: Mended, line: tuple[int, int], edits: Sequence[Edit]
) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    text = mended.source.text
    cursor, high = line
    source: list[Part] = []
    result: list[Part] = []

    def copy(end: int) -> None:
        source.append(Part(text[cursor:end]))
        for low, top in mended.offsets.to_mended(cursor, end):
            result.append(Part(mended.text[low:top]))

    for edit in edits:
        if cursor < edit.start:
            copy(edit.start)
        begin, end = max(edit.start, line[0]), min(edit.end, high)
        if begin < end:
            source.append(Part(text[begin:end], True))
        if edit.start >= line[0]:
            result.append(Part(edit.replacement, True))
        cursor = max(cursor, end)
    if cursor < high:
        copy(high)
    kept = [part for part in source if part.text]
    return tuple(kept), tuple(part for part in result if part.text)
