"""Two readings into one: what both agree on is gold, the rest is decided in a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotate.document.annotation import ACRONYMS, ENTITIES, LAYERS, Annotation, Layer, stable_id
from annotate.document.standoff import Standoff, loads
from annotate.errors import StandoffError
from annotate.gold.decision_table import Decision, Key
from annotate.gold.overrides import SOURCE, overrule, resolve
from annotate.lexicons import Row

_ABSENT = "–"
_NAMES = frozenset((ENTITIES, ACRONYMS))
"""Both are marked in one reading, also where a text has none of the one kind."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One annotation that the two readings do not share, or see differently.

    Attributes
    ----------
    document : str
        The document's id.
    first, second : Annotation or None
        What each reading has at the place; None where it has nothing.
    """

    document: str
    first: Annotation | None
    second: Annotation | None

    @property
    def either(self) -> Annotation:
        """The annotation of one of the two."""
        found = self.first or self.second
        assert found is not None
        return found

    @property
    def row(self) -> Row:
        """The row of the table of decisions, still without one."""
        one = self.either
        return {
            "document": self.document,
            "layer": one.layer,
            "start": str(one.start),
            "end": str(one.end),
            "label": one.label,
            "text": one.text or "",
            "first": _told(self.first),
            "second": _told(self.second),
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
        modifier or expansion differ.

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
    one, other = _keyed(first), _keyed(second)
    found = [
        Disagreement(first.document, one.get(key), other.get(key))
        for key in sorted(one.keys() | other.keys(), key=lambda key: (key[1], -key[2], key))
    ]
    return [pair for pair in found if _told(pair.first) != _told(pair.second)]


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
    told = {name: value for name, value in one.attributes.items() if name != "review"}
    return replace(one, id=identity, source=source, status="accepted", score=None, attributes=told)


def _keyed(standoff: Standoff) -> dict[Key, Annotation]:
    every = (one for layer in standoff.layers for one in layer.annotations)
    return {_key(one): one for one in every if one.status != "rejected"}


def _key(one: Annotation) -> Key:
    return (one.layer, one.start, one.end, one.label)


def _told(one: Annotation | None) -> str:
    """Return what a reading says at a place, as a person reads it in the table."""
    if one is None:
        return _ABSENT
    return ", ".join(_parts(one)) or "yes"


def _parts(one: Annotation) -> Iterator[str]:
    if one.value is not None:
        yield f"value {one.value}"
    told: Mapping[str, Any] = one.attributes
    for name in ("nested", "in_citation"):
        if told.get(name):
            yield name
    for name in ("mod", "expansion"):
        if told.get(name):
            yield f"{name} {told[name]}"


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
