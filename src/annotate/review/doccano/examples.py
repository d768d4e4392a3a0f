"""Cutting documents into examples: what doccano shows at once.

An example is some whole blocks of the mended text in reading order. Its spans count code points of
its own text; they lead back to annotations, and through the document's offset map to the source.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Any

from annotate.document.annotation import ACRONYMS, Annotation
from annotate.document.mended import Mended
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Range
from annotate.document.utf16 import Utf16
from annotate.errors import StandoffError
from annotate.review.decisions import REVIEWED_LAYERS, is_decided, is_live
from annotate.review.reviewed import CERTAIN

ACRONYM = "ACRONYM"
EXPANSION = "LONG"
"""The label of a long form that is not itself a name: the relation has to end at something."""

SIZE = 4000
"""Code points of an example that is not cut further: some three printed pages."""

_FAR_TOO_LONG = 3
_DOUBTS = 20
"""So many doubts are shown of an example."""
_UNSURE = 0.5
"""The chance that a prediction without a score is wrong."""


@dataclass(frozen=True, slots=True)
class ExampleSpan:
    """One span of an example.

    Attributes
    ----------
    start, end : int
        Code points of the example's text, half-open.
    label : str
        As on the server: a label of the guide, or :data:`EXPANSION`.
    annotation : Annotation or None
        The annotation it shows; None on a long form that is sent for a relation only.
    """

    start: int
    end: int
    label: str
    annotation: Annotation | None = None


@dataclass(frozen=True)
class Example:
    """A part of a document, as it is sent to doccano.

    Attributes
    ----------
    document, sha256 : str
        The document's id and the hash of its source.
    number, count : int
        Which example of the document it is, from 1, of how many.
    start : int
        Where its text begins in the mended text, in code points.
    text : str
        Whole blocks of the mended text.
    spans : tuple of ExampleSpan
        By position, longest first.
    links : tuple of (int, int)
        From an acronym to its long form, both as indices of `spans`.
    pages : str
        The pages it is from: ``3`` or ``3–4``.
    rejected : tuple of Annotation
        What somebody rejected in it, which is not sent.
    """

    document: str
    sha256: str
    number: int
    count: int
    start: int
    text: str
    spans: tuple[ExampleSpan, ...]
    links: tuple[tuple[int, int], ...]
    pages: str
    rejected: tuple[Annotation, ...] = ()

    @property
    def digest(self) -> str:
        """Short hash of all that a reviewer sees: while it is the same, nothing needs sending.

        Long forms count through the relations that end at them.
        """
        spans = [[one.start, one.end, one.label] for one in self.spans]
        seen = [
            self.document,
            self.number,
            self.text,
            sorted(span for span in spans if span[2] != EXPANSION),
            sorted([*spans[low][:2], *spans[high][:2]] for low, high in self.links),
            self.values,
        ]
        row = json.dumps(seen, ensure_ascii=False)
        return hashlib.blake2b(row.encode(), digest_size=8).hexdigest()

    @property
    def values(self) -> str:
        """The dates and their values, for the reviewer to see: ``mai 1936 = 1936-05``."""
        values = {
            f"{one.annotation.text} = {one.annotation.value}": None
            for one in sorted(self.spans, key=lambda span: span.start)
            if one.annotation is not None and one.annotation.value is not None
        }
        return " ; ".join(values)

    @property
    def doubts(self) -> str:
        """The predictions in doubt with their labels, the most doubtful first, for the reviewer to
        look at: ``Lens (LOC, 62 %)``.
        """
        doubted = [
            (one.annotation.score or 0.0, one.start, one.annotation)
            for one in self.spans
            if one.annotation is not None
            and not is_decided(one.annotation)
            and (one.annotation.score or 0.0) < CERTAIN
        ]
        told = {_doubt(one): None for _, _, one in sorted(doubted, key=lambda each: each[:2])}
        more = f" ; … et {len(told) - _DOUBTS} autres" if len(told) > _DOUBTS else ""
        return " ; ".join([*told][:_DOUBTS]) + more

    @property
    def risk(self) -> float:
        """How many of its predictions are expected to be wrong."""
        return sum(_risk(one.annotation) for one in self.spans if one.annotation is not None)


def examples_of(document: AnnotatedDocument, size: int = SIZE) -> list[Example]:
    """Cut a document into examples.

    Parameters
    ----------
    document : AnnotatedDocument
        The document with its annotations; rejected ones are not sent.
    size : int
        Code points that an example may have; a single block may have up to three times as many.

    Returns
    -------
    list of Example
        In reading order. Joined by blank lines their texts are the mended text, unless a block
        had to be cut between its sentences.

    Raises
    ------
    StandoffError
        If an annotation is not where its quote says.
    """
    mended = document.mended
    spans = sorted(_spans(document), key=lambda one: (one.start, -one.end, one.label))
    cuts = _cuts(mended, size, spans)
    held = _sorted_into(spans, cuts)
    expansions = list(_expansions(document))
    made = []
    for number, (extent, own) in enumerate(zip(cuts, held, strict=True), start=1):
        inside, links = _linked(own, extent, expansions, mended)
        made.append(
            Example(
                document=document.standoff.document,
                sha256=document.standoff.sha256,
                number=number,
                count=len(cuts),
                start=extent[0],
                text=mended.text[slice(*extent)],
                spans=inside,
                links=links,
                pages=_pages(mended, extent),
                rejected=tuple(_rejected(document, extent)),
            )
        )
    return made


def _cuts(mended: Mended, size: int, spans: Sequence[ExampleSpan]) -> list[Range]:
    """Return the extents of the examples in the mended text."""
    starts = [one.start for one in spans]
    reach = list(accumulate((one.end for one in spans), max))
    cuts: list[Range] = []
    for _, (start, end) in mended.blocks:
        if cuts and end - cuts[-1][0] <= size:
            cuts[-1] = (cuts[-1][0], end)
        elif end - start > _FAR_TOO_LONG * size:
            begins = _sentence_begins(mended, (start, end))
            # A name that runs on where a sentence was taken to end is not cut.
            free = [at for at in begins if _is_free(at, starts, reach)]
            cuts.extend(_at_some((start, end), free, size))
        elif end > start:
            cuts.append((start, end))
    return cuts


def _is_free(at: int, starts: Sequence[int], reach: Sequence[int]) -> bool:
    """Return whether no span holds both the character before an offset and the one after it."""
    before = bisect_left(starts, at)
    return not before or reach[before - 1] <= at


def _sentence_begins(mended: Mended, block: Range) -> Iterator[int]:
    """Yield where sentences begin inside a block."""
    for sentence in mended.structure.labelled("sentence"):
        at = mended.offsets.span(sentence.ranges[:1])
        if at is not None and block[0] < at[0] < block[1]:
            yield at[0]


def _at_some(block: Range, places: Iterable[int], size: int) -> Iterator[Range]:
    """Cut a block at offsets that are far enough from each other."""
    begins = [block[0]]
    for at in places:
        if at - begins[-1] >= size:
            begins.append(at)
    yield from pairwise([*begins, block[1]])


def _names(document: AnnotatedDocument) -> Iterator[Annotation]:
    for name in REVIEWED_LAYERS:
        yield from document.standoff.layer(name).annotations


def _spans(document: AnnotatedDocument) -> Iterator[ExampleSpan]:
    """Yield what reviewers are to see, over the whole mended text."""
    mended = document.mended
    for one in filter(is_live, _names(document)):
        at = mended.offsets.span(one.ranges)
        if at is None or mended.text[slice(*at)] != one.text:
            raise StandoffError(
                f"{one.label} {one.text!r} of {document.standoff.document} is not found in the "
                "mended text",
                remedy="run annotate again on this document",
            )
        yield ExampleSpan(*at, one.label, one)


def _rejected(document: AnnotatedDocument, extent: Range) -> Iterator[Annotation]:
    for one in _names(document):
        at = None if is_live(one) else document.mended.offsets.span(one.ranges)
        if at is not None and extent[0] <= at[0] < extent[1]:
            yield one


def _sorted_into(spans: Iterable[ExampleSpan], cuts: Sequence[Range]) -> list[list[ExampleSpan]]:
    held: list[list[ExampleSpan]] = [[] for _ in cuts]
    at = 0
    for span in spans:
        while at + 1 < len(cuts) and span.start >= cuts[at + 1][0]:
            at += 1
        held[at].append(span)
    return held


def _expansions(document: AnnotatedDocument) -> Iterator[tuple[str, Range]]:
    """Yield the ids of acronyms whose long form is in the text, and its span."""
    for one in document.standoff.layer(ACRONYMS).annotations:
        ranges = one.attributes.get("expansion_ranges")
        if ranges and is_live(one):
            at = document.mended.offsets.span((low, high) for low, high in ranges)
            if at is not None:
                yield one.id, at


def _linked(
    own: Sequence[ExampleSpan],
    extent: Range,
    expansions: Iterable[tuple[str, Range]],
    mended: Mended,
) -> tuple[tuple[ExampleSpan, ...], tuple[tuple[int, int], ...]]:
    """Add the long forms that relations need, and count all offsets from the example's start."""
    begin, _ = extent
    spans = list(own)
    acronyms = {one.annotation.id: one for one in own if one.annotation and one.label == ACRONYM}
    pairs = []
    for acronym, (low, high) in _nearest(acronyms, extent, expansions):
        names = (one for one in spans if one.label != ACRONYM)
        target = next((one for one in names if (one.start, one.end) == (low, high)), None)
        if target is None:
            target = ExampleSpan(low, high, EXPANSION)
            spans.append(target)
        pairs.append((acronym, target))
    spans.sort(key=lambda one: (one.start, -one.end, one.label))
    places = {id(one): at for at, one in enumerate(spans)}
    inside = tuple(
        ExampleSpan(one.start - begin, one.end - begin, one.label, one.annotation) for one in spans
    )
    links = sorted((places[id(one)], places[id(other)]) for one, other in pairs)
    return inside, tuple(links)


