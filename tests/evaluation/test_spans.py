"""Spans against hand-counted cases, and against what nervaluate does by itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.evaluation.alignment import align, places
from annotate.evaluation.counts import ALL, Counts, Key
from annotate.evaluation.scores import (
    EXACT,
    PARTIAL,
    PARTIAL_TYPED,
    STRICT,
    TYPE,
    VIEWS,
    count,
    score_spans,
)
from annotate.evaluation.spans import Span, flat_entities, hulls, nested_names
from evaluation.making import document, name, span


def counted(gold: list[Span], predicted: list[Span]) -> dict[str, Counts]:
    scores = score_spans(gold, predicted, "entities")
    return {view: scores[Key("entities", view, ALL)] for view in (*VIEWS, PARTIAL_TYPED)}


CASES: dict[str, tuple[list[Span], list[Span], dict[str, Counts]]] = {
    # The six situations of Segura-Bedmar et al. 2013, one at a time.
    "same": ([span(0, 5)], [span(0, 5)], dict.fromkeys(VIEWS, Counts(correct=1))),
    "spurious": ([], [span(0, 5)], dict.fromkeys(VIEWS, Counts(spurious=1))),
    "missed": ([span(0, 5)], [], dict.fromkeys(VIEWS, Counts(missed=1))),
    "other label": (
        [span(0, 5)],
        [span(0, 5, "LOC")],
        {
            STRICT: Counts(incorrect=1),
            EXACT: Counts(correct=1),
            PARTIAL: Counts(correct=1),
            TYPE: Counts(incorrect=1),
        },
    ),
    "other ends": (
        [span(0, 5)],
        [span(0, 9)],
        {
            STRICT: Counts(incorrect=1),
            EXACT: Counts(incorrect=1),
            PARTIAL: Counts(partial=1),
            TYPE: Counts(correct=1),
        },
    ),
    "other ends and label": (
        [span(0, 5)],
        [span(0, 9, "LOC")],
        {
            STRICT: Counts(incorrect=1),
            EXACT: Counts(incorrect=1),
            PARTIAL: Counts(partial=1),
            TYPE: Counts(incorrect=1),
        },
    ),
    # Half-open spans that touch share no character: with ends taken for inclusive they would.
    "touching": (
        [span(0, 5)],
        [span(5, 9)],
        dict.fromkeys(VIEWS, Counts(missed=1, spurious=1)),
    ),
    "one character in common": (
        [span(0, 5)],
        [span(4, 9)],
        {
            STRICT: Counts(incorrect=1),
            EXACT: Counts(incorrect=1),
            PARTIAL: Counts(partial=1),
            TYPE: Counts(correct=1),
        },
    ),
    # nervaluate gives the first prediction the only gold span, and calls the right one spurious.
    "two predictions over one gold span": (
        [span(0, 9)],
        [span(0, 3, "LOC"), span(4, 9, "PER")],
        {
            STRICT: Counts(incorrect=1, spurious=1),
            EXACT: Counts(incorrect=1, spurious=1),
            PARTIAL: Counts(partial=1, spurious=1),
            TYPE: Counts(correct=1, spurious=1),
        },
    ),
    # … and here the first takes what the second matches exactly.
    "overlapping predictions, the right one last": (
        [span(4, 9)],
        [span(0, 5), span(4, 9)],
        dict.fromkeys(VIEWS, Counts(correct=1, spurious=1)),
    ),
    "one prediction over two gold spans": (
        [span(0, 3), span(4, 9)],
        [span(0, 9)],
        {
            STRICT: Counts(incorrect=1, missed=1),
            EXACT: Counts(incorrect=1, missed=1),
            PARTIAL: Counts(partial=1, missed=1),
            TYPE: Counts(correct=1, missed=1),
        },
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_counted_by_hand(case: str) -> None:
    gold, predicted, expected = CASES[case]
    found = counted(gold, predicted)
    assert {view: found[view] for view in VIEWS} == expected


def test_a_whole_document() -> None:
    gold = [span(0, 5), span(10, 14, "LOC"), span(20, 30, "ORG"), span(40, 44, "DATE")]
    predicted = [span(0, 5), span(10, 14, "ORG"), span(20, 25, "ORG"), span(50, 54, "DATE")]
    found = counted(gold, predicted)
    # Of four each: one right, one other label, one other ends, one missed and one spurious.
    assert [found[view].f1 for view in VIEWS] == [0.25, 0.5, 0.625, 0.5]
    # With labels, the half of ORG and the whole of PER remain.
    assert found[PARTIAL_TYPED].precision == (1 + 0.5) / 4
    scores = score_spans(gold, predicted, "entities")
    assert scores[Key("entities", STRICT, "ORG")] == Counts(incorrect=1, spurious=1)
    assert scores[Key("entities", STRICT, "LOC")] == Counts(missed=1)


def test_the_end_convention_of_nervaluate() -> None:
    """What is converted for: with ends as they are stored, spans that touch would overlap."""
    from nervaluate.entities import Entity
    from nervaluate.strategies import PartialEvaluation

    raw, _ = PartialEvaluation().evaluate([Entity("PER", 0, 5)], [Entity("PER", 5, 9)], ["PER"])
    assert raw.partial == 1
    assert count(align([span(0, 5)], [span(5, 9)]))[PARTIAL].partial == 0


def test_less_than_a_hundredth_is_no_overlap() -> None:
    """A threshold of nervaluate's, which holds for both sides here."""
    for gold, predicted in (([span(0, 200)], [span(199, 210)]), ([span(0, 9)], [span(8, 400)])):
        assert counted(gold, predicted)[PARTIAL] == Counts(missed=1, spurious=1)


