"""What the model found, tidied: ends trimmed, fragments and common words dropped.

The model errs in regular ways. It takes articles and elisions into a name, runs over brackets and
blank lines, and takes for names the first word of a sentence, function words, inhabitants, and
nearly anything as MISC. Every rule here was measured alone on texts of others; rules that looked
good and hurt (the word list away from sentence starts, parts of speech) are not here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from annotate.document.candidates import Candidate
from annotate.pipes.base import LABELS, Groups, LexiconPipe, LexiconSchema
from annotate.pipes.lexicon_schemas import INSEE_PLACES, NEVER, PLACES, WORK_HEADS
from annotate.pipes.ner_postprocess.boundaries import pieces, trimmed
from annotate.pipes.ner_postprocess.datelines import find_datelines
from annotate.pipes.ner_postprocess.filters import is_event, is_no_name, work_label
from annotate.pipes.ner_postprocess.lexicons import Context, InsideSentences, NameLists, name_lists
from annotate.pipes.ner_postprocess.relabel import label_in_context, label_without_one
from annotate.pipes.ner_postprocess.threshold import is_doubtful


def postprocess_names(
    text: str, candidates: Sequence[Candidate], lists: NameLists
) -> list[Candidate]:
    """Trim, split and drop what a statistical model found.

    Parameters
    ----------
    text : str
        The text the model read.
    candidates : sequence of Candidate
        What it found, in order.
    lists : NameLists
        Words that are no names, and places that are.

    Returns
    -------
    list of Candidate
        In order; ``attributes["tidied"]`` names the rules that changed a candidate.

    Examples
    --------
    >>> text = "l’Auvergne ; vu par (Nous"
    >>> raw = [Candidate(0, 10, "LOC", "model:m"), Candidate(20, 25, "MISC", "model:m")]
    >>> lists = NameLists(never={"nous": frozenset("*")})
    >>> [name.text(text) for name in postprocess_names(text, raw, lists)]
    ['Auvergne']
    """
    context = Context(text, lists, InsideSentences(text))
    tidied: list[Candidate] = []
    for candidate in candidates:
        for begin, stop, rules in pieces(text, candidate):
            start, end = trimmed(context, begin, stop, candidate.label, rules)
            if start >= end:
                continue
            found = candidate.label
            if found == "MISC" and work_label(text, start, end, lists) is None:
                found = label_without_one(context, start, end)
            if is_no_name(context, start, end, found):
                continue
            attributes = (
                {**candidate.attributes, "tidied": rules} if rules else candidate.attributes
            )
            label = "MISC" if is_event(text, start, end) else found
            if label == "MISC":
                label = work_label(text, start, end, lists) or label
            label = label_in_context(context, start, end, label)
            # A label that the words before a name gave is spoken for.
            doubted = candidate.score is not None and label == candidate.label
            if doubted and is_doubtful(context, start, end, label, candidate.score or 0.0):
                continue
            tidied.append(
                Candidate(start, end, label, candidate.rule, candidate.score, None, attributes)
            )
    return tidied


class NamesPipe(LexiconPipe):
    """Component ``annotate_names``: see :func:`postprocess_names`."""

    specs: ClassVar[Mapping[str, LexiconSchema]] = {
        "never": NEVER,
        "works": WORK_HEADS,
        "insee": INSEE_PLACES,
        "places": PLACES,
        "labels": LABELS,
    }

    def find(self, text: str, groups: Groups) -> list[Candidate]:
        """Tidy what the groups that are read hold, and add the places that head dispatches."""
        candidates = [candidate for group in self.reads for candidate in groups[group]]
        lists = self.compiled(self._lists)
        heads = list(find_datelines(text, lists))
        tidied = postprocess_names(text, candidates, lists)
        if not heads:
            return tidied
        taken = {place for head in heads for place in range(head.start, head.end)}
        kept = [name for name in tidied if taken.isdisjoint(range(name.start, name.end))]
        return sorted([*kept, *heads], key=lambda candidate: candidate.start)

    def _lists(self) -> NameLists:
        return name_lists(*map(self.table, ("never", "works", "insee", "places")))
