"""Which forms are one entity, over all mentions of a run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from annotate.index.decided import Decided
from annotate.index.groups import Groups, Link
from annotate.index.marks import Name, SeveralSenses, marks_of, sense_of
from annotate.index.mentions import ACRONYMS, REJECTED, Mention
from annotate.index.misread import join_cut, join_misread
from annotate.index.people import Bearer, People, is_part
from annotate.index.read_alike import propose_read_alike
from annotate.index.reasons import Reason
from annotate.index.short_forms import (
    Regions,
    States,
    code_unit,
    is_code,
    join_codes,
    join_initials,
    join_national,
    join_short_forms,
)
from annotate.index.surface_forms import DATE, PERSON, bare, capitals, clean, dots, typography
from annotate.index.units import Unit
from annotate.index.uses import Corpus, Uses


@lru_cache(maxsize=10_000)
def acronym_key(form: str) -> str:
    """Return what the uses of one acronym share: its letters, dotted or not."""
    return capitals(dots(form))


def long_form_units(labels: Iterable[str], acronyms: Mapping[str, Iterable[str]]) -> list[Unit]:
    """Return the units that the long forms of acronyms are, under each label in use."""
    forms = {form for given in acronyms.values() for form in given}
    return sorted(Unit(label, form) for label in set(labels) - {DATE} for form in forms)


@dataclass
class Said:
    """What the documents of a run say of their names, gathered before any is grouped.

    Attributes
    ----------
    expansions : dict of str to set of str
        Acronym to the long forms that documents give.
    spelt : dict of str to Counter
        Acronym to its spellings.
    labels : set of str
        Those in use in the entities layer.
    senses : SeveralSenses
        The names that are several things.
    """

    expansions: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    spelt: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    labels: set[str] = field(default_factory=set)
    senses: SeveralSenses = field(default_factory=SeveralSenses)

    def read(self, mentions: Sequence[Mention]) -> None:
        """Note what a document says."""
        kept = [mention for mention in mentions if mention.status != REJECTED]
        for mention in kept:
            if mention.layer != ACRONYMS:
                self.labels.add(mention.label)
                continue
            acronym = acronym_key(mention.text)
            self.spelt[acronym][clean(mention.text)] += 1
            if mention.expansion:
                self.expansions[acronym].add(clean(mention.expansion))
        self.senses.read(kept)


def names_something(mention: Mention) -> bool:
    """Return whether a mention is of the entities layer, and nobody rejected it."""
    return mention.layer != ACRONYMS and mention.status != REJECTED


def given_in(mentions: Iterable[Mention]) -> dict[str, set[str]]:
    """Return the long forms that a document gives, by acronym."""
    found: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.layer == ACRONYMS and mention.expansion and mention.status != REJECTED:
            found[acronym_key(mention.text)].add(clean(mention.expansion))
    return found


def group(corpus: Corpus, said: Said, decided: Decided, uses: Uses) -> Groups:
    """Group the mentions of the entities layer.

    Parameters
    ----------
    corpus : Corpus
        Mentions of every layer; those of the acronyms layer only lend their
        expansions.
    said : Said
        What was gathered of it.
    decided : Decided
        What reviewers decided about pairs.
    uses : Uses
        It gets the unit of each mention.

    Returns
    -------
    Groups
        The sets of units.
    """
    return _Grouping(corpus, said, decided, uses).groups


class _Grouping:
    """The steps of :func:`group`, each of which goes on from what the one before found."""

    def __init__(self, corpus: Corpus, said: Said, decided: Decided, uses: Uses) -> None:
        self._said, self._decided, self._uses = said, decided, uses
        self.groups = groups = Groups(uses.units, uses.links, uses.doubts)
        self._people = People(groups, uses, decided)
        self._regions, self._states = Regions(), States()
        self._acronyms: dict[tuple[str, str, frozenset[str]], Unit] = {}
        """The unit of the uses of an acronym in the documents that give it the same long forms."""
        self._open: dict[Unit, list[Unit]] = {}
        """The meanings of those of which it is open which they have."""
        self._known: set[Unit] = set()
        self._read(corpus)
        # A long form that is no mention takes part all the same: it may link two spellings of it.
        for unit in long_form_units(said.labels, said.expansions):
            groups.add(unit)
        decided.mark(groups, uses.every())
        groups.join_alike(groups.everywhere())
        self._join_acronyms()
        _join_senses(groups, uses.every(), said.expansions)
        self._people.prepare()
        self._settle(corpus)
        self._people.look_elsewhere()
        # What has a meaning of its own in one document must not drag it to the others.
        groups.join_alike(groups.everywhere())
        join_codes(groups)
        self._regions.join(groups)
        join_initials(groups, uses)
        join_short_forms(groups, uses)
        self._states.join(groups, uses)
        join_national(groups, uses)
        join_misread(groups, uses, self._known)
        join_cut(groups, uses, self._known)
        propose_read_alike(groups, uses, self._known)
        decided.join(groups, uses.every())

    def _read(self, corpus: Corpus) -> None:
        """Give each mention that is no part of a person's name its unit."""
        number = 0
        for document, (identity, mentions) in enumerate(corpus):
            self._uses.begin(number, identity)
            full, parts = [], []
            for at, unit in enumerate(self._units(mentions)):
                mention = mentions[at]
                if not names_something(mention):
                    continue
                self._regions.read(mention)
                if unit is None:
                    parts.append(mention)
                    continue
                self._uses.add(number + at, document, unit)
                self.groups.add(unit, marks_of(mention))
                self._states.read(mention, document, unit)
                if mention.authority:
                    self._known.add(unit)
                if mention.label == PERSON and not is_part(mention):
                    full.append(Bearer(mention, unit))
            self._people.read(document, full, parts)
            number += len(mentions)
        self._uses.sort()

    def _units(self, mentions: Sequence[Mention]) -> Iterator[Unit | None]:
        """Yield the unit of each mention of a document; None of a part of a person's name, and of
        the acronyms layer.
        """
        kept = [mention for mention in mentions if mention.status != REJECTED]
        given, senses = given_in(kept), self._said.senses.here(kept)
        for mention in mentions:
            acronym = acronym_key(mention.text) if mention.layer != ACRONYMS else ""
            changing = acronym in self._said.expansions
            if not names_something(mention) or (is_part(mention) and not changing):
                yield None
            elif is_code(mention):
                yield code_unit(mention)
            elif mention.label == DATE:
                yield Unit(DATE, mention.value or typography(mention.text))
            elif (name := (mention.label, bare(mention.text, mention.label))) in senses:
                yield Unit(mention.label, mention.text, sense_of(mention, senses[name]))
            elif changing:
                key = mention.label, mention.text, frozenset(given.get(acronym, ()))
                first = Unit(mention.label, mention.text, mention.document)
                yield self._acronyms.setdefault(key, first)
            else:
                yield Unit(mention.label, mention.text)

    def _join_acronyms(self) -> None:
        """Join each acronym to its long form."""
        groups = self.groups
        for (label, form, here), use in sorted(self._acronyms.items(), key=lambda one: one[1]):
            senses: dict[Unit, Unit] = {}
            for long_form in sorted(here or self._said.expansions[acronym_key(form)]):
                meaning = Unit(label, long_form)
                senses.setdefault(groups.root(meaning), meaning)
            meanings = list(senses.values())
            if len(meanings) == 1:
                groups.join(meanings[0], use, Reason.ACRONYM)
                self._uses.shared.add(use)
                continue
            groups.doubts.extend(Link(use, one, Reason.SEVERAL_EXPANSIONS) for one in meanings)
            self._open[use] = meanings

    def _settle(self, corpus: Corpus) -> None:
        """Find whom the parts of names mean, document by document; what an acronym means that is
        open in several documents may differ between them.
        """
        number = 0
        for document, (identity, mentions) in enumerate(corpus):
            full, parts = [], []
            for at, unit in enumerate(self._units(mentions)):
                mention = mentions[at]
                if not names_something(mention):
                    continue
                if unit is None:
                    parts.append((number + at, mention))
                    continue
                if unit in self._open and unit.where != identity:
                    self._uses.add(number + at, document, self._of_its_own(unit, mention))
                if mention.label == PERSON and not is_part(mention):
                    full.append(Bearer(mention, unit))
            self._people.settle(document, full, parts)
            number += len(mentions)
        self._uses.flush()

    def _of_its_own(self, unit: Unit, mention: Mention) -> Unit:
        own = unit._replace(where=mention.document)
        known = self.groups.has(own)
        self.groups.add(own, marks_of(mention))
        if not known:
            self._decided.mark(self.groups, [own])
            links = (Link(own, one, Reason.SEVERAL_EXPANSIONS) for one in self._open[unit])
            self.groups.doubts.extend(links)
        return own


def _join_senses(groups: Groups, units: Iterable[Unit], acronyms: Mapping[str, object]) -> None:
    """Join the spellings of a name that has several senses, in each of them, and propose the
    senses to each other.
    """
    by_sense: dict[str, list[Unit]] = defaultdict(list)
    namesakes: dict[Name, Unit] = {}
    apart = {unit for unit in units if unit.where and acronym_key(unit.form) not in acronyms}
    for unit in sorted(apart):
        by_sense[unit.where].append(unit)
        first = namesakes.setdefault((unit.label, bare(unit.form, unit.label)), unit)
        if first.where != unit.where:
            groups.doubts.append(Link(unit, first, Reason.TOLD_APART))
    for own in by_sense.values():
        groups.join_alike(own)
