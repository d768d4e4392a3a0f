"""The list of contradictions: a row and one cell to choose in for each, whoever contradicts whom.

A pull, a sheet and the annotation sets of two annotators write into the same list, each its own
rows, and read back what was chosen there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from annotate.document.mended import Mended
from annotate.document.run_folder import RunFolder
from annotate.document.source import Range
from annotate.errors import UsageError
from annotate.gold.adjudication_record import DROP, FIRST, SECOND, SET
from annotate.gold.contradictions import Contradiction, Verdict
from annotate.review.sheet.text import CLOSE, OPEN
from annotate.review.sheet.wording import bare
from annotate.review.sheet.workbook import FilledRow, read_tables, write_tables
from annotate.tables import Cell, Column, Sheet

CONTRADICTIONS = "contradictions.xlsx"
"""The list of a run, in its folder ``review``."""
_SHEET = "Contradictions"
_NEAR = 80
_OTHER_OPEN, _OTHER_CLOSE = "⟪", "⟫"
_FRENCH = {FIRST: "première", SECOND: "seconde", DROP: "rien", SET: "fixer"}
_COLUMNS = (
    Column("document", 22, "identifiant du document", "id of the document"),
    Column("première", 34, "ce que dit la première personne ; – : rien", "what the first one says"),
    Column("seconde", 34, "ce que dit la seconde ; – : rien", "what the second one says"),
    Column(
        "décision",
        12,
        "première, seconde, ou un nom : cette personne a raison ; rien : rien à cet endroit ; "
        "fixer : ce que dit la colonne fixé ; vide : à décider",
        "première, seconde (first, second) or a name: this one is right; rien (drop): nothing "
        "there; fixer (set): what the column fixé says",
        tuple(_FRENCH.values()),
        True,
    ),
    Column(
        "fixé",
        30,
        "avec fixer : value 1936-05, nested, expansion …",
        "with fixer (set): value 1936-05, nested, expansion …",
        (),
        True,
    ),
    Column("raison", 40, "pourquoi", "why", (), True),
    Column(
        "contexte",
        90,
        "le texte autour ; la première entre ⟦ ⟧, la seconde entre ⟪ ⟫",
        "the text around; the first between ⟦ ⟧, the second between ⟪ ⟫",
    ),
    Column("origine", 24, "d’où vient la contradiction", "where the contradiction comes from"),
    Column("repère", 22, "ne pas changer", "leave it as it is"),
)
_WORDS = {
    "1": FIRST,
    "2": SECOND,
    "prem": FIRST,
    "first": FIRST,
    "second": SECOND,
    "deux": SECOND,
    "rien": DROP,
    "drop": DROP,
    "fix": SET,
    "set": SET,
}
"""How the words begin that mean a choice."""


_AND = " | "


def origin_of(names: tuple[str, str]) -> str:
    """Return the origin of the contradictions of two annotators with texts of their own."""
    return _AND.join(names)


class ContradictionList:
    """A list of contradictions in a file.

    Parameters
    ----------
    path : Path
        ``*.xlsx`` or ``*.csv``; it need not be there.
    origin : str
        Where the contradictions come from that the caller deals with; rows of others are kept.

    Raises
    ------
    UsageError
        If the file cannot be read, or is not such a list.
    """

    def __init__(self, path: Path, origin: str) -> None:
        self.path, self.origin = path, origin
        rows = _rows_in(path)
        self._others = [row for row in rows if row["origine"] != origin]
        self._own: dict[str, FilledRow] = {}
        for row in rows:
            if row["origine"] == origin and row["décision"]:
                self._keep(row)

    def _keep(self, row: FilledRow) -> None:
        """Note a row that is filled; two of the same contradiction must say the same."""
        first = self._own.setdefault(_mark_in(row), row)
        if bare(first["décision"]) != bare(row["décision"]):
            raise UsageError(
                f"the same contradiction is decided otherwise in {first.place}",
                path=self.path,
                place=row.place,
                remedy="remove one of the two rows",
            )

    def choice(self, one: Contradiction) -> Verdict | None:
        """Return what was chosen about a contradiction; None where the cell is empty or untouched.

        Raises
        ------
        UsageError
            If the cell says something else, or its row is not about it: a column was sorted alone.
        """
        row = self._own.get(one.mark)
        if row is None:
            return None
        if any(bare(row[name]) != bare(said) for name, said in zip(_SIDES, one.said, strict=True)):
            raise UsageError(
                "première and seconde are not those of repère: was a column sorted alone?",
                path=self.path,
                place=row.place,
                remedy="sort whole rows, or empty the cell",
            )
        decision, decided = self._decision(row, one), row["fixé"]
        if row["repère"] == _reference(one, Verdict(decision, decided)):
            return None
        return Verdict(decision, decided, row["raison"], row.place)

    def _decision(self, row: FilledRow, one: Contradiction) -> str:
        """Return what a cell means, in French or in English, or as the name of who is right."""
        word = bare(row["décision"])
        names = [bare(name) for name in one.names]
        if word in names and names[0] != names[1]:
            return FIRST if word == names[0] else SECOND
        for stem, decision in _WORDS.items():
            if word.startswith(stem):
                return decision
        raise UsageError(
            f"{row['décision']!r} is none of {', '.join((*_FRENCH.values(), *one.names))}",
            path=self.path,
            place=row.place,
            remedy="correct the cell",
        )

    def write(
        self,
        present: Iterable[Contradiction],
        run: RunFolder | None = None,
        known: Mapping[str, Verdict] | None = None,
    ) -> None:
        """Write the contradictions that there are now, in place of those of the same origin.

        A cell that was filled keeps its words. A list without rows is removed.

        Parameters
        ----------
        present : iterable of Contradiction
            What there is, decided or not.
        run : RunFolder, optional
            The run with the texts; with it each row has its context.
        known : mapping of str to Verdict, optional
            What is decided elsewhere, by the mark of the contradiction: shown in the cell, and no
            choice until somebody changes it.
        """
        rows: list[list[Cell]] = [[row[one.name] for one in _COLUMNS] for row in self._others]
        rows += self._rows(present, run, known or {})
        if rows:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_tables(self.path, [Sheet(_SHEET, _COLUMNS, rows)], [])
        else:
            self.path.unlink(missing_ok=True)

    def _rows(
        self, present: Iterable[Contradiction], run: RunFolder | None, known: Mapping[str, Verdict]
    ) -> Iterator[list[Cell]]:
        documents = run.documents() if run else ()
        last, mended = "", None
        for one in present:
            if run is not None and one.document != last:
                last = one.document
                mended = run.read(last).mended if last in documents else None
            chosen = known.get(one.mark) or self.choice(one)
            decision = ("", "", "")
            if chosen is not None:
                decision = (_FRENCH[chosen.decision], chosen.decided, chosen.reason)
            context = context_of(one, mended) if mended is not None else ""
            told = _reference(one, known.get(one.mark))
            yield [one.document, *one.said, *decision, context, self.origin, told]


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list as people see it.

    Attributes
    ----------
    document, first, second, context, origin : str
        Its cells; what either is about is between signs in the context.
    mark : str
        Tells the row from others of its origin.
    decision : str
        The words in its cells; empty while it is open.
    """

    document: str
    first: str
    second: str
    context: str
    origin: str
    mark: str
    decision: str = ""


