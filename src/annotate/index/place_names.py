"""Places with their codes, where they are and how many people live there, by name."""

from __future__ import annotations

import json
import marshal
import math
import re
import sys
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from annotate.cache import kept
from annotate.french.characters import name_key, name_keys
from annotate.lexicons import numbered_rows, table_text
from annotate.pipes.gazetteer import countries
from annotate.pipes.lexicon_schemas import INSEE_PLACES, PLACES
from annotate.resources import default_configs

COMMUNE = "commune"
FORMER = "ancienne commune"
DEPARTMENT = "département"
REGION = "région"
OLD_REGION = "ancienne région"
COUNTRY = "pays"
CITY = "ville"
RIVER = "cours d’eau"
HOMONYM = "homonym"

_COLUMN = {
    COMMUNE: "insee_commune",
    FORMER: "insee_commune",
    DEPARTMENT: "insee_departement",
    REGION: "insee_region",
    OLD_REGION: "insee_region",
    COUNTRY: "iso",
}
ELSEWHERE = ("geonames", "wikidata")
CODES = ("insee_commune", "insee_departement", "insee_region", "iso")
"""The columns that codes are in: each holds the code of the place itself."""
SOURCES = {
    COMMUNE: "INSEE COG 2026",
    DEPARTMENT: "INSEE COG 2026",
    REGION: "INSEE COG 2026",
    FORMER: "INSEE COG 2017, former name",
    OLD_REGION: "INSEE COG 2015",
    COUNTRY: "ISO 3166",
}
"""Where the code of a kind of place is from; old regions are told from today's by it."""
WORLD_SOURCE = "Natural Earth 4.0"

_TABLES = {
    "places.tsv": PLACES.required,
    "insee-places.tsv": INSEE_PLACES.required,
    "former-communes.tsv": ("form", "code"),
    "coordinates.tsv": ("kind", "code"),
}
_DEPARTMENTS = "\0"
"""The key, which is no name, under which all départements are."""
_EARTH = 6371.0
_SAINT = re.compile(r"\b[Ss](?:t|te|ts|tes)\b\.?(?=[\s-])")
_SAINTS = {"t": "aint", "te": "ainte", "ts": "aints", "tes": "aintes"}


class Point(NamedTuple):
    """A place on the earth, in degrees (WGS 84)."""

    lat: float
    lon: float

    def kilometres(self, other: Point) -> float:
        """Return the distance to another point over the ground.

        Examples
        --------
        >>> round(Point(50.438, 2.821).kilometres(Point(50.632, 3.057)))
        27
        """
        lat, lon, other_lat, other_lon = map(math.radians, (*self, *other))
        half = math.sin((other_lat - lat) / 2) ** 2
        half += math.cos(lat) * math.cos(other_lat) * math.sin((other_lon - lon) / 2) ** 2
        return 2 * _EARTH * math.asin(math.sqrt(half))


@dataclass(frozen=True, slots=True)
class KnownPlace:
    """A place that a table knows.

    Attributes
    ----------
    name : str
        As the table has it.
    kind : str
        ``commune``, ``ancienne commune``, ``département``, ``région``, ``ancienne région``,
        ``pays``, ``ville`` (outside France), ``cours d’eau``, ``mer``, ``relief``, ``province``,
        ``continent``.
    code : str
        INSEE's, or of ISO 3166 for a country; ``""`` when there is none.
    department : str
        Code of the département of a commune.
    seat : bool
        Whether it is the chief town of a département or a région.
    population : int
        Of a commune or a city; 0 when unknown.
    point : Point or None
        Its centre; of a river a point of its course.
    ids : tuple of (str, str)
        Its ids elsewhere (``geonames``, ``wikidata``); of a city its country (``iso``); of a
        département the régions, old and new, that it lies in (``in``).
    """

    name: str
    kind: str
    code: str = ""
    department: str = ""
    seat: bool = False
    population: int = 0
    point: Point | None = None
    ids: tuple[tuple[str, str], ...] = ()

    @property
    def authority(self) -> tuple[tuple[str, str], ...]:
        """Its code, with what kind of code it is, and its ids elsewhere."""
        own = ((_COLUMN[self.kind], self.code),) if self.code and self.kind in _COLUMN else ()
        return own + tuple(pair for pair in self.ids if pair[0] in ELSEWHERE)

    @property
    def source(self) -> str:
        """Where its code or its place is from."""
        return SOURCES.get(self.kind, WORLD_SOURCE if self.point else "")

    @property
    def is_commune(self) -> bool:
        """Whether it is a commune, of today or of the past."""
        return self.kind in (COMMUNE, FORMER)


