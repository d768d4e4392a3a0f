"""A run as somebody watches it: figures, another terminal, signals, kill -9."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from annotate.cli.progress import Interrupts
from annotate.document.run_folder import RunFolder
from annotate.run.run import COMMITTED_EVERY
from batch import write_texts
from command import ANNOTATE, ROOT, Command, check_whole
from waiting import ended, until

pytestmark = pytest.mark.slow
NUMBER = 24


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts")
    write_texts(folder, NUMBER)
    (folder / "empty.txt").write_bytes(b"")
    return folder


def start(texts: Path, out: Path, *more: str, **options: Any) -> subprocess.Popen[str]:
    command = [str(ANNOTATE), "run", str(texts), "--out", str(out), "--jobs", "2", *more]
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options}
    return subprocess.Popen(command, cwd=ROOT, **given)


def log(out: Path) -> list[dict[str, Any]]:
    """Return the lines of a log, each of which is whole."""
    file = out / "run.log.jsonl"
    text = file.read_text("utf-8") if file.exists() else ""
    assert text.endswith("\n") or not text
    return [json.loads(line) for line in text.splitlines()]


def outcomes(out: Path, kind: str) -> list[dict[str, Any]]:
    return [line for line in log(out) if line.get("outcome") == kind]


def remembered(out: Path) -> bool:
    """Return whether a run that is killed now would keep some document."""
    with closing(sqlite3.connect(f"file:{RunFolder(out).store}?mode=ro", uri=True)) as store:
        return store.execute("SELECT 1 FROM documents WHERE state = 'done'").fetchone() is not None


@pytest.fixture
def halted(texts: Path, tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A run in the middle of its documents, which stands still and remembers some of them."""
    out = tmp_path / "out"
    process = start(texts, out)
    try:
        until(lambda: len(outcomes(out, "done")) >= 3, "three documents", process)
        process.send_signal(signal.SIGSTOP)
        # What is done is committed with the first document after so many seconds.
        time.sleep(COMMITTED_EVERY)
        process.send_signal(signal.SIGCONT)
        until(lambda: remembered(out), "what is remembered", process)
        process.send_signal(signal.SIGSTOP)
        yield process, out
    finally:
        process.kill()
        process.communicate()


def state(out: Path) -> str:
    return str(json.loads((out / "run.json").read_text("utf-8"))["state"])


def test_a_run_is_seen_from_another_terminal_also_when_it_is_killed(
    annotate: Command, texts: Path, halted: tuple[subprocess.Popen[str], Path]
) -> None:
    process, out = halted
    count = len(outcomes(out, "done"))
    seen = annotate("status", out)
    assert seen.returncode == 0, seen.stderr
    assert "running" in seen.stdout and f"process {process.pid}" in seen.stdout
    assert f"{count + 1} of {NUMBER + 1} documents, 1 failure" in seen.stdout
    assert "empty.txt" in seen.stdout
    told = json.loads(annotate("status", out, "--json").stdout)
    assert (told["done"], told["failures"], told["documents"]) == (count, 1, NUMBER + 1)

    process.kill()
    ended(process)
    check_whole(out)
    broken = annotate("status", out)
    assert broken.returncode == 1
    assert "broken off" in broken.stdout and f"run {texts} --out {out}" in broken.stdout
    again = annotate("run", texts, "--out", out)
    assert again.returncode == 1, again.stderr
    assert not list(out.rglob(".annotate-*"))
    kept = {line["document"] for line in outcomes(out, "kept")}
    # What was finished in the last second before may be done again.
    assert kept and len(kept) + len(outcomes(out, "done")) == NUMBER
    end = log(out)[-1]
    assert (end["end"], end["kept"], end["failures"], end["exit_code"]) == (
        *("finished", len(kept), 1, 1),
    )
    finished = annotate("status", out)
    assert finished.returncode == 1 and "finished" in finished.stdout


