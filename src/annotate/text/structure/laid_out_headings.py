"""Headings of text whose layout is known: lines that are larger, bold, in italics, in capitals or
far from others, and no sentences of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from annotate.french.characters import UPPER
from annotate.french.classes import shipped_classes
from annotate.text.structure.geometry import Geometry
from annotate.text.structure.lines import Row, joined_text, line_of
from annotate.text.structure.paragraph_kinds import is_bullet, item_number

_ITALIC_ROWS = 4
"""A minor heading in italics has at most this many rows."""
_TIGHT = 1.12
"""Lines that are no further apart than this many leadings are not parted."""
_WIDE = 1.4
"""Lines that are further apart than this many leadings are parted by white for certain."""
_CLEAR = 1.2
"""Below a line that is centred, begins a box, is much nearer to the text below it, or has a number
such as `2.1`, so much white is enough."""
_TOGETHER = 1.85
"""Lines of one heading are no further apart than this, in their size: one and a half spaced."""
_EVEN = 0.05
"""White below headings differs by less than this share."""
_SET_IN = 1.5
"""A line that begins so many sizes of type from the edge is set in."""
_DISPLAYED, _DISPLAYED_ROWS = 1.2, 2
"""Type of so many times the size of the text is that of headings, in so many lines at most: the
text above an article may be as large, and is longer."""
_SENTENCE, _LINE = 15, 12
"""Words from which bold or larger lines, or one of them, that end a sentence or announce something
are text."""
_MOST = 300
"""Characters of a heading at most."""
_CLAUSE = 6
"""Bold lines of so many words that have a verb and end a sentence are text."""
_VERBS = shipped_classes().words("FINITE_VERB")
_ADDRESS = re.compile(r"@(?<=\w@)\w|://(?<=\bhttp://)|://(?<=\bhttps://)")
_IN_BRACKETS = re.compile(r"[(\[].{40,}[)\]]")
"""As a remark that stands below a heading."""
_SECTION = re.compile(rf"\d{{1,2}}(?:\.\d{{1,2}})+\.?\s+[{UPPER}«]")
"""The number of a section of a chapter, before its title."""
_TO_FILL = re.compile(r"(?:[.…_][ \u00a0]?){4,}")
"""What a form leaves to be written in."""
_INNER_STOP = re.compile(r"[^\W\d_]{3}[»”)]?\. +[^\W\d_]")


def heading_rows(rows: Sequence[Row], geometry: Geometry) -> set[int]:
    """Find the rows of headings.

    Parameters
    ----------
    rows : sequence of Row
        The rows of the document, without page furniture, notes and boxed texts.
    geometry : Geometry
        Of the document.

    Returns
    -------
    set of int
        Their starts.
    """
    found = {row.start for row in rows if _is_heading(row, geometry)}
    found.update(row.start for row in _above_small_text(rows, geometry))
    found.update(below.start for row, below in pairwise(rows) if _is_cut_in(row, below, found))
    text: set[int] = set()
    for low, high in list(_runs(rows, found)):
        runs_on = _is_near_text(rows, low, found) or _goes_on(rows, low, high, geometry)
        displayed = high - low <= _DISPLAYED_ROWS and _is_displayed(rows[low], geometry)
        if runs_on or is_text(rows[low:high], displayed=displayed):
            starts = [row.start for row in rows[low:high]]
            found.difference_update(starts)
            text.update(starts if len(starts) > 1 else ())
    whites: list[float] = []
    for low, high in _alone(rows, found | text, geometry):
        found.update(row.start for row in rows[low:high])
        if high < len(rows) and (white := _white(rows[high - 1], rows[high], geometry)):
            whites.append(white)
    for low, high in _alone(rows, found | text, geometry, whites):
        found.update(row.start for row in rows[low:high])
    return found


def _alone(
    rows: Sequence[Row], known: set[int], geometry: Geometry, whites: Sequence[float] = ()
) -> Iterator[tuple[int, int]]:
    """Yield the indexes, half-open, of rows that stand alone among those that are not known yet."""
    index = 0
    while index < len(rows):
        end = index + 1
        while end < len(rows) and _runs_on(rows[end - 1], rows[end], geometry):
            end += 1
        if rows[index].start not in known:
            # A heading in the type of the text may have a second line.
            for last in (end, end + 1) if end == index + 1 else (end,):
                if last <= len(rows) and _stands_alone(rows, index, last, geometry, whites):
                    yield index, last
                    end = last
                    break
        index = end


def _is_cut_in(row: Row, below: Row, found: set[int]) -> bool:
    """Return whether the end of a line of a heading cuts a word; its other half may be in another
    size, as small capitals without a large one are.
    """
    return row.start in found and row.is_cut and _is_right_below(row, below)


def _runs(rows: Sequence[Row], found: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the indexes, half-open, of rows that look like one heading."""
    low = 0
    while low < len(rows):
        high = low + 1
        if rows[low].start in found:
            while (
                high < len(rows)
                and rows[high].start in found
                and same_heading(rows[high - 1], rows[high])
            ):
                high += 1
            yield low, high
        low = high


