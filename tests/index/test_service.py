"""The index as a reconciliation service, asked over HTTP, and our own asking of services."""

from __future__ import annotations

import json
import os
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from annotate.errors import OutputError
from annotate.index import Index, Mention, build_index
from annotate.index.authorities import located
from annotate.index.place_names import place_names
from annotate.index.reconcile import RECONCILED_COLUMNS, Reconciliation
from annotate.index.reconciliation import Reconciler
from annotate.index.service import IndexServer
from annotate.local_server import LocalServer
from annotate.tables import read_csv, write_csv

NAMES = [
    ("LOC", "Lens"),
    ("LOC", "Liévin"),
    ("PER", "Lucie Vasselin"),
    ("ORG", "Lens"),
    ("ORG", "Compagnie des mines de Merlon"),
]
SCHEMAS = os.environ.get("ANNOTATE_RECONCILIATION_SCHEMAS", "")


def index() -> Index:
    mentions = [
        Mention(
            document="a",
            mention_id=str(at),
            label=label,
            text=text,
            ranges=((50 * at, 50 * at + len(text)),),
        )
        for at, (label, text) in enumerate(NAMES)
    ]
    return build_index(located([mentions], place_names())[0])


@pytest.fixture
def url(tmp_path: Path) -> Iterator[str]:
    report = tmp_path / "report.html"
    report.write_text("<!doctype html><title>report</title>", "utf-8")
    server = IndexServer(Reconciler(index(), {"LOC": "place"}), report)
    with answering(server):
        yield server.url


