"""Shorter forms of a name: the beginning or the end of the only longer one of its document, a
region without its noun, the code of a country in a list of results.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache

from annotate.french.classes import shipped_classes
from annotate.index.groups import Groups, Link
from annotate.index.mentions import Mention
from annotate.index.name_heads import name_behind
from annotate.index.names_table import known_name
from annotate.index.reasons import Reason
from annotate.index.surface_forms import DATE, PERSON, PLACE, article, dots, known, typography
from annotate.index.units import Unit
from annotate.index.uses import Uses

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
    codes = groups.in_sense(CODE)
    for unit in groups.everywhere() if codes else ():
        if unit.label == PLACE:
            countries.setdefault(known(unit.form, PLACE), unit)
    for unit in codes:
        if name := _country(unit.form):
            country = countries.setdefault(known(name, PLACE), unit)
            groups.join(country, unit, Reason.KNOWN)


class Regions:
    """The names of which a region, an agency or a theatre may have its noun before it."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], Unit] = {}
        self._towns: set[tuple[str, str]] = set()

    def read(self, mention: Mention) -> None:
        """Note a mention."""
        if mention.label not in (PERSON, DATE):
            key = mention.label, article(mention.text, mention.label)
            self._names.setdefault(key, Unit(mention.label, mention.text))
            if mention.label == PLACE and _names_a_town(mention):
                self._towns.add(key)

    def join(self, groups: Groups) -> None:
        """Join what has its noun to its name alone; not that of a region that is a town's in the
        run.
        """
        for unit in groups.everywhere():
            is_name = unit.label not in (PERSON, DATE)
            name = name_behind(typography(unit.form)) if is_name else ""
            key = unit.label, article(name, unit.label)
            if not name or key not in self._names or not groups.has(self._names[key]):
                continue
            if key in self._towns:
                groups.doubts.append(Link(unit, self._names[key], Reason.REGION))
            else:
                groups.join(self._names[key], unit, Reason.REGION)


def _names_a_town(mention: Mention) -> bool:
    before, inside = _town()
    return bool(before.search(typography(mention.left)) or inside.match(typography(mention.text)))


@cache
def _town() -> tuple[re.Pattern[str], re.Pattern[str]]:
    trigger, noun = (shipped_classes().pattern(name) for name in ("TOWN_TRIGGER", "COMMUNE_NOUN"))
    return re.compile(rf"(?<!\w){trigger}\s*$"), re.compile(rf"{noun}\s")


class States:
    """Names of states that begin with what they are, and that word alone: `la Confédération`."""

    def __init__(self) -> None:
        self._nouns = {article(noun, PLACE) for noun in shipped_classes()["STATE_NOUN"]}
        self._longer: dict[str, set[Unit]] = defaultdict(set)
        self._alone: dict[Unit, set[tuple[int, str]]] = defaultdict(set)

    def read(self, mention: Mention, document: int, unit: Unit) -> None:
        """Note a mention."""
        words = article(mention.text, PLACE).split() if mention.label == PLACE else []
        if words and words[0] in self._nouns:
            if len(words) > 1:
                self._longer[words[0]].add(unit)
            else:
                self._alone[unit].add((document, mention.document))

    def join(self, groups: Groups, uses: Uses) -> None:
        """Join the word alone to the only name that goes on behind it: of the run, if several
        documents name that state in one way or another, or else of those that its document names.
        """
        longer = {word: {*map(groups.root, some)} for word, some in self._longer.items()}
        roots = {root for some in longer.values() for root in some}
        members: dict[Unit, list[Unit]] = defaultdict(list)
        for unit in uses.every() if roots and self._alone else ():
            if (root := groups.root(unit)) in roots:
                members[root].append(unit)
        named = {
            root: frozenset().union(*map(uses.documents, some)) for root, some in members.items()
        }
        moved: list[tuple[int, Unit, Unit]] = []
        for unit, places in sorted(self._alone.items()):
            states = longer.get(article(unit.form, PLACE), set())
            if len(states) == 1 and len(named.get(next(iter(states)), ())) > 1:
                groups.join(next(iter(states)), unit, Reason.SHORT_FORM)
                continue
            for document, name in sorted(places):
                here = [one for one in states if document in named.get(one, ())]
                if len(here) == 1:
                    own = unit._replace(where=name)
                    groups.add(own)
                    groups.join(here[0], own, Reason.SHORT_FORM)
                    moved.append((document, unit, own))
        uses.move(moved)