def _nearest(
    acronyms: Mapping[str, ExampleSpan], extent: Range, expansions: Iterable[tuple[str, Range]]
) -> list[tuple[ExampleSpan, Range]]:
    """Return the occurrence of an acronym that is nearest to its long form, for each long form.

    The page draws a relation over every line between its ends: one from each occurrence would bury
    the text, and say nothing that the first does not.
    """
    begin, end = extent
    found: dict[tuple[Range, str | None], tuple[int, ExampleSpan]] = {}
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


def _risk(one: Annotation) -> float:
    if is_decided(one):
        return 0.0
    return 1 - one.score if one.score is not None else _UNSURE


def _doubt(one: Annotation) -> str:
    sure = "" if one.score is None else f", {one.score:.0%}".replace("%", " %")
    return f"{one.text} ({one.label}{sure})"


def row_of(example: Example) -> dict[str, Any]:
    """Return an example as a line of doccano's JSONL, offsets in its page's units.

    The page lists what is neither text nor span in a table next to the text; so keys are words that
    a French reader knows, except for the digest, which :func:`annotate.review.doccano.push.push`
    reads. Every line has the same keys, and strings as values: doccano reads them as a table.

    Examples
    --------
    >>> example = Example("a", "0" * 64, 1, 1, 0, "À Lens", (ExampleSpan(2, 6, "LOC"),), (), "1")
    >>> row_of(example)["entities"]
    [{'id': 0, 'label': 'LOC', 'start_offset': 2, 'end_offset': 6}]
    """
    units = Utf16(example.text)
    return {
        "text": example.text,
        "entities": [
            {
                "id": at,
                "label": one.label,
                "start_offset": units.to_units(one.start),
                "end_offset": units.to_units(one.end),
            }
            for at, one in enumerate(example.spans)
        ],
        "relations": [
            {"id": at, "from_id": one, "to_id": other, "type": "expansion"}
            for at, (one, other) in enumerate(example.links)
        ],
        "document": example.document,
        "partie": f"{example.number}/{example.count}",
        "page": example.pages,
        "dates": example.values,
        "douteux": example.doubts,
        "digest": example.digest,
    }
