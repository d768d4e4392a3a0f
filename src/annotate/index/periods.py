"""Names of decades and centuries, from their values."""

from __future__ import annotations

import re

_DECADE = re.compile(r"(\d{3})X")
_CENTURY = re.compile(r"(\d\d)XX")
_ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def period_name(value: str) -> str:
    """Return the French name of a decade or a century of our era, ``""`` for another value.

    Parameters
    ----------
    value : str
        A value in EDTF.

    Examples
    --------
    >>> period_name("18XX"), period_name("00XX"), period_name("199X"), period_name("1990")
    ('XIXe siècle', 'Ier siècle', 'années 1990', '')
    """
    if decade := _DECADE.fullmatch(value):
        return f"années {decade[1]}0"
    century = _CENTURY.fullmatch(value)
    if century is None:
        return ""
    number = int(century[1]) + 1
    return f"{_roman(number)}{'er' if number == 1 else 'e'} siècle"


def _roman(number: int) -> str:
    found = ""
    for worth, signs in _ROMAN:
        found += signs * (number // worth)
        number %= worth
    return found
