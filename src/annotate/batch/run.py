"""The whole run: every document, then the index over all of them, the tables and the report."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import annotate
from annotate.batch.collecting import seldom_collected
from annotate.batch.facts import FAILED, FINISHED, INTERRUPTED, RUNNING, write_facts
from annotate.batch.inputs import Input
from annotate.batch.outcome import Outcome, RunReport
from annotate.batch.output import (
    ENTITIES,
    MENTIONS,
    REPORT,
    RUN,
    WORKBOOK,
    Output,
    earlier_documents,
    locked,
    remove_leftovers,
)
from annotate.batch.self_score import gold_folders, score_against_gold
from annotate.batch.showing import linked
from annotate.batch.treat import treat
from annotate.index import (
    Index,
    build_index,
    write_entities_csv,
    write_entities_xlsx,
    write_mentions_csv,
)
from annotate.labels import Label, read_labels
from annotate.pipes.assembly import assemble, configuration_digest
from annotate.report import RunFacts, write_report
from annotate.resources import default_configs
from annotate.standoff.files import write_entities
from annotate.text.mending.rules import read_rules
from annotate.text.progress import Watcher, watched

Progress = Callable[[str, float, int], None]
"""Called with what is being done, how many are done (a part of the present one, too) and how many
there are."""


def run(
    inputs: Sequence[Input],
    output: Output,
    config: Path,
    progress: Progress | None = None,
    gold: Path | None = None,
) -> RunReport:
    """Annotate documents and write everything that comes of it.

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
    labels = _labels(config)
    digest = configuration_digest(config)
    rules = read_rules(config.parent)
    tell("loading the pipeline", 0, len(inputs))
    nlp = assemble(config)
    report = RunReport()
    with locked(output), seldom_collected():
        earlier = earlier_documents(output)

        def note(state: str) -> None:
            facts = output.folder / RUN
            left = sorted(set(earlier) - {one.id for one in report.finished})
            kept = [] if state == FINISHED else left
            write_facts(
                facts, report, state=state, config=config, digest=digest, begun=begun, earlier=kept
            )

        try:
            note(RUNNING)
            for done, item in enumerate(inputs):
                tell(item.id, done, len(inputs))
                with watched(_inside(item.id, done, len(inputs), tell)):
                    report.outcomes.append(treat(item, nlp, output, digest, rules))
            if not report.finished:
                # Nothing came of it, so what an earlier run left stays as it is.
                note(FAILED)
                return report
            tell("index and report", len(inputs), len(inputs))
            remove_leftovers(output, earlier, (outcome.id for outcome in report.outcomes))
            index = build_index(mention for one in report.finished for mention in one.mentions)
            report.entities = len(index.entities)
            # The index has them all, with their entities.
            report.outcomes = [replace(one, mentions=()) for one in report.outcomes]
            _link(report.finished, index, output)
            _write_tables(index, labels, output)
            _write_report(report, index, labels, output, digest, begun)
            report.gold = score_against_gold(
                report.finished, inputs, output, gold_folders(inputs, gold)
            )
        except KeyboardInterrupt:
            note(INTERRUPTED)
            raise
        note(FINISHED)
    return report


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


def _labels(config: Path) -> dict[str, Label]:
    own = config.parent / "labels.tsv"
    return read_labels(own if own.is_file() else default_configs() / "labels.tsv")


def _link(outcomes: Sequence[Outcome], index: Index, output: Output) -> None:
    """Write the entity of each mention into the standoff files, which were written before the
    index over all documents could be made.
    """
    entities: dict[str, dict[str, str]] = {outcome.id: {} for outcome in outcomes}
    for mention in index.mentions:
        if mention.entity:
            entities[mention.document][mention.mention_id] = mention.entity
    for outcome in outcomes:
        write_entities(output.annotations(outcome.id), entities.pop(outcome.id))


def _write_tables(index: Index, labels: dict[str, Label], output: Output) -> None:
    write_mentions_csv(output.folder / MENTIONS, index)
    write_entities_csv(output.folder / ENTITIES, index)
    write_entities_xlsx(output.folder / WORKBOOK, index, labels)


def _write_report(
    report: RunReport,
    index: Index,
    labels: dict[str, Label],
    output: Output,
    digest: str,
    begun: datetime,
) -> None:
    shown = [one.shown_text for one in report.finished if one.shown_text]
    report.outcomes = [replace(one, shown_text=None) for one in report.outcomes]
    entities = {mention.key: mention.entity for mention in index.mentions}
    documents = []
    while shown:
        documents.append(linked(shown.pop(0), entities))
    facts = RunFacts(
        version=annotate.__version__,
        date=begun.date().isoformat(),
        failures=tuple((one.shown, str(one.error)) for one in report.failures),
        facts=(("Configuration", digest),),
    )
    write_report(output.folder / REPORT, documents, index, labels, facts)
