"""Names of one document that may be one name, read well and read badly: proposed, never joined."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Container, Sequence
from typing import NamedTuple

from annotate.index.close_spelling import numbers_in
from annotate.index.groups import Groups, Link
from annotate.index.misread import Totals
from annotate.index.reasons import Reason
from annotate.index.surface_forms import DATE, ORGANIZATION, PERSON, folded
from annotate.index.units import Unit
from annotate.index.uses import Uses

ALIKE = 70.0
"""How alike the one word is in which they differ: as in :mod:`annotate.index.close_spelling`, but
less, for names of one document are few."""
MOST = 500
"""Names of a label in a document; of more, as in a directory, each has one that is like it."""
_RARE = 2
"""Mentions in the whole run that a name has at most which was read badly."""
_SHORTEST = 5
_INHABITANTS = re.compile(r"(?:ois|ais|i?en|een)(?:e|es|ne|nes|s)?\Z")
"""The end of a name of the people or the country of a town, which is like the town's."""


def propose_read_alike(groups: Groups, uses: Uses, known: Container[Unit]) -> None:
    """Propose for a rare name the one of its document that it is most like, if it differs in one
    word. People are left out, whose names are like those of others.

    Parameters
    ----------
    groups : Groups
        All units, joined as far as they are one.
    uses : Uses
        Where they stand.
    known : container of Unit
        What a gazetteer knows: it was not read badly.
    """
    totals = Totals(groups, uses)
    for document, units in uses.by_document():
        rare = [unit for unit in sorted(units) if totals.of(unit) <= _RARE and _may_be(unit, known)]
        rare = [unit for unit in rare if uses.first_document(unit) == document]
        named: dict[str, list[_Name]] = defaultdict(list)
        for other in sorted(units) if rare else ():
            named[other.label].append(_Name(other, folded(other.form).split()))
        for unit in rare:
            others = named[unit.label]
            best = _most_alike(unit, others, groups) if len(others) <= MOST else None
            if best is not None:
                groups.doubts.append(Link(unit, best, Reason.SPELLING))


class _Name(NamedTuple):
    """A unit with its words as they are compared."""

    unit: Unit
    words: Sequence[str]


def _may_be(unit: Unit, known: Container[Unit]) -> bool:
    """Return whether a name may have been read badly."""
    acronym = unit.label == ORGANIZATION and unit.form.isupper() and " " not in unit.form
    return unit.label not in (DATE, PERSON) and unit not in known and not acronym


def _most_alike(unit: Unit, others: Sequence[_Name], groups: Groups) -> Unit | None:
    root, words = groups.root(unit), folded(unit.form).split()
    best, found = ALIKE, None
    for other in others:
        alike = _likeness(words, other.words)
        if (alike > best or (found is None and alike >= best)) and groups.root(other.unit) != root:
            best, found = alike, other.unit
    return found


def _likeness(words: Sequence[str], others: Sequence[str]) -> float:
    """Return how alike the only words are in which two names differ, 0 if there are more."""
    from rapidfuzz import fuzz

    if len(words) != len(others):
        return 0.0
    differ = [pair for pair in zip(words, others, strict=True) if pair[0] != pair[1]]
    if len(differ) != 1 or min(map(len, differ[0])) < _SHORTEST:
        return 0.0
    if len({bool(_INHABITANTS.search(word)) for word in differ[0]}) == 2:
        return 0.0
    return fuzz.ratio(*differ[0]) if numbers_in(words) == numbers_in(others) else 0.0
