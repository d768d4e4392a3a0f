"""The French Republican calendar (1792 to 1805), by way of ``convertdate``."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from annotate.pipes.dates import values

#: The calendar was in force from year I to 10 nivôse of year XIV.
LAST_YEAR = 14
#: The five or six days after fructidor, the thirteenth "month" of ``convertdate``.
COMPLEMENTARY = 13


def day(of_year: int, of_month: int, number: int) -> str | None:
    """Return the Gregorian day of a Republican one, in EDTF; None when there is no such day.

    Examples
    --------
    >>> day(2, 1, 14)
    '1793-10-05'
    >>> day(2, 1, 31) is None
    True
    """
    length = 30 if of_month < COMPLEMENTARY else _complementary_days(of_year)
    if not (1 <= of_year <= LAST_YEAR and 1 <= of_month <= COMPLEMENTARY and 1 <= number <= length):
        return None
    return _gregorian(of_year, of_month, number)


def month(of_year: int, of_month: int) -> str | None:
    """Return a Republican month as an EDTF interval of Gregorian days.

    Examples
    --------
    >>> month(8, 2)
    '1799-10-23/1799-11-21'
    """
    first, last = day(of_year, of_month, 1), day(of_year, of_month, 30)
    return values.interval(first, last) if first and last else None


def year(number: int) -> str | None:
    """Return a Republican year as an EDTF interval of Gregorian days.

    Examples
    --------
    >>> year(2)
    '1793-09-22/1794-09-21'
    """
    if not 1 <= number <= LAST_YEAR:
        return None
    last = _gregorian(number, COMPLEMENTARY, _complementary_days(number))
    return values.interval(_gregorian(number, 1, 1), last)


def _complementary_days(of_year: int) -> int:
    # Years III, VII and XI had a sixth complementary day.
    return 6 if of_year in (3, 7, 11) else 5


def _gregorian(of_year: int, of_month: int, number: int) -> str:
    day_of_year = 30 * (of_month - 1) + number - 1
    return (_new_year(of_year) + timedelta(days=day_of_year)).isoformat()


@cache
def _new_year(of_year: int) -> date:
    """Return the first day of a year, which takes as long as reading a page: it is an equinox."""
    # Imported late: most texts have no such date.
    from convertdate import french_republican

    return date(*french_republican.to_gregorian(of_year, 1, 1))
