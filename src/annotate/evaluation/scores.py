"""Scores of spans, of the values of dates, of citation marks and of acronyms.

Spans have the four views of SemEval-2013 task 9: *strict* wants boundaries and label, *exact* the
boundaries alone, *partial* gives one half for an overlap whatever the label, *type* wants the label
and an overlap. Each span is aligned with one of the other side at most, best match first, so that
the counts depend neither on the order of spans nor on which side is called gold.
"""

from __future__ import annotations

from collections.abc import Sequence

from annotate.document.annotation import ACRONYMS, Annotation
from annotate.evaluation.alignment import Alignment, align
from annotate.evaluation.counts import ALL, Counts, Key, compared, of_sets
from annotate.evaluation.spans import (
    DATE,
    Span,
    expansion_of,
    in_citation,
    modifier_of,
    normal_expansion,
    value_of,
)

STRICT, EXACT, PARTIAL, TYPE = "strict", "exact", "partial", "type"
VIEWS = (STRICT, EXACT, PARTIAL, TYPE)
PARTIAL_TYPED = "partial_typed"
"""Partial where the label is right too: over all labels, the sum of what each label has."""
DATES, CITATIONS = "dates", "citations"
ACRONYM = "ACRONYM"

LEAST = 0.01
"""The share of the longer span that two must have in common to overlap, as in ``nervaluate``."""


def count(aligned: Alignment) -> dict[str, Counts]:
    """Count aligned spans in the four views.

    Parameters
    ----------
    aligned : Alignment
        Gold first, then the prediction.

    Returns
    -------
    dict of str to Counts
        ``strict``, ``exact``, ``partial`` and ``type``.

    Examples
    --------
    >>> from annotate.evaluation.spans import bare_span
    >>> counted = count(align([bare_span(0, 5, "PER")], [bare_span(2, 5, "PER")]))
    >>> [counted[view].f1 for view in VIEWS]
    [0.0, 0.0, 0.5, 1.0]
    """
    pairs = aligned.pairs
    alone = Counts(missed=len(aligned.first_only), spurious=len(aligned.second_only))
    exact = sum(pair.exact for pair in pairs)
    typed = sum(pair.same for pair in pairs)
    strict = sum(pair.exact and pair.same for pair in pairs)
    return {
        STRICT: alone + Counts(correct=strict, incorrect=len(pairs) - strict),
        EXACT: alone + Counts(correct=exact, incorrect=len(pairs) - exact),
        PARTIAL: alone + Counts(correct=exact, partial=len(pairs) - exact),
        TYPE: alone + Counts(correct=typed, incorrect=len(pairs) - typed),
    }


def score_spans(gold: Sequence[Span], predicted: Sequence[Span], layer: str) -> dict[Key, Counts]:
    """Score the spans of one document in the four views, by label and overall.

    Parameters
    ----------
    gold, predicted : sequence of Span
        Of one layer, each from its first to its last character.
    layer : str
        Its name in the keys.

    Returns
    -------
    dict of Key to Counts
        A label sees only its own spans, so that its *exact* is its *strict*. Under `ALL`, *exact*
        and *partial* ignore labels, and ``partial_typed`` sums *partial* over the labels.
    """
    scores: dict[Key, Counts] = {}
    typed = Counts()
    for label in sorted({span.label for span in (*gold, *predicted)}):
        mine = [span for span in gold if span.label == label]
        theirs = [span for span in predicted if span.label == label]
        for view, counts in count(align(mine, theirs, least=LEAST)).items():
            scores[Key(layer, view, label)] = counts
        typed += scores[Key(layer, PARTIAL, label)]
    for view, counts in count(align(gold, predicted, least=LEAST)).items():
        scores[Key(layer, view, ALL)] = counts
    scores[Key(layer, PARTIAL_TYPED, ALL)] = typed
    return scores


