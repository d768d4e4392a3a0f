"""Captions of figures and tables, in text whose layout is known and in text without."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from annotate.text.structure.geometry import Geometry
from annotate.text.structure.line_widths import Widths
from annotate.text.structure.lines import Row, line_of
from annotate.text.structure.paragraph_kinds import is_bare_caption, is_bullet, is_caption

_GAP = 1.2
"""White of this many times the leading parts a caption from the text."""
_INDENT = (0.6, 4.0)
"""The indent of the first line of a paragraph, in the size of the text."""
_CENTRED = 2.0
"""A centred line with white of so many sizes at both sides is the last of its caption."""
_MOST, _MOST_LABELS = 8, 40
"""Rows that a caption has at the most, and lines that are written in a figure."""
_RESIZED = 0.3
"""Sizes that differ by more, in points, are two."""
_NARROW = 0.75
"""What is written in a figure takes at most this share of its column."""


def plain_captions(rows: Sequence[Row], widths: Widths) -> list[list[Row]]:
    """Find captions in a text that has no layout: from a line that begins as one to the first that
    was broken early.

    Parameters
    ----------
    rows : sequence of Row
        The rows of the document, without page furniture and notes.
    widths : Widths
        Of these rows.

    Returns
    -------
    list of list of Row
        The rows of each caption, wherever extraction put them: in the middle of a paragraph, too.
    """
    found: list[list[Row]] = []
    index = 0
    while index < len(rows):
        end = index + 1
        if is_caption(rows[index].text):
            while end < len(rows) and end - index < _MOST and _runs_on(rows, end, widths):
                end += 1
            found.append(list(rows[index:end]))
        index = end
    return found


def _runs_on(rows: Sequence[Row], index: int, widths: Widths) -> bool:
    previous, row = rows[index - 1], rows[index]
    if row.blank_before or row.page != previous.page or is_caption(row.text):
        return False
    return not widths.broke_early(previous, row)


def captions(
    rows: Sequence[Row], geometry: Geometry, noted: frozenset[int] = frozenset()
) -> list[list[Row]]:
    """Find captions: lines that begin as one (`Carte 2. …`) and are apart from the text.

    Parameters
    ----------
    rows : sequence of Row
        The rows of the document, without page furniture and boxed texts.
    geometry : Geometry
        Of the document.
    noted : frozenset of int
        Starts of rows that begin with a raised number, as notes do: right below a caption at the
        foot of a column, in the same type.

    Returns
    -------
    list of list of Row
        The rows of each caption.
    """

    def goes_on(index: int) -> bool:
        return rows[index].start not in noted and _goes_on(rows, index, geometry)

    found: list[list[Row]] = []
    index = 0
    while index < len(rows):
        end = index + 1
        below = bool(found) and found[-1][-1] is rows[index - 1] and is_caption(rows[index].text)
        if below or _begins(rows, index, geometry):
            while end < len(rows) and end - index < _MOST and goes_on(end):
                end += 1
            if end == len(rows) or not goes_on(end):
                found.append(list(rows[index:end]))
        index = end
    return found


def _begins(rows: Sequence[Row], index: int, geometry: Geometry) -> bool:
    if is_bare_caption(rows[index].text):
        return _is_on_top(rows, index, geometry) or _is_centred(rows[index], geometry)
    return is_caption(rows[index].text) and _is_apart(rows, index, geometry)


def _is_on_top(rows: Sequence[Row], index: int, geometry: Geometry) -> bool:
    return not index or not geometry.same_column(rows[index - 1], rows[index])


def with_their_ends(
    found: Sequence[Sequence[Row]], rows: Sequence[Row], geometry: Geometry
) -> list[list[Row]]:
    """Add to captions that the end of a column cuts what is on top of the next.

    Parameters
    ----------
    found : sequence of sequence of Row
        Captions.
    rows : sequence of Row
        The rows of the running text, without captions, notes and boxed texts.
    geometry : Geometry
        Of the document.

    Returns
    -------
    list of list of Row
        The captions, in the order given.
    """
    starts = [row.start for row in rows]
    return [[*group, *_end_of(group, rows, starts, geometry)] for group in found]


def _end_of(
    caption: Sequence[Row], rows: Sequence[Row], starts: Sequence[int], geometry: Geometry
) -> Sequence[Row]:
    """Return the rows on top of a column with which the caption before it ends: these are centred
    or in its type, and the text is not.
    """
    last = caption[-1]
    first = end = bisect_left(starts, last.start)
    if last.ends_sentence or end == len(rows) or not _is_column_end(caption, rows[end], geometry):
        return ()
    size = line_of(last).size
    while end < len(rows) and end - first < _MOST and geometry.same_column(rows[first], rows[end]):
        row = rows[end]
        if _is_resized(last, row) or (end > first and _parted(rows, end, geometry)):
            break
        if abs(size - geometry.size) <= _RESIZED and not (
            _is_even(last, geometry) and _is_centred(row, geometry)
        ):
            break
        end += 1
    return rows[first:end]


def _is_column_end(caption: Sequence[Row], row: Row, geometry: Geometry) -> bool:
    """Return whether a row in another column goes on with a sentence."""
    return not geometry.same_column(caption[-1], row) and row.text[0].islower()


def labels_in_figures(
    rows: Sequence[Row], found: Sequence[Sequence[Row]], geometry: Geometry
) -> list[Row]:
    """Find what is written in figures on top of a page that a paragraph goes on below.

    Parameters
    ----------
    rows : sequence of Row
        The rows of the main text.
    found : sequence of sequence of Row
        Captions between them.
    geometry : Geometry
        Of the document.

    Returns
    -------
    list of Row
        The rows between the top of a page and a caption, where none may be of a text.
    """
    starts = [row.start for row in rows]
    labels: dict[int, Row] = {}
    for caption in found:
        end = start = bisect_left(starts, caption[0].start)
        while start and rows[start - 1].page == caption[0].page:
            start -= 1
        above = rows[start:end]
        cut = start and not rows[start - 1].ends_sentence and len(above) <= _MOST_LABELS
        if cut and all(_is_label(row, geometry) for row in above):
            labels.update((row.start, row) for row in above)
    return list(labels.values())


def _is_label(row: Row, geometry: Geometry) -> bool:
    """Return whether a row may be written in a figure: no line of a paragraph looks so."""
    column, box = geometry.edges(row), line_of(row).box
    narrow = box[2] - box[0] < _NARROW * (column.right - column.left)
    resized = abs(line_of(row).size - geometry.size) > _RESIZED
    indented = geometry.indent(row) > _INDENT[0] * geometry.size
    return narrow and (resized or indented) and not is_bullet(row)


def _is_apart(rows: Sequence[Row], index: int, geometry: Geometry) -> bool:
    """Return whether a caption may begin with a row: below white, in a type of its own, or centred
    where the text is not.
    """
    if _parted(rows, index, geometry) or _is_resized(rows[index - 1], rows[index]):
        return True
    return _is_centred(rows[index], geometry) and not _is_even(rows[index - 1], geometry)


def _is_resized(previous: Row, row: Row) -> bool:
    return abs(line_of(previous).size - line_of(row).size) > _RESIZED


def _is_centred(row: Row, geometry: Geometry) -> bool:
    """Return whether a row has the same white at both of its sides."""
    left = geometry.indent(row)
    return left > _INDENT[0] * geometry.size and _is_even(row, geometry)


def _is_even(row: Row, geometry: Geometry) -> bool:
    right = geometry.edges(row).right - line_of(row).box[2]
    return abs(geometry.indent(row) - right) < _INDENT[0] * geometry.size


def _parted(rows: Sequence[Row], index: int, geometry: Geometry) -> bool:
    """Return whether white, or the end of a column, comes before a row."""
    if _is_on_top(rows, index, geometry):
        return True
    drop = line_of(rows[index - 1]).baseline - line_of(rows[index]).baseline
    return not 0 < drop < _GAP * geometry.leading


def _goes_on(rows: Sequence[Row], index: int, geometry: Geometry) -> bool:
    above, row = rows[index - 1], rows[index]
    if is_caption(row.text) and (above.ends_sentence or geometry.had_room(above, row)):
        return False  # `voir la` / `Figure 3` goes on
    return not _parted(rows, index, geometry) and not _differs(rows, index, geometry)


def _differs(rows: Sequence[Row], index: int, geometry: Geometry) -> bool:
    """Return whether a row is set in another size than the one before it, or not centred as that
    is, or begins a paragraph below a caption that fills its column.
    """
    previous, row = rows[index - 1], rows[index]
    if _is_resized(previous, row) or not geometry.same_column(previous, row):
        return True
    short = geometry.indent(previous) > _CENTRED * geometry.size
    if _is_centred(row, geometry):
        # The first line of a paragraph may be as even as it is indented.
        longer = geometry.indent(row) < geometry.indent(previous)
        opens = row.begins_upper and longer and geometry.had_room(previous, row)
        return opens and short and _is_centred(previous, geometry)
    # A line that fills the column is even too, but no centred one goes on so.
    if _is_centred(previous, geometry) and (short or not _is_even(row, geometry)):
        return True
    indented = _INDENT[0] * geometry.size < geometry.indent(row) < _INDENT[1] * geometry.size
    full = geometry.indent(previous) < 0.3 * geometry.size and not geometry.fell_short(previous)
    return indented and full and row.begins_upper
