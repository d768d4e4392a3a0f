"""Values of dates: EDTF and modifier, among dates whose span is right, and together with it."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.evaluation.counts import Counts, Key, compared, of_sets
from annotate.evaluation.spans import Span

DATE = "DATE"
DATES = "dates"


def score_values(gold: Sequence[Span], predicted: Sequence[Span]) -> dict[Key, Counts]:
    """Score the values of the dates of one document.

    Parameters
    ----------
    gold, predicted : sequence of Span
        Of the flat entity layer; other labels are left aside.

    Returns
    -------
    dict of Key to Counts
        ``value``: the EDTF value, among the dates that have the same span on both sides;
        ``mod``: the modifier (`START`, `MID`, `END`, `APPROX`) among the same dates, where either
        side has one; ``span+value``: dates whose span and value are both right, over all dates.
    """
    mine = {(span.start, span.end): span for span in gold if span.label == DATE}
    theirs = {(span.start, span.end): span for span in predicted if span.label == DATE}
    values, mods = Counts(), Counts()
    for place in mine.keys() & theirs.keys():
        one, other = mine[place], theirs[place]
        # A date without a value is one whose value is not known: agreeing on that is right.
        values += Counts(correct=1) if value_of(one) == value_of(other) else Counts(incorrect=1)
        mods += compared(_mod(one), _mod(other))
    return {
        Key(DATES, "value", DATE): values,
        Key(DATES, "mod", DATE): mods,
        Key(DATES, "span+value", DATE): of_sets(
            ((place, value_of(span)) for place, span in mine.items()),
            ((place, value_of(span)) for place, span in theirs.items()),
        ),
    }


def value_of(span: Span) -> str | None:
    """Return the value of a span, None if it has none."""
    value = span.annotation.value if span.annotation else None
    return value.strip() if value else None


def _mod(span: Span) -> str | None:
    mod = span.annotation.attributes.get("mod") if span.annotation else None
    return str(mod) if mod else None
