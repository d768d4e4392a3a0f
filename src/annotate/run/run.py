"""The whole run: every document, then the index over all of them, the tables and the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import annotate
from annotate.document.labels import names_of
from annotate.pipes.assembly import assemble, configuration_digest
from annotate.progress import Watcher, watched
from annotate.report import RunFacts
from annotate.review.backups import supersede
from annotate.review.sheet.form_decisions import memory_files, read_memories
from annotate.run.collecting import leave_out_loaded, seldom_collected
from annotate.run.decisions import holds_decisions, write_conflicts
from annotate.run.evaluation import gold_folders, score_against_gold
from annotate.run.inputs import Input
from annotate.run.manifest import FAILED, FINISHED, INTERRUPTED, RUNNING, write_manifest
from annotate.run.out_folder import (
    RUN,
    Output,
    earlier_documents,
    leftovers,
    locked,
    remove_leftovers,
)
from annotate.run.outputs import failures_of, labels_of, write_results
from annotate.run.process import process_document
from annotate.run.results import RunReport
from annotate.text.mending.rules import read_rules

Progress = Callable[[str, float, int], None]
"""Called with what is being done, how many are done (a part of the present one, too) and how many
there are."""


@seldom_collected()
def run(
    inputs: Sequence[Input],
    output: Output,
    config: Path,
    progress: Progress | None = None,
    gold: Path | None = None,
    *,
    discard: bool = False,
) -> RunReport:
    """Annotate documents and write everything that comes of it.

    What reviewers decided on an earlier run into the same folder stays; see
    :mod:`annotate.run.decisions`.

    Parameters
    ----------
    inputs : sequence of Input
        The documents; one that fails is told in the report and the others go on.
    output : Output
        Where to write. Every file is written whole or not at all.
    config : Path
        The ``pipeline.cfg``, with ``labels.tsv`` and ``lexicons/`` beside it.
    progress : callable, optional
        Told of every step.
    gold : Path, optional
        Where gold of the documents is looked for; by default in folders named ``gold`` beside
        them. Documents that have some are scored.
    discard : bool
        Replace decisions of reviewers; copies of them are kept.

    Returns
    -------
    RunReport
        The outcomes, in the order of the inputs.

    Raises
    ------
    UsageError
        If the configuration, the model or the output folder cannot be used.
    KeyboardInterrupt
        Passed on after ``run.json`` says that the run was interrupted.
    """
    tell = progress or (lambda what, done, total: None)
    begun = datetime.now(UTC)
    labels = labels_of(config)
    tables = memory_files(config.parent, output.folder)
    remembered = read_memories(tables, names_of(labels))
    digest = configuration_digest(config, tables[1:])
    rules = read_rules(config.parent)
    tell("loading the pipeline", 0, len(inputs))
    nlp = assemble(config)
    leave_out_loaded()
    report = RunReport()
    with locked(output):
        earlier = earlier_documents(output)
        reviewed: list[str] = []

        def note(state: str) -> None:
            left = leftovers(earlier, (one.id for one in report.finished))
            write_manifest(
                output.folder / RUN,
                report,
                state=state,
                config=config,
                digest=digest,
                begun=begun,
                earlier=reviewed if state == FINISHED else left,
            )

        try:
            note(RUNNING)
            for done, item in enumerate(inputs):
                tell(item.id, done, len(inputs))
                with watched(_inside(item.id, done, len(inputs), tell)):
                    report.outcomes.append(
                        process_document(
                            item, nlp, output, digest, rules, remembered, discard=discard
                        )
                    )
            if not report.finished:
                # Nothing came of it, so what an earlier run left stays as it is.
                note(FAILED)
                return report
            tell("index and report", len(inputs), len(inputs))
            left = leftovers(earlier, (one.id for one in report.outcomes))
            reviewed += _without_inputs(left, output, report, discard=discard)
            remove_leftovers(output, sorted(set(left) - set(reviewed)))
            found = [row for one in report.finished for row in one.conflicts]
            wanted = report.decisions > 0 or bool(reviewed)
            report.conflicts = write_conflicts(output, found, wanted=wanted)
            write_results(report, labels, output, _facts(report, digest, begun))
            report.gold = score_against_gold(
                report.finished, inputs, output, gold_folders(inputs, gold)
            )
        except KeyboardInterrupt:
            note(INTERRUPTED)
            raise
        note(FINISHED)
    return report


def _without_inputs(
    left: Sequence[str], output: Output, report: RunReport, *, discard: bool
) -> list[str]:
    """Return the documents of an earlier run whose files stay for what reviewers decided on them,
    and say so; where decisions are given up, copies are kept.
    """
    reviewed = [identity for identity in left if holds_decisions(output, identity)]
    if discard:
        for identity in reviewed:
            supersede(output, identity)
        return []
    for identity in reviewed:
        report.remarks.append(
            f"{output.annotations(identity)}: no input has this document any more, and reviewers "
            "decided on it: its files stay, and are left out of tables and report"
        )
    return reviewed


def _facts(report: RunReport, digest: str, begun: datetime) -> RunFacts:
    return RunFacts(
        version=annotate.__version__,
        date=begun.date().isoformat(),
        failures=failures_of(report.failures),
        facts=(("Configuration", digest),),
    )


def _inside(identity: str, done: int, total: int, tell: Progress) -> Watcher:
    """Tell how far the work on one document is as a part of it: its pages are read before its
    blocks are recognised, and the second takes longer.
    """
    shares = {"page": (0.0, 0.3), "block": (0.3, 1.0), "character": (0.3, 1.0)}

    def watcher(what: str, at: int, of: int) -> None:
        begin, end = shares.get(what, (0.0, 1.0))
        part = begin + (end - begin) * at / max(of, 1)
        tell(f"{identity}, {what} {min(at + 1, of)} of {of}", done + part, total)

    return watcher
