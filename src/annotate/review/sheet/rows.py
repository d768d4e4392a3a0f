"""The decision sheet: a row a form, a row an occurrence, and a legend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotate.review.sheet import kinds
from annotate.review.sheet.consistency_queue import Case
from annotate.review.sheet.wording import EVERYWHERE, HERE, MEANINGS, Verb
from annotate.review.sheet.workbook import FilledRow, read_tables, write_tables
from annotate.tables import Cell, Column, Sheet

FORMS, OCCURRENCES = "Formes", "Occurrences"
CONTEXTS = 20
"""How many occurrences of a form are shown, unless more are asked for."""
NOTHING = "–"
"""Stands for no label, where a name was missed."""


def _columns(labels: Sequence[str]) -> dict[str, Column]:
    every = (
        Column("forme", 34, "le nom tel qu'il est écrit", "the name as it is written"),
        Column(
            "décision",
            13,
            "ce que vous décidez ; vide : rien",
            "what you decide; empty: nothing",
            tuple(Verb),
            True,
        ),
        Column(
            "étiquette",
            11,
            "l'étiquette voulue, si la décision est « étiqueter » ou « ajouter »",
            "the label that is wanted, where the decision is étiqueter or ajouter",
            tuple(labels),
            True,
        ),
        Column(
            "bornes",
            34,
            "le nom voulu, mot pour mot, si la décision est « bornes »",
            "the quote that is wanted, word for word, where the decision is bornes",
            (),
            True,
        ),
        Column(
            "portée",
            10,
            "partout (ou vide) : chaque occurrence, et les traitements à venir ; ici : seulement "
            "les occurrences marquées « ici » dans la feuille Occurrences",
            "partout (or empty): every occurrence, and later runs; ici: only the occurrences that "
            "are marked so in the sheet Occurrences",
            (EVERYWHERE, HERE),
            True,
        ),
        Column("motif", 28, "pourquoi, si vous voulez", "why, if you like", (), True),
        Column(
            "annoté",
            22,
            f"étiquettes et nombre d'occurrences ; {NOTHING} : rien n'est annoté",
            f"labels and how often; {NOTHING}: nothing is annotated",
        ),
        Column("occurrences", 12, "nombre d'occurrences", "how many occurrences"),
        Column("documents", 34, "documents et nombre d'occurrences", "documents and how often"),
        Column("genre", 16, "genre de doute", "kind of doubt"),
        Column("doute", 60, "le doute en français", "the doubt in French"),
        Column("doubt", 60, "le doute en anglais", "the doubt in English"),
        Column(
            "contexte",
            90,
            "le texte autour du nom, entre ⟦ ⟧",
            "the text around the name, between ⟦ ⟧",
        ),
        Column("document", 24, "identifiant du document", "id of the document"),
        Column("page", 7, "page du document", "page of the document"),
        Column("cas", 14, "identifiant de la forme ; ne pas changer", "id of the form; leave it"),
        Column(
            "place",
            20,
            "caractères du texte source ; ne pas changer",
            "characters of the source text; leave it",
        ),
        Column("annotation", 16, "identifiant ; ne pas changer", "its id; leave it"),
        Column(
            "empreinte",
            16,
            "pour quelles annotations la ligne est faite ; ne pas changer",
            "which annotations the row was made for; leave it",
        ),
    )
    return {column.name: column for column in every}


FORM_COLUMNS = (
    "forme",
    "décision",
    "étiquette",
    "bornes",
    "portée",
    "motif",
    "annoté",
    "occurrences",
    "documents",
    "genre",
    "doute",
    "doubt",
    "contexte",
    "cas",
    "empreinte",
)
OCCURRENCE_COLUMNS = (
    "forme",
    "décision",
    "étiquette",
    "bornes",
    "portée",
    "motif",
    "annoté",
    "contexte",
    "document",
    "page",
    "cas",
    "place",
    "annotation",
    "empreinte",
)
_NEEDED = ("décision", "étiquette", "bornes", "portée", "cas", "empreinte")


def write_decision_sheet(
    path: Path, cases: Sequence[Case], labels: Sequence[str], contexts: int = CONTEXTS
) -> None:
    """Write the decision sheet.

    Parameters
    ----------
    path : Path
        ``*.xlsx``, or ``*.csv``: then the occurrences stand in a file beside it.
    cases : sequence of Case
        The queue.
    labels : sequence of str
        The labels of names.
    contexts : int
        How many occurrences of a case are shown at most.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    columns = _columns(labels)
    tables = (
        Sheet(FORMS, [columns[name] for name in FORM_COLUMNS], [_form_row(one) for one in cases]),
        Sheet(
            OCCURRENCES,
            [columns[name] for name in OCCURRENCE_COLUMNS],
            [row for one in cases for row in _occurrence_rows(one, contexts)],
        ),
    )
    write_tables(path, tables, list(_legend()))


def told_counts(counts: Mapping[str, int]) -> str:
    """Return counts in words, the commonest first.

    Examples
    --------
    >>> told_counts({"LOC": 2, "": 1})
    'LOC 2, – 1'
    """
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name or NOTHING} {count}" for name, count in ordered)


def _form_row(case: Case) -> list[Cell]:
    first = case.occurrences[0]
    return [
        case.form,
        "",
        case.label,
        case.boundary,
        "",
        "",
        told_counts(case.labels),
        len(case.occurrences),
        told_counts(case.documents),
        " + ".join(dict.fromkeys(doubt.kind for doubt in case.doubts)),
        " ; ".join(doubt.french for doubt in case.doubts),
        "; ".join(doubt.english for doubt in case.doubts),
        first.context,
        case.id,
        case.mark,
    ]


def _occurrence_rows(case: Case, contexts: int) -> Iterator[list[Cell]]:
    for one in case.occurrences[:contexts]:
        yield [
            case.form,
            "",
            "",
            "",
            "",
            "",
            one.label or NOTHING,
            one.context,
            one.document,
            one.page,
            case.id,
            one.place,
            one.identity,
            one.mark,
        ]


def _legend() -> Iterator[Sequence[Cell]]:
    for verb, (french, english) in MEANINGS.items():
        yield str(verb), french, english
    yield EVERYWHERE, "la décision vaut partout", "the decision holds everywhere"
    yield HERE, "la décision vaut ici seulement", "the decision holds here only"
    for kind, (french, english) in kinds.MEANINGS.items():
        yield str(kind), french, english


@dataclass(frozen=True, slots=True)
class Filled:
    """A decision sheet that somebody filled."""

    forms: Sequence[FilledRow]
    occurrences: Sequence[FilledRow]


def read_decision_sheet(path: Path) -> Filled:
    """Read a decision sheet back, as annotate wrote it or as a spreadsheet saved it.

    Raises
    ------
    UsageError
        If it cannot be read, or is no decision sheet.
    """
    wanted = {FORMS: _NEEDED, OCCURRENCES: (*_NEEDED, "document", "place", "annotation")}
    found = read_tables(path, wanted)
    return Filled(found[FORMS], found[OCCURRENCES])


def shown(cases: Iterable[Case]) -> Counter[str]:
    """Return how many cases there are of each kind."""
    return Counter(str(doubt.kind) for case in cases for doubt in case.doubts)
