"""Tables and report made anew from the annotations of a run, without recognition.

After reviewers changed statuses, what readers see must follow, and neither the files that were read
nor the model need be there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from annotate.document.annotation import Annotation
from annotate.document.closing import cleared_annotation
from annotate.document.labels import LabelTable
from annotate.document.run_folder import RunFolder
from annotate.document.source import Remark
from annotate.document.standoff import Standoff
from annotate.files import write_text
from annotate.index.from_annotations import mentions_of
from annotate.pipes.assembly import CONFIG_NAME
from annotate.report.store import MentionStore
from annotate.resources import default_configs
from annotate.run.closing import Closing
from annotate.run.out_folder import locked
from annotate.run.process import outcome_of
from annotate.run.records import Record, Records, State, decided_digest, stored_results
from annotate.run.results import DocumentResult, RunReport
from annotate.run.workers import usable_cores

Decided = Callable[[Standoff], Iterable[Annotation]]
"""Returns the decisions among the annotations of a document."""


def rebuild(
    output: RunFolder,
    labels: LabelTable,
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
        output.settle()
        with MentionStore(output.store) as store:
            records = Records(store.connection)
            facts = output.facts()
            rows = {row["id"]: row for row in facts.get("documents", ())}
            known = records.ids(State.DONE) or [*rows] or output.documents()
            chosen = sorted(ids) if ids is not None else known
            report = RunReport()
            for identity in chosen:
                result = read_again(output, identity, store, records, decided, rows)
                report.totals.add(result)
            store.remove({*store.documents()} - {*chosen})
            store.connection.commit()
            report.finished = partial(stored_results, output.store, State.DONE)
            report.failures = partial(stored_results, output.store, State.FAILED)
            config = output.configuration()
            digest = str(facts.get("config", {}).get("digest", ""))
            begun = str(facts.get("begun") or datetime.now(UTC).isoformat())
            configured = config or default_configs() / CONFIG_NAME
            closing = Closing(output, store, records, labels, configured, usable_cores())
            closing.close(report, digest, datetime.fromisoformat(begun))
            if facts:
                updated = _updated(facts, report)
                write_text(
                    output.manifest, json.dumps(updated, ensure_ascii=False, indent=1) + "\n"
                )
    return report


def read_again(
    output: RunFolder,
    identity: str,
    store: MentionStore,
    records: Records,
    decided: Decided,
    rows: Mapping[str, Mapping[str, Any]],
) -> DocumentResult:
    """Bring the store up to what the files of a document say, if they are not as the run wrote
    them.

    Parameters
    ----------
    output : RunFolder
        Where the files are.
    identity : str
        The document.
    store, records
        What is known of the documents.
    decided : callable
        Returns the decisions among the annotations of a document.
    rows : mapping of str to mapping
        What ``run.json`` says of documents that the store does not know.

    Returns
    -------
    DocumentResult
        What became of the document.

    Raises
    ------
    StandoffError
        If a file is missing or malformed.
    """
    record = records.get(identity)
    known = record and record.state is State.DONE and record.is_stored(output)
    if record and record.result and known:
        return record.result
    document = output.read(identity)
    named = map(cleared_annotation, document.standoff.named())
    found, packed = outcome_of(
        identity,
        document.standoff.source,
        document.mended,
        tuple(mentions_of(named, document.mended)),
    )
    row = rows.get(identity, {})
    before = (record and record.result) or DocumentResult(
        identity,
        document.standoff.source,
        seconds=float(row.get("seconds", 0)),
        remarks=tuple(Remark(**one) for one in row.get("remarks", ())),
    )
    result = replace(
        found,
        seconds=before.seconds,
        remarks=before.remarks,
        conflicts=before.conflicts,
        pictures=before.pictures,
        decisions=sum(1 for _ in decided(document.standoff)),
    )
    store.put_packed(identity, packed)
    # The rest stays as the run noted it: the next one sees that the files have changed since.
    stored = decided_digest(output.annotations(identity))
    before_it = record or Record(identity, State.DONE)
    records.put(replace(before_it, state=State.DONE, stored=stored, result=result))
    return result


def _updated(facts: Mapping[str, Any], report: RunReport) -> dict[str, Any]:
    """Return the facts with new counts; what the run took and read stays."""
    counts = {
        **facts.get("counts", {}),
        "entities": report.entities,
        "mentions": dict(sorted(report.totals.counts.items())),
        "decisions": report.totals.decisions,
    }
    updated = {**facts, "counts": counts}
    if "documents" in facts:
        found = {one.id: dict(sorted(one.counts.items())) for one in report.finished()}
        documents: Sequence[Mapping[str, Any]] = facts["documents"]
        updated["documents"] = [
            {**row, "mentions": found.get(row["id"], row["mentions"])} for row in documents
        ]
    return updated
