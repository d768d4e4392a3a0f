"""Decisions against both readings: a rule made for a doubtful case is applied where they agreed.

The guide (10.3) asks that a decision be applied to all texts, also where both annotators had agreed
on something else. Such a row of the table of decisions says ``add`` (neither has it), ``set`` (both
have it, with other attributes) or ``drop`` (both have it, wrongly); its column ``decided`` tells
what the annotation carries, in the words that the columns ``first`` and ``second`` use. Where the
readings disagree, ``set`` and ``drop`` go against both as well.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from annotate.document.annotation import ENTITIES, STRUCTURE, Annotation, stable_id
from annotate.gold.decision_table import ADD, DROP, FIRST, SECOND, SET, Decision, Key
from annotate.gold.edtf import fault_in

SOURCE = "reviewer:adjudication"

_DATE = "DATE"
_MARKS = ("nested", "in_citation")
_FIELDS = ("value", "mod", "expansion")
_REMOVE = "correct the row of the table of decisions, or remove it"


def overrule(
    agreed: dict[Key, Annotation], rows: Iterable[Decision], characters: int
) -> dict[Key, Annotation]:
    """Apply the decisions that go against what both readings say.

    Parameters
    ----------
    agreed : dict of Key to Annotation
        What both readings share, in one document.
    rows : iterable of Decision
        The rows of the table for this document and its layers whose place is not one of
        disagreement.
    characters : int
        The length of the document's text in code points.

    Returns
    -------
    dict of Key to Annotation
        What is left, what was added, what was set.

    Raises
    ------
    StandoffError
        If a row has no effect (it drops or sets what is not there, adds what is, or chooses between
        readings that agree), or makes what gold does not take: offsets behind the end of the text,
        a name without its quote, a date without a value in EDTF, or what no annotation carries.
    """
    kept = dict(agreed)
    for row in rows:
        _check_effect(row, row.key in kept)
        if row.decision == ADD:
            kept[row.key] = _made(row, characters)
        elif row.decision == SET:
            kept[row.key] = carrying(kept[row.key], row, characters)
        else:
            del kept[row.key]
    return kept


def _check_effect(row: Decision, there: bool) -> None:
    decision = row.decision
    if decision in (FIRST, SECOND):
        have = "have it alike" if there else "do not have it"
        raise row.refusal(f"both readings {have}, so there is nothing to choose", _REMOVE)
    if decision == ADD and there:
        raise row.refusal("what it would add is there already", _REMOVE)
    if decision in (SET, DROP) and not there:
        raise row.refusal(f"what it would {decision} is not there", _REMOVE)


def resolve(
    first: Annotation | None, second: Annotation | None, row: Decision, characters: int
) -> Annotation | None:
    """Return what a decision makes of a disagreement, or None where it leaves nothing.

    Parameters
    ----------
    first, second : Annotation or None
        What each reading has at the place.
    row : Decision
        ``first`` and ``second`` take a reading's side, ``drop`` neither; ``set`` keeps the
        annotation, with what the row tells in place of what either reading does.
    characters : int
        The length of the document's text in code points.

    Raises
    ------
    StandoffError
        If it adds what one reading has already, or sets what gold does not take.
    """
    either = first or second
    if row.decision == ADD:
        raise row.refusal(
            "what it would add is there already, in one reading or both",
            f"choose {FIRST}, {SECOND}, {SET} or {DROP}",
        )
    if row.decision == SET and either is not None:
        return carrying(either, row, characters)
    if row.decision == DROP:
        return None
    return first if row.decision == FIRST else second


def _made(row: Decision, characters: int) -> Annotation:
    layer, start, end, label = row.key
    quote = None if layer == STRUCTURE else row.cell("text")
    attributes: dict[str, Any] = dict.fromkeys(_MARKS, False) if layer == ENTITIES else {}
    bare = Annotation(
        stable_id(layer, label, ((start, end),)), layer, label, ((start, end),), quote
    )
    return carrying(replace(bare, attributes=attributes, status="accepted"), row, characters)


def carrying(one: Annotation, row: Decision, characters: int) -> Annotation:
    """Return the annotation with what the row tells, and nothing else of that kind.

    Raises
    ------
    StandoffError
        If the row tells what no annotation carries, or makes what gold does not take.
    """
    told: dict[str, Any] = {
        name: value for name, value in one.attributes.items() if name not in _FIELDS
    }
    if one.layer == ENTITIES:
        told.update(dict.fromkeys(_MARKS, False))
    value = None
    for part in filter(None, (part.strip() for part in row.cell("decided").split(","))):
        name, _, content = part.partition(" ")
        if part in _MARKS:
            told[part] = True
        elif name == "value" and content:
            value = content
        elif name in _FIELDS and content:
            told[name] = content
        elif part != "yes":
            raise row.refusal(f"{part!r} is nothing that an annotation carries")
    if told.get("expansion") != one.attributes.get("expansion"):
        told.pop("expansion_ranges", None)  # where the other expansion stood
    _check_content(row, value, characters)
    return replace(one, value=value, attributes=told, source=SOURCE)


def _check_content(row: Decision, value: str | None, characters: int) -> None:
    layer, _, end, label = row.key
    if end > characters:
        raise row.refusal(f"the text ends at {characters}")
    if layer != STRUCTURE and not row.cell("text"):
        raise row.refusal("the quote is missing", "write the mended text into the column text")
    if label != _DATE:
        return
    if value is None:
        raise row.refusal("the date has no value", "write `value` and EDTF into the column decided")
    fault = fault_in(value)
    if fault:
        raise row.refusal(f"the value {value!r}: {fault}")
