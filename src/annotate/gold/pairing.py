"""Pairing the characters of two folded texts, without guessing.

Tokens first: long runs of tokens that each text has once are paired, then shorter ones between them
(patience diff), and the small rest is solved exactly, keeping only the pairs that every best
solution has. What was moved as a whole (a box, the notes) is found by its runs. Last, the words
that differ are compared by characters, for the hyphens that only one extraction has. Time grows
with the length of the texts, not with its square.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np

from annotate.document.source import Range
from annotate.gold.anchors import (
    NOWHERE,
    Flags,
    Ints,
    agreed,
    gaps,
    in_order,
    sure_pairs,
    unique_runs,
    walked,
)
from annotate.gold.folding import LOST

DOUBTFUL = -2
"""In a map of characters: has several counterparts that are equally good."""

_RUNS = (8, 5, 3)
_CELLS = 1_000_000
_LETTERS = 40_000
_MOVED = 8

# A year and the note call that follows it are two tokens, and so are letters and digits.
_TOKEN = re.compile(r"(?:1\d|20)\d\d(?=\d{1,2}(?!\d))|\d+|[^\W\d_]+|[^\w\s]|_")
_SOFT = f" -\u00ac{LOST}"
"""What mending decides on; the others that show nothing are not in a folded text."""


@dataclass(frozen=True)
class Pairs:
    """Which character of a new folded text is which character of an old one.

    Attributes
    ----------
    old, new : str
        The two texts.
    to_new : array of int
        For each character of `old` its offset in `new`; -1 if it has none, -2 if it has several
        that are equally good. White space is always -1.
    solid_old, solid_new : array of bool
        Which characters must have an image: blanks and hyphens need none.
    exact : bool
        The texts differ in white space alone, so that no pair is in doubt.
    """

    old: str
    new: str
    to_new: Ints
    solid_old: Flags
    solid_new: Flags
    exact: bool = False


@dataclass(frozen=True)
class _Tokens:
    starts: Ints
    ends: Ints
    numbers: Ints


def paired(old: str, new: str) -> Pairs:
    """Pair the characters of two folded texts.

    Examples
    --------
    >>> [int(at) for at in paired("a b", "c a  b").to_new]
    [2, -1, 5]
    """
    if (same := _by_order(old, new)) is not None:
        return same
    vocabulary: dict[str, int] = {}
    left, right = _tokens(old, vocabulary), _tokens(new, vocabulary)
    partners, doubtful = _token_pairs(left.numbers, right.numbers)
    _add_moved(left.numbers, right.numbers, partners, doubtful)
    to_new = np.full(len(old), NOWHERE, np.int64)
    _spread(left, right, partners, to_new)
    found = Pairs(old, new, to_new, _solid(old), _solid(new))
    _refine(found, left, right, partners, doubtful)
    for token in np.flatnonzero(doubtful):
        to_new[left.starts[token] : left.ends[token]] = DOUBTFUL
    return found


def _by_order(old: str, new: str) -> Pairs | None:
    """Pair two texts that differ in white space alone; there a text may repeat itself at will."""
    if "".join(old.split()) != "".join(new.split()):
        return None
    left, right = (np.flatnonzero(~_is(text, " ")) for text in (old, new))
    to_new = np.full(len(old), NOWHERE, np.int64)
    to_new[left] = right
    return Pairs(old, new, to_new, _solid(old), _solid(new), exact=True)


def _tokens(text: str, vocabulary: dict[str, int]) -> _Tokens:
    spans: list[Range] = []
    numbers: list[int] = []
    for match in _TOKEN.finditer(text):
        spans.append(match.span())
        numbers.append(vocabulary.setdefault(match.group(), len(vocabulary)))
    table = np.array(spans, np.int64).reshape(-1, 2)
    return _Tokens(table[:, 0], table[:, 1], np.array(numbers, np.int64))


def _solid(text: str) -> Flags:
    return ~_is(text, _SOFT)


def _is(text: str, chars: str) -> Flags:
    """Return which characters of a text are some of these."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return np.isin(codes, [ord(char) for char in chars])


