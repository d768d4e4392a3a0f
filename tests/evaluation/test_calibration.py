"""Confidence against what was right: the counts, the table of bands, and the verb."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotate.evaluation.calibration import Judged, bins, calibration_error, count
from annotate.lexicons import read_table
from annotate.pipes.lexicon_schemas import CONFIDENCE
from command import Command
from evaluation.making import document, name, write

TEXT = (
    "La Compagnie des mines de Wavrin ferme sa fosse en 1960. Le maire Alain Ferrand la rachète, "
    "et les habitants de Lille n’en savent rien, car les journaux ne le disent pas.\n"
)
NAMES = {"Compagnie des mines de Wavrin": "ORG", "Alain Ferrand": "PER"}


def judged(score: float, right: bool, source: str = "rule:a") -> Judged:
    return Judged("LOC", source, "alone", score, right)


def test_counting() -> None:
    found = [judged(0.9, True), judged(0.9, False), judged(0.9, True, "model:m")]
    assert count(found) == [
        {"label": "LOC", "source": "model:m", "support": "alone", "right": "1", "all": "1"},
        {"label": "LOC", "source": "rule:a", "support": "alone", "right": "1", "all": "2"},
    ]


def test_bands_take_in_both_ends() -> None:
    table = bins([judged(0.0, False), judged(0.5, True), judged(0.98, True), judged(1.0, True)])
    assert [(one.low, one.number, one.right) for one in table] == [
        (0.0, 1, 0.0),
        (0.5, 1, 1.0),
        (0.98, 2, 1.0),
    ]


def test_error_is_none_where_confidence_is_the_share() -> None:
    even = [judged(0.75, right) for right in (True, True, True, False)]
    assert calibration_error(bins(even)) == 0.0
    assert calibration_error(bins([judged(0.75, False)] * 4)) == 0.75
    assert calibration_error([]) == 0.0


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    spans = [
        name(TEXT.index(form), TEXT.index(form) + len(form), label, text=form, source="reviewer:A")
        for form, label in NAMES.items()
    ]
    return write(tmp_path / "gold", document(spans, text=TEXT))


def test_the_verb_counts_and_writes(annotate: Command, gold: Path, tmp_path: Path) -> None:
    out = tmp_path / "confidence.tsv"
    done = annotate("calibrate", tmp_path / "a.txt", "--gold", gold, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "expected calibration error" in done.stdout
    rows = read_table(out, CONFIDENCE.required)
    told = {row["label"]: (int(row["right"]), int(row["all"])) for row in rows}
    # Lille and the date are found and are not in this gold.
    assert told == {"ORG": (1, 1), "PER": (1, 1), "DATE": (0, 1), "LOC": (0, 1)}
    again = annotate("calibrate", tmp_path / "a.txt", "--gold", gold, "--out", out)
    assert again.returncode != 0
    assert "--force" in again.stderr
    assert (
        annotate(
            "calibrate", tmp_path / "a.txt", "--gold", gold, "--out", out, "--force"
        ).returncode
        == 0
    )


def test_the_verb_says_what_is_missing(annotate: Command, gold: Path, tmp_path: Path) -> None:
    done = annotate("calibrate", tmp_path / "a.txt")
    assert done.returncode == 2
    assert "--gold" in done.stderr
    (tmp_path / "b.txt").write_text(TEXT * 2, "utf-8")
    done = annotate("calibrate", tmp_path / "b.txt", "--gold", gold)
    assert done.returncode == 2
    assert "none of these texts" in done.stderr


def test_a_table_of_one_s_own_changes_confidence(
    annotate: Command, gold: Path, tmp_path: Path
) -> None:
    """What is counted is read again by a pipeline that is told to."""
    done = annotate("init", tmp_path / "mine")
    assert done.returncode == 0, done.stderr
    table = tmp_path / "mine" / "configs" / "lexicons" / "confidence.tsv"
    head = "\t".join(CONFIDENCE.required)
    wrong = [
        f"ORG\trule:organizations.official\t{support}\t0\t500\n"
        for support in ("agreed", "alone", "contested")
    ]
    table.write_text("".join([head, "\n", *wrong]), "utf-8")
    scores = {}
    for config in ((), ("--config", table.parents[1])):
        out = tmp_path / f"run{len(config)}"
        ran = annotate("run", tmp_path / "a.txt", "--out", out, *config)
        assert ran.returncode == 0, ran.stderr
        lines = (out / "annotations" / "a.jsonl").read_text("utf-8").splitlines()[1:]
        scores[len(config)] = [
            row["score"]
            for row in map(json.loads, lines)
            if row["label"] == "ORG" and row["layer"] == "entities"
        ]
    assert scores[0][0] > 0.5 > scores[2][0]
