"""From a run to decisions, and to a run that remembers them, by the commands."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from annotate.document.run_folder import RunFolder
from command import ROOT, Command
from review.checking_folders import DOCUMENTS, annotations, make_folder, names
from review.filling import fill

pytestmark = pytest.mark.slow


def test_from_a_run_to_decisions_that_are_remembered(annotate: Command, tmp_path: Path) -> None:
    folder = make_folder(annotate, tmp_path, DOCUMENTS)
    config, sheet = tmp_path / "configs", tmp_path / "s.xlsx"
    shutil.copytree(ROOT / "configs", config)
    done = annotate("check", folder.folder, "--out", sheet, cwd=tmp_path)
    assert done.returncode == 0 and "8 forms in doubt" in done.stdout, done.stderr
    fill(
        sheet,
        {
            "Houille Noire": {"décision": "étiqueter", "étiquette": "ORG"},
            "2951": {"décision": "rejeter"},
        },
    )
    arguments = ("check", "apply", sheet, "--to", folder.folder, "--by", "alice")
    done = annotate(*arguments, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "2 kept, 1 corrected (1 labels, 0 boundaries), 1 rejected, 1 added" in done.stdout
    assert "3 decisions remembered in configs/decisions.tsv" in done.stdout
    assert "0 kept, 0 corrected" in annotate(*arguments, cwd=tmp_path).stdout

    digests = []
    for out in ("with", "again"):
        done = annotate("run", "texts", "--out", out, "--quiet", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        digests.append(json.loads((tmp_path / out / "run.json").read_text())["config"]["digest"])
    first, second = RunFolder(tmp_path / "with"), RunFolder(tmp_path / "again")
    assert digests[0] == digests[1]
    assert digests[0] != json.loads((folder.folder / "run.json").read_text())["config"]["digest"]
    for name in first.documents():
        assert first.annotations(name).read_bytes() == second.annotations(name).read_bytes()
        noire = [row for row in names(first, name) if row[0] == "Houille Noire"]
        assert noire and all(row[1] == "ORG" and row[2] != "predicted" for row in noire)
    decided = [a for a in annotations(first, "lettre") if a.text == "Houille Noire"]
    assert decided[0].attributes["review"]["by"] == "alice"
    # What the table decided, the next run decides again: it may write into the same folder.
    assert annotate("run", "texts", "--out", "with", "-q", cwd=tmp_path).returncode == 0


def test_a_malformed_table_stops_the_run_with_its_line(annotate: Command, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "configs", tmp_path / "configs")
    (tmp_path / "configs" / "decisions.tsv").write_text(
        "form\tdecision\tby\tat\nLens\tdeviner\talice\t2026-11-28T05:00:00Z\n"
    )
    (tmp_path / "a.txt").write_text("La mairie de Lens racheta le carreau en 1986.\n")
    done = annotate("run", "a.txt", "--out", "o", cwd=tmp_path)
    assert done.returncode == 2
    assert "decisions.tsv, line 2" in done.stderr and "'deviner' is none of" in done.stderr
