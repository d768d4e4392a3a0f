"""Where paragraphs begin in text whose layout is known: indents, gaps, room left on a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotate.text.structure.geometry import Geometry
from annotate.text.structure.lines import Row, line_of

_BULLET = re.compile(r"[–—•‣▪◦·*‐-]\s*(?=\S)")
_NUMBERED = re.compile(r"(\d{1,2})[.)]\s+(?=\S)")
_LEAST, _MOST = 0.6, 4.0
"""A first-line indent lies between these, in the size of the text."""
_FIGURE = 2.5
"""White of this many times the leading has held something else than text."""
_GAP = 1.25
"""White of this many times the leading parts two paragraphs."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a document shows that a paragraph begins.

    Attributes
    ----------
    indents : bool
        By an indent of its first line.
    gaps : bool
        By white above it.
    hangs, bodies : frozenset of int
        Where the lines of list items begin after their first, in points from its beginning, and
        from the edge of the column.
    """

    indents: bool
    gaps: bool
    hangs: frozenset[int] = frozenset()
    bodies: frozenset[int] = frozenset()


def item_number(row: Row) -> int | None:
    """Return the number that a row begins with as an item of a numbered list does."""
    match = _NUMBERED.match(row.text)
    return int(match.group(1)) if match else None


def is_bullet(row: Row) -> bool:
    """Return whether a row begins with the marker of a list."""
    return bool(_BULLET.match(row.text))


def style_of(rows: Sequence[Row], geometry: Geometry, least: int = 2) -> Style:
    """Tell how a document shows its paragraphs, from the rows of its running text.

    Parameters
    ----------
    rows : sequence of Row
        Running text, in reading order, without headings and boxed texts.
    geometry : Geometry
        Of the document.
    least : int
        How many paragraphs must show it; one is enough in a boxed text.
    """
    indented = gapped = ended = 0
    hangs: set[int] = set()
    bodies: set[int] = set()
    for row, following in pairwise(rows):
        if not geometry.same_column(row, following):
            continue
        if is_bullet(row) or item_number(row):
            hang = line_of(following).box[0] - line_of(row).box[0]
            hanging = 0.3 * geometry.size < hang < 4 * geometry.size
            if hanging and not is_bullet(following) and not geometry.had_room(row, following):
                hangs.add(round(hang))
                bodies.add(round(geometry.indent(following)))
            continue
        if not (row.ends_sentence and following.begins_upper):
            continue
        ended += geometry.had_room(row, following)
        indented += _indented(following, geometry)
        gapped += _gap(row, following) > _GAP * geometry.leading
    return Style(
        indents=indented >= least and indented >= 0.2 * max(ended, gapped),
        gaps=gapped >= least and gapped >= 0.3 * ended,
        hangs=frozenset(hangs),
        bodies=frozenset(bodies),
    )


def begins_paragraph(current: Sequence[Row], row: Row, geometry: Geometry, style: Style) -> bool:
    """Return whether a row of running text begins a paragraph.

    Parameters
    ----------
    current : sequence of Row
        The rows of the paragraph before it.
    row : Row
        The row in question.
    geometry : Geometry
        Of the document.
    style : Style
        Of the document.
    """
    previous = current[-1]
    if _begins_item(current, row, geometry):
        return True
    ended = previous.ends_sentence and (row.begins_upper or not row.text[0].isalnum())
    had_room = geometry.had_room(previous, row)
    if is_bullet(current[0]) or item_number(current[0]) is not None:
        return _leaves_item(current, row, geometry, style, ended=ended and had_room)
    if ended and geometry.fell_short(previous):
        return True
    if geometry.same_column(previous, row):
        gap = _gap(previous, row)
        if style.gaps and gap > _GAP * geometry.leading and (ended or previous.text[-1] in ":;"):
            return True
        if style.indents:
            # After a figure the first line of a paragraph may have no indent.
            behind_a_figure = gap > _FIGURE * geometry.leading and ended and had_room
            return _indented(row, geometry) or behind_a_figure
        return ended and had_room and not style.gaps
    if style.indents and _indented(row, geometry):
        return True
    # With indents, a row at the edge goes on; but text after a heading or a list has none either.
    return ended and had_room and not style.indents


def _begins_item(current: Sequence[Row], row: Row, geometry: Geometry) -> bool:
    previous = current[-1]
    number = item_number(row)
    if number is not None:
        before = item_number(current[0])
        opens = number == 1 and previous.text.endswith((":", ".", ";"))
        return opens or (before is not None and number == before + 1)
    if not is_bullet(row):
        return False
    if previous.ends_sentence or previous.text.endswith((";", ":")):
        return True
    return previous.text.endswith(",") and geometry.had_room(previous, row)


def _leaves_item(
    current: Sequence[Row], row: Row, geometry: Geometry, style: Style, *, ended: bool
) -> bool:
    """Return whether a row is after a list: lines of an item hang after its marker."""
    if ended:
        return True
    first, size = current[0], geometry.size
    others = [one for one in current[1:] if geometry.same_column(one, row)]
    if others:
        return abs(line_of(others[0]).box[0] - line_of(row).box[0]) > 0.3 * size
    if not style.hangs:
        return False
    off = min(abs(geometry.indent(row) - body) for body in style.bodies)
    if geometry.same_column(first, row):
        behind = line_of(row).box[0] - line_of(first).box[0]
        off = min(off, *(abs(behind - hang) for hang in style.hangs))
    return off > 0.3 * size


def _indented(row: Row, geometry: Geometry) -> bool:
    return _LEAST * geometry.size < geometry.indent(row) < _MOST * geometry.size


def _gap(above: Row, below: Row) -> float:
    return line_of(above).baseline - line_of(below).baseline
