"""Decisions of reviewers about annotations: the one model that every part of the review works with.

A decision is an annotation of the layers `entities` or `acronyms` whose status is no longer
``predicted``. Its attribute ``review`` says who decided and when. A corrected one also has ``was``,
the prediction that it was made of; one that was accepted or rejected is as it was predicted. So a
decision can be compared with another one, applied twice, and merged with a later run, whether it
comes from doccano, from a sheet or from the table of form decisions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation, Layer, stable_id
from annotate.document.source import Range
from annotate.document.standoff import Standoff, row_of

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
"""A label over some characters: what an id stands for within a layer."""

# What a rule says of a name besides label and ranges; codes and boxes only follow from it.
_SAID = ("expansion", "mod", "in_citation")
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
        Whether a run applied it from the table of form decisions, as the next one will again.
    """

    by: str
    at: str
    remembered: bool = False

    @property
    def source(self) -> str:
        """The provenance of what the reviewer made."""
        return f"{REVIEWER}{self.by}"

    def review(self) -> dict[str, Any]:
        """Return the attribute ``review``."""
        review: dict[str, Any] = {"by": self.by, "at": self.at}
        return {**review, REMEMBERED: True} if self.remembered else review


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about one annotation.

    Attributes
    ----------
    before : Annotation or None
        What the reviewer saw; None where something was added.
    after : Annotation
        What it is now, with its status and the attribute ``review``.
    seen : bool
        Whether the reviewer saw `before` as it is; a row about all names of a form did not.
    over : frozenset of str
        The ids of what somebody else decided and this decision was chosen over.
    """

    before: Annotation | None
    after: Annotation
    seen: bool = True
    over: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Content:
    """What an annotation says: a label over some characters, a value, an expansion.

    Attributes
    ----------
    id, label : str
        Its id and its label.
    ranges : tuple of Range
        Code points of the source; empty where a prediction has no place in a changed text.
    value : str or None
        EDTF on dates.
    text : str
        The mended quote.
    said : tuple of str
        Expansion, modifier and mark of citation; ``""`` for those that are missing.
    """

    id: str
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
        """Return whether both say the same; how a quote is mended makes no difference."""
        return replace(self, id="", text="") == replace(other, id="", text="")


# Making decisions


def accepted(annotation: Annotation, stamp: Stamp) -> Annotation:
    """Return a prediction that a reviewer found right."""
    return _stamped(annotation, ACCEPTED, stamp.review())


def rejected(annotation: Annotation, stamp: Stamp) -> Annotation:
    """Return what a reviewer found wrong. It stays in the file, so that it does not come again, and
    takes no part in its layer; a rejected correction keeps the prediction it was made of.
    """
    was = review_of(annotation).get(WAS)
    return _stamped(annotation, REJECTED, {**stamp.review(), **({} if was is None else {WAS: was})})


def corrected(prediction: Annotation, made: Annotation, stamp: Stamp) -> Annotation:
    """Return what a reviewer made of a prediction.

    Parameters
    ----------
    prediction : Annotation
        What it was. If it was corrected before, the first prediction is kept.
    made : Annotation
        The new label, ranges, quote, value and attributes; id, source and status are set here.
    stamp : Stamp
        Who and when.

    Examples
    --------
    >>> lens = Annotation("e-1", "entities", "LOC", ((0, 4),), "Lens", score=0.9)
    >>> now = corrected(lens, replace(lens, label="ORG"), Stamp("alice", "2026-11-28T05:00:00Z"))
    >>> now.status, now.source, now.score, now.attributes["review"]["was"]["label"]
    ('corrected', 'reviewer:alice', None, 'LOC')
    """
    row = row_of(prediction)
    was = review_of(prediction).get(WAS) or {name: row[name] for name in _WAS}
    return _stamped(_made(made, stamp), CORRECTED, {**stamp.review(), WAS: was})


def added(made: Annotation, stamp: Stamp) -> Annotation:
    """Return what a reviewer annotated where nothing was predicted."""
    return _stamped(_made(made, stamp), ADDED, stamp.review())


def denied(made: Annotation, stamp: Stamp) -> Annotation:
    """Return the mark that there is nothing to annotate, where nothing was predicted."""
    return _stamped(_made(made, stamp), REJECTED, stamp.review())


def _made(made: Annotation, stamp: Stamp) -> Annotation:
    identity = stable_id(made.layer, made.label, made.ranges)
    return replace(made, id=identity, source=stamp.source, score=None)


def _stamped(annotation: Annotation, status: str, review: Mapping[str, Any]) -> Annotation:
    return replace(annotation, status=status, attributes={**annotation.attributes, REVIEW: review})


# Reading decisions


def review_of(annotation: Annotation) -> Mapping[str, Any]:
    """Return the attribute ``review``; empty when nobody decided."""
    review = annotation.attributes.get(REVIEW)
    return review if isinstance(review, Mapping) else {}


def is_decided(annotation: Annotation) -> bool:
    """Return whether anybody decided on an annotation, here or in the table of form decisions."""
    return annotation.status != PREDICTED


def is_personal(annotation: Annotation) -> bool:
    """Return whether a person decided on this very annotation, so that nothing may change it.

    What a run took from the table of form decisions does not count: the next run takes it again.

    Examples
    --------
    >>> is_personal(Annotation("e-1", "entities", "LOC", ((0, 4),), "Lens", status="accepted"))
    True
    """
    return is_decided(annotation) and not review_of(annotation).get(REMEMBERED)


def is_live(annotation: Annotation) -> bool:
    """Return whether an annotation takes part in its layer."""
    return annotation.status != REJECTED


def content(annotation: Annotation) -> Content:
    """Return what an annotation says.

    Examples
    --------
    >>> content(Annotation("e-1", "entities", "DATE", ((0, 4),), "1894", "1894")).key
    ('DATE', ((0, 4),))
    """
    return Content(
        annotation.id,
        annotation.label,
        annotation.ranges,
        annotation.value,
        annotation.text or "",
        _said(annotation.attributes),
    )


def origin_of(annotation: Annotation) -> Content | None:
    """Return the prediction that an annotation is or was made of; None where a reviewer made it.

    Examples
    --------
    >>> origin_of(Annotation("e-1", "entities", "LOC", ((0, 4),), "Lens")).id
    'e-1'
    >>> origin_of(Annotation("e-1", "entities", "LOC", ((0, 4),), "Lens", status="added"))
    """
    was = review_of(annotation).get(WAS)
    if annotation.status == ADDED:
        return None
    if annotation.status == CORRECTED or isinstance(was, Mapping):
        try:
            return _content_of(was) if isinstance(was, Mapping) else None
        except (TypeError, ValueError):
            return None
    if annotation.status == REJECTED and annotation.source.startswith(REVIEWER):
        return None  # a reviewer said that nothing is here
    return content(annotation)


def identity_of(annotation: Annotation) -> str:
    """Return the id of the prediction under an annotation, or of what a reviewer made: it stays
    the same when a decision is applied.
    """
    origin = origin_of(annotation)
    return origin.id if origin and origin.id else annotation.id


def content_before(decision: Annotation) -> Content | None:
    """Return what a decision is about: the prediction, or what was rejected where there was none;
    None where something was added.

    Raises
    ------
    TypeError, ValueError
        If what is written of the prediction is malformed.

    Examples
    --------
    >>> was = {"label": "LOC", "ranges": [[0, 4]], "text": "Lens", "value": None, "attributes": {}}
    >>> corrected = Annotation("e-1", "entities", "ORG", ((0, 4),), "Lens", status="corrected",
    ...     attributes={"review": {"by": "alice", "was": was}})
    >>> content_before(corrected).key
    ('LOC', ((0, 4),))
    """
    was = review_of(decision).get(WAS)
    if decision.status in (CORRECTED, REJECTED) and isinstance(was, Mapping):
        return _content_of(was)
    return content(decision) if decision.status in (ACCEPTED, REJECTED) else None


def prediction_behind(annotation: Annotation) -> Annotation | None:
    """Return the prediction under an annotation that somebody decided on; where nothing was
    predicted, the annotation without the decision. None if the prediction has no place in the text.
    """
    was = review_of(annotation).get(WAS)
    if isinstance(was, Mapping):
        ranges = tuple((start, end) for start, end in was["ranges"])
        row = {**was, "ranges": ranges, "status": PREDICTED}
        return replace(annotation, **row) if ranges else None
    attributes = {key: cell for key, cell in annotation.attributes.items() if key != REVIEW}
    return replace(annotation, attributes=attributes, status=PREDICTED)


def decisions_in(standoff: Standoff) -> Iterator[Annotation]:
    """Yield the decisions of people on a document, one layer after the other."""
    for name in REVIEWED_LAYERS:
        yield from filter(is_personal, standoff.layer(name).annotations)


def only_decisions(standoff: Standoff) -> Standoff:
    """Return a document with nothing but the decisions of people."""
    layers = (
        Layer(name, tuple(filter(is_personal, standoff.layer(name).annotations)))
        for name in REVIEWED_LAYERS
    )
    return replace(standoff, layers=tuple(layer for layer in layers if layer.annotations))


def _content_of(was: Mapping[str, Any]) -> Content:
    attributes = was.get("attributes")
    return Content(
        str(was.get("id", "")),
        str(was.get("label", "")),
        tuple((int(start), int(end)) for start, end in was.get("ranges") or ()),
        was.get("value"),
        str(was.get("text") or ""),
        _said(attributes if isinstance(attributes, Mapping) else {}),
    )


def _said(attributes: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(attributes.get(name) or "") for name in _SAID)
