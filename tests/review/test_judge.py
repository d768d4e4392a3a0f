"""A judge decides in doccano what two annotators carry differently on the same words."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from annotate.document.annotation import Layer
from annotate.document.labels import shipped_labels
from annotate.document.run_folder import RunFolder
from annotate.document.standoff import Standoff
from annotate.gold.adjudication import adjudicate
from annotate.gold.adjudication_record import add_to_record, read_rulings
from annotate.review.doccano.adjudication import Pair, pull_differences, push_differences
from annotate.review.doccano.session import HeldComment
from command import Command
from review.checking_folders import DOCUMENTS, make_folder
from review.shelf import Shelf

NAMES = ("alice", "bob")


class Bench(Shelf):
    """A shelf that lets people in and takes comments."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[HeldComment] = []

    def check_user(self, user: str) -> None:
        """Everybody has an account."""

    def add_member(self, project: int, user: str) -> None:
        """Everybody is let in."""

    def comment(self, project: int, example: int, text: str) -> None:
        self.said.append(HeldComment(example, self.user, self.now(), text))

    def comments(self, project: int) -> list[HeldComment]:
        return self.said


@pytest.fixture(scope="module")
def made(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return make_folder(annotate, tmp_path_factory.mktemp("judge"), DOCUMENTS)


@pytest.fixture
def folder(made: RunFolder, tmp_path: Path) -> RunFolder:
    shutil.copytree(made.folder, tmp_path / "run")
    return RunFolder(tmp_path / "run")


def reading(folder: RunFolder, **values: str) -> Standoff:
    """What somebody says of the text, with other values and long forms than the rules."""
    document = folder.read("mairie").standoff
    layers = []
    for layer in document.layers[:2]:
        said: list[Any] = []
        for one in layer.annotations:
            new = values.get(f"_{one.text}")
            attributes = dict(one.attributes)
            if new is not None and one.label == "ACRONYM":
                attributes["expansion"] = new
            value = new if new is not None and one.label == "DATE" else one.value
            said.append(replace(one, attributes=attributes, value=value, status="accepted"))
        layers.append(Layer.of(layer.name, said))
    return replace(document, layers=tuple(layers))


def test_what_excludes_each_other_is_refused_at_once(folder: RunFolder) -> None:
    alice = reading(folder)
    lens = next(one for one in alice.named() if one.label == "LOC")
    other = replace(lens, id="e-other", label="ORG")
    layer = alice.layer("entities")
    others = [other if one == lens else one for one in layer.annotations]
    bob = replace(alice, layers=(Layer.of("entities", others), *alice.layers[1:]))
    bench, pairs, labels = Bench(), [Pair(alice, bob)], shipped_labels()
    push_differences(folder, bench, labels, pairs, NAMES, "eve")  # type: ignore[arg-type]
    (example,) = bench.kept
    bench.confirm(example, 3)
    rows, (remark,) = pull_differences(folder, bench, pairs, NAMES)  # type: ignore[arg-type]
    assert rows == []
    assert remark.document == "mairie"
    assert remark.what.endswith("exclude each other, and both are there: delete one of them; "
                                "neither was taken")  # fmt: skip
    there = {(one.start, one.end) for one in bench.kept[example].spans if one.label == "LOC"}
    span = next(
        one
        for one in bench.kept[example].spans
        if one.label == "ORG" and (one.start, one.end) in there
    )
    bench.delete(example, span)
    rows, remarks = pull_differences(folder, bench, pairs, NAMES)  # type: ignore[arg-type]
    assert remarks == []
    assert sorted((row["label"], row["decision"]) for row in rows) == [
        ("LOC", "first"),
        ("ORG", "drop"),
    ]


def test_a_comment_says_who_is_right_about_a_value_or_a_long_form(
    folder: RunFolder, tmp_path: Path
) -> None:
    alice = reading(folder, _1902="1902", _SIB="Syndicat des buttes")
    bob = reading(folder, _1902="1902~", _SIB="Société des buttes")
    bench, pairs, labels = Bench(), [Pair(alice, bob)], shipped_labels()
    push_differences(folder, bench, labels, pairs, NAMES, "eve")  # type: ignore[arg-type]
    (example,) = bench.kept
    bench.confirm(example, 3)

    def pulled() -> list[str]:
        rows, remarks = pull_differences(folder, bench, pairs, NAMES)  # type: ignore[arg-type]
        assert remarks == []
        add_to_record(table, rows, labels)
        rulings = read_rulings(table, labels) if table.exists() else []
        gold, left = adjudicate(alice, bob, rulings, NAMES)
        found = [one.value or one.attributes.get("expansion") for one in gold.named()]
        return [str(one) for one in found if one] + [str(one.either.text) for one in left]

    table = tmp_path / "decisions.tsv"
    assert {"1902", "SIB"} <= set(pulled())  # both are open
    bench.said.append(HeldComment(example, "eve", bench.now(), "1902 = Bob\nSIB = alice"))
    assert {"1902~", "Syndicat des buttes"} <= set(pulled())
    # She thinks better of it, and confirms again.
    bench.said[-1] = replace(bench.said[-1], text="1902 = alice\nSIB = alice")
    bench.confirm(example, 3)
    bench.confirm(example, 3)
    assert {"1902", "Syndicat des buttes"} <= set(pulled()) and "1902~" not in pulled()
