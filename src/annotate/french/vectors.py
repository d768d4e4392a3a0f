"""The rows of a model's vectors, by the hashes of their words."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from pathlib import Path

from annotate.cache import kept


class RowTable(Mapping[int, int]):
    """A mapping of hashes to rows as two sorted arrays.

    To read half a million words into a dictionary takes longer than to annotate an article, which
    has some thousand.

    Parameters
    ----------
    data : bytes
        What :meth:`packed` returned.

    Examples
    --------
    >>> table = RowTable(RowTable.packed({7: 0, 2**63: 1, 5: 1}))
    >>> table[2**63], table.get(6, -1), list(table)
    (1, -1, [5, 7, 9223372036854775808])
    """

    def __init__(self, data: bytes) -> None:
        self._hashes, self._rows = array("Q"), array("I")
        middle = len(data) // 3 * 2
        self._hashes.frombytes(data[:middle])
        self._rows.frombytes(data[middle:])

    @staticmethod
    def packed(rows: Mapping[int, int]) -> bytes:
        """Return a mapping as bytes."""
        import numpy as np

        hashes = np.fromiter(rows.keys(), np.uint64, len(rows))
        order = np.argsort(hashes)
        values = np.fromiter(rows.values(), np.uint32, len(rows))
        return hashes[order].tobytes() + values[order].tobytes()

    def __getitem__(self, key: int) -> int:
        place = bisect_left(self._hashes, key)
        if place == len(self._hashes) or self._hashes[place] != key:
            raise KeyError(key)
        return self._rows[place]

    def __iter__(self) -> Iterator[int]:
        return iter(self._hashes)

    def __len__(self) -> int:
        return len(self._hashes)


def read_rows(file: Path) -> RowTable:
    """Read the rows of a model's vectors.

    Parameters
    ----------
    file : Path
        Its ``key2row``.
    """
    import srsly  # type: ignore[import-untyped]

    data = file.read_bytes()
    return RowTable(kept("vectors", [data], lambda: RowTable.packed(srsly.msgpack_loads(data))))
