"""The sheet of a check: one row per form, one row per occurrence, and a legend."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from annotate.review.sheet import doubts, wording
from annotate.review.sheet.consistency_queue import Case
from annotate.review.sheet.text import form_of
from annotate.review.sheet.wording import EVERYWHERE, HERE, Verb, bare
from annotate.review.sheet.workbook import FilledRow, read_tables, write_tables
from annotate.tables import Cell, Column, Sheet

FORMS, OCCURRENCES = "Formes", "Occurrences"
CONTEXTS = 20
"""How many occurrences of a form are listed, unless more are asked for."""
PROPOSED = "."
"""In the fingerprint of a form, before the mark of what its row proposes."""
NOTHING = "–"
"""In place of a label, where a name was missed."""

_FILLED = (
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
        (),
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
)
_CONTEXT = Column(
    "contexte", 90, "le texte autour du nom, entre ⟦ ⟧", "the text around the name, between ⟦ ⟧"
)
_CASE = Column("cas", 14, "identifiant de la forme ; ne pas changer", "id of the form; leave it")
_FINGERPRINT = Column(
    "empreinte",
    16,
    "pour quelles annotations la ligne est faite ; ne pas changer",
    "which annotations the row was made for; leave it",
)
_FORM_COLUMNS = (
    *_FILLED,
    Column("occurrences", 12, "nombre d'occurrences", "how many occurrences"),
    Column("documents", 34, "documents et nombre d'occurrences", "documents and how often"),
    Column("genre", 16, "genre de doute", "kind of doubt"),
    Column("doute", 60, "le doute en français", "the doubt in French"),
    Column("doubt", 60, "le doute en anglais", "the doubt in English"),
    _CONTEXT,
    _CASE,
    _FINGERPRINT,
)
_OCCURRENCE_COLUMNS = (
    *_FILLED,
    _CONTEXT,
    Column("document", 24, "identifiant du document", "id of the document"),
    Column("page", 7, "page du document", "page of the document"),
    _CASE,
    Column(
        "place",
        20,
        "caractères du texte source ; ne pas changer",
        "characters of the source text; leave it",
    ),
    Column("annotation", 16, "identifiant ; ne pas changer", "its id; leave it"),
    _FINGERPRINT,
)
_NEEDED = ("décision", "étiquette", "bornes", "portée", "cas", "empreinte")


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet that somebody filled."""

    forms: Sequence[FilledRow]
    occurrences: Sequence[FilledRow]


def write_check_sheet(
    path: Path, cases: Sequence[Case], labels: Sequence[str], contexts: int = CONTEXTS
) -> None:
    """Write the sheet of a check.

    Parameters
    ----------
    path : Path
        ``*.xlsx``, or ``*.csv``: then the occurrences are in a file next to it.
    cases : sequence of Case
        The queue.
    labels : sequence of str
        The labels of names.
    contexts : int
        How many occurrences of a case are listed at most.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    occurrences = [row for one in cases for row in _occurrence_rows(one, contexts)]
    tables = (
        Sheet(FORMS, _offering(_FORM_COLUMNS, labels), [_form_row(one) for one in cases]),
        Sheet(OCCURRENCES, _offering(_OCCURRENCE_COLUMNS, labels), occurrences),
    )
    write_tables(path, tables, list(_legend()))


def read_check_sheet(path: Path) -> Filled:
    """Read the sheet of a check back, as it was written or as a spreadsheet saved it.

    Raises
    ------
    UsageError
        If it cannot be read, or is not such a sheet.
    """
    wanted = {FORMS: _NEEDED, OCCURRENCES: (*_NEEDED, "document", "place", "annotation")}
    found = read_tables(path, wanted)
    return Filled(found[FORMS], found[OCCURRENCES])


def mark_of_proposal(label: str, boundary: str) -> str:
    """Return a short hash of the cells `étiquette` and `bornes` that a row is written with,
    whatever a spreadsheet makes of them: a row in which they are others was filled.

    Examples
    --------
    >>> mark_of_proposal("LOC", "l’Artois") == mark_of_proposal(" loc", "l'Artois")
    True
    """
    words = "|".join("".join(filter(str.isalnum, bare(form_of(one)))) for one in (label, boundary))
    return hashlib.blake2b(words.encode(), digest_size=3).hexdigest()


def counts_in_words(counts: Mapping[str, int]) -> str:
    """Return counts as the sheet has them, the commonest first.

    Examples
    --------
    >>> counts_in_words({"LOC": 2, "": 1})
    'LOC 2, – 1'
    """
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{name or NOTHING} {count}" for name, count in ordered)


def kinds_of(cases: Iterable[Case]) -> Counter[str]:
    """Return how many cases there are of each kind of doubt."""
    return Counter(str(doubt.kind) for case in cases for doubt in case.doubts)


def _offering(columns: Iterable[Column], labels: Sequence[str]) -> list[Column]:
    """Return the columns with a drop-down of the labels."""
    return [
        replace(one, choices=tuple(labels)) if one.name == "étiquette" else one for one in columns
    ]


def _form_row(case: Case) -> list[Cell]:
    return [
        *(case.form, "", case.label, case.boundary, "", ""),
        counts_in_words(case.labels),
        len(case.occurrences),
        counts_in_words(case.documents),
        " + ".join(dict.fromkeys(doubt.kind for doubt in case.doubts)),
        " ; ".join(doubt.french for doubt in case.doubts),
        "; ".join(doubt.english for doubt in case.doubts),
        case.occurrences[0].context,
        case.id,
        f"{case.fingerprint}{PROPOSED}{mark_of_proposal(case.label, case.boundary)}",
    ]


def _occurrence_rows(case: Case, contexts: int) -> Iterator[list[Cell]]:
    for one in case.occurrences[:contexts]:
        yield [
            *(case.form, "", "", "", "", ""),
            one.label or NOTHING,
            one.context,
            one.document,
            one.page,
            case.id,
            one.place,
            one.identity,
            one.fingerprint,
        ]


def _legend() -> Iterator[Sequence[Cell]]:
    for verb, (french, english) in wording.MEANINGS.items():
        yield str(verb), french, english
    yield EVERYWHERE, "la décision vaut partout", "the decision holds everywhere"
    yield HERE, "la décision vaut ici seulement", "the decision holds here only"
    for kind, (french, english) in doubts.MEANINGS.items():
        yield str(kind), french, english
