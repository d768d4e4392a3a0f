"""The index as a reconciliation service: what matches a query, in the words of the W3C
Reconciliation Service API, version 0.2 (https://reconciliation-api.github.io/specs/0.2/).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from annotate.index.corpus_index import Index
from annotate.index.entities import Entity
from annotate.index.place_names import CODES
from annotate.index.surface_forms import folded
from annotate.index.tables import ENTITY_COLUMNS, entity_row

_CLOSE = 80.0
"""How alike a name must be to be a candidate, 0 to 100."""
_SHORT, _LONG = 100.0, 95.0
"""Scores of a name as it is, and of an acronym or a long form."""
_LIMIT = 10
PROPERTIES = ("label", "variants", "acronym", "expansion", "value", "place", *CODES, "lat", "lon")
"""Columns of ``entities.csv`` that can be compared and fetched."""

Json = dict[str, Any]


class Reconciler:
    """Finds the entities of an index that a name may be.

    Parameters
    ----------
    index : Index
        The entities.
    labels : mapping of str to str
        Label to what it is called.

    Examples
    --------
    >>> from annotate.index import Mention, build_index
    >>> index = build_index([Mention(document="a", mention_id="1", label="LOC", text="Liévin",
    ...     ranges=((0, 6),))])
    >>> found = Reconciler(index, {"LOC": "place"}).answer({"q0": {"query": "LIEVIN"}})
    >>> [(one["id"], one["score"], one["match"]) for one in found["q0"]["result"]]
    [('loc-lievin', 100.0, True)]
    """

    def __init__(self, index: Index, labels: Mapping[str, str]) -> None:
        self._entities = {entity.id: entity for entity in index.ranked()}
        self._types = {
            label: labels.get(label, label)
            for label in dict.fromkeys(entity.label for entity in self._entities.values())
        }

    def manifest(self, url: str) -> Json:
        """Return what the service can do, given its address."""
        return {
            "versions": ["0.2"],
            "name": "annotate: the entities of a run",
            "identifierSpace": f"{url}entity/",
            "schemaSpace": f"{url}label/",
            "defaultTypes": [self._type(label) for label in self._types],
            "view": {"url": f"{url}report.html#entity={{{{id}}}}"},
            "suggest": {
                kind: {"service_url": url.rstrip("/"), "service_path": f"/suggest/{kind}"}
                for kind in ("entity", "type", "property")
            },
            "extend": {
                "propose_properties": {
                    "service_url": url.rstrip("/"),
                    "service_path": "/propose",
                },
                "property_settings": [],
            },
        }

    def answer(self, queries: Mapping[str, Any]) -> Json:
        """Return the candidates of each query of a batch.

        Raises
        ------
        ValueError
            If a query is none.
        """
        return {name: {"result": self._candidates(query)} for name, query in queries.items()}

    def suggest(self, kind: str, prefix: str) -> Json:
        """Return entities, labels or properties whose name begins so."""
        start = folded(prefix)
        if kind == "entity":
            found = [
                {"id": one.id, "name": one.name, "notable": [self._type(one.label)]}
                for one in self._entities.values()
                if any(folded(form).startswith(start) for form in one.variants)
            ]
            return {"result": found[:_LIMIT]}
        every = self._types.items() if kind == "type" else ((name, name) for name in PROPERTIES)
        return {
            "result": [
                {"id": name, "name": shown}
                for name, shown in every
                if folded(shown).startswith(start) or folded(name).startswith(start)
            ]
        }

    def properties(self) -> Json:
        """Return what can be fetched of an entity."""
        return {"properties": [{"id": name, "name": name} for name in PROPERTIES]}

    def extend(self, asked: Mapping[str, Any]) -> Json:
        """Return the values of properties of entities.

        Raises
        ------
        ValueError
            If what is asked names no ids or properties.
        """
        try:
            names = [one["id"] for one in asked["properties"] if one["id"] in PROPERTIES]
            ids = [str(one) for one in asked["ids"]]
        except (KeyError, TypeError) as error:
            raise ValueError("a data extension has ids and properties") from error
        return {
            "meta": [{"id": name, "name": name} for name in names],
            "rows": {one: {name: self._values(one, name) for name in names} for one in ids},
        }

    def _values(self, identity: str, name: str) -> list[Json]:
        entity = self._entities.get(identity)
        cell = self._cells(entity)[name] if entity else ""
        if cell is None or cell == "":
            return []
        return [{"float": cell}] if isinstance(cell, float) else [{"str": str(cell)}]

    def _cells(self, entity: Entity) -> Json:
        return dict(zip(ENTITY_COLUMNS, entity_row(entity), strict=True))

    def _type(self, label: str) -> Json:
        return {"id": label, "name": self._types[label]}

    @cached_property
    def _by_form(self) -> Mapping[str, dict[str, float]]:
        """Folded forms to the entities that have them, with the score of the form."""
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for entity in self._entities.values():
            for form in (*entity.variants, entity.name):
                found[folded(form)][entity.id] = _SHORT
            for form in filter(None, (entity.acronym, entity.expansion)):
                found[folded(form)].setdefault(entity.id, _LONG)
        return found

    def _candidates(self, query: Any) -> list[Json]:
        if not isinstance(query, Mapping) or not isinstance(query.get("query", ""), str):
            raise ValueError("a query is an object with a text under « query »")
        types = query.get("type") or ()
        wanted = {types} if isinstance(types, str) else set(types)
        scores = self._scores(folded(query.get("query", "")))
        kept = [
            (score, self._entities[identity])
            for identity, score in scores.items()
            if not wanted or self._entities[identity].label in wanted
        ]
        agreeing = [one for one in kept if self._agrees(one[1], query.get("properties") or ())]
        ranked = sorted(agreeing, key=lambda one: (-one[0], -one[1].mentions, one[1].id))
        sure = [entity for score, entity in ranked if score == _SHORT]
        return [
            {
                "id": entity.id,
                "name": entity.name,
                "score": round(score, 1),
                "match": len(sure) == 1 and entity is sure[0],
                "type": [self._type(entity.label)],
                "description": _described(entity),
            }
            for score, entity in ranked[: int(query.get("limit") or _LIMIT)]
        ]

    def _scores(self, form: str) -> dict[str, float]:
        from rapidfuzz import fuzz, process

        scores = dict(self._by_form.get(form, {}))
        forms = [*self._by_form]
        close = process.extract(
            form, forms, scorer=fuzz.ratio, score_cutoff=_CLOSE, limit=5 * _LIMIT
        )
        for other, alike, _ in close:
            for identity, whole in self._by_form[other].items():
                scores[identity] = max(scores.get(identity, 0.0), min(whole, alike * whole / 100))
        return scores

    def _agrees(self, entity: Entity, properties: Iterable[Mapping[str, Any]]) -> bool:
        """Return whether nothing that is asked of an entity is something else."""
        cells = self._cells(entity)
        for one in properties:
            values = one.get("v")
            given: Sequence[Any] = values if isinstance(values, list) else [values]
            texts = {str(v.get("id") if isinstance(v, Mapping) else v) for v in given}
            cell = cells.get(str(one.get("pid")))
            if cell not in (None, "") and str(cell) not in texts:
                return False
        return True


def _described(entity: Entity) -> str:
    """Say what tells an entity from its namesakes."""
    codes = (f"{name} {value}" for name, some in entity.authority.items() for value in some)
    facts = [entity.expansion if entity.expansion != entity.name else "", *codes]
    facts.append(f"{entity.mentions} mentions in {', '.join(entity.documents[:3])}")
    return " · ".join(filter(None, facts))
