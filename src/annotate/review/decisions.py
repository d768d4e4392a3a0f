"""Decisions of people, and what they make of annotations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation, Layer, stable_id
from annotate.document.standoff import Standoff
from annotate.review import stamping
from annotate.review.decided import (
    ACCEPTED,
    ADDED,
    CORRECTED,
    PREDICTED,
    REJECTED,
    REVIEW,
    WAS,
    review_of,
)
from annotate.review.merging import overlap, strictly_inside
from annotate.review.stamping import Stamp

_WANTED = frozenset((ACCEPTED, CORRECTED, ADDED))
"""Statuses of annotations that people want."""

_PAGE = 256
"""Characters in which annotations are looked for together."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about one annotation.

    Attributes
    ----------
    before : Annotation or None
        What was shown; None where something was added.
    after : Annotation
        What it is now: with its status and the attribute ``review``.
    """

    before: Annotation | None
    after: Annotation


@dataclass
class Applied:
    """What came of some decisions.

    Attributes
    ----------
    standoff : Standoff
        With the decisions.
    counts : dict of str to int
        New decisions by status.
    conflicts : list of (Decision, Annotation)
        Decisions that contradict an earlier one, which stands.
    """

    standoff: Standoff
    counts: dict[str, int] = field(default_factory=dict)
    conflicts: list[tuple[Decision, Annotation]] = field(default_factory=list)


def accepted(one: Annotation, by: str, at: str) -> Decision:
    """Return the decision that a prediction is right."""
    return Decision(one, stamping.accepted(one, Stamp(by, at)))


def rejected(one: Annotation, by: str, at: str) -> Decision:
    """Return the decision that a prediction is wrong."""
    return Decision(one, stamping.rejected(one, Stamp(by, at)))


def corrected(before: Annotation, now: Annotation, by: str, at: str) -> Decision:
    """Return the decision that a prediction should have been otherwise.

    Parameters
    ----------
    before, now : Annotation
        The prediction, and what it should have been; id, source and status are set here.
    by, at : str
        Who decided, and when (UTC).
    """
    return Decision(before, stamping.corrected(before, _named(now), Stamp(by, at)))


def added(now: Annotation, by: str, at: str) -> Decision:
    """Return the decision that something was missed."""
    return Decision(None, stamping.added(_named(now), Stamp(by, at)))


def _named(one: Annotation) -> Annotation:
    return replace(one, id=stable_id(one.layer, one.label, one.ranges))


def apply(standoff: Standoff, decisions: Iterable[Decision]) -> Applied:
    """Carry decisions into a document's annotations.

    A decision that is there already changes nothing, so that the same ones may come twice. One
    that contradicts what somebody decided otherwise since is told, and what was decided stands.
    Predictions that overlap what somebody wants make way.

    Parameters
    ----------
    standoff : Standoff
        The annotations as they are now; the decisions may have been made on earlier ones.
    decisions : iterable of Decision
        In any order.

    Returns
    -------
    Applied
        The annotations with the decisions.
    """
    now = _Present(one for name in (ENTITIES, ACRONYMS) for one in standoff.layer(name).annotations)
    applied = Applied(standoff)
    # Rejections first: what is wanted instead may overlap what is not.
    waiting = sorted(decisions, key=lambda one: one.after.status != REJECTED)
    while waiting:
        applied.conflicts = []
        for decision in waiting:
            against = _against(decision, now)
            if against is not None:
                applied.conflicts.append((decision, against))
            elif _carry(decision, now):
                status = decision.after.status
                applied.counts[status] = applied.counts.get(status, 0) + 1
        if len(applied.conflicts) == len(waiting):
            break
        # What stood in the way may have moved away by a later one of them.
        waiting = [decision for decision, _ in applied.conflicts]
    layers = [
        Layer.of(name, _nested([one for one in now if one.layer == name]))
        for name in (ENTITIES, ACRONYMS)
    ]
    others = [layer for layer in standoff.layers if layer.name not in (ENTITIES, ACRONYMS)]
    kept = [
        layer for layer in layers if layer.annotations or standoff.layer(layer.name).annotations
    ]
    applied.standoff = replace(standoff, layers=(*kept, *others))
    return applied


def _against(decision: Decision, now: _Present) -> Annotation | None:
    """Return what somebody else decided since, or later, that a decision contradicts."""
    before, after = decision.before, decision.after
    same = now.get(after.id)
    if same is not None and same.status != PREDICTED:
        agreed = _told(same) == _told(after)
        if not (agreed or same.id == getattr(before, "id", None) or _gives_way(same, after)):
            return same
    current = now.standing(before)
    if before is not None and current is not None and current.status != PREDICTED:
        unchanged = (current.status, _told(current)) == (before.status, _told(before))
        reached = current.id == after.id and _told(current) == _told(after)
        if not (unchanged or reached or _gives_way(current, after)):
            return current
    if after.status == REJECTED:
        return None
    for other in now.near(after):
        if other.status in _WANTED and _clash(other, after) and other is not current:
            return other
    return None


def _gives_way(current: Annotation, after: Annotation) -> bool:
    """Tell whether a decision is replaced: people may change their own minds."""
    old, new = review_of(current), review_of(after)
    return bool(old.get("by") == new.get("by") and old.get("at", "") <= new.get("at", ""))


def _carry(decision: Decision, now: _Present) -> bool:
    """Carry one decision out; tell whether it changed anything."""
    before, after = decision.before, decision.after
    same, current = now.get(after.id), now.standing(before)
    replaced = current is not None and current.id != after.id
    if current is not None and replaced:
        now.drop(current)
    agreed = same is not None and _told(same) == _told(after)
    if same is not None and agreed and same.status != PREDICTED:
        return replaced
    if after.status != REJECTED:
        for other in now.near(after):
            if other.status == PREDICTED and _clash(other, after):
                now.drop(other)
    kept = same is not None and agreed and after.status == ACCEPTED
    now.put(_kept(same, after) if same is not None and kept else after)
    return True


def _kept(same: Annotation, after: Annotation) -> Annotation:
    """Return the annotation as it is now, accepted: a later run may know its entity or its page."""
    attributes = {**same.attributes, REVIEW: after.attributes[REVIEW]}
    return replace(same, status=after.status, attributes=attributes)


def _told(one: Annotation) -> tuple[Any, ...]:
    """Return what a decision says, without who said it and when."""
    told = one.attributes
    return (one.label, one.ranges, one.value, told.get("expansion"), one.status != REJECTED)


class _Present:
    """The annotations of a document while decisions are carried into it: found by id, by place,
    and by what they were before. A book has a hundred thousand.
    """

    def __init__(self, annotations: Iterable[Annotation]) -> None:
        self._held: dict[str, Annotation] = {}
        self._places: dict[int, dict[str, None]] = defaultdict(dict)
        self._made_of: dict[str, dict[str, None]] = defaultdict(dict)
        for one in annotations:
            self.put(one)

    def __iter__(self) -> Iterator[Annotation]:
        return iter(self._held.values())

    def get(self, identity: str) -> Annotation | None:
        return self._held.get(identity)

    def near(self, one: Annotation) -> list[Annotation]:
        """Return what may share characters with an annotation, in the order it came."""
        found = {name: None for page in _pages(one) for name in self._places.get(page, ())}
        return [self._held[name] for name in found]

    def standing(self, before: Annotation | None) -> Annotation | None:
        """Return what stands now for what a decision is about: itself, or what it was corrected
        to.
        """
        if before is None:
            return None
        names = [before.id] if before.id in self._held else [*self._made_of.get(before.id, ())]
        return self._held[names[0]] if names else None

    def put(self, one: Annotation) -> None:
        if one.id in self._held:
            self.drop(self._held[one.id])
        self._held[one.id] = one
        for page in _pages(one):
            self._places[page][one.id] = None
        self._made_of[_was(one)][one.id] = None

    def drop(self, one: Annotation) -> None:
        del self._held[one.id]
        for page in _pages(one):
            del self._places[page][one.id]
        del self._made_of[_was(one)][one.id]


def _pages(one: Annotation) -> range:
    return range(one.start // _PAGE, one.end // _PAGE + 1)


def _was(one: Annotation) -> str:
    """Return the id of the prediction that an annotation was made of; ``""`` where it is none."""
    return str((review_of(one).get(WAS) or {}).get("id", ""))


def _clash(one: Annotation, other: Annotation) -> bool:
    """Tell whether two annotations cannot stand beside each other: both flat names of one layer
    that share characters without one lying inside the other, or one place with two labels.
    """
    if one.layer != other.layer or one.id == other.id:
        return False
    if not overlap(one, other):
        return False
    if one.layer == ACRONYMS:
        return True
    return not (strictly_inside(one, other) or strictly_inside(other, one))


def _nested(annotations: Sequence[Annotation]) -> list[Annotation]:
    """Mark the names that lie inside others now, and those that do not any more."""
    alive = sorted(
        (one for one in annotations if one.status != REJECTED),
        key=lambda one: (one.start, -one.end, -sum(end - start for start, end in one.ranges)),
    )
    inside: set[str] = set()
    around: list[Annotation] = []
    for one in alive:
        around = [other for other in around if other.end > one.start]
        # What lies between the ranges of a parted name (a note below a page) is not inside it.
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
