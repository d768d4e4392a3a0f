"""Readers of months, seasons, quarters and halves, and of the year after them."""

from __future__ import annotations

import re

from annotate.pipes.dates import false_positives, republican, spelled, values, words
from annotate.pipes.dates.match import DateMatch
from annotate.pipes.dates.patterns import (
    APOSTROPHE,
    DASH,
    END,
    FULL_YEAR,
    GAP,
    LATE_YEAR,
    MONTH,
    OF_YEAR,
    REPUBLICAN_MONTH,
    ROMAN_YEAR,
    SEASON,
    SHORT_YEAR,
    compiled,
    of_class,
)
from annotate.rules.matching import RuleSet

_TO = rf"(?:{GAP}{of_class('UNTIL_MONTH')}{GAP}|{DASH}|/)"
_YEAR = rf"(?:{GAP}{OF_YEAR}(?P<year>{LATE_YEAR}|{SHORT_YEAR}))?"
_MONTHS = compiled(rf"(?P<first>{MONTH})(?:,{GAP}{MONTH}){{0,5}}{_TO}(?P<month>{MONTH}){_YEAR}")
_MONTH = compiled(rf"(?P<month>{MONTH}){_YEAR}")
_SEASON = compiled(
    rf"(?:(?P<first>{SEASON})(?:{GAP}et{GAP}(?:l{APOSTROPHE})?|{GAP}à{GAP}l{APOSTROPHE}|{DASH}))?"
    rf"(?P<season>{SEASON})(?:{GAP}{OF_YEAR}"
    rf"(?:(?P<year>{FULL_YEAR}|{SHORT_YEAR})|(?P<winter>[12][0-9]{{3}})[-‐–/](?:[12][0-9])?[0-9]{{2}}{END}))?"
)
_PART = compiled(
    rf"(?P<rank>1(?:er|ʳ|ᵉʳ|re)|[2-4](?:e|è|ᵉ|nd|ème|nde)|{of_class('RANK_OF_PART')})"
    rf"{GAP}(?P<unit>{of_class('QUARTER_NOUN')}|(?P<half>{of_class('HALF_YEAR_NOUN')})){GAP}{OF_YEAR}"
    rf"(?P<year>{FULL_YEAR})"
)
_REPUBLICAN = compiled(
    rf"(?P<month>{REPUBLICAN_MONTH}){GAP}(?:de{GAP})?(?:l{APOSTROPHE})?an{GAP}"
    rf"(?P<year>{ROMAN_YEAR}|[0-9]{{1,2}}{END})"
)
_MONTH_OF = compiled(rf"mois{GAP}(?:de{GAP}|d{APOSTROPHE})")

#: What makes a date of a month alone.
_LICENCE = re.compile(
    rf"\b{of_class('BEFORE_MONTH_ALONE')}{GAP}"
    rf"(?:(?:le{GAP})?mois{GAP}(?:de{GAP}|d{APOSTROPHE}))?\Z",
    re.IGNORECASE,
)
_SEASON_LICENCE = re.compile(rf"(?<!\w){of_class('BEFORE_SEASON_ALONE')}(?:{GAP}|(?<=['’]))\Z")
#: What makes a date of two months without a year (``de mars à juin``).
_FROM = re.compile(rf"(?:\b(?:de|entre|en){GAP}|\bd{APOSTROPHE})\Z", re.IGNORECASE)
#: ``en décembre dernier``: a deictic, whose place depends on when it is said.
_DEICTIC = re.compile(rf"{GAP}{of_class('DEICTIC_MONTH')}")
_NUMERALS = {"i": 1, "v": 5, "x": 10}


def month_number(written: str) -> int:
    """Return the number of a month as it is written (``Sept.``)."""
    return words.MONTHS[written.lower().rstrip(".")]


def roman(written: str) -> int:
    """Return a small number in Roman numerals or figures.

    Examples
    --------
    >>> roman("XIV"), roman("12")
    (14, 12)
    """
    if written.isdigit():
        return int(written)
    numbers = [_NUMERALS[letter] for letter in written.lower()]
    return sum(
        -number if number < following else number
        for number, following in zip(numbers, [*numbers[1:], 0], strict=True)
    )


def year_after(text: str, match: re.Match[str], rules: RuleSet) -> tuple[str | None, int]:
    """Return the year that a form ends with, and where the form ends.

    The year is four figures, ``XX68`` when only two are written, or None when there is none or
    when what looks like one counts something (``14 juillet 2012 personnes``).
    """
    written = match["year"]
    if not written:
        in_words = spelled.year_after(text, match.end())
        if in_words and not false_positives.quantity_follows(rules, text, in_words[1]):
            return values.year(in_words[0]), in_words[1]
        return None, match.end()
    figures = written.lstrip("'’")
    number = int(figures)
    if rules.holds("dates.unit", text, match.start(), match.end()) or (
        len(figures) < 4 and false_positives.quantity_follows(rules, text, match.end())
    ):
        return None, match.end("month")
    if len(figures) == 2:
        # After a month, ``68`` is a year and ``12`` more likely a number of something.
        if number <= 31 and figures == written and not _proverbial(match, number):
            return None, match.end("month")
        return _proverbial(match, number) or f"XX{figures}", match.end()
    return values.year(number), match.end()


