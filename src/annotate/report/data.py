"""What the script of a report needs, in lists where keys would cost more than what they hold."""

from __future__ import annotations

import base64
import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from annotate.document.annotation import STATUSES as EVERY_STATUS
from annotate.document.boxes import PlacedBox
from annotate.document.labels import DATE
from annotate.gold.edtf import years_of
from annotate.index.entities import Entity, Index
from annotate.index.mentions import ACRONYMS, REJECTED, Mention, anchor
from annotate.index.network import together
from annotate.index.reasons import MEANINGS
from annotate.pipes.acronyms import key
from annotate.text.reading.pdf_pictures import SIZES, Corners

STATUSES = tuple(one for one in EVERY_STATUS if one != REJECTED)
NEAR = 15
"""How many entities an entity's page says it is named together with."""
EDGES = 600
"""How many pairs of entities the network is drawn from."""
UNKNOWN = 255
"""The confidence of a mention that has none, among packed ones."""


@dataclass(frozen=True, slots=True)
class Acronym:
    """A form of the acronyms layer.

    Attributes
    ----------
    form, expansion, given_by : str
        The commonest spelling, its long form and who gives it; ``""`` where nobody does.
    mentions : tuple of Mention
        Where it stands, in the order of the documents.
    """

    form: str
    expansion: str
    given_by: str
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Pictures:
    """The pictures of the pages of a document.

    Attributes
    ----------
    href : str
        Their folder, as seen from the report.
    corners : mapping of int to tuple
        Where points of each page are on its picture, as
        :func:`annotate.text.reading.pdf_pictures.write_pictures` says.
    """

    href: str
    corners: Mapping[int, Corners]

    def placed(self, box: PlacedBox) -> list[float]:
        """Return left, top, width and height of a box, as shares of the picture.

        Examples
        --------
        >>> upright = Pictures("pages/a", {1: (0.0, 1.0, 0.002, 0.0, 0.0, -0.001)})
        >>> upright.placed((1, 100.0, 800.0, 150.0, 812.0))
        [0.2, 0.188, 0.1, 0.012]
        """
        x0, y0, right_x, right_y, up_x, up_y = self.corners[box[0]]
        points = [
            (x0 + x * right_x + y * up_x, y0 + x * right_y + y * up_y)
            for x, y in ((box[1], box[2]), (box[3], box[4]))
        ]
        (x1, y1), (x2, y2) = points
        found = (min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2))
        return [round(one, 4) for one in found]


def pictures_in(folder: Path) -> dict[str, Pictures]:
    """Return the pictures of pages that a folder has, by document."""
    found = {}
    for file in sorted(folder.glob(f"*/{SIZES}")):
        corners = {int(page): tuple(told) for page, told in json.loads(file.read_text()).items()}
        href = quote(f"{folder.name}/{file.parent.name}")
        found[file.parent.name] = Pictures(href, corners)
    return found


