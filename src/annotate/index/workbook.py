"""The workbook ``entities.xlsx``: the same tables, with colours, filters and a legend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from annotate.document.labels import Label
from annotate.files import replacing
from annotate.index.cells import Cell
from annotate.index.entities import Index
from annotate.index.sheets import add_rows
from annotate.index.surface_forms import MEANINGS
from annotate.index.tables import (
    DOUBT_COLUMNS,
    ENTITY_COLUMNS,
    MENTION_COLUMNS,
    doubt_row,
    entity_names,
    entity_row,
    mention_row,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook

MOST_ROWS = 1_048_575
"""Below a head, as the format allows."""

_WIDTHS = {
    "name": 38,
    "entity_name": 38,
    "variants": 60,
    "expansion": 40,
    "entity": 32,
    "text": 34,
    "left": 42,
    "right": 42,
    "reasons": 60,
    "document": 22,
    "document_ids": 40,
    "source": 26,
    "mention_id": 20,
    "first_form": 38,
    "second_form": 38,
    "first_name": 38,
    "second_name": 38,
    "first": 32,
    "second": 32,
    "reason": 20,
    "français": 64,
    "English": 64,
    "term": 22,
}
_COLUMNS_FR = {
    "document": "identifiant du document",
    "page": "page du document, à partir de 1",
    "start": "premier caractère dans le texte source",
    "end": "caractère qui suit le dernier, dans le texte source",
    "ranges": "intervalles du texte source, demi-ouverts",
    "value": "valeur normalisée, EDTF pour une date",
    "in_citation": "dans un appel bibliographique",
    "nested": "à l'intérieur d'un nom plus long",
    "source": "règle, modèle, liste ou personne à l'origine de l'annotation",
    "variants": "formes rencontrées et nombre d'occurrences",
    "citations": "mentions qui sont dans un appel bibliographique",
    "authority": "identifiants dans des référentiels",
    "reasons": "pourquoi des formes ont été réunies",
}
_COLUMNS_EN = {
    "document": "id of the document",
    "page": "page of the document, from 1",
    "start": "first character in the source text",
    "end": "character after the last one, in the source text",
    "ranges": "ranges of the source text, half-open",
    "value": "normalised value, EDTF for a date",
    "in_citation": "in a bibliographic call",
    "nested": "inside a longer name",
    "source": "the rule, model, list or person it comes from",
    "variants": "forms and how often each stands",
    "citations": "mentions that stand in a bibliographic call",
    "authority": "ids in authority files",
    "reasons": "why forms were merged",
}


def write_entities_xlsx(path: Path, index: Index, labels: Mapping[str, Label]) -> None:
    """Write ``entities.xlsx``: the sheets Entities, Mentions, Doubtful and Legend.

    Every cell that is a text stays a text: nothing becomes a formula or a link.

    Parameters
    ----------
    path : Path
        Written under a temporary name, then renamed.
    index : Index
        What to write. Mentions beyond the 1,048,575 rows that the format allows are left to
        ``mentions.csv``, and the legend says so.
    labels : mapping of str to Label
        Names and colours for the legend and the label cells.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    names = entity_names(index.entities)
    mentions = index.mentions[:MOST_ROWS]
    legend = list(_legend(index, labels))
    sheets: dict[str, tuple[Sequence[str], int, Iterable[Sequence[Cell]]]] = {
        "Entities": (ENTITY_COLUMNS, len(index.entities), map(entity_row, index.entities)),
        "Mentions": (
            MENTION_COLUMNS,
            len(mentions),
            (mention_row(some, names) for some in mentions),
        ),
        "Doubtful": (
            DOUBT_COLUMNS,
            len(index.doubtful),
            (doubt_row(doubt, names) for doubt in index.doubtful),
        ),
        "Legend": (("term", "français", "English"), len(legend), legend),
    }

    import xlsxwriter

    frame = BytesIO()
    with xlsxwriter.Workbook(frame, {"in_memory": True}) as book:
        # The date of writing would make two runs differ.
        book.set_properties({"created": datetime(2000, 1, 1)})
        for name, (columns, last, _) in sheets.items():
            _sheet(book, name, columns, last, labels)
    tables = enumerate(((many, rows) for _, many, rows in sheets.values()), start=1)
    with replacing(path) as part:
        add_rows(frame, part, dict(tables))


def _sheet(
    workbook: Workbook, name: str, columns: Sequence[str], last: int, labels: Mapping[str, Label]
) -> None:
    """Make a sheet that has its head, and all that its rows need but the cells."""
    sheet = workbook.add_worksheet(name)
    head = workbook.add_format(
        {"bold": True, "bg_color": "#26333f", "font_color": "#ffffff", "valign": "vcenter"}
    )
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column, head)
        sheet.set_column(place, place, _WIDTHS.get(column, max(11, len(column) + 3)))
    sheet.set_row(0, 22)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last, 1), len(columns) - 1)
    coded = "term" if name == "Legend" else "label"
    if coded not in columns or not last:
        return
    at = columns.index(coded)
    for label in labels.values():
        colour = workbook.add_format({"bg_color": label.tint, "font_color": "#1a1a1a"})
        rule = {"type": "cell", "criteria": "==", "value": f'"{label.name}"', "format": colour}
        sheet.conditional_format(1, at, last, at, rule)


def _legend(index: Index, labels: Mapping[str, Label]) -> Iterable[tuple[Cell, ...]]:
    used = {mention.label for mention in index.mentions}
    for label in labels.values():
        if label.name in used:
            french = f"{label.name_fr} — {label.description_fr}".removesuffix(" — ")
            yield label.name, french, label.name_en
    for reason, (french, english) in MEANINGS.items():
        yield str(reason), french, english
    for column, french in _COLUMNS_FR.items():
        yield column, french, _COLUMNS_EN[column]
    if len(index.mentions) > MOST_ROWS:
        total = len(index.mentions)
        yield (
            "mentions",
            f"{MOST_ROWS} lignes sur {total} ; toutes sont dans mentions.csv",
            f"{MOST_ROWS} rows of {total}; all of them are in mentions.csv",
        )