def listed_in(path: Path) -> list[Listed]:
    """Return the rows of a list, of all origins; none where there is no file.

    Raises
    ------
    UsageError
        If the file cannot be read, or is not such a list.
    """
    return [
        Listed(
            row["document"],
            row["première"],
            row["seconde"],
            row["contexte"],
            row["origine"],
            _mark_in(row),
            " ".join(filter(None, (row["décision"], row["fixé"]))),
        )
        for row in _rows_in(path)
    ]


def choose_in(path: Path, origin: str, mark: str, verdict: Verdict) -> None:
    """Fill the cells of a row, as somebody does in a spreadsheet.

    Parameters
    ----------
    path : Path
        The list.
    origin, mark : str
        Those of the row.
    verdict : Verdict
        Who is right.

    Raises
    ------
    UsageError
        If there is no such row any more, or the file is not such a list.
    OutputError
        If it cannot be written.
    """
    rows: list[list[Cell]] = []
    found = False
    for row in _rows_in(path):
        cells = {one.name: row[one.name] for one in _COLUMNS}
        if (row["origine"], _mark_in(row)) == (origin, mark):
            found = True
            cells |= {"décision": _FRENCH[verdict.decision], "fixé": verdict.decided}
        rows.append(list(cells.values()))
    if not found:
        raise UsageError(
            f"there is no contradiction {mark} of {origin} any more",
            path=path,
            remedy="look at those that are there now",
        )
    write_tables(path, [Sheet(_SHEET, _COLUMNS, rows)], [])


def open_in(path: Path) -> dict[str, list[str]]:
    """Return the contradictions of pulls and sheets that nobody has settled, in words, by document;
    those of annotators with texts of their own are about no decision of the run.
    """
    found: dict[str, list[str]] = {}
    for one in listed_in(path):
        if not one.decision and _AND not in one.origin:
            found.setdefault(one.document, []).append(f"{one.first}; {one.second}")
    return found


def _rows_in(path: Path) -> list[FilledRow]:
    names = [column.name for column in _COLUMNS]
    return read_tables(path, {_SHEET: names})[_SHEET] if path.is_file() else []


_SIDES = ("première", "seconde")


def _reference(one: Contradiction, known: Verdict | None) -> str:
    """Return the mark of a contradiction, with what is decided about it elsewhere."""
    parts = (one.mark, known.decision, known.decided) if known else (one.mark,)
    return " ".join(filter(None, parts))


def _mark_in(row: FilledRow) -> str:
    return row["repère"].partition(" ")[0]


def context_of(one: Contradiction, mended: Mended) -> str:
    """Return the text around a contradiction, with what the first is about between ⟦ ⟧ and what the
    second is about between ⟪ ⟫.
    """
    signs: list[tuple[int, int, int, int, str]] = []
    spans: list[Range] = []
    marks = ((OPEN, CLOSE), (_OTHER_OPEN, _OTHER_CLOSE))
    for side, (ranges, (opening, closing)) in enumerate(zip(one.spans, marks, strict=True)):
        for span in filter(None, (mended.offsets.span([each]) for each in dict.fromkeys(ranges))):
            low, high = span
            spans.append(span)
            # Where signs meet, what ends comes first, and the longer stretch is the outer one.
            signs += [(low, 1, -high, side, opening), (high, 0, -low, -side, closing)]
    if not spans:
        return ""
    at = max(0, min(low for low, _ in spans) - _NEAR)
    end = max(high for _, high in spans) + _NEAR
    parts = []
    for place, *_, sign in sorted(signs):
        parts += [mended.text[at:place], sign]
        at = place
    return " ".join("".join([*parts, mended.text[at:end]]).split())
