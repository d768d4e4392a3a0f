"""The words of French dates and what they are worth, from the word classes.

Keys are lower case; where capitals lose their accents in print (``FEVRIER``), both spellings are
there.
"""

from __future__ import annotations

from collections.abc import Iterable

from annotate.french.classes import prefix_tree, shipped_classes

_CLASSES = shipped_classes()

MONTHS = _CLASSES.numbered("MONTH")

#: Those of them that may take a full stop, and that make no date alone.
ABBREVIATIONS = _CLASSES.words("MONTH_SHORT")

#: Months whose name, capitalised, is also a surname, a god or a commune.
MONTHS_AS_NAMES = _CLASSES.words("MONTH_ALSO_NAME")

WEEKDAYS = _CLASSES["WEEKDAY"]

#: Written so before a day of the month only: ``mer`` is the sea.
SHORT_WEEKDAYS = _CLASSES["WEEKDAY_SHORT"]

#: Seasons, each with its code of ISO 8601-2.
SEASONS = _CLASSES.numbered("SEASON")

REPUBLICAN_MONTHS = _CLASSES.numbered("REPUBLICAN_MONTH")

#: Tens in words, for ``années soixante-dix``; the century is the XXth by custom.
TENS = _CLASSES.numbered("DECADE")

ORDINALS = _CLASSES.numbered("ORDINAL")

#: What stays in the span and becomes the modifier. Halves and quarters are not exactly the early
#: or the late part that TIMEX3 has in mind, but START and END are the nearest that it offers.
MODIFIERS = {
    form: modifier for modifier in ("START", "MID", "END") for form in _CLASSES[f"DATE_{modifier}"]
}

#: Two-digit years that need no context: month and year as everybody says them.
PROVERBIAL_MONTHS = {
    (8, 14): "1914-08",
    (5, 36): "1936-05",
    (6, 36): "1936-06",
    (5, 40): "1940-05",
    (6, 40): "1940-06",
    (6, 44): "1944-06",
    (8, 44): "1944-08",
    (5, 45): "1945-05",
    (5, 58): "1958-05",
    (5, 68): "1968-05",
    (5, 81): "1981-05",
}

#: Wars said with two figures.
PROVERBIAL_INTERVALS = {
    ("14", "18"): "1914/1918",
    ("39", "40"): "1939/1940",
    ("39", "45"): "1939/1945",
    ("40", "44"): "1940/1944",
    ("40", "45"): "1940/1945",
}

#: Republican days that are named without their year, and the year they mean.
PROVERBIAL_REPUBLICAN = {(9, 11): 2, (10, 11): 2, (18, 2): 8, (19, 2): 8, (13, 1): 4, (18, 12): 5}


def any_of(words: Iterable[str]) -> str:
    """Return a pattern of the longest of some words, with free white space in them."""
    return prefix_tree(words, blank=r"\s")
