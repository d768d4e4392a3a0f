"""What a run knows of each document, so that the next one need not do it again."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from typing import Self

from annotate.document.closing import cleared_lines
from annotate.document.run_folder import RunFolder
from annotate.errors import DocumentError, StandoffError
from annotate.files import hash_of_file
from annotate.report.store import Packed
from annotate.run.results import DocumentResult

_TABLE = """
CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    digests TEXT NOT NULL,
    files TEXT NOT NULL,
    decided TEXT NOT NULL,
    stored TEXT NOT NULL,
    result TEXT NOT NULL
) WITHOUT ROWID
"""
_RESULTS = "SELECT id, result FROM documents WHERE state = ? AND id > ? ORDER BY id LIMIT 500"
_PUT = "INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?)"


class State(StrEnum):
    """How far a document is."""

    BEGUN = "begun"
    """Its files may be those of an earlier run, or new."""
    DONE = "done"
    FAILED = "failed"
    KEPT = "kept"
    """No input has it any more, and its files stay for what reviewers decided."""


@dataclass(frozen=True, slots=True)
class FileState:
    """A file that the program wrote, as it was then.

    Attributes
    ----------
    size, modified : int
        In bytes, and in nanoseconds: as long as both are as they were, so is the file.
    sha256 : str
        Of its bytes.
    """

    size: int
    modified: int
    sha256: str

    @classmethod
    def of(cls, file: Path) -> FileState | None:
        """Return the state of a file; None if it cannot be read."""
        try:
            told = file.stat()
        except OSError:
            return None
        return cls(told.st_size, told.st_mtime_ns, hash_of_file(file))

    def holds(self, file: Path) -> bool:
        """Return whether a file is what it was."""
        try:
            told = file.stat()
        except OSError:
            return False
        if told.st_size != self.size:
            return False
        return told.st_mtime_ns == self.modified or hash_of_file(file) == self.sha256


def file_states(output: RunFolder, identity: str) -> tuple[FileState, ...]:
    """Return the states of the files of a document, as they are now."""
    found = (FileState.of(file) for file in output.of(identity))
    return tuple(one for one in found if one is not None)


def decided_digest(annotations: Path) -> str:
    """Return the hash of what a standoff file says of its document, without what the index over all
    documents adds to it; empty where it cannot be read.
    """
    digest = hashlib.sha256()
    try:
        for line in cleared_lines(annotations):
            digest.update(line.encode("utf-8"))
    except (OSError, ValueError, StandoffError):
        return ""
    return digest.hexdigest()


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one document.

    Attributes
    ----------
    id : str
        Its id.
    state : State
        How far it is.
    digests : mapping of str to str
        Hashes of what it was made from, by what that is: ``source``, ``model``.
    files : tuple of FileState
        Its files, in the order of :meth:`annotate.document.run_folder.RunFolder.of`.
    decided : str
        The hash of its annotations as the run wrote them, by :func:`decided_digest`.
    stored : str
        The same of those that the store has the mentions of: others, once somebody has reviewed
        them and the tables were made anew.
    result : DocumentResult
        What became of it.
    """

    id: str
    state: State
    digests: Mapping[str, str] = field(default_factory=dict)
    files: tuple[FileState, ...] = ()
    decided: str = ""
    stored: str = ""
    result: DocumentResult | None = None

    def changed_file(self, output: RunFolder) -> Path | None:
        """Return one of its files that is not as the program wrote it, if any: it is not there, or
        somebody has changed it since.
        """
        files = output.of(self.id)
        for file, state in zip_longest(files, self.files):
            if state is not None and state.holds(file):
                continue
            annotations = file == output.annotations(self.id)
            if state is None or not annotations or decided_digest(file) != self.decided:
                return file
        return None

    def is_stored(self, output: RunFolder) -> bool:
        """Return whether the store has what its files say."""
        return self.stored == self.decided and self.changed_file(output) is None


@dataclass(frozen=True, slots=True)
class Processed:
    """What comes of one document from the process that worked on it.

    Attributes
    ----------
    record : Record
        What is to be remembered of it, without the digests.
    packed : Packed or None
        What the index and the report need of it; None of one that failed.
    """

    record: Record
    packed: Packed | None = None

    @classmethod
    def failed(cls, identity: str, shown: str, error: DocumentError) -> Self:
        """Return what comes of a document that cannot be processed."""
        return cls(Record(identity, State.FAILED, result=DocumentResult(identity, shown, error)))

    @property
    def result(self) -> DocumentResult:
        """What became of the document."""
        assert self.record.result is not None
        return self.record.result


class Records:
    """The table of documents in the store of a run.

    Parameters
    ----------
    connection : sqlite3.Connection
        To the store.

    Examples
    --------
    >>> records = Records(sqlite3.connect(":memory:"))
    >>> records.begin(["a", "b"])
    >>> records.put(Record("b", State.DONE, {"source": "3f"}, result=DocumentResult("b", "b.txt")))
    >>> [(one, records.get(one).state.value) for one in records.ids()]
    [('a', 'begun'), ('b', 'done')]
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute(_TABLE)
        connection.commit()

    def begin(self, ids: Iterable[str]) -> None:
        """Note that the files of documents are about to change; what was known of them goes."""
        rows = ((one, State.BEGUN.value, "{}", "[]", "", "", "null") for one in ids)
        with self._connection:
            self._connection.executemany(_PUT, rows)

    def put(self, record: Record) -> None:
        """Note what became of a document; the caller commits."""
        files = [(one.size, one.modified, one.sha256) for one in record.files]
        result = record.result.as_json() if record.result else None
        told = [json.dumps(one, ensure_ascii=False) for one in (record.digests, files, result)]
        row = (record.id, record.state.value, *told[:2], record.decided, record.stored, told[2])
        self._connection.execute(_PUT, row)

    def get(self, identity: str) -> Record | None:
        """Return what is known of a document; None if nothing is."""
        found = self._connection.execute("SELECT * FROM documents WHERE id = ?", (identity,))
        return next(map(_record, found), None)

    def ids(self, *states: State) -> list[str]:
        """Return the ids of documents, sorted; of those in some states, or of all."""
        return [
            identity
            for identity, state in self._connection.execute(
                "SELECT id, state FROM documents ORDER BY id"
            )
            if not states or state in states
        ]

    def results(self, state: State) -> Iterator[DocumentResult]:
        """Yield what became of the documents in a state, in the order of their ids."""
        last = ""
        # A reader that waits in the middle of a table keeps others from writing into it.
        while rows := self._connection.execute(_RESULTS, (state.value, last)).fetchall():
            yield from (
                DocumentResult.from_json(one) for _, row in rows if (one := json.loads(row))
            )
            last = rows[-1][0]

    def remove(self, ids: Iterable[str]) -> None:
        """Forget documents."""
        with self._connection:
            self._connection.executemany(
                "DELETE FROM documents WHERE id = ?", ((one,) for one in ids)
            )


def stored_results(store: Path, state: State) -> Iterator[DocumentResult]:
    """Yield what became of the documents in a state, in the order of their ids, by a connection of
    its own: what somebody is about to write is not seen.
    """
    with closing(sqlite3.connect(store)) as connection:
        yield from Records(connection).results(state)


def _record(row: Sequence[str]) -> Record:
    identity, state, digests, files, decided, stored, result = row
    told = json.loads(result)
    return Record(
        identity,
        State(state),
        json.loads(digests),
        tuple(FileState(*one) for one in json.loads(files)),
        decided,
        stored,
        DocumentResult.from_json(told) if told else None,
    )
