"""Decisions of reviewers and fresh predictions into one document, three ways.

The base is what an earlier run predicted, ours is what a person decided about it, theirs is what
the rules say now. A decision always stays as it is; the question is only whether a fresh prediction
has room beside it, and whether it tells the reviewer something new. That it may be told again with
every run is meant: nothing has to be remembered between two runs, so that one which was killed
half-way tells the same when it is repeated.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from annotate.document.annotation import STRUCTURE, Annotation, Layer
from annotate.document.standoff import Standoff
from annotate.document.structure import ElementIndex
from annotate.errors import StandoffError
from annotate.review.decided import (
    CORRECTED,
    REJECTED,
    REVIEWED_LAYERS,
    Key,
    content,
    content_before,
    decisions_in,
)

_BUCKET = 256


class Kind(StrEnum):
    """What a reviewer may want to look at again; the value is what tables say.

    Examples
    --------
    >>> print(Kind.MOVED)
    moved
    """

    AGREES = "agrees"
    """The rules now say what a reviewer had corrected or added."""
    DISAGREES = "disagrees"
    """The rules say something new about the same characters, or about some that were rejected."""
    MOVED = "moved"
    """The rules see other ends; the prediction was left out."""
    ALONE = "alone"
    """A name inside a longer name that is not there any more."""
    LOST = "lost"
    """The source text changed, and the decision has no sure place in the new one."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A decision and a fresh prediction that somebody should see together.

    Attributes
    ----------
    kind : Kind
        What is the matter.
    decision : Annotation or None
        What the reviewer decided; None when a prediction has no longer name around it for no
        decision's sake.
    fresh : Annotation or None
        What the rules say now; None when they say nothing.
    detail : str
        What else is known: why a decision was lost.
    """

    kind: Kind
    decision: Annotation | None
    fresh: Annotation | None = None
    detail: str = ""


@dataclass(frozen=True)
class Merged:
    """What came of merging.

    Attributes
    ----------
    standoff : Standoff
        Every decision, and the fresh predictions that have room beside them.
    conflicts : tuple of Conflict
        In the order of the text.
    """

    standoff: Standoff
    conflicts: tuple[Conflict, ...]


def merge(reviewed: Standoff, fresh: Standoff) -> Merged:
    """Merge the decisions of reviewers with fresh predictions over the same text.

    Parameters
    ----------
    reviewed : Standoff
        What an earlier run predicted and people decided; predictions that nobody decided on are
        replaced by the fresh ones.
    fresh : Standoff
        What the rules say now. Its flat layer does not overlap.

    Returns
    -------
    Merged
        Decisions stay as they are, but for `paragraph` and `sentence`, which name pieces of the
        fresh structure: a table that leads to the wrong paragraph would help nobody. The flat
        layers do not overlap, what is rejected aside, as long as decisions do not overlap each
        other.

    Raises
    ------
    StandoffError
        If the source text changed; its decisions must be carried over first.

    Examples
    --------
    >>> lens = Annotation("e-64da9933bc", "entities", "LOC", ((0, 4),), "Lens")
    >>> old = Standoff("a", "a.txt", "f00", 12, "annotate", "1", (Layer("entities", (lens,)),))
    >>> no = replace(lens, status="rejected", attributes={"review": {"by": "alice"}})
    >>> merged = merge(replace(old, layers=(Layer("entities", (no,)),)), old)
    >>> [one.status for one in merged.standoff.annotations()], merged.conflicts
    (['rejected'], ())
    """
    if reviewed.sha256 != fresh.sha256:
        raise StandoffError(
            f"the source text of {fresh.document} has changed: decisions were made on "
            f"{reviewed.sha256[:12]}…, the text now is {fresh.sha256[:12]}…",
            path=fresh.source,
            remedy="carry the decisions over to the new text first, as `annotate run` does",
        )
    elements = ElementIndex(fresh.layer(STRUCTURE).annotations)
    conflicts: list[Conflict] = []
    layers: list[Layer] = []
    every = [_refreshed(one, elements) for one in decisions_in(reviewed)]
    for name in REVIEWED_LAYERS:
        merging = _Merging([one for one in every if one.layer == name], every)
        layers.append(Layer.of(name, merging.merged(fresh.layer(name).annotations)))
        conflicts += merging.conflicts
    layers.append(fresh.layer(STRUCTURE))
    kept = tuple(layer for layer in layers if layer.annotations)
    return Merged(replace(fresh, layers=kept), tuple(sorted(conflicts, key=_place)))


def _refreshed(decision: Annotation, elements: ElementIndex) -> Annotation:
    """Return a decision with the ids of the fresh structure, which counts its elements anew.

    What lies in no element keeps the id it has. The page stays, too: it is a page of the file, and
    the text is the same.
    """
    at = decision.ranges[0][0]
    return replace(
        decision,
        paragraph=elements.block(at) or decision.paragraph,
        sentence=elements.sentence(at) or decision.sentence,
    )


def _place(conflict: Conflict) -> tuple[object, ...]:
    first = conflict.decision or conflict.fresh
    assert first is not None
    return (*first.sort_key(), conflict.fresh.sort_key() if conflict.fresh else ())


class _Merging:
    """One layer of one document.

    Decisions of the other layers count where they were made of a prediction of this one: who calls
    an acronym a name does not want the acronym again.
    """

    def __init__(self, decisions: list[Annotation], every: Iterable[Annotation]) -> None:
        self.conflicts: list[Conflict] = []
        self._decisions = decisions
        self._near = _Near(decisions)
        self._same = {content(one).key: one for one in decisions}
        self._ids = {one.id: one for one in decisions}
        self._before: dict[Key, Annotation] = {}
        for one in every:
            before = content_before(one) if one.status in (CORRECTED, REJECTED) else None
            if before is not None:
                self._before.setdefault(before.key, one)

    def merged(self, predictions: Iterable[Annotation]) -> list[Annotation]:
        """Return the decisions and the predictions that have room beside them."""
        every = list(predictions)
        kept: list[Annotation] = []
        # What made way for which decision; a name that lay inside goes with it.
        gone: list[Annotation] = []
        why: dict[str, Annotation] = {}
        for one in every:
            if not is_nested(one):
                decision = self._against(one)
                if decision is None:
                    kept.append(one)
                else:
                    gone.append(one)
                    why[one.id] = decision
        live = [one for one in self._decisions if one.status != REJECTED]
        flat = [one for one in (*live, *kept) if not is_nested(one)]
        hosts = _Near([one for one in flat if one.status != REJECTED])
        lost = _Near(gone)
        for one in every:
            if is_nested(one) and self._against(one) is None:
                if _host(one, hosts) is not None:
                    kept.append(one)
                else:
                    former = _host(one, lost)
                    because = why[former.id] if former else None
                    self.conflicts.append(Conflict(Kind.ALONE, because, one))
        for decision in live:
            if is_nested(decision) and _host(decision, hosts) is None:
                self.conflicts.append(Conflict(Kind.ALONE, decision))
        return [*self._decisions, *kept]

    def _against(self, one: Annotation) -> Annotation | None:
        """Return a decision that leaves no room for a prediction, None if there is none; note what
        the reviewer should know.
        """
        key = content(one).key
        decision = self._same.get(key) or self._before.get(key) or self._ids.get(one.id)
        if decision is not None:
            kind = _news(decision, one)
            if kind is not None:
                self.conflicts.append(Conflict(kind, decision, one))
            return decision
        near = [other for other in self._near.to(one) if not compatible(other, one)]
        live = [other for other in near if other.status != REJECTED]
        for other in live:
            kind = Kind.DISAGREES if other.ranges == one.ranges else Kind.MOVED
            self.conflicts.append(Conflict(kind, other, one))
        if live:
            return live[0]
        self.conflicts += [Conflict(Kind.DISAGREES, other, one) for other in near]
        return None


def _news(decision: Annotation, one: Annotation) -> Kind | None:
    """Tell what is new about a prediction at the place of a decision or of what was corrected."""
    said = content(one)
    before = content_before(decision)
    if before is not None and before.same(said):
        return None
    return Kind.AGREES if content(decision).same(said) else Kind.DISAGREES


def is_nested(annotation: Annotation) -> bool:
    """Tell whether an annotation is a name inside a longer name."""
    return bool(annotation.attributes.get("nested", False))


def overlap(one: Annotation, other: Annotation) -> bool:
    """Tell whether two annotations share characters; what merely lies between the ranges of one
    (a note below a page) is none of it.

    Examples
    --------
    >>> parted = Annotation("e-1", "entities", "ORG", ((0, 4), (90, 99)), "Mine de Lens")
    >>> overlap(parted, Annotation("e-2", "entities", "LOC", ((20, 24),), "Lens"))
    False
    """
    return any(
        low < other_high and other_low < high
        for low, high in one.ranges
        for other_low, other_high in other.ranges
    )


def strictly_inside(inner: Annotation, outer: Annotation) -> bool:
    """Tell whether an annotation lies inside another and is shorter."""
    return inner.ranges != outer.ranges and all(
        any(low <= start and end <= high for low, high in outer.ranges)
        for start, end in inner.ranges
    )


def compatible(one: Annotation, other: Annotation) -> bool:
    """Tell whether two annotations may stand in one layer: apart, or a nested one inside a flat
    one.
    """
    if not overlap(one, other):
        return True
    if is_nested(one) == is_nested(other):
        return False
    inner, outer = (one, other) if is_nested(one) else (other, one)
    return strictly_inside(inner, outer)


def _host(one: Annotation, flat: _Near) -> Annotation | None:
    return next((other for other in flat.to(one) if strictly_inside(one, other)), None)


class _Near:
    """Finds what overlaps a place quickly: a book has a hundred thousand names."""

    def __init__(self, annotations: Iterable[Annotation]) -> None:
        self._buckets: dict[int, list[Annotation]] = defaultdict(list)
        for annotation in annotations:
            for bucket in _buckets(annotation):
                self._buckets[bucket].append(annotation)

    def to(self, one: Annotation) -> list[Annotation]:
        """Return what shares characters with an annotation, by position."""
        found = {
            id(other): other
            for bucket in _buckets(one)
            for other in self._buckets.get(bucket, ())
            if overlap(one, other)
        }
        return sorted(found.values(), key=Annotation.sort_key)


def _buckets(annotation: Annotation) -> Iterator[int]:
    seen: set[int] = set()
    for start, end in annotation.ranges:
        for bucket in range(start // _BUCKET, (end - 1) // _BUCKET + 1):
            if bucket not in seen:
                seen.add(bucket)
                yield bucket
