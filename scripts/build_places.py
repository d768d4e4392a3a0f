"""Build ``configs/lexicons/insee-places.tsv`` from the official list of French places, and
``former-communes.tsv`` from its history.

The list is INSEE's *Code officiel géographique*, as packed by Etalab in the npm package
``@etalab/decoupage-administratif`` (data: Licence Ouverte 2.0; code: MIT). Run::

    npm pack @etalab/decoupage-administratif@6.0.0
    tar xzf etalab-decoupage-administratif-6.0.0.tgz
    git clone https://github.com/etalab/geohisto
    python scripts/build_places.py package geohisto/sources configs/lexicons

Communes, communes déléguées and associées, départements and régions go in, one row a form and a
code; the unions of communes stay out, for their names are abbreviated in the source (``CC du …``).

The history is INSEE's, too (``France2017.txt`` and ``historiq2017.txt``, changes since 1943,
Licence Ouverte), as packed by Etalab: former names of communes, and communes that others took in.
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

COLUMNS = ("form", "kind", "code", "department", "seat")
HEADER = (
    "# Places of France. Source: INSEE, Code officiel géographique {year}, as packed by Etalab in\n"
    "# npm @etalab/decoupage-administratif {version}. Licence Ouverte 2.0. Data of {year}.\n"
    "# seat: chief town of a département or of a région. Made by scripts/build_places.py.\n"
)


FORMER = ("form", "code", "department")
FORMER_HEADER = (
    "# Former names of communes, and communes that others took in, with today's code.\n"
    "# Source: INSEE, Code officiel géographique 2017, changes since 1943, as packed by\n"
    "# github.com/etalab/geohisto. Licence Ouverte. Made by scripts/build_places.py.\n"
)
_ARTICLES = {"2": "Le ", "3": "La ", "4": "Les ", "5": "L'", "6": "Aux ", "7": "Las ", "8": "Los "}
_GONE = "3"
"""What a commune is that others took in."""
_RENAMED = ("100", "110", "120", "130")


def rows(data: Path) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the rows of the table.

    Parameters
    ----------
    data : Path
        The ``data`` folder of the unpacked npm package.

    Yields
    ------
    tuple of str
        form, kind, code, department, seat.
    """
    regions, departments = _load(data, "regions"), _load(data, "departements")
    seats = {row["chefLieu"]: "département" for row in departments}
    seats.update({row["chefLieu"]: "région" for row in regions})
    for row in regions:
        yield row["nom"], "région", row["code"], "", ""
    for row in departments:
        yield row["nom"], "département", row["code"], "", ""
    seen: set[tuple[str, str]] = set()
    # The communes of today first: a commune déléguée often bears the name of the new one.
    communes = sorted(_load(data, "communes"), key=lambda row: row["type"] != "commune-actuelle")
    for row in communes:
        department = row.get("departement", row["code"][:2])
        if row["type"] == "arrondissement-municipal" or (row["nom"], department) in seen:
            continue
        seen.add((row["nom"], department))
        seat = seats.get(row["code"], "") if row["type"] == "commune-actuelle" else ""
        yield row["nom"], "commune", row["code"], department, seat


def former(sources: Path, data: Path) -> Iterator[tuple[str, str, str]]:
    """Yield form, code and département of names that are no commune's today.

    Parameters
    ----------
    sources : Path
        The folder with INSEE's two files of 2017.
    data : Path
        The ``data`` folder of the unpacked npm package.
    """
    now = {name for name, kind, _, _, _ in rows(data) if kind == "commune"}
    # What became of a code since: today's communes, and of others the one that holds them.
    holder = {row["code"]: row.get("chefLieu", row["code"]) for row in _load(data, "communes")}
    holder |= {
        row["code"]: row["code"]
        for row in _load(data, "communes")
        if row["type"] == "commune-actuelle"
    }
    gone = {}
    for row in _tabbed(sources / "France2017.txt"):
        if row["ACTUAL"] == _GONE and row["POLE"]:
            name = _ARTICLES.get(row["TNCC"], "") + row["NCCENR"]
            gone[row["DEP"] + row["COM"]] = row["POLE"], name
    names = {(name, code) for code, (_, name) in gone.items()}
    for row in _tabbed(sources / "historiq2017.txt"):
        if row["MOD"] in _RENAMED and row["NCCANC"]:
            name = _ARTICLES.get(row["TNCCANC"], "") + row["NCCANC"]
            names.add((name, row["DEP"] + row["COM"]))
    for name, code in sorted(names):
        while code not in holder and code in gone:
            code, _ = gone[code]
        if name not in now and (today := holder.get(code)):
            yield name, today, today[:3] if today >= "97" else today[:2]


def _tabbed(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="latin-1", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t")


def main() -> None:
    """Read the command line and write the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("package", type=Path, help="folder of the unpacked npm package")
    parser.add_argument("history", type=Path, help="folder of INSEE's files of 2017")
    parser.add_argument("lexicons", type=Path, help="folder of the tables")
    given = parser.parse_args()
    version = json.loads((given.package / "package.json").read_text("utf-8"))["version"]
    # Versions of the package follow the years: 6 is 2026 (README of the package).
    head = HEADER.format(year=2020 + int(version.split(".")[0]), version=version)
    data = given.package / "data"
    table = sorted(rows(data), key=lambda row: (row[1] == "commune", row[0], row[2]))
    _write(given.lexicons / "insee-places.tsv", head, (COLUMNS, *table))
    _write(
        given.lexicons / "former-communes.tsv",
        FORMER_HEADER,
        (FORMER, *former(given.history, data)),
    )


def _write(path: Path, head: str, table: Sequence[Sequence[str]]) -> None:
    lines = ["\t".join(row).rstrip("\t") for row in table]
    path.write_text(head + "\n".join(lines) + "\n", encoding="utf-8")
    print(f"{path.name}: {len(table) - 1} rows")


def _load(data: Path, name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((data / f"{name}.json").read_text("utf-8"))
    return loaded


if __name__ == "__main__":
    main()
