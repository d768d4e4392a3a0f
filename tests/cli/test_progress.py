"""Progress moves inside a document: its pages are read, then its blocks are recognised."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

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
    decisions = ReviewDecisions(output, config.parent, labels_of(config))
    report = run(inputs, output, config, decisions, lambda *step: steps.append(step), tmp_path)
    assert report.exit_code == 0
    assert all(total == 1 for _, _, total in steps)
    inside = [done for what, done, _ in steps if what.startswith("terrils, ")]
    assert all(one <= other for one, other in pairwise(inside))
    assert inside[0] == 0
    assert inside[-1] == 1
    assert len({done for done in inside if 0 < done < 0.3}) > 1
    assert len({done for done in inside if 0.3 < done < 1}) > 5
