"""How the process of a command differs from Python as it comes."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from annotate.run.collecting import SELDOM

_LIBRARIES = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


@contextmanager
def own_process() -> Iterator[None]:
    """Run a command in a process that ends with it."""
    open_streams()
    one_thread()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        # At its end Python collects what is held by circles: a tenth of a short run, for memory
        # that the system takes back at once.
        gc.freeze()


def one_thread() -> None:
    """Have matrices multiplied on one thread, unless the user asked for another number.

    The matrices of a heading or a paragraph are so small that threads mostly wait for each other:
    on two cores a run takes a fifth more processor time with two of them and no less by the clock.
    The libraries read these variables when numpy is imported.
    """
    if "OMP_NUM_THREADS" not in os.environ:
        for name in _LIBRARIES:
            os.environ.setdefault(name, "1")


def open_streams() -> None:
    """Give a process whose standard streams are closed streams that lead nowhere.

    A shell closes them with ``2>&-``, and services and job queues start programs so. Python has
    None in their place, which nothing can be written to; and the next file that is opened would get
    the number of a stream, so that what a library writes to it would end up in that file.
    """
    for number, mode in enumerate((os.O_RDONLY, os.O_WRONLY, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            handle = os.open(os.devnull, mode)
            if handle != number:
                os.dup2(handle, number)
                os.close(handle)
    # Standard input stays None: whoever wants to read it is told that it is closed.
    for name, number in (("stdout", 1), ("stderr", 2)):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(number, "w", encoding="utf-8", closefd=False))
