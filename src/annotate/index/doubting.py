"""Which entities of an index may be one: the last of its tables, which may be filled elsewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import chain

from annotate.index.decided import Decided
from annotate.index.merge_candidates import Names, Raised, raised_by_names
from annotate.index.reasons import Reason

DOUBTS = """
CREATE TABLE IF NOT EXISTS {schema}.doubts (
    first INTEGER, last INTEGER, first_form TEXT, last_form TEXT, reason TEXT, score REAL,
    PRIMARY KEY (first, last)
);
"""


def raise_doubts(connection: sqlite3.Connection, decided: Decided, schema: str = "main") -> None:
    """Fill the table of doubts.

    Parameters
    ----------
    connection : sqlite3.Connection
        The tables of an index whose entities are known.
    decided : Decided
        What reviewers decided: what they did is not proposed again.
    schema : str
        The database of the connection that gets the table.
    """
    execute = connection.execute
    execute(DOUBTS.format(schema=schema))
    names = Names(
        connection,
        execute(
            "SELECT e.rank, e.label, f.form FROM entities e JOIN forms f USING (root) "
            "ORDER BY e.rank, f.rowid"
        ),
    )
    known = (
        Raised(first, second, first_form, second_form, Reason(reason))
        for first, second, first_form, second_form, reason in execute(
            "SELECT f.rank, l.rank, k.first_form, k.last_form, k.reason FROM open_links k "
            "JOIN entities f ON f.root = k.first JOIN entities l ON l.root = k.last "
            "WHERE f.rank != l.rank "
            "ORDER BY f.rank, l.rank, k.first_form, k.last_form, k.reason"
        )
    )
    connection.executemany(
        f"INSERT OR IGNORE INTO {schema}.doubts VALUES (?, ?, ?, ?, ?, ?)",
        (
            (*one[:4], str(one.reason), one.score)
            for one in (doubt.ordered() for doubt in chain(known, raised_by_names(names)))
        ),
    )
    if decided.pairs:
        settled = [one[:2] for one in _doubts(connection) if decided.settles(one, names)]
        connection.executemany(f"DELETE FROM {schema}.doubts WHERE first = ? AND last = ?", settled)
    names.close()
    connection.commit()


def _doubts(connection: sqlite3.Connection) -> Iterator[Raised]:
    for first, second, form, other, reason, score in connection.execute("SELECT * FROM doubts"):
        yield Raised(first, second, form, other, Reason(reason), score)
