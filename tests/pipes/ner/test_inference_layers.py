"""Layers that are computed without what training needs say what they said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from thinc.api import LayerNorm, Maxout, Model, NumpyOps, chain

from annotate.pipes.ner.inference_layers import without_training


@pytest.fixture
def network() -> Model[Any, Any]:
    with_norm = Maxout(nO=7, nI=5, nP=3, normalize=True)
    built: Model[Any, Any] = chain(with_norm, Maxout(nO=4, nI=7, nP=2), LayerNorm(nI=4))
    built.initialize()
    chance = np.random.default_rng(1)
    for node in built.walk():
        node.ops = NumpyOps(use_blis=False)
        for name in node.param_names:
            if node.has_param(name):
                drawn: Any = chance.normal(0, 1, node.get_param(name).shape).astype("f")
                node.set_param(name, drawn)
    return built


def test_the_same_numbers(network: Model[Any, Any]) -> None:
    for rows in (1, 2, 300):
        values = np.random.default_rng(rows).normal(0, 3, (rows, 5)).astype("f")
        expected = network.predict(values)
        own = [node._func for node in network.walk()]
        without_training(network)
        np.testing.assert_allclose(network.predict(values), expected, rtol=1e-4, atol=1e-5)
        for node, func in zip(network.walk(), own, strict=True):
            node._func = func


def test_training_is_as_before(network: Model[Any, Any]) -> None:
    values = np.ones((3, 5), "f")
    expected, back = network.begin_update(values)
    gradient = back(np.ones_like(expected))
    without_training(network)
    found, back = network.begin_update(values)
    np.testing.assert_array_equal(found, expected)
    np.testing.assert_array_equal(back(np.ones_like(found)), gradient)
