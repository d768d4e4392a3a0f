"""Forms of a name: what makes two spellings the same name, and how a name becomes an id.

Each way of being the same is a function of its own, so that a merge can state its reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

from annotate.french.characters import LOWER, UPPER, fold, plain_typography, without_accents
from annotate.index.name_heads import company, of_commune, road
from annotate.index.names_table import known_name
from annotate.index.person_forms import without_titles
from annotate.index.reasons import Reason

PERSON = "PER"
PLACE = "LOC"
ORGANIZATION = "ORG"
DATE = "DATE"


_SPACES = re.compile(r"\s+")
_NO_SLUG = re.compile(r"[^a-z0-9]+")
_OTHER_LETTER = re.compile(r"[^\W_a-z0-9]")
_SPELLED = str.maketrans({"°": "deg", "€": "eur"})
_JOINTS = re.compile(r"[\s-]+")
_DOTTED = re.compile(r"(?:\w\. ?)+\w\.?")
_ARTICLES = re.compile(r"^(?:(?:le|la|les)\s+|l')(?=\S)", re.IGNORECASE)
_APART = frozenset("/&+@")
_GLUED = re.compile(
    rf"^(?:d[eu']?|l[ae']?|à|a|y|en|et|au|[{UPPER}](?=[{UPPER}][{LOWER}]{{3}}))(?=[{UPPER}])"
)
_STRANGE = re.compile(r"[_*^~|:;<>§\\]+\s*")
_SAINT = re.compile(r"(?<!\w)((?i:St|Ste)|Sl|S1)(?:\.\s?|[\s-])(?=[^\W\da-z])")
_TWICE = re.compile(r"(?:(?:le|la|les)\s+|l')?(?P<name>\w{4,})\s+(?:(?:le|la|les)\s+|l')?(?P=name)")
_SURNAME_FIRST = re.compile(r"(?P<name>\w{3,}) (?=\S.* (?P=name)\Z)")
_BEFORE_NUMBER = re.compile(r"(?<=[a-z])(?=\d)")
_SHORT = 4
_LONG_ENOUGH = 5
_SLUG = 60
_REMEMBERED = lru_cache(maxsize=10_000)
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
    >>> bare("Caron Jean Caron", "PER"), bare("Lens LENS", "LOC")
    ('jean caron', 'lens')
    """
    plain = typography(text)
    if label == PERSON:
        plain = without_titles(plain)
    elif label == PLACE:
        plain = of_commune().sub("", _ARTICLES.sub("", plain, count=1), count=1)
    return _once(article(plain, label), label)


def _once(plain: str, label: str) -> str:
    """Leave out what says a name twice: a heading that runs on into the text."""
    if label == PERSON:
        return _SURNAME_FIRST.sub("", plain)
    twice = _TWICE.fullmatch(plain)
    return twice["name"] if twice else plain


def headed(text: str, label: str = "") -> str:
    """Return the form of :func:`bare` with a road as its kind and number, a company as what it
    exploits, and a saint in full.

    Examples
    --------
    >>> headed("RN 17", "LOC") == headed("route nationale 17", "LOC")
    True
    >>> headed("Compagnie des mines de Lens", "ORG"), headed("Cie des mines de Lens", "ORG")
    ('mines de lens', 'mines de lens')
    >>> headed("St-Omer", "LOC"), headed("Saint-Omer", "LOC")
    ('saint omer', 'saint omer')
    """
    plain = typography(text)
    if label == PERSON:
        return bare(plain, label)
    found = company(plain) if label == ORGANIZATION else road(plain)
    return found or bare(_SAINT.sub(_saint, plain), label)


def _saint(short: re.Match[str]) -> str:
    return "Sainte-" if len(short[1]) > len("St") else "Saint-"


def known(text: str, label: str = "") -> str:
    """Return the form of :func:`headed` of the name that a form stands for, as a table knows it.

    Examples
    --------
    >>> known("Confédération suisse", "LOC"), known("Suisse", "LOC")
    ('suisse', 'suisse')
    """
    row = known_name(text, label)
    return headed(row.name if row and row.kind != "code" else text, label)


def letters(text: str, label: str = "") -> str:
    """Return the letters of a form of :func:`known`: what optical recognition adds or leaves out
    between them is nothing, nor is a small word that it glued to the name. People keep it, and so
    do numbers, which it may part.

    Examples
    --------
    >>> letters("Tour-Eiffel", "LOC"), letters("Londre.s", "LOC"), letters("fosse 1-2", "LOC")
    ('toureiffel', 'londres', 'fosse 1 2')
    >>> letters("àBéthune", "LOC"), letters("Radio37", "LOC")
    ('bethune', 'radio 37')
    """
    if label == PERSON:
        return known(text, label)
    return _letters(known(_unglued(text), label))


@_REMEMBERED
def read_letters(text: str, label: str = "") -> str:
    """Return the letters of a form as it was read, to look for what was misread in it.

    Examples
    --------
    >>> read_letters("_Puisse", "LOC"), read_letters("YHelvélie", "LOC")
    ('puisse', 'helvelie')
    """
    return bare(text, label) if label == PERSON else _letters(headed(_unglued(text), label))


def is_damaged(text: str) -> bool:
    """Return whether a form has signs that no name has, or capitals inside a word.

    Examples
    --------
    >>> is_damaged("_Puisse"), is_damaged("lWrgovic"), is_damaged("Mac-Mahon")
    (True, True, False)
    """
    plain = typography(text)
    return bool(_STRANGE.search(plain)) or _GLUED.sub("", plain, count=1) != plain


def _unglued(text: str) -> str:
    return _GLUED.sub("", _STRANGE.sub("", typography(text)), count=1)


def _letters(plain: str) -> str:
    found = "".join(sign for sign in plain if sign.isalnum())
    if len(found) < _LONG_ENOUGH or not found.isalpha():
        return _BEFORE_NUMBER.sub(" ", plain)
    if plain.endswith("-") or _APART & set(plain):
        return plain
    return found


# From the closest to the loosest, so that a merge states the closest reason.
SAMENESS: tuple[tuple[Reason, Callable[[str, str], str]], ...] = (
    (Reason.TYPOGRAPHY, typography),
    (Reason.HYPHENS, hyphens),
    (Reason.DOTS, dots),
    (Reason.CAPITALS, capitals),
    (Reason.ACCENTS, accents),
    (Reason.ARTICLE, article),
    (Reason.COMMON_NOUN, bare),
    (Reason.SAME_HEAD, headed),
    (Reason.KNOWN, known),
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
