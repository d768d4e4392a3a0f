"""Which prediction belongs to which gold: the source's SHA-256 decides, never a name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

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


class Pairing(NamedTuple):
    """What belongs together.

    Attributes
    ----------
    pairs : list of DocumentPair
        In the order of gold.
    remarks : list of str
        One sentence for each document that is left over.
    """

    pairs: list[DocumentPair]
    remarks: list[str]


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
    pairs = [DocumentPair(one, predicted[key]) for key, one in expected.items() if key in predicted]
    for both in pairs:
        _check_length(both)
    if not pairs:
        raise UsageError(
            f"none of the {len(expected)} gold documents belongs to the text of any of the "
            f"{len(predicted)} predictions",
            remedy="predict over the texts that the gold was made for, or carry the gold over "
            "with `annotate gold carry`",
        )
    return Pairing(pairs, _remarks(predicted, expected))


def _remarks(predicted: Mapping[str, Standoff], expected: Mapping[str, Standoff]) -> list[str]:
    unpredicted = [one.document for key, one in expected.items() if key not in predicted]
    unexpected = [one.document for key, one in predicted.items() if key not in expected]
    return [
        f"gold of {name} was made for another text of that name; carry it over with "
        "`annotate gold carry`"
        if name in unexpected
        else f"gold of {name} has no prediction and is not scored"
        for name in unpredicted
    ] + [f"{name} has no gold and is not scored" for name in unexpected if name not in unpredicted]


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