def score_values(gold: Sequence[Span], predicted: Sequence[Span]) -> dict[Key, Counts]:
    """Score the values of the dates of one document.

    Parameters
    ----------
    gold, predicted : sequence of Span
        Of the flat entity layer; other labels are ignored.

    Returns
    -------
    dict of Key to Counts
        ``value``: the EDTF value, among the dates that have the same span on both sides;
        ``mod``: the modifier (`START`, `MID`, `END`, `APPROX`) among the same dates, where either
        side has one; ``span+value``: dates whose span and value are both right, over all dates.
    """
    mine, theirs = ([span for span in side if span.label == DATE] for side in (gold, predicted))
    values, mods = Counts(), Counts()
    for one, other in _at_same_place(mine, theirs):
        # A date without a value is one whose value is not known: agreeing on that is right.
        alike = value_of(one.annotation) == value_of(other.annotation)
        values += Counts(correct=1) if alike else Counts(incorrect=1)
        mods += compared(modifier_of(one.annotation) or None, modifier_of(other.annotation) or None)
    return {
        Key(DATES, "value", DATE): values,
        Key(DATES, "mod", DATE): mods,
        Key(DATES, "span+value", DATE): of_sets(
            *(
                ((span.ranges, value_of(span.annotation)) for span in side)
                for side in (mine, theirs)
            )
        ),
    }


def score_citations(gold: Sequence[Span], predicted: Sequence[Span]) -> dict[Key, Counts]:
    """Score the marks ``in_citation`` on the spans that both sides have, whatever their label.

    Parameters
    ----------
    gold, predicted : sequence of Span
        Of the flat entity layer.

    Returns
    -------
    dict of Key to Counts
        ``marked``: the marked spans, for precision, recall and F1; ``agreement``: all common
        spans, for the share of those that are marked alike.
    """
    pairs = [
        (in_citation(one.annotation), in_citation(other.annotation))
        for one, other in _at_same_place(gold, predicted)
    ]
    alike = sum(one == other for one, other in pairs)
    return {
        Key(CITATIONS, "marked", ALL): Counts(
            correct=sum(one and other for one, other in pairs),
            missed=sum(one and not other for one, other in pairs),
            spurious=sum(other and not one for one, other in pairs),
        ),
        Key(CITATIONS, "agreement", ALL): Counts(correct=alike, incorrect=len(pairs) - alike),
    }


def score_acronyms(gold: Sequence[Span], predicted: Sequence[Span]) -> dict[Key, Counts]:
    """Score the acronyms of one document.

    Parameters
    ----------
    gold, predicted : sequence of Span
        Of the acronym layer.

    Returns
    -------
    dict of Key to Counts
        ``use``: uses with the same boundaries; ``expansion``: among the common uses, those of
        :func:`judge_expansion`.
    """
    expansions = Counts()
    for one, other in _at_same_place(gold, predicted):
        expansions += judge_expansion(one.annotation, other.annotation)
    return {
        Key(ACRONYMS, "use", ACRONYM): of_sets(
            *((span.ranges for span in side) for side in (gold, predicted))
        ),
        Key(ACRONYMS, "expansion", ACRONYM): expansions,
    }


def judge_expansion(gold: Annotation, predicted: Annotation) -> Counts:
    """Return the count of the expansion of one common use.

    An expansion is right when it is the same, wrong when it is another, missed when only gold has
    one, and spurious when gold has none and the prediction claims to have read it in the text.
    One that the lexicon gave where gold has none is not counted.
    """
    if not expansion_of(gold) and predicted.attributes.get("expansion_from") != "text":
        return Counts()
    return compared(normal_expansion(gold) or None, normal_expansion(predicted) or None)


def _at_same_place(gold: Sequence[Span], predicted: Sequence[Span]) -> list[tuple[Span, Span]]:
    """Return the spans that have the same boundaries on both sides."""
    mine, theirs = ({span.ranges: span for span in side} for side in (gold, predicted))
    return [(mine[place], theirs[place]) for place in mine.keys() & theirs.keys()]