class Certainty(StrEnum):
    """How sure it is which place is meant."""

    CERTAIN = "certain"
    LIKELY = "likely"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class PlaceLink:
    """The place that a mention means.

    Attributes
    ----------
    certainty : Certainty
        ``open`` when it is none of several namesakes, or the only one without agreement.
    because : str
        What decided.
    places : tuple of KnownPlace
        The place; more than one where a territory has codes of several kinds.
    namesakes : tuple of KnownPlace
        The places that it may be, when none is chosen.
    """

    certainty: Certainty
    because: str
    places: tuple[KnownPlace, ...] = ()
    namesakes: tuple[KnownPlace, ...] = ()

    @property
    def authority(self) -> tuple[tuple[str, str], ...]:
        """The codes and ids of the place."""
        return tuple(pair for place in self.places for pair in place.authority)

    @property
    def point(self) -> Point | None:
        """Where it is."""
        return next((place.point for place in self.places if place.point), None)

    @property
    def kind(self) -> str:
        """What kind of place it is."""
        return self.places[0].kind if self.places else ""

    @property
    def source(self) -> str:
        """Where the code, or else the place, is from."""
        return next((place.source for place in self.places if place.source), "")


def meant(links: Iterable[PlaceLink]) -> PlaceLink | None:
    """Return what an entity means, from what its mentions do: the place that they agree on; if they
    do not agree, all of these are namesakes.

    Examples
    --------
    >>> lens, annay = (KnownPlace(name, COMMUNE, code) for name, code in
    ...     (("Lens", "62498"), ("Annay", "62033")))
    >>> one = PlaceLink(Certainty.LIKELY, "near Liévin", (lens,))
    >>> meant([one, PlaceLink(Certainty.OPEN, "", namesakes=(annay,))]) == one
    True
    >>> [place.name for place in meant([one, PlaceLink(Certainty.LIKELY, "", (annay,))]).namesakes]
    ['Lens', 'Annay']
    """
    every = list(links)
    chosen = {link.places: link for link in reversed(every) if link.places}
    if len(chosen) > 1:
        differ = dict.fromkeys(place for link in every for place in link.places)
        return PlaceLink(Certainty.OPEN, "its mentions differ", namesakes=tuple(differ))
    if chosen:
        (places,) = chosen
        sure = (link for link in every if link.places == places)
        return min(sure, key=lambda link: list(Certainty).index(link.certainty))
    return every[0] if every else None


Row = tuple[str, str, str, str, str, str, str, str, str]
"""The cells of a place: name, kind, code, department, seat, population, lat, lon, ids."""


class PlaceNames:
    """Known places by folded name; made of their rows when they are asked for.

    Parameters
    ----------
    rows : mapping of str to sequence of Row
        Folded name to the places that bear it.

    Attributes
    ----------
    regions : mapping of str to frozenset of str
        Code of a département to those of the régions, old and new, that it lies in.
    """

    def __init__(self, rows: Mapping[str, Sequence[Row]]) -> None:
        self._rows = rows
        departments = (_place(*row) for row in rows.get(_DEPARTMENTS, ()))
        self.regions = {
            place.code: frozenset(code for name, code in place.ids if name == "in")
            for place in departments
        }
        self._made: dict[str, tuple[KnownPlace, ...]] = {}

    def named(self, form: str) -> tuple[KnownPlace, ...]:
        """Return the places that bear a name, however its dashes and accents are written.

        Examples
        --------
        >>> [(place.kind, place.code) for place in place_names().named("LENS")]
        [('commune', '62498')]
        >>> [place.name for place in place_names().named("Bully les mines")]
        ['Bully-les-Mines']
        """
        key = name_key(_SAINT.sub(_spelled, form))
        if key not in self._made:
            self._made[key] = tuple(_place(*row) for row in self._rows.get(key, ()))
        return self._made[key]

    @cached_property
    def _keys(self) -> list[str]:
        return sorted(self._rows)

    def beginning(self, form: str) -> tuple[KnownPlace, ...]:
        """Return the communes of today whose name goes on where a short form of it ends.

        Examples
        --------
        >>> [place.name for place in place_names().beginning("La Chartre")]
        ['La Chartre-sur-le-Loir']
        """
        start = f"{name_key(_SAINT.sub(_spelled, form))}-"
        low, high = bisect_left(self._keys, start), bisect_left(self._keys, f"{start}\uffff")
        places = (place for key in self._keys[low:high] for place in self.named(key))
        return tuple(place for place in places if place.kind == COMMUNE and place.population)


