"""Progress moves inside a document: its pages are read, then its blocks are recognised."""

from __future__ import annotations

import time
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from annotate.cli.progress import Lines
from annotate.document.labels import labels_of
from annotate.resources import default_configs
from annotate.review.keep import ReviewDecisions
from annotate.run.inputs import find_inputs
from annotate.run.out_folder import Output
from annotate.run.run import run
from command import ROOT


def test_progress_inside_a_document(tmp_path: Path) -> None:
    steps: list[tuple[str, float, int]] = []
    inputs = find_inputs([str(ROOT / "corpus" / "terrils.pdf")])
    config, output = default_configs() / "pipeline.cfg", Output(tmp_path)
    decisions = partial(ReviewDecisions, output, config.parent, labels_of(config))
    report = run(inputs, output, config, decisions, lambda *step: steps.append(step))
    assert report.exit_code == 0
    assert all(total == 1 for _, _, total in steps)
    inside = [done for what, done, _ in steps if what.startswith("terrils, ")]
    assert all(one <= other for one, other in pairwise(inside))
    assert inside[0] == 0
    assert inside[-1] == 1
    assert len({done for done in inside if 0 < done < 0.3}) > 1
    assert len({done for done in inside if 0.3 < done < 1}) > 5


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
    assert capsys.readouterr().err.splitlines() == [
        "annotate: installing doccano",
        "annotate: installing doccano: 40 of 120",
        "annotate: installing doccano: 80 of 120",
        "annotate: preparing the data",
    ]
