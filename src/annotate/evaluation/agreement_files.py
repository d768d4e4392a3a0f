"""The files of an agreement: figures as CSV and JSON, disagreements as CSV and workbook."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation
from annotate.evaluation.agreement import Agreement, Figure
from annotate.evaluation.annotators import Annotator
from annotate.evaluation.disagreements import (
    BOUNDARY,
    CITATION,
    EXPANSION,
    LABEL,
    MISSING,
    VALUE,
    Disagreement,
)
from annotate.evaluation.spans import date_value, expansion_of, in_citation
from annotate.files import write_text
from annotate.tables import (
    MOST_ROWS,
    Cell,
    Column,
    Row,
    Sheet,
    columns_of,
    write_csv,
    write_xlsx,
)
from annotate.version import __version__

FIGURES, FIGURES_JSON = "agreement.csv", "agreement.json"
DISAGREEMENTS, WORKBOOK = "disagreements.csv", "disagreements.xlsx"

COLUMNS = {
    "layer": ("ce qui est comparé", "what is compared"),
    "annotators": (
        "annotateurs ; plus de deux : F1 sur toutes les paires",
        "more than two: pooled",
    ),
    "document": ("vide : tous les documents", "empty: all documents"),
    "label": ("vide : toutes les étiquettes", "empty: all labels"),
    "first_items": ("éléments du premier annotateur", "items of the first annotator"),
    "second_items": ("éléments du second annotateur", "items of the second annotator"),
    "places": ("endroits différents, toutes annotations réunies", "different places in all"),
    "strict": ("F1 : mêmes bornes, même contenu", "F1: same boundaries, same content"),
    "partial": (
        "F1 : bornes seules, un recouvrement compte pour moitié",
        "F1: boundaries only, an overlap counts half",
    ),
    "type": ("F1 : même contenu, bornes approchées", "F1: same content, some overlap"),
    "same_boundaries": ("paires aux mêmes bornes", "pairs with the same boundaries"),
    "same_content": ("parmi elles, de même contenu", "those of them with the same content"),
    "tokens": ("mots et signes jugés", "tokens that were judged"),
    "labelled_tokens": ("dont au moins un annotateur a fait un nom", "those anybody labelled"),
    "kappa": ("kappa de Cohen sur tous les mots et signes", "Cohen's kappa over all tokens"),
    "kappa_labelled": ("kappa sans les mots que personne n'a marqués", "without unlabelled tokens"),
    "alpha": ("alpha de Krippendorff, nominal", "Krippendorff's alpha, nominal"),
    "alpha_labelled": ("alpha sans les mots que personne n'a marqués", "without unlabelled tokens"),
    "gamma": ("γ ; pour une étiquette, γ-k", "γ; γ-k for a label"),
    "few": ("« few » : moins de 30 éléments", "few: rests on fewer than 30 items"),
}
"""Columns of the table of figures, with their meaning in French and English."""

KINDS = {
    MISSING: (
        "un annotateur n'a rien à cet endroit",
        "an annotator has nothing at this place",
    ),
    BOUNDARY: ("bornes différentes", "different boundaries"),
    LABEL: ("étiquettes différentes", "different labels"),
    VALUE: ("valeurs ou modificateurs différents", "different values or modifiers"),
    EXPANSION: ("développements différents", "different expansions"),
    CITATION: (
        "marqué par un seul comme étant dans un appel bibliographique",
        "marked by some only as being in a bibliographic call",
    ),
}
"""The kinds of disagreement, with their meaning in French and English."""

_SAID = ("label", "value", "citation", "quote", "ranges")
_WIDTHS = {"quote": 34, "value": 26, "kinds": 22, "document": 22, "ranges": 16, "layer": 12}


def write_agreement(
    folder: Path, agreement: Agreement, annotators: Sequence[Annotator]
) -> list[Path]:
    """Write ``agreement.csv``, ``agreement.json``, ``disagreements.csv`` and ``.xlsx``.

    Each is written whole or not at all; an earlier one is replaced.

    Parameters
    ----------
    folder : Path
        Made if need be.
    agreement : Agreement
        What was measured.
    annotators : sequence of Annotator
        Who was measured.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    OutputError
        If a file cannot be written.
    """
    files = [folder / name for name in (FIGURES, FIGURES_JSON, DISAGREEMENTS, WORKBOOK)]
    columns = disagreement_columns(agreement.annotators)
    rows = [disagreement_row(one, agreement.annotators) for one in agreement.disagreements]
    figures = [figure_row(one) for one in agreement.figures]
    write_csv(files[0], tuple(COLUMNS), figures)
    write_text(
        files[1], json.dumps(_facts(agreement, annotators), ensure_ascii=False, indent=1) + "\n"
    )
    write_csv(files[2], columns, rows)
    _write_workbook(files[3], agreement, columns, rows, figures)
    return files


def figure_row(figure: Figure) -> tuple[Cell, ...]:
    """Return the cells of a figure under :data:`COLUMNS`; F1 and coefficients to four places."""
    counts = figure.tally
    pair = len(figure.annotators) == 2
    return (
        figure.aspect,
        ", ".join(figure.annotators),
        figure.document,
        figure.label,
        counts.first if pair else None,
        counts.second if pair else None,
        counts.places,
        _rounded(counts.strict_f1),
        _rounded(counts.partial_f1),
        _rounded(counts.type_f1),
        counts.shared,
        counts.agreed,
        figure.tokens,
        figure.labelled_tokens,
        _rounded(figure.kappa),
        _rounded(figure.kappa_labelled),
        _rounded(figure.alpha),
        _rounded(figure.alpha_labelled),
        _rounded(figure.gamma),
        "few" if figure.few else "",
    )


def _rounded(value: float | None) -> float | None:
    # Adding 0.0 turns -0.0 into 0.0.
    return None if value is None else round(value, 4) + 0.0


def disagreement_columns(names: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of the list of disagreements: five for each annotator."""
    said = (f"{name}: {what}" for name in names for what in _SAID)
    return ("document", "layer", "kinds", "page", "start", "end", *said)


