"""Common nouns that stand before a name, or before what makes one: communes, roads, companies."""

from __future__ import annotations

import re
from functools import cache

from annotate.french.characters import fold
from annotate.french.classes import shipped_classes

_OF = r"\s+(?:(?:de|du|des)\s+|d')"
_NAME = r"(?=[^\W\da-z])"


@cache
def of_commune() -> re.Pattern[str]:
    """What says that a place is a commune: ``commune de``."""
    return re.compile(rf"(?i:{shipped_classes().pattern('COMMUNE_NOUN')}\s+(?:de\s+|d')){_NAME}")


def name_behind(plain: str) -> str:
    """Return the name behind the noun of a region or an island, or a noun to which it stands in
    apposition; ``""`` if there is none.

    Examples
    --------
    >>> name_behind("canton de Vaud"), name_behind("canton des Grisons"), name_behind("Vaud")
    ('Vaud', 'Grisons', '')
    >>> name_behind("agence Havas"), name_behind("agence de Lens")
    ('Havas', '')
    """
    match = _noun_before().match(plain)
    return plain[match.end() :] if match else ""


@cache
def _noun_before() -> re.Pattern[str]:
    classes = shipped_classes()
    region, apposed = classes.pattern("REGION_NOUN"), classes.pattern("APPOSED_NOUN")
    return re.compile(rf"(?i:(?:(?:le|la)\s+|l')?(?:{region}{_OF}|{apposed}\s*)){_NAME}")


def road(plain: str) -> str:
    """Return what kind of road a form names, and its number; ``""`` for another form.

    Examples
    --------
    >>> road("route nationale 17"), road("RN 17"), road("N17"), road("D 917"), road("Lens")
    ('road n 17', 'road n 17', 'road n 17', 'road d 917', '')
    """
    match = _road().fullmatch(plain)
    if match is None:
        return ""
    kind = next(name for name in "nda" if match[name])
    return f"road {kind} {match['number'].lower()}"


@cache
def _road() -> re.Pattern[str]:
    classes = shipped_classes()
    kinds = "|".join(
        rf"(?P<{name}>{classes.pattern(words)})"
        for name, words in (
            ("n", "ROAD_NATIONAL"),
            ("d", "ROAD_DEPARTMENTAL"),
            ("a", "ROAD_MOTORWAY"),
        )
    )
    number = r"[\s-]*(?:n°\s*)?(?P<number>\d+\s?[A-Za-z]?)"
    return re.compile(rf"(?:(?:la|La)\s+|[lL]')?(?:{kinds}){number}")


def company(plain: str) -> str:
    """Return what a company exploits, without the company; ``""`` where a form does not say it.

    Examples
    --------
    >>> company("Compagnie des mines de Lens"), company("mines de Lens"), company("Lens")
    ('mines de lens', 'mines de lens', '')
    """
    match = _company().match(plain)
    return fold(plain[match.start("what") :]) if match else ""


@cache
def _company() -> re.Pattern[str]:
    classes = shipped_classes()
    noun, what = classes.pattern("COMPANY_NOUN"), classes.pattern("EXPLOITED")
    return re.compile(rf"(?:(?:la|La)\s+)?(?:{noun}\s+des\s+)?(?P<what>{what}{_OF}){_NAME}")


def short_company(plain: str) -> str:
    """Return the company and its place, without what it exploits; ``""`` for another form.

    Examples
    --------
    >>> short_company("Compagnie des mines de Lens"), short_company("la Compagnie de Lens")
    ('compagnie lens', 'compagnie lens')
    """
    match = _short_company().match(plain)
    return f"compagnie {fold(plain[match.end() :])}" if match else ""


@cache
def _short_company() -> re.Pattern[str]:
    classes = shipped_classes()
    noun, what = classes.pattern("COMPANY_NOUN"), classes.pattern("EXPLOITED")
    return re.compile(rf"(?:(?:la|La)\s+)?{noun}(?:\s+des\s+{what})?{_OF}{_NAME}")
