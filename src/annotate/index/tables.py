"""The tables people take away: mentions and entities, as CSV and as a workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from annotate.index.entities import Entity, Index
from annotate.index.mentions import Mention
from annotate.index.merge_candidates import Doubt
from annotate.index.place_names import CODES, PlaceLink
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
    """Write ``entities.csv``, one row an entity, sorted by id.

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
    write_csv(path, ENTITY_COLUMNS, map(entity_row, index.entities))