def read_months(text: str, start: int, in_date_context: bool, rules: RuleSet) -> DateMatch | None:
    """Read ``mars à juin 1906``, ``mars et avril 1906``, ``mai-juin 1968``."""
    match = _MONTHS.match(text, start)
    if not match or _is_name(text, start, match["first"], rules):
        return None
    known, end = year_after(text, match, rules)
    if known is None and not (in_date_context or _FROM.search(false_positives.before(text, start))):
        return None
    first, last = month_number(match["first"]), month_number(match["month"])
    first_year = known
    if first > last and known and known.isdigit():
        first_year = values.year(int(known) - 1)
    elif first >= last:
        return None
    value = values.interval(values.month(first_year, first), values.month(known, last))
    return DateMatch(start, end, "months", value, "INTERVAL")


def read_month(text: str, start: int, in_date_context: bool, rules: RuleSet) -> DateMatch | None:
    """Read ``mars 1906``, ``mai 68``, and a month alone where a preposition makes it a date."""
    match = _MONTH.match(text, start)
    if not match or _is_name(text, start, match["month"], rules):
        return None
    known, end = year_after(text, match, rules)
    written = text[start : match.end("month")]
    if (day := spelled.day_before(text, start)) and not in_date_context:
        value = values.day(known, month_number(written), day[0])
        return DateMatch(day[1], end, "day", value) if value else None
    if known is None:
        name = written.rstrip(".")
        if name in words.ABBREVIATIONS or not name[0].islower():
            return None
        if _DEICTIC.match(text, end) or not (
            in_date_context or _LICENCE.search(false_positives.before(text, start))
        ):
            return None
    elif written.lower() == "sept":
        return None
    return DateMatch(start, end, "month", values.month(known, month_number(written)), "MONTH")


def read_month_of(text: str, start: int, _licensed: bool, rules: RuleSet) -> DateMatch | None:
    """Read ``mois de juin 2012``: the class noun is in, as in ``années 1970``."""
    match = _MONTH_OF.match(text, start)
    if not match:
        return None
    within = match.end()
    inner = read_months(text, within, True, rules) or read_month(text, within, True, rules)
    return inner.change(start=start) if inner else None


def read_season(text: str, start: int, in_date_context: bool, rules: RuleSet) -> DateMatch | None:
    """Read ``été 1936``, ``hiver 1954-1955`` (the year it begins in), ``printemps et été 2010``.

    One without a year (``à l'automne``) is open, and a date only where the text states its year.
    """
    match = _SEASON.match(text, start)
    if not match or rules.holds("dates.unit", text, start, match.end()):
        return None
    stated = match["winter"] or match["year"]
    if not stated and (
        match["first"]
        or _DEICTIC.match(text, match.end())
        or not (in_date_context or _SEASON_LICENCE.search(false_positives.before(text, start)))
    ):
        return None
    if text[start : start + 3].lower() == "été" and rules.holds(
        "dates.participle", text, start, start + 3
    ):
        return None
    known = stated.lstrip("'’") if stated else None
    known = f"XX{known}" if known and len(known) == 2 else known
    value = values.month(known, words.SEASONS[match["season"].lower()])
    if not match["first"]:
        return DateMatch(start, match.end(), "season", value, "SEASON")
    first = values.month(known, words.SEASONS[match["first"].lower()])
    return DateMatch(start, match.end(), "seasons", values.interval(first, value), "INTERVAL")


def read_part_of_year(text: str, start: int, _licensed: bool, rules: RuleSet) -> DateMatch | None:
    """Read ``premier trimestre 2010``, ``2e semestre 2011``."""
    match = _PART.match(text, start)
    if not match:
        return None
    half = match["half"] is not None
    rank = match["rank"].lower()
    last = 2 if half else 4
    number = int(rank[0]) if rank[0].isdigit() else words.ORDINALS.get(rank, last)
    if number > last:
        return None
    code = (values.FIRST_HALF if half else values.FIRST_QUARTER) + number - 1
    timex = "HALF" if half else "QUARTER"
    return DateMatch(start, match.end(), timex.lower(), values.month(match["year"], code), timex)


def read_republican_month(
    text: str, start: int, _licensed: bool, rules: RuleSet
) -> DateMatch | None:
    """Read ``brumaire an VIII``."""
    match = _REPUBLICAN.match(text, start)
    if not match:
        return None
    of_month = words.REPUBLICAN_MONTHS[match["month"].lower()]
    value = republican.month(roman(match["year"]), of_month)
    return DateMatch(start, match.end(), "republican_month", value, "INTERVAL") if value else None


def _proverbial(match: re.Match[str], number: int) -> str | None:
    known = words.PROVERBIAL_MONTHS.get((month_number(match["month"]), number))
    return known[:4] if known else None


def _is_name(text: str, start: int, written: str, rules: RuleSet) -> bool:
    name = written.rstrip(".")
    return (
        name.lower() in words.MONTHS_AS_NAMES
        and name.istitle()
        and rules.holds("dates.surname", text, start, start + len(name))
    )
