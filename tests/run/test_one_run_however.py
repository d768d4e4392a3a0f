"""The same folder by one process, two, shards, killed and resumed: the same files to the byte."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotate.document.run_folder import STATE
from command import ANNOTATE, CHANGING, Command
from waiting import ended, until

pytestmark = pytest.mark.slow

TOWNS = ("Lens", "Arras", "Liévin", "Béthune", "Douai", "Loos-en-Gohelle", "Oignies", "Denain")
PEOPLE = ("Marcel Delmotte", "Jeanne Wattel", "Henri Caudron", "Louise Bodelle", "Paul Vermeersch")
DEFINED = "la Société des lampes grises (SLG)"
OTHERWISE = "le Syndicat libre des galeries (SLG)"
TEXTS = 60


def text_of(number: int) -> str:
    """A text of two paragraphs; some define an acronym, others only use it."""
    town, person = TOWNS[number % len(TOWNS)], PEOPLE[number % len(PEOPLE)]
    acronym = {7: DEFINED, 31: OTHERWISE}.get(number, "la SLG" if number % 5 == 0 else "la mairie")
    surname = person.split()[-1]
    return (
        f"En {1880 + number}, {person} ouvrit un atelier à {town}, près du canal. La maison tint "
        f"jusqu’à la guerre, puis {acronym} la racheta pour y loger ses bureaux.\n\n"
        f"« Nous étions {number + 3} », disait {surname} en mars {1920 + number % 30}. La ville de "
        f"{TOWNS[(number + 3) % len(TOWNS)]} a gardé les plans.\n"
    )


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("batch") / "texts"
    folder.mkdir()
    for number in range(TEXTS):
        (folder / f"t{number:02}.txt").write_text(text_of(number), "utf-8")
    (folder / "vide.txt").write_bytes(b"")
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    """The files of a run that do not say when it was."""
    return {
        file.relative_to(folder).as_posix(): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name not in CHANGING and STATE not in file.parts
    }


@pytest.fixture(scope="module")
def one(texts: Path, annotate: Command) -> Iterator[dict[str, bytes]]:
    out = texts.parent / "one"
    done = annotate("run", "texts", "--out", out, "--jobs", "1", cwd=texts.parent)
    assert done.returncode == 1, done.stderr
    assert "vide.txt" in done.stderr
    yield tree(out)


def test_two_processes(texts: Path, annotate: Command, one: dict[str, bytes]) -> None:
    out = texts.parent / "two"
    assert annotate("run", "texts", "--out", out, "--jobs", "2", cwd=texts.parent).returncode == 1
    assert tree(out) == one


ELSEWHERE = """
import types
from annotate.cli.app import app
from annotate.run import workers

if __name__ == "__main__":
    workers.sys = types.SimpleNamespace(platform="darwin")
    app()
"""
"""The command as it is where processes are not forked: each loads the pipeline itself."""


def test_two_processes_that_are_not_forked(texts: Path, one: dict[str, bytes]) -> None:
    program = texts.parent / "elsewhere.py"
    program.write_text(ELSEWHERE, "utf-8")
    told = [sys.executable, program, "run", "texts", "--out", "spawned", "--jobs", "2", "-q"]
    assert subprocess.run(told, cwd=texts.parent, check=False).returncode == 1
    assert tree(texts.parent / "spawned") == one


@pytest.mark.parametrize("parts", [1, 2, 7])
def test_shards(texts: Path, annotate: Command, one: dict[str, bytes], parts: int) -> None:
    folders = [texts.parent / f"of{parts}-{number}" for number in range(1, parts + 1)]
    for number, folder in enumerate(folders, start=1):
        shard = f"{number}/{parts}"
        annotate("run", "texts", "--out", folder, "--shard", shard, cwd=texts.parent)
        assert not (folder / "entities.csv").exists()
    out = texts.parent / f"merged-{parts}"
    done = annotate("merge", *reversed(folders), "--out", out, cwd=texts.parent)
    assert done.returncode == 1, done.stderr
    assert "vide.txt" in done.stderr
    assert tree(out) == one


def test_whole_runs_are_merged_as_one(
    texts: Path, annotate: Command, one: dict[str, bytes]
) -> None:
    """An expansion that was the only one in its run is disputed in the whole."""
    names = sorted(file.name for file in texts.iterdir())
    halves = [names[:20], names[20:]]
    for number, half in enumerate(halves):
        files = [f"texts/{name}" for name in half]
        annotate("run", *files, "--out", f"half-{number}", cwd=texts.parent)
    told = [
        (texts.parent / f"half-{number}" / "annotations" / name).read_text("utf-8")
        for number, name in enumerate(("t05.jsonl", "t35.jsonl"))
    ]
    assert all('"expansion_from": "corpus"' in one for one in told)
    out = texts.parent / "of-halves"
    done = annotate("merge", "half-0", "half-1", "--out", out, cwd=texts.parent)
    assert "SLG is left open" in done.stderr
    assert tree(out) == one


def written(out: Path) -> list[Path]:
    return [*out.glob("annotations/[!.]*.jsonl")]


def test_killed_and_resumed(texts: Path, annotate: Command, one: dict[str, bytes]) -> None:
    out = texts.parent / "killed"
    command = [str(ANNOTATE), "run", "texts", "--out", str(out), "--jobs", "2", "-q"]
    for least in (5, 25):
        process = subprocess.Popen(
            command, cwd=texts.parent, stderr=subprocess.DEVNULL, encoding="utf-8"
        )
        until(lambda least=least: len(written(out)) >= least, f"{least} documents", process)
        process.send_signal(signal.SIGKILL)
        ended(process)
    done = annotate("run", "texts", "--out", out, cwd=texts.parent)
    assert done.returncode == 1
    assert "of them done before" in done.stdout
    assert tree(out) == one


def test_added_and_taken_away(texts: Path, annotate: Command, one: dict[str, bytes]) -> None:
    """What a document gave to others goes with it; what is new costs itself alone."""
    parent, out = texts.parent, texts.parent / "grown"
    some = parent / "some" / "texts"
    shutil.copytree(texts, some)
    taken = {name: (some / name).read_bytes() for name in ("t07.txt", "t31.txt", "t40.txt")}
    for name in taken:
        (some / name).unlink()
    (some / "zz.txt").write_text(text_of(3), "utf-8")
    annotate("run", "texts", "--out", out, cwd=some.parent)
    for name, content in taken.items():
        (some / name).write_bytes(content)
    (some / "zz.txt").unlink()
    done = annotate("run", "texts", "--out", out, "--why", "--skip-failed", cwd=some.parent)
    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stdout.splitlines() if ": new (" in line] == [
        f"texts/{name}" for name in sorted(taken)
    ]
    assert tree(out) == one
    assert os.listdir(out / STATE / "pending") == []  # noqa: PTH208
