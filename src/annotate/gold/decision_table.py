"""The table of decisions: a row for each disagreement of two readings, and for each overruling.

A TSV that a person fills in a spreadsheet and that stays beside the gold, so that every
disagreement and its resolution can be read later. One table may serve several pairs of readings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from annotate.document.annotation import LAYERS
from annotate.document.labels import LabelTable
from annotate.errors import StandoffError
from annotate.lexicons import Row, numbered_table, write_table

COLUMNS = (
    "document",
    "layer",
    "start",
    "end",
    "label",
    "text",
    "first",
    "second",
    "decision",
    "decided",
    "reason",
)
FIRST, SECOND, ADD, SET, DROP = "first", "second", "add", "set", "drop"
DECISIONS = (FIRST, SECOND, DROP, ADD, SET)

_NEEDED = ("document", "layer", "start", "end", "label")
_OFFSET = re.compile(r"[0-9]{1,15}")

Key = tuple[str, int, int, str]
"""Layer, first code point of the source, the one behind the last, label."""


@dataclass(frozen=True, slots=True)
class Decision:
    """One row of the table, and where it stands.

    Attributes
    ----------
    row : dict
        Column name to cell.
    path : Path or None
        The table.
    line : int or None
        Its line there, counted from 1, comments and blank lines too.

    Examples
    --------
    >>> row = {"document": "a", "layer": "entities", "start": "0", "end": "4", "label": "LOC"}
    >>> decision = Decision({**row, "decision": "drop"}, Path("d.tsv"), 7)
    >>> decision.key
    ('entities', 0, 4, 'LOC')
    >>> print(decision.refusal("it is not there"))
    d.tsv, line 7: the decision drop on LOC at 0-4 of a: it is not there. To mend it: correct the \
row of the table of decisions.
    """

    row: Row
    path: Path | None = None
    line: int | None = None

    @property
    def document(self) -> str:
        """The id of the document that it is about."""
        return self.row["document"]

    @property
    def layer(self) -> str:
        """The name of the layer."""
        return self.row["layer"]

    @property
    def label(self) -> str:
        """The label."""
        return self.row["label"]

    @property
    def key(self) -> Key:
        """Where the annotation stands."""
        return (self.layer, int(self.row["start"]), int(self.row["end"]), self.label)

    @property
    def decision(self) -> str:
        """One of ``first``, ``second``, ``drop``, ``add``, ``set``; empty where it is open."""
        return self.cell("decision")

    def cell(self, column: str) -> str:
        """Return a cell; an empty text where the table lacks the column."""
        return self.row.get(column, "")

    def refusal(
        self, what: str, remedy: str = "correct the row of the table of decisions"
    ) -> StandoffError:
        """Return an error that names the table, the line and the annotation."""
        row = self.row
        return StandoffError(
            f"the decision {self.decision} on {self.label} at {row['start']}-{row['end']} of "
            f"{self.document}: {what}",
            path=self.path,
            place=None if self.line is None else f"line {self.line}",
            remedy=remedy,
        )


def read_decisions(path: Path, labels: LabelTable) -> list[Decision]:
    """Read the table of decisions; rows without a decision are checked and left out.

    Parameters
    ----------
    path : Path
        The table.
    labels : LabelTable
        The labels of the configuration.

    Raises
    ------
    LexiconError
        If the table is malformed.
    StandoffError
        If a row has an unknown layer, a label that is not one of its layer, offsets that are no
        whole numbers or hold nothing, an unknown decision, or the place of an earlier row; the
        place is the line.
    """
    rows = [Decision(row, path, number) for number, row in numbered_table(path, _NEEDED)]
    places: dict[tuple[str, Key], int | None] = {}
    for one in rows:
        fault = _fault(one.row, labels)
        if fault is None:
            first = places.setdefault((one.document, one.key), one.line)
            if first != one.line:
                fault = f"line {first} is about the same annotation", "remove one of the two rows"
        if fault is not None:
            what, remedy = fault
            raise StandoffError(what, path=path, place=f"line {one.line}", remedy=remedy)
    return [one for one in rows if one.decision]


def write_decisions(path: Path, rows: Iterable[Row]) -> None:
    """Write the table in the order of documents and texts."""
    write_table(
        path,
        COLUMNS,
        sorted(
            rows,
            key=lambda row: (row["document"], int(row["start"]), -int(row["end"]), row["label"]),
        ),
    )


def _fault(row: Row, labels: LabelTable) -> tuple[str, str] | None:
    layer, name = row["layer"], row["label"]
    if layer not in LAYERS:
        return f"unknown layer {layer!r}", f"use one of {', '.join(LAYERS)}"
    label = labels.get(name)
    if label is None or label.layer != layer:
        remedy = f"use one of {', '.join(labels.of(layer))}"
        if label is None:
            remedy += f", or {labels.remedy}"
        return f"{name!r} is no label of the layer {layer}", remedy
    for column in ("start", "end"):
        if not _OFFSET.fullmatch(row[column]):
            return f"{column} {row[column]!r} is no whole number", "write an offset of the text"
    if int(row["start"]) >= int(row["end"]):
        return (
            f"the range {row['start']}-{row['end']} holds nothing",
            "start is the first character, end the one behind the last",
        )
    if "decision" not in row:
        return "no column named decision", "restore the first row of the table"
    if row["decision"] and row["decision"] not in DECISIONS:
        return (
            f"the decision {row['decision']!r} is none of {', '.join(DECISIONS)}",
            "correct the cell",
        )
    return None
