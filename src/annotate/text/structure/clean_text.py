"""Text that is settled: one block a line, blank lines between, notes at the end, as mending writes
it and careful people do.

Nothing in it was broken, moved or run together; so what guesses from broken lines has no ground to
act. Whether its note calls are gone already, only the notes can tell: of a text that still has its
calls most notes are called, and of one that has none a road or a formula may look like one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise, takewhile

from annotate.document.source import Source
from annotate.text.structure.by_text_notes import find_notes
from annotate.text.structure.line_widths import measure_widths
from annotate.text.structure.lines import Row
from annotate.text.structure.note_call_candidates import Call, all_places
from annotate.text.structure.notes import Note, find_calls, note_head
from annotate.text.structure.symbols import symbol_calls, symbol_notes
from annotate.text.structure.text_tables import table_lines

_UNSETTLED = re.compile("[\\t\u00a0\u202f\u2009]|  |\u00ad|\ufffe")
"""White space and signs that mending takes away."""
_UNSETTLED_CELLS = re.compile("[\u00a0\u202f\u2009]|  |\u00ad|\ufffe|\t | \t")
_BETWEEN_BLOCKS, _BETWEEN_LINES = re.compile(r"\n\n"), re.compile(r"\n\n?\t*")
_GOING_ON = 0.4
"""A line in so many goes on with the line before it where a text was broken, and each line of it
parted from the next."""
_NUMBERED = re.compile(r"(?:\d{1,3}\.|[*†‡]{1,3}\.?) \S")
_BELIEVED = 0.5
"""The share of the notes that are called in a text that still has its calls."""
_GOOD = 1
"""A place of this rank or better is where a call is."""


def is_settled(rows: Sequence[Row], text: str) -> bool:
    r"""Return whether a text has one block a line and nothing that mending would take away.

    Parameters
    ----------
    rows : sequence of Row
        All rows of a document that has no layout and no marks.
    text : str
        The text of its source.

    Examples
    --------
    >>> one, two = Row(0, 5, "Lens.", 1, True, None), Row(7, 13, "Arras.", 1, True, None)
    >>> is_settled([one, two], "Lens.\n\nArras.\n"), is_settled([one, two], "Lens. \nArras.\n")
    (True, False)
    """
    if not rows or text[: rows[0].start].strip("\t") or text[rows[-1].end :] not in ("", "\n"):
        return False
    cells = list(table_lines(rows, text))
    if any(
        not (_BETWEEN_LINES if inside else _BETWEEN_BLOCKS).fullmatch(text, one.end, two.start)
        for (one, two), inside in zip(pairwise(rows), cells[1:], strict=True)
    ):
        return False
    if any(
        (_UNSETTLED_CELLS if inside else _UNSETTLED).search(row.text)
        for row, inside in zip(rows, cells, strict=True)
    ):
        return False
    blocks = [row for row, inside in zip(rows, cells, strict=True) if not inside]
    going_on = sum(_goes_on(one, two) for one, two in pairwise(blocks))
    return going_on <= _GOING_ON * (len(rows) - 1)


def _goes_on(row: Row, following: Row) -> bool:
    return following.text[0].islower() and (row.is_cut or not row.ends_sentence)


def settled_notes(rows: Sequence[Row], text: str) -> tuple[list[Note], list[Call]]:
    """Find the notes of a settled text, and their calls.

    Parameters
    ----------
    rows : sequence of Row
        All rows of the text.
    text : str
        The text of the source.

    Returns
    -------
    notes : list of Note
        Wherever they stand, if they are called; otherwise those at the end, as they are.
    calls : list of Call
        None, unless most notes have one. Where as many others would be found once these are gone,
        there is none either: nothing shows which are the calls.
    """
    signed, signs = _signed(rows)
    others = [row for row in rows if all(row is not note.rows[0] for note in signed)]
    notes, calls, sure = _called_notes(others, text)
    if sure:
        rest, left = _without(others, notes, calls)
        if not _called_notes(rest, left)[2]:
            notes = sorted([*notes, *signed], key=lambda note: note.rows[0].start)
            return notes, sorted([*calls, *signs], key=lambda call: call.start)
    notes = [*notes, *signed]
    heads = {note.rows[0].start for note in notes}
    end = {row.start for row in takewhile(lambda row: row.start in heads, _numbered_end(rows))}
    notes = [note for note in notes if note.rows[0].start in end]
    kept = {note.number for note in notes}
    notes.sort(key=lambda note: note.rows[0].start)
    return notes, [call for call in signs if call.number in kept]


def _signed(rows: Sequence[Row]) -> tuple[list[Note], list[Call]]:
    """Return the notes at the end that a sign calls, once each, and their calls."""
    end = {row.start for row in _numbered_end(rows)}
    notes: list[Note] = []
    calls: list[Call] = []
    for note in symbol_notes(rows):
        own = list(symbol_calls([note], [row for row in rows if row.start < note.rows[0].start]))
        if len(own) == 1 and note.rows[0].start in end:
            notes.append(note)
            calls.extend(own)
    return notes, calls


def _called_notes(rows: Sequence[Row], text: str) -> tuple[list[Note], list[Call], bool]:
    """Return notes, calls, and whether these show that the text still has its calls."""
    found = find_notes(rows, measure_widths(rows, Source("", "", text)))
    # A number on a line of its own was left there: mending writes it before its note.
    notes = [Note(note.number, note.rows[:1]) for note in found if note_head(note.rows[0])]
    inside = {row.start for note in notes for row in note.rows}
    body = [row for row in rows if row.start not in inside]
    calls = find_calls(notes, body) if notes else []
    if not any(call.number == "1" for call in calls):
        return notes, calls, False
    good = {
        place.call
        for places in all_places(body).values()
        for place in places
        if place.rank <= _GOOD
    }
    least = _BELIEVED * len(inside | {row.start for row in _numbered_end(rows)})
    return notes, calls, sum(call in good for call in calls) >= least


def _without(
    rows: Sequence[Row], notes: Sequence[Note], calls: Sequence[Call]
) -> tuple[list[Row], str]:
    """Return the rows, and the text, that are left when calls are gone and notes at the end."""
    ends = {note.rows[0].start for note in notes}
    left: list[Row] = []
    text = ""
    for row in sorted(rows, key=lambda row: (row.start in ends, row.start)):
        held = row.text
        for call in reversed(calls):
            if row.start <= call.start < row.end:
                held = held[: call.start - row.start] + held[call.end - row.start :]
        if held.strip():
            left.append(Row(len(text), len(text) + len(held), held, row.page, True, None))
            text += f"{held}\n\n"
    return left, text


def _numbered_end(rows: Sequence[Row]) -> list[Row]:
    """Return the rows at the end of a text that begin with a number."""
    return list(takewhile(lambda row: bool(_NUMBERED.match(row.text)), reversed(rows)))
