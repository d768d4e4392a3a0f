"""Reporting how far a piece of work is to whoever watches it.

What takes long on one document lies deep (a page of a PDF, a block before the recogniser, which
spaCy calls), and none of it depends on being watched; so inside a document the watcher is no
parameter of everything in between.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

Watcher = Callable[[str, float, int], None]
"""Called with what is being done, how many are done (part of the present one counts) and how many
there are.
"""

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


def unwatched(what: str, done: float, total: int) -> None:
    """Report to nobody: the watcher of work that nobody watches."""


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Report the steps inside the block to `watcher`.

    Examples
    --------
    >>> steps = []
    >>> with watched(lambda what, done, total: steps.append((what, done, total))):
    ...     _ = list(counted("page", "ab", 2))
    >>> steps
    [('page', 0, 2), ('page', 1, 2), ('page', 2, 2)]
    """
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def tell(what: str, done: int, total: int) -> None:
    """Report a step to the watcher, if there is one.

    Parameters
    ----------
    what : str
        What is counted: ``page``, ``block``.
    done, total : int
        How many are done, and how many there are.
    """
    watcher = _watcher.get()
    if watcher is not None:
        watcher(what, done, total)


@contextmanager
def within(what: str, low: int, high: int, total: int) -> Iterator[None]:
    """Report the steps inside the block as parts of a step of a longer work.

    Parameters
    ----------
    what : str
        What is counted in the longer work: ``character``.
    low, high, total : int
        How many are done before the block, how many after it, and how many there are.

    Examples
    --------
    >>> steps = []
    >>> with watched(lambda what, done, total: steps.append((what, done, total))):
    ...     with within("character", 100, 300, 1000):
    ...         tell("block", 1, 4)
    >>> steps
    [('character', 150, 1000)]
    """
    watcher = _watcher.get()
    if watcher is None:
        yield
        return
    report = watcher
    with watched(lambda _, at, of: report(what, low + int((high - low) * at // max(of, 1)), total)):
        yield


def counted(what: str, items: Iterable[T], total: int | None = None) -> Iterator[T]:
    """Yield the items and report each to the watcher.

    Parameters
    ----------
    what : str
        What they are.
    items : iterable
        Passed through.
    total : int, optional
        How many there are, if `items` does not know.
    """
    if total is None:
        total = len(items) if isinstance(items, Sized) else 0
    done = 0
    for done, item in enumerate(items):
        tell(what, done, total)
        yield item
    tell(what, total or done, total)


@dataclass(slots=True)
class Tally:
    """What a run tells of its documents beside how many are done, for whoever shows it.

    Attributes
    ----------
    failures : int
        Documents of which nothing came.
    words : int
        Words of the documents that this run did.
    at : str
        Where in a document the work is: ``terrils, page 3 of 12``; empty between documents.
    """

    failures: int = 0
    words: int = 0
    at: str = ""


_WINDOW, _FEWEST = 30.0, 5
"""A pace is that of the last seconds, or of the last documents where these take longer."""
_SHORTEST = 2.0
"""Seconds after which a pace is known."""
_KEPT_APART = 0.5
"""Seconds between two counts that are kept."""


class Pace:
    """How fast documents are done, and words with them: over the last half-minute, or over the last
    five documents where these take longer.

    Examples
    --------
    >>> pace = Pace()
    >>> for second in range(100):
    ...     pace.note(second, 2 * second, 900 * second)
    >>> pace.documents, pace.words, pace.left(60)
    (2.0, 900.0, 30.0)
    """

    def __init__(self) -> None:
        self._noted: deque[tuple[float, float, float]] = deque()

    def note(self, at: float, documents: float, words: float) -> None:
        """Note how much is done at a time, in seconds from whenever."""
        noted = self._noted
        if len(noted) > 1 and at - noted[-2][0] < _KEPT_APART:
            noted.pop()
        noted.append((at, documents, words))
        while len(noted) > 2 and at - noted[1][0] >= _WINDOW and documents - noted[1][1] >= _FEWEST:
            noted.popleft()

    @property
    def documents(self) -> float:
        """Documents a second; 0 as long as nobody knows."""
        return self._rate(1)

    @property
    def words(self) -> float:
        """Words a second; 0 as long as nobody knows."""
        return self._rate(2)

    def left(self, documents: float) -> float | None:
        """Return the seconds that so many documents will take; None as long as nobody knows."""
        return documents / self.documents if self.documents else None

    def _rate(self, which: int) -> float:
        if not self._noted:
            return 0.0
        first, last = self._noted[0], self._noted[-1]
        seconds = last[0] - first[0]
        return (last[which] - first[which]) / seconds if seconds >= _SHORTEST else 0.0
