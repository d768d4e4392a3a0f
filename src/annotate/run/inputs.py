"""What is to be processed: files, folders, patterns, pipes and standard input, each with an id."""

from __future__ import annotations

import os
import sys
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from glob import glob, has_magic
from pathlib import Path

from annotate.document.run_folder import RunFolder
from annotate.document.source import Remark, Source
from annotate.errors import DocumentError, DuplicateIdError, UnreadableError, UsageError
from annotate.files import hash_of_file
from annotate.run.input_files import Found, broken, is_lock, real_path, search
from annotate.run.input_names import identity_of, name_remarks, printable
from annotate.run.out_folder import is_run
from annotate.text.reading import SUFFIXES, read_bytes, read_source
from annotate.text.reading.opening import limited, unopened

STANDARD_INPUT = "-"
_ENDINGS = ", ".join(sorted(SUFFIXES))


@dataclass(frozen=True, slots=True)
class Input:
    """One document to process.

    Attributes
    ----------
    id : str
        Names its output files; the file's name without its ending.
    given : str
        The path as the user gave it; ``-`` for standard input.
    error : DocumentError or None
        Why it cannot be processed, when that is known before it is opened.
    ocr : bool
        Whether text in pictures of pages is recognised.
    remarks : tuple of Remark
        What is to be told of its name.
    data : bytes or None
        What standard input holds, once it is read.
    """

    id: str
    given: str
    error: DocumentError | None = None
    ocr: bool = False
    remarks: tuple[Remark, ...] = ()
    data: bytes | None = None

    @property
    def shown(self) -> str:
        """The path as it can be printed and written: a name may hold bytes that are no text."""
        return printable(self.given)

    @property
    def key(self) -> str:
        """What names it among all inputs: its id, and its path where another one has the id."""
        return f"{self.id} {self.shown}" if self.error else self.id

    @property
    def again(self) -> bool:
        """Whether it can be read a second time; standard input and pipes cannot."""
        return self.given != STANDARD_INPUT and Path(self.given).is_file()

    def file_sha256(self) -> str:
        """Return the hash of the file's bytes; empty for standard input and pipes, or where it has
        gone.
        """
        return hash_of_file(Path(self.given)) if self.again else ""

    def loaded(self) -> Input:
        """Return the document with what another process cannot read: standard input."""
        if self.given != STANDARD_INPUT or sys.stdin is None:
            return self
        try:
            return replace(self, data=limited(sys.stdin.buffer.read, self.shown))
        except DocumentError as error:
            return replace(self, error=error)

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
        source = read_source(Path(self.given), self.id, self.shown, ocr=self.ocr)
        return replace(source, remarks=(*self.remarks, *source.remarks))


def find_inputs(
    arguments: Sequence[str], out: Path | None = None, *, ocr: bool = False
) -> list[Input]:
    """Find the documents that the arguments name.

    Parameters
    ----------
    arguments : sequence of str
        Files; pipes; folders, which are searched with all their subfolders for what can be read
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
        In the order given, folders sorted by name. What cannot be opened, and a second document
        that would write the same files, carry their errors.

    Raises
    ------
    UsageError
        If a file does not exist, a folder or a pattern holds no document, or `out` is one of the
        folders.
    """
    found: list[Input] = []
    seen: set[Path] = set()
    for name, one in _expand(arguments, out):
        if one.real not in seen:
            seen.add(one.real)
            given = str(one.path)
            if given == STANDARD_INPUT and one.real.is_absolute():
                given = os.path.join(os.curdir, given)  # noqa: PTH118
            item = Input(identity_of(name), given, one.error, ocr, name_remarks(name))
            found.append(item)
    return list(_checked(found))


