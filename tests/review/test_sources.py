"""A file that is another one now than the one that was annotated is named where it matters."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotate.document.edits_file import file_hash_in
from annotate.document.run_folder import RunFolder
from annotate.review.sources import changed_sources, source_path
from command import ROOT, Command


@pytest.fixture
def reviewed(annotate: Command, tmp_path: Path) -> tuple[RunFolder, Path]:
    texts = tmp_path / "texts"
    texts.mkdir()
    shutil.copyfile(ROOT / "corpus" / "terrils.pdf", texts / "terrils.pdf")
    (texts / "lettre.txt").write_text("Léon Delattre quitta Douai en 1931.\n", "utf-8")
    done = annotate("run", "texts", "--out", "run", "-q", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return RunFolder(tmp_path / "run"), texts


def test_a_changed_file_is_named_and_a_touched_one_is_not(
    annotate: Command, reviewed: tuple[RunFolder, Path], tmp_path: Path
) -> None:
    run, texts = reviewed
    for path in texts.iterdir():
        path.touch()
    assert changed_sources(run) == []
    shutil.copyfile(ROOT / "corpus" / "arenberg.pdf", texts / "terrils.pdf")
    assert [identity for identity, _ in changed_sources(run)] == ["terrils"]
    for verb in (("review", "status", run.folder), ("gold", "keep", run.folder, "--out", "gold")):
        home = ("--home", tmp_path / "home") if verb[0] == "review" else ()
        done = annotate(*verb, *home, cwd=tmp_path)
        (line,) = [one for one in done.stderr.splitlines() if "is another file than" in one]
        assert line.startswith("annotate: terrils: ")
        assert "run `annotate run` on it again" in line
    annotate("run", "texts", "--out", "run", "-q", cwd=tmp_path)
    assert changed_sources(run) == []
    # What is not there any more is not another file.
    (texts / "lettre.txt").unlink()
    assert changed_sources(run) == []


def test_another_file_of_the_same_name_is_not_the_source(
    annotate: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = tmp_path / "projet"
    inner.mkdir()
    (inner / "lettre.txt").write_text("Léon Delattre quitta Douai en 1931.\n", "utf-8")
    done = annotate("run", "lettre.txt", "--out", "runs/one", "-q", cwd=inner)
    assert done.returncode == 0, done.stderr
    # The run and its text move together, and a text of the same name lies above and here.
    inner = inner.rename(tmp_path / "moved")
    (tmp_path / "lettre.txt").write_text("Cher ami, je reste.\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    run = RunFolder(inner / "runs" / "one")
    found = source_path(run, Path("lettre.txt"), file_hash_in(run.edits("lettre")))
    assert found is not None
    assert found.samefile(inner / "lettre.txt")
    found.unlink()
    assert source_path(run, Path("lettre.txt"), file_hash_in(run.edits("lettre"))) is None
    assert changed_sources(run) == []
