"""The whole run: every document, then the index over all of them, the tables and the report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from annotate.document.labels import labels_of
from annotate.index import pair_decisions
from annotate.pipes.assembly import assemble, configuration_digest, rule_remarks
from annotate.progress import Watcher, unwatched, watched
from annotate.report import RunFacts
from annotate.rules.model import rule_texts
from annotate.run.collecting import leave_out_loaded, seldom_collected
from annotate.run.decisions import Decisions
from annotate.run.evaluation import evaluate_run, find_gold
from annotate.run.inputs import Input
from annotate.run.manifest import FAILED, FINISHED, INTERRUPTED, RUNNING, write_manifest
from annotate.run.out_folder import (
    Output,
    earlier_documents,
    leftovers,
    locked,
    remove_leftovers,
)
from annotate.run.outputs import close_report, failures_of
from annotate.run.process import process_document
from annotate.run.results import RunReport
from annotate.text.mending.rules import read_rules
from annotate.version import __version__


@seldom_collected()
def run(
    inputs: Sequence[Input],
    output: Output,
    config: Path,
    decisions: Decisions,
    progress: Watcher = unwatched,
    gold: Path | None = None,
    *,
    check_language: bool = True,
    page_images: bool = False,
) -> RunReport:
    """Annotate documents and write everything that comes of it.

    What reviewers decided on an earlier run into the same folder is kept by `decisions`.

    Parameters
    ----------
    inputs : sequence of Input
        The documents; one that fails is listed in the report and the others go on.
    output : Output
        Where to write. Every file is written whole or not at all.
    config : Path
        The ``pipeline.cfg``, with ``labels.tsv`` and ``lexicons/`` next to it.
    decisions : Decisions
        What reviewers decided on an earlier run into this folder, and everywhere.
    progress : callable
        Called at every step.
    gold : Path, optional
        Where gold of the documents is looked for; by default in folders named ``gold`` next to
        them. Documents that have some are scored.
    check_language : bool
        Whether a text that certainly is not French is refused, and a doubtful one told.
    page_images : bool
        Whether pictures of the pages of PDFs are kept for the report.

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
    begun = datetime.now(UTC)
    labels = labels_of(config)
    digest = configuration_digest(config, decisions.tables)
    rules = read_rules(config.parent)
    progress("loading the pipeline", 0, len(inputs))
    nlp = assemble(config)
    leave_out_loaded()
    report = RunReport(remarks=[*rule_remarks(nlp, config)])
    with locked(output):
        earlier = earlier_documents(output)
        reviewed: list[str] = []

        def note(state: str) -> None:
            left = leftovers(earlier, (one.id for one in report.finished))
            write_manifest(
                output.manifest,
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
                progress(item.id, done, len(inputs))
                with watched(_inside(item.id, done, len(inputs), progress)):
                    result = process_document(
                        item,
                        nlp,
                        output,
                        digest,
                        decisions,
                        rules,
                        check_language=check_language,
                        page_images=page_images,
                    )
                    report.outcomes.append(result)
            if not report.finished:
                # Nothing came of it, so what an earlier run left stays as it is.
                note(FAILED)
                return report
            progress("index and report", len(inputs), len(inputs))
            left = leftovers(earlier, (one.id for one in report.outcomes))
            reviewed += _without_inputs(left, output, report, decisions)
            remove_leftovers(output, sorted(set(left) - set(reviewed)))
            found = [row for one in report.finished for row in one.conflicts]
            wanted = report.decisions > 0 or bool(reviewed)
            report.conflicts = decisions.finish(found, wanted=wanted)
            facts = _facts(report, config, digest, begun)
            pairs = pair_decisions(output, config.parent)
            close_report(report, labels, output, facts, pairs, config.parent)
            report.gold = evaluate_run(
                report.finished, inputs, output, find_gold(inputs, gold), labels
            )
        except KeyboardInterrupt:
            note(INTERRUPTED)
            raise
        note(FINISHED)
    return report


def _without_inputs(
    left: Sequence[str], output: Output, report: RunReport, decisions: Decisions
) -> list[str]:
    """Return the documents of an earlier run whose files stay for what reviewers decided on them,
    and say so.
    """
    reviewed = decisions.keep_files(left)
    for identity in reviewed:
        report.remarks.append(
            f"{output.annotations(identity)}: no input has this document any more, and reviewers "
            "decided on it: its files stay, and are left out of tables and report"
        )
    return reviewed


def _facts(report: RunReport, config: Path, digest: str, begun: datetime) -> RunFacts:
    return RunFacts(
        version=__version__,
        date=begun.date().isoformat(),
        failures=failures_of(report.failures),
        remarks=tuple(
            (one.shown, str(remark)) for one in report.finished for remark in one.remarks
        ),
        facts=(("Configuration", digest),),
        rules=rule_texts(config.parent),
    )


def _inside(identity: str, done: int, total: int, tell: Watcher) -> Watcher:
    """Tell how far the work on one document is as a part of it: its pages are read before its
    blocks are recognised, and the second takes longer.
    """
    shares = {
        "scanned page": (0.0, 0.3),
        "page": (0.0, 0.3),
        "block": (0.3, 1.0),
        "character": (0.3, 1.0),
    }

    def watcher(what: str, at: float, of: int) -> None:
        begin, end = shares.get(what, (0.0, 1.0))
        part = begin + (end - begin) * at / max(of, 1)
        tell(f"{identity}, {what} {min(int(at) + 1, of)} of {of}", done + part, total)

    return watcher
