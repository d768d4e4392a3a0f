"""Structure: which elements both sides have, label by label.

Two elements are the same when they have the same label and the same characters that are not white
space, whatever the order of their ranges. With the source text, offsets are counted in characters
that are not white space, so that a range that is split at white space, or continues over a line
break, is the same range. Without it a gap of one character may be a space or the call of a note:
only ranges that touch are joined then, and the figures are a lower bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from annotate.document.annotation import STRUCTURE, Annotation
from annotate.document.source import Range
from annotate.document.standoff import Standoff
from annotate.evaluation.counts import Counts, Key, of_sets

LABELS = tuple(
    "title author heading paragraph note note_call box table row cell running_head page_number "
    "page_break hyphen sentence".split()
)
_VALUED = frozenset({"heading", "note", "note_call", "hyphen"})
"""Labels whose value (the level; the number; joined or kept) must be right too."""


@dataclass(frozen=True)
class Ruler:
    """Measures ranges in characters that are not white space.

    Attributes
    ----------
    inked : tuple of int or None
        For each offset of the text, how many such characters are before it; None without text.
    """

    inked: tuple[int, ...] | None = None

    @classmethod
    def of(cls, text: str | None) -> Ruler:
        """Return the ruler of a source text; without one, offsets are measured as they are."""
        if text is None:
            return cls()
        return cls((0, *accumulate(not character.isspace() for character in text)))

    def at(self, offset: int) -> int:
        """Return the place of an offset on the ruler."""
        if self.inked is None:
            return offset
        return self.inked[min(offset, len(self.inked) - 1)]

    def measure(self, ranges: Iterable[Range]) -> tuple[Range, ...]:
        """Return what ranges hold, those that touch made one.

        Ranges that hold nothing but white space (a page break) are returned as they are.

        Examples
        --------
        >>> ruler = Ruler.of("un deux\\ntrois")
        >>> ruler.measure([(0, 7), (8, 13)]) == ruler.measure([(0, 13)])
        True
        >>> Ruler.of(None).measure([(0, 7), (8, 13)])
        ((0, 7), (8, 13))
        """
        given = sorted(ranges)
        found: list[Range] = []
        for start, end in given:
            low, high = self.at(start), self.at(end)
            if low == high:
                continue
            if found and low <= found[-1][1]:
                found[-1] = (found[-1][0], max(high, found[-1][1]))
            else:
                found.append((low, high))
        return tuple(found) or tuple(given)


def score_structure(
    gold: Standoff, predicted: Standoff, text: str | None = None
) -> dict[Key, Counts]:
    """Score the structure of one document.

    Parameters
    ----------
    gold, predicted : Standoff
        Over one source.
    text : str, optional
        The source text, which shows what is white space.

    Returns
    -------
    dict of Key to Counts
        ``piece`` for each label that gold has in this document; a label that gold lacks wholly
        was not annotated, and is not scored. Headings want their level, notes and calls
        their number, hyphens their verdict; sentences are compared by where they end.
    """
    ruler = Ruler.of(text)
    mine, theirs = _by_label(gold), _by_label(predicted)
    scores: dict[Key, Counts] = {}
    for label in LABELS:
        if label in mine:
            scores[Key(STRUCTURE, "piece", label)] = of_sets(
                _keys(label, mine[label], ruler), _keys(label, theirs.get(label, []), ruler)
            )
    return scores


def _by_label(standoff: Standoff) -> dict[str, list[Annotation]]:
    found: dict[str, list[Annotation]] = {}
    for annotation in standoff.layer(STRUCTURE).annotations:
        if annotation.status != "rejected":
            found.setdefault(annotation.label, []).append(annotation)
    return found


def _keys(label: str, elements: Sequence[Annotation], ruler: Ruler) -> set[object]:
    if label == "sentence":
        # A sentence that begins where another ends is named by either; one end a boundary.
        return {ruler.at(element.ranges[-1][1]) for element in elements}
    if label in _VALUED:
        return {(ruler.measure(element.ranges), element.value) for element in elements}
    return {ruler.measure(element.ranges) for element in elements}
