"""spaCy's DocBin, ready for ``spacy train``: names as ``doc.ents``, everything as groups of spans.

The groups ``entities`` and ``acronyms`` have all spans, those inside each other too; ``doc.ents``
has the outermost names. ``doc.user_data["annotate"]`` has what is said of them, in the order of
the groups, with the code points of the source text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annotate.document.annotation import ACRONYMS, ENTITIES
from annotate.exports.document import Exchanged, Span
from annotate.exports.formats import Format, Setting, identity_of, malformed
from annotate.exports.losses import DETAILS, NAMES, Feature, reduced
from annotate.exports.tokens import sentences_of, tokenizing

if TYPE_CHECKING:
    import spacy
    from spacy.tokens import Doc, DocBin

ENDING = ".spacy"
USER_DATA = "annotate"
PART = 100_000
"""Tokens of a file, or one document more: a DocBin is in memory as a whole, and ``spacy train``
reads all files of a folder.
"""
_ATTRIBUTES = ("ORTH", "SPACY", "ENT_TYPE", "ENT_IOB", "ENT_ID", "SENT_START")
_DETAILS = ("id", "value", "status", "source", "score")
_OF_DOCUMENT = ("sha256", "path", "generator")


def write(documents: Iterable[Exchanged], folder: Path, setting: Setting) -> None:
    """Write ``part-001.spacy`` and so on, of some :data:`PART` tokens each."""
    for number, part in enumerate(_parts(documents), start=1):
        part.to_disk(folder / f"part-{number:03}{ENDING}")


def _parts(documents: Iterable[Exchanged]) -> Iterator[DocBin]:
    from spacy.tokens import DocBin

    part, tokens = None, 0
    for one in documents:
        if part is None:
            part, tokens = DocBin(attrs=_ATTRIBUTES, store_user_data=True), 0
        doc = _doc(one)
        part.add(doc)
        tokens += len(doc)
        if tokens >= PART:
            yield part
            part = None
    if part is not None:
        yield part


def _doc(document: Exchanged) -> Doc:
    doc = _tokenized(document)
    groups: dict[str, list[Span]] = {
        layer: [one for one in document.spans if one.layer == layer]
        for layer in (ENTITIES, ACRONYMS)
    }
    for layer, spans in groups.items():
        doc.spans[layer] = [_char_span(doc, one) for one in spans]
    outermost, _ = reduced(document, DETAILS)
    doc.set_ents([_char_span(doc, one) for one in outermost.spans if one.layer == ENTITIES])
    doc.user_data[USER_DATA] = {
        "document": document.id,
        **{name: getattr(document, name) for name in _OF_DOCUMENT},
        **{layer: [_said(one) for one in spans] for layer, spans in groups.items()},
    }
    return doc


def _char_span(doc: Doc, one: Span) -> spacy.tokens.Span:
    found = doc.char_span(one.start, one.end, one.label, span_id=one.id)
    assert found is not None, "tokens end where spans do"
    return found


def _tokenized(document: Exchanged) -> Doc:
    """Return the tokens of the recogniser, cut where spans begin and end, with the sentences."""
    from spacy.tokens import Doc

    text, starts = document.text, {low for low, _ in document.sentences}
    tokens = [token for sentence in sentences_of(document) for token in sentence]
    words: list[str] = []
    spaces: list[bool] = []
    begins: list[bool | int | None] = []
    last = 0
    for start, end in (*tokens, (len(text), len(text))):
        gap = text[last:start]
        if words and gap.startswith(" "):
            spaces[-1], gap = True, gap[1:]
        for form, first in ((gap, False), (text[start:end], start in starts)):
            if form:
                words.append(form)
                spaces.append(False)
                begins.append(first or len(begins) == 0)
        last = end
    return Doc(tokenizing().vocab, words, spaces, sent_starts=begins)


def _said(span: Span) -> dict[str, Any]:
    return {
        **{name: getattr(span, name) for name in _DETAILS},
        "attributes": dict(span.attributes),
        "origin": [list(one) for one in span.origin],
    }


def read(path: Path) -> Iterator[Exchanged]:
    """Read the documents of a file: the groups written here, else ``doc.ents``.

    Raises
    ------
    StandoffError
        If it is no DocBin.
    """
    from spacy.tokens import DocBin

    try:
        docs = list(DocBin().from_disk(path).get_docs(tokenizing().vocab))
    except Exception as error:  # what zlib, msgpack and numpy raise about any other file
        raise malformed(f"no DocBin ({error})", path) from error
    for number, doc in enumerate(docs, start=1):
        yield _document(doc, f"{identity_of(path, ENDING)}-{number}")


def _document(doc: Doc, name: str) -> Exchanged:
    said: Mapping[str, Any] = doc.user_data.get(USER_DATA) or {}
    spans = []
    for layer in (ENTITIES, ACRONYMS):
        found = doc.spans.get(layer, ()) if layer in doc.spans else ()
        own = said.get(layer) or [{}] * len(found)
        spans += [_span(one, details) for one, details in zip(found, own, strict=True)]
    if not spans:
        spans = [_span(one, {}) for one in doc.ents]
    sentences = tuple((one.start_char, one.end_char) for one in doc.sents)
    return Exchanged(
        said.get("document", name),
        doc.text,
        tuple(sorted(spans, key=Span.sort_key)),
        sentences=sentences,
        **{one: said.get(one, "") for one in _OF_DOCUMENT},
    )


def _span(span: Any, said: Mapping[str, Any]) -> Span:
    details = {name: said[name] for name in _DETAILS if name in said}
    # What was a list is a tuple here.
    details["attributes"] = json.loads(json.dumps(said.get("attributes", {})))
    origin = tuple((start, end) for start, end in said.get("origin", ()))
    return Span(span.label_, ((span.start_char, span.end_char),), **details, origin=origin)


FORMAT = Format(
    "docbin",
    "spaCy DocBin",
    NAMES | DETAILS | {Feature.SENTENCES, Feature.SPACE, Feature.CHARACTERS},
    write,
    read,
    (ENDING,),
)
