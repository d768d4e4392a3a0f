from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotate.document.candidates import Candidate
from annotate.document.labels import shipped_labels
from annotate.pipes.merge import TIERS, resolve

LABELS = shipped_labels().entities

TEXT = "La « Loire » (Nord) , .... M. Petit – d'Orsay. " * 3
GROUPS = [
    "names",
    "mine_sites",
    "places",
    "people",
    "dates",
    "citations",
    "consistency",
    "acronyms",
    "other",
]
RULES = ["rule:places.site", "model:m", "gazetteer:insee", "consistency:label", "lexicon:x"]


@st.composite
def _findings(draw: st.DrawFn) -> Candidate:
    start = draw(st.integers(0, len(TEXT) - 2))
    end = draw(st.integers(start + 1, min(len(TEXT), start + 30)))
    label = draw(st.sampled_from([*LABELS, "CITATION", "ACRONYM"]))
    attributes = draw(st.sampled_from([{}, {"label": "ORG"}, {"kind": "commune"}]))
    return Candidate(start, end, label, draw(st.sampled_from(RULES)), attributes=attributes)


_groups = st.dictionaries(st.sampled_from(GROUPS), st.lists(_findings(), max_size=12))


@given(_groups)
def test_the_layer_is_flat_but_for_nested_names(groups: dict[str, list[Candidate]]) -> None:
    layer = resolve(TEXT, groups, LABELS)
    outer = [f for f in layer if not f.attributes["nested"]]
    nested = [f for f in layer if f.attributes["nested"]]
    for row in (outer, nested):
        assert all(one.end <= two.start for one, two in pairwise(row))
    for name in nested:
        assert any(f.contains(name) for f in outer)


@given(_groups)
def test_labels_ends_and_citations(groups: dict[str, list[Candidate]]) -> None:
    calls = [f for group in groups.values() for f in group if f.label == "CITATION"]
    for candidate in resolve(TEXT, groups, LABELS):
        quote = candidate.text(TEXT)
        assert candidate.label in LABELS
        # The title of a work may end with what it has in brackets.
        whole = quote.removesuffix(")") if candidate.label == "MISC" and "(" in quote else quote
        assert whole.strip(" «»(),") == whole
        if any(call.contains(candidate) for call in calls):
            assert candidate.attributes["in_citation"]


@given(_groups)
def test_resolving_the_layer_again_changes_nothing(groups: dict[str, list[Candidate]]) -> None:
    layer = [f for f in resolve(TEXT, groups, LABELS) if not f.attributes["nested"]]
    again = [f for f in resolve(TEXT, {"other": layer}, LABELS) if f.rule != "consistency:label"]
    assert [f.moved(f.start, f.end) for f in again] == [
        f for f in layer if f.rule != "consistency:label"
    ]


def test_every_tier_says_why() -> None:
    assert all(tier.reason and tier.sources for tier in TIERS)


def test_longest_name_first_and_nested_place() -> None:
    text = "le Conseil Régional Nord – Pas de Calais vote"
    groups = {
        "organizations": [Candidate(3, 40, "ORG", "rule:organizations.official")],
        "places": [Candidate(20, 40, "LOC", "rule:places.compound")],
        "names": [Candidate(20, 24, "LOC", "model:m")],
    }
    assert [
        (f.text(text), f.label, f.attributes["nested"]) for f in resolve(text, groups, LABELS)
    ] == [
        ("Conseil Régional Nord – Pas de Calais", "ORG", False),
        ("Nord – Pas de Calais", "LOC", True),
    ]


def test_a_longer_name_that_the_model_is_sure_of_is_the_whole_name() -> None:
    text = "lu dans L'Écho de la fabrique hier"
    shorter = Candidate(10, 29, "MISC", "rule:organizations.capital")
    labels = {}
    for score in (0.9, 0.55):
        names = [Candidate(8, 29, "MISC", "model:m", score)]
        (name,) = resolve(text, {"organizations": [shorter], "names": names}, LABELS)
        labels[score] = name.text(text)
    assert labels == {0.9: "L'Écho de la fabrique", 0.55: "Écho de la fabrique"}


def test_of_equal_spans_a_rule_or_an_acronym_beats_a_sure_model() -> None:
    text = "le CHM reçoit"
    sure = [Candidate(3, 6, "MISC", "model:m", 0.99)]
    defined = [Candidate(3, 6, "ORG", "consistency:acronym")]
    (name,) = resolve(text, {"names": sure, "consistency": defined}, LABELS)
    assert name.label == "ORG"


def test_a_site_is_no_date() -> None:
    text = "la fosse 9/10"
    groups = {
        "dates": [Candidate(9, 13, "DATE", "rule:dates.day")],
        "mine_sites": [Candidate(9, 13, "LOC", "rule:places.site")],
    }
    assert [f.label for f in resolve(text, groups, LABELS)] == ["LOC"]


def test_an_acronym_becomes_the_entity_it_names() -> None:
    text = "la SNCF et le VTT"
    acronyms = [
        Candidate(3, 7, "ACRONYM", "lexicon:acronyms", attributes={"label": "ORG"}),
        Candidate(14, 17, "ACRONYM", "lexicon:acronyms", attributes={"label": "none"}),
    ]
    assert [(f.start, f.label) for f in resolve(text, {"acronyms": acronyms}, LABELS)] == [
        (3, "ORG")
    ]


def test_the_reasons_of_a_changed_label_are_kept() -> None:
    text = "Melin écrit"
    groups = {
        "names": [Candidate(0, 5, "LOC", "model:m", attributes={"kind": "commune"})],
        "consistency": [
            Candidate(0, 5, "PER", "consistency:label", attributes={"because": "Melin: PER 4"})
        ],
    }
    (found,) = resolve(text, groups, LABELS)
    assert found.label == "PER"
    assert found.attributes["was"] == "LOC"
    assert "kind" not in found.attributes


def test_an_acronym_that_names_nothing_is_no_entity() -> None:
    attributes = {"expansion_from": "lexicon", "label": None}
    groups = {
        "names": [Candidate(3, 6, "ORG", "model:m")],
        "acronyms": [Candidate(3, 6, "ACRONYM", "lexicon:acronyms", attributes=attributes)],
    }
    assert resolve("le VTT roule", groups, LABELS) == []


def test_a_title_keeps_the_bracket_and_the_question_with_which_it_ends() -> None:
    text = "3. Merlon, « Le puits (Nord) », et « Où vont les eaux ? », à Lens (Nord)."
    title, asked, place = text.index("Le puits"), text.index("Où"), text.rindex("(")
    found = [
        Candidate(title, text.index(" »"), "MISC", "rule:works.cited"),
        Candidate(asked, text.rindex(" »"), "MISC", "rule:works.cited"),
        Candidate(place, len(text) - 1, "LOC", "model:m"),
    ]
    layer = resolve(text, {"organizations": found}, LABELS)
    assert [f.text(text) for f in layer] == ["Le puits (Nord)", "Où vont les eaux ?", "Nord"]
