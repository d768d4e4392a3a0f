from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.document.candidates import Candidate
from annotate.pipes.places.component import PlacesPipe
from annotate.resources import default_configs

PIPE = PlacesPipe("places", "places", ["names"])


@pytest.mark.parametrize("commune", ["Son", "Plan", "Mars", "Contre", "Y", "Rue", "Dieu", "Bar"])
@pytest.mark.parametrize(
    "sentence", ["{} arrive.", "On dit que {} est là.", "Il tient à {} beaucoup.", "({})", "« {} »"]
)
def test_a_commune_named_like_a_word_is_never_tagged_alone(commune: str, sentence: str) -> None:
    assert PIPE.find(sentence.format(commune), {"names": []}) == []


def test_what_is_found_is_linked() -> None:
    text = "Lens, la Bretagne, le Nord – Pas de Calais, la France et Saint-Martin"
    names = [
        Candidate(0, 4, "LOC", "model:m"),
        Candidate(9, 17, "LOC", "model:m"),
        Candidate(47, 53, "LOC", "model:m"),
        Candidate(57, 69, "LOC", "model:m"),
    ]
    found = {f.text(text): dict(f.attributes) for f in PIPE.find(text, {"names": names})}
    assert found["Lens"] == {"kind": "commune"}
    assert found["Bretagne"]["kind"] == "région"
    assert found["Nord – Pas de Calais"] == {"kind": "ancienne région"}
    assert found["France"] == {"kind": "pays"}


def test_the_official_list_says_where_it_comes_from() -> None:
    path = default_configs() / "lexicons" / "insee-places.tsv"
    head = path.read_text("utf-8")[:400]
    assert "INSEE" in head and "Licence Ouverte 2.0" in head
    assert path.stat().st_size < 1_500_000


@given(st.text(alphabet="AÀÉéàb –-/,.'’()\n19du le à et", max_size=120))
def test_any_text_gives_findings_inside_it(text: str) -> None:
    for candidate in PIPE.find(text, {"names": []}):
        assert candidate.end <= len(text)
        assert candidate.text(text).strip()
