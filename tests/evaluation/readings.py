"""Small readings of small texts, written for the tests."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from annotate.document.annotation import Annotation, Layer, stable_id
from annotate.document.source import Source
from annotate.document.standoff import Standoff, dumps

TEXT = "Louise Michel quitta Lens en 1894 (Vasseur, 1902). Le SAMZAL la reçut à Lens et à Douai.\n"
SOURCE = Source("voyage", "voyage.txt", TEXT)


def note(label: str, quote: str, nth: int = 0, text: str = TEXT, **more: object) -> Annotation:
    """An annotation of the nth occurrence of a quote."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(quote, start + 1)
    return at(label, ((start, start + len(quote)),), quote, **more)


def at(
    label: str, ranges: tuple[tuple[int, int], ...], quote: str | None = "x", **more: object
) -> Annotation:
    layer = "acronyms" if label == "ACRONYM" else str(more.pop("layer", "entities"))
    identity = stable_id(layer, label, ranges)
    return Annotation(identity, layer, label, ranges, quote, status="added", **more)  # type: ignore[arg-type]


def standoff(annotations: Iterable[Annotation], source: Source = SOURCE) -> Standoff:
    layers: dict[str, list[Annotation]] = {}
    for one in annotations:
        layers.setdefault(one.layer, []).append(one)
    told = tuple(Layer.of(name, found) for name, found in layers.items())
    sha256 = hashlib.sha256(source.text.encode()).hexdigest()
    return Standoff(source.id, source.path, sha256, len(source.text), "test", "", told)


def write(folder: Path, *standoffs: Standoff) -> Path:
    """Write a folder as an annotator hands it in."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in standoffs:
        (folder / f"{one.document}.jsonl").write_text(dumps(one), "utf-8")
    return folder


ALICE = (
    note("PER", "Louise Michel"),
    note("LOC", "Lens"),
    note("DATE", "1894", value="1894"),
    note("PER", "Vasseur", attributes={"in_citation": True, "nested": False}),
    note("DATE", "1902", value="1902", attributes={"in_citation": True, "nested": False}),
    note("ORG", "SAMZAL"),
    note("LOC", "Lens", nth=1),
    note("ACRONYM", "SAMZAL", attributes={"expansion": "Syndicat d’aménagement"}),
)
BOB = (
    note("PER", "Michel"),
    note("LOC", "Lens"),
    note("DATE", "1894", value="189X"),
    note("PER", "Vasseur"),
    note("DATE", "1902", value="1902", attributes={"in_citation": True, "nested": False}),
    note("LOC", "SAMZAL"),
    note("LOC", "Douai"),
    note("ACRONYM", "SAMZAL", attributes={"expansion": "syndicat d'aménagement"}),
)
"""Counted by hand: of 7 names each, 4 are the same, one differs in its boundaries, one in its
label, and each has one that the other lacks."""
