"""Confidence against what was right: the counts, the table of bands, and the script."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from annotate.errors import OutputError, UsageError
from annotate.lexicons import read_table
from annotate.pipes.lexicon_schemas import CONFIDENCE
from calibrate import Judged, bins, calibrate, calibration_error, count
from command import ROOT, Command
from evaluation.making import document, name, write

pytestmark = pytest.mark.slow

TEXT = (
    "La Compagnie des mines de Wavrin ferme sa fosse en 1960. Le maire Alain Ferrand la rachète, "
    "et les habitants de Lille n’en savent rien, car les journaux ne le disent pas.\n"
)
NAMES = {"Compagnie des mines de Wavrin": "ORG", "Alain Ferrand": "PER"}


def judged(score: float, right: bool, source: str = "rule:a") -> Judged:
    return Judged("LOC", source, "alone", score, right)


def script(*arguments: object) -> Result:
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(calibrate)
    return CliRunner().invoke(app, [str(one) for one in arguments])


def test_counting() -> None:
    found = [judged(0.9, True), judged(0.9, False), judged(0.9, True, "model:m")]
    assert count(found) == [
        {"label": "LOC", "source": "model:m", "support": "alone", "right": "1", "all": "1"},
        {"label": "LOC", "source": "rule:a", "support": "alone", "right": "1", "all": "2"},
    ]


def test_bands_take_in_both_ends() -> None:
    table = bins([judged(0.0, False), judged(0.5, True), judged(0.98, True), judged(1.0, True)])
    assert [(one.low, one.number, one.right) for one in table] == [
        (0.0, 1, 0.0),
        (0.5, 1, 1.0),
        (0.98, 2, 1.0),
    ]


def test_error_is_none_where_confidence_is_the_share() -> None:
    even = [judged(0.75, right) for right in (True, True, True, False)]
    assert calibration_error(bins(even)) == 0.0
    assert calibration_error(bins([judged(0.75, False)] * 4)) == 0.75
    assert calibration_error([]) == 0.0


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    spans = [
        name(TEXT.index(form), TEXT.index(form) + len(form), label, text=form, source="reviewer:A")
        for form, label in NAMES.items()
    ]
    return write(tmp_path / "gold", document(spans, text=TEXT))


def test_the_script_counts_and_writes(gold: Path, tmp_path: Path) -> None:
    out = tmp_path / "confidence.tsv"
    arguments = (tmp_path / "a.txt", "--gold", gold, "--out", out)
    done = script(*arguments)
    assert done.exit_code == 0, done.exception
    assert "expected calibration error" in done.output
    rows = read_table(out, CONFIDENCE.required)
    told = {row["label"]: (int(row["right"]), int(row["all"])) for row in rows}
    # Lille and the date are found and are not in this gold.
    assert told == {"ORG": (1, 1), "PER": (1, 1), "DATE": (0, 1), "LOC": (0, 1)}
    again = script(*arguments)
    assert isinstance(again.exception, OutputError)
    assert "--force" in str(again.exception)
    assert script(*arguments, "--force").exit_code == 0


def test_the_script_says_what_is_missing(gold: Path, tmp_path: Path) -> None:
    command = [sys.executable, ROOT / "benchmarks" / "calibrate.py", tmp_path / "a.txt"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("annotate: there is nothing to count")
    assert "--gold" in done.stderr
    (tmp_path / "b.txt").write_text(TEXT * 2, "utf-8")
    error = script(tmp_path / "b.txt", "--gold", gold).exception
    assert isinstance(error, UsageError)
    assert "none of these texts" in str(error)


@pytest.mark.parametrize("verb", ["ablate", "calibrate"])
def test_the_verb_that_was_names_the_script(annotate: Command, verb: str) -> None:
    done = annotate(verb, "corpus/", "--gold", "corpus/gold", "--by-rule")
    assert done.returncode == 2
    assert f"python benchmarks/{verb}.py" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_table_of_one_s_own_changes_confidence(
    annotate: Command, gold: Path, tmp_path: Path
) -> None:
    """What is counted is read again by a pipeline that is told to."""
    done = annotate("init", tmp_path / "mine")
    assert done.returncode == 0, done.stderr
    table = tmp_path / "mine" / "configs" / "lexicons" / "confidence.tsv"
    head = "\t".join(CONFIDENCE.required)
    wrong = [
        f"ORG\trule:organizations.official\t{support}\t0\t500\n"
        for support in ("agreed", "alone", "contested")
    ]
    table.write_text("".join([head, "\n", *wrong]), "utf-8")
    scores = {}
    for config in ((), ("--config", table.parents[1])):
        out = tmp_path / f"run{len(config)}"
        ran = annotate("run", tmp_path / "a.txt", "--out", out, *config)
        assert ran.returncode == 0, ran.stderr
        lines = (out / "annotations" / "a.jsonl").read_text("utf-8").splitlines()[1:]
        scores[len(config)] = [
            row["score"]
            for row in map(json.loads, lines)
            if row["label"] == "ORG" and row["layer"] == "entities"
        ]
    assert scores[0][0] > 0.5 > scores[2][0]
