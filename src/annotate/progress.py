"""How far the work on one document is, told to whoever watches.

What takes long lies deep (a page of a PDF, a block before the recogniser, which spaCy calls), and
none of it depends on being watched; so the watcher is no parameter of everything in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sized
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")

Watcher = Callable[[str, int, int], None]
"""Told what is being done, how many are done and how many there are."""

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Tell `watcher` of the steps inside the block.

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
    """Tell the watcher, if there is one.

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
    """Tell the watcher of the steps inside the block as parts of a step of a longer work.

    Parameters
    ----------
    what : str
        What is counted in the longer work: ``character``.
    low, high, total : int
        How many are done before the block, how many behind it, and how many there are.

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
    told = watcher
    with watched(lambda _, at, of: told(what, low + (high - low) * at // max(of, 1), total)):
        yield


def counted(what: str, items: Iterable[T], total: int | None = None) -> Iterator[T]:
    """Yield the items and tell the watcher of each.

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
