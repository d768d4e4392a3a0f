"""Long texts of one kind of thing: a quadratic step would not come to an end in a test run."""

from __future__ import annotations

import pytest

from annotate.document.source import Source
from annotate.pipes.organizations.works import find_works
from annotate.pipes.phrase_matcher import Phrases
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from annotate.text.reading.formats import HTML, TEXT, kind_of
from annotate.text.reading.plain import pages_of
from annotate.text.structure.lines import rows_of
from annotate.text.structure.page_furniture import find_furniture
from annotate.text.tex_codes import tex_codes

FRENCH = "La régie des eaux fut fondée à Nœux.\n\nElle ouvrit sept puits dans la ville haute.\n"


@pytest.mark.parametrize("count", [40, 100_000])
def test_comments_before_a_text(count: int) -> None:
    comments = "<!-- note -->\n" * count
    assert kind_of((comments + FRENCH).encode(), "a.txt") == TEXT
    assert kind_of(f"{comments}<!DOCTYPE html><p>{FRENCH}".encode(), "a.html") == HTML
    assert kind_of(("<!--" * count + FRENCH).encode(), "a.txt") == TEXT


def test_two_hundred_thousand_form_feeds() -> None:
    text = FRENCH + "a\f" * 200_000
    assert len(pages_of(text)) == 200_000
    assert tex_codes(text).breaks == frozenset()
    assert len(pages_of(FRENCH + "\f" * 200_000 + "fin")) == 200_001


def test_the_furniture_of_many_pages() -> None:
    text = "".join(f"Revue du Nord {n}\nUne page de texte.\nEncore une.\n\f" for n in range(10_000))
    found = find_furniture(rows_of(Source("a", "a.txt", text, pages_of(text))))
    assert list(found.values()).count("running_head") >= 9_000


def test_a_line_of_four_megabytes() -> None:
    mended = mend(read_bytes(("mot " * 1_000_000).encode(), "a", "a.txt"))
    assert len(mended.text) == 4_000_000 - 1


@pytest.mark.parametrize("piece", ["A’", "L’A", "A-", "A"])
def test_capitals_in_one_long_run(piece: str) -> None:
    text = FRENCH + piece * 40_000
    assert list(find_works(text)) == []
    assert list(Phrases([piece * 30_000, "Nœux"]).find(text)) == [(1, 31, 35)]


@pytest.mark.parametrize("cut", ["construc¬tion ", "gelées. 1 ", "n2 ", "proüt "])
def test_one_long_line_of_what_is_mended_inside_lines(cut: str) -> None:
    mended = mend(read_bytes((FRENCH + cut * 60_000).encode(), "a", "a.txt"))
    assert len(mended.text) > 60_000
