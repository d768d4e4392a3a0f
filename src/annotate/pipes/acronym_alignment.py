"""Aligning the letters of an acronym with the words of its long form.

The idea is that of Schwartz and Hearst, "A simple algorithm for identifying abbreviation
definitions in biomedical text" (PSB 2003): the letters must be met in order, the first one at the
start of a word. Theirs takes the first path from the right; this one takes the cheapest, by
dynamic programming, because French skips small words (``de la``), sometimes counts them (``CDF``),
takes several letters from one word (``SIVOM``), and may leave a word out (``français`` in ``ONF``).

Costs: a letter at the start of a word is free; a letter inside costs, less when it follows the
ones before; leaving out a word of content costs, a function word does not. The cost that is
accepted grows with the number of letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from annotate.french.characters import LOWER, fold
from annotate.french.classes import shipped_classes

# A word that a hyphen breaks at a line end is one word; digits are words of their own.
_WORD = re.compile(rf"[^\W\d_]{{1,40}}(?:-\n[ \t]?[{LOWER}]{{1,30}})?|\d{{1,6}}")

_FUNCTION = shipped_classes().words("LONG_FORM_SMALL_WORD")
_NUMBERS = {
    str(number): name
    for name, number in shipped_classes().numbered("NUMBER").items()
    if 2 <= number <= 5
}

_DIGITS = {
    name: tuple(digit for digit, other in _NUMBERS.items() if other == name)
    for name in _NUMBERS.values()
}

_FUNCTION_LETTER = 0.25
_NEXT_LETTER = 0.4
_INNER_LETTER = 0.8
_SKIP_INSIDE = 1.0
_SKIP_AT_END = 1.2
_NEVER = 1e9
_BIT = 1e-6
"""What sums of costs may differ by, in another order."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a window: where it is, and what the alignment reads of it."""

    start: int
    end: int
    folded: str
    function: bool
    capital: bool


@dataclass(frozen=True, slots=True)
class Alignment:
    """A long form: its first and last words (inclusive), and what it cost."""

    first: int
    last: int
    cost: float


def words(text: str, start: int, end: int, *, most: int = 60) -> list[Word]:
    """Return the first words, `most` at most, of ``text[start:end]``.

    The parts of a compound are words.

    Digits glued after a word are left out: they call a note.
    """
    found: list[Word] = []
    for match in _WORD.finditer(text, start, end):
        raw = match.group()
        if raw[0].isdigit() and found and found[-1].end == match.start():
            continue
        folded = fold(raw.replace("-\n", ""))
        capital = raw[0].isupper()
        # `sous-préfecture` begins with a word of content, `Fresnes-sur-Escaut` holds a small one.
        prefix = (
            text[match.end() : match.end() + 1] == "-" != text[match.start() - 1 : match.start()]
        )
        small = len(folded) == 1 and capital
        function = folded in _FUNCTION and not small and not (prefix and len(folded) > 2)
        if len(found) == most:
            break
        found.append(Word(match.start(), match.end(), folded, function, capital))
    return found


def letters_of(short: str) -> list[list[str]]:
    """Return the readings of an acronym, each a list of what its words must begin with.

    Digits count as a number (``EE21``), as a repetition (``Cd2e`` is C, d, e, e) or not at all.

    Examples
    --------
    >>> letters_of("PLU"), letters_of("Cd2e")
    ([['p', 'l', 'u']], [['c', 'd', '2', 'e'], ['c', 'd', 'e', 'e'], ['c', 'd', 'e']])
    """
    bare = re.sub(r"[.&\-]", "", fold(short))
    parts = re.findall(r"\d+|[^\W\d_]", bare)
    readings = [parts]
    # Digits at the end are the call of a note unless the long form says them.
    if any(part.isdigit() for part in parts) and not parts[-1].isdigit():
        repeated: list[str] = []
        times = 1
        for part in parts:
            if part.isdigit():
                times = int(part) if len(part) == 1 and part in "23" else 1
            else:
                repeated += [part] * times
                times = 1
        dropped = [part for part in parts if not part.isdigit()]
        readings += [reading for reading in (repeated, dropped) if reading not in readings]
    return readings


def limit(letters: int, strict: bool) -> float:
    """Return the highest cost accepted for an acronym of so many letters."""
    if strict:
        return 0.0 if letters < 3 else 0.15 * letters
    return {2: 0.5, 3: 1.0}.get(letters, 0.45 * letters)


