"""Days and years in words: ``le quatorze juillet``, ``mars mil neuf cent quatorze``."""

from __future__ import annotations

import re

from annotate.pipes.dates import numerals
from annotate.pipes.dates.patterns import GAP, of_class

#: The longest day in words, ``vingt-et-unième`` and the article before it, with room for spaces.
_REACH = 34
_DAYS = {name: number for name, number in numerals.BELOW_HUNDRED.items() if 2 <= number <= 31}
_DAY = re.compile(
    rf"\b{of_class('BEFORE_DAY_IN_WORDS')}"
    rf"{GAP}(?P<day>{numerals.alternatives(_DAYS)}){GAP}\Z",
    re.IGNORECASE,
)
_GAP = re.compile(rf"{GAP}(?:de{GAP})?(?:l['’]an(?:née)?{GAP})?(?=[mMdD])")


def day_before(text: str, start: int) -> tuple[int, int] | None:
    """Return the day in words that is before a month, and where it begins; else None.

    An article, a weekday or a conjunction must be before it: ``il en a cinq. Mai`` is no day.

    Examples
    --------
    >>> day_before("le vingt et un mars", 15), day_before("il y en a cinq mai", 15)
    ((21, 3), None)
    """
    floor = max(0, start - _REACH)
    match = _DAY.search(text[floor:start])
    if not match:
        return None
    return numerals.number(match["day"]), floor + match.start("day")


def year_after(text: str, end: int) -> tuple[int, int] | None:
    """Return the year in words after a month, and where it ends; None if there is none.

    Examples
    --------
    >>> year_after("mars mil neuf cent quatorze", 4), year_after("mars 1914", 4)
    ((1914, 27), None)
    """
    gap = _GAP.match(text, end)
    found = numerals.match_year(text, gap.end()) if gap else None
    return None if found is None or found[0] == 1000 else found
