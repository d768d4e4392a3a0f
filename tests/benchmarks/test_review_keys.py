"""The benchmark of a reviewer who knows the gold: what is counted, on a text of four names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotate.document.run_folder import RunFolder
from annotate.document.source import Range
from annotate.evaluation.spans import is_nested
from command import Command
from review.checking_folders import make_folder
from review_costs import screens
from review_keys import measured

TEXT = "Hier [Harnes|LOC] reçut [Wingles|ORG], et [la pluie|MISC] tomba sur Odile Renard.\n"
RIGHT = {"Harnes": "LOC", "Wingles": "LOC", "Odile Renard": "PER"}


@pytest.fixture(scope="module")
def run(annotate: Command, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return make_folder(annotate, tmp_path_factory.mktemp("keys"), {"a": TEXT})


def gold(run: RunFolder, folder: Path, either: list[list[list[tuple[int, int, str]]]]) -> Path:
    source = run.read("a").source
    core = []
    for words, label in RIGHT.items():
        start, end = place(source.text, words)
        core.append({"start": start, "end": end, "label": label})
    told = {"sha256": source.sha256, "core": core, "either": either}
    (folder / "a.json").write_text(json.dumps(told), "utf-8")
    return folder


def place(text: str, words: str) -> Range:
    return text.index(words), text.index(words) + len(words)


def test_every_way_is_counted(run: RunFolder, tmp_path: Path) -> None:
    ways, doccano = measured(run.folder, gold(run, tmp_path, []), every=1)
    # Three doubts and a missed name, a key each; nothing is left to correct after them.
    doubt = ways["by doubt"]
    assert (doubt.decisions, doubt.keys, doubt.actions) == (4, 4, 4)
    scores = [score for _, _, score in doubt.curve]
    assert scores == sorted(scores)
    assert scores[-1] == 1
    assert ways["then by reading"].actions == 1  # Space
    # A key over the wrong label, over what is no name and over what was missed; Space.
    reading = ways["by reading"]
    assert (reading.decisions, reading.actions, reading.curve[-1][2]) == (4, 4, 1)
    # The list, three corrections of 2, 1 and 2 actions, confirming, the next page.
    assert doccano == [(0, pytest.approx(2 / 6)), (8, 1)]
    names = run.read("a").standoff.named()
    assert [one.status for one in names if not is_nested(one)] == ["predicted"] * 3


def test_of_alternatives_the_nearest_counts(run: RunFolder, tmp_path: Path) -> None:
    start, end = place(run.read("a").source.text, "la pluie")
    either = [[[], [(start, end, "MISC")]], [[(start - 3, end, "ORG")], []]]
    ways, doccano = measured(run.folder, gold(run, tmp_path, either), every=1)
    assert ways["by reading"].actions == 3
    assert doccano[-1] == (7, 1)


def test_a_screen_begins_with_what_the_last_one_cut_off() -> None:
    assert screens(["a"]) == 1
    assert screens(["a" * 125] * 26) == 1
    assert screens(["a" * 125] * 27) == 2
    # 20 lines fit in once, and what is longer than a screen is scrolled through.
    assert screens(["a" * 125 * 20] * 3) == 3
    assert screens(["a" * 125 * 67]) == 2
