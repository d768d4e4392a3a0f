"""Sentences of a mended block, by syntok."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from annotate.text.source import Range


def sentence_spans(text: str) -> Iterator[Range]:
    """Yield the sentences of one block of mended text.

    Parameters
    ----------
    text : str
        A title, a heading, a paragraph or a note.

    Yields
    ------
    Range
        Code points of `text`, half-open, without white space at the ends. Together they hold
        every character that is not white space.

    Notes
    -----
    Sentences are those of the `syntok` segmenter, which was measured best of the libraries that
    need no model on mended French.

    Examples
    --------
    >>> list(sentence_spans("Le puits ferme. La ville attend."))
    [(0, 15), (16, 32)]
    """
    from syntok import segmenter

    starts = [
        sentence[0].offset
        for paragraph in segmenter.process(text)
        for sentence in paragraph
        if sentence
    ]
    bounds = [0, *starts[1:], len(text)]
    for start, end in pairwise(bounds):
        stretch = text[start:end]
        if stretch.strip():
            lead = len(stretch) - len(stretch.lstrip())
            yield start + lead, start + len(stretch.rstrip())
