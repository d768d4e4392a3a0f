"""How French a word looks by its letters and by the words of French."""

from __future__ import annotations

import re

from annotate.french.characters import LOWER
from annotate.french.word_list import common_words

LETTERS = frozenset("àâäæçéèêëîïôœöùûüÿñ")
"""The letters of French that are no ASCII, and those of names that French writes."""
_SPLIT = re.compile(r"[’'«»“”„‹›…–—\u00a0\s]+")
_ODD = re.compile(
    rf"[{LOWER}][À-ÖØ-ÞŒŸ]|[^\W\d_](?:[^\w\s’'·°.-]|[¼½¾])+[^\W\d_]|[¼½][^\W\d_]|[\x80-\x9f]"
)
"""What no French word has: a capital behind a small letter, a sign between letters."""
_SHORT = frozenset("à là où dès ça dû".split())


def how_french(word: str) -> int:
    """Return how French a word looks that has letters which are no ASCII.

    Parameters
    ----------
    word : str
        What is between two spaces, with its apostrophes and quotation marks.

    Returns
    -------
    int
        More than 0 for a word of French; less for letters that no French word has.

    Examples
    --------
    >>> how_french("l’été"), how_french("l’ÈtÈ"), how_french("Ãtre") < 0
    (3, -4, True)
    """
    score = 0
    for part in _SPLIT.split(word):
        lowered = part.lower()
        if not part or part.isascii():
            continue
        if lowered in _SHORT or (len(part) > 2 and lowered in common_words()):
            score += 3
        elif len(part) == 1:
            score -= part.isalpha() and lowered != part and part not in "ÀÔ"
        elif _ODD.search(part):
            score -= 2
        elif any(char.isalpha() and not char.isascii() and char not in LETTERS for char in lowered):
            score -= 1
    return score - (2 if _ODD.search(word) else 0)
