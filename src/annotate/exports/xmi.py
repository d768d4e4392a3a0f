"""UIMA CAS as XMI, with the types of DKPro Core that INCEpTION reads.

A name is a ``NamedEntity``. What that type has no feature for is a ``webanno.custom.Detail`` over
the same characters: INCEpTION shows it where a project has a layer of that name, and leaves it out
elsewhere. Offsets in the files count UTF-16 units, as Java does. The files are written and read as
the XML that they are: no types have to be known to read what others write.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO
from xml.sax.saxutils import quoteattr

from lxml import etree

from annotate.document.utf16 import Utf16
from annotate.exports.document import Exchanged, Span
from annotate.exports.formats import Format, Setting, elements_of, identity_of, malformed
from annotate.exports.losses import DETAILS, NAMES, Feature
from annotate.exports.tokens import sentences_of

if TYPE_CHECKING:
    from lxml.etree import _Element

ENDING = ".xmi"
TYPES = "TypeSystem.xml"
_DKPRO = "de.tudarmstadt.ukp.dkpro.core.api."
_NAMES = f"{_DKPRO}ner.type."
NAME = f"{_NAMES}NamedEntity"
_CUSTOM = "webanno.custom."
_WRITTEN: Mapping[str, tuple[str, ...]] = {
    f"{_DKPRO}segmentation.type.Sentence": (),
    f"{_DKPRO}segmentation.type.Token": (),
    NAME: ("value", "identifier"),
    f"{_CUSTOM}Detail": (
        "label",
        "annotation",
        "value",
        "status",
        "provenance",
        "score",
        "attributes",
    ),
}
"""The types that are written, with the features that are filled."""

_XMI, _CAS, _TCAS = "http://www.omg.org/XMI", "http:///uima/cas.ecore", "http:///uima/tcas.ecore"
_DESCRIPTION = "http://uima.apache.org/resourceSpecifier"
_ID = f"{{{_XMI}}}id"
_SOFA, _VIEW = f"{{{_CAS}}}Sofa", f"{{{_CAS}}}View"
_FIRST_VIEW = "_InitialView"


def _tag(type_: str) -> str:
    """Return the element that stands for the annotations of a type."""
    package, _, name = type_.rpartition(".")
    return f"{{http:///{package.replace('.', '/')}.ecore}}{name}"


_SENTENCE, _, _NAME, _DETAIL = map(_tag, _WRITTEN)
_META = _tag(f"{_DKPRO}metadata.type.DocumentMetaData")
"""Its title is the name of the document, where a file is named after who annotated it."""
_PREFIXES = {
    "xmi": _XMI,
    "cas": _CAS,
    "tcas": _TCAS,
    "type": _SENTENCE[1:].partition("}")[0],
    "type2": _NAME[1:].partition("}")[0],
    "custom": _DETAIL[1:].partition("}")[0],
}


def write(documents: Iterable[Exchanged], folder: Path, setting: Setting) -> None:
    """Write ``ID.xmi`` for each document, and ``TypeSystem.xml``."""
    etree.ElementTree(_type_system()).write(folder / TYPES, encoding="utf-8", xml_declaration=True)
    for one in documents:
        with (folder / f"{one.id}{ENDING}").open("w", encoding="utf-8", newline="") as file:
            _write_cas(one, file)


def _type_system() -> _Element:
    root = etree.Element(f"{{{_DESCRIPTION}}}typeSystemDescription", nsmap={None: _DESCRIPTION})

    def add(element: _Element, name: str, text: str | None = None) -> _Element:
        made = etree.SubElement(element, f"{{{_DESCRIPTION}}}{name}")
        made.text = text
        return made

    types = add(root, "types")
    for name, features in _WRITTEN.items():
        described = add(types, "typeDescription")
        add(described, "name", name)
        add(described, "supertypeName", "uima.tcas.Annotation")
        held = add(described, "features")
        for feature in features:
            one = add(held, "featureDescription")
            add(one, "name", feature)
            add(one, "rangeTypeName", "uima.cas.String")
    return root


def _write_cas(document: Exchanged, file: TextIO) -> None:
    """Write what a CAS holds element by element: a tree of all its tokens is large."""
    place = Utf16(document.text).to_units
    added = 1

    def write(name: str, features: Mapping[str, str | None]) -> None:
        told = (f" {key}={quoteattr(value)}" for key, value in features.items() if value)
        file.write(f"<{name}{''.join(told)}/>")

    def add(name: str, start: int, end: int, said: Mapping[str, str | None]) -> None:
        nonlocal added
        added += 1
        begin = f'{name} xmi:id="{added}" sofa="1" begin="{place(start)}" end="{place(end)}"'
        write(begin, said)

    spaces = "".join(f" xmlns:{prefix}={quoteattr(name)}" for prefix, name in _PREFIXES.items())
    file.write(f'<?xml version="1.0" encoding="utf-8"?>\n<xmi:XMI{spaces} xmi:version="2.0">')
    write("cas:NULL", {"xmi:id": "0"})
    add("tcas:DocumentAnnotation", 0, len(document.text), {"language": "fr"})
    for tokens in sentences_of(document):
        add("type:Sentence", tokens[0][0], tokens[-1][1], {})
        for start, end in tokens:
            add("type:Token", start, end, {})
    for one in document.spans:
        entity = one.attributes.get("entity")
        known = {"value": one.label, "identifier": str(entity) if entity else None}
        add("type2:NamedEntity", one.start, one.end, known)
        said = _said(one)
        if any(said.values()):
            add("custom:Detail", one.start, one.end, {"label": one.label, **said})
    sofa = {"xmi:id": "1", "sofaNum": "1", "sofaID": _FIRST_VIEW, "mimeType": "text/plain"}
    write(f"cas:Sofa sofaString={quoteattr(document.text)}", sofa)
    write("cas:View", {"sofa": "1", "members": " ".join(map(str, range(2, added + 1)))})
    file.write("</xmi:XMI>")


def _said(span: Span) -> dict[str, str | None]:
    attributes = json.dumps(span.attributes, ensure_ascii=False) if span.attributes else None
    return {
        "annotation": span.id,
        "value": span.value,
        "status": None if span.status == "predicted" else span.status,
        "provenance": span.source,
        "score": None if span.score is None else str(span.score),
        "attributes": attributes,
    }


def read(path: Path) -> Iterator[Exchanged]:
    """Read one CAS: of several views that which is called first, of its annotations those in its
    index.

    Names are the types of DKPro Core for them; where there is none, those of layers of a project's
    own that have a feature `value`.

    Raises
    ------
    StandoffError
        If it is no XMI, holds no text, or an annotation lies outside of it.
    """
    held = _Held()
    try:
        for element in elements_of(path, "XMI"):
            held.add(element)
        yield held.document(identity_of(path, ENDING))
    except (ValueError, TypeError) as error:
        raise malformed(f"no CAS in XMI ({error})", path) from error


@dataclass(frozen=True, slots=True)
class _Placed:
    """An annotation that may be a name, or say something of one; offsets count UTF-16 units."""

    tag: str
    id: str
    sofa: str | None
    start: int
    end: int
    value: str | None
    label: str | None
    said: Mapping[str, Any] | None


class _Held:
    """What a CAS holds, element by element: its text comes after its annotations."""

    def __init__(self) -> None:
        self._placed: list[_Placed] = []
        self._texts: list[tuple[bool, str | None, str]] = []
        self._views: dict[str | None, list[str]] = {}
        self._title = ""

    def add(self, one: _Element) -> None:
        """Take what an element says; tokens, which are most of them, say nothing here."""
        name = str(one.tag)
        if name == _SOFA:
            if (text := one.get("sofaString")) is not None:
                self._texts.append((one.get("sofaID") != _FIRST_VIEW, one.get(_ID), text))
        elif name == _VIEW:
            self._views.setdefault(one.get("sofa"), []).append(one.get("members", ""))
        elif "begin" in one.attrib:
            if name == _META:
                self._title = one.get("documentTitle", "")
            if name in (_SENTENCE, _DETAIL) or _may_be_name(layer_of_tag(name)):
                self._placed.append(
                    _Placed(
                        name,
                        one.get(_ID, ""),
                        one.get("sofa"),
                        int(one.get("begin", "")),
                        int(one.get("end", "")),
                        one.get("value"),
                        one.get("label"),
                        _read_said(one) if name == _DETAIL else None,
                    )
                )

    def document(self, identity: str) -> Exchanged:
        """Return the document of the first view; what is in no index of it was deleted."""
        if not self._texts:
            raise ValueError("it holds no text")
        _, sofa, text = min(self._texts, key=lambda one: one[0])
        units, views = Utf16(text), self._views.get(sofa)
        members = self._members(views or ())
        found: dict[str, list[tuple[int, int, _Placed]]] = {}
        for one in self._placed:
            if one.sofa != sofa or (views is not None and one.id not in members):
                continue
            if not 0 <= one.start <= one.end <= units.length:
                raise ValueError(f"{one.start}-{one.end} lies outside the text")
            if one.start < one.end:
                place = (units.from_units(one.start), units.from_units(one.end), one)
                found.setdefault(one.tag, []).append(place)
        details = {(low, high, one.label): one.said for low, high, one in found.get(_DETAIL, ())}
        spans = []
        for low, high, one in (one for name in _tags_of_names(found) for one in found[name]):
            span = Span(one.value or "", ((low, high),))
            said = details.get((low, high, span.label))
            spans.append(span if said is None else replace(span, **said))
        return Exchanged(
            identity,
            text,
            tuple(sorted(spans, key=Span.sort_key)),
            sentences=tuple(sorted((low, high) for low, high, _ in found.get(_SENTENCE, ()))),
            path=self._title,
        )

    def _members(self, views: Iterable[str]) -> set[str]:
        """Return the ids of what was kept that an index has; it has all the tokens, too."""
        kept = {one.id for one in self._placed}
        members = (found[0] for view in views for found in re.finditer(r"\S+", view))
        return {member for member in members if member in kept}


def _may_be_name(layer: str) -> bool:
    return layer.startswith(_NAMES) or is_own_layer(layer)


def _tags_of_names(found: Mapping[str, list[tuple[int, int, _Placed]]]) -> list[str]:
    """Return the elements that are names: those of DKPro Core's types, else those of a project's
    own layers that have values.
    """
    layers = {name: layer_of_tag(name) for name in found if name not in (_DETAIL, _SENTENCE)}
    return [name for name in layers if layers[name].startswith(_NAMES)] or [
        name for name in layers if any(one.value for _, _, one in found[name])
    ]


def layer_of_tag(tag: str) -> str:
    """Return the type that an element of a CAS is of.

    Examples
    --------
    >>> layer_of_tag("{http:///webanno/custom.ecore}Lieu")
    'webanno.custom.Lieu'
    """
    namespace, _, name = tag.removeprefix("{").rpartition("}")
    package = re.sub(r"^http:///|\.ecore$", "", namespace).replace("/", ".")
    return f"{package}.{name}"


def is_own_layer(layer: str) -> bool:
    """Return whether a type is none of UIMA's and DKPro Core's own: lemmas and parts of speech have
    a `value`, too.

    Examples
    --------
    >>> is_own_layer("webanno.custom.Lieu"), is_own_layer("uima.tcas.DocumentAnnotation")
    (True, False)
    """
    return not layer.startswith(("uima.", _DKPRO))


def _read_said(detail: _Element) -> Mapping[str, Any]:
    score, attributes = detail.get("score"), detail.get("attributes")
    return {
        "id": detail.get("annotation", ""),
        "value": detail.get("value"),
        "status": detail.get("status", "predicted"),
        "source": detail.get("provenance", ""),
        "score": None if score is None else float(score),
        "attributes": json.loads(attributes) if attributes else {},
    }


FORMAT = Format(
    "xmi",
    "UIMA CAS XMI",
    NAMES | DETAILS | {Feature.SENTENCES, Feature.SPACE},
    write,
    read,
    (ENDING,),
)
