"""Spans of two states of a text that share characters."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from annotate.document.annotation import ENTITIES
from annotate.document.source import Range
from annotate.exports.document import Span


def outermost(spans: Iterable[Span]) -> list[Range]:
    """Return the ranges of the names that lie in no longer one, by position."""
    found: list[Range] = []
    for one in sorted((one for one in spans if one.layer == ENTITIES), key=Span.sort_key):
        if not found or one.end > found[-1][1]:
            found.append((one.start, one.end))
    return found


def covered(spans: Iterable[Span], layer: str) -> list[Range]:
    """Return what the spans of a layer cover, in ranges apart from each other, by position."""
    found: list[Range] = []
    for start, end in sorted((one.start, one.end) for one in spans if one.layer == layer):
        if found and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def meets(start: int, end: int, covered: Sequence[Range]) -> bool:
    """Return whether a span shares characters with one of some ranges apart from each other."""
    at = bisect_left(covered, end, key=lambda one: one[0]) - 1
    return at >= 0 and start < covered[at][1]


def paired(gone: Sequence[Span], new: Sequence[Span]) -> list[tuple[Span, Span]]:
    """Pair what is gone with what is new in its place: the same label first, then the longest
    overlap.
    """
    fresh = sorted(new, key=lambda one: one.start)
    starts = [one.start for one in fresh]
    longest = max((one.end - one.start for one in fresh), default=0)
    candidates = []
    for at, old in enumerate(gone):
        low = bisect_left(starts, old.start - longest)
        for place in range(low, bisect_left(starts, old.end)):
            shared = min(old.end, fresh[place].end) - max(old.start, fresh[place].start)
            if shared > 0 and old.layer == fresh[place].layer:
                candidates.append((old.label != fresh[place].label, -shared, at, place))
    pairs: list[tuple[Span, Span]] = []
    taken_old: set[int] = set()
    taken_new: set[int] = set()
    for _, _, at, place in sorted(candidates):
        if at not in taken_old and place not in taken_new:
            taken_old.add(at)
            taken_new.add(place)
            pairs.append((gone[at], fresh[place]))
    return pairs
