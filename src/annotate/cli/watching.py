"""Progress and Ctrl-C around a piece of work, the same for every verb."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer

from annotate.cli.interrupts import Interrupts
from annotate.cli.progress import Progress

INTERRUPTED = 130
"""The exit code of what Ctrl-C has ended, as shells count it."""


@contextmanager
def watched(*, quiet: bool, kept: str) -> Iterator[Callable[[str, float, int], None]]:
    """Show progress while the block runs; an interrupt ends the command with one line.

    Parameters
    ----------
    quiet : bool
        Show no progress.
    kept : str
        What an interrupt leaves, and how to go on; a clause without a full stop.

    Yields
    ------
    callable
        Called at every step: what is being done, how many are done, of how many.

    Raises
    ------
    typer.Exit
        With code 130, if the work was interrupted.
    """
    shown = Progress(enabled=not quiet and sys.stderr.isatty())
    try:
        with Interrupts() as interrupts, shown:

            def progress(what: str, done: float, total: int) -> None:
                interrupts.check()
                shown(what, done, total)

            yield progress
    except KeyboardInterrupt:
        print(f"annotate: interrupted; {kept}", file=sys.stderr)
        raise typer.Exit(INTERRUPTED) from None
