"""The names that an `ner` of spaCy reads out of its network, many tokens at a time.

spaCy goes from token to token, and at each it sums the features of the state it is in, multiplies
them by the weights of the moves, and makes the best move that is allowed: it begins a name, goes on
with it, ends it, takes one token for a name, or leaves it outside. That took a quarter of the time
of an `ner`. But outside a name the features are those of the token alone, and most tokens are
outside; so what an `ner` would do there is computed for all of them at once. Inside a name a move
waits for the one before, and the documents of a batch move together.

The rules of the moves are those of spaCy for documents that come without names or sentences.
"""

from __future__ import annotations

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from annotate.pipes.ner.inference_layers import by_pieces, greatest

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.tokens import Doc

    Floats = NDArray[np.float32]

Name = tuple[int, int, str, float]
"""The first token of a name, the one after its last, its label, and how certain it is.

Certainty is one half to one: that of the choice, on the way through the name, that the next best
one came nearest to.
"""
Answer = tuple[bool, float]
"""Whether a name goes on, and by how much that is the better choice."""
Ask = tuple[int, int, int]
"""Where the open name begins, the token that is next, the move that began the name."""

_FEATURES = 3
"""The next token, the first of the open name, the last of the open name."""
_BEGIN, _IN, _LAST, _UNIT, _OUT = "B", "I", "L", "U", "O"


def can_decode(model: Any, moves: Sequence[str]) -> bool:
    """Return whether a model is built like those of spaCy's packages, and runs on the CPU.

    Parameters
    ----------
    model : thinc.model.Model
        Of an `ner`.
    moves : sequence of str
        The names of its moves.
    """
    from thinc.api import NumpyOps

    if not isinstance(model.ops, NumpyOps) or model.name != "parser_model":
        return False
    lower = model.get_ref("lower")
    return (
        lower.name == "precomputable_affine"
        and lower.get_dim("nF") == _FEATURES
        and lower.get_dim("nP") > 1
        and model.get_ref("upper").name == "linear"
        and model.get_ref("upper").get_dim("nO") == len(moves)
        and not model.attrs["unseen_classes"]
    )


def names_in(model: Any, moves: Sequence[str], docs: Sequence[Doc]) -> list[list[Name]]:
    """Return the names of each document.

    Parameters
    ----------
    model : thinc.model.Model
        Of an `ner` that :func:`can_decode` accepts.
    moves : sequence of str
        The names of its moves, in the order of its scores: ``B-LOC``, ``O`` …
    docs : sequence of Doc
        Tokens without names or sentences.
    """
    found: list[list[Name]] = [[] for _ in docs]
    if not any(map(len, docs)):
        return found
    allowed = _Moves.of(moves)
    network = _Network(model, model.get_ref("tok2vec").predict(docs))
    scores = network.outside()
    best = _outside(scores, allowed, docs)
    begins = np.flatnonzero(allowed.names[best])
    two = np.partition(scores[begins], -2, axis=1)[:, -2:]
    leads = two[:, 1] - two[:, 0]
    first = 0
    asked: dict[Generator[Ask, Answer, None], Ask] = {}
    for doc, names in zip(docs, found, strict=True):
        low, high = np.searchsorted(begins, (first, first + len(doc)))
        openings = [
            (int(place), int(best[place]), float(lead))
            for place, lead in zip(begins[low:high], leads[low:high], strict=True)
        ]
        reader = _read(openings, first, len(doc), allowed, names)
        _ask(reader, None, asked)
        first += len(doc)
    while asked:
        answers = network.goes_on(list(asked.values()), allowed)
        for reader, answer in zip(list(asked), answers, strict=True):
            _ask(reader, answer, asked)
    return found


def _ask(
    reader: Generator[Ask, Answer, None],
    answer: Answer | None,
    asked: dict[Generator[Ask, Answer, None], Ask],
) -> None:
    """Give a reader its answer, and note what it asks next, or that it is at its end."""
    try:
        asked[reader] = next(reader) if answer is None else reader.send(answer)
    except StopIteration:
        asked.pop(reader, None)


def _read(
    openings: Sequence[tuple[int, int, float]],
    first: int,
    length: int,
    moves: _Moves,
    names: list[Name],
) -> Generator[Ask, Answer, None]:
    """Read one document, and ask at each token of an open name whether it goes on after it.

    Parameters
    ----------
    openings : sequence of (int, int, float)
        The tokens of the batch where a name begins if none is open, each with the move, and by how
        much that is the best one.
    first, length : int
        Its first token in the batch, and how many it has.
    moves : _Moves
        The moves.
    names : list of Name
        To be filled.
    """
    last = first + length - 1
    at = first
    for start, move, lead in openings:
        if start < at:
            continue
        at = start
        if move in moves.inside:
            at += 1
            while at < last:
                goes_on, by = yield start, at, move
                lead = min(lead, by)
                if not goes_on:
                    break
                at += 1
        at += 1
        certain = 1 / (1 + math.exp(-lead))
        names.append((start - first, at - first, moves.labels[move], certain))


