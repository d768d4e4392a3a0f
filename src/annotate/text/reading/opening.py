"""The bytes of a file, whatever it is: what never ends, or never begins, is not waited for."""

from __future__ import annotations

import os
import re
import select
import stat
from collections.abc import Callable
from pathlib import Path

from annotate.errors import UnreadableError

MAX_FILE = 1 << 30
"""Bytes of the largest file that is read."""
PATIENCE = 600.0
"""Seconds without a byte after which a pipe that somebody writes into is given up."""
NOBODY = 30.0
"""Seconds after which one that nobody has opened for writing is given up."""
_PART = 1 << 20
_OWN_FILE = re.compile(r"/(?:dev|proc/self)/fd/(\d+)")
"""What a shell hands over as `<(…)`."""
_KINDS = (
    (stat.S_ISDIR, "a folder", "give the files that it holds"),
    (stat.S_ISCHR, "a device", "give a file, or - for standard input"),
    (stat.S_ISBLK, "a device", "give a file"),
    (stat.S_ISSOCK, "a socket", "give a file, or - for standard input"),
)


def content_of(path: Path, shown: str) -> bytes:
    """Return the bytes of a file or a pipe.

    Parameters
    ----------
    path : Path
        The file; what a shell names ``/dev/fd/63`` for ``<(…)`` is one.
    shown : str
        Its name in messages.

    Raises
    ------
    UnreadableError
        If it cannot be opened, is no file, holds more than :data:`MAX_FILE` bytes, or is a pipe
        through which nothing comes.
    """
    try:
        mode = path.stat().st_mode
        check_kind(mode, shown)
        if stat.S_ISFIFO(mode):
            return _piped(path, shown)
        with path.open("rb", buffering=0) as file:
            if os.fstat(file.fileno()).st_size > MAX_FILE:
                raise _too_large(shown)
            return limited(file.read, shown)
    except OSError as error:
        raise unopened(error, shown) from error


def check_kind(mode: int, shown: str, *, pipes: bool = True) -> None:
    """Refuse what is no file: a folder, a device, a socket, and a pipe where none is expected."""
    for holds, what, remedy in _KINDS:
        if holds(mode):
            raise UnreadableError(f"is {what}, not a file", path=shown, remedy=remedy)
    if stat.S_ISFIFO(mode) and not pipes:
        raise UnreadableError(
            "is a pipe, and only files of a folder are read",
            path=shown,
            remedy="name the pipe itself as an input, or write into a file what comes through it",
        )


def unopened(error: OSError, shown: str) -> UnreadableError:
    """Return the error for what the system does not open."""
    return UnreadableError(
        f"cannot be opened ({error.strerror or error})",
        path=shown,
        remedy="check the name and the right to read it",
    )


def limited(read: Callable[[int], bytes | None], shown: str) -> bytes:
    """Read until the end, or until a file that grows has more than :data:`MAX_FILE`."""
    data = bytearray()
    while part := read(_PART):
        data += part
        if len(data) > MAX_FILE:
            raise _too_large(shown)
    return bytes(data)


def _too_large(shown: str) -> UnreadableError:
    return UnreadableError(
        f"holds more than {MAX_FILE >> 20} MB", path=shown, remedy="part it into smaller files"
    )


def _piped(path: Path, shown: str) -> bytes:
    """Read a pipe until whoever writes closes it."""
    own = _OWN_FILE.fullmatch(os.fspath(path))
    # Opened again, a pipe whose writer has ended already would look like one without a writer yet.
    handle = os.dup(int(own[1])) if own else os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        return limited(lambda size: _part(handle, size, shown), shown)
    finally:
        os.close(handle)


def _part(handle: int, size: int, shown: str) -> bytes:
    """Return what comes next through a pipe; nothing at its end."""
    if not _ready(handle, NOBODY):
        there = os.get_blocking(handle) or _written(handle)
        waited = PATIENCE if there else NOBODY
        if not (there and _ready(handle, PATIENCE - NOBODY)):
            raise UnreadableError(
                f"is a pipe through which nothing came for {waited:g} seconds",
                path=shown,
                remedy="start what writes into it, or write that into a file",
            )
    return os.read(handle, size)


def _ready(handle: int, seconds: float) -> bool:
    return bool(select.select([handle], [], [], seconds)[0])


def _written(handle: int) -> bool:
    """Return whether somebody has a pipe open that holds nothing: without, this is its end."""
    try:
        os.read(handle, 1)
    except BlockingIOError:
        return True
    return False
