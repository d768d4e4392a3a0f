"""The table of decisions applied to what a run has found."""

from __future__ import annotations

from collections.abc import Sequence

from annotate.document.annotation import STRUCTURE, Layer
from annotate.document.mended import Mended
from annotate.review.sheet.deciding import decide_everywhere, remembered
from annotate.review.sheet.editable_layer import Marks, Tally, named
from annotate.review.sheet.form_decisions import FormDecision


def apply_remembered(
    layers: Sequence[Layer], mended: Mended, decisions: Sequence[FormDecision]
) -> tuple[Layer, ...]:
    """Apply the decisions that hold everywhere to the layers of one document.

    Parameters
    ----------
    layers : sequence of Layer
        As recognition gives them.
    mended : Mended
        The document.
    decisions : sequence of FormDecision
        Rows of ``decisions.tsv``.

    Returns
    -------
    tuple of Layer
        With decided annotations that carry the reviewer's name and the remembered time, so that
        two runs write the same. A decision that finds no room (the wanted quote does not stand
        there, or overlaps another name) leaves the prediction as it is, for the next check.
    """
    if not decisions:
        return tuple(layers)
    marks = Marks(mended, named(layers))
    decide_everywhere(marks, decisions, remembered, Tally())
    made = {layer.name: layer for layer in marks.layers()}
    kept = [made.get(layer.name, layer) for layer in layers if layer.name != STRUCTURE]
    return (*kept, *(layer for layer in layers if layer.name == STRUCTURE))
