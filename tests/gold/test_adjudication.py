"""Two readings into one: agreed, decided, or told as open."""

from __future__ import annotations

import csv
import os
from dataclasses import replace
from pathlib import Path

import pytest

from annotate.document.annotation import Layer
from annotate.document.discovery import read_all
from annotate.document.labels import shipped_labels
from annotate.document.standoff import Standoff, dumps, loads
from annotate.errors import StandoffError
from annotate.gold.adjudication import adjudicate, disagreements, pair_up, row_of
from annotate.gold.adjudication_record import (
    Ruling,
    add_to_record,
    read_rulings,
    write_record,
)
from annotate.gold.files import read_gold
from annotate.gold.markup import read_marked
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from command import ROOT, Command

TEXT = "La gare de Lens ouvrit en 1860, dit Roy.\n"
GOLD = ROOT / "corpus" / "gold"


def reading(marked: str, annotator: str) -> Standoff:
    return read_marked(
        marked, mend(read_bytes(TEXT.encode(), "a", "a.txt")), annotator, shipped_labels()
    )


ONE = reading("La [gare de [Lens|LOC]|LOC] ouvrit en [1860|DATE|v=1860], dit [Roy|PER].", "A")
OTHER = reading("La gare de [Lens|LOC] ouvrit en [1860|DATE|v=1860~], dit [Roy|PER].", "B")


def decided(*decisions: tuple[int, str]) -> list[Ruling]:
    return [
        Ruling({**row_of(pair), "decision": dict(decisions)[pair.either.start]})
        for pair in disagreements(ONE, OTHER)
        if pair.either.start in dict(decisions)
    ]


def test_disagreements_are_spans_labels_and_what_they_carry() -> None:
    told = [
        (pair.either.text, row_of(pair)["first"], row_of(pair)["second"])
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
    rows = [one.row for one in decided((26, "first"))]
    write_record(path, [*rows, *(row_of(pair) for pair in disagreements(ONE, OTHER)[:2])])
    assert [(one.cell("text"), one.line) for one in read_rulings(path, shipped_labels())] == [
        ("1860", 4)
    ]
    path.write_text(path.read_text("utf-8").replace("\tfirst\t\t\n", "\tperhaps\t\t\n"), "utf-8")
    with pytest.raises(StandoffError, match="'perhaps' is none of first, second, drop, add, set"):
        read_rulings(path, shipped_labels())


def test_two_texts_are_no_two_readings() -> None:
    other = read_marked(
        "[Lens|LOC]", mend(read_bytes(b"Lens\n", "b", "b.txt")), "B", shipped_labels()
    )
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
    assert read_gold(tmp_path, shipped_labels())
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


NAMES = ("A", "B")
RULED = {"document": "a", "layer": "entities", "text": "", "reason": "a rule of the guide"}


def test_a_decision_overrules_what_both_readings_say() -> None:
    same = reading("La gare de [Lens|LOC] ouvrit en [1860|DATE|v=1860], dit [Roy|PER].", "B")
    rows = [
        {**RULED, "start": "3", "end": "15", "label": "LOC", "text": "gare de Lens",
         "decision": "add", "decided": "yes"},
        {**RULED, "start": "11", "end": "15", "label": "LOC", "text": "Lens", "decision": "set",
         "decided": "nested"},
        {**RULED, "start": "26", "end": "30", "label": "DATE", "text": "1860", "decision": "set",
         "decided": "value 1860~, mod APPROX"},
        {**RULED, "start": "36", "end": "39", "label": "PER", "decision": "drop"},
    ]  # fmt: skip
    gold, open_ = adjudicate(same, same, [Ruling(row) for row in rows], ("A", "B"))
    assert not open_
    assert [
        (one.text, one.value, one.attributes["nested"], one.attributes.get("mod"), one.source)
        for one in gold.annotations()
    ] == [
        ("gare de Lens", None, False, None, "reviewer:adjudication"),
        ("Lens", None, True, None, "reviewer:adjudication"),
        ("1860", "1860~", False, "APPROX", "reviewer:adjudication"),
    ]


def test_a_disagreement_may_be_set_to_what_neither_reading_says() -> None:
    row = {**row_of(disagreements(ONE, OTHER)[2]), "decision": "set", "decided": "value 1860?"}
    gold, _ = adjudicate(ONE, OTHER, [*decided((3, "drop"), (11, "second")), Ruling(row)], NAMES)
    assert [one.value for one in gold.annotations() if one.label == "DATE"] == ["1860?"]


LENS = {"start": "11", "end": "15", "label": "LOC", "text": "Lens"}
GARE = {"start": "3", "end": "15", "label": "LOC", "text": "gare de Lens"}
YEAR = {"start": "26", "end": "30", "label": "DATE", "text": "1860"}
NOWHERE = {"start": "0", "end": "2", "label": "LOC", "text": "La"}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({**LENS, "decision": "add"}, "what it would add is there already"),
        ({**NOWHERE, "decision": "set"}, "what it would set is not there"),
        ({**NOWHERE, "decision": "drop"}, "what it would drop is not there"),
        ({**NOWHERE, "decision": "first"}, "both annotators do not have it"),
        ({**LENS, "decision": "second"}, "both annotators have it alike"),
        ({**LENS, "decision": "set", "decided": "big"},
         "'big' is nothing that an annotation carries"),
        ({**NOWHERE, "end": "99", "decision": "add"}, "the text ends at 41"),
        ({**NOWHERE, "text": "", "decision": "add"}, "the quote is missing"),
        ({**LENS, "text": "", "decision": "set", "decided": "nested"}, "the quote is missing"),
        ({**NOWHERE, "layer": "acronyms", "label": "ACRONYM", "text": "", "decision": "add"},
         "the quote is missing"),
        ({**NOWHERE, "layer": "acronyms", "label": "ACRONYM", "decision": "drop"},
         "what it would drop is not there"),
        ({**YEAR, "decision": "set", "decided": "mod APPROX"}, "the date has no value"),
        ({**YEAR, "decision": "set", "decided": "value 1860-13"}, "there is no month 13"),
    ],
)  # fmt: skip
def test_an_overruling_that_makes_no_sense_is_refused_with_its_line(
    row: dict[str, str], told: str
) -> None:
    with pytest.raises(StandoffError) as refused:
        adjudicate(ONE, ONE, [Ruling({**RULED, **row}, Path("d.tsv"), 9)], NAMES)
    assert told in refused.value.what
    assert (refused.value.path, refused.value.place) == ("d.tsv", "line 9")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({**GARE, "decision": "add"}, "with one annotator or both"),
        ({**YEAR, "decision": "set", "decided": "value 60"}, "60 is not an EDTF value"),
    ],
)
def test_a_disagreement_is_not_settled_by_what_makes_no_sense(
    row: dict[str, str], told: str
) -> None:
    rows = [Ruling({**RULED, **row}, Path("d.tsv"), 9)]
    with pytest.raises(StandoffError, match=told) as refused:
        adjudicate(ONE, OTHER, rows, NAMES)
    assert refused.value.place == "line 9"


