"""Where paragraphs begin in text whose layout is known: indents, gaps, room left on a line."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.text.structure.geometry import Geometry
from annotate.text.structure.heading_filters import leads_on
from annotate.text.structure.lines import Row, line_of
from annotate.text.structure.paragraph_kinds import is_bullet, item_place
from annotate.text.structure.paragraph_style import (
    LEAST_INDENT,
    RESIZED,
    WIDE_GAP,
    Style,
    drop,
    is_indented,
    is_nearly_full,
)
from annotate.text.structure.word_spaces import space_of

_TIGHT = 1.12
"""Lines that are no further apart than this many leadings are not parted."""
_BLANK = 1.9
"""So many leadings are a blank line."""
_ALIKE = 0.12
"""Gaps between paragraphs differ by at most this share."""
_ALIGNED = 2.0
"""Lines that begin no further apart than this, in points, begin at one edge."""
_LEVEL = 0.2
"""Baselines that differ by less than this share of the size are one."""
_HIGHEST = 1.0
"""Letters with accents, and calls that are raised as in print, are no higher than this."""
_STEADY = 0.04
"""Distances that differ by less than this share are one."""
_FAR = 0.25
"""A line that leaves this share of its column white, and room for the next word twice, was ended on
purpose."""


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
    if _is_beside(previous, row, geometry):
        return False
    if _begins_item(current, row, geometry):
        return True
    ended = previous.ends_sentence and (row.begins_upper or not row.text[0].isalnum())
    announced = previous.text[-1] in ":;" and row.begins_upper
    had_room = geometry.had_room(previous, row)
    if line_of(previous).mono != line_of(row).mono and not _goes_on(previous, row, geometry):
        return True
    if previous.is_cut or (leads_on(previous.text) and not had_room):
        return False
    if _is_resized(previous, row) and (ended or row.begins_upper):
        return True
    if had_room and _leaves_capitals(current, row):
        return True
    if is_bullet(current[0]) or item_place(current[0]) is not None:
        return _leaves_item(current, row, geometry, style, ended=ended and had_room)
    tight = ended and _is_tight(previous, row, geometry, style)
    short = geometry.fell_short(previous) and not tight
    if short and (ended or _closes(previous, row, geometry)):
        return not _is_unmarked(previous, row, geometry, style)
    below = geometry.same_column(previous, row)
    if (below or geometry.justified) and not tight and _was_ended(current, row, geometry):
        return True
    if below:
        returns = _returns(current, row, geometry, had_room=had_room)
        if returns or _leaves_quotation(current, row, geometry, ended):
            return True
        if row.start in style.parted:
            # What is between them parts paragraphs more often than it interrupts one.
            return ended or announced or (style.indents and is_indented(row, geometry))
        if ended and _was_broken(previous, row, geometry, style):
            return True
        gap = _white_above(current, row, geometry)
        closed = previous.text[-1] in ":;" or (previous.ends_sentence and had_room)
        # A sign that is higher than the letters moves its line down.
        moved = _is_moved(row) and style.indents and not is_indented(row, geometry)
        moved = moved and not had_room
        if style.gaps and not moved and _parts(gap, previous, row, style, ended=ended):
            return closed or previous.ends_sentence or had_room or not row.text[0].islower()
        if style.indents:
            # After a figure or in a list the first line of a paragraph may have no indent.
            after_white = gap > WIDE_GAP and closed and not moved
            return after_white or (
                is_indented(row, geometry) and not _hangs(current, row, geometry, had_room=had_room)
            )
        if style.loose and is_nearly_full(previous, row, geometry):
            return False
        if not style.gaps and ended and _is_unstretched(previous, style):
            return True
        return ended and had_room and (geometry.justified or not style.gaps)
    if style.indents and is_indented(row, geometry):
        return True
    behind = row.start in style.behind_cut or (had_room and row.start in style.parted)
    if (ended or announced) and behind:
        return True
    # With indents, a row at the edge goes on; but text after a heading or a list has none either.
    if style.indents:
        broken = had_room if geometry.justified else _was_broken(previous, row, geometry, style)
        return ended and broken
    return ended and (
        had_room or geometry.may_have_ended(previous) or _is_unstretched(previous, style)
    )


def _is_unstretched(row: Row, style: Style) -> bool:
    """Return whether the spaces of a full line are as narrow as those of last lines."""
    width = space_of(row) if style.space else None
    return width is not None and width <= style.space


def _is_beside(previous: Row, row: Row, geometry: Geometry) -> bool:
    """Return whether a row is the rest of a line that wide white parts."""
    level = abs(drop(previous, row)) < _LEVEL * line_of(row).size
    after = line_of(row).box[0] > line_of(previous).box[2]
    return level and after and geometry.same_column(previous, row)


def _white_above(current: Sequence[Row], row: Row, geometry: Geometry) -> float:
    """Return how far a row is below the paragraph before it, in leadings. Notes that are set in the
    size of the text have a leading of their own: lines as far apart as those before are not parted.
    """
    gap = drop(current[-1], row)
    before = [one for one in current[-2:] if geometry.same_column(one, row)]
    if len(before) > 1 and abs(drop(*before) - gap) < _STEADY * gap:
        return 1.0
    return gap / geometry.leading_at(row)


def _is_tight(previous: Row, row: Row, geometry: Geometry, style: Style) -> bool:
    """Return whether no white is between ragged lines of a document that parts paragraphs by it,
    and the room left is not that of two words, which may hold together: `Mme Roy`.
    """
    if geometry.justified or not style.gaps or not geometry.same_column(previous, row):
        return False
    tight = drop(previous, row) < _TIGHT * geometry.leading_at(row)
    return tight and is_nearly_full(previous, row, geometry)


def _is_unmarked(previous: Row, row: Row, geometry: Geometry, style: Style) -> bool:
    """Return whether a ragged line left room that was too little for the first word of the next,
    and neither an indent nor white begins a paragraph there, though others have them.
    """
    if geometry.justified or is_indented(row, geometry):
        return False
    if geometry.same_column(previous, row):
        marked = style.indents or style.gaps
        marked = marked and drop(previous, row) < _TIGHT * geometry.leading_at(row)
    else:
        marked = style.indents
    return marked and not geometry.surely_had_room(previous, row)


def _was_broken(previous: Row, row: Row, geometry: Geometry, style: Style) -> bool:
    """Return whether a ragged line was broken before words that surely had room on it. Where first
    lines are set in, and lines are broken so elsewhere, one word more must have had it too.
    """
    uneven = (previous.page, geometry.column_of(previous)) in style.uneven
    if geometry.justified or style.loose or uneven:
        return False
    if style.indents and style.uneven and is_nearly_full(previous, row, geometry):
        return False
    return geometry.surely_had_room(previous, row)


def _leaves_capitals(current: Sequence[Row], row: Row) -> bool:
    """Return whether a row is behind the head of an article, which is in capitals."""
    return row.begins_upper and not row.in_capitals and all(one.in_capitals for one in current)


def _goes_on(previous: Row, row: Row, geometry: Geometry) -> bool:
    """Return whether a sentence goes on from text to code, or back."""
    if previous.ends_sentence or previous.text[-1] in ":;":
        return False
    if not geometry.same_column(previous, row):
        return row.text[0].islower()
    # Code that is displayed has white above it, whatever the text before it ends with.
    tight = drop(previous, row) < _TIGHT * geometry.leading_at(row)
    return tight and (row.text[0].islower() or not geometry.had_room(previous, row))


def _is_moved(row: Row) -> bool:
    """Return whether something in a row is so high that browsers move the line down for it."""
    line = line_of(row)
    return line.box[3] - line.baseline > _HIGHEST * line.size


def _parts(gap: float, previous: Row, row: Row, style: Style, *, ended: bool) -> bool:
    """Return whether white, in leadings, is that between two paragraphs: any after a sentence, and
    the usual one after anything.
    """
    if gap <= WIDE_GAP:
        return False
    usual = abs(gap - style.gap) <= _ALIKE * style.gap
    ended = ended and not (_is_moved(row) and gap < (1 - _ALIKE) * style.gap)
    return ended or usual or gap > _BLANK or previous.text[-1] in ":;"


def _was_ended(current: Sequence[Row], row: Row, geometry: Geometry) -> bool:
    """Return whether the line before a row was ended on purpose, whatever it ends with: far from
    the edge that its neighbours reach, as an item of a list or a name in a column is.
    """
    previous = current[-1]
    if not (row.begins_upper or row.text[0].isdigit() or _is_short_item(previous, row, geometry)):
        return False
    column, box = geometry.edges(previous), line_of(previous).box
    word = geometry.width_of_first_word(row)
    short = geometry.justified and geometry.fell_short(previous)
    least = word if short else max(_FAR * (column.right - column.left), 2 * word)
    return (
        column.right - box[2] > least
        and (short or geometry.surely_had_room(previous, row))
        and box[0] > column.left - 2 * geometry.size
        and not _is_beside_something(current, row, geometry)
    )


def _is_short_item(previous: Row, row: Row, geometry: Geometry) -> bool:
    """Return whether two lines are set in alike and leave half of their column of justified text
    white, as items without markers do.
    """
    if not geometry.justified or previous.is_cut or not geometry.same_column(previous, row):
        return False
    column, indents = geometry.edges(previous), [geometry.indent(one) for one in (previous, row)]
    end = max(line_of(one).box[2] for one in (previous, row))
    set_in = min(indents) > geometry.size and max(indents) - min(indents) < _ALIGNED
    return set_in and end < (column.left + column.right) / 2


def _is_beside_something(current: Sequence[Row], row: Row, geometry: Geometry) -> bool:
    """Return whether lines end where the one after or before them does, short of the column: the
    text runs around a figure.
    """
    end = line_of(current[-1]).box[2]
    ends = [line_of(one).box[2] for one in (*current[-3:-1], row)]
    return all(abs(one - end) < 1.5 * geometry.size for one in ends) and len(ends) > 1


def _closes(previous: Row, row: Row, geometry: Geometry) -> bool:
    """Return whether a line that ended well before its column closes its paragraph, though what is
    after it begins with a small letter: it announces something, or is an item of a list.
    """
    if previous.ends_sentence:
        left_over = geometry.edges(previous).right - line_of(previous).box[2]
        held = max(2 * geometry.width_of_first_word(row), geometry.width_that_holds(row))
        return geometry.justified or left_over > held
    return previous.text[-1] in ":;"


def _is_resized(previous: Row, row: Row) -> bool:
    """Return whether a row is set in another size than the one before it."""
    return abs(line_of(row).size - line_of(previous).size) > RESIZED * line_of(previous).size


def _leaves_quotation(current: Sequence[Row], row: Row, geometry: Geometry, ended: bool) -> bool:
    """Return whether a row leaves the indent of all lines of the paragraph before it, as running
    text after a quotation does.
    """
    if len(current) < 3 or not ended:
        return False
    lefts = [line_of(one).box[0] for one in current if geometry.same_column(one, row)]
    out = min(lefts, default=0.0) - line_of(row).box[0]
    aligned = max(lefts, default=0.0) - min(lefts, default=0.0) < 2
    return aligned and out > LEAST_INDENT * geometry.size


def _returns(current: Sequence[Row], row: Row, geometry: Geometry, *, had_room: bool) -> bool:
    """Return whether a row is back where a paragraph began whose other lines hang, as the entries
    of a bibliography and terms with their definitions do.
    """
    if len(current) < 2 or not (had_room or current[-1].ends_sentence):
        return False
    least = geometry.indent(row) + LEAST_INDENT * geometry.size
    at_the_edge = [abs(geometry.indent(one) - geometry.indent(row)) < _ALIGNED for one in current]
    return geometry.indent(current[-1]) > least and any(at_the_edge)


def _hangs(current: Sequence[Row], row: Row, geometry: Geometry, *, had_room: bool) -> bool:
    """Return whether an indented row goes on with the paragraph before it: below lines of the same
    indent, or below a full line in the middle of a sentence.
    """
    previous = current[-1]
    gap = drop(previous, row) / geometry.leading_at(row)
    step = geometry.indent(row) - geometry.indent(previous)
    # A passage may be set in on both sides: then all its lines have room.
    set_in = abs(step) < _ALIGNED and row.text[0].islower() and not previous.ends_sentence
    if gap > WIDE_GAP or (had_room and not set_in):
        return False
    goes_on = not previous.ends_sentence and previous.text[-1] not in ":;"
    if abs(step) < _ALIGNED and (len(current) > 1 or not geometry.justified):
        return len(current) > 1 or row.text[0].islower() or goes_on
    return step > -_ALIGNED and goes_on


def _begins_item(current: Sequence[Row], row: Row, geometry: Geometry) -> bool:
    previous = current[-1]
    place = item_place(row)
    if place is not None:
        counted, number = place
        opens = number == 1 and previous.text.endswith((":", ".", ";"))
        # `2.4.` and `b)` open few lines in the middle of a sentence.
        apart = counted != "1" and (previous.ends_sentence or geometry.had_room(previous, row))
        return opens or apart or item_place(current[0]) == (counted, number - 1)
    if not is_bullet(row):
        return False
    if previous.ends_sentence or previous.text.endswith((";", ":")):
        return True
    if is_bullet(current[0]) and row.text[0] == current[0].text[0]:
        below = geometry.same_column(current[0], row)
        aligned = abs(line_of(current[0]).box[0] - line_of(row).box[0]) < _ALIGNED
        return aligned if below else geometry.had_room(previous, row)
    return previous.text.endswith(",") and geometry.had_room(previous, row)


def _leaves_item(
    current: Sequence[Row], row: Row, geometry: Geometry, style: Style, *, ended: bool
) -> bool:
    """Return whether a row is after a list: lines of an item hang after its marker."""
    if ended or row.start in style.behind_lists or _was_ended(current, row, geometry):
        return True
    first, size = current[0], geometry.size
    if geometry.same_column(current[-1], row) and not current[-1].is_cut:
        gap = drop(current[-1], row) / geometry.leading_at(row)
        if style.gaps and gap > WIDE_GAP and row.start not in style.parted:
            return True
        goes_on = not current[-1].ends_sentence and not geometry.had_room(current[-1], row)
        if gap < _TIGHT and goes_on:
            return False
        out = line_of(first).box[0] - line_of(row).box[0] > 0.3 * size
        if out and current[-1].text[-1] in ".;!?:":
            return True
    others = [one for one in current[1:] if geometry.same_column(one, row)]
    if others:
        return abs(line_of(others[0]).box[0] - line_of(row).box[0]) > 0.3 * size
    if not style.hangs:
        return current[-1].ends_sentence and style.indents and is_indented(row, geometry)
    off = min(abs(geometry.indent(row) - body) for body in style.bodies)
    if geometry.same_column(first, row):
        behind = line_of(row).box[0] - line_of(first).box[0]
        off = min(off, *(abs(behind - hang) for hang in style.hangs))
    return off > 0.3 * size
