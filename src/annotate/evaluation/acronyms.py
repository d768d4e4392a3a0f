"""Acronyms: their uses, and the expansions of the uses that both sides have."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.document.annotation import ACRONYMS
from annotate.evaluation.counts import Counts, Key, compared, of_sets
from annotate.evaluation.spans import Span
from annotate.french.characters import plain_typography

ACRONYM = "ACRONYM"


def score_acronyms(gold: Sequence[Span], predicted: Sequence[Span]) -> dict[Key, Counts]:
    """Score the acronyms of one document.

    Parameters
    ----------
    gold, predicted : sequence of Span
        Of the acronym layer.

    Returns
    -------
    dict of Key to Counts
        ``use``: uses with the same ends; ``expansion``: among the common uses, expansions that are
        the same (correct), others (incorrect), only in gold (missed) or invented (spurious). An
        expansion counts as invented when the prediction claims to have read it in the text and
        gold has none; one that the lexicon gave where gold has none is not counted.
    """
    mine = {(span.start, span.end): span for span in gold}
    theirs = {(span.start, span.end): span for span in predicted}
    expansions = Counts()
    for place in mine.keys() & theirs.keys():
        expansions += judge_expansion(mine[place], theirs[place])
    return {
        Key(ACRONYMS, "use", ACRONYM): of_sets(mine, theirs),
        Key(ACRONYMS, "expansion", ACRONYM): expansions,
    }


def judge_expansion(gold: Span, predicted: Span) -> Counts:
    """Return the count of one common use; nothing where neither side has an expansion to judge."""
    one, other = expansion_of(gold), expansion_of(predicted)
    if one is None and _attribute(predicted, "expansion_from") != "text":
        return Counts()
    return compared(one and normal(one), other and normal(other))


def expansion_of(span: Span) -> str | None:
    """Return the expansion of an acronym, None if it has none."""
    return _attribute(span, "expansion")


def _attribute(span: Span, name: str) -> str | None:
    value = span.annotation.attributes.get(name) if span.annotation else None
    return str(value) if value else None


def normal(text: str) -> str:
    """Return an expansion without the differences that do not count: case, and the kind of
    apostrophe, dash, space and ligature.

    Examples
    --------
    >>> normal("Centre d’étude\u00a0 et") == normal("centre d'Étude et")
    True
    """
    return plain_typography(text).casefold()
