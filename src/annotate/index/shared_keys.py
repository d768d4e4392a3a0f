"""Things that share a key, found by sorting hashes of the keys in a file.

What is compared grows with the things, not with their square, and the keys are not held.
"""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable, Iterator
from itertools import pairwise
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PARTS = 64
_WAITING = 1 << 13


class SharedKeys:
    """Numbers with their keys, of which one asks which numbers share one.

    Examples
    --------
    >>> keys = SharedKeys()
    >>> for number, some in enumerate(["ab", "bc", "xy"]):
    ...     keys.add(number, some)
    >>> [found.tolist() for found in keys.sharing(64)]
    [[0, 1]]
    """

    def __init__(self) -> None:
        self._waiting = [array("q") for _ in range(_PARTS)]
        self._files: list[IO[bytes] | None] = [None] * _PARTS

    def add(self, number: int, keys: Iterable[Hashable]) -> None:
        """Give a number keys."""
        for key in keys:
            mixed = hash(key)
            part = mixed % _PARTS
            waiting = self._waiting[part]
            waiting.extend((mixed, number))
            if len(waiting) >= _WAITING:
                self._spill(part)

    def _spill(self, part: int) -> None:
        file = self._files[part]
        if file is None:
            # Closed when its keys are read.
            file = self._files[part] = TemporaryFile()  # noqa: SIM115
        self._waiting[part].tofile(file)
        self._waiting[part] = array("q")

    def sharing(self, most: int) -> Iterator[NDArray[np.int64]]:
        """Yield the numbers that share a key, two at least and `most` at most; of more, none."""
        import numpy as np

        for part in range(_PARTS):
            rows = self._rows(part)
            order = np.lexsort((rows[:, 1], rows[:, 0]))
            rows = rows[order]
            edges = np.flatnonzero(rows[1:, 0] != rows[:-1, 0]) + 1
            for start, end in pairwise((0, *edges.tolist(), len(rows))):
                if 1 < end - start <= most:
                    yield rows[start:end, 1]

    def _rows(self, part: int) -> NDArray[np.int64]:
        import numpy as np

        file = self._files[part]
        waiting = np.array(self._waiting[part], dtype=np.int64).reshape(-1, 2)
        if file is None:
            return waiting
        file.seek(0)
        told = np.frombuffer(file.read(), dtype=np.int64).reshape(-1, 2)
        file.close()
        self._files[part] = None
        return np.concatenate((told, waiting))
