"""Where rows lie on their pages: columns, leading, the size of the running text."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from types import MappingProxyType

from annotate.text.structure.gutters import gutters_of, shared_gutters
from annotate.text.structure.held_words import end_of_held, end_of_words
from annotate.text.structure.leadings import leading_of, leadings_of, type_of
from annotate.text.structure.lines import Row, line_of

_SMALL = 0.96
"""Notes are set at most at this share of the size of the running text."""
_LARGE = 1.04
"""Headings are set at least at this share of it."""
_AT_THE_EDGE = 0.4
"""Where at least this share of the lines ends at one edge, it is that of the column."""
_NOT_RARE = 0.2
"""What this share of a page's lines does is no chance."""
_OUTERMOST = 0.3
"""Where this share of the lines begins left of the others, it is at the edge of the column."""
_FAR = 0.3
"""Where lines are ragged, only the last of a paragraph leaves this share of its column white."""
_SHORT = 0.35
"""A justified line that ends so many sizes before the others may be the last of a paragraph."""
_NESTED = 5
"""Lines of lists in lists are indented by at most so many times the size of the text."""
_ENOUGH, _NEARLY_ALL = 40, 0.97
"""So many lines in the middle of a sentence show how far justified lines reach, and this share of
them counts."""
_BROKEN = 3
"""So many lines that are broken early show the right edge of a passage that is set in."""
_SURELY = 0.1
"""What may be wrong with the room on a line, in the size of the text."""
_BEARING = 0.25
"""The white beside a letter is less than this share of its size."""
_NEAR, _RARE = 0.06, 0.1
"""Sizes that differ by a smaller share are one; that of its text has a larger share of a page."""
_FEW = 5
"""A column of fewer rows takes its edges from the columns of other pages."""


@dataclass(frozen=True, slots=True)
class Column:
    """The edges of a column of text, in points."""

    left: float
    right: float


@dataclass(frozen=True)
class Geometry:
    """What the rows of a document tell together.

    Attributes
    ----------
    size : float
        Font size of the running text in points.
    leading : float
        Commonest distance between baselines of the running text.
    columns : mapping
        (page, column number) to its edges; column 0 is the left or only one.
    gutters : mapping
        Page to the abscissas between its columns, from left to right.
    justified : bool
        Whether lines are set to fill the column.
    slack : float
        What a justified line may leave of its column, in points: by the side bearings of its last
        letter, or more where the edges of columns are uncertain.
    leadings : mapping
        (page, font size) to the distance between baselines there.
    narrowed : mapping
        Start of a row to the right edge of its passage, where that is set in on both sides.
    """

    size: float
    leading: float
    columns: Mapping[tuple[int, int], Column] = field(default_factory=dict)
    gutters: Mapping[int, tuple[float, ...]] = field(default_factory=dict)
    justified: bool = False
    leadings: Mapping[tuple[int, float], float] = field(default_factory=dict)
    slack: float = 0.0
    narrowed: Mapping[int, float] = field(default_factory=dict)

    def leading_at(self, row: Row) -> float:
        """Return the distance between baselines in the type and on the page of a row."""
        return self.leadings.get(type_of(row), self.leading)

    def is_small(self, row: Row) -> bool:
        """Return whether a row is set in smaller type than the running text, as notes are."""
        return line_of(row).size <= _SMALL * self.size

    def is_large(self, row: Row) -> bool:
        """Return whether a row is set in larger type than the running text, as headings are."""
        return line_of(row).size >= _LARGE * self.size

    def column_of(self, row: Row) -> int:
        """Return the number of the column that a row is in, from 0."""
        gutters = self.gutters.get(row.page)
        if not gutters:
            return 0
        box = line_of(row).box
        return bisect_right(gutters, (box[0] + box[2]) / 2)

    def edges(self, row: Row) -> Column:
        """Return the edges of the column that a row is in."""
        column = self.columns.get((row.page, self.column_of(row)))
        if column is None:
            box = line_of(row).box
            column = Column(box[0], box[2])
        right = self.narrowed.get(row.start)
        return column if right is None else Column(column.left, right)

    def indent(self, row: Row) -> float:
        """Return how far a row begins from the left edge of its column, in points."""
        return line_of(row).box[0] - self.edges(row).left

    def same_column(self, one: Row, other: Row) -> bool:
        """Return whether two rows are in one column of one page."""
        return one.page == other.page and self.column_of(one) == self.column_of(other)

    def fell_short(self, row: Row) -> bool:
        """Return whether a line ended well before its column does, as only the last line of a
        paragraph may; where lines are ragged, by more than a word that was too long.
        """
        column = self.edges(row)
        left_over = column.right - line_of(row).box[2]
        ragged = 0.0 if self.justified else _FAR * (column.right - column.left)
        return left_over > max(2.5 * self.size, ragged)

    def had_room(self, row: Row, following: Row) -> bool:
        """Return whether this line was not broken for want of room: it does not fill the column,
        or, where lines are ragged, the first word of the next would have fitted after it.
        """
        left_over = self.edges(row).right - line_of(row).box[2]
        if self.justified:
            return left_over > (self.slack or self.size)
        return left_over > self._width_with_its_space(following)

    def surely_had_room(self, row: Row, following: Row) -> bool:
        """Return whether the first word of the next line would have fitted after this one, with a
        space before it and more; ragged lines end no nearer than the longest of them reaches.
        """
        left_over = self.edges(row).right - line_of(row).box[2]
        return left_over > self._width_with_its_space(following) + _SURELY * self.size

    def may_have_ended(self, row: Row) -> bool:
        """Return whether a line in justified text ends before the edge that the full ones reach, in
        a text too short to tell how exactly they do.
        """
        left_over = self.edges(row).right - line_of(row).box[2]
        told = 0.0 < self.slack < self.size
        return self.justified and not told and left_over > 1.0 + _SHORT * self.size

    def width_of_first_word(self, row: Row, words: int = 1) -> float:
        """Return how wide the first word of a row is, or the first ones, with the space before it,
        in points.
        """
        return self._width_of(row, end_of_words(row.text, words))

    def width_that_holds(self, row: Row) -> float:
        """Return how wide the first word of a row is with what holds to it, as in `3 mars 1902`,
        `A. Roy`, `Mme Roy` and `« non »`, in points.
        """
        return self._width_of(row, end_of_held(row.text))

    def _width_with_its_space(self, row: Row) -> float:
        """Return how wide what comes first in a row would be behind a space; that after it tells
        how wide one is.
        """
        return self._width_of(row, end_of_held(row.text) + 1)

    def _width_of(self, row: Row, letters: int) -> float:
        line = line_of(row)
        first = row.start - line.start
        if first + letters < len(line.edges):
            return line.edges[first + letters] - line.edges[first]
        return (line.box[2] - line.box[0]) * (letters + 0.7) / max(len(row.text), 1)


