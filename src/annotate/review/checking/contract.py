"""What a decided annotation looks like, and what the prediction behind it was.

A decision never hides what it was made about: an annotation that was accepted or rejected stays as
it was predicted, and one that was corrected carries what it was. So a decision can be compared with
another one, a sheet can be applied twice, and a later run can be merged.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from annotate.standoff.annotation import Annotation
from annotate.text.source import Range

PREDICTED, ACCEPTED, CORRECTED, ADDED, REJECTED = (
    "predicted",
    "accepted",
    "corrected",
    "added",
    "rejected",
)
REVIEW = "review"
_REVIEWER = "reviewer:"
_OF_NO_SPAN = ("in_citation", "nested", "expansion", "expansion_ranges", "expansion_from")
"""Attributes that hold whatever label and boundaries become."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who decided, and when.

    Attributes
    ----------
    by : str
        The reviewer's name.
    at : str
        The time, as ``2026-11-28T05:00:00Z``.
    remembered : bool
        Whether a run applied it from the table of decisions, so that the next one will again.
    """

    by: str
    at: str
    remembered: bool = False

    @property
    def source(self) -> str:
        """The provenance of what the reviewer made."""
        return f"{_REVIEWER}{self.by}"

    def review(self) -> dict[str, Any]:
        """Return what the attribute `review` says."""
        told: dict[str, Any] = {"by": self.by, "at": self.at}
        return {**told, "remembered": True} if self.remembered else told


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
    if annotation.status == CORRECTED:
        was = _review(annotation).get("was")
        return _origin(was) if isinstance(was, Mapping) else None
    if annotation.source.startswith(_REVIEWER) and annotation.status == REJECTED:
        return None  # a reviewer said that nothing is here
    return Origin(annotation.id, annotation.label, annotation.ranges, annotation.text or "")


def _origin(was: Mapping[str, Any]) -> Origin | None:
    try:
        ranges = tuple((int(start), int(end)) for start, end in was["ranges"])
        return Origin(str(was["id"]), str(was["label"]), ranges, str(was["text"]))
    except (KeyError, TypeError, ValueError):
        return None


def is_decided(annotation: Annotation) -> bool:
    """Tell whether anybody decided about an annotation, here or in the table."""
    return annotation.status != PREDICTED


def is_personal(annotation: Annotation) -> bool:
    """Tell whether a person decided about this very annotation, so that nothing may change it.

    What the table of decisions decided is made anew by every run.
    """
    return is_decided(annotation) and not _review(annotation).get("remembered")


def is_live(annotation: Annotation) -> bool:
    """Tell whether an annotation takes part in its layer."""
    return annotation.status != REJECTED


def accepted(annotation: Annotation, stamp: Stamp) -> Annotation:
    """Return a prediction that a reviewer found right."""
    return _stamped(annotation, ACCEPTED, stamp.review())


def rejected(annotation: Annotation, stamp: Stamp) -> Annotation:
    """Return a prediction that a reviewer found wrong; it stays, and takes no part."""
    return _stamped(annotation, REJECTED, stamp.review())


def corrected(prediction: Annotation, made: Annotation, stamp: Stamp) -> Annotation:
    """Return what a reviewer made of a prediction.

    Parameters
    ----------
    prediction : Annotation
        What it was.
    made : Annotation
        The new label, ranges, quote and value, with its own stable id.
    stamp : Stamp
        Who and when.
    """
    was = {
        "id": prediction.id,
        "label": prediction.label,
        "ranges": [list(span) for span in prediction.ranges],
        "text": prediction.text,
        "value": prediction.value,
        "source": prediction.source,
        "attributes": dict(prediction.attributes),
    }
    kept = {key: prediction.attributes[key] for key in _OF_NO_SPAN if key in prediction.attributes}
    if made.ranges == prediction.ranges and "boxes" in prediction.attributes:
        kept["boxes"] = prediction.attributes["boxes"]
    attributes = {**made.attributes, **kept, REVIEW: {**stamp.review(), "was": was}}
    return replace(made, source=stamp.source, score=None, status=CORRECTED, attributes=attributes)


def added(made: Annotation, stamp: Stamp) -> Annotation:
    """Return what a reviewer annotated where nothing was predicted."""
    own = replace(made, source=stamp.source, score=None)
    return _stamped(own, ADDED, stamp.review())


def denied(made: Annotation, stamp: Stamp) -> Annotation:
    """Return the mark that a reviewer says nothing is here, where nothing was predicted."""
    own = replace(made, source=stamp.source, score=None)
    return _stamped(own, REJECTED, stamp.review())


def before(annotation: Annotation) -> Annotation:
    """Return the prediction behind an annotation that the table of decisions changed."""
    told = _review(annotation)
    if annotation.status == CORRECTED:
        was = dict(told["was"])
        ranges = tuple((start, end) for start, end in was.pop("ranges"))
        return replace(annotation, **was, ranges=ranges, status=PREDICTED)
    attributes = {key: cell for key, cell in annotation.attributes.items() if key != REVIEW}
    return replace(annotation, attributes=attributes, status=PREDICTED)


def _stamped(annotation: Annotation, status: str, review: dict[str, Any]) -> Annotation:
    return replace(annotation, status=status, attributes={**annotation.attributes, REVIEW: review})


def _review(annotation: Annotation) -> Mapping[str, Any]:
    told = annotation.attributes.get(REVIEW)
    return told if isinstance(told, Mapping) else {}
