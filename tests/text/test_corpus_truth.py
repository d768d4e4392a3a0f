"""The corpus read back: every paragraph, note, call and heading that the sources hold."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from annotate.document.mended import Mended
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes, read_source
from typesetting.truth import Truth, read_truth

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"
IDS = sorted(path.stem for path in (CORPUS / "source").glob("*.typ"))
FILES = [*sorted(CORPUS.glob("*.pdf")), *sorted(CORPUS.glob("*.txt"))]


@cache
def mended(identity: str) -> Mended:
    (path,) = [file for file in FILES if file.stem == identity]
    return mend(read_source(path, identity))


@cache
def truth(identity: str) -> Truth:
    return read_truth(CORPUS / "source" / f"{identity}.typ")


def blocks(identity: str, label: str) -> list[str]:
    text = mended(identity)
    return [text.text[start:end] for piece, (start, end) in text.blocks if piece.label == label]


def test_every_source_is_in_the_corpus() -> None:
    assert len(IDS) >= 8
    assert {path.stem for path in FILES} >= set(IDS)


@pytest.mark.parametrize("identity", IDS)
def test_title_authors_and_headings(identity: str) -> None:
    expected = truth(identity)
    assert blocks(identity, "title") == [expected.title]
    assert re.split(", | et ", " ".join(blocks(identity, "author"))) == expected.authors
    assert sorted(blocks(identity, "heading")) == sorted(expected.texts("heading"))


@pytest.mark.parametrize("identity", IDS)
def test_every_paragraph_is_whole(identity: str) -> None:
    found = [re.sub(r"^[•–—-] ", "", text) for text in blocks(identity, "paragraph")]
    assert sorted(found) == sorted(truth(identity).texts("paragraph"))


@pytest.mark.parametrize("identity", IDS)
def test_every_note_and_call(identity: str) -> None:
    expected = truth(identity)
    assert blocks(identity, "note") == [
        f"{number}. {note}" for number, note in enumerate(expected.notes, start=1)
    ]
    text = mended(identity)
    callers = []
    for piece in text.structure.labelled("note_call"):
        ((start, _),) = piece.ranges
        before = re.sub(r"\s+", " ", text.source.text[max(0, start - 20) : start])
        callers.append(before.rstrip()[-6:])
    assert callers == [before[-6:] for before, _ in expected.calls]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_mending_twice_changes_nothing(path: Path) -> None:
    text = mended(path.stem).text + "\n"
    assert mend(read_bytes(text.encode(), "again", "again.txt")).text + "\n" == text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_character_has_one_place(path: Path) -> None:
    """Each character that shows is in one block, one note call or one piece of furniture."""
    text = mended(path.stem)
    claimed: list[int] = [0] * len(text.source.text)
    for piece in text.structure.elements:
        if piece.label in ("box", "sentence", "note_call", "page_break", "hyphen"):
            continue  # these lie inside or beside the others
        for start, end in piece.ranges:
            for offset in range(start, end):
                claimed[offset] += 1
    for offset, char in enumerate(text.source.text):
        assert claimed[offset] <= 1, text.source.text[offset - 20 : offset + 20]
        assert claimed[offset] == 1 or char.isspace(), text.source.text[offset - 20 : offset + 20]
