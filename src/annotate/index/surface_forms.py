"""Forms of a name: what makes two spellings the same name, and how a name becomes an id.

Each way of being the same is a function of its own, so that a merge can state its reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache

from annotate.french.characters import fold, plain_typography, without_accents

PERSON = "PER"
DATE = "DATE"


class Reason(StrEnum):
    """Why two forms are one entity, or why that is only proposed."""

    TYPOGRAPHY = "typography"
    HYPHENS = "hyphens"
    DOTS = "dots"
    CAPITALS = "capitals"
    ACCENTS = "accents"
    ARTICLE = "article"
    VALUE = "value"
    ACRONYM = "acronym"
    SURNAME = "surname"
    SEVERAL_BEARERS = "several bearers"
    SEVERAL_EXPANSIONS = "several expansions"
    INITIALS = "initials"
    SPELLING = "close spelling"
    TWO_LABELS = "two labels"


MEANINGS: Mapping[Reason, tuple[str, str]] = {
    Reason.TYPOGRAPHY: (
        "même nom à l'apostrophe, au tiret, à l'espace ou à la ligature près",
        "same name but for apostrophes, dashes, spaces or ligatures",
    ),
    Reason.HYPHENS: (
        "mêmes lettres, avec ou sans traits d'union",
        "same letters, with or without hyphens",
    ),
    Reason.DOTS: ("même sigle, avec ou sans points", "same initials, with or without dots"),
    Reason.CAPITALS: ("mêmes lettres, autre casse", "same letters, other capitals"),
    Reason.ACCENTS: ("accent omis sur une capitale", "accent left out on a capital"),
    Reason.ARTICLE: ("avec ou sans article initial", "with or without a leading article"),
    Reason.VALUE: ("même date", "same date"),
    Reason.ACRONYM: (
        "sigle et forme longue que le texte donne",
        "acronym and the long form that the text gives",
    ),
    Reason.SURNAME: (
        "nom de famille du seul nom complet qui se termine ainsi",
        "surname of the only full name that ends in it",
    ),
    Reason.SEVERAL_BEARERS: (
        "plusieurs personnes portent ce nom : non fusionné",
        "several people bear this name: not merged",
    ),
    Reason.SEVERAL_EXPANSIONS: (
        "ce sigle a plusieurs formes longues : non fusionné",
        "this acronym has several long forms: not merged",
    ),
    Reason.INITIALS: (
        "initiales compatibles avec un prénom : à vérifier",
        "initials that fit a first name: to be checked",
    ),
    Reason.SPELLING: ("orthographes proches : à vérifier", "close spellings: to be checked"),
    Reason.TWO_LABELS: (
        "même nom sous deux étiquettes : à vérifier",
        "same name under two labels: to be checked",
    ),
}

_SPACES = re.compile(r"\s+")
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_OTHER_LETTER = re.compile(r"[^\W_a-z0-9]")
_SPELLED = str.maketrans({"°": "deg", "€": "eur"})
_JOINTS = re.compile(r"[\s-]+")
_DOTTED = re.compile(r"(?:\w\. ?)+\w\.?")
_ARTICLES = re.compile(r"(?:(?:le|la|les)\s+|l')(?=\S)", re.IGNORECASE)
_FRENCH_PARTICLES = frozenset({"de", "du", "des", "d'", "le", "la", "les"})
_PARTICLES = _FRENCH_PARTICLES | {"von", "van", "der", "den", "di", "da", "del", "dos", "el", "al"}
_SHORT = 6
_SLUG = 60
_REMEMBERED = lru_cache(maxsize=100_000)
"""For what is asked of one form again and again: a name comes back, and is compared six ways."""


@_REMEMBERED
def typography(text: str, label: str = "") -> str:
    """Return the form with plain apostrophes, hyphens, spaces and ligatures.

    Examples
    --------
    >>> typography("Plan\u00a0Local d’Urbanisme")
    "Plan Local d'Urbanisme"
    """
    return plain_typography(text)


@_REMEMBERED
def hyphens(text: str, label: str = "") -> str:
    """Return the form with a space for every hyphen or dash.

    Examples
    --------
    >>> hyphens("Nord – Pas-de-Calais")
    'Nord Pas de Calais'
    """
    plain = typography(text)
    return _JOINTS.sub(" ", plain).strip() or plain


def dots(text: str, label: str = "") -> str:
    """Return dotted initials without their dots, any other form as it is.

    Examples
    --------
    >>> dots("S.N.C.F."), dots("St. Omer")
    ('SNCF', 'St. Omer')
    """
    plain = typography(text)
    if label == PERSON or not _DOTTED.fullmatch(plain):
        return plain
    return plain.replace(".", "").replace(" ", "")


def capitals(text: str, label: str = "") -> str:
    """Return the form in lower case, unless its capitals may be all that distinguishes it.

    A single short word keeps its case: ``SEM`` need not be ``Sem``.

    Examples
    --------
    >>> capitals("Plan Local d'Urbanisme"), capitals("SEM"), capitals("CARON", "PER")
    ("plan local d'urbanisme", 'SEM', 'caron')
    """
    plain = hyphens(text)
    if label != PERSON and " " not in plain and len(plain) < _SHORT:
        return plain
    return plain.casefold()


def accents(text: str, label: str = "") -> str:
    """Return the form of :func:`capitals` with no accents on what were capitals.

    Examples
    --------
    >>> accents("Électricité de France") == accents("Electricité de France")
    True
    """
    plain = (without_accents(sign) if sign.isupper() else sign for sign in hyphens(text))
    return capitals("".join(plain), label)


def article(text: str, label: str = "") -> str:
    """Return the form of :func:`capitals` without a leading definite article; people keep it.

    Examples
    --------
    >>> article("La Chaîne des Terrils"), article("Le Goff", "PER")
    ('chaîne des terrils', 'le goff')
    """
    folded = capitals(text, label)
    if label == PERSON:
        return folded
    return capitals(_ARTICLES.sub("", hyphens(text), count=1), label)


# From the closest to the loosest, so that a merge states the closest reason.
SAMENESS: tuple[tuple[Reason, Callable[[str, str], str]], ...] = (
    (Reason.TYPOGRAPHY, typography),
    (Reason.HYPHENS, hyphens),
    (Reason.DOTS, dots),
    (Reason.CAPITALS, capitals),
    (Reason.ACCENTS, accents),
    (Reason.ARTICLE, article),
)


def folded(text: str) -> str:
    """Return the form without case, accents and hyphens, to search for close spellings only.

    Examples
    --------
    >>> folded("Liévin – Éleu")
    'lievin eleu'
    """
    return hyphens(fold(text))


@_REMEMBERED
def clean(text: str) -> str:
    """Return the form as a name to show: NFC, single plain spaces, no invisible characters."""
    shown = unicodedata.normalize("NFC", text)
    shown = "".join(sign for sign in shown if sign not in "\u00ad\u200b\u2060\ufeff")
    return _SPACES.sub(" ", shown).strip()


@_REMEMBERED
def is_surname(text: str) -> bool:
    """Return whether a person's form may be a surname alone: one word, or a particle and a name.

    Examples
    --------
    >>> is_surname("Caron"), is_surname("de Gaulle"), is_surname("Jean Caron")
    (True, True, False)
    """
    words = person(text).split()
    return len(words) == 1 or (len(words) > 1 and set(words[:-1]) <= _PARTICLES)


def person(text: str) -> str:
    """Return a person's form for comparison: :func:`typography` in lower case."""
    return typography(text).casefold()