@dataclass(frozen=True, slots=True)
class _Moves:
    """The moves by what they do; arrays have one truth a move.

    Attributes
    ----------
    labels : list of str
        The label of each.
    begins, names, outside : numpy.ndarray
        Those that begin a name of several tokens; that begin any; that are allowed outside.
    inside : dict of int to (int, int)
        A move that begins a name of several tokens to those that go on with it and that end it.
    """

    labels: list[str]
    begins: NDArray[np.bool_]
    names: NDArray[np.bool_]
    outside: NDArray[np.bool_]
    inside: dict[int, tuple[int, int]]

    @classmethod
    def of(cls, moves: Sequence[str]) -> _Moves:
        """Sort the moves of an `ner`.

        Examples
        --------
        >>> _Moves.of(["B-LOC", "I-LOC", "L-LOC", "O", "U-LOC"]).inside
        {0: (1, 2)}
        """
        split = [(move[:1], move[2:]) for move in moves]
        places = {move: place for place, move in enumerate(split)}
        begins = np.array([kind == _BEGIN and label != "" for kind, label in split])
        # A unit without a label is a token that somebody kept names away from.
        names = begins | np.array([kind == _UNIT and label != "" for kind, label in split])
        return cls(
            [label for _, label in split],
            begins,
            names,
            names | np.array([kind == _OUT for kind, _ in split]),
            {
                places[kind, label]: (places[_IN, label], places[_LAST, label])
                for kind, label in split
                if kind == _BEGIN and label
            },
        )


def _outside(scores: Floats, moves: _Moves, docs: Sequence[Doc]) -> NDArray[np.int_]:
    """Return the best allowed move at every token, if no name is open there."""
    from spacy.attrs import IS_SPACE

    scores[:, ~moves.outside] = -np.inf
    # No name begins with a space, and none of several tokens with the last one.
    spaces = np.flatnonzero(np.concatenate([doc.to_array(IS_SPACE) for doc in docs]))
    scores[np.ix_(spaces, moves.names)] = -np.inf
    ends = np.cumsum([len(doc) for doc in docs if len(doc)]) - 1
    scores[np.ix_(ends, moves.begins)] = -np.inf
    best: NDArray[np.int_] = scores.argmax(axis=1)
    return best


class _Network:
    """The scores of moves over the tokens of a batch.

    Parameters
    ----------
    model : thinc.model.Model
        Whose weights are read.
    vectors : numpy.ndarray
        What its first layers say of each token.
    """

    def __init__(self, model: Any, vectors: Floats) -> None:
        lower, upper = model.get_ref("lower"), model.get_ref("upper")
        self._vectors = vectors
        self._units: int = lower.get_dim("nO")
        self._weights = [by_pieces(weight) for weight in lower.get_param("W")]
        self._pads = [by_pieces(pad[..., None])[:, 0] for pad in lower.get_param("pad")[0]]
        self._bias = by_pieces(lower.get_param("b")[..., None])[:, 0]
        self._moves: Floats = upper.get_param("W")
        self._moves_bias: Floats = upper.get_param("b")

    def outside(self) -> Floats:
        """Return the scores of all moves at every token, with no open name."""
        summed = self._vectors @ self._weights[0].T
        summed += sum(self._pads[1:]) + self._bias
        return self._scores(summed)

    def goes_on(self, asked: Sequence[Ask], moves: _Moves) -> list[Answer]:
        """Say of each open name whether it goes on after the next token, or ends with it."""
        starts, tokens, begun = (list(some) for some in zip(*asked, strict=True))
        places = tokens, starts, [token - 1 for token in tokens]
        summed = sum(
            self._vectors[some] @ weight.T
            for some, weight in zip(places, self._weights, strict=True)
        )
        scores = self._scores(summed + self._bias)
        pairs = [moves.inside[move] for move in begun]
        leads = [float(row[on] - row[end]) for row, (on, end) in zip(scores, pairs, strict=True)]
        return [(lead >= 0, abs(lead)) for lead in leads]

    def _scores(self, summed: Floats) -> Floats:
        """Return the scores of the moves, of the summed features of states."""
        scores: Floats = greatest(summed, self._units) @ self._moves.T
        scores += self._moves_bias
        return scores
