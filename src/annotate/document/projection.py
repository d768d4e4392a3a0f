"""From what was found in the mended text to annotations over the source."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from annotate.document.annotation import ACRONYMS, ENTITIES, STRUCTURE, Annotation, Layer, stable_id
from annotate.document.boxes import BoxIndex, PlacedBox
from annotate.document.candidates import Candidate
from annotate.document.mended import Mended
from annotate.document.source import Range
from annotate.document.structure import Element

_PLAIN: Mapping[str, Any] = {"in_citation": False, "nested": False}
_NUMBER = re.compile(r"\d{1,3}\s*[.)]?\s*")


class _Places:
    """Looks up the paragraph and the sentence at an offset of the mended text."""

    def __init__(self, mended: Mended) -> None:
        self._blocks = [extent[0] for _, extent in mended.blocks]
        self._texts = [_text_of(element, extent, mended.text) for element, extent in mended.blocks]
        self._block_ids = [element.id for element, _ in mended.blocks]
        starts = []
        for element in mended.structure.labelled("sentence"):
            spans = mended.offsets.to_mended(*element.ranges[0])
            if spans:
                starts.append((spans[0][0], element.id))
        starts.sort()
        self._sentences = [start for start, _ in starts]
        self._sentence_ids = [identity for _, identity in starts]

    def holds(self, candidate: Candidate) -> bool:
        """Tell whether a candidate lies in one block and leaves the number of a note alone: no name
        runs from one block into the next, and the number is not part of the note's text.
        """
        index = bisect_right(self._blocks, candidate.start) - 1
        low, high = self._texts[index]
        return low <= candidate.start and candidate.end <= high

    def paragraph(self, offset: int) -> str | None:
        index = bisect_right(self._blocks, offset) - 1
        return self._block_ids[index] if index >= 0 else None

    def sentence(self, offset: int) -> str | None:
        index = bisect_right(self._sentences, offset) - 1
        return self._sentence_ids[index] if index >= 0 else None


def _text_of(element: Element, extent: Range, text: str) -> Range:
    """Return where the text of a block stands, without the number of a note before it."""
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
    placing = BoxIndex(source)
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
                attributes=_structural(element, placing),
                source="rule:structure",
                page=source.page_at(element.ranges[0][0]),
            )
            for element in mended.structure.elements
        ),
    )


def _structural(element: Element, placing: BoxIndex) -> dict[str, Any]:
    told = {
        "in": element.parent,
        "kind": element.kind,
        "boxes": _boxes(placing.by_column(element.ranges)),
    }
    return {name: value for name, value in told.items() if value}


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
        self._places = _Places(mended)
        self._placing = BoxIndex(mended.source)

    def annotations(self, candidates: Iterable[Candidate], layer: str) -> Iterator[Annotation]:
        """Yield the annotations of candidates; what lies in no single block makes none."""
        mended, places = self._mended, self._places
        for candidate in candidates:
            if not places.holds(candidate):
                continue
            ranges = mended.offsets.to_source(candidate.start, candidate.end)
            if not ranges:
                continue
            told = _attributes(candidate, mended, layer)
            yield Annotation(
                id=stable_id(layer, candidate.label, ranges),
                layer=layer,
                label=candidate.label,
                ranges=ranges,
                text=mended.text[candidate.start : candidate.end],
                value=candidate.value,
                attributes=_placed(told, self._placing.by_line(ranges)),
                source=candidate.rule,
                score=candidate.score,
                page=mended.source.page_at(ranges[0][0]),
                paragraph=places.paragraph(candidate.start),
                sentence=places.sentence(candidate.start),
            )


def mended_span(annotation: Annotation, mended: Mended) -> Range:
    """Return where an annotation stands in the mended text, in code points."""
    first = mended.offsets.to_mended(*annotation.ranges[0])
    last = mended.offsets.to_mended(*annotation.ranges[-1])
    return first[0][0], last[-1][1]


def _placed(attributes: Mapping[str, Any], boxes: Iterable[PlacedBox]) -> Mapping[str, Any]:
    found = _boxes(boxes)
    return {**attributes, "boxes": found} if found else attributes


def _attributes(candidate: Candidate, mended: Mended, layer: str) -> Mapping[str, Any]:
    """Return the attributes with offsets of the mended text turned into ranges of the source."""
    told = dict(candidate.attributes)
    expansion = told.pop("expansion_span", None)
    if expansion is not None:
        told["expansion_ranges"] = [list(span) for span in mended.offsets.to_source(*expansion)]
    if layer == ENTITIES:
        told = {
            "in_citation": bool(told.pop("in_citation", False)),
            "nested": bool(told.pop("nested", False)),
            **told,
        }
        # Most names have no others; a book has a hundred thousand names.
        return _PLAIN if told == _PLAIN else told
    return told


def _unique(annotations: Iterable[Annotation]) -> Iterator[Annotation]:
    seen: set[str] = set()
    for annotation in annotations:
        if annotation.id not in seen:
            seen.add(annotation.id)
            yield annotation
