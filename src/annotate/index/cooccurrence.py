"""Which entities a document names together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

_MOST = 60
"""Entities of a paragraph up to which every two of them are joined: a list of works has more."""

Pair = tuple[int, int]


def together(
    named: Iterable[tuple[str, str, int]],
) -> tuple[Counter[Pair], Counter[Pair]]:
    """Count the sentences and the paragraphs of a document that name two entities.

    Parameters
    ----------
    named : iterable of (str, str, int)
        Paragraph, sentence, and the number of an entity that is named there.

    Returns
    -------
    Counter, Counter
        Sentences and paragraphs by two numbers, the lower one first. Of a paragraph that names
        more entities than a network shows, only the sentences count.
    """
    places: dict[str, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for paragraph, sentence, entity in named:
        if paragraph:
            places[paragraph][sentence].add(entity)
    near: Counter[Pair] = Counter()
    far: Counter[Pair] = Counter()
    for sentences in places.values():
        for sentence, entities in sentences.items():
            if sentence:
                near.update(_pairs(entities))
        every = set().union(*sentences.values())
        if len(every) <= _MOST:
            far.update(_pairs(every))
    return near, far


def _pairs(entities: Iterable[int]) -> Iterator[Pair]:
    some: Sequence[int] = sorted(entities)
    return combinations(some, 2) if len(some) <= _MOST else iter(())
