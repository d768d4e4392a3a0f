"""A run on a cluster: real schedulers and workers, some of which die, come late or are others'."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from command import ANNOTATE, ROOT, Command
from hindered import FOLDER
from waiting import ended, family, until

pytestmark = pytest.mark.slow

NAMES = [f"t{number:02}" for number in range(12)]
DASK = Path(sys.executable).with_name("dask")
ENDING = 130
OWN = {"run.json", "run.log.jsonl", ".lock"}
"""Files of a run with times in them."""


def text_of(number: int) -> str:
    return (
        f"En {1880 + number}, Jeanne Delattre ouvrit une école à Douai, près de Lens.\n\n"
        f"La Société des mines de Vimy (SMV) y employait {number + 20} personnes. En mai "
        f"{1890 + number}, la SMV ferma le puits no {number + 1} de Liévin.\n"
    )


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    for number, name in enumerate(NAMES):
        (folder / f"{name}.txt").write_text(text_of(number), "utf-8")
    return folder


@pytest.fixture(scope="module")
def alone(texts: Path, annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of one process."""
    out = tmp_path_factory.mktemp("alone") / "build"
    done = annotate("run", texts, "--out", out, "--jobs", "1")
    assert done.returncode == 0, done.stderr
    return out


def tree(out: Path) -> dict[str, bytes]:
    """What a run has written, but for what tells when."""
    return {
        str(file.relative_to(out)): file.read_bytes()
        for file in out.rglob("*")
        if file.is_file() and file.name not in OWN and ".annotate" not in file.parts
    }


