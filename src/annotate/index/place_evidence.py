"""What speaks for a place: the names of a document, and where its other places are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from annotate.french.characters import name_key
from annotate.french.word_list import common_words
from annotate.index.mentions import Mention
from annotate.index.place_contexts import Surroundings
from annotate.index.place_names import KnownPlace, Point

_NEAR = 30.0
"""Kilometres within which other places of a text speak for a commune."""
LARGE, FAR_LARGER = 20_000, 10
"""Inhabitants of a town that is known, and how many times those of its namesakes that are."""
OVERSEAS = ("97", "98")
_CELL = 0.5
"""Degrees of the squares in which near places are looked for; wider than the distance in France."""
_ENOUGH = 3
"""Near places that count."""
_LINK = "-(?:sur|sous|en|les)-"


@dataclass(slots=True)
class NamedPlace:
    """A name in a document: its mentions, what is around them, and the places that bear it."""

    key: str
    mentions: list[tuple[Mention, Surroundings]] = field(default_factory=list)
    communes: dict[str, KnownPlace] = field(default_factory=dict)
    larger: dict[tuple[str, str], KnownPlace] = field(default_factory=dict)
    usable: bool = True
    """Whether it can be a commune here: no pit, street or person is called so."""

    def of(self, *kinds: str) -> list[KnownPlace]:
        """Return the larger places of some kinds."""
        return [place for place in self.larger.values() if place.kind in kinds]

    def any(self, *names: str) -> bool:
        """Return whether the words around one of its mentions say one of these things."""
        return any(getattr(around, name) for _, around in self.mentions for name in names)

    @property
    def is_saint(self) -> bool:
        """Whether a saint has given his name."""
        return self.key.startswith(("saint-", "sainte-"))

    @property
    def is_many(self) -> bool:
        """Whether several communes have the name of a saint (a territory overseas may, too)."""
        return len(self.communes) > 1 and self.is_saint

    @property
    def only(self) -> KnownPlace | None:
        """The only commune of the name: of several, the only one that exists today."""
        today = [place for place in self.communes.values() if place.population]
        some = today or [*self.communes.values()]
        return some[0] if len({place.code for place in some}) == 1 else None


@dataclass(slots=True)
class Evidence:
    """What a document says of the places that it is about."""

    within: Mapping[str, frozenset[str]]
    departments: set[str] = field(default_factory=set)
    regions: set[str] = field(default_factory=set)
    sure: dict[str, KnownPlace] = field(default_factory=dict)
    cells: dict[tuple[int, int], list[KnownPlace]] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)

    def add(self, place: KnownPlace) -> None:
        """Add a commune that the text names for sure."""
        if place.code in self.sure:
            return
        self.sure[place.code] = place
        self.counts[place.department] += 1
        if place.point:
            self.cells.setdefault(_cell(place.point), []).append(place)

    def near(self, place: KnownPlace) -> list[KnownPlace]:
        """Return other communes of the text that are near a place: as many as count."""
        if place.point is None:
            return []
        row, column = _cell(place.point)
        found: list[KnownPlace] = []
        for at in ((row + up, column + right) for up in (0, -1, 1) for right in (0, -1, 1)):
            for one in self.cells.get(at, ()):
                if one.code == place.code or one.point is None:
                    continue
                if one.point.kilometres(place.point) <= _NEAR:
                    found.append(one)
                    if len(found) == _ENOUGH:
                        return found
        return found

    def score(self, place: KnownPlace) -> int:
        """Return how much speaks for a commune."""
        regions = self.within.get(place.department, frozenset())
        there = self._same_department(place)
        named = place.department in self.departments
        return (
            2 * named + bool(regions & self.regions) + (there > 1) + min(3, len(self.near(place)))
        )

    def because(self, place: KnownPlace) -> str:
        """Say what speaks for a commune."""
        if near := sorted(one.name for one in self.near(place)):
            return f"near {', '.join(near)}"
        if place.department in self.departments:
            return f"département {place.department} named"
        if self._same_department(place) > 1:
            return f"others of département {place.department} named"
        return "région named"

    def _same_department(self, place: KnownPlace) -> int:
        return self.counts[place.department] - (place.code in self.sure)


def _cell(point: Point) -> tuple[int, int]:
    return int(point.lat // _CELL), int(point.lon // _CELL)


class FullNames:
    """Communes that are named, by the beginnings of their names.

    Parameters
    ----------
    places : iterable of KnownPlace
        The communes.
    """

    def __init__(self, places: Iterable[KnownPlace]) -> None:
        self._named: dict[str, list[KnownPlace]] = defaultdict(list)
        self._begun: dict[str, list[KnownPlace]] = defaultdict(list)
        for place in places:
            key = name_key(place.name)
            self._named[key].append(place)
            for joint in re.finditer("-", key):
                self._begun[key[: joint.start()]].append(place)

    def begun(self, key: str) -> list[KnownPlace]:
        """Return the places whose name begins with a shorter one."""
        return self._begun.get(key, [])

    def beginnings(self, key: str) -> list[KnownPlace]:
        """Return the places with whose name a longer one begins: « Villerville-sur-Mer »."""
        links = re.finditer(_LINK, key)
        return [place for link in links for place in self._named.get(key[: link.start()], ())]


def has_article(place: KnownPlace, around: Surroundings) -> bool:
    """Return whether a commune has the article before its name: « les Moulins » are not Moulins.
    Long names are used with one that they do not have.
    """
    name, article = name_key(place.name), name_key(f"{around.article}x")[:-1]
    return name.startswith(article) or name.count("-") > 1


def is_word(place: KnownPlace) -> bool:
    """Return whether the name of a small commune is a common word."""
    return place.population < LARGE and not place.seat and place.name.lower() in common_words()


def largest(places: Iterable[KnownPlace]) -> KnownPlace | None:
    """Return the commune that is far larger than its namesakes, unless it is overseas."""
    ranked = sorted(places, key=lambda one: -one.population)
    if len(ranked) < 2 or ranked[0].population < LARGE:
        return None
    far = ranked[0].population >= FAR_LARGER * ranked[1].population
    return ranked[0] if far and not ranked[0].department.startswith(OVERSEAS) else None
