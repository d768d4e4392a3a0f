"""Cutting documents into pieces that a person can review, and what is sent of each.

A piece is some blocks of the mended text, whole, in reading order. Its spans count code points of
its own text; they lead back to annotations, and through the document's map to the source.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation
from annotate.document.mended import Mended
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Range
from annotate.errors import StandoffError

EXPANSION = "LONG"
"""The label of a long form that is no name of its own; it is there for the relation to end at."""

SIZE = 4000
"""Code points of a piece that is not cut further: some three printed pages."""

_FAR_TOO_LONG = 3
_UNSURE = 0.5
"""The doubt about a prediction without a score."""


@dataclass(frozen=True, slots=True)
class PieceSpan:
    """One span of a piece.

    Attributes
    ----------
    start, end : int
        Code points of the piece's text, half-open.
    label : str
        As on the server: a label of the guide, or :data:`EXPANSION`.
    annotation : Annotation or None
        What it stands for; None on a long form that is sent for a relation only.
    """

    start: int
    end: int
    label: str
    annotation: Annotation | None = None


@dataclass(frozen=True)
class Piece:
    """What is shown at once.

    Attributes
    ----------
    document, sha256 : str
        The document's id and the hash of its source.
    number, count : int
        Which piece it is, from 1, of how many.
    start : int
        Where its text begins in the mended text, in code points.
    text : str
        Whole blocks of the mended text.
    spans : tuple of PieceSpan
        By position, longest first.
    links : tuple of (int, int)
        From an acronym to its long form, both as places in `spans`.
    pages : str
        The pages it is from: ``3`` or ``3–4``.
    rejected : tuple of Annotation
        What somebody rejected in it, and is not sent.
    """

    document: str
    sha256: str
    number: int
    count: int
    start: int
    text: str
    spans: tuple[PieceSpan, ...]
    links: tuple[tuple[int, int], ...]
    pages: str
    rejected: tuple[Annotation, ...] = ()

    @property
    def digest(self) -> str:
        """Short hash of all that a reviewer sees: when it is the same, nothing needs sending.

        Long forms count through the relations that end at them.
        """
        spans = [[one.start, one.end, one.label] for one in self.spans]
        shown = [
            self.document,
            self.number,
            self.text,
            sorted(span for span in spans if span[2] != EXPANSION),
            sorted([*spans[low][:2], *spans[high][:2]] for low, high in self.links),
            self.values,
        ]
        told = json.dumps(shown, ensure_ascii=False)
        return hashlib.blake2b(told.encode(), digest_size=8).hexdigest()

    @property
    def values(self) -> str:
        """The dates and what they are read as, for the reviewer to see: ``mai 1936 = 1936-05``."""
        told = {
            f"{one.annotation.text} = {one.annotation.value}": None
            for one in sorted(self.spans, key=lambda span: span.start)
            if one.annotation is not None and one.annotation.value is not None
        }
        return " ; ".join(told)

    @property
    def risk(self) -> float:
        """How many of its predictions are expected to be wrong."""
        return sum(_doubt(one.annotation) for one in self.spans if one.annotation is not None)


def pieces_of(treated: AnnotatedDocument, size: int = SIZE) -> list[Piece]:
    """Cut a document into pieces.

    Parameters
    ----------
    treated : AnnotatedDocument
        The document with its annotations; those rejected are not sent.
    size : int
        Code points that a piece may have; one block may have more, up to three times as many.

    Returns
    -------
    list of Piece
        In reading order. Joined by blank lines their texts are the mended text, unless a block
        had to be cut between its sentences.

    Raises
    ------
    StandoffError
        If an annotation is not where its quote says.
    """
    mended = treated.mended
    spans = sorted(_spans(treated), key=lambda one: (one.start, -one.end, one.label))
    cuts = _cuts(mended, size, spans)
    held = _sorted_into(spans, cuts)
    expansions = list(_expansions(treated))
    made = []
    for number, (extent, own) in enumerate(zip(cuts, held, strict=True), start=1):
        inside, links = _linked(own, extent, expansions, mended)
        made.append(
            Piece(
                document=treated.standoff.document,
                sha256=treated.standoff.sha256,
                number=number,
                count=len(cuts),
                start=extent[0],
                text=mended.text[slice(*extent)],
                spans=inside,
                links=links,
                pages=_pages(mended, extent),
                rejected=tuple(_rejected(treated, extent)),
            )
        )
    return made


def _cuts(mended: Mended, size: int, spans: Sequence[PieceSpan]) -> list[Range]:
    """Return the extents of the pieces in the mended text."""
    starts = [one.start for one in spans]
    reach = list(accumulate((one.end for one in spans), max))
    cuts: list[Range] = []
    for _, (start, end) in mended.blocks:
        if cuts and end - cuts[-1][0] <= size:
            cuts[-1] = (cuts[-1][0], end)
        elif end - start > _FAR_TOO_LONG * size:
            begins = _sentence_begins(mended, (start, end))
            # A name that runs on where a sentence was taken to end stays in one piece.
            free = [at for at in begins if _is_free(at, starts, reach)]
            cuts.extend(_at_some((start, end), free, size))
        elif end > start:
            cuts.append((start, end))
    return cuts


def _is_free(at: int, starts: Sequence[int], reach: Sequence[int]) -> bool:
    """Tell whether no span holds both the character before a place and the one behind it."""
    before = bisect_left(starts, at)
    return not before or reach[before - 1] <= at


def _sentence_begins(mended: Mended, block: Range) -> Iterator[int]:
    """Yield where sentences begin inside a block that is far too long to be read at once."""
    for piece in mended.structure.labelled("sentence"):
        at = mended.offsets.span(piece.ranges[:1])
        if at is not None and block[0] < at[0] < block[1]:
            yield at[0]


def _at_some(block: Range, places: Iterable[int], size: int) -> Iterator[Range]:
    """Cut a block at places that are far enough from each other."""
    begins = [block[0]]
    for at in places:
        if at - begins[-1] >= size:
            begins.append(at)
    yield from pairwise([*begins, block[1]])


def _spans(treated: AnnotatedDocument) -> Iterator[PieceSpan]:
    """Yield what is to be shown, over the whole mended text."""
    mended = treated.mended
    for name in (ENTITIES, ACRONYMS):
        for one in treated.standoff.layer(name).annotations:
            if one.status == "rejected":
                continue
            at = mended.offsets.span(one.ranges)
            if at is None or mended.text[slice(*at)] != one.text:
                raise StandoffError(
                    f"{one.label} {one.text!r} of {treated.standoff.document} is not found in the "
                    "mended text",
                    remedy="run annotate again on this document",
                )
            yield PieceSpan(*at, one.label, one)


def _rejected(treated: AnnotatedDocument, extent: Range) -> Iterator[Annotation]:
    for name in (ENTITIES, ACRONYMS):
        for one in treated.standoff.layer(name).annotations:
            if one.status == "rejected":
                at = treated.mended.offsets.span(one.ranges)
                if at is not None and extent[0] <= at[0] < extent[1]:
                    yield one


def _sorted_into(spans: Iterable[PieceSpan], cuts: Sequence[Range]) -> list[list[PieceSpan]]:
    held: list[list[PieceSpan]] = [[] for _ in cuts]
    at = 0
    for span in spans:
        while at + 1 < len(cuts) and span.start >= cuts[at + 1][0]:
            at += 1
        held[at].append(span)
    return held


def _expansions(treated: AnnotatedDocument) -> Iterator[tuple[str, Range]]:
    """Yield the ids of acronyms whose long form is in the text, and where it stands."""
    for one in treated.standoff.layer(ACRONYMS).annotations:
        ranges = one.attributes.get("expansion_ranges")
        if ranges and one.status != "rejected":
            at = treated.mended.offsets.span((low, high) for low, high in ranges)
            if at is not None:
                yield one.id, at


def _linked(
    own: Sequence[PieceSpan],
    extent: Range,
    expansions: Iterable[tuple[str, Range]],
    mended: Mended,
) -> tuple[tuple[PieceSpan, ...], tuple[tuple[int, int], ...]]:
    """Add the long forms that relations need, and count everything from the piece's begin."""
    begin, _ = extent
    spans = list(own)
    acronyms = {one.annotation.id: one for one in own if one.annotation and one.label == "ACRONYM"}
    pairs = []
    for acronym, (low, high) in _nearest(acronyms, extent, expansions):
        target = next(
            (
                one
                for one in spans
                if (one.start, one.end) == (low, high) and one.label != "ACRONYM"
            ),
            None,
        )
        if target is None:
            target = PieceSpan(low, high, EXPANSION)
            spans.append(target)
        pairs.append((acronym, target))
    spans.sort(key=lambda one: (one.start, -one.end, one.label))
    places = {id(one): at for at, one in enumerate(spans)}
    inside = tuple(
        PieceSpan(one.start - begin, one.end - begin, one.label, one.annotation) for one in spans
    )
    links = sorted((places[id(one)], places[id(other)]) for one, other in pairs)
    return inside, tuple(links)


