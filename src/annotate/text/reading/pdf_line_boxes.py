"""What a line of a PDF looks like, from its characters."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from annotate.document.source import LineBox
from annotate.text.reading.pdf_chars import RAISED_SIZE, Char
from annotate.text.reading.pdf_fonts import REGULAR, Weight
from annotate.text.reading.pdf_hyphens import PlacedHyphen
from annotate.text.reading.pdf_small_capitals import (
    SMALL_CAPITALS,
    are_small_capitals,
    is_as_high_as_capitals,
)

_LIGHTER = 0.3
"""A line of which this share is not bold is no bold line."""
_LESS, _SHIFTED = 0.9, 0.05
"""Type of less than this share of a size is smaller; a baseline so far off is another, in sizes."""
_ENOUGH = 0.25
"""This share of a line in its largest type is no initial."""
_RAISED, _RAISED_SMALL = 0.15, 0.12
"""A character whose ink begins this share of the font size above the baseline is raised, and one in
smaller type that stands so much higher."""


def line_box(chars: list[Char], start: int, end: int, left: float | None = None) -> LineBox | None:
    """Return what a line looks like; None if it has no ink.

    Parameters
    ----------
    chars : list of Char
        From left to right.
    start, end : int
        Code points of the source, half-open.
    left : float, optional
        Where it begins, in points, if that is not where its first character is.
    """
    inked = [char for char in chars if char.box is not None]
    if not inked:
        return None
    lefts, bottoms, rights, tops = zip(*[char.box for char in inked if char.box], strict=True)
    faces = Counter([char.face for char in inked]).items()
    size = _size(inked)
    if are_small_capitals(inked):
        size /= SMALL_CAPITALS
    return LineBox(
        start,
        end,
        (
            min(lefts) if left is None else left,
            min(bottoms),
            max(rights),
            max(tops),
        ),
        median([char.baseline for char in inked]),
        size,
        False,
        sum(number for face, number in faces if face and face.italic) * 2 > len(inked),
        _edges(chars, end - start),
        sum(number for face, number in faces if face and face.mono) > 0.9 * len(inked),
    )


def _size(inked: Sequence[Char]) -> float:
    """Return the size of the type of a line: the middle one, or the largest where all that is
    smaller are small capitals and letters set lower or higher.
    """
    sizes = sorted([char.size for char in inked])
    middle, largest = sizes[len(sizes) // 2], sizes[-1]
    if middle > _LESS * largest:
        return middle
    full = [char for char in inked if char.size > _LESS * largest]
    if len(full) < _ENOUGH * len(inked):
        return middle
    level = median([char.baseline for char in full])
    return largest if all(_is_full(char, largest, level) for char in inked) else middle


def _is_full(char: Char, size: float, level: float) -> bool:
    """Return whether a character is of type of a size on a baseline, as a small capital, a sign or
    a letter set lower or higher is.
    """
    if char.size > _LESS * size or not char.text.isalpha():
        return True
    shifted = abs(char.baseline - level) > _SHIFTED * size
    return shifted or char.text.isupper() or is_as_high_as_capitals(char)


def usual_weight(chars: Sequence[Char]) -> Weight:
    """Return the weight of a line: that of most of its characters, or less; a paragraph whose first
    words are bold is none.

    Parameters
    ----------
    chars : sequence of Char
        Its characters.
    """
    weights: Counter[Weight] = Counter()
    for face, number in Counter([char.face for char in chars if char.box]).items():
        if face is not None:
            weights[face.weight] += number
    before, least = 0, int(_LIGHTER * weights.total())
    for weight in sorted(weights, key=lambda weight: (weight.named or REGULAR, weight.guessed)):
        before += weights[weight]
        if before > least:
            return weight
    return Weight()


def _edges(chars: list[Char], length: int) -> array[float]:
    """Return where each character of a line begins, and where the last one ends."""
    edges: list[float] = []
    end = 0.0
    for char in chars:
        if char.box is not None:
            begin, _, end, _ = char.box
        else:
            begin = end
        if len(char.text) == 1:
            edges.append(begin)
        else:
            edges += [begin] * len(char.text)
    return array("f", [*edges[:length], end])


def hyphens_of(chars: Sequence[Char], line: LineBox) -> Iterator[PlacedHyphen]:
    """Yield the hyphens of a line of which the PDF tells what they are.

    Parameters
    ----------
    chars : sequence of Char
        Its characters.
    line : LineBox
        Where it is.
    """
    offset, behind, size = line.start, False, 0.0
    for char in chars:
        if char.hyphen is not None and char.text == "-" and char.face is not None:
            at_end = behind and offset + 1 == line.end
            font = char.face.name or str(char.face.key)
            yield PlacedHyphen(offset, font, at_end, char.hyphen, char.size != size)
        behind, size = char.text[-1:].isalnum(), char.size
        offset += len(char.text)


def raised_offsets(chars: list[Char], line: LineBox) -> set[int]:
    """Return the offsets of characters above the line: a smaller font set higher, or a glyph that
    the font itself draws high, as OpenType superscripts are.

    Parameters
    ----------
    chars : list of Char
        The characters of a line.
    line : LineBox
        Where it is.
    """
    found: set[int] = set()
    offset = line.start
    floor = line.baseline + _RAISED * line.size
    least = line.baseline + _RAISED_SMALL * line.size
    high = [
        place
        for place, char in enumerate(chars)
        if char.box is not None
        and (char.baseline > least or char.box[1] > floor)
        and char.text.isalnum()
    ]
    last = 0
    for place in high:
        char = chars[place]
        assert char.box is not None
        offset += sum(len(one.text) for one in chars[last:place])
        last = place
        smaller = char.baseline > least and char.size < RAISED_SIZE * line.size
        drawn_high = char.box[1] > floor and char.box[3] - char.box[1] < 0.6 * line.size
        if smaller or drawn_high:
            found.add(offset)
    return found