def measure(
    rows: Sequence[Row], around: Mapping[int, tuple[float, ...]] = MappingProxyType({})
) -> Geometry:
    """Measure the rows of a document that has a layout.

    Parameters
    ----------
    rows : sequence of Row
        The rows of the main text and the notes: all but page furniture and boxed texts; or those of
        a box.
    around : mapping of int to tuple of float
        Page to the gutters of the text that a box is in.
    """
    letters: dict[int, Counter[float]] = defaultdict(Counter)
    for row in rows:
        letters[row.page][round(line_of(row).size, 1)] += len(row.text)
    sizes = sum(letters.values(), Counter[float]())
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    usual = {page: _size_of(own, size) for page, own in letters.items()}
    text = [row for row in rows if abs(line_of(row).size - usual[row.page]) < _NEAR * size]
    by_page: dict[int, list[Row]] = defaultdict(list)
    for row in text:
        by_page[row.page].append(row)
    gutters = shared_gutters(
        {page: gutters_of(own, size) for page, own in by_page.items()}, by_page, around
    )
    bare = Geometry(size, 0.0, {}, gutters)
    members: dict[tuple[int, int], list[Row]] = defaultdict(list)
    for row in text:
        members[(row.page, bare.column_of(row))].append(row)
    justified, leading = _justified(members.values()), leading_of(members.values(), size)
    unfilled = Geometry(
        size,
        leading,
        _edges(members, size),
        gutters,
        justified,
        leadings_of(rows, bare.same_column),
    )
    filled = replace(unfilled, slack=_slack(text, unfilled)) if justified else unfilled
    return replace(filled, narrowed=_narrowed(rows, filled))


def _narrowed(rows: Sequence[Row], geometry: Geometry) -> dict[int, float]:
    """Return the right edges of quotations and lists that are set in on both sides: their lines
    are broken in the middle of sentences, though the column had room, at an edge of their own.
    """
    lefts: dict[tuple[int, int], float] = {}  # of pages where the text is, not a list alone
    for (page, number), column in geometry.columns.items():
        side = page % 2, number
        lefts[side] = min(column.left, lefts.get(side, column.left))

    def is_set_in(row: Row) -> bool:
        left = lefts.get((row.page % 2, geometry.column_of(row)), math.inf)
        return line_of(row).box[0] > left + geometry.size

    passages: dict[int, list[list[Row]]] = defaultdict(list)
    for inside, group in groupby(rows, key=is_set_in):
        if inside:
            passage = list(group)
            passages[round(min(line_of(row).box[0] for row in passage))].append(passage)
    found: dict[int, float] = {}
    for alike in passages.values():
        right = max(line_of(row).box[2] for passage in alike for row in passage)
        broken = [
            (line_of(row).box[2], 1.25 * geometry.width_of_first_word(below), geometry.edges(row))
            for passage in alike
            for row, below in pairwise(passage)
            if not row.ends_sentence and below.text[0].islower() and row.page == below.page
        ]
        roomy = sum(column.right - end > word for end, word, column in broken)
        tight = sum(right - end <= word for end, word, _ in broken)
        if roomy >= max(_BROKEN, len(broken) / 2) and tight >= _NEARLY_ALL * len(broken):
            found.update((row.start, right) for passage in alike for row in passage)
    return found


