"""UIMA CAS as XMI, with the types of DKPro Core that INCEpTION reads.

A name is a ``NamedEntity``. What that type has no feature for is a ``webanno.custom.Detail`` over
the same characters: INCEpTION shows it where a project has a layer of that name, and leaves it out
elsewhere. Offsets in the files count UTF-16 units, as Java does; cassis converts them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.exports.document import Exchanged, Span
from annotate.exports.formats import Format, Setting, each_into, identity_of, malformed, write_file
from annotate.exports.losses import DETAILS, NAMES, Feature
from annotate.exports.tokens import sentences_of

if TYPE_CHECKING:
    from cassis import Cas, TypeSystem  # type: ignore[import-untyped]

ENDING = ".xmi"
TYPES = "TypeSystem.xml"
_SEGMENTATION = "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type"
SENTENCE, TOKEN = f"{_SEGMENTATION}.Sentence", f"{_SEGMENTATION}.Token"
NAME = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
DETAIL = "webanno.custom.Detail"
_DETAILS = ("label", "annotation", "value", "status", "provenance", "score", "attributes")


def write(documents: Iterable[Exchanged], folder: Path, setting: Setting) -> None:
    """Write ``ID.xmi`` for each document, and ``TypeSystem.xml``."""
    types = _types()
    write_file(folder / TYPES, types.to_xml())
    each_into(documents, folder, ENDING, lambda one: _cas(one, types).to_xmi())


@lru_cache(maxsize=1)
def _types() -> TypeSystem:
    """Return the types that are written, with the features that are filled alone: what a type of
    DKPro Core has besides costs time for each token.
    """
    from cassis import TypeSystem

    types = TypeSystem()
    for name, features in (
        (SENTENCE, ()),
        (TOKEN, ()),
        (NAME, ("value", "identifier")),
        (DETAIL, _DETAILS),
    ):
        made = types.create_type(name, "uima.tcas.Annotation")
        for feature in features:
            types.create_feature(made, feature, "uima.cas.String")
    # Asked a dozen times for each token; the types do not change any more.
    types.is_instance_of = cache(types.is_instance_of)
    return types


def _cas(document: Exchanged, types: TypeSystem) -> Cas:
    from cassis import Cas

    cas = Cas(types, document_language="fr")
    cas.sofa_string, cas.sofa_mime = document.text, "text/plain"
    sentence, token, name, detail = map(types.get_type, (SENTENCE, TOKEN, NAME, DETAIL))
    for tokens in sentences_of(document):
        cas.add(sentence(begin=tokens[0][0], end=tokens[-1][1]))
        cas.add_all([token(begin=start, end=end) for start, end in tokens])
    for one in document.spans:
        place = {"begin": one.start, "end": one.end}
        entity = one.attributes.get("entity") or None
        cas.add(name(**place, value=one.label, identifier=entity))
        said = _said(one)
        if any(said.values()):
            cas.add(detail(**place, label=one.label, **said))
    return cas


def _said(span: Span) -> dict[str, str | None]:
    attributes = json.dumps(span.attributes, ensure_ascii=False) if span.attributes else None
    return {
        "annotation": span.id or None,
        "value": span.value,
        "status": None if span.status == "predicted" else span.status,
        "provenance": span.source or None,
        "score": None if span.score is None else str(span.score),
        "attributes": attributes,
    }


def read(path: Path) -> Iterator[Exchanged]:
    """Read one CAS; its types are those of a ``TypeSystem.xml`` beside it, and those written here.

    Raises
    ------
    StandoffError
        If it is no XMI, or holds no text.
    """
    from cassis import load_cas_from_xmi, load_typesystem
    from cassis.typesystem import merge_typesystems  # type: ignore[import-untyped]
    from lxml.etree import XMLSyntaxError

    beside = path.parent / TYPES
    try:
        types = _types()
        if beside.is_file():
            types = merge_typesystems(types, load_typesystem(beside))
        with path.open("rb") as file:
            cas = load_cas_from_xmi(file, typesystem=types, lenient=True)
    except (XMLSyntaxError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise malformed(f"no CAS in XMI ({error})", path) from error
    if cas.sofa_string is None:
        raise malformed("a CAS without a text", path)
    yield _document(cas, identity_of(path, ENDING))


def _document(cas: Cas, identity: str) -> Exchanged:
    text = cas.sofa_string or ""
    details: dict[tuple[int, int, str], Any] = {}
    for one in cas.select(DETAIL):
        details[one.begin, one.end, one.label] = one
    spans = []
    for one in cas.select(NAME):
        if one.begin < one.end:
            span = Span(one.value or "", ((one.begin, one.end),))
            detail = details.get((one.begin, one.end, span.label))
            spans.append(span if detail is None else replace(span, **_read_said(detail)))
    sentences = tuple((one.begin, one.end) for one in cas.select(SENTENCE))
    return Exchanged(identity, text, tuple(sorted(spans, key=Span.sort_key)), sentences=sentences)


def _read_said(detail: Any) -> Mapping[str, Any]:
    return {
        "id": detail.annotation or "",
        "value": detail.value,
        "status": detail.status or "predicted",
        "source": detail.provenance or "",
        "score": None if detail.score is None else float(detail.score),
        "attributes": json.loads(detail.attributes) if detail.attributes else {},
    }


FORMAT = Format(
    "xmi",
    "UIMA CAS XMI",
    NAMES | DETAILS | {Feature.SENTENCES, Feature.SPACE},
    write,
    read,
    (ENDING,),
)
