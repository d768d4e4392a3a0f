"""Two readings into one: what both agree on is gold, the rest is decided in a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from annotate.document.annotation import ACRONYMS, ENTITIES, LAYERS, Annotation, Layer, stable_id
from annotate.document.standoff import Standoff, loads
from annotate.errors import StandoffError
from annotate.evaluation.alignment import places
from annotate.evaluation.disagreements import VALUE, Disagreement
from annotate.evaluation.spans import Span, span_of
from annotate.gold.decision_table import FIRST, SECOND, Decision, Key
from annotate.gold.overrides import SOURCE, overrule, resolve
from annotate.lexicons import Row

_ABSENT = "–"
_FACETS = {VALUE: lambda span: span.content}
_NAMES = frozenset((ENTITIES, ACRONYMS))
"""Both are marked in one reading, also where a text has none of the one kind."""


def row_of(one: Disagreement) -> Row:
    """Return the row of a disagreement in the table of decisions, still without a decision."""
    either = one.either
    return {
        "document": one.document,
        "layer": either.layer,
        "start": str(either.start),
        "end": str(either.end),
        "label": either.label,
        "text": either.text or "",
        "first": _described(one.first),
        "second": _described(one.second),
    }


def disagreements(first: Standoff, second: Standoff) -> list[Disagreement]:
    """Return what two readings of one document do not share, in the order of the text.

    Parameters
    ----------
    first, second : Standoff
        Two readings of one source.

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
            f"{first.document} and {second.document} are readings of two texts",
            remedy="give two readings of one text",
        )
    found = [
        Disagreement.of(first.document, layer, said, _FACETS)
        for layer in LAYERS
        for said in places({FIRST: _spans(first, layer), SECOND: _spans(second, layer)}, least=1.0)
    ]
    return sorted(filter(None, found), key=_position)


def _position(one: Disagreement) -> tuple[int, int, Key]:
    key = _key(one.either)
    return key[1], -key[2], key


def _spans(reading: Standoff, layer: str) -> list[Span]:
    """Return what a reading says, so that only one label over the same characters is aligned."""
    return [
        replace(span_of(one), content=_described(one), group=one.label)
        for one in _keyed(reading).values()
        if one.layer == layer
    ]


def adjudicate(
    first: Standoff, second: Standoff, decisions: Iterable[Decision], names: tuple[str, str]
) -> tuple[Standoff, list[Disagreement]]:
    """Reconcile two readings.

    Parameters
    ----------
    first, second : Standoff
        Two readings of one source.
    decisions : iterable of Decision
        Rows of the table of decisions; those of other documents, or of layers that these readings
        do not have, are left alone.
    names : (str, str)
        The annotators, for the provenance.

    Returns
    -------
    gold : Standoff
        What both share unless a decision overrules it, and what was decided; every annotation
        accepted. It has every layer of the readings, also one that is empty now.
    open : list of Disagreement
        Those without a decision; the gold leaves them out.

    Raises
    ------
    StandoffError
        If a decision cannot be carried out or has no effect; the place is its line.
    """
    layered = _layers(first, second)
    own = {
        one.key: one for one in decisions if one.document == first.document and one.layer in layered
    }
    differing = {_key(pair.either): pair for pair in disagreements(first, second)}
    shared = f"reviewer:{names[0]}+{names[1]}"
    agreed = {key: _gold(one, shared) for key, one in _keyed(first).items() if key not in differing}
    against = [one for key, one in own.items() if key not in differing]
    kept = list(overrule(agreed, against, first.characters).values())
    open_: list[Disagreement] = []
    for key, pair in differing.items():
        if key not in own:
            open_.append(pair)
            continue
        chosen = resolve(pair.first, pair.second, own[key], first.characters)
        if chosen is not None:
            kept.append(_gold(chosen, SOURCE))
    layers = tuple(
        Layer.of(name, [one for one in kept if one.layer == name])
        for name in LAYERS
        if name in layered
    )
    return replace(first, layers=layers), open_


def _layers(first: Standoff, second: Standoff) -> frozenset[str]:
    """Return the layers that two readings are about."""
    read = frozenset(layer.name for one in (first, second) for layer in one.layers)
    return read | _NAMES if read & _NAMES else read


def with_other_layers(gold: Standoff, path: Path) -> Standoff:
    """Return the gold with the layers that an earlier gold file of the same text has beside its.

    Raises
    ------
    StandoffError
        If the file is malformed or belongs to another text.
    """
    if not path.exists():
        return gold
    earlier = loads(path.read_text("utf-8"), path)
    if earlier.sha256 != gold.sha256:
        raise StandoffError(
            "is the gold of another extraction of the text",
            path=path,
            remedy="move it away, or carry it over with `annotate gold carry`",
        )
    own = {layer.name for layer in gold.layers}
    others = tuple(layer for layer in earlier.layers if layer.name not in own)
    return replace(gold, layers=(*gold.layers, *others))


def _gold(one: Annotation, source: str) -> Annotation:
    identity = stable_id(one.layer, one.label, one.ranges)
    # What a reviewer made of a prediction is in the reading; gold says what is so.
    kept = {name: value for name, value in one.attributes.items() if name != "review"}
    return replace(one, id=identity, source=source, status="accepted", score=None, attributes=kept)


def _keyed(standoff: Standoff) -> dict[Key, Annotation]:
    every = (one for layer in standoff.layers for one in layer.annotations)
    return {_key(one): one for one in every if one.status != "rejected"}


def _key(one: Annotation) -> Key:
    return (one.layer, one.start, one.end, one.label)


def _described(one: Annotation | None) -> str:
    """Return what a reading says at a place, as a person reads it in the table."""
    if one is None:
        return _ABSENT
    return ", ".join(_parts(one)) or "yes"


def _parts(one: Annotation) -> Iterator[str]:
    if one.value is not None:
        yield f"value {one.value}"
    for name in ("nested", "in_citation"):
        if one.attributes.get(name):
            yield name
    for name in ("mod", "expansion"):
        if one.attributes.get(name):
            yield f"{name} {one.attributes[name]}"


def pair_up(
    first: Sequence[Standoff], second: Sequence[Standoff]
) -> list[tuple[Standoff, Standoff]]:
    """Pair readings of the same texts.

    Raises
    ------
    StandoffError
        If a text was read by one annotator only.
    """
    others = {standoff.sha256: standoff for standoff in second}
    alone = [one.document for one in first if one.sha256 not in others]
    alone += [one.document for one in second if one.sha256 not in {other.sha256 for other in first}]
    if alone:
        raise StandoffError(
            f"only one annotator has read {', '.join(alone)}",
            remedy="give two readings of every document",
        )
    return [(one, others[one.sha256]) for one in first]
