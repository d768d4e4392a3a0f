"""The search for dates in a text: scan, join, approximate, resolve.

1. *Scan*: one cheap pattern finds where a date could begin; there, the readers of the forms that
   begin so are tried in their order, and the first that reads something decides. Some read what
   is no date, and it is stepped over.
2. *Join* two neighbouring dates that a connector makes an interval.
3. Mark what ``vers`` makes *approximate*.
4. *Resolve* the year of incomplete dates where the text states it, and find the days alone whose
   month it has just said.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from annotate.document.candidates import Candidate
from annotate.pipes.base import shipped_rules
from annotate.pipes.dates import false_positives, values, words
from annotate.pipes.dates.centuries import read_bare_century, read_centuries
from annotate.pipes.dates.days import (
    read_day_in_figures,
    read_day_span,
    read_days,
    read_republican_day,
)
from annotate.pipes.dates.decades import read_decades, read_decades_in_words
from annotate.pipes.dates.inherited import LONGEST_CONNECTOR, days_that_follow, with_years
from annotate.pipes.dates.match import DateMatch, Reader
from annotate.pipes.dates.months import (
    read_month,
    read_month_of,
    read_months,
    read_part_of_year,
    read_republican_month,
    read_season,
)
from annotate.pipes.dates.patterns import APOSTROPHE, DASH, GAP, WEEKDAY, compiled, of_class
from annotate.pipes.dates.prefilter import START, kind
from annotate.pipes.dates.years import (
    read_an,
    read_coordinated_year,
    read_negative_year,
    read_war,
    read_year,
    read_year_in_words,
    read_year_noun,
    read_year_of_era,
    read_year_of_republic,
    read_years,
)
from annotate.rules.matching import RuleSet

#: Where a date can begin, by kind. The order of the readers is their precedence.
_READERS: dict[str, tuple[Reader, ...]] = {
    "digit": (
        read_day_in_figures,
        read_day_span,
        read_days,
        read_republican_day,
        read_centuries,
        read_part_of_year,
        read_year_of_era,
        read_negative_year,
        false_positives.read_false_positive,
        read_years,
        read_war,
        read_year,
    ),
    "month": (read_months, read_month),
    "republican": (read_republican_month,),
    "season": (read_season,),
    "noun": (read_decades, read_decades_in_words, read_year_noun, read_an, read_month_of),
    "ordinal": (read_days, read_part_of_year, read_centuries),
    "roman": (read_centuries, read_bare_century, read_year_of_republic),
    "numeral": (read_year_in_words,),
    "address": (false_positives.read_address,),
}
_REST_OF_NUMBER = re.compile(r"[0-9]{1,1000}")
_MODIFIER = compiled(
    rf"(?:(?P<mi>mi)[-‐‑]|(?P<mod>{words.any_of(words.MODIFIERS)}){GAP}"
    rf"(?:de{GAP}l{APOSTROPHE}|(?:de{GAP}la|du|des|de){GAP}|d{APOSTROPHE})?)"
)
_WEEKDAY = compiled(rf"{WEEKDAY}{GAP}(?:le{GAP})?")

_CONNECTOR = re.compile(rf"{GAP}{of_class('UNTIL')}{GAP}(?:la{GAP}|l{APOSTROPHE})?|{DASH}")
_AND = re.compile(rf"{GAP}et{GAP}(?:(?:le|la|les){GAP}|l{APOSTROPHE})?")
_BETWEEN = re.compile(rf"\b[Ee]ntre{GAP}(?:(?:le|la|les){GAP}|l{APOSTROPHE})?\Z")
_APPROXIMATE = re.compile(
    rf"\b{of_class('APPROXIMATELY')}{GAP}(?:(?:la|le|les){GAP}|l{APOSTROPHE})?\Z",
    re.IGNORECASE,
)
#: What joins years, so that the second is one because the first is: ``en 1214 et 1216``.
_COORDINATED = re.compile(
    rf",?{GAP}(?:et|ou|puis|voire){GAP}(?:(?:en|à|de){GAP})?|,{GAP}(?:(?:en|à|de){GAP})?"
)


def find_dates(text: str, rules: RuleSet | None = None) -> list[Candidate]:
    r"""Find the dates of a French text and value them.

    Spans follow the annotation guide: a leading preposition or article is out; ``début``,
    ``milieu``, ``fin``, ``mi-`` are in and become the modifier; an interval is one span. Where
    the guide is silent:

    - ``vers 1850`` is the span ``1850``, since a leading preposition is out, with the value
      ``1850~`` and the modifier APPROX; ``courant 2013`` is ``2013`` for the same reason;
    - the weekday of a full day is in (``lundi 3 juin 2012``), and so are the nouns of ``an 800``,
      ``année 1999`` and ``mois de juin 2012``, as in TIMEX3 and as in ``années 1970``;
    - several dates that share a part are one interval (``3 et 5 juin``, ``XIXe et XXe siècles``);
    - a day that names a street (``rue du 8 mai 1945``) is no date.

    Parameters
    ----------
    text : str
        Any text; mended text is best, but a date may run over a line, and hold no-break spaces.
    rules : RuleSet, optional
        What is no date by what is around it; default the rules that ``annotate`` ships.

    Returns
    -------
    list of Candidate
        Sorted, not overlapping; offsets are code points of `text`, half-open. Each has the label
        ``DATE``, its rule (``rule:dates.<form>``), its EDTF value (ISO 8601-2; None for a
        Republican day without a year that is not proverbial), and the attributes ``timex``
        (``DATE`` for a day, ``MONTH``, ``SEASON``, ``QUARTER``, ``HALF``, ``YEAR``, ``DECADE``,
        ``CENTURY``, ``MILLENNIUM``, ``INTERVAL``) and, if there is one, ``mod``. There is no
        score: the rules either hold or do not.

    Notes
    -----
    Types and modifiers follow TIMEX3 (ISO-TimeML); that a missing year is taken from the date
    that precedes is the idea of HeidelTime (Strötgen and Gertz 2013). Years before our era are
    astronomical. The time is linear in the length of the text. No exception is raised for any
    text.

    Examples
    --------
    >>> for date in find_dates("Fermée le 21 décembre 1990, vendue au milieu des années 1990."):
    ...     print(date.start, date.end, date.value, dict(date.attributes))
    10 26 1990-12-21 {'timex': 'DATE'}
    38 60 199X {'timex': 'DECADE', 'mod': 'MID'}
    """
    readings = _joined(text, list(_scan(text, rules or shipped_rules("dates.tsv"))))
    readings = [_approximated(text, reading) for reading in readings]
    readings = days_that_follow(text, with_years(text, readings))
    return [_finding(reading) for reading in readings]


_BEFORE_DATE = compiled(rf"(?:(?:{of_class('BEFORE_YEAR')}|{of_class('ARTICLE')}){GAP}*)+")
"""What stands before a date and is none of it by the guide."""


def date_in(text: str, start: int, end: int) -> tuple[str | None, dict[str, Any]]:
    """Return the value and the attributes that the rules read in a span that somebody marked.

    Parameters
    ----------
    text : str
        Its text, where the year of an incomplete date may stand.
    start, end : int
        Code points of it, half-open.

    Examples
    --------
    >>> date_in("Le 21 décembre 1990, à Oignies.", 3, 19)
    ('1990-12-21', {'timex': 'DATE'})
    >>> date_in("Le 21 décembre 1990, à Oignies.", 0, 19)  # others count the article, too
    ('1990-12-21', {'timex': 'DATE'})
    """
    for found, shift in ((_dates_of(text), 0), (tuple(find_dates(text[start:end])), start)):
        low = bisect_left(found, start - shift, key=lambda one: one.start)
        inside = found[low : bisect_left(found, end - shift, key=lambda one: one.start)]
        if len(inside) == 1 and inside[0].end + shift == end:
            (one,) = inside
            before = text[start : one.start + shift]
            if not before or _BEFORE_DATE.fullmatch(before):
                return one.value, dict(one.attributes)
    return None, {}


@lru_cache(maxsize=1)
def _dates_of(text: str) -> tuple[Candidate, ...]:
    """Return the dates of a text, which is asked for with each span that somebody marked in it."""
    return tuple(find_dates(text))


def _scan(text: str, rules: RuleSet) -> Iterator[DateMatch]:
    position, last = 0, None
    while match := START.search(text, position):
        reading = _read_coordinated(text, match, last, rules) or _read(text, match, rules)
        if reading is None:
            position = _after(text, match)
            continue
        if reading.is_date:
            yield reading
            last = reading
        position = max(reading.end, match.end())


def _after(text: str, match: re.Match[str]) -> int:
    # No date begins in the middle of a number.
    rest = _REST_OF_NUMBER.match(text, match.start()) if match[0].isdigit() else None
    return rest.end() if rest else match.end()


def _read(text: str, match: re.Match[str], rules: RuleSet) -> DateMatch | None:
    start, found = match.start(), kind(match)
    if found == "modifier":
        return _read_modified(text, start, rules) or _read_as(text, "ordinal", start, False, rules)
    if found == "weekday":
        return _read_weekday(text, start, rules)
    return _read_as(text, found, start, False, rules)


def _read_coordinated(
    text: str, match: re.Match[str], last: DateMatch | None, rules: RuleSet
) -> DateMatch | None:
    """Read a year that another year before it makes one: ``en 1214, 1216 et 1302``."""
    if last is None or last.form != "year" or kind(match) != "digit":
        return None
    if not _COORDINATED.fullmatch(text, last.end, match.start()):
        return None
    return read_coordinated_year(text, match.start(), last.value, rules)


def _read_as(
    text: str, found: str, start: int, in_date_context: bool, rules: RuleSet
) -> DateMatch | None:
    for reader in _READERS.get(found, ()):
        if reading := reader(text, start, in_date_context, rules):
            return reading
    return None


def _read_modified(text: str, start: int, rules: RuleSet) -> DateMatch | None:
    modifier = _MODIFIER.match(text, start)
    inner_start = START.match(text, modifier.end()) if modifier else None
    if not modifier or not inner_start:
        return None
    inner = _read_as(text, kind(inner_start), modifier.end(), True, rules)
    if inner is None or not inner.is_date or inner.start != modifier.end():
        return None
    word = re.sub(r"\s", " ", (modifier["mi"] or modifier["mod"]).lower())
    return inner.change(start=start, mod=words.MODIFIERS[word])


def _read_weekday(text: str, start: int, rules: RuleSet) -> DateMatch | None:
    match = _WEEKDAY.match(text, start)
    if not match:
        return None
    for reader in (read_day_in_figures, read_day_span, read_days):
        reading = reader(text, match.end(), True, rules)
        if reading and reading.is_date:
            return reading.change(start=start)
    return None


def _joined(text: str, readings: list[DateMatch]) -> list[DateMatch]:
    joined: list[DateMatch] = []
    for reading in readings:
        if joined and (pair := _interval(text, joined[-1], reading)):
            joined[-1] = pair
        else:
            joined.append(reading)
    return joined


def _interval(text: str, first: DateMatch, last: DateMatch) -> DateMatch | None:
    if last.start - first.end > LONGEST_CONNECTOR or first.value is None or last.value is None:
        return None
    if "/" in first.value + last.value or not (
        values.ordered(first.value, last.value)
        # ``printemps 1982 à la fin des années 1980``: the end of the second is what counts.
        or (last.mod == "END" and values.ordered(first.value, last.value.replace("X", "9")))
    ):
        return None
    between = text[first.end : last.start]
    if _AND.fullmatch(between):
        if not _BETWEEN.search(false_positives.before(text, first.start)):
            return None
    elif not _CONNECTOR.fullmatch(between):
        return None
    value = values.interval(first.value, last.value)
    return DateMatch(first.start, last.end, "interval", value, "INTERVAL")


def _approximated(text: str, reading: DateMatch) -> DateMatch:
    if reading.value is None or not _APPROXIMATE.search(
        false_positives.before(text, reading.start)
    ):
        return reading
    return reading.change(value=values.approximate(reading.value), mod=reading.mod or "APPROX")


def _finding(reading: DateMatch) -> Candidate:
    attributes = {"timex": reading.timex}
    if reading.mod:
        attributes["mod"] = reading.mod
    return Candidate(
        reading.start,
        reading.end,
        "DATE",
        f"rule:dates.{reading.form}",
        value=reading.value,
        attributes=attributes,
    )
