"""Counts in words, the same for every verb."""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """Return a number with its noun in the singular or the plural.

    Examples
    --------
    >>> counted(1, "form"), counted(2, "form")
    ('1 form', '2 forms')
    """
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def duration(seconds: float) -> str:
    """Return a time that something takes, as exactly as one wants to know it.

    Examples
    --------
    >>> duration(53.2), duration(754), duration(4 * 3600 + 300)
    ('53 s', '13 min', '4 h 05 min')
    """
    if seconds < 300:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h {minutes % 60:02} min"
