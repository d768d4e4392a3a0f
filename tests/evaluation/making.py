"""Small documents for tests, built from what a reader would say of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from annotate.document.annotation import LAYERS, Annotation, Layer, stable_id
from annotate.document.standoff import Standoff, dumps
from annotate.evaluation.spans import Span, bare_span

TEXT = "Melin dit que Loos vit. " * 40


def name(start: int, end: int, label: str, **more: Any) -> Annotation:
    """An annotation of the entity layer; `more` goes to its fields, or to its attributes."""
    fields = {
        key: more.pop(key)
        for key in ("layer", "value", "status", "text", "ranges", "source")
        if key in more
    }
    layer = fields.pop("layer", "entities")
    ranges = fields.pop("ranges", ((start, end),))
    text = fields.pop("text", None if layer == "structure" else TEXT[start:end])
    return Annotation(
        stable_id(layer, label, ranges), layer, label, ranges, text, attributes=more, **fields
    )


def acronym(start: int, end: int, **more: Any) -> Annotation:
    return name(start, end, "ACRONYM", layer="acronyms", **more)


def piece(label: str, *ranges: tuple[int, int], value: str | None = None) -> Annotation:
    return name(0, 0, label, layer="structure", ranges=ranges, value=value)


def document(
    annotations: Iterable[Annotation], *, id: str = "a", text: str = TEXT, source: str = "a.txt"
) -> Standoff:
    held = list(annotations)
    layers = (Layer.of(layer, [one for one in held if one.layer == layer]) for layer in LAYERS)
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    kept = tuple(layer for layer in layers if layer.annotations)
    return Standoff(id, source, sha256, len(text), "tests", "0", kept)


def span(start: int, end: int, label: str = "PER") -> Span:
    return bare_span(start, end, label)


def write(folder: Path, *standoffs: Standoff) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for one in standoffs:
        (folder / f"{one.document}.jsonl").write_text(dumps(one), "utf-8")
    return folder


def rewritten(file: Path, change: Any) -> None:
    """Change the rows of a standoff file as somebody with an editor would."""
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    changed = change(rows)
    told = rows if changed is None else changed
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in told), "utf-8")
