"""A linguist's own rules: what ``rules/own.tsv`` adds to all that was found, and changes in it.

They come after every other component, so that they hold whoever found a name, and before what
makes a document consistent, so that what they say here counts elsewhere in the document too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from annotate.document.candidates import NOTHING, Candidate
from annotate.french.classes import WordClasses
from annotate.pipes.base import (
    CLASSES,
    LABELS,
    Groups,
    LexiconPipe,
    LexiconSchema,
    rules_schema,
)
from annotate.pipes.lexicon_schemas import INSEE_PLACES, NEVER, PLACES, TITLES, WORK_HEADS
from annotate.pipes.name_lists import Context, InsideSentences, NameLists, name_lists
from annotate.pipes.people.component import with_titles
from annotate.rules.conditions import Tests
from annotate.rules.matching import RuleSet
from annotate.rules.model import OWN


def find_own(text: str, groups: Groups, rules: RuleSet, tests: Tests) -> list[Candidate]:
    """Return what rules add, and what they make of what others found.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    groups : mapping
        What the components found, by span group.
    rules : RuleSet
        The rules.
    tests : mapping
        The tests that want lists.

    Returns
    -------
    list of Candidate
        In order, the source of each the rule that made it; a span that is dropped, relabelled,
        trimmed or extended has a candidate with the label
        :data:`~annotate.document.candidates.NOTHING`.

    Examples
    --------
    >>> from pathlib import Path
    >>> from annotate.french.classes import WordClasses
    >>> from annotate.rules.model import parse_rules
    >>> table = "id\\taction\\tlabel\\tbefore\\nown.firm\\trelabel\\tPER>ORG\\tembauché chez\\n"
    >>> rules = RuleSet(parse_rules(table, Path("own.tsv"), WordClasses({})))
    >>> names = {"names": [Candidate(14, 22, "PER", "model:m")]}
    >>> [(one.label, one.rule) for one in find_own("embauché chez Verlaine", names, rules, {})]
    [('NOTHING', 'rule:own.firm'), ('ORG', 'rule:own.firm')]
    """
    found = rules.find(text, tests)
    seen: set[tuple[int, int, str]] = set()
    for candidate in (one for group in groups.values() for one in group):
        key = (candidate.start, candidate.end, candidate.label)
        if key in seen:
            continue
        seen.add(key)
        fired = rules.changes(text, candidate, tests)
        if not fired:
            continue
        source, made = fired[-1].rule.origin, fired[-1].made
        found.append(Candidate(candidate.start, candidate.end, NOTHING, source))
        if made is not None:
            found.append(Candidate(made.start, made.end, made.label, source, None, candidate.value))
    return sorted(found, key=lambda one: (one.start, -one.end))


class OwnRulesPipe(LexiconPipe):
    """Component ``annotate_own``: see :func:`find_own`."""

    specs: ClassVar[Mapping[str, LexiconSchema]] = {
        "rules": rules_schema(OWN),
        "classes": CLASSES,
        "labels": LABELS,
        "never": NEVER,
        "works": WORK_HEADS,
        "insee": INSEE_PLACES,
        "places": PLACES,
        "titles": TITLES,
    }

    def find(self, text: str, groups: Groups) -> list[Candidate]:
        """Return what the rules add and change; nothing where there is no rule."""
        if not self.rules.rules:
            return []
        return find_own(text, groups, self.rules, self.tests_for(text))

    def tests_for(self, text: str) -> Tests:
        """Return what the lists say of the names of a text."""
        if not any(one.test for rule in self.rules.rules for one in rule.conditions):
            return {}
        return Context(text, self.compiled(self._lists), InsideSentences(text)).tests

    def classes(self, classes: WordClasses) -> WordClasses:
        """Return the classes, and those that rules of people have besides."""
        return with_titles(classes, self.table("titles"))

    def _lists(self) -> NameLists:
        return name_lists(*map(self.table, ("never", "works", "insee", "places")))
