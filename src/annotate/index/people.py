"""Who is meant by a part of a person's name: a surname, or a first name, alone.

It is decided mention by mention: a surname is the only full name of its document that ends in it;
among several, the only one named so far, or the last one named in the sentence. Two civilities or
callings that differ are two people, and so are those of whom the text says that nothing links them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from annotate.french.classes import shipped_classes
from annotate.index.decided import Decided
from annotate.index.groups import Groups, Link, Unit, Units
from annotate.index.marks import GENDER, first_names, marks_of
from annotate.index.mentions import Mention
from annotate.index.names_table import known_name
from annotate.index.person_forms import (
    first_letter,
    first_name,
    fits_initials,
    is_surname,
    person,
    surname_key,
    surname_keys,
)
from annotate.index.reasons import Reason
from annotate.index.surface_forms import PERSON, bare, typography

_MOST = 20
"""Bearers in other documents that are proposed for one surname."""


class _Bearer(NamedTuple):
    """A mention of a full name."""

    mention: Mention
    unit: Unit


@dataclass(slots=True)
class _Bearers:
    """Full names of a run by the surnames and first names that they have, in order."""

    by_surname: dict[str, list[_Bearer]] = field(default_factory=lambda: defaultdict(list))
    by_first_name: dict[str, list[_Bearer]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, mentions: Iterable[Mention], units: Units) -> _Bearers:
        found = cls()
        for mention in mentions:
            if mention.label == PERSON and not is_part(mention):
                bearer = _Bearer(mention, units[mention.key])
                for key in surname_keys(mention.text):
                    found.by_surname[key].append(bearer)
                found.by_first_name[first_name(mention.text)].append(bearer)
        return found


def is_part(mention: Mention) -> bool:
    """Return whether a mention is a surname or a first name alone."""
    return mention.label == PERSON and is_surname(mention.text)


def settle_people(
    groups: Groups, mentions: Sequence[Mention], units: Units, decided: Decided
) -> set[Unit]:
    """Give each surname and first name that stands alone a unit, and join it to whom it means.

    Parameters
    ----------
    groups : Groups
        It has the units of full names, joined as far as they are alike.
    mentions : sequence of Mention
        Those of the entities layer, sorted.
    units : dict
        The units of full names; those of parts of names are added.
    decided : Decided
        What reviewers decided about pairs.

    Returns
    -------
    set of Unit
        The units of parts of names.
    """
    bearers = _Bearers.of(mentions, units)
    _join_initials(groups, bearers)
    _join_cut(groups, bearers)
    uses: dict[tuple[str, str], list[Mention]] = defaultdict(list)
    everywhere: set[Unit] = set()
    for mention in mentions:
        if is_part(mention) and mention.key not in units:
            key = surname_key(mention.text)
            if _means_one(mention.text, bearers.by_surname.get(key, ())):
                unit = units[mention.key] = Unit(PERSON, mention.text)
                groups.add(unit)
                everywhere.add(unit)
            else:
                uses[mention.document, key].append(mention)
    full = (one.unit for some in bearers.by_first_name.values() for one in some)
    groups.join_alike({*everywhere, *(unit for unit in full if not unit.where)})
    settling = _Settling(groups, bearers, units, decided)
    with_bearer = {
        (one.mention.document, key) for key, some in bearers.by_surname.items() for one in some
    }
    settling.asked = {key for document, key in uses if (document, key) not in with_bearer}
    for (document, key), some in sorted(uses.items()):
        settling.settle(document, key, some)
    settling.look_elsewhere()
    return settling.parts


def _means_one(text: str, bearers: Iterable[_Bearer]) -> bool:
    """Return whether a form means one person wherever it stands, and nobody else in the run."""
    row = known_name(text, PERSON)
    if row is None or row.kind != "person":
        return False
    names = {bare(row.name, PERSON)}
    for one in bearers:
        known = known_name(one.unit.form, PERSON)
        if bare(known.name if known else one.unit.form, PERSON) not in names:
            return False
    return True


def _join_initials(groups: Groups, bearers: _Bearers) -> None:
    """Join `F. Caron` to the only full name of the run that fits, if one document has both."""
    for some in bearers.by_surname.values():
        documents: dict[Unit, set[str]] = defaultdict(set)
        for one in some:
            documents[one.unit].add(one.mention.document)
        short = [unit for unit in documents if first_letter(unit.form, initials=True)]
        full = [unit for unit in documents if unit not in short]
        for unit in sorted(short):
            fitting = sorted(one for one in full if fits_initials(unit.form, one.form))
            if len({groups.root(one) for one in fitting}) != 1:
                continue
            with_it = [one for one in fitting if documents[one] & documents[unit]]
            if with_it:
                groups.join(with_it[0], unit, Reason.FITTING_INITIALS)


def _join_cut(groups: Groups, bearers: _Bearers) -> None:
    """Join a full name without its first letter, a large initial that was not read, to the only
    name of the run that it then is.
    """
    whole: dict[str, list[Unit]] = defaultdict(list)
    units = sorted({one.unit for some in bearers.by_first_name.values() for one in some})
    for unit in units:
        whole[person(unit.form)[1:]].append(unit)
    for unit in units:
        name = person(unit.form)
        known = whole.get(name, []) if first_name(unit.form) not in first_names() else []
        if len({groups.root(one) for one in known}) == 1:
            groups.join(known[0], unit, Reason.MISREAD)


@dataclass(slots=True)
class _Settling:
    """What is done for the parts of names, document by document."""

    groups: Groups
    bearers: _Bearers
    units: Units
    decided: Decided
    parts: set[Unit] = field(default_factory=set)
    open: dict[Unit, list[Mention]] = field(default_factory=lambda: defaultdict(list))
    """Units that no full name of their document explains."""
    asked: set[str] = field(default_factory=set)
    """Surnames that some document has without a bearer, so that pairs of them are proposed."""

    def settle(self, document: str, key: str, uses: Sequence[Mention]) -> None:
        """Settle the uses of one surname in one document."""
        own = [
            one for one in self.bearers.by_surname.get(key, ()) if one.mention.document == document
        ]
        if key not in self.asked:
            # Of a pair that nobody was asked about, a decision is about this document's bearer.
            own = [one for one in own if not self._decided_apart(one, uses)]
        given = False
        if not own:
            firsts = self.bearers.by_first_name.get(key, ())
            own = [one for one in firsts if one.mention.document == document]
            given = bool(own)
        told = any(map(_told_apart, [*uses, *(one.mention for one in own)]))
        both = len({gender for one in uses for gender in marks_of(one).get(GENDER, ())}) > 1
        for use in uses:
            meant = None if told else self._meant(use, own, given)
            self._place(use, meant, own, both=both, told=told, given=given)

    def _decided_apart(self, bearer: _Bearer, uses: Iterable[Mention]) -> bool:
        found = (self.decided.about(PERSON, use.text, bearer.mention.text) for use in uses)
        return any(one is not None and not one.same for one in found)

    def _meant(self, use: Mention, own: Sequence[_Bearer], given: bool) -> Unit | None:
        """Return whom a use means, None if that is open."""
        marks = marks_of(use)
        if given and (marks or _introduced(use)):
            return None
        fits = [one for one in own if not self.groups.apart(one.unit, marks)]
        before = [one for one in fits if one.mention.start < use.start]
        roots = {self.groups.root(one.unit) for one in fits}
        so_far = {self.groups.root(one.unit) for one in before}
        if len(roots) == 1 and (before or not (given or _introduced(use))):
            return fits[0].unit
        if len(so_far) == 1:
            return before[0].unit
        near = [one for one in before if _one_sentence(one.mention, use)]
        if len({self.groups.root(one.unit) for one in near}) == 1:
            return near[0].unit
        return None

    def _place(
        self,
        use: Mention,
        meant: Unit | None,
        own: Sequence[_Bearer],
        *,
        both: bool,
        told: bool,
        given: bool,
    ) -> None:
        """Give a use its unit, and join it to whom it means or note that there are several."""
        marks = marks_of(use)
        where = use.document
        if meant:
            where = "\t".join((use.document, meant.form, meant.where))
        elif both:
            where = "\t".join((use.document, *marks.get(GENDER, ())))
        unit = self.units[use.key] = Unit(PERSON, use.text, where)
        self.groups.add(unit, marks)
        self.parts.add(unit)
        if meant:
            self.groups.join(meant, unit, Reason.FIRST_NAME if given else Reason.SURNAME)
            return
        # What was decided is about the bearers of other documents, who were proposed.
        self.decided.mark(self.groups, [unit])
        if own and not given:
            alone = told or len(_roots(self.groups, own)) == 1
            reason = Reason.NO_LINK if alone else Reason.SEVERAL_BEARERS
            for one in dict.fromkeys(one.unit for one in own):
                self.groups.doubts.append(Link(unit, one, reason))
        else:
            self.open[unit].append(use)

    def look_elsewhere(self) -> None:
        """Join what stays open in its document, and propose what it may be in others."""
        alike: dict[tuple[str, str], list[Unit]] = defaultdict(list)
        for unit in sorted(self.open):
            alike[unit.where, surname_key(unit.form)].append(unit)
        for first, *rest in alike.values():
            self.groups.join_alike([first, *rest])
            for unit in rest:
                self.groups.join(first, unit, Reason.COMMON_NOUN)
        offices: dict[tuple[str, str], Unit] = {}
        namesakes: dict[str, list[Unit]] = defaultdict(list)
        for (_, key), some in sorted(alike.items()):
            unit = some[0]
            if self._of_several(unit, key):
                continue
            if not self._propose(unit, key):
                namesakes[key].append(unit)
            for office in sorted({one for each in some for one in self._offices(each)}):
                first = offices.setdefault((key, office), unit)
                if first is not unit:
                    self.groups.join(first, unit, Reason.SAME_OFFICE)
        for some in namesakes.values():
            for unit in some[1:]:
                marks = self.groups.marks.get(self.groups.root(some[0]), {})
                if not self.groups.apart(unit, marks):
                    self.groups.doubts.append(Link(unit, some[0], Reason.ELSEWHERE))

    def _offices(self, unit: Unit) -> set[str]:
        return {office for use in self.open[unit] if (office := _office(use))}

    def _of_several(self, unit: Unit, key: str) -> bool:
        """Join a surname to the only full name of the run that ends in it, if several documents
        have that.
        """
        known = self.bearers.by_surname.get(key, [])
        documents = {one.mention.document for one in known}
        if len(_roots(self.groups, known)) != 1 or len(documents) < 2:
            return False
        if any(_told_apart(use) or _introduced(use) for use in self.open[unit]):
            return False
        return self.groups.join(known[0].unit, unit, Reason.SURNAME_ELSEWHERE)

    def _propose(self, unit: Unit, key: str) -> bool:
        """Propose the full names of other documents that end in a surname, if there are any."""
        people = _roots(self.groups, self.bearers.by_surname.get(key, ()))
        for one in list(people.values())[:_MOST]:
            self.groups.doubts.append(Link(unit, one, Reason.ELSEWHERE))
        return bool(people)


def _roots(groups: Groups, bearers: Iterable[_Bearer]) -> dict[Unit, Unit]:
    """Return the people that full names are, each with its first unit."""
    found: dict[Unit, Unit] = {}
    for one in bearers:
        found.setdefault(groups.root(one.unit), one.unit)
    return found


def _one_sentence(first: Mention, second: Mention) -> bool:
    if first.sentence or second.sentence:
        return first.sentence == second.sentence
    return typography(first.text) in typography(second.left)


def _told_apart(mention: Mention) -> bool:
    """Return whether the text says of a name that nothing links it to its namesake."""
    before, behind = _no_link()
    left, right = typography(mention.left), typography(mention.right)
    return bool(before.search(left) or behind.match(right))


@cache
def _no_link() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = shipped_classes().pattern("NO_LINK")
    return (
        re.compile(rf"(?<!\w){words}(?!\w)[^.;!?]*$"),
        re.compile(rf"[^.;!?]*?(?<!\w){words}(?!\w)"),
    )


def _introduced(mention: Mention) -> bool:
    """Return whether an indefinite article introduces a person by this name."""
    return bool(_introduction().search(typography(mention.left)))


@cache
def _introduction() -> re.Pattern[str]:
    classes = shipped_classes()
    return re.compile(rf"(?i:(?<!\w)une?\s[^.;!?]*\s{classes.pattern('INTRODUCED')}\s*$)")


def _office(mention: Mention) -> str:
    """Return the high office or the title of a fief that stands before a name, begins it, or
    follows it.
    """
    inside, before, behind = _high_office()
    text, left = typography(mention.text), typography(mention.left)
    found = (
        inside.match(text)
        or before.search(left)
        or behind.search(text)
        or behind.match(typography(mention.right))
    )
    return next((one for one in found.groups() if one), "").casefold() if found else ""


@cache
def _high_office() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    classes = shipped_classes()
    office, noble = classes.pattern("HIGH_OFFICE"), classes.pattern("NOBLE")
    article, fief = r"(?:(?i:le|la)\s+|(?i:l'))?", rf"((?i:{noble})(?=\s+(?i:d[e'u])))"
    inside = rf"^(?:M\.\s*)?{article}(?:({office})|{fief})\s+\S"
    return (
        re.compile(inside),
        re.compile(rf"(?<!\w)({office})\s*$"),
        re.compile(rf"\s?,\s*{article}((?i:{office}))(?!\w)"),
    )