def align_before(short: str, window: Sequence[Word], *, strict: bool = False) -> Alignment | None:
    """Find the long form that ends with the last word of `window`.

    Parameters
    ----------
    short : str
        The acronym as written.
    window : sequence of Word
        The words before the acronym, nearest last.
    strict : bool
        Accept nearly nothing but initials, for constructions that are weak evidence.

    Returns
    -------
    Alignment or None
        The cheapest long form, the shortest of equals; None when no reading is good enough.
    """
    if not window or window[-1].function:
        return None
    best: Alignment | None = None
    for letters in letters_of(short):
        found = _align(letters, window, range(len(window) - 1, -1, -1), closed=True)
        if _accepted(found, letters, window, strict) and (best is None or found.cost < best.cost):  # type: ignore[union-attr]
            best = found
    return best


def align_after(
    short: str, window: Sequence[Word], *, closed: bool, strict: bool = False
) -> Alignment | None:
    """Find the long form that begins with the first word of `window`.

    With `closed`, it must also end with the last one; else it ends where the letters do.
    """
    best: Alignment | None = None
    if not window or window[0].function or (closed and window[-1].function):
        return None
    for letters in letters_of(short):
        found = _align(letters, window, (0,), closed=closed)
        if _accepted(found, letters, window, strict) and (best is None or found.cost < best.cost):  # type: ignore[union-attr]
            best = found
    return best


class ShortForms:
    """Acronyms in a tree of their letters, so that a long form need not be tried with each.

    Parameters
    ----------
    shorts : iterable of str
        The acronyms as written.

    Examples
    --------
    >>> text = "Union des mineurs du Nord"
    >>> ShortForms(["UDM", "UNESCO", "UMN"]).of(words(text, 0, len(text)))
    ['UDM', 'UMN']
    """

    def __init__(self, shorts: Iterable[str]) -> None:
        self._shorts = list(shorts)
        self._root = _Node()
        for at, short in enumerate(self._shorts):
            for letters in letters_of(short):
                node = self._root
                for letter in letters:
                    node = node.following.setdefault(letter, _Node())
                    node.longest = max(node.longest, len(letters))
                node.ends.append((at, len(letters)))

    @property
    def initials(self) -> Collection[str]:
        """What they begin with, folded."""
        return self._root.following.keys()

    def of(self, window: Sequence[Word]) -> list[str]:
        """Return those that a strict :func:`align_after` may accept, in their order: all that it
        does, and few others.
        """
        found: set[int] = set()
        if not window or window[0].function:
            return []
        least: dict[tuple[int, int, int], float] = {}
        waiting = [*self._taken(self._root, window, 0, 0.0)]
        while waiting:
            cost, node, word, place, taken = waiting.pop()
            if cost >= least.get((id(node), word, place), _NEVER):
                continue
            least[id(node), word, place] = cost
            found.update(at for at, size in node.ends if cost <= limit(size, strict=True) + _BIT)
            for letter, then in node.following.items():
                inner = -1 if letter.isdigit() else window[word].folded.find(letter, place + 1)
                if inner >= 0:
                    more = cost + (_NEXT_LETTER if inner == taken else _INNER_LETTER)
                    if more <= then.most:
                        waiting.append((more, then, word, inner, taken + 1))
            for at in range(word + 1, len(window)):
                if cost > node.most:
                    break
                waiting.extend(self._taken(node, window, at, cost))
                cost += 0.0 if window[at].function else _SKIP_INSIDE
        return [self._shorts[at] for at in sorted(found)]

    @staticmethod
    def _taken(
        node: _Node, window: Sequence[Word], at: int, cost: float
    ) -> Iterator[tuple[float, _Node, int, int, int]]:
        """Yield what follows when the next letter, or number, is the beginning of a word."""
        word = window[at]
        for letter in {word.folded[0], word.folded, *_DIGITS.get(word.folded, ())}:
            then = node.following.get(letter)
            if then is not None:
                digit = letter.isdigit()
                own = cost + (_FUNCTION_LETTER if word.function and not digit else 0.0)
                if own <= then.most:
                    yield own, then, at, len(word.folded) if digit else 0, 1


class _Node:
    """A beginning of acronyms: which end there, and what may follow."""

    __slots__ = ("ends", "following", "longest")

    def __init__(self) -> None:
        self.following: dict[str, _Node] = {}
        self.ends: list[tuple[int, int]] = []
        self.longest = 0

    @property
    def most(self) -> float:
        """The highest cost that any of them accepts."""
        return limit(self.longest, strict=True) + _BIT


