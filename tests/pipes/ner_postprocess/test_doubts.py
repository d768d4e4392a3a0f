"""What the model doubted: dropped where no list and no word before it speaks for it."""

from __future__ import annotations

import pytest

from annotate.document.candidates import Candidate
from annotate.pipes.ner_postprocess.component import NamesPipe

PIPE = NamesPipe("n", "names", ["ner"])
SURE, UNSURE = 0.99, 0.55


def _tidied(text: str, name: str, label: str, score: float | None) -> list[tuple[str, str]]:
    start = text.index(name)
    raw = Candidate(start, start + len(name), label, "model:m", score)
    return [(found.text(text), found.label) for found in PIPE.find(text, {"ner": [raw]})]


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("On parle ici de Farbrelle encore.", "Farbrelle", "LOC"),
        ("On parle de la Halle aux Farbrelles encore.", "Halle aux Farbrelles", "ORG"),
        ("Il lut Farbrelle hier.", "Farbrelle", "MISC"),
    ],
)
def test_a_doubted_name_wants_somebody_to_speak_for_it(text: str, name: str, label: str) -> None:
    assert _tidied(text, name, label, UNSURE) == []
    assert _tidied(text, name, label, SURE) == [(name, label)]
    assert _tidied(text, name, label, None) == [(name, label)]


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("On parle ici de Lisbonne encore.", "Lisbonne", "LOC"),
        ("Elle a revu le Koweit après vingt ans.", "Koweit", "LOC"),
        ("On parle de la Saxe du Sud encore.", "Saxe du Sud", "LOC"),
        ("Il retourne vers Farbrelle demain.", "Farbrelle", "LOC"),
        ("Les gens de Farbrelle Basse votent.", "Farbrelle Basse", "LOC"),
        ("On parle de la Haute Farbrelle encore.", "Haute Farbrelle", "LOC"),
        ("On attend Farbrelle demain.", "Farbrelle", "PER"),
        ("On vit la Belle Farbrelle passer.", "Belle Farbrelle", "PER"),
        ("Elle dirige la Farbrelle depuis.", "Farbrelle", "ORG"),
        ("Le Festival de Farbrelle ferme.", "Festival de Farbrelle", "MISC"),
    ],
)
def test_a_list_or_a_word_before_speaks_for_a_doubted_name(
    text: str, name: str, label: str
) -> None:
    assert _tidied(text, name, label, UNSURE) == [(name, label)]


def test_words_that_give_a_label_speak_for_it() -> None:
    text = "La fosse n° 9 de l'Farbrelle ferme."
    assert _tidied(text, "Farbrelle", "PER", UNSURE) == [("Farbrelle", "ORG")]
