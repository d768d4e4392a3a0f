"""Conflicts of decisions with what a later run says, and the table that a reviewer reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from annotate.document.annotation import Annotation
from annotate.gold.unprojected import Unplaced
from annotate.review.decisions import CORRECTED, Content, content, content_before, review_of

COLUMNS = (
    "document",
    "kind",
    "label",
    "text",
    "page",
    "decision",
    "by",
    "at",
    "now",
    "mention_id",
)
"""Columns of ``conflicts.csv``. Label, text, page and id are those of the decision."""

Row = tuple[str | int | None, ...]


class Kind(StrEnum):
    """Why a reviewer may want to look at a decision again; the value is what tables say.

    Examples
    --------
    >>> print(Kind.MOVED)
    moved
    """

    AGREES = "agrees"
    """The rules now say what a reviewer had corrected or added."""
    DISAGREES = "disagrees"
    """The rules now say something else about the same characters, or about rejected ones."""
    MOVED = "moved"
    """The rules see other boundaries; the prediction was left out."""
    ALONE = "alone"
    """A name was nested in a longer name that is not there any more."""
    LOST = "lost"
    """The source text changed, and the decision has no sure place in the new one."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A decision and a fresh prediction that somebody should see together.

    Attributes
    ----------
    kind : Kind
        Why.
    decision : Annotation or None
        What the reviewer decided; None where a nested prediction lost the longer name around it
        and no decision is the cause.
    fresh : Annotation or None
        What the rules say now; None when they say nothing.
    detail : str
        What else is known: why a decision was lost.
    """

    kind: Kind
    decision: Annotation | None
    fresh: Annotation | None = None
    detail: str = ""


def conflict_rows(document: str, conflicts: Iterable[Conflict]) -> Iterator[Row]:
    """Yield a row of :data:`COLUMNS` for each conflict of a document.

    Examples
    --------
    >>> lens = Annotation("e-1", "entities", "LOC", ((0, 4),), "Lens", status="added", page=2,
    ...     attributes={"review": {"by": "alice", "at": "2026-11-28T05:00:00Z"}})
    >>> club = Annotation("e-2", "entities", "ORG", ((0, 4),), "Lens", source="rule:o")
    >>> for row in conflict_rows("a", [Conflict(Kind.DISAGREES, lens, club)]):
    ...     print(*row[1:6], row[8], sep=" | ")
    disagrees | LOC | Lens | 2 | added | ORG « Lens » (rule:o)
    """
    for one in conflicts:
        about = one.decision or one.fresh
        assert about is not None
        review = review_of(one.decision) if one.decision else {}
        yield (
            document,
            str(one.kind),
            about.label,
            about.text,
            about.page,
            _decision(one),
            str(review.get("by") or ""),
            str(review.get("at") or ""),
            _now(one),
            about.id,
        )


def lost_conflict(one: Unplaced) -> Conflict:
    """Return a decision that has no sure place in a new text as a conflict."""
    part = f"its {one.part} left out: " if one.part else ""
    detail = f"; the new text has « {one.detail} »" if one.detail else ""
    return Conflict(Kind.LOST, one.annotation, None, f"{part}{one.reason}{detail}")


def _decision(conflict: Conflict) -> str:
    one = conflict.decision
    if one is None:
        return ""
    before = content_before(one) if one.status == CORRECTED else None
    return one.status if before is None else f"{one.status}, was {_worded(before)}"


def _now(conflict: Conflict) -> str:
    if conflict.fresh is None:
        return conflict.detail
    return f"{_worded(content(conflict.fresh))} ({conflict.fresh.source})"


def _worded(said: Content) -> str:
    value = f" {said.value}" if said.value else ""
    more = [part for part in said.said[:2] if part]
    return f"{said.label} « {said.text} »{value}{''.join(f', {part}' for part in more)}"
