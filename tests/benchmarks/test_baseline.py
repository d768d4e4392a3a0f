"""The plain model on the texts of a prediction, scored with it."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from annotate.document.discovery import read_all
from annotate.errors import AnnotateError, ModelError, OutputError, StandoffError
from baseline import MODEL, baseline, plain_model, plain_standoff
from evaluation.tiny import TEXTS, make_gold, make_run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_run(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def gold(tiny: Path, tmp_path: Path) -> Path:
    return make_gold(tiny, tmp_path / "gold")


def script(*arguments: object) -> Result:
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(baseline)
    return CliRunner().invoke(app, [str(one) for one in arguments])


def refused(*arguments: object) -> AnnotateError:
    error = script(*arguments).exception
    assert isinstance(error, AnnotateError), error
    return error


def test_the_plain_model_is_scored_with_the_prediction(
    tiny: Path, gold: Path, tmp_path: Path
) -> None:
    done = script(tiny / "build", "--gold", gold, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.exception
    assert MODEL in done.output
    with (tmp_path / "out" / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        layers = {row["layer"] for row in csv.DictReader(file) if row["system"] == MODEL}
    assert layers == {"entities"}


def test_the_plain_model_comes_back_to_the_source(tiny: Path) -> None:
    nlp = plain_model(MODEL)
    for standoff in read_all(tiny / "build"):
        text = TEXTS[standoff.document]
        found = plain_standoff(standoff, nlp)
        assert found.annotations()
        for one in found.annotations():
            assert text[one.start : one.end] == one.text


def test_the_plain_model_wants_the_same_text(tiny: Path, tmp_path: Path) -> None:
    [standoff, _] = read_all(tiny / "build")
    nlp = plain_model(MODEL)
    other = tmp_path / "other.txt"
    other.write_text("Un autre texte.\n", "utf-8")
    with pytest.raises(StandoffError, match="no longer holds the text that gare"):
        plain_standoff(replace(standoff, source=str(other)), nlp)
    with pytest.raises(StandoffError, match="needs the source of gare"):
        plain_standoff(replace(standoff, source=str(tmp_path / "gone.txt")), nlp)


def test_a_model_that_is_not_there(tiny: Path) -> None:
    error = refused(tiny / "build", "--gold", tiny / "build", "--model", "fr_core_news_xl")
    assert isinstance(error, ModelError)


def test_scores_are_not_replaced_unasked(tiny: Path, tmp_path: Path) -> None:
    (tmp_path / "scores.csv").write_text("mine", "utf-8")
    arguments = (tiny / "build", "--gold", tiny / "build", "--out", tmp_path)
    assert isinstance(refused(*arguments), OutputError)
    assert (tmp_path / "scores.csv").read_text("utf-8") == "mine"
