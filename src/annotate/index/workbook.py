"""The workbook ``entities.xlsx``: the same tables, with colours, filters and a legend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from annotate.document.labels import Label
from annotate.index.entities import Index
from annotate.index.reasons import MEANINGS
from annotate.index.tables import (
    DOUBT_COLUMNS,
    ENTITY_COLUMNS,
    MENTION_COLUMNS,
    doubt_row,
    entity_names,
    entity_row,
    mention_row,
)
from annotate.tables import MOST_ROWS, Row, Sheet, columns_of, write_xlsx

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
    "variants": "forms and how often each occurs",
    "citations": "mentions in a bibliographic call",
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
    tints = {label.name: label.tint for label in labels.values()}
    tables: dict[str, tuple[Sequence[str], Iterable[Row]]] = {
        "Entities": (ENTITY_COLUMNS, map(entity_row, index.entities)),
        "Mentions": (MENTION_COLUMNS, (mention_row(some, names) for some in index.mentions)),
        "Doubtful": (DOUBT_COLUMNS, (doubt_row(doubt, names) for doubt in index.doubtful)),
        "Legend": (("term", "français", "English"), _legend(index, labels)),
    }
    colours = {"label": tints, "term": tints}
    sheets = (
        Sheet(name, columns_of(columns, _WIDTHS, colours), rows)
        for name, (columns, rows) in tables.items()
    )
    write_xlsx(path, sheets)


def _legend(index: Index, labels: Mapping[str, Label]) -> Iterator[Row]:
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
