"""From what the user names (files, folders, patterns, standard input) to documents with ids."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from glob import glob, has_magic
from pathlib import Path

from annotate.document.run_folder import MANIFEST, RunFolder
from annotate.document.source import Source
from annotate.errors import DuplicateIdError, UnreadableError, UsageError
from annotate.files import hash_of_file
from annotate.run.out_folder import is_run
from annotate.text.reading import SUFFIXES, read_bytes, read_source

STANDARD_INPUT = "-"
_ENDINGS = ", ".join(sorted(SUFFIXES))
_UNSAFE = re.compile(r'[\s/\\:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True, slots=True)
class Input:
    """One document to process.

    Attributes
    ----------
    id : str
        Names its output files; the file's name without its ending.
    given : str
        The path as the user gave it; ``-`` for standard input.
    error : DuplicateIdError or None
        Why it cannot be processed, when that is known before it is opened.
    ocr : bool
        Whether text in pictures of pages is recognised.
    data : bytes or None
        What standard input holds, once it is read.
    """

    id: str
    given: str
    error: DuplicateIdError | None = None
    ocr: bool = False
    data: bytes | None = None

    @property
    def shown(self) -> str:
        """The path as it can be printed and written: a name may hold bytes that are no text."""
        return printable(self.given)

    @property
    def key(self) -> str:
        """What names it among all inputs: its id, and its path where another one has the id."""
        return f"{self.id} {self.shown}" if self.error else self.id

    def file_sha256(self) -> str:
        """Return the hash of the file's bytes; empty for standard input, or where it has gone."""
        return hash_of_file(Path(self.given)) if self.given != STANDARD_INPUT else ""

    def loaded(self) -> Input:
        """Return the document with what another process cannot read: standard input."""
        if self.given != STANDARD_INPUT or sys.stdin is None:
            return self
        return replace(self, data=sys.stdin.buffer.read())

    def read(self) -> Source:
        """Read the document.

        Raises
        ------
        DocumentError
            If it cannot be read, or `error` says so.
        """
        if self.error is not None:
            raise self.error
        if self.given == STANDARD_INPUT:
            if self.data is None:
                raise UnreadableError(
                    "standard input is closed", path="-", remedy="pipe a text into the command"
                )
            return read_bytes(self.data, self.id, self.shown, ocr=self.ocr)
        return read_source(Path(self.given), self.id, self.shown, ocr=self.ocr)


def printable(path: str) -> str:
    """Return a path with what is no text replaced, so that it can be printed and written.

    Examples
    --------
    >>> printable("Nœux.txt")
    'Nœux.txt'
    """
    return os.fsencode(path).decode("utf-8", "replace")


def find_inputs(
    arguments: Sequence[str], out: Path | None = None, *, ocr: bool = False
) -> list[Input]:
    """Find the documents that the arguments name.

    Parameters
    ----------
    arguments : sequence of str
        Files; folders, which are searched with all their subfolders for what can be read
        (:data:`SUFFIXES`); patterns with ``*``; ``-`` for standard input. A file named twice
        counts once.
    out : Path, optional
        The folder that will be written; what lies in it, or in the folder of another run, is no
        input.
    ocr : bool
        Whether text in pictures of pages is recognised.

    Returns
    -------
    list of Input
        In the order given, folders sorted by name. A second document that would write the same
        files carries its error.

    Raises
    ------
    UsageError
        If a file does not exist, or a folder or a pattern holds no document.
    """
    found: list[Input] = []
    seen: set[str] = set()
    for given, identity in _expand(arguments, out):
        real = given if given == STANDARD_INPUT else str(Path(given).resolve())
        if real not in seen:
            seen.add(real)
            found.append(Input(identity, given, ocr=ocr))
    return list(_checked(found))


def _expand(arguments: Iterable[str], out: Path | None) -> Iterator[tuple[str, str]]:
    for argument in arguments:
        if not argument:
            raise UsageError("an input without a name", remedy="give a file or a folder")
        path = Path(argument)
        if argument == STANDARD_INPUT:
            yield argument, "stdin"
        elif path.is_dir():
            files = _documents_below(path, out)
            if not files:
                raise _nothing(f"this folder holds no file that can be read ({_ENDINGS})", argument)
            for file in files:
                yield str(file), identity_of("-".join(file.relative_to(path).with_suffix("").parts))
        elif not path.exists() and has_magic(argument):
            names = _matching(argument)
            if not names:
                raise _nothing("no file matches this pattern", argument)
            for name in names:
                yield name, identity_of(Path(name).stem)
        elif not path.exists():
            raise UsageError(
                "there is no such file", path=printable(argument), remedy="check the name"
            )
        else:
            yield argument, identity_of(path.stem)


def _matching(pattern: str) -> list[str]:
    # `Path.glob` takes no absolute pattern.
    names = glob(pattern, recursive=True)  # noqa: PTH207
    return sorted(name for name in names if Path(name).is_file())


def _documents_below(folder: Path, out: Path | None) -> list[Path]:
    """Return the documents of a folder, without hidden files and without what runs have written."""
    found = {file.parent for file in folder.rglob(MANIFEST)}
    runs = {one.resolve() for one in found if is_run(RunFolder(one))}
    if out is not None:
        runs.add(out.resolve())
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix.lower() in SUFFIXES
        and file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
        and runs.isdisjoint(file.resolve().parents)
    )


def _nothing(what: str, argument: str) -> UsageError:
    return UsageError(what, path=argument, remedy="name files, or a folder that holds some")


def identity_of(name: str) -> str:
    """Return a document id for a file name without its ending: what no file system refuses.

    Examples
    --------
    >>> identity_of("Loos en Gohelle"), identity_of("a:b?")
    ('Loos-en-Gohelle', 'a-b')
    """
    return _UNSAFE.sub("-", printable(name).replace("\ufffd", "_")).strip(".-") or "document"


def _checked(inputs: Iterable[Input]) -> Iterator[Input]:
    owners: dict[str, str] = {}
    for item in inputs:
        # Some file systems take `A.txt` and `a.txt` for one; `a` also writes `a.mended.txt`.
        keys = {item.id.casefold(), f"{item.id}.mended".casefold()}
        owner = next((owners[key] for key in sorted(keys) if key in owners), None)
        if owner is not None:
            error = DuplicateIdError(
                f"has the same id, {item.id}, as {owner} or would write the same files",
                path=item.shown,
                remedy="rename one of the two files, or run them into different folders",
            )
            yield replace(item, error=error)
        else:
            owners.update(dict.fromkeys(keys, item.shown))
            yield item
