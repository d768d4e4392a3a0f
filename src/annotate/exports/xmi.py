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
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lxml import etree

from annotate.document.utf16 import Utf16
from annotate.exports.document import Exchanged, Span
from annotate.exports.formats import Format, Setting, identity_of, malformed, parsed
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


_SENTENCE, _TOKEN, _NAME, _DETAIL = map(_tag, _WRITTEN)
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
    _write(folder / TYPES, _type_system())
    for one in documents:
        _write(folder / f"{one.id}{ENDING}", _cas(one))


def _write(path: Path, root: _Element) -> None:
    etree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


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


def _cas(document: Exchanged) -> _Element:
    units = Utf16(document.text)
    root = etree.Element(f"{{{_XMI}}}XMI", {f"{{{_XMI}}}version": "2.0"}, nsmap=_PREFIXES)
    etree.SubElement(root, f"{{{_CAS}}}NULL", {_ID: "0"})
    place = units.to_units
    added = 1

    def add(tag: str, start: int, end: int, said: Mapping[str, str | None]) -> None:
        nonlocal added
        added += 1
        features = {
            _ID: str(added),
            "sofa": "1",
            "begin": str(place(start)),
            "end": str(place(end)),
        }
        features |= {name: value for name, value in said.items() if value}
        etree.SubElement(root, tag, features)

    add(f"{{{_TCAS}}}DocumentAnnotation", 0, len(document.text), {"language": "fr"})
    for tokens in sentences_of(document):
        add(_SENTENCE, tokens[0][0], tokens[-1][1], {})
        for start, end in tokens:
            add(_TOKEN, start, end, {})
    for one in document.spans:
        entity = one.attributes.get("entity")
        known = {"value": one.label, "identifier": str(entity) if entity else None}
        add(_NAME, one.start, one.end, known)
        said = _said(one)
        if any(said.values()):
            add(_DETAIL, one.start, one.end, {"label": one.label, **said})
    sofa = {_ID: "1", "sofaNum": "1", "sofaID": _FIRST_VIEW, "mimeType": "text/plain"}
    etree.SubElement(root, _SOFA, sofa | {"sofaString": document.text})
    members = " ".join(map(str, range(2, added + 1)))
    etree.SubElement(root, _VIEW, {"sofa": "1", "members": members})
    return root


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
    root = parsed(path, "XMI")
    sofas = [one for one in root.iterchildren(_SOFA) if one.get("sofaString")]
    sofas.sort(key=lambda one: one.get("sofaID") != _FIRST_VIEW)
    if not sofas:
        raise malformed("a CAS without a text", path)
    try:
        yield _document(root, sofas[0], identity_of(path, ENDING))
    except (ValueError, TypeError) as error:
        raise malformed(f"no CAS in XMI ({error})", path) from error


def _document(root: _Element, sofa: _Element, identity: str) -> Exchanged:
    text = sofa.get("sofaString", "")
    units = Utf16(text)
    found: dict[str, list[tuple[int, int, _Element]]] = {}
    for one in _annotations(root, sofa.get(_ID)):
        start, end = int(one.get("begin", "")), int(one.get("end", ""))
        if not 0 <= start <= end <= units.length:
            raise ValueError(f"{start}-{end} lies outside the text")
        if start < end:
            name = str(one.tag)
            found.setdefault(name, []).append((units.from_units(start), units.from_units(end), one))
    details = {(low, high, one.get("label")): one for low, high, one in found.get(_DETAIL, ())}
    spans = []
    for low, high, one in (one for tag in _tags_of_names(found) for one in found[tag]):
        span = Span(one.get("value", ""), ((low, high),))
        detail = details.get((low, high, span.label))
        spans.append(span if detail is None else replace(span, **_read_said(detail)))
    title = next((one.get("documentTitle", "") for one in root.iterchildren(_META)), "")
    return Exchanged(
        identity,
        text,
        tuple(sorted(spans, key=Span.sort_key)),
        sentences=tuple(sorted((low, high) for low, high, _ in found.get(_SENTENCE, ()))),
        path=title,
    )


def _annotations(root: _Element, sofa: str | None) -> Iterator[_Element]:
    """Yield the annotations of a view; what is in no index was deleted."""
    views = [one for one in root.iterchildren(_VIEW) if one.get("sofa") == sofa]
    members = {name for one in views for name in one.get("members", "").split()}
    for one in root.iterchildren(etree.Element):
        placed = one.get("sofa") == sofa and "begin" in one.attrib
        if placed and (not views or one.get(_ID) in members):
            yield one


def _tags_of_names(found: Mapping[str, list[tuple[int, int, _Element]]]) -> list[str]:
    """Return the elements that are names."""
    layers = {tag: layer_of_tag(tag) for tag in found if tag != _DETAIL}
    valued = [tag for tag in layers if any(one.get("value") for _, _, one in found[tag])]
    return [tag for tag in layers if layers[tag].startswith(_NAMES)] or [
        tag for tag in valued if is_own_layer(layers[tag])
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
