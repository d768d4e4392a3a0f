"""EDTF values (ISO 8601-2) out of numbers: years, months, days, seasons, decades, intervals.

Years are astronomical, as ISO 8601 has them: the year before 0001 is 0000, so 52 BC is ``-0051``.
Nothing here reads text.
"""

from __future__ import annotations

import re

#: Sub-year groupings of ISO 8601-2 (EDTF level 2): seasons, quarters, halves.
SPRING, SUMMER, AUTUMN, WINTER = 21, 22, 23, 24
FIRST_QUARTER = 33
FIRST_HALF = 40

_MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_PART = re.compile(r"(-?)([0-9X]{4})(?:-([0-9X]{2}))?(?:-([0-9X]{2}))?[~%?]?\Z")
_FAR = re.compile(r"Y(-?[0-9]{5,9})[~%?]?\Z")


def year(number: int) -> str:
    """Return the EDTF of an astronomical year.

    Examples
    --------
    >>> year(800), year(-51), year(-11999)
    ('0800', '-0051', 'Y-11999')
    """
    if abs(number) > 9999:
        return f"Y{number}"
    return f"-{-number:04d}" if number < 0 else f"{number:04d}"


def year_before_christ(number: int) -> str:
    """Return the EDTF of a year counted backwards from our era.

    Examples
    --------
    >>> year_before_christ(52), year_before_christ(1)
    ('-0051', '0000')
    """
    return year(1 - number)


def decade(first: int) -> str:
    """Return the EDTF of the ten years that begin with `first`.

    Examples
    --------
    >>> decade(1970)
    '197X'
    """
    return f"{first // 10:03d}X"


def century(ordinal: int, *, before_christ: bool = False) -> str:
    """Return the EDTF of a century by its ordinal number, as written with hundreds.

    The XIXth is ``18XX``: like everybody, EDTF takes the years 1800 to 1899 for it.

    Examples
    --------
    >>> century(19), century(2), century(3, before_christ=True)
    ('18XX', '01XX', '-02XX')
    """
    return f"{'-' if before_christ else ''}{ordinal - 1:02d}XX"


def millennium(ordinal: int, *, before_christ: bool = False) -> str:
    """Return the EDTF of a millennium by its ordinal number.

    Examples
    --------
    >>> millennium(2), millennium(3, before_christ=True)
    ('1XXX', '-2XXX')
    """
    return f"{'-' if before_christ else ''}{ordinal - 1}XXX"


def month(of_year: str | None, number: int) -> str:
    """Return the EDTF of a month, or of a season, quarter or half by its ISO 8601-2 code.

    Examples
    --------
    >>> month("1968", 5), month(None, 6), month("1936", SUMMER)
    ('1968-05', 'XXXX-06', '1936-22')
    """
    return f"{of_year or 'XXXX'}-{number:02d}"


def day(of_year: str | None, of_month: int, number: int) -> str | None:
    """Return the EDTF of a day, or None when the calendar has no such day.

    Examples
    --------
    >>> day("2012", 6, 30), day(None, 6, 12), day("2011", 2, 29)
    ('2012-06-30', 'XXXX-06-12', None)
    """
    if not 1 <= of_month <= 12:
        return None
    # A year that is not known in full might be a leap year: 2000 stands for it.
    known = int(of_year) if of_year and of_year.isdigit() else 2000
    if not 1 <= number <= _days(known, of_month):
        return None
    return f"{month(of_year, of_month)}-{number:02d}"


def interval(first: str, last: str) -> str:
    """Return the EDTF of the time from `first` to `last`, both included.

    Examples
    --------
    >>> interval("196X", "197X")
    '196X/197X'
    """
    return first if first == last else f"{first}/{last}"


def approximate(value: str) -> str:
    """Mark a value, or both ends of an interval, as approximate.

    Examples
    --------
    >>> approximate("1850"), approximate("1850/1860")
    ('1850~', '1850~/1860~')
    """
    return "/".join(f"{part.rstrip('~')}~" for part in value.split("/"))


def earliest(value: str) -> tuple[int, int, int] | None:
    """Return the first day that a value may mean, as year, month and day; None when it is open.

    Examples
    --------
    >>> earliest("197X"), earliest("1906-03"), earliest("-02XX"), earliest("XXXX-06")
    ((1970, 0, 0), (1906, 3, 0), (-299, 0, 0), None)
    """
    if far := _FAR.match(value):
        return int(far[1]), 0, 0
    part = _PART.match(value)
    if not part or part[2].startswith("X"):
        return None
    sign, digits, of_month, of_day = part.groups()
    number = -int(digits.replace("X", "9")) if sign else int(digits.replace("X", "0"))
    return number, _number(of_month), _number(of_day)


def ordered(first: str, last: str) -> bool:
    """Return whether `first` begins before `last`; false when one of them is open.

    Examples
    --------
    >>> ordered("1914", "1918"), ordered("2000", "1208"), ordered("XXXX-03", "XXXX-06")
    (True, False, False)
    """
    one, other = earliest(first), earliest(last)
    return one is not None and other is not None and one < other


def year_of(value: str | None) -> str | None:
    """Return the one full year that a value lies in, or None.

    Examples
    --------
    >>> year_of("2012-06-30"), year_of("2012-06-03/2012-06-05"), year_of("197X"), year_of(None)
    ('2012', '2012', None, None)
    """
    if value is None:
        return None
    years = {part[:4] for part in value.split("/")}
    only = years.pop()
    return only if not years and only.isdigit() else None


def fill_year(value: str, known: str) -> str | None:
    """Replace the open year of a value by a known one, in whole or for its century.

    Of two figures, the year nearest to the known one is meant: beside 2012, ``98`` is 1998.

    Returns None when the calendar has no such day (29 February).

    Examples
    --------
    >>> fill_year("XXXX-06-12", "2012"), fill_year("XX98-05", "2012")
    ('2012-06-12', '1998-05')
    >>> fill_year("XXXX-02-29", "2011") is None
    True
    """
    parts = []
    for part in value.split("/"):
        filled = part.replace("XXXX", known, 1) if part.startswith("XXXX") else part
        if filled.startswith("XX"):
            filled = _nearest(int(filled[2:4]), int(known)) + filled[4:]
        numbers = [int(number) for number in filled.rstrip("~").split("-")]
        if len(numbers) == 3 and numbers[2] > _days(numbers[0], numbers[1]):
            return None
        parts.append(filled)
    return interval(parts[0], parts[-1])


def _nearest(short: int, known: int) -> str:
    same = known // 100 * 100 + short
    return year(min((same - 100, same, same + 100), key=lambda number: abs(number - known)))


def _days(of_year: int, of_month: int) -> int:
    # Written out because the `datetime` module knows no year 0 and none before.
    leap = of_year % 4 == 0 and (of_year % 100 != 0 or of_year % 400 == 0)
    return 29 if leap and of_month == 2 else _MONTH_LENGTHS[of_month - 1]


def _number(digits: str | None) -> int:
    return int(digits.replace("X", "0")) if digits else 0
