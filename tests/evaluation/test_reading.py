"""Files that would make a figure lie are refused, with file and line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotate.document.labels import read_labels
from annotate.errors import StandoffError, UsageError
from annotate.evaluation.reading import read_checked
from annotate.evaluation.texts import texts_of_run
from annotate.resources import default_configs
from evaluation.making import TEXT, document, name, piece, rewritten, write

GUIDE = read_labels(default_configs() / "labels.tsv")
Rows = list[dict[str, Any]]


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    held = [name(0, 5, "PER"), name(14, 18, "LOC"), piece("paragraph", (0, 23))]
    return write(tmp_path / "gold", document(held))


def test_good_gold_is_read(gold: Path) -> None:
    [read] = read_checked(gold, GUIDE)
    assert [one.label for one in read.annotations()] == ["paragraph", "PER", "LOC"]


def _beyond(rows: Rows) -> None:
    rows[3]["ranges"] = [[14, 961]]


def _backwards(rows: Rows) -> None:
    rows[3]["ranges"] = [[18, 14]]


def _strange(rows: Rows) -> None:
    rows[3]["label"] = "PLACE"


def _misplaced(rows: Rows) -> None:
    rows[3]["layer"] = "acronyms"


def _unsorted(rows: Rows) -> Rows:
    return [*rows[:2], rows[3], rows[2]]


def _same_id(rows: Rows) -> None:
    rows[3]["id"] = rows[2]["id"]


def _twice(rows: Rows) -> Rows:
    return [*rows, {**rows[3], "id": "e-other"}]


@pytest.mark.parametrize(
    ("change", "line", "what"),
    [
        (_beyond, 4, "14-961 is outside a text of 960 characters"),
        (_backwards, 4, "18-14 is outside"),
        (_strange, 4, "'PLACE' is not a label of the layer entities (PER, ORG"),
        (_misplaced, 4, "'LOC' is not a label of the layer acronyms (ACRONYM)"),
        (_unsorted, 4, "is not sorted: it belongs before the previous line"),
        (_same_id, 4, "the same annotation is in line 3 already"),
        (_twice, 5, "the same annotation is in line 4 already"),
    ],
)
def test_a_bad_line_is_named(
    gold: Path, change: Callable[[Rows], Rows | None], line: int, what: str
) -> None:
    rewritten(gold / "a.jsonl", change)
    with pytest.raises(StandoffError) as caught:
        read_checked(gold, GUIDE)
    assert what in str(caught.value)
    assert str(caught.value).startswith(f"{gold / 'a.jsonl'}, line {line}: ")
    assert caught.value.remedy


def test_a_table_in_place_of_json_lines(tmp_path: Path) -> None:
    file = tmp_path / "gold.jsonl"
    file.write_text("document;label;text\r\na;PER;Melin\r\n", "utf-8-sig")
    with pytest.raises(StandoffError, match=r"gold\.jsonl, line 1: is not standoff"):
        read_checked(file, GUIDE)


def test_a_line_that_a_spreadsheet_mangled(gold: Path) -> None:
    file = gold / "a.jsonl"
    lines = file.read_text("utf-8").split("\n")
    quoted = lines[2].replace('"', '""')
    lines[2] = f'"{quoted}"'
    file.write_text("\n".join(lines), "utf-8")
    with pytest.raises(StandoffError, match=r"a.jsonl, line 3: no"):
        read_checked(gold, GUIDE)


def test_two_gold_files_for_one_text(gold: Path) -> None:
    write(gold, document([], id="b"))
    with pytest.raises(StandoffError, match=r"b.jsonl, line 1: belongs to the same text as .*a"):
        read_checked(gold, GUIDE)


def test_a_folder_without_annotations(tmp_path: Path) -> None:
    (tmp_path / "gold.csv").write_text("document,label\n", "utf-8")
    with pytest.raises(UsageError, match="there are no annotations here"):
        read_checked(tmp_path, GUIDE)


@pytest.mark.parametrize("place", ["", "annotations", "annotations/a.jsonl"])
def test_texts_are_found_beside_predictions(tmp_path: Path, place: str) -> None:
    one = document([])
    write(tmp_path / "annotations", one)
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "a.txt").write_bytes(TEXT.encode())
    assert texts_of_run(tmp_path / place, [one]) == {one.sha256: TEXT}


def test_a_text_that_is_another_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "text").mkdir()
    (tmp_path / "text" / "a.txt").write_text("another", "utf-8")
    assert texts_of_run(tmp_path, [document([])]) == {}
