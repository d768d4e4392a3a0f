"""What is made of all documents together: entities, tables, the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from annotate.document.closing import write_attributes
from annotate.document.labels import Label
from annotate.index import (
    Index,
    PairDecision,
    build_index,
    write_entities_csv,
    write_entities_xlsx,
    write_mentions_csv,
)
from annotate.index.acronyms import Changed, definitions_of, disputes, expanded
from annotate.index.authorities import located
from annotate.index.geography import write_places
from annotate.index.network import write_network
from annotate.index.place_names import CODES, place_names
from annotate.index.tables import write_overview_csv
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
    config: Path | None = None,
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
    config : Path, optional
        The folder of the configuration, for the places it knows.
    """
    changed = _expand(report)
    _locate(report, config, changed)
    index = build_index((mention for one in report.finished for mention in one.mentions), pairs)
    report.entities = len(index.entities)
    # The index has them all, with their entities.
    report.outcomes = [replace(one, mentions=()) for one in report.outcomes]
    _link(report.finished, index, changed, output)
    write_mentions_csv(output.mentions_csv, index)
    write_entities_csv(output.entities_csv, index)
    write_entities_xlsx(output.workbook, index, labels)
    write_overview_csv(output.acronyms_csv, "acronyms", index)
    write_overview_csv(output.timeline_csv, "timeline", index)
    write_places(output.places, index.entities)
    write_network(output.network, index)
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


def _locate(report: RunReport, config: Path | None, changed: Changed) -> None:
    """Find the places that mentions mean, and note what that adds to their annotations."""
    found = located([one.mentions for one in report.outcomes], place_names(config))
    for at, (outcome, mentions) in enumerate(zip(report.outcomes, found, strict=True)):
        report.outcomes[at] = replace(outcome, mentions=mentions)
        for one in mentions:
            if one.place and one.place.places:
                codes = {name: code for name, code in one.authority if name in CODES}
                more = {"place": one.place.kind, **codes}
                changed[outcome.id].setdefault(one.mention_id, {}).update(more)


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
