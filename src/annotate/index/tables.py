"""The tables people take away: mentions and entities, as CSV and as a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from annotate.index.acronym_table import ACRONYM_COLUMNS, acronym_rows
from annotate.index.corpus_index import Index
from annotate.index.dating import TIMELINE_COLUMNS, Year
from annotate.index.entities import Entity
from annotate.index.mentions import Mention
from annotate.index.merge_candidates import Doubt
from annotate.index.place_names import CODES, PlaceLink
from annotate.tables import Cell, Row, write_csv

MENTION_COLUMNS = (
    "document",
    "page",
    "paragraph",
    "sentence",
    "start",
    "end",
    "ranges",
    "label",
    "text",
    "value",
    "entity",
    "entity_name",
    "source",
    "score",
    "status",
    "in_citation",
    "nested",
    "expansion",
    "left",
    "right",
    "mention_id",
    "link",
)
ENTITY_COLUMNS = (
    "entity",
    "label",
    "name",
    "variants",
    "acronym",
    "expansion",
    "value",
    "mentions",
    "citations",
    "only_in_citations",
    "documents",
    "document_ids",
    "first_document",
    "first_page",
    "first_mention",
    "first_date",
    "last_date",
    "first_link",
    "authority",
    "place",
    *CODES,
    "lat",
    "lon",
    "id_certainty",
    "id_source",
    "id_reason",
    "namesakes",
    "reasons",
)
DOUBT_COLUMNS = (
    "reason",
    "score",
    "first_form",
    "second_form",
    "first_name",
    "second_name",
    "first",
    "second",
)
TRUTH = {False: "false", True: "true"}


def mention_row(mention: Mention, name: str) -> tuple[Cell, ...]:
    """Return the cells of a mention under :data:`MENTION_COLUMNS`.

    Parameters
    ----------
    mention : Mention
        Its ranges are written as JSON, code points of the source, half-open: a spreadsheet
        would take ``12-20`` for a date.
    name : str
        The name of its entity.
    """
    return (
        mention.document,
        mention.page,
        mention.paragraph,
        mention.sentence,
        mention.start,
        mention.end,
        f"[{','.join(f'[{start},{end}]' for start, end in mention.ranges)}]",
        mention.label,
        mention.text,
        mention.value,
        mention.entity,
        name,
        mention.source,
        mention.score,
        mention.status,
        TRUTH[mention.in_citation],
        TRUTH[mention.nested],
        mention.expansion,
        mention.left,
        mention.right,
        mention.mention_id,
        mention.link,
    )


def entity_row(entity: Entity) -> tuple[Cell, ...]:
    """Return the cells of an entity under :data:`ENTITY_COLUMNS`."""
    authority = (f"{kind}:{value}" for kind, some in entity.authority.items() for value in some)
    return (
        entity.id,
        entity.label,
        entity.name,
        "; ".join(f"{form} ({count})" for form, count in entity.variants.items()),
        entity.acronym,
        entity.expansion,
        entity.value,
        entity.mentions,
        entity.citations,
        TRUTH[entity.only_in_citations],
        len(entity.documents),
        "; ".join(entity.documents),
        entity.first.document,
        entity.first.page,
        entity.first.mention_id,
        entity.first_date,
        entity.last_date,
        entity.first.link,
        "; ".join(authority),
        *_place_cells(entity.place),
        "; ".join(str(merge) for merge in entity.reasons),
    )


def _place_cells(link: PlaceLink | None) -> tuple[Cell, ...]:
    """Return the cells of the place that an entity is: empty where it has no code."""
    if link is None:
        return ("",) * len(CODES) + ("", None, None, "", "", "", "")
    codes = dict(link.authority)
    point = link.point
    told = bool(codes or point or link.namesakes)
    return (
        link.kind,
        *(codes.get(name, "") for name in CODES),
        point.lat if point else None,
        point.lon if point else None,
        str(link.certainty) if told else "",
        link.source,
        link.because if told else "",
        "; ".join(f"{one.name} ({one.code or one.kind})" for one in link.namesakes),
    )


def doubt_row(doubt: Doubt, names: tuple[str, str]) -> tuple[Cell, ...]:
    """Return the cells of a doubtful pair under :data:`DOUBT_COLUMNS`, with the names of both."""
    return (
        str(doubt.reason),
        doubt.score,
        doubt.first_form,
        doubt.second_form,
        *names,
        doubt.first,
        doubt.second,
    )


def write_mentions_csv(path: Path, index: Index) -> None:
    """Write ``mentions.csv``, one row a mention.

    Parameters
    ----------
    path : Path
        Written under a temporary name, then renamed.
    index : Index
        Gives the mentions, in their order, and the names of their entities.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_csv(path, MENTION_COLUMNS, (mention_row(*both) for both in index.each_mention()))


def write_entities_csv(path: Path, index: Index) -> None:
    """Write ``entities.csv``, one row an entity: by label, the most often named first.

    Parameters
    ----------
    path : Path
        Written under a temporary name, then renamed.
    index : Index
        Gives the entities.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    write_csv(path, ENTITY_COLUMNS, map(entity_row, index.ranked()))


OVERVIEWS: Mapping[str, tuple[Sequence[str], Callable[[Index], Iterable[Row]]]] = {
    "acronyms": (ACRONYM_COLUMNS, acronym_rows),
    "timeline": (TIMELINE_COLUMNS, lambda index: map(Year.row, index.years())),
}
"""Tables over the whole run: their columns, and what makes their rows."""


def write_overview_csv(path: Path, name: str, index: Index) -> None:
    """Write ``acronyms.csv`` or ``timeline.csv``.

    Parameters
    ----------
    path : Path
        Written under a temporary name, then renamed.
    name : str
        One of :data:`OVERVIEWS`.
    index : Index
        Gives the mentions and the names of their entities.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    columns, rows_of = OVERVIEWS[name]
    write_csv(path, columns, rows_of(index))
