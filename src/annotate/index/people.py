"""Who is meant by a part of a person's name: a surname, or a first name, alone.

It is decided mention by mention: a surname is the only full name of its document that ends in it;
among several, the only one named so far, or the last one named in the sentence. Two civilities or
callings that differ are two people, and so are those of whom the text says that nothing links them.
"""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import NamedTuple

from annotate.french.classes import shipped_classes
from annotate.index.decided import Decided
from annotate.index.groups import Groups, Link
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
from annotate.index.units import Unit
from annotate.index.uses import Uses

_MOST = 20
"""Bearers in other documents that are proposed for one surname."""


class Bearer(NamedTuple):
    """A mention of a full name."""

    mention: Mention
    unit: Unit


Numbered = tuple[int, Mention]
"""A mention with its number."""


def is_part(mention: Mention) -> bool:
    """Return whether a mention is a surname or a first name alone."""
    return mention.label == PERSON and is_surname(mention.text)


class People:
    """Who is meant by the parts of names of a run: read it once, prepare, and settle each document.

    Parameters
    ----------
    groups : Groups
        It gets the units of parts of names.
    uses : Uses
        The units of full names; those of parts are added.
    decided : Decided
        What reviewers decided about pairs.
    """

    def __init__(self, groups: Groups, uses: Uses, decided: Decided) -> None:
        self.groups, self.uses, self.decided = groups, uses, decided
        self._by_surname: dict[str, list[Unit]] = defaultdict(list)
        self._full: dict[Unit, None] = {}
        self._where: dict[str, int] = {}
        """The document that has the bearers of a surname, -1 if several have."""
        self._texts: dict[str, str] = {}
        self._lonely: dict[str, set[str]] = defaultdict(set)
        self._everywhere: set[str] = set()
        self._asked: set[str] = set()
        """Surnames that some document has without a bearer, so that pairs of them are proposed."""
        self._meaning: dict[tuple[str, Unit], Unit] = {}
        self._open = bytearray()
        """By the number of a unit, whether it stays open in its document whom it means."""
        self._told: dict[int, _Open] = {}
        """What is known of those of which something is, by their numbers."""

    def read(self, document: int, full: Iterable[Bearer], parts: Iterable[Mention]) -> None:
        """Note the full names and the parts of names of a document."""
        here: set[str] = set()
        for _, unit in full:
            new = unit not in self._full
            self._full.setdefault(unit)
            for key in surname_keys(unit.form):
                here.add(key)
                if new:
                    self._by_surname[key].append(unit)
                if self._where.setdefault(key, document) != document:
                    self._where[key] = -1
        for mention in parts:
            key = self._texts.setdefault(mention.text, surname_key(mention.text))
            if key not in here:
                self._lonely[key].add(mention.text)

    def prepare(self) -> None:
        """Join full names, and find the parts that mean one person wherever they stand."""
        self._join_initials()
        self._join_cut()
        for text, key in self._texts.items():
            if _means_one(text, self._by_surname.get(key, ())):
                self._everywhere.add(text)
                self.groups.add(Unit(PERSON, text))
        everywhere = (Unit(PERSON, text) for text in self._everywhere)
        full = (unit for unit in self._full if not unit.where)
        self.groups.join_alike({*everywhere, *full})
        self._asked = {key for key, some in self._lonely.items() if some - self._everywhere}
        self._texts.clear()
        self._lonely.clear()

    def _join_initials(self) -> None:
        """Join `F. Caron` to the only full name of the run that fits, if one document has both."""
        for some in self._by_surname.values():
            short = [unit for unit in some if first_letter(unit.form, initials=True)]
            full = [unit for unit in some if unit not in short] if short else []
            for unit in sorted(short) if full else ():
                fitting = sorted(one for one in full if fits_initials(unit.form, one.form))
                if len({self.groups.root(one) for one in fitting}) != 1:
                    continue
                with_it = (one for one in fitting if self.uses.meet(unit, one))
                if (first := next(with_it, None)) is not None:
                    self.groups.join(first, unit, Reason.FITTING_INITIALS)

    def _join_cut(self) -> None:
        """Join a full name without its first letter, a large initial that was not read, to the only
        name of the run that it then is.
        """
        units = sorted(self._full)
        names = {person(unit.form) for unit in units}
        whole: dict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            if (cut := person(unit.form)[1:]) in names:
                whole[cut].append(unit)
        for unit in units:
            known = whole.get(person(unit.form), [])
            if not known or first_name(unit.form) in first_names():
                continue
            if len({self.groups.root(one) for one in known}) == 1:
                self.groups.join(known[0], unit, Reason.MISREAD)

    def settle(self, document: int, full: Iterable[Bearer], parts: Iterable[Numbered]) -> None:
        """Give each part of a name of a document its unit, and join it to whom it means."""
        uses: dict[str, list[Numbered]] = defaultdict(list)
        for number, mention in parts:
            if mention.text in self._everywhere:
                self.uses.add(number, document, Unit(PERSON, mention.text))
            else:
                uses[surname_key(mention.text)].append((number, mention))
        if uses:
            by_surname: dict[str, list[Bearer]] = defaultdict(list)
            by_first_name: dict[str, list[Bearer]] = defaultdict(list)
            for bearer in full:
                for key in surname_keys(bearer.mention.text):
                    by_surname[key].append(bearer)
                by_first_name[first_name(bearer.mention.text)].append(bearer)
            for key, some in sorted(uses.items()):
                self._settle(document, key, some, by_surname.get(key, []), by_first_name)

    def _settle(
        self,
        document: int,
        key: str,
        uses: Sequence[Numbered],
        own: list[Bearer],
        by_first_name: Mapping[str, list[Bearer]],
    ) -> None:
        """Settle the uses of one surname in one document."""
        mentions = [mention for _, mention in uses]
        if key not in self._asked:
            # Of a pair that nobody was asked about, a decision is about this document's bearer.
            own = [one for one in own if not self._decided_apart(one, mentions)]
        given = not own and key in by_first_name
        own = own or by_first_name.get(key, [])
        told = any(map(_told_apart, [*mentions, *(one.mention for one in own)]))
        both = len({gender for one in mentions for gender in marks_of(one).get(GENDER, ())}) > 1
        placed: dict[tuple[str, Unit], Unit] = {}
        for number, use in uses:
            meant = None if told else self._meant(use, own, given)
            if meant:
                unit = self._same(use, meant, placed, given=given)
            else:
                unit = self._apart(use, own, both=both, told=told, given=given)
            self.uses.add(number, document, unit)

    def _decided_apart(self, bearer: Bearer, uses: Iterable[Mention]) -> bool:
        if not self.decided.pairs:
            return False
        found = (self.decided.about(PERSON, use.text, bearer.mention.text) for use in uses)
        return any(one is not None and not one.same for one in found)

    def _meant(self, use: Mention, own: Sequence[Bearer], given: bool) -> Unit | None:
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

    def _same(
        self, use: Mention, meant: Unit, placed: dict[tuple[str, Unit], Unit], *, given: bool
    ) -> Unit:
        """Return the unit of a use whose bearer is known: what documents that agree have is one."""
        marks, key = marks_of(use), (use.text, meant)
        if key in placed:
            self.groups.add(placed[key], marks)
            return placed[key]
        unit = self._meaning.get(key)
        if unit is not None and not self.groups.apart(meant, marks):
            self.groups.add(unit, marks)
            self.uses.shared.add(unit)
        else:
            unit = Unit(PERSON, use.text, "\t".join((use.document, meant.form, meant.where)))
            self.groups.add(unit, marks)
            if self.groups.join(meant, unit, Reason.FIRST_NAME if given else Reason.SURNAME):
                self._meaning.setdefault(key, unit)
        placed[key] = unit
        return unit

    def _apart(
        self, use: Mention, own: Sequence[Bearer], *, both: bool, told: bool, given: bool
    ) -> Unit:
        """Return the unit of a use that is open, and note that there are several bearers."""
        marks = marks_of(use)
        where = "\t".join((use.document, *marks.get(GENDER, ()))) if both else use.document
        unit = Unit(PERSON, use.text, where)
        self.groups.add(unit, marks)
        # What was decided is about the bearers of other documents, who were proposed.
        self.decided.mark(self.groups, [unit])
        if own and not given:
            alone = told or len(_roots(self.groups, (one.unit for one in own))) == 1
            reason = Reason.NO_LINK if alone else Reason.SEVERAL_BEARERS
            for one in dict.fromkeys(one.unit for one in own):
                self.groups.doubts.append(Link(unit, one, reason))
        else:
            number = self.uses.units.of(unit)
            self._open.extend(bytes(max(0, number + 1 - len(self._open))))
            self._open[number] = True
            found = self._told.get(number, _OPEN)
            offices = found.offices | {office} if (office := _office(use)) else found.offices
            closed = found.closed or _told_apart(use) or _introduced(use)
            if closed or offices:
                self._told[number] = _Open(closed, offices)
        return unit

    def look_elsewhere(self) -> None:
        """Join what stays open in its document, and propose what it may be in others."""
        offices: dict[tuple[str, str], Unit] = {}
        first_of: dict[str, int] = {}
        others = array("q")
        for key, some in self._still_open():
            unit = self._joined(some)
            if self._of_several(unit, key):
                continue
            if not self._propose(unit, key):
                number = self.uses.units.of(unit)
                first = first_of.setdefault(key, number)
                if first != number:
                    others.extend((first, number))
            for office in sorted({one for each in some for one in self._known(each).offices}):
                holder = offices.setdefault((key, office), unit)
                if holder is not unit:
                    self.groups.join(holder, unit, Reason.SAME_OFFICE)
        for first, number in zip(others[::2], others[1::2], strict=True):
            one, unit = map(self.uses.units.unit, (first, number))
            if not self.groups.apart(unit, self.groups.known(one)):
                self.groups.doubts.append(Link(unit, one, Reason.ELSEWHERE))

    def _still_open(self) -> Iterator[tuple[str, list[Unit]]]:
        """Yield what stays open, document by document: a surname, and the units that have it."""
        every = self.uses.units.in_senses(PERSON)
        for _, some in groupby(every, key=lambda one: one[1].where):
            alike: dict[str, list[Unit]] = defaultdict(list)
            for number, unit in some:
                if number < len(self._open) and self._open[number]:
                    alike[surname_key(unit.form)].append(unit)
            yield from sorted(alike.items())

    def _joined(self, units: Sequence[Unit]) -> Unit:
        """Join what is open under one surname in one document; return the first unit of it."""
        first, *rest = units
        if rest:
            self.groups.join_alike(units)
        for unit in rest:
            self.groups.join(first, unit, Reason.COMMON_NOUN)
        return first

    def _known(self, unit: Unit) -> _Open:
        return self._told.get(self.uses.units.of(unit), _OPEN)

    def _of_several(self, unit: Unit, key: str) -> bool:
        """Join a surname to the only full name of the run that ends in it, if several documents
        have that.
        """
        known = self._by_surname.get(key, ())
        if self._where.get(key) != -1 or len(_roots(self.groups, known)) != 1:
            return False
        if self._known(unit).closed:
            return False
        return self.groups.join(next(iter(known)), unit, Reason.SURNAME_ELSEWHERE)

    def _propose(self, unit: Unit, key: str) -> bool:
        """Propose the full names of other documents that end in a surname, if there are any."""
        people = _roots(self.groups, self._by_surname.get(key, ()))
        for one in list(people.values())[:_MOST]:
            self.groups.doubts.append(Link(unit, one, Reason.ELSEWHERE))
        return bool(people)


class _Open(NamedTuple):
    """Whether the text says of a unit that it is somebody else, and its offices."""

    closed: bool = False
    offices: frozenset[str] = frozenset()


_OPEN = _Open()


def _means_one(text: str, bearers: Iterable[Unit]) -> bool:
    """Return whether a form means one person wherever it stands, and nobody else in the run."""
    row = known_name(text, PERSON)
    if row is None or row.kind != "person":
        return False
    names = {bare(row.name, PERSON)}
    for one in bearers:
        known = known_name(one.form, PERSON)
        if bare(known.name if known else one.form, PERSON) not in names:
            return False
    return True


def _roots(groups: Groups, units: Iterable[Unit]) -> dict[Unit, Unit]:
    """Return the people that full names are, each with its first unit."""
    found: dict[Unit, Unit] = {}
    for unit in units:
        found.setdefault(groups.root(unit), unit)
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
