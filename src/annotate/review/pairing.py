"""What the server holds of a piece, read and paired with what was sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from annotate.document.annotation import ENTITIES
from annotate.document.mended import Mended
from annotate.document.quote_check import quote_matches
from annotate.document.source import Range
from annotate.review.doccano.changed_texts import places
from annotate.review.doccano.examples import EXPANSION, PieceSpan
from annotate.review.doccano.session import Held, HeldComment, HeldSpan
from annotate.review.doccano.state import Sent

ACRONYM = "ACRONYM"


@dataclass(frozen=True)
class Example:
    """All that the server holds of one piece.

    Attributes
    ----------
    held : Held
        Text, and whether it is confirmed.
    spans : sequence of HeldSpan
        Its spans.
    links : sequence of (int, int)
        Its relations, as numbers of spans.
    comments : sequence of HeldComment
        Its comments, the oldest first.
    by, at : str
        Who confirmed it and when; else who is taken to have worked on it, and the time of the
        pull, for what leaves no trace: what was deleted.
    """

    held: Held
    spans: Sequence[HeldSpan]
    links: Sequence[tuple[int, int]]
    comments: Sequence[HeldComment]
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a person should look at.

    Attributes
    ----------
    document, place, what : str
        Whose, the text it is about, and what is the matter.
    """

    document: str
    place: str
    what: str


@dataclass(frozen=True, slots=True)
class Back:
    """One span of the server that can be read: code points of the piece, and who made it when."""

    number: int
    start: int
    end: int
    label: str
    by: str
    at: str


def readable(
    sent: Sent,
    example: Example,
    mended: Mended,
    name_of: Callable[[int], str | None],
    remarks: list[Remark],
) -> Iterator[Back]:
    """Yield the server's spans that stand for something; the others become remarks."""
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


def _whole(sent: Sent, mended: Mended, low: int, high: int) -> Range:
    """Take in all of what mending made one: half of a ligature has no place in the source."""
    if low >= high:
        return low, high
    offsets = mended.offsets
    at = offsets.span(offsets.to_source(sent.start + low, sent.start + high))
    return (at[0] - sent.start, at[1] - sent.start) if at else (low, high)


def _can_be_quoted(sent: Sent, mended: Mended, low: int, high: int) -> bool:
    start, end = sent.start + low, sent.start + high
    ranges = mended.offsets.to_source(start, end)
    return quote_matches(mended.source.text, ranges, mended.text[start:end])


def paired(
    sent: Sent, back: Sequence[Back]
) -> tuple[list[tuple[int, Back]], list[int], list[Back]]:
    """Pair what was sent with what came back.

    First by the server's numbers, which stay when a label is changed; then, because bounds can
    only be changed by deleting and drawing anew, what is gone with what is new over the same
    characters: same label first, then the longest overlap.

    Returns
    -------
    pairs : list of (int, Back)
        Place in ``sent.spans``, and what it is now.
    gone : list of int
        Places of what is not there any more.
    new : list of Back
        What was not sent.
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


def _shared(span: PieceSpan, one: Back) -> int:
    return min(span.end, one.end) - max(span.start, one.start)


def _kind(label: str) -> str:
    """Names, acronyms and long forms are never read as each other's corrections."""
    return label if label in (ACRONYM, EXPANSION) else ENTITIES


def expansions(example: Example, back: Mapping[int, Back]) -> dict[int, Back]:
    """Return the long form that a relation gives to an acronym, by the acronym's number; a
    relation drawn the wrong way round is understood.
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
