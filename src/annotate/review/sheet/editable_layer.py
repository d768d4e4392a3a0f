"""The annotations of one document while they are decided about.

Decisions are measured against what was predicted, which decided annotations still tell; so a
decision that was applied already changes nothing. What a person decided about an occurrence is
never changed: where a decision wants something else, that is a conflict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation, Layer
from annotate.document.candidates import Candidate
from annotate.document.mended import Mended
from annotate.document.projection import Projector
from annotate.document.source import Range
from annotate.review import decided
from annotate.review.sheet.text import form_of, plain

_PAGE = 8  # spans are looked up by stretches of 256 characters


@dataclass(frozen=True, slots=True)
class Conflict:
    """An occurrence that a decision would have changed, and may not."""

    document: str
    page: int | None
    text: str
    why: str

    def __str__(self) -> str:
        page = "" if self.page is None else f", page {self.page}"
        return f"{self.document}{page}: {self.text}: {self.why}"


@dataclass
class Tally:
    """What became of decisions.

    Attributes
    ----------
    kept, relabelled, bounded, rejected, added, denied : int
        Occurrences that were decided about now.
    unchanged : int
        Occurrences that are as the decision wants them already.
    absent : int
        Occurrences at which the wanted quote does not stand; they are left as they are.
    conflicts : list of Conflict
        Occurrences that stay as they are because a person decided otherwise, or for want of room.
    """

    kept: int = 0
    relabelled: int = 0
    bounded: int = 0
    rejected: int = 0
    added: int = 0
    denied: int = 0
    unchanged: int = 0
    absent: int = 0
    conflicts: list[Conflict] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """How many occurrences were decided about."""
        parts = (self.kept, self.relabelled, self.bounded, self.rejected, self.added, self.denied)
        return sum(parts)


class Marks:
    """The names and acronyms of one document.

    Parameters
    ----------
    mended : Mended
        The document.
    annotations : iterable of Annotation
        Of the layers `entities` and `acronyms`. One without a span in the mended text (somebody
        decided on it before mending set its characters aside) stays in its layer; no decision
        reaches it.
    """

    def __init__(self, mended: Mended, annotations: Iterable[Annotation]) -> None:
        self.mended = mended
        self._held: dict[str, Annotation] = {}
        self._spans: dict[str, Range] = {}
        self._pages: dict[int, set[str]] = defaultdict(set)
        self._forms: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._changed: set[str] = set()
        self._unplaced: list[Annotation] = []
        for annotation in annotations:
            span = mended.offsets.span(annotation.ranges)
            if span is None:
                self._unplaced.append(annotation)
            else:
                self._hold(annotation, span)

    @cached_property
    def text(self) -> str:
        """The mended text with plain signs, in which forms are looked up."""
        return plain(self.mended.text)

    @cached_property
    def placer(self) -> Projector:
        """Makes annotations of new spans."""
        return Projector(self.mended)

    def of_form(self, layer: str, form: str) -> list[Annotation]:
        """Return the annotations whose form was predicted so or, where nothing was, is so."""
        held = self._forms.get((layer, form), ())
        return [self._held[identity] for identity in sorted(held)]

    @property
    def changed(self) -> bool:
        """Whether anything was decided."""
        return bool(self._changed)

    def __iter__(self) -> Iterator[Annotation]:
        return iter(list(self._held.values()))

    def get(self, identity: str) -> Annotation | None:
        """Return an annotation by its id."""
        return self._held.get(identity)

    def span(self, identity: str) -> Range:
        """Return the span of an annotation in the mended text."""
        return self._spans[identity]

    def touching(self, span: Range, layer: str) -> list[Annotation]:
        """Return the annotations of a layer that share a character with a span."""
        start, end = span
        near: set[str] = set()
        for page in range(start >> _PAGE, (end >> _PAGE) + 1):
            near |= self._pages.get(page, set())
        return [
            self._held[identity]
            for identity in sorted(near)
            if self._held[identity].layer == layer
            and self._spans[identity][0] < end
            and start < self._spans[identity][1]
        ]

    def make(self, span: Range, label: str, layer: str) -> Annotation | None:
        """Return an annotation of a span that is not there yet, None where no name can be."""
        found = _valued(self.mended.text, span, label) if layer == ENTITIES else None
        candidate = found or Candidate(*span, label, "")
        return next(iter(self.placer.annotations([candidate], layer)), None)

    def obstacle(self, span: Range, layer: str, but: str = "") -> str | None:
        """Return why no annotation can stand at a span, None if one can.

        Names may lie inside longer names and take shorter ones in; they never overlap in part, and
        what a person decided about is not put inside another name.
        """
        for other in self.touching(span, layer):
            low, high = self._spans[other.id]
            if other.id == but or not decided.is_live(other):
                continue
            if layer == ACRONYMS or (low, high) == span:
                return f"{other.label} {other.text!r} stands there"
            inside = span[0] <= low and high <= span[1]
            if not inside and not (low <= span[0] and span[1] <= high):
                return f"it overlaps {other.label} {other.text!r}"
            told = other.attributes.get("nested", False)
            if inside and not told and decided.is_personal(other) and other.id not in self._changed:
                return f"{other.label} {other.text!r}, which was decided about, lies inside"
        return None

    def put(self, old: Annotation | None, new: Annotation, span: Range) -> None:
        """Put an annotation in the place of another one, or beside the others."""
        if old is not None:
            self._drop(old.id)
        self._hold(new, span)
        self._changed.add(new.id)

    def layers(self) -> tuple[Layer, Layer]:
        """Return entities and acronyms, nested names marked as they now lie."""
        placed = self._settled() if self._changed else self._held.values()
        settled = [*placed, *self._unplaced]
        return (
            Layer.of(ENTITIES, (one for one in settled if one.layer == ENTITIES)),
            Layer.of(ACRONYMS, (one for one in settled if one.layer == ACRONYMS)),
        )

    def conflict(self, annotation: Annotation, why: str) -> Conflict:
        """Return a conflict at an annotation."""
        return Conflict(self.mended.source.id, annotation.page, annotation.text or "", why)

    def conflict_at(self, span: Range, why: str) -> Conflict:
        """Return a conflict where nothing is annotated."""
        ranges = self.mended.offsets.to_source(*span)
        page = self.mended.source.page_at(ranges[0][0]) if ranges else None
        return Conflict(self.mended.source.id, page, self.mended.text[slice(*span)], why)

    def _hold(self, annotation: Annotation, span: Range) -> None:
        self._held[annotation.id] = annotation
        self._spans[annotation.id] = span
        self._forms[_key(annotation)].add(annotation.id)
        for page in range(span[0] >> _PAGE, (span[1] >> _PAGE) + 1):
            self._pages[page].add(annotation.id)

    def _drop(self, identity: str) -> None:
        start, end = self._spans.pop(identity)
        for page in range(start >> _PAGE, (end >> _PAGE) + 1):
            self._pages[page].discard(identity)
        self._forms[_key(self._held[identity])].discard(identity)
        del self._held[identity]

    def _settled(self) -> Iterator[Annotation]:
        outer_end = -1
        order = sorted(
            self._held.values(), key=lambda one: (self._spans[one.id][0], -self._spans[one.id][1])
        )
        widest: Range = (-1, -1)
        for one in order:
            start, end = self._spans[one.id]
            if one.layer != ENTITIES or not decided.is_live(one):
                yield one
                continue
            nested = end <= outer_end and (start, end) != widest
            if end > outer_end:
                outer_end, widest = end, (start, end)
            mine = one.id in self._changed or not decided.is_personal(one)
            if mine and bool(one.attributes.get("nested", False)) != nested:
                one = replace(one, attributes={**one.attributes, "nested": nested})
            yield one


def _valued(text: str, span: Range, label: str) -> Candidate | None:
    """Return a date with its value; None for other labels."""
    if label != "DATE":
        return None
    from annotate.pipes.dates.finder import find_dates

    start, end = span
    # What stands before a date may say how exact it is, what stands behind may be part of it.
    low = max(0, start - 40)
    there = [one.shifted(low) for one in find_dates(text[low : end + 20])]
    alone = [one.shifted(start) for one in find_dates(text[start:end])]
    return next((one for one in (*there, *alone) if (one.start, one.end) == span), None)


def _key(annotation: Annotation) -> tuple[str, str]:
    origin = decided.origin_of(annotation)
    return annotation.layer, form_of((annotation.text or "") if origin is None else origin.text)


def named(layers: Sequence[Layer]) -> Iterator[Annotation]:
    """Yield the annotations of the layers that decisions are about."""
    for layer in layers:
        if layer.name in (ENTITIES, ACRONYMS):
            yield from layer.annotations
