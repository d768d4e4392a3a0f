"""Writing files whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from annotate.errors import OutputError, WriteError


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
    WriteError
        If the system refuses; the message says what it refused.
    """
    with _refused(path):
        temporary = _temporary(path)
        try:
            yield temporary
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def _temporary(path: Path) -> Path:
    """Make an empty file beside a path, in the same folder and with its ending."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=TEMPORARY, suffix=path.suffix)
    os.close(handle)
    # mkstemp makes files that only their owner can read; results are for sharing.
    Path(name).chmod(0o666 & ~_umask())
    return Path(name)


@contextmanager
def _refused(path: Path) -> Iterator[None]:
    """Turn what the system refuses into an error with a remedy."""
    try:
        yield
    except OSError as error:
        raise WriteError.of(error, path) from error


_PROBED = 0.3
"""Seconds for which a lock is asked for again: somebody may only look whether it is held."""


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

    lock = FileLock(folder / LOCK, timeout=max(wait, _PROBED))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise OutputError(
            refusal, path=folder, remedy="wait until it ends, or give another folder"
        ) from error
    except (OSError, NotImplementedError) as error:
        raise _unlocked(error, folder) from error
    try:
        yield
    finally:
        lock.release()


def is_locked(folder: Path) -> bool:
    """Return whether a process keeps others out of a folder.

    Where the system has shared locks one is asked for and given back at once; whoever asks for the
    folder in that moment has to wait a little (:func:`locked`).

    Parameters
    ----------
    folder : Path
        It need not exist.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with locked(Path(folder), "in use"):
    ...         inside = is_locked(Path(folder))
    ...     inside, is_locked(Path(folder))
    (True, False)
    """
    from filelock import FileLock, Timeout

    file = folder / LOCK
    if not file.is_file():
        return False
    if sys.platform == "win32":
        try:
            with FileLock(file, timeout=0):
                return False
        except Timeout:
            return True
    import fcntl

    # Reading is enough, and who may look at a run need not be who may write it.
    try:
        with file.open("rb") as opened:
            fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno in (errno.EAGAIN, errno.EACCES)
    return False


def _unlocked(error: OSError | NotImplementedError, folder: Path) -> OutputError:
    """Return the error for a folder that the system does not lock."""
    told = error.strerror if isinstance(error, OSError) else None
    if isinstance(error, NotImplementedError) or error.errno in _NO_LOCKS:
        return OutputError(
            f"lies on a file system that keeps no locks ({told or error})",
            path=folder,
            remedy="give a folder on a disk of this machine, and copy it when all is done",
        )
    return OutputError(
        f"cannot be locked ({told or error})",
        path=folder,
        remedy="give a folder that you may write to",
    )


class Staged:
    """Files that take the place of others together.

    They are made beside the old ones. Then `marker` says what is renamed to what, and the files are
    renamed one after the other. As long as there is no marker the old ones are whole; once there is
    one, :func:`finish_staged` ends what it says, wherever the program was killed.

    Parameters
    ----------
    marker : Path
        A file of its own for these files.

    Attributes
    ----------
    files : list of (Path, Path)
        The temporary name of each file, and the one that it gets.

    Examples
    --------
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with Staged(Path(folder) / "pending" / "a.json") as staged:
    ...         with staged.replacing(Path(folder) / "a.txt") as file:
    ...             _ = file.write_text("new")
    ...     (Path(folder) / "a.txt").read_text(), list((Path(folder) / "pending").iterdir())
    ('new', [])
    """

    def __init__(self, marker: Path) -> None:
        self._marker = marker
        self._folder = marker.parent.parent
        self.files: list[tuple[Path, Path]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None and self.files:
                self.mark()
                finish_staged(self._marker)
        finally:
            if not self._marker.exists():
                for temporary, _ in self.files:
                    temporary.unlink(missing_ok=True)

    def mark(self) -> None:
        """Write the marker: from here on the files are the new ones, whatever happens."""
        rows = [[os.path.relpath(one, self._folder) for one in pair] for pair in self.files]
        write_text(self._marker, json.dumps(rows))

    @contextmanager
    def replacing(self, path: Path) -> Iterator[Path]:
        """Give a temporary name beside `path`, which the file leaves together with the others.

        Raises
        ------
        WriteError
            If the system refuses.
        """
        with _refused(path):
            if path.is_dir():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            temporary = _temporary(path)
            self.files.append((temporary, path))
            yield temporary


def finish_staged(marker: Path) -> None:
    """Rename the files that a marker of :class:`Staged` lists, and remove it.

    Raises
    ------
    WriteError
        If the system refuses.
    """
    try:
        rows = json.loads(marker.read_text("utf-8"))
    except FileNotFoundError:
        return  # somebody else has ended it
    folder = marker.parent.parent
    for temporary, path in rows:
        with _refused(folder / path), suppress(FileNotFoundError):
            (folder / temporary).replace(folder / path)
    marker.unlink(missing_ok=True)


_NO_LOCKS = frozenset({errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK})
"""What file systems without locks answer, such as some that are mounted over a network."""
LOCK = ".lock"
"""The file in a folder that locks it."""

TEMPORARY = ".annotate-"
"""Temporary files and folders begin so; one that a killed process left behind can be removed."""


def remove_temporary(folder: Path) -> None:
    """Remove the temporary files and folders in a folder that nobody else writes into now."""
    for left in folder.glob(f"{TEMPORARY}*"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


Replacing = Callable[[Path], AbstractContextManager[Path]]
"""How a file takes the place of another: :func:`replacing`, or :meth:`Staged.replacing`."""


def write_text(path: Path, text: str, by: Replacing = replacing) -> None:
    """Write a UTF-8 text file, line ends as they are, whole or not at all."""
    with by(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def write_lines(path: Path, lines: Iterable[str], by: Replacing = replacing) -> None:
    """Write a UTF-8 text file piece by piece, whole or not at all; no line end is added."""
    with by(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        file.writelines(lines)


def hash_of_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes; empty where it cannot be read, or is a pipe."""
    try:
        if not path.is_file():
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
