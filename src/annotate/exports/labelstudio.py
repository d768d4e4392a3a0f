"""Label Studio: tasks with predictions or annotations, and the labelling interface to paste.

Offsets count code points, as its newer versions do; files of the others, which count UTF-16 units,
are told by the texts of their regions.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from annotate.document.utf16 import Utf16
from annotate.exports.document import Exchanged, Span
from annotate.exports.formats import Format, Setting, identity_of, malformed, read_file, write_file
from annotate.exports.losses import DETAILS, NAMES, Feature

ENDING = ".json"
FILE, INTERFACE = "tasks.json", "interface.xml"
_DETAILS = ("id", "value", "status", "source", "score", "attributes")


def write(documents: Iterable[Exchanged], folder: Path, setting: Setting) -> None:
    """Write ``tasks.json``, a task a document, and ``interface.xml``."""
    shown = "\n".join(
        f"    <Label value={quoteattr(name)} background={quoteattr(one.colour)}/>"
        for name, one in setting.labels.items()
        if one.layer != "structure"
    )
    write_file(
        folder / INTERFACE,
        f'<View>\n  <Labels name="label" toName="text">\n{shown}\n  </Labels>\n'
        '  <Text name="text" value="$text"/>\n</View>\n',
    )
    with (folder / FILE).open("w", encoding="utf-8", newline="\n") as file:
        before = "[\n"
        for one in documents:
            file.write(before + json.dumps(_task(one), ensure_ascii=False))
            before = ",\n"
        file.write("\n]\n" if before != "[\n" else "[]\n")


def _task(document: Exchanged) -> dict[str, Any]:
    return {
        "data": {"text": document.text, "document": document.id},
        "predictions": [
            {
                "model_version": document.generator,
                "result": [
                    _region(document, span, number) for number, span in enumerate(document.spans)
                ],
            }
        ],
    }


def _region(document: Exchanged, span: Span, number: int) -> dict[str, Any]:
    said = {
        "id": span.id,
        "value": span.value,
        "status": span.status,
        "source": span.source,
        "score": span.score,
        "attributes": dict(span.attributes),
    }
    return {
        # Ids of regions are those of their task: a span of two layers may have no id of its own.
        "id": f"r{number}",
        "from_name": "label",
        "to_name": "text",
        "type": "labels",
        "value": {
            "start": span.start,
            "end": span.end,
            "text": document.text[span.start : span.end],
            "labels": [span.label],
        },
        "meta": {"annotate": said},
    }


def read(path: Path) -> Iterator[Exchanged]:
    """Read the tasks of an export (JSON or JSON-MIN): the last annotation of each, else its last
    prediction.

    Raises
    ------
    StandoffError
        If it is no list of tasks, or a region lies outside its text.
    """
    try:
        tasks = json.loads(read_file(path))
        if isinstance(tasks, dict):
            tasks = [tasks]
        for number, task in enumerate(tasks, start=1):
            yield _document(task, f"{identity_of(path, ENDING)}-{number}")
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise malformed(f"no tasks of Label Studio ({error})", path) from error


def _document(task: dict[str, Any], name: str) -> Exchanged:
    data, regions = _taken(task)
    texts = [data["text"]] if "text" in data else list(data.values())
    texts = [one for one in texts if isinstance(one, str)]
    fitting = [one for one in texts if all(_may_quote(region, one) for region, _ in regions)]
    if not fitting:
        raise ValueError("a task without the text that its regions quote")
    text = max(fitting, key=len)
    units = Utf16(text)
    spans = [
        _span(one, meta, label, text, units) for one, meta in regions for label in one["labels"]
    ]
    identity = data.get("document") or name
    return Exchanged(str(identity), text, tuple(sorted(spans, key=Span.sort_key)))


def _may_quote(region: dict[str, Any], text: str) -> bool:
    """Return whether a region may be of a text: its quote stands there, first of all where it says
    so.
    """
    quote = region.get("text") or ""
    at = (region.get("globalOffsets") or region).get("start") if quote else None
    near = isinstance(at, int) and at >= 0 and text.startswith(quote, at)
    return not quote or near or quote in text


def _taken(task: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[dict[str, Any], Any]]]:
    """Return the data of a task, and its regions with what is said beside them."""
    if "result" in task and isinstance(task.get("task"), dict):  # an annotation with its task
        data, results = task["task"]["data"], task["result"]
    elif "data" in task:
        data = task["data"]
        made = task.get("annotations") or task.get("completions") or ()
        done = [one for one in made if not one.get("was_cancelled")]
        results = (done or task.get("predictions") or [{}])[-1].get("result", ())
    else:  # JSON-MIN: fields of the task and values of the interface side by side
        regions = [
            one
            for held in task.values()
            if isinstance(held, list)
            for one in held
            if isinstance(one, dict) and "labels" in one and "start" in one
        ]
        return task, [(one, None) for one in regions]
    return data, [
        (one["value"], one.get("meta"))
        for one in results
        if one["type"] in ("labels", "hypertextlabels")
    ]


def _span(value: dict[str, Any], meta: Any, label: str, text: str, units: Utf16) -> Span:
    # Of a text with markup the place in the text stands beside that in the markup.
    place = value.get("globalOffsets") or value
    start, end = int(place["start"]), int(place["end"])
    quote = value.get("text")
    if quote and text[start:end] != quote and end <= units.length:
        low, high = units.from_units(start), units.from_units(end)
        if text[low:high] == quote:
            start, end = low, high
    if not 0 <= start < end <= len(text):
        raise ValueError(f"{start}-{end} lies outside the text")
    said = meta.get("annotate") if isinstance(meta, dict) else None
    said = said if isinstance(said, dict) else {}
    return Span(label, ((start, end),), **{name: said[name] for name in _DETAILS if name in said})


FORMAT = Format(
    "labelstudio",
    "Label Studio JSON",
    NAMES | DETAILS | {Feature.SPACE, Feature.CHARACTERS},
    write,
    read,
    (ENDING,),
)
