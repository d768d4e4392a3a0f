"""The wheel, installed outside the checkout, is whole and annotates."""

from __future__ import annotations

import csv
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from command import ROOT

pytestmark = pytest.mark.slow

TEXT = """Une visite à Béthune

En mai 1936, Léontine Delval quitte Béthune pour la Compagnie des mines de Lens. Elle y reste
jusqu’au 3 juin 1947, puis dirige le Syndicat des eaux du Liévinois (SEL) pendant dix ans.
"""


def done(*command: str | Path, cwd: Path) -> str:
    """Run a program that goes well, with nothing of this process' paths; return what it prints."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    ended = subprocess.run(
        [*map(str, command)], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and, of everything else, what this environment has."""
    place = tmp_path_factory.mktemp("wheel")
    done(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", place, cwd=ROOT)
    (wheel,) = place.glob("annotate_fr-*.whl")
    done(sys.executable, "-m", "venv", "--without-pip", place / "env", cwd=place)
    python = place / "env" / "bin" / "python"
    options = ("--quiet", "--no-index", "--no-deps", "--disable-pip-version-check")
    done(sys.executable, "-m", "pip", "--python", python, "install", *options, wheel, cwd=place)
    # All packages but ours; their folder is no site folder, so that its .pth files, that of our
    # editable installation among them, do nothing.
    others = place / "others"
    others.mkdir()
    for one in Path(sysconfig.get_paths()["purelib"]).iterdir():
        if not re.match(r"annotate(?:_fr.*)?$", one.name):
            (others / one.name).symlink_to(one)
    (site,) = (place / "env" / "lib").glob("python3*/site-packages")
    (site / "others.pth").write_text(f"{others}\n", "utf-8")
    return place / "env"


def test_it_holds_every_file_of_the_package(installed: Path, tmp_path: Path) -> None:
    code = (
        "from importlib.metadata import version\n"
        "from pathlib import Path\n"
        "import annotate\n"
        "from annotate.resources import default_configs\n"
        "assert version('annotate-fr') == annotate.__version__\n"
        "print(Path(annotate.__file__).parent, default_configs(), sep='\\n')\n"
    )
    printed = done(installed / "bin" / "python", "-c", code, cwd=tmp_path)
    package, configs = map(Path, printed.splitlines())
    assert package.is_relative_to(installed) and configs.is_relative_to(installed)
    listed = done(
        "git", "ls-files", "-co", "--exclude-standard", "src/annotate", "configs", cwd=ROOT
    )
    files = [ROOT / name for name in listed.splitlines()]
    assert {".py", ".lock", ".tsv", ".cfg", ".j2", ".html", ".css", ".js"} <= {
        file.suffix for file in files
    }
    for file in files:
        if file.is_relative_to(ROOT / "configs"):
            copy = configs / file.relative_to(ROOT / "configs")
        else:
            copy = package / file.relative_to(ROOT / "src" / "annotate")
        assert copy.read_bytes() == file.read_bytes()


def test_it_annotates(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "visite.txt").write_text(TEXT, "utf-8")
    command = installed / "bin" / "annotate"
    assert command.read_text("utf-8").splitlines()[0].endswith(str(installed / "bin" / "python"))
    done(command, "run", "visite.txt", "--out", "build", cwd=tmp_path)
    build = tmp_path / "build"
    for name in ("report.html", "entities.xlsx", "run.json", "annotations/visite.jsonl"):
        assert (build / name).stat().st_size
    with (build / "mentions.csv").open(encoding="utf-8-sig", newline="") as file:
        found = {(int(row["start"]), row["label"], row["text"]) for row in csv.DictReader(file)}
    firm = "Compagnie des mines de Lens"
    assert (TEXT.index(firm), "ORG", firm) in found