def _nearest(
    acronyms: Mapping[str, PieceSpan], extent: Range, expansions: Iterable[tuple[str, Range]]
) -> list[tuple[PieceSpan, Range]]:
    """Return the use of an acronym that stands next to its long form, for each long form.

    The page draws a relation over every line between its ends: one from each use would bury the
    text, and they say nothing that the first does not.
    """
    begin, end = extent
    found: dict[tuple[Range, str | None], tuple[int, PieceSpan]] = {}
    for identity, (low, high) in expansions:
        one = acronyms.get(identity)
        if one is None or one.annotation is None or not (begin <= low and high <= end):
            continue
        key = ((low, high), one.annotation.text)
        distance = max(one.start - high, low - one.end)
        if key not in found or distance < found[key][0]:
            found[key] = distance, one
    return [(one, at) for (at, _), (_, one) in found.items()]


def _pages(mended: Mended, extent: Range) -> str:
    ranges = mended.offsets.to_source(*extent)
    numbers = [mended.source.page_at(at) for low, high in ranges for at in (low, high - 1)]
    first, last = min(numbers, default=1), max(numbers, default=1)
    return str(first) if first == last else f"{first}–{last}"


def _doubt(one: Annotation) -> float:
    if one.status != "predicted":
        return 0.0
    return 1 - one.score if one.score is not None else _UNSURE