def _place(
    name: str,
    kind: str,
    code: str,
    department: str,
    seat: str,
    population: str,
    lat: str,
    lon: str,
    ids: str,
) -> KnownPlace:
    pairs = (pair.partition(":") for pair in ids.split("; ") if pair)
    return KnownPlace(
        name,
        kind,
        code,
        department,
        bool(seat),
        int(population or 0),
        Point(float(lat), float(lon)) if lat else None,
        tuple((one, other) for one, _, other in pairs),
    )


def _spelled(match: re.Match[str]) -> str:
    """Return « Saint » for « St » and the like."""
    letters = match[0].rstrip(".")
    return letters[0] + _SAINTS[letters[1:]]


@lru_cache(maxsize=4)
def place_names(folder: Path | None = None) -> PlaceNames:
    """Return the known places of a configuration.

    Parameters
    ----------
    folder : Path, optional
        A configuration; a table that its ``lexicons/`` lacks is the shipped one. By default that
        which ``annotate`` ships.

    Raises
    ------
    LexiconError
        If a table is malformed.
    """
    paths = {name: _path(folder, name) for name in _TABLES}
    texts = {name: table_text(path) for name, path in paths.items()}
    known = countries()
    sources = [*(text.encode() for text in texts.values()), json.dumps(known).encode()]
    # To read the tables takes five times as long as to load what is made of them.
    data = kept("places", [*sources, sys.version.encode()], lambda: _made(paths, texts, known))
    return PlaceNames(marshal.loads(data))


def _path(folder: Path | None, name: str) -> Path:
    path = (folder or default_configs()) / "lexicons" / name
    return path if path.is_file() else default_configs() / "lexicons" / name


def _made(paths: Mapping[str, Path], texts: Mapping[str, str], known: Mapping[str, str]) -> bytes:
    """Return the rows of all tables by folded name, each with where it is."""
    tables = {
        name: [row for _, row in numbered_rows(texts[name], paths[name], required)]
        for name, required in _TABLES.items()
    }
    where = {(row["kind"], row["code"]): row for row in tables["coordinates.tsv"]}
    every = [
        *tables["places.tsv"],
        *({"form": name, "kind": COUNTRY, "code": code} for name, code in known.items()),
        *tables["insee-places.tsv"],
        *({**row, "kind": FORMER} for row in tables["former-communes.tsv"]),
    ]
    rows: dict[str, list[Row]] = {}
    for key, row in zip(name_keys([row["form"] for row in every]), every, strict=True):
        at = COMMUNE if row["kind"] == FORMER else row["kind"]
        spot = where.get((at, row.get("code", ""))) or where.get((at, row["form"]), {})
        cells = [row.get(name, "") for name in ("form", "kind", "code", "department", "seat")]
        cells += [spot.get(name, "") for name in ("population", "lat", "lon", "ids")]
        if row["kind"] == FORMER:
            # The inhabitants are those of the commune that holds it today.
            cells[5] = ""
        name, kind, code, department, seat, population, lat, lon, ids = cells
        whole = (name, kind, code, department, seat, population, lat, lon, ids)
        rows.setdefault(key, []).append(whole)
        if kind == DEPARTMENT:
            rows.setdefault(_DEPARTMENTS, []).append(whole)
    return marshal.dumps(rows)
