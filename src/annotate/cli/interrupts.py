"""Ctrl-C that is never lost, and SIGTERM that ends a run as tidily."""

from __future__ import annotations

import signal
import sys
from types import FrameType, TracebackType
from typing import Any

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
