"""One process at a time has a folder, however the others came by the lock file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from annotate.errors import OutputError
from annotate.files import LOCK, locked
from command import Command

pytestmark = pytest.mark.slow

HOLD = """
import sys
from pathlib import Path
from annotate.errors import OutputError
from annotate.files import locked

sys.stdin.readline()
try:
    with locked(Path(sys.argv[1]), "taken"):
        print("locked", flush=True)
        sys.stdin.readline()
except OutputError as error:
    print(error.what, flush=True)
"""
OPEN = """
import fcntl, sys
from pathlib import Path

with Path(sys.argv[1]).open("a") as file:
    print("open", flush=True)
    sys.stdin.readline()
    fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    print("locked", flush=True)
    sys.stdin.readline()
"""


class Process:
    """A process that does the next thing when it is told to."""

    def __init__(self, code: str, path: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def go_on(self) -> str:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self.answer()


@contextmanager
def process(code: str, path: Path) -> Iterator[Process]:
    started = Process(code, path)
    try:
        yield started
    finally:
        started.process.kill()
        started.process.communicate()


def test_a_second_process_is_refused_until_the_first_ends(tmp_path: Path) -> None:
    with process(HOLD, tmp_path) as first, process(HOLD, tmp_path) as second:
        assert first.go_on() == "locked"
        assert second.go_on() == "taken"
        with pytest.raises(OutputError, match="not now"), locked(tmp_path, "not now"):
            pass
    # Both were killed, and the system has released the lock.
    with locked(tmp_path, "not now"):
        pass


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can open a lock file there")
def test_who_opened_the_file_before_the_first_ended_keeps_a_third_out(tmp_path: Path) -> None:
    with process(HOLD, tmp_path) as first:
        assert first.go_on() == "locked"
        with process(OPEN, tmp_path / LOCK) as second, process(HOLD, tmp_path) as third:
            assert second.answer() == "open"
            assert first.go_on() == ""  # it has ended
            assert second.go_on() == "locked"
            assert third.go_on() == "taken"


@pytest.mark.skipif(sys.platform == "win32", reason="nobody can open a lock file there")
def test_a_run_leaves_its_lock_file_to_the_others(annotate: Command, tmp_path: Path) -> None:
    text, out = tmp_path / "a.txt", tmp_path / "out"
    text.write_text("La gare de Lens ouvrit en 1860.\n\nElle ferma ensuite.\n", "utf-8")
    assert annotate("run", text, "--out", out, "-q").returncode == 0
    with process(OPEN, out / LOCK) as other:
        assert other.answer() == "open"
        assert annotate("run", text, "--out", out, "-q").returncode == 0
        assert other.go_on() == "locked"
        third = annotate("run", text, "--out", out, "-q")
        assert third.returncode == 2
        assert "another run is writing into this folder" in third.stderr


def test_a_folder_with_nothing_but_a_lock_may_be_written(annotate: Command, tmp_path: Path) -> None:
    text, out = tmp_path / "a.txt", tmp_path / "out"
    text.write_text("La gare de Lens ouvrit en 1860.\n\nElle ferma ensuite.\n", "utf-8")
    with locked(out, "another run is writing into this folder"):
        pass  # and killed before it wrote anything
    done = annotate("run", text, "--out", out, "-q")
    assert done.returncode == 0, done.stderr
