"""Which documents of a run are to be done, and why: what nothing has changed for is kept.

What a document was made from is remembered as hashes: of its source, of the configuration, of the
tables beside it, of the model, of the program with its libraries, and of the options that count.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from annotate.document.run_folder import RunFolder
from annotate.files import hash_of_file
from annotate.pipes.assembly import configuration_files, model_of
from annotate.run.inputs import Input
from annotate.run.records import Record, Records, State
from annotate.version import __version__

_SHOWN = 12
"""Digits of a hash that are shown."""
ANEW, UNCHANGED = "all are done again", "kept: nothing has changed"


class Failed(StrEnum):
    """What becomes of documents that failed in an earlier run, and nothing has changed for."""

    RETRY = "retry"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Planned:
    """A document of a run.

    Attributes
    ----------
    item : Input
        The document.
    digests : mapping of str to str
        What it is made from now.
    why : str
        Why it is done; empty when it is not.
    record : Record or None
        What is known of it from earlier.
    """

    item: Input
    digests: Mapping[str, str]
    why: str
    record: Record | None = None

    def __str__(self) -> str:
        return with_digests(self.item.shown, self.why, self.digests)


def with_digests(name: str, why: str, digests: Mapping[str, str]) -> str:
    """Return what is told of something that is made, or kept: why, and the hashes."""
    hashes = ", ".join(f"{of} {one[:_SHOWN]}" for of, one in digests.items() if one)
    return f"{name}: {why or UNCHANGED} ({hashes})"


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides whether a document is done again.

    Attributes
    ----------
    output : RunFolder
        Where its files are.
    records : Records
        What is known of documents.
    common : mapping of str to str
        The hashes of what every document is made from.
    failed : Failed
        What becomes of documents that failed.
    anew : bool
        Whether all are done.
    discard : bool
        Whether decisions are given up, so that documents that hold some are done.
    """

    output: RunFolder
    records: Records
    common: Mapping[str, str]
    failed: Failed = Failed.RETRY
    anew: bool = False
    discard: bool = False

    def of(self, items: Iterable[Input]) -> Iterator[Planned]:
        """Yield every document with why it is done, or that it is not."""
        for item in items:
            record = self.records.get(item.key)
            digests = {"source": item.file_sha256(), **self.common}
            yield Planned(item, digests, self._why(item, record, digests), record)

    def _why(self, item: Input, record: Record | None, digests: Mapping[str, str]) -> str:
        if self.anew:
            return ANEW
        if record is None or record.state is State.KEPT:
            return "new"
        if record.state is State.BEGUN or record.result is None:
            return "an earlier run did not end it"
        if not digests["source"]:
            return "what was read cannot be compared"
        if record.result.shown != item.shown:
            return f"read from {record.result.shown} before"
        if told := changes(record.digests, digests):
            return told
        if record.state is State.FAILED:
            retry = self.failed is Failed.RETRY
            return f"it failed: {record.result.error}" if retry else ""
        if self.discard and record.result.decisions:
            return "decisions on it are given up"
        file = record.changed_file(self.output)
        if file is None and record.stored == record.decided:
            return ""
        if file is None or (file == self.output.annotations(record.id) and file.is_file()):
            return "its annotations have been reviewed or changed since"
        return f"{file.name} " + ("has been changed since" if file.is_file() else "is not there")


def changes(before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Return which hashes have changed; empty where none has.

    Examples
    --------
    >>> changes({"source": "3f", "options": "a"}, {"source": "40", "options": "a"})
    'the source has changed (3f to 40)'
    """
    changed = (name for name in now if now[name] != before.get(name, ""))
    return "; ".join(_changed(name, before, now) for name in changed)


def _changed(name: str, before: Mapping[str, str], now: Mapping[str, str]) -> str:
    old, new = (told.get(name, "")[:_SHOWN] or "none" for told in (before, now))
    verb = "have" if name in _SEVERAL else "has"
    return f"the {name} {verb} changed ({old} to {new})"


_SEVERAL = ("options", "lexicons", "documents", "pictures", "decisions")


def common_digests(
    config: Path, tables: Sequence[Path], options: Mapping[str, object]
) -> dict[str, str]:
    """Return the hashes of what every document of a run is made from.

    Parameters
    ----------
    config : Path
        The ``pipeline.cfg``.
    tables : sequence of Path
        Files outside the configuration that change the result.
    options : mapping of str to object
        Options of the command that change the result, in JSON types.

    Raises
    ------
    ModelError
        If the model is not installed.
    """
    files = [*configuration_files(config)]
    own = [file for file in files if file.parent == config.parent]
    lexicons = [file for file in files if file.parent != config.parent]
    return {
        "configuration": files_digest([*own, *tables], config.parent),
        "lexicons": files_digest(lexicons, config.parent),
        "model": _model_digest(config),
        "program": program_digest(),
        "options": hashlib.sha256(json.dumps(options, sort_keys=True).encode()).hexdigest(),
    }


def files_digest(files: Iterable[Path], folder: Path) -> str:
    """Return the hash of the names and the bytes of files, as they are seen from a folder."""
    digest = hashlib.sha256()
    for file in files:
        if file.is_file():
            inside = file.is_relative_to(folder)
            name = file.relative_to(folder).as_posix() if inside else file.name
            digest.update(f"{name}\0{hash_of_file(file)}\0".encode())
    return digest.hexdigest()


_ORIGIN = re.compile(r"""^\s*origin\s*=\s*["'](.+?)["']\s*$""", re.MULTILINE)


def _model_digest(config: Path) -> str:
    """Return the hash of the files of the models that a configuration names."""
    digest = hashlib.sha256()
    for name in _ORIGIN.findall(config.read_text("utf-8")):
        origin = model_of(name, config)
        digest.update(files_digest(_files_below(origin.folder), origin.folder).encode())
        if origin.words != origin.folder:
            digest.update(_version_of_words(origin.words).encode())
    return digest.hexdigest()


def _files_below(folder: Path) -> list[Path]:
    return [
        folder / "config.cfg",
        *sorted(file for file in (folder / "ner").rglob("*") if file.is_file()),
    ]


def _version_of_words(folder: Path) -> str:
    """Return the name and the hash of the description of a model whose vectors are used: hashing
    all its files would take longer than a short text does.
    """
    return f"{folder.name} {hash_of_file(folder / 'meta.json')}"


_EXTRA = re.compile(r";.*\bextra\s*==")


@cache
def program_digest() -> str:
    """Return the hash of the program's own files and of the versions of its libraries."""
    folder = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256(__version__.encode())
    digest.update(files_digest(sorted(folder.rglob("*.py")), folder).encode())
    for told in requires("annotate-fr") or ():
        if _EXTRA.search(told):
            continue  # no result depends on it
        name = re.split(r"[^\w.-]", told, maxsplit=1)[0]
        try:
            digest.update(f"{name} {version(name)}\0".encode())
        except PackageNotFoundError:
            continue
    return digest.hexdigest()