def _expand(arguments: Sequence[str], out: Path | None) -> Iterator[tuple[str, Found]]:
    """Yield each document with the name that gives its id."""
    for argument in arguments:
        if not argument:
            raise UsageError("an input without a name", remedy="give a file or a folder")
        path = Path(argument)
        if argument == STANDARD_INPUT:
            yield "stdin", Found(path, path)
        elif path.is_dir():
            yield from _in_folder(path, out)
        elif os.path.lexists(path):
            # A shell's `*` names the lock files of office programs with the documents.
            if not is_lock(path) or len(arguments) == 1:
                yield path.stem, _named(path)
        elif has_magic(argument):
            yield from _matching(argument, out)
        else:
            raise UsageError(
                "there is no such file", path=printable(argument), remedy="check the name"
            )


def _named(path: Path) -> Found:
    """Return a file that an argument names, with what the system says against it."""
    real = real_path(path)
    try:
        path.stat()
    except OSError as error:
        told = broken(error, path) if path.is_symlink() else unopened(error, printable(str(path)))
        return Found(path, real, told)
    return Found(path, real)


def _in_folder(folder: Path, out: Path | None) -> Iterator[tuple[str, Found]]:
    given = str(folder)
    if out is not None:
        _check_apart(folder, out)
    held = search(folder, out)
    if not held.files:
        what = f"this folder holds no file that can be read ({_ENDINGS})"
        if held.runs:
            what = "this folder holds nothing that can be read but what a run of annotate wrote"
        raise _nothing(what, given)
    for one in held.files:
        yield "-".join(one.path.relative_to(folder).with_suffix("").parts), one


def _check_apart(folder: Path, out: Path) -> None:
    """Refuse to write into a folder of inputs: the next run would take results for texts."""
    mine, written = real_path(folder), real_path(out)
    if mine == written:
        what = "--out is the folder of the inputs"
    elif written in mine.parents:
        what = f"this folder of inputs lies in {printable(str(out))}, which is --out"
    else:
        return
    raise UsageError(
        what, path=printable(str(folder)), remedy="give another folder with --out, beside it"
    )


def _matching(pattern: str, out: Path | None) -> Iterator[tuple[str, Found]]:
    # `Path.glob` takes no absolute pattern, and leaves out links that lead nowhere.
    names = [Path(name) for name in sorted(glob(pattern, recursive=True))]  # noqa: PTH207
    written = real_path(out) if out is not None else None
    fixed = next(at for at, part in enumerate(Path(pattern).parts) if has_magic(part))

    @cache
    def is_result(folder: Path) -> bool:
        if len(folder.parts) <= fixed:  # the user named it
            return False
        own = real_path(folder) == written or is_run(RunFolder(folder))
        return own or is_result(folder.parent)

    kept = [one for one in names if not (one.is_dir() or is_lock(one) or is_result(one.parent))]
    if not kept:
        raise _nothing("no file matches this pattern", pattern)
    for path in kept:
        yield path.stem, _named(path)


def _nothing(what: str, argument: str) -> UsageError:
    return UsageError(
        what, path=printable(argument), remedy="name files, or a folder that holds some"
    )


def _checked(inputs: Iterable[Input]) -> Iterator[Input]:
    owners: dict[str, Input] = {}
    for item in inputs:
        # Some file systems take `A.txt` and `a.txt` for one; `a` also writes `a.mended.txt`.
        keys = {item.id.casefold(), f"{item.id}.mended".casefold()}
        owner = next((owners[key] for key in sorted(keys) if key in owners), None)
        if item.error is not None:
            yield item
        elif owner is not None:
            yield replace(item, error=_twin(item, owner))
        else:
            owners.update(dict.fromkeys(keys, item))
            yield item


def _twin(item: Input, owner: Input) -> DuplicateIdError:
    told = f"has the same id, {item.id}, as {owner.shown} or would write the same files"
    if unicodedata.normalize("NFC", item.shown) == unicodedata.normalize("NFC", owner.shown):
        told = (
            f"differs from {owner.shown} only in how the accents of its name are coded, in one "
            f"sign or in two, and both have the id {item.id}"
        )
    return DuplicateIdError(
        told,
        path=item.shown,
        remedy="rename one of the two files, or run them into different folders",
    )
