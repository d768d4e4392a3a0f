"""Which forms are one entity, over all mentions of a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from annotate.index.decided import Decided
from annotate.index.groups import Groups, Link, Unit, Units
from annotate.index.marks import Name, Senses, marks_of, sense_of, several_senses
from annotate.index.mentions import ACRONYMS, Mention
from annotate.index.misread import join_cut, join_misread
from annotate.index.people import is_part, settle_people
from annotate.index.reasons import Reason
from annotate.index.short_forms import (
    code_unit,
    is_code,
    join_codes,
    join_initials,
    join_national,
    join_regions,
    join_short_forms,
    join_states,
)
from annotate.index.surface_forms import DATE, bare, capitals, clean, dots, typography

Expansions = Mapping[str, Mapping[str, set[str]]]
"""Acronym to long form to the documents that give it."""


@lru_cache(maxsize=100_000)
def acronym_key(form: str) -> str:
    """Return what the uses of one acronym share: its letters, dotted or not."""
    return capitals(dots(form))


def expansions_of(mentions: Iterable[Mention]) -> dict[str, dict[str, set[str]]]:
    """Return the long forms that the text gives: acronym to long form to documents."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for mention in mentions:
        if mention.layer == ACRONYMS and mention.expansion:
            found[acronym_key(mention.text)][clean(mention.expansion)].add(mention.document)
    return found


def long_form_units(labels: Iterable[str], acronyms: Mapping[str, Iterable[str]]) -> list[Unit]:
    """Return the units that the long forms of acronyms are, under each label in use."""
    forms = {form for given in acronyms.values() for form in given}
    return sorted(Unit(label, form) for label in set(labels) - {DATE} for form in forms)


def group(mentions: Sequence[Mention], decided: Decided) -> tuple[Units, Groups]:
    """Group the mentions of the entities layer.

    Parameters
    ----------
    mentions : sequence of Mention
        Of every layer, sorted; those of the acronyms layer only lend their expansions.
    decided : Decided
        What reviewers decided about pairs.

    Returns
    -------
    dict, Groups
        The unit of each mention by the mention's key, and the sets of units.
    """
    acronyms = expansions_of(mentions)
    named = [mention for mention in mentions if mention.layer != ACRONYMS]
    senses = several_senses(named)
    units: Units = {}
    groups = Groups()
    for mention in named:
        if not is_part(mention) or acronym_key(mention.text) in acronyms:
            code = is_code(mention)
            unit = code_unit(mention) if code else _unit_of(mention, acronyms, senses)
            units[mention.key] = unit
            groups.add(unit, marks_of(mention))
    # A long form that is no mention takes part all the same: it may link two spellings of it.
    for unit in long_form_units((mention.label for mention in named), acronyms):
        groups.add(unit)
    decided.mark(groups, units.values())
    groups.join_alike(unit for unit in list(groups.parents) if not unit.where)
    settled = _join_acronyms(groups, acronyms)
    _join_senses(groups, units.values(), acronyms)
    parts = settle_people(groups, named, units, decided)
    # What has a meaning of its own in one document must not drag it to the others.
    kept = settled | parts | {unit for unit in units.values() if unit.where}
    groups.join_alike(unit for unit in list(groups.parents) if unit not in kept)
    join_codes(groups)
    join_regions(groups, named)
    join_initials(groups, named, units)
    join_short_forms(groups, named, units)
    join_states(groups, named, units)
    join_national(groups, units.values())
    documents: dict[Unit, list[str]] = defaultdict(list)
    for mention in named:
        documents[units[mention.key]].append(mention.document)
    known = {units[one.key] for one in named if one.authority}
    join_misread(groups, documents, known)
    join_cut(groups, documents, known)
    decided.join(groups, units.values())
    return units, groups


def _unit_of(mention: Mention, acronyms: Expansions, senses: Mapping[Name, Senses]) -> Unit:
    """Return the unit that a mention of the entities layer belongs to, unless it is a surname."""
    if mention.label == DATE:
        return Unit(DATE, mention.value or typography(mention.text))
    own = senses.get((mention.label, bare(mention.text, mention.label)))
    if own is not None:
        return Unit(mention.label, mention.text, sense_of(mention, own))
    changing = acronym_key(mention.text) in acronyms
    return Unit(mention.label, mention.text, mention.document if changing else "")


def _join_senses(groups: Groups, units: Iterable[Unit], acronyms: Expansions) -> None:
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


def _join_acronyms(groups: Groups, acronyms: Expansions) -> set[Unit]:
    """Join each acronym to its long form; return the units whose meaning that settles."""
    uses = [
        unit for unit in sorted(groups.parents) if unit.where and acronym_key(unit.form) in acronyms
    ]
    settled: set[Unit] = set()
    for use in uses:
        given = acronyms[acronym_key(use.form)]
        here = [form for form in sorted(given) if use.where in given[form]]
        senses: dict[Unit, Unit] = {}
        for form in here or sorted(given):
            long_form = Unit(use.label, form)
            senses.setdefault(groups.root(long_form), long_form)
        meanings = list(senses.values())
        if len(meanings) == 1:
            groups.join(meanings[0], use, Reason.ACRONYM)
            settled.add(use)
            continue
        groups.doubts.extend(Link(use, one, Reason.SEVERAL_EXPANSIONS) for one in meanings)
    return settled
