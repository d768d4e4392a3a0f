"""One run of several: the documents of shards, or of any runs with one configuration.

What needs all documents (entities, expansions that another document gives, tables, the report) is
made here as at the end of a run, whatever the folders had of it. So it does not matter how the
documents were divided.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from annotate.document.annotation import Layer
from annotate.document.closing import cleared_annotation, cleared_lines
from annotate.document.labels import labels_of
from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.document.standoff import Standoff, dumps
from annotate.errors import DuplicateIdError, UsageError
from annotate.files import write_lines
from annotate.index.from_annotations import mentions_of
from annotate.progress import Watcher, unwatched
from annotate.report.store import MentionStore, of_another_version
from annotate.run.closing import Closing
from annotate.run.decisions import Decisions
from annotate.run.inputs import Input
from annotate.run.manifest import FAILED, FINISHED, RUNNING, Manifest
from annotate.run.out_folder import Output, earlier_documents, is_run, locked
from annotate.run.process import outcome_of
from annotate.run.rebuild import Decided, read_again
from annotate.run.records import Record, Records, State, decided_digest, file_states, stored_results
from annotate.run.results import DocumentResult, RunReport
from annotate.run.workers import usable_cores
from annotate.text.reading.pdf_pictures import remove_pictures


def merge_runs(
    folders: Sequence[RunFolder],
    output: Output,
    config: Path,
    decisions: Decisions,
    decided: Decided,
    progress: Watcher = unwatched,
    gold: Path | None = None,
) -> RunReport:
    """Make one run of several.

    Parameters
    ----------
    folders : sequence of RunFolder
        The runs, in any order; they stay as they are.
    output : Output
        Where to write. What reviewers decided on an earlier merge into it is kept.
    config : Path
        The ``pipeline.cfg``, for labels and places.
    decisions : Decisions
        What reviewers decided on an earlier merge.
    decided : callable
        Returns the decisions among the annotations of a document.
    progress : callable
        Called at every step.
    gold : Path, optional
        Where gold of the documents is looked for.

    Returns
    -------
    RunReport
        As of one run over all documents; one that two folders have differently is a failure.

    Raises
    ------
    UsageError
        If a folder holds no run, one that is not finished, or one of another configuration.
    StandoffError
        If a file of a document is missing or malformed; then tables and report stay as they were.
    """
    facts = {folder.folder: _facts(folder, output) for folder in folders}
    digest = _digest(facts)
    with locked(output):
        output.settle()
        with MentionStore(output.store) as store:
            merging = _Merging(output, store, decisions, decided)
            begun, report = datetime.now(UTC), RunReport(remarks=_missing(facts))
            manifest = Manifest(output.manifest, config, digest, begun)
            earlier = {*earlier_documents(output), *merging.records.ids()}
            manifest.write(report, RUNNING, earlier)
            merged = merging.over(folders, facts, progress)
            progress("index and report", len(folders), len(folders))
            closing = Closing(
                output, store, merging.records, labels_of(config), config, usable_cores()
            )
            reviewed = closing.tidy(report, earlier - merged, decisions)
            report.finished = partial(stored_results, output.store, State.DONE)
            report.failures = partial(stored_results, output.store, State.FAILED)
            for one in (*report.finished(), *report.failures()):
                report.totals.add(one)
            closing.conflicts(report, decisions, wanted=bool(reviewed))
            closing.close(report, digest, begun)
            inputs = [Input(one.id, one.shown) for one in report.finished()]
            closing.score(report, inputs, gold)
            manifest.write(report, FINISHED, reviewed)
    return report


class _Merging:
    """The documents of several runs on their way into one."""

    def __init__(
        self, output: Output, store: MentionStore, decisions: Decisions, decided: Decided
    ) -> None:
        self._output, self._store, self._decisions = output, store, decisions
        self._decided = decided
        self.records = Records(store.connection)
        self._from: dict[str, RunFolder] = {}

    def over(
        self,
        folders: Sequence[RunFolder],
        facts: Mapping[Path, Mapping[str, Any]],
        progress: Watcher,
    ) -> set[str]:
        """Take over the documents of the folders; return what names them in the records."""
        failed: list[Record] = []
        for number, folder in enumerate(folders):
            progress(f"reading {folder.folder}", number, len(folders))
            folder.settle()
            there = folder.store if folder.store.is_file() else ":memory:"
            with MentionStore(there) as theirs:
                known = Records(theirs.connection)
                rows = {row["id"]: row for row in facts[folder.folder].get("documents", ())}
                for identity in known.ids(State.DONE) or [*rows]:
                    self._take(folder, theirs, known.get(identity), identity, rows)
                failed += filter(None, map(known.get, known.ids(State.FAILED)))
            self._store.connection.commit()
        for record in failed:
            # What failed in one run may have been done in another.
            if record.id not in self._from:
                self._from[record.id] = self._output
                self._store.remove([record.id])
                self.records.put(record)
        self._store.connection.commit()
        return {*self._from}

    def _take(
        self,
        folder: RunFolder,
        theirs: MentionStore,
        record: Record | None,
        identity: str,
        rows: Mapping[str, Mapping[str, Any]],
    ) -> None:
        """Take over a document: what is known of it, and its files."""
        if identity in self._from:
            self._take_twin(record, identity, folder)
            return
        self._from[identity] = folder
        earlier = self._decisions.read(identity)
        self.records.remove([identity])
        if record:
            self.records.put(record)
        packed = theirs.packed(identity) if record and record.is_stored(folder) else None
        if packed:
            self._store.put_packed(identity, packed)
        else:
            read_again(folder, identity, self._store, self.records, self._decided, rows)
        lines: Iterable[str] = cleared_lines(folder.annotations(identity))
        if earlier is not None:
            lines = self._with_decisions(earlier, folder.read(identity))
        self._copy(folder, identity, lines)
        taken = self.records.get(identity)
        assert taken is not None
        annotations = decided_digest(self._output.annotations(identity))
        taken = replace(taken, stored=annotations)
        if annotations == taken.decided:
            taken = replace(taken, files=file_states(self._output, identity))
        self.records.put(taken)

    def _with_decisions(self, earlier: Standoff, document: AnnotatedDocument) -> list[str]:
        """Return the lines of a document's annotations with what was decided on an earlier merge,
        and note what that changes.
        """
        layers = tuple(
            Layer(one.name, tuple(map(cleared_annotation, one.annotations)))
            for one in document.standoff.layers
        )
        fresh = replace(document.standoff, layers=layers)
        kept = self._decisions.keep(earlier, fresh, document.mended)
        kept.make_way()
        named = map(cleared_annotation, kept.standoff.named())
        found, packed = outcome_of(
            document.id,
            document.standoff.source,
            document.mended,
            tuple(mentions_of(named, document.mended)),
        )
        self._store.put_packed(document.id, packed)
        record = self.records.get(document.id)
        assert record is not None
        assert record.result is not None
        result = replace(
            record.result,
            counts=found.counts,
            decisions=kept.decisions,
            conflicts=kept.conflicts,
        )
        self.records.put(replace(record, result=result))
        return [dumps(kept.standoff)]

    def _copy(self, folder: RunFolder, identity: str, annotations: Iterable[str]) -> None:
        """Copy the files of a document, and the pictures of its pages."""
        *texts, last = zip(folder.of(identity), self._output.of(identity), strict=True)
        with self._output.staged(identity) as staged:
            for source, target in texts:
                with staged.replacing(target) as temporary:
                    shutil.copyfile(source, temporary)
            write_lines(last[1], annotations, staged.replacing)
        pictures = self._output.pictures(identity)
        remove_pictures(pictures)
        if folder.pictures(identity).is_dir():
            shutil.copytree(folder.pictures(identity), pictures)

    def _take_twin(self, record: Record | None, identity: str, folder: RunFolder) -> None:
        """Note that two runs have a document: one is enough if they are the same, or else the
        second has failed.
        """
        first = self.records.get(identity)
        if first and record and first.result and record.result:
            same = first.digests.get("source") == record.digests.get("source")
            if same and first.result.shown == record.result.shown:
                return
        shown = (record and record.result and record.result.shown) or identity
        error = DuplicateIdError(
            f"has the id {identity} in {folder.folder}, as another document in "
            f"{self._from[identity].folder}",
            path=shown,
            remedy="rename one of the two files, and run it again",
        )
        twin = f"{identity} {folder.folder}"
        self._from[twin] = folder
        result = DocumentResult(identity, shown, error)
        self.records.put(Record(twin, State.FAILED, result=result))


def _facts(folder: RunFolder, output: Output) -> dict[str, Any]:
    """Return what a run says of itself, if it is one that can be merged."""
    facts = folder.facts()
    if not is_run(folder):
        raise UsageError(
            "holds no run", path=folder.folder, remedy="give folders that `annotate run` wrote"
        )
    if folder.folder.resolve() == output.folder.resolve():
        raise UsageError(
            "is among the runs that are merged",
            path=folder.folder,
            remedy="give another folder with --out",
        )
    if facts.get("state") not in (FINISHED, FAILED):
        raise UsageError(
            f"is not finished (its run.json says {facts.get('state')!r})",
            path=folder.folder,
            remedy="run the same command again: it goes on where it was",
        )
    if of_another_version(folder.store):
        raise UsageError(
            "was written by another version of annotate",
            path=folder.folder,
            remedy="run the same command again, with this version",
        )
    return facts


def _digest(facts: Mapping[Path, Mapping[str, Any]]) -> str:
    """Return the digest of the configuration that the runs have in common."""
    digests: dict[str, Path] = {}
    for folder, told in facts.items():
        digests.setdefault(str(told.get("config", {}).get("digest", "")), folder)
    (first, one), *others = digests.items()
    for other, folder in others:
        raise UsageError(
            f"was made with another configuration ({other}) than {one} ({first})",
            path=folder,
            remedy="run it again with the configuration of the others",
        )
    return first


def _missing(facts: Mapping[Path, Mapping[str, Any]]) -> list[str]:
    """Return what is to be said of shards of which others are merged."""
    shards = [str(told["shard"]).split("/") for told in facts.values() if told.get("shard")]
    told = []
    for of in sorted({of for _, of in shards}, key=int):
        there = {int(number) for number, total in shards if total == of}
        gone = sorted({*range(1, int(of) + 1)} - there)
        if gone:
            told.append(f"of {of} shards {', '.join(map(str, gone))} are not among the folders")
    return told
