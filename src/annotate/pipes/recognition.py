"""The pipeline over one text, without more of spaCy than its models need.

A component that reads by rules takes the text and what others found, and gives candidates. Called
through spaCy, each takes its text anew from the tokens, and its candidates go into span groups and
out again, which costs as much as the rules do. Here they are handed on as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from annotate.document.annotation import ACRONYMS, ENTITIES, Layer
from annotate.document.candidates import Candidate, read_candidates
from annotate.document.mended import Mended
from annotate.document.projection import layers_of
from annotate.pipes.base import writers
from annotate.pipes.chunks import parts_of
from annotate.pipes.parted_text import PartedText
from annotate.progress import within

if TYPE_CHECKING:
    from spacy.language import Language

Found = dict[str, list[Candidate]]
"""Candidates by span group."""


def recognise(text: str, nlp: Language) -> Found:
    """Return what every component of a pipeline finds in a text.

    The same as ``nlp(text)`` and :func:`read_candidates` of each span group, and faster where every
    component finds in text, as those of the pipeline shipped do. With a component of another maker
    among them (a `span_ruler`, say) spaCy runs the pipeline.

    Parameters
    ----------
    text : str
        Mended text.
    nlp : Language
        The pipeline.

    Returns
    -------
    dict of str to list of Candidate
        By span group; code points of `text`.
    """
    components: list[Any] = [component for _, component in nlp.pipeline]
    if not all(hasattr(one, "find") for one in components):
        doc = nlp(text)
        names = writers(nlp)
        return {group: read_candidates(doc, group, names.get(group)) for group in doc.spans}
    found: Found = {}
    for one in components:
        found[one.group] = one.find(text, {group: found.get(group, []) for group in one.reads})
    return found


def recognise_document(mended: Mended, nlp: Language) -> tuple[Layer, Layer, Layer]:
    """Run the pipeline over the mended text of a document and project what it finds to the source.

    Returns
    -------
    tuple of Layer
        Entities, acronyms, structure.
    """
    acronyms: list[Candidate] = []
    parted = PartedText(mended)
    entities = _entities(parted.text, nlp, acronyms)
    return layers_of(mended, parted.put_back(entities), parted.put_back(acronyms))


def _entities(text: str, nlp: Language, acronyms: list[Candidate]) -> Iterator[Candidate]:
    """Yield the entities of a text and collect its acronyms, a part of a very long text at a time:
    the tokens of ten million characters take half a gigabyte.
    """
    parts = list(parts_of(text))
    for start, end in parts:
        with within("character", start, end, len(text)) if len(parts) > 1 else nullcontext():
            found = recognise(text[start:end], nlp)
        acronyms.extend(one.shifted(start) for one in found.get(ACRONYMS, ()))
        for one in found.get(ENTITIES, ()):
            yield one.shifted(start)
