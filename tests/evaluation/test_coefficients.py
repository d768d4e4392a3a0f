"""Kappa and alpha: published examples, and what must hold for any labels."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.evaluation.coefficients import cohen_kappa, krippendorff_alpha

LABELS = st.sampled_from(["PER", "LOC", "O"])
PAIRS = st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=30)
ROWS = st.lists(st.tuples(*[st.none() | LABELS] * 3), max_size=30)


def table(*rows: tuple[int, ...]) -> dict[tuple[int, int], int]:
    return {(i, j): count for i, row in enumerate(rows) for j, count in enumerate(row)}


@pytest.mark.parametrize(
    ("units", "published"),
    [
        # Artstein and Poesio 2008, table 1.
        (table((20, 20), (10, 50)), 0.348),
        # Cohen 1968, « Weighted kappa », table 1, of 200 cases: observed 0.70, expected 0.41.
        (table((88, 14, 18), (10, 40, 10), (2, 6, 12)), 0.492),
    ],
)
def test_kappa_of_published_examples(units: dict[tuple[int, int], int], published: float) -> None:
    assert round(cohen_kappa(units) or 0, 3) == published


# Krippendorff 2011, « Computing Krippendorff's alpha-reliability », sections A, B and C.
SECTION_A = ("0100000010", "1110010000")
SECTION_B = ("aabbdcccedda", "babbbccceddd")
SECTION_C = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")


@pytest.mark.parametrize(
    ("observers", "published"), [(SECTION_A, 0.095), (SECTION_B, 0.692), (SECTION_C, 0.743)]
)
def test_alpha_of_published_examples(observers: tuple[str, ...], published: float) -> None:
    rows = Counter(
        tuple(None if value == "." else value for value in row)
        for row in zip(*observers, strict=True)
    )
    assert round(krippendorff_alpha(rows) or 0, 3) == published


@pytest.mark.parametrize("units", [{}, {("O", "O"): 40}])
def test_without_variation_there_is_no_figure(units: dict[tuple[str, str], int]) -> None:
    assert cohen_kappa(units) is None
    assert krippendorff_alpha(units) is None


def test_units_that_one_annotator_judged_do_not_count() -> None:
    rows = Counter([("a", "a", None), ("b", "b", None), (None, "b", None), (None, None, None)])
    assert krippendorff_alpha(rows) == 1
    assert krippendorff_alpha({("a", None): 5, (None, "b"): 5}) is None


@given(st.lists(LABELS, max_size=30))
def test_who_agrees_with_themselves_has_one(labels: list[str]) -> None:
    units = Counter(zip(labels, labels, strict=True))
    expected = 1.0 if len(set(labels)) > 1 else None
    assert cohen_kappa(units) == expected
    assert krippendorff_alpha(units) == expected


@given(PAIRS)
def test_kappa_is_symmetric(pairs: list[tuple[str, str]]) -> None:
    turned = Counter((other, one) for one, other in pairs)
    assert cohen_kappa(Counter(pairs)) == cohen_kappa(turned)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_annotators_and_units_does_not_matter_for_alpha(
    rows: list[tuple[str | None, ...]], chance: random.Random
) -> None:
    order = chance.sample(range(3), 3)
    shuffled = [tuple(row[place] for place in order) for row in chance.sample(rows, len(rows))]
    assert krippendorff_alpha(Counter(rows)) == krippendorff_alpha(Counter(shuffled))


@given(PAIRS)
def test_alpha_of_two_is_scotts_pi_corrected_for_the_sample(pairs: list[tuple[str, str]]) -> None:
    """With two annotators and nothing missing, alpha = pi + (1 - pi) / 2N (Krippendorff 2004)."""
    number = len(pairs)
    pooled = Counter(label for pair in pairs for label in pair)
    chance = sum((count / (2 * number)) ** 2 for count in pooled.values())
    alpha = krippendorff_alpha(Counter(pairs))
    if len(pooled) == 1:
        assert alpha is None
        return
    pi = (sum(one == other for one, other in pairs) / number - chance) / (1 - chance)
    assert alpha == pytest.approx(pi + (1 - pi) / (2 * number))
