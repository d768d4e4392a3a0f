"""What the model found, tidied: ends trimmed, fragments and common words dropped.

The model errs in regular ways. It takes articles and elisions into a name, runs over brackets and
blank lines, and takes for names the first word of a sentence, function words, inhabitants, and
nearly anything as MISC. Every rule here was measured alone on texts of others; rules that looked
good and hurt (the word list away from sentence starts, parts of speech) are not here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import ClassVar

from annotate.document.candidates import Candidate
from annotate.pipes.base import (
    CLASSES,
    LABELS,
    Groups,
    LexiconPipe,
    LexiconSchema,
    rules_schema,
)
from annotate.pipes.lexicon_schemas import INSEE_PLACES, NEVER, PLACES, WORK_HEADS
from annotate.pipes.name_lists import (
    Context,
    InsideSentences,
    NameLists,
    name_lists,
    work_label,
)
from annotate.pipes.ner_postprocess.boundaries import pieces, trimmed
from annotate.pipes.ner_postprocess.filters import find_categories, is_junk
from annotate.rules.conditions import Tests
from annotate.rules.matching import RuleSet


def postprocess_names(
    text: str, candidates: Sequence[Candidate], lists: NameLists, rules: RuleSet
) -> list[Candidate]:
    """Trim, split, relabel and drop what a statistical model found.

    Parameters
    ----------
    text : str
        The text the model read.
    candidates : sequence of Candidate
        What it found, in order.
    lists : NameLists
        Words that are no names, and places that are.
    rules : RuleSet
        What relabels and drops names, and what adds the places that head dispatches.

    Returns
    -------
    list of Candidate
        In order; ``attributes["tidied"]`` names the steps that trimmed or split a candidate.

    Examples
    --------
    >>> text = "l’Auvergne ; vu par (Nous"
    >>> raw = [Candidate(0, 10, "LOC", "model:m"), Candidate(20, 25, "MISC", "model:m")]
    >>> lists = NameLists(never={"nous": frozenset("*")})
    >>> pipe = NamesPipe("names", "names")
    >>> [name.text(text) for name in postprocess_names(text, raw, lists, pipe.rules)]
    ['Auvergne']
    """
    context = Context(text, lists, InsideSentences(text))
    tests = context.tests
    heads = rules.find(text, tests)
    taken = {place for head in heads for place in range(head.start, head.end)}
    tidied: list[Candidate] = []
    for candidate in candidates:
        for begin, stop, steps in pieces(text, candidate):
            start, end = trimmed(context, begin, stop, candidate.label, steps)
            if start >= end or is_junk(text[start:end], candidate.label):
                continue
            attributes = (
                {**candidate.attributes, "tidied": steps} if steps else candidate.attributes
            )
            found = replace(candidate, start=start, end=end, attributes=attributes)
            made = rules.change(text, found, tests)
            if made is None or not taken.isdisjoint(range(made.start, made.end)):
                continue
            if made.label == "MISC":
                made = replace(made, label=work_label(made.text(text), lists) or made.label)
            tidied.append(made)
    categories = find_categories(text, [one.text(text) for one in tidied if one.label == "MISC"])
    named = [one for one in tidied if one.text(text) not in categories]
    return sorted([*named, *heads], key=lambda name: name.start)


class NamesPipe(LexiconPipe):
    """Component ``annotate_names``: see :func:`postprocess_names`."""

    specs: ClassVar[Mapping[str, LexiconSchema]] = {
        "never": NEVER,
        "works": WORK_HEADS,
        "insee": INSEE_PLACES,
        "places": PLACES,
        "labels": LABELS,
        "rules": rules_schema("names.tsv"),
        "classes": CLASSES,
    }

    def find(self, text: str, groups: Groups) -> list[Candidate]:
        """Tidy what the groups that are read hold, and add the places that head dispatches."""
        candidates = [candidate for group in self.reads for candidate in groups[group]]
        return postprocess_names(text, candidates, self.compiled(self._lists), self.rules)

    def tests_for(self, text: str) -> Tests:
        """Return what the lists say of the names of a text."""
        return Context(text, self.compiled(self._lists), InsideSentences(text)).tests

    def _lists(self) -> NameLists:
        return name_lists(*map(self.table, ("never", "works", "insee", "places")))
