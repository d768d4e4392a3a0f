"""Letters of a font whose glyphs have numbers in no known order, by the words that they make.

Nearly all fonts have the small letters in the order of the alphabet, whatever is between them. How
often each number comes gives a first reading; then each number becomes the letter that makes most
words of French, until nothing changes. It is a simple substitution, and a page is enough for it.
"""

from __future__ import annotations

import string
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from annotate.french.word_list import common_words

_LETTERS = string.ascii_lowercase
_SHARES = dict(
    zip(
        "esaitnrulodcmpvqfgbhjxyzkw",
        (
            150,
            79,
            81,
            75,
            72,
            71,
            67,
            63,
            55,
            53,
            37,
            33,
            30,
            30,
            16,
            13,
            11,
            9,
            9,
            8,
            5,
            4,
            3,
            2,
            1,
            1,
        ),
        strict=True,
    )
)
"""How many of 1,000 letters of French are which."""
_CANDIDATES = (*_LETTERS, *"àâçéèêëîïôûùœ", "fi", "fl", "ff", "ffi", "ffl")
_SHORTEST = 3
_ROUNDS = 8
_CLEAR = 1.2
"""A letter makes so many times as many words as any other."""
_ENOUGH = 6
"""Letters of the words that show another, at least."""
_FEWEST, _SHARE = 40, 0.5
"""So many different words, and such a share of all, must be French."""
_MOST = 400
"""A font with more different numbers in words has no Latin letters."""


def letters_of(text: str) -> Mapping[int, str]:
    """Return the small letters that numbers of glyphs stand for; none if that gives no French.

    Parameters
    ----------
    text : str
        What a font shows: the numbers as code points, its words parted by spaces.

    Returns
    -------
    mapping of int to str
        Numbers to letters, and to ligatures; capitals, figures and signs are not among them.
    """
    words = [word for word in set(text.split()) if len(word) >= _SHORTEST]
    counts = Counter(text.replace(" ", ""))
    if len(words) < _FEWEST or len(counts) > _MOST:
        return {}
    letters = _by_share(counts)
    holding: dict[str, list[str]] = defaultdict(list)
    for word in words:
        for sign in set(word):
            holding[sign].append(word)
    for _ in range(_ROUNDS):
        before = dict(letters)
        for sign, _ in counts.most_common():
            _revise(letters, sign, holding[sign])
        if letters == before:
            break
    known = sum(_read(word, letters) in common_words() for word in words)
    if known < max(_FEWEST, _SHARE * len(words)):
        return {}
    return {ord(sign): letter for sign, letter in letters.items()}


def _by_share(counts: Counter[str]) -> dict[str, str]:
    """Return the small letters in their order, so that each comes as often as in French: the best
    way through a table of signs and letters.
    """
    signs, total = sorted(counts), counts.total()
    width = len(_LETTERS) + 1
    best = [[0.0] * width for _ in range(len(signs) + 1)]
    for row, sign in enumerate(signs, start=1):
        for column, letter in enumerate(_LETTERS, start=1):
            best[row][column] = max(
                best[row - 1][column],
                best[row][column - 1],
                best[row - 1][column - 1] + _alike(counts[sign] / total, letter),
            )
    found: dict[str, str] = {}
    row, column = len(signs), len(_LETTERS)
    while row and column:
        if best[row][column] == best[row - 1][column]:
            row -= 1
        elif best[row][column] == best[row][column - 1]:
            column -= 1
        else:
            row, column = row - 1, column - 1
            found[signs[row]] = _LETTERS[column]
    return found


def _alike(share: float, letter: str) -> float:
    usual = _SHARES[letter] / 1000
    return min(share, usual) - abs(share - usual) / 2


def _revise(letters: dict[str, str], sign: str, words: Sequence[str]) -> None:
    """Give a sign the letter that makes clearly more words than its own and all others."""
    votes: Counter[str] = Counter()
    for word in words:
        others = [part for part in word if part != sign]
        if all(part in letters for part in others):
            for letter in _CANDIDATES:
                if _read(word, {**letters, sign: letter}) in common_words():
                    votes[letter] += len(word)
    (first, most), (_, second) = [*votes.most_common(2), ("", 0), ("", 0)][:2]
    if most >= _ENOUGH and most > _CLEAR * second and first != letters.get(sign):
        letters[sign] = first


def _read(word: str, letters: Mapping[str, str]) -> str:
    return "".join([letters.get(sign, "?") for sign in word])
