"""Documents in processes beside this one, each with limits, of which one may die without harm.

A process that does not end, takes all memory or is killed costs the document that it was at, which
is named, and another takes its place. On Linux the processes are forked and share what this one has
loaded; elsewhere each loads it anew. They end with this one, however it ends.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from annotate.errors import AnnotateError
from annotate.progress import watched
from annotate.text.reading.sandbox import die_with_parent, limit_memory

T = TypeVar("T")
R = TypeVar("R")
Step = tuple[str, float, int]

FORKED = sys.platform == "linux"
"""Whether processes share what this one has loaded."""
_TICK = 0.5
"""Seconds after which whoever watches is told again, although nothing has happened."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may ask for.

    Attributes
    ----------
    seconds : float
        Wall time.
    memory : int
        Bytes, beside what the program holds already. Only Linux keeps to it.
    """

    seconds: float = 1800.0
    memory: int = 4_000_000_000


@dataclass(frozen=True, slots=True)
class Lost:
    """A piece of work of which nothing came.

    Attributes
    ----------
    what : str
        What happened, as a clause without a full stop.
    remedy : str
        What the user can do next.
    """

    what: str
    remedy: str


@dataclass(eq=False, slots=True)
class _Worker(Generic[T]):
    """A process, what it is at, and until when."""

    process: Any
    connection: Connection
    item: T | None = None
    deadline: float = 0.0


@dataclass(slots=True)
class Workers(Generic[T, R]):
    """Processes that work on items.

    Attributes
    ----------
    work : callable
        What is done with an item. Where processes are not forked it must be possible to pickle it.
    jobs : int
        How many processes.
    limits : Limits
        What one item may ask for.
    tell : callable
        Called with an item and how far the work on it is.
    """

    work: Callable[[T], R]
    jobs: int
    limits: Limits = field(default_factory=Limits)
    tell: Callable[[T, Step], None] = lambda item, step: None
    _running: list[_Worker[T]] = field(default_factory=list)

    def results(self, items: Iterable[T]) -> Iterator[tuple[T, R | Lost]]:
        """Yield each item with what came of it, as soon as it is there.

        Raises
        ------
        AnnotateError
            What the work raises, such as a model that is not installed: it would come with every
            item.
        """
        waiting = iter(items)
        try:
            while True:
                self._give_out(waiting)
                busy = [one for one in self._running if one.item is not None]
                if not busy:
                    return
                for worker in self._ready(busy):
                    yield from self._received(worker)
        finally:
            for worker in self._running:
                self._end(worker)
            self._running.clear()

    def _give_out(self, waiting: Iterator[T]) -> None:
        """Give an item to every worker that has none; start workers while there is work."""
        while True:
            idle = next((one for one in self._running if one.item is None), None)
            if idle and not idle.process.is_alive():
                self._replace(idle)  # nothing is lost with it
                continue
            if idle is None and len(self._running) >= self.jobs:
                return
            try:
                item = next(waiting)
            except StopIteration:
                return
            worker = idle or self._start()
            worker.item, worker.deadline = item, time.monotonic() + self.limits.seconds
            # One that was killed while it had nothing to do is found when it is listened to.
            with suppress(OSError):
                worker.connection.send(item)

    def _start(self) -> _Worker[T]:
        context: Any = multiprocessing.get_context("fork" if FORKED else "spawn")
        ours, theirs = context.Pipe()
        others = [one.connection for one in self._running] if FORKED else []
        process = context.Process(
            target=_serve, args=(theirs, [*others, ours] if FORKED else [], self.work, self.limits)
        )
        process.start()
        theirs.close()
        worker: _Worker[T] = _Worker(process, ours)
        self._running.append(worker)
        return worker

    def _ready(self, busy: list[_Worker[T]]) -> list[_Worker[T]]:
        """Return the workers that have something to say, or have no time left."""
        first = min(one.deadline for one in busy)
        heard = wait(
            [one.connection for one in busy], max(0.0, min(first - time.monotonic(), _TICK))
        )
        if not heard and (item := busy[0].item) is not None:
            self.tell(item, ("", 0, 0))
        now = time.monotonic()
        return [one for one in busy if one.connection in heard or one.deadline <= now]

    def _received(self, worker: _Worker[T]) -> Iterator[tuple[T, R | Lost]]:
        """Yield what came of the item of a worker, if it is there or will never be."""
        item = worker.item
        assert item is not None
        if not worker.connection.poll():
            self._replace(worker)
            yield item, _too_long(self.limits.seconds)
            return
        try:
            kind, content = worker.connection.recv()
        except (EOFError, OSError):
            self._replace(worker)
            yield item, died(worker.process.exitcode)
            return
        if kind == "step":
            self.tell(item, content)
        elif kind == "error":
            raise content
        elif kind == "memory":
            self._replace(worker)
            yield item, _too_large(self.limits.memory)
        else:
            worker.item = None
            yield item, content

    def _replace(self, worker: _Worker[T]) -> None:
        """End a worker; another is started when there is something to do."""
        self._end(worker)
        self._running.remove(worker)

    @staticmethod
    def _end(worker: _Worker[T]) -> None:
        worker.process.kill()
        worker.process.join()
        worker.connection.close()


def _too_long(seconds: float) -> Lost:
    return Lost(
        f"it takes longer than {seconds:g} seconds",
        "give it more with --timeout, divide it, or leave it out",
    )


def _too_large(memory: int) -> Lost:
    return Lost(f"it wants more than {memory / 1e6:.0f} MB of memory", "divide it, or leave it out")


def died(code: int | None) -> Lost:
    """Return what is told of a piece of work whose process ended."""
    if code is not None and code < 0:
        with suppress(ValueError):
            name = signal.Signals(-code).name
            return Lost(
                f"the process that worked on it was ended by {name}",
                "run again: if that happens each time, there is too little memory (--jobs 1 needs "
                "less), or the file is the cause",
            )
    return Lost(
        f"the process that worked on it ended (exit code {code})",
        "run again, or leave the file out and report this message with it",
    )


def _serve(
    theirs: Connection, others: list[Connection], work: Callable[[Any], Any], limits: Limits
) -> None:
    """Work on what comes, in the child, until nothing comes any more."""
    die_with_parent()
    # The parent decides when to end; a terminal that closes tells all processes.
    for number in (signal.SIGINT, signal.SIGTERM, *_HANGUP):
        signal.signal(number, signal.SIG_IGN)
    for one in others:
        one.close()
    one_thread()
    while True:
        try:
            item = theirs.recv()
        except (EOFError, OSError):
            return
        limit_memory(limits.memory)
        try:
            with watched(lambda *told: theirs.send(("step", told))):
                found = "result", work(item)
        except MemoryError:
            found = "memory", None
        except AnnotateError as error:
            found = "error", error
        theirs.send(found)


def one_thread() -> None:
    """Have matrices multiplied on one thread, unless the user asked for another number: those of a
    paragraph are so small that the threads of several processes wait for each other.
    """
    from threadpoolctl import threadpool_limits

    if "OMP_NUM_THREADS" not in os.environ:
        threadpool_limits(1, user_api="blas")


_HANGUP = (signal.SIGHUP,) if hasattr(signal, "SIGHUP") else ()


def usable_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
