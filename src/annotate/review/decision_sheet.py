"""The table of decisions as a sheet with drop-downs, for a person who decides without a server."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from annotate.document.mended import Mended
from annotate.document.run_folder import RunFolder
from annotate.gold.decision_table import COLUMNS, DECISIONS
from annotate.lexicons import Row
from annotate.review.sheet.workbook import read_tables, write_tables
from annotate.tables import Cell, Column, Sheet

SHEET = "Décisions"
CONTEXT = "context"
_NEAR = 80
_TOLD: Mapping[str, tuple[int, str, str]] = {
    "document": (22, "identifiant du document", "id of the document"),
    "layer": (12, "couche", "layer"),
    "start": (9, "premier caractère ; ne pas changer", "first character; leave it"),
    "end": (9, "fin ; ne pas changer", "end; leave it"),
    "label": (11, "étiquette", "label"),
    "text": (40, "le nom", "the name"),
    "first": (26, "ce que dit la première lecture ; – : rien", "what the first reading says"),
    "second": (26, "ce que dit la seconde lecture ; – : rien", "what the second reading says"),
    "decision": (
        12,
        "first ou second : cette lecture a raison ; drop : rien à cet endroit ; set : ce que dit "
        "decided ; vide : à décider",
        "first or second: this reading is right; drop: nothing there; set: what decided says",
    ),
    "decided": (30, "avec set : value 1936-05, nested, …", "with set: value 1936-05, nested, …"),
    "reason": (40, "pourquoi", "why"),
    CONTEXT: (90, "le texte autour, le nom entre ⟦ ⟧", "the text around, the name between ⟦ ⟧"),
}
_FILLED = ("decision", "decided", "reason")


def write_decision_sheet(path: Path, rows: Iterable[Row], run: RunFolder | None = None) -> None:
    """Write rows of the table of decisions as a workbook or a CSV.

    Parameters
    ----------
    path : Path
        ``*.xlsx`` or ``*.csv``; replaced, whole or not at all.
    rows : iterable of Row
        The rows.
    run : RunFolder, optional
        Where the texts are; then each row has its context.
    """
    columns = [
        Column(name, *_TOLD[name], DECISIONS if name == "decision" else (), name in _FILLED)
        for name in (*COLUMNS, CONTEXT)
    ]
    contexts = _Contexts(run)
    told: list[list[Cell]] = [
        [*(row.get(name, "") for name in COLUMNS), contexts.of(row)] for row in rows
    ]
    write_tables(path, [Sheet(SHEET, columns, told)], [])


def read_decision_sheet(path: Path) -> list[Row]:
    """Return the rows of a sheet in which something is decided.

    Raises
    ------
    UsageError
        If it cannot be read, or is no such sheet.
    """
    rows = read_tables(path, {SHEET: COLUMNS})[SHEET]
    return [{name: row[name] for name in COLUMNS} for row in rows if row["decision"]]


class _Contexts:
    def __init__(self, run: RunFolder | None) -> None:
        self._run = run
        self._present = set(run.documents()) if run else set()
        self._last: tuple[str, Mended] | None = None

    def of(self, row: Row) -> str:
        if self._run is None or row["document"] not in self._present:
            return ""
        if self._last is None or self._last[0] != row["document"]:
            self._last = row["document"], self._run.read(row["document"]).mended
        mended = self._last[1]
        start, end = int(row["start"]), int(row["end"])
        # Notes and running heads may lie between the first character and the last.
        at = mended.offsets.span([(start, start + 1), (end - 1, end)])
        if at is None:
            return ""
        before = mended.text[max(0, at[0] - _NEAR) : at[0]]
        after = mended.text[at[1] : at[1] + _NEAR]
        return " ".join(f"{before}⟦{mended.text[slice(*at)]}⟧{after}".split())


def merged_rows(decided: Iterable[Row], new: Iterable[Row]) -> list[Row]:
    """Return the rows of a table with new ones; what was decided in the table stays.

    Examples
    --------
    >>> place = {"document": "a", "layer": "entities", "start": "0", "end": "4", "label": "LOC"}
    >>> [row["decision"] for row in merged_rows([{**place, "decision": "drop"}],
    ...     [{**place, "decision": "first"}])]
    ['drop']
    """
    found: dict[tuple[str, ...], Row] = {}
    for row in (*decided, *new):
        key = tuple(row.get(name, "") for name in COLUMNS[:5])
        found.setdefault(key, row)
    return list(found.values())