def join_initials(groups: Groups, uses: Uses) -> None:
    """Join an acronym without a long form of its own to the only name of its document that has its
    letters as initials; elsewhere, and of two letters, this is only proposed.
    """
    # Of one with a meaning of its own in a document, the text gives a long form.
    asked = {
        unit: letters
        for unit in uses.every()
        if unit.label not in (PERSON, DATE) and not unit.where and (letters := _acronym(unit.form))
    }
    wanted = {(unit.label, letters) for unit, letters in asked.items()}
    by_initials: dict[tuple[str, str], set[Unit]] = defaultdict(set)
    for unit in uses.every() if wanted else ():
        if unit.label not in (PERSON, DATE):
            for initials in _initials(unit.form):
                if (unit.label, initials) in wanted:
                    by_initials[unit.label, initials].add(unit)
    for unit, letters in asked.items():
        fitting = sorted(by_initials.get((unit.label, letters), set()) - {unit})
        every = {groups.root(one): one for one in fitting}
        here = {root: one for root, one in every.items() if uses.meet(unit, one)}
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


def join_short_forms(groups: Groups, uses: Uses) -> None:
    """Join an organisation or a work to the only longer name of its document that begins or ends
    like it; of places this is only proposed.

    A common noun, alone or with small words, means something else in the next document: it gets a
    unit of its own for what it means.
    """
    meant: dict[Unit, dict[Unit, Unit]] = defaultdict(dict)
    generic: dict[tuple[Unit, Unit], Unit] = {}
    moved: list[tuple[int, Unit, Unit]] = []
    for document, units in uses.by_document():
        by_label: dict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            if unit.label not in (PERSON, DATE):
                by_label[unit.label].append(unit)
        for label, own in sorted(by_label.items()):
            for unit, longer in _longer(groups, own, label) if len(own) > 1 else ():
                if len(longer) == 1 and label != PLACE and is_generic(unit.form):
                    here = generic.get((unit, longer[0]))
                    if here is None:
                        here = generic[unit, longer[0]] = unit._replace(where=uses.name(document))
                        groups.add(here)
                        groups.join(longer[0], here, Reason.SHORT_FORM)
                        uses.shared.add(here)
                    moved.append((document, unit, here))
                    continue
                for one in longer:
                    meant[unit].setdefault(groups.root(one), one)
    uses.move(moved)
    by_length = sorted(meant, key=lambda unit: (-len(unit.form.split()), unit))
    for unit in by_length:
        first, *rest = {groups.root(one): one for one in meant[unit].values()}.values()
        if unit.label == PLACE or rest:
            some = [Link(unit, one, Reason.SHORTER) for one in (first, *rest)]
            groups.doubts.extend(some[:_MOST])
        else:
            groups.join(first, unit, Reason.SHORT_FORM)


def join_national(groups: Groups, uses: Uses) -> None:
    """Join `la Banque nationale` to the only name of the run that says of which state it is."""
    adjectives = {article(word) for word in shipped_classes()["STATE_ADJECTIVE"]}
    names = (unit for unit in uses.every() if unit.label not in (PERSON, PLACE, DATE))
    of_state: dict[tuple[str, str], dict[Unit, Unit]] = defaultdict(dict)
    for unit in names:
        stem, _, last = article(unit.form, unit.label).rpartition(" ")
        if stem and last in adjectives:
            of_state[unit.label, stem].setdefault(groups.root(unit), unit)
    for unit in uses.every() if of_state else ():
        states = of_state.get((unit.label, article(unit.form, unit.label)), {})
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