@dataclass(frozen=True)
class Contents:
    """The index as a report shows it.

    Attributes
    ----------
    entities : sequence of Entity
        In the order of the list, most mentions first; a place in it is an entity's number.
    titles : mapping of str to str
        What readers see of each document, in order.
    index : Index
        The mentions.
    pictures : mapping of str to Pictures
        The pictures of pages of the documents that have some.
    seen : set of str
        The anchors of mentions that a text shows.
    """

    entities: Sequence[Entity]
    titles: Mapping[str, str]
    index: Index
    pictures: Mapping[str, Pictures] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    @classmethod
    def of(
        cls, titles: Mapping[str, str], index: Index, pictures: Mapping[str, Pictures]
    ) -> Contents:
        """Sort the entities, and name documents that only mentions know."""
        entities = sorted(index.entities, key=lambda some: (-some.mentions, some.name, some.id))
        others = dict.fromkeys(mention.document for mention in index.mentions)
        named = dict(titles) | {name: name for name in others if name not in titles}
        return cls(entities, named, index, pictures)

    @cached_property
    def numbers(self) -> Mapping[str, tuple[int, str]]:
        """The number and the name of each entity by its id."""
        return {entity.id: (at, entity.name) for at, entity in enumerate(self.entities)}

    @cached_property
    def places(self) -> Mapping[str, int]:
        """The number of each document by its id."""
        return {document: at for at, document in enumerate(self.titles)}

    def mentions(self, entity: Entity) -> list[Mention]:
        """Return the mentions of an entity in the order of the documents."""
        own = self.index.by_entity.get(entity.id, ())
        return sorted(own, key=lambda one: (self.places[one.document], one.position))

    def shown(self, mention: Mention) -> str:
        """Return the anchor of a mention; ``""`` when no text shows it."""
        place = anchor(mention.document, mention.mention_id)
        return place if place in self.seen else ""

    def rows(self) -> list[list[Any]]:
        """Return a row of the list for each entity; the scripts name its columns."""
        firsts = sorted(
            self.entities,
            key=lambda one: (self.places[one.first.document], one.first.position, one.id),
        )
        ranks = {one.id: at for at, one in enumerate(firsts)}
        return [
            [
                one.id,
                one.label,
                one.name,
                one.acronym,
                "\n".join(form for form in (*one.variants, one.expansion) if form != one.name),
                one.mentions,
                int(one.only_in_citations),
                len(one.documents),
                ranks[one.id],
                _time_of(one),
                position_of(one) or 0,
            ]
            for one in self.entities
        ]

    def cards(self) -> Iterator[dict[str, Any]]:
        """Yield what the page of each entity says, in the order of the list."""
        for number, entity in enumerate(self.entities):
            near = self._near(number)
            yield {
                "expansion": entity.expansion,
                "value": entity.value or "",
                "variants": list(entity.variants.items()),
                "authority": " ; ".join(
                    f"{kind} {value}" for kind, some in entity.authority.items() for value in some
                ),
                "reasons": [
                    (one.first, one.second, *MEANINGS[one.reason]) for one in entity.reasons
                ],
                "near": [one for one in near if one[0] != DATE][:NEAR],
                "dates": [one for one in near if one[0] == DATE][:NEAR],
                "mentions": [self.mention_row(one) for one in self.mentions(entity)],
            }

    def mention_row(self, mention: Mention) -> list[Any]:
        """Return a mention as the scripts read it."""
        return [
            self.places[mention.document],
            mention.page or 0,
            mention.left,
            mention.text,
            mention.right,
            self.shown(mention),
            mention.value or mention.expansion,
            mention.source,
            "c" * mention.in_citation + "n" * mention.nested,
            STATUSES.index(mention.status),
            None if mention.score is None else round(100 * mention.score),
            self._boxes(mention),
        ]

    def _boxes(self, mention: Mention) -> list[Any] | int:
        """Return the page and the boxes on its picture, as shares of width and height; 0 of a
        mention that no picture shows.
        """
        pictures = self.pictures.get(mention.document)
        if pictures is None or not mention.boxes or mention.boxes[0][0] not in pictures.corners:
            return 0
        page = mention.boxes[0][0]
        return [page, [pictures.placed(box) for box in mention.boxes if box[0] == page]]

    def acronyms(self) -> list[Acronym]:
        """Return the forms of the acronyms layer by spelling, also those that name no entity."""
        found: dict[str, list[Mention]] = defaultdict(list)
        for one in self.index.mentions:
            if one.layer == ACRONYMS and one.status != REJECTED:
                found[key(one.text)].append(one)
        return [_acronym(found[name], self.places) for name in sorted(found)]

    @cached_property
    def pairs(self) -> Mapping[int, Mapping[int, list[int]]]:
        """How often two entities are named in one sentence and in one paragraph, by their numbers;
        each pair stands under both.
        """
        counts: dict[int, dict[int, list[int]]] = defaultdict(dict)
        sentences, paragraphs = together(self.index.mentions)
        for first, last in sentences.keys() | paragraphs.keys():
            one, other = self.numbers[first][0], self.numbers[last][0]
            both = [sentences[first, last], paragraphs[first, last]]
            counts[one][other] = counts[other][one] = both
        return counts

    def _near(self, number: int) -> list[tuple[str, str, str, int, int]]:
        """Return what an entity is named together with, the commonest first."""
        found = []
        for other, (sentences, paragraphs) in self.pairs.get(number, {}).items():
            one = self.entities[other]
            found.append((one.label, one.name, one.id, sentences, paragraphs))
        return sorted(found, key=lambda one: (-one[4], -one[3], one[1], one[2]))

    def edges(self) -> list[tuple[int, int, int, int]]:
        """Return the strongest pairs of names: two numbers, sentences and paragraphs."""
        found = [
            (one, other, counts[0], counts[1])
            for one, near in self.pairs.items()
            for other, counts in near.items()
            if one < other and DATE not in (self.entities[one].label, self.entities[other].label)
        ]
        return sorted(found, key=lambda edge: (-edge[3], -edge[2], edge[:2]))[:EDGES]

    def facets(self) -> dict[str, str]:
        """Return document, flags and confidence of every mention, entity after entity, packed."""
        documents, flags, scores = array("I"), array("B"), array("B")
        for entity in self.entities:
            for one in self.mentions(entity):
                documents.append(self.places[one.document])
                flags.append(STATUSES.index(one.status) | 8 * one.in_citation)
                scores.append(UNKNOWN if one.score is None else round(100 * one.score))
        packed = {"documents": documents, "flags": flags, "scores": scores}
        return {
            name: base64.b64encode(one.tobytes()).decode("ascii") for name, one in packed.items()
        }


def _acronym(mentions: Sequence[Mention], places: Mapping[str, int]) -> Acronym:
    forms = Counter(one.text for one in mentions)
    givers = Counter((one.expansion, one.expansion_from) for one in mentions if one.expansion)
    expansion, giver = min(givers, key=lambda one: (-givers[one], one), default=("", ""))
    ordered = sorted(mentions, key=lambda one: (places[one.document], one.position))
    form = min(forms, key=lambda one: (-forms[one], one))
    return Acronym(form, expansion, giver, tuple(ordered))


def _time_of(entity: Entity) -> tuple[int, int, str] | int:
    """Return the first and the last year of a date, and its value; 0 of what is no date."""
    found = years_of(entity.value) if entity.value else None
    return (*found, entity.value) if found and entity.value else 0


def position_of(entity: Entity) -> tuple[float, float] | None:
    """Return latitude and longitude of a place in degrees, if the index knows them."""
    point = entity.place.point if entity.place else None
    return (point.lat, point.lon) if point else None
