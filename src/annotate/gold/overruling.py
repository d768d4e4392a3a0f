"""Decisions against both readings: a rule made for a doubtful case is applied where they agreed.

The guide (10.3) asks that a decision be applied to all texts, also where both annotators had agreed
on something else. Such a row of the table of decisions says ``add`` (neither has it), ``set`` (both
have it, with other attributes) or ``drop`` (both have it, wrongly); its column ``decided`` tells
what the annotation carries, in the words that the columns ``first`` and ``second`` use.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from annotate.errors import StandoffError
from annotate.lexicons import Row
from annotate.standoff.annotation import ENTITIES, Annotation, stable_id

ADD, SET, DROP = "add", "set", "drop"
SOURCE = "reviewer:adjudication"

_MARKS = ("nested", "in_citation")
_FIELDS = ("value", "mod", "expansion")

Key = tuple[str, int, int, str]
"""Layer, first and last code point of the source, label."""


def overrule(agreed: dict[Key, Annotation], rows: Iterable[Row]) -> dict[Key, Annotation]:
    """Apply the decisions that go against what both readings say.

    Parameters
    ----------
    agreed : dict of Key to Annotation
        What both readings share, in one document.
    rows : iterable of dict
        The rows of the table for this document whose place is not one of disagreement.

    Returns
    -------
    dict of Key to Annotation
        What is left, what was added, what was set.

    Raises
    ------
    StandoffError
        If a row drops or sets what is not there, adds what is, or carries what nothing carries.
    """
    kept = dict(agreed)
    for row in rows:
        key = (row["layer"], int(row["start"]), int(row["end"]), row["label"])
        decision = row["decision"]
        if decision == ADD and key not in kept:
            kept[key] = _made(row, key)
        elif decision == SET and key in kept:
            kept[key] = _carrying(kept[key], row)
        elif decision == DROP and key in kept:
            del kept[key]
        elif decision in (ADD, SET):
            there = "is there already" if decision == ADD else "is not there"
            raise _refused(row, f"what it would {decision} {there}")
    return kept


def _made(row: Row, key: Key) -> Annotation:
    layer, start, end, label = key
    quote = row.get("text") or None
    attributes: dict[str, Any] = dict.fromkeys(_MARKS, False) if layer == ENTITIES else {}
    bare = Annotation(
        stable_id(layer, label, ((start, end),)), layer, label, ((start, end),), quote
    )
    return _carrying(replace(bare, attributes={**attributes}, status="accepted"), row)


def _carrying(one: Annotation, row: Row) -> Annotation:
    """Return the annotation with what the row tells, and nothing else of that kind."""
    told: dict[str, Any] = {
        name: value for name, value in one.attributes.items() if name not in _FIELDS
    }
    if one.layer == ENTITIES:
        told.update(dict.fromkeys(_MARKS, False))
    value = None
    for part in filter(None, (part.strip() for part in (row.get("decided") or "").split(","))):
        name, _, content = part.partition(" ")
        if part in _MARKS:
            told[part] = True
        elif name == "value" and content:
            value = content
        elif name in _FIELDS and content:
            told[name] = content
        elif part != "yes":
            raise _refused(row, f"{part!r} is nothing that an annotation carries")
    return replace(one, value=value, attributes=told, source=SOURCE)


def _refused(row: Row, what: str) -> StandoffError:
    return StandoffError(
        f"the decision on {row['label']} at {row['start']}-{row['end']} of {row['document']}: "
        f"{what}",
        remedy="correct the row of the table of decisions",
    )
