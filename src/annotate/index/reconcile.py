"""Asking a reconciliation service (Wikidata, GeoNames, IdRef…) about the entities of an index.

The protocol is the W3C Reconciliation Service API, version 0.2. What was answered is kept, so that
nothing is asked twice; the first refusal ends the asking.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from annotate.errors import OutputError
from annotate.files import write_lines
from annotate.index.entities import Entity
from annotate.tables import Cell
from annotate.version import __version__

RECONCILED_COLUMNS = (
    "entity",
    "label",
    "name",
    "rank",
    "id",
    "match_name",
    "score",
    "match",
    "types",
    "description",
    "service",
)
_BATCH = 10
_SECONDS = 60

Candidates = list[dict[str, Any]]


class Reconciliation:
    """Asks one service, and keeps what it answers.

    Parameters
    ----------
    service : str
        Its address.
    cache : Path
        Where answers are kept: one JSON object a line.
    limit : int
        How many candidates to ask for.

    Raises
    ------
    OutputError
        If the cache is malformed.
    """

    def __init__(self, service: str, cache: Path, limit: int = 3) -> None:
        self._service, self._cache, self._limit = service, cache, limit
        self._known: dict[str, Candidates] = {}
        lines = cache.read_text("utf-8").splitlines() if cache.is_file() else []
        for number, line in enumerate(lines, start=1):
            try:
                row = json.loads(line)
                self._known[row["asked"]] = row["result"]
            except (ValueError, KeyError, TypeError) as error:
                raise OutputError(
                    f"line {number} is no answer that was kept",
                    path=cache,
                    remedy="remove the line, or the file: then the service is asked again",
                ) from error

    def ask(self, entities: Iterable[Entity], types: Mapping[str, str]) -> Iterator[Entity]:
        """Ask about entities that nothing is known of yet; yield them as they are answered.

        Parameters
        ----------
        entities : iterable of Entity
            What to ask about.
        types : mapping of str to str
            Label to the type of the service that candidates must have; none by default.

        Raises
        ------
        OutputError
            If the service refuses or answers something else. What was answered before is kept.
        """
        new = [one for one in entities if self._key(one, types) not in self._known]
        for start in range(0, len(new), _BATCH):
            some = new[start : start + _BATCH]
            queries = {f"q{at}": self._query(one, types) for at, one in enumerate(some)}
            answers = self._post(queries)
            for at, one in enumerate(some):
                self._known[self._key(one, types)] = _result(answers, f"q{at}", self._service)
            self._keep()
            yield from some

    def rows(
        self, entities: Iterable[Entity], types: Mapping[str, str]
    ) -> Iterator[Sequence[Cell]]:
        """Yield the candidates of entities, under :data:`RECONCILED_COLUMNS`."""
        for entity in entities:
            for rank, one in enumerate(self._known.get(self._key(entity, types), ()), start=1):
                yield (
                    entity.id,
                    entity.label,
                    entity.name,
                    rank,
                    str(one["id"]),
                    str(one["name"]),
                    one.get("score"),
                    "true" if one.get("match") else "false",
                    "; ".join(map(_named, one.get("type") or ())),
                    str(one.get("description") or ""),
                    self._service,
                )

    def _query(self, entity: Entity, types: Mapping[str, str]) -> dict[str, Any]:
        query: dict[str, Any] = {"query": entity.name, "limit": self._limit}
        if wanted := types.get(entity.label):
            query["type"] = wanted
        return query

    def _key(self, entity: Entity, types: Mapping[str, str]) -> str:
        return json.dumps([self._service, self._query(entity, types)], ensure_ascii=False)

    def _keep(self) -> None:
        self._cache.parent.mkdir(parents=True, exist_ok=True)
        rows = ({"asked": asked, "result": found} for asked, found in self._known.items())
        write_lines(self._cache, (json.dumps(row, ensure_ascii=False) + "\n" for row in rows))

    def _post(self, queries: Mapping[str, Any]) -> Any:
        body = urllib.parse.urlencode({"queries": json.dumps(queries, ensure_ascii=False)}).encode()
        agent = {"User-Agent": f"annotate/{__version__}", "Accept": "application/json"}
        try:
            request = urllib.request.Request(self._service, body, agent)
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
                return json.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise self._refused(f"refuses ({error.code} {error.reason})") from error
        except (OSError, ValueError) as error:
            raise self._refused(f"does not answer ({error})") from error

    def _refused(self, why: str) -> OutputError:
        return OutputError(
            f"{why}; {len(self._known)} answers are kept in {self._cache}",
            path=self._service,
            remedy="wait, or correct the address, and give the same command again: "
            "what was answered is not asked again",
        )


def _result(answers: Any, name: str, service: str) -> Candidates:
    """Return the candidates of one query, checked."""
    try:
        found: Candidates = answers[name]["result"]
        complete = all(one["id"] and "name" in one for one in found)
    except (KeyError, TypeError):
        complete = False
    if not complete:
        raise OutputError(
            "does not answer as a reconciliation service",
            path=service,
            remedy="give the address of the service itself, as OpenRefine takes it",
        )
    return found


def _named(kind: Any) -> str:
    return str(kind.get("name") or kind.get("id")) if isinstance(kind, dict) else str(kind)