def _is_near_text(rows: Sequence[Row], low: int, found: set[int]) -> bool:
    """Return whether a large row goes on with a sentence of a text that is as large: a list may be
    set in a type of its own, with more white than between the lines of a heading.
    """
    if not low or rows[low - 1].start in found or not rows[low].text[0].islower():
        return False
    above, first = line_of(rows[low - 1]), line_of(rows[low])
    alike = abs(above.size - first.size) < 0.3 and above.bold == first.bold
    return alike and rows[low - 1].page == rows[low].page and not rows[low - 1].ends_sentence


def _goes_on(rows: Sequence[Row], low: int, high: int, geometry: Geometry) -> bool:
    """Return whether bold rows are inside a paragraph, as names of commands and terms are that
    fill a line: a sentence runs on from the line above, or to the line below.
    """
    first, last = rows[low], rows[high - 1]
    if geometry.is_large(first):
        return False
    above = rows[low - 1] if low else None
    if above is not None and _is_near(above, first, geometry) and not geometry.is_large(above):
        closed = above.ends_sentence or above.text[-1] in ":;"
        if above.is_cut or not (closed or geometry.had_room(above, first)):
            return True
    below = rows[high] if high < len(rows) else None
    if below is None or not _is_near(last, below, geometry):
        return False
    runs_on = below.text[0].islower() and not geometry.had_room(last, below)
    return last.is_cut or (runs_on and not last.ends_sentence)


def _is_near(above: Row, below: Row, geometry: Geometry) -> bool:
    """Return whether a row is right below another, in type of its size."""
    white = _white(above, below, geometry)
    sizes = line_of(above).size, line_of(below).size
    return white is not None and white < _TIGHT and abs(sizes[0] - sizes[1]) < 0.3


def _is_displayed(row: Row, geometry: Geometry) -> bool:
    """Return whether a row is set in type that only titles and headings have."""
    return line_of(row).size >= _DISPLAYED * geometry.size


def is_text(rows: Sequence[Row], *, displayed: bool = False) -> bool:
    """Return whether bold or larger rows are a paragraph or an item of a list all the same: they
    have a bullet, an address, room to be written in, brackets about all, several sentences, a verb
    and a full stop, end as an item does, or are long.

    Parameters
    ----------
    rows : sequence of Row
        Rows that would make one heading.
    displayed : bool
        Whether they are few, in type so large that the stops in them say nothing.
    """
    text = joined_text(rows)
    written = _ADDRESS.search(text) or _TO_FILL.search(text)
    if text[-1] in ",;" or _IN_BRACKETS.fullmatch(text) or written:
        return True
    told = re.split(r"[\s’']+", text)
    words = len(text.split())
    stops = (rows[-1].ends_sentence and text[-1] not in "?!") or text[-1] == ":"
    if stops and text[-1] != ":" and words >= _CLAUSE and not _VERBS.isdisjoint(told):
        return True
    if len(rows) < 2:
        return stops and words >= _LINE
    if is_bullet(rows[0]) or len(text) > _MOST:
        return True
    return not displayed and words >= _SENTENCE and (stops or bool(_INNER_STOP.search(text)))


