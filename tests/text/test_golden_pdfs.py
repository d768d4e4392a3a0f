"""One article as twelve programs set it: the same text comes back, whoever made the PDF.

`benchmarks/golden_pdfs.py` made the files from `article.typ`, whose truth is `article.txt`.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from annotate.document.mended import Mended
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from mended_invariants import check
from typesetting.score import score
from typesetting.truth import read_truth

FOLDER = Path(__file__).with_name("golden") / "pdf"
FILES = sorted(FOLDER.glob("*.pdf"))
FAIL_TODAY: dict[str, str] = {}
"""Files that do not come back whole yet, and what is wrong with them."""


def read(path: Path) -> Mended:
    return mend(read_bytes(path.read_bytes(), path.stem, path.name))


def cases() -> list[ParameterSet]:
    return [
        pytest.param(
            path,
            id=path.stem,
            marks=pytest.mark.xfail(reason=FAIL_TODAY[path.stem], strict=True)
            if path.stem in FAIL_TODAY
            else (),
        )
        for path in FILES
    ]


@pytest.mark.parametrize("path", cases())
def test_the_article_comes_back(path: Path) -> None:
    found = read(path)
    assert score(found, read_truth(FOLDER / "article.typ")).faults == []
    # Chromium prints no notes at the foot of a page: they are at the end, under a heading
    text = found.text.replace("\n\nNotes\n\n", "\n\n")
    assert text + "\n" == (FOLDER / "article.txt").read_text("utf-8")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_offsets_hold(path: Path) -> None:
    check(read(path))


def test_there_are_files_of_every_kind() -> None:
    assert len(FILES) >= 12
    assert all(path.stat().st_size < 75_000 for path in FILES)
