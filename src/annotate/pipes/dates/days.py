"""Readers of days: in words, in figures, several of one month, from one to another."""

from __future__ import annotations

import re

from annotate.pipes.dates import false_positives, republican, values, words
from annotate.pipes.dates.match import DateMatch, false_positive
from annotate.pipes.dates.months import month_number, roman, year_after
from annotate.pipes.dates.patterns import (
    APOSTROPHE,
    DASH,
    DAY,
    END,
    GAP,
    LATE_YEAR,
    MAYBE_GAP,
    MONTH,
    OF_YEAR,
    REPUBLICAN_MONTH,
    ROMAN_YEAR,
    SHORT_YEAR,
    WEEKDAY,
    compiled,
    of_class,
)
from annotate.rules.matching import RuleSet

_THE = rf"(?:{GAP}le)?(?:{GAP}{WEEKDAY})?"
_TO = rf"(?:{GAP}{of_class('UNTIL_DAY')}{_THE}{GAP}|{DASH})"
_LIST = (
    rf"(?:(?:{DAY},{MAYBE_GAP}(?:{WEEKDAY}{GAP})?){{0,5}}{DAY}(?:{_TO}|{GAP}(?:et|ou){_THE}{GAP}))?"
)
_YEAR = rf"(?:{GAP}{OF_YEAR}(?P<year>{LATE_YEAR}|{SHORT_YEAR}))?"

_DAYS = compiled(rf"(?P<list>{_LIST})(?P<day>{DAY}){GAP}(?P<month>{MONTH}){_YEAR}")
_SPAN = compiled(
    rf"(?P<day1>{DAY}){GAP}(?P<month1>{MONTH})"
    rf"(?:{GAP}(?P<year1>{LATE_YEAR})|(?:,{GAP}{DAY}(?:{GAP}{MONTH})?){{1,4}})?"
    rf"(?:{_TO}|(?P<and>{GAP}et{GAP}))(?P<day>{DAY}){GAP}(?P<month>{MONTH}){_YEAR}"
)
_REPUBLICAN = compiled(
    rf"(?P<day>{DAY})(?:e{END})?{GAP}(?P<month>{REPUBLICAN_MONTH}|jour{GAP}complémentaire)"
    rf"(?:,?{GAP}(?:de{GAP})?(?:l{APOSTROPHE})?an{GAP}(?P<year>{ROMAN_YEAR}|[0-9]{{1,2}}{END}))?"
)
_IN_FIGURES = (
    r"(?P<day>[0-3]?[0-9])(?P<mark>[/.-])(?P<month>[01]?[0-9])(?P=mark)"
    r"(?P<year>[12][0-9]{3}|[0-9]{2})(?![\w]|[/.-][0-9])"
)
_FIGURES = re.compile(_IN_FIGURES)
_AS_FAR_AS = rf"{GAP}{of_class('UNTIL_DAY')}{GAP}"
#: ``2.09.1942-1.04.1944``, ``12-14/03/1998``, ``du 12.03 au 14.04.98``: the last day lends the
#: first what it lacks.
_FIGURES_SPAN = re.compile(
    rf"(?P<day1>[0-3]?[0-9])(?:(?P<mark1>[/.])(?P<month1>[01]?[0-9])"
    rf"(?:(?P=mark1)(?P<year1>[12][0-9]{{3}}|[0-9]{{2}}))?(?:{DASH}|{_AS_FAR_AS})"
    rf"|\.?(?:[-‐‑–]|{_AS_FAR_AS})){_IN_FIGURES}"
)
_ISO = re.compile(
    r"(?P<year>[12][0-9]{3})-(?P<month>[01][0-9])-(?P<day>[0-3][0-9])(?:(?=T[0-9]{2}:)|(?![\w-]))"
)
_SHARED = re.compile(rf"\b(?:[LlDdCc]es|[Aa]ux){GAP}\Z")
_FIRST_NUMBER = re.compile(r"1(?![0-9])|premier|[0-9]{1,2}", re.IGNORECASE)


def day_number(written: str) -> int:
    """Return the number of a day as it is written (``1er``, ``premier``, ``21``)."""
    match = _FIRST_NUMBER.match(written)
    return int(match[0]) if match and match[0].isdigit() else 1


