"""How a document shows that a paragraph begins, told from the rows of its running text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from annotate.text.structure.geometry import Geometry
from annotate.text.structure.lines import Row, line_of
from annotate.text.structure.paragraph_kinds import is_bullet, item_number
from annotate.text.structure.word_spaces import unstretched

LEAST_INDENT, _MOST = 0.6, 4.0
"""A first-line indent lies between these, in the size of the text."""
WIDE_GAP = 1.25
"""White of this many times the leading parts two paragraphs, in documents that do so."""
RESIZED = 0.06
"""Type that differs by this share is of another paragraph."""
_BELOW = 2.0
"""Lines that begin no further apart than this, in points, begin at one place."""
_EARLY, _FEW = 0.05, 20
"""Where this share of lines inside paragraphs, of so many, has room left, none ends one for it."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a document shows that a paragraph begins.

    Attributes
    ----------
    indents : bool
        By an indent of its first line.
    gaps : bool
        By white above it.
    gap : float
        The usual distance between the baselines of two paragraphs where it does so, in leadings.
    hangs, bodies : frozenset of int
        Where the lines of list items begin after their first, in points from its beginning, and
        from the edge of the column.
    parted : frozenset of int
        Starts of rows that something other than running text is above: a heading, a box.
    loose : bool
        Whether lines are broken before a word that they had room for, to make them more alike.
    uneven : frozenset of (int, int)
        Pages and columns in which a line is broken so, or in which one that is too long reaches
        beyond the edge.
    behind_lists : frozenset of int
        Starts of rows behind the full stop that ends the last item of a list.
    behind_cut : frozenset of int
        Starts of rows behind a table that the end of a page cuts, which is no float that stands
        inside a paragraph.
    space : float
        How wide the spaces of a last line are at the most, in the size of the type; 0 where other
        lines have such too.
    """

    indents: bool
    gaps: bool
    gap: float = 0.0
    hangs: frozenset[int] = frozenset()
    bodies: frozenset[int] = frozenset()
    parted: frozenset[int] = frozenset()
    loose: bool = False
    uneven: frozenset[tuple[int, int]] = frozenset()
    behind_lists: frozenset[int] = frozenset()
    behind_cut: frozenset[int] = frozenset()
    space: float = 0.0


def style_of(
    rows: Sequence[Row],
    geometry: Geometry,
    parted: frozenset[int] = frozenset(),
    least: int = 2,
) -> Style:
    """Tell how a document shows its paragraphs, from the rows of its running text.

    Parameters
    ----------
    rows : sequence of Row
        Running text, in reading order, without headings and boxed texts.
    geometry : Geometry
        Of the document.
    parted : frozenset of int
        Starts of rows that something else than the row before them is above; white there tells
        nothing.
    least : int
        How many paragraphs must show it; one is enough in a boxed text.
    """
    indented = ended = broken = early = 0
    gaps: list[float] = []
    hangs: set[int] = set()
    bodies: set[int] = set()
    uneven: set[tuple[int, int]] = set()
    for place, (row, following) in enumerate(pairwise(rows), 2):
        if following.start in parted:
            # White below a figure tells nothing, an indent does.
            indented += _opens_indented(row, following, rows[place : place + 1], geometry)
            continue
        if not geometry.same_column(row, following):
            indented += _opens_column(row, following, geometry)
            continue
        if is_bullet(row) or item_number(row):
            hang = line_of(following).box[0] - line_of(row).box[0]
            hanging = 0.3 * geometry.size < hang < 4 * geometry.size
            broken_off = not geometry.had_room(row, following) and not is_bullet(following)
            goes_on = not (row.ends_sentence and following.begins_upper)
            if hanging and broken_off and (goes_on or _is_below_text(row, following)):
                hangs.add(round(hang))
                bodies.add(round(geometry.indent(following)))
            continue
        usual = abs(line_of(row).size - geometry.size) < RESIZED * geometry.size
        if not row.ends_sentence and following.text[0].islower():
            broken += 1
            if geometry.surely_had_room(row, following):
                uneven.add((row.page, geometry.column_of(row)))
            early += usual and not is_nearly_full(row, following, geometry, words=1)
        if not (row.ends_sentence and following.begins_upper):
            continue
        ended += usual and geometry.had_room(row, following)
        indented += usual and is_indented(following, geometry)
        if (gap := drop(row, following) / geometry.leading_at(following)) > WIDE_GAP:
            gaps.append(gap)
    indents = indented >= least and indented >= 0.2 * max(ended, len(gaps))
    return Style(
        indents=indents,
        gaps=len(gaps) >= least and len(gaps) >= 0.3 * ended,
        gap=median(gaps) if gaps else 0.0,
        hangs=frozenset(hangs),
        bodies=frozenset(bodies),
        parted=parted,
        loose=early >= _EARLY * max(broken, _FEW),
        uneven=frozenset(uneven),
        behind_lists=frozenset(_behind_lists(rows)),
        space=0.0 if indents else unstretched(rows, geometry),
    )


def _behind_lists(rows: Sequence[Row]) -> Iterator[int]:
    """Yield the starts of rows behind lists whose items end with semicolons, and the last with a
    full stop.
    """
    last = False
    for before, row, following in zip(rows, rows[1:], rows[2:], strict=False):
        if is_bullet(row) or item_number(row):
            last = before.text[-1] == ";"
        if last and row.ends_sentence:
            last = False
            if following.begins_upper:
                yield following.start


def _opens_column(row: Row, following: Row, geometry: Geometry) -> bool:
    """Return whether a column begins with an indented sentence in the type of the text."""
    usual = abs(line_of(following).size - geometry.size) < RESIZED * geometry.size
    ended = row.ends_sentence and following.begins_upper
    return usual and ended and is_indented(following, geometry)


def _opens_indented(row: Row, following: Row, below: Sequence[Row], geometry: Geometry) -> bool:
    """Return whether a sentence in the type of the text begins with an indent that the line below
    it has not, as what is all set in has.
    """
    if not (_opens_column(row, following, geometry) and below):
        return False
    return geometry.same_column(following, below[0]) and geometry.indent(below[0]) < _BELOW


def _is_below_text(item: Row, following: Row) -> bool:
    """Return whether a row begins where the text of the item above it does, behind its marker."""
    line = line_of(item)
    place = item.start - line.start + item.text.find(" ") + 1
    return place < len(line.edges) and abs(line_of(following).box[0] - line.edges[place]) < _BELOW


def is_nearly_full(previous: Row, row: Row, geometry: Geometry, words: int = 2) -> bool:
    """Return whether so many words would hardly have fitted on the line before a row: how wide they
    are is not known exactly.

    Parameters
    ----------
    previous, row : Row
        The line, and that with the words.
    geometry : Geometry
        Of the document.
    words : int
        How many.
    """
    wide = max(1.25 * geometry.width_of_first_word(row, words), geometry.width_that_holds(row))
    return geometry.edges(previous).right - line_of(previous).box[2] <= wide


def is_indented(row: Row, geometry: Geometry) -> bool:
    """Return whether a row begins as far from the edge as first lines of paragraphs do.

    Parameters
    ----------
    row : Row
        The row.
    geometry : Geometry
        Of the document.
    """
    return LEAST_INDENT * geometry.size < geometry.indent(row) < _MOST * geometry.size


def drop(above: Row, below: Row) -> float:
    """Return how far the baseline of a row is below that of another, in points.

    Parameters
    ----------
    above, below : Row
        Rows of one page.
    """
    return line_of(above).baseline - line_of(below).baseline
