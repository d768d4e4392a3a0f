"""Rows: texts with names, cut, cleaned, written and read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from annotate.errors import StandoffError
from annotate.training.rows import Row, outermost, part, read_rows, without, word_runs, write_rows

ROW = Row("L'Aubrelle, dit Anne Merlon.", ((2, 10, "ORG"), (16, 27, "PER")), ((12, 15),), "own")


def test_rows_come_back_as_they_were_written(tmp_path: Path) -> None:
    write_rows(tmp_path / "rows.jsonl", [ROW, Row("Rien.")])
    assert read_rows(tmp_path / "rows.jsonl") == [ROW, Row("Rien.")]


@pytest.mark.parametrize(
    "line",
    [
        "{",
        '{"spans": []}',
        '{"text": "Rien", "spans": [{"start": 2, "end": 9, "label": "LOC"}]}',
        '{"text": "Rien", "spans": [], "unknown": [[3, 3]]}',
    ],
)
def test_a_line_that_is_no_row_is_named(tmp_path: Path, line: str) -> None:
    file = tmp_path / "rows.jsonl"
    file.write_text(f'{{"text": "Rien", "spans": []}}\n{line}\n', "utf-8")
    with pytest.raises(StandoffError) as caught:
        read_rows(file)
    assert "line 2" in str(caught.value)


def test_names_keep_their_words_when_text_is_taken_out() -> None:
    row = without(
        Row("à Bron , puis à  Lyon .", ((2, 6, "LOC"), (17, 21, "LOC"))),
        re.compile(r" (?=[,.])|(?<= ) "),
    )
    assert row.text == "à Bron, puis à Lyon."
    assert [row.text[start:end] for start, end, _ in row.names] == ["Bron", "Lyon"]


def test_a_part_has_the_names_that_lie_in_it() -> None:
    one = part(ROW, 12, 27)
    assert [one.text[start:end] for start, end, _ in one.names] == ["Anne Merlon"]
    assert [one.text[start:end] for start, end in one.unknown] == ["dit"]
    assert part(ROW, 0, 20).names == ((2, 10, "ORG"),)


def test_of_names_over_each_other_the_longest_stays() -> None:
    names = [(0, 4, "LOC"), (3, 9, "ORG"), (9, 12, "PER"), (9, 12, "ORG")]
    assert outermost(names, "PER ORG LOC") == ((3, 9, "ORG"), (9, 12, "PER"))


def test_runs_of_words_do_not_depend_on_signs_or_case() -> None:
    first = set(word_runs("Le conseil, à Lens, a voté.", 4))
    assert first & set(word_runs("… « LE CONSEIL À LENS »", 4))
    assert not first & set(word_runs("Le conseil de Lens a voté", 4))
    assert not list(word_runs("trop court", 4))
