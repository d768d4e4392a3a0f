"""Agreement beyond chance: Cohen's kappa and Krippendorff's alpha, for nominal labels.

Both take their units counted rather than one by one, and both calculate with whole numbers and
fractions, so that neither the order of units nor that of annotators can change the last digit.

They are written out here because the alternatives are under the GPL (``krippendorff``) or bring a
scientific stack for two formulas (``scikit-learn``, ``statsmodels``, ``nltk``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

Two = TypeVar("Two", bound=tuple[Hashable, Hashable])
Row = TypeVar("Row", bound=Sequence[Hashable])


def cohen_kappa(units: Mapping[Two, int]) -> float | None:
    """Return Cohen's kappa of two annotators.

    Parameters
    ----------
    units : mapping
        How many units got each pair of labels, the first annotator's and the second's.

    Returns
    -------
    float or None
        1 for perfect agreement, 0 for that of chance, less below it; None when chance alone
        agrees always (one label throughout) or there are no units, where kappa has no value.

    Notes
    -----
    J. Cohen (1960), « A coefficient of agreement for nominal scales », Educational and
    Psychological Measurement 20(1), 37-46. Each annotator has their own distribution of labels.

    Examples
    --------
    The worked example of R. Artstein and M. Poesio (2008), « Inter-coder agreement for
    computational linguistics », Computational Linguistics 34(4), 555-596, table 1: observed 0.7,
    expected 0.54.

    >>> table = {("STAT", "STAT"): 20, ("STAT", "IREQ"): 20, ("IREQ", "STAT"): 10,
    ...          ("IREQ", "IREQ"): 50}
    >>> round(cohen_kappa(table), 3)
    0.348
    """
    total = sum(units.values())
    first: Counter[Hashable] = Counter()
    second: Counter[Hashable] = Counter()
    agreed = 0
    for (one, other), count in units.items():
        first[one] += count
        second[other] += count
        agreed += count if one == other else 0
    chance = sum(count * second[label] for label, count in first.items())
    if total * total == chance:
        return None
    return float(Fraction(total * agreed - chance, total * total - chance))


def krippendorff_alpha(units: Mapping[Row, int]) -> float | None:
    """Return Krippendorff's alpha for nominal labels and any number of annotators.

    Parameters
    ----------
    units : mapping
        How many units got each row of labels, one an annotator; None where an annotator gave
        none. Units with fewer than two labels cannot be compared and do not count.

    Returns
    -------
    float or None
        1 for perfect agreement, 0 for that of chance; None when nothing can be compared or only
        one label occurs, where alpha has no value.

    Notes
    -----
    K. Krippendorff (2011), « Computing Krippendorff's alpha-reliability », University of
    Pennsylvania, Annenberg School for Communication, departmental papers 43.

    Examples
    --------
    Section B of that paper: two observers, twelve articles, five values.

    >>> round(krippendorff_alpha(Counter(zip("aabbdcccedda", "babbbccceddd"))), 3)
    0.692

    Section C: four observers, twelve units, missing values.

    >>> observers = "123321412...", "1233224125.3", ".3332342251.", "12332441251."
    >>> rows = zip(*([None if value == "." else value for value in row] for row in observers))
    >>> round(krippendorff_alpha(Counter(rows)), 3)
    0.743
    """
    disagreed = Fraction(0)
    values: Counter[Hashable] = Counter()
    for row, count in units.items():
        given = Counter(label for label in row if label is not None)
        number = given.total()
        if number < 2:
            continue
        for label, times in given.items():
            values[label] += times * count
            disagreed += Fraction(times * (number - times) * count, number - 1)
    total = values.total()
    chance = sum(count * (total - count) for count in values.values())
    if not chance:
        return None
    return float(1 - disagreed * (total - 1) / chance)
