"""Where civilities and functions stand: outside a name, or inside for who asks."""

from __future__ import annotations

import pytest

from annotate.document.labels import shipped_labels
from annotate.pipes.merge import resolve
from annotate.pipes.people.component import PeoplePipe

TEXT = "M. Petit salue l'ancien maire Anne Roux, le président français Luc Bray et le Dr Adam."
OUTSIDE = ["Petit", "Anne Roux", "Luc Bray", "Adam"]
INSIDE = ["M. Petit", "ancien maire Anne Roux", "président français Luc Bray", "Dr Adam"]


def _people(titles: str, text: str = TEXT, known: str = "Luc Bray") -> list[str]:
    from annotate.document.candidates import Candidate

    at = text.index(known)
    names = [Candidate(at, at + len(known), "PER", "model:m")]
    pipe = PeoplePipe("p", "people", ["names"], titles)
    groups = {"names": names, "people": pipe.find(text, {"names": names})}
    return [found.text(text) for found in resolve(text, groups, shipped_labels().entities)]


def test_titles_are_left_out_as_the_guide_has_it() -> None:
    assert _people("outside") == OUTSIDE


def test_titles_are_taken_in_when_asked() -> None:
    assert _people("inside") == INSIDE


def test_a_title_without_a_person_is_nothing() -> None:
    text = "Le maire de Lens et le président Roux ; M. le maire dort."
    assert _people("inside", text, "Roux") == ["président Roux"]


def test_a_title_never_runs_into_another_name() -> None:
    text = "Anne Roux maire Luc Bray"
    assert "Anne Roux maire Luc Bray" not in _people("inside", text, "Luc Bray")


def test_another_place_for_titles_is_refused() -> None:
    with pytest.raises(ValueError, match="outside or inside"):
        PeoplePipe("p", "people", titles="between")


def test_the_option_is_one_of_the_component() -> None:
    spacy = pytest.importorskip("spacy")
    nlp = spacy.blank("fr")
    nlp.add_pipe("annotate_people", config={"titles": "inside"})
    nlp.add_pipe("annotate_policy")
    doc = nlp("Hier M. Petit parlait.")
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("M. Petit", "PER")]
