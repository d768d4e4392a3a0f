"""Letters spaced out, as headings are: `L E  B A S S I N` is `LE BASSIN`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from annotate.document.offsets import Edit
from annotate.document.repairs import SPACED_LETTERS

_GAP = " \u00a0\u2009\u202f"
_GAPS = re.compile(f"[{_GAP}]+")
_LEAST = 4
"""Letters that a run has at least."""
_SHORT = frozenset("à a y de du la le un et en au ou où ne se sa ce si il on".split())
"""Short words that French has; the list also knows many that are not (`as`, `in`)."""
_ELIDED = frozenset("d l c j m n s t qu jusqu lorsqu puisqu".split())
_PART = re.compile(r"([^’'\-]+)([’'\-]?)")
_LONGEST = 24
_MOST = 2 / 3
"""The share of letters that must be in known words where gaps show the words."""
_TOO_LONG = 200
"""A longer run is no heading."""


def spaced_edits(text: str, start: int, known: Callable[[str], bool]) -> Iterator[Edit]:
    """Yield the repairs of spaced letters in a span of text without a line break.

    A run of at least four single letters is put together when words come of it: where wider gaps
    show the words, most of its letters must be in known ones; where they do not, it must part
    into known words entirely. Lists (`A B C D`), initials with full stops and spelt acronyms
    (`S N C F`) are no words and stay.

    Parameters
    ----------
    text : str
        The span.
    start : int
        The code point of the source where it begins.
    known : callable
        Tells whether a lower-case form is a word.

    Yields
    ------
    Edit
        Of rule ``spaced_letters``, one for each gap, so that a name among the words has the letters
        of its own.

    Examples
    --------
    >>> words = {"bassin", "le"}.__contains__
    >>> [(edit.start, edit.replacement) for edit in spaced_edits("L E  B A S S I N", 0, words)]
    [(1, ''), (3, ' '), (6, ''), (8, ''), (10, ''), (12, ''), (14, '')]
    >>> list(spaced_edits("S N C F", 0, words)), list(spaced_edits("A B C D E", 0, words))
    ([], [])
    """
    for match in SPACED_LETTERS.finditer(text):
        joined = _joined(match.group(), known)
        if joined is not None:
            yield from _gap_edits(match.group(), joined, start + match.start())


def _gap_edits(run: str, joined: str, start: int) -> Iterator[Edit]:
    """Yield what becomes of the gaps of a run that begins at `start`."""
    at = 0
    letters = _GAPS.split(run)
    place = start
    for before, gap in zip(letters, _GAPS.findall(run), strict=False):
        at += len(before)
        place += len(before)
        space = " " if joined[at] == " " else ""
        at += len(space)
        if gap != space:
            yield Edit(place, place + len(gap), space, "spaced_letters")
        place += len(gap)


def _joined(run: str, known: Callable[[str], bool]) -> str | None:
    groups = [_GAPS.sub("", group) for group in re.split(rf"[{_GAP}]{{2,}}", run)]
    letters = sum(map(str.isalpha, "".join(groups)))
    if letters < _LEAST or len(run) > _TOO_LONG:
        return None
    words = [group if _is_word(group, known) else _parted(group, known) for group in groups]
    sure = sum(len(group) for group, word in zip(groups, words, strict=True) if word)
    longest = max(len(group) for group in groups)
    if longest < _LEAST or sure < (1.0 if len(groups) == 1 else _MOST) * len("".join(groups)):
        return None
    return " ".join(word or group for group, word in zip(groups, words, strict=True))


def _is_word(word: str, known: Callable[[str], bool]) -> bool:
    """Return whether every part of a word is one: `l’école`, `Nord-Est`."""
    for part, joint in _PART.findall(word.lower()):
        if joint in ("’", "'"):
            right = part in _ELIDED
        else:
            right = part in _SHORT if len(part) <= 2 else known(part)
        if not right:
            return False
    return word[0].isalpha() and word[-1].isalpha()


def _parted(letters: str, known: Callable[[str], bool]) -> str:
    """Part letters into the fewest words; empty when that cannot be done, or without one of four
    letters.
    """
    best: list[list[str] | None] = [[]]
    for end in range(1, len(letters) + 1):
        options = []
        for begin in range(max(0, end - _LONGEST), end):
            before = best[begin]
            if before is not None and _is_word(letters[begin:end], known):
                options.append([*before, letters[begin:end]])
        best.append(min(options, key=len) if options else None)
    words = best[-1] or []
    return " ".join(words) if any(len(word) >= _LEAST for word in words) else ""
