"""Two annotation sets into one: what both have is gold, the rest is decided in a record.

A rule that is made for a doubtful case is applied to all texts, also where both annotators agreed
on something else (annotation guide, 10.3). Such a row of the record says ``add`` (neither has it),
``set`` (both have it, with other attributes) or ``drop`` (both have it, wrongly); its column
``decided`` says what the annotation carries, in the words of the columns ``first`` and ``second``.
Where the annotators disagree, ``set`` and ``drop`` overrule both as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from annotate.document.annotation import (
    ACRONYMS,
    ENTITIES,
    LAYERS,
    STRUCTURE,
    Annotation,
    Layer,
    stable_id,
)
from annotate.document.standoff import Standoff
from annotate.errors import StandoffError
from annotate.evaluation.alignment import places
from annotate.evaluation.disagreements import VALUE, Disagreement
from annotate.evaluation.spans import Span, span_of
from annotate.gold.adjudication_record import (
    ADD,
    DROP,
    FIRST,
    SECOND,
    SET,
    Key,
    Ruling,
    key_of,
    place_of,
)
from annotate.gold.edtf import fault_in
from annotate.lexicons import Row

SOURCE = "reviewer:adjudication"

_ABSENT = "–"
_DATE = "DATE"
_FACETS = {VALUE: lambda span: span.content}
_NAMES = frozenset((ENTITIES, ACRONYMS))
"""Annotated together: a set with one of them has the other, too, if only an empty one."""
_MARKS = ("nested", "in_citation")
_FIELDS = ("value", "mod", "expansion")
_REMOVE = "correct the row of the table of decisions, or remove it"


def row_of(one: Disagreement) -> Row:
    """Return the row of a disagreement in the record, still without a decision."""
    said = {"first": _said(one.first), "second": _said(one.second)}
    return {**place_of(one.document, one.either), **said}


def disagreements(first: Standoff, second: Standoff) -> list[Disagreement]:
    """Return what two annotation sets of one document do not share, in the order of the text.

    Parameters
    ----------
    first, second : Standoff
        Two annotation sets of one source.

    Returns
    -------
    list of Disagreement
        Spans or labels that only one has, and spans of both whose value, nesting, citation mark,
        modifier or expansion differ; with the sides ``first`` and ``second``.

    Raises
    ------
    StandoffError
        If they belong to two texts.
    """
    if first.sha256 != second.sha256:
        raise StandoffError(
            f"{first.document} and {second.document} are annotations of two texts",
            remedy="give two annotation sets of one text",
        )
    found = [
        Disagreement.of(first.document, layer, said, _FACETS)
        for layer in LAYERS
        for said in places({FIRST: _spans(first, layer), SECOND: _spans(second, layer)}, least=1.0)
    ]
    return sorted(filter(None, found), key=_position)


def _position(one: Disagreement) -> tuple[int, int, Key]:
    key = key_of(one.either)
    return key[1], -key[2], key


def _spans(annotated: Standoff, layer: str) -> list[Span]:
    """Return what an annotator says, so that only one label over the same characters is aligned."""
    return [
        replace(span_of(one), content=_said(one), group=one.label)
        for one in _keyed(annotated).values()
        if one.layer == layer
    ]


def pair_up(
    first: Sequence[Standoff], second: Sequence[Standoff]
) -> list[tuple[Standoff, Standoff]]:
    """Pair the annotation sets of the same texts.

    Raises
    ------
    StandoffError
        If one annotator only has annotated a text.
    """
    others = {standoff.sha256: standoff for standoff in second}
    alone = [one.document for one in first if one.sha256 not in others]
    alone += [one.document for one in second if one.sha256 not in {other.sha256 for other in first}]
    if alone:
        raise StandoffError(
            f"only one annotator has read {', '.join(alone)}",
            remedy="give two annotation sets of every document",
        )
    return [(one, others[one.sha256]) for one in first]


def adjudicate(
    first: Standoff, second: Standoff, rulings: Iterable[Ruling], names: tuple[str, str]
) -> tuple[Standoff, list[Disagreement]]:
    """Reconcile two annotation sets.

    Parameters
    ----------
    first, second : Standoff
        Two annotation sets of one source.
    rulings : iterable of Ruling
        Rows of the record; those of other documents, or of layers that these sets do not have, are
        ignored.
    names : (str, str)
        The annotators, for the provenance.

    Returns
    -------
    gold : Standoff
        What both have unless a row overrules it, and what was decided; every annotation accepted.
        It has every layer of the two sets, also one that is empty now.
    open : list of Disagreement
        Those without a decision; the gold leaves them out.

    Raises
    ------
    StandoffError
        If a row cannot be carried out or has no effect; the place is its line.
    """
    layered = _layers(first, second)
    own = {
        one.key: one for one in rulings if one.document == first.document and one.layer in layered
    }
    differing = {key_of(pair.either): pair for pair in disagreements(first, second)}
    shared = f"reviewer:{names[0]}+{names[1]}"
    agreed = {key: _gold(one, shared) for key, one in _keyed(first).items() if key not in differing}
    against = [one for key, one in own.items() if key not in differing]
    kept = list(_overruled(agreed, against, first.characters).values())
    open_: list[Disagreement] = []
    for key, pair in differing.items():
        if key not in own:
            open_.append(pair)
            continue
        chosen = _resolved(pair, own[key], first.characters)
        if chosen is not None:
            kept.append(_gold(chosen, SOURCE))
    layers = tuple(
        Layer.of(name, [one for one in kept if one.layer == name])
        for name in LAYERS
        if name in layered
    )
    return replace(first, layers=layers), open_


def _layers(first: Standoff, second: Standoff) -> frozenset[str]:
    """Return the layers that two annotation sets are about."""
    read = frozenset(layer.name for one in (first, second) for layer in one.layers)
    return read | _NAMES if read & _NAMES else read


def _gold(one: Annotation, source: str) -> Annotation:
    identity = stable_id(one.layer, one.label, one.ranges)
    # What a reviewer made of a prediction is in the annotation set; gold has the result only.
    kept = {name: value for name, value in one.attributes.items() if name != "review"}
    return replace(one, id=identity, source=source, status="accepted", score=None, attributes=kept)


def _keyed(standoff: Standoff) -> dict[Key, Annotation]:
    every = (one for layer in standoff.layers for one in layer.annotations)
    return {key_of(one): one for one in every if one.status != "rejected"}


# What an annotation carries, in the words of the record


def _said(one: Annotation | None) -> str:
    """Return what an annotator says, as a person reads it in the record."""
    return _ABSENT if one is None else carried(one) or "yes"


def carried(one: Annotation) -> str:
    """Return what an annotation carries besides its label, in the words of the record.

    Examples
    --------
    >>> carried(Annotation("e-1", "entities", "DATE", ((0, 4),), "1860", "1860", {"mod": "END"}))
    'value 1860, mod END'
    """
    return ", ".join(_parts(one))


def _parts(one: Annotation) -> Iterator[str]:
    if one.value is not None:
        yield f"value {one.value}"
    yield from (name for name in _MARKS if one.attributes.get(name))
    for name in ("mod", "expansion"):
        if one.attributes.get(name):
            yield f"{name} {one.attributes[name]}"


def with_content(one: Annotation, said: str) -> Annotation:
    """Return an annotation that carries what some words of the record say, and nothing else of that
    kind.

    Raises
    ------
    ValueError
        If a part of them is nothing that an annotation carries, or a date has no value in EDTF.

    Examples
    --------
    >>> year = Annotation("e-1", "entities", "DATE", ((0, 4),), "1860", "1860", {"mod": "END"})
    >>> carried(with_content(year, "value 1860~"))
    'value 1860~'
    """
    kept: dict[str, Any] = {
        name: value for name, value in one.attributes.items() if name not in _FIELDS
    }
    if one.layer == ENTITIES:
        kept.update(dict.fromkeys(_MARKS, False))
    value = None
    for part in filter(None, (part.strip() for part in said.split(","))):
        name, _, content = part.partition(" ")
        if part in _MARKS:
            kept[part] = True
        elif name == "value" and content:
            value = content
        elif name in _FIELDS and content:
            kept[name] = content
        elif part != "yes":
            raise ValueError(f"{part!r} is nothing that an annotation carries")
    if kept.get("expansion") != one.attributes.get("expansion"):
        kept.pop("expansion_ranges", None)  # those of the other expansion
    if one.label == _DATE and value is None:
        raise ValueError("the date has no value: write `value` and EDTF into the column decided")
    fault = fault_in(value) if one.label == _DATE and value is not None else None
    if fault:
        raise ValueError(f"the value {value!r}: {fault}")
    return replace(one, value=value, attributes=kept)


def _carrying(one: Annotation, row: Ruling, characters: int) -> Annotation:
    """Return the annotation with what a row of the record says it carries."""
    if row.key[2] > characters:
        raise row.refusal(f"the text ends at {characters}")
    if row.layer != STRUCTURE and not row.cell("text"):
        raise row.refusal("the quote is missing", "write the mended text into the column text")
    try:
        return replace(with_content(one, row.cell("decided")), source=SOURCE)
    except ValueError as error:
        raise row.refusal(str(error)) from error


# Rows carried out


def _overruled(
    agreed: dict[Key, Annotation], rows: Iterable[Ruling], characters: int
) -> dict[Key, Annotation]:
    """Return what both annotators have, as the rows that overrule it make it."""
    kept = dict(agreed)
    for row in rows:
        _check_effect(row, row.key in kept)
        if row.decision == ADD:
            kept[row.key] = _carrying(_bare(row), row, characters)
        elif row.decision == SET:
            kept[row.key] = _carrying(kept[row.key], row, characters)
        else:
            del kept[row.key]
    return kept


def _check_effect(row: Ruling, there: bool) -> None:
    decision = row.decision
    if decision in (FIRST, SECOND):
        have = "have it alike" if there else "do not have it"
        raise row.refusal(f"both annotators {have}, so there is nothing to choose", _REMOVE)
    if decision == ADD and there:
        raise row.refusal("what it would add is there already", _REMOVE)
    if decision in (SET, DROP) and not there:
        raise row.refusal(f"what it would {decision} is not there", _REMOVE)


def _bare(row: Ruling) -> Annotation:
    """Return the annotation that a row adds, still without what it carries."""
    layer, start, end, label = row.key
    return Annotation(
        stable_id(layer, label, ((start, end),)),
        layer,
        label,
        ((start, end),),
        None if layer == STRUCTURE else row.cell("text"),
        attributes=dict.fromkeys(_MARKS, False) if layer == ENTITIES else {},
        status="accepted",
    )


def _resolved(pair: Disagreement, row: Ruling, characters: int) -> Annotation | None:
    """Return what a row makes of a disagreement, or None where it leaves nothing."""
    if row.decision == ADD:
        raise row.refusal(
            "what it would add is there already, with one annotator or both",
            f"choose {FIRST}, {SECOND}, {SET} or {DROP}",
        )
    if row.decision == SET:
        return _carrying(pair.either, row, characters)
    if row.decision == DROP:
        return None
    return pair.first if row.decision == FIRST else pair.second
