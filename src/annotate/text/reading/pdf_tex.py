"""Letters that are drawn in two pieces where a font has no accented ones, as TeX's OT1 has none.

The accent is set over the letter, and written before it; over a capital it is raised, and dvips
writes it behind the line. Where the two pieces are tells that they are one. French guillemets are
taken from a font of mathematical signs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType
from typing import Protocol, TypeVar

from annotate.document.source import Box
from annotate.document.tex_encodings import COMBINING, MSA, OML, OMS, TS1
from annotate.text.reading.pdf_chars import Char, PageChars
from annotate.text.reading.pdf_fonts import Face

_BEFORE, _BEHIND = 250, 40
"""Characters between an accent and its letter, at most."""
_ABOVE = 0.5
"""An accent over a capital is raised by less than this share of the size."""
_LOWER = 0.05
"""Distiller rounds the places of characters, and may set one lower by so much of the size."""
_CODE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What no font that is properly described gives; some of it breaks lines."""
_DOTLESS = {"ı": "i", "ȷ": "j"}
ACCENTS = {**COMBINING, "‘": COMBINING["`"]}
"""Ghostscript may say which sign a code shows, and takes the grave accent for ASCII's."""
_BARRED = {"l": "ł", "L": "Ł"}
_GUILLEMETS = {"≪": "«", "≫": "»"}
_TEXT: Mapping[int, str] = MappingProxyType({})
_MATHEMATICS = (("cmsy", OMS), ("cmbsy", OMS), ("cmmi", OML), ("msam", MSA))
"""Fonts of mathematics by how their names begin."""


class _Char(Protocol):
    text: str
    box: Box | None
    baseline: float
    size: float
    face: Face | None


_AnyChar = TypeVar("_AnyChar", bound=_Char)


def composed(chars: Sequence[_AnyChar]) -> list[_AnyChar]:
    """Join accents with their letters, and write guillemets as such.

    Parameters
    ----------
    chars : sequence
        The characters of a page, decoded, in the order in which they are written. The texts of
        letters are changed.

    Returns
    -------
    list
        The characters without those accents that are in a letter now.
    """
    taken = set()
    for place, char in enumerate(chars):
        if char.text in _GUILLEMETS:
            char.text = _GUILLEMETS[char.text]
        elif char.text in ACCENTS and char.box is not None:
            letter = _letter_below(chars, place)
            if letter is not None:
                base = _DOTLESS.get(letter.text, letter.text)
                letter.text = unicodedata.normalize("NFC", base + ACCENTS[char.text])
                taken.add(place)
    return [char for place, char in enumerate(chars) if place not in taken]


def _letter_below(chars: Sequence[_AnyChar], place: int) -> _AnyChar | None:
    """Return the letter that an accent stands over: the next one, or one written earlier."""
    nearest = [*range(place + 1, place + 3), *range(place - 1, place - _BEFORE, -1)]
    farther = range(place + 3, place + _BEHIND)
    for other in (*nearest, *farther):
        if 0 <= other < len(chars):
            letter: _AnyChar = chars[other]
            if _is_over(chars[place], letter):
                return letter
    return None


def _is_over(accent: _Char, letter: _Char) -> bool:
    if accent.box is None or letter.box is None or not letter.text.isalpha():
        return False
    base = _DOTLESS.get(letter.text, letter.text)
    if len(unicodedata.normalize("NFC", base + ACCENTS[accent.text])) != 1:
        return False
    middle = (accent.box[0] + accent.box[2]) / 2
    raised = accent.baseline - letter.baseline
    return (
        letter.box[0] <= middle <= letter.box[2]
        and -_LOWER * letter.size < raised < _ABOVE * letter.size
    )


def with_euros(chars: Sequence[_AnyChar], strokes: Sequence[Box] = ()) -> list[_AnyChar]:
    """Make one sign of a `C` and the `=` or the two lines that are printed over it, as TeX does for
    want of a euro.

    Parameters
    ----------
    chars : sequence
        The characters of a page, in order; some texts are changed.
    strokes : sequence of tuple of float
        The short lines from left to right that are drawn on it, in points.
    """
    taken: set[int] = set()
    if strokes:
        for char in chars:
            if char.text == "C" and char.box and _is_crossed(char.box, strokes):
                char.text = "€"
    if "=" not in [char.text for char in chars]:
        return list(chars)
    for place, (one, other) in enumerate(pairwise(chars)):
        if {one.text, other.text} == {"=", "C"} and one.box and other.box:
            over = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
            if over > 0.6 * min(one.box[2] - one.box[0], other.box[2] - other.box[0]):
                one.text = "€"
                taken.add(place + 1)
    return [char for place, char in enumerate(chars) if place not in taken]


def _is_crossed(box: Box, strokes: Sequence[Box]) -> bool:
    """Return whether two lines cross the middle of a letter from its left edge on."""
    left, bottom, right, top = box
    wide, high = right - left, top - bottom
    heights = {
        round((one[1] + one[3]) / 2, 1)
        for one in strokes
        if abs(one[0] - left) < 0.3 * wide
        and 0.5 * wide < one[2] - one[0] < 1.5 * wide
        and 0.2 * high < (one[1] + one[3]) / 2 - bottom < 0.8 * high
    }
    return len(heights) == 2


def with_barred(given: PageChars, chars: Sequence[Char]) -> list[Char]:
    """Make one sign of an `l` and the stroke that OT1 draws over it: the code of that is the
    space's, and TeX draws no other.

    Parameters
    ----------
    given : PageChars
        The page of the characters.
    chars : sequence
        The characters of a page, in order; some texts are changed.
    """
    taken: set[int] = set()
    for place, (one, other) in enumerate(pairwise(chars)):
        if one.text == " " and other.text in _BARRED and one.face and one.face.coded:
            drawn = given.is_drawn(one)
            if drawn and abs(given.origin(one) - given.origin(other)) < _LOWER * other.size:
                other.text = _BARRED[other.text]
                taken.add(place)
    return [char for place, char in enumerate(chars) if place not in taken]


def without_codes(chars: Sequence[_AnyChar]) -> list[_AnyChar]:
    """Return the characters that show something. A code that no character has is a lost ligature
    between two letters, and nothing elsewhere.

    Parameters
    ----------
    chars : sequence
        The characters of a page; those that PDFium made up have no face.
    """
    codes = {text for text in {char.text for char in chars} if _CODE.fullmatch(text)}
    if not codes:
        return list(chars)
    found: list[_AnyChar] = []
    for place, char in enumerate(chars):
        if char.text not in codes or char.face is None:
            found.append(char)
        elif 0 < place < len(chars) - 1:
            near = chars[place - 1].text + chars[place + 1].text
            if char.text >= "\x7f" and near.isalpha():
                char.text = "\ufffd"
                found.append(char)
    return found


def table_of_mathematics(char: Char) -> Mapping[int, str]:
    """Return the table of a font of mathematics; an empty one for a font of text.

    Parameters
    ----------
    char : Char
        One of its characters.
    """
    name = char.face.name.lower() if char.face else ""
    return next((table for start, table in _MATHEMATICS if name.startswith(start)), _TEXT)


def symbol_fonts(chars: Sequence[Char]) -> set[int]:
    """Return the keys of fonts without names that hold signs and no letters, as TS1 is.

    Parameters
    ----------
    chars : sequence of Char
        The characters of a page that are no more than codes.
    """
    letters = {char.face.key for char in chars if char.face and ord(char.text) not in TS1}
    return {char.face.key for char in chars if char.face and not char.face.named} - letters
