"""Bring the libraries and the outline of the world that the report bundles.

``python scripts/bundle_libraries.py`` asks npm for the exact versions below and writes them into
``src/annotate/report/libraries/``, each under its licence, and the outline as GeoJSON. The outline
is Natural Earth's (public domain): the world at 1:110 million, France and its neighbours at 1:50
million.
"""

from __future__ import annotations

import json
import re
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OUT = Path(__file__).parents[1] / "src" / "annotate" / "report" / "libraries"
FILES = {
    "leaflet@1.9.4": {"dist/leaflet.js": "leaflet.js", "dist/leaflet.css": "leaflet.css"},
    "uplot@1.6.32": {"dist/uPlot.iife.min.js": "uplot.js", "dist/uPlot.min.css": "uplot.css"},
    "d3-dispatch@3.0.2": {"dist/d3-dispatch.min.js": "d3-1-dispatch.js"},
    "d3-quadtree@3.0.2": {"dist/d3-quadtree.min.js": "d3-1-quadtree.js"},
    "d3-timer@3.0.2": {"dist/d3-timer.min.js": "d3-1-timer.js"},
    "d3-force@3.0.1": {"dist/d3-force.min.js": "d3-2-force.js"},
}
ATLAS = "world-atlas@2.0.2"
NEAR = (
    "France", "Belgium", "Luxembourg", "Switzerland", "Germany", "Italy", "Spain", "Andorra",
    "Monaco", "United Kingdom", "Netherlands", "Ireland", "Portugal", "Austria",
)  # fmt: skip
"""Countries that are drawn finer than the others."""


def fetch(package: str, folder: Path) -> Path:
    """Unpack a package of npm; return its folder."""
    done = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True
    )
    with tarfile.open(folder / done.stdout.split()[-1]) as packed:
        packed.extractall(folder / package, filter="data")
    return folder / package / "package"


def rings(atlas: dict[str, Any], names: tuple[str, ...], *, among: bool) -> Iterator[list[Any]]:
    """Yield the rings of countries of a TopoJSON file, as lists of (longitude, latitude)."""
    (kx, ky), (dx, dy) = atlas["transform"]["scale"], atlas["transform"]["translate"]
    arcs = []
    for packed in atlas["arcs"]:
        x = y = 0
        arc = []
        for step_x, step_y in packed:
            x, y = x + step_x, y + step_y
            arc.append((x * kx + dx, y * ky + dy))
        arcs.append(arc)
    for country in atlas["objects"]["countries"]["geometries"]:
        if (country["properties"]["name"] in names) is not among:
            continue
        many = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        for ring in (ring for polygon in many for ring in polygon):
            points: list[tuple[float, float]] = []
            for number in ring:
                arc = arcs[number] if number >= 0 else arcs[~number][::-1]
                points += arc[1:] if points else arc
            yield points


def rounded(ring: list[tuple[float, float]], step: float) -> list[list[float]]:
    """Return a ring on a grid, without points that fall on the one before."""
    points: list[list[float]] = []
    for x, y in ring:
        point = [round(round(x / step) * step, 2), round(round(y / step) * step, 2)]
        if not points or points[-1] != point:
            points.append(point)
    return points


def outline(folder: Path) -> list[list[list[float]]]:
    """Return the rings of all countries."""
    world, fine = (
        json.loads((folder / f"countries-{scale}.json").read_text("utf-8"))
        for scale in ("110m", "50m")
    )
    found = [rounded(ring, 0.2) for ring in rings(world, NEAR, among=False)]
    found += [rounded(ring, 0.03) for ring in rings(fine, NEAR, among=True)]
    return [ring for ring in found if len(ring) > 3]


def main() -> None:
    """Write the folder anew."""
    OUT.mkdir(exist_ok=True)
    licences = []
    with tempfile.TemporaryDirectory() as name:
        for package, files in FILES.items():
            folder = fetch(package, Path(name))
            for source, target in files.items():
                text = (folder / source).read_text("utf-8")
                # Pictures of controls that the report does not use, and maps for debuggers.
                text = re.sub(r"[\w-]+:\s*url\([^)]*\);?", "", text)
                text = re.sub(r"//# sourceMappingURL=.*", "", text)
                (OUT / target).write_text(text.strip() + "\n", "utf-8")
            licence = next(file for file in folder.iterdir() if file.name.startswith("LICENSE"))
            licences.append(f"{package}\n\n{licence.read_text('utf-8').strip()}\n")
        atlas = fetch(ATLAS, Path(name))
        shape = {"type": "MultiPolygon", "coordinates": [[ring] for ring in outline(atlas)]}
        text = json.dumps(shape, separators=(",", ":"))
        (OUT / "outline.json").write_text(text + "\n", "utf-8")
        licences.append(
            f"outline.json: Natural Earth (public domain), from {ATLAS}\n\n"
            f"{(atlas / 'LICENSE').read_text('utf-8').strip()}\n"
        )
    (OUT / "LICENSES.txt").write_text(f"\n{'-' * 72}\n\n".join(licences), "utf-8")


if __name__ == "__main__":
    main()
