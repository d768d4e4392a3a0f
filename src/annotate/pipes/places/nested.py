"""Places inside longer names: ``Lens`` in « Compagnie des mines de Lens ».

They are no names of the flat layer, only nested ones; so the gazetteer may vouch for them alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache

from annotate.document.candidates import Candidate
from annotate.french.characters import ARTICLE, CAPITAL, SPACE
from annotate.french.classes import shipped_classes
from annotate.french.demonyms import Inflection, is_demonym
from annotate.pipes.gazetteer import Gazetteer
from annotate.pipes.right_boundary import rstrip_punctuation

INSIDE = "gazetteer:inside"
"""The rule of a place that is only ever nested."""

_WITHOUT_PLACES = ("PER", "DATE")
_LINKED = re.compile(
    rf"(?:(?<=\s)|(?<=['’-]))(?P<name>{ARTICLE}?{CAPITAL}(?:{SPACE}[–-]{SPACE}{CAPITAL})?)"
)
_OF = re.compile(r"\b(?:de\s|d['’])$")
_OF_THE = re.compile(r"\bdu\s$")


def places_inside(
    text: str, outer: Candidate, gazetteer: Gazetteer, known: Collection[str] = ()
) -> Iterator[tuple[int, int]]:
    """Yield where places are inside a longer name, after its first word.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    outer : Candidate
        The longer name.
    gazetteer : Gazetteer
        Vouches for a place.
    known : collection of str
        Other forms that are places in this document.

    Examples
    --------
    >>> from annotate.pipes.gazetteer import gazetteer
    >>> gaz = gazetteer([], [{"form": "Lens", "kind": "commune", "code": "62498"}])
    >>> text = "Compagnie des mines de Lens"
    >>> list(places_inside(text, Candidate(0, 27, "ORG", "rule:o"), gaz))
    [(23, 27)]
    """
    if outer.label in _WITHOUT_PLACES:
        return
    for match in _LINKED.finditer(text, outer.start + 1, outer.end):
        start, end = match.span("name")
        end = rstrip_punctuation(text, end)
        form = text[start:end]
        if end > outer.end or form.isupper():
            continue
        # Lace is called « valenciennes », but inside a name the town is meant.
        if gazetteer.is_ambiguous(form) and not _great_town().fullmatch(form):
            continue
        # A place of several words is one: no « Gohelle » in « Loos-en-Gohelle ».
        if text[start - 1] == "-" and outer.label == "LOC":
            continue
        before = text[max(0, start - 4) : start]
        called = outer.label == "LOC" and text[outer.start].islower() and _OF.search(before)
        if (
            _is_place(form, gazetteer, known)
            or (called and gazetteer.begins_one(form))
            or (is_demonym(form, Inflection.MASCULINE_SINGULAR) and _OF_THE.search(before))
        ):
            yield start, end


@cache
def _great_town() -> re.Pattern[str]:
    return re.compile(shipped_classes().pattern("PUBLISHING_TOWN"))


def _is_place(form: str, gazetteer: Gazetteer, known: Collection[str]) -> bool:
    if form in known or gazetteer.knows(form):
        return True
    parts = re.split(r"[-/]", form)
    return len(parts) == 2 and all(len(part) > 3 and gazetteer.knows(part) for part in parts)