class Cluster:
    """A scheduler and workers, started as a user starts them."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self._stack, self.folder = stack, folder
        self._log = stack.enter_context((folder / "cluster.log").open("w"))
        told = folder / "scheduler.json"
        options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", told)
        process = self._start("scheduler", *options)
        text = until(
            # It is not written whole at once.
            lambda: told.exists() and (text := told.read_text("utf-8")).endswith("}") and text,
            "the scheduler's address",
            process,
        )
        self.address: str = json.loads(text or "")["address"]

    def worker(self, *options: str) -> subprocess.Popen[Any]:
        """Start a worker."""
        own = ("--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", *options)
        hindered = str(ROOT / "tests" / "hindered.py")
        return self._start("worker", self.address, *own, "--preload", hindered)

    def _start(self, *command: str | Path) -> subprocess.Popen[Any]:
        settings = {
            FOLDER: str(self.folder),
            "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0",
            "PYTHONPATH": str(ROOT / "tests"),
        }
        process = subprocess.Popen(
            [DASK, *command],
            cwd=self.folder,
            env={**os.environ, **settings},
            stdout=self._log,
            stderr=self._log,
        )
        self._stack.callback(process.wait)
        self._stack.callback(process.terminate)
        return process

    def set(self, name: str) -> Path:
        """Make one of the files that hinder the workers."""
        file = self.folder / name
        file.touch()
        return file

    def run(self, texts: Path, out: Path, *options: str) -> subprocess.Popen[str]:
        """Start a run on the cluster."""
        return subprocess.Popen(
            [ANNOTATE, "run", texts, "--out", out, "--cluster", self.address, "-q", *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    with ExitStack() as stack:
        yield Cluster(stack, tmp_path)


def outcomes(out: Path) -> list[str]:
    """The documents of which a run has told what became of them."""
    log = out / "run.log.jsonl"
    lines = log.read_text("utf-8").splitlines() if log.exists() else []
    return [told["document"] for told in map(json.loads, lines) if "document" in told]


def succeeded(process: subprocess.Popen[str]) -> None:
    _, told = ended(process)
    assert process.returncode == 0, told


def at_work(worker: subprocess.Popen[Any]) -> set[int]:
    """The processes that a worker has started."""
    return {*family(worker.pid)} - {worker.pid}


def gone(processes: set[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in processes)


def test_a_worker_comes_late_and_the_first_is_killed(
    cluster: Cluster, texts: Path, alone: Path, tmp_path: Path
) -> None:
    out = tmp_path / "build"
    hold = cluster.set("t05.hold")
    first = cluster.worker("--no-nanny")
    process = cluster.run(texts, out)
    held = tmp_path / "t05.held"
    until(held.exists, "a document at the first worker", process)
    assert int(held.read_text()) == first.pid
    # The first is held up, so that the others are done by the one that has come since.
    late = cluster.worker("--no-nanny")
    until(lambda: {*outcomes(out)} == {*NAMES} - {"t05"}, "all the others", process)
    beside = at_work(first)
    assert beside and at_work(late)
    held.unlink()
    first.kill()
    until(held.exists, "the document at the other worker", process)
    assert int(held.read_text()) == late.pid
    # What the first had started ends with it.
    until(lambda: gone(beside), "the end of what a killed worker had started")
    hold.unlink()
    succeeded(process)
    assert tree(out) == tree(alone)
    assert sorted(outcomes(out)) == NAMES


def test_a_document_that_kills_its_workers_is_named_and_the_others_are_done(
    cluster: Cluster, texts: Path, alone: Path, tmp_path: Path
) -> None:
    out = tmp_path / "build"
    cluster.set("t05.kill")
    for _ in range(2):
        cluster.worker()  # with what starts it again when it has died
    process = cluster.run(texts, out)
    _, told = ended(process)
    assert process.returncode == 1
    assert "t05.txt: each worker that worked on it died" in told, told
    assert len((tmp_path / "t05.killed").read_text().split()) == 2
    assert sorted(outcomes(out)) == NAMES
    annotations = {file.stem for file in (out / "annotations").iterdir()}
    assert annotations == {*NAMES} - {"t05"}


def test_an_interrupted_run_and_a_killed_one_end_what_is_done_everywhere(
    cluster: Cluster, texts: Path, alone: Path, tmp_path: Path
) -> None:
    out = tmp_path / "build"
    hold, held = cluster.set("t05.hold"), tmp_path / "t05.held"
    worker = cluster.worker("--no-nanny")
    for number in (signal.SIGINT, signal.SIGKILL):
        process = cluster.run(texts, out)
        until(held.exists, "a document at the worker", process)
        beside = at_work(worker)
        assert beside
        process.send_signal(number)
        _, told = ended(process)
        if number == signal.SIGINT:
            assert process.returncode == ENDING
            assert told.count("\n") == 1 and "interrupted" in told, told
            assert json.loads((out / "run.json").read_text("utf-8"))["state"] == "interrupted"
        until(lambda: gone(beside), "the end of what the worker had started")  # noqa: B023
        assert "t05" not in outcomes(out)
        held.unlink()
    # The same worker goes on with it.
    hold.unlink()
    succeeded(cluster.run(texts, out))
    assert sorted(outcomes(out)) == NAMES
    assert tree(out) == tree(alone)


def test_a_limit_of_time_and_a_worker_with_another_version(
    cluster: Cluster, texts: Path, tmp_path: Path
) -> None:
    cluster.set("t05.hold")
    cluster.worker("--no-nanny")
    process = cluster.run(texts, tmp_path / "build", "--timeout", "5")
    _, told = ended(process)
    assert process.returncode == 1
    assert "t05.txt: it takes longer than 5 seconds" in told, told
    cluster.set("other")
    process = cluster.run(texts, tmp_path / "again")
    _, told = ended(process)
    assert process.returncode == 2, told
    assert "the worker has not the annotate of this run (another program)" in told, told
    assert told.count("\n") == 1, told


def test_processes_of_this_machine(texts: Path, alone: Path, tmp_path: Path) -> None:
    out = tmp_path / "build"
    process = subprocess.Popen(
        [ANNOTATE, "run", texts, "--out", out, "--cluster", "local", "--jobs", "2", "-q"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    told = ended(process)
    assert process.returncode == 0, told
    assert told == ("", "")
    assert tree(out) == tree(alone)


def test_what_is_no_cluster_is_told_before_anything_is_loaded(
    texts: Path, tmp_path: Path, annotate: Command
) -> None:
    done = annotate("run", texts, "--out", tmp_path / "build", "--cluster", "8786")
    assert done.returncode == 2
    assert "'8786' is no cluster" in done.stderr