def _token_pairs(old: Ints, new: Ints) -> tuple[Ints, Flags]:
    partners = np.full(len(old), NOWHERE, np.int64)
    doubtful = np.zeros(len(old), np.bool_)
    open_gaps = [(0, len(old), 0, len(new), 0)]
    while open_gaps:
        i, i_end, j, j_end, level = open_gaps.pop()
        here, there = old[i:i_end], new[j:j_end]
        if not len(here) or not len(there):
            continue
        if np.array_equal(here, there):
            partners[i:i_end] = np.arange(j, j_end)
        elif len(here) * len(there) <= _CELLS:
            found, doubts = sure_pairs(here, there)
            partners[i:i_end] = np.where(found >= 0, found + j, NOWHERE)
            doubtful[i:i_end] = doubts
        else:
            sizes = (len(here), len(there))
            left, right, level = _anchored(here, there, level)
            partners[left + i] = right + j
            if level == len(_RUNS):
                found, doubts = walked(here, there)
                partners[i:i_end] = np.where(found >= 0, found + j, NOWHERE)
                doubtful[i:i_end] = doubts
            else:
                open_gaps.extend(
                    (i + low, i + high, j + low_new, j + high_new, level)
                    for low, high, low_new, high_new in gaps(left, right, sizes)
                )
    return partners, doubtful


def _anchored(here: Ints, there: Ints, level: int) -> tuple[Ints, Ints, int]:
    """Return the surest pairs of two long sequences, and the level that found some."""
    for at in range(level, len(_RUNS)):
        length = _RUNS[at]
        starts = in_order(*unique_runs(here, there, length))
        left, right = agreed(*starts, length, (len(here), len(there)))
        if len(left):
            return left, right, at
    return np.empty(0, np.int64), np.empty(0, np.int64), len(_RUNS)


def _add_moved(old: Ints, new: Ints, partners: Ints, doubtful: Flags) -> None:
    """Pair what was moved: runs that each text has once and that are still without a pair."""
    left, right = unique_runs(old, new, _MOVED)
    taken = np.zeros(len(new), np.bool_)
    taken[partners[partners >= 0]] = True
    free = np.ones(len(left), np.bool_)
    for step in range(_MOVED):
        free &= (partners[left + step] < 0) & ~taken[right + step]
    one, other = agreed(left[free], right[free], _MOVED, (len(old), len(new)))
    partners[one] = other
    doubtful[one] = False


def _spread(left: _Tokens, right: _Tokens, partners: Ints, to_new: Ints) -> None:
    """Turn pairs of tokens into pairs of characters."""
    paired = np.flatnonzero(partners >= 0)
    across = partners[paired]
    lengths = left.ends[paired] - left.starts[paired]
    steps = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    old_at = np.repeat(left.starts[paired], lengths) + steps
    to_new[old_at] = np.repeat(right.starts[across], lengths) + steps


def _refine(found: Pairs, left: _Tokens, right: _Tokens, partners: Ints, doubtful: Flags) -> None:
    """Compare by characters what is unpaired between two paired tokens."""
    alone = np.flatnonzero(partners < 0)
    if not len(alone):
        return
    taken = np.zeros(len(right.starts), np.bool_)
    taken[partners[partners >= 0]] = True
    for run in np.split(alone, np.flatnonzero(np.diff(alone) > 1) + 1):
        first, last = int(run[0]), int(run[-1])
        low = int(partners[first - 1]) + 1 if first else 0
        high = int(partners[last + 1]) if last + 1 < len(partners) else len(right.starts)
        if low >= high or doubtful[first : last + 1].any() or taken[low:high].any():
            continue
        old_span = (int(left.starts[first]), int(left.ends[last]))
        new_span = (int(right.starts[low]), int(right.ends[high - 1]))
        _refine_letters(found, old_span, new_span)


def _refine_letters(found: Pairs, old: Range, new: Range) -> None:
    if (old[1] - old[0]) * (new[1] - new[0]) > _LETTERS:
        return
    here = np.flatnonzero(found.solid_old[old[0] : old[1]]) + old[0]
    there = np.flatnonzero(found.solid_new[new[0] : new[1]]) + new[0]
    if not len(here) or not len(there):
        return
    letters = [
        np.array([ord(text[at]) for at in places.tolist()], np.int64)
        for text, places in ((found.old, here), (found.new, there))
    ]
    if np.array_equal(letters[0], letters[1]):
        partners = np.arange(len(here))
    else:
        partners, _ = sure_pairs(letters[0], letters[1])
    sure = partners >= 0
    found.to_new[here[sure]] = there[partners[sure]]
