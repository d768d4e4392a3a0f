"""The record of an adjudication: a row for each disagreement, and for each overruling.

A table of tab-separated values that is kept with the gold, so that every disagreement and its
resolution can be read later. It is filled through a sheet or through doccano, and gold is made from
it. One record may serve several pairs of annotators.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from annotate.document.annotation import LAYERS, Annotation
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

_PLACE = COLUMNS[:5]
_OFFSET = re.compile(r"[0-9]{1,15}")
_IN_DOCCANO = re.compile(r"doccano: .*, (\S+)")

Key = tuple[str, int, int, str]
"""Layer, first code point of the source, the one after the last, label."""


def key_of(one: Annotation) -> Key:
    """Return the key that the record knows an annotation by."""
    return (one.layer, one.start, one.end, one.label)


def place_of(document: str, one: Annotation) -> Row:
    """Return the cells of the record that say which annotation a row is about."""
    cells = (document, one.layer, str(one.start), str(one.end), one.label, one.text or "")
    return dict(zip((*_PLACE, "text"), cells, strict=True))


@dataclass(frozen=True, slots=True)
class Ruling:
    """One row of the record, and where it comes from.

    Attributes
    ----------
    row : dict
        Column name to cell.
    path : Path or None
        The record.
    line : int or None
        The line there, counted from 1, comments and blank lines too.

    Examples
    --------
    >>> row = {"document": "a", "layer": "entities", "start": "0", "end": "4", "label": "LOC"}
    >>> ruling = Ruling({**row, "decision": "drop"}, Path("d.tsv"), 7)
    >>> ruling.key
    ('entities', 0, 4, 'LOC')
    >>> print(ruling.refusal("it is not there"))
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
    def key(self) -> Key:
        """The key of the annotation."""
        return (self.layer, int(self.row["start"]), int(self.row["end"]), self.row["label"])

    @property
    def decision(self) -> str:
        """One of ``first``, ``second``, ``drop``, ``add``, ``set``; empty while it is open."""
        return self.cell("decision")

    def cell(self, column: str) -> str:
        """Return a cell; an empty text where the record lacks the column."""
        return self.row.get(column, "")

    def refusal(
        self, what: str, remedy: str = "correct the row of the table of decisions"
    ) -> StandoffError:
        """Return an error that names the record, the line and the annotation."""
        _, start, end, label = self.key
        return StandoffError(
            f"the decision {self.decision} on {label} at {start}-{end} of {self.document}: {what}",
            path=self.path,
            place=None if self.line is None else f"line {self.line}",
            remedy=remedy,
        )


def read_rulings(path: Path, labels: LabelTable) -> list[Ruling]:
    """Read the record; rows without a decision are checked and left out.

    Parameters
    ----------
    path : Path
        The record.
    labels : LabelTable
        The labels of the configuration.

    Raises
    ------
    LexiconError
        If the table is malformed.
    StandoffError
        If a row has an unknown layer, a label that is not one of its layer, offsets that are not
        whole numbers or an empty range, an unknown decision, or the place of an earlier row; the
        place is the line.
    """
    found: list[Ruling] = []
    lines: dict[tuple[str, Key], int] = {}
    for number, row in numbered_table(path, _PLACE):
        one = Ruling(row, path, number)
        fault = _fault(row, labels)
        if fault is None:
            first = lines.setdefault((one.document, one.key), number)
            if first != number:
                fault = f"line {first} is about the same annotation", "remove one of the two rows"
        if fault is not None:
            raise StandoffError.at_line(fault[0], path, number, fault[1])
        found.append(one)
    return [one for one in found if one.decision]


def write_record(path: Path, rows: Iterable[Row]) -> None:
    """Write the record in the order of documents and texts; comments in it are kept."""
    ordered = sorted(
        rows, key=lambda row: (row["document"], int(row["start"]), -int(row["end"]), row["label"])
    )
    write_table(path, COLUMNS, ordered)


def add_to_record(
    path: Path, decided: Iterable[Row], labels: LabelTable, *, last: bool = False
) -> int:
    """Add decided rows to the record, and return how many are new or changed.

    Parameters
    ----------
    path : Path
        The record; made if it is not there.
    decided : iterable of Row
        Rows of a sheet or of doccano. One of doccano replaces an earlier one of doccano: a judge
        may change her mind. Otherwise what the record has decided is kept.
    labels : LabelTable
        The labels of the configuration.
    last : bool
        Whether the rows were decided after the record was written, so that they replace it.
    """
    before = [one.row for one in read_rulings(path, labels)] if path.exists() else []
    rows = {_place_of(row): row for row in before}
    changed = 0
    for row in decided:
        old = rows.get(_place_of(row))
        if old is None or (_ruled(old) != _ruled(row) and (last or _is_later(row, old))):
            rows[_place_of(row)] = row
            changed += 1
    if changed:
        write_record(path, rows.values())
    return changed


def _place_of(row: Row) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in _PLACE)


def _ruled(row: Row) -> tuple[str, str]:
    return row.get("decision", ""), row.get("decided", "")


def _is_later(row: Row, old: Row) -> bool:
    """Return whether a row was decided in doccano after another one was decided there."""
    times = [_IN_DOCCANO.fullmatch(one.get("reason", "")) for one in (row, old)]
    new, before = (match[1] if match else "" for match in times)
    return bool(before) and new > before


def _fault(row: Row, labels: LabelTable) -> tuple[str, str] | None:
    layer, name = row["layer"], row["label"]
    if layer not in LAYERS:
        return f"unknown layer {layer!r}", f"use one of {', '.join(LAYERS)}"
    label = labels.get(name)
    if label is None or label.layer != layer:
        remedy = f"use one of {', '.join(labels.of(layer))}"
        if label is None:
            remedy += f", or {labels.remedy}"
        return f"{name!r} is not a label of the layer {layer}", remedy
    for column in ("start", "end"):
        if not _OFFSET.fullmatch(row[column]):
            return f"{column} {row[column]!r} is not a whole number", "write an offset of the text"
    if int(row["start"]) >= int(row["end"]):
        what = f"the range {row['start']}-{row['end']} is empty"
        return what, "start is the first character, end the one after the last"
    if "decision" not in row:
        return "no column named decision", "restore the first row of the table"
    if row["decision"] and row["decision"] not in DECISIONS:
        what = f"the decision {row['decision']!r} is none of {', '.join(DECISIONS)}"
        return what, "correct the cell"
    return None
