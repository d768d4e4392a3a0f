"""Close forms are found without comparing every two, and they are the ones that comparing finds."""

from __future__ import annotations

import random
from collections import defaultdict

from rapidfuzz import fuzz

from annotate.index.close_spelling import CLOSE, MOST, close_pairs


def _forms(chance: random.Random, number: int) -> list[str]:
    """Return forms of all lengths, each with some that differ in a few letters; none has a numeral,
    by which forms are told apart.
    """
    found: list[str] = []
    for _ in range(number):
        form = "".join(chance.choices("abdemnorstu ", k=chance.randint(5, 70)))
        found.append(form)
        for _ in range(3):
            signs = list(form)
            for _ in range(chance.randint(1, max(1, len(form) // 8))):
                at = chance.randrange(len(signs))
                signs[at : at + 1] = chance.choice(("", "z", signs[at] + "y"))
            if len(signs) >= 5:
                found.append("".join(signs))
    return sorted(found, key=lambda form: (len(form), form))


def _compared(forms: list[str], entities: list[int]) -> set[tuple[int, int]]:
    near: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for first, form in enumerate(forms):
        for second in range(first + 1, len(forms)):
            score = fuzz.ratio(form, forms[second], score_cutoff=CLOSE)
            if score and form != forms[second] and entities[first] != entities[second]:
                near[first].append((-score, second))
                near[second].append((-score, first))
    return {
        (min(one, other), max(one, other))
        for one, others in near.items()
        for _, other in sorted(others)[:MOST]
    }


def test_close_forms_are_those_that_comparing_every_two_finds() -> None:
    for seed in range(4):
        chance = random.Random(seed)
        forms = _forms(chance, 60)
        entities = [chance.randrange(len(forms)) for _ in forms]
        found = [pair[:2] for pair in close_pairs(forms, entities)]
        assert found == sorted(_compared(forms, entities))
        assert len(found) > 20
