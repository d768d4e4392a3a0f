"""Two readings into one: agreed, decided, or told as open."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.errors import StandoffError
from annotate.gold.adjudication import (
    adjudicate,
    disagreements,
    pair_up,
    read_decisions,
    write_decisions,
)
from annotate.gold.markup import read_marked
from annotate.standoff.files import Standoff, loads
from annotate.standoff.folders import read_all
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from command import ROOT, Command

TEXT = "La gare de Lens ouvrit en 1860, dit Roy.\n"
GOLD = ROOT / "corpus" / "gold"


def reading(marked: str, annotator: str) -> Standoff:
    return read_marked(marked, mend(read_bytes(TEXT.encode(), "a", "a.txt")), annotator)


ONE = reading("La [gare de [Lens|LOC]|LOC] ouvrit en [1860|DATE|v=1860], dit [Roy|PER].", "A")
OTHER = reading("La gare de [Lens|LOC] ouvrit en [1860|DATE|v=1860~], dit [Roy|PER].", "B")


def decided(*decisions: tuple[int, str]) -> list[dict[str, str]]:
    return [
        {**pair.row, "decision": dict(decisions)[pair.either.start]}
        for pair in disagreements(ONE, OTHER)
        if pair.either.start in dict(decisions)
    ]


def test_disagreements_are_spans_labels_and_what_they_carry() -> None:
    told = [
        (pair.either.text, pair.row["first"], pair.row["second"])
        for pair in disagreements(ONE, OTHER)
    ]
    assert told == [
        ("gare de Lens", "yes", "–"),
        ("Lens", "nested", "yes"),
        ("1860", "value 1860", "value 1860~"),
    ]


def test_what_is_not_decided_stays_open() -> None:
    gold, open_ = adjudicate(ONE, OTHER, decided((26, "first")), ("A", "B"))
    assert [pair.either.text for pair in open_] == ["gare de Lens", "Lens"]
    told = {one.text: (one.source, one.value) for one in gold.annotations()}
    assert told == {
        "1860": ("reviewer:adjudication", "1860"),
        "Roy": ("reviewer:A+B", None),
    }
    assert all(one.status == "accepted" for one in gold.annotations())


def test_decisions_may_take_either_side_or_none() -> None:
    gold, open_ = adjudicate(
        ONE, OTHER, decided((3, "drop"), (11, "second"), (26, "second")), ("A", "B")
    )
    assert not open_
    assert [(one.text, one.value) for one in gold.annotations()] == [
        ("Lens", None),
        ("1860", "1860~"),
        ("Roy", None),
    ]


def test_the_table_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "decisions.tsv"
    write_decisions(path, decided((26, "first")), disagreements(ONE, OTHER)[:2])
    assert [row["text"] for row in read_decisions(path)] == ["1860"]
    path.write_text(path.read_text("utf-8").replace("\tfirst\t\t\n", "\tperhaps\t\t\n"), "utf-8")
    with pytest.raises(StandoffError, match="'perhaps' is none of first, second, drop, add, set"):
        read_decisions(path)


def test_two_texts_are_no_two_readings() -> None:
    other = read_marked("[Lens|LOC]", mend(read_bytes(b"Lens\n", "b", "b.txt")), "B")
    with pytest.raises(StandoffError, match="two texts"):
        disagreements(ONE, other)
    with pytest.raises(StandoffError, match="only one annotator has read a, b"):
        pair_up([ONE], [other])


@pytest.mark.parametrize("readers", [("A", "B"), ("C", "D"), ("E", "F")])
def test_the_gold_is_what_the_readings_and_decisions_make(
    annotate: Command, tmp_path: Path, readers: tuple[str, str]
) -> None:
    done = annotate(
        "gold",
        "adjudicate",
        *(GOLD / "readings" / name for name in readers),
        "--decisions",
        GOLD / "decisions.tsv",
        "--out",
        tmp_path,
    )
    assert done.returncode == 0, done.stderr
    for made in read_all(tmp_path):
        path = GOLD / f"{made.document}.jsonl"
        kept = loads(path.read_text("utf-8"), path)
        assert kept.sha256 == made.sha256
        for layer in made.layers:
            assert kept.layer(layer.name) == layer


def test_open_disagreements_are_written_for_a_person(annotate: Command, tmp_path: Path) -> None:
    table = tmp_path / "decisions.tsv"
    done = annotate(
        "gold", "adjudicate", GOLD / "readings/A", GOLD / "readings/B",
        "--decisions", table, "--out", tmp_path / "gold",
    )  # fmt: skip
    assert done.returncode == 1
    assert "disagreements are not decided yet" in done.stderr
    assert len(table.read_text("utf-8").splitlines()) == 71
    assert not (tmp_path / "gold").exists()


RULED = {"document": "a", "layer": "entities", "text": "", "reason": "a rule of the guide"}


def test_a_decision_overrules_what_both_readings_say() -> None:
    same = reading("La gare de [Lens|LOC] ouvrit en [1860|DATE|v=1860], dit [Roy|PER].", "B")
    rows = [
        {**RULED, "start": "3", "end": "15", "label": "LOC", "text": "gare de Lens",
         "decision": "add", "decided": "yes"},
        {**RULED, "start": "11", "end": "15", "label": "LOC", "decision": "set",
         "decided": "nested"},
        {**RULED, "start": "26", "end": "30", "label": "DATE", "decision": "set",
         "decided": "value 1860~, mod APPROX"},
        {**RULED, "start": "36", "end": "39", "label": "PER", "decision": "drop"},
    ]  # fmt: skip
    gold, open_ = adjudicate(same, same, rows, ("A", "B"))
    assert not open_
    assert [
        (one.text, one.value, one.attributes["nested"], one.attributes.get("mod"), one.source)
        for one in gold.annotations()
    ] == [
        ("gare de Lens", None, False, None, "reviewer:adjudication"),
        ("Lens", None, True, None, "reviewer:adjudication"),
        ("1860", "1860~", False, "APPROX", "reviewer:adjudication"),
    ]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"start": "11", "end": "15", "label": "LOC", "decision": "add"}, "is there already"),
        ({"start": "1", "end": "2", "label": "LOC", "decision": "set"}, "is not there"),
        (
            {"start": "11", "end": "15", "label": "LOC", "decision": "set", "decided": "big"},
            "'big' is nothing that an annotation carries",
        ),
    ],
)
def test_an_overruling_that_makes_no_sense_is_refused(row: dict[str, str], told: str) -> None:
    with pytest.raises(StandoffError, match=told):
        adjudicate(ONE, ONE, [{**RULED, **row}], ("A", "B"))
