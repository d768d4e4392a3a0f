"""The spans that the server holds of an example, paired with those that were sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotate.document.annotation import ENTITIES
from annotate.document.mended import Mended
from annotate.document.quote_check import quote_matches
from annotate.document.source import Range
from annotate.review.doccano.examples import ACRONYM, EXPANSION, ExampleSpan
from annotate.review.doccano.read_back import places
from annotate.review.doccano.snapshot import ServerExample
from annotate.review.doccano.state import SentExample


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a person should look at.

    Attributes
    ----------
    document, place, what : str
        The document, the text it is about, and what is wrong.
    """

    document: str
    place: str
    what: str


@dataclass(frozen=True, slots=True)
class Back:
    """A span of the server that can be read: code points of the example, and who made it when."""

    number: int
    start: int
    end: int
    label: str
    by: str
    at: str


def readable(
    sent: SentExample,
    example: ServerExample,
    mended: Mended,
    name_of: Callable[[int], str | None],
    remarks: list[Remark],
) -> Iterator[Back]:
    """Yield the server's spans that can be annotations; the others become remarks."""
    text = example.held.text
    seen: set[tuple[int, int, str]] = set()
    for span, (start, end, label) in zip(example.spans, places(text, example.spans), strict=True):
        low, high = _whole(sent, mended, *_trimmed(text, start, end))
        if (low, high, label) in seen:
            continue  # drawn twice
        what = None
        if end > len(text) or low >= high:
            what = "it covers no text"
        elif "\n\n" in text[low:high]:
            what = "it runs over two paragraphs"
        elif not mended.offsets.to_source(sent.start + low, sent.start + high):
            what = "it covers only what mending put in"
        elif not _can_be_quoted(sent, mended, low, high):
            what = "it covers a part only of what mending made one"
        if what is not None:
            remarks.append(Remark(sent.document, f"{label} {text[start:end][:60]!r}", what))
            continue
        seen.add((low, high, label))
        yield Back(span.id, low, high, label, name_of(span.user) or example.by, span.at)


def _trimmed(text: str, start: int, end: int) -> Range:
    """Leave out the white space that a mouse takes along."""
    quote = text[start:end]
    low = start + len(quote) - len(quote.lstrip())
    return low, start + len(quote.rstrip())


def _whole(sent: SentExample, mended: Mended, low: int, high: int) -> Range:
    """Extend a span to all that mending joined: half of a ligature has no place in the source."""
    if low >= high:
        return low, high
    offsets = mended.offsets
    at = offsets.span(offsets.to_source(sent.start + low, sent.start + high))
    return (at[0] - sent.start, at[1] - sent.start) if at else (low, high)


def _can_be_quoted(sent: SentExample, mended: Mended, low: int, high: int) -> bool:
    start, end = sent.start + low, sent.start + high
    ranges = mended.offsets.to_source(start, end)
    return quote_matches(mended.source.text, ranges, mended.text[start:end])


def paired(
    sent: SentExample, back: Sequence[Back]
) -> tuple[list[tuple[int, Back]], list[int], list[Back]]:
    """Pair the spans that were sent with those that came back.

    First by the server's numbers, which a change of label keeps; then, because boundaries can only
    be changed by deleting a span and drawing another, what is gone with what is new over the same
    characters: same label first, then the longest overlap.

    Returns
    -------
    pairs : list of (int, Back)
        Index in ``sent.spans``, and what the span is now.
    gone : list of int
        Indices of spans that are not there any more.
    new : list of Back
        Spans that were not sent.
    """
    by_number = {one.number: one for one in back}
    pairs = [
        (at, by_number[number]) for at, number in enumerate(sent.servers) if number in by_number
    ]
    known = {one.number for _, one in pairs}
    gone = [at for at, number in enumerate(sent.servers) if number not in by_number]
    new = [one for one in back if one.number not in known]
    candidates = sorted(
        (sent.spans[at].label != one.label, -_shared(sent.spans[at], one), at, one.number)
        for at in gone
        for one in new
        if _shared(sent.spans[at], one) > 0 and _kind(sent.spans[at].label) == _kind(one.label)
    )
    for _, _, at, number in candidates:
        if at in gone and number not in known:
            pairs.append((at, by_number[number]))
            gone.remove(at)
            known.add(number)
    return pairs, gone, [one for one in new if one.number not in known]


def _shared(span: ExampleSpan, one: Back) -> int:
    return min(span.end, one.end) - max(span.start, one.start)


def _kind(label: str) -> str:
    """Return what a label is of: names, acronyms and long forms never correct each other."""
    return label if label in (ACRONYM, EXPANSION) else ENTITIES


def expansions(example: ServerExample, back: Mapping[int, Back]) -> dict[int, Back]:
    """Return the long form that a relation gives to an acronym, by the acronym's number, whichever
    way the relation was drawn.
    """
    found = {}
    for low, high in example.links:
        one, other = back.get(low), back.get(high)
        if one is None or other is None:
            continue
        if one.label != ACRONYM and other.label == ACRONYM:
            one, other = other, one
        if one.label == ACRONYM:
            found[one.number] = other
    return found
