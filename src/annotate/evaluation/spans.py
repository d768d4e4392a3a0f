"""Strict, exact, partial and type scores of spans.

The four views are those of SemEval-2013 task 9: *strict* wants ends and label, *exact* the ends
alone, *partial* gives one half for an overlap whatever the label, *type* wants the label and an
overlap. `nervaluate` counts them. Two things it does are put right before it counts:

- it takes ends for inclusive, so that half-open spans that only touch would overlap; they are
  handed over with inclusive ends;
- it gives each prediction the first gold span of the list that will do, so that its counts depend
  on the order of spans, and swapping the sides does more than swap precision and recall. Spans are
  aligned here first, best match first, and handed over pair by pair.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

from annotate.document.annotation import ENTITIES, Annotation
from annotate.document.standoff import Standoff
from annotate.evaluation.counts import ALL, Counts, Key

STRICT, EXACT, PARTIAL, TYPE = "strict", "exact", "partial", "type"
VIEWS = (STRICT, EXACT, PARTIAL, TYPE)
PARTIAL_TYPED = "partial_typed"
"""Partial where the label is right too: over all labels, the sum of what each label has."""
NESTED = "nested"

_SMALLEST_OVERLAP = 0.01
"""nervaluate takes less than 1 % of a gold span for no overlap; so do we, and of both sides."""


@dataclass(frozen=True, slots=True)
class Span:
    """A labelled stretch of the source.

    Attributes
    ----------
    start, end : int
        Code points of the source, half-open; the hull of the ranges when there are several.
    label : str
        Its label.
    annotation : Annotation or None
        What it was made of; no part of its identity.
    """

    start: int
    end: int
    label: str
    annotation: Annotation | None = field(default=None, compare=False, repr=False)


class Match(NamedTuple):
    """A gold span and the predicted one that answers it; either may be missing."""

    gold: Span | None
    predicted: Span | None


def span_of(annotation: Annotation) -> Span:
    """Return the hull of an annotation with its label."""
    return Span(annotation.start, annotation.end, annotation.label, annotation)


def spans_of(standoff: Standoff, layer: str, *, nested: bool = False) -> list[Span]:
    """Return the spans of a layer, without those a reviewer rejected, each key once.

    Parameters
    ----------
    standoff : Standoff
        The document.
    layer : str
        ``entities``, ``acronyms`` or ``structure``.
    nested : bool
        On the entity layer: the names inside longer names instead of the flat ones.

    Returns
    -------
    list of Span
        By position.
    """
    found: dict[Span, None] = {}
    for annotation in standoff.layer(layer).annotations:
        if annotation.status == "rejected":
            continue
        if layer == ENTITIES and bool(annotation.attributes.get("nested", False)) != nested:
            continue
        found.setdefault(span_of(annotation))
    return sorted(found, key=lambda span: (span.start, span.end, span.label))


def align(gold: Iterable[Span], predicted: Iterable[Span]) -> list[Match]:
    """Pair gold and predicted spans one to one, best match first.

    Same ends and label come first, then same ends, then same label by the size of the overlap,
    then any overlap by its size. The order of the arguments' spans has no influence, and swapping
    the arguments swaps the pairs.

    Returns
    -------
    list of Match
        Every span of either side once, by position.

    Examples
    --------
    >>> gold = [Span(0, 5, "PER"), Span(9, 12, "LOC")]
    >>> [(bool(g), bool(p)) for g, p in align(gold, [Span(2, 5, "PER"), Span(12, 14, "LOC")])]
    [(True, True), (True, False), (False, True)]
    """
    mine, theirs = sorted(set(gold), key=_place), sorted(set(predicted), key=_place)
    free_mine, free_theirs = dict.fromkeys(mine), dict.fromkeys(theirs)
    matches: list[Match] = []
    for one, other in sorted(_candidates(mine, theirs), key=lambda both: _rank(*both)):
        if one in free_mine and other in free_theirs:
            del free_mine[one], free_theirs[other]
            matches.append(Match(one, other))
    matches += [Match(one, None) for one in free_mine]
    matches += [Match(None, other) for other in free_theirs]
    return sorted(matches, key=lambda match: _place(match.gold or match.predicted))


def _place(span: Span | None) -> tuple[int, int, str]:
    assert span is not None
    return span.start, span.end, span.label


def _candidates(mine: Sequence[Span], theirs: Sequence[Span]) -> Iterator[tuple[Span, Span]]:
    starts = [span.start for span in theirs]
    longest = max((span.end - span.start for span in theirs), default=0)
    for one in mine:
        low, high = bisect_left(starts, one.start - longest), bisect_left(starts, one.end)
        for other in theirs[low:high]:
            if _overlap(one, other) >= max(
                1, _SMALLEST_OVERLAP * max(one.end - one.start, other.end - other.start)
            ):
                yield one, other


def _overlap(one: Span, other: Span) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def _rank(one: Span, other: Span) -> tuple[object, ...]:
    """Sort the best pair first; symmetric in the two sides, so that swapping them changes none."""
    same_ends = (one.start, one.end) == (other.start, other.end)
    same_label = one.label == other.label
    return (
        not (same_ends and same_label),
        not same_ends,
        not same_label,
        -_overlap(one, other),
        max(one.start, other.start),
        abs(one.start - other.start) + abs(one.end - other.end),
        min(one.start, other.start),
        sorted((one.label, other.label)),
    )


def count_matches(matches: Iterable[Match]) -> dict[str, Counts]:
    """Count aligned spans in the four views, by `nervaluate`.

    Returns
    -------
    dict of str to Counts
        ``strict``, ``exact``, ``partial`` and ``type``.

    Examples
    --------
    >>> counted = count_matches([Match(Span(0, 5, "PER"), Span(2, 5, "PER"))])
    >>> [counted[view].f1 for view in VIEWS]
    [0.0, 0.0, 0.5, 1.0]
    """
    strategies = _strategies()
    counted = dict.fromkeys(VIEWS, Counts())
    for match in matches:
        gold, predicted = _entities(match.gold), _entities(match.predicted)
        tags = [entity.label for entity in (*gold, *predicted)]
        for view, strategy in strategies.items():
            result, _ = strategy.evaluate(gold, predicted, tags)
            counted[view] += Counts(
                result.correct, result.incorrect, result.partial, result.missed, result.spurious
            )
    return counted


@cache
def _strategies() -> dict[str, Any]:
    from nervaluate import strategies  # type: ignore[import-untyped, unused-ignore]

    return {
        STRICT: strategies.StrictEvaluation(),
        EXACT: strategies.ExactEvaluation(),
        PARTIAL: strategies.PartialEvaluation(),
        TYPE: strategies.EntityTypeEvaluation(),
    }


def _entities(span: Span | None) -> list[Any]:
    """Return a span as nervaluate wants it: the last character, not the one behind it."""
    from nervaluate.entities import Entity  # type: ignore[import-untyped, unused-ignore]

    return [] if span is None else [Entity(span.label, span.start, span.end - 1)]


def score_spans(gold: Sequence[Span], predicted: Sequence[Span], layer: str) -> dict[Key, Counts]:
    """Score the spans of one document in the four views, by label and overall.

    Parameters
    ----------
    gold, predicted : sequence of Span
        Of one layer.
    layer : str
        Its name in the keys.

    Returns
    -------
    dict of Key to Counts
        A label sees only its own spans, as in nervaluate, so that its *exact* is its *strict*.
        Under `ALL`, *exact* and *partial* leave labels aside, and ``partial_typed`` sums *partial*
        over the labels.

    Examples
    --------
    >>> found = score_spans([Span(0, 5, "PER")], [Span(0, 5, "LOC")], "entities")
    >>> found[Key("entities", "exact", "ALL")].f1, found[Key("entities", "strict", "ALL")].f1
    (1.0, 0.0)
    """
    scores: dict[Key, Counts] = {}
    typed = Counts()
    for label in sorted({span.label for span in (*gold, *predicted)}):
        mine = [span for span in gold if span.label == label]
        theirs = [span for span in predicted if span.label == label]
        for view, counts in count_matches(align(mine, theirs)).items():
            scores[Key(layer, view, label)] = counts
        typed += scores[Key(layer, PARTIAL, label)]
    for view, counts in count_matches(align(gold, predicted)).items():
        scores[Key(layer, view, ALL)] = counts
    scores[Key(layer, PARTIAL_TYPED, ALL)] = typed
    return scores
