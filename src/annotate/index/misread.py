"""Forms that optical recognition may have misread, joined to the name that they then are."""

from __future__ import annotations

import re
from array import array
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from annotate.french.characters import LOWER, UPPER, fold
from annotate.index.groups import Groups, Link
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
from annotate.index.units import Unit
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
    for unit, candidates in everything.near():
        if not everything.is_rare(unit):
            continue
        found = sorted(everything.like(unit, candidates))
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
    totals = Totals(groups, uses)
    every = uses.every()
    parts = {unit: found for unit in every if (found := _part(unit))[1] and unit not in known}
    asked = {(unit.label, part, begins) for unit, (begins, part) in parts.items()}
    whole = _whole(uses.every(), asked) if asked else {}
    for unit, (begins, part) in parts.items():
        others = whole.get((unit.label, part, begins), ())
        here = [one for one in others if uses.meet(unit, one)]
        frequent = [] if unit.label == PERSON else others
        frequent = [one for one in frequent if totals.of(one) >= _FAIRLY_COMMON]
        meant = here or (frequent if totals.of(unit) <= _RARE else [])
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


class Totals:
    """How many mentions name what a unit is, as it was when they were counted."""

    def __init__(self, groups: Groups, uses: Uses) -> None:
        self._groups = groups
        self._counts = array("q", [0]) * len(groups.units)
        for number, count in uses.counts():
            self._counts[groups.number(number)] += count

    def of(self, unit: Unit) -> int:
        """Return how many."""
        return self.of_number(self._groups.units.of(unit))

    def of_number(self, number: int) -> int:
        """Return how many, for the unit of a number."""
        return self._counts[self._groups.number(number)]

    def put(self, root: int, total: int) -> None:
        """Note how many, when two sets were joined."""
        self._counts[root] = total


class _Index:
    """Forms by what a misreading of them shares with them."""

    def __init__(self, groups: Groups, uses: Uses, known: Container[Unit]) -> None:
        self._groups, self._uses = groups, uses
        self.totals = Totals(groups, uses)
        self._named: dict[int, set[int]] = {}
        self._numbers = array("q")
        """Those of the units, in order."""
        self._rare = bytearray()
        """Of each of them, whether it may be a misreading."""
        self._shared = SharedKeys()
        for number, unit in uses.numbered():
            if unit.label != DATE:
                keys = [(unit.label, key) for key in self._keys(unit)]
                self._shared.add(len(self._numbers), keys)
                self._numbers.append(number)
                self._rare.append(unit not in known and self.is_rare(unit))

    def near(self) -> Iterator[tuple[Unit, list[_Near]]]:
        """Yield the forms that may be misreadings, in order, with those of which they may be."""
        unit = self._groups.units.unit
        for one, near in groupby(self._alike(), key=lambda pair: pair[0]):
            candidates = [_Near(unit(self._numbers[pair[1]]), _KINDS[pair[2]]) for pair in near]
            yield unit(self._numbers[one]), candidates

    def _alike(self) -> Iterator[tuple[int, int, int]]:
        """Yield places of two forms that are alike, and how, sorted."""
        import numpy as np

        found = [np.zeros(0, dtype=np.int64)]
        for pairs in self._pairs():
            first, second = np.divmod(np.unique(np.array(pairs)), len(self._numbers))
            alike = array("q")
            for one, other in zip(first.tolist(), second.tolist(), strict=True):
                some = (self._groups.units.unit(self._numbers[at]) for at in (one, other))
                if like := _likeness_of(*some):
                    pair = one * len(self._numbers) + other
                    alike.append(len(_KINDS) * pair + _KINDS.index(like))
            found.append(np.array(alike, dtype=np.int64))
        for pair in np.unique(np.concatenate(found)):
            both, kind = divmod(int(pair), len(_KINDS))
            yield *divmod(both, len(self._numbers)), kind

    def _pairs(self) -> Iterator[array[int]]:
        """Yield pairs of places of forms that share a key, as one number each, some at a time.

        Names of a series are close, and none is a misreading: of many that share one, none is.
        """
        pairs, size = array("q"), len(self._numbers)
        for numbers in self._shared.sharing(_MOST):
            some = numbers.tolist()
            for one in some:
                if self._rare[one]:
                    pairs.extend([one * size + other for other in some if other != one])
            if len(pairs) > _TOGETHER:
                yield pairs
                pairs = array("q")
        yield pairs

    def _keys(self, unit: Unit) -> set[str]:
        """Return the form, with each letter left out, and as it looks: a misreading shares one.

        Of a long form, a damaged one and a common one two letters may be left out.
        """
        plain = _plain(unit)
        if not plain:
            return set()
        short = {plain[:at] + plain[at + 1 :] for at in range(len(plain))}
        common = self.totals.of(unit) >= _COMMON
        least = _LONG - 1 if common or is_damaged(unit.form) else _VERY_LONG
        if unit.label != PERSON and least <= len(plain) <= _LONGEST_OF_TWO:
            short |= {one[:at] + one[at + 1 :] for one in short for at in range(len(one))}
        glued = {pattern.sub("", plain) for pattern in (_GLUED_BEHIND, _DAY_BEHIND)}
        return {*_read_as(plain), _looks(plain), *glued, *short}

    def is_rare(self, unit: Unit) -> bool:
        """Return whether a name stands so seldom that it may be a misreading."""
        return self.totals.of(unit) <= _RARE

    def join(self, common: Unit, unit: Unit) -> None:
        """Join a misreading to the name that it is, and count it there."""
        roots = {self._number(common), self._number(unit)}
        total = sum(map(self.totals.of_number, roots))
        if self._groups.join(common, unit, Reason.MISREAD):
            root = self._number(common)
            self.totals.put(root, total)
            for named in self._named.values():
                if not named.isdisjoint(roots):
                    named.add(root)

    def like(self, unit: Unit, candidates: Iterable[_Near]) -> Iterator[_Like]:
        """Yield of some units those of which one may be a misreading."""
        root = self._number(unit)
        others = [one for one in candidates if self._number(one.unit) != root]
        if not others:
            return
        documents = [self._uses.first_document(unit)]
        if unit in self._uses.shared:
            documents = self._uses.documents(unit)
        plain = _plain(unit)
        for document in documents:
            here = self._roots_in(document)
            for other, likeness in others:
                meant = self._meant(unit, plain, other, likeness, here)
                yield _Like(meant, likeness == _TWO, other)

    def _roots_in(self, document: int) -> Container[int]:
        """Return what a document names; of a large one it is asked for again and again."""
        named = self._named.get(document)
        if named is None:
            if len(self._named) >= _HELD:
                self._named.clear()
            units = self._uses.units_in(document)
            named = self._named[document] = {*map(self._groups.number, units)}
        return named

    def _number(self, unit: Unit) -> int:
        """Return the number of the set of a unit."""
        return self._groups.number(self._groups.units.of(unit))

    def _meant(
        self, unit: Unit, plain: str, other: Unit, likeness: str, named: Container[int]
    ) -> bool:
        root = self._number(other)
        total, here = self.totals.of_number(root), root in named
        own = self.totals.of(unit)
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


_HELD = 512
"""Documents of which it is held what they name."""
_SAME_LOOKS, _ALIKE, _ONE, _TWO = _KINDS = "same looks", "alike", "one", "two"
_TOGETHER = 1 << 17
"""Pairs that are looked at together."""


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
