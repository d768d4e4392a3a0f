"""Readers of centuries and millennia: Roman, in figures, in words, several sharing the noun."""

from __future__ import annotations

import re

from annotate.pipes.dates import values, words
from annotate.pipes.dates.match import DateMatch
from annotate.pipes.dates.patterns import (
    APOSTROPHE,
    DASH,
    END,
    ERA,
    GAP,
    MAYBE_GAP,
    compiled,
    of_class,
)
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
#: ``fin XIXe``, ``remaniée au XVIIIe``, ``des XVIe et XVIIe``: without the noun, and with nothing
#: after it that it could number.
_BARE = re.compile(
    rf"(?P<first>{_ROMAN}){END}(?:(?:,{GAP}{_ROMAN}{END}){{0,3}}{_AND}(?P<last>{_ROMAN}){END})?"
    rf"(?!{GAP}(?:et|ou|au|à){GAP}(?:(?:du|au|le|l[ae]){GAP})?{_ROMAN})"
)
_NOTHING_NUMBERED = re.compile(
    rf"{MAYBE_GAP}[.,;:!?)\]»”](?![0-9])|\s{{0,3}}\Z|[^\S\n]?\n[^\S\n]?\n|{GAP}(?:{of_class('AFTER_CENTURY')}"
    rf"|{of_class('FINITE_VERB')})(?![\w-])|{GAP}[dlnsDLNS]{APOSTROPHE}"
)
#: A word that is none of those that Roman numerals count (``XVe arrondissement``).
_ANY_WORD = re.compile(rf"{GAP}(?!{of_class('COUNTED_BY_RANK')}(?![\w-]))[^\W\d_]*[a-zà-ÿ](?!\w)")
_BEFORE = re.compile(
    rf"(?<!\w)(?:(?P<district>{of_class('BEFORE_DISTRICT')}{GAP}(?:du|des))|(?P<sure>[Aa]ux?|[Dd]u|[Dd]es)|[Ll]es?){GAP}\Z"
)
_LONGEST_BEFORE = 32
#: How far back a century with its noun makes one of ``le XIXe``.
_REACH = 600
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
    """Read ``XIXe`` without its noun, where nothing else is counted by it.

    After ``début``, ``milieu`` or ``fin``, and where a century with its noun is not far before it,
    any article will do; else it must be ``au`` or ``du``.
    """
    match = _BARE.match(text, start)
    if not match:
        return None
    low = max(0, start - _REACH, text.rfind("\n\n", max(0, start - _REACH), start))
    beside = in_date_context or "siècle" in text[low:start]
    follows = _NOTHING_NUMBERED.match(text, match.end()) or (
        beside and _ANY_WORD.match(text, match.end())
    )
    if not follows or not (in_date_context or _is_announced(text, match, beside)):
        return None
    first = _value(match["first"])
    last = _value(match["last"]) if match["last"] else first
    if first is None or last is None or not (first == last or values.ordered(first, last)):
        return None
    if first == last:
        return DateMatch(start, match.end(), "century", first, "CENTURY")
    return DateMatch(start, match.end(), "centuries", values.interval(first, last), "INTERVAL")


def _is_announced(text: str, match: re.Match[str], beside: bool) -> bool:
    """Return whether an article makes a century of a bare numeral; `beside`: of any other."""
    before = _BEFORE.search(text[max(0, match.start() - _LONGEST_BEFORE) : match.start()])
    if not before or before["district"]:
        return False
    return beside or (before["sure"] is not None and len(match["first"]) > 2)


def _value(written: str, thousands: bool = False, before_christ: bool = False) -> str | None:
    number = rank(written)
    if number is None or not 1 <= number <= (9 if thousands else 21):
        return None
    count = values.millennium if thousands else values.century
    return count(number, before_christ=before_christ)
