"""Open disagreements as a sheet with drop-downs, for a person who decides without a server."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from annotate.document.run_folder import RunFolder
from annotate.errors import UsageError
from annotate.gold.adjudication_record import (
    ADD,
    COLUMNS,
    DECISIONS,
    DROP,
    FIRST,
    SECOND,
    SET,
)
from annotate.lexicons import Row
from annotate.review.sheet.text import CLOSE, OPEN
from annotate.review.sheet.wording import bare
from annotate.review.sheet.workbook import FilledRow, read_tables, write_tables
from annotate.tables import Cell, Column, Sheet

SHEET = "Décisions"
_NEAR = 80
_COLUMNS = (
    Column("document", 22, "identifiant du document", "id of the document"),
    Column("layer", 12, "couche", "layer"),
    Column("start", 9, "premier caractère ; ne pas changer", "first character; leave it"),
    Column("end", 9, "fin ; ne pas changer", "end; leave it"),
    Column("label", 11, "étiquette", "label"),
    Column("text", 40, "le nom", "the name"),
    Column(
        "first", 26, "ce que dit la première lecture ; – : rien", "what the first annotator says"
    ),
    Column(
        "second", 26, "ce que dit la seconde lecture ; – : rien", "what the second annotator says"
    ),
    Column(
        "decision",
        12,
        "première ou seconde : cette lecture a raison ; rien : rien à cet endroit ; fixer : ce que "
        "dit decided ; vide : à décider",
        "première or seconde (first, second): this annotator is right; rien (drop): nothing there; "
        "fixer (set): what decided says",
        ("première", "seconde", "rien", "fixer"),
        True,
    ),
    Column(
        "decided",
        30,
        "avec fixer : value 1936-05, nested, …",
        "with fixer (set): value 1936-05, nested, …",
        (),
        True,
    ),
    Column("reason", 40, "pourquoi", "why", (), True),
    Column(
        "context", 90, "le texte autour, le nom entre ⟦ ⟧", "the text around, the name between ⟦ ⟧"
    ),
)


_WORDS = {
    "1": FIRST,
    "2": SECOND,
    "prem": FIRST,
    "second": SECOND,
    "deux": SECOND,
    "rien": DROP,
    "fix": SET,
    "ajout": ADD,
}
"""How the words begin that mean a decision of the record."""


def write_adjudication_sheet(path: Path, rows: Iterable[Row], run: RunFolder | None = None) -> None:
    """Write rows of the record of decisions as a workbook or a CSV.

    Parameters
    ----------
    path : Path
        ``*.xlsx`` or ``*.csv``; replaced, whole or not at all.
    rows : iterable of Row
        The rows.
    run : RunFolder, optional
        The run with the texts; with it each row has its context.
    """
    cells = list(_with_contexts(list(rows), run))
    write_tables(path, [Sheet(SHEET, _COLUMNS, cells)], [])


def read_adjudication_sheet(path: Path) -> list[Row]:
    """Return the rows of a sheet in which something is decided.

    Raises
    ------
    UsageError
        If it cannot be read, is not such a sheet, or has another word for a decision.
    """
    rows = read_tables(path, {SHEET: COLUMNS})[SHEET]
    return [
        {**{name: row[name] for name in COLUMNS}, "decision": _decision(row, path)}
        for row in rows
        if row["decision"]
    ]


def _decision(row: FilledRow, path: Path) -> str:
    """Return the word of the record for a cell, in French or in English."""
    word = bare(row["decision"])
    if word in DECISIONS:
        return word
    for stem, decision in _WORDS.items():
        if word.startswith(stem):
            return decision
    raise UsageError(
        f"{row['decision']!r} is none of première, seconde, rien, fixer",
        path=path,
        place=row.place,
        remedy="correct the cell",
    )


def _with_contexts(rows: Iterable[Row], run: RunFolder | None) -> Iterator[list[Cell]]:
    present = run.documents() if run else ()
    last, mended = "", None
    for row in rows:
        if run is not None and row["document"] != last:
            last = row["document"]
            mended = run.read(last).mended if last in present else None
        start, end = int(row["start"]), int(row["end"])
        # Notes and running heads may lie between the first character and the last.
        at = mended.offsets.span([(start, start + 1), (end - 1, end)]) if mended else None
        context = ""
        if mended is not None and at is not None:
            before = mended.text[max(0, at[0] - _NEAR) : at[0]]
            after = mended.text[at[1] : at[1] + _NEAR]
            context = " ".join(f"{before}{OPEN}{mended.text[slice(*at)]}{CLOSE}{after}".split())
        yield [*(row.get(name, "") for name in COLUMNS), context]
