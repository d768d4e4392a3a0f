"""What the page is told of an error: what is wrong in both languages, and what helps."""

from __future__ import annotations

from typing import Any

from annotate.errors import AnnotateError, OutputError, UsageError
from annotate.review.choices import ChoiceError, StaleError
from annotate.review.deciding import ContradictsError, WaitsForYesError
from annotate.review.journal.undo import StandsNoMoreError

_STATUSES: tuple[tuple[type[AnnotateError], int, str], ...] = (
    (StaleError, 409, "stale"),
    (ContradictsError, 409, "contradicts"),
    (StandsNoMoreError, 409, "later"),
    (WaitsForYesError, 409, "asks"),
    (ChoiceError, 422, "refused"),
    (OutputError, 503, "busy"),
    (UsageError, 400, "wrong"),
    (AnnotateError, 500, "broken"),
)
"""The status and the kind of each error; the first that it is counts."""


def refusal_of(error: AnnotateError) -> tuple[int, dict[str, Any]]:
    """Return the status of an error, and what the page is told of it.

    Examples
    --------
    >>> status, told = refusal_of(ChoiceError("no name", french="aucun nom", path="a"))
    >>> status, told["error"], told["fr"], told["what"]
    (422, 'refused', 'aucun nom', 'no name')
    """
    status, kind = next((status, kind) for one, status, kind in _STATUSES if isinstance(error, one))
    told = {"error": kind, "what": error.what, "fr": _in_french(error), "remedy": error.remedy}
    return status, {**told, "path": error.path}


def _in_french(error: AnnotateError) -> str:
    """Return what is wrong in French, where the page has no words of its own for it."""
    if isinstance(error, ContradictsError):
        return " ; ".join(said for one in error.contradictions for said in one.said)
    if isinstance(error, WaitsForYesError):
        # Of what was corrected, the prediction under it is named as well.
        return " ; ".join(
            f"{one.document or 'tous les textes'} : jusqu’à {len(one.deleted)} annotations en moins"
            for one in error.cautions
        )
    if isinstance(error, StandsNoMoreError):
        return f"le lot n° {error.number} ne tient plus en entier"
    return error.french if isinstance(error, ChoiceError) else ""
