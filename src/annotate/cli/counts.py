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
