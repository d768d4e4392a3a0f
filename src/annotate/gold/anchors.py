"""Anchors between two sequences: runs that each of them has once, and pairs that are beyond doubt.

Two ways, both on arrays of token numbers:

- :func:`unique_runs` finds runs of `n` tokens that occur once in each sequence, and
  :func:`in_order` keeps the most that are in one order: Bram Cohen's patience diff, with runs in
  place of single lines, as the histogram diff of JGit and Git prefers rare lines;
- :func:`sure_pairs` takes short sequences and returns the pairs that *every* longest common
  subsequence contains, so that a choice between two equal ones is never made by chance.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NOWHERE = -1
"""In a map of tokens or characters: has no counterpart."""

_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_HALF = np.uint64(31)


def unique_runs(old: Ints, new: Ints, length: int) -> tuple[Ints, Ints]:
    """Return the starts of the runs of tokens that each sequence has exactly once.

    Parameters
    ----------
    old, new : array of int
        Token numbers; equal numbers are equal tokens.
    length : int
        Tokens in a run, at least 1.

    Returns
    -------
    tuple of array
        Starts in `old`, rising, and the starts of the same runs in `new`, in any order.

    Examples
    --------
    >>> import numpy as np
    >>> [list(map(int, starts)) for starts in unique_runs(
    ...     np.array([1, 2, 3, 1, 2, 4]), np.array([7, 1, 2, 4]), 2)]
    [[4], [2]]
    """
    if min(len(old), len(new)) < length:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    hashed_old, starts_old = _once(_hashes(old, length))
    hashed_new, starts_new = _once(_hashes(new, length))
    _, at_old, at_new = np.intersect1d(
        hashed_old, hashed_new, assume_unique=True, return_indices=True
    )
    left, right = starts_old[at_old], starts_new[at_new]
    # Two different runs may share a hash; the tokens themselves decide.
    same = np.ones(len(left), np.bool_)
    for step in range(length):
        same &= old[left + step] == new[right + step]
    left, right = left[same], right[same]
    order = np.argsort(left, kind="stable")
    return left[order], right[order]


def _hashes(tokens: Ints, length: int) -> npt.NDArray[np.uint64]:
    mixed = tokens.astype(np.uint64) * _FACTOR
    mixed = (mixed ^ (mixed >> _HALF)) * _MIX
    count = len(tokens) - length + 1
    total = np.zeros(count, np.uint64)
    for step in range(length):
        total = total * _FACTOR + mixed[step : step + count]
    return total


def _once(hashes: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.uint64], Ints]:
    values, first, counts = np.unique(hashes, return_index=True, return_counts=True)
    return values[counts == 1], first[counts == 1].astype(np.int64)


def in_order(left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Return the most pairs whose right members rise with their left ones.

    Parameters
    ----------
    left, right : array of int
        Pairs; `left` rises.

    Examples
    --------
    >>> import numpy as np
    >>> [list(map(int, kept)) for kept in in_order(np.array([0, 1, 2, 3]), np.array([5, 0, 6, 7]))]
    [[1, 2, 3], [0, 6, 7]]
    """
    if len(right) < 2 or bool(np.all(right[1:] > right[:-1])):
        return left, right
    # The longest rising subsequence, by patience sorting: each pile keeps its smallest end.
    ends: list[int] = []
    tops: list[int] = []
    before: list[int] = []
    for index, value in enumerate(right.tolist()):
        pile = bisect_left(ends, value)
        before.append(tops[pile - 1] if pile else NOWHERE)
        if pile == len(ends):
            ends.append(value)
            tops.append(index)
        else:
            ends[pile], tops[pile] = value, index
    chain = []
    at = tops[-1]
    while at != NOWHERE:
        chain.append(at)
        at = before[at]
    kept = np.array(chain[::-1], np.int64)
    return left[kept], right[kept]


def agreed(left: Ints, right: Ints, length: int, sizes: tuple[int, int]) -> tuple[Ints, Ints]:
    """Return the pairs of tokens on which all overlapping runs agree.

    Where a deleted passage ends as the text before it does, one run puts the common words before
    the cut and another after it. Neither is surely right, so such tokens get no pair.

    Parameters
    ----------
    left, right : array of int
        Where the runs begin.
    length : int
        Tokens in a run.
    sizes : tuple of int
        Tokens in the two sequences.

    Examples
    --------
    >>> import numpy as np
    >>> pairs = agreed(np.array([0, 3]), np.array([0, 1]), 2, (5, 3))
    >>> [list(map(int, side)) for side in pairs]
    [[0, 4], [0, 2]]
    """
    low = [np.full(size, max(sizes), np.int64) for size in sizes]
    high = [np.full(size, NOWHERE, np.int64) for size in sizes]
    for step in range(length):
        one, other = left + step, right + step
        for side, (here, there) in enumerate(((one, other), (other, one))):
            low[side][here] = np.minimum(low[side][here], there)
            high[side][here] = np.maximum(high[side][here], there)
    single = np.flatnonzero((low[0] == high[0]) & (high[0] != NOWHERE))
    across = high[0][single]
    sure = (low[1][across] == single) & (high[1][across] == single)
    return single[sure], across[sure]


