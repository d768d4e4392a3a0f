"""Aligning two mended texts of one work, character by character, without guessing.

The texts are compared as they are folded (:mod:`annotate.gold.folding`): what programs write in
several ways (accents, ligatures, apostrophes, blanks, what shows nothing) is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annotate.document.source import Range
from annotate.gold.anchors import NOWHERE, Ints
from annotate.gold.folding import Folded, folded
from annotate.gold.pairing import DOUBTFUL, Pairs, paired


@dataclass(frozen=True)
class Alignment:
    """Which character of a new text is which character of an old one.

    Attributes
    ----------
    old, new : str
        The two texts.
    """

    old: str
    new: str
    _left: Folded
    _right: Folded
    _pairs: Pairs

    @property
    def exact(self) -> bool:
        """Whether the texts, as they are compared, differ in white space alone."""
        return self._pairs.exact

    @cached_property
    def to_new(self) -> Ints:
        """For each code point of `old`, and the end, its offset in `new`; -1 if it has none, -2 if
        it has several that are equally good. White space is always -1, and so are accents that a
        text has apart from their letter.
        """
        images = self._pairs.to_new
        if self._right.starts is not None:
            images = np.where(images >= 0, self._right.starts[images], images)
        found = np.full(len(self.old) + 1, NOWHERE, np.int64)
        at = np.arange(len(images)) if self._left.starts is None else self._left.starts
        # The first part of a ligature is where it is.
        found[at[::-1]] = images[::-1]
        return found

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
        pairs = self._pairs
        first, last = self._left.inside(start, end)
        ends = self._ends(first, last)
        if ends is None:
            return None
        low, high = int(pairs.to_new[ends[0]]), int(pairs.to_new[ends[1]]) + 1
        if low < 0 or high <= low:
            return None
        images = pairs.to_new[first:last][pairs.solid_old[first:last]]
        wanted = np.flatnonzero(pairs.solid_new[low:high]) + low
        if not np.array_equal(images, wanted):
            return None
        found, own = self._right.extent(low, high), self._left.extent(ends[0], ends[1] + 1)
        if found is None or own is None:
            return None
        # What shows nothing belongs to the image where both texts have it; blanks may part it.
        before, after = (
            "".join(self.old[low:high].split()) for low, high in ((start, own[0]), (own[1], end))
        )
        begins = self.new.endswith(before, 0, found[0])
        goes_on = self.new.startswith(after, found[1])
        return found[0] - len(before) * begins, found[1] + len(after) * goes_on

    def _ends(self, first: int, last: int) -> Range | None:
        """Return the first and the last character that must have an image."""
        to_new = self._pairs.to_new
        solid = np.flatnonzero(self._pairs.solid_old[first:last])
        if not len(solid):  # a dash alone is what it is
            solid = np.flatnonzero(to_new[first:last] >= 0)
        if not len(solid):
            return None
        # A hyphen that both texts have belongs to the image.
        low = first if to_new[first] >= 0 else first + int(solid[0])
        high = last - 1 if to_new[last - 1] >= 0 else first + int(solid[-1])
        return low, high

    def covers(self, start: int, end: int) -> bool:
        """Return whether the old text has all the letters of a span of the new one.

        Examples
        --------
        >>> found = align("La fosse de Lens", "La fosse de Lens ferma.")
        >>> found.covers(12, 16), found.covers(17, 22)
        (True, False)
        """
        low, high = self._right.inside(start, end)
        return bool((self._to_old[low:high][self._pairs.solid_new[low:high]] >= 0).all())

    @cached_property
    def _to_old(self) -> Ints:
        """For each character of the new text that of the old one, or -1."""
        found = np.full(len(self._pairs.new), NOWHERE, np.int64)
        paired = np.flatnonzero(self._pairs.to_new >= 0)
        found[self._pairs.to_new[paired]] = paired
        return found

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
        low, high = self._left.inside(*old)
        low_new, high_new = self._right.inside(*new)
        before = self._matched(low - 1, low_new - 1, -1, enough)
        return before if before >= enough else before + self._matched(high, high_new, 1, enough)

    def neighbours(self, old: Range, new: Range) -> tuple[bool, bool]:
        """Return whether the letters and digits next to a span, before and after it, are those next
        to its image; the end of a text answers to the end of the other.

        Examples
        --------
        >>> align("La cité de Lens ferma", "Mine de Lens. Ferma").neighbours((11, 15), (8, 12))
        (True, True)
        """
        (low, high), (low_new, high_new) = self._left.inside(*old), self._right.inside(*new)
        before = self._matched(low - 1, low_new - 1, -1, 1)
        return before == 1, self._matched(high, high_new, 1, 1) == 1

    def _matched(self, at: int, there: int, step: int, enough: int) -> int:
        pairs, count = self._pairs, 0
        while count < enough:
            at, there = _letter(pairs.old, at, step), _letter(pairs.new, there, step)
            if at < 0 and there < 0:
                return enough
            if at < 0 or int(pairs.to_new[at]) != there:
                break
            count, at, there = count + 1, at + step, there + step
        return count

    def share_of(self, start: int, end: int) -> tuple[float, bool]:
        """Return how much of a span has an image, and whether any of it is in doubt."""
        low, high = self._left.inside(start, end)
        images = self._pairs.to_new[low:high][self._pairs.solid_old[low:high]]
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
    left, right = folded(old), folded(new)
    return Alignment(old, new, left, right, paired(left.text, right.text))
