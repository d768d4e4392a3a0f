"""The measures of clusters, by hand, and the names of a file of HIPE-2022."""

from __future__ import annotations

from pathlib import Path

import pytest

from clusters import b_cubed, by_form, by_last_word, ceaf_e, pairs, read_collection

HEADER = (
    "TOKEN NE-COARSE-LIT NE-COARSE-METO NE-FINE-LIT NE-FINE-METO NE-FINE-COMP NE-NESTED NEL-LIT"
)
ROWS = """
# hipe2022:document_id = a
M B-pers O O O B-comp.title O Q1 _ NoSpaceAfter
. I-pers O O O I-comp.title O Q1 _ _
Vas¬ I-pers O O O B-comp.name O Q1 _ NoSpaceAfter|EndOfLine
selin I-pers O O O I-comp.name O Q1 _ _
quitta O O O O O O _ _ _
LENS B-loc O O O O O Q2 _ _
# hipe2022:document_id = b
Marthe B-pers O O O B-comp.name O NIL _ _
Vasselin I-pers O O O I-comp.name O NIL _ EndOfLine
"""


def test_measures_are_those_of_their_definitions() -> None:
    gold = dict(zip("abcde", "11122", strict=True))
    found = dict(zip("abcde", "xxyyy", strict=True))
    # a, b: 2 of 2; c: 1 of 3; d, e: 2 of 3. Back: a, b: 2 of 3; c: 1 of 3; d, e: 2 of 2.
    assert b_cubed(gold, found) == pytest.approx(((2 + 1 / 3 + 4 / 3) / 5, (4 / 3 + 1 / 3 + 2) / 5))
    assert pairs(gold, found) == pytest.approx((2 / 4, 2 / 4))
    # x is 1 (2·2/5), y is 2 (2·2/5).
    assert ceaf_e(gold, found) == pytest.approx((0.8, 0.8))


def test_names_are_read_with_their_ids_and_without_titles(tmp_path: Path) -> None:
    lines = [HEADER + " NEL-METO MISC", *ROWS.strip().split("\n")]
    text = "\n".join(one if one.startswith("#") else one.replace(" ", "\t") for one in lines)
    (tmp_path / "HIPE-2022-v2.1-hipe2020-dev-fr.tsv").write_text(text + "\n", "utf-8")
    names = read_collection(tmp_path, "hipe2020")
    assert [
        (one.mention.document, one.mention.label, one.mention.text, one.qid) for one in names
    ] == [
        ("a", "PER", "Vasselin", "Q1"),
        ("a", "LOC", "LENS", "Q2"),
        ("b", "PER", "Marthe Vasselin", ""),
    ]
    assert names[0].mention.left == "M. "
    assert len(set(by_form(names).values())) == 3
    assert len(set(by_last_word(names).values())) == 2
