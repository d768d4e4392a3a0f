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


def write(documents: Iterable[Exchanged], folder: Path, setting: Setting) -> None:
    """Write ``all.jsonl``, an example a document, and the labels to import before."""
    with (folder / FILE).open("w", encoding="utf-8", newline="\n") as file:
        for one in documents:
            file.write(json.dumps(_example(one), ensure_ascii=False) + "\n")
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
            text = row["text"]
            spans = row.get("label", row.get("labels"))
            if spans is None:
                spans = [
                    [one["start_offset"], one["end_offset"], one["label"]]
                    for one in row["entities"]
                ]
            units = Utf16(text)
            found = [_span(units, *one) for one in spans]
            identity = row.get("document") or f"{identity_of(path, ENDING)}-{number}"
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise malformed(f"no example of doccano ({error})", path, number) from error
        yield Exchanged(identity, text, tuple(sorted(found, key=Span.sort_key)))


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
