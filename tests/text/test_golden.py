"""Golden pairs: each source in `golden/` mends to the text behind its line of `=====`."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes

CASES = sorted(Path(__file__).with_name("golden").glob("*.txt"))
SIGNS = str.maketrans({"⏏": "\f", "␣": "\u00a0", "⍽": "\u202f", "¬": "\u00ad", "⌐": "\ufffe"})


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_mends_as_written(path: Path) -> None:
    given, expected = path.read_text("utf-8").translate(SIGNS).split("=====\n")
    mended = mend(read_bytes(given.encode(), path.stem, path.name))
    assert mended.text + "\n" == expected


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_mending_twice_changes_nothing(path: Path) -> None:
    _, expected = path.read_text("utf-8").translate(SIGNS).split("=====\n")
    assert mend(read_bytes(expected.encode(), path.stem, path.name)).text + "\n" == expected


def test_there_are_cases() -> None:
    assert len(CASES) >= 6
