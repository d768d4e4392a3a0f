"""Entities with forms that are close, of however many entities a form is."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, islice

from annotate.index.close_spelling import MOST, close_pairs

_TABLES = """
DROP TABLE IF EXISTS temp.alike;
DROP TABLE IF EXISTS temp.close;
CREATE TEMP TABLE alike (form INTEGER, other INTEGER, score REAL);
CREATE TEMP TABLE close (first INTEGER, second INTEGER, score REAL);
"""
Found = tuple[int, int, int, int, float]
"""Two entities, the number of a form of each, and how alike these are."""


class CloseNames:
    """Finds the entities with forms that are close.

    A form is compared once: in each document a surname alone may be another entity, and what is
    compared must not grow with them.

    Parameters
    ----------
    connection : sqlite3.Connection
        Where its tables are made.
    forms : iterable of (str, int, int)
        A form as it is compared, an entity that has it, and the number of the form, the shortest
        form first and the same one together.

    Examples
    --------
    >>> forms = [("lievin", 7, 0), ("lievim", 2, 1), ("lievim", 4, 2)]
    >>> found = CloseNames(sqlite3.connect(":memory:"), [*forms, ("lievinn", 4, 3)])
    >>> [one[:2] for one in found]
    [(7, 4)]
    """

    def __init__(
        self, connection: sqlite3.Connection, forms: Iterable[tuple[str, int, int]]
    ) -> None:
        self._connection = connection
        self._plains: list[str] = []
        self._owners, self._begins = array("q"), array("q")
        self._entities, self._numbers = array("q"), array("q")
        for plain, entity, number in forms:
            if self._plains and plain == self._plains[-1]:
                # Of several entities: none's own.
                self._owners[-1] = -len(self._plains)
            else:
                self._plains.append(plain)
                self._owners.append(entity)
                self._begins.append(len(self._entities))
            self._entities.append(entity)
            self._numbers.append(number)
        self._begins.append(len(self._entities))

    def __iter__(self) -> Iterator[Found]:
        """Yield for each form of an entity the closest ones of others, in the order of the forms,
        each two once.
        """
        self._connection.executescript(_TABLES)
        insert = self._connection.executemany
        insert(
            "INSERT INTO alike VALUES (?, ?, ?)",
            chain.from_iterable(
                ((first, second, score), (second, first, score))
                for first, second, score in close_pairs(self._plains, self._owners)
            ),
        )
        alike = self._connection.execute(
            "SELECT form, other, score FROM alike ORDER BY form, score DESC, other"
        )
        insert(
            "INSERT INTO close VALUES (?, ?, ?)",
            chain.from_iterable(
                self._closest(form, [(other, score) for _, other, score in rows])
                for form, rows in groupby(alike, key=lambda row: row[0])
            ),
        )
        found = self._connection.execute(
            "SELECT DISTINCT first, second, score FROM close ORDER BY first, second"
        )
        for first, second, score in found:
            entities = self._entities[first], self._entities[second]
            yield *entities, self._numbers[first], self._numbers[second], score

    def _closest(
        self, form: int, near: list[tuple[int, float]]
    ) -> Iterator[tuple[int, int, float]]:
        """Yield the closest forms of each entity that has a form: places, the lower one first."""
        for place in self._places(form):
            own = self._entities[place]
            others = (
                (at, score)
                for other, score in near
                for at in self._places(other)
                if self._entities[at] != own
            )
            for at, score in islice(others, MOST):
                yield min(place, at), max(place, at), score

    def _places(self, form: int) -> range:
        return range(self._begins[form], self._begins[form + 1])
