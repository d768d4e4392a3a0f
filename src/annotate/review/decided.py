"""Reading what was decided about an annotation, and the prediction behind it.

A decision is an annotation of the layers `entities` and `acronyms` whose status is no longer
``predicted``. Its attribute ``review`` tells who decided and when; on a corrected one it also has
``was``, the prediction before. One that was accepted or rejected stays as it was predicted. So a
decision can be compared with another one, applied twice, and merged with a later run.
:mod:`annotate.review.stamping` makes such annotations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation, Layer
from annotate.document.source import Range
from annotate.document.standoff import Standoff

PREDICTED, ACCEPTED, REJECTED, CORRECTED, ADDED = (
    "predicted",
    "accepted",
    "rejected",
    "corrected",
    "added",
)
REVIEW, WAS, REMEMBERED = "review", "was", "remembered"
REVIEWER = "reviewer:"
"""How the provenance of what a reviewer made begins."""
REVIEWED_LAYERS = (ENTITIES, ACRONYMS)

Key = tuple[str, tuple[Range, ...]]
"""A label over some characters: what an id says within a layer."""

# What a rule says of a name besides label and place; codes, boxes and reasons only follow from it.
_SAID = ("expansion", "mod", "in_citation")


@dataclass(frozen=True, slots=True)
class Content:
    """What somebody says of a place: a label, its characters, a value, an expansion.

    Attributes
    ----------
    label : str
        The label.
    ranges : tuple of Range
        Code points of the source; empty where a prediction has no place in a changed text.
    value : str or None
        EDTF on dates.
    text : str
        The mended quote.
    said : tuple of str
        Expansion, modifier and mark of citation; ``""`` for those that are not there.
    """

    label: str
    ranges: tuple[Range, ...]
    value: str | None
    text: str
    said: tuple[str, ...]

    @property
    def key(self) -> Key:
        """Label and ranges."""
        return self.label, self.ranges

    def same(self, other: Content) -> bool:
        """Tell whether both say the same; how a quote is mended makes no difference."""
        return replace(self, text="") == replace(other, text="")


def content(annotation: Annotation) -> Content:
    """Return what an annotation says.

    Examples
    --------
    >>> content(Annotation("e-1", "entities", "DATE", ((0, 4),), "1894", "1894")).key
    ('DATE', ((0, 4),))
    """
    return Content(
        annotation.label,
        annotation.ranges,
        annotation.value,
        annotation.text or "",
        _said(annotation.attributes),
    )


def content_before(decision: Annotation) -> Content | None:
    """Return what the prediction said that a decision is about; None when there was none.

    Examples
    --------
    >>> was = {"label": "LOC", "ranges": [[0, 4]], "text": "Lens", "value": None, "attributes": {}}
    >>> corrected = Annotation("e-1", "entities", "ORG", ((0, 4),), "Lens", status="corrected",
    ...     attributes={"review": {"by": "alice", "was": was}})
    >>> content_before(corrected).key
    ('LOC', ((0, 4),))
    """
    was = review_of(decision).get(WAS)
    if decision.status in (ACCEPTED, REJECTED) and not isinstance(was, Mapping):
        return content(decision)
    # A correction that somebody rejected later still has the prediction it was made of.
    if decision.status not in (CORRECTED, REJECTED) or not isinstance(was, Mapping):
        return None
    told = was.get("attributes")
    return Content(
        str(was.get("label", "")),
        tuple((int(start), int(end)) for start, end in was.get("ranges") or ()),
        was.get("value"),
        str(was.get("text") or ""),
        _said(told if isinstance(told, Mapping) else {}),
    )


def _said(attributes: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(attributes.get(name) or "") for name in _SAID)


def review_of(decision: Annotation) -> Mapping[str, Any]:
    """Return the attribute ``review``; empty when nobody wrote one."""
    review = decision.attributes.get(REVIEW)
    return review if isinstance(review, Mapping) else {}


def is_decided(annotation: Annotation) -> bool:
    """Tell whether anybody decided about an annotation, here or in the table of decisions."""
    return annotation.status != PREDICTED


def is_personal(annotation: Annotation) -> bool:
    """Tell whether a person decided about this very annotation, so that nothing may change it.

    What a run took from the table of decisions is none of it: the next run takes it again.

    Examples
    --------
    >>> is_personal(Annotation("e-1", "entities", "LOC", ((0, 4),), "Lens", status="accepted"))
    True
    """
    return is_decided(annotation) and not review_of(annotation).get(REMEMBERED)


def is_live(annotation: Annotation) -> bool:
    """Tell whether an annotation takes part in its layer."""
    return annotation.status != REJECTED


@dataclass(frozen=True, slots=True)
class Origin:
    """What was predicted, before anybody decided."""

    id: str
    label: str
    ranges: tuple[Range, ...]
    text: str


def origin_of(annotation: Annotation) -> Origin | None:
    """Return the prediction behind an annotation; None where a reviewer made it.

    Examples
    --------
    >>> origin_of(Annotation("e-1", "entities", "LOC", ((0, 4),), "Lens")).id
    'e-1'
    >>> origin_of(Annotation("e-1", "entities", "LOC", ((0, 4),), "Lens", status="added"))
    """
    if annotation.status == ADDED:
        return None
    was = review_of(annotation).get(WAS)
    if annotation.status == CORRECTED or isinstance(was, Mapping):
        return _origin(was) if isinstance(was, Mapping) else None
    if annotation.source.startswith(REVIEWER) and annotation.status == REJECTED:
        return None  # a reviewer said that nothing is here
    return Origin(annotation.id, annotation.label, annotation.ranges, annotation.text or "")


def _origin(was: Mapping[str, Any]) -> Origin | None:
    try:
        ranges = tuple((int(start), int(end)) for start, end in was["ranges"])
        return Origin(str(was["id"]), str(was["label"]), ranges, str(was["text"]))
    except (KeyError, TypeError, ValueError):
        return None


def prediction_behind(annotation: Annotation) -> Annotation:
    """Return the prediction behind an annotation that somebody decided on; where nothing was
    predicted, the annotation without the decision.
    """
    told = review_of(annotation).get(WAS)
    if isinstance(told, Mapping):
        was = dict(told)
        ranges = tuple((start, end) for start, end in was.pop("ranges"))
        return replace(annotation, **was, ranges=ranges, status=PREDICTED)
    attributes = {key: cell for key, cell in annotation.attributes.items() if key != REVIEW}
    return replace(annotation, attributes=attributes, status=PREDICTED)


def decisions_in(standoff: Standoff) -> Iterator[Annotation]:
    """Yield the decisions of people in a document, a layer after the other."""
    for name in REVIEWED_LAYERS:
        yield from filter(is_personal, standoff.layer(name).annotations)


def only_decisions(standoff: Standoff) -> Standoff:
    """Return a document with nothing but its decisions."""
    layers = (
        Layer(name, tuple(filter(is_personal, standoff.layer(name).annotations)))
        for name in REVIEWED_LAYERS
    )
    return replace(standoff, layers=tuple(layer for layer in layers if layer.annotations))
