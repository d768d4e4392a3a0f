"""Counting how often candidates were right, and how far their confidence is from that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotate.document.annotation import ACRONYMS, ENTITIES
from annotate.evaluation.ablation import Trial
from annotate.evaluation.external_sets import ACRO
from annotate.evaluation.rerun import Prepared, Rerun
from annotate.pipes.confidence import ALONE, NESTED, supports

Row = dict[str, str]
_BINS = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.0)


@dataclass(frozen=True, slots=True)
class Judged:
    """One candidate and whether gold has it, with these ends and this label."""

    label: str
    source: str
    support: str
    score: float
    right: bool


def judged(trial: Trial, rerun: Rerun) -> Iterator[Judged]:
    """Yield every name, inside a longer one or not, and every use of an acronym, with its
    judgement.
    """
    for item, prepared in zip(trial.items, trial.prepared, strict=True):
        gold = {(span.start, span.end, span.label, False) for span in item.spans}
        gold |= {(span.start, span.end, span.label, True) for span in item.nested}
        yield from _judged(prepared, rerun, gold)


def _judged(
    prepared: Prepared, rerun: Rerun, gold: set[tuple[int, int, str, bool]]
) -> Iterator[Judged]:
    groups = rerun.groups(prepared)
    layer = groups.get(ENTITIES, [])
    uses = groups.get(ACRONYMS, [])
    sources = {name: found for name, found in groups.items() if name != ENTITIES}
    told = [*supports(layer, sources), *([ALONE] * len(uses))]
    for candidate, support in zip([*layer, *uses], told, strict=True):
        ranges = prepared.mended.offsets.to_source(candidate.start, candidate.end)
        if not ranges:
            continue
        label = ACRO if candidate.label == "ACRONYM" else candidate.label
        right = (ranges[0][0], ranges[-1][1], label, support == NESTED) in gold
        yield Judged(candidate.label, candidate.rule, support, candidate.score or 0.0, right)


def count(found: Iterable[Judged]) -> list[Row]:
    """Return the rows of ``confidence.tsv``, in order."""
    every: Counter[tuple[str, str, str]] = Counter()
    right: Counter[tuple[str, str, str]] = Counter()
    for one in found:
        cell = one.label, one.source, one.support
        every[cell] += 1
        right[cell] += one.right
    return [
        {
            "label": label,
            "source": source,
            "support": support,
            "right": str(right[label, source, support]),
            "all": str(number),
        }
        for (label, source, support), number in sorted(every.items())
    ]


@dataclass(frozen=True, slots=True)
class Bin:
    """Candidates of about the same confidence.

    Attributes
    ----------
    low, high : float
        The bin, half-open; the last one has both ends.
    number : int
        How many candidates fell into it.
    score : float
        Their mean confidence.
    right : float
        The share of them that was right.
    """

    low: float
    high: float
    number: int
    score: float
    right: float


def bins(found: Sequence[Judged]) -> list[Bin]:
    """Return a reliability table: in each bin, confidence beside the share that was right.

    Examples
    --------
    >>> [(b.low, b.number, b.right) for b in bins([Judged("LOC", "rule:a", "alone", 0.85, True)])]
    [(0.8, 1, 1.0)]
    """
    table = []
    for low, high in pairwise(_BINS):
        some = [one for one in found if low <= one.score < high or (one.score == high == 1.0)]
        if some:
            score = sum(one.score for one in some) / len(some)
            right = sum(one.right for one in some) / len(some)
            table.append(Bin(low, high, len(some), score, right))
    return table


def calibration_error(table: Sequence[Bin]) -> float:
    """Return the expected calibration error: the mean distance of confidence and share right.

    Naeini, Cooper and Hauskrecht (2015, AAAI).

    Examples
    --------
    >>> round(calibration_error([Bin(0.8, 0.9, 10, 0.85, 0.8), Bin(0.9, 1.0, 10, 0.95, 1.0)]), 3)
    0.05
    """
    number = sum(one.number for one in table)
    return sum(one.number * abs(one.score - one.right) for one in table) / max(number, 1)
