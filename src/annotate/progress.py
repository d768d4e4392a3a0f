"""Reporting how far a piece of work is to whoever watches it.

What takes long on one document lies deep (a page of a PDF, a block before the recogniser, which
spaCy calls), and none of it depends on being watched; so inside a document the watcher is no
parameter of everything in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from contextvars import ContextVar
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