def _is_heading(row: Row, geometry: Geometry) -> bool:
    if geometry.is_large(row):
        return True
    return line_of(row).bold and not geometry.is_small(row) and len(row.text) < 200


def _above_small_text(rows: Sequence[Row], geometry: Geometry) -> Iterator[Row]:
    """Yield bold lines apart from what is above, and above running text as small as they are."""
    for above, row, below in zip(rows, rows[1:], rows[2:], strict=False):
        if not (line_of(row).bold and geometry.is_small(row)) or line_of(below).bold:
            continue
        white = _white(above, row, geometry)
        parted = white is None or white > _WIDE or not geometry.is_small(above)
        alike = abs(line_of(row).size - line_of(below).size) < 0.3
        full = geometry.same_column(row, below) and not geometry.fell_short(below)
        if parted and alike and full and _opens(row) and not row.ends_sentence:
            yield row


def _runs_on(row: Row, following: Row, geometry: Geometry) -> bool:
    """Return whether two rows may be one heading in italics or in capitals; those of one in
    capitals that fills its column may be further apart than lines of the text.
    """
    one, other = line_of(row), line_of(following)
    capitals = row.in_capitals and following.text.isupper()
    if not ((one.italic and other.italic) or capitals) or not geometry.same_column(row, following):
        return False
    broken = capitals and not (row.ends_sentence or geometry.surely_had_room(row, following))
    most = (_WIDE if broken else _TIGHT) * max(_leading(row, geometry), one.size)
    return 0 < one.baseline - other.baseline < most


def _stands_alone(
    rows: Sequence[Row], index: int, end: int, geometry: Geometry, whites: Sequence[float]
) -> bool:
    """Return whether a few short rows in the size of the text are between gaps, as a minor heading:
    in italics, or further from the text. At the head of a column the white below must be one of
    those that are known to be below headings.
    """
    first, last = rows[index], rows[end - 1]
    inner = rows[index:end]
    capitals = first.in_capitals and all(row.text.isupper() for row in inner)
    asks = capitals and last.text[-1] == "?"
    if (last.ends_sentence and not asks) or last.text[-1] in ",;:" or not _opens(first):
        return False
    if end - index > _ITALIC_ROWS or end == len(rows):
        return False
    below = _white(last, rows[end], geometry)
    styled = capitals or all(line_of(row).italic for row in inner)
    if not styled and (below is None or below <= _TIGHT):
        return False  # as most rows are
    if is_bullet(first) or _is_listed(rows, index, end) or is_text(inner):
        return False
    above = _white(rows[index - 1], first, geometry) if index else None
    if below is None or below <= _TIGHT:
        on_top = above is None and index > 0 and rows[index - 1].ends_sentence
        parted = on_top or (above is not None and above > _WIDE)
        return parted and _opens_text(last, rows[end], geometry)
    if styled:
        return above is None or above > _TIGHT
    if end - index > 1 and not _is_a_second_line(rows, index, geometry, above, below):
        return False
    # `1.2` opens no line in the middle of a text, and needs no white above it.
    section = bool(_SECTION.match(first.text)) and (not index or rows[index - 1].ends_sentence)
    numbered = section or item_number(first) is not None
    # A line that fills its column is as even.
    centred = all(_is_even(row, geometry) for row in inner) and _is_centred(last, geometry)
    nearer = above is not None and above > _WIDE * below
    if below <= (_CLEAR if centred or section or nearer else _WIDE):
        return False
    if above is None and not numbered:
        usual = any(abs(below - white) < _EVEN * white for white in whites)
        if not (usual and index and rows[index - 1].ends_sentence and rows[end].begins_upper):
            return False
    if above and above <= _WIDE and not (section and below > _WIDE):
        return False
    room = geometry.edges(last).right - line_of(last).box[2]
    if numbered and not centred:
        return room > 0.5 * geometry.size
    # Short lines that are set in are items of a list.
    at_the_edge = geometry.indent(first) < _SET_IN * geometry.size
    return (at_the_edge or centred) and room > 2 * geometry.size