def read_days(text: str, start: int, _licensed: bool, rules: RuleSet) -> DateMatch | None:
    """Read ``30 juin 2012``, ``3 et 5 juin 2012``, ``12 au 14 juillet``, ``12 juin``."""
    match = _DAYS.match(text, start)
    if not match or _bare_abbreviation(match):
        return None
    known, end = year_after(text, match, rules)
    of_month = month_number(match["month"])
    value = values.day(known, of_month, day_number(match["day"]))
    if value is None or rules.holds("dates.glued", text, start, start + 1):
        return None
    if rules.holds("dates.street", text, start, end):
        return false_positive(start, end)
    if not match["list"]:
        return DateMatch(start, end, "day", value)
    first = values.day(known, of_month, day_number(match["list"]))
    if first is None or first >= value:
        return None
    return DateMatch(start, end, "days", values.interval(first, value), "INTERVAL")


def read_day_span(text: str, start: int, _licensed: bool, rules: RuleSet) -> DateMatch | None:
    """Read ``25 décembre au 3 janvier 2013``, where the second day may lend its year.

    Days that ``et`` joins are one interval where they share their article (``les 30 juin et 1er
    juillet``); ``le 30 juin et le 1er juillet`` are two dates.
    """
    match = _SPAN.match(text, start)
    if not match or (match["and"] and not _SHARED.search(false_positives.before(text, start))):
        return None
    known, end = year_after(text, match, rules)
    first_month, last_month = month_number(match["month1"]), month_number(match["month"])
    first_year = match["year1"] or known
    if not match["year1"] and known and known.isdigit() and first_month > last_month:
        first_year = values.year(int(known) - 1)
    first = values.day(first_year, first_month, day_number(match["day1"]))
    last = values.day(known, last_month, day_number(match["day"]))
    if first is None or last is None or first >= last:
        return None
    return DateMatch(start, end, "day_span", values.interval(first, last), "INTERVAL")


def read_republican_day(text: str, start: int, _licensed: bool, rules: RuleSet) -> DateMatch | None:
    """Read ``14 vendémiaire an II``; without a year only the days that are names of events."""
    match = _REPUBLICAN.match(text, start)
    if not match:
        return None
    number = day_number(match["day"])
    of_month = words.REPUBLICAN_MONTHS.get(match["month"].lower(), republican.COMPLEMENTARY)
    if match["year"]:
        value = republican.day(roman(match["year"]), of_month, number)
        return DateMatch(start, match.end(), "republican_day", value) if value else None
    if of_month == republican.COMPLEMENTARY:
        return None
    known = words.PROVERBIAL_REPUBLICAN.get((number, of_month))
    value = republican.day(known, of_month, number) if known else None
    return DateMatch(start, match.end("month"), "republican_day", value)


def read_day_in_figures(text: str, start: int, _licensed: bool, rules: RuleSet) -> DateMatch | None:
    """Read ``12/03/1998``, ``12.03.98`` (its century is open), ``2012-06-30``, two of them."""
    span = _FIGURES_SPAN.match(text, start)
    match = span or _ISO.match(text, start) or _FIGURES.match(text, start)
    if not match or rules.holds("dates.glued.left", text, start, start):
        return None
    if rules.holds("dates.numbered", text, start, match.end()):
        return false_positive(start, match.end())
    known = _year_in_figures(match["year"])
    value = values.day(known, int(match["month"]), int(match["day"]))
    if not value:
        return None
    if not span:
        return DateMatch(start, match.end(), "figures", value)
    first = values.day(
        _year_in_figures(span["year1"] or span["year"]),
        int(span["month1"] or span["month"]),
        int(span["day1"]),
    )
    if not first or first >= value:
        return None
    return DateMatch(start, match.end(), "figures", values.interval(first, value), "INTERVAL")


def _year_in_figures(written: str) -> str:
    return written if len(written) == 4 else f"XX{written}"


def _bare_abbreviation(match: re.Match[str]) -> bool:
    # ``sept`` is seven as often as September: it wants its full stop or a year.
    return match["month"].lower() == "sept" and not match["year"]
