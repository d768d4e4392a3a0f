"""The names and acronyms of one document while decisions are applied to them.

Decisions are measured against what was predicted, which decided annotations keep; so a decision
that was applied already changes nothing. What a person decided on an occurrence is never changed:
where a decision wants something else, that is a conflict.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation, Layer
from annotate.document.candidates import Candidate
from annotate.document.mended import Mended
from annotate.document.projection import Projector
from annotate.document.source import Range
from annotate.review.annotation_index import AnnotationIndex
from annotate.review.decisions import (
    REVIEWED_LAYERS,
    Decision,
    is_live,
    is_personal,
    origin_of,
)
from annotate.review.sheet.text import form_of, plain


@dataclass(frozen=True, slots=True)
class Blocked:
    """An occurrence that a decision would have changed, and may not.

    Attributes
    ----------
    document, text, why : str
        The document's id, the quote, and what is in the way.
    page : int or None
        Its page.
    decision : Decision or None
        What would have been decided, where it contradicts what somebody else decided.
    """

    document: str
    page: int | None
    text: str
    why: str
    decision: Decision | None = field(default=None, compare=False)

    def __str__(self) -> str:
        page = "" if self.page is None else f", page {self.page}"
        return f"{self.document}{page}: {self.text}: {self.why}"


@dataclass
class Tally:
    """Counts of what became of decisions.

    Attributes
    ----------
    kept, relabelled, bounded, rejected, added, denied : int
        Occurrences that were decided on now.
    unchanged : int
        Occurrences that are as the decision wants them already.
    absent : int
        Occurrences where the wanted quote does not occur; they are left as they are.
    conflicts : list of Blocked
        Occurrences that are left because a person decided otherwise, or for want of room.
    reached : set of (str, str)
        The layers and forms of which an occurrence is where the decision wants it, or could be.
    """

    kept: int = 0
    relabelled: int = 0
    bounded: int = 0
    rejected: int = 0
    added: int = 0
    denied: int = 0
    unchanged: int = 0
    absent: int = 0
    conflicts: list[Blocked] = field(default_factory=list)
    reached: set[tuple[str, str]] = field(default_factory=set)

    def count(self, what: str) -> None:
        """Count one occurrence more, by the name of an attribute."""
        setattr(self, what, getattr(self, what) + 1)

    @property
    def changed(self) -> int:
        """How many occurrences were decided on now."""
        corrected = self.relabelled + self.bounded
        return self.kept + corrected + self.rejected + self.added + self.denied


class EditableNames:
    """The names and acronyms of one document, looked up by their spans in the mended text.

    Parameters
    ----------
    mended : Mended
        The document.
    layers : iterable of Layer
        Its layers; only `entities` and `acronyms` are taken. An annotation without a span in the
        mended text (it was decided on before mending set its characters aside) stays in its layer,
        and no decision reaches it.
    """

    def __init__(self, mended: Mended, layers: Iterable[Layer]) -> None:
        self.mended = mended
        self._index = AnnotationIndex()
        self._forms: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._changed: set[str] = set()
        self._made: dict[str, Decision] = {}
        self._unplaced: list[Annotation] = []
        for layer in layers:
            for annotation in layer.annotations if layer.name in REVIEWED_LAYERS else ():
                span = mended.offsets.span(annotation.ranges)
                if span is None:
                    self._unplaced.append(annotation)
                else:
                    self._hold(annotation, span)

    @cached_property
    def text(self) -> str:
        """The mended text with plain apostrophes and spaces, in which forms are looked up."""
        return plain(self.mended.text)

    @cached_property
    def _projector(self) -> Projector:
        return Projector(self.mended)

    @property
    def changed(self) -> bool:
        """Whether anything was decided."""
        return bool(self._changed)

    def __iter__(self) -> Iterator[Annotation]:
        return iter(list(self._index))

    def of_form(self, layer: str, form: str) -> list[Annotation]:
        """Return the annotations whose form was predicted so or, without a prediction, is so."""
        held = map(self._index.get, sorted(self._forms.get((layer, form), ())))
        return [one for one in held if one is not None]

    def get(self, identity: str) -> Annotation | None:
        """Return an annotation by its id."""
        return self._index.get(identity)

    def span(self, identity: str) -> Range:
        """Return the span of an annotation in the mended text."""
        return self._index.ranges(identity)[0]

    def touching(self, span: Range, layer: str) -> list[Annotation]:
        """Return the annotations of a layer that share a character with a span."""
        start, end = span
        found = (one for one in self._index.near((span,)) if one.layer == layer)
        touching = [
            one for one in found if self.span(one.id)[0] < end and start < self.span(one.id)[1]
        ]
        return sorted(touching, key=lambda one: one.id)

    def make(self, span: Range, label: str, layer: str) -> Annotation | None:
        """Return a new annotation over a span, or None where no name can be."""
        found = _valued(self.mended.text, span, label) if layer == ENTITIES else None
        candidate = found or Candidate(*span, label, "")
        return next(iter(self._projector.annotations([candidate], layer)), None)

    def obstacle(self, span: Range, layer: str, but: str = "") -> tuple[Annotation, str] | None:
        """Return what keeps an annotation from a span, and why; None if nothing does.

        Names may be nested in longer names and take shorter ones in; they never overlap in part,
        and what a person decided on is not nested in another name.
        """
        for other in self.touching(span, layer):
            low, high = self.span(other.id)
            if other.id == but or not is_live(other):
                continue
            if layer == ACRONYMS or (low, high) == span:
                return other, f"{other.label} {other.text!r} is there"
            inside = span[0] <= low and high <= span[1]
            if not inside and not (low <= span[0] and span[1] <= high):
                return other, f"it overlaps {other.label} {other.text!r}"
            nested = other.attributes.get("nested", False)
            if inside and not nested and is_personal(other) and other.id not in self._changed:
                return other, f"{other.label} {other.text!r}, which was decided on, lies inside"
        return None

    def put(self, old: Annotation | None, new: Annotation, span: Range) -> None:
        """Put an annotation in the place of another one, or next to the others."""
        first = self._made.pop(old.id, None) if old is not None else None
        self._made[new.id] = Decision(first.before if first else old, new)
        if old is not None:
            self._forms[_key(old)].discard(old.id)
            self._index.drop(old.id)
        self._hold(new, span)
        self._changed.add(new.id)

    def decisions(self) -> list[Decision]:
        """Return what was decided, each from what was there at first."""
        return list(self._made.values())

    def layers(self) -> tuple[Layer, ...]:
        """Return entities and acronyms, with the mark of nested names as they lie now."""
        every = [*(self._with_nesting() if self._changed else self._index), *self._unplaced]
        return tuple(
            Layer.of(name, (one for one in every if one.layer == name)) for name in REVIEWED_LAYERS
        )

    def conflict(
        self, annotation: Annotation, why: str, decision: Decision | None = None
    ) -> Blocked:
        """Return a conflict at an annotation."""
        document, text = self.mended.source.id, annotation.text or ""
        return Blocked(document, annotation.page, text, why, decision)

    def _hold(self, annotation: Annotation, span: Range) -> None:
        self._index.put(annotation, (span,))
        self._forms[_key(annotation)].add(annotation.id)

    def _with_nesting(self) -> Iterator[Annotation]:
        def by_span(one: Annotation) -> tuple[int, int]:
            start, end = self.span(one.id)
            return start, -end

        outer_end = -1
        widest: Range = (-1, -1)
        for one in sorted(self._index, key=by_span):
            start, end = self.span(one.id)
            if one.layer != ENTITIES or not is_live(one):
                yield one
                continue
            nested = end <= outer_end and (start, end) != widest
            if end > outer_end:
                outer_end, widest = end, (start, end)
            mine = one.id in self._changed or not is_personal(one)
            if mine and bool(one.attributes.get("nested", False)) != nested:
                one = replace(one, attributes={**one.attributes, "nested": nested})
            yield one


def _valued(text: str, span: Range, label: str) -> Candidate | None:
    """Return a date with its value; None for other labels."""
    if label != "DATE":
        return None
    from annotate.pipes.dates.finder import find_dates

    start, end = span
    # The words before a date may say how exact it is, those after it may be part of it.
    low = max(0, start - 40)
    there = [one.shifted(low) for one in find_dates(text[low : end + 20])]
    alone = [one.shifted(start) for one in find_dates(text[start:end])]
    return next((one for one in (*there, *alone) if (one.start, one.end) == span), None)


def _key(annotation: Annotation) -> tuple[str, str]:
    origin = origin_of(annotation)
    return annotation.layer, form_of((annotation.text or "") if origin is None else origin.text)
