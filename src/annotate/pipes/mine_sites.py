"""Mine sites known by their number: ``fosse n° 3``, ``carreau du 11/19``, ``9-9 bis``.

In the coalfield a pit is a number, and two shafts make ``11/19``. The same characters may be a
date, a fraction or a road, so a number is a site only after a word that says so; from then on the
same number, or one of its two shafts after an article, is the site anywhere in the document.

This knowledge holds for one trade, so it is a component of its own that no other needs: a
configuration without ``annotate_mine_sites`` has no mine sites, and nothing else changes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from annotate.document.candidates import Candidate
from annotate.french.characters import UPPER
from annotate.french.classes import shipped_classes
from annotate.pipes.base import Groups, LexiconPipe

_CLASSES = shipped_classes()
_QUALIFIER = _CLASSES.pattern("MINE_SITE_QUALIFIER", r"\s")
_HEAPS = _CLASSES.pattern("HEAP", r"\s")
_SHAFT = r"\d{1,2}(?:[ \u00a0]?(?:bis|ter)\b)?"
_JOINED = rf"{_SHAFT}(?:[/-]{_SHAFT}){{1,3}}"
_TRIGGERED = re.compile(
    rf"(?<!\w){_CLASSES.pattern('MINE_SITE')}(?:\s{_QUALIFIER}){{0,2}}"
    rf"(?:\s(?:du\s(?:n[°ºo]\s?)?|de\sla\s(?:n[°ºo]\s?)?|de\sl['’]ancien\s|le\s)?(?P<joined>{_JOINED})"
    rf"|\s(?:n[°ºo]s?\s?)(?P<single>{_JOINED}|{_SHAFT}))(?![\w/%,]\d|\w|/)",
    re.I,
)
# « la fosse 7 d'Avion », « l'ancienne fosse 9, », « les fosses 2, 3 et 4/11 »: numbers right after
# the word, and no unit after them.
_AFTER = (
    r"(?=\s?[,.;:!?)»\n–—]|\sd['’]|\s*$|"
    rf"\s{_CLASSES.pattern('AFTER_PIT_NUMBER')}\b)"
)
_NUMBERED = re.compile(
    rf"(?<!\w){_CLASSES.pattern('NUMBERED_PIT')}\s(?:n[°ºo]s?\s?)?"
    rf"(?P<all>(?:{_JOINED}|{_SHAFT})(?:(?:,\s|\set\s|\sou\s|,\set\s)(?:{_JOINED}|{_SHAFT}))*)"
    rf"(?![\w/%°]|[.,]\d){_AFTER}",
    re.I,
)
# Heaps have numbers of their own: « le terril 74a », « les terrils T 101 et T 102 ».
_HEAP = re.compile(
    rf"(?<!\w){_HEAPS}\s(?:n[°ºo]s?\s?)?"
    r"(?P<site>T?\s?\d{1,3}[a-z]?)(?![\w/%°-]|[.,]\d)"
    r"|(?<![\w/])(?P<named>T\s\d{2,3}[a-z]?)(?![\w/-])"
)
_ONE = re.compile(rf"{_JOINED}|{_SHAFT}")
_MINING = re.compile(
    rf"\b{_CLASSES.pattern('MINING_WORD')}\b",
    re.I,
)
_ENOUGH = 4
# In a text on mines, numbers that cannot be a day and a month (« le 11/19 », « du 9-9 bis »), or
# that a place follows (« le 7 de Dourges »), are sites too.
_IN_TEXT = re.compile(
    rf"(?<![\w/])(?:du|au|le|la|Du|Au|Le|La)\s(?P<site>{_JOINED}|{_SHAFT})(?![\w/%°-]|[.,]\d)"
    rf"(?P<place>\s(?:de|d['’])\s?(?=[{UPPER}]))?"
)
_BARE = re.compile(rf"(?<![\w/.,-])(?P<site>{_JOINED})(?![\w/%-]|[.,]\d)")
_SHAFT_ALONE = re.compile(
    rf"(?<=\b)(?:du|le|au|la)\s(?P<site>{_SHAFT})(?=[.;:!?)»]|\s*$|,\s(?!\d))", re.M
)


def find_sites(text: str) -> list[Candidate]:
    """Find mine sites by number.

    Parameters
    ----------
    text : str
        The text of a whole document; offsets are its code points.

    Returns
    -------
    list of Candidate
        LOC over the number alone, ``rule:places.site``, in order, without overlap.

    Examples
    --------
    >>> text = "le carreau de la fosse 9/10, puis le 9/10 ; votée le 9/11, ouvert au 10."
    >>> [f.text(text) for f in find_sites(text)]
    ['9/10', '9/10', '10']
    """
    spans: dict[int, int] = {}
    joined: set[str] = set()
    for match in _TRIGGERED.finditer(text):
        name = "joined" if match["joined"] else "single"
        spans[match.start(name)] = match.end(name)
        if "/" in match[name]:
            joined.add(match[name])
    for match in _NUMBERED.finditer(text):
        for number in _ONE.finditer(text, *match.span("all")):
            spans[number.start()] = max(number.end(), spans.get(number.start(), 0))
            if "/" in number.group():
                joined.add(number.group())
    for match in _HEAP.finditer(text):
        name = "site" if match["site"] else "named"
        spans[match.start(name)] = match.end(name)
    for start, end in _in_mining_text(text):
        spans.setdefault(start, end)
        if "/" in text[start:end]:
            joined.add(text[start:end])
    if joined:
        spans.update(_repeated(text, joined))
    return [
        Candidate(start, end, "LOC", "rule:places.site") for start, end in sorted(spans.items())
    ]


def _in_mining_text(text: str) -> Iterator[tuple[int, int]]:
    found = list(_IN_TEXT.finditer(text))
    if not found or sum(1 for _ in islice(_MINING.finditer(text), _ENOUGH)) < _ENOUGH:
        return
    for match in found:
        if match["place"] or _is_no_date(match["site"]):
            yield match.span("site")


def _is_no_date(site: str) -> bool:
    """Return whether joined numbers cannot be a day and a month.

    Examples
    --------
    >>> [_is_no_date(site) for site in ("11/19", "9/11", "9-9 bis", "7")]
    [True, False, True, False]
    """
    numbers = [int(number) for number in re.findall(r"\d+", site)]
    return (
        len(numbers) > 1
        and ("/" in site or site[-1] in "sr")
        and (numbers[1] > 12 or site[-1] in "sr" or len(numbers) > 2)
    )


def _repeated(text: str, joined: set[str]) -> Iterator[tuple[int, int]]:
    for match in _BARE.finditer(text):
        if match["site"] in joined:
            yield match.span("site")
    shafts = {shaft for site in joined for shaft in site.split("/")}
    for match in _SHAFT_ALONE.finditer(text):
        if match["site"] in shafts:
            yield match.span("site")


class MineSitesPipe(LexiconPipe):
    """Component ``annotate_mine_sites``: see :func:`find_sites`.

    It needs no other component, and no table.
    """

    def find(self, text: str, groups: Groups) -> list[Candidate]:
        """Find mine sites in `text`; no group is read."""
        return find_sites(text)
