"""Where a date can begin: one cheap pattern over the whole text, and the kind of each hit.

Most of the time of the search for dates is spent here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from annotate.french.classes import prefix_tree, shipped_classes
from annotate.pipes.dates import words

_CLASSES = shipped_classes()
_FIRST_WORDS: dict[str, Iterable[str]] = {
    "ordinal": words.ORDINALS,
    "month": words.MONTHS,
    "republican": words.REPUBLICAN_MONTHS,
    "season": words.SEASONS,
    "weekday": (*words.WEEKDAYS, *words.SHORT_WEEKDAYS),
    "modifier": words.MODIFIERS,
    "noun": (*_CLASSES["YEAR_NOUN"], *_CLASSES["DECADE_NOUN"], "mois"),
    "numeral": ("mil",),
}
_KINDS = {word: kind for kind, first in _FIRST_WORDS.items() for word in first}


def _cased(listed: Iterable[str]) -> list[str]:
    # Ignoring case in the pattern would double its time; mixed case is no use here.
    return [form for word in listed for form in (word, word.capitalize(), word.upper())]


_WORD = prefix_tree(_cased(_KINDS), blank=r"\s")
#: Matches the beginning of a possible date: the first figure, or the first word.
START = re.compile(
    r"(?<!\w)(?:[0-9]|[IVX]{1,6}(?=[^\W\d_]|[\s°ºᵉ])|https?://|www\."
    rf"|{_WORD}(?!\w))"
)


def kind(match: re.Match[str]) -> str:
    """Return what kind of beginning a hit of :data:`START` is.

    Examples
    --------
    >>> [kind(hit) for hit in START.finditer("Fin Mars 1990, XXe siècle")]
    ['modifier', 'month', 'digit', 'roman']
    """
    found = match[0]
    if found in "0123456789":
        return "digit"
    if found[-1] in "/.":
        return "address"
    return _KINDS.get(re.sub(r"\s", " ", found.lower()), "roman")
