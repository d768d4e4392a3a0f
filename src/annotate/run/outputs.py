"""What is made of all documents together: entities, tables, the report.

Everything is read from the store of the run, and written, document by document and entity by
entity: what is held does not grow with the mentions.
"""

from __future__ import annotations

import math
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from annotate.document.closing import write_attributes
from annotate.document.labels import LabelTable
from annotate.errors import OutputError, WriteError
from annotate.index import (
    Index,
    Mention,
    PairDecision,
    write_entities_csv,
    write_entities_xlsx,
    write_mentions_csv,
)
from annotate.index.acronyms import Dispute
from annotate.index.geography import write_places
from annotate.index.network import write_network
from annotate.index.place_names import CODES, place_names
from annotate.index.placing import Placed
from annotate.index.tables import write_overview_csv
from annotate.report import ReportDocument, RunFacts, write_report
from annotate.report.store import MentionStore
from annotate.report.view import linked
from annotate.run.out_folder import Output
from annotate.run.records import FileState, decided_digest, file_states
from annotate.run.workers import Limits, Lost, Workers

_Written = tuple["Linked", ...] | OutputError
Attempt = Callable[[], AbstractContextManager[None]]
REPORT = "report"
TABLES = ("workbook", "mentions", "network", "entities", "timeline", "acronyms", "places")
"""Tables, workbook, network and places; what takes longest comes first."""
OUTPUTS = (REPORT, *TABLES)
_DOUBTING = (REPORT, "workbook")
"""What lists the entities that may be one."""
_LINKED = "annotations"
"""What is written into the annotations of each document; tables and report do not read it."""
_DOUBTS = "doubts"
"""Which entities may be one; report and workbook list them."""
FEW = 2000
"""Mentions: of fewer, all is written before other processes have begun."""
_REMEDY = "run again with --jobs 1, which needs less memory; the documents are kept"
WORKING = "closing-"
"""What the folder of the closing's own tables begins with, beside the store."""


@dataclass(frozen=True, slots=True)
class Linked:
    """A document whose annotation file the closing has changed, as it is then.

    Attributes
    ----------
    document : str
        Its id.
    decided : str
        The hash of its annotations, by :func:`annotate.run.records.decided_digest`.
    files : tuple of FileState
        Its files.
    """

    document: str
    decided: str
    files: tuple[FileState, ...]

    @classmethod
    def of(cls, output: Output, document: str) -> Self:
        """Return a document as it is now."""
        decided = decided_digest(output.annotations(document))
        return cls(document, decided, file_states(output, document))


@dataclass(frozen=True, slots=True)
class Closed:
    """What came of the closing.

    Attributes
    ----------
    entities : int
        How many things the documents name.
    disputes : tuple of Dispute
        The acronyms that documents define differently.
    changed : tuple of Linked
        The documents whose annotation files changed, sorted.
    """

    entities: int
    disputes: tuple[Dispute, ...]
    changed: tuple[Linked, ...]


def write_results(
    store: MentionStore,
    output: Output,
    labels: LabelTable,
    facts: RunFacts,
    pairs: Sequence[PairDecision] = (),
    config: Path | None = None,
    attempt: Attempt = nullcontext,
    jobs: int = 1,
) -> Closed:
    """Find the entities of all documents, write them into the annotations, and write tables and
    report.

    Parameters
    ----------
    store : MentionStore
        The mentions and texts of the documents; it is only read.
    output : Output
        Where to write. Each document of the store has its annotations there.
    labels : mapping of str to Label
        Names and colours.
    facts : RunFacts
        What the report says of the run.
    pairs : sequence of PairDecision
        What reviewers decided about pairs of names.
    config : Path, optional
        The folder of the configuration, for the places it knows.
    attempt : callable
        Returns what each table and the report is written within: where one cannot be written, the
        others may be all the same.
    jobs : int
        How many processes write tables and report; with several the store has to be that of the
        output.
    """
    output.store.parent.mkdir(parents=True, exist_ok=True)
    for left in output.store.parent.glob(f"{WORKING}*"):
        # A closing that was killed.
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(
        dir=output.store.parent, prefix=WORKING, ignore_cleanup_errors=True
    ) as folder:
        placed = Placed(store.every, place_names(config), Path(folder) / "placed.sqlite")
        tables = Path(folder) / "index.sqlite"
        index = Index.of(placed, pairs, tables, doubts=False)
        placed.close()
        (Path(folder) / "placed.sqlite").unlink()
        writing = _Writing(output, labels, facts, tables, pairs)
        if jobs > 1 and index.count() > FEW:
            changed = writing.in_processes(jobs, attempt)
        else:
            index.doubt(pairs)
            changed = tuple(_link(store, index, output))
            for name in OUTPUTS:
                with attempt():
                    writing.write(name, index, store)
        closed = Closed(index.count("entities"), tuple(placed.disputes), changed)
        index.close()
    return closed


