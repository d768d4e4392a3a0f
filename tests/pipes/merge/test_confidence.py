"""How certain a candidate is: what supports it, and what was counted of its kind."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.document.candidates import Candidate
from annotate.pipes.confidence import confidence_table, scored, supports
from annotate.pipes.merge import MergePipe

TEXT = "Compagnie des mines de Lens"
ORG = Candidate(0, 27, "ORG", "rule:organizations.capital")
LENS = Candidate(23, 27, "LOC", "model:m")


def row(label: str, source: str, support: str, right: int, every: int) -> dict[str, str]:
    return {
        "label": label,
        "source": source,
        "support": support,
        "right": str(right),
        "all": str(every),
    }


TABLE = confidence_table(
    [
        row("ORG", "rule:organizations.capital", "alone", 270, 300),
        row("ORG", "rule:organizations.class", "alone", 30, 300),
        row("ORG", "model:m", "contested", 20, 100),
        row("LOC", "model:m", "agreed", 100, 100),
    ]
)


@pytest.mark.parametrize(
    ("other", "support"),
    [
        # the same span and label from another component
        (Candidate(0, 27, "ORG", "model:m"), "agreed"),
        # from the same one: no second witness
        (Candidate(0, 27, "ORG", "rule:organizations.official"), "alone"),
        # another label, other ends
        (Candidate(0, 27, "LOC", "model:m"), "contested"),
        (Candidate(0, 9, "ORG", "model:m"), "contested"),
        (Candidate(20, 40, "LOC", "model:m"), "contested"),
        # a place or a person inside a longer name is no objection
        (LENS, "alone"),
        # nor is what lies elsewhere, or is no name
        (Candidate(30, 40, "LOC", "model:m"), "alone"),
        (Candidate(10, 40, "CITATION", "rule:citations.call"), "alone"),
        (Candidate(0, 9, "ACRONYM", "rule:acronyms.use"), "alone"),
    ],
)
def test_support(other: Candidate, support: str) -> None:
    assert supports([ORG], {"a": [ORG], "b": [other]}) == [support]


def test_a_longer_place_may_hold_a_place_and_a_longer_name_no_name_of_its_kind() -> None:
    outer, inner = Candidate(0, 20, "LOC", "rule:places.head"), Candidate(10, 20, "LOC", "model:m")
    assert supports([outer], {"a": [outer], "b": [inner]}) == ["alone"]
    outer, inner = Candidate(0, 20, "PER", "rule:people.title"), Candidate(10, 20, "PER", "model:m")
    assert supports([outer], {"a": [outer], "b": [inner]}) == ["contested"]


def test_a_cell_with_many_cases_speaks_for_itself() -> None:
    assert TABLE.score("ORG", "rule:organizations.capital", "alone") > 0.85
    assert TABLE.score("ORG", "rule:organizations.class", "alone") < 0.2


def test_a_cell_without_cases_takes_what_stands_above_it() -> None:
    # Another rule of the component, another component, nothing at all.
    assert 0.4 < TABLE.score("ORG", "rule:organizations.new", "alone") < 0.6
    assert 0.4 < TABLE.score("ORG", "rule:new.rule", "alone") < 0.6
    assert TABLE.score("LOC", "rule:new.rule", "agreed") > 0.9
    assert confidence_table([]).score("PER", "rule:a", "alone") == 0.9


@given(
    st.sampled_from(["PER", "ORG", "LOC", "XYZ"]),
    st.sampled_from(["rule:organizations.capital", "model:m", "other"]),
    st.sampled_from(["agreed", "contested", "alone"]),
)
def test_confidence_is_a_share(label: str, source: str, support: str) -> None:
    assert 0.0 <= TABLE.score(label, source, support) <= 1.0


@pytest.mark.parametrize(
    ("certain", "support"),
    [(0.5, "alone 0.5"), (0.79, "alone 0.5"), (0.8, "alone 0.8"), (1.0, "alone 0.95")],
)
def test_support_says_how_certain_the_model_is(certain: float, support: str) -> None:
    found = Candidate(23, 27, "LOC", "model:m", certain)
    assert supports([found], {"a": [found]}) == [support]
    by_rule = Candidate(23, 27, "LOC", "rule:places.head")
    agreed = support.replace("alone", "agreed")
    assert supports([by_rule], {"a": [found], "b": [by_rule]}) == [agreed]


def test_what_the_model_is_surer_of_is_right_more_often() -> None:
    table = confidence_table(
        [
            row("LOC", "model:m", "alone 0.5", 50, 100),
            row("LOC", "model:m", "alone 0.95", 98, 100),
        ]
    )
    assert table.score("LOC", "model:m", "alone 0.5") < 0.6
    assert table.score("LOC", "model:m", "alone 0.95") > 0.9
    # A rule that was never counted is taken for as good as others where the model is that sure.
    low, high = (table.score("PER", "rule:new", f"alone {band}") for band in ("0.5", "0.95"))
    assert low < high


def test_a_table_that_was_counted_without_certainty_still_counts() -> None:
    assert TABLE.score("LOC", "model:m", "agreed 0.8") == TABLE.score("LOC", "model:m", "agreed")


def test_scored_changes_nothing_but_the_score() -> None:
    (found,) = scored([ORG], {"a": [ORG]}, TABLE)
    assert found.score == TABLE.score(ORG.label, ORG.rule, "alone")
    assert found.moved(found.start, found.end) == found
    assert (found.start, found.end, found.label, found.rule) == (0, 27, ORG.label, ORG.rule)


def test_every_annotation_of_the_layer_has_one() -> None:
    pipe = MergePipe("p", "entities", ["names", "organizations"])
    layer = pipe.find(TEXT, {"names": [LENS], "organizations": [ORG]})
    assert [one.attributes["nested"] for one in layer] == [False, True]
    assert all(one.score is not None and 0 < one.score <= 1 for one in layer)
