"""Conflicts as rows of a table that a reviewer reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from annotate.review.decided import CORRECTED, Content, content, content_before, review_of
from annotate.review.merging import Conflict

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
"""Of the table ``conflicts.csv``. Label, text, page and id are those of the decision."""

Row = tuple[str | int | None, ...]


def conflict_rows(document: str, conflicts: Iterable[Conflict]) -> Iterator[Row]:
    """Yield a row of :data:`COLUMNS` for each conflict of a document.

    Examples
    --------
    >>> from annotate.review.merging import Kind
    >>> from annotate.document.annotation import Annotation
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


def _decision(conflict: Conflict) -> str:
    one = conflict.decision
    if one is None:
        return ""
    before = content_before(one) if one.status == CORRECTED else None
    return one.status if before is None else f"{one.status}, was {_told(before)}"


def _now(conflict: Conflict) -> str:
    if conflict.fresh is None:
        return conflict.detail
    return f"{_told(content(conflict.fresh))} ({conflict.fresh.source})"


def _told(said: Content) -> str:
    value = f" {said.value}" if said.value else ""
    more = [part for part in said.said[:2] if part]
    return f"{said.label} « {said.text} »{value}{''.join(f', {part}' for part in more)}"
