"""Reading a PDF in a process of its own, with limits that a hostile file meets.

PDFium gives no account of itself while it works on a page: a stream that inflates to gigabytes
takes all memory and then the process, forms that contain forms take hours. Neither can be stopped
from inside, so a child process reads, reports every page, and is ended when it asks for too much.
"""

from __future__ import annotations

import ctypes
import faulthandler
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.document.source import Source
from annotate.errors import DocumentError, UnreadableError
from annotate.progress import tell, watched

if TYPE_CHECKING:
    from annotate.text.reading.hocr import ScannedPage

_REMEDY = "print it into a new PDF, or leave it out"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a PDF may ask for.

    Attributes
    ----------
    seconds : float
        For one page, opening the file included.
    memory : int
        Bytes, beside what the program holds already. Only Linux keeps to it.
    """

    seconds: float = 120.0
    memory: int = 1_500_000_000


def read_guarded(
    data: bytes,
    identity: str,
    shown: str,
    limits: Limits | None = None,
    recognised: Mapping[int, ScannedPage] | None = None,
) -> Source:
    """Read a PDF as :func:`annotate.text.reading.pdf.read_pdf` does, in a child process.

    Parameters
    ----------
    data, identity, shown, recognised
        As there.
    limits : Limits, optional
        What it may ask for.

    Raises
    ------
    UnreadableError
        If it goes beyond a limit, or the PDF library fails on it; else as ``read_pdf``.
    """
    if sys.platform == "linux":
        # The child is forked, and need not load the PDF library anew for every file.
        import annotate.text.reading.pdf  # noqa: F401
    source: Source = guarded(_read_pdf, (data, identity, shown, recognised or {}), shown, limits)
    return source


def _read_pdf(*arguments: Any) -> Source:
    from annotate.text.reading.pdf import read_pdf

    return read_pdf(*arguments)


def guarded(
    work: Callable[..., Any], arguments: Sequence[Any], shown: str, limits: Limits | None = None
) -> Any:
    """Do a piece of work on a PDF in a child process, and return what it returns.

    Parameters
    ----------
    work : callable
        A function of a module. Where it takes long it tells of every page that it is done with.
    arguments : sequence
        What it is called with.
    shown : str
        The file's name in messages.
    limits : Limits, optional
        What it may ask for.

    Raises
    ------
    UnreadableError
        If it goes beyond a limit, or the PDF library fails on it.
    DocumentError
        What the work raises.
    """
    limits = limits or Limits()
    # A forked child has everything loaded already; elsewhere than on Linux forking is not safe.
    context: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_work, args=(theirs, work, tuple(arguments), limits.memory))
    child.start()
    theirs.close()
    try:
        return _received(ours, shown, limits)
    finally:
        child.kill()
        child.join()
        ours.close()


def _received(ours: Connection, shown: str, limits: Limits) -> Any:
    """Pass on what the child reports until it sends the result or an error."""
    page = 1
    while True:
        if not ours.poll(limits.seconds):
            raise UnreadableError(
                f"this page takes longer than {limits.seconds:g} seconds",
                path=shown,
                place=f"page {page}",
                remedy=_REMEDY,
            )
        try:
            kind, content = ours.recv()
        except EOFError as error:
            raise UnreadableError(
                f"the PDF library fails on it, or wants more than {limits.memory / 1e6:.0f} MB",
                path=shown,
                place=f"page {page}",
                remedy=_REMEDY,
            ) from error
        if kind == "result":
            return content
        if kind == "error":
            raise content
        page = content[1] + 1
        tell(*content)


def _work(
    theirs: Connection, work: Callable[..., Any], arguments: Sequence[Any], memory: int
) -> None:
    """Work, in the child; what it cannot send ends it, which the parent sees."""
    faulthandler.disable()
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 2)  # an aborting library speaks of itself
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    limit_memory(memory)
    try:
        with watched(lambda *step: theirs.send(("step", step))):
            result = work(*arguments)
    except DocumentError as error:
        theirs.send(("error", error))
    except MemoryError:
        return
    else:
        theirs.send(("result", result))


def die_with_parent() -> None:
    """Let this process be killed when the one that started it ends, however that ends; on Linux
    alone.
    """
    if sys.platform != "linux":
        return
    parent = os.getppid()
    ctypes.CDLL(None).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # it has ended meanwhile
        os._exit(1)


_SET_DEATH_SIGNAL = 1
"""``PR_SET_PDEATHSIG`` of prctl(2)."""


def limit_memory(memory: int) -> None:
    """Let this process have so many bytes more than it has now; on Linux alone."""
    if sys.platform != "linux":
        return
    import resource

    pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
    most = pages * resource.getpagesize() + memory
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    if hard == resource.RLIM_INFINITY or most < hard:
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