def test_rows_of_other_documents_and_layers_are_left_alone() -> None:
    rows = [
        Ruling({**RULED, **NOWHERE, "decision": "drop", "document": "b"}),
        Ruling({**RULED, **NOWHERE, "decision": "drop", "layer": "structure", "label": "box"}),
    ]
    gold, open_ = adjudicate(ONE, ONE, rows, NAMES)
    assert not open_
    assert len(gold.annotations()) == 4


HEAD = "document\tlayer\tstart\tend\tlabel\ttext\tdecision\tdecided\n"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("a\tnames\t0\t2\tLOC\tLa\tdrop\n", "unknown layer 'names'"),
        ("a\tentities\t0\t2\tPLACE\tLa\tdrop\n", "'PLACE' is not a label of the layer entities"),
        ("a\tentities\t0\t2\theading\tLa\tdrop\n",
         "'heading' is not a label of the layer entities"),
        ("a\tstructure\t0\t2\tLOC\tLa\tdrop\n", "'LOC' is not a label of the layer structure"),
        ("a\tentities\tzero\t2\tLOC\tLa\tdrop\n", "start 'zero' is not a whole number"),
        ("a\tentities\t-1\t2\tLOC\tLa\tdrop\n", "start '-1' is not a whole number"),
        ("a\tentities\t0\t2.0\tLOC\tLa\tdrop\n", "end '2.0' is not a whole number"),
        ("a\tentities\t0\t²\tLOC\tLa\tdrop\n", "end '²' is not a whole number"),
        ("a\tentities\t2\t2\tLOC\tLa\tdrop\n", "the range 2-2 is empty"),
        ("a\tentities\t3\t2\tLOC\tLa\t\n", "the range 3-2 is empty"),
        ("a\tentities\t0\t2\tLOC\tLa\tkeep\n",
         "the decision 'keep' is none of first, second, drop, add, set"),
        ("a\tentities\t11\t15\tLOC\tLens\tset\tnested\n", "line 4 is about the same annotation"),
    ],
)  # fmt: skip
def test_a_faulty_row_is_refused_with_its_line(tmp_path: Path, row: str, told: str) -> None:
    path = tmp_path / "decisions.tsv"
    before = "# what was ruled\n\n" + HEAD + "a\tentities\t11\t15\tLOC\tLens\tdrop\n# next\n\n"
    path.write_text(before + row, "utf-8")
    with pytest.raises(StandoffError) as refused:
        read_rulings(path, shipped_labels())
    assert refused.value.what == told
    assert (refused.value.path, refused.value.place) == (str(path), "line 7")


