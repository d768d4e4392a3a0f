"""Shorter forms of a name: the beginning or the end of the only longer one of its document, a
region without its noun, the code of a country in a list of results.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from annotate.french.classes import shipped_classes
from annotate.index.groups import Groups, Link, Unit, Units
from annotate.index.mentions import Mention
from annotate.index.name_heads import name_behind
from annotate.index.names_table import known_name
from annotate.index.reasons import Reason
from annotate.index.surface_forms import DATE, PERSON, PLACE, article, dots, known, typography

CODE = "code of a country"
"""Where units of codes of countries stand."""
_MOST = 20
_LONGEST = 12
"""Words of a name of which shorter forms are looked for."""
_ARTICLE = re.compile(r"^(?:(?:le|la|les)\s+|l')(?=\S)", re.IGNORECASE)
_NO_END = frozenset("de d' du des la le les l' et pour en à a au aux sur sous".split())


def is_code(mention: Mention) -> bool:
    """Return whether a mention is the code of a country in parentheses: ``Olano (Esp)``."""
    if mention.label != PLACE or not (mention.left.rstrip().endswith("(")):
        return False
    return bool(_country(mention.text)) and mention.right[:1] in ("", ")", ",", " ")


def _country(code: str) -> str:
    """Return the country of a code, in which an l may be read as an i."""
    for form in (code, code.replace("i", "l")):
        row = known_name(form, PLACE)
        if row and row.kind == "code":
            return row.name
    return ""


def code_unit(mention: Mention) -> Unit:
    """Return the unit of the code of a country."""
    return Unit(PLACE, mention.text, CODE)


def join_codes(groups: Groups) -> None:
    """Join codes of countries to the names of these."""
    countries: dict[str, Unit] = {}
    for unit in sorted(groups.parents):
        if unit.label == PLACE and not unit.where:
            countries.setdefault(known(unit.form, PLACE), unit)
    for unit in sorted(groups.parents):
        name = _country(unit.form) if unit.where == CODE else ""
        if name:
            country = countries.setdefault(known(name, PLACE), unit)
            groups.join(country, unit, Reason.KNOWN)


def join_regions(groups: Groups, mentions: Iterable[Mention]) -> None:
    """Join a region, an agency or a theatre with its noun to its name alone; not that of a region
    that is a town's in the run.
    """
    names: dict[tuple[str, str], Unit] = {}
    towns: set[tuple[str, str]] = set()
    for mention in mentions:
        if mention.label not in (PERSON, DATE):
            key = mention.label, article(mention.text, mention.label)
            names.setdefault(key, Unit(mention.label, mention.text))
            if mention.label == PLACE and _names_a_town(mention):
                towns.add(key)
    for unit in sorted(groups.parents):
        alone = unit.label not in (PERSON, DATE) and not unit.where
        name = name_behind(typography(unit.form)) if alone else ""
        key = unit.label, article(name, unit.label)
        if not name or key not in names or names[key] not in groups.parents:
            continue
        if key in towns:
            groups.doubts.append(Link(unit, names[key], Reason.REGION))
        else:
            groups.join(names[key], unit, Reason.REGION)


def _names_a_town(mention: Mention) -> bool:
    before, inside = _town()
    return bool(before.search(typography(mention.left)) or inside.match(typography(mention.text)))


@cache
def _town() -> tuple[re.Pattern[str], re.Pattern[str]]:
    trigger, noun = (shipped_classes().pattern(name) for name in ("TOWN_TRIGGER", "COMMUNE_NOUN"))
    return re.compile(rf"(?<!\w){trigger}\s*$"), re.compile(rf"{noun}\s")


def join_states(groups: Groups, mentions: Sequence[Mention], units: Units) -> None:
    """Join `la Confédération` to the only name that goes on behind it: of the run, if several
    documents name that state in one way or another, or else of those that its document names.
    """
    named: dict[Unit, set[str]] = defaultdict(set)
    for mention in mentions:
        named[groups.root(units[mention.key])].add(mention.document)
    nouns = {article(noun, PLACE) for noun in shipped_classes()["STATE_NOUN"]}
    longer: dict[str, set[Unit]] = defaultdict(set)
    alone: dict[Unit, list[Mention]] = defaultdict(list)
    for mention in mentions:
        words = article(mention.text, PLACE).split() if mention.label == PLACE else []
        if words and words[0] in nouns:
            if len(words) > 1:
                longer[words[0]].add(groups.root(units[mention.key]))
            else:
                alone[units[mention.key]].append(mention)
    for unit, uses in sorted(alone.items()):
        states = longer[article(unit.form, PLACE)]
        if len(states) == 1 and len(named[next(iter(states))]) > 1:
            groups.join(next(iter(states)), unit, Reason.SHORT_FORM)
            continue
        for use in uses:
            here = [one for one in states if use.document in named[one]]
            if len(here) == 1:
                own = units[use.key] = unit._replace(where=use.document)
                groups.add(own)
                groups.join(here[0], own, Reason.SHORT_FORM)


def join_initials(groups: Groups, mentions: Sequence[Mention], units: Units) -> None:
    """Join an acronym without a long form of its own to the only name of its document that has its
    letters as initials; elsewhere, and of two letters, this is only proposed.
    """
    named: dict[Unit, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.label not in (PERSON, DATE):
            named[units[mention.key]].add(mention.document)
    by_initials: dict[tuple[str, str], set[Unit]] = defaultdict(set)
    for unit in named:
        for initials in _initials(unit.form):
            by_initials[unit.label, initials].add(unit)
    for unit in sorted(named):
        # Of one with a meaning of its own in a document, the text gives a long form.
        letters = _acronym(unit.form) if not unit.where else ""
        every = {groups.root(one): one for one in sorted(by_initials[unit.label, letters] - {unit})}
        here = {root: one for root, one in every.items() if named[one] & named[unit]}
        if len(here) == 1 and len(letters) > 2:
            groups.join(next(iter(here.values())), unit, Reason.ACRONYM)
        elif len(every) == 1:
            groups.doubts.append(Link(unit, next(iter(every.values())), Reason.FITTING_LETTERS))


def _acronym(form: str) -> str:
    """Return the letters of an acronym, dotted or not, ``""`` for another form."""
    letters = dots(form)
    dotted = letters != typography(form)
    fits = letters.isalpha() and (letters.isupper() or dotted) and 1 < len(letters) <= _LONGEST
    return letters.casefold() if fits else ""


def _initials(form: str) -> set[str]:
    """Return the initials of a name of several words, with and without those of small words."""
    words = article(form).replace("'", "' ").split()
    proper = [word for word in words if word not in _NO_END]
    if len(proper) < 2 or len(words) > _LONGEST:
        return set()
    return {"".join(word[0] for word in some) for some in (words, proper)}


def join_short_forms(groups: Groups, mentions: Sequence[Mention], units: Units) -> None:
    """Join an organisation or a work to the only longer name of its document that begins or ends
    like it; of places this is only proposed.

    A common noun, alone or with small words, means something else in the next document: it gets a
    unit of its own in this one.
    """
    named: dict[tuple[str, str], dict[Unit, list[Mention]]] = defaultdict(dict)
    for mention in mentions:
        if mention.label not in (PERSON, DATE):
            own = named[mention.document, mention.label]
            own.setdefault(units[mention.key], []).append(mention)
    meant: dict[Unit, dict[Unit, Unit]] = defaultdict(dict)
    for (document, label), own in sorted(named.items()):
        for unit, longer in _longer(groups, own, label):
            if len(longer) == 1 and label != PLACE and is_generic(unit.form):
                here = unit._replace(where=document)
                groups.add(here)
                groups.join(longer[0], here, Reason.SHORT_FORM)
                units.update((mention.key, here) for mention in own[unit])
                continue
            for one in longer:
                meant[unit].setdefault(groups.root(one), one)
    by_length = sorted(meant, key=lambda unit: (-len(unit.form.split()), unit))
    for unit in by_length:
        first, *rest = {groups.root(one): one for one in meant[unit].values()}.values()
        if unit.label == PLACE or rest:
            groups.doubts += [Link(unit, one, Reason.SHORTER) for one in (first, *rest)][:_MOST]
        else:
            groups.join(first, unit, Reason.SHORT_FORM)


def join_national(groups: Groups, units: Iterable[Unit]) -> None:
    """Join `la Banque nationale` to the only name of the run that says of which state it is."""
    adjectives = {article(word) for word in shipped_classes()["STATE_ADJECTIVE"]}
    named = {unit: article(unit.form, unit.label) for unit in sorted(set(units))}
    of_state: dict[tuple[str, str], dict[Unit, Unit]] = defaultdict(dict)
    for unit, name in named.items():
        stem, _, last = name.rpartition(" ")
        if stem and last in adjectives and unit.label not in (PERSON, PLACE, DATE):
            of_state[unit.label, stem].setdefault(groups.root(unit), unit)
    for unit, name in named.items():
        states = of_state.get((unit.label, name), {})
        if len(states) == 1:
            groups.join(next(iter(states.values())), unit, Reason.SHORT_FORM)


def _longer(groups: Groups, own: Iterable[Unit], label: str) -> Iterator[tuple[Unit, list[Unit]]]:
    """Yield the names of a document with the longer ones that begin or end like them."""
    longer: dict[tuple[str, ...], dict[Unit, Unit]] = defaultdict(dict)
    words_of = {unit: tuple(article(unit.form, label).split()) for unit in sorted(own)}
    for unit, words in words_of.items():
        for part in shorter_than(words, label) if len(words) <= _LONGEST else ():
            longer[part].setdefault(groups.root(unit), unit)
    for unit, words in sorted(words_of.items(), key=lambda item: (-len(item[1]), item)):
        generic = is_generic(unit.form)
        others = [
            one
            for root, one in longer.get(words, {}).items()
            if root != groups.root(unit) and (not generic or words_of[one][: len(words)] == words)
        ]
        if others:
            yield unit, others


def is_generic(form: str) -> bool:
    """Return whether a form is a common noun, with small words at most behind it."""
    head, *rest = _ARTICLE.sub("", typography(form)).split() or [""]
    nouns = shipped_classes().words("GENERIC_HEAD")
    return head in nouns and all(word[:1].islower() for word in rest)


def shorter_than(words: tuple[str, ...], label: str) -> Iterable[tuple[str, ...]]:
    """Yield the beginnings and ends that a name may be shortened to."""
    for at in range(1, len(words)):
        # What a small word opens or closes is no name: the Bank of / the Miners of Lens.
        if words[at - 1] not in _NO_END and not words[at - 1].endswith("'"):
            if label != PLACE or words[at] in _NO_END:
                yield words[:at]
            begins = words[at] not in _NO_END and not words[at].startswith(("d'", "l'"))
            if label != PLACE and begins:
                yield words[at:]
