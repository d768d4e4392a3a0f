"""A label of the user's own on a real server: made there, worked with, and brought back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from command import Command
from review.reviewer import Reviewer, names
from sixth_label import make_project


@pytest.fixture(scope="module")
def annotated(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the label, its corpus annotated once."""
    folder = make_project(annotate, tmp_path_factory.mktemp("project"))
    call(annotate, folder, "run", "corpus", "--out", "build", "-q")
    return folder


@pytest.fixture
def project(annotated: Path, tmp_path: Path) -> Path:
    """A copy of it, for one test."""
    left_out = shutil.ignore_patterns("fr_*")
    return Path(shutil.copytree(annotated, tmp_path / "project", ignore=left_out))


def call(annotate: Command, project: Path, *arguments: str) -> str:
    """Run a command that goes well in the project's folder, and return what it says."""
    done = annotate(*arguments, cwd=project)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_there_and_back_and_kept(annotate: Command, doccano: dict[str, str], project: Path) -> None:
    server = ("--home", doccano["home"])
    told = call(annotate, project, "review", "push", "build", *server)
    assert "2 documents sent" in told
    alice = Reviewer(project / "build", doccano, "alice")
    assert "EVENT" in alice.admin.labels(alice.project).values()
    fete, foire = alice.piece("fete"), alice.piece("foire")
    assert alice.span(foire, "EVENT", "Braderie de Lens")
    alice.relabel(fete, alice.span(fete, "MISC", "Fête du Travail"), "EVENT")
    alice.delete(foire, alice.span(foire, "EVENT", "ducasse de Bully"))
    alice.draw(foire, "EVENT", "La foire")
    for piece in (fete, foire):
        alice.confirm(piece)
    call(annotate, project, "review", "pull", "build", *server)
    found = {
        (row["text"], row["status"]) for row in names(project / "build") if row["label"] == "EVENT"
    }
    assert found == {
        ("Exposition universelle", "accepted"),
        ("Braderie de Lens", "accepted"),
        ("ducasse de Bully", "accepted"),
        ("ducasse de Bully", "rejected"),
        ("Fête du Travail", "corrected"),
        ("La foire", "added"),
    }
    assert "Fête du Travail" in (project / "build" / "entities.csv").read_text("utf-8")
    call(annotate, project, "gold", "keep", "build", "--out", "gold")
    assert "2 gold files are sound" in call(annotate, project, "gold", "check", "gold")


def test_two_readings_and_a_judge(
    annotate: Command, doccano: dict[str, str], project: Path
) -> None:
    server = ("--home", doccano["home"])
    call(annotate, project, "review", "push", "build", "--for", "alice", "--for", "bob", *server)
    bob = Reviewer(project / "build", doccano, "bob", own=True)
    foire = bob.piece("foire")
    bob.relabel(foire, bob.span(foire, "EVENT", "Braderie de Lens"), "MISC")
    call(annotate, project, "review", "pull", "build", *server)
    readings = [f"build/review/readings/{name}" for name in ("alice", "bob")]
    assert "EVENT" in call(annotate, project, "agree", *readings)
    given = (*readings, "--decisions", "table.tsv", "--out", "gold", "--run", "build")
    sent = call(annotate, project, "gold", "adjudicate", *given, "--judge", "bob", *server)
    assert "2 disagreements in 2 documents" in sent
    judge = Reviewer(project / "build", doccano, "bob", adjudication=True)
    assert "EVENT" in judge.admin.labels(judge.project).values()
    one = judge.piece("foire")
    judge.delete(one, judge.span(one, "MISC", "Braderie de Lens"))
    judge.confirm(one)
    call(annotate, project, "gold", "adjudicate", *given, "--pull", *server)
    rows = [json.loads(line) for line in (project / "gold" / "foire.jsonl").open("rb")][1:]
    found = {(row["label"], row["text"]) for row in rows}
    assert ("EVENT", "Braderie de Lens") in found and ("MISC", "Braderie de Lens") not in found
