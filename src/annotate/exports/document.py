"""What is exchanged of a document: its mended text, and its annotations over that text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from annotate.document.annotation import ACRONYMS, ENTITIES, Annotation
from annotate.document.mended import Mended
from annotate.document.run_folder import AnnotatedDocument
from annotate.document.source import Range

REJECTED = "rejected"
STATUSES = ("predicted", "reviewed", "all")
"""What may be exported: all that nobody rejected as it was predicted or decided, what people
decided, or everything, what they rejected among it."""


_ACRONYM = "ACRONYM"
_KINDS_OF_PATHS = (PurePosixPath, PureWindowsPath)


def layer_of(label: str) -> str:
    """Return the layer that a label is of.

    Examples
    --------
    >>> layer_of("ACRONYM"), layer_of("LOC")
    ('acronyms', 'entities')
    """
    return ACRONYMS if label == _ACRONYM else ENTITIES


@dataclass(frozen=True, slots=True)
class Span:
    """An annotation over the text that is exchanged.

    Attributes
    ----------
    label : str
        A label of the annotation guide.
    ranges : tuple of Range
        Code points of the text, half-open, in order, none touching the next.
    id : str
        That of the annotation; empty where another program made the span.
    value : str or None
        EDTF on dates.
    attributes : mapping
        Those of the annotation, of JSON types.
    source : str
        The provenance.
    score : float or None
        Confidence between 0 and 1.
    status : str
        As in standoff files.
    origin : tuple of Range
        Code points of the source text that it comes from; empty where that is not known.
    """

    label: str
    ranges: tuple[Range, ...]
    id: str = ""
    value: str | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    source: str = ""
    score: float | None = None
    status: str = "predicted"
    origin: tuple[Range, ...] = ()

    @property
    def layer(self) -> str:
        """``entities`` or ``acronyms``."""
        return layer_of(self.label)

    @property
    def start(self) -> int:
        """Its first code point."""
        return self.ranges[0][0]

    @property
    def end(self) -> int:
        """The offset after its last code point."""
        return self.ranges[-1][1]

    def sort_key(self) -> tuple[int, int, bool, str, str]:
        """By position, longest first, names before acronyms."""
        return (self.start, -self.end, self.layer != ENTITIES, self.label, self.id)


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A span that could not be brought home.

    Attributes
    ----------
    document, label, quote, why : str
        What it is, and the reason.
    """

    document: str
    label: str
    quote: str
    why: str

    def __str__(self) -> str:
        return f"{self.document}: {self.label} « {self.quote[:60]} »: {self.why}"


