"""What a PDF tells of its hyphens: whether they belong to their word.

For a reader a hyphen that a line break made looks like any other, and most files do not tell. Some
makers do, each in its way: typst and InDesign say in marked content what a glyph stands for where
its font says something else; browsers and WeasyPrint print U+2010 at a line break and the hyphen of
ASCII elsewhere; LibreOffice draws the hyphen of a line break by itself.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pypdfium2 import raw

_HYPHENS = frozenset("-\u2010\u2011")
_OFFICE = re.compile(r"LibreOffice|OpenOffice|StarOffice")
_TYPST = re.compile(r"typst", re.IGNORECASE)
_LONGEST = 64
"""Characters of a mark that are read."""


@dataclass(frozen=True, slots=True)
class Hyphen:
    """What is told of a hyphen where it is drawn.

    Attributes
    ----------
    actual : str or None
        What marked content says that it stands for; None if it says nothing.
    printed : bool
        Whether its font calls it U+2010, and not the hyphen of ASCII.
    alone : bool
        Whether it is drawn by itself, apart from what is before it.
    """

    actual: str | None
    printed: bool
    alone: bool


@dataclass(frozen=True, slots=True)
class PlacedHyphen:
    """A hyphen of a text.

    Attributes
    ----------
    offset : int
        Its code point in the source text.
    font : str
        The name of its font, or another string that tells fonts without names apart.
    at_end : bool
        Whether it is the last character of its line, behind a letter.
    sign : Hyphen
        What is told of it.
    resized : bool
        Whether it is in another size than what is before it, as behind small capitals: it is drawn
        apart for that alone.
    """

    offset: int
    font: str
    at_end: bool
    sign: Hyphen
    resized: bool = False


def actual_text(item: raw.FPDF_PAGEOBJECT) -> str | None:
    """Return what marked content says that a text object stands for; None if it says nothing."""
    for number in range(raw.FPDFPageObj_CountMarks(item)):
        mark = raw.FPDFPageObj_GetMark(item, number)
        buffer, length = (ctypes.c_ushort * _LONGEST)(), ctypes.c_ulong()
        size = ctypes.sizeof(buffer)
        key = b"ActualText"
        if raw.FPDFPageObjMark_GetParamStringValue(mark, key, buffer, size, length):
            return bytes(buffer)[: max(length.value - 2, 0)].decode("utf-16-le", "replace")
    return None


def told_hyphens(hyphens: Sequence[PlacedHyphen], maker: str) -> dict[int, bool]:
    """Tell of hyphens at line ends whether they belong to their words, where that is certain.

    Parameters
    ----------
    hyphens : sequence of PlacedHyphen
        All of a document, inside lines too.
    maker : str
        What made the file, as it says.

    Returns
    -------
    dict of int to bool
        Code point to whether the hyphen belongs to its word; those of which nothing is told are
        missing.

    Examples
    --------
    >>> hard, soft = Hyphen("-", False, True), Hyphen(None, False, False)
    >>> told_hyphens([PlacedHyphen(9, "a", True, hard), PlacedHyphen(20, "a", True, soft)], "")
    {9: True, 20: False}
    """
    found = dict(_printed(hyphens))
    if _OFFICE.search(maker):
        ends = [one for one in hyphens if one.at_end and not one.resized]
        found.update((one.offset, not one.sign.alone) for one in ends)
    fonts: dict[str, list[PlacedHyphen]] = {}
    for one in hyphens:
        fonts.setdefault(one.font, []).append(one)
    for same in fonts.values():
        # Ghostscript leaves the marks of typst out.
        typst = bool(_TYPST.search(maker)) and "Ghostscript" not in maker
        found.update(_marked(same, typst=typst))
    return found


def _printed(hyphens: Iterable[PlacedHyphen]) -> Iterator[tuple[int, bool]]:
    """Tell by U+2010: it is at line ends alone in a document that has it there."""
    ends = [one for one in hyphens if one.at_end]
    inside = any(one.sign.printed and not one.at_end for one in hyphens)
    if any(one.sign.printed for one in ends) and not inside:
        yield from ((one.offset, not one.sign.printed) for one in ends)


def _marked(hyphens: Sequence[PlacedHyphen], *, typst: bool) -> Mapping[int, bool]:
    """Tell by marks: a glyph that stands for two characters is marked where it is not the one that
    its font says.
    """
    marks = {one.sign.actual for one in hyphens if one.sign.actual is not None}
    of_words = marks & _HYPHENS
    of_breaks = {mark for mark in marks if len(mark) <= 1} - _HYPHENS
    unmarked: bool | None = None
    both = any(one.sign.actual is None and not one.at_end for one in hyphens)
    if bool(of_words) != bool(of_breaks):
        # Inside a line are those of words alone: none of them is without a mark where breaks are.
        unmarked = None if of_words and both else bool(of_breaks)
    elif typst and not marks and any(not one.at_end for one in hyphens):
        unmarked = True
    found: dict[int, bool] = {}
    for one in hyphens:
        if one.at_end and (one.sign.actual in of_words or one.sign.actual in of_breaks):
            found[one.offset] = one.sign.actual in of_words
        elif one.at_end and one.sign.actual is None and unmarked is not None:
            found[one.offset] = unmarked
    return found
