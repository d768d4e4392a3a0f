"""The source: the decoded text of one file, which every stored offset refers to."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

CONTROLS = "".join(map(chr, (*range(0x09), *range(0x0E, 0x20), *b"\x7f\x81\x8d\x8f\x90\x9d")))
"""Control characters that are no white space of a text, neither tab nor a break of lines or pages;
those above 0x7f are letters of Windows-1252 but these."""

INVISIBLE = f"\u00ad\ufffe\u200b\u2060\ufeff{CONTROLS}"
"""Characters that show nothing inside a line."""

Range = tuple[int, int]
"""Two code point offsets into a source text, half-open."""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points; the origin is the lower left corner of the page."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a source.

    Attributes
    ----------
    number : int
        Counted from 1 in the order of the file, whatever is printed on the page.
    start, end : int
        Code points of the source text, half-open.
    """

    number: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Remark:
    """What was wrong with a document that is processed all the same, and what was done.

    Attributes
    ----------
    kind : str
        ``encoding``, ``controls``, ``font_codes``, ``mojibake``, ``lost``, ``language``, ``scan``,
        ``ciphers``, ``quotes`` or ``name``.
    what : str
        What was found and done, as a clause without a full stop.
    count : int
        How often.
    place : str
        Where the first is: ``line 12``, ``byte 3000``; empty where it is the whole document.

    Examples
    --------
    >>> print(Remark("controls", "2 control characters are left out", 2, "line 7"))
    line 7: 2 control characters are left out
    """

    kind: str
    what: str
    count: int = 1
    place: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.what}" if self.place else self.what


@dataclass(frozen=True, slots=True)
class LineBox:
    """What the layout knows of one physical line of text.

    Attributes
    ----------
    start, end : int
        Code points of the source text, half-open, without the line break.
    box : Box
        Where the ink of the line lies on its page.
    baseline : float
        Height of its baseline in points.
    size : float
        Its commonest font size in points.
    bold : bool
        Whether most of it is set in a bold font.
    italic : bool
        Whether most of it is set in an italic font.
    edges : sequence of float
        The abscissa at which each code point of the line begins, in points, and that at which the
        last one ends; empty where it is not known.
    mono : bool
        Whether it is set in a font whose letters are all of one width, as code is.
    """

    start: int
    end: int
    box: Box
    baseline: float
    size: float
    bold: bool
    italic: bool = False
    edges: Sequence[float] = ()
    mono: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A number that leads to another place of the document.

    Attributes
    ----------
    start, end : int
        Code points of its digits in the source text, half-open.
    page : int
        The number of the page that it leads to.
    height : float or None
        Where on that page, in points from its foot; None if only the page is told.
    """

    start: int
    end: int
    page: int
    height: float | None = None


@dataclass(frozen=True, slots=True)
class Recognised:
    """A word that optical character recognition read from a picture.

    Attributes
    ----------
    start, end : int
        Code points of the source text, half-open.
    confidence : float
        How sure the recognition is of it, 0 to 1.
    """

    start: int
    end: int
    confidence: float


@dataclass(frozen=True)
class Layout:
    """Hints that a page description gives and plain text lacks.

    Attributes
    ----------
    lines : tuple of LineBox
        Every line that holds ink, in the order of the source text.
    raised : frozenset of int
        Code point offsets of characters set above their line, such as note calls.
    frames : tuple of (int, Box)
        Drawn rectangles that may frame a boxed text, with their page number.
    links : tuple of Link
        Numbers that lead elsewhere in the document, as the calls of notes may.
    recognised : tuple of Recognised
        The words that were recognised in pictures, in the order of the source text.
    rules : tuple of (int, Box)
        Drawn lines from left to right or from top to bottom, with their page number.
    hyphens : mapping of int to bool
        Code point of a hyphen at a line end to whether it belongs to its word; of those alone of
        which the file tells it.
    """

    lines: tuple[LineBox, ...]
    raised: frozenset[int]
    frames: tuple[tuple[int, Box], ...] = ()
    links: tuple[Link, ...] = ()
    recognised: tuple[Recognised, ...] = ()
    rules: tuple[tuple[int, Box], ...] = ()
    hyphens: Mapping[int, bool] = field(default_factory=dict)

    @cached_property
    def _in_order(self) -> list[int]:
        return sorted(self.raised)

    def raises(self, start: int, end: int) -> bool:
        """Return whether some code point of the source, from `start` to before `end`, is raised."""
        at = bisect_left(self._in_order, start)
        return at < len(self._in_order) and self._in_order[at] < end


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a table a cell is.

    Attributes
    ----------
    table : int
        The number of the table in its document, from 1.
    row, column : int
        Counted from 1; of a cell over several rows or columns the first. Both are 0 for the
        caption of the table, which is a paragraph.
    columns : int
        Over how many columns it reaches.

    Examples
    --------
    >>> Place(1, 2, 3).value, Place(1, 2, 3, 2).value
    ('3', '3-4')
    """

    table: int
    row: int = 0
    column: int = 0
    columns: int = 1

    @property
    def value(self) -> str:
        """The columns of a cell, as its element has them."""
        last = self.column + self.columns - 1
        return str(self.column) if last == self.column else f"{self.column}-{last}"


