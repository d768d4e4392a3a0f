"""Pairs of entities that may be one: proposed to a person, never merged."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from annotate.index.close_names import CloseNames
from annotate.index.name_heads import short_company
from annotate.index.person_forms import first_letter, fits_initials
from annotate.index.reasons import Reason
from annotate.index.short_forms import is_generic, shorter_than
from annotate.index.surface_forms import (
    DATE,
    ORGANIZATION,
    PERSON,
    PLACE,
    article,
    capitals,
    folded,
    typography,
)

MOST = 20
"""Names that are proposed for one name for one reason: the closest, or the first in order."""
_LONGEST_SHORTENED = 12
# Below this, one letter more or less is another name; above, it is no name.
_SHORTEST, _LONGEST = 5, 500

_NAMES = """
CREATE TEMP TABLE names (
    number INTEGER PRIMARY KEY, entity INTEGER, label TEXT, form TEXT, spelt TEXT, plain TEXT
)
"""


@dataclass(frozen=True, slots=True, order=True)
class Doubt:
    """Two entities that may be one.

    Attributes
    ----------
    first, second : str
        Ids of the entities.
    first_form, second_form : str
        The forms that are alike.
    reason : Reason
        Why it is proposed.
    score : float or None
        For close spellings, how alike they are: 90 to 100.
    """

    first: str
    second: str
    first_form: str
    second_form: str
    reason: Reason
    score: float | None = None


class Raised(NamedTuple):
    """A doubt about two entities, by their numbers, which are in the order of their ids."""

    first: int
    second: int
    first_form: str
    second_form: str
    reason: Reason
    score: float | None = None

    def ordered(self) -> Raised:
        """Return the doubt with the entity in front that is first in order."""
        if self.first < self.second:
            return self
        return Raised(
            self.second, self.first, self.second_form, self.first_form, self.reason, self.score
        )


class Names:
    """The forms of all entities but dates, in a table: what is held is what one question needs.

    Parameters
    ----------
    connection : sqlite3.Connection
        Where its table is made.
    forms : iterable of (int, str, str)
        The number of each entity, its label, and a form of it, in order.

    Examples
    --------
    >>> names = Names(sqlite3.connect(":memory:"), [(0, "LOC", "Liévin"), (1, "ORG", "LIÉVIN")])
    >>> list(names.of("ORG")), list(names.of_an_entity(0))
    ([(1, 'ORG', 'LIÉVIN')], ['Liévin'])
    >>> list(names.of_several_labels())
    [(0, 'LOC', 'Liévin', 'liévin'), (1, 'ORG', 'LIÉVIN', 'liévin')]
    """

    def __init__(
        self, connection: sqlite3.Connection, forms: Iterable[tuple[int, str, str]]
    ) -> None:
        self._connection = connection
        connection.execute(_NAMES)
        connection.executemany(
            "INSERT INTO names (entity, label, form, spelt, plain) VALUES (?, ?, ?, ?, ?)",
            (
                (entity, label, form, capitals(form), folded(form))
                for entity, label, form in forms
                if label != DATE
            ),
        )
        connection.execute("CREATE INDEX temp.of_entity ON names (entity)")

    def close(self) -> None:
        """Remove the table."""
        self._connection.execute("DROP TABLE temp.names")

    def labels(self) -> list[str]:
        """Return the labels, sorted."""
        found = self._connection.execute("SELECT DISTINCT label FROM names ORDER BY label")
        return [row[0] for row in found]

    def of(self, label: str) -> Iterator[tuple[int, str, str]]:
        """Yield the forms of a label: the entity, the label, and the form, in order."""
        yield from self._connection.execute(
            "SELECT entity, label, form FROM names WHERE label = ? ORDER BY number", (label,)
        )

    def of_an_entity(self, entity: int) -> Iterator[str]:
        """Yield the forms of an entity."""
        found = self._connection.execute(
            "SELECT form FROM names WHERE entity = ? ORDER BY number", (entity,)
        )
        return (row[0] for row in found)

    def label(self, entity: int) -> str:
        """Return the label of an entity."""
        found = self._connection.execute("SELECT label FROM names WHERE entity = ?", (entity,))
        return str(found.fetchone()[0])

    def of_several_labels(self) -> Iterator[tuple[int, str, str, str]]:
        """Yield the forms that differ at most in capitals from one of another label, with what they
        share, which they are sorted by.
        """
        yield from self._connection.execute(
            "SELECT entity, label, form, spelt FROM names WHERE spelt IN "
            "(SELECT spelt FROM names GROUP BY spelt HAVING min(label) < max(label)) "
            "ORDER BY spelt, number"
        )

    def plain(self, label: str) -> Iterator[tuple[str, int, int]]:
        """Yield the forms of a label as close spellings are looked for, one of each entity: the
        form, its entity, and its number; the shortest first.
        """
        yield from self._connection.execute(
            "SELECT plain, entity, min(number) FROM names WHERE label = ? "
            "AND length(plain) BETWEEN ? AND ? GROUP BY plain, entity "
            "ORDER BY length(plain), plain, entity",
            (label, _SHORTEST, _LONGEST),
        )

    def close_ones(self, label: str) -> CloseNames:
        """Return the entities of a label with forms that are close."""
        return CloseNames(self._connection, self.plain(label))

    def form(self, number: int) -> str:
        """Return the form of a number."""
        found = self._connection.execute("SELECT form FROM names WHERE number = ?", (number,))
        return str(found.fetchone()[0])


def raised_by_names(names: Names) -> Iterator[Raised]:
    """Yield the doubts that names alone raise; of two about one pair, the first one counts."""
    yield from _initials(names)
    yield from _companies(names)
    yield from _shorter(names)
    yield from _two_labels(names)
    yield from _close(names)


def _initials(names: Names) -> Iterator[Raised]:
    asked = {
        _last_word(form)
        for _, _, form in names.of(PERSON)
        if first_letter(form, initials=True) is not None
    }
    surnames: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for entity, _, form in names.of(PERSON):
        if " " in form.strip() and (last := _last_word(form)) in asked:
            surnames[last].append((entity, form))
    for people in surnames.values():
        by_letter: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for entity, form in people:
            if (letter := first_letter(form, initials=False)) is not None:
                by_letter[letter].append((entity, form))
        for entity, form in people:
            known = by_letter.get(first_letter(form, initials=True) or "", ())
            for other, full in known[:MOST]:
                if entity != other and fits_initials(form, full):
                    yield Raised(entity, other, form, full, Reason.INITIALS)


def _last_word(form: str) -> str:
    return form.rsplit(maxsplit=1)[-1].casefold()


def _companies(names: Names) -> Iterator[Raised]:
    """Yield the companies of one place that may be one: `Compagnie de Lens`, `… des mines de`."""
    firsts: dict[str, tuple[int, str]] = {}
    for entity, _, form in names.of(ORGANIZATION):
        key = short_company(typography(form))
        other, other_form = firsts.setdefault(key, (entity, form)) if key else (entity, form)
        if other != entity:
            yield Raised(other, entity, other_form, form, Reason.SHORT_COMPANY)


def _shorter(names: Names) -> Iterator[Raised]:
    """Yield the organisations and works that begin or end like the only longer one of the run."""
    asked = {(label, words) for words, label, _, _ in _parted(names)}
    longer: dict[tuple[str, tuple[str, ...]], dict[int, str]] = defaultdict(dict)
    for words, label, entity, form in _parted(names):
        for part in shorter_than(words, label) if len(words) <= _LONGEST_SHORTENED else ():
            # Of more than one, it does not matter how many there are.
            if (label, part) in asked and len(known := longer[label, part]) < 2:
                known.setdefault(entity, form)
    for words, label, entity, form in _parted(names):
        others = longer.get((label, words), {})
        if len(others) == 1 and entity not in others:
            ((other, full),) = others.items()
            yield Raised(entity, other, form, full, Reason.SHORTER)


def _parted(names: Names) -> Iterator[tuple[tuple[str, ...], str, int, str]]:
    """Yield the words of a name that may be shorter or longer, its label, its entity, and it."""
    for kind in names.labels():
        for entity, label, form in names.of(kind) if kind not in (PERSON, PLACE) else ():
            if not is_generic(form):
                yield tuple(article(form, label).split()), label, entity, form


def _two_labels(names: Names) -> Iterator[Raised]:
    for _, rows in groupby(names.of_several_labels(), key=lambda row: row[3]):
        same: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for entity, label, form, _ in rows:
            for other_label, others in same.items():
                for other, other_form in others if other_label != label else ():
                    yield Raised(other, entity, other_form, form, Reason.TWO_LABELS)
            if len(same[label]) < MOST:
                same[label].append((entity, form))


def _close(names: Names) -> Iterator[Raised]:
    for label in names.labels():
        for *entities, one, other, score in names.close_ones(label):
            low, high = sorted(zip(entities, (one, other), strict=True))
            forms = names.form(low[1]), names.form(high[1])
            yield Raised(low[0], high[0], *forms, Reason.SPELLING, round(score, 1))
