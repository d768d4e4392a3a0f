"""Many fixed strings looked up in a text at once: whole words, longest first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import ahocorasick_rs

from annotate.french.characters import is_word, lower

NESTED = 16
"""How many forms another one may begin with: so many matches there are at one place at most."""


class Phrases:
    """Many fixed strings, looked up at once, longest first, whole words only.

    Parameters
    ----------
    forms : sequence of str
        The strings; their index is what a match gives back. One that begins with :data:`NESTED`
        of the others is left out: only a run of one word has such, and looking up all of them
        takes more than linear time.
    folded : bool
        Look up without regard to case.

    Examples
    --------
    >>> phrases = Phrases(["conseil régional", "conseil"], folded=True)
    >>> list(phrases.find("Au Conseil Régional"))
    [(0, 3, 19)]
    """

    def __init__(self, forms: Sequence[str], *, folded: bool = False) -> None:
        self._folded = folded
        written = [lower(form) for form in forms] if folded else list(forms)
        self._indexes = _without_nests(written)
        # The table that the library takes for a few forms is quadratic in the length of one that
        # repeats itself.
        self._search = ahocorasick_rs.AhoCorasick(
            [written[index] for index in self._indexes],
            matchkind=ahocorasick_rs.MatchKind.Standard,
            implementation=ahocorasick_rs.Implementation.ContiguousNFA,
        )

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield (index of the form, start, end) of every match, in order, without overlap."""
        if not self._indexes:
            return
        searched = lower(text) if self._folded else text
        searched = searched.replace("’", "'").replace("\u00a0", " ").replace("\n", " ")
        hits = (
            hit
            for hit in self._search.find_matches_as_indexes(searched, overlapping=True)
            if is_word(text, hit[1], hit[2])
        )
        covered = 0
        for index, start, end in sorted(hits, key=lambda hit: (hit[1], -hit[2])):
            if start >= covered:
                covered = end
                yield self._indexes[index], start, end


def _without_nests(forms: Sequence[str]) -> list[int]:
    """Return the indexes of the forms that begin with few others."""
    kept, within = [], list[str]()
    for index in sorted(range(len(forms)), key=forms.__getitem__):
        while within and not forms[index].startswith(within[-1]):
            within.pop()
        if len(within) < NESTED:
            kept.append(index)
            within.append(forms[index])
    return kept


def spans_with_dashes(forms: Iterable[str]) -> re.Pattern[str] | None:
    """Compile a pattern for compound names however their dashes and spaces are written.

    Examples
    --------
    >>> pattern = spans_with_dashes(["Nord-Pas-de-Calais"])
    >>> pattern.search("au Nord – Pas de Calais").group()
    'Nord – Pas de Calais'
    """
    parts = []
    for form in sorted(forms, key=len, reverse=True):
        words = [re.escape(word) for word in re.split(r"[\s–—-]+", form)]
        parts.append(r"[\s]{0,2}[\s–—-][\s]{0,2}".join(words))
    if not parts:
        return None
    return re.compile(rf"(?<![\w-])(?:{'|'.join(parts)})(?!\w|-\w)")