def sure_pairs(old: Ints, new: Ints) -> tuple[Ints, Flags]:
    """Return the pairs that every longest common subsequence of two sequences contains.

    Time and memory go with the product of the two lengths.

    Parameters
    ----------
    old, new : array of int
        Token numbers.

    Returns
    -------
    partners : array of int
        For each token of `old` its place in `new`, or -1.
    doubtful : array of bool
        Tokens that some longest common subsequences pair, and others pair otherwise or not.

    Examples
    --------
    >>> import numpy as np
    >>> partners, doubtful = sure_pairs(np.array([1, 2, 1, 3]), np.array([1, 3]))
    >>> list(map(int, partners)), list(map(bool, doubtful))
    ([-1, -1, -1, 1], [True, False, True, False])
    """
    same = old[:, None] == new[None, :]
    forth = _lengths(same)
    back = _lengths(same[::-1, ::-1])[::-1, ::-1]
    best = forth[-1, -1]
    paired = same & (forth[:-1, :-1] + back[1:, 1:] + 1 == best)
    passed_over = (forth[:-1, :] + back[1:, :] == best).any(axis=1)
    options = paired.sum(axis=1)
    sure = (options == 1) & ~passed_over
    partners = np.where(sure, paired.argmax(axis=1), NOWHERE)
    return partners.astype(np.int64), (options > 0) & ~sure


_WINDOWS = (200, 1000)
_BEFORE = 60
_TOGETHER = 30


def walked(old: Ints, new: Ints) -> tuple[Ints, Flags]:
    """Pair two long sequences that repeat themselves, so that no run of them is unique.

    They go on together while they are equal. Where they differ, a window is solved as by
    :func:`sure_pairs`, up to where both go on together again; where no window shows that, the rest
    has no pairs. Time goes with the length and the number of differences.

    Parameters
    ----------
    old, new : array of int
        Token numbers.

    Returns
    -------
    partners, doubtful : array
        As of :func:`sure_pairs`.

    Examples
    --------
    >>> import numpy as np
    >>> old = np.tile(np.arange(50), 20)
    >>> new = old.copy()
    >>> new[500] = 99
    >>> partners, _ = walked(old, new)
    >>> int((partners == np.arange(1000)).sum()), int(partners[500])
    (999, -1)
    """
    partners = np.full(len(old), NOWHERE, np.int64)
    doubtful = np.zeros(len(old), np.bool_)
    i = j = 0
    while i < len(old) and j < len(new):
        run = _equal(old[i:], new[j:])
        partners[i : i + run] = np.arange(j, j + run)
        i, j = i + run, j + run
        if i == len(old) or j == len(new):
            # What is left over may as well have stood earlier, as far as the ends are alike.
            other = min(_equal(old[::-1], new[::-1]), run) if len(old) - i != len(new) - j else 0
            partners[i - other : i], doubtful[i - other : i] = NOWHERE, True
            break
        back = min(run, _BEFORE)
        i, j = i - back, j - back
        for size in _WINDOWS:
            found, doubts = sure_pairs(old[i : i + size], new[j : j + size])
            end = _together(found, back)
            if end or max(len(old) - i, len(new) - j) <= size:
                break
        whole = end == 0 and max(len(old) - i, len(new) - j) <= size
        end = len(found) if whole else end
        partners[i : i + end] = np.where(found[:end] >= 0, found[:end] + j, NOWHERE)
        doubtful[i : i + end] = doubts[:end]
        if whole or not end:
            break
        i, j = i + end, int(partners[i + end - 1]) + 1
    return partners, doubtful


def _equal(here: Ints, there: Ints) -> int:
    """Return how many tokens two sequences begin with alike."""
    size, at, step = min(len(here), len(there)), 0, 64
    while at < size:
        end = min(at + step, size)
        differ = np.flatnonzero(here[at:end] != there[at:end])
        if len(differ):
            return at + int(differ[0])
        at, step = end, 2 * step
    return size


def _together(partners: Ints, low: int) -> int:
    """Return the end of the first long row of pairs after a token; 0 if there is none."""
    count = 0
    for at in range(low + 1, len(partners)):
        goes_on = partners[at] >= 0 and partners[at] == partners[at - 1] + 1
        count = count + 1 if goes_on else 0
        if count == _TOGETHER:
            return at + 1
    return 0


def _lengths(same: Flags) -> npt.NDArray[np.int32]:
    """Return the lengths of the longest common subsequences of all pairs of beginnings."""
    rows, columns = same.shape
    table = np.zeros((rows + 1, columns + 1), np.int32)
    for row in range(rows):
        above = table[row]
        # Each cell is the best of the one above, the one before, and a pair: a running maximum.
        np.maximum.accumulate(np.maximum(above[1:], above[:-1] + same[row]), out=table[row + 1, 1:])
    return table


def gaps(left: Ints, right: Ints, sizes: tuple[int, int]) -> list[tuple[int, int, int, int]]:
    """Return the gaps between pairs that rise on both sides, where either side has tokens.

    Examples
    --------
    >>> import numpy as np
    >>> gaps(np.array([0, 3]), np.array([0, 2]), (5, 3))
    [(1, 3, 1, 2), (4, 5, 3, 3)]
    """
    ends = zip([-1, *left.tolist(), sizes[0]], [-1, *right.tolist(), sizes[1]], strict=True)
    return [
        (i + 1, next_i, j + 1, next_j)
        for (i, j), (next_i, next_j) in pairwise(ends)
        if next_i > i + 1 or next_j > j + 1
    ]
