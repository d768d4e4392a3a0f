"""Attributes that hold ranges, boxes or ids, projected to another text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from annotate.document.annotation import STRUCTURE, Annotation, stable_id
from annotate.document.boxes import BoxIndex
from annotate.document.confidence import OCR_CONFIDENCE
from annotate.document.source import Range
from annotate.gold.unprojected import Place, Reason, Unplaced


class Way(Protocol):
    """A projection from an old text to a new one."""

    @property
    def placing(self) -> BoxIndex:
        """The boxes of the new text on its pages."""

    def project(self, annotation: Annotation, ranges: Iterable[Range]) -> Place:
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
    kept = dict(annotation.attributes)
    dropped = []
    if kept.get("expansion_ranges"):
        place = way.project(annotation, _ranges(kept["expansion_ranges"]))
        if isinstance(place, Unplaced):
            del kept["expansion_ranges"]
            dropped.append(Unplaced(annotation, place.reason, place.detail, "expansion_ranges"))
        else:
            kept["expansion_ranges"] = [list(span) for span in place]
    if "boxes" in kept:
        # They were measured on the pages of the old file.
        kept["boxes"] = [list(box) for box in way.placing.by_line(ranges)]
        if not kept["boxes"]:
            del kept["boxes"]
    kept.pop(OCR_CONFIDENCE, None)  # as were the pictures that these words were recognised in
    review = kept.get("review")
    if isinstance(review, Mapping) and isinstance(review.get("was"), Mapping):
        was, missing = _was(review["was"], annotation, way)
        kept["review"] = {**review, "was": was}
        if missing is not None:
            dropped.append(Unplaced(annotation, missing.reason, missing.detail, "prediction"))
    if annotation.layer == STRUCTURE and "in" in kept:
        parent = ids.get(str(kept["in"]))
        if parent is None:
            del kept["in"]
            dropped.append(Unplaced(annotation, Reason.CHANGED, part="in"))
        else:
            kept["in"] = parent
    return kept, dropped


def _was(
    was: Mapping[str, Any], annotation: Annotation, way: Way
) -> tuple[dict[str, Any], Unplaced | None]:
    """Return the prediction that an annotation was corrected from with its ranges in the new text;
    without ranges if it has no sure place there, and why.
    """
    ranges = _ranges(was.get("ranges") or ())
    place = way.project(annotation, ranges) if ranges else ()
    if isinstance(place, Unplaced):
        return {**was, "ranges": []}, place
    if not place:
        return {**was, "ranges": []}, None
    identity = stable_id(annotation.layer, str(was.get("label")), place)
    return {**was, "id": identity, "ranges": [list(span) for span in place]}, None


def _ranges(pairs: Iterable[Any]) -> tuple[Range, ...]:
    return tuple((int(start), int(end)) for start, end in pairs)
