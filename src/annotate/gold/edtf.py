"""A quick check of EDTF values (ISO 8601-2).

The grammar is the part of the standard that the annotation guide uses: years, months, days,
sub-year groupings, unspecified digits, uncertain and approximate values, intervals. It is much
faster than a parser (the ``edtf`` package reads some forty values a second).
"""

from __future__ import annotations

import re

_PART = re.compile(
    r"(?P<year>Y-?[1-9]\d{4,8}|-?(?:\d{4}|\d{3}X|\d\dXX|\dXXX|XXXX|XX\d\d|XX\dX))"
    r"(?:-(?P<month>\d\d|XX))?(?:-(?P<day>\d\d|XX))?[~?%]?"
)
_OPEN = ("", "..")
_LENGTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_GROUPINGS = range(21, 42)


def fault_in(value: str) -> str | None:
    """Return what is wrong with an EDTF value, or None.

    Examples
    --------
    >>> [fault_in(value) for value in ("1990-12-21", "197X", "1996/2003", "1850~", "1936-22")]
    [None, None, None, None, None]
    >>> fault_in("1990-13"), fault_in("2011-02-29"), fault_in("2003/1996")
    ('there is no month 13', 'February 2011 has no day 29', 'the interval ends before it begins')
    >>> fault_in("21/12/1990")
    '21/12/1990 is not an EDTF value (write 1990-12-21, 1994, 197X, 18XX, 1996/2003 or 1850~)'
    """
    parts = value.split("/")
    if len(parts) > 2:
        return _no_value(value)
    if len(parts) == 2 and all(part in _OPEN for part in parts):
        return "an interval has at least one end"
    for part in parts:
        fault = None if len(parts) == 2 and part in _OPEN else _fault_in_part(part)
        if fault:
            return fault
    if len(parts) == 2 and not any(part in _OPEN for part in parts) and _reversed(*parts):
        return "the interval ends before it begins"
    return None


def _fault_in_part(part: str) -> str | None:
    match = _PART.fullmatch(part)
    if not match:
        return _no_value(part)
    month, day = match["month"], match["day"]
    if month is None or month == "XX":
        return None
    number = int(month)
    if not 1 <= number <= 12:
        if number not in _GROUPINGS:
            return f"there is no month {month}"
        return f"{month} is a season or a part of the year and has no day" if day else None
    if day is None or day == "XX":
        return None
    if not 1 <= int(day) <= _days(match["year"], number):
        return f"{_month_name(number)} {match['year']} has no day {int(day)}"
    return None


def _days(year: str, month: int) -> int:
    if month != 2 or "X" in year:
        return _LENGTHS[month - 1]
    number = int(year.removeprefix("Y"))
    leap = number % 4 == 0 and (number % 100 != 0 or number % 400 == 0)
    return 29 if leap else 28


def _month_name(number: int) -> str:
    return (
        "January February March April May June July August September October November December"
    ).split()[number - 1]


def _no_value(value: str) -> str:
    value = value or "an empty text"
    return f"{value} is not an EDTF value (write 1990-12-21, 1994, 197X, 18XX, 1996/2003 or 1850~)"


def _reversed(first: str, last: str) -> bool:
    """Return whether an interval ends before it can begin."""
    one, other = _PART.fullmatch(first), _PART.fullmatch(last)
    if one is None or other is None:
        return False
    begins, ends = _years(one["year"])[0], _years(other["year"])[-1]
    if begins != ends or "X" in one["year"] + other["year"]:
        return ends < begins
    # Within one year only months and days that both have can be compared; 21 and above are seasons.
    for name in ("month", "day"):
        low, high = one[name] or "XX", other[name] or "XX"
        if "XX" in (low, high):
            return False
        if name == "month" and (int(low) > 12) != (int(high) > 12):
            return False
        if low != high:
            return int(high) < int(low)
    return False


def _years(year: str) -> list[int]:
    """Return the earliest and the latest year that a year may mean."""
    return sorted(int(year.removeprefix("Y").replace("X", digit)) for digit in "09")


def years_of(value: str) -> tuple[int, int] | None:
    """Return the first and the last year that an EDTF value may mean; None if it is no value, or
    of any year. An interval that is open at one end counts for the year of the other.

    Examples
    --------
    >>> years_of("1990-12-21"), years_of("197X"), years_of("18XX"), years_of("1996/2003")
    ((1990, 1990), (1970, 1979), (1800, 1899), (1996, 2003))
    >>> years_of("../1914"), years_of("XXXX-07-14"), years_of("hier")
    ((1914, 1914), None, None)
    """
    found = [_PART.fullmatch(part) for part in value.split("/") if part not in _OPEN]
    years = [
        year
        for match in found
        if match and match["year"] != "XXXX"
        for year in _years(match["year"])
    ]
    if not years or None in found:
        return None
    return min(years), max(years)
