"""What is made of all documents together: entities, tables, the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from annotate.document.closing import write_attributes
from annotate.document.labels import Label
from annotate.index import (
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
from annotate.report.store import MentionStore
from annotate.report.view import linked
from annotate.run.out_folder import Output
from annotate.run.results import RunReport


def write_results(
    store: MentionStore,
    report: RunReport,
    labels: Mapping[str, Label],
    output: Output,
    facts: RunFacts,
    pairs: Sequence[PairDecision],
    config: Path | None = None,
) -> list[str]:
    """Find the entities of all documents, write them into the annotations, and write tables and
    report.

    Parameters
    ----------
    store : MentionStore
        The mentions and the texts.
    report : RunReport
        Gets the number of entities, the disputes and what cannot be written.
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

    Returns
    -------
    list of str
        The documents whose annotations changed.
    """
    every = dict(store.every())
    definitions = definitions_of(one for own in every.values() for one in own)
    report.disputes = disputes((one for own in every.values() for one in own), definitions)
    more: Changed = {}
    known = []
    for identity, own in every.items():
        mentions, new = expanded(own, definitions)
        known.append(mentions)
        more[identity] = {
            name: {"expansion": one.expansion}
            | ({"expansion_from": one.expansion_from} if one.expansion_from else {})
            for name, one in new.items()
        }
    found = located(known, place_names(config))
    for mentions in found:
        for one in mentions:
            if one.place and one.place.places:
                codes = {name: code for name, code in one.authority if name in CODES}
                told = {"place": one.place.kind, **codes}
                more[one.document].setdefault(one.mention_id, {}).update(told)
    index = build_index((one for own in found for one in own), pairs)
    report.entities = len(index.entities)
    for one in index.mentions:
        if one.entity:
            more[one.document].setdefault(one.mention_id, {})["entity"] = one.entity
    changed = [
        identity
        for identity, own in more.items()
        if write_attributes(output.annotations(identity), own)
    ]
    for path, write in (
        (output.mentions_csv, write_mentions_csv),
        (output.entities_csv, write_entities_csv),
    ):
        with report.attempt():
            write(path, index)
    with report.attempt():
        write_entities_xlsx(output.workbook, index, labels)
    with report.attempt():
        write_overview_csv(output.acronyms_csv, "acronyms", index)
    with report.attempt():
        write_overview_csv(output.timeline_csv, "timeline", index)
    with report.attempt():
        write_places(output.places, index.entities)
    with report.attempt():
        write_network(output.network, index)
    by_key = {mention.key: mention for mention in index.mentions}
    shown = [linked(one, by_key) for one in store.every_shown()]
    with report.attempt():
        write_report(output.report, shown, index, labels, facts)
    return changed
