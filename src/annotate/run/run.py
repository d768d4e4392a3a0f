"""The whole run: every document that is to be done, then what is made of all of them."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing as closed_at_the_end
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from annotate.document.labels import labels_of
from annotate.errors import AnnotateError, DocumentError, WriteError
from annotate.pipes.assembly import configuration_digest, rule_remarks
from annotate.progress import Watcher, unwatched
from annotate.report.store import MentionStore
from annotate.run.closing import Closing
from annotate.run.collecting import leave_out_loaded, seldom_collected
from annotate.run.decisions import Decisions
from annotate.run.inputs import Input
from annotate.run.last_closing import PlannedClosing
from annotate.run.log import Log
from annotate.run.manifest import FAILED, FINISHED, INTERRUPTED, RUNNING, Manifest
from annotate.run.options import Options
from annotate.run.out_folder import Output, earlier_documents, locked, remove_leftovers
from annotate.run.planning import Plan, Planned, common_digests
from annotate.run.process import Task, processor_of
from annotate.run.records import Processed, Records, State, stored_results
from annotate.run.results import RunReport
from annotate.run.workers import Lost, Step

_PLANNING, _LOADING = "looking for what has changed", "loading the pipeline"
_DOCUMENTS, _CLOSING = "documents", "index and report"
"""The steps of a run, as whoever watches it and the log call them."""
_SHARES = {
    "scanned page": (0.0, 0.3),
    "page": (0.0, 0.3),
    "block": (0.3, 1.0),
    "character": (0.3, 1.0),
}
TellWhy = Callable[[Planned | PlannedClosing], None]
COMMITTED_EVERY = 1.0
"""Seconds between two commits; what was not committed when a run is killed is done again."""


@seldom_collected()
def run(
    inputs: Sequence[Input],
    output: Output,
    config: Path,
    open_decisions: Callable[[], Decisions],
    progress: Watcher = unwatched,
    options: Options | None = None,
    tell_why: TellWhy | None = None,
) -> RunReport:
    """Annotate documents and write everything that comes of it.

    A document is done when its source, the configuration, the model, the program or an option has
    changed since it was done into the same folder; the others are kept. What reviewers decided is
    kept in either case.

    Parameters
    ----------
    inputs : sequence of Input
        The documents; one that fails is listed in the report and the others go on.
    output : Output
        Where to write. Every file is written whole or not at all, and those of a document together.
    config : Path
        The ``pipeline.cfg``, with ``labels.tsv`` and ``lexicons/`` next to it.
    open_decisions : callable
        Returns what reviewers decided on an earlier run into this folder, and everywhere; it is
        called in each process that works.
    progress : callable
        Called at every step.
    options : Options, optional
        How it is done.
    tell_why : callable, optional
        Called with every document before it is done, and with what is made of all of them.

    Returns
    -------
    RunReport
        The outcomes.

    Raises
    ------
    UsageError
        If the configuration, the model or the output folder cannot be used.
    KeyboardInterrupt
        Passed on after ``run.json`` says that the run was interrupted.
    """
    options, begun = options or Options(), datetime.now(UTC)
    decisions = open_decisions()
    digest = configuration_digest(config, decisions.tables)
    task = Task(
        f"{output.folder.resolve()} {begun.isoformat()} {digest}",
        output,
        config,
        digest,
        open_decisions,
        options.check_language,
        options.page_images,
    )
    if not output.store.is_file():
        # Everything is to be done, and a fault of the configuration leaves no folder behind.
        progress(_LOADING, 0, len(inputs))
        processor_of(task)
    with locked(output):
        output.settle()
        with MentionStore(output.store) as store:
            return _Run(task, decisions, begun, progress, options, store).over(inputs, tell_why)


class _Run:
    """A run into a folder that is locked."""

    def __init__(
        self,
        task: Task,
        decisions: Decisions,
        begun: datetime,
        progress: Watcher,
        options: Options,
        store: MentionStore,
    ) -> None:
        self._task, self._decisions, self._begun = task, decisions, begun
        self._output, self._config, self._progress = task.output, task.config, progress
        self._options, self._store = options, store
        self._labels = labels_of(task.config)
        self._records = Records(store.connection)
        self._report = RunReport(shard=str(options.shard or ""))
        self._manifest = Manifest(
            task.output.manifest, task.config, task.digest, begun, shard=self._report.shard
        )
        self._total = self._done = 0
        self._committed = 0.0
        self._parts: dict[str, float] = {}

    def over(self, inputs: Sequence[Input], tell_why: TellWhy | None) -> RunReport:
        """Do the documents, and what is made of all of them."""
        inputs = self._options.shard.chosen(inputs) if self._options.shard else inputs
        earlier = {*earlier_documents(self._output), *self._records.ids()}
        self._total = len(inputs)
        self._manifest.write(self._report, RUNNING, earlier)
        with Log(self._output.log) as log:
            log.begin(self._begun, self._total, self._facts())
            try:
                self._each(inputs, log, tell_why)
                self._commit()
                self._report.finished = partial(stored_results, self._output.store, State.DONE)
                self._report.failures = partial(stored_results, self._output.store, State.FAILED)
                if not self._report.totals.documents:
                    # Nothing came of it, so what an earlier run left stays as it is.
                    self._manifest.write(self._report, FAILED, earlier)
                    log.end(FAILED, self._report.totals, self._report.exit_code)
                    return self._report
                log.step(_CLOSING)

                def tell(planned: PlannedClosing) -> None:
                    log.step(_CLOSING, why=planned.why or "nothing has changed")
                    if tell_why:
                        tell_why(planned)

                reviewed = self._close(inputs, self._gone(inputs, earlier), tell)
            except KeyboardInterrupt:
                self._commit()
                self._output.settle()
                remove_leftovers(self._output, ())
                self._manifest.write(self._report, INTERRUPTED, earlier)
                log.end(INTERRUPTED, self._report.totals)
                raise
            except (AnnotateError, OSError, sqlite3.Error) as error:
                self._manifest.fail(self._report, earlier)
                if isinstance(error, sqlite3.Error):
                    raise WriteError(
                        f"cannot be written ({error})",
                        path=self._output.store,
                        remedy="make room on the disk, or choose another folder with --out",
                    ) from error
                raise
            self._report.faults += [log.fault] if log.fault else []
            self._manifest.write(self._report, FINISHED, reviewed)
            log.end(FINISHED, self._report.totals, self._report.exit_code)
        return self._report

    def _gone(self, inputs: Sequence[Input], earlier: set[str]) -> set[str]:
        """Return the documents that no input has any more. What lies below a folder that cannot be
        searched now is not gone.
        """
        closed = tuple(
            f"{one.shown}{os.sep}" for one in inputs if one.error and Path(one.given).is_dir()
        )
        left = earlier - {one.key for one in inputs}
        if not closed:
            return left
        known = {one: self._records.get(one) for one in left}
        return {
            one
            for one, record in known.items()
            if not (record and record.result and record.result.shown.startswith(closed))
        }

    def _facts(self) -> dict[str, Any]:
        """Return what the log says of the run at its beginning."""
        shard = {"shard": self._report.shard} if self._report.shard else {}
        return {**self._options.about, **shard, "config": self._task.digest}

    def _each(self, inputs: Sequence[Input], log: Log, tell_why: TellWhy | None) -> None:
        """Do every document that is to be done."""
        self._progress(_PLANNING, 0, self._total)
        log.step(_PLANNING)
        todo: dict[str, Planned] = {}
        for number, planned in enumerate(self._plan().of(inputs), start=1):
            self._progress(_PLANNING, number, self._total)
            if tell_why:
                tell_why(planned)
            if planned.why:
                todo[planned.item.key] = planned
            elif planned.record and planned.record.result:
                self._report.totals.add(planned.record.result, kept=True)
                log.kept(planned.record.result)
        if not todo:
            return
        self._records.begin(todo)
        log.step(_LOADING)
        self._progress(_LOADING, self._total - len(todo), self._total)
        nlp = processor_of(self._task).nlp
        self._report.remarks += rule_remarks(nlp, self._config)
        leave_out_loaded()
        items = (one.item.loaded() for one in todo.values())
        self._done = self._total - len(todo)
        log.step(_DOCUMENTS, to_do=len(todo))
        self._tell_how_far("")
        # An interrupt may come anywhere, and what workers write has to have an end before it is
        # tidied up.
        with closed_at_the_end(self._options.engine(self._task, items, self._tell)) as results:
            for item, found in results:
                planned = todo[item.key]
                processed = found if isinstance(found, Processed) else _lost(item, found)
                self._note(planned, processed)
                log.outcome(processed.result, planned.why)
                self._parts.pop(item.key, None)
                self._done += 1
                self._tell_how_far("")

    def _plan(self) -> Plan:
        options = self._options
        counting = {
            "check_language": options.check_language,
            "page_images": options.page_images,
        }
        common = common_digests(self._config, self._decisions.tables, counting)
        return Plan(
            self._output, self._records, common, options.failed, options.anew, options.discard
        )

    def _note(self, planned: Planned, found: Processed) -> None:
        """Remember what became of a document."""
        identity = planned.item.key
        self._report.totals.add(found.result)
        self._options.tally.words += found.result.words
        if found.packed:
            self._store.put_packed(identity, found.packed)
        else:
            self._store.remove([identity])
        self._records.put(replace(found.record, id=identity, digests=planned.digests))
        if time.monotonic() - self._committed > COMMITTED_EVERY:
            self._commit()

    def _commit(self) -> None:
        self._store.connection.commit()
        self._committed = time.monotonic()

    def _tell(self, item: Input, step: Step) -> None:
        """Tell how far the work on one document is as a part of it: its pages are read before its
        blocks are recognised, and the second takes longer.
        """
        what, at, of = step
        if not what:
            self._tell_how_far(self._options.tally.at)
            return
        where = f"{item.id}, {what}"
        if of:
            begin, end = _SHARES.get(what, (0.0, 1.0))
            self._parts[item.key] = begin + (end - begin) * at / max(of, 1)
            where += f" {min(int(at) + 1, of)} of {of}"
        self._tell_how_far(where)

    def _tell_how_far(self, where: str) -> None:
        tally = self._options.tally
        tally.failures, tally.at = self._report.totals.failures, where
        self._progress(_DOCUMENTS, self._done + sum(self._parts.values()), self._total)

    def _close(
        self,
        inputs: Sequence[Input],
        left: Iterable[str],
        tell: Callable[[PlannedClosing], None],
    ) -> list[str]:
        """Make what is made of all documents; return those that stay for what was decided."""
        report = self._report
        self._options.tally.at = ""
        self._progress(_CLOSING, self._total, self._total)
        closing = Closing(
            self._output,
            self._store,
            self._records,
            self._labels,
            self._config,
            self._options.jobs,
        )
        reviewed = closing.tidy(report, left, self._decisions)
        if self._options.shard:
            closing.clear()
            return reviewed
        closing.conflicts(report, self._decisions, wanted=bool(reviewed))
        closing.close(report, self._task.digest, self._begun, tell, anew=self._options.anew)
        closing.score(report, inputs, self._options.gold)
        return reviewed


def _lost(item: Input, lost: Lost) -> Processed:
    error = DocumentError(lost.what, path=item.shown, remedy=lost.remedy)
    return Processed.failed(item.id, item.shown, error)
