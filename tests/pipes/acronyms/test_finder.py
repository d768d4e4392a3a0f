"""Attributes, the lexicon, and what holds on any text."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.document.labels import shipped_labels
from annotate.errors import LexiconError
from annotate.pipes.acronym_alignment import ShortForms, align_after, words
from annotate.pipes.acronyms import AcronymLexicon, find_acronyms, find_definitions
from annotate.pipes.acronyms.definitions import tidy

LEXICONS = Path(__file__).parents[3] / "configs" / "lexicons"
LEXICON = AcronymLexicon.load(
    LEXICONS / "acronyms.tsv", LEXICONS / "acronym_heads.tsv", shipped_labels()
)

PIECES = (
    "PLU Plan local d’ urbanisme ( ) [ ] – - , . ; : \n \n\n SAMZAL5 Cd2e S.N.C.F. XIV CNRS - "
    "EHESS « » dit ou soit Centre de la É.D.F. ¹ RD 943 Électricité EDF A I-ACT R&D <<"
)
TEXTS = st.one_of(
    st.text(max_size=80),
    st.lists(st.sampled_from(PIECES.split(" ")), max_size=30).map(" ".join),
    st.lists(st.sampled_from(PIECES.split(" ")), max_size=30).map("".join),
)


@given(TEXTS)
def test_findings_are_sound(text: str) -> None:
    end = 0
    for candidate in find_acronyms(text, LEXICON):
        quote = candidate.text(text)
        assert end <= candidate.start < candidate.end <= len(text)
        assert quote == quote.strip() != ""
        assert not set(quote) & set("()[]«»\n")
        if "expansion_span" in candidate.attributes:
            start, stop = candidate.attributes["expansion_span"]
            assert tidy(text[start:stop]) == candidate.attributes["expansion"]
            assert text[start:stop] == text[start:stop].strip()
        end = candidate.end


@given(TEXTS)
def test_definitions_are_sound(text: str) -> None:
    end = 0
    for definition in find_definitions(text):
        assert end <= definition.short[0] < definition.short[1] <= len(text)
        assert 0 <= definition.long[0] < definition.long[1] <= len(text)
        apart = (
            definition.long[1] <= definition.short[0] or definition.short[1] <= definition.long[0]
        )
        assert apart
        end = definition.short[1]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("le Syndicat des eaux du Val (SEV)", "ORG"),
        ("le Plan vélo du Val (PVV)", "MISC"),
        ("la Zone des Prés Clos (ZPC)", "LOC"),
        ("le Programme des Nations unies pour l’environnement (PNUE)", "ORG"),
    ],
)
def test_label(text: str, label: str) -> None:
    (candidate,) = find_acronyms(text, LEXICON)
    assert candidate.attributes["label"] == label
    assert candidate.attributes["defines"] is True


def test_no_label_and_no_entity() -> None:
    (unknown,) = find_acronyms("la Gare routière de l’est (GRE)", LEXICON)
    assert "label" not in unknown.attributes
    (common,) = find_acronyms("la gare routière de l’est (GRE)", LEXICON)
    assert common.attributes["label"] is None
    (bike,) = find_acronyms("en VTT", LEXICON)
    assert bike.attributes["label"] is None
    assert bike.rule == "lexicon:acronyms"


def test_an_acronym_that_is_used_as_a_common_noun_names_nothing() -> None:
    kind = find_acronyms("La Grande Halle (GHL). Chaque GHL ouvre ; une GHL ferme.", LEXICON)
    assert [one.attributes["label"] for one in kind] == [None] * 3
    name = find_acronyms("La Grande Halle (GHL). La GHL ouvre ; une GHL ferme.", LEXICON)
    assert all("label" not in one.attributes for one in name)


def test_conflict() -> None:
    text = "Gaz du Nord (GDN), Grande Draisine noire (GDN). GDN ! Plan bleu (PB), plans bleus (PB)."
    first, second, use, *others = find_acronyms(text)
    assert [f.attributes["expansion"] for f in (first, second, use)] == [
        "Gaz du Nord",
        "Grande Draisine noire",
        "Grande Draisine noire",
    ]
    assert all(f.attributes["conflict"] for f in (first, second, use))
    assert all("conflict" not in f.attributes for f in others)


def test_rules() -> None:
    text = "le PLU (plan local d’urbanisme), le PLU, la SNCF, le QZX"
    rules = [candidate.rule for candidate in find_acronyms(text, LEXICON)]
    assert rules == [
        "rule:acronyms.parenthesis",
        "rule:acronyms.use",
        "lexicon:acronyms",
        "rule:acronyms.shape",
    ]


def test_lexicon_is_large_and_sourced() -> None:
    assert len(LEXICON.entries) >= 80


@pytest.mark.parametrize(
    ("row", "message"),
    [("VTT\tvélo\tBIKE\tmoi\t", "BIKE"), ("VTT\tvélo\t-\tmoi\t\nV.T.T.\tvol\t-\tmoi\t", "twice")],
)
def test_lexicon_errors(tmp_path: Path, row: str, message: str) -> None:
    table = tmp_path / "acronyms.tsv"
    table.write_text(f"acronym\texpansion\tlabel\tsource\tnote\n{row}\n", "utf-8")
    with pytest.raises(LexiconError, match=message):
        AcronymLexicon.load(table, LEXICONS / "acronym_heads.tsv", shipped_labels())


@pytest.mark.parametrize(
    "unit", ["(AB ", "Aa (AB) ", "ABC ", "AB-", "CPIE – Centre permanent pour la mer ", "A."]
)
def test_hostile_repetition_ends(unit: str) -> None:
    """Four thousand times: a quadratic step would not come to an end in a test run."""
    for candidate in find_acronyms(unit * 4_000, LEXICON)[:50]:
        assert candidate.start < candidate.end


WORDS = (
    "Centre",
    "centre",
    "de",
    "du",
    "la",
    "et",
    "Union",
    "deux",
    "2",
    "Cadre",
    "nord",
    "lu",
    "d",
)
SHORTS = (
    "CDN",
    "CN",
    "UN",
    "CEN",
    "CENT",
    "C2N",
    "CDDN",
    "CDLN",
    "UCNL",
    "CNLUC",
    "CETUNL",
    "ULCNDC2L",
)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=9))
def test_the_tree_of_acronyms_has_all_that_a_long_form_may_have(some: list[str]) -> None:
    text = " ".join(some)
    window = words(text, 0, len(text))
    accepted = [one for one in SHORTS if align_after(one, window, closed=False, strict=True)]
    assert set(accepted) <= set(ShortForms(SHORTS).of(window))
