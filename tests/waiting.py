"""Waiting for other processes: for their end, or for a sign of what they do, and by no clock.

A wait fails when the process ends without what it should bring, or when it does nothing at all for
minutes, as one that hangs does; however busy the machine is, work that goes on is waited for.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

PATIENCE = 600.0
"""Seconds without any sign of life after which something hangs."""

T = TypeVar("T")


class Life:
    """Whether processes still do something.

    Parameters
    ----------
    pid : int, optional
        A process; it and all that it started are watched. Without one nothing is known to live.
    """

    def __init__(self, pid: int | None = None) -> None:
        self._pid = pid
        self._spent: float = -1
        self._seen = self._looked = time.monotonic()

    def check(self, what: str) -> None:
        """Fail if nothing was done for minutes."""
        now = time.monotonic()
        if self._pid is not None and now - self._looked > 1:
            before, self._spent = self._spent, sum(family(self._pid).values())
            self._looked = now
            if self._spent != before:
                self._seen = now
        assert now - self._seen < PATIENCE, f"nothing goes on any more: waited in vain for {what}"


def family(pid: int) -> dict[int, float]:
    """Return a process and its descendants, each with the processor time that it has had."""
    if not Path("/proc/self/stat").exists():
        return {pid: time.monotonic()}  # nobody can tell, and whoever waits may end it
    times: dict[int, float] = {}
    children: dict[int, list[int]] = defaultdict(list)
    for file in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name, in brackets, may hold anything.
            told = file.read_text("utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        one = int(file.parent.name)
        children[int(told[1])].append(one)
        times[one] = sum(map(int, told[11:15]))
    found: dict[int, float] = {}
    left = [pid]
    while left:
        one = left.pop()
        found[one] = times.get(one, 0)
        left += children[one]
    return found


def until(condition: Callable[[], T], what: str, process: subprocess.Popen[Any] | None = None) -> T:
    """Wait for something, and return it.

    Parameters
    ----------
    condition : callable
        Returns what is waited for, or something false.
    what : str
        Its name, for the message.
    process : Popen, optional
        What should bring it.
    """
    life = Life(process and process.pid)
    while not (found := condition()):
        if process is not None and process.poll() is not None:
            found = condition()
            assert found, f"the process ended ({process.returncode}) without {what}"
            break
        life.check(what)
        time.sleep(0.002)
    return found


def ended(process: subprocess.Popen[str]) -> tuple[str, str]:
    """Wait for the end of a process, and return what it printed; one that hangs is killed."""
    life = Life(process.pid)
    try:
        while True:
            try:
                return process.communicate(timeout=2)
            except subprocess.TimeoutExpired:
                life.check("its end")
    except BaseException:
        process.kill()
        process.communicate()
        raise


def run(command: Sequence[str | os.PathLike[str]]) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, however long that takes while it works."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    )
    told = ended(process)
    return subprocess.CompletedProcess(command, process.returncode, *told)
