"""Progress on standard error, and Ctrl-C that is never lost: the same for every verb."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any

import typer

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """While it is entered, an interrupt raises KeyboardInterrupt, and is remembered.

    Compiled code may swallow the exception or turn it into another, and Python itself can only
    report one that is raised in a callback, as when a process forks; :meth:`check` raises it again
    at the next place where the work can stop, so that such a report would only frighten. Only the
    first interrupt raises, so that a second one cannot break the tidying up that the first has
    begun.
    """

    def __init__(self) -> None:
        self._seen = False
        self._before: dict[int, Any] = {}
        self._report = sys.unraisablehook

    def __enter__(self) -> Interrupts:
        for number in _SIGNALS:
            self._before[number] = signal.signal(number, self._interrupt)
        self._report, sys.unraisablehook = sys.unraisablehook, self._unraisable
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)
        sys.unraisablehook = self._report

    def _unraisable(self, fault: sys.UnraisableHookArgs) -> None:
        if not (self._seen and issubclass(fault.exc_type, KeyboardInterrupt)):
            self._report(fault)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if not self._seen:
            self._seen = True
            raise KeyboardInterrupt

    def check(self) -> None:
        """Raise KeyboardInterrupt if an interrupt has come."""
        if self._seen:
            raise KeyboardInterrupt


_PATIENCE = 2.0
"""Seconds of work without a bar."""
_LINES_APART = 10.0
"""Seconds between two lines about the same work."""


class Progress:
    """A bar that appears when the work has taken two seconds; none when it is not enabled.

    Parameters
    ----------
    enabled : bool
        Whether anybody watches: standard error is a terminal and the user did not ask for quiet.
    """

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled
        self._begun = time.monotonic()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, what: str, done: float, total: int) -> None:
        """Show that `what` is being done, after `done` of `total` documents; a part of the one
        that is being processed counts.
        """
        if not self._enabled:
            return
        if self._bar is None:
            # Loading the pipeline always takes longer than two seconds.
            if what != "loading the pipeline" and time.monotonic() - self._begun < _PATIENCE:
                return
            self._start(total)
        self._bar.update(self._task, description=what, completed=done, total=total)

    def _start(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar

        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=total)
        self._bar.start()


class Lines:
    """Progress a line at a time, for a file or a pipe: what is done, and now and then how far."""

    def __init__(self) -> None:
        self._what = ""
        self._told = 0.0

    def __call__(self, what: str, done: float, total: int) -> None:
        """Print a line if something else is being done, or the last one is long ago."""
        now = time.monotonic()
        if what != self._what:
            print(f"annotate: {what}", file=sys.stderr, flush=True)
        elif now - self._told >= _LINES_APART:
            print(f"annotate: {what}: {done:.0f} of {total}", file=sys.stderr, flush=True)
        else:
            return
        self._what, self._told = what, now


INTERRUPTED = 130
"""The exit code of what Ctrl-C has ended, as shells count it."""


@contextmanager
def watched(
    *, quiet: bool, kept: str, lines: bool = False
) -> Iterator[Callable[[str, float, int], None]]:
    """Show progress while the block runs; an interrupt ends the command with one line.

    Parameters
    ----------
    quiet : bool
        Show no progress.
    kept : str
        What an interrupt leaves, and how to go on; a clause without a full stop.
    lines : bool
        Print lines where standard error is no terminal: the work may take minutes.

    Yields
    ------
    callable
        Called at every step: what is being done, how many are done, of how many.

    Raises
    ------
    typer.Exit
        With code 130, if the work was interrupted.
    """
    terminal = sys.stderr.isatty()
    shown = Progress(enabled=not quiet and terminal)
    told = Lines() if lines and not (quiet or terminal) else shown
    try:
        with Interrupts() as interrupts, shown:

            def progress(what: str, done: float, total: int) -> None:
                interrupts.check()
                told(what, done, total)

            yield progress
    except KeyboardInterrupt:
        print(f"annotate: interrupted; {kept}", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
