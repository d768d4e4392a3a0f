"""Forms of a name: what makes two spellings the same name, and how a name becomes an id.

Each way of being the same is a function of its own, so that a merge can state its reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache, lru_cache

from annotate.french.characters import fold, plain_typography, without_accents
from annotate.french.classes import shipped_classes

PERSON = "PER"
PLACE = "LOC"
DATE = "DATE"


class Reason(StrEnum):
    """Why two forms are one entity, or why that is only proposed."""

    TYPOGRAPHY = "typography"
    HYPHENS = "hyphens"
    DOTS = "dots"
    CAPITALS = "capitals"
    ACCENTS = "accents"
    ARTICLE = "article"
    COMMON_NOUN = "common noun"
    STRAY = "stray sign"
    MISREAD = "one letter misread"
    VALUE = "value"
    ACRONYM = "acronym"
    SURNAME = "surname"
    SEVERAL_BEARERS = "several bearers"
    ELSEWHERE = "surname in another document"
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
    Reason.ACCENTS: ("mêmes lettres, aux accents près", "same letters but for accents"),
    Reason.ARTICLE: ("avec ou sans article initial", "with or without a leading article"),
    Reason.COMMON_NOUN: (
        "avec ou sans civilité, fonction ou nom commun (ville de)",
        "with or without a civility, a function or a common noun (ville de)",
    ),
    Reason.STRAY: (
        "mêmes lettres, à un signe ou une espace près",
        "same letters but for a stray sign or space",
    ),
    Reason.MISREAD: (
        "une lettre mal lue, dans une forme isolée d'un nom fréquent",
        "one letter misread, in a form that stands once, of a common name",
    ),
    Reason.VALUE: ("même date", "same date"),
    Reason.ACRONYM: (
        "sigle et forme longue que le texte donne",
        "acronym and the long form that the text gives",
    ),
    Reason.SURNAME: (
        "nom de famille du seul nom complet qui se termine ainsi",
        "surname of the only full name that ends in it",
    ),
    Reason.ELSEWHERE: (
        "même nom de famille dans un autre document : non fusionné",
        "same surname in another document: not merged",
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
_ARTICLES = re.compile(r"^(?:(?:le|la|les)\s+|l')(?=\S)", re.IGNORECASE)
_FRENCH_PARTICLES = frozenset({"de", "du", "des", "d'", "le", "la", "les"})
_PARTICLES = _FRENCH_PARTICLES | {"von", "van", "der", "den", "di", "da", "del", "dos", "el", "al"}
_FUNCTION = re.compile(r"[^\W\d_A-ZÀ-ÖØ-Þ]+\s+")
_LONG_WORD = re.compile(r"[^\W\d_]{6,}")
_APART = frozenset("/&+@")
_SHORT = 4
_LONG_ENOUGH = 5
_LONGEST_READ = 200
"""Code points of a form in which a misread letter is looked for."""
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
    joined = _JOINTS.sub(" ", plain).strip() or plain
    # A hyphen at the end says that more of the name follows, which somebody left out.
    return f"{joined}-" if plain[-1:] == "-" and joined != plain else joined


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

    A very short word that may be an acronym keeps its case: ``SEM`` need not be ``Sem``.

    Examples
    --------
    >>> capitals("Plan Local d'Urbanisme"), capitals("SEM"), capitals("LENS", "LOC")
    ("plan local d'urbanisme", 'SEM', 'lens')
    """
    plain = hyphens(text)
    if label not in (PERSON, PLACE) and len(plain) < _SHORT:
        return plain.upper() if plain.islower() else plain
    return plain.casefold()


def accents(text: str, label: str = "") -> str:
    """Return the form of :func:`capitals` without accents.

    Examples
    --------
    >>> accents("Électricité de France") == accents("ELECTRICITE DE FRANCE")
    True
    """
    return capitals(without_accents(typography(text)), label)


