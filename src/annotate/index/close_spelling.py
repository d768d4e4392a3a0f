"""Pairs of forms that differ in few letters, without comparing every two.

Of two forms that are as alike as is asked for, the shorter one can be cut into one more part than
letters differ: one part at least is whole in the longer one, and not far from where it was. Only
forms that share such a part are compared.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

CLOSE = 90.0
"""How alike two forms are: twice the letters they share in order, of a hundred that they have."""
MOST = 20
"""Pairs of one form: the closest, for of forms in a series every two are close."""
_LONG = 48
"""Signs of a form that is compared with every other one of its length: there are few, and their
parts may stand in too many places.
"""
_ROWS, _HASHES, _CANDIDATES, _HELD = 256, 1 << 15, 1 << 18, 1 << 19
_NUMERAL = re.compile(r"[ivxlc]+(?:er|e)?")


def close_pairs(plains: Sequence[str], entities: Sequence[int]) -> Iterator[tuple[int, int, float]]:
    """Yield the places of forms that are close, with how alike they are, in order.

    Forms of one entity are left out, those with other digits, and namesakes, which are proposed as
    such.

    Parameters
    ----------
    plains : sequence of str
        Forms as they are compared, the shortest first.
    entities : sequence of int
        The entity of each.

    Examples
    --------
    >>> list(close_pairs(["billy", "hersin coupigny", "hersin coupigni"], [1, 2, 3]))
    [(1, 2, 93.33333587646484)]
    >>> list(close_pairs(["fosse 11 de lens", "fosse 12 de lens"], [1, 2]))
    []
    """
    if len(plains) < 2:
        return
    import numpy as np

    owners = np.array(entities, dtype=np.int64)
    known = _Known(
        owners,
        _numbered(numbers_in(plain.split()) for plain in plains),
        _numbered(plains),
        _signs(plains),
    )
    compared = (_compared(plains, *some) for some in _candidates(plains, known))
    waiting: list[Close] = []
    kept = more = 0
    for some in chain(compared, _long(plains, known)):
        waiting.append(some)
        more += len(some[0])
        if more > max(_HELD, kept):
            waiting = [_closest(waiting, len(plains))]
            kept, more = len(waiting[0][0]), 0
    pairs, scores = _closest(waiting, len(plains)) if waiting else ((), ())
    if len(pairs):
        firsts, seconds = np.divmod(pairs, len(plains))
        order = np.lexsort((seconds, firsts))
        yield from zip(
            firsts[order].tolist(), seconds[order].tolist(), scores[order].tolist(), strict=True
        )


def _closest(found: Sequence[Close], number: int) -> Close:
    """Keep of the pairs of each form the closest ones: of some pairs, or of all."""
    import numpy as np

    every, scores = (np.concatenate(some) for some in zip(*found, strict=True))
    every, places = np.unique(every, return_index=True)
    scores = scores[places]
    pairs = np.column_stack(np.divmod(every, number))
    both = np.concatenate((pairs, pairs[:, ::-1]))
    alike = np.concatenate((scores, scores))
    order = np.lexsort((both[:, 1], -alike, both[:, 0]))
    rows = both[order, 0]
    starts = np.flatnonzero(np.r_[True, rows[1:] != rows[:-1]])
    place = np.arange(len(rows)) - np.repeat(starts, np.diff(np.r_[starts, len(rows)]))
    kept = np.unique(order[place < MOST] % len(pairs))
    return every[kept], scores[kept]


class _Known(NamedTuple):
    """What is known of each form: its entity, its digits, itself, and the signs that it has."""

    entities: Numbers
    digits: Numbers
    names: Numbers
    signs: NDArray[np.uint64]

    def fit(self, first: Numbers, second: Numbers) -> Any:
        """Return which pairs may be proposed if they are close."""
        fits = (first < second) & (self.entities[first] != self.entities[second])
        fits &= self.digits[first] == self.digits[second]
        return fits & (self.names[first] != self.names[second])


Close = tuple["Numbers", "NDArray[np.float32]"]
"""Pairs of places, as one number each, with how alike they are."""


def _compared(plains: Sequence[str], first: Numbers, second: Numbers) -> Close:
    """Return the pairs that are close."""
    import numpy as np
    from rapidfuzz import fuzz, process

    scores = process.cpdist(
        [plains[at] for at in first.tolist()],
        [plains[at] for at in second.tolist()],
        scorer=fuzz.ratio,
        score_cutoff=CLOSE,
        dtype=np.float32,
    )
    close = scores >= CLOSE
    return (first * len(plains) + second)[close], scores[close]


def _long(plains: Sequence[str], known: _Known) -> Iterator[Close]:
    """Yield the close pairs of which the longer form is long, some rows at a time."""
    import numpy as np
    from rapidfuzz import fuzz, process

    lengths = np.array([len(plain) for plain in plains])
    for begin in range(int(np.searchsorted(lengths, _LONG, side="right")), len(plains), _ROWS):
        rows = plains[begin : begin + _ROWS]
        start = int(np.searchsorted(lengths, len(rows[0]) * 9 // 11))
        others = plains[start : begin + len(rows)]
        scores = process.cdist(
            rows, others, scorer=fuzz.ratio, score_cutoff=CLOSE, dtype=np.float32
        )
        second, first = np.nonzero(scores >= CLOSE)
        alike = scores[second, first]
        first, second = first + start, second + begin
        fits = known.fit(first, second)
        yield (first * len(plains) + second)[fits], alike[fits]


def _candidates(plains: Sequence[str], known: _Known) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield pairs of places, the lower one first, among which are all close ones that are short."""
    import numpy as np

    lengths = np.array([len(plain) for plain in plains], dtype=np.int64)
    hashes, owners = _parts_of(plains, known.digits)
    for asked, askers in _asked(plains, known.digits):
        begins = np.searchsorted(hashes, asked, side="left")
        counts = np.searchsorted(hashes, asked, side="right") - begins
        for start, stop in _portions(counts):
            some = counts[start:stop]
            second = np.repeat(askers[start:stop], some)
            within = np.arange(some.sum()) - np.repeat(np.cumsum(some) - some, some)
            first = owners[np.repeat(begins[start:stop], some) + within]
            fits = known.fit(first, second)
            # A letter more or less is one sign more or less at most.
            apart = np.bitwise_count(known.signs[first] ^ known.signs[second])
            fits &= apart <= (lengths[first] + lengths[second]) // 10
            both = np.unique(first[fits] * len(plains) + second[fits])
            if len(both):
                yield np.divmod(both, len(plains))


