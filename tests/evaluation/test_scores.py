"""F1, alignment and tokens: counted by hand, and what must hold for any readings."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.document.annotation import Annotation
from annotate.evaluation.alignment import align, common
from annotate.evaluation.spans import (
    Span,
    acronyms,
    citation_marks,
    dates,
    expansions,
    flat_entities,
    nested_names,
    normal_ranges,
    structure,
)
from annotate.evaluation.tally import Tally, tally
from annotate.evaluation.tokens import token_labels, tokens
from evaluation.readings import ALICE, BOB, TEXT, at, standoff

ITEMS = [flat_entities, nested_names, dates, citation_marks, acronyms, expansions, structure]


def scores(first: Sequence[Span], second: Sequence[Span]) -> dict[str, Tally]:
    return tally(first, second)


def figures(counts: Tally) -> tuple[float | None, ...]:
    return counts.strict_f1, counts.partial_f1, counts.type_f1


def test_names_counted_by_hand() -> None:
    found = scores(flat_entities(standoff(ALICE)), flat_entities(standoff(BOB)))
    every = found[""]
    assert (every.first, every.second, every.places) == (7, 7, 8)
    assert (every.shared, every.agreed) == (5, 4)
    assert figures(every) == (8 / 14, 11 / 14, 10 / 14)
    # LOC: Lens twice the same; SAMZAL has Bob's label and Alice's boundaries; Lens and Douai alone.
    assert (found["LOC"].first, found["LOC"].second, found["LOC"].places) == (2, 3, 4)
    assert figures(found["LOC"]) == (2 / 5, 3 / 5, 2 / 5)
    # ORG: Bob has its boundaries, with another label.
    assert figures(found["ORG"]) == (0, 1, 0)
    # PER: Vasseur the same, Michel with other boundaries.
    assert figures(found["PER"]) == (2 / 4, 3 / 4, 1)


def test_values_marks_and_expansions_counted_by_hand() -> None:
    alice, bob = standoff(ALICE), standoff(BOB)
    assert figures(scores(dates(alice), dates(bob))["DATE"]) == (2 / 4, 1, 2 / 4)
    marks = scores(citation_marks(alice), citation_marks(bob))
    assert marks["in citation"].strict_f1 == 2 / 3
    assert marks[""].shared == 5
    assert marks[""].agreed == 4
    # Case and the kind of apostrophe make no difference to an expansion.
    assert scores(expansions(alice), expansions(bob))["expanded"].strict_f1 == 1


def test_a_modifier_belongs_to_the_value_of_a_date() -> None:
    plain = at("DATE", ((0, 4),), value="199X")
    middle = at("DATE", ((0, 4),), value="199X", attributes={"mod": "MID"})
    found = scores(dates(standoff([plain])), dates(standoff([middle])))
    assert found[""].strict_f1 == 0
    assert found[""].partial_f1 == 1


def test_nested_names_are_counted_apart_and_rejected_ones_not_at_all() -> None:
    inner = at("LOC", ((4, 8),), attributes={"nested": True})
    outer = at("ORG", ((0, 8),))
    rejected = Annotation("e", "entities", "PER", ((20, 24),), "x", status="rejected")
    reading = standoff([inner, outer, rejected])
    assert [item.label for item in flat_entities(reading)] == ["ORG"]
    assert [item.label for item in nested_names(reading)] == ["LOC"]


def test_a_sentence_is_not_taken_for_the_paragraph_it_fills() -> None:
    def piece(label: str) -> Annotation:
        return at(label, ((0, 30),), None, layer="structure")

    one, other = standoff([piece("sentence"), piece("paragraph")]), standoff([piece("heading")])
    pairs = align(structure(one), structure(other)).pairs
    assert [(pair.first.label, pair.second.label) for pair in pairs] == [("paragraph", "heading")]
    assert structure(one)[0].group != structure(one)[1].group


def test_each_item_is_paired_once_with_the_one_it_fits_best() -> None:
    long = standoff([at("ORG", ((0, 20),))])
    parts = standoff([at("LOC", ((0, 15),)), at("ORG", ((16, 20),))])
    (pair,) = align(flat_entities(long), flat_entities(parts)).pairs
    assert pair.second.label == "ORG"
    assert scores(flat_entities(long), flat_entities(parts))[""].places == 2


def test_ranges_in_the_gap_of_another_do_not_overlap() -> None:
    gap, inside = standoff([at("PER", ((0, 4), (10, 14)))]), standoff([at("PER", ((5, 9),))])
    assert align(flat_entities(gap), flat_entities(inside)).pairs == []


def test_ranges_that_touch_are_one() -> None:
    whole, cut = standoff([at("PER", ((0, 8),))]), standoff([at("PER", ((0, 4), (4, 8)))])
    assert scores(flat_entities(whole), flat_entities(cut))[""].strict_f1 == 1


def test_tokens_have_the_label_of_their_name() -> None:
    spans = tokens(TEXT)
    labels = token_labels(spans, flat_entities(standoff(ALICE)))
    assert len(spans) == 22
    assert [
        (TEXT[start:end], label)
        for (start, end), label in zip(spans, labels, strict=True)
        if label != "O"
    ] == [
        ("Louise", "PER"),
        ("Michel", "PER"),
        ("Lens", "LOC"),
        ("1894", "DATE"),
        ("Vasseur", "PER"),
        ("1902", "DATE"),
        ("SAMZAL", "ORG"),
        ("Lens", "LOC"),
    ]


def test_a_token_is_in_a_name_that_holds_a_part_of_it() -> None:
    # A note call is stuck to the year, and a name is cut by a line end.
    spans = tokens("en 18943, Jean-\nne")
    year, name = at("DATE", ((3, 7),)), at("PER", ((10, 14), (16, 18)))
    assert token_labels(spans, flat_entities(standoff([year, name]))) == [
        "O",
        "DATE",
        "O",
        "PER",
        "O",
        "PER",
    ]


@st.composite
def readings(draw: st.DrawFn) -> list[Annotation]:
    """Names that may overlap, nest and repeat with another label, over a text of 60 characters."""
    spans = draw(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)), max_size=12))
    found = {}
    for start, length in spans:
        label = draw(st.sampled_from(["PER", "LOC", "DATE", "ACRONYM"]))
        ranges: tuple[tuple[int, int], ...] = ((start, start + length),)
        if length > 4 and draw(st.booleans()):
            ranges = ((start, start + 2), (start + 3, start + length))
        attributes = {"nested": draw(st.booleans()), "in_citation": draw(st.booleans())}
        one = at(label, ranges, value=draw(st.sampled_from(["1894", None])), attributes=attributes)
        found[one.id] = one
    return list(found.values())


@given(readings())
def test_who_agrees_with_themselves_has_one(reading: list[Annotation]) -> None:
    for items_of in ITEMS:
        items, again = items_of(standoff(reading)), items_of(standoff(reading[::-1]))
        for counts in scores(items, again).values():
            assert set(figures(counts)) <= {1.0, None}
            assert counts.places == counts.first == counts.second


@given(readings(), readings())
def test_it_does_not_matter_who_comes_first(one: list[Annotation], other: list[Annotation]) -> None:
    for items_of in ITEMS:
        first, second = items_of(standoff(one)), items_of(standoff(other))
        there, back = scores(first, second), scores(second, first)
        assert there.keys() == back.keys()
        for label, counts in there.items():
            turned = back[label]
            assert figures(counts) == figures(turned)
            assert (counts.first, counts.second) == (turned.second, turned.first)
            assert counts.places == turned.places


@given(readings(), readings())
def test_figures_keep_their_order_and_their_bounds(
    one: list[Annotation], other: list[Annotation]
) -> None:
    first, second = flat_entities(standoff(one)), flat_entities(standoff(other))
    pairs = align(first, second).pairs
    assert len({id(pair.first) for pair in pairs}) == len(pairs)
    assert len({id(pair.second) for pair in pairs}) == len(pairs)
    for counts in tally(first, second).values():
        strict, partial, kind = figures(counts)
        if strict is None or partial is None or kind is None:
            assert counts.items == 0
            continue
        assert 0 <= strict <= min(partial, kind) <= max(partial, kind) <= 1
        assert counts.places <= counts.items
    # Strict F1 is that of two sets, however things were aligned.
    keys = [{(item.ranges, item.label) for item in items} for items in (first, second)]
    every = tally(first, second)[""]
    if len(keys[0]) == len(first) and len(keys[1]) == len(second):
        assert every.strict == 2 * len(keys[0] & keys[1])


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5)), min_size=1, max_size=6))
def test_normal_ranges_cover_the_same_characters(spans: list[tuple[int, int]]) -> None:
    ranges = tuple((start, start + length) for start, length in spans)
    normal = normal_ranges(ranges)
    assert {at for start, end in normal for at in range(start, end)} == {
        at for start, end in ranges for at in range(start, end)
    }
    assert normal_ranges(normal) == normal
    assert common(normal, normal) == sum(end - start for start, end in normal)


@pytest.mark.parametrize("text", ["", " \n\f ", "d’Arras, 11/19 ; l'an_2"])
def test_tokens_cover_every_visible_character(text: str) -> None:
    assert "".join(text[start:end] for start, end in tokens(text)) == "".join(text.split())