class answering:  # noqa: N801
    """A server that runs in a thread meanwhile."""

    def __init__(self, server: LocalServer) -> None:
        self._server, self._thread = server, threading.Thread(target=server.run, daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._server.stop()
        self._thread.join(10)


def get(url: str, **given: str) -> Any:
    query = urllib.parse.urlencode(given)
    with urllib.request.urlopen(f"{url}?{query}" if query else url, timeout=10) as answer:
        return json.loads(answer.read())


def post(url: str, **given: str) -> Any:
    body = urllib.parse.urlencode(given).encode()
    with urllib.request.urlopen(url, body, timeout=10) as answer:
        return json.loads(answer.read())


def check(answer: Any, schema: str) -> Any:
    """Check an answer against the specification's schema, where these lie."""
    if SCHEMAS:
        jsonschema = pytest.importorskip("jsonschema")
        referencing = pytest.importorskip("referencing")
        read = {p.name: json.loads(p.read_text("utf-8")) for p in Path(SCHEMAS).glob("*.json")}
        resources = [
            (content["$id"].rsplit("/", 1)[0] + f"/{name}", content)
            for name, content in read.items()
            if "$id" in content
        ]
        draft = referencing.jsonschema.DRAFT7
        registry = referencing.Registry().with_resources(
            [(name, draft.create_resource(content)) for name, content in resources]
        )
        jsonschema.Draft7Validator(read[f"{schema}.json"], registry=registry).validate(answer)
    return answer


def test_the_manifest_says_what_the_service_can_do(url: str) -> None:
    manifest = check(get(f"{url}reconcile"), "manifest")
    assert manifest["versions"] == ["0.2"]
    assert {"id": "LOC", "name": "place"} in manifest["defaultTypes"]
    shown = manifest["view"]["url"].replace("{{id}}", "loc-lens")
    assert urllib.request.urlopen(shown, timeout=10).status == 200


@pytest.mark.parametrize("ask", [get, post])
def test_a_batch_of_queries_has_candidates(url: str, ask: Any) -> None:
    queries = {
        "q0": {"query": "LIEVIN"},
        "q1": {"query": "lens", "type": "LOC", "limit": 1},
        "q2": {"query": "Lens"},
        "q3": {"query": "Compagnie des mines de Merlonn"},
        "q4": {"query": "Zanzibar"},
        "q5": {"query": "Lens", "properties": [{"pid": "insee_commune", "v": "59350"}]},
    }
    found = check(
        ask(f"{url}reconcile", queries=json.dumps(queries)), "reconciliation-result-batch"
    )
    ids = {name: [one["id"] for one in found[name]["result"]] for name in queries}
    assert ids == {
        "q0": ["loc-lievin"],
        "q1": ["loc-lens"],
        "q2": ["loc-lens", "org-lens"],
        "q3": ["org-compagnie-des-mines-de-merlon"],
        "q4": [],
        "q5": ["org-lens"],
    }
    assert [found[name]["result"][0]["match"] for name in ("q0", "q1", "q2", "q3")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert "insee_commune 62510" in found["q0"]["result"][0]["description"]


def test_what_a_person_types_is_completed_and_values_are_fetched(url: str) -> None:
    typed = check(get(f"{url}suggest/entity", prefix="liév"), "suggest-entities-response")
    assert [one["id"] for one in typed["result"]] == ["loc-lievin"]
    types = check(get(f"{url}suggest/type", prefix="pl"), "suggest-types-response")
    assert [one["id"] for one in types["result"]] == ["LOC"]
    wanted = {"ids": ["loc-lens"], "properties": [{"id": "insee_commune"}, {"id": "lat"}]}
    fetched = check(post(f"{url}reconcile", extend=json.dumps(wanted)), "data-extension-response")
    assert fetched["rows"]["loc-lens"] == {
        "insee_commune": [{"str": "62498"}],
        "lat": [{"float": 50.438}],
    }


KINDS_OF_VALUES = {"str": str, "float": float, "int": int, "bool": bool, "date": str}


@pytest.mark.parametrize("ask", [get, post])
def test_a_data_extension_has_a_list_for_every_row_and_property(url: str, ask: Any) -> None:
    offered = [one["id"] for one in get(f"{url}propose")["properties"]]
    ids = ["loc-lens", "per-lucie-vasselin", "loc-lens", "no-entity"]
    wanted = {"ids": ids, "properties": [{"id": name} for name in (*offered, "no-property")]}
    answer = check(ask(f"{url}reconcile", extend=json.dumps(wanted)), "data-extension-response")
    assert [one["id"] for one in answer["meta"]] == offered
    assert all(isinstance(one["name"], str) and one["name"] for one in answer["meta"])
    assert set(answer["rows"]) == set(ids)
    known = 0
    for row in answer["rows"].values():
        assert list(row) == offered
        for values in row.values():
            assert isinstance(values, list)
            for value in values:
                ((kind, content),) = value.items()
                assert type(content) is KINDS_OF_VALUES[kind]
                known += 1
    assert known >= 6
    # A row for what is no entity, and what an entity has not: lists, but empty ones.
    assert not any(answer["rows"]["no-entity"].values())
    assert answer["rows"]["per-lucie-vasselin"]["insee_commune"] == []


def test_the_addresses_of_the_manifest_answer(url: str) -> None:
    manifest = get(f"{url}reconcile")
    assert manifest["identifierSpace"] and manifest["schemaSpace"]
    propose = manifest["extend"]["propose_properties"]
    found = check(
        get(propose["service_url"] + propose["service_path"], type="LOC"),
        "data-extension-property-proposal",
    )
    assert {"id": "insee_commune", "name": "insee_commune"} in found["properties"]
    for kind in ("entity", "type", "property"):
        asked = manifest["suggest"][kind]
        assert get(asked["service_url"] + asked["service_path"], prefix="l")["result"], kind


def test_pages_of_openrefine_may_ask_and_others_cannot_guess_the_address(url: str) -> None:
    request = urllib.request.Request(url, headers={"Origin": "http://127.0.0.1:3333"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert answer.headers["access-control-allow-origin"] == "*"
    with urllib.request.urlopen(f"{url}?callback=jQuery123.done", timeout=10) as answer:
        assert answer.headers["content-type"].startswith("application/javascript")
        assert answer.read().startswith(b"/**/jQuery123.done({")
    for wrong in (
        f"{url}?callback=alert(1)//",
        url.replace(url.split("/")[3], "x"),
        f"{url}suggest/x",
    ):
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(wrong, timeout=10)
    for broken in ("{", "[]", '{"q0": 3}'):
        with pytest.raises(urllib.error.HTTPError) as refused:
            post(url, queries=broken)
        assert refused.value.code == 400


def test_a_service_is_asked_once_about_each_entity(url: str, tmp_path: Path) -> None:
    entities = [one for one in index().entities if one.label == "LOC"]
    cache = tmp_path / "reconciled.jsonl"
    first = Reconciliation(f"{url}reconcile", cache)
    assert list(first.ask(entities, {"LOC": "LOC"})) == entities
    write_csv(tmp_path / "table.csv", RECONCILED_COLUMNS, first.rows(entities, {"LOC": "LOC"}))
    rows = [(row["name"], row["id"], row["match"]) for row in read_csv(tmp_path / "table.csv")]
    assert rows == [("Lens", "loc-lens", "true"), ("Liévin", "loc-lievin", "true")]
    again = Reconciliation(f"{url}reconcile", cache)
    assert list(again.ask(entities, {"LOC": "LOC"})) == []
    assert list(again.rows(entities, {"LOC": "LOC"})) == list(first.rows(entities, {"LOC": "LOC"}))


class Refusing(BaseHTTPRequestHandler):
    """A service that answers one batch, and then no more."""

    asked = 0

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        queries = json.loads(urllib.parse.parse_qs(body.decode())["queries"][0])
        type(self).asked += 1
        self.send_response(200 if self.asked == 1 else 429)
        self.end_headers()
        if self.asked == 1:
            self.wfile.write(json.dumps({name: {"result": []} for name in queries}).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_first_refusal_ends_the_asking_and_keeps_what_was_answered(tmp_path: Path) -> None:
    mentions = [
        Mention(
            document="a",
            mention_id=str(at),
            label="LOC",
            text=f"Merlon {name}",
            ranges=((50 * at, 50 * at + 8),),
        )
        for at, name in enumerate("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    ]
    entities = build_index(mentions).entities
    server = HTTPServer(("127.0.0.1", 0), Refusing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    asking = Reconciliation(f"http://127.0.0.1:{server.server_port}/", tmp_path / "kept.jsonl")
    with pytest.raises(OutputError, match=r"refuses \(429.*10 answers are kept"):
        list(asking.ask(entities, {}))
    server.shutdown()
    assert Refusing.asked == 2
    assert len((tmp_path / "kept.jsonl").read_text("utf-8").splitlines()) == 10


def test_what_is_no_service_is_said(url: str, tmp_path: Path) -> None:
    entities = index().entities
    wrong = Reconciliation(f"{url}report.html", tmp_path / "kept.jsonl")
    with pytest.raises(OutputError, match="refuses"):
        list(wrong.ask(entities, {}))
    (tmp_path / "kept.jsonl").write_text("nonsense\n", "utf-8")
    with pytest.raises(OutputError, match="line 1"):
        Reconciliation(url, tmp_path / "kept.jsonl")
