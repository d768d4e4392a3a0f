"""Inline markup: what annotators write, and what is refused."""

from __future__ import annotations

import pytest

from annotate.document.labels import shipped_labels
from annotate.errors import StandoffError
from annotate.gold.markup import parse_markup, read_marked
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes

RAW = (
    "Le Syndicat d’aména-\ngement du Liévinois (SAL) naquit en 1894 (Roy, 1996). Le SAL ferma "
    "à la fin des années 1990.\n"
)
MARKED = (
    "Le [Syndicat d’aménagement du [Liévinois|LOC]|ORG] "
    "([SAL|ORG,ACRONYM|exp=Syndicat d’aménagement du Liévinois]) naquit en [1894|DATE|v=1894] "
    "(⟦[Roy|PER], [1996|DATE|v=1996]⟧). Le "
    "[SAL|ORG,ACRONYM|exp=Syndicat d’aménagement du Liévinois] ferma à la "
    "[fin des années 1990|DATE|v=199X|mod=END].\n"
)


def test_marks_become_annotations_over_the_source() -> None:
    source = read_bytes(RAW.encode(), "a", "a.txt")
    standoff = read_marked(MARKED, mend(source), "A", shipped_labels())
    for annotation in standoff.annotations():
        annotation.check(source)
        assert annotation.source == "reviewer:A"
        assert annotation.status == "added"
    entities = standoff.layer("entities").annotations
    told = [(one.label, one.text, one.value) for one in entities]
    assert told == [
        ("ORG", "Syndicat d’aménagement du Liévinois", None),
        ("LOC", "Liévinois", None),
        ("ORG", "SAL", None),
        ("DATE", "1894", "1894"),
        ("PER", "Roy", None),
        ("DATE", "1996", "1996"),
        ("ORG", "SAL", None),
        ("DATE", "fin des années 1990", "199X"),
    ]
    assert [one.text for one in entities if one.attributes["nested"]] == ["Liévinois"]
    assert [one.text for one in entities if one.attributes["in_citation"]] == ["Roy", "1996"]
    assert entities[-1].attributes["mod"] == "END"
    first, second = standoff.layer("acronyms").annotations
    assert first.attributes["expansion"] == "Syndicat d’aménagement du Liévinois"
    (low, high) = first.attributes["expansion_ranges"][0]
    assert source.text[low:high] == "Syndicat d’aména-\ngement du Liévinois"
    assert second.start > first.end


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("le [11/19|LOC", "outside a mark"),
        ("le [11/19", "not closed"),
        ("le 11/19]", "without a label"),
        ("le 11|19", "outside a mark"),
        ("le [11/19|PLACE]", "unknown labels"),
        ("le [11/19|LOC,ORG]", "unknown labels"),
        ("en [1894|DATE]", "no v="),
        ("en [1894|DATE|value=1894]", "unknown field"),
        ("en [ 1894|DATE|v=1894]", "covers ' 1894'"),
        ("en [|LOC]", "covers ''"),
        ("(⟦Roy, 1996)", "not closed"),
        ("(Roy, 1996⟧)", "closes nothing"),
    ],
)
def test_malformed_markup_is_refused_with_its_line(marked: str, message: str) -> None:
    with pytest.raises(StandoffError) as caught:
        parse_markup(f"Une ligne.\n{marked}", shipped_labels(), "a.txt")
    assert message in str(caught.value)
    assert "a.txt, line 2" in str(caught.value)


def test_a_changed_text_is_refused() -> None:
    mended = mend(read_bytes(RAW.encode(), "a", "a.txt"))
    with pytest.raises(StandoffError, match="the text was changed: it has 'mourut"):
        read_marked(MARKED.replace("naquit", "mourut"), mended, "A", shipped_labels(), "marked.txt")


def test_an_expansion_that_the_text_lacks_is_refused() -> None:
    mended = mend(read_bytes(RAW.encode(), "a", "a.txt"))
    with pytest.raises(StandoffError, match="does not hold 'Société'"):
        read_marked(
            MARKED.replace("exp=Syndicat d’aménagement du Liévinois", "exp=Société"),
            mended,
            "A",
            shipped_labels(),
        )