def test_a_table_without_decisions_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "decisions.tsv"
    path.write_text(HEAD.replace("decision\t", "choice\t") + "a\tentities\t0\t2\tLOC\tLa\tdrop\n")
    with pytest.raises(StandoffError, match="no column named decision"):
        read_rulings(path, shipped_labels())


def folders(tmp_path: Path, *readings: Standoff) -> list[Path]:
    for name, one in zip("AB", readings, strict=True):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.jsonl").write_text(dumps(one), "utf-8")
    return [tmp_path / "A", tmp_path / "B"]


FLAT = reading("La gare de [Lens|LOC] ouvrit en [1860|DATE|v=1860], dit [Roy|PER].", "A")


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("3\t15\tLOC\tgare de Lens\tadd\tyes", "'Lens' overlaps LOC 'gare de Lens'"),
        ("11\t15\tLOC\tLens\tset\tnested", "'Lens' is marked as nested, but lies in no other span"),
        ("3\t7\tLOC\tport\tadd\tyes", "quotes 'port', but its ranges hold 'gare'"),
        ("3\t7\tLOC\t gare \tadd\texpansion " + "la gare " * 30, "is running text"),
    ],
)
def test_what_the_check_of_gold_refuses_is_not_written(
    annotate: Command, tmp_path: Path, row: str, told: str
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    table, out = tmp_path / "decisions.tsv", tmp_path / "gold"
    table.write_text("# ruled\n" + HEAD + f"a\tentities\t{row}\n", "utf-8")
    out.mkdir()
    (out / "a.jsonl").write_text(dumps(FLAT), "utf-8")
    done = annotate(
        "gold", "adjudicate", *folders(tmp_path, FLAT, FLAT), "--decisions", table, "--out", out
    )
    assert done.returncode == 1
    assert told in done.stderr
    assert f"{table}, line 3: " in done.stderr
    assert (out / "a.jsonl").read_text("utf-8") == dumps(FLAT)


def test_gold_that_the_readings_alone_make_unsound_is_not_written(
    annotate: Command, tmp_path: Path
) -> None:
    layer = FLAT.layer("entities")
    bad = [replace(one, label="PLACE") if one.text == "Roy" else one for one in layer.annotations]
    unsound = replace(FLAT, layers=(Layer.of("entities", bad),))
    done = annotate(
        "gold", "adjudicate", *folders(tmp_path, unsound, unsound),
        "--decisions", tmp_path / "decisions.tsv", "--out", tmp_path / "gold",
    )  # fmt: skip
    assert done.returncode == 1
    assert "gold/a.jsonl, PLACE at 36-39: this would be no sound gold: the label" in done.stderr
    assert not (tmp_path / "gold").exists()


def test_a_layer_that_is_dropped_whole_leaves_the_earlier_gold(
    annotate: Command, tmp_path: Path
) -> None:
    table, out = tmp_path / "decisions.tsv", tmp_path / "gold"
    rows = [("11\t15\tLOC\tLens"), ("26\t30\tDATE\t1860"), ("36\t39\tPER\tRoy")]
    table.write_text(HEAD + "".join(f"a\tentities\t{row}\tdrop\n" for row in rows), "utf-8")
    out.mkdir()
    (out / "a.jsonl").write_text(dumps(FLAT), "utf-8")
    done = annotate(
        "gold", "adjudicate", *folders(tmp_path, FLAT, FLAT), "--decisions", table, "--out", out
    )
    assert done.returncode == 0, done.stderr
    assert len((out / "a.jsonl").read_text("utf-8").splitlines()) == 1


def test_gold_of_a_text_that_the_folder_has_under_another_name_is_not_written(
    annotate: Command, tmp_path: Path
) -> None:
    out = tmp_path / "gold"
    out.mkdir()
    (out / "b.jsonl").write_text(dumps(replace(FLAT, document="b")), "utf-8")
    (out / "c.jsonl").write_text("no standoff\n", "utf-8")
    done = annotate(
        "gold", "adjudicate", *folders(tmp_path, FLAT, FLAT),
        "--decisions", tmp_path / "decisions.tsv", "--out", out,
    )  # fmt: skip
    assert done.returncode == 1
    assert f"{out / 'b.jsonl'}: has gold of the text" in done.stderr
    assert sorted(path.name for path in out.iterdir()) == ["b.jsonl", "c.jsonl"]


def test_a_judge_changes_her_mind_in_the_list_and_in_the_record(
    annotate: Command, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    table, sheet, out = tmp_path / "decisions.tsv", tmp_path / "open.csv", tmp_path / "gold"
    given = ("gold", "adjudicate", *folders(tmp_path, ONE, OTHER))
    given += ("--decisions", table, "--out", out, "--sheet", sheet)
    assert annotate(*given).returncode == 1

    def listed() -> list[dict[str, str]]:
        return list(csv.DictReader(sheet.open(encoding="utf-8-sig", newline="")))

    def saved(*words: str, **cells: str) -> None:
        rows = listed()
        for row, word in zip(rows, words, strict=True):
            row.update({"décision": word}, **cells)
        with sheet.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)

    def found() -> set[tuple[str, str | None]]:
        return {(str(one.text), one.value) for one in read_all(out)[0].annotations()}

    # The longer name and the name in it exclude the shorter one alone: they are one question.
    assert [(row["première"], row["seconde"]) for row in listed()] == [
        ("A : LOC « gare de Lens » + LOC « Lens », nested", "B : LOC « Lens »"),
        ("A : DATE « 1860 », value 1860", "B : DATE « 1860 », value 1860~"),
    ]
    saved("Première", "2")
    done = annotate(*given)
    assert done.returncode == 0, done.stderr
    assert {("gare de Lens", None), ("1860", "1860~")} <= found()
    assert [row["décision"] for row in listed()] == ["première", "seconde"]
    saved("SECONDE lecture", "first")
    done = annotate(*given)
    assert "3 new decisions written" in done.stdout, done.stderr
    assert ("1860", "1860") in found() and ("gare de Lens", None) not in found()
    # What is corrected in the record afterwards is not overruled by a cell that nobody changed.
    table.write_text(table.read_text("utf-8").replace("\tfirst\t", "\tsecond\t"), "utf-8")
    os.utime(sheet)
    assert annotate(*given).returncode == 0
    assert ("1860", "1860~") in found()
    saved("seconde", "fixer", fixé="value 1860/1861")
    done = annotate(*given)
    assert ("1860", "1860/1861") in found(), done.stderr
    before = table.read_bytes()
    saved("peut-être", "fixer")
    done = annotate(*given)
    assert done.returncode == 2
    assert "row 2: 'peut-être' is none of première, seconde, rien, fixer" in done.stderr
    saved("fixer", "fixer")
    done = annotate(*given)
    assert (done.returncode, table.read_bytes()) == (2, before)
    assert "here are several: choose a side" in done.stderr


def test_a_list_with_one_column_sorted_alone_is_refused(annotate: Command, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    table, sheet, out = tmp_path / "decisions.tsv", tmp_path / "open.csv", tmp_path / "gold"
    given = ("gold", "adjudicate", *folders(tmp_path, ONE, OTHER))
    given += ("--decisions", table, "--out", out, "--sheet", sheet)
    annotate(*given)
    rows = list(csv.DictReader(sheet.open(encoding="utf-8-sig", newline="")))
    rows[0]["première"], rows[1]["première"] = rows[1]["première"], rows[0]["première"]
    rows[0]["décision"] = "première"
    with sheet.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    before = table.read_bytes()
    done = annotate(*given)
    assert done.returncode == 2
    assert "row 2: première and seconde are not those of repère" in done.stderr
    assert (table.read_bytes(), out.exists()) == (before, False)


def test_the_last_word_in_doccano_counts_and_no_other_is_lost(tmp_path: Path) -> None:
    table, labels = tmp_path / "decisions.tsv", shipped_labels()
    by_hand, in_doccano = [row_of(pair) for pair in disagreements(ONE, OTHER)][1:]
    first = {**in_doccano, "decision": "first", "reason": "doccano: eve, 2026-11-28T05:00:00Z"}
    kept = {**by_hand, "decision": "first", "reason": "guide, 10.3"}
    assert add_to_record(table, [kept, first], labels) == 2
    again = {**in_doccano, "decision": "second", "reason": "doccano: eve, 2026-11-28T06:00:00Z"}
    other = {**by_hand, "decision": "second", "reason": "doccano: eve, 2026-11-28T06:00:00Z"}
    assert add_to_record(table, [other, again], labels) == 1
    assert [one.decision for one in read_rulings(table, labels)] == ["first", "second"]
    assert add_to_record(table, [first, again], labels) == 0
