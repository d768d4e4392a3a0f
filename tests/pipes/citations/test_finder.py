"""Attributes, and what holds on any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.pipes.citations import find_citations

PIECES = (
    "( ) ; , . « » Dupont Melin SGAR et al. 1998 2003a p. 12 ibid. op. cit. voir Conseil du \n "
    "\n\n (dir.) & / – écrit Selon de la J. 1930-2001 [1904] XIV"
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(PIECES.split(" ")), max_size=30).map(" ".join),
    st.lists(st.sampled_from(PIECES.split(" ")), max_size=30).map("".join),
)


@given(TEXTS)
def test_findings_are_sound(text: str) -> None:
    candidates = find_citations(text)
    assert candidates == sorted(candidates, key=lambda f: (f.start, -f.end, f.label))
    end = 0
    calls = [(one.start, one.end) for one in candidates if one.label == "CITATION"]
    for candidate in candidates:
        quote = candidate.text(text)
        assert 0 <= candidate.start < candidate.end <= len(text)
        assert quote == quote.strip() != ""
        assert candidate.label in ("CITATION", "PER", "ORG", "MISC", "LOC")
        if candidate.label == "CITATION":
            assert end <= candidate.start
            end = candidate.end
            for start, stop in candidate.attributes["years"]:
                assert text[start:stop].isdecimal()
        else:
            assert candidate.attributes.get("in_citation", False) is any(
                start <= candidate.start < stop for start, stop in calls
            )


def test_attributes() -> None:
    text = "la mine (Kourchid et Melin, 2002a, 2004 ; SGAR, 1995)"
    call, *_ = find_citations(text)
    assert [text[s:e] for s, e in call.attributes["authors"]] == ["Kourchid", "Melin", "SGAR"]
    assert [text[s:e] for s, e in call.attributes["years"]] == ["2002", "2004", "1995"]


def test_organizations() -> None:
    text = "la population (Insee, 2010)"
    assert [f.label for f in find_citations(text)] == ["CITATION", "PER"]
    assert [f.label for f in find_citations(text, {"INSEE"})] == ["CITATION", "ORG"]


@pytest.mark.parametrize(
    "unit",
    ["(", "Aa Aa, (1990) ", "Conseil et Aa (1990) ", "ibid. ", "« a »,", "\n1. A. Aa, B, 1990"],
)
def test_hostile_repetition_ends(unit: str) -> None:
    """Four thousand times: a quadratic step would not come to an end in a test run."""
    for candidate in find_citations(unit * 4_000)[:50]:
        assert candidate.start < candidate.end
