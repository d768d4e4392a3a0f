"""External programs that read what we cannot: found, run for a limited time, and ended whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from annotate.errors import UsageError

_STEP = 0.5
"""Seconds between two looks at how far a program is."""


@dataclass(frozen=True, slots=True)
class Done:
    """How a program ended.

    Attributes
    ----------
    code : int or None
        Its exit status; None when its time was over.
    told : str
        What it wrote to standard output and standard error.
    """

    code: int | None
    told: str


def find_program(names: Sequence[str], places: Sequence[str] = ()) -> str | None:
    """Find a program.

    Parameters
    ----------
    names : sequence of str
        What it is called; looked for on the search path, the first found wins.
    places : sequence of str
        Files where installers put it that are on no search path.

    Examples
    --------
    >>> find_program(["no-such-program"]) is None
    True
    """
    on_path = (which(name) for name in names)
    placed = (place for place in places if Path(place).is_file())
    return next((found for found in on_path if found), next(placed, None))


def seconds_of(variable: str, usual: float) -> float:
    """Return a time limit that the user may set.

    Parameters
    ----------
    variable : str
        The environment variable that holds it, in seconds.
    usual : float
        What holds without it.

    Raises
    ------
    UsageError
        If it is no number above 0.

    Examples
    --------
    >>> seconds_of("NO_SUCH_VARIABLE", 120)
    120
    """
    given = os.environ.get(variable)
    if not given:
        return usual
    with suppress(ValueError):
        seconds = float(given)
        if 0 < seconds < float("inf"):
            return seconds
    raise UsageError(
        f"the environment variable {variable} is {given!r}",
        remedy="set it to a number of seconds above 0, or unset it",
    )


def run_program(
    command: Sequence[str],
    folder: Path,
    seconds: float,
    *,
    environment: Mapping[str, str] | None = None,
    watch: Callable[[], None] | None = None,
) -> Done:
    """Run a program until its end, or until its time is over.

    It and all that it started are ended when its time is over, and when the wait is broken off by
    an exception, such as Ctrl-C.

    Parameters
    ----------
    command : sequence of str
        The program and its arguments.
    folder : Path
        Where it runs and where what it tells is written.
    seconds : float
        How long it may take.
    environment : mapping, optional
        Variables beside those of this process.
    watch : callable, optional
        Called every half second while it runs.
    """
    told = folder / "told.txt"
    with told.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(environment or {})},
            start_new_session=sys.platform != "win32",
        )
    end = time.monotonic() + seconds
    try:
        code = _wait(process, end, watch)
    finally:
        _end(process)
    return Done(code, told.read_bytes().decode("utf-8", "replace").strip())


def _wait(
    process: subprocess.Popen[bytes], end: float, watch: Callable[[], None] | None
) -> int | None:
    while (left := end - time.monotonic()) > 0:
        with suppress(subprocess.TimeoutExpired):
            return process.wait(min(left, _STEP if watch else left))
        if watch:
            watch()
    return None


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a program with all that it started and did not end itself."""
    if sys.platform == "win32":
        if process.poll() is None:
            kill = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
            subprocess.run(kill, capture_output=True, check=False)
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)  # the group outlives its first process
    process.wait()
