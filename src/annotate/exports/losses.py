"""What a format cannot hold of a document: left out before it is written, and told."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from annotate.document.annotation import ENTITIES
from annotate.document.closing import FROM_LEXICON, OF_INDEX
from annotate.exports.document import Exchanged, Span


class Feature(StrEnum):
    """Something that a format may hold; the value is what tables of losses call it.

    Examples
    --------
    >>> print(Feature.GAPS)
    several ranges
    """

    NESTED = "names inside names"
    LAYERS = "acronyms over names"
    GAPS = "several ranges"
    VALUE = "values of dates"
    EXPANSION = "long forms of acronyms"
    ENTITY = "entities and codes of places"
    ATTRIBUTES = "other attributes"
    STATUS = "status"
    REVIEW = "who decided, and when"
    PROVENANCE = "provenance"
    CONFIDENCE = "confidence"
    BOXES = "boxes on pages"
    IDS = "ids of annotations"
    STRUCTURE = "structure of the text"
    SENTENCES = "sentences"
    MILESTONES = "pages and note calls"
    SPACE = "white space"
    CHARACTERS = "characters that XML forbids"


NAMES = frozenset({Feature.NESTED, Feature.LAYERS})
"""What a format holds in which spans may overlap."""
DETAILS = frozenset(
    {
        Feature.VALUE,
        Feature.EXPANSION,
        Feature.ENTITY,
        Feature.ATTRIBUTES,
        Feature.STATUS,
        Feature.REVIEW,
        Feature.PROVENANCE,
        Feature.CONFIDENCE,
        Feature.BOXES,
        Feature.IDS,
    }
)
"""What a format holds that keeps all that is said of a span."""

_GROUPS: Mapping[str, Feature] = {
    "expansion": Feature.EXPANSION,
    "expansion_ranges": Feature.EXPANSION,
    "expansion_from": Feature.EXPANSION,
    FROM_LEXICON: Feature.EXPANSION,
    **dict.fromkeys(OF_INDEX, Feature.ENTITY),
    "boxes": Feature.BOXES,
    "review": Feature.REVIEW,
}
"""Attributes by what they are; the others are other attributes."""
_UNSAID: tuple[object, ...] = (None, False, "", [], {})
"""Values of attributes that say no more than a missing one."""
FORBIDDEN = re.compile(r"[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 does not allow in a text (the production `Char`)."""


def reduced(document: Exchanged, holds: Collection[Feature]) -> tuple[Exchanged, Counter[Feature]]:
    """Leave out what a format cannot hold.

    Parameters
    ----------
    document : Exchanged
        All of it.
    holds : collection of Feature
        What the format can hold.

    Returns
    -------
    Exchanged
        What writing and reading back gives. Where spans may not overlap, a longer one is kept
        rather than a shorter, and a name rather than an acronym; one of several ranges becomes one
        from its first to its last character.
    Counter of Feature
        How many spans lost what; of the text, how many characters, blocks, sentences or points.

    Examples
    --------
    >>> names = (Span("ORG", ((0, 12),)), Span("LOC", ((8, 12),), attributes={"nested": True}))
    >>> kept, lost = reduced(Exchanged("a", "Mine de Lens", names), {Feature.SPACE})
    >>> [one.label for one in kept.spans], [(str(what), count) for what, count in lost.items()]
    (['ORG'], [('names inside names', 1)])
    """
    lost: Counter[Feature] = Counter()
    spans = _apart(document.spans, holds, lost)
    text = document.text
    if Feature.CHARACTERS not in holds and FORBIDDEN.search(text):
        text, count = FORBIDDEN.subn(_allowed, text)
        lost[Feature.CHARACTERS] += count
    kept = [_without(one, holds, lost) for one in spans]
    parts: dict[str, Any] = {}
    for name, feature in (
        ("blocks", Feature.STRUCTURE),
        ("sentences", Feature.SENTENCES),
        ("milestones", Feature.MILESTONES),
    ):
        if feature not in holds and getattr(document, name):
            lost[feature] += len(getattr(document, name))
            parts[name] = ()
    if Feature.SPACE not in holds:
        lost[Feature.SPACE] += len(re.findall(r"\s+", text))
    return replace(document, text=text, spans=tuple(sorted(kept, key=Span.sort_key)), **parts), lost


def _allowed(found: re.Match[str]) -> str:
    """Return what stands for a character that XML forbids: a form feed is white space still."""
    return " " if found[0].isspace() else "\N{REPLACEMENT CHARACTER}"


def _apart(
    spans: tuple[Span, ...], holds: Collection[Feature], lost: Counter[Feature]
) -> list[Span]:
    """Return the spans with one range each and apart from each other, where that must be."""
    found = list(spans)
    if Feature.GAPS not in holds:
        lost.update(Feature.GAPS for one in found if len(one.ranges) > 1)
        found = [replace(one, ranges=((one.start, one.end),)) for one in found]
    if set(holds) >= NAMES:
        return found
    kept: list[Span] = []
    # Names first, so that no acronym takes the place of one; then the rest where there is room.
    for span in sorted(found, key=lambda one: (one.layer != ENTITIES, *one.sort_key())):
        at = bisect_left(kept, span.start, key=lambda one: one.end - 1)
        other = kept[at] if at < len(kept) and kept[at].start < span.end else None
        if other is None:
            kept.insert(at, span)
        else:
            lost[Feature.NESTED if other.layer == span.layer else Feature.LAYERS] += 1
    return kept


def _without(span: Span, holds: Collection[Feature], lost: Counter[Feature]) -> Span:
    """Return a span with what the format holds of it."""
    attributes, gone = {}, set()
    for name, value in span.attributes.items():
        feature = _GROUPS.get(name, Feature.ATTRIBUTES)
        if feature in holds:
            attributes[name] = value
        elif value not in _UNSAID and name != "nested":
            gone.add(feature)
    plain: dict[str, Any] = {}
    for feature, name, said in (
        (Feature.VALUE, "value", span.value is not None),
        (Feature.STATUS, "status", span.status != "predicted"),
        (Feature.PROVENANCE, "source", bool(span.source)),
        (Feature.CONFIDENCE, "score", span.score is not None),
        (Feature.IDS, "id", bool(span.id)),
    ):
        if feature not in holds and said:
            gone.add(feature)
            plain[name] = _DEFAULT[name]
    lost.update(gone)
    return replace(span, attributes=attributes, **plain)


_DEFAULT: Mapping[str, Any] = {
    "value": None,
    "status": "predicted",
    "source": "",
    "score": None,
    "id": "",
}
