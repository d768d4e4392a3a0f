"""Attributes that hold ranges, boxes or ids, projected to another text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from annotate.document.annotation import STRUCTURE, Annotation, stable_id
from annotate.document.boxes import BoxIndex
from annotate.document.source import Range
from annotate.gold.unprojected import Place, Reason, Unplaced


class Way(Protocol):
    """A projection from an old text to a new one."""

    @property
    def placing(self) -> BoxIndex:
        """The boxes of the new text on its pages."""

    def stretch(self, annotation: Annotation, ranges: Iterable[Range]) -> Place:
        """Return some ranges of the old source in the new one."""


def attributes_there(
    annotation: Annotation, ranges: tuple[Range, ...], ids: Mapping[str, str], way: Way
) -> tuple[dict[str, Any], list[Unplaced]]:
    """Return the attributes with ranges and ids of the new text, and what has none there.

    Parameters
    ----------
    annotation : Annotation
        Over the old text.
    ranges : tuple of Range
        Its ranges in the new one.
    ids : mapping of str to str
        Old ids to new ones.
    way : Way
        The projection.
    """
    told = dict(annotation.attributes)
    dropped = []
    if told.get("expansion_ranges"):
        place = way.stretch(annotation, _ranges(told["expansion_ranges"]))
        if isinstance(place, Unplaced):
            del told["expansion_ranges"]
            dropped.append(Unplaced(annotation, place.reason, place.detail, "expansion_ranges"))
        else:
            told["expansion_ranges"] = [list(span) for span in place]
    if "boxes" in told:
        # They were measured on the pages of the old file.
        told["boxes"] = [list(box) for box in way.placing.by_line(ranges)]
        if not told["boxes"]:
            del told["boxes"]
    review = told.get("review")
    if isinstance(review, Mapping) and isinstance(review.get("was"), Mapping):
        told["review"] = {**review, "was": _was(review["was"], annotation, way)}
    if annotation.layer == STRUCTURE and "in" in told:
        parent = ids.get(str(told["in"]))
        if parent is None:
            del told["in"]
            dropped.append(Unplaced(annotation, Reason.CHANGED, part="in"))
        else:
            told["in"] = parent
    return told, dropped


def _was(was: Mapping[str, Any], annotation: Annotation, way: Way) -> dict[str, Any]:
    """Return the prediction that an annotation was corrected from with its ranges in the new text;
    without ranges if it has no sure place there.
    """
    ranges = _ranges(was.get("ranges") or ())
    place = way.stretch(annotation, ranges) if ranges else ()
    if isinstance(place, Unplaced) or not place:
        return {**was, "ranges": []}
    identity = stable_id(annotation.layer, str(was.get("label")), place)
    return {**was, "id": identity, "ranges": [list(span) for span in place]}


def _ranges(told: Iterable[Any]) -> tuple[Range, ...]:
    return tuple((int(start), int(end)) for start, end in told)
