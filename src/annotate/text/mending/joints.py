"""Repairs between two lines of one block: the line break, and the hyphen before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from annotate.text.edits import Edit
from annotate.text.mending.hyphens import Evidence, keeps_hyphen
from annotate.text.structure.rows import Row

_GLUE = "/"
"""Ends a line without a space behind: `Lens/` and `Liévin` are one name."""


def _plain_hyphen(row: Row) -> Iterator[Edit]:
    """A hyphen that belongs to its word is written as one, whatever marked the line end."""
    if row.text[-1] != "-":
        yield Edit(row.end - 1, row.end, "-", "hyphen")


def joint_edits(rows: Sequence[Row], evidence: Evidence, contiguous: set[int]) -> Iterator[Edit]:
    """Yield the repairs between the rows of a block.

    Parameters
    ----------
    rows : sequence of Row
        In reading order.
    evidence : Evidence
        For the hyphens.
    contiguous : set of int
        Start offsets of the rows that share a source range with the row before them; before any
        other row something was set aside, which no edit may touch.
    """
    for row, following in pairwise(rows):
        touching = following.start in contiguous
        gap_end = following.start if touching else row.end
        if row.is_cut and following.text[0].isalnum():
            if keeps_hyphen(row.text[:-1], following.text, evidence):
                yield from _plain_hyphen(row)
                if touching:
                    yield Edit(row.end, gap_end, "", "line_break")
            else:
                yield Edit(row.end - 1, gap_end, "", "hyphen")
            continue
        glued = row.text.endswith(_GLUE) and following.text[0].isalnum() and len(row.text) > 1
        replacement = "" if glued and row.text[-2].isalnum() else " "
        rule = "line_break" if touching else "page_break"
        if touching or replacement:
            yield Edit(row.end, gap_end, replacement, rule)
