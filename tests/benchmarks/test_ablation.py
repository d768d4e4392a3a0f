"""What is lost without a part of the pipeline: the script on a small set."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from ablate import ablate
from annotate.document.source import Source
from annotate.errors import AnnotateError, OutputError, UsageError
from annotate.pipes.assembly import assemble, config_file
from annotate.resources import default_configs
from external_sets import recognise
from rerun import Rerun

TEXT = (
    "La Compagnie des Mines de Wavrin (CMW) ferme sa fosse n° 3 le 3 mai 1960. "
    "M. Lenglet, maire de Lille, rachète la CMW en 1962 (Vasseur, 1998). "
    "Alain Ferrand y habite."
)
SPANS = {
    "Compagnie des Mines de Wavrin": "ORG",
    "3 mai 1960": "DATE",
    "Lenglet": "PER",
    "Lille": "LOC",
    "1962": "DATE",
    "1998": "DATE",
    "Vasseur": "PER",
    "Alain Ferrand": "PER",
}
Read = Callable[[], dict[tuple[str, str], dict[str, str]]]


def script(*arguments: object) -> Result:
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(ablate)
    return CliRunner().invoke(app, [str(one) for one in arguments])


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    spans = [
        {"start": TEXT.index(form), "end": TEXT.index(form) + len(form), "label": label}
        for form, label in SPANS.items()
    ]
    folder = tmp_path / "sets"
    folder.mkdir()
    row = {"id": "1", "text": TEXT, "spans": spans}
    (folder / "small.jsonl").write_text(json.dumps(row, ensure_ascii=False) + "\n", "utf-8")
    return folder


def rows(file: Path) -> dict[tuple[str, str], dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return {(row["part"], row["measure"]): row for row in csv.DictReader(opened)}


def test_each_component_is_left_out_once(sets: Path, tmp_path: Path) -> None:
    done = script("--sets", sets, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.exception
    found = rows(tmp_path / "out" / "ablation.csv")
    assert found["everything", "DATE trimmed"]["f1"] == "1.0"
    # Without the rules for dates there is none, for no model finds them.
    assert found["annotate_dates", "DATE trimmed"]["f1"] == "0.0"
    assert found["annotate_dates", "DATE trimmed"]["change"] == "-1.0"
    assert float(found["annotate_dates", "DATE trimmed"]["ms_per_1000_words"]) > 0
    assert found["annotate_places", "DATE trimmed"]["change"] == "0.0"
    assert float(found["annotate_ner", "PER+ORG+LOC"]["change"]) < 0
    assert "annotate_policy" not in {part for part, _ in found}


def test_single_rules(sets: Path, tmp_path: Path) -> None:
    done = script("--sets", sets, "--by-rule", "--out", tmp_path / "out")
    assert done.exit_code == 0, done.exception
    found = rows(tmp_path / "out" / "ablation.csv")
    assert float(found["rule:people.civility", "DATE trimmed"]["change"]) == 0.0
    assert float(found["rule:dates.day", "DATE trimmed"]["change"]) < 0
    assert found["rule:dates.day", "DATE trimmed"]["ms_per_1000_words"] == ""


def refused(*arguments: object) -> AnnotateError:
    error = script(*arguments).exception
    assert isinstance(error, AnnotateError), error
    return error


def test_what_is_refused(sets: Path, tmp_path: Path) -> None:
    assert isinstance(refused(), UsageError)
    assert isinstance(refused("--gold", sets), UsageError)
    assert isinstance(refused("--sets", tmp_path / "none"), UsageError)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "ablation.csv").write_text("mine", "utf-8")
    assert isinstance(refused("--sets", sets, "--out", tmp_path / "out"), OutputError)
    assert (tmp_path / "out" / "ablation.csv").read_text("utf-8") == "mine"


def test_run_again_is_run() -> None:
    nlp = assemble(config_file(default_configs()))
    rerun = Rerun(nlp)
    prepared = rerun.prepare(Source("text", "text.txt", TEXT, ()))
    assert rerun.spans(prepared) == recognise(TEXT, nlp)
    assert rerun.spans(prepared) == rerun.spans(prepared, without=["no such part"])
