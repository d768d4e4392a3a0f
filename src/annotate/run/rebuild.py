"""Tables and report made anew from the annotations of a run, without recognition.

After reviewers changed statuses, what readers see must follow, and neither the files that were read
nor the model need be there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from annotate.document.annotation import Annotation
from annotate.document.closing import cleared_annotation
from annotate.document.labels import Label
from annotate.document.run_folder import RunFolder
from annotate.document.source import Remark
from annotate.document.standoff import Standoff
from annotate.files import write_text
from annotate.index import pair_decisions
from annotate.index.from_annotations import mentions_of
from annotate.report import RunFacts
from annotate.resources import default_configs
from annotate.rules.model import rule_texts
from annotate.run.out_folder import locked
from annotate.run.outputs import close_report
from annotate.run.process import result_of
from annotate.run.results import DocumentResult, RunReport
from annotate.version import __version__

Decided = Callable[[Standoff], Iterable[Annotation]]
"""Returns the decisions among the annotations of a document."""


def rebuild(
    output: RunFolder,
    labels: Mapping[str, Label],
    decided: Decided,
    ids: Iterable[str] | None = None,
) -> RunReport:
    """Make tables, report, entities and counts anew from the texts and annotations of a run.

    The folder is locked meanwhile; who calls this must not hold the lock.

    Parameters
    ----------
    output : RunFolder
        The folder.
    labels : mapping of str to Label
        Names and colours.
    decided : callable
        Returns the decisions among the annotations of a document, which are counted.
    ids : iterable of str, optional
        The documents that tables and report are about; by default those of the run, in its order.
        A document that lies in the folder only for its decisions is not one of these.

    Returns
    -------
    RunReport
        An outcome for each document.

    Raises
    ------
    StandoffError
        If a file of a document is missing or malformed; then nothing was written.
    UsageError
        If the folder holds no run, or another run is writing there.
    """
    with locked(output):
        facts = output.facts()
        rows = {row["id"]: row for row in facts.get("documents", ())}
        chosen = list(ids) if ids is not None else list(rows) or output.documents()
        report = RunReport([_outcome(output, one, rows.get(one, {}), decided) for one in chosen])
        config = output.configuration()
        folder = config.parent if config else None
        pairs = pair_decisions(output, folder)
        close_report(report, labels, output, _report_facts(output, facts), pairs, folder)
        if facts:
            updated = _updated(facts, report)
            write_text(output.manifest, json.dumps(updated, ensure_ascii=False, indent=1) + "\n")
    return report


def _outcome(
    output: RunFolder, identity: str, row: Mapping[str, Any], decided: Decided
) -> DocumentResult:
    document = output.read(identity)
    mentions = tuple(
        mentions_of(map(cleared_annotation, document.standoff.named()), document.mended)
    )
    found = result_of(identity, document.standoff.source, document.mended, mentions)
    decisions = sum(1 for _ in decided(document.standoff))
    return replace(found, seconds=float(row.get("seconds", 0)), decisions=decisions)


def _report_facts(output: RunFolder, facts: Mapping[str, Any]) -> RunFacts:
    """Return what the report says of the run: it is still the same run."""
    begun = str(facts.get("begun") or datetime.now(UTC).isoformat())
    digest = facts.get("config", {}).get("digest")
    config = output.configuration()
    return RunFacts(
        version=str(facts.get("version", __version__)),
        date=begun[:10],
        failures=tuple((row["source"], row["message"]) for row in facts.get("failures", ())),
        remarks=tuple(
            (row["source"], str(Remark(**remark)))
            for row in facts.get("documents", ())
            for remark in row.get("remarks", ())
        ),
        facts=(("Configuration", digest),) if digest else (),
        rules=rule_texts(config.parent if config else default_configs()),
    )


def _updated(facts: Mapping[str, Any], report: RunReport) -> dict[str, Any]:
    """Return the facts with new counts; what the run took and read stays."""
    counts = {
        **facts.get("counts", {}),
        "entities": report.entities,
        "mentions": dict(sorted(report.counts.items())),
        "decisions": report.decisions,
    }
    found = {one.id: dict(sorted(one.counts.items())) for one in report.outcomes}
    documents: Sequence[Mapping[str, Any]] = facts.get("documents", ())
    return {
        **facts,
        "counts": counts,
        "documents": [
            {**row, "mentions": found.get(row["id"], row["mentions"])} for row in documents
        ],
    }
