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


@pytest.mark.parametrize(
    ("text", "known", "whole"),
    [
        ("On vit le comte de la Merlonnière.", "Merlonnière", "comte de la Merlonnière"),
        ("On vit M. le juge d'instruction Roux.", "Roux", "M. le juge d'instruction Roux"),
        ("C'est l'honorable M. Roux qui parle.", "Roux", "honorable M. Roux"),
        ("On reçut Son Excellence M. Roux hier.", "Roux", "Son Excellence M. Roux"),
        ("La veuve Roux dépose.", "Roux", "veuve Roux"),
        ("Hier M. Roux, ministre de la guerre, vint.", "Roux", "M. Roux, ministre de la guerre"),
        ("Hier M. Roux, 25 ans, maçon à Lens, vint.", "Roux", "M. Roux, 25 ans, maçon à Lens"),
    ],
)
def test_a_title_may_be_long_and_stand_behind(text: str, known: str, whole: str) -> None:
    assert _people("around", text, known) == [whole]
    assert _people("inside", text, known) == [whole.partition(",")[0]]
    assert _people("outside", text, known) == [known]


@pytest.mark.parametrize(
    "text",
    [
        "Il aime sa sœur Roux.",
        "On juge l'affaire Roux.",
        "Hier Roux, dans sa mairie, parla.",
        "Le vieil ami de Roux parla.",
    ],
)
def test_what_is_no_title_stays_out(text: str) -> None:
    assert _people("around", text, "Roux") == ["Roux"]


def test_behind_a_name_the_next_person_stays_apart() -> None:
    text = "MM. Petit, général Roux, et Mme Bray, sœur de Luc Adam, parlent."
    assert _people("around", text, "Luc Adam") == [
        "MM. Petit",
        "général Roux",
        "Mme Bray",
        "Luc Adam",
    ]


def test_a_predicate_of_honour_is_no_person_of_its_own() -> None:
    text = "Hier S. Exc. M. Roux parlait."
    assert "S. Exc. M. Roux" in _people("inside", text, "S. Exc")


def test_another_place_for_titles_is_refused() -> None:
    with pytest.raises(ValueError, match="outside, inside or around"):
        PeoplePipe("p", "people", titles="between")


def test_the_option_is_one_of_the_component() -> None:
    spacy = pytest.importorskip("spacy")
    nlp = spacy.blank("fr")
    nlp.add_pipe("annotate_people", config={"titles": "inside"})
    nlp.add_pipe("annotate_policy")
    doc = nlp("Hier M. Petit parlait.")
    assert [(ent.text, ent.label_) for ent in doc.ents] == [("M. Petit", "PER")]
