"""External programs end when their time is over, with all that they started."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from annotate.errors import UsageError
from annotate.text.reading.programs import find_program, run_program, seconds_of
from waiting import until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the programs are shell scripts")
NEVER = 3600.0
FAMILY = "sleep 3600 & echo $! > child.txt; wait"
"""A program that starts another and waits for it."""


def is_running(pid: int) -> bool:
    """Whether a process is there and not only waiting to be buried."""
    try:
        told = Path(f"/proc/{pid}/stat").read_text("utf-8")
    except OSError:
        return False
    return told.rpartition(")")[2].split()[0] not in "ZX"


def assert_ended(file: Path) -> None:
    """Wait until the process whose number is in a file is gone; it was told to, and nothing else
    ends it.
    """
    pid = int(file.read_text("ascii"))
    until(lambda: not is_running(pid), "the end of a child")


def test_what_a_program_tells_is_kept(tmp_path: Path) -> None:
    done = run_program(["sh", "-c", "echo un; echo deux >&2; exit 3"], tmp_path, NEVER)
    assert (done.code, done.told) == (3, "un\ndeux")


def test_a_program_knows_the_variables_that_it_is_given(tmp_path: Path) -> None:
    done = run_program(["sh", "-c", "echo $HERE"], tmp_path, NEVER, environment={"HERE": "Lens"})
    assert done.told == "Lens"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="nobody tells what runs")
def test_the_children_of_a_program_end_with_its_time(tmp_path: Path) -> None:
    assert run_program(["sh", "-c", FAMILY], tmp_path, 0.5).code is None
    assert_ended(tmp_path / "child.txt")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="nobody tells what runs")
def test_the_children_of_a_program_end_when_the_wait_is_broken_off(tmp_path: Path) -> None:
    def broken_off() -> None:
        if (tmp_path / "child.txt").exists():
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_program(["sh", "-c", FAMILY], tmp_path, NEVER, watch=broken_off)
    assert_ended(tmp_path / "child.txt")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="nobody tells what runs")
def test_what_a_program_leaves_behind_ends_with_it(tmp_path: Path) -> None:
    left = "sleep 3600 & echo $! > child.txt"
    assert run_program(["sh", "-c", left], tmp_path, NEVER).code == 0
    assert_ended(tmp_path / "child.txt")


def test_a_program_is_looked_for_where_installers_put_it(tmp_path: Path) -> None:
    placed = tmp_path / "soffice"
    assert find_program(["no-such-program"], [str(placed)]) is None
    placed.touch()
    assert find_program(["no-such-program"], [str(placed)]) == str(placed)
    assert find_program(["no-such-program", "sh"], [str(placed)]) not in (None, str(placed))


@pytest.mark.parametrize("given", ["bald", "0", "-3", "nan", "inf"])
def test_a_time_that_is_none(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "ANNOTATE_OFFICE_SECONDS", given)
    with pytest.raises(UsageError, match="ANNOTATE_OFFICE_SECONDS"):
        seconds_of("ANNOTATE_OFFICE_SECONDS", 1)


def test_a_time_that_the_user_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "ANNOTATE_OFFICE_SECONDS", "7.5")
    assert seconds_of("ANNOTATE_OFFICE_SECONDS", 1) == 7.5
