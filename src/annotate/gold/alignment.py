"""Aligning two mended texts of one work, character by character, without guessing.

Tokens first: long runs of tokens that each text has once are paired, then shorter ones between them
(patience diff), and the small rest is solved exactly, keeping only the pairs that every best
solution has. What was moved as a whole (a box, the notes) is found by its runs. Last, the words
that differ are compared by characters, for the hyphens that only one extraction has. Time grows
with the length of the texts, not with its square.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annotate.document.source import Range
from annotate.gold.anchors import (
    NOWHERE,
    Flags,
    Ints,
    agreed,
    gaps,
    in_order,
    sure_pairs,
    unique_runs,
    walked,
)

DOUBTFUL = -2
"""In a map of characters: has several counterparts that are equally good."""

_RUNS = (8, 5, 3)
_CELLS = 1_000_000
_LETTERS = 40_000
_MOVED = 8

# A year and the note call that follows it are two tokens, and so are letters and digits.
_TOKEN = re.compile(r"(?:1\d|20)\d\d(?=\d{1,2}(?!\d))|\d+|[^\W\d_]+|[^\w\s]|_")
_SOFT = (
    " \t\n\r\f\v\u00a0\u1680\u202f\u205f\u3000"
    + "".join(map(chr, range(0x2000, 0x200C)))
    + "-\u00ac\u2010\u2011\u00ad\ufffe\u2060\ufeff"
)
_MARKED = re.compile(
    r"[A-Za-z\u00c0-\u024f\u0370-\u04ff\u1e00-\u1fff][\u0300-\u0343\u0345-\u036f]+"
)
"""A letter with the accents that follow it, which may be one code point."""
_ALIKE = str.maketrans({"\u2019": "'", "\u02bc": "'", "\u2010": "-", "\u2011": "-", "\u2013": "-"})


@dataclass(frozen=True)
class Alignment:
    """Which character of a new text is which character of an old one.

    Attributes
    ----------
    old, new : str
        The two texts.
    to_new : array of int
        For each code point of `old` its offset in `new`; -1 if it has none, -2 if it has several
        that are equally good. White space is always -1.
    """

    old: str
    new: str
    to_new: Ints
    _solid_old: Flags
    _solid_new: Flags

    def image(self, start: int, end: int) -> Range | None:
        """Return the image of a span in the new text, if it has all of the span and nothing else.

        Spaces and hyphens may differ, since mending decides on those.

        Parameters
        ----------
        start, end : int
            Code points of the old text, half-open.

        Returns
        -------
        Range or None
            Code points of the new text, half-open.

        Examples
        --------
        >>> align("La fosse de Lens ferma.", "La fosse de  Lens ferma.").image(12, 16)
        (13, 17)
        """
        ends = self._ends(start, end)
        if ends is None:
            return None
        images = self.to_new[start:end][self._solid_old[start:end]]
        low, high = int(self.to_new[ends[0]]), int(self.to_new[ends[1]]) + 1
        if low < 0 or high < low:
            return None
        while not self._solid_new[high : high + 1].all() and unicodedata.combining(self.new[high]):
            high += 1  # accents of the last letter
        wanted = np.flatnonzero(self._solid_new[low:high]) + low
        return (low, high) if np.array_equal(images, wanted) else None

    def _ends(self, start: int, end: int) -> Range | None:
        """Return the first and the last character that must have an image."""
        solid = np.flatnonzero(self._solid_old[start:end])
        if not len(solid):
            return None
        # A hyphen that both texts have belongs to the image.
        first = start if self.to_new[start] >= 0 else start + int(solid[0])
        last = end - 1 if self.to_new[end - 1] >= 0 else start + int(solid[-1])
        return first, last

    def covers(self, start: int, end: int) -> bool:
        """Return whether the old text has all the letters of a span of the new one.

        Examples
        --------
        >>> found = align("La fosse de Lens", "La fosse de Lens ferma.")
        >>> found.covers(12, 16), found.covers(17, 22)
        (True, False)
        """
        return bool((self._covered[start:end] | ~self._solid_new[start:end]).all())

    @cached_property
    def _covered(self) -> Flags:
        """Which code points of the new text the old one has."""
        covered = np.zeros(len(self.new), np.bool_)
        covered[self.to_new[self.to_new >= 0]] = True
        return covered

    def letters_around(self, old: Range, new: Range, enough: int) -> int:
        """Count the letters and digits next to a span that follow each other in both texts.

        Parameters
        ----------
        old, new : Range
            A span and its image.
        enough : int
            Where to stop counting. The end of both texts counts as enough.

        Examples
        --------
        >>> align("La fosse de Lens.", "Une fosse de Lens.").letters_around((12, 16), (13, 17), 5)
        5
        """
        before = self._matched(old[0] - 1, new[0] - 1, -1, enough)
        return before if before >= enough else before + self._matched(old[1], new[1], 1, enough)

    def _matched(self, at: int, there: int, step: int, enough: int) -> int:
        count = 0
        while count < enough:
            at, there = _letter(self.old, at, step), _letter(self.new, there, step)
            if at < 0 and there < 0:
                return enough
            if at < 0 or int(self.to_new[at]) != there:
                break
            count, at, there = count + 1, at + step, there + step
        return count

    def share_of(self, start: int, end: int) -> tuple[float, bool]:
        """Return how much of a span has an image, and whether any of it is in doubt."""
        images = self.to_new[start:end][self._solid_old[start:end]]
        if not len(images):
            return 0.0, False
        return float((images >= 0).mean()), bool((images == DOUBTFUL).any())

    def nearest(self, start: int, end: int) -> str:
        """Return what the new text has between the neighbours of a span, at most 60 characters.

        Empty if the neighbours have no image, or are not near each other.
        """
        left = next((at for at in range(start - 1, max(-1, start - 40), -1) if self._has(at)), None)
        right = next((at for at in range(end, min(len(self.old), end + 40)) if self._has(at)), None)
        if left is None or right is None:
            return ""
        low, high = int(self.to_new[left]) + 1, int(self.to_new[right])
        return self.new[low:high].strip() if 0 <= high - low <= 60 else ""

    def _has(self, at: int) -> bool:
        return bool(self.to_new[at] >= 0)


def _letter(text: str, at: int, step: int) -> int:
    """Return the offset of the next letter or digit; -1 if there is none."""
    while 0 <= at < len(text):
        if text[at].isalnum():
            return at
        at += step
    return -1


@dataclass(frozen=True)
class _Tokens:
    starts: Ints
    ends: Ints
    numbers: Ints


def align(old: str, new: str) -> Alignment:
    """Align two mended texts of one work.

    Parameters
    ----------
    old, new : str
        Mended texts, of any length: three million characters take some seconds.

    Examples
    --------
    >>> found = align("un char-bonnage, une fosse", "une halle, un charbonnage, la fosse")
    >>> found.new[slice(*found.image(3, 15))]
    'charbonnage'
    """
    if not _MARKED.search(old) and not _MARKED.search(new):
        return _aligned(old, new)
    (left, starts), (right, places) = _composed(old), _composed(new)
    images = _aligned(left, right).to_new
    to_new = np.full(len(old) + 1, NOWHERE, np.int64)
    to_new[starts] = np.where(images >= 0, places[images], images)
    # An accent that is one with its letter is no letter.
    solid = [_solid(text) for text in (old, new)]
    for flags, at in zip(solid, (starts, places), strict=True):
        flags &= np.isin(np.arange(len(flags)), at)
    return Alignment(old, new, to_new, *solid)


def _composed(text: str) -> tuple[str, Ints]:
    """Return a text with its letters and accents in one, and where its code points begin here."""
    pieces, starts, last = list[str](), list[int](), 0
    for found in _MARKED.finditer(text):
        low, high = found.span()
        made = unicodedata.normalize("NFC", found[0])
        pieces += (text[last:low], made)
        # Accents that are left over stand for themselves.
        starts += (*range(last, low), low, *range(high - len(made) + 1, high))
        last = high
    pieces.append(text[last:])
    starts += range(last, len(text) + 1)
    return "".join(pieces), np.array(starts, np.int64)


def _aligned(old: str, new: str) -> Alignment:
    if (same := _aligned_by_order(old, new)) is not None:
        return same
    vocabulary: dict[str, int] = {}
    left, right = _tokens(old, vocabulary), _tokens(new, vocabulary)
    partners, doubtful = _token_pairs(left.numbers, right.numbers)
    _add_moved(left.numbers, right.numbers, partners, doubtful)
    to_new = np.full(len(old) + 1, NOWHERE, np.int64)
    _spread(left, right, partners, to_new)
    found = Alignment(old, new, to_new, _solid(old), _solid(new))
    _refine(found, left, right, partners, doubtful)
    for token in np.flatnonzero(doubtful):
        to_new[left.starts[token] : left.ends[token]] = DOUBTFUL
    return found


def _aligned_by_order(old: str, new: str) -> Alignment | None:
    """Align two texts that differ in white space alone; there a text may repeat itself at will."""
    places = [
        np.fromiter((at for at, char in enumerate(text) if not char.isspace()), np.int64)
        for text in (old, new)
    ]
    if len(places[0]) != len(places[1]) or "".join(old.split()) != "".join(new.split()):
        return None
    to_new = np.full(len(old) + 1, NOWHERE, np.int64)
    to_new[places[0]] = places[1]
    return Alignment(old, new, to_new, _solid(old), _solid(new))


def _tokens(text: str, vocabulary: dict[str, int]) -> _Tokens:
    spans: list[Range] = []
    numbers: list[int] = []
    for match in _TOKEN.finditer(text):
        spans.append(match.span())
        numbers.append(vocabulary.setdefault(_key(match.group()), len(vocabulary)))
    table = np.array(spans, np.int64).reshape(-1, 2)
    return _Tokens(table[:, 0], table[:, 1], np.array(numbers, np.int64))


def _key(token: str) -> str:
    """Return what two tokens are compared by; the quotes are compared later."""
    if token.isascii():
        return token.lower()
    return unicodedata.normalize("NFKC", token).casefold().translate(_ALIKE)


def _solid(text: str) -> Flags:
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return ~np.isin(codes, [ord(char) for char in _SOFT])


def _token_pairs(old: Ints, new: Ints) -> tuple[Ints, Flags]:
    partners = np.full(len(old), NOWHERE, np.int64)
    doubtful = np.zeros(len(old), np.bool_)
    open_gaps = [(0, len(old), 0, len(new), 0)]
    while open_gaps:
        i, i_end, j, j_end, level = open_gaps.pop()
        here, there = old[i:i_end], new[j:j_end]
        if not len(here) or not len(there):
            continue
        if np.array_equal(here, there):
            partners[i:i_end] = np.arange(j, j_end)
        elif len(here) * len(there) <= _CELLS:
            found, doubts = sure_pairs(here, there)
            partners[i:i_end] = np.where(found >= 0, found + j, NOWHERE)
            doubtful[i:i_end] = doubts
        else:
            sizes = (len(here), len(there))
            left, right, level = _anchored(here, there, level)
            partners[left + i] = right + j
            if level == len(_RUNS):
                found, doubts = walked(here, there)
                partners[i:i_end] = np.where(found >= 0, found + j, NOWHERE)
                doubtful[i:i_end] = doubts
            else:
                open_gaps.extend(
                    (i + low, i + high, j + low_new, j + high_new, level)
                    for low, high, low_new, high_new in gaps(left, right, sizes)
                )
    return partners, doubtful


def _anchored(here: Ints, there: Ints, level: int) -> tuple[Ints, Ints, int]:
    """Return the surest pairs of two long sequences, and the level that found some."""
    for at in range(level, len(_RUNS)):
        length = _RUNS[at]
        starts = in_order(*unique_runs(here, there, length))
        left, right = agreed(*starts, length, (len(here), len(there)))
        if len(left):
            return left, right, at
    return np.empty(0, np.int64), np.empty(0, np.int64), len(_RUNS)


def _add_moved(old: Ints, new: Ints, partners: Ints, doubtful: Flags) -> None:
    """Pair what was moved: runs that each text has once and that are still without a pair."""
    left, right = unique_runs(old, new, _MOVED)
    taken = np.zeros(len(new), np.bool_)
    taken[partners[partners >= 0]] = True
    free = np.ones(len(left), np.bool_)
    for step in range(_MOVED):
        free &= (partners[left + step] < 0) & ~taken[right + step]
    one, other = agreed(left[free], right[free], _MOVED, (len(old), len(new)))
    partners[one] = other
    doubtful[one] = False


def _spread(left: _Tokens, right: _Tokens, partners: Ints, to_new: Ints) -> None:
    """Turn pairs of tokens into pairs of characters."""
    paired = np.flatnonzero(partners >= 0)
    across = partners[paired]
    lengths = left.ends[paired] - left.starts[paired]
    # Keys may hide a change of length (a ligature); such words are left to the characters.
    equal = lengths == right.ends[across] - right.starts[across]
    partners[paired[~equal]] = NOWHERE
    paired, across, lengths = paired[equal], across[equal], lengths[equal]
    steps = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    old_at = np.repeat(left.starts[paired], lengths) + steps
    to_new[old_at] = np.repeat(right.starts[across], lengths) + steps


def _refine(
    found: Alignment, left: _Tokens, right: _Tokens, partners: Ints, doubtful: Flags
) -> None:
    """Compare by characters what is unpaired between two paired tokens."""
    alone = np.flatnonzero(partners < 0)
    if not len(alone):
        return
    taken = np.zeros(len(right.starts), np.bool_)
    taken[partners[partners >= 0]] = True
    for run in np.split(alone, np.flatnonzero(np.diff(alone) > 1) + 1):
        first, last = int(run[0]), int(run[-1])
        low = int(partners[first - 1]) + 1 if first else 0
        high = int(partners[last + 1]) if last + 1 < len(partners) else len(right.starts)
        if low >= high or doubtful[first : last + 1].any() or taken[low:high].any():
            continue
        old_span = (int(left.starts[first]), int(left.ends[last]))
        new_span = (int(right.starts[low]), int(right.ends[high - 1]))
        _refine_letters(found, old_span, new_span)


def _refine_letters(found: Alignment, old: Range, new: Range) -> None:
    if (old[1] - old[0]) * (new[1] - new[0]) > _LETTERS:
        return
    here = np.flatnonzero(found._solid_old[old[0] : old[1]]) + old[0]
    there = np.flatnonzero(found._solid_new[new[0] : new[1]]) + new[0]
    if not len(here) or not len(there):
        return
    letters = [
        np.array([ord(text[at].lower()[0]) for at in places.tolist()], np.int64)
        for text, places in ((found.old, here), (found.new, there))
    ]
    if np.array_equal(letters[0], letters[1]):
        partners = np.arange(len(here))
    else:
        partners, _ = sure_pairs(letters[0], letters[1])
    sure = partners >= 0
    found.to_new[here[sure]] = there[partners[sure]]
