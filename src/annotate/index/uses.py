"""Which unit each mention of a run is a use of, in a table instead of in memory."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Protocol

from annotate.index.groups import Link
from annotate.index.mentions import Mention
from annotate.index.reasons import Reason
from annotate.index.units import Unit, Units

_ROWS = 50_000


class Corpus(Protocol):
    """The documents of a run in the order of their ids, which can be read more than once.

    What is held while it is read is one document: its id, and its mentions sorted by position.
    """

    def __iter__(self) -> Iterator[tuple[str, Sequence[Mention]]]:
        """Yield the documents."""
        ...


class StoredLinks:
    """Links between units in a table instead of in memory.

    Parameters
    ----------
    connection : sqlite3.Connection
        Where the table is made.
    name : str
        Its name.
    units : Units
        The numbers of the units.

    Examples
    --------
    >>> connection = sqlite3.connect(":memory:")
    >>> links = StoredLinks(connection, "found", Units(connection))
    >>> links.append(Link(Unit("LOC", "Lens"), Unit("LOC", "LENS"), Reason.CAPITALS))
    >>> [(one.first.form, one.second.form, str(one.reason)) for one in links]
    [('Lens', 'LENS', 'capitals')]
    """

    def __init__(self, connection: sqlite3.Connection, name: str, units: Units) -> None:
        self._connection, self._name, self._units = connection, name, units
        self._waiting: list[tuple[int, int, str]] = []
        connection.execute(f"CREATE TABLE {name} (first INTEGER, second INTEGER, reason TEXT)")

    def append(self, link: Link) -> None:
        """Add a link."""
        first, second = map(self._units.of, link[:2])
        self._waiting.append((first, second, str(link.reason)))
        if len(self._waiting) >= _ROWS:
            self._flush()

    def extend(self, links: Iterable[Link]) -> None:
        """Add some links."""
        for link in links:
            self.append(link)

    def __iter__(self) -> Iterator[Link]:
        """Yield the links in the order in which they were added."""
        self._flush()
        unit = self._units.unit
        found = self._connection.execute(f"SELECT first, second, reason FROM {self._name}")
        for first, second, reason in found:
            yield Link(unit(first), unit(second), Reason(reason))

    def _flush(self) -> None:
        self._connection.executemany(f"INSERT INTO {self._name} VALUES (?, ?, ?)", self._waiting)
        self._waiting.clear()

    def close(self) -> None:
        """Remove the table."""
        self._connection.execute(f"DROP TABLE {self._name}")


class Uses:
    """The unit of each mention, by the mention's number: mentions are counted over all documents.

    Parameters
    ----------
    connection : sqlite3.Connection
        Where its table is made; it has a table of documents.

    Attributes
    ----------
    units : Units
        The units with their numbers.
    shared : set of Unit
        Units that stand for one and the same thing in each of several documents, made in the first.
    links, doubts : Links
        Those between units, in tables, too: a surname alone has some in each document.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.units = Units(connection)
        self._begins = array("Q")
        self._waiting: list[tuple[int, int, int]] = []
        self.shared: set[Unit] = set()
        self.links = StoredLinks(connection, "found_links", self.units)
        self.doubts = StoredLinks(connection, "found_doubts", self.units)
        connection.execute(
            "CREATE TABLE uses (mention INTEGER PRIMARY KEY, document INTEGER, unit INTEGER)"
        )

    def begin(self, first: int, document: str) -> None:
        """Note the next document: the number of its first mention, and its id."""
        self._connection.execute(
            "INSERT INTO documents VALUES (?, ?)", (len(self._begins), document)
        )
        self._begins.append(first)

    def name(self, document: int) -> str:
        """Return the id of a document."""
        found = self._connection.execute("SELECT id FROM documents WHERE number = ?", (document,))
        return str(found.fetchone()[0])

    def add(self, mention: int, document: int, unit: Unit) -> None:
        """Give a mention its unit."""
        self._waiting.append((mention, document, self.units.of(unit)))
        if len(self._waiting) >= _ROWS:
            self.flush()

    def close(self) -> None:
        """Let go of the units, and remove the table."""
        self.units.close()
        self._connection.execute("DROP TABLE uses")
        for links in (self.links, self.doubts):
            links.close()

    def sort(self) -> None:
        """Write what waits, and let uses be found by their unit."""
        self.flush()
        self._connection.execute("CREATE INDEX IF NOT EXISTS of_unit ON uses (unit, document)")

    def flush(self) -> None:
        """Write what waits, so that it is found."""
        self._connection.executemany("INSERT OR REPLACE INTO uses VALUES (?, ?, ?)", self._waiting)
        self._waiting.clear()

    def every(self) -> Iterator[Unit]:
        """Yield the units that some mention is a use of, sorted."""
        return (unit for _, unit in self.numbered())

    def numbered(self) -> Iterator[tuple[int, Unit]]:
        """Yield the units that some mention is a use of, sorted, with their numbers."""
        self.flush()
        found = self._connection.execute(
            "SELECT number, label, form, sense FROM units "
            "WHERE EXISTS (SELECT 1 FROM uses WHERE unit = number) ORDER BY label, form, sense"
        )
        return ((number, Unit(*unit)) for number, *unit in found)

    def counts(self) -> Iterator[tuple[int, int]]:
        """Yield the number of each unit with how many mentions are a use of it."""
        self.flush()
        return self._connection.execute("SELECT unit, count(*) FROM uses GROUP BY unit")

    def documents(self, unit: Unit) -> list[int]:
        """Return the numbers of the documents that have uses of a unit, sorted."""
        found = self._connection.execute(
            "SELECT DISTINCT document FROM uses WHERE unit = ? ORDER BY document",
            (self.units.of(unit),),
        )
        return [row[0] for row in found]

    def meet(self, unit: Unit, other: Unit) -> bool:
        """Return whether some document has uses of both units."""
        found = self._connection.execute(
            "SELECT 1 FROM uses u WHERE unit = ? AND EXISTS "
            "(SELECT 1 FROM uses o WHERE o.unit = ? AND o.document = u.document) LIMIT 1",
            (self.units.of(unit), self.units.of(other)),
        )
        return found.fetchone() is not None

    def first_document(self, unit: Unit) -> int:
        """Return the number of the first document that has a use of a unit."""
        found = self._connection.execute(
            "SELECT min(document) FROM uses WHERE unit = ?", (self.units.of(unit),)
        )
        return int(found.fetchone()[0])

    def units_in(self, document: int) -> list[int]:
        """Return the numbers of the units of which a document has uses."""
        begin = self._begins[document]
        last = document + 1 == len(self._begins)
        end = (1 << 62) if last else self._begins[document + 1]
        found = self._connection.execute(
            "SELECT DISTINCT unit FROM uses WHERE mention >= ? AND mention < ?", (begin, end)
        )
        return [row[0] for row in found]

    def by_document(self) -> Iterator[tuple[int, list[Unit]]]:
        """Yield each document's number with its units, in the order of their first mentions."""
        self.flush()
        found = self._connection.execute("SELECT document, unit FROM uses ORDER BY mention")
        for document, rows in groupby(found, key=lambda row: row[0]):
            yield (
                document,
                [self.units.unit(number) for number in dict.fromkeys(r[1] for r in rows)],
            )

    def move(self, moved: Iterable[tuple[int, Unit, Unit]]) -> None:
        """Make the uses of a unit in a document uses of another one."""
        self.flush()
        self._connection.executemany(
            "UPDATE uses SET unit = ? WHERE unit = ? AND document = ?",
            (
                (self.units.of(after), self.units.of(before), document)
                for document, before, after in moved
            ),
        )
        self.flush()