def test_spans_are_hulls_without_the_rejected_and_the_nested() -> None:
    standoff = document(
        [
            name(0, 5, "PER"),
            name(6, 9, "PER", status="rejected"),
            name(14, 18, "LOC", nested=True),
            name(20, 30, "ORG", ranges=((20, 22), (26, 30))),
        ]
    )
    assert hulls(flat_entities(standoff)) == [span(0, 5), span(20, 30, "ORG")]
    assert hulls(nested_names(standoff)) == [span(14, 18, "LOC")]


@st.composite
def flat(draw: st.DrawFn) -> list[Span]:
    """A flat layer: spans that do not overlap."""
    cuts = sorted(draw(st.sets(st.integers(0, 60), max_size=16)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    return [span(start, end, draw(st.sampled_from(["PER", "ORG", "LOC"]))) for start, end in pairs]


@given(flat())
def test_a_perfect_prediction_scores_one(spans: list[Span]) -> None:
    for counts in score_spans(spans, spans, "entities").values():
        assert counts.f1 == (1.0 if counts.gold else None)
        assert counts.correct == counts.gold == counts.predicted


@given(flat(), flat())
def test_swapping_the_sides_swaps_precision_and_recall(one: list[Span], other: list[Span]) -> None:
    there, back = score_spans(one, other, "entities"), score_spans(other, one, "entities")
    assert there.keys() == back.keys()
    for key, counts in there.items():
        assert (counts.precision, counts.recall) == (back[key].recall, back[key].precision), key
        assert counts.f1 == back[key].f1


@given(flat(), flat())
def test_the_views_are_ordered(one: list[Span], other: list[Span]) -> None:
    found = {view: counts.f1 or 0 for view, counts in counted(one, other).items()}
    assert found[STRICT] <= found[EXACT] <= found[PARTIAL]
    assert found[STRICT] <= found[PARTIAL_TYPED] <= found[TYPE]
    assert found[PARTIAL_TYPED] <= found[PARTIAL]


@given(flat(), flat(), st.randoms(use_true_random=False))
def test_the_order_of_spans_does_not_matter(one: list[Span], other: list[Span], by: Any) -> None:
    before = score_spans(one, other, "entities")
    by.shuffle(one)
    by.shuffle(other)
    assert score_spans(one, other, "entities") == before


@given(flat(), flat())
def test_every_span_is_counted_once(one: list[Span], other: list[Span]) -> None:
    for counts in counted(one, other).values():
        assert (counts.gold, counts.predicted) == (len(one), len(other))


@given(flat(), flat())
def test_nervaluate_agrees_where_it_has_no_choice(one: list[Span], other: list[Span]) -> None:
    """On spans that overlap one other span at most, aligning first changes nothing."""
    from nervaluate import Evaluator

    def lonely(spans: list[Span], others: list[Span]) -> list[Span]:
        return [
            some
            for some in spans
            if all(
                sum(a.start < b.end and b.start < a.end for a in spans) <= 1
                for b in others
                if some.start < b.end and b.start < some.end
            )
            and sum(some.start < b.end and b.start < some.end for b in others) <= 1
        ]

    one, other = lonely(one, other), lonely(other, one)

    def rows(spans: list[Span]) -> list[dict[str, Any]]:
        return [{"label": s.label, "start": s.start, "end": s.end - 1} for s in spans]

    if not one or not other:
        return
    tags = ["PER", "ORG", "LOC"]
    theirs = Evaluator([rows(one)], [rows(other)], tags=tags, loader="dict").evaluate()
    for view, ours in counted(one, other).items():
        if view == PARTIAL_TYPED:
            continue
        result = theirs["overall"]["ent_type" if view == TYPE else view]
        assert (ours.correct, ours.incorrect, ours.partial, ours.missed, ours.spurious) == (
            result.correct,
            result.incorrect,
            result.partial,
            result.missed,
            result.spurious,
        )
        assert ours.f1 == pytest.approx(result.f1)


def test_every_span_has_its_place() -> None:
    found = places({"gold": [span(0, 5), span(9, 12)], "found": [span(3, 5), span(20, 22)]})
    assert found == [
        {"gold": [span(0, 5)], "found": [span(3, 5)]},
        {"gold": [span(9, 12)], "found": []},
        {"gold": [], "found": [span(20, 22)]},
    ]
