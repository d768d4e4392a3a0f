"""``documents.csv``: the documents of a run, each with what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from annotate.document.labels import Label
from annotate.run.records import Records, State
from annotate.tables import Cell, write_csv

_BEFORE = ("document", "source", "state", "sha256", "characters", "words", "pages", "mentions")
_BEHIND = ("decisions", "remarks", "failure")


def write_documents_csv(path: Path, records: Records, labels: Mapping[str, Label]) -> None:
    """Write the table of documents, in the order of their ids.

    Parameters
    ----------
    path : Path
        Written whole or not at all.
    records : Records
        The documents; those that are only kept for their decisions are left out.
    labels : mapping of str to Label
        Each has a column of counts.
    """
    write_csv(path, (*_BEFORE, *labels, *_BEHIND), _rows(records, tuple(labels)))


def _rows(records: Records, labels: Sequence[str]) -> Iterator[Sequence[Cell]]:
    for state in (State.DONE, State.FAILED):
        for one in records.results(state):
            counts = [one.counts.get(label, 0) for label in labels]
            yield (
                one.id,
                one.shown,
                state.value,
                one.sha256,
                one.characters,
                one.words,
                one.pages,
                sum(one.counts.values()),
                *counts,
                one.decisions,
                "; ".join(map(str, one.remarks)),
                str(one.error) if one.error else "",
            )
