"""Decisions of reviewers merged with fresh predictions: a three-way merge.

The base is what an earlier run predicted, ours is what a person decided about it, theirs is what
the rules say now. A decision is always kept as it is; the question is only whether a fresh
prediction has room next to it, and whether it is news to the reviewer. Every run lists such news
again: nothing has to be remembered between two runs, so that one that was killed half-way lists
the same when it is repeated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from annotate.document.annotation import STRUCTURE, Annotation, Layer
from annotate.document.nesting import compatible, is_nested, overlap, strictly_inside
from annotate.document.standoff import Standoff
from annotate.document.structure import ElementIndex
from annotate.errors import StandoffError
from annotate.review.annotation_index import AnnotationIndex
from annotate.review.conflicts import Conflict, Kind
from annotate.review.decisions import (
    CORRECTED,
    REJECTED,
    REVIEWED_LAYERS,
    Key,
    content,
    content_before,
    decisions_in,
)


@dataclass(frozen=True)
class Merged:
    """The result of a merge.

    Attributes
    ----------
    standoff : Standoff
        Every decision, and the fresh predictions that have room next to them.
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
        What the rules say now. Names that are not nested do not overlap.

    Returns
    -------
    Merged
        Decisions are as they were, except for `paragraph` and `sentence`, which name elements of
        the fresh structure. Rejected ones aside, names that are not nested do not overlap unless
        decisions overlap each other.

    Raises
    ------
    StandoffError
        If the source text changed: its decisions must be projected to the new text first.

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
            remedy="project the decisions to the new text first, as `annotate run` does",
        )
    elements = ElementIndex(fresh.layer(STRUCTURE).annotations)
    conflicts: list[Conflict] = []
    layers: list[Layer] = []
    every = [refreshed(one, elements) for one in decisions_in(reviewed)]
    for name in REVIEWED_LAYERS:
        merging = _Merging([one for one in every if one.layer == name], every)
        layers.append(Layer.of(name, merging.merged(fresh.layer(name).annotations)))
        conflicts += merging.conflicts
    layers.append(fresh.layer(STRUCTURE))
    kept = tuple(layer for layer in layers if layer.annotations)
    return Merged(replace(fresh, layers=kept), tuple(sorted(conflicts, key=_place)))


def refreshed(decision: Annotation, elements: ElementIndex) -> Annotation:
    """Return a decision with the ids of the fresh structure, which counts its elements anew.

    What lies in no element keeps the id it has, and the page is kept: the text is the same.
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
    """The merge of one layer of one document.

    Decisions of the other layer count where they were made of a prediction of this one: somebody
    who made a name of an acronym does not want the acronym again.
    """

    def __init__(self, decisions: list[Annotation], every: Iterable[Annotation]) -> None:
        self.conflicts: list[Conflict] = []
        self._decisions = decisions
        self._near = AnnotationIndex(decisions)
        self._same = {content(one).key: one for one in decisions}
        self._ids = {one.id: one for one in decisions}
        self._before: dict[Key, Annotation] = {}
        for one in every:
            before = content_before(one) if one.status in (CORRECTED, REJECTED) else None
            if before is not None:
                self._before.setdefault(before.key, one)

    def merged(self, predictions: Iterable[Annotation]) -> list[Annotation]:
        """Return the decisions and the predictions that have room next to them."""
        every = list(predictions)
        kept: list[Annotation] = []
        # What a decision leaves no room for; a name that was nested in it goes, too.
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
        hosts = AnnotationIndex(one for one in flat if one.status != REJECTED)
        lost = AnnotationIndex(gone)
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
        """Return a decision that leaves no room for a prediction, if there is one, and note what is
        news to the reviewer.
        """
        key = content(one).key
        decision = self._same.get(key) or self._before.get(key) or self._ids.get(one.id)
        if decision is not None:
            kind = _news(decision, one)
            if kind is not None:
                self.conflicts.append(Conflict(kind, decision, one))
            return decision
        near = [other for other in _overlapping(self._near, one) if not compatible(other, one)]
        live = [other for other in near if other.status != REJECTED]
        for other in live:
            kind = Kind.DISAGREES if other.ranges == one.ranges else Kind.MOVED
            self.conflicts.append(Conflict(kind, other, one))
        if live:
            return live[0]
        self.conflicts += [Conflict(Kind.DISAGREES, other, one) for other in near]
        return None


def _news(decision: Annotation, one: Annotation) -> Kind | None:
    """Return what is new about a prediction where somebody decided on another, if anything is."""
    said = content(one)
    before = content_before(decision)
    if before is not None and before.same(said):
        return None
    return Kind.AGREES if content(decision).same(said) else Kind.DISAGREES


def _host(one: Annotation, flat: AnnotationIndex) -> Annotation | None:
    return next((other for other in _overlapping(flat, one) if strictly_inside(one, other)), None)


def _overlapping(index: AnnotationIndex, one: Annotation) -> list[Annotation]:
    """Return what shares characters with an annotation, by position."""
    found = (other for other in index.near(one.ranges) if overlap(one, other))
    return sorted(found, key=Annotation.sort_key)
