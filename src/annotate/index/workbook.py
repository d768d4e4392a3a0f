"""The workbook ``entities.xlsx``: the same tables, with colours, filters and a legend."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from annotate.document.labels import Label
from annotate.index.acronym_table import pages_of
from annotate.index.corpus_index import Index
from annotate.index.reasons import MEANINGS
from annotate.index.surface_forms import DATE
from annotate.index.tables import (
    DOUBT_COLUMNS,
    ENTITY_COLUMNS,
    MENTION_COLUMNS,
    OVERVIEWS,
    doubt_row,
    entity_row,
    mention_row,
)
from annotate.tables import MOST_ROWS, Row, Sheet, columns_of, write_xlsx

_WIDTHS = {
    "name": 38,
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
    "also": 60,
    "pages": 90,
    "forms": 40,
    "entities": 60,
    "entity_name": 38,
    "link": 34,
    "first_link": 34,
    "acronym": 14,
    "place": 16,
    "id_reason": 30,
    "namesakes": 40,
}
_INDEX_COLUMNS = ("label", "name", "also", "pages")
_LINKED = ("link", "first_link")
_PRINTED = {"Entities": 8, "Mentions": 12, "Acronyms": 10, "Timeline": 8, "Doubtful": 6}
"""Columns that are printed: what names things, and not where it is in a file."""
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
    "first_date": "première date des phrases qui la nomment",
    "last_date": "dernière date des phrases qui la nomment",
    "link": "sa place dans le rapport, depuis le dossier du traitement",
    "place": "sorte de lieu",
    "insee_commune": "code INSEE, si c'est une commune",
    "insee_departement": "code INSEE, si c'est un département",
    "insee_region": "code INSEE, si c'est une région ; id_source dit si elle est d'avant 2016",
    "iso": "code ISO 3166, si c'est un pays",
    "id_certainty": "certain, likely (probable) ou open (homonymes, aucun n'est choisi)",
    "id_reason": "ce qui a décidé",
    "namesakes": "lieux qui portent ce nom, quand aucun n'est choisi",
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
    "first_date": "first date of the sentences that name it",
    "last_date": "last date of the sentences that name it",
    "link": "its place in the report, from the folder of the run",
    "place": "kind of place",
    "insee_commune": "INSEE's code, of a commune",
    "insee_departement": "INSEE's code, of a département",
    "insee_region": "INSEE's code, of a région; id_source tells those before 2016",
    "iso": "code of ISO 3166, of a country",
    "id_certainty": "certain, likely, or open (namesakes, none of which is chosen)",
    "id_reason": "what decided",
    "namesakes": "places of this name, where none is chosen",
    "authority": "ids in authority files",
    "reasons": "why forms were merged",
}


def write_entities_xlsx(path: Path, index: Index, labels: Mapping[str, Label]) -> None:
    """Write ``entities.xlsx``: Entities, Mentions, Index, Acronyms, Timeline, Doubtful and Legend.

    Every cell that is a text stays a text: nothing becomes a formula, and only the columns `link`
    and `first_link` are links, to the places of the report beside the workbook.

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
    tints = {label.name: label.tint for label in labels.values()}
    tables: dict[str, tuple[Sequence[str], Iterable[Row]]] = {
        "Entities": (ENTITY_COLUMNS, map(entity_row, index.ranked())),
        "Mentions": (MENTION_COLUMNS, (mention_row(*both) for both in index.each_mention())),
        "Index": (_INDEX_COLUMNS, _index_rows(index)),
        **{
            name.capitalize(): (columns, rows_of(index))
            for name, (columns, rows_of) in OVERVIEWS.items()
        },
        "Doubtful": (DOUBT_COLUMNS, (doubt_row(*both) for both in index.named_doubts())),
        "Legend": (("term", "français", "English"), _legend(index, labels)),
    }
    colours = {"label": tints, "term": tints}
    sheets = (
        Sheet(name, columns_of(columns, _WIDTHS, colours, _LINKED), rows, _PRINTED.get(name))
        for name, (columns, rows) in tables.items()
    )
    write_xlsx(path, sheets)


def _index_rows(index: Index) -> Iterator[Row]:
    """Yield the rows of the sheet to be printed: names with documents and pages."""
    for entity in index.ranked():
        if entity.label != DATE and not entity.only_in_citations:
            long_form = entity.expansion if entity.expansion != entity.name else ""
            told = " ; ".join(filter(None, (entity.acronym, long_form)))
            yield (
                entity.label,
                entity.name,
                told,
                "; ".join(sorted(pages_of(index.mentions_of(entity)))),
            )


def _legend(index: Index, labels: Mapping[str, Label]) -> Iterator[Row]:
    used = index.facts("label")
    for label in labels.values():
        if label.name in used:
            french = f"{label.name_fr} — {label.description_fr}".removesuffix(" — ")
            yield label.name, french, label.name_en
    for reason, (french, english) in MEANINGS.items():
        yield str(reason), french, english
    for column, french in _COLUMNS_FR.items():
        yield column, french, _COLUMNS_EN[column]
    if (total := index.count()) > MOST_ROWS:
        yield (
            "mentions",
            f"{MOST_ROWS} lignes sur {total} ; toutes sont dans mentions.csv",
            f"{MOST_ROWS} rows of {total}; all of them are in mentions.csv",
        )
