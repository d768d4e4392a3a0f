"""Surface forms in a mended text: how a name is written, where it occurs, and its context."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from annotate.document.source import Range

CONTEXT = 60
"""Characters of context on each side of a name."""
OPEN, CLOSE = "⟦", "⟧"

_SIGNS = str.maketrans({"’": "'", "\u00a0": " ", "\u202f": " ", "\n": " "})
_SPACES = re.compile(r"\s+")


def plain(text: str) -> str:
    """Return a text of the same length with plain apostrophes and spaces, to look forms up in."""
    return text.translate(_SIGNS)


def form_of(text: str) -> str:
    """Return the form of a quote: plain apostrophes, single spaces, its case as it is.

    Examples
    --------
    >>> form_of(" L’Union  des\u00a0Puits ")
    "L'Union des Puits"
    """
    return _SPACES.sub(" ", plain(text)).strip()


def written(ranges: Iterable[Range]) -> str:
    """Return ranges of the source as a sheet has them.

    Examples
    --------
    >>> written([(3, 7), (9, 12)])
    '3–7 9–12'
    """
    # An en dash: a spreadsheet takes 3-7 for a day.
    return " ".join(f"{start}–{end}" for start, end in ranges)


def around(text: str, span: Range, extents: Sequence[Range], block: int) -> tuple[str, str]:
    """Return the text before and after a span, within its block."""
    low, high = extents[block]
    start, end = span
    return text[max(low, start - CONTEXT) : start], text[end : min(high, end + CONTEXT)]


def bounds_at(text: str, span: Range, wanted: str) -> Range | None:
    """Return where the wanted quote occurs at a name: overlapping it, as whole words.

    Parameters
    ----------
    text : str
        What :func:`plain` makes of the mended text.
    span : Range
        The name.
    wanted : str
        The quote, as :func:`form_of` gives it.

    Returns
    -------
    Range or None
        The occurrence that shares most with the name, the first of equals, or None.

    Examples
    --------
    >>> bounds_at("sur la Chaîne des Puits.", (4, 23), "Chaîne des Puits")
    (7, 23)
    >>> bounds_at("sur une Chaîne", (8, 14), "la Chaîne")
    """
    from annotate.french.characters import is_word

    start, end = span
    best: tuple[int, Range] | None = None
    place = text.find(wanted, max(0, start - len(wanted) + 1))
    while wanted and 0 <= place < end:
        after = place + len(wanted)
        shared = min(end, after) - max(start, place)
        if shared > 0 and is_word(text, place, after) and (best is None or shared > best[0]):
            best = (shared, (place, after))
        place = text.find(wanted, place + 1)
    return best[1] if best else None


def occurrences_of(forms: Iterable[str], text: str) -> dict[str, list[Range]]:
    """Return where forms occur as whole words with the same case, the longest first.

    Parameters
    ----------
    forms : iterable of str
        As :func:`form_of` gives them.
    text : str
        The mended text.

    Examples
    --------
    >>> occurrences_of(["Puits", "Puits Noir"], "Le Puits Noir et le Puits.")
    {'Puits Noir': [(3, 13)], 'Puits': [(20, 25)]}
    """
    from annotate.pipes.phrase_matcher import Phrases

    every = sorted(set(forms))
    found: dict[str, list[Range]] = {}
    for index, start, end in Phrases(every).find(text):
        found.setdefault(every[index], []).append((start, end))
    return found