def row_of(piece: Piece) -> dict[str, Any]:
    """Return a piece as a line of doccano's JSONL, offsets in its page's units.

    The page shows what is neither text nor span as a table of keys and values beside the text, so
    that keys are words a French reader knows, and nothing is there that cannot be read; only the
    digest is for :func:`annotate.review.doccano.push.push`. Every line has the same keys, all of
    them with strings: doccano reads the lines as a table.

    Examples
    --------
    >>> piece = Piece("a", "0" * 64, 1, 1, 0, "À Lens", (PieceSpan(2, 6, "LOC"),), (), "1")
    >>> row_of(piece)["entities"]
    [{'id': 0, 'label': 'LOC', 'start_offset': 2, 'end_offset': 6}]
    """
    from annotate.review.doccano.units import Units

    units = Units(piece.text)
    return {
        "text": piece.text,
        "entities": [
            {
                "id": at,
                "label": one.label,
                "start_offset": units.to_server(one.start),
                "end_offset": units.to_server(one.end),
            }
            for at, one in enumerate(piece.spans)
        ],
        "relations": [
            {"id": at, "from_id": one, "to_id": other, "type": "expansion"}
            for at, (one, other) in enumerate(piece.links)
        ],
        "document": piece.document,
        "partie": f"{piece.number}/{piece.count}",
        "page": piece.pages,
        "dates": piece.values,
        "digest": piece.digest,
    }
