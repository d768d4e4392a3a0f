"""What a name looks like in French: capitals, link words, hyphens; shared by the finders.

All patterns are bounded, so that a search takes time linear in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

import ahocorasick_rs

SPACE = r"(?:[ \u00a0\u202f]{1,2}|[ \u00a0]?\n(?![ \t]*\n)[ \u00a0]?)"
"""A space inside a name; one line end may stand for it, a blank line may not."""

UPPER = r"A-ZÀ-ÖØ-ÞŒŸ"
CAPITAL = rf"[{UPPER}][\w&]*(?:[.](?=\w)|[’'/+-](?=\w))?(?:\w+(?:[’'/-](?=\w))?){{0,8}}"
"""A capitalised word, with hyphens, slashes and apostrophes inside."""

ARTICLE = rf"(?:(?:La|Le|Les){SPACE}|L['’])"
_DASHES = re.compile(r"[\s–—-]+")
_WORD_EDGE = re.compile(r"\w")


def fold(form: str) -> str:
    """Return the key under which a place is looked up: no case, accents, or kind of dash.

    Examples
    --------
    >>> fold("Nord – Pas de Calais") == fold("Nord-Pas-de-Calais")
    True
    >>> fold("l’Évêché")
    "l'eveche"
    """
    return _fold(form)


@lru_cache(maxsize=1 << 14)
def _fold(form: str) -> str:
    if form.isascii():
        return _DASHES.sub("-", form.casefold()).strip("-")
    plain = unicodedata.normalize("NFD", form.casefold().replace("’", "'").replace("œ", "oe"))
    kept = "".join(char for char in plain if not unicodedata.combining(char))
    return _DASHES.sub("-", kept).strip("-")


def lower(text: str) -> str:
    """Lower the case and keep the length, so that offsets still hold (``İ`` stays)."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def is_word(text: str, start: int, end: int) -> bool:
    """Tell whether a stretch begins and ends at the edge of a word (a hyphen is inside one)."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if before and (_WORD_EDGE.match(before) or before == "-"):
        return False
    if after and _WORD_EDGE.match(after):
        return False
    return not (after == "-" and text[end + 1 : end + 2].isalnum())


class Phrases:
    """Many fixed strings, looked up at once, longest first, whole words only.

    Parameters
    ----------
    forms : sequence of str
        The strings; their index is what a match gives back.
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
        self._forms = [lower(form) for form in forms] if folded else list(forms)
        self._search = ahocorasick_rs.AhoCorasick(
            self._forms, matchkind=ahocorasick_rs.MatchKind.Standard
        )

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Yield (index of the form, start, end) of every match, in order, without overlap."""
        if not self._forms:
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
                yield index, start, end


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