def _is_centred(row: Row, geometry: Geometry) -> bool:
    """Return whether a row has the same white at both sides, and more than the first line of a
    paragraph that happens to end early.
    """
    return _is_even(row, geometry) and geometry.indent(row) > 2 * geometry.size


def _is_even(row: Row, geometry: Geometry) -> bool:
    room = geometry.edges(row).right - line_of(row).box[2]
    return abs(geometry.indent(row) - room) < geometry.size


def box_title(rows: Sequence[Row], geometry: Geometry) -> int:
    """Count the rows at the top of a boxed text that are its title in the type of the text.

    Parameters
    ----------
    rows : sequence of Row
        Of the box.
    geometry : Geometry
        Of the box.

    Returns
    -------
    int
        One or two, which more white parts from the text than its lines; else 0.
    """
    for end in range(1, min(3, len(rows) - 1)):
        white = _white(rows[end - 1], rows[end], geometry)
        if white is None or white > _CLEAR:
            first, last = rows[0], rows[end - 1]
            closed = last.ends_sentence or last.text[-1] in ",;:"
            plain = not (is_bullet(first) or closed or is_text(rows[:end]))
            room = geometry.edges(last).right - line_of(last).box[2]
            return end if plain and white and _opens(first) and room > geometry.size else 0
        if white > _TIGHT:
            return 0
    return 0


def _opens_text(row: Row, below: Row, geometry: Geometry) -> bool:
    """Return whether a line of italics or capitals was ended on purpose right above a paragraph."""
    alike = line_of(row).italic == line_of(below).italic and row.in_capitals == below.in_capitals
    return not alike and below.begins_upper and geometry.had_room(row, below)


def _is_a_second_line(
    rows: Sequence[Row], index: int, geometry: Geometry, above: float | None, below: float
) -> bool:
    """Return whether two lines of text are one heading: nearer to what is below than to what is
    above, and the first broken for want of room.
    """
    first, second = rows[index], rows[index + 1]
    between = _white(first, second, geometry)
    return (
        between is not None
        and between < 1.12
        and above is not None
        and above > 1.15 * below
        and not first.ends_sentence
        and not geometry.had_room(first, second)
    )


def _is_listed(rows: Sequence[Row], index: int, end: int) -> bool:
    """Return whether numbered rows are beside those with the number before or after, as the items
    of a list are and headings are not.
    """
    number = item_number(rows[index])
    if number is None:
        return False
    before = item_number(rows[index - 1]) if index else None
    after = item_number(rows[end]) if end < len(rows) else None
    return before == number - 1 or after == number + 1


def _opens(row: Row) -> bool:
    return row.begins_upper or row.text[0].isdigit() or row.text[0] in "«“"


def _white(above: Row, below: Row, geometry: Geometry) -> float | None:
    """Return the distance between two rows in leadings; None where they are in two columns."""
    if not geometry.same_column(above, below):
        return None
    drop = abs(line_of(above).baseline - line_of(below).baseline)
    alike = abs(line_of(above).size - line_of(below).size) < 0.3
    return drop / (_leading(below, geometry) if alike else geometry.leading)


def _leading(row: Row, geometry: Geometry) -> float:
    """Return the leading of the text, or the wider one of a page that is set in larger type."""
    return max(geometry.leading, geometry.leading_at(row))


def same_heading(previous: Row, row: Row) -> bool:
    """Return whether two rows of headings, one below the other, are of one.

    Parameters
    ----------
    previous, row : Row
        In reading order.

    Returns
    -------
    bool
        Whether they are near each other and in one type.
    """
    one, other = line_of(previous), line_of(row)
    alike = abs(one.size - other.size) < 0.3 or previous.is_cut
    same = alike and (one.bold, one.italic) == (other.bold, other.italic)
    return same and _is_right_below(previous, row)


def _is_right_below(previous: Row, row: Row) -> bool:
    one, other = line_of(previous), line_of(row)
    near = 0 < one.baseline - other.baseline < _TOGETHER * one.size
    return near and previous.page == row.page
