"""What attributes say of places and ids, said again of another text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from annotate.document.annotation import STRUCTURE, Annotation, stable_id
from annotate.document.boxes import BoxIndex
from annotate.document.source import Range
from annotate.gold.unprojected import Place, Reason, Unplaced


class Way(Protocol):
    """The way from an old text to a new one."""

    @property
    def placing(self) -> BoxIndex:
        """Where spans of the new text stand on its pages."""

    def stretch(self, annotation: Annotation, ranges: Iterable[Range]) -> Place:
        """Return where some ranges of the old source stand in the new one."""


def attributes_there(
    annotation: Annotation, ranges: tuple[Range, ...], ids: Mapping[str, str], way: Way
) -> tuple[dict[str, Any], list[Unplaced]]:
    """Return the attributes with the places and ids of the new text, and those that have none.

    Parameters
    ----------
    annotation : Annotation
        Over the old text.
    ranges : tuple of Range
        Its place in the new one.
    ids : mapping of str to str
        Old ids to new ones.
    way : Way
        From the old text to the new one.
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
    """Return what a corrected annotation had been, with its place in the new text; without ranges
    when it has no sure one.
    """
    ranges = _ranges(was.get("ranges") or ())
    place = way.stretch(annotation, ranges) if ranges else ()
    if isinstance(place, Unplaced) or not place:
        return {**was, "ranges": []}
    identity = stable_id(annotation.layer, str(was.get("label")), place)
    return {**was, "id": identity, "ranges": [list(span) for span in place]}


def _ranges(told: Iterable[Any]) -> tuple[Range, ...]:
    return tuple((int(start), int(end)) for start, end in told)
