"""How far apart the lines of a text are, from baseline to baseline."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from annotate.text.structure.lines import Row, line_of

_NOT_RARE = 0.2
"""What this share of a page's lines does is no chance."""
_FEW = 5
"""So many distances show the leading of a page."""
_STEP = 0.5
"""Distances are counted in steps of so many points."""

Type = tuple[int, float]
"""A page, and the size of type on it."""


def type_of(row: Row) -> Type:
    """Return what rows of one leading share."""
    return row.page, round(line_of(row).size, 1)


def leadings_of(rows: Sequence[Row], same_column: Callable[[Row, Row], bool]) -> dict[Type, float]:
    """Return the leading of each size of type on each page where enough lines show it: the least
    distance that is not rare, for paragraphs may be as many as lines.

    Parameters
    ----------
    rows : sequence of Row
        Of a document, in reading order.
    same_column : callable
        Whether two rows are in one column of one page.
    """
    drops: dict[Type, Counter[float]] = defaultdict(Counter)
    inside: dict[Type, Counter[float]] = defaultdict(Counter)
    for (kind, above), (other, below) in pairwise((type_of(row), row) for row in rows):
        if kind == other and same_column(above, below):
            size = line_of(above).size
            drop = _rounded(line_of(above).baseline - line_of(below).baseline)
            if 0.8 * size < drop < 2.5 * size:
                drops[kind][drop] += 1
                if not (above.ends_sentence or above.text[-1] in ":;") and below.text[0].islower():
                    inside[kind][drop] += 1
    # Lines in the middle of sentences show it best, where paragraphs have a line each.
    drops.update((key, own) for key, own in inside.items() if own.total() >= _FEW)
    found = {
        key: min(drop for drop, times in own.items() if times >= _NOT_RARE * own.total())
        for key, own in drops.items()
        if own.total() >= _FEW and max(own.values()) >= _NOT_RARE * own.total()
    }
    return found | _as_elsewhere(found, inside)


def _as_elsewhere(
    found: dict[Type, float], inside: dict[Type, Counter[float]]
) -> dict[Type, float]:
    """Return the leadings of pages that hold little but items of a line each, from other pages:
    what is between such items is more, unless a sentence of theirs shows it to be the leading.
    """
    everywhere: dict[float, Counter[float]] = defaultdict(Counter)
    for (_, size), own in inside.items():
        everywhere[size].update(own)
    usual = {
        size: own.most_common(1)[0][0] for size, own in everywhere.items() if own.total() >= _FEW
    }
    return {
        key: usual[key[1]]
        for key, leading in found.items()
        if inside[key].total() < _FEW
        and usual.get(key[1], leading) < leading
        and min(inside[key], default=0.0) <= usual[key[1]] + _STEP
    }


def leading_of(columns: Iterable[Sequence[Row]], size: float) -> float:
    """Return the commonest distance between baselines, in points."""
    gaps: Counter[float] = Counter()
    for rows in columns:
        for above, below in pairwise(line_of(row).baseline for row in rows):
            if 0.8 * size < above - below < 2.5 * size:
                gaps[_rounded(above - below)] += 1
    return gaps.most_common(1)[0][0] if gaps else 1.3 * size


def _rounded(distance: float) -> float:
    return round(distance / _STEP) * _STEP
