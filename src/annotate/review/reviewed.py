"""What a reviewer looks at: documents with their pieces, and the predictions in doubt."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotate.document.annotation import Annotation
from annotate.document.run_folder import AnnotatedDocument
from annotate.review.decisions import PREDICTED, is_live, is_personal
from annotate.review.pieces import PieceState
from annotate.review.sheet.text import form_of

CERTAIN = 0.95
"""Predictions with less certainty are in doubt, and those without any."""
_UNSURE = 0.0
"""How sure a prediction without a score is: such come first."""


@dataclass(frozen=True)
class ReviewedDocument:
    """A document as it is to be reviewed.

    Attributes
    ----------
    document : AnnotatedDocument
        Text, structure and annotations.
    pieces : tuple of PieceState
        Its blocks in reading order, each with its annotations and the readings that hold.
    """

    document: AnnotatedDocument
    pieces: tuple[PieceState, ...]

    @property
    def id(self) -> str:
        """Its id."""
        return self.document.id

    @property
    def unread(self) -> tuple[PieceState, ...]:
        """The pieces that nobody has read whole as they are now."""
        return tuple(one for one in self.pieces if one.read is None)

    def doubts(self, below: float = 1.0) -> list[Annotation]:
        """Return the predictions that nobody decided on, the most doubtful first.

        Parameters
        ----------
        below : float
            Only those with less certainty; those without a score come first.
        """
        doubted = (one for one in self._undecided() if _certainty(one) < below)
        return sorted(doubted, key=lambda one: (_certainty(one), one.sort_key()))

    def _undecided(self) -> Iterator[Annotation]:
        return (one for one in self.document.standoff.named() if one.status == PREDICTED)


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A prediction that nobody decided on, with what speaks for and against it.

    Attributes
    ----------
    document : str
        The document's id.
    annotation : Annotation
        The prediction; its `source` is the rule, the lexicon or the model that found it, its
        `score` how often that was right.
    piece : PieceState or None
        Where it stands; None if the mended text has no place for it.
    labels : mapping of str to int
        How often the run has its form with each label, this one included.
    decided : mapping of str to int
        What people said of the form: how often they wanted each label, and under ``""`` how often
        they rejected it.
    """

    document: str
    annotation: Annotation
    piece: PieceState | None
    labels: Mapping[str, int]
    decided: Mapping[str, int]

    @property
    def certainty(self) -> float:
        """How sure it is, 0 to 1."""
        return _certainty(self.annotation)

    @property
    def count(self) -> int:
        """How often the form occurs as a name."""
        return sum(self.labels.values())


def doubtful_in(documents: Sequence[ReviewedDocument], below: float = 1.0) -> list[Doubtful]:
    """Return the doubtful predictions of a run, the most doubtful first.

    Parameters
    ----------
    documents : sequence of ReviewedDocument
        The documents.
    below : float
        Only those with less certainty.
    """
    labels: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    decided: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for each in documents:
        for one in each.document.standoff.named():
            if is_live(one):
                labels[_form(one)][one.label] += 1
            if is_personal(one):
                decided[_form(one)][one.label if is_live(one) else ""] += 1
    found = []
    for each in documents:
        places = {one.id: piece for piece in each.pieces for _, one in piece.annotations}
        found += [
            Doubtful(each.id, one, places.get(one.id), labels[_form(one)], decided[_form(one)])
            for one in each.doubts(below)
        ]
    return sorted(found, key=lambda one: (one.certainty, one.document, one.annotation.sort_key()))


def _form(one: Annotation) -> tuple[str, str]:
    return one.layer, form_of(one.text or "")


def _certainty(one: Annotation) -> float:
    return _UNSURE if one.score is None else one.score
