"""The components in a pipeline: what they write, and that they survive saving and workers."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from annotate.document.candidates import Candidate, read_candidates, write_candidates
from annotate.errors import LexiconError

pytestmark = pytest.mark.slow

NAMES = [
    "annotate_names",
    "annotate_organizations",
    "annotate_places",
    "annotate_people",
    "annotate_consistency",
    "annotate_policy",
]
TEXT = "Le maire Anne Roux vit à Oignies. Le groupe Lens/Liévin et le conseil régional de Bretagne."


@Language.component("test_model")
def _model(doc: Doc) -> Doc:
    start = doc.text.find("Oignies")
    write_candidates(
        doc, "ner", [Candidate(start, start + 7, "PER", "model:test")] if start >= 0 else []
    )
    return doc


@pytest.fixture(scope="module")
def nlp() -> Language:
    pipeline = spacy.blank("fr")
    pipeline.add_pipe("test_model")
    for name in NAMES:
        pipeline.add_pipe(name)
    return pipeline


def _layer(doc: Doc) -> list[tuple[str, str]]:
    return [(f.text(doc.text), f.label) for f in read_candidates(doc, "entities")]


EXPECTED = [
    ("Anne Roux", "PER"),
    ("Oignies", "LOC"),
    ("Lens/Liévin", "ORG"),
    ("conseil régional de Bretagne", "ORG"),
]


def test_the_layer_and_doc_ents(nlp: Language) -> None:
    doc = nlp(TEXT)
    assert [row for row in _layer(doc) if row[0] != "Bretagne"] == EXPECTED
    assert {ent.label_ for ent in doc.ents} <= {"PER", "ORG", "LOC"}
    assert len(doc.ents) >= 3


def test_saved_and_loaded(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    assert "Licence Ouverte" in next(tmp_path.rglob("insee-places.tsv")).read_text("utf-8")
    assert _layer(spacy.load(tmp_path)(TEXT)) == _layer(nlp(TEXT))


def test_through_bytes(nlp: Language) -> None:
    places = nlp.get_pipe("annotate_places")
    other = spacy.blank("fr").add_pipe("annotate_places")
    other.from_bytes(places.to_bytes())  # type: ignore[attr-defined]
    assert other.table("insee") == places.table("insee")  # type: ignore[attr-defined]


def test_with_workers(nlp: Language) -> None:
    docs = list(nlp.pipe([TEXT] * 4, n_process=2, batch_size=2))
    assert all(_layer(doc) == _layer(nlp(TEXT)) for doc in docs)


def test_a_table_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "heads.tsv"
    path.write_text("head\tkind\tlabel\tsource\nconfrérie\tofficial\tORG\tessai\n", "utf-8")
    pipe = spacy.blank("fr").add_pipe("annotate_organizations")
    pipe.initialize(heads=path)  # type: ignore[attr-defined]
    found = pipe.find("la confrérie de Lens et le conseil régional de Bretagne", {})  # type: ignore[attr-defined]
    assert [(f.start, f.end) for f in found] == [(3, 20)]


def test_a_bad_table_names_its_file(tmp_path: Path) -> None:
    path = tmp_path / "heads.tsv"
    path.write_text("mot\tkind\n", "utf-8")
    pipe = spacy.blank("fr").add_pipe("annotate_organizations")
    with pytest.raises(LexiconError, match=r"heads\.tsv"):
        pipe.initialize(heads=path)  # type: ignore[attr-defined]


def test_tables_are_set_in_the_configuration(tmp_path: Path) -> None:
    path = tmp_path / "heads.tsv"
    path.write_text("head\tkind\tlabel\tsource\nconfrérie\tofficial\tORG\tessai\n", "utf-8")
    nlp = spacy.blank("fr")
    nlp.add_pipe("annotate_organizations")
    nlp.config["initialize"]["components"]["annotate_organizations"] = {"heads": str(path)}
    nlp.initialize()
    found = read_candidates(nlp("la confrérie de Lens"), "organizations")
    assert [(f.start, f.end) for f in found] == [(3, 20)]
