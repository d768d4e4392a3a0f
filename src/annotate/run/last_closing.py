"""What the last closing of a run was made from and what it wrote: whether another has anything to
do.

Both are remembered as hashes, in the store of the run: of all that the closing reads, and of the
files that it left. They are forgotten before a closing begins, so that one that was killed, or
could not write a file, counts as none.
"""

from __future__ import annotations

import hashlib
import json
import platform
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from annotate.document.labels import LabelTable
from annotate.document.run_folder import RunFolder
from annotate.index import PairDecision
from annotate.index.acronyms import Dispute
from annotate.pipes.assembly import CONFIG_NAME, configuration_files
from annotate.report import RunFacts
from annotate.report.page import HERE as PAGES
from annotate.report.store import MentionStore
from annotate.report.writing import PICTURES
from annotate.resources import default_configs
from annotate.run.outputs import OUTPUTS, Closed, file_of
from annotate.run.planning import ANEW, changes, files_digest, program_digest, with_digests
from annotate.run.records import FileState, Records, State
from annotate.run.results import GoldScores
from annotate.text.reading.pdf_pictures import SIZES

NAME = "index, tables and report"
_TABLES = """
CREATE TABLE IF NOT EXISTS closing (digests TEXT, entities INTEGER, disputes TEXT);
CREATE TABLE IF NOT EXISTS closing_wrote (documents INTEGER);
CREATE TABLE IF NOT EXISTS closing_scores (gold TEXT, documents TEXT, strict TEXT);
CREATE TABLE IF NOT EXISTS closing_files (
    file TEXT PRIMARY KEY, size INTEGER, modified INTEGER, sha256 TEXT
) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class PlannedClosing:
    """Whether index, tables and report are made, and why.

    Attributes
    ----------
    digests : mapping of str to str
        What they are made from now.
    why : str
        Why they are made; empty when they are not.
    """

    digests: Mapping[str, str]
    why: str

    def __str__(self) -> str:
        return with_digests(NAME, self.why, self.digests)


class LastClosing:
    """The last closing of a run, if it ended whole.

    Parameters
    ----------
    store : MentionStore
        The store of the run.
    output : RunFolder
        Where its files are.

    Examples
    --------
    >>> with MentionStore(":memory:") as store:
    ...     last = LastClosing(store, RunFolder(Path("nowhere")))
    ...     last.plan({"documents": "3f"}).why
    'no earlier run made them whole'
    """

    def __init__(self, store: MentionStore, output: RunFolder) -> None:
        self._store, self._output = store, output
        self._connection = store.connection
        self._connection.executescript(_TABLES)

    def plan(self, digests: Mapping[str, str], *, anew: bool = False) -> PlannedClosing:
        """Return whether another closing has anything to do, and why: it has if all is done
        `anew`.
        """
        return PlannedClosing(digests, ANEW if anew else self._why(digests))

    def _why(self, digests: Mapping[str, str]) -> str:
        row = self._connection.execute("SELECT digests FROM closing").fetchone()
        if row is None:
            return "no earlier run made them whole"
        if told := changes(json.loads(row[0]), digests):
            return told
        files = self._connection.execute("SELECT * FROM closing_files ORDER BY file")
        for name, *state in files:
            file = self._output.folder / name
            if not FileState(*state).holds(file):
                return f"{name} " + ("has been changed since" if file.is_file() else "is not there")
        return ""

    def found(self) -> Closed:
        """Return what came of it."""
        entities, told = self._connection.execute(
            "SELECT entities, disputes FROM closing"
        ).fetchone()
        return Closed(entities, tuple(map(_dispute, json.loads(told))), ())

    def begin(self) -> None:
        """Forget it: another one begins, which writes into the documents' annotations."""
        with self._connection:
            self._forget()
            self._connection.execute("DELETE FROM closing_wrote")
            self._connection.execute("INSERT INTO closing_wrote VALUES (1)")

    def has_written(self) -> bool:
        """Return whether one has written into annotations since :meth:`undone`, whole or not."""
        row = self._connection.execute("SELECT 1 FROM closing_wrote").fetchone()
        return row is not None

    def undone(self) -> None:
        """Forget it: what it wrote into annotations has been taken off."""
        with self._connection:
            self._forget()
            self._connection.execute("DELETE FROM closing_wrote")

    def _forget(self) -> None:
        for table in ("closing", "closing_files", "closing_scores"):
            self._connection.execute(f"DELETE FROM {table}")

    def remember(self, digests: Mapping[str, str], closed: Closed) -> None:
        """Remember one that ended whole: what it was made from, and what came of it."""
        disputes = [asdict(one) for one in closed.disputes]
        with self._connection:
            self._connection.execute(
                "INSERT INTO closing VALUES (?, ?, ?)",
                (json.dumps(digests), closed.entities, json.dumps(disputes)),
            )
            self._connection.executemany(
                "INSERT INTO closing_files VALUES (?, ?, ?, ?)", self._states()
            )

    def scores(self, gold: str) -> GoldScores | None:
        """Return the scores of its documents with gold of a hash; None where none are known."""
        row = self._connection.execute(
            "SELECT documents, strict FROM closing_scores WHERE gold = ?", (gold,)
        ).fetchone()
        return GoldScores(tuple(json.loads(row[0])), json.loads(row[1])) if row else None

    def remember_scores(self, gold: str, scores: GoldScores) -> None:
        """Remember the scores of its documents with gold of a hash, unless there are remarks: then
        they are made of other files, too, such as another extraction of a text.
        """
        with self._connection:
            self._connection.execute("DELETE FROM closing_scores")
            if not scores.remarks:
                told = [json.dumps(one) for one in (scores.documents, dict(scores.strict))]
                self._connection.execute(
                    "INSERT INTO closing_scores VALUES (?, ?, ?)", (gold, *told)
                )

    def _states(self) -> Iterator[tuple[str, int, int, str]]:
        for file in self._files():
            if state := FileState.of(file):
                name = file.relative_to(self._output.folder).as_posix()
                yield name, state.size, state.modified, state.sha256

    def _files(self) -> Iterator[Path]:
        output = self._output
        yield from (output.documents_csv, *(file_of(name, output) for name in OUTPUTS))
        pages = output.report.with_suffix("")
        yield from (one for one in pages.rglob("*") if one.is_file())
        yield from map(self._output.annotations, self._store.documents())