NO_LABEL = "the configuration has no such label"
"""Why a span of a label of others is left out."""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the text: what lies between two blocks belongs to none.

    Attributes
    ----------
    label : str
        ``title``, ``author``, ``heading``, ``paragraph``, ``note`` or ``cell``.
    start, end : int
        Code points of the text, half-open.
    id : str
        That of the element: paragraphs of annotations name it.
    value : str or None
        The level of a heading, the number of a note, the columns of a cell.
    kind : str or None
        ``list_item``, ``caption``, ``bibliography`` or ``header``.
    parents : tuple of str
        The ids of what holds it, from the outside: ``("table2", "row5")``, ``("box1",)``.
    """

    label: str
    start: int
    end: int
    id: str = ""
    value: str | None = None
    kind: str | None = None
    parents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Milestone:
    """A point of the text: where a page begins, or where a note is called.

    Attributes
    ----------
    label : str
        ``page`` or ``note_call``.
    at : int
        The code point before which it stands.
    value : str
        The number of the page, counted from 1; what the call says.
    """

    label: str
    at: int
    value: str


@dataclass(frozen=True)
class Exchanged:
    """A document in the shape that formats write and read.

    Attributes
    ----------
    id : str
        Its id.
    text : str
        The mended text.
    spans : tuple of Span
        By position.
    blocks : tuple of Block
        In the order of the text; none where a format does not keep them.
    sentences : tuple of Range
        Code points of the text, in order, apart from each other.
    milestones : tuple of Milestone
        In the order of the text.
    sha256, path, generator : str
        The hash of the source text, the file it was read from (of an absolute path the name), and
        what made the annotations.
    file : str
        Of one that was read from a format, the file that it stands in.
    """

    id: str
    text: str
    spans: tuple[Span, ...] = ()
    blocks: tuple[Block, ...] = ()
    sentences: tuple[Range, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    sha256: str = ""
    path: str = ""
    generator: str = ""
    file: str = ""

    def quote(self, span: Span) -> str:
        """Return the text of a span; what lies between its ranges is an ellipsis.

        Examples
        --------
        >>> document = Exchanged("a", "Lens et Liévin")
        >>> document.quote(Span("LOC", ((0, 4), (8, 14))))
        'Lens … Liévin'
        """
        return " … ".join(self.text[start:end] for start, end in span.ranges)


def exchanged(
    document: AnnotatedDocument, status: str = "predicted", labels: Collection[str] = ()
) -> Exchanged:
    """Return a document of a run in the shape that formats write.

    Parameters
    ----------
    document : AnnotatedDocument
        As :meth:`RunFolder.read` gives it.
    status : str
        One of :data:`STATUSES`.
    labels : collection of str
        The labels that are wanted; all where none is named.

    Returns
    -------
    Exchanged
        Annotations that the mended text does not show (a name in a running head) have no ranges
        there; :func:`unseen` gives them.

    Examples
    --------
    >>> import annotate
    >>> mine = exchanged(annotate.load("build/")["mine"])
    >>> [(one.label, mine.quote(one), one.origin) for one in mine.spans]
    [('DATE', '1894', ((18, 22),)), ('LOC', 'Lens', ((25, 29),))]
    """
    mended = document.mended
    spans = (
        span_of(one, mended)
        for one in wanted(document.standoff.named(), status)
        if not labels or one.label in labels
    )
    return Exchanged(
        document.id,
        mended.text,
        tuple(sorted((one for one in spans if one is not None), key=Span.sort_key)),
        tuple(_blocks(mended)),
        tuple(_sentences(mended)),
        tuple(_milestones(mended)),
        mended.source.sha256,
        _shown(document.standoff.source),
        document.standoff.generator,
    )


def _shown(source: str) -> str:
    """Return a file as it was given; of one with the folders of a machine the name alone."""
    given = next((one for one in _KINDS_OF_PATHS if one(source).is_absolute()), None)
    return given(source).name if given else source


def wanted(annotations: Iterable[Annotation], status: str) -> Iterator[Annotation]:
    """Yield the annotations of names that a status stands for."""
    for one in annotations:
        decided = one.status not in ("predicted", REJECTED)
        if status == "all" or decided or (status == "predicted" and one.status != REJECTED):
            yield one


def unseen(document: AnnotatedDocument, status: str = "predicted") -> list[Annotation]:
    """Return the annotations that the mended text does not show, so that no format has them."""
    return [
        one
        for one in wanted(document.standoff.named(), status)
        if span_of(one, document.mended) is None
    ]


def span_of(annotation: Annotation, mended: Mended) -> Span | None:
    """Return an annotation over the mended text; None where that does not show all of it, or shows
    white space alone.
    """
    images = [mended.offsets.to_mended(*one) for one in annotation.ranges]
    if not all(images):
        return None
    ranges = _joined((image for found in images for image in found), mended.text)
    if not ranges:
        return None
    return Span(
        annotation.label,
        ranges,
        annotation.id,
        annotation.value,
        annotation.attributes,
        annotation.source,
        annotation.score,
        annotation.status,
        annotation.ranges,
    )


def _joined(ranges: Iterable[Range], text: str) -> tuple[Range, ...]:
    """Return ranges in order, without white space at their ends, since no token has any; those as
    one between which is nothing but white space: a note or the end of a page stood there.
    """
    found: list[Range] = []
    for low, high in sorted(ranges):
        quote = text[low:high]
        low, high = high - len(quote.lstrip()), low + len(quote.rstrip())
        if low >= high:
            continue
        if found and not text[found[-1][1] : low].strip():
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def _blocks(mended: Mended) -> Iterator[Block]:
    parents = {one.id: one.parent for one in mended.structure.elements}
    for element, (start, end) in mended.blocks:
        chain, parent = [], element.parent
        while parent is not None and parent not in chain:
            chain.append(parent)
            parent = parents.get(parent)
        yield Block(
            element.label,
            start,
            end,
            element.id,
            element.value,
            element.kind,
            tuple(reversed(chain)),
        )


def _sentences(mended: Mended) -> Iterator[Range]:
    """Yield the sentences, each within its block and apart from the one before."""
    extents, last = mended.offsets.extents, 0
    found = []
    for element in mended.structure.labelled("sentence"):
        images = mended.offsets.images(element.ranges)
        if images:
            found.append((min(low for low, _ in images), max(high for _, high in images)))
    for start, end in sorted(found):
        low = max(start, last)
        high = min(end, extents[mended.offsets.block_at(low)][1]) if extents else end
        text = mended.text[low:high]
        low += len(text) - len(text.lstrip())
        high -= len(text) - len(text.rstrip())
        if low < high:
            yield low, high
            last = high


def _milestones(mended: Mended) -> list[Milestone]:
    found = []
    for page in mended.source.pages:
        images = mended.offsets.to_mended(page.start, page.end)
        if images:
            found.append(Milestone("page", min(low for low, _ in images), str(page.number)))
    for call in mended.structure.labelled("note_call"):
        before = _last_before(mended, call.ranges[0][0])
        if before is not None:
            found.append(Milestone("note_call", before, call.value or ""))
    # A call stands on the page that its word is on.
    return sorted(found, key=lambda one: (one.at, one.label == "page"))


def _last_before(mended: Mended, at: int) -> int | None:
    """Return the offset after the character of the mended text that stands before a call."""
    text = mended.source.text
    before = len(text[max(0, at - 40) : at].rstrip()) + max(0, at - 40)
    images = mended.offsets.to_mended(before - 1, before) if before else ()
    return images[-1][1] if images else None
