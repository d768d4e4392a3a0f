"""Texts set in layouts drawn at random are read back as their sources say.

`make bench-text` does so for many; these few are layouts that once went wrong, and each holds what
the whole of a layout must give.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import typst

from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from command import ROOT
from typesetting.layouts import EMBEDDED, draw
from typesetting.makers.maker import Sheet
from typesetting.score import Score, score
from typesetting.sheet import sheet
from typesetting.truth import truth_of

pytestmark = pytest.mark.slow

SOURCES = sorted((ROOT / "corpus" / "source").glob("*.typ"))
SEEDS = range(24)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_random_layout_is_read_back(seed: int, tmp_path: Path) -> None:
    source = SOURCES[seed % len(SOURCES)].read_text("utf-8")
    layout = replace(draw(seed, list(EMBEDDED)), tables=0, lists=0)
    drawn = Sheet.of(source, layout)
    main = tmp_path / "main.typ"
    main.write_text(sheet(drawn.source, drawn.truth, layout), "utf-8")
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    pdf = typst.Compiler(main, font_paths=fonts).compile(format="pdf", timestamp=0, pdf_tags=False)
    found = score(mend(read_bytes(pdf, "a", "a.pdf")), drawn.truth)
    assert found.faults == [], layout.told()
    assert found.paragraphs_exact == found.paragraphs > 10


def test_a_score_tells_what_is_lost() -> None:
    """The comparison can fail: a text read without its last page has faults of every kind."""
    source = SOURCES[0].read_text("utf-8")
    truth = truth_of(source)
    text = "\n\n".join([truth.title, *(block.text for block in truth.blocks[:4])])
    found = score(mend(read_bytes(text.encode(), "a", "a.txt")), truth)
    assert isinstance(found, Score)
    assert found.paragraphs_exact < found.paragraphs
    assert found.calls_found == 0 < found.calls
    assert any(fault.startswith("paragraph") for fault in found.faults)
    assert any(fault.startswith("call lost") for fault in found.faults)
