"""What the server holds beside what it was sent."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence

from annotate.document.edits_file import hash_of
from annotate.review.doccano.session import Held, HeldSpan, Session
from annotate.review.doccano.state import Sent
from annotate.review.doccano.units import Units

Place = tuple[int, int, str]
"""Begin, end and label of a span, in code points of the piece."""


def places(text: str, spans: Sequence[HeldSpan]) -> list[Place]:
    """Return where the server's spans stand, in code points of their text."""
    units = Units(text)
    return [
        (units.from_server(span.start), units.from_server(span.end), span.label) for span in spans
    ]


def differences(
    sent: Sent, one: Held, spans: Sequence[HeldSpan], links: Sequence[tuple[int, int]]
) -> list[str]:
    """Say what the server holds otherwise than it was sent; nothing when all is right.

    Parameters
    ----------
    sent : Sent
        What was sent.
    one : Held
        The example.
    spans, links : sequence
        The server's spans and relations of it.
    """
    if hash_of(one.text) != sent.text_hash:
        return ["its text is another one"]
    wanted = Counter((span.start, span.end, span.label) for span in sent.spans)
    there = places(one.text, spans)
    found = Counter(there)
    told = [
        f"{_shown(one.text, place)} is missing" for place in sorted((wanted - found).elements())
    ]
    told += [
        f"{_shown(one.text, place)} is too many" for place in sorted((found - wanted).elements())
    ]
    if told:
        return told
    number = {span.id: place for span, place in zip(spans, there, strict=True)}
    linked = Counter((number.get(low), number.get(high)) for low, high in links)
    asked = Counter((_place(sent, first), _place(sent, second)) for first, second in sent.links)
    if linked != asked:
        told.append(f"it has {len(links)} relations instead of {len(sent.links)}, or others")
    return told


def _place(sent: Sent, at: int) -> Place:
    span = sent.spans[at]
    return span.start, span.end, span.label


def _shown(text: str, place: Place) -> str:
    start, end, label = place
    return f"{label} {text[start:end]!r} at {start}-{end}"


def units_of(sent: Sent, text: str, spans: Sequence[HeldSpan]) -> tuple[int, ...]:
    """Return the server's numbers of the spans that were sent, in the order they were sent."""
    numbers: dict[Place, list[int]] = {}
    for span, place in zip(spans, places(text, spans), strict=True):
        numbers.setdefault(place, []).append(span.id)
    return tuple(numbers[span.start, span.end, span.label].pop(0) for span in sent.spans)


def fingerprint(
    one: Held, spans: Sequence[HeldSpan], links: Sequence[tuple[int, int]], comments: int
) -> str:
    """Return a short hash of all that people can change of an example."""
    told = [
        one.confirmed,
        comments,
        sorted((span.id, span.start, span.end, span.label) for span in spans),
        sorted(links),
    ]
    return hashlib.blake2b(json.dumps(told).encode(), digest_size=8).hexdigest()


def is_untouched(sent: Sent, one: Held, session: Session, project: int) -> bool:
    """Tell whether the server holds an example as it was sent, or as it was last pulled."""
    spans = session.spans(project, one.id)
    links = session.relations(project, one.id)
    return fingerprint(one, spans, links, one.comments) == sent.fingerprint
