"""Whether what has the shape of an acronym is one where it is.

Headings in capitals, shouted words, initials and surnames of people, roman numerals, units and
roads are distinguished from acronyms by their neighbours. Every look around is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container

from annotate.french.characters import LOWER, UPPER, fold
from annotate.french.word_classes import CIVILITY
from annotate.pipes.acronyms.patterns import (
    ABBREVIATED,
    FORMULAS,
    SHOUTED_WORDS,
    UNITS,
    is_dotted,
    is_road,
    is_roman,
    looks_like_word,
)

_SIDE = 60
_NUMBER_BEFORE = re.compile(r"[\d½¼¾][ \u00a0\u202f]?\Z")
_PERCENT_BEFORE = re.compile(r"(?:[€$%/]|par )[ \u00a0\u202f]?\Z")
_ARTICLE_BEFORE = re.compile(
    r"(?:\b(?:le|la|les|du|des|au|aux|un|une|ce|cette|ces|son|sa|ses|leurs?|notre|nos|de)"
    r"[ \u00a0\n]|[ldLD][’'])[«“\"]?\s?\Z",
    re.IGNORECASE,
)
_CIVILITY_BEFORE = re.compile(rf"\b{CIVILITY}(?:\s[A-Z]\.?)?\s\Z")
_GIVEN_NAME_BEFORE = re.compile(
    rf"(?<![\w’'])([{UPPER}][{LOWER}]{{2,14}})(?:-[{UPPER}][{LOWER}]+)?\s\Z"
)
_NAME_AFTER = re.compile(rf"[ \u00a0][{UPPER}][{LOWER}]+")
_SURNAME_FIRST = re.compile(
    rf",?[ \u00a0][{UPPER}][{LOWER}]{{2,14}}(?:-[{UPPER}][{LOWER}]+)?(?=\s*[,;.(\n)]|\Z)"
)
_NUMERAL_BEFORE = re.compile(
    r"\b(?:tomes?|chapitres?|articles?|art\.|titres?|livres?|actes?|parties?|volumes?|vol\.|t\."
    r"|chap\.|annexes?|sections?|an|siècles?|numéros?|n[o°]|pp?\.|planches?|figures?|phase|type"
    r"|Louis|Charles|Henri|Philippe|François|Pie|Paul|Jean|Benoît|Grégoire|Léon|Innocent|Clément"
    r"|Guillaume|Frédéric|Napoléon|République)\s\Z",
    re.IGNORECASE,
)
_PLACE_BEFORE = re.compile(r"(?:\bà|\b\d{5})[ \u00a0]\Z")
_CENTURY_AFTER = re.compile(r"[ \u00a0](?:siècles?|s\.)")
_CLASS_BEFORE = re.compile(
    r"\b(?:agence|association|bailleur|banque|bureau|cabinet|centrale|centre|club|collectif|comité"
    r"|compagnie|coopérative|dispositif|entreprise|établissement|festival|fichier|filiale|firme"
    r"|fondation|fonds|groupe|groupement|label|laboratoire|ligue|logiciel|magasins?|marque|mission"
    r"|mouvement|norme|opérateur|organisation|organisme|parti|plateforme|programme|projet|réseau"
    r"|satellite|service|sigle|société|structure|syndicat|système|union|usine)s?"
    rf"(?:[ \u00a0\n][{LOWER}’'-]{{3,16}}){{0,2}}[ \u00a0\n]\Z"
)
_CITED_AFTER = re.compile(r",[ \u00a0](?:1[89]|20)\d\d[a-d]?[;,) ]")
_CITED_BEFORE = re.compile(r"\((?:[^()\n]{0,55};[ \u00a0])?\Z")
_SMALL_AUTHOR = re.compile(rf"[{UPPER}][{LOWER}]{{2,}}")
_SMALL_NEXT = re.compile(rf",[ \u00a0]\d{{4}}[a-d]?[ \u00a0]?;[ \u00a0][{UPPER}][{LOWER}]{{2,}}")
_CAPITALS = re.compile(rf"[{UPPER}]{{2,}}")
_SLASH_BEFORE = re.compile(rf"(?<![\w/.])[{UPPER}]{{2,6}}/\Z")
_SLASH_AFTER = re.compile(rf"/[{UPPER}]{{2,6}}(?![\w/])")
_URL_BEFORE = re.compile(r"(?:https?://|www\.)\S*\Z")
_WORD_BEFORE = re.compile(
    rf"([{UPPER}{LOWER}]+)(?:[’' \u00a0-]|[ \u00a0][LDNSCMTJ][’']|[ \u00a0][À&][ \u00a0])\Z"
)
_WORD_AFTER = re.compile(rf"[ \u00a0-]([{UPPER}{LOWER}]+)")


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """Return what is before and after on the same line, 60 characters at most."""
    before = text[max(0, start - _SIDE) : start]
    after = text[end : end + _SIDE]
    return before, after


def is_excluded(token: str, before: str, after: str) -> bool:
    """Return whether `token` is a unit, a road, a numeral or a part of an address where it is.

    These hold whatever the text or the lexicon says the letters mean elsewhere.
    """
    if (
        token in FORMULAS
        or is_road(token, after)
        or (token in ABBREVIATED and re.match(r"\.\s?\d", after))
        or _URL_BEFORE.search(before)
        or re.match(r"[@]|\.\w+/", after)
    ):
        return True
    if token.upper() in UNITS and (_NUMBER_BEFORE.search(before) or _PERCENT_BEFORE.search(before)):
        return True
    if is_roman(token):
        return bool(
            not token.isupper() or _NUMERAL_BEFORE.search(before) or _CENTURY_AFTER.match(after)
        )
    return bool(_CIVILITY_BEFORE.search(before))


def is_initials(token: str, before: str, after: str) -> bool:
    """Return whether capitals with full stops are the initials of a person (``J.R.R. Tolkien``)."""
    if is_dotted(token):
        if token.startswith("N.B") or token in ("P.S.", "R.P.", "J.C.", "N.D."):
            return True
        named = _NAME_AFTER.match(after) is not None
        if token.count(".") < 3 or named:
            return not _ARTICLE_BEFORE.search(before)
        return False
    return len(token) == 2 and token[0] == "J" and _NAME_AFTER.match(after) is not None


def is_shouted(token: str, before: str, after: str, known: Callable[[str], bool]) -> bool:
    """Return whether `token` is a word of a heading or of a passage written in capitals.

    Neighbours that are `known` acronyms are no words.
    """
    if is_dotted(token):
        return False
    left = _WORD_BEFORE.search(before)
    right = _WORD_AFTER.match(after)
    for neighbour in (left, right):
        word = neighbour.group(1) if neighbour else ""
        if word.isupper() and len(word) > 1 and _is_capitals_word(word, known):
            return True
    line = before.rpartition("\n")[2] + token + after.partition("\n")[0]
    rest = before.rpartition("\n")[2] + after.partition("\n")[0]
    small = sum(c.islower() for c in rest)
    if small:
        return small * 4 < sum(c.isupper() for c in line) and _has_shouted_word(rest, known)
    return _has_shouted_word(rest, known) or (
        looks_like_word(token)
        and not any(c.isalpha() for c in rest)
        and "(" not in rest
        and "\n" in before + after
        and len(token) > 3
    )


def is_proper_name(token: str, before: str, after: str, heads: Container[str]) -> bool:
    """Return whether capitals that read as a word are a surname or a town (``à LENS``)."""
    if not looks_like_word(token) or len(token) < 4:
        return False
    if _PLACE_BEFORE.search(before):
        return True
    given = _GIVEN_NAME_BEFORE.search(before)
    if given:
        return fold(given.group(1)) not in heads
    return (
        _SURNAME_FIRST.match(after) is not None
        and not _ARTICLE_BEFORE.search(before)
        and before[-2:] not in ("’s",)
    )


def has_article(before: str) -> bool:
    """Return whether an article or a preposition that wants a noun is right before."""
    return _ARTICLE_BEFORE.search(before) is not None


def is_long(token: str, before: str) -> bool:
    """Return whether capitals, too long for most acronyms, have an article (``la SOGINORPA``)."""
    return token.isascii() and token.isupper() and 8 < len(token) <= 12 and has_article(before)


def reads_as_acronym(token: str, before: str, after: str) -> bool:
    """Return whether long capitals that read as a word are used as a name.

    ``l'UNITAR`` and ``(UNITAR)`` are; ``UNITAR`` alone might be a shouted word.
    """
    enclosed = before.endswith("(") and after.startswith(")")
    if any(looks_like_word(part) for part in token.split("-")[:-1]) and not enclosed:
        return False  # `EAUX-VIVES`; the last part may be read letter by letter (`CNRS-EHESS`)
    if len(token) < 5 or not looks_like_word(token):
        return True
    if _ARTICLE_BEFORE.search(before) or _CLASS_BEFORE.search(before):
        return True
    if enclosed or _SLASH_BEFORE.search(before) or _SLASH_AFTER.match(after):
        return True
    # Among authors in small letters, the one in capitals is a body.
    cited = _CITED_AFTER.match(after) and _CITED_BEFORE.search(before)
    return bool(cited and (_SMALL_AUTHOR.search(cited.group()) or _SMALL_NEXT.match(after)))


def _is_capitals_word(word: str, known: Callable[[str], bool]) -> bool:
    if fold(word).upper() in SHOUTED_WORDS:
        return True
    if known(word) and not is_roman(word):
        return False
    return not word.isascii() or (len(word) >= 5 and looks_like_word(word))


def _has_shouted_word(line: str, known: Callable[[str], bool]) -> bool:
    return any(_is_capitals_word(match.group(), known) for match in _CAPITALS.finditer(line))
