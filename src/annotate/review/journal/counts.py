"""What a batch did, in numbers."""

from __future__ import annotations

from collections import Counter

from annotate.document.annotation import STRUCTURE
from annotate.review.decisions import ACCEPTED, ADDED, CORRECTED, PREDICTED, REJECTED, review_of
from annotate.review.journal.batch import AnnotationChange, Batch

_WORDS = {
    ACCEPTED: "kept",
    CORRECTED: "corrected",
    ADDED: "added",
    REJECTED: "rejected",
    PREDICTED: "as predicted",
}
_GONE = "removed"


def counts_of(batch: Batch) -> Counter[str]:
    """Return how many annotations a batch kept, corrected, added, rejected, removed, or made a
    prediction again.

    Examples
    --------
    >>> from annotate.document.annotation import Annotation
    >>> from annotate.review.journal.batch import DocumentChange, Kind
    >>> lens = Annotation("e-1", "entities", "LOC", ((0, 4),), "Lens")
    >>> change = DocumentChange("a", None, None, (AnnotationChange(lens, None),))
    >>> counts_of(Batch(1, Kind.PULL, ("alice",), "", documents=(change,)))
    Counter({'removed': 1})
    """
    words = [_word(pair) for change in batch.documents for pair in change.annotations]
    found = Counter(word for word in words if word is not None)
    return Counter({word: found[word] for word in (*_WORDS.values(), _GONE) if found[word]})


def _word(pair: AnnotationChange) -> str | None:
    if pair.now is None:
        return _GONE
    if pair.now.layer == STRUCTURE:
        return None
    was, now = pair.was, pair.now
    if was is not None and (review_of(was), was.status) == (review_of(now), now.status):
        return None  # a mark that follows from others
    return _WORDS[pair.now.status]