def _size_of(letters: Counter[float], usual: float) -> float:
    """Return the size of the text of a page: the usual one, unless hardly any of it is there."""
    there = sum(many for size, many in letters.items() if abs(size - usual) < _NEAR * usual)
    return usual if there >= _RARE * letters.total() else letters.most_common(1)[0][0]


def _justified(columns: Iterable[Sequence[Row]]) -> bool:
    """Return whether most lines end within about a point of one edge."""
    full = total = 0
    for rows in columns:
        ends = sorted(line_of(row).box[2] for row in rows)
        total += len(ends)
        full += sum(abs(end - ends[len(ends) * 2 // 3]) < 1.2 for end in ends)
    return total >= 8 and full > 0.6 * total


def _slack(rows: Sequence[Row], geometry: Geometry) -> float:
    """Return what lines in the middle of a sentence leave of their column, nearly all of them."""
    left_over = sorted(
        geometry.edges(row).right - line_of(row).box[2]
        for row, following in pairwise(rows)
        if geometry.same_column(row, following)
        and not row.ends_sentence
        and following.text[0].islower()
    )
    if len(left_over) < _ENOUGH:
        return geometry.size
    usual = left_over[int(_NEARLY_ALL * len(left_over))] + 1
    return min(max(usual, _BEARING * geometry.size), geometry.size)


def _edges(
    members: Mapping[tuple[int, int], Sequence[Row]], size: float
) -> dict[tuple[int, int], Column]:
    """Return the edges of every column. Left and right pages have theirs at one place, which the
    columns that are full show best, and a column with few rows begins where others do.
    """
    own = {key: edges_of(rows) for key, rows in members.items()}
    _straighten(own, members, size)
    full = {key: own[key] for key, rows in members.items() if len(rows) >= _FEW}
    found: dict[tuple[int, int], Column] = {}
    usual: dict[tuple[int, int], Counter[float]] = {}
    for key, column in own.items():
        left, side = column.left, (key[0] % 2, key[1])
        if key not in full and full:
            left = min((one.left for one in full.values()), key=lambda other: abs(other - left))
            left = left if abs(left - column.left) < 4 * size else column.left
        if side not in usual:
            alike = [one.right for at, one in full.items() if (at[0] % 2, at[1]) == side]
            widths = [one.right - one.left for one in full.values()]
            usual[side] = _usual(alike or [left + width for width in widths])
        reached = [one for one in usual[side] if column.right <= one]
        if key not in full and reached:
            # Of the edges of wide and of narrow columns, that which most have.
            reached = [max(reached, key=lambda one: (usual[side][one], one))]
        elif key in full:
            reached = [one for one in reached if one - left < 1.15 * (column.right - left)]
        found[key] = Column(left, max([column.right, *reached]))
    return found


def _usual(rights: Iterable[float]) -> Counter[float]:
    """Count the right edges that enough columns have; all where none is usual. A line that is too
    long for its column makes one page wide, not the others.
    """
    places = sorted(rights)
    usual = [
        one
        for one in places
        if bisect_right(places, one + 1.5) - bisect_left(places, one - 1.5)
        >= max(2, _NOT_RARE * len(places))
    ]
    return Counter(usual or places)


def _straighten(
    own: dict[tuple[int, int], Column],
    members: Mapping[tuple[int, int], Sequence[Row]],
    size: float,
) -> None:
    """Give a page that holds little but a list the left edge of the pages like it: the lines of its
    items, which are in the majority, are indented more.
    """
    lefts: dict[tuple[int, int], Counter[float]] = defaultdict(Counter)
    for (page, number), column in own.items():
        lefts[(page % 2, number)][column.left] += len(members[(page, number)])
    for (page, number), column in own.items():
        usual = lefts[(page % 2, number)].most_common(1)[0][0]
        reached = min(line_of(row).box[0] for row in members[(page, number)])
        if 2 < column.left - usual < _NESTED * size and reached < column.left - 2:
            own[(page, number)] = Column(usual, column.right)


def edges_of(rows: Sequence[Row]) -> Column:
    """Return the edges of a column: the commonest left edge, and the right one that justified lines
    share or else the outermost.
    """
    lefts = Counter(round(line_of(row).box[0]) for row in rows)
    best, times = lefts.most_common(1)[0]
    # Where most paragraphs have one line, most lines are indented.
    about = {x: lefts[x - 1] + lefts[x] + lefts[x + 1] for x in list(lefts)}
    best = min([best, *(x for x, n in about.items() if n >= _OUTERMOST * len(rows))])
    left = float(best if times > 1 else min(lefts))
    # A justified line may begin a point away from its neighbours: letters have side bearings.
    left = min((x for x in map(float, lefts) if abs(x - left) <= 2), default=left)
    # What begins left of the column, such as a centred line across the page, is not of it.
    inside = [line_of(row).box for row in rows if line_of(row).box[0] >= left - 2]
    rights = Counter(round(box[2]) for box in inside)
    usual, _ = rights.most_common(1)[0]
    near = sum(rights[usual + shift] for shift in (-1, 0, 1))
    # Justified lines end at one edge; a line beyond it is no line of the column.
    return Column(left, usual + 1.0 if near >= _AT_THE_EDGE * len(inside) else float(max(rights)))
