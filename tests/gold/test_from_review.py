"""A reviewed run becomes gold."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotate.document.annotation import Annotation, Layer, stable_id
from annotate.document.source import Source
from annotate.document.standoff import dumps, loads, standoff_of
from command import Command

TEXT = "En 1921, Irma Vasseur quitta Lens pour Arras avec le SPS."
SOURCE = Source("a", "a.txt", TEXT)


def spot(text: str, label: str, status: str, **more: Any) -> Annotation:
    layer = "acronyms" if label == "ACRONYM" else "entities"
    ranges = ((TEXT.index(text), TEXT.index(text) + len(text)),)
    told = {"in_citation": False, "nested": False, "entity": "x"} if layer == "entities" else {}
    if status != "predicted":
        told["review"] = {"by": "alice", "at": "2026-11-28T05:00:00Z"}
    one = Annotation(
        stable_id(layer, label, ranges), layer, label, ranges, text, source="rule:r", score=0.9
    )
    return replace(one, status=status, attributes=told, paragraph="p1", **more)


NAMES = [
    spot("1921", "DATE", "accepted", value="1921"),
    spot("Irma Vasseur", "PER", "corrected"),
    spot("Lens", "LOC", "rejected"),
    spot("Arras", "LOC", "added"),
]


def write(run: Path, *annotations: Annotation) -> None:
    names = [one for one in annotations if one.layer == "entities"]
    layers = [Layer.of("entities", names)]
    layers += [Layer.of("acronyms", [one]) for one in annotations if one.layer == "acronyms"]
    layers += [
        Layer("structure", (Annotation("p1", "structure", "paragraph", ((0, len(TEXT)),), None),))
    ]
    file = run / "annotations" / "a.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(dumps(standoff_of(SOURCE, layers, "c0ffee")), "utf-8")


@pytest.fixture
def run(tmp_path: Path) -> Path:
    write(tmp_path / "run", *NAMES, spot("SPS", "ACRONYM", "accepted"))
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    return tmp_path / "run"


def test_what_people_want_is_gold_under_their_names(
    annotate: Command, run: Path, tmp_path: Path
) -> None:
    gold = tmp_path / "gold"
    done = annotate("gold", "keep", run, "--out", gold)
    assert done.returncode == 0, done.stderr
    made = loads((gold / "a.jsonl").read_text("utf-8"), "a.jsonl")
    found = [(one.label, one.text, one.value) for one in made.annotations()]
    assert found == [
        ("DATE", "1921", "1921"),
        ("PER", "Irma Vasseur", None),
        ("LOC", "Arras", None),
        ("ACRONYM", "SPS", None),
    ]
    told = {(one.status, one.source, one.score, one.paragraph) for one in made.annotations()}
    assert told == {("accepted", "reviewer:alice", None, None)}
    assert made.annotations()[0].attributes == {"in_citation": False, "nested": False}
    checked = annotate("gold", "check", gold, "--text", tmp_path / "a.txt")
    assert checked.returncode == 0, checked.stderr
    # The same again is no other gold.
    assert annotate("gold", "keep", run, "--out", gold).returncode == 0


def test_what_nobody_decided_is_no_gold(annotate: Command, run: Path, tmp_path: Path) -> None:
    write(run, *NAMES, spot("SPS", "ACRONYM", "predicted"))
    done = annotate("gold", "keep", run, "--out", tmp_path / "gold")
    assert done.returncode == 1
    assert "nobody decided on 1 of its annotations, the first of them ACRONYM 'SPS'" in done.stderr
    assert not (tmp_path / "gold").exists()


def test_earlier_gold_is_replaced_only_when_asked(
    annotate: Command, run: Path, tmp_path: Path
) -> None:
    gold = tmp_path / "gold"
    assert annotate("gold", "keep", run, "--out", gold).returncode == 0
    before = (gold / "a.jsonl").read_bytes()
    write(run, *NAMES[:3])
    done = annotate("gold", "keep", run, "--out", gold)
    assert (done.returncode, "holds other gold of this document" in done.stderr) == (2, True)
    assert (gold / "a.jsonl").read_bytes() == before
    assert annotate("gold", "keep", run, "--out", gold, "--force").returncode == 0
    kept = loads((gold / "a.jsonl").read_text("utf-8"), "a.jsonl")
    assert "Arras" not in {one.text for one in kept.annotations()}
