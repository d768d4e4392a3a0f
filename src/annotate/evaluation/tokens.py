"""Tokens of a source text and the labels that annotators gave them.

Kappa and alpha need units that everybody judged, the unmarked ones too. Standoff carries no
running text, and sentences and paragraphs do not say where words begin, so there are tokens only
where the source text is available.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from annotate.document.source import Range
from annotate.evaluation.annotators import SharedDocument
from annotate.evaluation.spans import Span, flat_entities

OUTSIDE = "O"
"""The label of a token that belongs to no name."""

Units = Counter[tuple[str | None, ...]]
"""How many tokens got each row of labels, one per annotator; None without the document."""

_TOKEN = re.compile(r"\w+|[^\w\s]")


def tokens(text: str) -> list[Range]:
    """Return the tokens of a text: runs of letters, digits and _, or one other visible character.

    Examples
    --------
    >>> tokens("l'an 1894.")
    [(0, 1), (1, 2), (2, 4), (5, 9), (9, 10)]
    """
    return [match.span() for match in _TOKEN.finditer(text)]


def token_labels(spans: Sequence[Range], names: Iterable[Span]) -> list[str]:
    """Return the label of each token: that of the name it shares a character with, or ``O``.

    Parameters
    ----------
    spans : sequence of Range
        Tokens, by position.
    names : iterable of Span
        Flat names, sorted by position; where two claim one token, the first has it.

    Notes
    -----
    A token belongs to a name that holds only a part of it: a note call stuck to a year (``18943``)
    makes no difference here, while it does to the F1 of spans.
    """
    labels = [OUTSIDE] * len(spans)
    ranges = sorted((start, end, name.label) for name in names for start, end in name.ranges)
    place = 0
    for start, end, label in ranges:
        while place < len(spans) and spans[place][1] <= start:
            place += 1
        at = place
        while at < len(spans) and spans[at][0] < end:
            if labels[at] == OUTSIDE:
                labels[at] = label
            at += 1
    return labels


def units_of(document: SharedDocument, names: Sequence[str], text: str) -> Units:
    """Count the rows of labels that annotators gave to the tokens of a document.

    Parameters
    ----------
    document : SharedDocument
        The document.
    names : sequence of str
        Annotators, in the order of the rows; one without the document has None in each.
    text : str
        The source text.
    """
    spans = tokens(text)
    columns: list[Sequence[str | None]] = [
        token_labels(spans, flat_entities(document.standoffs[name]))
        if name in document.standoffs
        else [None] * len(spans)
        for name in names
    ]
    return Counter(zip(*columns, strict=True))


def rows_of(units: Units, columns: Sequence[int], label: str | None) -> Units:
    """Return the rows of some annotators, where all of them have the document.

    Parameters
    ----------
    units : Units
        From :func:`units_of`.
    columns : sequence of int
        The annotators, by their place in the rows.
    label : str or None
        The one label to keep, every other made ``O``; None keeps all.

    Examples
    --------
    >>> rows_of(Units([("PER", "LOC", None), ("PER", "PER", "PER")]), [0, 1], "PER")
    Counter({('PER', 'O'): 1, ('PER', 'PER'): 1})
    """
    found = Units()
    for row, count in units.items():
        chosen = [row[column] for column in columns]
        if None not in chosen:
            kept = (one if label in {one, None} else OUTSIDE for one in chosen)
            found[tuple(kept)] += count
    return found
