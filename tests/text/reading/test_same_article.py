"""The same article in four formats is the same text, with the same structure."""

from __future__ import annotations

from functools import cache

import pytest

from annotate.document.mended import Mended
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from article_files import ARTICLE, FORMATS, NOTES, labels, mended, written
from mended_invariants import check

NAMES = {"docx": "a.docx", "odt": "a.odt", "html": "a.html", "tei": "a.xml"}


@cache
def read(form: str) -> Mended:
    return mend(read_bytes(written(form), "a", NAMES[form]))


@pytest.mark.parametrize("form", FORMATS)
def test_the_mended_text_is_the_same(form: str) -> None:
    assert read(form).text == mended()


@pytest.mark.parametrize("form", FORMATS)
def test_the_structure_is_the_same(form: str) -> None:
    found = [
        (piece.label, piece.value, piece.kind, piece.parent is not None)
        for piece, _ in read(form).blocks
    ]
    assert found == labels()


@pytest.mark.parametrize("form", FORMATS)
def test_calls_stand_behind_their_words(form: str) -> None:
    source = read(form).source.text.replace("\u00a0", " ")
    calls = [
        (piece.value, source[piece.ranges[0][1] - 3 : piece.ranges[0][1]])
        for piece in read(form).structure.labelled("note_call")
    ]
    assert calls == [("1", "541"), ("2", " »2"), ("3", "rd3")]


@pytest.mark.parametrize("form", ["docx", "odt", "tei"])
def test_a_paragraph_runs_over_the_page(form: str) -> None:
    found = read(form)
    assert found.source.page_count == 2
    assert found.source.text[found.source.pages[1].start :].startswith("que vingt ans")
    (broken,) = [piece for piece in found.structure.labelled("paragraph") if len(piece.ranges) == 2]
    assert [piece.value for piece in found.structure.labelled("page_break")] == ["2"]
    assert found.source.page_at(broken.ranges[1][0]) == 2


@pytest.mark.parametrize("form", FORMATS)
def test_offsets_hold(form: str) -> None:
    check(read(form))


def test_mending_twice_changes_nothing() -> None:
    assert mend(read_bytes((mended() + "\n").encode(), "a", "a.txt")).text == mended()


def test_the_article_has_what_a_text_may_have() -> None:
    assert {part.kind for part in ARTICLE} >= {"title", "author", "item", "caption", "entry"}
    assert len(NOTES) == 3
