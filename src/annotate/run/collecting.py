"""Garbage collection during a run.

The collector walks through every object again and again, and a loaded pipeline has a million that
nobody will drop: that took a tenth of the time to load it and an eighth of a run. Here it walks
more seldom, for hardly anything is held by a circle, and what is loaded before the first document
is left out of its walks.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = (50_000, 20, 20)
"""New objects before a walk through the young, and walks before one through the older."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Let the collector walk seldom until the end, which is as before."""
    before = gc.get_threshold()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def leave_out_loaded() -> None:
    """Leave what is loaded now out of garbage collection until :func:`seldom_collected` ends."""
    gc.freeze()
