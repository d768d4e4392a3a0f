"""Gold from what reviewers decided on a run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation, Layer, stable_id
from annotate.document.source import Range
from annotate.document.standoff import Standoff

_KEPT = ("in_citation", "nested", "mod", "expansion", "expansion_from", "expansion_ranges")
"""The attributes that gold keeps; the rest follows from label, ranges and value."""


def undecided(standoff: Standoff) -> list[Annotation]:
    """Return the names and acronyms that nobody decided on: gold has none.

    Examples
    --------
    >>> lens = Annotation("e-1", "entities", "LOC", ((0, 4),), "Lens")
    >>> of = Standoff("a", "a.txt", "f00", 4, "annotate", "1", (Layer("entities", (lens,)),))
    >>> [one.text for one in undecided(of)]
    ['Lens']
    """
    return [
        one
        for name in (ENTITIES, ACRONYMS)
        for one in standoff.layer(name).annotations
        if one.status == "predicted"
    ]


def kept(standoff: Standoff, unread: Sequence[Range] = ()) -> Standoff:
    """Return a reviewed document as gold.

    Parameters
    ----------
    standoff : Standoff
        A document of a run; names and acronyms that nobody decided on are left out.
    unread : sequence of Range
        What of its source nobody has read whole, or settled.

    Returns
    -------
    Standoff
        Layers `entities` and `acronyms` with what reviewers accepted, corrected or added; the
        source of each annotation is the reviewer who decided. What they rejected is left out, and
        so is the structure, which nobody reviews.

    Examples
    --------
    >>> lens = Annotation("e-1", "entities", "LOC", ((0, 4),), "Lens", source="rule:places",
    ...     score=0.9, status="accepted", attributes={"review": {"by": "alice"}})
    >>> of = Standoff("a", "a.txt", "f00", 4, "annotate", "1", (Layer("entities", (lens,)),))
    >>> one, = kept(of).annotations()
    >>> one.source, one.score, one.status
    ('reviewer:alice', None, 'accepted')
    """
    layers = [
        Layer.of(name, [_gold(one) for one in standoff.layer(name).annotations if _wanted(one)])
        for name in (ENTITIES, ACRONYMS)
    ]
    named = tuple(layer for layer in layers if layer.annotations)
    return replace(standoff, layers=named, unread=tuple(unread))


def _wanted(one: Annotation) -> bool:
    return one.status not in ("predicted", "rejected")


def _gold(one: Annotation) -> Annotation:
    by = (one.attributes.get("review") or {}).get("by") or one.source.removeprefix("reviewer:")
    attributes = {name: one.attributes[name] for name in _KEPT if name in one.attributes}
    return replace(
        one,
        id=stable_id(one.layer, one.label, one.ranges),
        source=f"reviewer:{by}",
        score=None,
        status="accepted",
        attributes=attributes,
        paragraph=None,
        sentence=None,
    )
