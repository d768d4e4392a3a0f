"""The sheet of proposed entries, and accepted entries written into the lexicons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from annotate.errors import UsageError
from annotate.lexicons import append_rows
from annotate.review.lexicon.proposals import COLUMNS, Proposal, known_keys
from annotate.review.sheet.wording import NO, YES, answer_of
from annotate.review.sheet.workbook import read_tables, write_tables
from annotate.tables import Cell, Column, Sheet

_SHEET = "Entrées"
_COLUMNS = (
    Column("forme", 34, "la forme à ajouter", "the form to add"),
    Column("accepter", 10, "oui pour ajouter l'entrée", "oui to add the entry", (YES, NO), True),
    Column("lexique", 24, "le fichier", "the file"),
    Column("genre", 30, "genre, ou forme longue d'un sigle", "kind, or expansion", (), True),
    Column("étiquette", 11, "l'étiquette", "the label", (), True),
    Column("décisions", 11, "nombre de décisions", "how many decisions"),
    Column("contre", 9, "décisions contraires sur la même forme", "decisions that say otherwise"),
    Column("documents", 11, "nombre de documents", "how many documents"),
    Column("exemple", 90, "une occurrence", "one occurrence"),
    Column("par", 14, "qui l'a décidé", "who decided so"),
    Column("jour", 12, "quand", "when"),
)


def write_entries_sheet(path: Path, proposals: Sequence[Proposal]) -> None:
    """Write proposals as a sheet in which a person answers oui or non.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    rows: list[list[Cell]] = [
        [
            *(one.form, "", one.lexicon, one.detail, one.label),
            *(one.count, one.against, one.documents, one.example, one.by, one.at),
        ]
        for one in proposals
    ]
    write_tables(path, [Sheet(_SHEET, _COLUMNS, rows)], [])


def read_accepted(path: Path) -> list[Proposal]:
    """Read the entries that a person accepted.

    Raises
    ------
    UsageError
        If the file is not such a sheet, or a row is malformed; the place is the row.
    """
    needed = ("forme", "accepter", "lexique", "genre", "étiquette", "par", "jour")
    found = []
    for row in read_tables(path, {_SHEET: needed})[_SHEET]:
        answer = answer_of(row["accepter"])
        if answer is None or (answer == YES and row["lexique"] not in COLUMNS):
            what = row["accepter"] if answer is None else row["lexique"]
            raise UsageError(
                f"{what!r} is neither {YES} nor {NO}, nor a lexicon",
                path=path,
                place=row.place,
                remedy="correct the cell",
            )
        if answer == YES:
            cells = (row["lexique"], row["forme"], row["genre"], row["étiquette"])
            found.append(Proposal(*cells, 0, 0, row["par"], row["jour"], ""))
    return found


def add_entries(config: Path, accepted: Iterable[Proposal]) -> int:
    """Write accepted entries at the end of their lexicons, each file whole or not at all.

    Returns
    -------
    int
        How many were written; an entry that a lexicon has is not written again.
    """
    by_lexicon: dict[str, list[Proposal]] = defaultdict(list)
    for one in accepted:
        by_lexicon[one.lexicon].append(one)
    written = 0
    for lexicon, some in sorted(by_lexicon.items()):
        known = set(known_keys(config, lexicon))
        fresh = {one.key: one for one in some if one.key not in known}
        if fresh:
            append_rows(config / "lexicons" / lexicon, (one.row for one in fresh.values()))
            written += len(fresh)
    return written
