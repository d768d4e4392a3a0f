"""The units of a run by number, in a table instead of in memory.

A surname alone, or an acronym whose meaning is open, is a unit for each document: there are as many
as documents, and what is known of each of them is kept by its number.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_HELD = 1 << 15
"""Units that are held: those that one asks for come back soon, or not at all."""


class Unit(NamedTuple):
    """A label and a form, in one document or one sense, or (``""``) wherever it stands."""

    label: str
    form: str
    where: str = ""


class Units:
    """Units by numbers, in the order in which they were asked for.

    Parameters
    ----------
    connection : sqlite3.Connection
        Where the table is made.

    Examples
    --------
    >>> units = Units(sqlite3.connect(":memory:"))
    >>> [units.of(Unit("LOC", form)) for form in ("Lens", "Arras", "Lens")]
    [0, 1, 0]
    >>> units.unit(1), units.find(Unit("LOC", "Vimy")), len(units)
    (Unit(label='LOC', form='Arras', where=''), None, 2)
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._execute = connection.execute
        self._execute(
            "CREATE TABLE units (number INTEGER PRIMARY KEY, label TEXT, form TEXT, sense TEXT)"
        )
        self._execute("CREATE UNIQUE INDEX of_form ON units (label, form, sense)")
        self._number = 0
        self.of = lru_cache(_HELD)(self._of)
        self.unit = lru_cache(_HELD)(self._unit)

    def __len__(self) -> int:
        return self._number

    def find(self, unit: Unit) -> int | None:
        """Return the number of a unit, if it has one."""
        row = self._execute(
            "SELECT number FROM units WHERE label = ? AND form = ? AND sense = ?", unit
        ).fetchone()
        return row[0] if row else None

    def _of(self, unit: Unit) -> int:
        """Return the number of a unit, which it gets where it has none."""
        number = self.find(unit)
        if number is None:
            number = self._number
            self._execute("INSERT INTO units VALUES (?, ?, ?, ?)", (number, *unit))
            self._number += 1
        return number

    def _unit(self, number: int) -> Unit:
        """Return the unit of a number."""
        row = self._execute("SELECT label, form, sense FROM units WHERE number = ?", (number,))
        return Unit(*row.fetchone())

    def in_sense(self, sense: str) -> Iterator[tuple[int, Unit]]:
        """Yield the units of one sense, sorted, with their numbers."""
        found = self._execute(
            "SELECT number, label, form FROM units WHERE sense = ? ORDER BY label, form", (sense,)
        )
        return ((number, Unit(label, form, sense)) for number, label, form in found)

    def in_senses(self, label: str) -> Iterator[tuple[int, Unit]]:
        """Yield the units of a label that are of one sense each, sorted by that, with their
        numbers.
        """
        found = self._execute(
            "SELECT number, label, form, sense FROM units WHERE label = ? AND sense != '' "
            "ORDER BY sense, form",
            (label,),
        )
        return ((number, Unit(*unit)) for number, *unit in found)

    def close(self) -> None:
        """Let go of the units, and remove the table."""
        self.of.cache_clear()
        self.unit.cache_clear()
        self._execute("DROP TABLE units")
