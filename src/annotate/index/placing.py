"""What the documents of a run tell each other before their names are grouped: what acronyms stand
for, and which places are meant.
"""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from annotate.index.acronyms import Definitions, Dispute, expanded
from annotate.index.authorities import Locating
from annotate.index.mentions import ACRONYMS, ENTITIES, Mention
from annotate.index.packed import mention_of, packed_mention
from annotate.index.place_names import PlaceNames

Documents = Callable[[], Iterable[tuple[str, Sequence[Mention]]]]
"""Reads the documents in the order of their ids; it is called twice."""


class Placed:
    """The mentions of a run with their expansions and places, in a file.

    Parameters
    ----------
    documents : callable
        Reads them as they are before the closing.
    names : PlaceNames
        The known places.
    path : Path, optional
        The file, which must not be there; by default it is in memory.

    Attributes
    ----------
    disputes : list of Dispute
        The acronyms that documents define differently.
    """

    def __init__(self, documents: Documents, names: PlaceNames, path: Path | None = None) -> None:
        self._connection = sqlite3.connect(path or ":memory:")
        for pragma in ("journal_mode = OFF", "synchronous = OFF"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute(
            "CREATE TABLE placed (number INTEGER PRIMARY KEY, document TEXT, mentions BLOB)"
        )
        definitions, locating = Definitions(), Locating(names)
        for _, mentions in documents():
            definitions.read(mentions)
            locating.read(mentions)
        definitions.settle()
        locating.settle()
        for document, mentions in documents():
            definitions.note(document, mentions)
            found = locating.located(expanded(mentions, definitions))
            named = (one for one in found if one.layer in (ENTITIES, ACRONYMS))
            rows = [packed_mention(one) for one in sorted(named, key=lambda one: one.position)]
            self._connection.execute(
                "INSERT INTO placed (document, mentions) VALUES (?, ?)",
                (document, marshal.dumps(rows)),
            )
        self.disputes: list[Dispute] = definitions.disputes()

    def __iter__(self) -> Iterator[tuple[str, list[Mention]]]:
        found = self._connection.execute("SELECT document, mentions FROM placed ORDER BY number")
        for document, rows in found:
            yield document, [mention_of(row, document) for row in marshal.loads(rows)]

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()
