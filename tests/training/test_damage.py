"""Damage: rows change as texts do, and their names stay where they are."""

from __future__ import annotations

import random

from annotate.training.damage import Pools, damaged, pools
from annotate.training.rows import Row

ROW = Row(
    "M. Luc Delannoy, né à Béthune, dirigea la Compagnie de l’Aubrelle avec Anne Merlon.",
    ((3, 15, "PER"), (22, 29, "LOC"), (42, 65, "ORG"), (71, 82, "PER")),
    ((31, 38),),
)
NAMES = Pools(["Paule"], ["Vasselin"], ["Arleux"], ["Forges du Nord"])


def variants(count: int = 400) -> list[Row]:
    chance = random.Random(3)
    return [damaged(ROW, NAMES, chance, share=1.0) for _ in range(count)]


def test_names_stay_in_order_inside_the_text_with_their_labels() -> None:
    for row in variants():
        assert [label for *_, label in row.names] == ["PER", "LOC", "ORG", "PER"]
        ends = [0, *(place for start, end, _ in row.names for place in (start, end))]
        assert ends == sorted(ends)
        assert all(row.text[start:end].strip() for start, end, _ in row.names)
        assert len(row.unknown) == 1


def test_what_stands_between_names_keeps_its_letters() -> None:
    for row in variants():
        between = row.text[row.names[0][1] : row.names[1][0]].replace("\xa0", " ")
        letters = "".join(filter(str.isalpha, between)).lower()
        assert letters == "néà"


def test_each_kind_of_damage_occurs() -> None:
    texts = [row.text for row in variants()]
    for sign in ("\xa0", "  ", "’", "Vasselin", "Arleux", "Forges du Nord", "DELANNOY", "NÉ À"):
        assert any(sign in text for text in texts), sign
    forms = [
        row.text[start:end]
        for row in variants()
        for start, end, label in row.names
        if label == "PER"
    ]
    assert any(form.endswith(".") for form in forms)
    assert any(row.text[row.names[1][1]].isdigit() for row in variants())


def test_half_of_the_rows_are_as_they_were_but_for_the_apostrophe() -> None:
    chance = random.Random(5)
    same = sum(damaged(ROW, NAMES, chance).text == ROW.text.replace("’", "'") for _ in range(400))
    assert 200 < same < 280


def test_names_to_exchange_are_those_of_the_rows() -> None:
    found = pools([ROW], ["Charbonnages"])
    assert (found.first, found.last) == (["Anne", "Luc"], ["Delannoy", "Merlon"])
    assert found.places == ["Béthune"]
    assert "Charbonnages" in found.bodies
