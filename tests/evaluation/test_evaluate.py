"""The verb, from a tiny run to its tables."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
import typer
from click.testing import Result
from rich.console import Console
from typer.testing import CliRunner

from annotate.cli.evaluate import evaluate
from annotate.errors import AnnotateError, OutputError, StandoffError, UsageError
from annotate.evaluation.comparison import Change
from annotate.evaluation.evaluation import Evaluation
from annotate.evaluation.tables import changes_table
from evaluation.making import rewritten
from evaluation.tiny import make_gold, make_run


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two texts and what `annotate run` makes of them."""
    return make_run(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def gold(tiny: Path, tmp_path: Path) -> Path:
    """What the run made, with one label and one value changed, and one name taken out."""
    return make_gold(tiny, tmp_path / "gold")


def verb(*arguments: object) -> Result:
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(evaluate)
    return CliRunner().invoke(app, [str(one) for one in arguments])


def refused(*arguments: object) -> AnnotateError:
    error = verb(*arguments).exception
    assert isinstance(error, AnnotateError), error
    return error


def test_a_run_against_itself_is_perfect(tiny: Path) -> None:
    done = verb(tiny / "build", "--gold", tiny / "build")
    assert done.exit_code == 0, done.exception
    [row] = [line for line in done.output.splitlines() if line.startswith("│ ALL")]
    assert row.count("100.0") == 6
    assert "mistakes" not in done.output


def test_scores_and_mistakes(tiny: Path, gold: Path, tmp_path: Path) -> None:
    out = tmp_path / "scores"
    done = verb(tiny / "build", "--gold", gold, "--out", out, "--by-document")
    assert done.exit_code == 0, done.exception
    assert "Lille: LOC for ORG, 1 time" in done.output
    assert "1932: 1932 for 1933, 1 time" in done.output
    assert "Belgique: LOC where there is none, 1 time" in done.output
    assert "F1 strict, by document" in done.output
    assert {file.name for file in out.iterdir()} == {
        "scores.csv",
        "scores.json",
        "errors.xlsx",
        "errors.html",
    }
    page = (out / "errors.html").read_text("utf-8")
    assert "près de <mark>Lille</mark>" in page
    told = json.loads((out / "scores.json").read_text("utf-8"))
    assert [group["times"] for group in told["mistakes"]] == [1, 1, 1]


def test_scores_are_not_replaced_unasked(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "scores.csv").write_text("mine", "utf-8")
    arguments = (tiny / "build", "--gold", tiny / "build", "--out", tmp_path)
    assert isinstance(refused(*arguments), OutputError)
    assert (tmp_path / "scores.csv").read_text("utf-8") == "mine"
    assert verb(*arguments, "--force").exit_code == 0
    assert (tmp_path / "scores.csv").read_text("utf-8") != "mine"


def test_comparing_two_predictions(tiny: Path, gold: Path) -> None:
    done = verb(tiny / "build", "--gold", gold, "--compare", gold)
    assert done.exit_code == 0, done.exception
    assert "0 better, 3 worse, 0 wrong in another way" in done.output


def test_brackets_in_a_form_are_no_markup() -> None:
    change = Change("better", "a", "entities", 0, 5, "[bold]Lens[/bold]", "LOC missed", "right")
    table = changes_table(Evaluation((), changes=(change,)))
    console = Console(width=140, record=True, file=io.StringIO())
    console.print(table)
    assert "[bold]Lens[/bold]" in console.export_text()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"label": "PLACE"}, "PLACE"),
        ({"ranges": [[10, 99999]]}, "99999"),
        ({"status": "guessed"}, "guessed"),
    ],
)
def test_bad_gold_is_refused_with_its_line(
    tiny: Path, gold: Path, change: dict[str, Any], what: str
) -> None:
    rewritten(gold / "gare.jsonl", lambda rows: rows[-1].update(change))
    lines = (gold / "gare.jsonl").read_text("utf-8").count("\n")
    error = refused(tiny / "build", "--gold", gold)
    assert isinstance(error, StandoffError)
    assert str(error).startswith(f"{gold / 'gare.jsonl'}, line {lines}: ")
    assert what in str(error)


def test_labels(tiny: Path, gold: Path) -> None:
    done = verb(tiny / "build", "--gold", gold, "--labels", "PER,ORG")
    assert done.exit_code == 0, done.exception
    assert "DATE" not in done.output
    assert isinstance(refused(tiny / "build", "--gold", gold, "--labels", "PERS"), UsageError)


@pytest.mark.parametrize(
    "arguments",
    [(), ("build",), ("--gold", "gold")],
)
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert isinstance(refused(*arguments), UsageError)


def test_gold_of_other_texts(tiny: Path, gold: Path) -> None:
    for number, file in enumerate(gold.glob("[!.]*.jsonl")):
        rewritten(file, lambda rows, number=number: rows[0].update(sha256=f"{number}" * 64))
    error = refused(tiny / "build", "--gold", gold)
    assert isinstance(error, UsageError)
    assert "none of the 2 gold documents belongs to the text" in str(error)
