"""Progress on standard error, and signals that never leave half a file: for every verb."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum
from types import FrameType, TracebackType
from typing import Any

import typer

from annotate.cli.counts import counted, duration
from annotate.progress import Pace, Tally, Watcher, unwatched

_HANGUP: int | None = getattr(signal, "SIGHUP", None)
"""A terminal that closes; Windows has none."""


def _signals() -> tuple[int, ...]:
    """Return the signals that end a command; what `nohup` has it ignore is ignored."""
    if _HANGUP is None or signal.getsignal(_HANGUP) is signal.SIG_IGN:
        return (signal.SIGINT, signal.SIGTERM)
    return (signal.SIGINT, signal.SIGTERM, _HANGUP)


class Interrupts:
    """While it is entered, an interrupt raises KeyboardInterrupt, and is remembered.

    Compiled code may swallow the exception or turn it into another, and Python itself can only
    report one that is raised in a callback, as when a process forks; :meth:`check` raises it again
    at the next place where the work can stop, so that such a report would only frighten. Only the
    first interrupt raises, so that a second one cannot break the tidying up that the first has
    begun.

    Attributes
    ----------
    exit_code : int
        What shells tell of a command that the signal ended: 130 for Ctrl-C, 143 for SIGTERM, 129
        for a terminal that was closed.
    """

    def __init__(self) -> None:
        self.exit_code = 128 + signal.SIGINT
        self._seen = False
        self._before: dict[int, Any] = {}
        self._report = sys.unraisablehook

    def __enter__(self) -> Interrupts:
        for number in _signals():
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
            self.exit_code = 128 + number
            raise KeyboardInterrupt

    def check(self) -> None:
        """Raise KeyboardInterrupt if an interrupt has come."""
        if self._seen:
            raise KeyboardInterrupt


class Shown(StrEnum):
    """How progress is shown."""

    AUTO = "auto"
    BAR = "bar"
    LINES = "lines"
    OFF = "off"


_PATIENCE = 2.0
"""Seconds of work without a bar."""
_LINES_APART = 10.0
"""Seconds between two lines about the same work, and before the first that nobody asked for."""
_BARS_APART = 0.1
"""Seconds between two pictures of a bar."""


def figures(done: float, total: int, failures: int, pace: Pace) -> str:
    """Return how far the documents of a run are, for people and for scripts.

    Examples
    --------
    >>> pace = Pace()
    >>> for second in range(30):
    ...     pace.note(second, 4 * second, 1852 * second)
    >>> figures(120, 1000, 2, pace)
    '120 of 1000 documents, 2 failures, 4.0 documents/s, 1852 words/s, 220 s left'
    """
    told = [f"{int(done)} of {counted(total, 'document')}", counted(failures, "failure")]
    return ", ".join([*told, *_pace(pace, total - done)])


def _pace(pace: Pace, documents: float) -> Iterator[str]:
    left = pace.left(documents)
    if left is not None:
        rate = pace.documents
        yield f"{rate:.1f} documents/s" if rate >= 0.1 else f"{60 * rate:.2g} documents/min"
        yield f"{pace.words:.0f} words/s"
        yield f"{duration(left)} left"


class Progress:
    """A bar that appears when the work has taken two seconds; none when it is not enabled.

    Parameters
    ----------
    enabled : bool
        Whether anybody watches: standard error is a terminal and the user did not ask for quiet.
    tally : Tally, optional
        What is told of the documents of a run. Such a bar is drawn by the calls alone: the process
        is going to fork, and a thread that draws may hold a lock just then.
    wanted : bool
        Draw it where standard error is no terminal, too.
    """

    def __init__(self, *, enabled: bool, tally: Tally | None = None, wanted: bool = False) -> None:
        self._enabled = enabled
        self._tally, self._pace, self._wanted = tally, Pace(), wanted
        self._begun = time.monotonic()
        self._drawn = (0.0, "")
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
            with _nobody_reads():
                self._bar.stop()

    def __call__(self, what: str, done: float, total: int) -> None:
        """Show that `what` is being done, after `done` of `total` documents; a part of the one
        that is being processed counts.
        """
        if not self._enabled:
            return
        with _nobody_reads():
            if self._bar is None:
                # Loading the pipeline always takes longer than two seconds.
                if what != "loading the pipeline" and time.monotonic() - self._begun < _PATIENCE:
                    return
                self._start(total)
            self._draw(what, done, total)

    def _draw(self, what: str, done: float, total: int) -> None:
        """Draw the bar anew, if the last one is long enough ago or says something else."""
        tally, now = self._tally, time.monotonic()
        if tally is None:
            self._bar.update(self._task, description=what, completed=done, total=total)
            return
        known = ""
        if what == "documents":
            self._pace.note(now, done, tally.words)
            failed = [counted(tally.failures, "failure")] if tally.failures else []
            known = ", ".join([*_pace(self._pace, total - done), *failed])
        if what == self._drawn[1] and now - self._drawn[0] < _BARS_APART:
            return
        self._drawn = now, what
        at = tally.at or what
        self._bar.update(self._task, description=at, completed=done, total=total, known=known)
        self._bar.refresh()

    def _start(self, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bar
        from rich.table import Column

        one_line = Column(no_wrap=True, overflow="ellipsis", ratio=1)
        more = [] if self._tally is None else [TextColumn("{task.fields[known]}", markup=False)]
        self._bar = Bar(
            BarColumn(16),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            *more,
            TextColumn("{task.description}", markup=False, table_column=one_line),
            console=Console(stderr=True, force_terminal=True if self._wanted else None),
            transient=True,
            expand=True,
            auto_refresh=self._tally is None,
        )
        self._task = self._bar.add_task("", total=total, known="")
        self._bar.start()


class Lines:
    """Progress a line at a time, for a file or a pipe: what is done, and now and then how far.

    Parameters
    ----------
    tally : Tally, optional
        What is told of the documents of a run.
    patience : float
        Seconds before the first line.
    """

    def __init__(self, tally: Tally | None = None, patience: float = 0.0) -> None:
        self._tally, self._pace = tally, Pace()
        self._from = time.monotonic() + patience
        self._what = ""
        self._told = 0.0

    def __call__(self, what: str, done: float, total: int) -> None:
        """Print a line if something else is being done, or the last one is long ago."""
        now = time.monotonic()
        if self._tally is not None and what == "documents":
            self._pace.note(now, done, self._tally.words)
        if now < self._from:
            return
        if what == self._what and now - self._told < _LINES_APART:
            return
        say(f"annotate: {self._line(what, done, total)}")
        self._what, self._told = what, now

    def _line(self, what: str, done: float, total: int) -> str:
        if self._tally is not None and what == "documents":
            told = figures(done, total, self._tally.failures, self._pace)
            return f"{told}, at {self._tally.at}" if self._tally.at else told
        return what if what != self._what else f"{what}: {done:.0f} of {total}"


def say(line: str) -> None:
    """Print a line on standard error, if anybody reads it."""
    with _nobody_reads():
        if sys.stderr is not None:
            print(line, file=sys.stderr, flush=True)


@contextmanager
def _nobody_reads() -> Iterator[None]:
    """Let the work go on when standard error cannot be written: its terminal was closed, or the
    program that read it has ended.
    """
    try:
        yield
    except OSError:
        with suppress(OSError, ValueError, AttributeError):
            # What is printed later, and what Python still holds, has somewhere to go.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, sys.stderr.fileno())
            os.close(nowhere)


@contextmanager
def watched(
    *,
    quiet: bool,
    kept: str,
    lines: bool = False,
    shown: Shown = Shown.AUTO,
    tally: Tally | None = None,
) -> Iterator[Watcher]:
    """Show progress while the block runs; an interrupt ends the command with one line.

    Parameters
    ----------
    quiet : bool
        Show no progress.
    kept : str
        What an interrupt leaves, and how to go on; a clause without a full stop.
    lines : bool
        Print lines where standard error is no terminal: the work may take minutes.
    shown : Shown
        How progress is shown.
    tally : Tally, optional
        What is told of the documents of a run. Where standard error is no terminal there are lines
        when it takes longer than some seconds.

    Yields
    ------
    callable
        Called at every step: what is being done, how many are done, of how many.

    Raises
    ------
    typer.Exit
        With code 128 + the number of the signal, if the work was interrupted.
    """
    shown = Shown.OFF if quiet else shown
    terminal = sys.stderr is not None and sys.stderr.isatty()
    wanted = shown is Shown.BAR
    bar = Progress(enabled=wanted or (shown is Shown.AUTO and terminal), tally=tally, wanted=wanted)
    told: Watcher = bar
    if shown is Shown.LINES:
        told = Lines(tally)
    elif shown is Shown.AUTO and not terminal:
        told = Lines(tally, _LINES_APART if tally else 0.0) if lines or tally else unwatched
    with Interrupts() as interrupts:
        try:
            with bar:

                def progress(what: str, done: float, total: int) -> None:
                    interrupts.check()
                    told(what, done, total)

                yield progress
        except KeyboardInterrupt:
            say(f"annotate: interrupted; {kept}")
            raise typer.Exit(interrupts.exit_code) from None
