"""The end of a run, a merge or a rebuild: what is made of all documents together.

It is made from the store, and from nothing that the documents' own processing left in memory. What
it adds to the annotations replaces what an earlier one added, so that it gives the same whatever
was there before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from annotate.document.closing import write_attributes
from annotate.document.labels import LabelTable
from annotate.index import pair_decisions
from annotate.report import RunFacts
from annotate.report.store import MentionStore
from annotate.rules.model import rule_texts
from annotate.run.decisions import Decisions
from annotate.run.documents_table import write_documents_csv
from annotate.run.evaluation import evaluate_run, find_gold, gold_digest
from annotate.run.inputs import Input
from annotate.run.last_closing import LastClosing, PlannedClosing, closing_digests
from annotate.run.out_folder import Output, remove_leftovers
from annotate.run.outputs import Linked, write_results
from annotate.run.records import Record, Records, State
from annotate.run.results import RunReport
from annotate.version import __version__


@dataclass(frozen=True, slots=True)
class Closing:
    """What the end of a run is made from.

    Attributes
    ----------
    output : Output
        Where the documents are, and where to write.
    store : MentionStore
        The mentions and the texts.
    records : Records
        The documents.
    labels : LabelTable
        Names and colours.
    config : Path or None
        The ``pipeline.cfg``; None where that of the run is not there any more.
    jobs : int
        How many processes write tables and report.
    """

    output: Output
    store: MentionStore
    records: Records
    labels: LabelTable
    config: Path | None
    jobs: int = 1

    def tidy(self, report: RunReport, left: Iterable[str], decisions: Decisions) -> list[str]:
        """Remove the files of documents that no input has any more, but for those that reviewers
        decided on.

        Parameters
        ----------
        report : RunReport
            Gets a remark for each that stays.
        left : iterable of str
            Documents of an earlier run.
        decisions : Decisions
            What reviewers decided.

        Returns
        -------
        list of str
            Those that stay; tables and report leave them out.
        """
        left = sorted(left)
        reviewed = decisions.keep_files(left)
        report.remarks += [
            f"{self.output.annotations(identity)}: no input has this document any more, and "
            "reviewers decided on it: its files stay, and are left out of tables and report"
            for identity in reviewed
        ]
        gone = sorted({*left} - {*reviewed})
        remove_leftovers(self.output, gone)
        self.records.remove(gone)
        self.store.remove([*gone, *reviewed])
        for identity in reviewed:
            self.records.put(Record(identity, State.KEPT))
        self.store.connection.commit()
        return reviewed

    def conflicts(self, report: RunReport, decisions: Decisions, *, wanted: bool) -> None:
        """Write where decisions and predictions disagree; without decisions (not `wanted`) and
        conflicts there is no table.
        """
        rows = (row for one in report.finished() for row in one.conflicts)
        wanted = wanted or report.totals.decisions > 0
        report.conflicts = decisions.finish(rows, wanted=wanted)

    def close(
        self,
        report: RunReport,
        digest: str,
        begun: datetime,
        tell: Callable[[PlannedClosing], None] = lambda planned: None,
        *,
        anew: bool = False,
    ) -> None:
        """Write entities, tables and the report, if what they are made of, or one of them, has
        changed since they were written.

        Parameters
        ----------
        report : RunReport
            Gets the number of entities, the disputes, what could not be written, and whether
            nothing had to be.
        digest : str
            The digest of the configuration.
        begun : datetime
            When the run began.
        tell : callable
            Called with what is done, and why, before it is.
        anew : bool
            Whether they are written in any case.
        """
        folder = self.config.parent if self.config else None
        pairs = pair_decisions(self.output, folder)
        facts = self._facts(report, digest, begun)
        last = LastClosing(self.store, self.output)
        planned = last.plan(
            closing_digests(self.store, self.output, self.labels, facts, pairs, folder), anew=anew
        )
        tell(planned)
        if planned.why:
            last.begin()
            closed = write_results(
                self.store,
                self.output,
                self.labels,
                facts,
                pairs,
                folder,
                report.attempt,
                self.jobs,
            )
            self._remember(closed.changed)
            with report.attempt():
                write_documents_csv(self.output.documents_csv, self.records, self.labels)
            if not report.faults:
                last.remember(planned.digests, closed)
        else:
            closed = last.found()
        report.unchanged = not planned.why
        report.entities, report.disputes = closed.entities, [*closed.disputes]

    def clear(self) -> None:
        """Take off the annotations what an earlier closing added, where there is none now."""
        last = LastClosing(self.store, self.output)
        if not last.has_written():
            return
        changed = [
            Linked.of(self.output, identity)
            for identity in self.records.ids(State.DONE)
            if write_attributes(self.output.annotations(identity), {})
        ]
        self._remember(changed)
        last.undone()

    def _remember(self, changed: Iterable[Linked]) -> None:
        """Note how the files of documents are after the closing has written into them."""
        for one in changed:
            record = self.records.get(one.document)
            # Where somebody has reviewed them since, the next run is to see that.
            if record and one.decided == record.decided:
                self.records.put(replace(record, files=one.files))
        self.store.connection.commit()

    def score(self, report: RunReport, inputs: Sequence[Input], gold: Path | None) -> None:
        """Score the documents that have gold, if they or their gold have changed."""
        folders = find_gold(inputs, gold)
        last, digest = LastClosing(self.store, self.output), gold_digest(folders)
        report.gold = last.scores(digest) if report.unchanged else None
        if report.gold is None:
            report.gold = evaluate_run(report.finished(), inputs, self.output, folders, self.labels)
            last.remember_scores(digest, report.gold)

    def _facts(self, report: RunReport, digest: str, begun: datetime) -> RunFacts:
        return RunFacts(
            version=__version__,
            date=begun.date().isoformat(),
            failures=tuple((one.shown, str(one.error)) for one in report.failures()),
            remarks=tuple(
                (one.shown, str(remark)) for one in report.finished() for remark in one.remarks
            ),
            facts=(("Configuration", digest),) if digest else (),
            rules=rule_texts(self.config.parent) if self.config else {},
        )
