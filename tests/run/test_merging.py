"""What can be merged, and what cannot; decisions on a merged run stay when it is merged again."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.document.annotation import Layer
from annotate.document.run_folder import RunFolder
from annotate.document.standoff import dumps
from annotate.resources import default_configs
from annotate.tables import read_csv
from command import Command

pytestmark = pytest.mark.slow

TEXT = "La mine ouvrit en 1894 à Lens. Marcel Delmotte y vint en 1902.\n"


@pytest.fixture
def parts(annotate: Command, tmp_path: Path) -> Path:
    """A folder with two shards of four texts."""
    (tmp_path / "in").mkdir()
    for name in "abcd":
        (tmp_path / "in" / f"{name}.txt").write_text(f"{TEXT}\nLe texte {name}.\n", "utf-8")
    for number in (1, 2):
        done = annotate(
            "run", "in", "--out", f"part-{number}", "--shard", f"{number}/2", cwd=tmp_path
        )
        assert done.returncode == 0, done.stderr
        assert "annotate merge" in done.stdout
    return tmp_path


def test_decisions_on_the_merged_run_stay(annotate: Command, parts: Path) -> None:
    merge = ("merge", "part-1", "part-2", "--out", "all")
    assert annotate(*merge, cwd=parts).returncode == 0
    run = RunFolder(parts / "all")
    standoff = run.read("b").standoff
    layers = tuple(
        Layer(
            layer.name,
            tuple(
                replace(
                    one,
                    status="rejected",
                    attributes={
                        **one.attributes,
                        "review": {"by": "alice", "at": "2026-11-30T08:00:00Z"},
                    },
                )
                if one.text == "Lens"
                else one
                for one in layer.annotations
            ),
        )
        for layer in standoff.layers
    )
    run.annotations("b").write_text(dumps(replace(standoff, layers=layers)), "utf-8")
    done = annotate(*merge, cwd=parts)
    assert done.returncode == 0, done.stderr
    assert "1 decision of reviewers kept" in done.stdout
    assert [one.text for one in run.read("b").select(status="rejected")] == ["Lens"]
    (lens,) = (row for row in read_csv(run.entities_csv) if row["name"] == "Lens")
    assert lens["document_ids"] == "a; c; d"


def test_what_cannot_be_merged_is_refused(annotate: Command, parts: Path) -> None:
    def refused(*arguments: str) -> str:
        done = annotate("merge", *arguments, "--out", "all", cwd=parts)
        assert done.returncode == 2
        assert not (parts / "all").exists()
        return done.stderr

    assert "holds no run" in refused("part-1", "in")
    manifest = parts / "part-2" / "run.json"
    facts = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps(facts | {"state": "running"}), "utf-8")
    assert "part-2: is not finished" in refused("part-1", "part-2")
    shutil.copytree(default_configs(), parts / "configs")
    labels = parts / "configs" / "lexicons" / "acronyms.tsv"
    labels.write_text(labels.read_text("utf-8") + "# a remark\n", "utf-8")
    annotate("run", "in", "--out", "part-2", "--shard", "2/2", "-c", "configs", cwd=parts)
    assert "another configuration" in refused("part-1", "part-2", "-c", "configs")


def test_a_shard_that_lacks_is_told(annotate: Command, parts: Path) -> None:
    done = annotate("merge", "part-2", "--out", "all", cwd=parts)
    assert done.returncode == 0
    assert "of 2 shards 1 are not among the folders" in done.stderr


def test_two_documents_of_one_id(annotate: Command, parts: Path) -> None:
    (parts / "other").mkdir()
    (parts / "other" / "a.txt").write_text(TEXT.replace("Lens", "Arras"), "utf-8")
    assert annotate("run", "other", "--out", "part-3", cwd=parts).returncode == 0
    done = annotate("merge", "part-1", "part-3", "part-1", "--out", "all", cwd=parts)
    assert done.returncode == 1
    assert "other/a.txt: has the id a in part-3, as another document in part-1" in done.stderr
    assert "Lens" in (parts / "all" / "text" / "a.txt").read_text("utf-8")


def test_a_part_of_another_version_is_refused_and_stays(annotate: Command, parts: Path) -> None:
    store = RunFolder(parts / "part-2").store
    with closing(sqlite3.connect(store)) as older:
        older.execute("PRAGMA user_version = 0")
        older.commit()
    before = store.read_bytes()
    done = annotate("merge", "part-1", "part-2", "--out", "all", cwd=parts)
    assert done.returncode == 2
    assert "part-2: was written by another version of annotate" in done.stderr
    assert store.read_bytes() == before
    assert not (parts / "all" / "entities.csv").exists()
    assert annotate("run", "in", "--out", "part-2", "--shard", "2/2", cwd=parts).returncode == 0
    assert annotate("merge", "part-1", "part-2", "--out", "all", cwd=parts).returncode == 0
