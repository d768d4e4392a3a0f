"""What others' programs make of the tables, where these programs are installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from annotate.document.run_folder import RunFolder
from annotate.index.from_annotations import index_of
from annotate.index.geography import write_places
from annotate.index.network import write_network
from annotate.index.tables import write_timeline_csv
from command import ROOT
from tiny_run import write_run

QGIS = """
from qgis.core import QgsApplication, QgsVectorLayer
application = QgsApplication([], False)
application.initQgis()
layer = QgsVectorLayer("places.geojson", "places", "ogr")
print(layer.isValid(), layer.featureCount(), layer.crs().authid())
print(*(field.name() for field in layer.fields()))
"""


@pytest.fixture
def build(tmp_path: Path) -> Path:
    """The folder of a run, with the tables that the documentation names."""
    folder = tmp_path / "build"
    write_run(folder)
    index = index_of(RunFolder(folder).read_all())
    write_timeline_csv(folder / "timeline.csv", index)
    write_places(folder / "places.geojson", index.entities)
    write_network(folder / "network.graphml", index)
    return folder


def test_r_runs_the_example_as_it_is_written(build: Path) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R (Rscript) is not installed")
    told = (ROOT / "docs" / "how-to" / "tables.md").read_text("utf-8")
    (example,) = re.findall(r"```r\n(.*?)```", told, re.DOTALL)
    script = build.parent / "example.R"
    script.write_text(f"{example}\nprint(places$insee_commune)\n", "utf-8")
    run = subprocess.run(
        ["Rscript", "--vanilla", script],
        cwd=build.parent,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    assert '"62498"' in run.stdout


def test_qgis_reads_the_layer_of_places(build: Path) -> None:
    python = shutil.which("python3", path="/usr/bin")
    probe = [python or "python3", "-c", "import qgis.core"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("QGIS (python3-qgis) is not installed")
    environment = {"PATH": os.environ["PATH"], "QT_QPA_PLATFORM": "offscreen", "HOME": str(build)}
    run = subprocess.run(
        [probe[0], "-c", QGIS],
        cwd=build,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 0, run.stderr
    first, second = run.stdout.strip().splitlines()
    assert first == "True 1 EPSG:4326"
    assert {"name", "insee_commune", "id_certainty", "mentions"} <= set(second.split())


@pytest.mark.parametrize("library", ["networkx", "igraph"])
def test_libraries_of_networks_read_the_graph(build: Path, library: str) -> None:
    read = pytest.importorskip(library)
    path = str(build / "network.graphml")
    if library == "networkx":
        names = {node["label"] for _, node in read.read_graphml(path).nodes(data=True)}
    else:
        names = set(read.Graph.Read_GraphML(path).vs["label"])
    assert names == {"Lens"}