def article(text: str, label: str = "") -> str:
    """Return the form of :func:`accents` without a leading definite article; people keep it.

    Examples
    --------
    >>> article("La Chaîne des Terrils"), article("Le Goff", "PER")
    ('chaine des terrils', 'le goff')
    """
    if label == PERSON:
        return accents(text, label)
    return accents(_ARTICLES.sub("", hyphens(text), count=1), label)


@_REMEMBERED
def bare(text: str, label: str = "") -> str:
    """Return the form of :func:`article` without the common noun before it: a person's civility or
    function in lower case, and what says that a place is a commune.

    Examples
    --------
    >>> bare("M.Delestrez", "PER"), bare("abbé de Brancion", "PER"), bare("ville de Lens", "LOC")
    ('delestrez', 'de brancion', 'lens')
    """
    plain = typography(text)
    if label == PERSON:
        plain = _without_titles(plain)
    elif label == PLACE:
        plain = _of_commune().sub("", _ARTICLES.sub("", plain, count=1), count=1)
    return article(plain, label)


def letters(text: str, label: str = "") -> str:
    """Return the letters of a form of :func:`bare`: what optical recognition adds or leaves out
    between them is nothing. People keep it, and so do numbers, which it may part.

    Examples
    --------
    >>> letters("Tour-Eiffel", "LOC"), letters("Londre.s", "LOC"), letters("fosse 1-2", "LOC")
    ('toureiffel', 'londres', 'fosse 1 2')
    """
    plain = bare(text, label)
    found = "".join(sign for sign in plain if sign.isalnum())
    if label == PERSON or len(found) < _LONG_ENOUGH or not found.isalpha():
        return plain
    if plain.endswith("-") or _APART & set(plain):
        return plain
    return found


def misreadings(text: str, label: str) -> dict[str, str]:
    """Return the form of :func:`bare` with a letter left out inside a long word, in each way there
    is, and as it is, each with the form: what optical recognition may have read for it shares one.

    The first and the last letter stay, for other names and inflected words differ there.

    Examples
    --------
    >>> list(misreadings("la Sambre", "LOC"))
    ['sambre', 'smbre', 'sabre', 'samre', 'sambe']
    """
    plain = bare(text, label)
    found = {plain: plain}
    # Each way is as long as the form.
    for word in _LONG_WORD.finditer(plain) if len(plain) <= _LONGEST_READ else ():
        for at in range(word.start() + 1, word.end() - 1):
            found[plain[:at] + plain[at + 1 :]] = plain
    return found


def _without_titles(plain: str) -> str:
    """Return a person's form without civilities and functions in lower case, if a name is left."""
    while True:
        match = _civility().match(plain) or _FUNCTION.match(plain)
        if match is None or not any(sign.isupper() for sign in plain[match.end() :]):
            return plain
        if match[0].strip() in _PARTICLES:
            return plain
        plain = plain[match.end() :]


@cache
def _civility() -> re.Pattern[str]:
    return re.compile(rf"{shipped_classes().pattern('CIVILITY')}(?:(?<=\.)\s*|\s+)|M\s+")


@cache
def _of_commune() -> re.Pattern[str]:
    words = shipped_classes().pattern("COMMUNE_NOUN")
    return re.compile(rf"(?i:{words}\s+(?:de\s+|d'))(?=[^\W\da-z])")


# From the closest to the loosest, so that a merge states the closest reason.
SAMENESS: tuple[tuple[Reason, Callable[[str, str], str]], ...] = (
    (Reason.TYPOGRAPHY, typography),
    (Reason.HYPHENS, hyphens),
    (Reason.DOTS, dots),
    (Reason.CAPITALS, capitals),
    (Reason.ACCENTS, accents),
    (Reason.ARTICLE, article),
    (Reason.COMMON_NOUN, bare),
    (Reason.STRAY, letters),
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
    """Return a person's form for comparison: without titles, case and accents."""
    return fold(_without_titles(typography(text)))


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
