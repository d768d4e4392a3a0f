"""The component ``annotate_dates``, alone in a blank pipeline."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from annotate.document.candidates import read_candidates
from annotate.pipes.dates import find_dates

TEXTS = [
    "La fosse ouvre en 1894 et ferme le 21 décembre 1990.",
    "Aucune date ici.",
    "Le chantier, fini mi-2017, avait commencé au début des années 2000.",
]


@pytest.fixture
def nlp() -> Language:
    pipeline = spacy.blank("fr")
    pipeline.add_pipe("annotate_dates")
    return pipeline


def values(doc: Doc, group: str = "dates") -> list[tuple[str, str | None]]:
    return [
        (candidate.text(doc.text), candidate.value) for candidate in read_candidates(doc, group)
    ]


def test_writes_what_is_found(nlp: Language) -> None:
    for text in TEXTS:
        assert read_candidates(nlp(text), "dates") == find_dates(text)


def test_spans_key(nlp: Language) -> None:
    pipeline = spacy.blank("fr")
    pipeline.add_pipe("annotate_dates", config={"spans_key": "times"})
    doc = pipeline(TEXTS[0])
    assert list(doc.spans) == ["times"]
    assert [span.text for span in doc.spans["times"]] == ["1894", "21 décembre 1990"]


def test_running_twice_changes_nothing(nlp: Language) -> None:
    doc = nlp(TEXTS[2])
    once = values(doc)
    assert values(nlp.get_pipe("annotate_dates")(doc)) == once


def test_survives_the_disk(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path / "model")
    again = spacy.load(tmp_path / "model")
    assert values(again(TEXTS[2])) == values(nlp(TEXTS[2]))


def test_two_processes(nlp: Language) -> None:
    found = [values(doc) for doc in nlp.pipe(TEXTS, n_process=2, batch_size=1)]
    assert found == [values(nlp(text)) for text in TEXTS]