def _dispute(told: Mapping[str, Any]) -> Dispute:
    return Dispute(
        told["acronym"],
        tuple((form, tuple(documents)) for form, documents in told["expansions"]),
        tuple(told["documents"]),
    )


def closing_digests(
    store: MentionStore,
    output: RunFolder,
    labels: LabelTable,
    facts: RunFacts,
    pairs: Sequence[PairDecision],
    config: Path | None,
) -> dict[str, str]:
    """Return the hashes of what a closing is made from.

    Parameters
    ----------
    store : MentionStore
        The mentions, the texts and the table of documents.
    output : RunFolder
        Where pictures of pages are, if any.
    labels : LabelTable
        Names and colours.
    facts : RunFacts
        What the report says of the run. Its date does not count: that of the report is the day on
        which it was made.
    pairs : sequence of PairDecision
        What reviewers decided about pairs of names.
    config : Path or None
        The folder of the configuration, for the places it knows.
    """
    shipped = default_configs()
    used = dict.fromkeys((shipped, config or shipped))
    tables = [files_digest(configuration_files(folder / CONFIG_NAME), folder) for folder in used]
    # Who failed, and with what, is in the table of documents.
    told = asdict(replace(facts, date="", failures=(), remarks=()))
    pictures = output.folder / PICTURES
    return {
        "documents": _documents_digest(store.connection),
        "pictures": files_digest(sorted(pictures.glob(f"*/{SIZES}")), pictures),
        "decisions": _digest([asdict(one) for one in pairs]),
        "configuration": _digest([*tables, told, [asdict(one) for one in labels.values()]]),
        "program": _digest([program_digest(), _pages_digest(), platform.python_version()]),
    }


def _digest(content: object) -> str:
    return hashlib.sha256(json.dumps(content).encode("ascii")).hexdigest()


def _documents_digest(connection: sqlite3.Connection) -> str:
    """Return the hash of all that is known of the documents but how long they took."""
    digest = hashlib.sha256()
    for row in connection.execute("SELECT * FROM mentions ORDER BY document"):
        for cell in row:
            content = cell if isinstance(cell, bytes) else str(cell).encode("utf-8")
            digest.update(len(content).to_bytes(8, "big") + content)
    records = Records(connection)
    for state in (State.DONE, State.FAILED):
        for result in records.results(state):
            told = replace(result, seconds=0.0).as_json()
            digest.update(_digest([state.value, told]).encode("ascii"))
    return digest.hexdigest()


def _pages_digest() -> str:
    """Return the hash of what the pages of a report are made of, beside the program."""
    parts = ("templates", "scripts", "libraries")
    files = (file for part in parts for file in (PAGES / part).rglob("*") if file.is_file())
    return files_digest(sorted(files), PAGES)
