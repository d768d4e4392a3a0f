"""What is no name by its characters alone, although the model says so."""

from __future__ import annotations

import re

from annotate.french.characters import LOWER, UPPER

_JUNK = re.compile(r"@|www\.|https?:|\.(?:fr|com|org|net)\b|[■•*^_=<>|\\{}#~§�]|\d{4,}")
_MIXED = re.compile(rf"[{LOWER}][{UPPER}]{{1,3}}(?:\b|\s)|[{UPPER}]{{3}}[{LOWER}]{{1,3}}[{UPPER}]")
_ROAD = re.compile(r"(?:[ADEMN]|R[DN])[ \xa0-]?\d{1,4}")
_OF_YEAR = re.compile(r"\s(?:19|20)\d\d$")


def is_junk(form: str, label: str = "") -> bool:
    """Return whether the characters of a form are those of no name.

    A road is a place that has hardly a letter, and an event may end with its year.

    Examples
    --------
    >>> [form for form in ("Lens", "www.lens.fr", "12 a", "loosGOH", "de", "IX") if is_junk(form)]
    ['www.lens.fr', '12 a', 'loosGOH', 'de']
    >>> is_junk("A13", "ORG"), is_junk("A13", "LOC"), is_junk("Tour de France 2016", "MISC")
    (True, False, False)
    """
    if label == "LOC" and _ROAD.fullmatch(form):
        return False
    if label == "MISC":
        form = _OF_YEAR.sub("", form)
    letters = sum(map(str.isalpha, form))
    return (
        not any(map(str.isupper, form))
        or letters < 2
        or letters < 0.6 * len(form)
        or (len(form) == 2 and not form.isupper())
        or _JUNK.search(form) is not None
        or _MIXED.search(form) is not None
    )
