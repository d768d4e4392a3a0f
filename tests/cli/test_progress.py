"""Progress: its steps in a run and inside a document, a pace, and lines."""

from __future__ import annotations

import time
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from annotate.cli.progress import Lines
from annotate.document.labels import labels_of
from annotate.progress import Pace, Tally
from annotate.resources import default_configs
from annotate.review.keep import ReviewDecisions
from annotate.run.inputs import find_inputs
from annotate.run.out_folder import Output
from annotate.run.run import Options, run
from command import ROOT


def test_progress_inside_a_document(tmp_path: Path) -> None:
    tally = Tally()
    steps: list[tuple[str, float, int, str]] = []
    inputs = find_inputs([str(ROOT / "corpus" / "terrils.pdf")])
    config, output = default_configs() / "pipeline.cfg", Output(tmp_path)
    decisions = partial(ReviewDecisions, output, config.parent, labels_of(config))

    def progress(what: str, done: float, total: int) -> None:
        steps.append((what, done, total, tally.at))

    report = run(inputs, output, config, decisions, progress, Options(tally=tally))
    assert report.exit_code == 0
    assert tally.words == report.totals.words > 0
    assert all(total == 1 for _, _, total, _ in steps)
    documents = [done for what, done, _, _ in steps if what == "documents"]
    assert all(one <= other for one, other in pairwise(documents))
    assert documents[0] == 0 and documents[-1] == 1
    assert {at.partition(", ")[0] for _, _, _, at in steps} == {"", "terrils"}
    told = [what for what, *_ in steps]
    assert set(told) == {
        *("looking for what has changed", "loading the pipeline", "documents", "index and report"),
    }
    assert told[-1] == "index and report"


def test_a_pace_is_that_of_the_last_while() -> None:
    pace = Pace()
    assert pace.documents == 0 and pace.left(3) is None
    for second in range(200):
        pace.note(second, second * 10, 0)
    for second in range(200, 300):
        pace.note(second, 2000 + (second - 200), (second - 200) * 50)
    assert pace.documents == pytest.approx(1) and pace.words == pytest.approx(50)
    # What stands still becomes slower from moment to moment.
    pace.note(360, 2099, 4950)
    assert pace.documents < 0.5


def test_the_pace_of_long_documents_is_that_of_the_last_five() -> None:
    pace = Pace()
    for minute in range(20):
        pace.note(60 * minute, minute, 0)
        pace.note(60 * minute + 59, minute, 0)
    assert pace.documents == pytest.approx(1 / 60, rel=0.2)


def told(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return capsys.readouterr().err.splitlines()


def test_lines_for_a_file_say_what_is_done_and_now_and_then_how_far(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    lines = Lines()
    for fetched in range(120):
        lines("installing doccano", fetched, 120)
        now[0] += 0.25
    lines("preparing the data", 1, 3)
    assert told(capsys) == [
        "annotate: installing doccano",
        "annotate: installing doccano: 40 of 120",
        "annotate: installing doccano: 80 of 120",
        "annotate: preparing the data",
    ]


def test_lines_about_a_run_have_its_figures(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    tally = Tally()
    lines = Lines(tally, patience=10)
    lines("loading the pipeline", 0, 500)
    for done in range(0, 50):
        tally.words, tally.failures = 400 * done, done // 20
        lines("documents", done, 500)
        now[0] += 0.5
    tally.at = "d50, page 2 of 9"
    now[0] += 10
    lines("documents", 50, 500)
    assert told(capsys) == [
        "annotate: 20 of 500 documents, 1 failure, 2.0 documents/s, 800 words/s, 240 s left",
        "annotate: 40 of 500 documents, 2 failures, 2.0 documents/s, 800 words/s, 230 s left",
        "annotate: 50 of 500 documents, 2 failures, 1.3 documents/s, 520 words/s, 6 min left, "
        "at d50, page 2 of 9",
    ]


def test_a_short_run_has_no_lines(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    lines = Lines(Tally(), patience=10)
    for done in range(9):
        lines("documents", done, 9)
        now[0] += 1
    assert told(capsys) == []
