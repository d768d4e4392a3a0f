"""Decisions on a text that has changed since, projected to the new text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotate.document.annotation import Annotation, Layer
from annotate.document.mended import Mended
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.standoff import Standoff
from annotate.gold.projection import carry_mended
from annotate.review.apply_decisions import apply
from annotate.review.conflicts import Row, conflict_rows, lost_conflict
from annotate.review.decisions import (
    ADDED,
    REVIEWED_LAYERS,
    Decision,
    only_decisions,
    prediction_behind,
)


@dataclass(frozen=True)
class Projected:
    """Decisions in a new text.

    Attributes
    ----------
    decisions : list of Decision
        Those that have a place there.
    lost : list of Row
        Those that have none, as rows of the table of conflicts.
    before : Standoff
        The old text's annotations with all of them, for a backup when some are lost.
    """

    decisions: list[Decision]
    lost: list[Row]
    before: Standoff


def projected(
    decisions: Sequence[Decision], old: AnnotatedDocument, new: AnnotatedDocument
) -> Projected:
    """Project decisions to a new text of a document.

    Parameters
    ----------
    decisions : sequence of Decision
        Made on the old text.
    old, new : AnnotatedDocument
        The document as it was sent, and as it is now.
    """
    before = apply(old.standoff, decisions).standoff
    own = {one.after.id for one in decisions}
    layers = [
        Layer(name, tuple(one for one in before.layer(name).annotations if one.id in own))
        for name in REVIEWED_LAYERS
    ]
    mine = replace(before, layers=tuple(layer for layer in layers if layer.annotations))
    carried, lost = project_decisions(mine, old.mended, new.mended, new.standoff.config)
    return Projected([_decision(one) for one in carried.annotations()], lost, before)


def project_decisions(
    decided: Standoff, old: Mended, new: Mended, config: str
) -> tuple[Standoff, list[Row]]:
    """Return the decisions of a document on its new text, and rows of those without a place there.

    Raises
    ------
    StandoffError
        If they belong to another text than `old`.
    """
    carried = carry_mended(only_decisions(decided), old, new, config)
    return carried.standoff, list(conflict_rows(new.source.id, map(lost_conflict, carried.lost)))


def _decision(one: Annotation) -> Decision:
    return Decision(None if one.status == ADDED else prediction_behind(one), one)
