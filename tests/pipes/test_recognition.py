"""The pipeline without spaCy's detours finds what it finds with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.pipeline.ner import EntityRecognizer

from annotate.document.candidates import Candidate, read_candidates
from annotate.document.source import Source
from annotate.pipes.assembly import assemble, config_file
from annotate.pipes.ner import windows
from annotate.pipes.recognition import recognise, recognise_document
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
        assert key(found[group]) == key(read_candidates(doc, group)), group
    assert sum(map(len, found.values())) > 500


NOTED = (
    "Le droit1 et le règlement de l’ICXM2 le permettent.\n\n"
    "1. Une note de droit.\n2. Conseil international du xylophone moderne.\n"
)
ALONE = "Le règlement de l’ICXM2 le permet.\n\n2. Conseil international du xylophone moderne.\n"


@pytest.mark.parametrize("written", [NOTED, ALONE], ids=["mended", "left"])
def test_a_note_tells_the_long_form_of_the_acronym_that_calls_it(
    nlp: Language, written: str
) -> None:
    entities, acronyms, _ = recognise_document(mend(Source("a", "a.txt", written)), nlp)
    assert [(one.text, one.attributes.get("expansion")) for one in acronyms.annotations] == [
        ("ICXM", "Conseil international du xylophone moderne")
    ]
    assert ("ICXM", "ORG") in {(one.text, one.label) for one in entities.annotations}
    assert "ICXM2" not in {one.text for one in entities.annotations}


def test_a_component_of_another_maker_may_stand_among_them(nlp: Language, text: str) -> None:
    other = assemble(config_file(default_configs()))
    other.add_pipe("sentencizer", before="annotate_policy")
    assert key(recognise(text, other)["entities"]) == key(recognise(text, nlp)["entities"])


def test_words_far_from_a_capital_change_hardly_a_name(
    nlp: Language, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = set(key(recognise(text, nlp)["names"]))
    monkeypatch.setattr(windows.near_capitals, "__defaults__", (1000,))
    whole = set(key(recognise(text, nlp)["names"]))
    assert len(whole) > 80
    assert len(few ^ whole) <= 2


def test_the_model_says_how_certain_it_is_and_finds_what_it_finds_in_spacy(
    nlp: Language,
) -> None:
    ner = nlp.get_pipe("annotate_ner")
    sentence = "Anne Roux quitte Lisbonne pour la SNCF."
    raw = ner.find(sentence, {})
    (theirs,) = EntityRecognizer.pipe(ner, [nlp.tokenizer(sentence)], batch_size=64)
    assert [(f.start, f.end, f.label) for f in raw] == [
        (ent.start_char, ent.end_char, ent.label_) for ent in theirs.ents
    ]
    assert all(candidate.score is not None and 0.5 <= candidate.score <= 1 for candidate in raw)


def key(candidates: list[Candidate]) -> list[tuple[object, ...]]:
    return sorted((f.start, f.end, f.label, f.rule, f.value or "") for f in candidates)


@given(st.sets(st.integers(0, 60)), st.integers(0, 7))
def test_stretches_hold_what_is_near_a_capital(places: set[int], margin: int) -> None:
    words = max(places, default=0) + 5
    found = list(windows.near_capitals(sorted(places), words, margin))
    read = [word for low, high in found for word in range(low, high)]
    near = {word for word in range(words) if any(abs(word - place) <= margin for place in places)}
    assert set(read) == near
    assert sorted(set(read)) == read


@given(st.text(alphabet="aB .\n", max_size=80), st.integers(2, 5))
def test_stretches_are_words_of_one_block_and_none_is_too_long(text: str, longest: int) -> None:
    end = 0
    for start, stop in windows.stretches(text, longest):
        assert end <= start < stop
        end = stop
        quote = text[start:stop]
        assert quote == quote.strip() and "\n\n" not in quote
        assert len(quote.split()) <= longest
    assert "B" not in text.replace("\n", " ") or end > 0


def test_the_margin_is_what_the_network_sees_and_one() -> None:
    tok2vec = (
        assemble(config_file(default_configs()))
        .get_pipe("annotate_ner")
        .model.get_ref(  # type: ignore[attr-defined]
            "tok2vec"
        )
    )
    sizes = [node.attrs["window_size"] for node in tok2vec.walk() if node.name == "expand_window"]
    assert sum(sizes) + 1 == windows.MARGIN