@dataclass(frozen=True, slots=True)
class _Writing:
    """What tables and report are written from.

    Attributes
    ----------
    output : Output
        Where to write.
    labels : mapping of str to Label
        Names and colours.
    facts : RunFacts
        What the report says of the run.
    tables : Path
        The file of the index.
    pairs : sequence of PairDecision
        What reviewers decided about pairs of names.
    """

    output: Output
    labels: LabelTable
    facts: RunFacts
    tables: Path
    pairs: Sequence[PairDecision]

    def in_processes(self, jobs: int, attempt: Attempt) -> tuple[Linked, ...]:
        """Write all of them, several at a time, and what the annotations of documents get; return
        the documents whose annotations changed.
        """
        workers = Workers[str, _Written](self._written, jobs, Limits(seconds=math.inf))
        without = [name for name in OUTPUTS if name not in _DOUBTING]
        found = dict(workers.results((_DOUBTS, _LINKED, *without)))
        linked = self._checked(_LINKED, found[_LINKED])
        self._checked(_DOUBTS, found[_DOUBTS])
        found |= workers.results(_DOUBTING)
        for name in OUTPUTS:
            with attempt():
                self._checked(name, found[name])
        return linked

    def _checked(self, name: str, found: _Written | Lost) -> tuple[Linked, ...]:
        match found:
            case Lost(what):
                raise WriteError(
                    f"was not written: {what}",
                    path=self.output.folder,
                    place=name,
                    remedy=_REMEDY,
                )
            case OutputError() as error:
                raise error
        return found

    def _written(self, name: str) -> _Written:
        """Write one in another process; return the documents whose annotations changed, or why it
        could not be written.
        """
        # What is open in one process must not be read in another.
        index = Index.there(self.tables)
        try:
            with MentionStore(self.output.store) as store:
                if name == _DOUBTS:
                    index.doubt(self.pairs)
                    return ()
                if name == _LINKED:
                    return tuple(_link(store, index, self.output))
                self.write(name, index, store)
        except OutputError as error:
            return error
        except sqlite3.Error as error:
            return WriteError(f"was not written ({error})", path=self.output.folder, place=name)
        finally:
            index.close()
        return ()

    def write(self, name: str, index: Index, store: MentionStore) -> None:
        """Write one of :data:`OUTPUTS`."""
        if name == REPORT:
            shown = _Shown(store, index)
            write_report(file_of(name, self.output), shown, index, self.labels, self.facts)
        else:
            write_table(name, self.output, index, self.labels)


def write_table(name: str, output: Output, index: Index, labels: LabelTable) -> None:
    """Write one of :data:`TABLES`.

    Parameters
    ----------
    name : str
        Which.
    output : Output
        Where to write.
    index : Index
        Entities and mentions.
    labels : mapping of str to Label
        Names and colours.
    """
    file = file_of(name, output)
    match name:
        case "workbook":
            write_entities_xlsx(file, index, labels)
        case "mentions":
            write_mentions_csv(file, index)
        case "entities":
            write_entities_csv(file, index)
        case "network":
            write_network(file, index)
        case "acronyms" | "timeline":
            write_overview_csv(file, name, index)
        case _:
            write_places(file, index.each_entity())


def file_of(name: str, output: Output) -> Path:
    """Return the file of one of :data:`OUTPUTS`; a report of many documents has a folder, too."""
    files = {
        "mentions": output.mentions_csv,
        "entities": output.entities_csv,
        "acronyms": output.acronyms_csv,
        "timeline": output.timeline_csv,
    }
    file: Path = files[name] if name in files else getattr(output, name)
    return file


def _link(store: MentionStore, index: Index, output: Output) -> Iterator[Linked]:
    """Write the entity of each mention, its place, and the expansions that other documents give,
    into the standoff files; yield the documents whose files that changed.
    """
    for document, mentions in store.every():
        before = {one.mention_id: one for one in mentions}
        told = {
            one.mention_id: more
            for _, one in index.document(document)
            if (more := _told(before[one.mention_id], one))
        }
        if write_attributes(output.annotations(document), told):
            yield Linked.of(output, document)


def _told(before: Mention, after: Mention) -> dict[str, Any]:
    """Return the attributes that a mention gets from what is known of all documents."""
    found: dict[str, Any] = {}
    if (before.expansion, before.expansion_from) != (after.expansion, after.expansion_from):
        found["expansion"] = after.expansion
        if after.expansion_from:
            found["expansion_from"] = after.expansion_from
    if after.place and after.place.places:
        found["place"] = after.place.kind
        found |= {name: code for name, code in after.authority if name in CODES}
    if after.entity:
        found["entity"] = after.entity
    return found


class _Shown:
    """The documents as the report shows them, read each time anew."""

    def __init__(self, store: MentionStore, index: Index) -> None:
        self._store, self._index = store, index

    def __len__(self) -> int:
        return self._store.number_shown()

    def __iter__(self) -> Iterator[ReportDocument]:
        for document in self._store.every_shown():
            known = {one.key: one for _, one in self._index.document(document.id)}
            yield linked(document, known)
