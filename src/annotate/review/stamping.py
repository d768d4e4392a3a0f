"""Making annotations that somebody decided on: status, author, time, and what they were before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from annotate.document.annotation import Annotation
from annotate.document.standoff import row_of
from annotate.review.decided import (
    ACCEPTED,
    ADDED,
    CORRECTED,
    REJECTED,
    REMEMBERED,
    REVIEW,
    REVIEWER,
    WAS,
    review_of,
)

_WAS = ("id", "label", "ranges", "text", "value", "source", "attributes")


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
        return f"{REVIEWER}{self.by}"

    def review(self) -> dict[str, Any]:
        """Return what the attribute `review` says."""
        told: dict[str, Any] = {"by": self.by, "at": self.at}
        return {**told, REMEMBERED: True} if self.remembered else told


def accepted(annotation: Annotation, stamp: Stamp) -> Annotation:
    """Return a prediction that a reviewer found right."""
    return _stamped(annotation, ACCEPTED, stamp.review())


def rejected(annotation: Annotation, stamp: Stamp) -> Annotation:
    """Return what a reviewer found wrong; it stays, so that it does not come again, and takes no
    part. A correction that is rejected still tells what it was made of.
    """
    was = review_of(annotation).get(WAS)
    return _stamped(annotation, REJECTED, {**stamp.review(), **({} if was is None else {WAS: was})})


def corrected(prediction: Annotation, made: Annotation, stamp: Stamp) -> Annotation:
    """Return what a reviewer made of a prediction.

    Parameters
    ----------
    prediction : Annotation
        What it was. Of what was corrected before, the first prediction is kept.
    made : Annotation
        The new label, ranges, quote, value and attributes, with its own stable id.
    stamp : Stamp
        Who and when.

    Examples
    --------
    >>> lens = Annotation("e-1", "entities", "LOC", ((0, 4),), "Lens", score=0.9)
    >>> club = replace(lens, id="e-2", label="ORG")
    >>> now = corrected(lens, club, Stamp("alice", "2026-11-28T05:00:00Z"))
    >>> now.status, now.source, now.score, now.attributes["review"]["was"]["label"]
    ('corrected', 'reviewer:alice', None, 'LOC')
    """
    row = row_of(prediction)
    was = review_of(prediction).get(WAS) or {name: row[name] for name in _WAS}
    own = replace(made, source=stamp.source, score=None)
    return _stamped(own, CORRECTED, {**stamp.review(), WAS: was})


def added(made: Annotation, stamp: Stamp) -> Annotation:
    """Return what a reviewer annotated where nothing was predicted."""
    return _stamped(replace(made, source=stamp.source, score=None), ADDED, stamp.review())


def denied(made: Annotation, stamp: Stamp) -> Annotation:
    """Return the mark that a reviewer says nothing is here, where nothing was predicted."""
    return _stamped(replace(made, source=stamp.source, score=None), REJECTED, stamp.review())


def _stamped(annotation: Annotation, status: str, review: Mapping[str, Any]) -> Annotation:
    return replace(annotation, status=status, attributes={**annotation.attributes, REVIEW: review})
