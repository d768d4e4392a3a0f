"""Which forms are one entity: a union of units, each union with its stated reason.

A unit is a label and a form. Forms whose meaning may change from one document to the next (a
surname alone, an acronym that has a long form) are a unit for each document.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import NamedTuple

from annotate.french.classes import shipped_classes
from annotate.index.mentions import ACRONYMS, Mention
from annotate.index.surface_forms import (
    DATE,
    PERSON,
    SAMENESS,
    Reason,
    bare,
    clean,
    dots,
    is_surname,
    misreadings,
    person,
    typography,
)

_COMMON = 5
"""Mentions of a name of which a form that stands once may be a misreading."""
_MOST = 20
"""Bearers in other documents that are proposed for one surname."""
_LONGEST_SURNAME = 6
"""Words, particles among them."""


Senses = dict[str, set[str]]
"""Document to what tells a name in it from its namesakes."""


class Unit(NamedTuple):
    """A label and a form, in one document, in one sense, or (``""``) wherever it stands."""

    label: str
    form: str
    document: str = ""


class Link(NamedTuple):
    """Two units and why they are one entity, or are proposed to be."""

    first: Unit
    second: Unit
    reason: Reason


@dataclass(slots=True)
class Groups:
    """Disjoint sets of units, with the links that made them and those that were doubtful."""

    parents: dict[Unit, Unit] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)
    doubts: list[Link] = field(default_factory=list)

    def add(self, unit: Unit) -> None:
        """Make the unit a set of its own, unless it is known."""
        self.parents.setdefault(unit, unit)

    def root(self, unit: Unit) -> Unit:
        """Return the unit that stands for the set of `unit`."""
        while self.parents[unit] != unit:
            self.parents[unit] = self.parents[self.parents[unit]]
            unit = self.parents[unit]
        return unit

    def join(self, first: Unit, second: Unit, reason: Reason) -> None:
        """Make two sets one; nothing happens, and no reason is kept, when they are one already."""
        one, other = self.root(first), self.root(second)
        if one == other:
            return
        self.parents[max(one, other)] = min(one, other)
        if first.form != second.form:
            self.links.append(Link(first, second, reason))

    def join_alike(self, units: Iterable[Unit]) -> None:
        """Join the units that are the same name in another spelling."""
        names = sorted({unit for unit in units if unit.label != DATE})
        for reason, form in SAMENESS:
            firsts: dict[tuple[str, str], Unit] = {}
            for unit in names:
                first = firsts.setdefault((unit.label, form(unit.form, unit.label)), unit)
                if first is not unit:
                    self.join(first, unit, reason)


@lru_cache(maxsize=100_000)
def acronym_key(form: str) -> str:
    """Return what the uses of one acronym share: its letters, dotted or not."""
    return dots(typography(form))


def expansions_of(mentions: Iterable[Mention]) -> dict[str, dict[str, set[str]]]:
    """Return the long forms that the text gives: acronym to long form to documents."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for mention in mentions:
        if mention.layer == ACRONYMS and mention.expansion:
            found[acronym_key(mention.text)][clean(mention.expansion)].add(mention.document)
    return found


def long_form_units(groups: Groups, acronyms: Mapping[str, Iterable[str]]) -> list[Unit]:
    """Return the units that the long forms of acronyms are, under each label in use."""
    labels = {unit.label for unit in groups.parents} - {DATE}
    forms = {form for given in acronyms.values() for form in given}
    return sorted(Unit(label, form) for label in labels for form in forms)


def unit_of(
    mention: Mention, acronyms: Mapping[str, object], senses: Mapping[tuple[str, str], Senses]
) -> Unit:
    """Return the unit that a mention of the entities layer belongs to."""
    if mention.label == DATE:
        return Unit(DATE, mention.value or typography(mention.text))
    own = senses.get((mention.label, bare(mention.text, mention.label)))
    if own is not None:
        here = {sense} if (sense := _sense(mention)) else own.get(mention.document, set())
        return Unit(mention.label, mention.text, *here if len(here) == 1 else (mention.document,))
    changing = acronym_key(mention.text) in acronyms or (
        mention.label == PERSON and is_surname(mention.text)
    )
    return Unit(mention.label, mention.text, mention.document if changing else "")


def _several_senses(mentions: Iterable[Mention]) -> dict[tuple[str, str], Senses]:
    """Return the names that are more than one thing for sure: two birth years, two codes."""
    found: dict[tuple[str, str], Senses] = defaultdict(lambda: defaultdict(set))
    for mention in mentions:
        if mention.layer != ACRONYMS and (sense := _sense(mention)):
            name = mention.label, bare(mention.text, mention.label)
            found[name][mention.document].add(sense)
    return {name: own for name, own in found.items() if len(set().union(*own.values())) > 1}


def _sense(mention: Mention) -> str:
    """Return what tells a person or a place from a namesake, if the text or a gazetteer says it."""
    if mention.label == PERSON:
        years = _birth().match(mention.right)
        return f"* {years[1] or years[2]}" if years else ""
    return " ".join(f"{kind}:{value}" for kind, value in mention.authority)


@cache
def _birth() -> re.Pattern[str]:
    """What follows a name and gives the year of a birth: (1850-1920), né à Lens en 1850."""
    year = r"(1\d{3}|20\d\d)(?!\d)"
    born = shipped_classes().pattern("BORN")
    return re.compile(rf",?\s*(?:\(\s*{year}\s*[-–]|\(?\s*{born}\s[^.;()]{{0,30}}?{year})")


