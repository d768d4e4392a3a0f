"""Layers of a spaCy model without what only training needs.

Two layers of a network take longer than they must on the CPU: `maxout` notes for every unit which
of its pieces was the greatest, and `layernorm` computes means one way and variances another. What
is here gives the same numbers but for rounding, in a third of the time; training goes through the
layers' own functions.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]

Forward = Callable[[Any, "Floats", bool], tuple["Floats", Callable[..., Any]]]
"""What a layer of thinc does with its model, its input, and whether that is training."""

_EPSILON = np.float32(1e-8)
"""What thinc adds to a variance."""


def by_pieces(weights: Floats) -> Floats:
    """Return weights (units, pieces, width) as a matrix that has all units of a piece in a row:
    then :func:`greatest` compares whole spans.
    """
    return weights.transpose(1, 0, 2).reshape(-1, weights.shape[2])


def greatest(values: Floats, units: int) -> Floats:
    """Return the greatest piece of every unit, of products with weights :func:`by_pieces`.

    Examples
    --------
    >>> greatest(np.array([[1, 5, 3, 2]], "f"), 2).tolist()
    [[3.0, 5.0]]
    """
    pieces = (values[:, at : at + units] for at in range(0, values.shape[1], units))
    return reduce(np.maximum, pieces)


def _maxout(model: Any, values: Floats, _: bool) -> tuple[Floats, Callable[..., Any]]:
    product = values @ by_pieces(model.get_param("W")).T
    product += model.get_param("b").T.ravel()
    return greatest(product, model.get_dim("nO")), _untrained


def _layernorm(model: Any, values: Floats, _: bool) -> tuple[Floats, Callable[..., Any]]:
    width = np.float32(values.shape[1])
    centred = values - values.mean(axis=1, keepdims=True)
    variance = np.einsum("ij,ij->i", centred, centred) / width
    centred *= (1 / np.sqrt(variance + _EPSILON))[:, None]
    centred *= model.get_param("G")
    centred += model.get_param("b")
    return centred, _untrained


def _untrained(_: Any) -> Any:
    raise NotImplementedError("what was not computed for training cannot be trained")


_LEAN: dict[str, Forward] = {"maxout": _maxout, "layernorm": _layernorm}


def without_training(model: Any) -> None:
    """Let the layers of a model on the CPU compute what they are asked for, and no more.

    Parameters
    ----------
    model : thinc.model.Model
        Any; layers by other names stay as they are.
    """
    from thinc.api import NumpyOps

    for node in model.walk():
        if node.name in _LEAN and isinstance(node.ops, NumpyOps):
            node._func = _unless_trained(node._func, _LEAN[node.name])


def _unless_trained(own: Forward, lean: Forward) -> Forward:
    def forward(model: Any, values: Floats, is_train: bool) -> tuple[Floats, Callable[..., Any]]:
        return (own if is_train else lean)(model, values, is_train)

    return forward
