"""Mentions and entities as bytes, for a file that only the process reads that wrote it."""

from __future__ import annotations

import marshal
from collections.abc import Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from annotate.index.entities import Entity, Merge
from annotate.index.mentions import Mention
from annotate.index.place_names import Certainty, KnownPlace, PlaceLink, Point
from annotate.index.reasons import Reason

_PLAIN = (
    *("mention_id", "label", "text", "layer", "value", "page", "paragraph", "sentence", "source"),
    *("score", "status", "in_citation", "nested", "expansion", "expansion_from", "left", "right"),
)
_plain = attrgetter(*_PLAIN)
_FIELDS = ("document", "entity", "authority", "place", "ranges", "boxes", *_PLAIN)
_setters = tuple(getattr(Mention, name).__set__ for name in _FIELDS)
"""What sets each field of a mention. A frozen class sets them by way of a function, which takes
most of the time of making one, and the closing makes each mention some twenty times.
"""


def mention_cells(one: Mention) -> tuple[Any, ...]:
    """Return what a document says of a mention: its ranges, its boxes, and what is text, number or
    nothing.
    """
    return one.ranges, one.boxes, *_plain(one)


def mention_from(
    cells: Sequence[Any],
    document: str,
    entity: str = "",
    authority: tuple[tuple[str, str], ...] = (),
    place: PlaceLink | None = None,
) -> Mention:
    """Return the mention of a document that :func:`mention_cells` made cells of.

    Parameters
    ----------
    cells : sequence
        The cells; ranges and boxes may be lists, as JSON has them.
    document : str
        Its document.
    entity, authority, place
        What else is known of it.

    Examples
    --------
    >>> import json
    >>> one = Mention(document="a", mention_id="1", label="LOC", text="Lens", ranges=((3, 7),))
    >>> mention_from(json.loads(json.dumps(mention_cells(one))), "a") == one
    True
    """
    ranges, boxes, *plain = cells
    own = tuple(map(tuple, ranges)), tuple(map(tuple, boxes)), *plain
    found = object.__new__(Mention)
    for put, value in zip(_setters, (document, entity, authority, place, *own), strict=True):
        put(found, value)
    return found


def packed_mention(one: Mention) -> bytes:
    """Return a mention as bytes, but for its document and its entity."""
    place = _place_cells(one.place) if one.place else None
    return marshal.dumps((mention_cells(one), one.authority, place))


def mention_of(data: bytes, document: str, entity: str = "") -> Mention:
    """Return the mention that some bytes are."""
    cells, authority, place = marshal.loads(data)
    link = _place(place) if place is not None else None
    return mention_from(cells, document, entity, authority, link)


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
