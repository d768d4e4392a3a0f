"""From what the user names (files, folders, patterns, standard input) to documents with ids."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from glob import glob, has_magic
from pathlib import Path

from annotate.errors import DuplicateIdError, UnreadableError, UsageError
from annotate.text.reading import SUFFIXES, read_bytes, read_source
from annotate.text.source import Source

STANDARD_INPUT = "-"
_UNSAFE = re.compile(r'[\s/\\:*?"<>|\x00-\x1f]+')


@dataclass(frozen=True, slots=True)
class Input:
    """One document to treat.

    Attributes
    ----------
    id : str
        Names its output files; the file's name without its ending.
    shown : str
        The path as the user gave it; ``-`` for standard input.
    error : DuplicateIdError or UnreadableError or None
        Why it cannot be treated, when that is known before it is opened.
    """

    id: str
    shown: str
    error: DuplicateIdError | UnreadableError | None = None

    def read(self) -> Source:
        """Read the document.

        Raises
        ------
        DocumentError
            If it cannot be read, or `error` says so.
        """
        if self.error is not None:
            raise self.error
        if self.shown == STANDARD_INPUT:
            return read_bytes(sys.stdin.buffer.read(), self.id, self.shown)
        return read_source(Path(self.shown), self.id, self.shown)


def find_inputs(arguments: Sequence[str]) -> list[Input]:
    """Find the documents that the arguments name.

    Parameters
    ----------
    arguments : sequence of str
        Files; folders, which are searched with all their subfolders for ``.txt`` and ``.pdf``;
        patterns with ``*``; ``-`` for standard input. A file named twice counts once.

    Returns
    -------
    list of Input
        In the order given, folders sorted by name. A second document with the same id, and a file
        that does not exist, carry their error.

    Raises
    ------
    UsageError
        If nothing is named, or a folder or a pattern holds no document.
    """
    found: list[Input] = []
    seen: set[str] = set()
    for shown, identity in _expand(arguments):
        real = shown if shown == STANDARD_INPUT else str(Path(shown).resolve())
        if real not in seen:
            seen.add(real)
            found.append(Input(identity, shown))
    return list(_checked(found))


def _expand(arguments: Iterable[str]) -> Iterator[tuple[str, str]]:
    for argument in arguments:
        path = Path(argument)
        if argument == STANDARD_INPUT:
            yield argument, "stdin"
        elif path.is_dir():
            files = _documents_below(path)
            if not files:
                raise _nothing("this folder holds no .txt and no .pdf file", argument)
            for file in files:
                yield str(file), identity_of("-".join(file.relative_to(path).with_suffix("").parts))
        elif not path.exists() and has_magic(argument):
            names = _matching(argument)
            if not names:
                raise _nothing("no file matches this pattern", argument)
            for name in names:
                yield name, identity_of(Path(name).stem)
        else:
            yield argument, identity_of(path.stem)


def _matching(pattern: str) -> list[str]:
    # `Path.glob` takes no absolute pattern.
    names = glob(pattern, recursive=True)  # noqa: PTH207
    return sorted(name for name in names if Path(name).is_file())


def _documents_below(folder: Path) -> list[Path]:
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix.lower() in SUFFIXES
        and file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
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
    return _UNSAFE.sub("-", name).strip(".-") or "document"


def _checked(inputs: Iterable[Input]) -> Iterator[Input]:
    owners: dict[str, str] = {}
    for item in inputs:
        key = item.id.casefold()  # some file systems take `A.txt` and `a.txt` for one
        if key in owners:
            error = DuplicateIdError(
                f"has the same id, {item.id}, as {owners[key]}",
                path=item.shown,
                remedy="rename one of the two files, or run them into different folders",
            )
            yield Input(item.id, item.shown, error)
        else:
            owners[key] = item.shown
            yield item