def test_another_run_into_the_folder_is_refused_and_the_first_goes_on(
    annotate: Command, texts: Path, halted: tuple[subprocess.Popen[str], Path]
) -> None:
    process, out = halted
    other = annotate("run", texts, "--out", out)
    assert other.returncode == 2
    assert "another run is writing into this folder" in other.stderr
    process.send_signal(signal.SIGCONT)
    _, told = ended(process)
    assert process.returncode == 1 and "empty.txt" in told
    assert state(out) == "finished"
    assert {line["document"] for line in outcomes(out, "done")} == {
        file.stem for file in (out / "annotations").glob("*.jsonl")
    }


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_ends_a_run_whole_and_the_next_goes_on(
    annotate: Command,
    texts: Path,
    halted: tuple[subprocess.Popen[str], Path],
    number: signal.Signals,
    code: int,
) -> None:
    process, out = halted
    process.send_signal(number)
    process.send_signal(signal.SIGCONT)
    _, errors = ended(process)
    assert process.returncode == code
    assert errors.count("interrupted") == 1 and "Traceback" not in errors
    assert state(out) == "interrupted" and log(out)[-1]["end"] == "interrupted"
    check_whole(out)
    assert not list(out.rglob(".annotate-*"))
    stopped = annotate("status", out)
    assert stopped.returncode == 1 and "interrupted" in stopped.stdout
    if number == signal.SIGHUP:
        count = len(outcomes(out, "done"))
        assert annotate("run", texts, "--out", out, "--skip-failed").returncode == 1
        assert len(outcomes(out, "kept")) == count and len(outcomes(out, "skipped")) == 1
        assert state(out) == "finished"


def in_a_terminal(command: list[str], seen: Callable[[str], bool]) -> tuple[int, str]:
    """Run a command in a terminal of its own, which is closed as soon as something is seen."""
    process, controller = pty.fork()
    if not process:
        os.chdir(ROOT)
        os.execv(command[0], command)
    text = b""
    while not seen(text.decode("utf-8", "replace")):
        if select.select([controller], [], [], 600)[0]:
            try:
                text += os.read(controller, 65536)
            except OSError:
                break
    os.close(controller)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), text.decode("utf-8", "replace")


def test_a_terminal_shows_a_bar_and_may_be_closed(texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = [str(ANNOTATE), "run", str(texts), "--out", str(out), "--progress", "auto"]
    code, text = in_a_terminal(command, lambda text: bool(re.search(rf" [5-9]/{NUMBER + 1}", text)))
    assert code == 129
    assert "loading the pipeline" in text and "1 failure" in text
    assert state(out) == "interrupted" and not list(out.rglob(".annotate-*"))


FIGURES = re.compile(
    r"annotate: (\d+) of 25 documents, (\d) failures?"
    r"(, \d+\.\d documents/s, \d+ words/s, (\d+ s|\d+ min) left)?(, at t\d+, .*)?"
)


def test_lines_go_into_a_file_and_nobody_need_read_them(texts: Path, tmp_path: Path) -> None:
    file = tmp_path / "lines"
    with file.open("w") as errors:
        process = start(texts, tmp_path / "out", "--progress", "lines", stderr=errors)
        ended(process)
    assert process.returncode == 1
    lines = file.read_text("utf-8").splitlines()
    steps = ("looking for what has changed", "loading the pipeline", "index and report")
    assert {f"annotate: {step}" for step in steps} <= {*lines}
    assert any(map(FIGURES.fullmatch, lines)), lines
    assert not [line for line in lines if "\x1b" in line]

    process = start(texts, tmp_path / "out", "--progress", "lines")
    assert process.stderr is not None
    process.stderr.close()
    process.stderr = None
    ended(process)
    assert process.returncode == 1 and state(tmp_path / "out") == "finished"


def test_a_short_run_and_a_quiet_one_say_nothing_of_progress(
    annotate: Command, texts: Path, tmp_path: Path
) -> None:
    for options in (["--quiet"], ["--progress", "off"]):
        done = annotate("run", texts / "t000001.txt", "--out", tmp_path / options[0], *options)
        assert done.returncode == 0 and done.stderr == ""


def test_what_nohup_ignores_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with Interrupts() as interrupts:
            os.kill(os.getpid(), signal.SIGHUP)
            interrupts.check()
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
