"""From what was found in the mended text to annotations over the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotate.document.annotation import ACRONYMS, ENTITIES, STRUCTURE, Annotation, Layer, stable_id
from annotate.document.boxes import BoxIndex, PlacedBox
from annotate.document.candidates import Candidate
from annotate.document.confidence import OCR_CONFIDENCE, ConfidenceIndex
from annotate.document.mended import Mended
from annotate.document.source import Range
from annotate.document.structure import BLOCKS, Element, ElementIndex

_PLAIN: Mapping[str, Any] = {"in_citation": False, "nested": False}
_NUMBER = re.compile(r"\d{1,3}\s*[.)]?\s*")


def _text_of(element: Element, extent: Range, text: str) -> Range:
    """Return the span of a block's text, without the number of a note before it."""
    number = _NUMBER.match(text, *extent) if element.label == "note" else None
    return number.end() if number else extent[0], extent[1]


def layers_of(
    mended: Mended, entities: Iterable[Candidate], acronyms: Iterable[Candidate]
) -> tuple[Layer, Layer, Layer]:
    """Project candidates back to the source.

    Parameters
    ----------
    mended : Mended
        The document.
    entities, acronyms : iterable of Candidate
        Found in `mended.text`.

    Returns
    -------
    tuple of Layer
        Entities, acronyms, structure.
    """
    placer = Projector(mended)
    found = (
        Layer.of(name, _unique(placer.annotations(candidates, name)))
        for name, candidates in ((ENTITIES, entities), (ACRONYMS, acronyms))
    )
    return (*found, structure_layer(mended))  # type: ignore[return-value]


def structure_layer(mended: Mended) -> Layer:
    """Return the structure of a document as a layer; ids are those of its elements."""
    source = mended.source
    placing, confidence = BoxIndex(source), ConfidenceIndex(source)
    return Layer.of(
        STRUCTURE,
        (
            Annotation(
                id=element.id,
                layer=STRUCTURE,
                label=element.label,
                ranges=element.ranges,
                text=None,
                value=element.value,
                attributes=_structural(element, placing, confidence),
                source="rule:structure",
                page=source.page_at(element.ranges[0][0]),
            )
            for element in mended.structure.elements
        ),
    )


def _structural(element: Element, placing: BoxIndex, confidence: ConfidenceIndex) -> dict[str, Any]:
    attributes = {
        "in": element.parent,
        "kind": element.kind,
        "boxes": _boxes(placing.by_column(element.ranges)),
    }
    found = {name: value for name, value in attributes.items() if value}
    mean = confidence.mean(element.ranges) if element.label in BLOCKS else None
    return found if mean is None else {**found, OCR_CONFIDENCE: mean}


def _boxes(boxes: Iterable[PlacedBox]) -> list[list[float]]:
    return [list(box) for box in boxes]


class Projector:
    """Makes annotations of what was found in one mended text.

    Parameters
    ----------
    mended : Mended
        The document.
    """

    def __init__(self, mended: Mended) -> None:
        self._mended = mended
        self._texts = [_text_of(element, extent, mended.text) for element, extent in mended.blocks]
        self._elements = ElementIndex(mended.structure.elements)
        self._placing = BoxIndex(mended.source)
        self._confidence = ConfidenceIndex(mended.source)

    def annotations(self, candidates: Iterable[Candidate], layer: str) -> Iterator[Annotation]:
        """Yield the annotations of candidates, leaving out those that do not lie in one block."""
        mended, elements = self._mended, self._elements
        for candidate in candidates:
            if not self._in_one_block(candidate):
                continue
            ranges = mended.offsets.to_source(candidate.start, candidate.end)
            if not ranges:
                continue
            first = ranges[0][0]
            attributes = _attributes(candidate, mended, layer)
            yield Annotation(
                id=stable_id(layer, candidate.label, ranges),
                layer=layer,
                label=candidate.label,
                ranges=ranges,
                text=mended.text[candidate.start : candidate.end],
                value=candidate.value,
                attributes=self._placed(attributes, ranges),
                source=candidate.rule,
                score=candidate.score,
                page=mended.source.page_at(first),
                paragraph=elements.block(first),
                sentence=elements.sentence(first),
            )

    def _placed(
        self, attributes: Mapping[str, Any], ranges: tuple[Range, ...]
    ) -> Mapping[str, Any]:
        boxes = _boxes(self._placing.by_line(ranges))
        attributes = {**attributes, "boxes": boxes} if boxes else attributes
        doubt = self._confidence.lowest(ranges)
        return attributes if doubt is None else {**attributes, OCR_CONFIDENCE: doubt}

    def _in_one_block(self, candidate: Candidate) -> bool:
        """Return whether a candidate lies in one block and leaves out the number of a note: no
        name runs from one block into the next, and the number is not part of the note's text.
        """
        low, high = self._texts[self._mended.offsets.block_at(candidate.start)]
        return low <= candidate.start and candidate.end <= high


def _attributes(candidate: Candidate, mended: Mended, layer: str) -> Mapping[str, Any]:
    """Return the attributes with offsets of the mended text turned into ranges of the source."""
    attributes = dict(candidate.attributes)
    expansion = attributes.pop("expansion_span", None)
    if expansion is not None:
        ranges = mended.offsets.to_source(*expansion)
        attributes["expansion_ranges"] = [list(span) for span in ranges]
    if layer == ENTITIES:
        attributes = {
            "in_citation": bool(attributes.pop("in_citation", False)),
            "nested": bool(attributes.pop("nested", False)),
            **attributes,
        }
        # Most names have no others; a book has a hundred thousand names.
        return _PLAIN if attributes == _PLAIN else attributes
    return attributes


def _unique(annotations: Iterable[Annotation]) -> Iterator[Annotation]:
    seen: set[str] = set()
    for annotation in annotations:
        if annotation.id not in seen:
            seen.add(annotation.id)
            yield annotation