@dataclass(frozen=True, slots=True)
class Mark:
    """What a format with markup says of a part of its text.

    Attributes
    ----------
    label : str
        A block: ``title``, ``author``, ``heading``, ``paragraph``, ``note`` or ``cell``; or what
        lies inside or between blocks: ``note_call``, ``running_head``, ``page_number``.
    start, end : int
        Code points of the source text, half-open. Blocks and furniture take whole lines, but cells
        of a row share one.
    value : str or None
        The number of a note or a call as it is shown; the level of a heading, 1 the highest.
    kind : str or None
        What kind of paragraph or cell it is, if no running text.
    box : int or None
        Which boxed text holds it, counted from 1.
    place : Place or None
        Where in a table a cell is; of which table a caption is.

    Examples
    --------
    >>> Mark("note_call", 41, 42, "3").value
    '3'
    """

    label: str
    start: int
    end: int
    value: str | None = None
    kind: str | None = None
    box: int | None = None
    place: Place | None = None


@dataclass(frozen=True)
class Source:
    """The decoded text of one file; never changed once read.

    Attributes
    ----------
    id : str
        Names the document in every output.
    path : str
        The file as the user gave it.
    text : str
        Decoded, without a byte-order mark; line ends as they were.
    pages : tuple of Page
        In order; together they cover the text. One page when the file has none. Notes that the
        format has at the end are on the pages of their calls, whose numbers so come again.
    layout : Layout or None
        What the page description adds, for formats that have one.
    marks : tuple of Mark
        What the markup adds, for formats that have some, in the order of the text. The blocks
        among them hold every character that shows; blocks do not overlap.
    remarks : tuple of Remark
        What was wrong with the file and what was done about it.

    Examples
    --------
    >>> Source("a", "a.txt", "Lens").sha256[:8]
    '4317a99a'
    """

    id: str
    path: str
    text: str
    pages: tuple[Page, ...] = ()
    layout: Layout | None = field(default=None, repr=False)
    marks: tuple[Mark, ...] = field(default=(), repr=False)
    remarks: tuple[Remark, ...] = field(default=(), repr=False)

    @cached_property
    def sha256(self) -> str:
        """Hash of the text in UTF-8, in hexadecimal: the key of gold and of self-checks."""
        return hashlib.sha256(self.text.encode("utf-8")).hexdigest()

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return max((page.number for page in self.pages), default=0)

    def page_at(self, offset: int) -> int:
        """Return the number of the page that holds the code point at `offset`; 1 without pages."""
        if not self.pages:
            return 1
        index = bisect_right(self._page_ends, offset)
        return self.pages[min(index, len(self.pages) - 1)].number

    @cached_property
    def _page_ends(self) -> list[int]:
        return [page.end for page in self.pages]
