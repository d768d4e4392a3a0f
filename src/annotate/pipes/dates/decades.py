"""Readers of decades: ``années 1970``, ``années 60-70``, ``années soixante-dix``."""

from __future__ import annotations

import re

from annotate.pipes.dates import values, words
from annotate.pipes.dates.match import DateMatch
from annotate.pipes.dates.patterns import (
    APOSTROPHE,
    DASH,
    END,
    FOUR_FIGURES,
    GAP,
    compiled,
    of_class,
)
from annotate.rules.matching import RuleSet

_NUMBER = rf"(?:{FOUR_FIGURES}|[1-9][0-9]0|[0-9]{{2}})"
_AND = rf"(?:{DASH}|/|,{GAP}|{GAP}(?:à|et|ou|aux?){GAP})"
_NOUN = of_class("DECADE_NOUN")
_IN_FIGURES = compiled(
    rf"{_NOUN}{GAP}{APOSTROPHE}?(?P<first>{_NUMBER})(?![0-9])"
    rf"(?:(?:,{GAP}{_NUMBER}){{0,4}}{_AND}(?P<last>{_NUMBER})(?![0-9]))?{END}(?![.,]?[0-9])"
)
_FIRST_ONLY = compiled(rf"{_NOUN}{GAP}{APOSTROPHE}?(?P<first>{_NUMBER}){END}(?![.,]?[0-9])")
_TENS = words.any_of(words.TENS)
_IN_WORDS = compiled(rf"{_NOUN}{GAP}(?P<first>{_TENS}){END}(?:{_AND}(?P<last>{_TENS}){END})?")


def read_decades(text: str, start: int, _licensed: bool, rules: RuleSet) -> DateMatch | None:
    """Read one decade or several in figures; ``années 1914-1918`` are years, not decades."""
    for pattern in (_IN_FIGURES, _FIRST_ONLY):
        match = pattern.match(text, start)
        if match and not rules.holds("dates.unit", text, start, match.end()):
            reading = _in_figures(match, start)
            if reading:
                return reading
    return None


def read_decades_in_words(
    text: str, start: int, _licensed: bool, rules: RuleSet
) -> DateMatch | None:
    """Read ``années soixante-dix`` and ``années vingt et trente``, of the XXth century."""
    match = _IN_WORDS.match(text, start)
    if not match:
        return None
    first = words.TENS[match["first"].lower()]
    if not match["last"]:
        return DateMatch(start, match.end(), "decade", values.decade(first), "DECADE")
    last = words.TENS[match["last"].lower()]
    value = values.interval(values.decade(first), values.decade(last))
    return DateMatch(start, match.end(), "decades", value, "INTERVAL") if first < last else None


def _in_figures(match: re.Match[str], start: int) -> DateMatch | None:
    first = _first_year(match["first"])
    last = _later_year(match.groupdict().get("last"), first)
    if last is None:
        if first % 10:
            return None
        return DateMatch(start, match.end(), "decade", values.decade(first), "DECADE")
    if last <= first:
        return None
    if first % 10 or last % 10:
        value = values.interval(values.year(first), values.year(last))
        return DateMatch(start, match.end(), "years", value, "INTERVAL")
    value = values.interval(values.decade(first), values.decade(last))
    return DateMatch(start, match.end(), "decades", value, "INTERVAL")


def _first_year(written: str) -> int:
    # ``années 60`` without a century is the XXth by custom; ``années 00`` and ``10`` the XXIst.
    number = int(written)
    if number >= 100:
        return number
    return 2000 + number if number < 20 else 1900 + number


def _later_year(written: str | None, first: int) -> int | None:
    if written is None:
        return None
    number = int(written)
    if number >= 100:
        return number
    later = first // 100 * 100 + number
    return later + 100 if later < first and number < 20 else later
