"""TEI P5: the text with its structure, names where they stand, what is said of them in `standOff`.

Names are elements of their own (``persName``, ``orgName``, ``placeName``, ``date`` with its value,
``name``, ``abbr``), sentences are ``s``. What cannot be one element, because it runs over the end
of another or has several ranges, is several, linked by ``next``. Notes stand where they are called.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree
from lxml.builder import ElementMaker

from annotate.document.cells import CELL, HEADER
from annotate.document.source import Range
from annotate.exports.document import Block, Exchanged, Milestone, Span
from annotate.exports.formats import Format, Setting, each_into
from annotate.exports.inline import Piece, nested
from annotate.exports.losses import DETAILS, NAMES, Feature
from annotate.exports.tei_reading import ELEMENTS, ENDING, ENDINGS, NAMESPACE, XML_ID, read, tag

if TYPE_CHECKING:
    from lxml.etree import _Element

_NC_NAME = re.compile(r"[A-Za-z_À-ÖØ-öø-ÿ][\w.-]*")
_SENTENCE, _NAME, _ACRONYM = 1, 2, 3
_TEI = ElementMaker(namespace=NAMESPACE, nsmap={None: NAMESPACE})
_WHEN = re.compile(r"-?\d{4}(-\d\d(-\d\d)?)?")
_LAST_MONTH = 12


def write(documents: Iterable[Exchanged], folder: Path, setting: Setting) -> None:
    """Write ``ID.tei.xml`` for each document."""
    each_into(documents, folder, ENDING, lambda one: _text(one, setting))


def _text(document: Exchanged, setting: Setting) -> str:
    writer = _Writer(document)
    body = writer.body()
    tei = _TEI.TEI(_header(document, setting), writer.standoff(), _TEI.text(body, *writer.back()))
    made: bytes = etree.tostring(tei, encoding="utf-8", xml_declaration=True)
    return made.decode() + "\n"


def _header(document: Exchanged, setting: Setting) -> _Element:
    title = next((one for one in document.blocks if one.label == "title"), None)
    shown = document.text[title.start : title.end] if title else document.id
    program, _, version = document.generator.partition(" ")
    licence = setting.licence or "not stated: that of the source applies"
    return _TEI.teiHeader(
        _TEI.fileDesc(
            _TEI.titleStmt(_TEI.title(shown)),
            _TEI.publicationStmt(
                _TEI.publisher("annotate"), _TEI.availability(_TEI.licence(licence))
            ),
            _TEI.sourceDesc(
                _TEI.bibl(
                    _TEI.title(shown),
                    _TEI.idno(document.id, type="document"),
                    _TEI.idno(document.path or document.id, type="file"),
                    _TEI.idno(document.sha256, type="sha256"),
                )
            ),
        ),
        _TEI.encodingDesc(
            _TEI.appInfo(
                _TEI.application(
                    _TEI.label(document.generator or "annotate"),
                    ident=program or "annotate",
                    version=version or "0",
                )
            )
        ),
        _TEI.profileDesc(_TEI.langUsage(_TEI.language("français", ident="fr"))),
    )


class _Writer:
    """Makes the elements of one document."""

    def __init__(self, document: Exchanged) -> None:
        self._document, self._text = document, document.text
        self._blocks = document.blocks or (Block("paragraph", 0, len(document.text)),)
        extents = [(one.start, one.end) for one in self._blocks]
        self._ids = self._unique_ids()
        self._elements: dict[int, list[_Element]] = defaultdict(list)
        self._bounds = sorted({at for one in document.sentences for at in one})
        inside: list[tuple[int, Range]] = [(_SENTENCE, one) for one in document.sentences]
        self._spans: list[int | None] = [None] * len(inside)
        for number, span in enumerate(document.spans):
            rank = _ACRONYM if span.label == "ACRONYM" else _NAME
            parts = [part for one in span.ranges for part in self._at_sentences(one)]
            inside += [(rank, part) for part in parts]
            self._spans += [number] * len(parts)
        self._roots = nested(extents, inside)
        self._points: dict[int, list[Milestone]] = defaultdict(list)
        ends = [end for _, end in extents]
        for point in document.milestones:
            self._points[self._block_of(point, ends)].append(point)
        notes = defaultdict(list)
        for number, block in enumerate(self._blocks):
            if block.label == "note":
                notes[block.value or ""].append(number)
        self._notes: Mapping[str, list[int]] = notes
        self._placed: set[int] = set()

    def _at_sentences(self, span: Range) -> Iterator[Range]:
        """Cut a range where sentences begin and end, which are whole."""
        bounds = self._bounds
        inside = bounds[bisect_right(bounds, span[0]) : bisect_left(bounds, span[1])]
        return pairwise((span[0], *inside, span[1]))

    def _unique_ids(self) -> list[str]:
        """Return an id for each span: its own where XML allows it and no other has it."""
        seen = {one.id for one in self._blocks}
        found = []
        for number, span in enumerate(self._document.spans, start=1):
            name = span.id if _NC_NAME.fullmatch(span.id) and span.id not in seen else f"a{number}"
            seen.add(name)
            found.append(name)
        return found

    @staticmethod
    def _block_of(point: Milestone, ends: list[int]) -> int:
        """Return the block that a point stands in: a call may be the end of one."""
        search = bisect_left if point.label == "note_call" else bisect_right
        return min(search(ends, point.at), len(ends) - 1)

    def body(self) -> _Element:
        """Return the text without the notes that are called nowhere."""
        body = _TEI.body()
        divisions: list[tuple[int, _Element]] = [(0, body)]
        begun = False
        holders: dict[str, _Element] = {}
        before: tuple[str, _Element] | None = None
        for number, block in enumerate(self._blocks):
            if block.label == "note":
                continue
            if block.label == "heading" and not block.parents:
                level = max(int(block.value or 1), 1)
                while divisions[-1][0] >= level:
                    divisions.pop()
                division = _TEI.div()
                divisions[-1][1].append(division)
                divisions.append((level, division))
                begun = False
            place, name = divisions[-1][1], _element_of(block, begun=begun)
            begun = begun or name not in ("head", "byline")
            for kind, holder in zip(_holders(block), block.parents, strict=False):
                if holder not in holders:
                    holders[holder] = _TEI(kind, {XML_ID: holder})
                    place.append(holders[holder])
                place = holders[holder]
                if kind == "floatingText":
                    place = place[0] if len(place) else etree.SubElement(place, tag("body"))
            if name in ("item", "bibl"):
                # Neighbours of one kind in one place are one list.
                if before is None or before[0] != name or before[1].getparent() is not place:
                    before = (name, _TEI("list" if name == "item" else "listBibl"))
                    place.append(before[1])
                place = before[1]
            else:
                before = None
            place.append(self._block(number, name))
        if not any(one.tag != tag("head") for one in body):
            body.append(_TEI.p())
        return body

    def back(self) -> Iterator[_Element]:
        """Yield the notes that are called nowhere."""
        numbers = [one for found in self._notes.values() for one in found]
        left = [number for number in sorted(numbers) if number not in self._placed]
        if left:
            notes = [self._block(number, "note") for number in left]
            yield _TEI.back(_TEI.div(*notes, type="notes"))

    def standoff(self) -> _Element:
        """Return what is said of the names, as JSON with the keys of standoff files."""
        spans = (
            _TEI.span(_said(span), target=f"#{name}")
            for span, name in zip(self._document.spans, self._ids, strict=True)
        )
        return _TEI.standOff(_TEI.spanGrp(*spans, type="annotations"))

    def _block(self, number: int, name: str) -> _Element:
        block = self._blocks[number]
        element = _TEI(name)
        if block.id:
            element.set(XML_ID, block.id)
        if name == "note":
            element.set("place", "foot")
        if block.value:
            element.set("n", block.value)
        if name == "p" and block.label != "paragraph":
            element.set("rend", block.label)
        elif name == "head" and block.label == "title":
            element.set("type", "title")
        elif block.kind == HEADER:
            element.set("role", "label")
        elif block.kind and name == "p":
            element.set("rend", block.kind)
        if block.kind == "caption" and block.parents:
            element.set("corresp", f"#{block.parents[-1]}")
        points = iter([*self._points[number], None])
        _Filling(self, points).fill(element, self._roots[number], last=True)
        return element

    def inner(self, piece: Piece) -> _Element:
        """Return the element of a piece, still empty."""
        number = self._spans[piece.of]
        if number is None:
            return _TEI.s()
        span, name = self._document.spans[number], self._ids[number]
        if span.label == "ACRONYM":
            element = _TEI.abbr(type="acronym")
        elif span.label in ELEMENTS:
            element = _TEI(ELEMENTS[span.label], **(_dating(span.value) if span.value else {}))
        else:
            element = _TEI.name(type=span.label)
        if "entity" in span.attributes and span.label != "ACRONYM":
            element.set("key", str(span.attributes["entity"]))
        if span.score is not None:
            element.set("cert", str(span.score))
        parts = self._elements[number]
        element.set(XML_ID, name if not parts else f"{name}.{len(parts) + 1}")
        if parts:
            parts[-1].set("next", f"#{element.get(XML_ID)}")
        parts.append(element)
        return element

    def explained(self, element: _Element, piece: Piece) -> _Element:
        """Return an acronym with its long form beside it; another element as it is."""
        number = self._spans[piece.of]
        span = None if number is None else self._document.spans[number]
        expansion = span and span.attributes.get("expansion")
        if span is None or element.tag != tag("abbr") or not expansion or span.start != piece.start:
            return element  # beside another name, what is abbreviated is its acronym
        return _TEI.choice(element, _TEI.expan(str(expansion)))

    def point(self, point: Milestone) -> _Element:
        """Return the beginning of a page, a call, or the note that is called."""
        if point.label == "page":
            return _TEI.pb(n=point.value)
        for number in self._notes.get(point.value, ()):
            if number not in self._placed:
                self._placed.add(number)
                return self._block(number, "note")
        return _TEI.ref(type="note_call", n=point.value)


class _Filling:
    """Fills the element of one block with its text, its pieces and its points."""

    def __init__(self, writer: _Writer, points: Iterator[Milestone | None]) -> None:
        self._writer, self._points = writer, points
        self._next = next(points)

    def fill(self, element: _Element, piece: Piece, *, last: bool = False) -> None:
        at = piece.start
        for inner in piece.inside:
            self._text(element, at, inner.start)
            made = self._writer.inner(inner)
            element.append(self._writer.explained(made, inner))
            self.fill(made, inner)
            at = inner.end
        self._text(element, at, piece.end)
        while last and self._next is not None:
            self._point(element)

    def _text(self, element: _Element, start: int, end: int) -> None:
        while self._next is not None and self._next.at < end:
            at = max(self._next.at, start)
            _add(element, self._writer._text[start:at])
            start = at
            self._point(element)
        _add(element, self._writer._text[start:end])

    def _point(self, element: _Element) -> None:
        assert self._next is not None
        point, self._next = self._next, next(self._points)
        element.append(self._writer.point(point))


def _add(element: _Element, text: str) -> None:
    """Add text after what an element holds."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def _element_of(block: Block, *, begun: bool) -> str:
    """Return the element of a block; heads and bylines stand at the beginning of a division."""
    if block.label in ("title", "heading") and not begun and not block.parents:
        return "head"
    if block.label == "author" and not begun and not block.parents:
        return "byline"
    if block.label == CELL:
        return "cell"
    return {"list_item": "item", "bibliography": "bibl"}.get(block.kind or "", "p")


