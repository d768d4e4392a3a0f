"""The pipeline over one text, without more of spaCy than its models need.

A component that reads by rules takes the text and what others found, and gives candidates. Called
through spaCy, each takes its text anew from the tokens, and its candidates go into span groups and
out again, which costs as much as the rules do. Here they are handed on as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotate.document.candidates import Candidate, read_candidates
from annotate.pipes.base import writers

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