def group(mentions: Sequence[Mention]) -> tuple[dict[tuple[str, str], Unit], Groups]:
    """Group the mentions of the entities layer.

    Parameters
    ----------
    mentions : sequence of Mention
        Of every layer; those of the acronyms layer only lend their expansions.

    Returns
    -------
    dict, Groups
        The unit of each mention by the mention's key, and the sets of units.
    """
    acronyms = expansions_of(mentions)
    units: dict[tuple[str, str], Unit] = {}
    full_names: dict[Unit, set[str]] = defaultdict(set)
    groups = Groups()
    senses = _several_senses(mentions)
    for mention in mentions:
        if mention.layer == ACRONYMS:
            continue
        unit = units[mention.key] = unit_of(mention, acronyms, senses)
        groups.add(unit)
        if unit.label == PERSON and not is_surname(unit.form):
            full_names[unit].add(mention.document)
    groups.join_alike(unit for unit in list(groups.parents) if not unit.document)
    settled = _join_acronyms(groups, acronyms)
    apart = {
        unit
        for unit in units.values()
        if unit.document and (unit.label == PERSON or acronym_key(unit.form) not in acronyms)
    }
    by_sense: dict[str, list[Unit]] = defaultdict(list)
    for unit in sorted(apart):
        by_sense[unit.document].append(unit)
    for own in by_sense.values():
        groups.join_alike(own)
    settled |= _join_surnames(groups, full_names, apart, settled)
    # What has a meaning of its own in one document must not drag it to the others.
    kept = settled | apart
    groups.join_alike(unit for unit in list(groups.parents) if unit not in kept)
    _join_misread(
        groups, Counter(units.values()), {units[one.key] for one in mentions if one.authority}
    )
    return units, groups


def _join_misread(groups: Groups, counts: Mapping[Unit, int], known: set[Unit]) -> None:
    """Join a form that stands once to a common name that it is but for one letter inside a word.

    People are left out, and so is what a gazetteer knows: a name of one letter more is another.
    """
    from rapidfuzz.distance import Levenshtein

    totals: Counter[Unit] = Counter()
    for unit, count in counts.items():
        totals[groups.root(unit)] += count
    common: dict[tuple[str, str], list[tuple[Unit, str]]] = defaultdict(list)
    named = [unit for unit in sorted(counts) if unit.label not in (PERSON, DATE)]
    for unit in named:
        if totals[groups.root(unit)] >= _COMMON:
            for key, plain in misreadings(unit.form, unit.label).items():
                common[unit.label, key].append((unit, plain))
    for unit in named:
        if totals[groups.root(unit)] > 1 or unit in known:
            continue
        meant: dict[Unit, Unit] = {}
        for key, plain in misreadings(unit.form, unit.label).items():
            for one, other in common.get((unit.label, key), ()):
                if Levenshtein.distance(plain, other) == 1:
                    meant.setdefault(groups.root(one), one)
        if len(meant) == 1:
            (common_one,) = meant.values()
            groups.join(common_one, unit, Reason.MISREAD)


def _join_acronyms(groups: Groups, acronyms: Mapping[str, Mapping[str, set[str]]]) -> set[Unit]:
    """Join each acronym to its long form; return the units whose meaning that settles."""
    uses = [
        unit
        for unit in sorted(groups.parents)
        if unit.document and acronym_key(unit.form) in acronyms
    ]
    # A long form that is no mention takes part all the same: it may link two spellings of it.
    for unit in long_form_units(groups, acronyms):
        groups.add(unit)
    groups.join_alike(unit for unit in list(groups.parents) if not unit.document)
    settled: set[Unit] = set()
    for use in uses:
        given = acronyms[acronym_key(use.form)]
        here = [form for form in sorted(given) if use.document in given[form]]
        senses: dict[Unit, Unit] = {}
        for form in here or sorted(given):
            long_form = Unit(use.label, form)
            senses.setdefault(groups.root(long_form), long_form)
        _settle(groups, use, list(senses.values()), Reason.ACRONYM, settled)
    return settled


def _join_surnames(
    groups: Groups,
    full_names: Mapping[Unit, set[str]],
    apart: set[Unit],
    known_acronyms: set[Unit],
) -> set[Unit]:
    """Join each surname to the only full name of its document that ends in it; return what that
    settles, and propose what else the names that stay apart may be.
    """
    bearers: dict[str, list[Unit]] = defaultdict(list)
    for unit in sorted(full_names):
        words = person(unit.form).split()
        for at in range(max(1, len(words) - _LONGEST_SURNAME), len(words)):
            bearers[" ".join(words[at:])].append(unit)
    settled: set[Unit] = set()
    namesakes: dict[tuple[str, str], Unit] = {}
    for use in sorted(apart - known_acronyms):
        key = use.label, bare(use.form, use.label)
        known = bearers.get(person(use.form), []) if use.label == PERSON else []
        here = [unit for unit in known if use.document in full_names[unit]]
        people: dict[Unit, Unit] = {}
        for unit in here or known:
            people.setdefault(groups.root(unit), unit)
        if here:
            _settle(groups, use, list(people.values()), Reason.SURNAME, settled)
        else:
            meant = list(people.values()) or [namesakes.setdefault(key, use)]
            groups.doubts += [Link(use, unit, Reason.ELSEWHERE) for unit in meant[:_MOST]]
    return settled


_SEVERAL = {
    Reason.ACRONYM: Reason.SEVERAL_EXPANSIONS,
    Reason.SURNAME: Reason.SEVERAL_BEARERS,
}


def _settle(
    groups: Groups, use: Unit, meanings: Sequence[Unit], reason: Reason, settled: set[Unit]
) -> None:
    """Join the use to its only meaning, or note that there are several."""
    if len(meanings) == 1:
        groups.join(meanings[0], use, reason)
        settled.add(use)
        return
    groups.doubts.extend(Link(use, meaning, _SEVERAL[reason]) for meaning in meanings)
