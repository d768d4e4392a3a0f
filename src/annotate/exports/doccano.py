"""doccano: an example a line, with its spans.

It is the format of doccano's own import and export of the project type « sequence labeling »; to
send a run to a server with everything that a review needs, use ``annotate review push``. Offsets
count UTF-16 units, as doccano's page does.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from annotate.document.utf16 import Utf16
from annotate.exports.document import Exchanged, Span
from annotate.exports.formats import Format, Setting, identity_of, lines_of, malformed
from annotate.exports.losses import NAMES, Feature

ENDING = ".jsonl"
FILE = "all.jsonl"
_TEXTS, _SPANS = ("text", "data"), ("label", "labels", "entities", "annotations")


def write(documents: Iterable[Exchanged], folder: Path, setting: Setting) -> None:
    """Write ``all.jsonl``, an example a document, and the labels to import before."""
    with (folder / FILE).open("w", encoding="ascii", newline="\n") as file:
        for one in documents:  # with escapes: its import guesses encodings, and badly
            file.write(json.dumps(_example(one)) + "\n")
    shown = [
        {"text": name, "suffixKey": None, "backgroundColor": one.colour, "textColor": "#ffffff"}
        for name, one in setting.labels.items()
        if one.layer != "structure"
    ]
    (folder / "labels.json").write_text(json.dumps(shown, indent=1) + "\n", "utf-8")


def _example(document: Exchanged) -> dict[str, Any]:
    units = Utf16(document.text)
    return {
        "text": document.text,
        "document": document.id,
        "label": [
            [units.to_units(one.start), units.to_units(one.end), one.label]
            for one in document.spans
        ],
    }


def read(path: Path) -> Iterator[Exchanged]:
    """Read the examples of a file as doccano exports them, with relations or without.

    Yields
    ------
    Exchanged
        One an example; its id is the field `document`, else the name of the file and its line.

    Raises
    ------
    StandoffError
        If a line is no example, or a span lies outside its text.
    """
    for number, line in lines_of(path):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            text = next(row[name] for name in _TEXTS if isinstance(row.get(name), str))
            units = Utf16(text)
            found = [_span(units, *one) for one in _spans(row)]
        except StopIteration:
            raise malformed("an example of doccano without a text", path, number) from None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise malformed(f"no example of doccano ({error})", path, number) from error
        meta = row.get("meta")
        named = row.get("document") or (meta.get("document") if isinstance(meta, dict) else None)
        identity = str(named or f"{identity_of(path, ENDING)}-{number}")
        yield Exchanged(identity, text, tuple(sorted(found, key=Span.sort_key)))


def _spans(row: dict[str, Any]) -> Iterator[tuple[int, int, str]]:
    """Yield the spans of an example under the names that versions of doccano gave them."""
    held = next((row[name] for name in _SPANS if row.get(name) is not None), None)
    if held is None:
        raise ValueError(f"none of {', '.join(_SPANS)}")
    for one in held:
        start, end, label, *_ = (
            (one["start_offset"], one["end_offset"], one["label"]) if isinstance(one, dict) else one
        )
        if not isinstance(label, str):
            raise TypeError(f"the label {label!r} is a number: export it with the labels' names")
        yield start, end, label


def _span(units: Utf16, start: int, end: int, label: str) -> Span:
    if not 0 <= start < end <= units.length:
        raise ValueError(f"{start}-{end} lies outside the text")
    return Span(label, ((units.from_units(start), units.from_units(end)),))


FORMAT = Format(
    "doccano",
    "doccano JSONL",
    NAMES | {Feature.SPACE, Feature.CHARACTERS},
    write,
    read,
    (ENDING,),
)
