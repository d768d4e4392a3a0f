"""The files below a folder: links are followed, and what cannot be followed is told."""

from __future__ import annotations

import os
import stat
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path

from annotate.document.run_folder import MANIFEST, RunFolder
from annotate.errors import DocumentError, UnreadableError
from annotate.run.input_names import printable
from annotate.run.out_folder import is_run
from annotate.text.reading import SUFFIXES
from annotate.text.reading.opening import check_kind, unopened

_LOCK_FILE = "~$"
"""How the files begin that an office program lays beside a document that is open in it."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file below a folder.

    Attributes
    ----------
    path : Path
        As it was come to.
    real : Path
        Without links: what two ways to one file have in common.
    error : DocumentError or None
        Why it cannot be read, as far as that is known; it may be a folder then.
    """

    path: Path
    real: Path
    error: DocumentError | None = None


@dataclass(slots=True)
class Folder:
    """What lies below a folder.

    Attributes
    ----------
    files : list of Found
        Sorted by path, each file once, by its own path rather than by a link's.
    runs : list of Path
        Folders that runs wrote; what is in them is no input.
    """

    files: list[Found] = field(default_factory=list)
    runs: list[Path] = field(default_factory=list)


def real_path(path: Path) -> Path:
    """Return a path without links; one that leads nowhere, or in a circle, as far as it leads."""
    return Path(os.path.realpath(path))


def is_lock(path: str | Path) -> bool:
    """Return whether a file is no document, but says that one is open in an office program.

    Examples
    --------
    >>> is_lock("in/~$these.docx"), is_lock("in/these.docx")
    (True, False)
    """
    return Path(path).name.startswith(_LOCK_FILE)


def search(folder: Path, out: Path | None) -> Folder:
    """Find the documents below a folder, without hidden files and what runs have written.

    Parameters
    ----------
    folder : Path
        Links to folders in it are followed, once, and after all that lies in it itself.
    out : Path, optional
        The folder that will be written.
    """
    walk = _Walk(folder, out)
    walk.enter(folder, real_path(folder))
    while walk.links:
        walk.follow(walk.links.popleft())
    first = {one.real: one for one in reversed(walk.found) if one.error is None}
    kept = [one for one in walk.found if one.error or first[one.real] is one]
    return Folder(sorted(kept, key=lambda one: one.path), walk.runs)


class _Walk:
    """A search in progress: what was found, and the links that are still to be followed."""

    def __init__(self, folder: Path, out: Path | None) -> None:
        self.found: list[Found] = []
        self.links: deque[Path] = deque()
        self.runs: list[Path] = []
        self._root = real_path(folder)
        self._out = real_path(out) if out is not None else None
        self._entered: set[tuple[int, int]] = set()

    def enter(self, folder: Path, real: Path) -> None:
        """Search a folder with all its subfolders."""
        below = [(folder, real)]
        while below:
            folder, real = below.pop()
            if real == self._out:
                self.runs.append(folder)
                continue
            try:
                with os.scandir(folder) as found:
                    entries = sorted(found, key=lambda entry: entry.name)
                about = folder.stat()
            except OSError as error:
                self._tell(folder, real, _unsearched(error, folder))
                continue
            key = (about.st_dev, about.st_ino)
            if key in self._entered:
                continue
            self._entered.add(key)
            if any(entry.name == MANIFEST for entry in entries) and is_run(RunFolder(folder)):
                self.runs.append(folder)
                continue
            for entry in entries:
                if entry.name.startswith((".", _LOCK_FILE)):
                    continue
                path, where = folder / entry.name, real / entry.name
                if entry.is_symlink():
                    self.links.append(path)
                elif entry.is_dir(follow_symlinks=False):
                    below.append((path, where))
                elif path.suffix.lower() not in SUFFIXES:
                    continue
                elif entry.is_file(follow_symlinks=False):
                    self.found.append(Found(path, where))
                else:
                    self._add(path, where)

    def follow(self, link: Path) -> None:
        """Look where a link leads."""
        real = real_path(link)
        ending = link.suffix.lower()
        try:
            mode = link.stat().st_mode
        except OSError as error:
            if ending in SUFFIXES or not ending:  # it may have led to a folder
                self._tell(link, real, broken(error, link))
            return
        if not stat.S_ISDIR(mode):
            if ending in SUFFIXES:
                self._add(link, real)
        elif real in self._root.parents:
            above = UnreadableError(
                "is a link to a folder in which this one lies, and is not followed",
                path=printable(str(link)),
                remedy="name the folders that are wanted",
            )
            self._tell(link, real, above)
        else:
            self.enter(link, real)

    def _add(self, path: Path, real: Path) -> None:
        try:
            check_kind(path.stat().st_mode, printable(str(path)), pipes=False)
        except OSError as error:
            self._tell(path, real, unopened(error, printable(str(path))))
        except UnreadableError as error:
            self._tell(path, real, error)
        else:
            self.found.append(Found(path, real))

    def _tell(self, path: Path, real: Path, error: DocumentError) -> None:
        self.found.append(Found(path, real, error))


def broken(error: OSError, link: Path) -> UnreadableError:
    """Return the error for a link that leads nowhere."""
    try:
        target = printable(str(link.readlink()))
    except OSError:
        target = ""
    return UnreadableError(
        f"is a link to {target}, which cannot be opened ({error.strerror or error})",
        path=printable(str(link)),
        remedy="remove the link, or put the file where it leads",
    )


def _unsearched(error: OSError, folder: Path) -> UnreadableError:
    return UnreadableError(
        f"this folder cannot be searched ({error.strerror or error}), and what it holds is left "
        "out",
        path=printable(str(folder)),
        remedy="check the right to read it",
    )