def _holders(block: Block) -> tuple[str, ...]:
    """Return the elements of what holds a block; a caption stands beside its table."""
    if block.label == CELL:
        return (*["floatingText"] * (len(block.parents) - 2), "table", "row")
    return ("floatingText",) if block.parents and block.kind != "caption" else ()


def _dating(value: str) -> dict[str, str]:
    """Return a value in attributes: the EDTF as it is, and what `att.datable` can say of it.

    Examples
    --------
    >>> _dating("1894"), _dating("1914/1918")["to"], _dating("189X")["notAfter"]
    ({'when-custom': '1894', 'when': '1894'}, '1918', '1899')
    """
    said = {"when-custom": value}
    first, slash, last = value.partition("/")
    for name, part in (("from", first), ("to", last)) if slash else (("when", first),):
        if _WHEN.fullmatch(part) and int(part.lstrip("-")[5:7] or 1) <= _LAST_MONTH:
            said[name] = part
        elif not slash and re.fullmatch(r"\d+X+", part):
            said |= {"notBefore": part.replace("X", "0"), "notAfter": part.replace("X", "9")}
        elif not slash and _WHEN.fullmatch(part[:-1]) and part[-1] in "~?%":
            said |= {"when": part[:-1], "cert": "low"}
    return said


def _said(span: Span) -> str:
    said = {
        "id": span.id,
        "label": span.label,
        "value": span.value,
        "attributes": dict(span.attributes),
        "source": span.source,
        "score": span.score,
        "status": span.status,
        "ranges": [list(one) for one in span.origin],
    }
    return json.dumps(said, ensure_ascii=False)


FORMAT = Format(
    "tei",
    "TEI P5",
    NAMES
    | DETAILS
    | {Feature.GAPS, Feature.STRUCTURE, Feature.SENTENCES, Feature.MILESTONES, Feature.SPACE},
    write,
    read,
    ENDINGS,
)
