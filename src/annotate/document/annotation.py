"""Annotations and layers: what is said about which characters of a source."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from annotate.document.quote_check import quote_matches
from annotate.document.source import Range, Source
from annotate.errors import QuoteError, StandoffError

ENTITIES, ACRONYMS, STRUCTURE = "entities", "acronyms", "structure"
LAYERS = (ENTITIES, ACRONYMS, STRUCTURE)
STATUSES = ("predicted", "accepted", "corrected", "added", "rejected")


@dataclass(frozen=True, slots=True)
class Annotation:
    """One label over one or more ranges of a source.

    Attributes
    ----------
    id : str
        Unique in the document, and the same whenever the same thing is found again.
    layer : str
        ``entities``, ``acronyms`` or ``structure``.
    label : str
        A label of the annotation guide.
    ranges : tuple of Range
        Code points of the source, half-open, in reading order.
    text : str or None
        The mended quote; None on the structure layer, where the ranges say it.
    value : str or None
        EDTF on dates, the number on notes, calls and page breaks.
    attributes : mapping
        ``in_citation``, ``nested``, ``expansion``, ``timex`` …, of JSON types.
    source : str
        ``rule:…``, ``model:…``, ``gazetteer:…``, ``reviewer:NAME`` or ``consistency:…``.
    score : float or None
        Confidence between 0 and 1.
    status : str
        ``predicted``, ``accepted``, ``corrected``, ``added`` or ``rejected``.
    page : int or None
        The page it begins on.
    paragraph, sentence : str or None
        Ids of the structure elements it begins in.
    """

    id: str
    layer: str
    label: str
    ranges: tuple[Range, ...]
    text: str | None
    value: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    score: float | None = None
    status: str = "predicted"
    page: int | None = None
    paragraph: str | None = None
    sentence: str | None = None

    def __post_init__(self) -> None:
        if not self.ranges:
            raise StandoffError(f"annotation {self.id} has no ranges")

    @property
    def start(self) -> int:
        """The first code point."""
        # Nearly all have one range, and a long text asks very often.
        if len(self.ranges) == 1:
            return self.ranges[0][0]
        return min(start for start, _ in self.ranges)

    @property
    def end(self) -> int:
        """The offset after the last code point."""
        if len(self.ranges) == 1:
            return self.ranges[0][1]
        return max(end for _, end in self.ranges)

    def sort_key(self) -> tuple[int, int, int, str, str]:
        """By position, longest first, then by layer."""
        return (self.start, -self.end, LAYERS.index(self.layer), self.label, self.id)

    def check(self, source: Source) -> None:
        """Check the annotation against its source.

        Raises
        ------
        StandoffError
            If the layer or the status is unknown, a range is empty or outside the text, two ranges
            overlap, or the score is not between 0 and 1.
        QuoteError
            If the quote does not match the text at the ranges.
        """
        if self.layer not in LAYERS:
            raise StandoffError(f"annotation {self.id} has the unknown layer {self.layer!r}")
        if self.status not in STATUSES:
            raise StandoffError(f"annotation {self.id} has the unknown status {self.status!r}")
        for start, end in self.ranges:
            if not 0 <= start < end <= len(source.text):
                raise StandoffError(
                    f"annotation {self.id} covers {start}-{end}, outside a text of "
                    f"{len(source.text)} characters",
                    remedy="use the annotations with the source they were made for",
                )
        ordered = sorted(self.ranges)
        if any(left[1] > right[0] for left, right in pairwise(ordered)):
            raise StandoffError(f"annotation {self.id} has ranges that overlap")
        if self.score is not None and not 0 <= self.score <= 1:
            raise StandoffError(f"annotation {self.id} has the score {self.score}, not 0 to 1")
        if self.layer == STRUCTURE:
            if self.text is not None:
                raise StandoffError(f"structure annotation {self.id} has a text; its ranges say it")
            return
        if not self.text or not quote_matches(source.text, self.ranges, self.text):
            found = " … ".join(source.text[start:end] for start, end in self.ranges)
            raise QuoteError(
                f"annotation {self.id} quotes {self.text!r}, but its ranges hold {found!r}",
                remedy="use the annotations with the source they were made for",
            )


@dataclass(frozen=True, slots=True)
class Layer:
    """The annotations of one kind in one document, in order."""

    name: str
    annotations: tuple[Annotation, ...]

    @classmethod
    def of(cls, name: str, annotations: Iterable[Annotation]) -> Layer:
        """Return a layer with its annotations sorted by position."""
        return cls(name, tuple(sorted(annotations, key=Annotation.sort_key)))


def stable_id(layer: str, label: str, ranges: Sequence[Range]) -> str:
    """Return an id that the same label over the same characters always gets.

    Examples
    --------
    >>> stable_id("entities", "LOC", [(0, 4)])
    'e-64da9933bc'
    """
    key = f"{layer}|{label}|{'|'.join(f'{start}-{end}' for start, end in ranges)}"
    return f"{layer[0]}-{hashlib.blake2b(key.encode(), digest_size=5).hexdigest()}"
