"""Which prediction belongs to which gold: the source's SHA-256 decides, never a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from annotate.document.standoff import Standoff
from annotate.errors import StandoffError, UsageError


@dataclass(frozen=True, slots=True)
class DocumentPair:
    """Gold and prediction over one text."""

    gold: Standoff
    predicted: Standoff

    @property
    def document(self) -> str:
        """The document's id, as the prediction names it."""
        return self.predicted.document


@dataclass(frozen=True, slots=True)
class Pairing:
    """What belongs together, and what is left over.

    Attributes
    ----------
    pairs : tuple of DocumentPair
        In the order of gold.
    without_prediction : tuple of Standoff
        Gold that has no prediction.
    without_gold : tuple of Standoff
        Predictions that have no gold.
    """

    pairs: tuple[DocumentPair, ...]
    without_prediction: tuple[Standoff, ...] = ()
    without_gold: tuple[Standoff, ...] = ()

    def remarks(self) -> list[str]:
        """Return one sentence for each document that is left over."""
        names = {one.document for one in self.without_gold}
        sentences = []
        for gold in self.without_prediction:
            if gold.document in names:
                sentences.append(
                    f"gold of {gold.document} was made for another text of that name; carry it "
                    "over with `annotate gold carry`"
                )
            else:
                sentences.append(f"gold of {gold.document} has no prediction and is not scored")
        paired = {one.document for one in self.without_prediction}
        sentences.extend(
            f"{one.document} has no gold and is not scored"
            for one in self.without_gold
            if one.document not in paired
        )
        return sentences


def pair(predictions: Sequence[Standoff], gold: Sequence[Standoff]) -> Pairing:
    """Pair predictions and gold by the hash of their source.

    Parameters
    ----------
    predictions, gold : sequence of Standoff
        One a document.

    Returns
    -------
    Pairing
        With at least one pair.

    Raises
    ------
    StandoffError
        If two of one side belong to one text, or a pair disagrees about the text's length.
    UsageError
        If no gold belongs to any prediction.
    """
    predicted = _by_hash(predictions, "predictions")
    expected = _by_hash(gold, "gold")
    pairs = tuple(
        DocumentPair(one, predicted[key]) for key, one in expected.items() if key in predicted
    )
    for both in pairs:
        _check_length(both)
    if not pairs:
        raise UsageError(
            f"none of the {len(expected)} gold documents belongs to the text of any of the "
            f"{len(predicted)} predictions",
            remedy="predict over the texts that the gold was made for, or carry the gold over "
            "with `annotate gold carry`",
        )
    return Pairing(
        pairs,
        tuple(one for key, one in expected.items() if key not in predicted),
        tuple(one for key, one in predicted.items() if key not in expected),
    )


def _by_hash(standoffs: Sequence[Standoff], what: str) -> dict[str, Standoff]:
    found: dict[str, Standoff] = {}
    for one in standoffs:
        if one.sha256 in found:
            raise StandoffError(
                f"{found[one.sha256].document} and {one.document} are {what} for one text",
                remedy="keep one of the two",
            )
        found[one.sha256] = one
    return found


def _check_length(both: DocumentPair) -> None:
    if both.gold.characters != both.predicted.characters:
        raise StandoffError(
            f"gold and prediction of {both.document} name one hash, but {both.gold.characters} "
            f"and {both.predicted.characters} characters",
            remedy="restore the header of the file that was edited",
        )
