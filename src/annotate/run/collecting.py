"""Garbage collection during a run.

The collector walks through every object again and again, and a loaded pipeline has two million that
nobody will drop: that took an eighth of a run. What is loaded before the first document is left out
of its walks, and it walks more seldom, for hardly anything here is held by a circle.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (50_000, 20, 20)
"""New objects before a walk through the young, and walks before one through the older."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Leave what is loaded now out of garbage collection until the end, which is as before."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
