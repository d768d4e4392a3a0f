"""Organizations recognised by their first words: councils, unions of communes, museums, firms.

A head noun says what follows. Some are part of the official name even in lower case (``conseil
régional``), some only with a capital (``Syndicat``), and some announce a name and stay outside it
(``association``, ``société``). The heads are a table, ``organization_heads.tsv``; it is narrow on
purpose, for broad heads (``tribunal``, ``équipe``) did harm on texts of others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from annotate.document.candidates import Candidate
from annotate.french.characters import (
    SPACE,
    lower,
    without_accents,
)
from annotate.french.classes import shipped_classes
from annotate.french.word_list import common_words
from annotate.french.words import WORD
from annotate.lexicons import Row
from annotate.pipes.base import (
    CLASSES,
    LABELS,
    Groups,
    LexiconPipe,
    LexiconSchema,
    rules_schema,
)
from annotate.pipes.lexicon_schemas import ACRONYMS, KNOWN_NAMES, ORGANIZATION_HEADS, PLACES
from annotate.pipes.organizations.head_spans import end_of_territory, span_of_head
from annotate.pipes.organizations.long_forms import LongForms, find_long_forms, long_forms
from annotate.pipes.phrase_matcher import Phrases, spans_with_dashes
from annotate.pipes.right_boundary import over_compound

_CLASSES = shipped_classes()
_KNOWN = "lexicon:known_names"
_UNACCENTED = "unaccented"
"""The kind of an official head as capitals without accents have it: « COMMUNAUTE DE COMMUNES »."""
_BRANCH = re.compile(rf"{SPACE}{_CLASSES.pattern('BRANCH')}(?![\w-])")


@dataclass(frozen=True, slots=True)
class OrganizationLists:
    """The tables of :func:`find_organizations`, ready for use.

    Attributes
    ----------
    heads : Phrases
        Head nouns; a match gives an index into `readings`.
    readings : tuple of tuples
        For each head its kinds (``official``, ``capital``, ``class``) and labels, in order.
    acronyms : Phrases
        Acronyms that the name of a territory follows, case-sensitive.
    acronym_labels : tuple of str
        Their labels.
    known : Phrases
        Names known as they are, case-sensitive.
    known_labels : tuple of str
        Their labels.
    compounds : Pattern or None
        Places with a dash inside, which a name may end with.
    """

    heads: Phrases
    readings: tuple[tuple[tuple[str, str], ...], ...]
    acronyms: Phrases
    acronym_labels: tuple[str, ...]
    known: Phrases
    known_labels: tuple[str, ...]
    compounds: re.Pattern[str] | None


def find_organizations(
    text: str, lists: OrganizationLists, works: Sequence[Candidate] = ()
) -> list[Candidate]:
    """Find names by their head nouns, and names that the lexicon knows.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    lists : OrganizationLists
        See there. The labels are those of the tables: ORG, MISC for programmes and events, and
        whatever labels of their own users give.
    works : sequence of Candidate
        Laws, works and periodicals, which rules found; one that the lexicon gives another label
        is left out.

    Returns
    -------
    list of Candidate
        In order; rules ``rule:organizations.official``, ``.capital``, ``.class`` and
        ``lexicon:known_names``. A candidate may lie inside another.

    Examples
    --------
    >>> lists = organization_lists([{"head": "conseil régional", "kind": "official",
    ...     "label": "ORG"}, {"head": "jardinerie", "kind": "class", "label": "ORG"}], [], [])
    >>> text = "le conseil régional de Bretagne aide la jardinerie Dupont."
    >>> [f.text(text) for f in find_organizations(text, lists)]
    ['conseil régional de Bretagne', 'Dupont']
    """
    known = list(_known(text, lists))
    # Whoever lists a name knows more of it than its first word says.
    listed = {(one.start, one.end) for one in known}
    others = (*_by_heads(text, lists), *works)
    ruled = [one for one in others if (one.start, one.end) not in listed]
    candidates = [*ruled, *known]
    return sorted(candidates, key=lambda candidate: (candidate.start, -candidate.end))


def _known(text: str, lists: OrganizationLists) -> Iterator[Candidate]:
    for index, start, end in lists.known.find(text):
        label = lists.known_labels[index]
        branch = _BRANCH.match(text, end) if label == "ORG" else None
        yield Candidate(start, branch.end() if branch else end, label, _KNOWN)


def _by_heads(text: str, lists: OrganizationLists) -> Iterator[Candidate]:
    for index, start, end in lists.acronyms.find(text):
        if stop := end_of_territory(text, end, lists.compounds):
            yield Candidate(start, stop, lists.acronym_labels[index], "rule:organizations.acronym")
    for index, start, end in lists.heads.find(text):
        for kind, label in lists.readings[index]:
            if kind == _UNACCENTED and not text[start:end].isupper():
                continue
            span = span_of_head(text, start, end, kind)
            if span is not None:
                stop = over_compound(text, span[0], span[1], lists.compounds)
                rule = "official" if kind == _UNACCENTED else kind
                yield Candidate(span[0], stop, label, f"rule:organizations.{rule}")
                break


class OrganizationsPipe(LexiconPipe):
    """Component ``annotate_organizations``: see :func:`find_organizations`."""

    specs: ClassVar[dict[str, LexiconSchema]] = {
        "heads": ORGANIZATION_HEADS,
        "known": KNOWN_NAMES,
        "acronyms": ACRONYMS,
        "places": PLACES,
        "labels": LABELS,
        "rules": rules_schema("works.tsv"),
        "classes": CLASSES,
    }

    def find(self, text: str, groups: Groups) -> list[Candidate]:
        """Find organizations in `text`; no group is read."""
        lists, forms = self.compiled(self._lists)
        found = find_organizations(text, lists, self.rules.find(text))
        named = [one for one in found if one.rule != _KNOWN or self._is_name(text, one)]
        return [*named, *find_long_forms(text, forms)]

    def _is_name(self, text: str, known: Candidate) -> bool:
        """Return whether a known name is one where it stands: some are ordinary words as well."""
        words = WORD.findall(known.text(text))
        if known.label != "MISC" or not all(word.lower() in common_words() for word in words):
            return True
        if len(words) > 2 or (len(words) == 2 and words[0].lower() not in ("le", "la", "les", "l")):
            return True
        kind = "known.word" if len(words) == 1 else "known.title"
        return self.rules.holds(kind, text, known.start, known.end)

    def _lists(self) -> tuple[OrganizationLists, LongForms]:
        tables = (self.table(name) for name in ("heads", "known", "places"))
        return organization_lists(*tables), long_forms(self.table("acronyms"))


def organization_lists(
    heads: Sequence[Row], known: Sequence[Row], places: Sequence[Row]
) -> OrganizationLists:
    """Make the lists of :func:`find_organizations` from the rows of its tables.

    Of several rows about one head and kind, or about one name, the last counts: who adds a row at
    the end overrides what is there.
    """
    readings: dict[str, dict[str, str]] = {}
    acronyms = [row for row in heads if row["kind"] == "acronym"]
    for row in heads:
        if row["kind"] == "acronym":
            continue
        readings.setdefault(lower(row["head"]), {})[row["kind"]] = row["label"]
    for head, found in list(readings.items()):
        if "official" in found and (plain := without_accents(head)) not in readings:
            readings[plain] = {_UNACCENTED: found["official"]}
    names = {row["form"]: row["label"] for row in known}
    return OrganizationLists(
        heads=Phrases(list(readings), folded=True),
        readings=tuple(tuple(found.items()) for found in readings.values()),
        acronyms=Phrases([row["head"] for row in acronyms]),
        acronym_labels=tuple(row["label"] for row in acronyms),
        known=Phrases(list(names)),
        known_labels=tuple(names.values()),
        compounds=spans_with_dashes(row["form"] for row in places if "-" in row["form"]),
    )
