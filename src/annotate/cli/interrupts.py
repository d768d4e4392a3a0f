"""Ctrl-C that is never lost, and SIGTERM that ends a run as tidily."""

from __future__ import annotations

import signal
from types import FrameType, TracebackType
from typing import Any

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Interrupts:
    """While it is entered, an interrupt raises KeyboardInterrupt, and is remembered.

    Compiled code may swallow the exception or turn it into another; :meth:`check` raises it again
    at the next place where the work can stop. Only the first interrupt raises, so that a second one
    cannot break the tidying up that the first has begun.
    """

    def __init__(self) -> None:
        self._seen = False
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Interrupts:
        for number in _SIGNALS:
            self._before[number] = signal.signal(number, self._interrupt)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        if not self._seen:
            self._seen = True
            raise KeyboardInterrupt

    def check(self) -> None:
        """Raise KeyboardInterrupt if an interrupt has come."""
        if self._seen:
            raise KeyboardInterrupt
