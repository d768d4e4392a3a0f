"""The mentions and the texts of a run, in a file instead of in memory."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from annotate.document.source import Place
from annotate.index.mentions import Mention
from annotate.index.packed import mention_cells, mention_from
from annotate.report.model import Block, Mark, ReportDocument

_SCHEMA = """
CREATE TABLE IF NOT EXISTS mentions (
    document TEXT NOT NULL PRIMARY KEY,
    number INTEGER NOT NULL,
    mentions BLOB NOT NULL,
    shown BLOB
)
"""
_VERSION = 1
"""Of all tables in the file; another one each time that their columns change."""
_FAST = 1
"""The level of compression: a text is half as long, and the next level takes twice the time."""
_WAIT = 30.0
"""Seconds to wait for a reader in another process."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A document as a store keeps it: made where the document is processed, so that the process
    that has the store need not.

    Attributes
    ----------
    number : int
        How many mentions it has.
    mentions : bytes
        The mentions.
    shown : bytes or None
        What the report shows of it.
    """

    number: int
    mentions: bytes
    shown: bytes | None = None

    @classmethod
    def of(cls, mentions: Sequence[Mention], shown: ReportDocument | None) -> Self:
        """Pack the mentions of a document, and what the report shows of it."""
        rows = _packed([mention_cells(one) for one in mentions])
        return cls(len(mentions), rows, _packed(_shown_row(shown)) if shown is not None else None)


class MentionStore:
    """What the closing stage of a run is made from: each document's mentions, and what the report
    shows of it.

    Mentions are kept as they are before the closing: without entity, place, or expansion that
    another document gives. A process that is killed leaves whole documents.

    Parameters
    ----------
    path : Path or str
        The file, made if need be; ``:memory:`` for none.

    Attributes
    ----------
    connection : sqlite3.Connection
        For tables of others in the same file.

    Examples
    --------
    >>> one = Mention(document="a", mention_id="1", label="LOC", text="Lens", ranges=((0, 4),))
    >>> with MentionStore(":memory:") as store, store.batch():
    ...     store.put("a", [one], None)
    ...     store.documents(), list(store.every()) == [("a", (one,))]
    (['a'], True)
    """

    def __init__(self, path: Path | str) -> None:
        if str(path) != ":memory:":
            Path(path).parent.mkdir(parents=True, exist_ok=True)
        try:
            self.connection = _connected(path)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            # What is kept can be made again: a file that is damaged counts as none.
            Path(path).unlink()
            self.connection = _connected(path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file; what no :meth:`batch` or commit has written is lost."""
        self.connection.close()

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Write what is put and removed inside when the block ends well, or else nothing of it."""
        with self.connection:
            yield

    def put(self, document: str, mentions: Sequence[Mention], shown: ReportDocument | None) -> None:
        """Keep a document instead of what was kept of it.

        Parameters
        ----------
        document : str
            Its id.
        mentions : sequence of Mention
            Of the layers `entities` and `acronyms`, as they are before the closing.
        shown : ReportDocument or None
            What the report shows of it.
        """
        self.put_packed(document, Packed.of(mentions, shown))

    def put_packed(self, document: str, packed: Packed) -> None:
        """Keep a document as :meth:`put` does, if it is packed already."""
        self.connection.execute(
            "INSERT OR REPLACE INTO mentions VALUES (?, ?, ?, ?)",
            (document, packed.number, packed.mentions, packed.shown),
        )

    def packed(self, document: str) -> Packed | None:
        """Return a document as it is kept; None if it is not known."""
        found = self.connection.execute(
            "SELECT number, mentions, shown FROM mentions WHERE document = ?", (document,)
        ).fetchone()
        return Packed(*found) if found else None

    def remove(self, documents: Iterable[str]) -> None:
        """Forget documents; one that is not known is none."""
        self.connection.executemany(
            "DELETE FROM mentions WHERE document = ?", ((one,) for one in documents)
        )

    def documents(self) -> list[str]:
        """Return the ids of the documents, sorted."""
        found = self.connection.execute("SELECT document FROM mentions ORDER BY document")
        return [row[0] for row in found]

    def every(self) -> Iterator[tuple[str, tuple[Mention, ...]]]:
        """Yield each document's id and its mentions, in the order of the ids."""
        found = self.connection.execute("SELECT document, mentions FROM mentions ORDER BY document")
        for document, rows in found:
            yield document, _mentions(document, rows)

    def number_shown(self) -> int:
        """Return of how many documents the report shows something."""
        found = self.connection.execute("SELECT count(*) FROM mentions WHERE shown IS NOT NULL")
        return int(found.fetchone()[0])

    def every_shown(self) -> Iterator[ReportDocument]:
        """Yield what the report shows, in the order of the ids."""
        found = self.connection.execute(
            "SELECT shown FROM mentions WHERE shown IS NOT NULL ORDER BY document"
        )
        for (row,) in found:
            yield _shown(_unpacked(row))


