"""The tutorial, command by command, as it is printed."""

from __future__ import annotations

import csv
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from command import ROOT, Command

pytestmark = pytest.mark.slow

PAGE = ROOT / "docs" / "tutoriel.md"
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def _decide(sheet: Path) -> int:
    """Fill the decision of the first form that the sheet lists, as a reviewer would."""
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    rows[0]["décision"] = "garder"
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return len(rows)


def test_the_tutorial_runs(annotate: Command, tmp_path: Path) -> None:
    blocks = BLOCK.findall(PAGE.read_text("utf-8"))
    commands = [line for kind, block in blocks if kind == "sh" for line in block.splitlines()]
    assert [line.split()[1] for line in commands] == ["init", "text", "run", "check", "check"]
    project = tmp_path / "mon-projet"
    for line in commands:
        where = project if project.exists() else tmp_path
        done = annotate(*shlex.split(line)[1:], cwd=where, env={**os.environ, "COLUMNS": "200"})
        assert done.returncode == 0, f"{line}: {done.stderr}"
        if " init " in line:
            shutil.copy(ROOT / "corpus" / "arenberg.pdf", project / "corpus" / "article.pdf")
        if " check build/" in line:
            assert _decide(project / "decisions.csv") > 0
    page = PAGE.read_text("utf-8")
    for name in re.findall(r"`(build/[\w./-]+)`", page):
        assert (project / name).exists(), name
    (python,) = [block for kind, block in blocks if kind == "python"]
    script = [sys.executable, "-c", python]
    done = subprocess.run(script, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "entity" in done.stdout
