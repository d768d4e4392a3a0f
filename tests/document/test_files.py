"""Standoff files: what is written is read back equal, and what does not fit is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.document.annotation import Annotation, Layer, stable_id
from annotate.document.closing import cleared_annotation, write_attributes
from annotate.document.source import Source
from annotate.document.standoff import (
    read_standoff,
    standoff_of,
    write_standoff,
)
from annotate.errors import QuoteError, StandoffError

SOURCE = Source("a", "a.txt", "Le SAMZAL5 – Syndi-\ncat – ferma en 18943.")


def annotation(
    label: str, ranges: tuple[tuple[int, int], ...], text: str, **more: object
) -> Annotation:
    identity = stable_id("entities", label, ranges)
    return Annotation(identity, "entities", label, ranges, text, source="rule:test", **more)  # type: ignore[arg-type]


GOOD = [
    annotation("ORG", ((3, 9),), "SAMZAL", attributes={"in_citation": False, "nested": False}),
    annotation("ORG", ((13, 23),), "Syndicat"),
    annotation("DATE", ((35, 39),), "1894", value="1894", score=0.5, page=1, paragraph="p1"),
]


def write(path: Path, annotations: list[Annotation], source: Source = SOURCE) -> None:
    write_standoff(path, standoff_of(source, [Layer.of("entities", annotations)], "c0ffee"), source)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write(path, GOOD)
    read = read_standoff(path, SOURCE)
    assert read.layer("entities").annotations == tuple(GOOD)
    again = tmp_path / "b.jsonl"
    write_standoff(again, read, SOURCE)
    assert again.read_bytes() == path.read_bytes()


def test_keys_and_order_are_those_of_the_format(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write(path, list(reversed(GOOD)))
    header, *rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    assert list(header) == [
        "document",
        "source",
        "sha256",
        "characters",
        "format",
        "generator",
        "config",
    ]
    assert header["sha256"] == SOURCE.sha256
    assert [row["text"] for row in rows] == ["SAMZAL", "Syndicat", "1894"]
    keys = "id layer label ranges text value attributes source score status page paragraph sentence"
    assert list(rows[0]) == keys.split()


@pytest.mark.parametrize(
    ("bad", "kind", "message"),
    [
        (annotation("DATE", ((35, 40),), "1894"), QuoteError, "quotes '1894'"),
        (annotation("ORG", ((4, 10),), "SAMZAL"), QuoteError, "quotes 'SAMZAL'"),
        (annotation("ORG", ((3, 9),), ""), QuoteError, "quotes ''"),
        (annotation("ORG", ((35, 99),), "1894"), StandoffError, "outside a text of 41"),
        (annotation("ORG", ((9, 3),), "SAMZAL"), StandoffError, "outside a text"),
        (replace(GOOD[0], status="sure"), StandoffError, "unknown status"),
    ],
)
def test_what_does_not_fit_cannot_be_written(
    tmp_path: Path, bad: Annotation, kind: type[Exception], message: str
) -> None:
    path = tmp_path / "a.jsonl"
    with pytest.raises(kind, match=message):
        write(path, [*GOOD[1:], bad])
    assert list(tmp_path.iterdir()) == []


def test_an_annotation_covers_something() -> None:
    with pytest.raises(StandoffError, match="no ranges"):
        annotation("ORG", (), "SAMZAL")


@pytest.mark.parametrize(
    ("damage", "place", "message"),
    [
        (lambda line: line.replace('"SAMZAL"', '"SAMZAM"'), "line 2", "quotes 'SAMZAM'"),
        (lambda line: line.replace("[[3, 9]]", "[[4, 10]]"), "line 2", "quotes 'SAMZAL'"),
        (lambda line: line.replace("[[3, 9]]", '"all"'), "line 2", "pairs of two numbers"),
        (lambda line: line.replace('"label"', '"lable"'), "line 2", "lacks label"),
        (lambda line: line[:40], "line 2", "no JSON"),
        (lambda line: line.replace('"entities"', '"entitees"'), "line 2", "unknown layer"),
    ],
)
def test_a_damaged_file_is_refused_with_its_line(
    tmp_path: Path, damage: Callable[[str], str], place: str, message: str
) -> None:
    path = tmp_path / "a.jsonl"
    write(path, GOOD)
    lines = path.read_text("utf-8").splitlines()
    lines[1] = damage(lines[1])
    path.write_text("\n".join(lines) + "\n", "utf-8")
    with pytest.raises(StandoffError) as caught:
        read_standoff(path, SOURCE)
    assert message in str(caught.value)
    assert place in str(caught.value)
    assert str(path) in str(caught.value)


def test_the_same_annotation_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write(path, GOOD)
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join([*lines, lines[1]]) + "\n", "utf-8")
    with pytest.raises(StandoffError, match="comes twice"):
        read_standoff(path, SOURCE)


def test_another_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write(path, GOOD)
    with pytest.raises(StandoffError, match="belongs to another text"):
        read_standoff(path, Source("a", "a.txt", SOURCE.text + "\n"))


def test_an_older_file_survives_a_failed_write(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write(path, GOOD)
    before = path.read_bytes()
    with pytest.raises(QuoteError):
        write(path, [annotation("ORG", ((4, 10),), "SAMZAL")])
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_entities_are_written_into_a_file(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    write(path, GOOD)
    before = path.read_text("utf-8").splitlines()
    write_attributes(path, {GOOD[0].id: {"entity": "org-samzal"}})
    after = path.read_text("utf-8").splitlines()
    assert [at for at, pair in enumerate(zip(before, after, strict=True)) if len({*pair}) > 1] == [
        1
    ]
    read = read_standoff(path, SOURCE)
    told = {**GOOD[0].attributes, "entity": "org-samzal"}
    assert read.layer("entities").annotations == (replace(GOOD[0], attributes=told), *GOOD[1:])
    assert [file.name for file in tmp_path.iterdir()] == ["a.jsonl"]


def test_closing_twice_is_closing_once(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    lexicon = {"expansion": "Sel marin", "expansion_from": "lexicon", "in_citation": True}
    made = [replace(GOOD[0], attributes=lexicon), *GOOD[1:]]
    write(path, made)
    before = path.read_bytes()
    first = {"expansion": "Un syndicat", "expansion_from": "corpus", "entity": "org-samzal"}
    assert write_attributes(path, {GOOD[0].id: first})
    told = read_standoff(path, SOURCE).layer("entities").annotations[0]
    assert dict(told.attributes) == lexicon | first | {"expansion_lexicon": "Sel marin"}
    assert cleared_annotation(told) == made[0]
    once, seen = path.read_bytes(), path.stat().st_mtime_ns
    assert not write_attributes(path, {GOOD[0].id: first})
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (once, seen)
    assert write_attributes(path, {})
    assert path.read_bytes() == before
