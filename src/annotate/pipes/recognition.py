"""The pipeline over one text, without more of spaCy than its models need.

A component that reads by rules takes the text and what others found, and gives findings. Called
through spaCy, each takes its text anew from the tokens, and its findings go into span groups and
out again, which costs as much as the rules do. Here they are handed on as they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from annotate.pipes.finding import Finding, read_findings
from annotate.pipes.tables import TablePipe

if TYPE_CHECKING:
    from spacy.language import Language

Found = dict[str, list[Finding]]
"""Findings by span group."""


def recognise(text: str, nlp: Language) -> Found:
    """Return what every component of a pipeline finds in a text.

    The same as ``nlp(text)`` and :func:`read_findings` of each span group, and faster where the
    components with a model stand before those that read by rules, as in the pipeline shipped.

    Parameters
    ----------
    text : str
        Mended text.
    nlp : Language
        The pipeline.

    Returns
    -------
    dict of str to list of Finding
        By span group; code points of `text`.
    """
    doc: Any = nlp.make_doc(text)
    components = nlp.pipeline
    rules = 0
    while rules < len(components) and isinstance(components[-1 - rules][1], TablePipe):
        rules += 1
    first = len(components) - rules
    for _, component in components[:first]:
        doc = component(doc)
    found = {group: read_findings(doc, group) for group in doc.spans}
    for _, pipe in components[first:]:
        assert isinstance(pipe, TablePipe)
        found[pipe.group] = pipe.find(text, {group: found.get(group, []) for group in pipe.reads})
    return found
