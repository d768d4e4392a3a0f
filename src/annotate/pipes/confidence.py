"""Confidence: how often a candidate of this kind, with this support, was right on texts with gold.

A candidate has a kind (its label and the rule it comes from) and a support: another source claims
the same span and label (``agreed``), another claims an overlapping one of its own (``contested``),
nobody says anything (``alone``), or it lies inside a longer name (``nested``). How many candidates
of each kind and support were right is a table, ``confidence.tsv``, counted by
``benchmarks/calibrate.py`` on texts with gold. A cell with few cases is drawn towards the cells
above it: the label and support whatever the rule, then the support.

References
----------
Platt (1999) and Zadrozny and Elkan (2002, KDD) on calibration by counting in bins; the shrinkage is
the m-estimate of Cestnik (1990, ECAI).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from annotate.document.candidates import ACRONYM, CITATION, TITLE, Candidate
from annotate.lexicons import Row
from annotate.pipes.base import Groups

AGREED, CONTESTED, ALONE, NESTED = "agreed", "contested", "alone", "nested"
_WEIGHT = 5.0
"""How many cases the estimate above a cell counts for."""
_START = (9.0, 10.0)
"""What is above everything: nine in ten are right."""

Cell = tuple[str, str, str]
"""Label, source, support; an empty string is any."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """Counts of right candidates and of all, by cell.

    Attributes
    ----------
    counts : mapping of Cell to (float, float)
        Right ones and all; cells that are wider than others hold their sums.

    Examples
    --------
    >>> rows = [{"label": "LOC", "source": "rule:a", "support": "alone", "right": "9", "all": "12"}]
    >>> table = confidence_table(rows)
    >>> table.score("LOC", "rule:a", "alone") < table.score("LOC", "rule:b", "agreed")
    True
    """

    counts: Mapping[Cell, tuple[float, float]]

    def score(self, label: str, source: str, support: str) -> float:
        """Return the confidence of a candidate, between 0 and 1, rounded to three digits."""
        right, number = _START
        rate = right / number
        for cell in (
            ("", "", support),
            (label, "", support),
            (label, family(source), support),
            (label, source, support),
        ):
            right, number = self.counts.get(cell, (0.0, 0.0))
            rate = (right + _WEIGHT * rate) / (number + _WEIGHT)
        return round(rate, 3)


def confidence_table(rows: Sequence[Row]) -> Confidence:
    """Make the table from its rows (columns label, source, support, right, all)."""
    counts: dict[Cell, tuple[float, float]] = {}
    for row in rows:
        label, source, support = row["label"], row["source"], row["support"]
        cells = {
            ("", "", support),
            (label, "", support),
            (label, family(source), support),
            (label, source, support),
        }
        for cell in cells:
            right, number = counts.get(cell, (0.0, 0.0))
            counts[cell] = (right + float(row["right"]), number + float(row["all"]))
    return Confidence(counts)


@cache
def family(rule: str) -> str:
    """Return the part of a rule that names its component.

    Examples
    --------
    >>> family("rule:places.head"), family("model:fr_core_news_md")
    ('rule:places', 'model:fr_core_news_md')
    """
    return rule.split(".", maxsplit=1)[0]


def supports(layer: Iterable[Candidate], groups: Groups) -> list[str]:
    """Return the support of each candidate of a layer.

    Parameters
    ----------
    layer : iterable of Candidate
        The layer.
    groups : mapping of str to sequence of Candidate
        What the sources found, by span group.

    Returns
    -------
    list of str
        ``agreed``, ``contested``, ``alone`` or ``nested``, in the order of the layer.

    Examples
    --------
    >>> names = [Candidate(0, 4, "LOC", "model:m"), Candidate(11, 17, "PER", "model:m")]
    >>> rules = [Candidate(0, 4, "LOC", "rule:a"), Candidate(9, 15, "ORG", "rule:a")]
    >>> supports(rules, {"names": names, "rules": rules})
    ['agreed', 'contested']
    """
    others: dict[int, list[Candidate]] = {}
    exact: dict[tuple[int, int, str], set[str]] = {}
    for candidates in groups.values():
        for one in candidates:
            if one.label in (CITATION, ACRONYM):
                continue
            exact.setdefault((one.start, one.end, one.label), set()).add(family(one.rule))
            for page in range(one.start >> 6, (one.end >> 6) + 1):
                others.setdefault(page, []).append(one)
    return [_support(candidate, exact, others) for candidate in layer]


def _support(
    candidate: Candidate,
    exact: Mapping[tuple[int, int, str], set[str]],
    others: Mapping[int, Sequence[Candidate]],
) -> str:
    if candidate.attributes.get("nested"):
        return NESTED
    place = candidate.start, candidate.end, candidate.label
    if exact.get(place, set()) - {family(candidate.rule)}:
        return AGREED
    for page in range(candidate.start >> 6, (candidate.end >> 6) + 1):
        for other in others.get(page, ()):
            same = (other.start, other.end, other.label) == place
            if not same and other.overlaps(candidate) and not _is_part(other, candidate):
                return CONTESTED
    return ALONE


def _is_part(other: Candidate, candidate: Candidate) -> bool:
    """Return whether a name lies inside a longer one, which is no objection to that."""
    return (
        candidate.contains(other)
        and (other.start, other.end) != (candidate.start, candidate.end)
        and other.label not in ("ORG", "MISC", TITLE)
        and (other.label != candidate.label or candidate.label == "LOC")
    )


def scored(layer: Sequence[Candidate], groups: Groups, table: Confidence) -> list[Candidate]:
    """Return a layer with a confidence on each candidate."""
    return [
        replace(candidate, score=table.score(candidate.label, candidate.rule, support))
        for candidate, support in zip(layer, supports(layer, groups), strict=True)
    ]
