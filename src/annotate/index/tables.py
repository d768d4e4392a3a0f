"""The tables people take away: mentions and entities, as CSV and as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from annotate.gold.edtf import years_of
from annotate.index.acronym_table import ACRONYM_COLUMNS, acronym_rows
from annotate.index.dating import TIMELINE_COLUMNS, timeline_rows
from annotate.index.entities import Entity, Index
from annotate.index.mentions import Mention
from annotate.index.merge_candidates import Doubt
from annotate.index.place_names import CODES, PlaceLink
from annotate.index.surface_forms import DATE
from annotate.tables import Cell, write_csv

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


def mention_row(mention: Mention, names: Mapping[str, str]) -> tuple[Cell, ...]:
    """Return the cells of a mention under :data:`MENTION_COLUMNS`.

    Parameters
    ----------
    mention : Mention
        Its ranges are written as JSON, code points of the source, half-open: a spreadsheet
        would take ``12-20`` for a date.
    names : mapping of str to str
        Name of each entity by its id.
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
        names.get(mention.entity, ""),
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


def doubt_row(doubt: Doubt, names: Mapping[str, str]) -> tuple[Cell, ...]:
    """Return the cells of a doubtful pair under :data:`DOUBT_COLUMNS`."""
    return (
        str(doubt.reason),
        doubt.score,
        doubt.first_form,
        doubt.second_form,
        names.get(doubt.first, ""),
        names.get(doubt.second, ""),
        doubt.first,
        doubt.second,
    )


def entity_names(entities: Iterable[Entity]) -> dict[str, str]:
    """Return the name of each entity by its id."""
    return {entity.id: entity.name for entity in entities}


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
    names = entity_names(index.entities)
    write_csv(path, MENTION_COLUMNS, (mention_row(some, names) for some in index.mentions))


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
    write_csv(path, ENTITY_COLUMNS, map(entity_row, by_count(index.entities)))


OVERVIEWS = {
    "acronyms": (ACRONYM_COLUMNS, acronym_rows),
    "timeline": (TIMELINE_COLUMNS, timeline_rows),
}
"""Tables over the whole run: their columns, and what makes their rows of mentions and names."""


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
    write_csv(path, columns, rows_of(index.mentions, entity_names(index.entities)))


def by_count(entities: Iterable[Entity]) -> list[Entity]:
    """Return entities by label, the most often named first; dates as they follow each other.

    Examples
    --------
    >>> from annotate.index import build_index
    >>> index = build_index(Mention(document="a", mention_id=str(at), label="LOC", text=text,
    ...     ranges=((at, at + 1),)) for at, text in enumerate(["Arras", "Lens", "Lens"]))
    >>> [entity.name for entity in by_count(index.entities)]
    ['Lens', 'Arras']
    """
    return sorted(entities, key=_rank)


def _rank(entity: Entity) -> tuple[str, bool, tuple[int, int], int, str]:
    span = years_of(entity.value or "") if entity.label == DATE else None
    count = 0 if span else -entity.mentions
    return entity.label, span is None, span or (0, 0), count, entity.id
