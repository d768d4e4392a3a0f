"""Two readings into one: what both agree on is gold, and each disagreement is decided in a table.

The table of decisions is a lexicon-like TSV that a person fills in a spreadsheet and that stays
beside the gold, so that every disagreement and its resolution can be read later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from annotate.errors import StandoffError
from annotate.gold.overruling import ADD, DROP, SET, SOURCE, Key, overrule
from annotate.lexicons import Row, read_table, write_table
from annotate.standoff.annotation import LAYERS, Annotation, Layer, stable_id
from annotate.standoff.files import Standoff, loads

COLUMNS = (
    "document",
    "layer",
    "start",
    "end",
    "label",
    "text",
    "first",
    "second",
    "decision",
    "decided",
    "reason",
)
FIRST, SECOND = "first", "second"
DECISIONS = (FIRST, SECOND, DROP, ADD, SET)
_ABSENT = "–"


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
    first: Standoff, second: Standoff, decisions: Iterable[Row], names: tuple[str, str]
) -> tuple[Standoff, list[Disagreement]]:
    """Reconcile two readings.

    Parameters
    ----------
    first, second : Standoff
        Two readings of one source.
    decisions : iterable of dict
        Rows of the table of decisions, of any document.
    names : (str, str)
        The annotators, for the provenance.

    Returns
    -------
    gold : Standoff
        What both share unless a decision overrules it, and what was decided; every annotation
        accepted.
    open : list of Disagreement
        Those without a decision; the gold leaves them out.

    Raises
    ------
    StandoffError
        If a decision cannot be carried out.
    """
    own = [row for row in decisions if row["document"] == first.document]
    decided = {_row_key(row): row["decision"] for row in own}
    open_: list[Disagreement] = []
    kept: list[Annotation] = []
    differing = disagreements(first, second)
    apart = {_key(pair.either) for pair in differing}
    shared = f"reviewer:{names[0]}+{names[1]}"
    agreed = {key: _gold(one, shared) for key, one in _keyed(first).items() if key not in apart}
    layered = {layer.name for layer in first.layers}
    against = [row for row in own if _row_key(row) not in apart and row["layer"] in layered]
    kept.extend(overrule(agreed, against).values())
    for pair in differing:
        decision = decided.get(_key(pair.either))
        if decision is None:
            open_.append(pair)
        elif decision != DROP:
            chosen = pair.first if decision == FIRST else pair.second
            if chosen is not None:
                kept.append(_gold(chosen, SOURCE))
    layers = tuple(
        Layer.of(name, [one for one in kept if one.layer == name])
        for name in LAYERS
        if any(one.layer == name for one in kept)
    )
    return replace(first, layers=layers), open_


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


def read_decisions(path: Path) -> list[Row]:
    """Read the table of decisions; rows without a decision are left out.

    Raises
    ------
    LexiconError
        If the table is malformed.
    StandoffError
        If a decision is none of ``first``, ``second``, ``drop``, ``add``, ``set``.
    """
    rows = read_table(path, ("document", "layer", "start", "end", "label"))
    for number, row in enumerate(rows, start=2):
        if row.get("decision") and row["decision"] not in DECISIONS:
            raise StandoffError(
                f"the decision {row['decision']!r} is none of {', '.join(DECISIONS)}",
                path=path,
                place=f"row {number}",
                remedy="correct the cell",
            )
    return [row for row in rows if row.get("decision")]


def write_decisions(path: Path, decided: Iterable[Row], open_: Iterable[Disagreement]) -> None:
    """Write the table: what was decided, and a row with an empty decision for what was not."""
    rows = [*decided, *(pair.row for pair in open_)]
    rows.sort(key=lambda row: (row["document"], int(row["start"]), -int(row["end"]), row["label"]))
    write_table(path, COLUMNS, rows)


def _gold(one: Annotation, source: str) -> Annotation:
    identity = stable_id(one.layer, one.label, one.ranges)
    return replace(one, id=identity, source=source, status="accepted")


def _keyed(standoff: Standoff) -> dict[Key, Annotation]:
    return {_key(one): one for layer in standoff.layers for one in layer.annotations}


def _key(one: Annotation) -> Key:
    return (one.layer, one.start, one.end, one.label)


def _row_key(row: Mapping[str, str]) -> Key:
    return (row["layer"], int(row["start"]), int(row["end"]), row["label"])


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
