"""Notes of a text whose layout is known: small type at the foot of a column, or at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence

from annotate.document.source import Source
from annotate.text.structure.geometry import Geometry
from annotate.text.structure.lines import Row, line_of
from annotate.text.structure.notes import Note, note_head

_LEADERS = re.compile(r"(?:\.[ \u00a0]?){4,}|…{2,}|_{4,}")
"""What leads from an entry of a table of contents to its page."""


def laid_out_notes(rows: Sequence[Row], source: Source, geometry: Geometry) -> list[Note]:
    """Find notes: small type at the foot of a column, or what is under a heading `Notes`, that
    begins with the number that is next; and whatever the link of a call leads to.

    Parameters
    ----------
    rows : sequence of Row
        The rows of the document, without page furniture and boxed texts.
    source : Source
        With its layout.
    geometry : Geometry
        Of the document.

    Returns
    -------
    list of Note
        In the order of the text; a note that goes on in the next column or page is one.
    """
    raised = source.layout.raised if source.layout else frozenset()
    lowest = _lowest(rows, geometry)
    groups: list[tuple[str, list[Row]]] = []
    section = False
    for row in rows:
        if row.text.casefold().strip(" :") == "notes":
            section = True
            continue
        section = section and not line_of(row).bold and not geometry.is_large(row)
        if not geometry.is_small(row) and not section:
            continue
        number = _raised_head(row, source.text, raised) or note_head(row)
        previous = groups[-1][1][-1] if groups else None
        at_the_foot = _below_text(row, lowest, geometry)
        if _LEADERS.search(row.text):
            continue
        if number and (section or at_the_foot) and _is_next(int(number), groups, row):
            groups.append((number, [row]))
        elif previous and (
            section
            or _follows(previous, row, geometry)
            or (at_the_foot and row.page - previous.page <= 1)
        ):
            groups[-1][1].append(row)
    return [Note(number, tuple(members)) for number, members in groups]


def _is_next(number: int, groups: Sequence[tuple[str, list[Row]]], row: Row) -> bool:
    """Return whether a number is the one that comes next, or 1 where a page counts anew."""
    if not groups:
        return True
    before, members = groups[-1]
    return number == int(before) + 1 or (number == 1 and members[-1].page != row.page)


def _raised_head(row: Row, text: str, raised: frozenset[int]) -> str | None:
    end = row.start
    while end < row.end and end in raised and text[end].isdecimal():
        end += 1
    return text[row.start : end] or None


def _follows(previous: Row, row: Row, geometry: Geometry) -> bool:
    """Return whether a row is right below the previous row of a note."""
    if previous.page != row.page:
        return False
    drop = line_of(previous).baseline - line_of(row).baseline
    return 0 < drop < 2 * geometry.leading


def _lowest(rows: Sequence[Row], geometry: Geometry) -> dict[tuple[int, int], float]:
    """Return the lowest baseline of running text in every column."""
    lowest: dict[tuple[int, int], float] = {}
    for row in rows:
        if not geometry.is_small(row):
            key, baseline = (row.page, geometry.column_of(row)), line_of(row).baseline
            lowest[key] = min(baseline, lowest.get(key, baseline))
    return lowest


def _below_text(row: Row, lowest: dict[tuple[int, int], float], geometry: Geometry) -> bool:
    """Return whether no running text is below a row in its column: a note that goes on."""
    key = (row.page, geometry.column_of(row))
    return key not in lowest or lowest[key] > line_of(row).baseline
