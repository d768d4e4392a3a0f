"""Forms that optical recognition may have misread, joined to the name that they then are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from annotate.french.characters import LOWER, UPPER, fold
from annotate.index.groups import Groups, Link, Unit
from annotate.index.reasons import Reason
from annotate.index.shared_keys import SharedKeys
from annotate.index.surface_forms import (
    DATE,
    PERSON,
    PLACE,
    is_damaged,
    read_letters,
    typography,
)
from annotate.index.uses import Uses

if TYPE_CHECKING:
    from rapidfuzz.distance import Editop

_COMMON = 5
"""Mentions of a name of which a form that stands once may be any misreading."""
_RARE, _MUCH_RARER = 3, 10
"""Mentions that a misreading may have, and how many times as many the name then has."""
_FAIRLY_COMMON = 3
"""Mentions of a name of which it may be one in letters that look alike."""
_SHORTEST, _SHORT, _LONGEST = 4, 5, 60
_LONG = 7
"""Letters of a name of which one other letter is hardly another name."""
_VERY_LONG, _LONGEST_OF_TWO = 11, 30
"""Letters of a name of which two may be misread."""
_PROPOSED = 3
"""Names that are proposed for one form."""
_MOST = 64
"""Forms that share a key; of more, none is looked at."""
_LOOK_ALIKE = frozenset(
    frozenset(pair)
    for pair in (
        *("ce", "eo", "co", "nu", "uv", "yv", "il", "lt", "it", "ij", "ft", "fs", "hb", "hn", "nr"),
        *("rt", "ao", "au", "ae", "gq", "il", "l1", "i1", "o0", "s5", "s8", "mn", "pr", "bh", "ts"),
        # Two ways to write one sound, of which older print has the other.
        *("vw", "ck", "iy"),
    )
)
_CAPITALS_ALIKE = frozenset(map(frozenset, ("br", "kr", "cg", "oq", "ef", "ej", "hn", "bd", "eb")))
"""Letters of which the capitals look alike: at the beginning of a word."""
_SEVERAL_SIGNS = (
    *(("ii", "l"), ("ij", "l"), ("li", "h"), ("in", "m"), ("ni", "m"), ("nn", "m"), ("tt", "u")),
    *(("ti", "n"), ("ru", "m"), ("m", "nn"), ("m", "in"), ("m", "ni"), ("h", "li"), ("u", "tt")),
    *(("n", "ri"), ("n", "ti"), ("ri", "n"), ("fl", "n"), ("ck", "k"), ("k", "ck"), ("c", "ck")),
    *(("g", "ss"), ("q", "g"), ("w", "vv"), ("h", "ii"), ("d", "cl"), ("b", "li"), ("n", "ii")),
)
"""Signs that are read for others, of which the number differs."""
_LOOKS = (
    *(("rn", "m"), ("ii", "u"), ("li", "u"), ("il", "u"), ("cl", "d")),
    *(("vv", "w"), ("f", "s")),
)
_CUT_BEHIND = re.compile(r"[^\W\d_].*[^\W\d_]{2}(?:\.|[\s-]*-)")
_CUT_BEFORE = re.compile(rf"(?!d[eu]s?\s|l[ae]s?\s|d'|l')[{LOWER}]")
_INFLECTIONS = frozenset("esx")
_GLUED_BEHIND = re.compile(r"(?<=\w{4})(?:a|y|et|en|de|du)\Z")
_DAY_BEHIND = re.compile(r"(?<=\w{5})r?[li][liot]\Z")
"""The day of a place and date that was glued to the place and read as letters: « Paris, 10 »."""
_INITIAL = re.compile(rf"(?P<first>[{UPPER}]) ?\d ?(?=[{UPPER}]{{4,}}\Z)")
"""An initial, larger than the capitals after it, that was read as a letter and a figure."""


def join_misread(groups: Groups, uses: Uses, known: Container[Unit]) -> None:
    """Join a form that stands once to the only name that it is but for what was misread.

    Parameters
    ----------
    groups : Groups
        All units, joined as far as they are alike.
    uses : Uses
        Where they stand.
    known : container of Unit
        What a gazetteer knows: it was not misread.
    """
    everything = _Index(groups, uses, known)
    for unit in everything.asked:
        if not everything.is_rare(unit):
            continue
        found = sorted(everything.like(unit))
        meant = [one for one in found if one.meant]
        # One that is two letters away is no rival of one that is one letter away.
        nearest = [one.unit for one in meant if one.two == meant[0].two]
        if len({groups.root(one) for one in nearest}) == 1:
            everything.join(nearest[0], unit)
            continue
        rest = {groups.root(one.unit): one.unit for one in found}
        some = [Link(unit, one, Reason.SPELLING) for one in rest.values()]
        groups.doubts.extend(some[:_PROPOSED])


def join_cut(groups: Groups, uses: Uses, known: Container[Unit]) -> None:
    """Join a form of which a line end or an abbreviation cut a part off to the only name of its
    document, or else the only frequent one of the run, that begins or ends like it.

    Parameters
    ----------
    groups, uses, known
        As for :func:`join_misread`.
    """
    totals: Counter[Unit] = Counter()
    units: list[Unit] = []
    for unit, count in uses.counts():
        totals[groups.root(unit)] += count
        units.append(unit)
    units.sort()
    parts = {unit: found for unit in units if (found := _part(unit))[1] and unit not in known}
    whole = _whole(units, {(unit.label, part, begins) for unit, (begins, part) in parts.items()})
    for unit, (begins, part) in parts.items():
        others = whole.get((unit.label, part, begins), ())
        own = uses.documents(unit) if others else frozenset()
        here = [one for one in others if not own.isdisjoint(uses.documents(one))]
        frequent = [] if unit.label == PERSON else others
        frequent = [one for one in frequent if totals[groups.root(one)] >= _FAIRLY_COMMON]
        meant = here or (frequent if totals[groups.root(unit)] <= _RARE else [])
        if len({groups.root(one) for one in meant}) == 1:
            groups.join(meant[0], unit, Reason.CUT)


_PartOf = tuple[str, str, bool]
"""A label, what is left of a form, and whether it is the beginning."""


def _whole(units: Iterable[Unit], asked: Container[_PartOf]) -> dict[_PartOf, list[Unit]]:
    """Return the longer forms of which there are some parts."""
    whole: dict[_PartOf, list[Unit]] = defaultdict(list)
    for unit in units:
        plain = _spaced(unit.form) if unit.label != DATE else ""
        for at in range(1, len(plain) if len(plain) <= _LONGEST else 0):
            if not plain[at].isalpha():
                continue
            if plain[at - 1].isalpha() and (key := (unit.label, plain[:at], True)) in asked:
                whole[key].append(unit)
            if plain[at - 1] != " " and (key := (unit.label, plain[at:], False)) in asked:
                whole[key].append(unit)
    return whole


def _part(unit: Unit) -> tuple[bool, str]:
    """Return what is left of a form that was cut, and whether it is the beginning of a name."""
    plain = _spaced(unit.form)
    if unit.label == DATE or len(plain) < _SHORTEST:
        return True, ""
    if _CUT_BEHIND.fullmatch(plain):
        return True, plain.rstrip(".- ")
    if _CUT_BEFORE.match(typography(unit.form)):
        return False, plain
    return True, plain if unit.label != PERSON and len(plain) > _LONG else ""


def _spaced(form: str) -> str:
    """Return a form for comparison, with its spaces, hyphens and dots."""
    return fold(typography(form))


class _Like(NamedTuple):
    """A name of which a form may be a misreading: whether it must be, by two letters or by one."""

    meant: bool
    two: bool
    unit: Unit


class _Index:
    """Forms by what a misreading of them shares with them."""

    def __init__(self, groups: Groups, uses: Uses, known: Container[Unit]) -> None:
        self._groups, self._uses = groups, uses
        self.totals: Counter[Unit] = Counter()
        units: list[Unit] = []
        for unit, count in uses.counts():
            if unit.label != DATE:
                self.totals[groups.root(unit)] += count
                units.append(unit)
        units.sort()
        self._named: dict[int, set[Unit]] = {}
        self.asked = [unit for unit in units if unit not in known and self.is_rare(unit)]
        self._candidates = self._near(units, {*self.asked})

    def _near(self, units: Sequence[Unit], asked: Container[Unit]) -> dict[Unit, list[_Near]]:
        """Return the forms of which those that are asked for may be misreadings."""
        shared = SharedKeys()
        for number, unit in enumerate(units):
            shared.add(number, ((unit.label, key) for key in self._keys(unit)))
        rare = bytes(unit in asked for unit in units)
        found: dict[Unit, list[_Near]] = defaultdict(list)
        # Names of a series are close, and none is a misreading.
        for numbers in shared.sharing(_MOST):
            some = numbers.tolist()
            for one in some:
                for other in some if rare[one] else ():
                    if one != other and (like := _likeness_of(units[one], units[other])):
                        found[units[one]].append(_Near(units[other], like))
        return {unit: [*dict.fromkeys(near)] for unit, near in found.items()}

    def _keys(self, unit: Unit) -> set[str]:
        """Return the form, with each letter left out, and as it looks: a misreading shares one.

        Of a long form, a damaged one and a common one two letters may be left out.
        """
        plain = _plain(unit)
        if not plain:
            return set()
        short = {plain[:at] + plain[at + 1 :] for at in range(len(plain))}
        common = self.totals[self._groups.root(unit)] >= _COMMON
        least = _LONG - 1 if common or is_damaged(unit.form) else _VERY_LONG
        if unit.label != PERSON and least <= len(plain) <= _LONGEST_OF_TWO:
            short |= {one[:at] + one[at + 1 :] for one in short for at in range(len(one))}
        glued = {pattern.sub("", plain) for pattern in (_GLUED_BEHIND, _DAY_BEHIND)}
        return {*_read_as(plain), _looks(plain), *glued, *short}

    def is_rare(self, unit: Unit) -> bool:
        """Return whether a name stands so seldom that it may be a misreading."""
        return self.totals[self._groups.root(unit)] <= _RARE

    def join(self, common: Unit, unit: Unit) -> None:
        """Join a misreading to the name that it is, and count it there."""
        roots = {self._groups.root(common), self._groups.root(unit)}
        total = sum(self.totals[root] for root in roots)
        if self._groups.join(common, unit, Reason.MISREAD):
            root = self._groups.root(common)
            self.totals[root] = total
            for named in self._named.values():
                if not named.isdisjoint(roots):
                    named.add(root)

    def like(self, unit: Unit) -> Iterator[_Like]:
        """Yield the units of which one may be a misreading."""
        candidates = self._candidates.get(unit, ())
        others = [one for one in candidates if self._groups.root(one.unit) != self._root(unit)]
        if not others:
            return
        documents = [self._uses.first_document(unit)]
        if unit in self._uses.shared:
            documents = sorted(self._uses.documents(unit))
        plain = _plain(unit)
        for document in documents:
            here = self._roots_in(document)
            for other, likeness in others:
                meant = self._meant(unit, plain, other, likeness, here)
                yield _Like(meant, likeness == _TWO, other)

    def _roots_in(self, document: int) -> Container[Unit]:
        """Return what a document names; of a large one it is asked for again and again."""
        named = self._named.get(document)
        if named is None:
            if len(self._named) >= _HELD:
                self._named.clear()
            units = self._uses.units_in(document)
            named = self._named[document] = {self._root(one) for one in units}
        return named

    def _root(self, unit: Unit) -> Unit:
        return self._groups.root(unit)

    def _meant(
        self, unit: Unit, plain: str, other: Unit, likeness: str, named: Container[Unit]
    ) -> bool:
        root = self._groups.root(other)
        total, here = self.totals[root], root in named
        own = self.totals[self._groups.root(unit)]
        if own > 1 and (total < _MUCH_RARER * own or likeness == _TWO):
            return False
        if unit.label == PERSON and not here:
            return False
        if here and (total > 1 or _is_long(unit, plain, likeness)):
            return bool(likeness)
        if likeness == _TWO:
            return total > 1
        if likeness == _SAME_LOOKS:
            return total >= _FAIRLY_COMMON and len(plain) > _SHORTEST
        least = _FAIRLY_COMMON if likeness == _ALIKE else _COMMON
        return bool(likeness) and total >= least and len(plain) > _SHORT


class _Near(NamedTuple):
    """A form that another one may be a misreading of, and how they are alike."""

    unit: Unit
    likeness: str


_HELD = 64
"""Documents of which it is held what they name."""
_SAME_LOOKS, _ALIKE, _ONE, _TWO = "same looks", "alike", "one", "two"


def _is_long(unit: Unit, plain: str, likeness: str) -> bool:
    """Return whether two names that stand once each are long enough to be one; of people, who are
    named alike more often, only what looks alike is.
    """
    looks = unit.label != PERSON or (" " in plain and likeness in (_SAME_LOOKS, _ALIKE))
    return len(plain) > _LONG and looks


@lru_cache(maxsize=10_000)
def _plain(unit: Unit) -> str:
    """Return what of a form is read, ``""`` where nothing can be said of a misreading."""
    form = _INITIAL.sub(r"\g<first>", unit.form, count=1)
    plain = read_letters(form, unit.label).replace("-", " ")
    words = plain.replace("'", " ").split(" ")
    fits = _SHORTEST <= len(plain) <= _LONGEST and all(word.isalpha() for word in words)
    return plain if fits else ""


def _likeness_of(unit: Unit, other: Unit) -> str:
    plain, name = _plain(unit), _plain(other)
    if _INITIAL.match(unit.form):
        return _ONE if plain[1:] == name[1:] else ""
    if unit.label == PLACE and name and _DAY_BEHIND.sub("", plain) == name != plain:
        return _ONE
    damaged = unit.label != PERSON and is_damaged(unit.form)
    return _likeness(plain, name, damaged=damaged)


def _likeness(plain: str, other: str, *, damaged: bool) -> str:
    """Return how one form may come of the other: signs that look alike, one or two letters misread
    inside a word; ``""`` if it may not.
    """
    from rapidfuzz.distance import Levenshtein

    if not plain or not other or plain == other:
        return ""
    if _looks(plain) == _looks(other) or other in (_GLUED_BEHIND.sub("", plain), *_read_as(plain)):
        return _SAME_LOOKS
    distance = Levenshtein.distance(plain, other, score_cutoff=2)
    if distance > 2:
        return ""
    if damaged and len(plain) >= _LONG - 1:
        return _ONE if distance == 1 else _TWO
    edits = [_edit(plain, other, edit) for edit in Levenshtein.editops(plain, other)]
    if "" in edits:
        return ""
    if len(edits) == 1:
        return edits[0]
    # What many names begin with tells little of one.
    own = len(plain.removeprefix("sainte").removeprefix("saint"))
    return _TWO if own >= _VERY_LONG else ""


def _edit(plain: str, other: str, edit: Editop) -> str:
    """Return what one edit is: signs that look alike, or another inside a long word."""
    at, there = edit.src_pos, edit.dest_pos
    pair = frozenset((plain[at], other[there])) if edit.tag == "replace" else frozenset()
    begins = there == 0 or not other[there - 1].isalpha()
    if pair in _LOOK_ALIKE or (begins and pair in _CAPITALS_ALIKE):
        return _ALIKE
    gone = plain[at : at + 1] if edit.tag == "delete" else ""
    new = other[there : there + 1] if edit.tag == "insert" else ""
    if " " in (gone, new):
        return _ALIKE
    if (gone or new) in _INFLECTIONS:
        return ""
    word = _word_around(other, there)
    inside = word[0] < there < word[1] - 1
    return _ONE if inside and word[1] - word[0] >= _LONG - 1 else ""


def _word_around(text: str, at: int) -> tuple[int, int]:
    begin = text.rfind(" ", 0, at) + 1
    end = text.find(" ", at)
    return begin, len(text) if end < 0 else end


@lru_cache(maxsize=10_000)
def _read_as(plain: str) -> tuple[str, ...]:
    """Return the form, and what it is where some signs were read for one other, or one for some."""
    found = [plain]
    for signs, meant in _SEVERAL_SIGNS:
        at = plain.find(signs)
        while at >= 0:
            found.append(plain[:at] + meant + plain[at + len(signs) :])
            at = plain.find(signs, at + 1)
    return tuple(found)


@lru_cache(maxsize=10_000)
def _looks(plain: str) -> str:
    for signs, one in _LOOKS:
        plain = plain.replace(signs, one)
    return plain
