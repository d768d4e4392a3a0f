"""Projecting annotations to another extraction of the same text.

The two sources differ in line breaks, hyphens, pages and notes; their mended texts hardly do. So
each annotation is projected from the old source to the old mended text, over an alignment to the
new mended text, and from there to the new source. It is projected only if every character of it is
found there, together, among the same words, and with the same quote. Everything else is listed with
the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from annotate.document.annotation import ENTITIES, LAYERS, STRUCTURE, Annotation, Layer, stable_id
from annotate.document.boxes import BoxIndex
from annotate.document.mended import Mended
from annotate.document.quote_check import quote_matches
from annotate.document.source import Range, Source
from annotate.document.standoff import Standoff, standoff_of
from annotate.document.structure import ElementIndex
from annotate.errors import AnnotateError, StandoffError
from annotate.gold.alignment import align
from annotate.gold.attributes import attributes_there
from annotate.gold.note_calls import Calls
from annotate.gold.placing import Missing, Placing
from annotate.gold.positions import ElementMatcher, joined
from annotate.gold.unprojected import Place, Reason, Unplaced
from annotate.text.mending.mend import mend

EXTRACTION_ONLY = frozenset({"hyphen", "page_break", "running_head", "page_number", "line_number"})
"""Labels of the pages and lines of one extraction; another has its own."""

_NOTE_CALL = "note_call"
_REJECTED = "rejected"
_OWN_LETTERS = 30


@dataclass(frozen=True)
class Carried:
    """Annotations projected to another extraction of their text.

    Every annotation is in exactly one of `standoff`, `lost` (with an empty ``part``) and `left`.

    Attributes
    ----------
    standoff : Standoff
        What could be projected, over the new source. Provenance and status are kept.
    lost : tuple of Unplaced
        What could not, and attributes that were left out of what was projected.
    left : tuple of Unplaced
        Hyphens, page breaks, page numbers and running heads: they belong to the old extraction,
        and are not missed in the new one.
    ids : mapping of str to str
        From the ids of what could be projected to those in `standoff`.
    """

    standoff: Standoff
    lost: tuple[Unplaced, ...]
    left: tuple[Unplaced, ...]
    ids: Mapping[str, str]


def carry(gold: Standoff, old: Source, new: Source, config: str) -> Carried:
    """Project the gold of one extraction of a text to another.

    Parameters
    ----------
    gold : Standoff
        Annotations of `old`.
    old, new : Source
        Two extractions of one text. Two texts that have little in common are not an error: then
        everything is listed as lost.
    config : str
        The digest that the new standoff names.

    Returns
    -------
    Carried
        Ids are those of the new ranges; pages, paragraphs and sentences are those of the new text
        as mended.

    Raises
    ------
    StandoffError
        If the gold belongs to another text than `old`.
    QuoteError
        If a quote of the gold does not match `old`.

    Examples
    --------
    >>> from annotate.document.annotation import Annotation, Layer
    >>> old = Source("a", "a.txt", "Après la guerre, la mine de char-\\nbon de Lens ferma.\\n")
    >>> new = Source("b", "b.txt", "Après la guerre, la mine de charbon\\nde Lens ferma.\\n")
    >>> lens = Annotation("e-1", "entities", "LOC", ((41, 45),), "Lens", status="added")
    >>> gold = standoff_of(old, [Layer("entities", (lens,))], "")
    >>> found = carry(gold, old, new, "").standoff.annotations()
    >>> [(one.ranges, one.text, one.status) for one in found]
    [(((39, 43),), 'Lens', 'added')]
    """
    return carry_mended(gold, mend(old), mend(new), config)


def carry_mended(gold: Standoff, old: Mended, new: Mended, config: str) -> Carried:
    """Project annotations to another text where both are mended already, as :func:`carry` does.

    Parameters
    ----------
    gold : Standoff
        Annotations of `old`: gold, or what reviewers decided on a run.
    old, new : Mended
        The two texts, mended by whatever rules.
    config : str
        The digest that the new standoff names.

    Returns
    -------
    Carried
        Annotations keep status, provenance and what a reviewer wrote. The prediction that one was
        corrected from (``review``, ``was``) gets the ranges of the new text, too, or none if it has
        no sure place there.

    Raises
    ------
    StandoffError
        If the annotations belong to another text than `old`.
    QuoteError
        If a quote does not match `old`.
    """
    _check(gold, old.source)
    journey = _Journey(old, new)
    placed: list[tuple[Annotation, tuple[Range, ...]]] = []
    lost: list[Unplaced] = []
    left: list[Unplaced] = []
    for annotation in gold.annotations():
        if annotation.layer == STRUCTURE and annotation.label in EXTRACTION_ONLY:
            left.append(Unplaced(annotation, Reason.OTHER_EXTRACTION))
            continue
        place = journey.place(annotation)
        if isinstance(place, Unplaced):
            lost.append(place)
        else:
            placed.append((annotation, place))
    placed, alone = _with_hosts(gold, placed)
    lost.extend(alone)
    made, dropped, ids = _made_anew(placed, journey)
    layers = (Layer.of(name, (one for one in made if one.layer == name)) for name in LAYERS)
    standoff = standoff_of(new.source, (layer for layer in layers if layer.annotations), config)
    return Carried(standoff, (*lost, *dropped), tuple(left), ids)


def _with_hosts(
    gold: Standoff, placed: list[tuple[Annotation, tuple[Range, ...]]]
) -> tuple[list[tuple[Annotation, tuple[Range, ...]]], list[Unplaced]]:
    """Keep a nested name only with a longer name around it: without one it is not nested."""
    entities = gold.layer(ENTITIES).annotations
    carried = {one.id for one, _ in placed}
    kept, alone = [], []
    for annotation, place in placed:
        hosts = [
            one
            for one in (entities if annotation.attributes.get("nested") else ())
            if one.id != annotation.id
            and one.status != _REJECTED
            and one.start <= annotation.start
            and annotation.end <= one.end
        ]
        if hosts and not any(one.id in carried for one in hosts):
            alone.append(Unplaced(annotation, Reason.HOST))
        else:
            kept.append((annotation, place))
    return kept, alone


def _check(gold: Standoff, old: Source) -> None:
    if gold.sha256 != old.sha256:
        raise StandoffError(
            f"the gold belongs to another text: its hash is {gold.sha256[:12]}…, that of "
            f"{old.path} is {old.sha256[:12]}…",
            path=gold.source,
            remedy="give with --from the text that the gold was made for",
        )
    for annotation in gold.annotations():
        try:
            annotation.check(old)
        except AnnotateError as error:
            error.path = error.path or gold.source
            raise


class _Journey:
    """The projection from an old source over both mended texts to a new source."""

    def __init__(self, old: Mended, new: Mended) -> None:
        self.old, self.new = old, new
        self.alignment = align(old.text, new.text)
        self.matcher = ElementMatcher(new)
        self.elements = ElementIndex(new.structure.elements)
        self.placing = BoxIndex(new.source)
        self._calls_old, self._calls_new = Calls(old), Calls(new)
        self._placing = Placing(self.alignment, self._calls_old, self._calls_new)

    def place(self, annotation: Annotation) -> Place:
        """Return the ranges of an annotation in the new source, or why it has none."""
        if annotation.label == _NOTE_CALL:
            return self._place_call(annotation)
        images = self._images(annotation, annotation.ranges)
        if isinstance(images, Unplaced):
            return images
        if annotation.text is None:
            # The ranges of an element hold the note calls, too, which no mended text has.
            return self.matcher.ranges_of(annotation.label, images) or self._to_source(images)
        place = self._to_source(images)
        if quote_matches(self.new.source.text, place, annotation.text):
            return place
        return Unplaced(annotation, Reason.QUOTE, self._reading(place))

    def project(self, annotation: Annotation, ranges: Iterable[Range]) -> Place:
        """Return some ranges of the old source in the new one."""
        images = self._images(annotation, ranges)
        return images if isinstance(images, Unplaced) else self._to_source(images)

    def _to_source(self, images: Iterable[Range]) -> tuple[Range, ...]:
        return tuple(span for image in images for span in self.new.offsets.to_source(*image))

    def _images(self, annotation: Annotation, ranges: Iterable[Range]) -> Place:
        """Return some ranges of the old source in the new mended text."""
        spans = joined(self.old.offsets.images(ranges), self.old.text)
        if not spans:
            return Unplaced(annotation, Reason.OUTSIDE)
        images: list[Range] = []
        for start, end in spans:
            image = self._placing.place(start, end, proven=self._is_proven(annotation, start, end))
            if isinstance(image, Missing):
                return Unplaced(annotation, image.reason, image.detail)
            images.append(image)
        merged = joined(images, self.new.text)
        if list(merged) != sorted(merged):
            return Unplaced(annotation, Reason.SCATTERED)
        # Letters that mending wrote itself (the number of a note) have no place in the source.
        return merged if self._to_source(merged) else Unplaced(annotation, Reason.GONE)

    def _is_proven(self, annotation: Annotation, start: int, end: int) -> bool:
        """Return whether a span is long enough to prove its place, as a sentence is."""
        if annotation.layer != STRUCTURE:
            return False
        own = self.old.text[start : min(end, start + 2 * _OWN_LETTERS)]
        return sum(char.isalnum() for char in own) >= _OWN_LETTERS

    def _place_call(self, annotation: Annotation) -> Place:
        """Find a note call after the same character; mending removes it from both texts."""
        span = self._calls_old.character_before(annotation.start)
        if span is None:
            return Unplaced(annotation, Reason.OUTSIDE)
        there = int(self.alignment.to_new[span[1] - 1])
        if there < 0:
            missing = self._placing.missing(*span)
            return Unplaced(annotation, missing.reason, missing.detail)
        image = (there + 1, there + 1)
        if not self._placing.is_supported((span[1], span[1]), image):
            return Unplaced(annotation, Reason.ALONE)
        digits = self.old.source.text[annotation.start : annotation.end]
        call = self._calls_new.following(there, digits)
        return (call,) if call else Unplaced(annotation, Reason.NO_CALL)

    def _reading(self, ranges: Iterable[Range]) -> str:
        spans = joined(self.new.offsets.images(ranges), self.new.text)
        return " … ".join(self.new.text[start:end] for start, end in spans)[:60]


def _made_anew(
    placed: list[tuple[Annotation, tuple[Range, ...]]], journey: _Journey
) -> tuple[list[Annotation], list[Unplaced], dict[str, str]]:
    """Return the annotations over the new source, what had to be left out of them, and new ids."""
    made: list[Annotation] = []
    dropped: list[Unplaced] = []
    # An element that the new text has keeps the id that paragraphs and sentences refer to.
    ids: dict[str, str] = {}
    seen: set[str] = set()
    kept: list[tuple[Annotation, tuple[Range, ...]]] = []
    for annotation, ranges in placed:
        identity = journey.matcher.id_of(annotation.label, ranges) if not annotation.text else None
        identity = identity or stable_id(annotation.layer, annotation.label, ranges)
        if identity in seen:
            dropped.append(Unplaced(annotation, Reason.TWICE))
            continue
        seen.add(identity)
        ids[annotation.id] = identity
        kept.append((annotation, ranges))
    for annotation, ranges in kept:
        attributes, parts = attributes_there(annotation, ranges, ids, journey)
        dropped.extend(parts)
        made.append(_moved(annotation, ids[annotation.id], ranges, attributes, journey))
    return made, dropped, ids


def _moved(
    annotation: Annotation,
    identity: str,
    ranges: tuple[Range, ...],
    attributes: Mapping[str, Any],
    journey: _Journey,
) -> Annotation:
    named = annotation.layer != STRUCTURE
    at = ranges[0][0]
    return replace(
        annotation,
        id=identity,
        ranges=ranges,
        attributes=attributes,
        page=journey.new.source.page_at(at),
        paragraph=journey.elements.block(at) if named else None,
        sentence=journey.elements.sentence(at) if named else None,
    )
