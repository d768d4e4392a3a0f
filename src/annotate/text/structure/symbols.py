"""Notes that a sign calls instead of a number: `Le puits*`, and `* Celui du nord.` at the foot.

A sign has many uses (a list, a multiplication, emphasis, a death). So it calls a note only where
one begins with it at the end of the page or of the text, and begins a note only where it calls one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, takewhile

from annotate.french.characters import UPPER
from annotate.text.structure.geometry import Geometry
from annotate.text.structure.lines import Row, line_of
from annotate.text.structure.note_call_candidates import Call
from annotate.text.structure.notes import Note, note_head

_SIGN = r"(\*{1,3}|[∗⋆]{1,3}|†{1,2}|‡{1,2})"
_ASTERISKS = str.maketrans("∗⋆", "**")
"""TeX has asterisks of its own."""
_HEAD = re.compile(rf"{_SIGN}\.?[ \u00a0]*(?=[{UPPER}«“\"(]|[ldLD][’']|https?://|[\w.+-]+@\w)")
_CALL = re.compile(
    rf"(?:(?<=[^\W\d_»”])|(?<=[»”’)\].,…!?])|(?<=1\d\d\d)|(?<=20\d\d)){_SIGN}"
    r"(?=[,.;:!?)»”’\]\u00a0 \n]|$)(?![ \u00a0]?\d)"
)
_EMPHASIS = re.compile(r"(?<![\w*])\*+(?=[^\s*])[^*]*$")
"""A sign before a word, which the one after it closes: `le *mur* blanc`."""
_BEFORE = 80
"""Characters before a sign in which another may have opened what it closes."""


def is_sign(number: str | None) -> bool:
    """Return whether what a note has for a number is a sign.

    Examples
    --------
    >>> is_sign("**"), is_sign("2"), is_sign(None)
    (True, False, False)
    """
    return bool(number) and bool(re.fullmatch(_SIGN, number or ""))


def symbol_notes(rows: Sequence[Row]) -> list[Note]:
    """Find the notes that begin with a sign, at the ends of pages, and that the sign calls.

    Parameters
    ----------
    rows : sequence of Row
        The rows of a document that has no layout, without page furniture.

    Returns
    -------
    list of Note
        In order. Of two on a page that begin with one sign, as in a list, none is a note.
    """
    pages = [list(group) for _, group in groupby(rows, key=lambda row: row.page)]
    found: list[Note] = []
    for page in pages:
        heads = Counter(match[1] for row in page if (match := _HEAD.match(row.text)))
        for index, row in enumerate(page):
            match = _HEAD.match(row.text)
            if match and heads[match[1]] == 1 and _ends_a_page(page, index):
                note = Note(match[1], tuple(_members(page, index)))
                above = rows if page is pages[-1] else page
                if any(symbol_calls([note], [one for one in above if one.start < row.start])):
                    found.append(note)
    return found


def laid_out_symbol_notes(rows: Sequence[Row], geometry: Geometry) -> list[Note]:
    """Find the notes in small type at the foot of a page that begin with a sign which the page
    calls, as those to the names of authors do.

    Parameters
    ----------
    rows : sequence of Row
        The rows of a document with a layout, without page furniture and boxed texts.
    geometry : Geometry
        Of the document.

    Returns
    -------
    list of Note
        In order.
    """
    pages = [list(group) for _, group in groupby(rows, key=lambda row: row.page)]
    return [note for page in pages for note in _signed_at_the_foot(page, geometry)]


def _signed_at_the_foot(page: Sequence[Row], geometry: Geometry) -> Iterator[Note]:
    heads = [(row, match[1]) for row in page if (match := _HEAD.match(row.text))]
    times = Counter(sign for _, sign in heads)
    for head, sign in heads:
        if times[sign] > 1 or not geometry.is_small(head):
            continue
        height = line_of(head).baseline
        own = [row for row in page if geometry.same_column(head, row)]
        below = [row for row in own if line_of(row).baseline < height]
        if not all(geometry.is_small(row) for row in below):
            continue
        members = list(takewhile(lambda row: not _begins_a_note(row), below))
        above = [row for row in page if row not in below and row is not head]
        note = Note(sign, (head, *members))
        if any(symbol_calls([note], above)):
            yield note


def _members(page: Sequence[Row], index: int) -> Iterator[Row]:
    """Yield the rows of a note that begins at a row."""
    yield page[index]
    for row in page[index + 1 :]:
        if row.blank_before or _begins_a_note(row):
            return
        yield row


def _ends_a_page(page: Sequence[Row], index: int) -> bool:
    """Return whether nothing but notes is after a row."""
    behind = index + sum(1 for _ in _members(page, index))
    return behind == len(page) or _begins_a_note(page[behind])


def _begins_a_note(row: Row) -> bool:
    return note_head(row) is not None or bool(_HEAD.match(row.text))


def symbol_calls(notes: Sequence[Note], rows: Sequence[Row]) -> Iterator[Call]:
    """Yield the calls of the notes that begin with a sign: on their own page, or, of one on which
    there is none, on those before it.

    Parameters
    ----------
    notes : sequence of Note
        All notes; those with numbers are passed over.
    rows : sequence of Row
        The rows of the running text, without notes.
    """
    for note in notes:
        if is_sign(note.number):
            own = [row for row in rows if row.page == note.page]
            before = [row for row in rows if row.page < note.page]
            yield from list(_calls(note.number, own)) or list(_calls(note.number, before))


def _calls(sign: str, rows: Sequence[Row]) -> Iterator[Call]:
    wanted = sign.translate(_ASTERISKS)
    for row in rows:
        for match in _CALL.finditer(row.text, 1):
            before = row.text[max(0, match.start() - _BEFORE) : match.start()]
            if match[1].translate(_ASTERISKS) == wanted and not _EMPHASIS.search(before):
                yield Call(sign, row.start + match.start(), row.start + match.end())
