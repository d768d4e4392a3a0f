"""The white between the characters of a line of a PDF: which of it is a space.

Few makers write the spaces of a justified line; most move on to the next word. PDFium makes up a
space where the white is wide enough for it, and overlooks some: behind a comma or a full stop,
before an italic word, where the font has no no-break space, and the thin space that French sets
before `; ! ?`. Those that it saw tell how wide a space of that line is. It also takes the thin
space before a note call for one. Other makers, Ghostscript among them, write a space only to move
back from it again, so that nobody sees it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby, pairwise
from statistics import median
from typing import NamedTuple

from annotate.text.bullets import BULLETS
from annotate.text.reading.pdf_chars import RAISED_SIZE, Char, PageChars

_NO_BREAK_SPACE = "\u00a0"
_SPACED_SIGNS = frozenset(":;!?»")
_STUCK = frozenset("-,.)]…’")
"""No space is before these."""
_HIGHER = 0.1
"""A note call stands higher by at least this share of the size before it."""
_INITIAL = 1.5
"""So many times as large as the letters behind it is an initial, which belongs to their word."""
_MARKER = re.compile(f"[{BULLETS}]")
_EXACT = 0.001
_DOUBTFUL = 0.08
"""Less white than this between the ink of two characters, in font sizes, is never a space."""
_THIN = 0.055
"""What of a thin space is left after kerning."""
_LEAST, _ALONE = 0.1, 0.2
"""A space is at least so wide; and what is so wide is one, whatever the others of its line."""
_ALIKE = 0.75
"""Between the two, a space is at least so wide as this share of the others of its line."""
_STIFF, _NUMBER, _TIGHT, _NEARLY_ALL = 0.115, 0.06, 0.03, 0.9
"""A no-break space is not stretched with the others of its line: it is at least so wide, beside a
number less, where so many letters are no farther apart than kerning makes them."""
_LETTERS_APART = 0.14
"""More white than this between the ink of most letters: they are spaced, unless it is their own,
as in the fonts of typewriters."""
_UNSEEN, _BEARINGS, _OVERLAP = 0.05, 0.17, -0.2
"""A space whose neighbours are no farther apart, and whose ink is so near, is not seen."""
_LARGER_INK = -0.03
"""Where the ink of most letters overlaps more than this, it is not so large as it is said to be."""
_APART = 0.1
"""A space that the page has is seen where the ink beside it is farther apart than in a word."""
_DOTS, _LEADING = 4, 0.3
"""An ellipsis has no more dots, and they are not so far apart as those that lead to a number."""
_MOST = 0.25
"""Where so many characters seem to be parted, the font does not tell how wide they are."""


class White(NamedTuple):
    """What lies between two neighbouring characters that both have ink; in font sizes.

    Attributes
    ----------
    ink : float
        From the ink of the one to that of the other.
    advance : float
        From where the first one ends, with the white that is its own, to where the other begins.
    spaced : bool
        Whether there is a space between them already.
    thin : bool
        Whether French sets a thin space there.
    raised : bool
        Whether the second is smaller and higher, as a note call is: that has white before it, and
        no space.
    number : bool
        Whether a number begins or ends there beside a letter or a sign, as in `n° 14`.
    dots : bool
        Whether both are dots: those of an ellipsis may be nearly as far apart as words.
    corrected : bool
        Whether it may be no more than what corrects the place of the second: an upright letter
        behind a sloping one, a hyphen, a comma. No space that the page itself has is.
    ligature : bool
        Whether the first is the end of a ligature, whose width some fonts do not tell.
    meant : bool
        Whether the page itself has a space that stays, however narrow a font makes it: behind the
        marker of a list, one that holds a sign such as `;` to the word before it, or one whose
        white is seen all the same, as behind a sloping `f`.
    """

    ink: float
    advance: float
    spaced: bool = False
    thin: bool = False
    raised: bool = False
    number: bool = False
    dots: bool = False
    corrected: bool = False
    ligature: bool = False
    meant: bool = False


def with_spaces(given: PageChars, line: list[Char]) -> list[Char]:
    """Put in the spaces that PDFium has overlooked, and take out those that are not seen.

    Parameters
    ----------
    given : PageChars
        The page of the line.
    line : list of Char
        Its characters, in order.

    Returns
    -------
    list of Char
        The characters with the spaces; those put in are no-break spaces, without a face.
    """
    inked = [
        (place, char.box[0], char.box[2], char.size)
        for place, char in enumerate(line)
        if char.box is not None
    ]
    for (low, _, end, size), (high, begin, _, _) in pairwise(inked):
        near = high - low == 1 and begin - end <= _DOUBTFUL * size  # as letters of a word are
        if not near and _is_in_doubt(given, line, low, high):
            break
    else:
        return line  # as most lines are: nothing else need be known of them
    pairs = list(pairwise([place for place, *_ in inked]))
    whites = [_white_between(given, line, low, high) for low, high in pairs]
    lost = {pairs[index][1] for index in lost_spaces(whites)}
    unseen = [range(pairs[index][0] + 1, pairs[index][1]) for index in unseen_spaces(whites)]
    dropped = {place for places in unseen for place in places}
    found: list[Char] = []
    for place, char in enumerate(line):
        if place in lost:
            found.append(Char(char.index, _NO_BREAK_SPACE, None, char.baseline, char.size))
        if place not in dropped:
            found.append(char)
    return found


def _is_in_doubt(given: PageChars, line: Sequence[Char], low: int, high: int) -> bool:
    """Return whether a space between two places may be overlooked, or one that is there not seen;
    the white of most need not be measured exactly for that.
    """
    left, right = line[low], line[high]
    assert left.box is not None and right.box is not None
    size = max(left.size, right.size) or 1.0
    ink = right.box[0] - left.box[2]
    if high - low == 1:
        return ink > _DOUBTFUL * size and given.advance_between(left, right) >= _THIN * size
    if ink < _BEARINGS * size or _is_raised(left, right):
        return True
    if not _is_corrected(left, right):
        return False
    return right.text == "." or given.advance_between(left, right) < _ALONE * size


def _is_corrected(left: Char, right: Char) -> bool:
    """Return whether the place of the second of two characters may be corrected."""
    if right.text in _STUCK:
        return True
    sloping = [bool(char.face and char.face.italic) for char in (left, right)]
    return sloping[0] > sloping[1]


def _white_between(given: PageChars, line: Sequence[Char], low: int, high: int) -> White:
    """Return the white between two places of a line that have ink, and nothing but spaces between
    them; that of a narrow one need not be exact.
    """
    left, right, spaces = line[low], line[high], line[low + 1 : high]
    assert left.box is not None and right.box is not None
    size = max(left.size, right.size) or 1.0
    ink = (right.box[0] - left.box[2]) / size
    if not spaces and ink <= _DOUBTFUL:
        return White(ink, 0.0)  # letters of a word, as most are: nothing else is asked of them
    advance = given.advance_between(left, right) / size
    drawn = any(map(given.is_drawn, spaces))
    sloping = ink > _APART and left.face is not None and left.face.italic
    thin = right.text in _SPACED_SIGNS or left.text == "«"
    held = thin and any(space.text == _NO_BREAK_SPACE for space in spaces)
    return White(
        ink,
        advance,
        spaced=bool(spaces),
        thin=thin,
        raised=_is_raised(left, right),
        number=_begins_number(left, right),
        dots=left.text == right.text == ".",
        corrected=_is_corrected(left, right) and not drawn,
        ligature=low > 0 and _are_one_glyph(line[low - 1], left),
        meant=drawn and (sloping or held or (low == 0 and bool(_MARKER.fullmatch(left.text)))),
    )


def _begins_number(left: Char, right: Char) -> bool:
    one, other = left.text.isdecimal(), right.text.isdecimal()
    return (one and right.text.islower()) or (other and (left.text.isalpha() or left.text == "°"))


def _is_raised(left: Char, right: Char) -> bool:
    """Return whether a note call, or the rest of a word that an initial begins, is at the right."""
    if left.text.isupper() and right.text.islower() and left.size > _INITIAL * right.size:
        return True
    higher = right.baseline - left.baseline > _HIGHER * left.size
    return higher and right.size < RAISED_SIZE * left.size and right.text not in _SPACED_SIGNS


def _are_one_glyph(left: Char, right: Char) -> bool:
    """Return whether two letters are halves of a ligature, which PDFium cuts in the middle."""
    if left.box is None or right.box is None:
        return False
    one, other = left.box, right.box
    halves = abs((one[2] - one[0]) - (other[2] - other[0])) < _EXACT
    return halves and abs(one[2] - other[0]) < _EXACT and one[1::2] == other[1::2]


def lost_spaces(whites: Sequence[White]) -> list[int]:
    """Return the places in a line where a space was overlooked.

    Parameters
    ----------
    whites : sequence of White
        Between the characters of a line, in order.

    Returns
    -------
    list of int
        Indices of `whites`, in order.

    Examples
    --------
    >>> letters = [White(0.05, 0.0)] * 5
    >>> lost_spaces([*letters, White(0.4, 0.3, spaced=True), *letters, White(0.35, 0.28)])
    [11]
    >>> lost_spaces([*letters, White(0.12, 0.11, thin=True), *letters, White(0.1, 0.02)])
    [5]

    What is far behind the marker of a list tells nothing of the others:

    >>> lost_spaces([White(1.7, 1.65), *letters[:2], White(0.3, 0.25), *letters[:3]])
    [0, 3]
    """
    closed = [white for white in whites if not white.spaced]
    if not closed or _are_spaced_out(closed):
        return []
    known = [
        white.advance
        for white in whites
        if white.spaced and not (white.raised or white.dots) and white.advance > _UNSEEN
    ]
    least = min(_ALONE, max(_LEAST, _ALIKE * median(known))) if known else _ALONE
    tight = _are_tight(whites)

    def is_lost(white: White) -> bool:
        exact = tight and not (white.corrected or white.ligature)
        stiff = _NUMBER if white.number else _STIFF
        most = _THIN if white.thin else min(least, stiff) if exact else least
        return white.ink > _DOUBTFUL and white.advance >= most

    found = [
        index
        for index, white in enumerate(whites)
        if not white.spaced and not white.raised and is_lost(white)
    ]
    doubtful = sum(whites[index].advance < 1.0 for index in found)
    return found if doubtful <= max(1, _MOST * len(closed)) else []


def _are_spaced_out(letters: Sequence[White]) -> bool:
    """Return whether most letters are set apart, each with more white than its own."""
    apart = median(white.ink for white in letters) > _LETTERS_APART
    return apart and median(white.advance for white in letters) > _TIGHT


def _are_tight(whites: Sequence[White]) -> bool:
    """Return whether nearly every letter of a line begins where the one before it ends, so that
    any white is meant.
    """
    closed = [
        abs(white.advance) for white in whites if not (white.spaced or white.raised or white.thin)
    ]
    return sum(one < _TIGHT for one in closed) >= _NEARLY_ALL * len(closed)


def unseen_spaces(whites: Sequence[White]) -> list[int]:
    """Return the places in a line that have a space which is not seen.

    Parameters
    ----------
    whites : sequence of White
        Between the characters of a line, in order.

    Returns
    -------
    list of int
        Indices of `whites`, in order; none if that holds for most spaces, unless the letters are
        where they are said to be.

    Examples
    --------
    >>> spaces = [White(0.4, 0.3, spaced=True)] * 2
    >>> unseen_spaces([*spaces, White(0.06, 0.02, spaced=True), White(0.05, 0.0)])
    [2]
    >>> unseen_spaces([*spaces, White(0.06, 0.02, spaced=True, thin=True, meant=True)])
    []
    >>> unseen_spaces([*spaces, White(0.11, 0.04, spaced=True, thin=True)])
    []

    Letters that seem to overlap are smaller than the font says, and farther apart:

    >>> unseen_spaces([*spaces, *[White(-0.06, 0.0)] * 3, White(0.1, -0.12, spaced=True)])
    []

    The only one of a line is told by its letters:

    >>> unseen_spaces([White(0.08, 0.0)] * 3 + [White(0.09, 0.02, spaced=True)])
    [3]
    >>> unseen_spaces([White(0.08, -0.05)] * 3 + [White(0.09, 0.02, spaced=True)])
    []
    """
    spaces = [
        white.advance for white in whites if white.spaced and not (white.raised or white.dots)
    ]
    closed = [white.ink for white in whites if not white.spaced]
    if closed and median(closed) < _LARGER_INK:
        return []
    thin = _ALIKE * median(spaces) if spaces else 0.0

    ellipses, apart = _ellipses(whites), min(thin / _ALIKE, _LEADING)

    def is_unseen(white: White) -> bool:
        if white.meant:
            return False
        moved = white.raised or white.corrected
        most = thin if white.raised else min(thin, _ALONE)
        return _touch(white) or (moved and white.advance < most)

    found = [
        index
        for index, white in enumerate(whites)
        if white.spaced and (is_unseen(white) or (index in ellipses and white.advance < apart))
    ]
    counted = sum(not whites[index].dots for index in found)
    certain = counted < len(spaces) or all(whites[index].raised for index in found)
    return found if certain or _are_tight(whites) else []


def _ellipses(whites: Sequence[White]) -> set[int]:
    """Return the places between the dots of ellipses: more dots lead to a number of a page."""
    found: set[int] = set()
    for dots, run in groupby(enumerate(whites), key=lambda place: place[1].dots):
        places = [index for index, _ in run]
        if dots and len(places) < _DOTS:
            found.update(places)
    return found


def _touch(white: White) -> bool:
    """Return whether two characters are as near as without a space. A letter may reach farther than
    it is wide, and hide what a thin space leaves of its white.
    """
    most = _DOUBTFUL if white.thin else _BEARINGS
    return white.advance < _UNSEEN and _OVERLAP < white.ink < most
