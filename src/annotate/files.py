"""Writing files whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from annotate.errors import OutputError


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary name beside `path`, and rename it to `path` when the block ends well.

    An error or an interrupt inside the block removes the temporary file and leaves what was at
    `path` untouched.

    Parameters
    ----------
    path : Path
        The file to make; its folder is made if need be.

    Yields
    ------
    Path
        Where to write; it has the same ending as `path`, because writers choose a format by it.

    Raises
    ------
    OutputError
        If the system refuses; the message says what it refused.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=TEMPORARY, suffix=path.suffix)
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            # mkstemp makes files that only their owner can read; results are for sharing.
            temporary.chmod(0o666 & ~_umask())
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(
            f"cannot be written ({error.strerror or error})",
            path=path,
            remedy="close the file where it is open, or choose another folder with --out",
        ) from error


@contextmanager
def locked(folder: Path, refusal: str, wait: float = 0) -> Iterator[None]:
    """Keep other processes that ask for the same lock out of a folder while the block runs.

    The system releases the lock however the process ends. The lock file stays in the folder: a
    process that has opened it already would otherwise lock a file that nobody else can find, and
    the next process would get a lock of its own.

    Parameters
    ----------
    folder : Path
        Made if need be.
    refusal : str
        What to say when another process holds the lock.
    wait : float
        For how many seconds to wait for it before.

    Raises
    ------
    OutputError
        If another process holds it, or the folder cannot be written.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder, locked(Path(folder), "in use"):
    ...     [file.name for file in Path(folder).iterdir()]
    ['.lock']
    """
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK, timeout=wait)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise OutputError(
            refusal, path=folder, remedy="wait until it ends, or give another folder"
        ) from error
    except OSError as error:
        raise OutputError(
            f"cannot be locked ({error.strerror or error})",
            path=folder,
            remedy="give a folder that you may write to",
        ) from error
    try:
        yield
    finally:
        lock.release()


LOCK = ".lock"
"""The file in a folder that locks it."""

TEMPORARY = ".annotate-"
"""Temporary files begin so; one that a killed process left behind can be removed."""


def write_text(path: Path, text: str) -> None:
    """Write a UTF-8 text file, line ends as they are, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """Write a UTF-8 text file piece by piece, whole or not at all; no line end is added."""
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines)


def hash_of_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes; empty where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
