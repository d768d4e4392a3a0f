"""`annotate init`, the assembled pipeline, and the package as others install it."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from command import ROOT, Command

pytestmark = pytest.mark.slow

SCRIPT = """
import spacy
nlp = spacy.load("models/fr_annotate")
doc = nlp("Le SAMZAL, ou Syndicat d’aménagement des zones du Liévinois, ferma le 21 décembre 1990.")
print([(ent.text, ent.label_, ent.kb_id_) for ent in doc.ents])
"""


def test_a_new_project_runs_anywhere(annotate: Command, tmp_path: Path) -> None:
    project = tmp_path / "project"
    done = annotate("init", project)
    assert done.returncode == 0, done.stderr
    assert (project / "corpus").is_dir()
    assert (project / "configs" / "lexicons" / "acronyms.tsv").is_file()
    assert list((project / "models").iterdir()) == [project / "models" / "fr_annotate"]
    found = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=project, capture_output=True, text=True, check=True
    )
    assert "('21 décembre 1990', 'DATE', '1990-12-21')" in found.stdout
    assert "'SAMZAL'" in found.stdout


def test_edited_configuration_is_kept(annotate: Command, tmp_path: Path) -> None:
    assert annotate("init", tmp_path).returncode == 0
    never = tmp_path / "configs" / "lexicons" / "never.tsv"
    with never.open("a", encoding="utf-8") as file:
        file.write("Gohelle\tLOC\tgeneric\tinvented for this test\n")
    edited = never.read_bytes()
    done = annotate("init", tmp_path)
    assert done.returncode == 0
    assert f"kept {never}" in done.stdout
    assert never.read_bytes() == edited
    assert annotate("init", tmp_path, "--force").returncode == 0
    assert never.read_bytes() != edited


def test_the_wheel_carries_configuration_and_templates(tmp_path: Path) -> None:
    code = "import sys; from hatchling.build import build_wheel; print(build_wheel(sys.argv[1]))"
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    names = zipfile.ZipFile(tmp_path / done.stdout.split()[-1]).namelist()
    for path in (ROOT / "configs").rglob("*.*"):
        assert f"annotate/configs/{path.relative_to(ROOT / 'configs').as_posix()}" in names
    assert any(name.startswith("annotate/report/templates/") for name in names)
