"""The words of a report's texts, each with its documents, in files by first letters."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import groupby

_WORD = re.compile(r"[^\W_]{2,}")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_FOLDED = dict(zip("‘’ʼ‐‑‒–—―\u00a0\u202f\u2009", "'''------   ", strict=True))
_HELD = 500_000
"""Words of documents that are held before they are written."""


class Words:
    """The documents of each word; those of some documents are held, the others are in a table.

    Parameters
    ----------
    connection : sqlite3.Connection
        Where the table is made.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.execute("DROP TABLE IF EXISTS words")
        connection.execute(
            "CREATE TEMP TABLE words (shard TEXT, word TEXT, first INTEGER, places BLOB)"
        )
        self._held: dict[str, array[int]] = defaultdict(lambda: array("I"))
        self._number = 0

    def read(self, place: int, texts: Iterable[str]) -> None:
        """Note the words of the next document."""
        words = {word for text in texts for word in _WORD.findall(folded(text))}
        for word in words:
            self._held[word].append(place)
        self._number += len(words)
        if self._number > _HELD:
            self._write()

    def _write(self) -> None:
        self._connection.executemany(
            "INSERT INTO words VALUES (?, ?, ?, ?)",
            (
                (_shard_of(word), word, places[0], places.tobytes())
                for word, places in self._held.items()
            ),
        )
        self._held.clear()
        self._number = 0

    def shards(self) -> Iterator[tuple[str, Iterator[tuple[str, list[int]]]]]:
        """Yield the files: the letters that their words begin with, and the words, each with its
        documents as gaps, both sorted.
        """
        self._write()
        found = self._connection.execute(
            "SELECT shard, word, places FROM words ORDER BY shard, word, first"
        )
        for shard, rows in groupby(found, key=lambda row: str(row[0])):
            by_word = groupby(rows, key=lambda row: str(row[1]))
            yield shard, ((word, _gaps(row[2] for row in some)) for word, some in by_word)


def _gaps(parts: Iterable[bytes]) -> list[int]:
    gaps, last = list[int](), 0
    for part in parts:
        for place in array("I", part):
            gaps.append(place - last)
            last = place
    return gaps


def folded(text: str) -> str:
    """Return a text as the search compares it: without case and accents, no character moved.

    Examples
    --------
    >>> folded("L’Été d’ŒUVRES")
    "l'ete d'œuvres"
    """
    if not text.isascii():
        text = _NOT_ASCII.sub(lambda sign: _base(sign[0]), text)
    return text.lower()


@lru_cache(maxsize=4096)
def _base(sign: str) -> str:
    return _FOLDED.get(sign) or unicodedata.normalize("NFD", sign)[0].lower()[0]


def _shard_of(word: str) -> str:
    return "".join(
        sign if sign.isascii() and sign.isalnum() else f"{ord(sign):04x}" for sign in word[:2]
    )
