"""What could not be projected to another extraction, why, and how to list it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from annotate.document.annotation import Annotation
from annotate.document.source import Range


class Reason(StrEnum):
    """Why an annotation has no place in the new text; the value is what people read.

    Examples
    --------
    >>> print(Reason.GONE)
    the text is gone
    """

    GONE = "the text is gone"
    CHANGED = "the text has changed"
    AMBIGUOUS = "several places are equally good"
    ALONE = "the words around it have changed, so that the place is not sure"
    SCATTERED = "its parts are in another order"
    CUT = "it would begin or end inside a word"
    QUOTE = "the quote differs"
    NO_CALL = "there is no note call with this number"
    OUTSIDE = "it is not part of the old text as mended"
    HOST = "the longer name around it could not be carried"
    TWICE = "another annotation was carried to the same place"
    OTHER_EXTRACTION = "belongs to the other extraction"


@dataclass(frozen=True, slots=True)
class Unplaced:
    """An annotation, or a part of one, that the new text has no sure place for.

    Attributes
    ----------
    annotation : Annotation
        As the gold has it, over the old source.
    reason : Reason
        Why.
    detail : str
        What the new text has in its place, if that is known and short.
    part : str
        Empty for the whole annotation; else the attribute that was left out of an annotation which
        was projected (``expansion_ranges``, ``in``), or ``prediction``: what it was corrected from,
        which nothing keeps from coming back now.
    """

    annotation: Annotation
    reason: Reason
    detail: str = ""
    part: str = ""


Place = tuple[Range, ...] | Unplaced
"""Ranges of the new text, or why there are none."""

COLUMNS = ("id", "layer", "label", "text", "start", "end", "page", "part", "reason", "new_text")
"""Columns of the table that :func:`unplaced_rows` makes."""


def unplaced_rows(unplaced: Iterable[Unplaced]) -> Iterator[tuple[str | int | None, ...]]:
    """Yield a row of :data:`COLUMNS` for each, for :func:`annotate.tables.write_csv`.

    ``start`` and ``end`` are code points of the old source, half-open.
    """
    for one in unplaced:
        what = one.annotation
        yield (
            what.id,
            what.layer,
            what.label,
            what.text,
            what.start,
            what.end,
            what.page,
            one.part,
            str(one.reason),
            one.detail,
        )


def unplaced_lines(unplaced: Iterable[Unplaced]) -> Iterator[str]:
    """Yield a line for each, for a terminal.

    Examples
    --------
    >>> lens = Annotation("e-1", "entities", "LOC", ((7, 11),), "Lens", page=2)
    >>> print(*unplaced_lines([Unplaced(lens, Reason.CHANGED, "Liévin")]))
    LOC « Lens » (7-11, page 2): the text has changed; the new text has « Liévin »
    """
    for one in unplaced:
        what = one.annotation
        quote = "" if what.text is None else f" « {what.text} »"
        page = "" if what.page is None else f", page {what.page}"
        part = f", its {one.part}" if one.part else ""
        detail = f"; the new text has « {one.detail} »" if one.detail else ""
        yield f"{what.label}{quote} ({what.start}-{what.end}{page}){part}: {one.reason}{detail}"


def reasons(unplaced: Iterable[Unplaced]) -> dict[str, int]:
    """Count by reason, the commonest first.

    Examples
    --------
    >>> lens = Annotation("e-1", "entities", "LOC", ((7, 11),), "Lens")
    >>> reasons([Unplaced(lens, Reason.GONE)])
    {'the text is gone': 1}
    """
    return dict(Counter(str(one.reason) for one in unplaced).most_common())
