"""A batch: what one command or one action in the page changed, whole, as the journal keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from annotate.document.annotation import Annotation
from annotate.document.standoff import Standoff, annotation_of, dumps, loads, row_of

FORMAT = 1


class Kind(StrEnum):
    """What made a batch; the value is what the journal says.

    Examples
    --------
    >>> print(Kind.SHEET)
    sheet
    """

    PULL = "pull"
    """What people did in doccano."""
    SHEET = "sheet"
    """A filled decision sheet."""
    IMPORT = "import"
    """What people changed in a format of other programs."""
    PAGE = "page"
    """One action in the review page, or of a program that uses its interface."""
    API = "api"
    """What a program changed and saved through ``annotate.load``."""
    UNDO = "undo"
    """An earlier batch taken back."""
    DISCARD = "discard"
    """A run that gave the decisions up: what was decided and read before does not hold."""


class How(StrEnum):
    """How much of a piece was read.

    Examples
    --------
    >>> print(How.WHOLE)
    whole
    """

    DOUBT = "doubt"
    """What was doubtful in it."""
    WHOLE = "whole"
    """All of its text."""
    WITHDRAWN = "withdrawn"
    """The reader has taken back what they said."""


@dataclass(frozen=True, slots=True)
class AnnotationChange:
    """One annotation before and after a batch.

    Attributes
    ----------
    was : Annotation or None
        None where something was added.
    now : Annotation or None
        None where a prediction gave way.
    """

    was: Annotation | None
    now: Annotation | None


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """What a batch changed in one standoff file.

    Attributes
    ----------
    path : str
        The file, from the run's folder on.
    was, now : Standoff or None
        What its first line said before and says after, without layers; None where there was no
        file.
    annotations : tuple of AnnotationChange
        All that differs, by position.
    """

    path: str
    was: Standoff | None
    now: Standoff | None
    annotations: tuple[AnnotationChange, ...]

    @property
    def document(self) -> str:
        """The document's id."""
        head = self.now or self.was
        return head.document if head else ""


@dataclass(frozen=True, slots=True)
class LinesChange:
    """Lines of a table that a batch replaced.

    Attributes
    ----------
    at : int
        The number of the first of them in the file as it is after the batch, from 0.
    was, now : tuple of str
        The lines before and after, without their line ends.
    """

    at: int
    was: tuple[str, ...]
    now: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableChange:
    """What a batch changed in a table of form decisions.

    Attributes
    ----------
    path : str
        The file, from the run's folder on, or absolute where it lies elsewhere.
    existed : bool
        Whether there was a file before.
    lines : tuple of LinesChange
        In the order of the file.
    """

    path: str
    existed: bool
    lines: tuple[LinesChange, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody has read a piece of a text, with the annotations that were there.

    Attributes
    ----------
    document, piece : str
        The document's id, and that of the block as its structure had it.
    text, annotations : str
        What was read, as :class:`~annotate.review.pieces.Piece` has it.
    by, at : str
        Who and when.
    how : How
        How much of it.
    """

    document: str
    piece: str
    text: str
    annotations: str
    by: str
    at: str
    how: How


@dataclass(frozen=True, slots=True)
class Batch:
    """One numbered change.

    Attributes
    ----------
    number : int
        From 1, without gaps.
    kind : Kind
        What made it.
    by : tuple of str
        Who decided.
    at : str
        When it was written, as ``2026-11-28T05:00:00Z``.
    origin : str
        Where it came from: a sheet, a server's project.
    undoes : int or None
        The batch that this one takes back.
    documents : tuple of DocumentChange
        By path.
    tables : tuple of TableChange
        Tables of form decisions.
    readings : tuple of Reading
        What was read.
    """

    number: int
    kind: Kind
    by: tuple[str, ...]
    at: str
    origin: str = ""
    undoes: int | None = None
    documents: tuple[DocumentChange, ...] = ()
    tables: tuple[TableChange, ...] = ()
    readings: tuple[Reading, ...] = ()


def line_of(batch: Batch) -> str:
    """Return a batch as its line of the journal.

    Examples
    --------
    >>> batch = Batch(1, Kind.PAGE, ("alice",), "2026-11-28T05:00:00Z")
    >>> batch_of(line_of(batch)) == batch
    True
    """
    row = {
        "batch": batch.number,
        "kind": batch.kind,
        "by": batch.by,
        "at": batch.at,
        "from": batch.origin,
        "undoes": batch.undoes,
        "format": FORMAT,
        "documents": [
            {
                "path": one.path,
                "was": _head_row(one.was),
                "now": _head_row(one.now),
                "annotations": [[_row(pair.was), _row(pair.now)] for pair in one.annotations],
            }
            for one in batch.documents
        ],
        "tables": [
            {
                "path": one.path,
                "existed": one.existed,
                "lines": [[part.at, part.was, part.now] for part in one.lines],
            }
            for one in batch.tables
        ],
        "readings": [
            [one.document, one.piece, one.text, one.annotations, one.by, one.at, one.how]
            for one in batch.readings
        ],
    }
    return json.dumps(row, ensure_ascii=False) + "\n"


def batch_of(line: str) -> Batch:
    """Return the batch of a line of the journal.

    Raises
    ------
    ValueError, TypeError, KeyError
        If the line is malformed.
    """
    row = json.loads(line)
    if row["format"] != FORMAT:
        raise ValueError(f"format {row['format']!r} is not {FORMAT}")
    return Batch(
        row["batch"],
        Kind(row["kind"]),
        tuple(row["by"]),
        row["at"],
        row["from"],
        row["undoes"],
        tuple(map(_document, row["documents"])),
        tuple(map(_table, row["tables"])),
        tuple(_reading(*one) for one in row["readings"]),
    )


def _document(row: Mapping[str, Any]) -> DocumentChange:
    changes = [
        AnnotationChange(_annotation(was), _annotation(now)) for was, now in row["annotations"]
    ]
    return DocumentChange(row["path"], _head(row["was"]), _head(row["now"]), tuple(changes))


def _table(row: Mapping[str, Any]) -> TableChange:
    lines = (LinesChange(at, tuple(was), tuple(now)) for at, was, now in row["lines"])
    return TableChange(row["path"], row["existed"], tuple(lines))


def _reading(
    document: str, piece: str, text: str, annotations: str, by: str, at: str, how: str
) -> Reading:
    return Reading(document, piece, text, annotations, by, at, How(how))


def _row(one: Annotation | None) -> dict[str, Any] | None:
    return None if one is None else row_of(one)


def _annotation(row: Mapping[str, Any] | None) -> Annotation | None:
    return None if row is None else annotation_of(row)


def _head_row(head: Standoff | None) -> Any:
    return None if head is None else json.loads(dumps(head))


def _head(row: Any) -> Standoff | None:
    return None if row is None else loads(json.dumps(row), "")
