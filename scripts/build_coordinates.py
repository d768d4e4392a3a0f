"""Build ``configs/lexicons/coordinates.tsv``: where places are, and how many people live there.

Sources, all of them open:

- communes, départements, régions old and new: the outlines of IGN's *Admin Express COG* 2018
  (Licence Ouverte), as packed by https://github.com/gregoiredavid/france-geojson; a place is at
  the centre of its outline;
- inhabitants of communes: INSEE, *populations légales* (Licence Ouverte 2.0), as packed in npm
  ``@etalab/decoupage-administratif``;
- countries, great cities, rivers and seas: Natural Earth 4.0 (public domain), as packed by
  https://github.com/martynafford/natural-earth-geojson. The forms are those of ``places.tsv``.

Run::

    npm pack @etalab/decoupage-administratif@6.0.0
    tar xzf etalab-decoupage-administratif-6.0.0.tgz
    git clone https://github.com/gregoiredavid/france-geojson
    git clone https://github.com/martynafford/natural-earth-geojson    # and unpack its .7z files
    python scripts/build_coordinates.py package france-geojson natural-earth configs/lexicons
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from annotate.french.characters import name_key
from annotate.lexicons import read_table

Row = tuple[str, str, str, str, str, str]
Point = tuple[float, float]
"""Longitude and latitude, as GeoJSON has them."""
Line = list[Point]

COLUMNS = ("kind", "code", "lat", "lon", "population", "ids")
HEADER = (
    "# Where places are: degrees of latitude and longitude (WGS 84), three decimals.\n"
    "# Communes, départements, régions: centres of the outlines of IGN, Admin Express COG 2018,\n"
    "# Licence Ouverte, as packed by gregoiredavid/france-geojson; population: INSEE, Licence\n"
    "# Ouverte 2.0, as packed in npm @etalab/decoupage-administratif {version}.\n"
    "# ids of a département: in, the régions, old and new, that it lies in.\n"
    "# Countries (code: ISO 3166), cities, rivers, seas (code: the form of places.tsv): Natural\n"
    "# Earth 4.0, public domain. Made by scripts/build_coordinates.py.\n"
)
# Natural Earth leaves the code out where a territory is disputed or has parts overseas.
_CODES = {"FRA": "FR", "NOR": "NO", "KOS": "XK"}
# What Natural Earth calls what has another name, or an older one, in French.
_CITIES = {
    "Tel-Aviv": "Tel Aviv-Yafo",
    "Francfort": "Frankfurt",
    "Djakarta": "Jakarta",
    "Tananarive": "Antananarivo",
    "Constantinople": "Istanbul",
    "Byzance": "Istanbul",
    "Salvador de Bahia": "Salvador",
    "Madras": "Chennai",
    "Abou Dhabi": "Abu Dhabi",
    "Smyrne": "Izmir",
    "Saïgon": "Ho Chi Minh City",
    "Dantzig": "Gdansk",
    "Breslau": "Wroclaw",
    "Cluj": "Cluj-Napoca",
    "Salonique": "Thessaloniki",
    "Leningrad": "St. Petersburg",
    "Stalingrad": "Volgograd",
    "Pilsen": "Plzen",
}
_RIVERS = {
    "Moselle": "Mosel",
    "Escaut": "Schelde",
    "Vistule": "Vistula",
    "Tamise": "Thames",
    "Ebre": "Ebro",
    "Tibre": "Tevere",
    "Dniepr": "Dnepr",
    "Nil": "Nile",
    "Amazone": "Amazonas",
    "Euphrate": "Euphrates",
    "Jourdain": "Jordan",
    "Gange": "Ganges",
    "Brahmapoutre": "Brahmaputra",
    "Yangzi": "Yangtze",
    "Zambèze": "Zambezi",
    "Orénoque": "Orinoco",
    "Oural": "Ural",
    "Ienisseï": "Yenisey",
    "Dniestr": "Dniester",
    "Tage": "Tajo",
    "Douro": "Duero",
    "Niémen": "Neman",
    "Aar": "Aare",
}
_OTHER_RIVERS = {"Clarence", "Neva"}
"""Those of Natural Earth are another river, or run on where the name has ended."""
_SEAS = {
    "Méditerranée": "Mediterranean Sea",
    "Baltique": "Baltic Sea",
    "Adriatique": "Adriatic Sea",
    "Bosphore": "Bosporus",
    "Dardanelles": "Dardanelles",
    "Hellespont": "Dardanelles",
    "Skagerrak": "Skagerrak",
    "Caspienne": "Caspian Sea",
    "Caraïbes": "Caribbean  Sea",
}


def rows(package: Path, outlines: Path, world: Path, lexicons: Path) -> Iterator[Row]:
    """Yield the rows of the table, sorted within each kind.

    Parameters
    ----------
    package, outlines, world : Path
        The unpacked sources, see above; `world` holds the GeoJSON files of Natural Earth.
    lexicons : Path
        The folder with ``places.tsv``.
    """
    yield from _communes(package, outlines)
    departments = _outlines(outlines, "departements/*/departement-*.geojson")
    regions = _outlines(outlines, "regions/*/region-*.geojson")
    old = _outlines(outlines, "regions-avant-redecoupage-2015.geojson")
    for code, outline in departments.items():
        centre = _centre(outline, largest=True)
        around = (name for some in (regions, old) for name in some if _holds(some[name], centre))
        inside = sorted({*around})
        yield _row("département", code, centre, ids="; ".join(f"in:{name}" for name in inside))
    for kind, some in (("région", regions), ("ancienne région", old)):
        for code, outline in some.items():
            yield _row(kind, code, _centre(outline))
    yield from _countries(world)
    forms: dict[str, list[str]] = {}
    for place in read_table(lexicons / "places.tsv", ("form", "kind")):
        forms.setdefault(place["kind"], []).append(place["form"])
    yield from _cities(world, forms["ville"])
    yield from _rivers(world, forms["cours d’eau"])
    yield from _seas(world, forms["mer"])


def _outlines(folder: Path, pattern: str) -> dict[str, dict[str, Any]]:
    """Return outlines by code, in order."""
    found = {
        feature["properties"]["code"]: feature["geometry"]
        for path in folder.glob(pattern)
        for feature in _features(path)
    }
    return dict(sorted(found.items()))


def _communes(package: Path, outlines: Path) -> Iterator[Row]:
    """Yield communes; those that a larger one has taken in are where that one is."""
    points = {
        feature["properties"]["code"]: _centre(feature["geometry"])
        for path in outlines.glob("departements/*/communes-*.geojson")
        for feature in _features(path)
    }
    every = json.loads((package / "data/communes.json").read_text("utf-8"))
    for commune in sorted(every, key=lambda row: (row["code"], row["type"])):
        if commune["type"] == "arrondissement-municipal":
            continue
        today = commune["type"] == "commune-actuelle"
        if not today and commune["code"] == commune.get("chefLieu"):
            continue
        point = points.get(commune["code"]) or points.get(commune.get("chefLieu", ""))
        population = str(commune.get("population", "")) if today else ""
        if point or population:
            yield _row("commune", commune["code"], point, population)


def _countries(world: Path) -> Iterator[Row]:
    found = {}
    for feature in _features(world / "ne_50m_admin_0_countries.json"):
        said = feature["properties"]
        code = said["ISO_A2"] if said["ISO_A2"] != "-99" else _CODES.get(said["ADM0_A3"], "")
        if code:
            # The largest part: the centre of all would lie in the sea.
            found[code] = _centre(feature["geometry"], largest=True)
    for code, point in sorted(found.items()):
        yield _row("pays", code, point)


def _cities(world: Path, forms: Iterable[str]) -> Iterator[Row]:
    wanted: dict[str, list[str]] = {}
    for form in forms:
        wanted.setdefault(name_key(_CITIES.get(form, form)), []).append(form)
    found: dict[str, dict[str, Any]] = {}
    for feature in _features(world / "ne_10m_populated_places.json"):
        said = feature["properties"]
        for name in {said["NAME_FR"], said["NAME"], said["NAMEASCII"]} - {None}:
            for form in wanted.get(name_key(name), ()):
                if said["POP_MAX"] > found.get(form, {"POP_MAX": -1})["POP_MAX"]:
                    found[form] = said
    for form, said in sorted(found.items()):
        ids = {
            "iso": said["ISO_A2"] if said["ISO_A2"] != "-99" else _CODES.get(said["ADM0_A3"]),
            "geonames": int(said["GEONAMEID"]) if said["GEONAMEID"] > 0 else None,
            "wikidata": said["wikidataid"],
        }
        shown = "; ".join(f"{name}:{value}" for name, value in ids.items() if value)
        point = said["LONGITUDE"], said["LATITUDE"]
        yield _row("ville", form, point, str(int(said["POP_MAX"])), shown)


def _rivers(world: Path, forms: Iterable[str]) -> Iterator[Row]:
    """Yield rivers, each with the point of its course that is closest to its middle."""
    wanted = {name_key(form): form for form in forms if form not in _OTHER_RIVERS}
    wanted |= {name_key(name): form for form, name in _RIVERS.items()}
    found: dict[str, list[Line]] = {}
    for name in ("ne_10m_rivers_europe", "ne_10m_rivers_lake_centerlines"):
        here: dict[tuple[str, int], list[Line]] = {}
        for feature in _features(world / f"{name}.json"):
            said = feature["properties"]
            # « Aisne, Oise » is a course that begins as the Aisne.
            names = [(said.get(key) or "").split(",")[0] for key in ("name", "name_alt", "name_en")]
            for form in {wanted.get(name_key(one)) for one in names} - {None}:
                course = here.setdefault((str(form), said["rivernum"]), [])
                course += _lines(feature["geometry"])
        for (form, _), course in here.items():
            if _length(course) > _length(found.get(form, [])):
                found[form] = course
    for form, course in sorted(found.items()):
        points = [point for line in course for point in line]
        middle = [sum(degrees) / len(points) for degrees in zip(*points, strict=True)]
        yield _row("cours d’eau", form, min(points, key=lambda one: math.dist(one, middle)))


def _seas(world: Path, forms: Iterable[str]) -> Iterator[Row]:
    named = {
        feature["properties"]["name"]: feature["geometry"]
        for feature in _features(world / "ne_10m_geography_marine_polys.json")
    }
    for form in sorted({*forms} & {*_SEAS}):
        yield _row("mer", form, _centre(named[_SEAS[form]], largest=True))


def _features(path: Path) -> Sequence[dict[str, Any]]:
    read: dict[str, Any] = json.loads(path.read_text("utf-8"))
    # A file of one outline is a feature, not a collection of one.
    features: Sequence[dict[str, Any]] = read.get("features", [read])
    return [feature for feature in features if feature["geometry"]]


def _lines(geometry: dict[str, Any]) -> list[Line]:
    lines = geometry["coordinates"]
    return [lines] if geometry["type"] == "LineString" else list(lines)


def _length(course: Iterable[Line]) -> float:
    return sum(sum(math.dist(*two) for two in pairwise(line)) for line in course)


def _centre(geometry: dict[str, Any], *, largest: bool = False) -> Point:
    """Return the centroid of an outline, or of its largest part; holes do not count."""
    polygons = geometry["coordinates"]
    polygons = [polygons] if geometry["type"] == "Polygon" else polygons
    parts = sorted((_ring(polygon[0]) for polygon in polygons), reverse=True)
    parts = parts[:1] if largest else parts
    whole = sum(area for area, _, _ in parts) or 1.0
    return sum(a * x for a, x, _ in parts) / whole, sum(a * y for a, _, y in parts) / whole


def _holds(geometry: dict[str, Any], point: Point) -> bool:
    """Return whether a point is inside an outline: a ray from it crosses its lines an odd number of
    times.
    """
    x, y = point
    polygons = geometry["coordinates"]
    polygons = [polygons] if geometry["type"] == "Polygon" else polygons
    crossed = False
    for polygon in polygons:
        for (x1, y1), (x2, y2) in pairwise(polygon[0]):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                crossed = not crossed
    return crossed


def _ring(ring: Sequence[Point]) -> tuple[float, float, float]:
    """Return the area of a closed line and its centroid, by the shoelace formula."""
    left, low = ring[0]
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        # Counted from the first corner: far from zero a small outline loses its digits.
        cross = (x1 - left) * (y2 - low) - (x2 - left) * (y1 - low)
        area += cross / 2
        x += (x1 + x2 - 2 * left) * cross / 6
        y += (y1 + y2 - 2 * low) * cross / 6
    if not area:
        return 0.0, left, low
    return abs(area), left + x / area, low + y / area


def _row(kind: str, code: str, point: Point | None, population: str = "", ids: str = "") -> Row:
    lon, lat = (f"{degrees:.3f}" for degrees in point) if point else ("", "")
    return kind, code, lat, lon, population, ids


def main() -> None:
    """Read the command line and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("package", type=Path, help="folder of the unpacked npm package")
    parser.add_argument("outlines", type=Path, help="checkout of france-geojson")
    parser.add_argument("world", type=Path, help="folder with the GeoJSON files of Natural Earth")
    parser.add_argument("lexicons", type=Path, help="folder of places.tsv, and of the table")
    given = parser.parse_args()
    version = json.loads((given.package / "package.json").read_text("utf-8"))["version"]
    table = list(rows(given.package, given.outlines, given.world, given.lexicons))
    lines = ["\t".join(row).rstrip("\t") for row in (COLUMNS, *table)]
    (given.lexicons / "coordinates.tsv").write_text(
        HEADER.format(version=version) + "\n".join(lines) + "\n", encoding="utf-8"
    )
    print(f"{len(table)} places")


if __name__ == "__main__":
    main()
