"""What the server holds, compared with what it was sent."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence

from annotate.document.edits_file import hash_of
from annotate.document.utf16 import Utf16
from annotate.review.doccano.session import Held, HeldSpan, Session
from annotate.review.doccano.state import SentExample

Place = tuple[int, int, str]
"""Start, end and label of a span, in code points of the example."""


def places(text: str, spans: Sequence[HeldSpan]) -> list[Place]:
    """Return the server's spans in code points of their text."""
    units = Utf16(text)
    return [
        (units.from_units(span.start), units.from_units(span.end), span.label) for span in spans
    ]


def differences(
    sent: SentExample, one: Held, spans: Sequence[HeldSpan], links: Sequence[tuple[int, int]]
) -> list[str]:
    """Return what the server does not hold as it was sent, in words; nothing if all is right.

    Parameters
    ----------
    sent : SentExample
        What was sent.
    one : Held
        The example on the server.
    spans, links : sequence
        Its spans and relations there.
    """
    if hash_of(one.text) != sent.text_hash:
        return ["its text is another one"]
    wanted = Counter((span.start, span.end, span.label) for span in sent.spans)
    there = places(one.text, spans)
    found = Counter(there)
    faults = [f"{_worded(one.text, at)} is missing" for at in sorted((wanted - found).elements())]
    faults += [f"{_worded(one.text, at)} is extra" for at in sorted((found - wanted).elements())]
    if faults:
        return faults
    number = {span.id: place for span, place in zip(spans, there, strict=True)}
    linked = Counter((number.get(low), number.get(high)) for low, high in links)
    asked = Counter((_place(sent, first), _place(sent, second)) for first, second in sent.links)
    if linked != asked:
        return [f"it has {len(links)} relations instead of {len(sent.links)}, or other ones"]
    return []


def _place(sent: SentExample, at: int) -> Place:
    span = sent.spans[at]
    return span.start, span.end, span.label


def _worded(text: str, place: Place) -> str:
    start, end, label = place
    return f"{label} {text[start:end]!r} at {start}-{end}"


def numbers_of(sent: SentExample, text: str, spans: Sequence[HeldSpan]) -> tuple[int, ...]:
    """Return the server's numbers of the spans that were sent, in the order they were sent in."""
    numbers: dict[Place, list[int]] = {}
    for span, place in zip(spans, places(text, spans), strict=True):
        numbers.setdefault(place, []).append(span.id)
    return tuple(numbers[span.start, span.end, span.label].pop(0) for span in sent.spans)


def fingerprint(
    one: Held, spans: Sequence[HeldSpan], links: Sequence[tuple[int, int]], comments: int
) -> str:
    """Return a short hash of all that people can change of an example."""
    changeable = [
        one.confirmed,
        comments,
        sorted((span.id, span.start, span.end, span.label) for span in spans),
        sorted(links),
    ]
    return hashlib.blake2b(json.dumps(changeable).encode(), digest_size=8).hexdigest()


def is_untouched(sent: SentExample, one: Held, session: Session, project: int) -> bool:
    """Return whether the server holds an example as it was sent, or as it was last pulled."""
    spans = session.spans(project, one.id)
    links = session.relations(project, one.id)
    return fingerprint(one, spans, links, one.comments) == sent.fingerprint