def _portions(counts: Numbers) -> Iterator[tuple[int, int]]:
    """Yield portions that have not too many candidates together."""
    import numpy as np

    total, start = np.cumsum(counts), 0
    while start < len(counts):
        before = total[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(total, before + _CANDIDATES, side="right")))
        yield start, stop
        start = stop


def _parts_of(plains: Sequence[str], kinds: Numbers) -> tuple[Numbers, Numbers]:
    """Return hashes of the parts of all forms, sorted, with the form of each."""
    import numpy as np

    hashes, owners = array("q"), array("q")
    for at, (plain, kind) in enumerate(zip(plains, kinds.tolist(), strict=True)):
        if len(plain) > _LONG:
            break
        for number, (start, stop) in enumerate(_cuts(len(plain))):
            hashes.append(hash((kind, len(plain), number, plain[start:stop])))
            owners.append(at)
    found, places = np.array(hashes), np.array(owners)
    order = np.argsort(found, kind="stable")
    return found[order], places[order]


def _asked(plains: Sequence[str], kinds: Numbers) -> Iterator[tuple[Numbers, Numbers]]:
    """Yield hashes of the parts that shorter forms share with each form if they are close."""
    import numpy as np

    hashes, askers = array("q"), array("q")
    for at, (plain, kind) in enumerate(zip(plains, kinds.tolist(), strict=True)):
        places = _places(len(plain)) if len(plain) <= _LONG else ()
        hashes.extend(
            [hash((kind, length, part, plain[start:stop])) for length, part, start, stop in places]
        )
        askers.extend([at] * len(places))
        if len(hashes) > _HASHES or at + 1 == len(plains):
            yield np.array(hashes), np.array(askers)
            hashes, askers = array("q"), array("q")


@cache
def _cuts(length: int) -> tuple[tuple[int, int], ...]:
    """Return where a form of some length is cut: into one part more than letters may differ."""
    parts = (length + length * 11 // 9) // 10 + 1
    return tuple(pairwise(length * number // parts for number in range(parts + 1)))


@cache
def _places(length: int) -> tuple[tuple[int, int, int, int], ...]:
    """Return where parts of shorter forms may stand in a form of some length: the length of that
    form, the number of the part, where it begins, and where it ends.
    """
    found = []
    for other in range(-(-length * 9 // 11), length + 1):
        differ = (length + other) // 10
        more = length - other
        back, forth = (differ - more) // 2, (differ + more) // 2
        for number, (start, stop) in enumerate(_cuts(other)):
            for at in range(max(0, start - back), min(length - (stop - start), start + forth) + 1):
                found.append((other, number, at, at + stop - start))
    return tuple(found)


def _signs(plains: Iterable[str]) -> NDArray[np.uint64]:
    """Return which signs each form has, as bits."""
    import numpy as np

    bits = (sum({1 << (ord(sign) & 63) for sign in plain}) for plain in plains)
    return np.fromiter(bits, dtype=np.uint64)


def _numbered(values: Iterable[str]) -> Numbers:
    """Return a number for each value, the same for equal ones."""
    import numpy as np

    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], dtype=np.int64)


def numbers_in(words: Sequence[str]) -> str:
    """Return the figures and Roman numerals of a name: « fosse 11 » and « fosse 12 » are close, and
    are two; so are « Louis XIV » and « Louis XV ».

    Examples
    --------
    >>> numbers_in(["fosse", "11"]), numbers_in(["louis", "xiv"])
    ('11', ' xiv')
    """
    numerals = [word for word in words if _NUMERAL.fullmatch(word)]
    return " ".join(("".join(sign for word in words for sign in word if sign.isdigit()), *numerals))
