"""Annotations found by their ids and by their characters: a book has a hundred thousand of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from annotate.document.annotation import Annotation
from annotate.document.source import Range

BUCKET = 256
"""Characters in which annotations are looked up together."""


class AnnotationIndex:
    """Annotations of one document, in the order they were put.

    Examples
    --------
    >>> lens = Annotation("e-1", "entities", "LOC", ((3, 7),), "Lens")
    >>> index = AnnotationIndex([lens])
    >>> [one.id for one in index.near([(0, 4)])], [one.id for one in index.near([(900, 904)])]
    (['e-1'], [])
    """

    def __init__(self, annotations: Iterable[Annotation] = ()) -> None:
        self._held: dict[str, Annotation] = {}
        self._ranges: dict[str, tuple[Range, ...]] = {}
        self._buckets: dict[int, dict[str, None]] = defaultdict(dict)
        for one in annotations:
            self.put(one)

    def __iter__(self) -> Iterator[Annotation]:
        return iter(self._held.values())

    def get(self, identity: str) -> Annotation | None:
        """Return an annotation by its id."""
        return self._held.get(identity)

    def ranges(self, identity: str) -> tuple[Range, ...]:
        """Return the characters that an annotation was put at."""
        return self._ranges[identity]

    def put(self, one: Annotation, ranges: tuple[Range, ...] | None = None) -> None:
        """Put an annotation, in the place of one with the same id.

        Parameters
        ----------
        one : Annotation
            The annotation.
        ranges : tuple of Range, optional
            Its characters in another text than the source.
        """
        self.drop(one.id)
        self._held[one.id] = one
        self._ranges[one.id] = ranges = one.ranges if ranges is None else ranges
        for bucket in buckets_of(ranges):
            self._buckets[bucket][one.id] = None

    def drop(self, identity: str) -> None:
        """Take an annotation out, if it is there."""
        if self._held.pop(identity, None) is not None:
            for bucket in buckets_of(self._ranges.pop(identity)):
                del self._buckets[bucket][identity]

    def near(self, ranges: Iterable[Range]) -> list[Annotation]:
        """Return all that may share characters with some ranges, and hardly anything else."""
        found = {
            identity: None
            for bucket in buckets_of(ranges)
            for identity in self._buckets.get(bucket, ())
        }
        return [self._held[identity] for identity in found]


def buckets_of(ranges: Iterable[Range]) -> dict[int, None]:
    """Return the numbers of the stretches of text that some ranges touch, in their order."""
    return {
        bucket: None
        for start, end in ranges
        for bucket in range(start // BUCKET, (end - 1) // BUCKET + 1)
    }
