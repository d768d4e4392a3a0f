"""A progress bar on standard error, for work that takes longer than two seconds."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Any

_PATIENCE = 2.0
"""Seconds of work without a bar."""


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
        that is being treated counts.
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