def disagreement_row(one: Disagreement, names: Sequence[str]) -> tuple[Cell, ...]:
    """Return the cells of a disagreement; those of an annotator without the document are empty."""
    said = [cell for name in names for cell in _said(one.said.get(name, ()))]
    return (
        one.document,
        one.aspect,
        ", ".join(one.kinds),
        one.page,
        one.start,
        one.end,
        *said,
    )


def _said(annotations: Iterable[Annotation]) -> list[Cell]:
    rows = [
        (
            one.label,
            expansion_of(one) if one.layer == ACRONYMS else date_value(one),
            "in citation" if one.layer == ENTITIES and in_citation(one) else "",
            one.text or "",
            # As JSON: a spreadsheet would take 10-12 for a date.
            json.dumps(one.ranges, separators=(",", ":")),
        )
        for one in annotations
    ]
    if not rows:
        return [""] * len(_SAID)
    return [" | ".join(cells) if any(cells) else "" for cells in zip(*rows, strict=True)]


def _facts(agreement: Agreement, annotators: Sequence[Annotator]) -> dict[str, Any]:
    kinds = Counter((one.aspect, kind) for one in agreement.disagreements for kind in one.kinds)
    return {
        "program": "annotate",
        "version": __version__,
        "annotators": [
            {"name": one.name, "path": str(one.path), "documents": len(one.standoffs)}
            for one in annotators
        ],
        "documents": [
            {"id": one.id, "sha256": one.sha256, "annotators": list(one.standoffs)}
            for one in agreement.documents
        ],
        "remarks": agreement.remarks,
        "disagreements": [
            {"layer": layer, "kind": kind, "count": count}
            for (layer, kind), count in sorted(kinds.items())
        ],
        "figures": [
            {
                **dict(zip(COLUMNS, figure_row(one), strict=True)),
                "annotators": list(one.annotators),
                "few": one.few,
            }
            for one in agreement.figures
        ],
    }


def _write_workbook(
    path: Path,
    agreement: Agreement,
    columns: Sequence[str],
    rows: Sequence[Row],
    figures: Sequence[Row],
) -> None:
    said = {
        f"{name}: {what}": _WIDTHS[what]
        for name in agreement.annotators
        for what in _SAID
        if what in _WIDTHS
    }
    legend = (Column("term", 11), Column("français", 64), Column("English", 64))
    write_xlsx(
        path,
        [
            Sheet("Disagreements", columns_of(columns, _WIDTHS | said), rows),
            Sheet("Agreement", columns_of(COLUMNS, _WIDTHS), figures),
            Sheet("Legend", legend, _legend(agreement)),
        ],
    )


def _legend(agreement: Agreement) -> Iterable[Row]:
    for table in (KINDS, COLUMNS):
        for term, (french, english) in table.items():
            yield term, french, english
    for remark in agreement.remarks:
        yield "remark", "", remark
    left = len(agreement.disagreements) - MOST_ROWS
    if left > 0:
        yield "remark", "", f"{left} more disagreements are in {DISAGREEMENTS} only."
