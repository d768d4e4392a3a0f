"""Decisions carried out on the annotations of a document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from annotate.document.annotation import ENTITIES, Annotation, Layer
from annotate.document.nesting import clash, strictly_inside
from annotate.document.source import Range
from annotate.document.standoff import Standoff
from annotate.review.annotation_index import BUCKET, AnnotationIndex, buckets_of
from annotate.review.decisions import (
    ACCEPTED,
    ADDED,
    CORRECTED,
    PREDICTED,
    REJECTED,
    REVIEW,
    REVIEWED_LAYERS,
    WAS,
    Decision,
    Stamp,
    is_live,
    rejected,
    review_of,
)

_WANTED = frozenset((ACCEPTED, CORRECTED, ADDED))
"""Statuses of annotations that people want."""


@dataclass
class Applied:
    """The result of applying decisions.

    Attributes
    ----------
    standoff : Standoff
        The annotations with the decisions.
    counts : dict of str to int
        New decisions by status.
    conflicts : list of (Decision, Annotation)
        Decisions that contradict earlier ones, each with each of those, which are kept.
    """

    standoff: Standoff
    counts: dict[str, int] = field(default_factory=dict)
    conflicts: list[tuple[Decision, Annotation]] = field(default_factory=list)


def apply(standoff: Standoff, decisions: Iterable[Decision]) -> Applied:
    """Apply decisions to the annotations of a document.

    A decision that was applied already changes nothing, so that the same ones may come twice. One
    that contradicts what somebody else decided since is not applied, but returned as a conflict.
    Predictions that overlap what somebody wants are removed.

    Parameters
    ----------
    standoff : Standoff
        The annotations as they are now; the decisions may have been made on earlier ones.
    decisions : iterable of Decision
        In any order.
    """
    decisions = list(decisions)
    named = [one for name in REVIEWED_LAYERS for one in standoff.layer(name).annotations]
    concerned = _Concerned(decisions)
    near, others = concerned.parted(named)
    now = _Present(near)
    applied = Applied(standoff)
    # Rejections first: what is wanted instead may overlap what is not.
    waiting = sorted(decisions, key=lambda one: one.after.status != REJECTED)
    while waiting:
        applied.conflicts = []
        left = []
        for decision in waiting:
            against = _against(decision, now)
            if against:
                left.append(decision)
                applied.conflicts += [(decision, one) for one in against]
            elif _carry_out(decision, now):
                status = decision.after.status
                applied.counts[status] = applied.counts.get(status, 0) + 1
        if len(left) == len(waiting):
            break
        # What was in the way may have been moved by a later one of them.
        waiting = left
    applied.standoff = _with_names(standoff, [*others, *now])
    return applied


class _Concerned:
    """Tells which annotations decisions may be about, touch, or have been made into: a decision on
    one name of a book leaves all but a few alone.
    """

    def __init__(self, decisions: Iterable[Decision]) -> None:
        both = [one for pair in decisions for one in (pair.before, pair.after) if one is not None]
        self._ids = {one.id for one in both}
        self._buckets = {bucket for one in both for bucket in buckets_of(one.ranges)}
        self._low = min((one.start for one in both), default=0) - BUCKET
        self._high = max((one.end for one in both), default=0) + BUCKET

    def parted(
        self, annotations: Iterable[Annotation]
    ) -> tuple[list[Annotation], list[Annotation]]:
        """Return the annotations that they may be about, and the others."""
        near: list[Annotation] = []
        others: list[Annotation] = []
        for one in annotations:
            (near if self._is_near(one) else others).append(one)
        return near, others

    def _is_near(self, one: Annotation) -> bool:
        if one.id in self._ids or (one.status != PREDICTED and _was(one) in self._ids):
            return True
        beside = one.end < self._low or self._high < one.start
        return not (beside or self._buckets.isdisjoint(buckets_of(one.ranges)))


def with_nesting(standoff: Standoff) -> Standoff:
    """Return a document with the mark of names inside other names as they lie now."""
    return _with_names(standoff, standoff.named())


def _with_names(standoff: Standoff, names: Sequence[Annotation]) -> Standoff:
    layers = [
        Layer.of(name, _nested([one for one in names if one.layer == name]))
        for name in REVIEWED_LAYERS
    ]
    others = [layer for layer in standoff.layers if layer.name not in REVIEWED_LAYERS]
    kept = [
        layer for layer in layers if layer.annotations or standoff.layer(layer.name).annotations
    ]
    return replace(standoff, layers=(*kept, *others))


def _against(decision: Decision, now: _Present) -> list[Annotation]:
    """Return what somebody else decided, or decided later, that a decision contradicts."""
    before, after = decision.before, decision.after
    found: dict[str, Annotation] = {}
    same = now.get(after.id)
    if same is not None and same.status != PREDICTED:
        agreed = _meaning(same) == _meaning(after)
        if not (agreed or same.id == getattr(before, "id", None) or _gives_way(same, after)):
            found[same.id] = same
    current = now.current(before)
    if before is not None and current is not None and current.status != PREDICTED:
        unchanged = (current.status, _meaning(current)) == (before.status, _meaning(before))
        reached = current.id == after.id and _meaning(current) == _meaning(after)
        seen = decision.seen and unchanged
        if not (seen or reached or _gives_way(current, after)):
            found[current.id] = current
    for other in now.near(after.ranges) if after.status != REJECTED else ():
        if other.status in _WANTED and clash(other, after) and other is not current:
            found[other.id] = other
    return [one for name, one in found.items() if name not in decision.over]


def _gives_way(current: Annotation, after: Annotation) -> bool:
    """Return whether a decision is replaced: people may change their own minds."""
    old, new = review_of(current), review_of(after)
    return bool(old.get("by") == new.get("by") and old.get("at", "") <= new.get("at", ""))


def _carry_out(decision: Decision, now: _Present) -> bool:
    """Carry out one decision; return whether it changed anything."""
    before, after = decision.before, decision.after
    for name in decision.over - {after.id, getattr(now.current(before), "id", "")}:
        other = now.get(name)
        if other is not None and is_live(other) and clash(other, after):
            review = review_of(after)
            now.put(rejected(other, Stamp(str(review["by"]), str(review["at"]))))
    same, current = now.get(after.id), now.current(before)
    replaced = current is not None and current.id != after.id
    if current is not None and replaced:
        now.drop(current.id)
    agreed = same is not None and _meaning(same) == _meaning(after)
    if same is not None and agreed and same.status != PREDICTED:
        return replaced
    if after.status != REJECTED:
        for other in now.near(after.ranges):
            if other.status == PREDICTED and clash(other, after):
                now.drop(other.id)
    kept = same is not None and agreed and after.status == ACCEPTED
    now.put(_kept(same, after) if same is not None and kept else after)
    return True


def _kept(same: Annotation, after: Annotation) -> Annotation:
    """Return the annotation as it is now, accepted: a later run may know its entity or its page."""
    attributes = {**same.attributes, REVIEW: after.attributes[REVIEW]}
    return replace(same, status=after.status, attributes=attributes)


def _meaning(one: Annotation) -> tuple[Any, ...]:
    """Return what a decision says, without who said it and when."""
    expansion = one.attributes.get("expansion")
    return (one.label, one.ranges, one.value, expansion, one.status != REJECTED)


class _Present(AnnotationIndex):
    """The annotations while decisions are applied, found also by what they were made of."""

    def __init__(self, annotations: Iterable[Annotation]) -> None:
        self._made_of: dict[str, dict[str, None]] = defaultdict(dict)
        super().__init__(annotations)

    def current(self, before: Annotation | None) -> Annotation | None:
        """Return what there is now of what a decision is about: itself, or what it was corrected
        to.
        """
        if before is None:
            return None
        return self.get(before.id) or next(map(self.get, self._made_of.get(before.id, ())), None)

    def put(self, one: Annotation, ranges: tuple[Range, ...] | None = None) -> None:
        super().put(one, ranges)
        self._made_of[_was(one)][one.id] = None

    def drop(self, identity: str) -> None:
        one = self.get(identity)
        if one is not None:
            del self._made_of[_was(one)][one.id]
        super().drop(identity)


def _was(one: Annotation) -> str:
    """Return the id of the prediction that an annotation was corrected from, or ``""``."""
    return str((review_of(one).get(WAS) or {}).get("id", ""))


def _nested(annotations: Sequence[Annotation]) -> list[Annotation]:
    """Set or remove the mark of names inside other names, as they lie now."""
    alive = sorted(
        (one for one in annotations if one.status != REJECTED),
        key=lambda one: (one.start, -one.end, -sum(end - start for start, end in one.ranges)),
    )
    inside: set[str] = set()
    around: list[Annotation] = []
    for one in alive:
        around = [other for other in around if other.end > one.start]
        # What lies between the ranges of a name (a note below a page) is not inside it.
        if any(strictly_inside(one, other) for other in around):
            inside.add(one.id)
        around.append(one)
    return [_marked(one, one.id in inside) for one in annotations]


def _marked(one: Annotation, nested: bool) -> Annotation:
    if one.layer != ENTITIES or one.status == REJECTED:
        return one
    if bool(one.attributes.get("nested")) == nested:
        return one
    return replace(one, attributes={**one.attributes, "nested": nested})
