"""What is no name by its characters alone, although the model says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from annotate.french.characters import LOWER, UPPER
from annotate.french.classes import shipped_classes

_JUNK = re.compile(r"@|www\.|https?:|[■•*^_=<>|\\{}#~§�]")
_FIGURES = re.compile(r"\d{4,}")
_DOMAIN = re.compile(r"\.(?:fr|com|org|net)\b")
_GLUED = re.compile(rf"(?<![^\W_])[{LOWER}]+[{UPPER}]{{1,3}}(?:\b|\s)")
_ROAD = re.compile(r"(?:[ADEMN]|R[DN])[ \xa0-]?\d{1,4}")
_CLASSES = shipped_classes()
_NAMED_TEXT = re.compile(rf"{_CLASSES.pattern('NAMED_TEXT')}\s")
_ONE_WORD = re.compile(rf"[{UPPER}][{LOWER}]{{3,20}}(?<![sx])")
_ANY = rf"(?:{_CLASSES.pattern('INDEFINITE')}|{_CLASSES.pattern('PLURAL_DETERMINER')})"
_WORD = re.compile(r"\w+")
_AS_ONE_OF_SEVERAL = re.compile(rf"(?i:(?<!\w){_ANY})\s(?P<form>{_ONE_WORD.pattern})(?!\w)")
_OF_YEAR = re.compile(r"\s(?:19|20)\d\d$")


def is_junk(form: str, label: str = "") -> bool:
    """Return whether the characters of a form are those of no name.

    A road is a place that has hardly a letter; works have figures, and a site of the Web is called
    by its address. A law or a plan, by its first word, needs no capital.

    Examples
    --------
    >>> [form for form in ("Lens", "www.lens.fr", "12 a", "loosGOH", "de", "IX") if is_junk(form)]
    ['www.lens.fr', '12 a', 'loosGOH', 'de']
    >>> is_junk("A13", "ORG"), is_junk("A13", "LOC"), is_junk("Tour de France 2016", "MISC")
    (True, False, False)
    >>> is_junk("Merlon.fr", "MISC"), is_junk("Merlon.fr", "PER"), is_junk("BnF", "ORG")
    (False, True, False)
    >>> is_junk("directive 2003/98/CE", "MISC"), is_junk("directive", "MISC")
    (False, True)
    """
    if label == "LOC" and _ROAD.fullmatch(form):
        return False
    if label == "MISC":
        form = _OF_YEAR.sub("", form)
    letters = sum(map(str.isalpha, form))
    named = label == "MISC" and _NAMED_TEXT.match(form.lower()) is not None
    return (
        not (any(map(str.isupper, form)) or named)
        or letters < 2
        or letters < (0.4 if named else 0.6) * len(form)
        or (len(form) == 2 and not form.isupper())
        or _JUNK.search(form) is not None
        or (label != "MISC" and _FIGURES.search(form) is not None)
        or (label in ("PER", "LOC") and _DOMAIN.search(form) is not None)
        or _GLUED.search(form) is not None
    )


def find_categories(text: str, forms: Iterable[str]) -> frozenset[str]:
    """Return the forms that the text uses as common nouns: « les Captcha », « un Captcha ».

    A work or an event has no plural and is no one of several. A form of one word, which has no
    plural ending, is a category when at least two of its uses, and a quarter of them, are.

    Examples
    --------
    >>> text = "Un Captcha suffit. Les Captcha et certains Captcha lassent. Un Rafale passe."
    >>> sorted(find_categories(text, ["Captcha", "Rafale"]))
    ['Captcha']
    """
    asked = {one for one in forms if _ONE_WORD.fullmatch(one)}
    if not asked:
        return frozenset()
    uses = Counter(match.group() for match in _WORD.finditer(text))
    any_of = Counter(match["form"] for match in _AS_ONE_OF_SEVERAL.finditer(text))
    return frozenset(one for one in asked if any_of[one] > 1 and 4 * any_of[one] >= uses[one])