def _connected(path: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT)
    # A journal beside the file works on network disks, too, where a shared one does not.
    connection.execute("PRAGMA journal_mode = TRUNCATE")
    connection.execute("PRAGMA synchronous = NORMAL")
    _forget_another_version(connection)
    connection.execute(_SCHEMA)
    connection.commit()
    return connection


def of_another_version(path: Path) -> bool:
    """Return whether there is a store, and another version of the program wrote it: who opens it as
    a :class:`MentionStore` empties it.
    """
    if not path.is_file():
        return False
    with closing(sqlite3.connect(path)) as connection:
        return _version(connection) != _VERSION


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _forget_another_version(connection: sqlite3.Connection) -> None:
    """Empty a store that another version of the program wrote: what it kept is made again."""
    if _version(connection) == _VERSION:
        return
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in found:
        connection.execute(f'DROP TABLE "{table}"')
    connection.execute(f"PRAGMA user_version = {_VERSION}")


def _packed(rows: Any) -> bytes:
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8", "surrogatepass"), _FAST)


def _unpacked(data: bytes) -> Any:
    return json.loads(zlib.decompress(data).decode("utf-8", "surrogatepass"))


def _mentions(document: str, data: bytes) -> tuple[Mention, ...]:
    return tuple(mention_from(cells, document) for cells in _unpacked(data))


def _shown_row(shown: ReportDocument) -> list[Any]:
    blocks = [
        (
            block.kind,
            block.text,
            [_mark_row(mark) for mark in block.marks],
            block.level,
            block.number,
            _place_row(block.place),
        )
        for block in shown.blocks
    ]
    return [shown.id, shown.title, blocks, dict(shown.counts)]


def _place_row(place: Place | None) -> list[int] | None:
    return [place.table, place.row, place.column, place.columns] if place else None


def _mark_row(mark: Mark) -> tuple[Any, ...]:
    return (
        mark.start,
        mark.end,
        mark.label,
        mark.mention_id,
        mark.value,
        mark.expansion,
        mark.source,
        mark.nested,
        mark.in_citation,
    )


def _shown(row: Any) -> ReportDocument:
    identity, title, blocks, counts = row
    return ReportDocument(
        identity,
        title,
        tuple(
            Block(
                kind,
                text,
                tuple(_mark(*mark) for mark in marks),
                level,
                number,
                Place(*place) if place is not None else None,
            )
            for kind, text, marks, level, number, place in blocks
        ),
        counts,
    )


def _mark(
    start: int,
    end: int,
    label: str,
    mention_id: str,
    value: str | None,
    expansion: str,
    source: str,
    nested: bool,
    in_citation: bool,
) -> Mark:
    return Mark(
        start=start,
        end=end,
        label=label,
        mention_id=mention_id,
        value=value,
        expansion=expansion,
        source=source,
        nested=nested,
        in_citation=in_citation,
    )
