"""Mentions and entities as bytes, for a file that only the process reads that wrote it."""

from __future__ import annotations

import marshal
from functools import lru_cache
from typing import Any

from annotate.index.entities import Entity, Merge
from annotate.index.mentions import Mention
from annotate.index.place_names import Certainty, KnownPlace, PlaceLink, Point
from annotate.index.reasons import Reason


def packed_mention(one: Mention) -> bytes:
    """Return a mention as bytes, but for its document and its entity."""
    return marshal.dumps(
        (
            one.mention_id,
            one.label,
            one.text,
            one.ranges,
            one.layer,
            one.value,
            one.page,
            one.paragraph,
            one.sentence,
            one.source,
            one.score,
            one.status,
            one.in_citation,
            one.nested,
            one.expansion,
            one.expansion_from,
            one.left,
            one.right,
            one.authority,
            _place_cells(one.place) if one.place else None,
            one.boxes,
        )
    )


def mention_of(data: bytes, document: str, entity: str = "") -> Mention:
    """Return the mention that some bytes are."""
    row = marshal.loads(data)
    return Mention(
        document=document,
        mention_id=row[0],
        label=row[1],
        text=row[2],
        ranges=row[3],
        layer=row[4],
        value=row[5],
        page=row[6],
        paragraph=row[7],
        sentence=row[8],
        entity=entity,
        source=row[9],
        score=row[10],
        status=row[11],
        in_citation=row[12],
        nested=row[13],
        expansion=row[14],
        expansion_from=row[15],
        left=row[16],
        right=row[17],
        authority=row[18],
        place=_place(row[19]) if row[19] is not None else None,
        boxes=row[20],
    )


def packed_entity(one: Entity) -> bytes:
    """Return an entity as bytes, but for its id and what else has a column of its own."""
    return marshal.dumps(
        (
            tuple(one.variants.items()),
            one.first.document,
            packed_mention(one.first),
            one.documents,
            one.citations,
            one.acronym,
            one.expansion,
            one.value,
            tuple(one.authority.items()),
            _place_cells(one.place) if one.place else None,
            tuple((merge.first, merge.second, str(merge.reason)) for merge in one.reasons),
        )
    )


def entity_of(
    data: bytes, identity: str, label: str, name: str, mentions: int, dates: tuple[str, str]
) -> Entity:
    """Return the entity that some bytes are."""
    row = marshal.loads(data)
    return Entity(
        id=identity,
        label=label,
        name=name,
        variants=dict(row[0]),
        first=mention_of(row[2], row[1], identity),
        documents=row[3],
        mentions=mentions,
        citations=row[4],
        acronym=row[5],
        expansion=row[6],
        value=row[7],
        first_date=dates[0],
        last_date=dates[1],
        authority=dict(row[8]),
        place=_place(row[9]) if row[9] is not None else None,
        reasons=tuple(Merge(first, second, Reason(reason)) for first, second, reason in row[10]),
    )


def _place_cells(link: PlaceLink) -> tuple[Any, ...]:
    return (
        str(link.certainty),
        link.because,
        tuple(map(_known_cells, link.places)),
        tuple(map(_known_cells, link.namesakes)),
    )


def _known_cells(place: KnownPlace) -> tuple[Any, ...]:
    return (
        place.name,
        place.kind,
        place.code,
        place.department,
        place.seat,
        place.population,
        tuple(place.point) if place.point else None,
        place.ids,
    )


@lru_cache(maxsize=10_000)
def _place(cells: tuple[Any, ...]) -> PlaceLink:
    certainty, because, places, namesakes = cells
    return PlaceLink(
        Certainty(certainty), because, tuple(map(_known, places)), tuple(map(_known, namesakes))
    )


@lru_cache(maxsize=10_000)
def _known(cells: tuple[Any, ...]) -> KnownPlace:
    name, kind, code, department, seat, population, point, ids = cells
    spot = Point(*point) if point else None
    return KnownPlace(name, kind, code, department, seat, population, spot, ids)
