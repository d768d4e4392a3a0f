"""Years in words: ``mil neuf cent quatorze``, ``deux mille dix``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from annotate.french.classes import prefix_tree, shipped_classes
from annotate.pipes.dates.patterns import END, GAP

_SIMPLE = shipped_classes().numbered("NUMBER")
_SMALL = {number: name for name, number in _SIMPLE.items() if number < 20}
_TENS = {number: name for name, number in _SIMPLE.items() if number >= 20}


def _below_hundred() -> dict[str, int]:
    names = {name: number for number, name in _SMALL.items()}
    for base, ten in _TENS.items():
        names[ten] = base
        last = 20 if base == 60 else 10
        for number in range(1, last):
            joint = "-et-" if number in (1, 11) else "-"
            names[f"{ten}{joint}{_SMALL[number]}"] = base + number
    names["quatre-vingts"] = 80
    for number in range(1, 20):
        names[f"quatre-vingt-{_SMALL[number]}"] = 80 + number
    return names


#: The numbers from 1 to 99 by their name, with hyphens.
BELOW_HUNDRED = _below_hundred()
_JOINT = rf"(?:{GAP}|-)"


def alternatives(names: Iterable[str]) -> str:
    """Return a pattern of the longest of some names of numbers, with free joints."""
    return prefix_tree((name.replace("-", " ") for name in names), blank=_JOINT)


def number(written: str) -> int:
    """Return a number below a hundred by its name.

    Examples
    --------
    >>> number("vingt et un"), number("Quarante-huit")
    (21, 48)
    """
    return BELOW_HUNDRED["-".join(re.split(r"[\s-]+", written.lower()))]


_REST = alternatives(BELOW_HUNDRED)
_HUNDREDS = "|".join(_SMALL[number] for number in range(2, 10))
YEAR_IN_WORDS = (
    rf"(?P<thousands>deux{GAP}mille|mil(?:le)?)"
    rf"(?:{_JOINT}(?:(?P<hundreds>{_HUNDREDS}){_JOINT})?(?P<hundred>cents?))?"
    rf"(?:{_JOINT}(?:et{_JOINT})?(?P<rest>{_REST}))?{END}"
)
_PATTERN = re.compile(YEAR_IN_WORDS, re.IGNORECASE)


def match_year(text: str, start: int) -> tuple[int, int] | None:
    """Return the year in words that is at `start`, and where it ends; None if there is none.

    Examples
    --------
    >>> match_year("mil neuf cent quatre-vingt-dix-neuf", 0), match_year("deux mille", 0)
    ((1999, 35), (2000, 10))
    """
    match = _PATTERN.match(text, start)
    if not match:
        return None
    year = 2000 if match["thousands"].lower().startswith("deux") else 1000
    if match["hundred"]:
        year += 100 * (_SIMPLE[match["hundreds"].lower()] if match["hundreds"] else 1)
    if match["rest"]:
        year += number(match["rest"])
    return year, match.end()
