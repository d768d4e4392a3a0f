"""Citation marks: whether a name stands in a bibliographic call."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.evaluation.counts import ALL, Counts, Key
from annotate.evaluation.spans import Span

CITATIONS = "citations"


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
    mine = {(span.start, span.end): _marked(span) for span in gold}
    theirs = {(span.start, span.end): _marked(span) for span in predicted}
    pairs = [(mine[place], theirs[place]) for place in mine.keys() & theirs.keys()]
    alike = sum(one == other for one, other in pairs)
    return {
        Key(CITATIONS, "marked", ALL): Counts(
            correct=sum(one and other for one, other in pairs),
            missed=sum(one and not other for one, other in pairs),
            spurious=sum(other and not one for one, other in pairs),
        ),
        Key(CITATIONS, "agreement", ALL): Counts(correct=alike, incorrect=len(pairs) - alike),
    }


def _marked(span: Span) -> bool:
    return bool(span.annotation and span.annotation.attributes.get("in_citation", False))
