"""Confidence: how often a candidate of this kind, with this support, was right on texts with gold.

A candidate has a kind (its label and the rule it comes from) and a support: another source claims
the same span and label (``agreed``), another claims an overlapping one of its own (``contested``),
nobody says anything (``alone``), or it lies inside a longer name (``nested``). Where the model has
it too, its support ends with how certain the model is, in bands (``alone 0.8``, ``agreed 0.95``). A
model is surer than it is right, but what it is surer of is right more often. How many candidates of
each kind and support were right is a table, ``confidence.tsv``, counted by
``benchmarks/calibrate.py`` on texts with gold. A cell with few cases is drawn towards the cells
above it: the label and support whatever the rule, the label and the certainty of the model, the
support.

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
_BANDS = (0.5, 0.8, 0.95)
"""Where the bands of the model's certainty begin."""
_WEIGHT = 20.0
"""How many cases the estimate above a cell counts for."""
_START = (9.0, 10.0)
"""What is above everything: nine in ten are right."""

Cell = tuple[str, str, str]
"""Label, source, support; an empty string is any, and so is a support of a band alone."""


@dataclass(frozen=True, slots=True)
class Confidence:
    """Counts of right candidates and of all, by cell.

    Attributes
    ----------
    counts : mapping of Cell to (float, float)
        Right ones and all; cells that are wider than others hold their sums.
    has_bands : bool
        Whether the certainty of the model was counted.

    Examples
    --------
    >>> rows = [{"label": "LOC", "source": "rule:a", "support": "alone", "right": "9", "all": "12"}]
    >>> table = confidence_table(rows)
    >>> table.score("LOC", "rule:a", "alone") < table.score("LOC", "rule:b", "agreed")
    True
    """

    counts: Mapping[Cell, tuple[float, float]]
    has_bands: bool = False

    def score(self, label: str, source: str, support: str) -> float:
        """Return the confidence of a candidate, between 0 and 1, rounded to three digits."""
        if not self.has_bands:
            support = kind_of(support)
        right, number = _START
        rate = right / number
        for cell in _cells(label, source, support):
            right, number = self.counts.get(cell, (0.0, 0.0))
            rate = (right + _WEIGHT * rate) / (number + _WEIGHT)
        return round(rate, 3)


def _cells(label: str, source: str, support: str) -> tuple[Cell, ...]:
    """Return the cells that a candidate counts in, each wider than the next ones."""
    kind, _, band = support.partition(" ")
    certain = ((("", "", support), (label, "", f" {band}"))) if band else ()
    return (
        ("", "", kind),
        *certain,
        (label, "", support),
        (label, family(source), support),
        (label, source, support),
    )


def confidence_table(rows: Sequence[Row]) -> Confidence:
    """Make the table from its rows (columns label, source, support, right, all)."""
    counts: dict[Cell, tuple[float, float]] = {}
    for row in rows:
        for cell in {*_cells(row["label"], row["source"], row["support"])}:
            right, number = counts.get(cell, (0.0, 0.0))
            counts[cell] = (right + float(row["right"]), number + float(row["all"]))
    return Confidence(counts, any(" " in row["support"] for row in rows))


def kind_of(support: str) -> str:
    """Return a support without how certain the model is.

    Examples
    --------
    >>> kind_of("agreed 0.95"), kind_of("alone")
    ('agreed', 'alone')
    """
    return support.partition(" ")[0]


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
        ``agreed``, ``contested``, ``alone`` or ``nested``, in the order of the layer; with the
        lower end of the band where the model has the name, and says how certain it is.

    Examples
    --------
    >>> names = [Candidate(0, 4, "LOC", "model:m", 0.87), Candidate(11, 17, "PER", "model:m", 0.6)]
    >>> rules = [Candidate(0, 4, "LOC", "rule:a"), Candidate(9, 15, "ORG", "rule:a")]
    >>> supports(rules, {"names": names, "rules": rules})
    ['agreed 0.8', 'contested']
    """
    others: dict[int, list[Candidate]] = {}
    exact: dict[tuple[int, int, str], set[str]] = {}
    certain: dict[tuple[int, int, str], float] = {}
    for candidates in groups.values():
        for one in candidates:
            if one.label in (CITATION, ACRONYM):
                continue
            place = one.start, one.end, one.label
            exact.setdefault(place, set()).add(family(one.rule))
            if one.score is not None:
                certain[place] = max(one.score, certain.get(place, 0.0))
            for page in range(one.start >> 6, (one.end >> 6) + 1):
                others.setdefault(page, []).append(one)
    return [
        _support(one, exact, others) + _band(certain.get((one.start, one.end, one.label)))
        for one in layer
    ]


def _band(certain: float | None) -> str:
    """Return what a support ends with where a model is so certain of the name."""
    if certain is None:
        return ""
    return f" {max((low for low in _BANDS if low <= certain), default=_BANDS[0])}"


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
