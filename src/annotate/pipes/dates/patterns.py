"""Fragments that the readers build their patterns from.

Every quantifier is bounded and no repeated group holds another unbounded one, so that a match
costs a bounded time wherever it is tried, and the whole search is linear in the text.
"""

from __future__ import annotations

import re

from annotate.french.classes import shipped_classes
from annotate.pipes.dates import words

#: White space inside a date: a few blanks of any width, or one line break; never a blank line,
#: which separates blocks.
GAP = r"(?:[^\S\n]{1,3}|[^\S\n]{0,2}\n[^\S\n]{0,2})"
MAYBE_GAP = f"{GAP}?"
DASH = f"(?:{MAYBE_GAP}[-‐‑–—]{MAYBE_GAP})"
APOSTROPHE = "['’]"
#: The end of a number or word; a note call in superscript figures may stick to it.
END = r"(?![^\W¹²³⁰⁴-⁹])"


def of_class(name: str) -> str:
    """Return a pattern of the longest word of a class, with gaps for the blanks in it."""
    return shipped_classes().pattern(name, blank=GAP)


DAY = rf"(?:1{MAYBE_GAP}(?:er|ᵉʳ)|{of_class('FIRST_DAY')}|[0-3]?[0-9])(?![0-9])"
#: Only an abbreviation takes its full stop with it.
_SHORT_MONTH = words.any_of(name for name in words.MONTHS if name in words.ABBREVIATIONS)
_LONG_MONTH = words.any_of(name for name in words.MONTHS if name not in words.ABBREVIATIONS)
MONTH = rf"(?:{_LONG_MONTH}{END}|{_SHORT_MONTH}{END}\.?)"
#: ``mar.`` for mardi, with its full stop or without: only a day behind it makes one of it.
WEEKDAY = rf"(?:{words.any_of(words.WEEKDAYS)},?|(?:{words.any_of(words.SHORT_WEEKDAYS)})\b\.?)"
SEASON = rf"(?:{words.any_of(words.SEASONS)}){END}"
REPUBLICAN_MONTH = rf"(?:{words.any_of(words.REPUBLICAN_MONTHS)}){END}"
ROMAN_YEAR = rf"(?:X?I{{1,3}}|X?IV|X|V?I{{1,3}}|V|IX){END}"

#: Years as they are written in full, and as they are written after a day or a month.
FOUR_FIGURES = r"(?:1[0-9]{3}|2[01][0-9]{2})"
FULL_YEAR = rf"{FOUR_FIGURES}{END}(?![.,/-]?[0-9])"
LATE_YEAR = rf"(?:(?:{FOUR_FIGURES}|[1-9][0-9]{{2}}){END}(?![.,]?[0-9]))"
SHORT_YEAR = rf"(?:{APOSTROPHE}?[0-9]{{2}}{END}(?![.,/:-]?[0-9]))"
OF_YEAR = rf"(?:de{GAP})?(?:l{APOSTROPHE}an(?:née)?{GAP})?"

#: ``52 av. J.-C.``: what follows a year or century of either side of our era.
_CHRIST = r"(?:J\.?\s?-?\s?C\b\.?|Jésus[ -]Christ)"
_ERA = of_class("OUR_ERA")
BEFORE_CHRIST = rf"(?:{of_class('BEFORE_CHRIST')}{GAP}(?:{_CHRIST}|{_ERA}))"
AFTER_CHRIST = rf"(?:{of_class('AFTER_CHRIST')}{GAP}{_CHRIST}|de{GAP}{_ERA})"
ERA = rf"(?:{GAP}(?:(?P<before>{BEFORE_CHRIST})|(?P<after>{AFTER_CHRIST})))"


def compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern of a form; case is free, months may be in capitals."""
    return re.compile(pattern, re.IGNORECASE)
