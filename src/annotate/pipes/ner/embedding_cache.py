"""The embedding of a model, looked up by form instead of computed for every token.

The first layers of a spaCy model know of a token only its form: its norm, its ends, its shape and
its vector, multiplied by a large matrix. Half of a text are the same few hundred forms, and names
come back, so that much of what the model computes was computed before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from spacy.attrs import NORM, ORTH
from spacy.tokens import Doc

MOST = 50_000
"""Forms that are kept: twenty megabytes. A book has fewer; beyond, one begins anew."""


class RememberedForms:
    """The forward function of an embedding layer, which computes each form once.

    Parameters
    ----------
    compute : callable
        The layer's own function. Training goes through it.
    """

    def __init__(self, compute: Callable[..., Any]) -> None:
        self.compute = compute
        self.forget()

    def forget(self) -> None:
        """Forget what was computed: the weights are others now."""
        self._place: dict[tuple[int, int], int] = {}
        self._rows: Any = None

    def __call__(self, model: Any, docs: Sequence[Doc], is_train: bool) -> tuple[Any, Any]:
        """Return one array for each document, a row a token, as the layer itself would."""
        if is_train:
            self.forget()
            trained: tuple[Any, Any] = self.compute(model, docs, is_train)
            return trained
        if len(self._place) > MOST:
            self.forget()
        forms = [list(map(tuple, doc.to_array([ORTH, NORM]).tolist())) for doc in docs]
        new = dict.fromkeys(form for some in forms for form in some if form not in self._place)
        if new:
            self._learn(model, docs[0].vocab, list(new))
        place = self._place
        return [self._rows[[place[form] for form in some]] for some in forms], _untrained

    def _learn(self, model: Any, vocab: Any, forms: list[tuple[int, int]]) -> None:
        """Compute the rows of new forms, as if they were one document."""
        doc = Doc(vocab, words=[vocab.strings[orth] for orth, _ in forms])
        for token, (_, norm) in zip(doc, forms, strict=True):
            # The tokenizer gives some tokens a norm that is not that of their form.
            if token.norm != norm:
                token.norm_ = vocab.strings[norm]
        rows = self.compute(model, [doc], False)[0][0]
        known = len(self._place)
        if self._rows is None or known + len(rows) > len(self._rows):
            grown = np.empty((2 * (known + len(rows)), rows.shape[1]), rows.dtype)
            grown[:known] = 0 if self._rows is None else self._rows[:known]
            self._rows = grown
        self._rows[known : known + len(rows)] = rows
        self._place.update((form, known + at) for at, form in enumerate(forms))


def _untrained(_: Any) -> Any:
    raise NotImplementedError("what is looked up by form cannot be trained")


def remember_forms(model: Any) -> list[RememberedForms]:
    """Let the embedding layers of a model look up the forms that they saw.

    Parameters
    ----------
    model : thinc.model.Model
        A model whose `embed` layer reads nothing but the form of a token; layers by other names
        stay as they are.

    Returns
    -------
    list of RememberedForms
        To be notified when the weights change.
    """
    found = []
    for node in model.walk():
        if node.has_ref("embed"):
            layer = node.get_ref("embed")
            layer._func = RememberedForms(layer._func)
            found.append(layer._func)
    return found
