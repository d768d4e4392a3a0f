"""What is no date: quantities, telephone numbers, web addresses.

What is around a number that a reader is about to take for a year (units, pages, roads, streets) is
rows of ``dates.tsv``. Here is what reads something that is not a date (``7 500``), so that the
scanner steps over it as a whole.
"""

from __future__ import annotations

import re

from annotate.french.demonyms import Inflection, is_demonym
from annotate.pipes.dates.match import DateMatch, false_positive
from annotate.pipes.dates.patterns import DASH, GAP
from annotate.rules.matching import RuleSet

#: How far back a reader looks, in code points.
WINDOW = 32

_WORD = re.compile(rf"{GAP}([^\W\d_]{{3,25}})(?![\w’'])")
_NUMBER = r"[0-9]{1,6}(?:[^\S\n][0-9]{3}(?![0-9])|[.,][0-9]{1,3}){0,3}"
_DECOYS = [
    re.compile(pattern)
    for pattern in (
        r"[0-9]{1,3}(?:[^\S\n][0-9]{3}){1,4}(?![0-9])",
        r"[0-9]{1,3}(?:[.,][0-9]{1,9}){1,5}(?![0-9/])",
        r"0[0-9](?:[ .\u00a0\u202f-][0-9]{2}){4}(?![0-9])",
        r"[0-9]{1,4}(?![a-e][,;:)])[A-Za-zÀ-ÿ_]\w{0,40}",
    )
]
_AMOUNT_RANGE = re.compile(
    rf"{_NUMBER}(?:{GAP}(?P<word>à|ou|voire|et){GAP}|{DASH})(?P<last>{_NUMBER})"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{0,500}")


def before(text: str, start: int) -> str:
    """Return the few code points before `start`, for the rules that look back."""
    return text[max(0, start - WINDOW) : start]


def quantity_follows(rules: RuleSet, text: str, end: int) -> bool:
    """Return whether what is counted is after a number: a unit, a plural, inhabitants."""
    if any(rules.holds(f"dates.{what}", text, end, end) for what in ("unit", "quantity")):
        return True
    word = _WORD.match(text, end)
    return bool(word and word[1][0].isupper() and is_demonym(word[1], Inflection.PLURAL))


def read_false_positive(text: str, start: int, _licensed: bool, rules: RuleSet) -> DateMatch | None:
    """Read a number that is no date whatever is around it."""
    for decoy in _DECOYS:
        if match := decoy.match(text, start):
            return false_positive(start, match.end())
    amounts = _AMOUNT_RANGE.match(text, start)
    if not amounts or not quantity_follows(rules, text, amounts.end()):
        return None
    # ``en 1996 et 300 salariés`` is a year and a quantity.
    coordinated = amounts["word"] == "et" and not rules.holds(
        "dates.between", text, start, amounts.end()
    )
    return None if coordinated else false_positive(start, amounts.end())


def read_address(text: str, start: int, _licensed: bool, _rules: RuleSet) -> DateMatch | None:
    """Read a web address, whose figures are no dates."""
    match = _ADDRESS.match(text, start)
    return false_positive(start, match.end()) if match else None
