"""Build ``configs/lexicons/insee-places.tsv`` from the official list of French places.

The list is INSEE's *Code officiel géographique*, as packed by Etalab in the npm package
``@etalab/decoupage-administratif`` (data: Licence Ouverte 2.0; code: MIT). Run::

    npm pack @etalab/decoupage-administratif@6.0.0
    tar xzf etalab-decoupage-administratif-6.0.0.tgz
    python scripts/build_places.py package configs/lexicons/insee-places.tsv

Communes, communes déléguées and associées, départements and régions go in, one row a form and a
code; the unions of communes stay out, for their names are abbreviated in the source (``CC du …``).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

COLUMNS = ("form", "kind", "code", "department", "seat")
HEADER = (
    "# Places of France. Source: INSEE, Code officiel géographique {year}, as packed by Etalab in\n"
    "# npm @etalab/decoupage-administratif {version}. Licence Ouverte 2.0. Data of {year}.\n"
    "# seat: chief town of a département or of a région. Made by scripts/build_places.py.\n"
)


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


def write(package: Path, target: Path) -> int:
    """Write the table from the unpacked `package` to `target`; return the number of rows."""
    version = json.loads((package / "package.json").read_text("utf-8"))["version"]
    # Versions of the package follow the years: 6 is 2026 (README of the package).
    year = 2020 + int(version.split(".")[0])
    table = sorted(rows(package / "data"), key=lambda row: (row[1] == "commune", row[0], row[2]))
    lines = ["\t".join(row).rstrip("\t") for row in (COLUMNS, *table)]
    target.write_text(
        HEADER.format(year=year, version=version) + "\n".join(lines) + "\n", encoding="utf-8"
    )
    return len(table)


def main() -> None:
    """Read the command line and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("package", type=Path, help="folder of the unpacked npm package")
    parser.add_argument("target", type=Path, help="table to write")
    arguments = parser.parse_args()
    print(f"{write(arguments.package, arguments.target)} places")


def _load(data: Path, name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = json.loads((data / f"{name}.json").read_text("utf-8"))
    return loaded


if __name__ == "__main__":
    main()
