"""Places inside longer names, written as ``Compagnie des mines de [Lens]``."""

from __future__ import annotations

import re

import pytest

from annotate.document.candidates import Candidate
from annotate.pipes.gazetteer import gazetteer
from annotate.pipes.places.nested import places_inside

FORMS = (
    "Lens",
    "Liévin",
    "Béthune",
    "Bretagne",
    "Plan",
    "Raismes",
    "Valenciennes",
    "Merlonval-sur-Mer",
)
PLACES = gazetteer([], [{"form": one, "kind": "commune", "code": f"1{one}"} for one in FORMS])
MARK = re.compile(r"\[([^\]]+)\]")


def found(marked: str, label: str, known: tuple[str, ...] = ()) -> tuple[list[str], list[str]]:
    """Return what is expected and what is found."""
    text = MARK.sub(r"\1", marked)
    outer = Candidate(0, len(text), label, "rule:test")
    spans = places_inside(text, outer, PLACES, known)
    return MARK.findall(marked), [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    "marked",
    [
        "Compagnie des mines de [Lens]",
        "communauté d’agglomération de [Lens-Liévin]",
        "Conseil régional de [Bretagne]",
        "Université du [Béthunois]",
        "district de [Valenciennes]",
        # a trap of a place, what nobody knows, the first word, an acronym
        "Comité du Plan",
        "Compagnie des mines de Zorville",
        "Lens Immobilier",
        "Union LENS",
        # an adjective, and an ending without its article
        "Société Lensoise",
        "Comité Béthunois",
    ],
)
def test_organizations(marked: str) -> None:
    expected, spans = found(marked, "ORG")
    assert spans == expected


@pytest.mark.parametrize(
    "marked",
    [
        "forêt de [Raismes]",
        "Loos-en-Lens",
        "rue de [Liévin]",
        "église Saint-Valéry de [Merlonval]",
        "rue Merlonval",
        "Tour de Merlonval",
    ],
)
def test_places_hold_places_but_for_compounds(marked: str) -> None:
    expected, spans = found(marked, "LOC")
    assert spans == expected


def test_what_the_document_knows_is_a_place_too() -> None:
    expected, spans = found("Compagnie des mines de [Zorville]", "ORG", ("Zorville",))
    assert spans == expected


@pytest.mark.parametrize("label", ["PER", "DATE"])
def test_people_and_dates_hold_none(label: str) -> None:
    assert found("Anne de Lens", label)[1] == []
