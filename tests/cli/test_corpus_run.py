"""What one command makes of the project's corpus."""

from __future__ import annotations

import csv
import json
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest

from annotate.document.annotation import ENTITIES, STRUCTURE
from annotate.document.source import Source
from annotate.document.standoff import read_standoff
from command import CHANGING

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
IDS = sorted(path.stem for path in [*CORPUS.glob("*.txt"), *CORPUS.glob("*.pdf")])
CORES = {"HBNPC", "CDF", "SAMZAL", "PADD"}


def source(run: Path, identity: str) -> Source:
    text = (run / "text" / f"{identity}.txt").read_bytes().decode("utf-8")
    return Source(identity, identity, text)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("identity", IDS)
def test_every_annotation_sits_on_its_source(corpus_run: Path, identity: str) -> None:
    standoff = read_standoff(
        corpus_run / "annotations" / f"{identity}.jsonl", source(corpus_run, identity)
    )
    assert standoff.document == identity
    assert {layer.name for layer in standoff.layers} >= {ENTITIES, STRUCTURE}
    ids = {annotation.id for annotation in standoff.annotations()}
    for annotation in standoff.layer(ENTITIES).annotations:
        assert annotation.paragraph in ids
        assert annotation.sentence in ids
        assert annotation.page
        assert annotation.attributes["entity"]


@pytest.mark.parametrize("identity", IDS)
def test_entities_are_flat_but_for_nested_names(corpus_run: Path, identity: str) -> None:
    standoff = read_standoff(
        corpus_run / "annotations" / f"{identity}.jsonl", source(corpus_run, identity)
    )
    flat = [one for one in standoff.layer(ENTITIES).annotations if not one.attributes["nested"]]
    spans = sorted(span for one in flat for span in one.ranges)
    assert all(left[1] <= right[0] for left, right in pairwise(spans))


def test_plain_text_keeps_the_hash_of_its_file(corpus_run: Path) -> None:
    run = json.loads((corpus_run / "run.json").read_text("utf-8"))
    assert run["state"] == "finished"
    assert sorted(row["id"] for row in run["documents"]) == IDS
    assert run["failures"] == []
    assert run["counts"]["documents"] == len(IDS)


def test_tables_agree_with_the_annotations(corpus_run: Path) -> None:
    mentions = rows(corpus_run / "mentions.csv")
    entities = {row["entity"]: row for row in rows(corpus_run / "entities.csv")}
    assert len(mentions) > 1000
    for row in mentions:
        text = source(corpus_run, row["document"]).text
        ranges = json.loads(row["ranges"])
        assert [int(row["start"]), int(row["end"])] == [ranges[0][0], ranges[-1][1]]
        first = text[ranges[0][0] : ranges[0][1]]
        assert first[0] == row["text"].lstrip("'")[0] or first[0] in "ﬁﬂ"
        assert row["entity"] in entities or row["label"] == "ACRONYM"
        assert len(row["left"].lstrip("'")) <= 40 >= len(row["right"].lstrip("'"))


def test_the_workbook_opens(corpus_run: Path) -> None:
    book = openpyxl.load_workbook(corpus_run / "entities.xlsx")
    assert book.sheetnames[:2] == ["Entities", "Mentions"]
    assert book["Mentions"].max_row == len(rows(corpus_run / "mentions.csv")) + 1


def test_the_acronyms_of_the_basin_are_expanded(corpus_run: Path) -> None:
    found: dict[str, set[str]] = {}
    for row in rows(corpus_run / "mentions.csv"):
        if row["label"] == "ACRONYM":
            found.setdefault(row["text"], set()).add(row["expansion"])
    assert found.keys() >= CORES
    for acronym in CORES:
        assert any(found[acronym]), acronym


def test_the_mended_text_is_there(corpus_run: Path) -> None:
    for identity in IDS:
        text = (corpus_run / "text" / f"{identity}.mended.txt").read_text("utf-8")
        assert text.endswith("\n")
        assert "\n\n\n" not in text


def test_a_second_run_gives_the_same_bytes(corpus_run: Path, annotate, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    names = ["terrils.pdf", "jumelages.txt"]
    for out in ("a", "b"):
        done = annotate("run", *(CORPUS / name for name in names), "--out", tmp_path / out)
        assert done.returncode == 0, done.stderr
    for one in sorted((tmp_path / "a").rglob("*")):
        other = tmp_path / "b" / one.relative_to(tmp_path / "a")
        if one.is_file() and one.name not in CHANGING:
            assert one.read_bytes() == other.read_bytes(), one.name
