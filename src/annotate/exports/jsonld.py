"""W3C Web Annotation (JSON-LD): each span with a position and a quote in its text.

The texts stand beside the annotations, so that the sources that selectors are about can be read.
Positions count code points, as the recommendation asks. Its vocabulary has no room for what
`annotate` says of a span; that is in terms of our own, which the context of each file defines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from annotate.exports.document import Exchanged, Span
from annotate.exports.formats import Format, Setting, identity_of, malformed, read_file, write_file
from annotate.exports.losses import DETAILS, NAMES, Feature

ENDING, TEXT = ".jsonld", ".txt"
_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_OWN = "urn:annotate:"
_DETAILS = ("value", "status", "source", "score", "attributes")
_AROUND = 32


def write(documents: Iterable[Exchanged], folder: Path, setting: Setting) -> None:
    """Write ``ID.jsonld`` and ``ID.txt`` for each document."""
    for one in documents:
        write_file(folder / f"{one.id}{TEXT}", one.text)
        page = json.dumps(_page(one), ensure_ascii=False, indent=1)
        write_file(folder / f"{one.id}{ENDING}", page + "\n")


def _page(document: Exchanged) -> dict[str, Any]:
    own = {name: f"{_OWN}{name}" for name in ("annotation", "status", "source", "score")}
    own |= {"edtf": f"{_OWN}value"}
    details: dict[str, Any] = {"@id": f"{_OWN}attributes", "@type": "@json"}
    return {
        "@context": [_CONTEXT, {**own, "attributes": details, "@version": 1.1}],
        "id": f"{_OWN}page:{quote(document.id)}",
        "type": "AnnotationPage",
        "items": [_item(document, span, at) for at, span in enumerate(document.spans, start=1)],
    }


def _item(document: Exchanged, span: Span, number: int) -> dict[str, Any]:
    said: dict[str, Any] = {
        "annotation": span.id,
        "edtf": span.value,
        "status": span.status if span.status != "predicted" else None,
        "source": span.source,
        "score": span.score,
        "attributes": dict(span.attributes),
    }
    body = {"type": "TextualBody", "purpose": "tagging", "value": span.label}
    targets = [
        {
            "source": f"{quote(document.id)}{TEXT}",
            "selector": [
                {"type": "TextPositionSelector", "start": start, "end": end},
                {
                    "type": "TextQuoteSelector",
                    "exact": document.text[start:end],
                    "prefix": document.text[max(0, start - _AROUND) : start],
                    "suffix": document.text[end : end + _AROUND],
                },
            ],
        }
        for start, end in span.ranges
    ]
    return {
        "id": f"{_OWN}annotation:{quote(document.id)}:{number}",
        "type": "Annotation",
        "motivation": "tagging",
        "body": body,
        "target": targets[0] if len(targets) == 1 else targets,
        **{name: one for name, one in said.items() if one not in (None, "", {})},
    }


def read(path: Path) -> Iterator[Exchanged]:
    """Read the annotations of one file, with the text that their targets name.

    Raises
    ------
    StandoffError
        If it is no page of annotations, its text is not beside it, or a quote does not match.
    """
    try:
        page = json.loads(read_file(path))
        items = page["items"]
        sources = {one["source"] for item in items for one in _targets(item)}
        name = unquote(sources.pop()) if sources else f"{identity_of(path, ENDING)}{TEXT}"
        if sources or "/" in name:
            raise ValueError("its targets are not one text beside it")
        text = read_file(path.with_name(name))
        try:
            spans = [_span(item, text) for item in items]
        except ValueError:
            # Some programs write Windows line ends, which count as one character to others.
            text = text.replace("\r\n", "\n")
            spans = [_span(item, text) for item in items]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise malformed(f"no page of Web Annotations ({error})", path) from error
    identity = identity_of(path, ENDING)
    yield Exchanged(identity, text, tuple(sorted(spans, key=Span.sort_key)))


def _targets(item: dict[str, Any]) -> list[dict[str, Any]]:
    target = item["target"]
    return target if isinstance(target, list) else [target]


def _span(item: dict[str, Any], text: str) -> Span:
    ranges = []
    for target in _targets(item):
        selectors = {one["type"]: one for one in target["selector"]}
        place, said = selectors["TextPositionSelector"], selectors.get("TextQuoteSelector")
        start, end = place["start"], place["end"]
        if not 0 <= start < end <= len(text) or (said and said["exact"] != text[start:end]):
            raise ValueError(f"{start}-{end} is not what it quotes")
        ranges.append((start, end))
    return Span(
        item["body"]["value"],
        tuple(ranges),
        item.get("annotation", ""),
        item.get("edtf"),
        item.get("attributes", {}),
        item.get("source", ""),
        item.get("score"),
        item.get("status", "predicted"),
    )


FORMAT = Format(
    "jsonld",
    "W3C Web Annotation",
    NAMES | DETAILS | {Feature.GAPS, Feature.SPACE, Feature.CHARACTERS},
    write,
    read,
    (ENDING,),
)
