"""What is made of all documents together: entities, tables, the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from annotate.document.labels import Label
from annotate.document.standoff import write_attributes
from annotate.index import (
    Index,
    PairDecision,
    build_index,
    write_entities_csv,
    write_entities_xlsx,
    write_mentions_csv,
)
from annotate.index.acronyms import Changed, definitions_of, disputes, expanded
from annotate.report import RunFacts, write_report
from annotate.report.view import linked
from annotate.run.out_folder import Output
from annotate.run.results import DocumentResult, RunReport


def write_results(
    report: RunReport,
    labels: Mapping[str, Label],
    output: Output,
    facts: RunFacts,
    pairs: Sequence[PairDecision],
) -> None:
    """Find the entities of all documents, write them into the annotations, and write tables and
    report.

    Parameters
    ----------
    report : RunReport
        The outcomes; mentions and texts are taken out of them, and the number of entities put in.
    labels : mapping of str to Label
        Names and colours.
    output : Output
        Where to write.
    facts : RunFacts
        What the report says of the run.
    pairs : sequence of PairDecision
        What reviewers decided about pairs of names.
    """
    changed = _expand(report)
    index = build_index((mention for one in report.finished for mention in one.mentions), pairs)
    report.entities = len(index.entities)
    # The index has them all, with their entities.
    report.outcomes = [replace(one, mentions=()) for one in report.outcomes]
    _link(report.finished, index, changed, output)
    write_mentions_csv(output.mentions_csv, index)
    write_entities_csv(output.entities_csv, index)
    write_entities_xlsx(output.workbook, index, labels)
    shown = [one.shown_text for one in report.finished if one.shown_text]
    report.outcomes = [replace(one, shown_text=None) for one in report.outcomes]
    known = {mention.key: mention for mention in index.mentions}
    documents = []
    while shown:
        documents.append(linked(shown.pop(0), known))
    write_report(output.report, documents, index, labels, facts)


def _expand(report: RunReport) -> Changed:
    """Give acronyms that a document leaves undefined the expansion that others define; return what
    that changes of each document's annotations, and note what they disagree about.
    """
    every = [mention for one in report.finished for mention in one.mentions]
    definitions = definitions_of(every)
    report.disputes = disputes(every, definitions)
    changed: Changed = {}
    for place, outcome in enumerate(report.outcomes):
        mentions, new = expanded(outcome.mentions, definitions)
        report.outcomes[place] = replace(outcome, mentions=mentions)
        changed[outcome.id] = {
            name: {"expansion": one.expansion}
            | ({"expansion_from": one.expansion_from} if one.expansion_from else {})
            for name, one in new.items()
        }
    return changed


def _link(
    outcomes: Sequence[DocumentResult], index: Index, changed: Changed, output: Output
) -> None:
    """Write the entity of each mention, and the expansions that other documents give, into the
    standoff files, which were written before all documents were read.
    """
    known: Changed = {outcome.id: changed.get(outcome.id, {}) for outcome in outcomes}
    for mention in index.mentions:
        if mention.entity:
            known[mention.document].setdefault(mention.mention_id, {})["entity"] = mention.entity
    for outcome in outcomes:
        write_attributes(output.annotations(outcome.id), known.pop(outcome.id))


def failures_of(outcomes: Iterable[DocumentResult]) -> tuple[tuple[str, str], ...]:
    """Return the files that could not be processed, each with the message."""
    return tuple((one.shown, str(one.error)) for one in outcomes)
