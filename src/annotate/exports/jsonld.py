"""W3C Web Annotation (JSON-LD): each span with a position and a quote in its text.

The texts stand beside the annotations, so that the sources that selectors are about can be read.
Positions count code points, as the recommendation asks; programs in browsers (Recogito) count
UTF-16 units, which the quotes tell. Its vocabulary has no room for what `annotate` says of a span;
that is in terms of our own, which the context of each file defines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from ahocorasick_rs import AhoCorasick

from annotate.document.source import Range
from annotate.document.utf16 import Utf16
from annotate.errors import StandoffError
from annotate.exports.document import Exchanged, Span
from annotate.exports.formats import Format, Setting, identity_of, malformed, read_file, write_file
from annotate.exports.losses import DETAILS, NAMES, Feature

ENDINGS, TEXT = (".jsonld", ".json"), ".txt"
_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_OWN = "urn:annotate:"
_AROUND = 32


def write(documents: Iterable[Exchanged], folder: Path, setting: Setting) -> None:
    """Write ``ID.jsonld`` and ``ID.txt`` for each document."""
    for one in documents:
        write_file(folder / f"{one.id}{TEXT}", one.text)
        with (folder / f"{one.id}{ENDINGS[0]}").open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(_pieces(one))


def _pieces(document: Exchanged) -> Iterator[str]:
    """Yield a page, an annotation a line: all of them together may take much memory."""
    own = {name: f"{_OWN}{name}" for name in ("annotation", "status", "score")}
    # A term of ours must not be one of the context before it: `source` is what a target is of.
    own |= {"edtf": f"{_OWN}value", "provenance": f"{_OWN}source"}
    details: dict[str, Any] = {"@id": f"{_OWN}attributes", "@type": "@json"}
    page = {
        "@context": [_CONTEXT, {**own, "attributes": details, "@version": 1.1}],
        "id": f"{_OWN}page:{quote(document.id)}",
        "type": "AnnotationPage",
    }
    yield json.dumps(page, ensure_ascii=False, indent=1).removesuffix("\n}") + ',\n "items": ['
    before = "\n"
    for number, span in enumerate(document.spans, start=1):
        yield before + json.dumps(_item(document, span, number), ensure_ascii=False)
        before = ",\n"
    yield "\n ]\n}\n"


def _item(document: Exchanged, span: Span, number: int) -> dict[str, Any]:
    said: dict[str, Any] = {
        "annotation": span.id,
        "edtf": span.value,
        "status": span.status if span.status != "predicted" else None,
        "provenance": span.source,
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
    """Read the annotations of one file, with the text that their targets name: a page or a
    collection of annotations, a list of them, or one.

    Raises
    ------
    StandoffError
        If it is none of these, its text is not beside it, or a quote is not in the text.
    """
    try:
        items = _items(json.loads(read_file(path)))
        text = _text_of(items, path)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise malformed(f"no page of Web Annotations ({error})", path) from error
    try:
        spans = _spans(items, text, path)
    except StandoffError:
        # Some programs write Windows line ends, which count as one character to others.
        if "\r\n" not in text:
            raise
        text = text.replace("\r\n", "\n")
        spans = _spans(items, text, path)
    yield Exchanged(identity_of(path, *ENDINGS), text, tuple(sorted(spans, key=Span.sort_key)))


def _items(page: Any) -> list[dict[str, Any]]:
    """Return the annotations of a page, of the first page of a collection, or of a list."""
    if isinstance(page, list):
        return page
    if "target" in page:
        return [page]
    items: list[dict[str, Any]] | None = (page.get("first") or page).get("items")
    if items is None:
        raise ValueError("it has no items")
    return items


def _text_of(items: list[dict[str, Any]], path: Path) -> str:
    """Return the text that the targets are of: it has the name of their source, or of the file."""
    sources = {one["source"] for item in items for one in _targets(item)}
    if len(sources) > 1:
        raise ValueError(f"its targets are {len(sources)} texts")
    names = [unquote(one.rpartition("/")[2]) for one in sources]
    names.append(f"{identity_of(path, *ENDINGS)}{TEXT}")
    for name in names:
        if name and path.with_name(name).is_file():
            return read_file(path.with_name(name))
    raise ValueError(f"there is no {names[0]} beside it")


def _targets(item: dict[str, Any]) -> list[dict[str, Any]]:
    target = item["target"]
    return target if isinstance(target, list) else [target]


def _spans(items: list[dict[str, Any]], text: str, path: Path) -> list[Span]:
    places, spans = _Places(text, items), []
    for number, item in enumerate(items, start=1):
        try:
            spans.append(_span(item, places))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            what = f"no Web Annotation of a text ({error})"
            raise malformed(what, path, f"annotation {number}") from error
    return spans


def _span(item: dict[str, Any], places: _Places) -> Span:
    return Span(
        _label(item),
        tuple(sorted(places.range_of(*_selectors(target)) for target in _targets(item))),
        item.get("annotation", ""),
        item.get("edtf"),
        item.get("attributes", {}),
        item.get("provenance", ""),
        item.get("score"),
        item.get("status", "predicted"),
    )


def _label(item: dict[str, Any]) -> str:
    """Return what tags a target: its body for that purpose, else the first that says something."""
    bodies = item["body"] if isinstance(item["body"], list) else [item["body"]]
    bodies = [{"value": one} if isinstance(one, str) else one for one in bodies]
    said = [one for one in bodies if isinstance(one.get("value"), str)]
    said.sort(key=lambda one: one.get("purpose") not in ("tagging", "classifying"))
    if not said:
        raise ValueError("no body says what is annotated")
    return str(said[0]["value"])


_Selector = dict[str, Any]


def _selectors(target: dict[str, Any]) -> tuple[_Selector | None, _Selector | None]:
    """Return the position of a target, and its quote."""
    selectors = target["selector"]
    held = selectors if isinstance(selectors, list) else [selectors]
    found = {one["type"]: one for one in held}
    return found.get("TextPositionSelector"), found.get("TextQuoteSelector")


class _Places:
    """Finds where the targets of annotations are in a text."""

    def __init__(self, text: str, items: list[dict[str, Any]]) -> None:
        self._text, self._items, self._units = text, items, Utf16(text)
        self._found: dict[str, list[Range]] = {}

    def range_of(self, place: _Selector | None, quoted: _Selector | None) -> Range:
        """Return the place of a target: the quote tells in which units its position is."""
        text, units, places = self._text, self._units, list[Range]()
        if place:
            start, end = int(place["start"]), int(place["end"])
            places = [(start, end), (units.from_units(start), units.from_units(end))]
        if quoted and not any(text[low:high] == quoted["exact"] for low, high in places):
            places = self._quoted(quoted)
        for low, high in places:
            if 0 <= low < high <= len(text) and (not quoted or text[low:high] == quoted["exact"]):
                return low, high
        if place:
            told = "what it quotes" if quoted else "in the text"
            raise ValueError(f"{place['start']}-{place['end']} is not {told}")
        if not quoted:
            raise ValueError("neither a position nor a quote selects it")
        many = len(self._found.get(_around(quoted)[1], ())) > 1
        raise ValueError(f"its quote stands {'in several places' if many else 'nowhere'}")

    def _quoted(self, quoted: _Selector) -> list[Range]:
        """Return the one place where a quote stands with what is around it; none if there are more.

        Each quote is looked for once, at the places where it begins as it does: a search of all of
        the text for each takes time that grows with its square.
        """
        before, around = _around(quoted)
        if not quoted["exact"]:
            return []
        if around not in self._found:
            starts = self._beginnings.get(around[:_AROUND], ())
            self._found[around] = [
                (at + before, at + before + len(quoted["exact"]))
                for at in starts
                if self._text.startswith(around, at)
            ]
        return self._found[around] if len(self._found[around]) == 1 else []

    @cached_property
    def _beginnings(self) -> dict[str, list[int]]:
        """Where the text has the first characters of the quotes."""
        wanted = set[str]()
        for item in self._items:
            with suppress(KeyError, TypeError, AttributeError):  # told where it is read
                quotes = [_selectors(target)[1] for target in _targets(item)]
                wanted.update(_around(one)[1][:_AROUND] for one in quotes if one)
        found: dict[str, list[int]] = {one: [] for one in wanted if one}
        names = list(found)
        for number, start, _ in AhoCorasick(names).find_matches_as_indexes(
            self._text, overlapping=True
        ):
            found[names[number]].append(start)
        return found


def _around(quoted: _Selector) -> tuple[int, str]:
    """Return a quote with what stands before and after it, and how long is what stands before."""
    before = quoted.get("prefix") or ""
    return len(before), f"{before}{quoted['exact']}{quoted.get('suffix') or ''}"


FORMAT = Format(
    "jsonld",
    "W3C Web Annotation",
    NAMES | DETAILS | {Feature.GAPS, Feature.SPACE, Feature.CHARACTERS},
    write,
    read,
    ENDINGS,
)
