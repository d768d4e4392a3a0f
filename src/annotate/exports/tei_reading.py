"""TEI P5 read back: blocks, sentences, pages, and the names that are elements of the text."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from annotate.document.cells import CELL, HEADER, parting
from annotate.document.source import Place, Range
from annotate.exports.document import Block, Exchanged, Milestone, Span
from annotate.exports.formats import identity_of, malformed, parsed

if TYPE_CHECKING:
    from lxml.etree import _Element

ENDING = ".tei.xml"
ENDINGS = (ENDING, ".xml")
NAMESPACE = "http://www.tei-c.org/ns/1.0"
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"
ELEMENTS = {"PER": "persName", "ORG": "orgName", "LOC": "placeName", "DATE": "date"}
"""The elements of names by their labels."""
LABELS = {name: label for label, name in ELEMENTS.items()} | {"abbr": "ACRONYM"}


def tag(name: str) -> str:
    """Return the name of an element of TEI."""
    return f"{{{NAMESPACE}}}{name}"


def read(path: Path) -> Iterator[Exchanged]:
    """Read one text: blocks, sentences, and the names that are elements of it.

    Raises
    ------
    StandoffError
        If it is no TEI, or has no text.
    """
    root = parsed(path, "TEI")
    for one in root.iter(etree.Element):
        if "}" not in str(one.tag):  # many have no namespace
            one.tag = tag(str(one.tag))
    texts = [
        (one, text)
        for one in root.iter(tag("TEI"), tag("TEI.2"))
        if (text := one.find(tag("text"))) is not None
    ]
    if not texts:
        raise malformed("no TEI with a text", path)
    identity = identity_of(path, *ENDINGS)
    for number, (one, text) in enumerate(texts, start=1):
        try:
            said = {
                (each.get("target") or "").removeprefix("#"): json.loads(each.text or "{}")
                for each in one.iterfind(f".//{tag('spanGrp')}[@type='annotations']/{tag('span')}")
            }
        except ValueError as error:
            raise malformed(f"no TEI of ours ({error})", path) from error
        own = any(each.get("ident") == "annotate" for each in one.iter(tag("application")))
        name = identity if len(texts) == 1 else one.get(XML_ID) or f"{identity}-{number}"
        yield _Reader(said, own=own).read(text, name)


class _Reader:
    """Puts the text of the elements together, with what they say of it."""

    def __init__(self, said: Mapping[str, Mapping[str, Any]], *, own: bool) -> None:
        self._said, self._own = said, own
        self._pieces: list[str] = []
        self._length = 0
        self._blocks: list[Block] = []
        self._sentences: list[Range] = []
        self._milestones: list[Milestone] = []
        self._names: dict[str, tuple[_Element, list[Range]]] = {}
        self._chained: dict[str, str] = {}
        self._notes: list[_Element] = []
        self._before: Place | None = None
        self._tables = 0

    def read(self, text: _Element, identity: str) -> Exchanged:
        """Return the document; the notes are its last blocks, in the order of their ids."""
        self._container(text, ())
        done = 0
        while done < len(self._notes):  # a note may be called in a note
            fresh, done = sorted(self._notes[done:], key=_note_number), len(self._notes)
            for note in fresh:
                self._block(note, Block("note", 0, 0, value=note.get("n")))
        printed = "".join(self._pieces)
        spans = [self._span(name, printed) for name in self._names if name not in self._chained]
        return Exchanged(
            identity,
            printed,
            tuple(sorted(spans, key=Span.sort_key)),
            tuple(self._blocks),
            tuple(sorted(self._sentences)),
            tuple(sorted(self._milestones, key=lambda one: (one.at, one.label == "page"))),
        )

    def _container(self, element: _Element, parents: tuple[str, ...]) -> None:
        """Read what holds blocks."""
        for child in element.iterchildren(tag=etree.Element):
            name, rend = etree.QName(child).localname, child.get("rend") or ""
            if name == "pb":
                self._milestones.append(Milestone("page", self._length + 2, child.get("n") or ""))
            elif name == "note":
                self._notes.append(child)
            elif name == "head":
                label = "title" if child.get("type") == "title" else "heading"
                self._block(child, Block(label, 0, 0, value=child.get("n"), parents=parents))
            elif name == "byline":
                self._block(child, Block("author", 0, 0, parents=parents))
            elif name in ("p", "ab", "l", "item", "bibl"):
                kind = {"item": "list_item", "bibl": "bibliography"}.get(name, rend or None)
                label = "paragraph"
                if rend in ("title", "author", "heading"):
                    label, kind = rend, None
                about = child.get("corresp")
                held = (*parents, about[1:]) if about else parents
                self._block(child, Block(label, 0, 0, "", child.get("n"), kind, held))
            elif name == "table":
                self._table(child, parents)
            else:
                own = (child.get(XML_ID) or "",) if name == "floatingText" else ()
                self._container(child, (*parents, *own))

    def _table(self, table: _Element, parents: tuple[str, ...]) -> None:
        self._tables += 1
        for number, row in enumerate(table.iterchildren(tag("row")), start=1):
            held = (*parents, table.get(XML_ID) or "", row.get(XML_ID) or "")
            for column, cell in enumerate(row.iterchildren(tag("cell")), start=1):
                first, _, last = (cell.get("n") or str(column)).partition("-")
                place = Place(self._tables, number, int(first), int(last or first) - int(first) + 1)
                kind = HEADER if cell.get("role") == "label" else None
                self._block(cell, Block(CELL, 0, 0, "", cell.get("n"), kind, held), place)

    def _block(self, element: _Element, block: Block, place: Place | None = None) -> None:
        if not len(element) and not element.text:
            return
        if self._blocks:
            self._add(parting(self._before, place))
        self._before = place
        start = self._length
        self._inline(element)
        name = element.get(XML_ID) or ""
        self._blocks.append(replace(block, start=start, end=self._length, id=name))

    def _inline(self, element: _Element) -> None:
        """Read the text of an element, and what lies inside of it."""
        self._add(element.text)
        for child in element:
            name = etree.QName(child).localname if isinstance(child.tag, str) else ""
            start = self._length
            if name == "pb":
                self._milestones.append(Milestone("page", start, child.get("n") or ""))
            elif name == "note":
                self._notes.append(child)
                self._milestones.append(Milestone("note_call", start, child.get("n") or ""))
            elif name == "ref" and child.get("type") == "note_call":
                self._milestones.append(Milestone("note_call", start, child.get("n") or ""))
            elif name in ("lb", "cb") or (name in _INNER and not self._own):
                if child.get("break") != "no":
                    self._add(" ")
                self._inline(child)
            elif name and name not in _UNPRINTED:
                self._inline(child)
                if name == "s":
                    self._sentences.append((start, self._length))
                elif self._is_name(child, name) and start < self._length:
                    self._name(child, (start, self._length))
            self._add(child.tail)

    def _is_name(self, element: _Element, name: str) -> bool:
        """Return whether an element is a name; to others, not every abbreviation is an acronym."""
        if name == "abbr" and not self._own:
            return element.get("type") in ("acronym", "initialism")
        if name in _PLACES:
            parent = element.getparent()
            return parent is None or parent.tag != tag("placeName")
        return name in LABELS or name in ("name", "rs")

    def _name(self, element: _Element, span: Range) -> None:
        name = element.get(XML_ID) or f"#{len(self._names)}"
        self._names[name] = (element, [span])
        if following := element.get("next"):
            self._chained[following.removeprefix("#")] = name

    def _span(self, name: str, printed: str) -> Span:
        element, ranges = self._names[name]
        parts, at = list(ranges), element
        while (following := (at.get("next") or "").removeprefix("#")) in self._names:
            at, more = self._names[following]
            parts += more
        joined: list[Range] = []
        for start, end in parts:
            if joined and joined[-1][1] == start:
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
        if not self._own:  # what is laid out in lines may end in one
            joined = [_trimmed(printed, *one) for one in joined]
        tag = etree.QName(element).localname
        said = self._said.get(name, {})
        label = LABELS.get(tag) or element.get("type") or said.get("label")
        label = label or ("MISC" if tag == "name" else tag)
        value = element.get("when-custom") or element.get("when") or said.get("value")
        if value is None and element.get("from") and element.get("to"):
            value = f"{element.get('from')}/{element.get('to')}"
        return Span(
            label,
            tuple(joined),
            said.get("id", ""),
            value if label == "DATE" else said.get("value"),
            said.get("attributes", {}),
            said.get("source", ""),
            said.get("score"),
            said.get("status", "predicted"),
            tuple((start, end) for start, end in said.get("ranges", ())),
        )

    def _add(self, text: str | None) -> None:
        """Add text; that of others is laid out in lines that mean nothing."""
        if text and not self._own and text.strip("\n"):
            text = _BLANKS.sub(" ", text)
            if not self._pieces or self._pieces[-1].endswith((" ", "\n")):
                text = text.removeprefix(" ")
        if text:
            self._pieces.append(text)
            self._length += len(text)


_BLANKS = re.compile(r"[ \t\r\n]+")
_INNER = frozenset(("p", "ab", "l", "lg", "item", "head", "row", "cell"))
"""Blocks that others put inside of blocks."""
_PLACES = frozenset(("geogName", "settlement", "district", "region", "country", "bloc"))
_UNPRINTED = frozenset(("expan", "corr", "reg", "fw", "figDesc", "index"))


def _trimmed(text: str, start: int, end: int) -> Range:
    quote = text[start:end]
    if not quote.strip():
        return start, end
    return start + len(quote) - len(quote.lstrip()), start + len(quote.rstrip())


def _note_number(note: _Element) -> tuple[int, str]:
    found = re.search(r"\d+$", note.get(XML_ID) or "")
    return (int(found[0]) if found else 0, "")
