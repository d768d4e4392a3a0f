"""Other people's gold: how sets are read and scored, and the script."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from annotate.errors import AnnotateError, StandoffError, UsageError
from annotate.evaluation.spans import bare_span
from annotate.french.sentences import sentence_spans
from baseline import MODEL
from external_sets import (
    Item,
    external_sets,
    read_items,
    recognise,
    score_items,
    score_sentences,
    trimmed,
)


def script(*arguments: object) -> Result:
    app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command()(external_sets)
    return CliRunner().invoke(app, [str(one) for one in arguments])


def refused(*arguments: object) -> AnnotateError:
    error = script(*arguments).exception
    assert isinstance(error, AnnotateError), error
    return error


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
    done = script(sets, "--out", tmp_path / "out")
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
    with pytest.raises(StandoffError, match=r"names\.jsonl, line 3: no text with names"):
        read_items(file)


def test_a_folder_without_sets(tmp_path: Path) -> None:
    assert isinstance(refused(tmp_path), UsageError)


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
    found = trimmed(text, bare_span(6, 6 + len(date), "DATE"))
    assert text[found.start : found.end] == kept


def test_a_sum_of_names_counts_labels() -> None:
    text = "Lille Melin Insee"
    gold = (bare_span(0, 5, "LOC"), bare_span(6, 11, "PER"), bare_span(12, 17, "ORG"))
    found = score_items(
        [Item("1", text, gold)],
        ["PER", "ORG", "LOC"],
        lambda _: [bare_span(0, 5, "LOC"), bare_span(6, 11, "ORG"), bare_span(12, 15, "ORG")],
    )
    rates = {key.what: counts.f1 for key, counts in found.items() if key.label == "PER+ORG+LOC"}
    assert rates == pytest.approx(
        {"strict": 1 / 3, "exact": 1 / 3, "partial": 1.5 / 3, "type": 2 / 3}
    )


def test_an_empty_text_has_no_names() -> None:
    assert recognise(" \n", None) == []  # type: ignore[arg-type]