def align_any_order(short: str, window: Sequence[Word]) -> Alignment | None:
    """Find a name whose initials are those of an acronym in another order, nearest first.

    International bodies often have a French name and an English acronym (``UNODC`` for ``Office
    des Nations Unies contre la drogue et le crime``). The name must begin with a capital, and
    most letters and most words must agree.
    """
    letters = Counter(letters_of(short)[-1])
    size = sum(letters.values())
    if size < 3 or not window or window[-1].function:
        return None
    initials: Counter[str] = Counter()
    content = 0
    best: Alignment | None = None
    for first in range(len(window) - 1, -1, -1):
        word = window[first]
        if word.function:
            continue
        content += 1
        initials[word.folded[0]] += 1
        shared = sum((letters & initials).values())
        needed = size if size == 3 else 0.6 * size
        if content > size + 2 or not word.capital or word.folded[0] not in letters:
            continue
        if shared >= needed and shared >= 0.7 * content and content >= 3:
            cost = float(size - shared) + float(content - shared)
            if best is None or cost < best.cost:
                best = Alignment(first, len(window) - 1, cost)
    return best


def _accepted(
    found: Alignment | None, letters: Sequence[str], window: Sequence[Word], strict: bool
) -> bool:
    if found is None:
        return False
    if found.first == found.last:
        # One word for several letters: a chemical's name (`pentachlorophénol`), not a truncation.
        word = window[found.first]
        return (
            not strict
            and len(letters) >= 3
            and not word.capital
            and len(word.folded) >= 3 * len(letters)
            and not word.folded.startswith("".join(letters))
            and (found.first == 0 or window[found.first - 1].function)
        )
    return found.cost <= limit(len(letters), strict)


def _letter_costs(letters: Sequence[str], at: int, word: Word) -> list[float]:
    """Return what it costs to take 1, 2, 3… letters, from `at` on, out of `word`."""
    first = letters[at]
    text = word.folded
    if first.isdigit():
        return [0.0] if text == first or _NUMBERS.get(first) == text else []
    if not text.startswith(first):
        return []
    costs = [_FUNCTION_LETTER if word.function else 0.0]
    place, cost = 0, costs[0]
    for letter in letters[at + 1 : at + 7]:
        following = text.find(letter, place + 1)
        if following < 0:
            break
        cost += _NEXT_LETTER if following == len(costs) else _INNER_LETTER
        place = following
        costs.append(cost)
    return costs


def _align(
    letters: Sequence[str], window: Sequence[Word], starts: Sequence[int] | range, *, closed: bool
) -> Alignment | None:
    """Run the dynamic programme from the last word to the first.

    ``rest[i]`` is the cheapest way, and its last word, to take ``letters[i:]`` out of the words
    that follow.
    """
    size, count = len(letters), len(window)
    wanted = set(starts)
    nothing: list[list[float]] = [[]] * size
    initials = {_NUMBERS.get(letter, letter)[0] for letter in letters} | {x[0] for x in letters}
    rest: list[tuple[float, int]] = [(_NEVER, 0)] * size + [(0.0, count - 1)]
    best: Alignment | None = None
    for j in range(count - 1, -1, -1):
        word = window[j]
        taken = (
            [_letter_costs(letters, i, word) for i in range(size)]
            if word.folded[0] in initials
            else nothing
        )
        if j in wanted and not word.function and taken[0]:
            cost, last = _cheapest(taken[0], rest, 0, j, closed)
            if cost < _NEVER and (best is None or cost < best.cost):
                best = Alignment(j, last, cost)
        now: list[tuple[float, int]] = []
        for i in range(size):
            skip = rest[i][0] + (0.0 if word.function else _SKIP_INSIDE)
            take = _cheapest(taken[i], rest, i, j, closed)
            now.append(take if take[0] <= skip else (skip, rest[i][1]))
        tail = rest[size][0] + (0.0 if word.function else _SKIP_AT_END)
        now.append((tail if closed else 0.0, count - 1))
        rest = now
    return best


def _cheapest(
    costs: Sequence[float],
    rest: Sequence[tuple[float, int]],
    at: int,
    j: int,
    closed: bool,
) -> tuple[float, int]:
    best = (_NEVER, 0)
    for k, cost in enumerate(costs, 1):
        total = cost + rest[at + k][0]
        if total < best[0]:
            last = j if at + k == len(rest) - 1 and not closed else rest[at + k][1]
            best = (total, last)
    return best
