"""Readers of centuries and millennia: Roman, in figures, in words, several sharing the noun."""

from __future__ import annotations

import re

from annotate.pipes.dates import values, words
from annotate.pipes.dates.match import DateMatch
from annotate.pipes.dates.patterns import DASH, END, ERA, GAP, MAYBE_GAP, compiled, of_class
from annotate.rules.matching import RuleSet

_SUFFIX = r"(?:ième|i?ème|eme|è?me|ᵉᵐᵉ|er|ᵉʳ|e|è|ᵉ|°|º)"
_ROMAN = rf"(?:(?:X{{0,2}}(?:IX|IV|V?I{{1,3}}|V)|X{{1,2}}){MAYBE_GAP}{_SUFFIX})"
_FIGURES = rf"(?:[12]?[0-9]{MAYBE_GAP}{_SUFFIX})"
_ITEM = rf"(?:(?:{_ROMAN}|{_FIGURES}|{words.any_of(words.ORDINALS)}){END})"
_THOUSANDS = rf"(?P<thousands>{of_class('MILLENNIUM_NOUN')})"
_NOUN = rf"(?:{GAP}s\.|{MAYBE_GAP}(?:{of_class('CENTURY_NOUN')}|{_THOUSANDS}){END}|{GAP}s{END})"
_PART = rf"(?:(?:la{GAP})?{of_class('PART_OF_CENTURY')}{GAP}(?:du{GAP})?)?"
_AND = rf"(?:{DASH}|/|{GAP}(?:et|ou|à|au|aux){GAP})(?:(?:du|au|le){GAP})?{_PART}"
_CENTURIES = compiled(
    rf"(?P<first>{_ITEM})(?:(?:,{GAP}{_ITEM}){{0,3}}{_AND}(?P<last>{_ITEM}))?(?P<noun>{_NOUN}){ERA}?"
)
#: ``fin XIXe``, ``début du XXe``: without the noun, and with nothing after that it could number.
_BARE = compiled(rf"(?P<first>{_ROMAN}){END}(?=[.,;:)»]|{GAP}(?:et|au|à|puis)\b|\s{{0,3}}\Z)")
#: A participle after the noun says the part: ``XIXe siècle finissant``.
_PART_BEHIND = re.compile(
    rf"{GAP}(?:(?P<end>{of_class('CENTURY_ENDING')})|(?P<start>{of_class('CENTURY_BEGINNING')}))(?!\w)"
)
_NUMERAL = re.compile(r"[XVI]{1,6}|[0-9]{1,2}")
_WORTH = {"X": 10, "V": 5, "I": 1}


def rank(written: str) -> int | None:
    """Return the number of an ordinal: Roman, in figures or in words.

    Roman numerals are in capitals: ``vie siècle`` is a life.

    Examples
    --------
    >>> rank("XIXe"), rank("19ème"), rank("dix-neuvième"), rank("vie")
    (19, 19, 19, None)
    """
    if word := words.ORDINALS.get(written.lower()):
        return word
    numeral = _NUMERAL.match(written)
    if not numeral:
        return None
    if numeral[0].isdigit():
        return int(numeral[0]) or None
    numbers = [_WORTH[letter] for letter in numeral[0]]
    return sum(
        -number if number < following else number
        for number, following in zip(numbers, [*numbers[1:], 0], strict=True)
    )


def read_centuries(text: str, start: int, _licensed: bool, rules: RuleSet) -> DateMatch | None:
    """Read ``XIXe siècle``, ``XVIIIe au XXe siècle``, ``IIIe millénaire av. J.-C.``."""
    match = _CENTURIES.match(text, start)
    if not match:
        return None
    before_christ = bool(match["before"])
    thousands = match["thousands"] is not None
    first = _value(match["first"], thousands, before_christ)
    last = _value(match["last"], thousands, before_christ) if match["last"] else first
    # A bare ``s`` or ``s.`` is short for siècle only after a numeral.
    short = match["noun"].strip().rstrip(".").lower() == "s"
    if first is None or last is None or (short and match["first"].lower() in words.ORDINALS):
        return None
    if first == last:
        timex = "MILLENNIUM" if thousands else "CENTURY"
        behind = _PART_BEHIND.match(text, match.end())
        end = behind.end() if behind else match.end()
        mod = ("END" if behind["end"] else "START") if behind else None
        return DateMatch(start, end, timex.lower(), first, timex, mod)
    if not values.ordered(first, last):
        return None
    return DateMatch(start, match.end(), "centuries", values.interval(first, last), "INTERVAL")


def read_bare_century(
    text: str, start: int, in_date_context: bool, rules: RuleSet
) -> DateMatch | None:
    """Read ``XIXe`` after ``début``, ``milieu`` or ``fin``."""
    match = _BARE.match(text, start) if in_date_context else None
    value = _value(match["first"], False, False) if match else None
    return DateMatch(start, match.end(), "century", value, "CENTURY") if match and value else None


def _value(written: str, thousands: bool, before_christ: bool) -> str | None:
    number = rank(written)
    if number is None or not 1 <= number <= (9 if thousands else 21):
        return None
    count = values.millennium if thousands else values.century
    return count(number, before_christ=before_christ)
