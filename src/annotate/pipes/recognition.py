"""The pipeline over one text, without more of spaCy than its models need.

A component that reads by rules takes the text and what others found, and gives candidates. Called
through spaCy, each takes its text anew from the tokens, and its candidates go into span groups and
out again, which costs as much as the rules do. Here they are handed on as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from annotate.document.annotation import ACRONYMS, ENTITIES, Layer
from annotate.document.candidates import Candidate, read_candidates
from annotate.document.mended import Mended
from annotate.document.projection import layers_of
from annotate.pipes.base import NOTE_CALLS, writers
from annotate.pipes.chunks import parts_of
from annotate.pipes.parted_text import PartedText
from annotate.progress import within

if TYPE_CHECKING:
    from spacy.language import Language

NOTE_CALL = "note_call"
Found = dict[str, list[Candidate]]
"""Candidates by span group."""


def recognise(text: str, nlp: Language, calls: Iterable[Candidate] = ()) -> Found:
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
    calls : iterable of Candidate
        The letters that carried the note calls which mending took away, see :func:`calls_of`; they
        are a group that a component may read.

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
    given = list(calls)
    found: Found = {NOTE_CALLS: given} if given else {}
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
    entities = _entities(parted.text, nlp, acronyms, calls_of(mended, parted))
    return layers_of(mended, parted.put_back(entities), parted.put_back(acronyms))


def calls_of(mended: Mended, parted: PartedText) -> list[Candidate]:
    r"""Return the code points of a parted text that carried note calls, with the notes' numbers.

    Examples
    --------
    >>> from annotate.document.source import Source
    >>> from annotate.text.mending.mend import mend
    >>> text = "Le droit1 et l’ICXM2 le disent.\n\n1. Un droit.\n\n2. Un conseil."
    >>> mended = mend(Source("a", "a.txt", text))
    >>> [(mended.text[c.start], c.attributes["note"]) for c in calls_of(mended, PartedText(mended))]
    [('t', '1'), ('M', '2')]
    """
    found = []
    for call in mended.structure.labelled(NOTE_CALL):
        first = call.ranges[0][0] if call.ranges else 0
        before = mended.offsets.to_mended(first - 1, first) if first else ()
        if before and call.value:
            at = parted.place(before[-1][1] - 1)
            found.append(
                Candidate(at, at + 1, NOTE_CALL, "rule:structure", attributes={"note": call.value})
            )
    return found


def _entities(
    text: str, nlp: Language, acronyms: list[Candidate], calls: Sequence[Candidate]
) -> Iterator[Candidate]:
    """Yield the entities of a text and collect its acronyms, a part of a very long text at a time:
    the tokens of ten million characters take half a gigabyte.
    """
    parts = list(parts_of(text))
    for start, end in parts:
        with within("character", start, end, len(text)) if len(parts) > 1 else nullcontext():
            here = [one.shifted(-start) for one in calls if start <= one.start < end]
            found = recognise(text[start:end], nlp, here)
        acronyms.extend(one.shifted(start) for one in found.get(ACRONYMS, ()))
        for one in found.get(ENTITIES, ()):
            yield one.shifted(start)
