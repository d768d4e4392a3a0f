"""Shorter forms of a name: the beginning or the end of the only longer one of its document, a
region without its noun, the code of a country in a list of results.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from annotate.french.classes import shipped_classes
from annotate.index.groups import Groups, Link, Unit
from annotate.index.mentions import Mention
from annotate.index.name_heads import region_of
from annotate.index.names_table import known_name
from annotate.index.people import Units
from annotate.index.reasons import Reason
from annotate.index.surface_forms import DATE, PERSON, PLACE, article, known, typography

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
    """Join a region or an island with its noun to its name alone, which is no town's in the run."""
    names: dict[str, Unit] = {}
    towns: set[str] = set()
    for mention in mentions:
        if mention.label == PLACE:
            key = article(mention.text, PLACE)
            names.setdefault(key, Unit(PLACE, mention.text))
            if _names_a_town(mention):
                towns.add(key)
    for unit in sorted(groups.parents):
        name = region_of(typography(unit.form)) if unit.label == PLACE and not unit.where else ""
        key = article(name, PLACE)
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


def join_states(groups: Groups, documents: Mapping[Unit, Sequence[str]]) -> None:
    """Join `la Confédération` to the only name of the run that goes on behind it, if several
    documents have that.
    """
    longer: dict[str, dict[Unit, set[str]]] = defaultdict(lambda: defaultdict(set))
    alone: dict[str, list[Unit]] = defaultdict(list)
    nouns = {article(noun, PLACE) for noun in shipped_classes()["STATE_NOUN"]}
    for unit in sorted(documents):
        words = article(unit.form, PLACE).split()
        if unit.label == PLACE and words and words[0] in nouns:
            if len(words) == 1:
                alone[words[0]].append(unit)
            else:
                longer[words[0]][groups.root(unit)].update(documents[unit])
    for noun, units in alone.items():
        if len(longer[noun]) == 1:
            ((state, places),) = longer[noun].items()
            for unit in units if len(places) > 1 else ():
                groups.join(state, unit, Reason.SHORT_FORM)


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
            if len(longer) == 1 and label != PLACE and _is_generic(unit.form):
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


def _longer(groups: Groups, own: Iterable[Unit], label: str) -> Iterator[tuple[Unit, list[Unit]]]:
    """Yield the names of a document with the longer ones that begin or end like them."""
    longer: dict[tuple[str, ...], dict[Unit, Unit]] = defaultdict(dict)
    words_of = {unit: tuple(article(unit.form, label).split()) for unit in sorted(own)}
    for unit, words in words_of.items():
        for part in _parts(words, label) if len(words) <= _LONGEST else ():
            longer[part].setdefault(groups.root(unit), unit)
    for unit, words in sorted(words_of.items(), key=lambda item: (-len(item[1]), item)):
        generic = _is_generic(unit.form)
        others = [
            one
            for root, one in longer.get(words, {}).items()
            if root != groups.root(unit) and (not generic or words_of[one][: len(words)] == words)
        ]
        if others:
            yield unit, others


def _is_generic(form: str) -> bool:
    """Return whether a form is a common noun, with small words at most behind it."""
    head, *rest = _ARTICLE.sub("", typography(form)).split() or [""]
    nouns = shipped_classes().words("GENERIC_HEAD")
    return head in nouns and all(word[:1].islower() for word in rest)


def _parts(words: tuple[str, ...], label: str) -> Iterable[tuple[str, ...]]:
    """Yield the beginnings and ends that a name may be shortened to."""
    for at in range(1, len(words)):
        # What a small word opens or closes is no name: the Bank of / the Miners of Lens.
        if words[at - 1] not in _NO_END and not words[at - 1].endswith("'"):
            if label != PLACE or words[at] in _NO_END:
                yield words[:at]
            begins = words[at] not in _NO_END and not words[at].startswith(("d'", "l'"))
            if label != PLACE and begins:
                yield words[at:]
