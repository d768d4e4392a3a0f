"""``annotate rules explain`` and ``new``: the rules behind a mention, and a row begun from one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotate.document.annotation import Annotation
from annotate.document.candidates import Candidate
from annotate.document.run_folder import AnnotatedDocument, RunFolder
from annotate.document.source import Range
from annotate.errors import UsageError
from annotate.french.words import WORD
from annotate.lexicons import Row
from annotate.pipes.parted_text import PartedText
from annotate.pipes.recognition import calls_of, recognise
from annotate.rules.matching import Fired
from annotate.run.rule_check import traced

if TYPE_CHECKING:
    from spacy.language import Language

_BEFORE, _BEHIND = 6, 3
"""Words of the example that a new row gets."""
_SPECIAL = re.compile(r"[\\{}()|?]")


@dataclass(frozen=True, slots=True)
class Trace:
    """How one mention came about.

    Attributes
    ----------
    document : str
        Its id.
    mention : Annotation
        The mention, as the run has it.
    found : tuple of (str, Candidate)
        What each component found there, by span group, in the order of the pipeline.
    fired : tuple of Fired
        The rules that had a say there, in order.
    form : str
        What stands there.
    same : bool
        Whether the mention comes out again as the run has it.
    """

    document: str
    mention: Annotation
    found: tuple[tuple[str, Candidate], ...]
    fired: tuple[Fired, ...]
    form: str
    same: bool


def mentions_named(run: RunFolder, name: str) -> Iterator[tuple[AnnotatedDocument, Annotation]]:
    """Yield the mentions that a user means: by id, or by what they say.

    Parameters
    ----------
    run : RunFolder
        The run.
    name : str
        The id of an annotation (``e-64da9933bc``), or the text of mentions; ``DOCUMENT:`` before
        either looks in one document.

    Raises
    ------
    UsageError
        If there is none.
    """
    documents = run.documents()
    head, colon, rest = name.partition(":")
    if colon and head in documents:
        documents, name = [head], rest
    wanted = " ".join(name.split()).casefold()
    none = True
    for identity in documents:
        document = run.read(identity)
        for one in document.select(layer="entities"):
            if one.id == name or (one.text or "").casefold() == wanted:
                none = False
                yield document, one
    if none:
        raise UsageError(
            f"no mention of {run.folder} is {name!r}",
            remedy="give the id of an annotation, or the text of a mention as mentions.csv has it",
        )


def explain(
    document: AnnotatedDocument, mentions: Sequence[Annotation], nlp: Language
) -> Iterator[Trace]:
    """Recognise a document anew and yield how each of some mentions comes about.

    Parameters
    ----------
    document : AnnotatedDocument
        The document.
    mentions : sequence of Annotation
        Some of its mentions.
    nlp : Language
        The pipeline.
    """
    trace = traced(nlp)
    trace.clear()
    parted = PartedText(document.mended)
    groups = recognise(parted.text, nlp, calls_of(document.mended, parted))
    for mention in mentions:
        span = document.mended.offsets.span(mention.ranges)
        if span is None:
            continue
        here = parted.place(span[0]), parted.place(span[0]) + span[1] - span[0]
        found = [
            (group, one)
            for group, candidates in groups.items()
            for one in candidates
            if _touches((one.start, one.end), here)
        ]
        fired = (one for one in trace if _has_say(one, here))
        same = any(
            group == "entities" and (one.start, one.end, one.label) == (*here, mention.label)
            for group, one in found
        )
        form = parted.text[slice(*here)]
        yield Trace(document.id, mention, tuple(found), tuple(fired), form, same)


def _touches(one: Range, other: Range) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _has_say(fired: Fired, span: Range) -> bool:
    places = (place for place in (fired.found, fired.made) if place is not None)
    return any(_touches((place.start, place.end), span) for place in places)


def new_row(
    document: AnnotatedDocument, mention: Annotation, action: str, label: str, identity: str
) -> Row:
    """Return a row of a table of rules that starts from a mention, for a linguist to generalise.

    Parameters
    ----------
    document : AnnotatedDocument
        The document.
    mention : Annotation
        One of its mentions.
    action : str
        ``add``, ``relabel`` or ``drop``.
    label : str
        The label that the rule is to give; nothing for ``drop``.
    identity : str
        The id of the rule.

    Returns
    -------
    Row
        Its example is what stands around the mention; it has no counter-example yet.
    """
    text = document.mended.text
    start, end = document.mended.offsets.span(mention.ranges) or (0, 0)
    before = [*WORD.finditer(text, max(0, start - 80), start)][-_BEFORE:]
    behind = [*WORD.finditer(text, end, end + 60)][:_BEHIND]
    low = before[0].start() if before else start
    high = behind[-1].end() if behind else end
    found = mention.label
    mark = {"add": label, "drop": found}.get(action, f"{found}>{label}")
    last = [one.group() for one in before[-2:]]
    gap = text[before[-1].end() : start] if before else ""
    near = " ".join(last) if gap.strip() in ("", "'", "’") else ""
    example = f"{text[low:start]}[{text[start:end]}|{mark}]{text[end:high]}"
    return {
        "id": identity,
        "action": action,
        "label": {"add": label, "drop": found}.get(action, f"{found}>{label}"),
        "before": _SPECIAL.sub(r"\\\g<0>", near + gap.strip()),
        "form": "{NAME}" if action == "add" else "",
        "after": "",
        "priority": "5",
        "examples": " ".join(example.split()),
        "counter_examples": "",
        "source": "",
        "on": "yes",
    }