def fits_initials(short: str, full: str) -> bool:
    """Return whether `short` is `full` with its first names cut to initials.

    Examples
    --------
    >>> fits_initials("J.-F. Caron", "Jean-François Caron"), fits_initials("P. Caron", "Jean Caron")
    (True, False)
    """
    *some, surname = person(short).split() or [""]
    *others, name = person(full).split() or [""]
    letters, names = _parts(some), _parts(others)
    if surname != name or not letters or any(len(letter) != 1 for letter in letters):
        return False
    if any(len(part) < 2 for part in names) or len(letters) > len(names):
        return False
    return all(part[0] == letter for letter, part in zip(letters, names, strict=False))


def first_letter(text: str, *, initials: bool) -> str | None:
    """Return the first letter of a person's first names if all are initials, or else if none is.

    Examples
    --------
    >>> first_letter("J.-F. Caron", initials=True), first_letter("Jean Caron", initials=True)
    ('j', None)
    """
    names = _parts(person(text).split()[:-1])
    fits = bool(names) and all((len(name) == 1) == initials for name in names)
    return names[0][0] if fits else None


def _parts(names: list[str]) -> list[str]:
    return [part for part in re.split(r"[\s.\-]+", " ".join(names)) if part]


def slug(*parts: str) -> str:
    """Return a readable id of ASCII lower-case letters, digits and hyphens.

    A letter of another alphabet is written as its code point.

    Examples
    --------
    >>> slug("LOC", "Nord – Pas de Calais"), slug("DATE", "-0051"), slug("MISC", "…")
    ('loc-nord-pas-de-calais', 'date-0051', 'misc-u2026')
    >>> slug("PER", "Åse Łoś"), slug("PER", "Юя 2")
    ('per-ase-los', 'per-u044e-u044f-2')
    """
    words = []
    for part in parts:
        word = _slug(part)
        if not word.strip("-"):
            # Nothing readable: the code points are at least stable.
            word = "-".join(f"u{ord(sign):04x}" for sign in part if not sign.isspace()) or "u0020"
        words.append(word)
    whole = "-".join(words)
    if len(whole) <= _SLUG:
        return whole
    return whole[:_SLUG].rsplit("-", 1)[0]


def _slug(text: str) -> str:
    if not any(sign.isalnum() for sign in text):
        return ""
    plain = fold(unicodedata.normalize("NFKC", text).translate(_SPELLED))
    spelled = _OTHER_LETTER.sub(lambda sign: f"-u{ord(sign[0]):04x}-", plain)
    return _NO_SLUG.sub("-", spelled).strip("-")
