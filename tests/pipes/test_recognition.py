"""The pipeline without spaCy's detours finds what it finds with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from annotate.pipes import ner
from annotate.pipes.assembly import assemble, config_file
from annotate.pipes.finding import Finding, read_findings
from annotate.pipes.recognition import recognise
from annotate.pipes.stretches import MARGIN, near_capitals
from annotate.resources import default_configs
from annotate.text.mending.mend import mend
from annotate.text.reading import read_source

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


@pytest.fixture(scope="module")
def nlp() -> Language:
    return assemble(config_file(default_configs()))


@pytest.fixture(scope="module")
def text() -> str:
    return mend(read_source(CORPUS / "gohelle-chronique.txt", "gohelle-chronique")).text


def test_findings_are_those_of_the_spacy_pipeline(nlp: Language, text: str) -> None:
    doc = nlp(text)
    found = recognise(text, nlp)
    assert found.keys() == set(doc.spans)
    for group in doc.spans:
        assert key(found[group]) == key(read_findings(doc, group)), group
    assert sum(map(len, found.values())) > 500


def test_a_component_of_another_maker_may_stand_among_them(nlp: Language, text: str) -> None:
    other = assemble(config_file(default_configs()))
    other.add_pipe("sentencizer", before="annotate_policy")
    assert key(recognise(text, other)["entities"]) == key(recognise(text, nlp)["entities"])


def test_words_far_from_a_capital_change_hardly_a_name(
    nlp: Language, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = set(key(recognise(text, nlp)["names"]))
    monkeypatch.setattr(ner, "near_capitals", lambda capitals, start, end: [(start, end)])
    whole = set(key(recognise(text, nlp)["names"]))
    assert len(whole) > 80
    assert len(few ^ whole) <= 2


def key(findings: list[Finding]) -> list[tuple[object, ...]]:
    return sorted((f.start, f.end, f.label, f.rule, f.value or "") for f in findings)


@given(st.sets(st.integers(0, 60)), st.integers(0, 60), st.integers(0, 60), st.integers(0, 7))
def test_stretches_hold_what_is_near_a_capital(
    places: set[int], first: int, last: int, margin: int
) -> None:
    start, end = sorted((first, last))
    stretches = list(near_capitals(sorted(places), start, end, margin))
    read = [token for low, high in stretches for token in range(low, high)]
    near = {
        token
        for token in range(start, end)
        if any(abs(token - place) <= margin for place in places if start <= place < end)
    }
    assert near <= set(read)
    assert len(read) == len(set(read)) and sorted(read) == read
    assert all(start <= low < high <= end for low, high in stretches)


def test_the_margin_is_what_the_network_sees_and_one() -> None:
    tok2vec = (
        assemble(config_file(default_configs()))
        .get_pipe("annotate_ner")
        .model.get_ref(  # type: ignore[attr-defined]
            "tok2vec"
        )
    )
    windows = [node.attrs["window_size"] for node in tok2vec.walk() if node.name == "expand_window"]
    assert sum(windows) + 1 == MARGIN
