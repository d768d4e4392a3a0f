"""Mistakes by form, comparisons of two predictions, pairing, and the files that tell of them."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.document.annotation import Annotation
from annotate.errors import StandoffError, UsageError
from annotate.evaluation.comparison import compare
from annotate.evaluation.error_files import (
    render_mistakes,
    write_mistakes_html,
    write_mistakes_xlsx,
)
from annotate.evaluation.errors import find_mistakes, group
from annotate.evaluation.evaluation import Evaluation, evaluate
from annotate.evaluation.pairing import DocumentPair, pair
from annotate.evaluation.report import COLUMNS, to_json, write_scores_csv, write_scores_json
from evaluation.making import TEXT, acronym, document, name

GOLD = [
    name(0, 5, "PER"),
    name(14, 18, "LOC"),
    name(24, 29, "PER"),
    name(38, 42, "LOC"),
    name(48, 53, "PER"),
    name(62, 66, "DATE", value="1990"),
    acronym(72, 77, expansion="Union"),
]
PREDICTED = [
    name(0, 5, "LOC"),
    name(14, 22, "LOC"),
    name(24, 29, "LOC"),
    name(48, 53, "PER"),
    name(55, 61, "ORG"),
    name(62, 66, "DATE", value="1991"),
    acronym(72, 77),
]
LAYERS = {"entities", "acronyms"}


def pairs(predicted: list[Annotation], gold: list[Annotation] | None = None) -> list[DocumentPair]:
    return [DocumentPair(document(GOLD if gold is None else gold), document(predicted))]


def test_every_mistake_is_named() -> None:
    found = find_mistakes(pairs(PREDICTED), LAYERS)
    assert [(one.kind, one.form, one.what) for one in found] == [
        ("label", "Melin", "LOC for PER"),
        ("boundary", "Loos", "LOC as « Loos vit »"),
        ("label", "Melin", "LOC for PER"),
        ("missed", "Loos", "LOC missed"),
        ("spurious", "it que", "ORG where there is none"),
        ("value", "Loos", "1991 for 1990"),
        ("value", "Melin", "nothing for Union"),
    ]


def test_mistakes_are_grouped_by_form() -> None:
    groups = group(find_mistakes(pairs(PREDICTED), LAYERS))
    assert groups[0].summary == "Melin: LOC for PER, 2 times"
    assert groups[0].documents == ("a",)
    assert [len(some.mistakes) for some in groups] == [2, 1, 1, 1, 1, 1]


def test_nested_names_say_so_and_come_last() -> None:
    nested = [name(14, 18, "LOC", nested=True), name(38, 42, "LOC", nested=True)]
    found = group(find_mistakes(pairs([], [name(0, 5, "PER"), *nested]), {*LAYERS, "nested"}))
    assert [some.summary for some in found] == [
        "Melin: PER missed, 1 time",
        "Loos: LOC missed (nested), 2 times",
    ]


def test_contexts_come_from_the_text_when_it_is_there() -> None:
    [both] = pairs(PREDICTED)
    known = find_mistakes([both], LAYERS, {both.gold.sha256: TEXT})
    assert (known[1].left, known[1].right) == (
        "Melin dit que ",
        " vit. Melin dit que Loos vit. Melin dit ",
    )
    assert {one.left for one in find_mistakes([both], LAYERS)} == {""}


def test_a_perfect_prediction_has_no_mistakes() -> None:
    assert find_mistakes(pairs(GOLD), LAYERS) == []


def test_better_and_worse_span_by_span() -> None:
    now = [
        name(0, 5, "PER"),  # was LOC
        name(14, 22, "LOC"),  # as wrong as before
        # 24-29 was right
        name(38, 42, "ORG"),  # was missed
        name(48, 53, "PER"),
        name(90, 95, "MISC"),  # was not there
    ]
    before = [
        name(0, 5, "LOC"),
        name(14, 22, "LOC"),
        name(24, 29, "PER"),
        name(48, 53, "PER"),
        name(80, 84, "MISC"),  # is gone
    ]
    gold = GOLD[:5]
    changes = compare(pairs(now, gold), pairs(before, gold), LAYERS)
    assert [(one.verdict, one.start, one.before, one.now) for one in changes] == [
        ("better", 0, "LOC for PER", "right"),
        ("worse", 24, "right", "PER missed"),
        ("changed", 38, "LOC missed", "ORG for LOC"),
        ("better", 80, "MISC where there is none", "right"),
        ("worse", 90, "right", "MISC where there is none"),
    ]


def test_a_prediction_against_itself_changes_nothing() -> None:
    assert compare(pairs(PREDICTED), pairs(PREDICTED), LAYERS) == []


def test_pairing_is_by_hash_and_tells_what_is_left() -> None:
    gold = [document([], id="a"), document([], id="b", text="b"), document([], id="c", text="c")]
    predicted = [
        document([], id="renamed"),
        document([], id="b", text="another"),
        document([], id="d", text="d"),
    ]
    found = pair(predicted, gold)
    assert [(both.gold.document, both.document) for both in found.pairs] == [("a", "renamed")]
    told = found.remarks()
    assert "gold of b was made for another text of that name" in told[0]
    assert told[1:] == [
        "gold of c has no prediction and is not scored",
        "d has no gold and is not scored",
    ]


def test_gold_of_another_text_is_refused() -> None:
    with pytest.raises(UsageError, match=r"belongs to the text of any .*`annotate gold carry`"):
        pair([document([])], [document([], text="another")])


def test_two_gold_files_for_one_text_are_refused() -> None:
    with pytest.raises(StandoffError, match="a and b are gold for one text"):
        pair([document([])], [document([]), document([], id="b")])


def test_a_header_that_was_edited_is_refused() -> None:
    with pytest.raises(StandoffError, match="name one hash, but 960 and 3 characters"):
        pair([replace(document([]), characters=3)], [document([])])


def test_what_gold_never_annotates_is_not_scored() -> None:
    found = evaluate([document(PREDICTED)], [document(GOLD[:6])])
    assert {key.layer for key in found.systems[0].corpus} == {"entities", "dates", "citations"}


def test_labels_limit_every_layer() -> None:
    found = evaluate([document(PREDICTED)], [document(GOLD)], labels={"PER"})
    assert {key.label for key in found.systems[0].corpus} == {"PER", "ALL"}
    assert {one.gold_label for one in found.mistakes} == {"PER"}


@pytest.fixture
def evaluation() -> Evaluation:
    risky = [name(0, 5, "PER", text="=1+1"), *GOLD[1:]]
    return evaluate([document(PREDICTED)], [document(risky)], other=[document(risky)])


def test_scores_as_csv(evaluation: Evaluation, tmp_path: Path) -> None:
    write_scores_csv(tmp_path / "scores.csv", evaluation)
    with (tmp_path / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    strict = {
        (row["document"], row["label"], row["measure"]): row["value"]
        for row in rows
        if (row["layer"], row["what"]) == ("entities", "strict")
    }
    assert strict["(corpus)", "ALL", "precision"] == strict["a", "ALL", "precision"] == "0.3333"
    assert strict["a", "PER", "recall"] == "0.3333"
    accuracies = [row for row in rows if row["measure"] == "accuracy"]
    assert {row["layer"] for row in accuracies} == {"dates", "citations"}


def test_scores_as_json(evaluation: Evaluation, tmp_path: Path) -> None:
    write_scores_json(tmp_path / "scores.json", evaluation)
    told = json.loads((tmp_path / "scores.json").read_text("utf-8"))
    assert told == to_json(evaluation)
    assert told["systems"][0]["name"] == "prediction"
    assert told["mistakes"][0]["times"] == 1
    assert {change["verdict"] for change in told["changes"]} == {"worse"}


def test_the_workbook_holds_no_formula(evaluation: Evaluation, tmp_path: Path) -> None:
    write_mistakes_xlsx(tmp_path / "errors.xlsx", evaluation)
    book = openpyxl.load_workbook(tmp_path / "errors.xlsx")
    assert book.sheetnames == ["Forms", "Mistakes", "Changes"]
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert "=1+1" in {cell.value for cell in cells}
    assert all(cell.data_type != "f" for cell in cells)


def test_the_page_is_self_contained_and_escapes(tmp_path: Path) -> None:
    nasty = name(0, 5, "PER", text="<script>alert(1)</script>")
    found = evaluate([document([])], [document([nasty])])
    page = render_mistakes(found)
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    write_mistakes_html(tmp_path / "errors.html", found)
    assert (tmp_path / "errors.html").read_text("utf-8") == page


def test_two_evaluations_write_the_same_bytes(evaluation: Evaluation, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write_mistakes_xlsx(tmp_path / folder / "errors.xlsx", evaluation)
        write_scores_csv(tmp_path / folder / "scores.csv", evaluation)
    for file in ("errors.xlsx", "scores.csv"):
        one, two = ((tmp_path / folder / file).read_bytes() for folder in ("one", "two"))
        assert one == two


EVERYTHING = [*GOLD, *PREDICTED, name(56, 66, "LOC"), name(10, 16, "ORG")]
some_of = st.lists(st.integers(0, len(EVERYTHING) - 1), unique=True).map(
    lambda places: [EVERYTHING[place] for place in places]
)


@given(some_of, some_of)
def test_mistakes_and_scores_tell_the_same(gold: list[Annotation], some: list[Annotation]) -> None:
    if not any(one.layer == "entities" for one in gold):
        return
    found = evaluate([document(some)], [document(gold)])
    strict = [
        counts
        for key, counts in found.systems[0].corpus.items()
        if key[:2] == ("entities", "strict") and key.label == "ALL"
    ]
    wrong = strict[0].incorrect + strict[0].missed + strict[0].spurious
    assert wrong == sum(one.aspect == "entities" and one.kind != "value" for one in found.mistakes)
