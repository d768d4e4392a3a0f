"""What is no date: quantities, numbered things, pages, references, names, streets.

Two kinds of rules. Some look at what is around a number that a reader is about to take for a
year; they see at most a line's worth of text, so they cost a bounded time. The others read
something that is not a date (``7 500``, a telephone number, a web address), so that the scanner
steps over it as a whole.
"""

from __future__ import annotations

import re

from annotate.french.characters import LOWER, UPPER
from annotate.french.demonyms import Inflection, is_demonym
from annotate.pipes.dates import words
from annotate.pipes.dates.match import DateMatch, false_positive
from annotate.pipes.dates.patterns import APOSTROPHE, DASH, GAP, MAYBE_GAP

#: How far back a rule looks, in code points.
WINDOW = 32

_UNIT = re.compile(
    rf"{MAYBE_GAP}(?:[€$£%‰°²³]|[x×]{MAYBE_GAP}[0-9]|(?:{words.any_of(words.UNITS)})(?![\w’'])|F(?=[\s.,;)]))"
)
_WORD = re.compile(rf"{GAP}([^\W\d_]{{3,25}})(?![\w’'])")

#: Numbered things: what is before makes the number a name, a page, an article of law.
_NUMBERED = re.compile(
    rf"""(?:\b(?:n°s?|nº|n[o°]s?\.?|numéros?|pp?\.|pages?|p(?=\s)|art\.|articles?|lois?|décrets?
    |directives?|règlements?|circulaires?|ISO|NF|EN|UMR|UR|BP|CS|RD|RN|RF|CD|tél\.?|vol\.|tome|t\.
    |chap\.|chapitres?|fosses?|puits|lots?|lignes?|bus|code|réf\.?|cotes?|ms\.|folios?|f°|fol\.
    |routes?\s(?:nationales?|départementales?)|(?:la|les|l['’])\s?[ADN](?=\s)
    |fig\.|figures?|tableaux?|versets?|versions?|Windows|Office|Agenda|Natura|Horizon|Objectif
    |type|modèle|Boeing|Airbus|Peugeot|Renault|Citroën|ISBN|ISSN|série|dossiers?|formulaire|cerfa
    |arrêts?|[Rr]ésolutions?|chambre|salle|bureau|CEDEX|cedex|zone|secteur|parcelles?|stations?|canal)\W{{0,2}}
    |[€$£\#×*+=]{MAYBE_GAP}|\b[xv]{GAP}|[#@])\Z""",
    re.VERBOSE,
)
#: Counting: what is before makes the number a quantity, unless a preposition of time does not.
_COUNTED = re.compile(
    rf"\b(?:environ|quelques?|presque|(?:plus|moins|près|total|nombre|somme|coût){GAP}de"
    rf"|au{GAP}(?:moins|plus)|[lLsSnvmcCtT]es|leurs|nos|vos|à|par|fois|soit|seulement"
    rf"|jusqu{APOSTROPHE}à|compt(?:e|ait|aient|ent)|emploi(?:e|yait|ient|yaient){GAP}?){GAP}\Z"
)
#: Glued on the left: part of a longer code, path or number; ``post-1945`` and the like are years.
_GLUED_LEFT = re.compile(r"(?:[\w)][-‐‑.,/:_]|[-_/=&#@\\])\Z")
_GLUED_PREFIX = re.compile(
    r"(?:\b(?:mi|post|pré|entre|avant|après|début|fin|années?)[-‐‑])\Z", re.I
)
_GLUED_RIGHT = re.compile(r"[-‐‑–/_@\\:.,][0-9A-Za-z_]|[@_=]")
_GLUED_RIGHT_FINE = re.compile(r"[,:.;–-][A-Za-z]|[-‐‑](?:début|fin|mi)\b|:[0-9]")

_STREET = re.compile(
    rf"\b(?:rue|avenue|boulevard|bd|place|square|stade|impasse|allée|quai|esplanade|lycée|collège"
    rf"|résidence|cité|faubourg){GAP}du{GAP}\Z",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(rf"(?:\b[{UPPER}][\w’'-]{{0,20}}[{LOWER}.]|\b[A-Z]\.){GAP}\Z")
_PARTICIPLE_LEFT = re.compile(
    rf"\b(?:[aA]|as|ai|ont|avons|avez|av(?:ais|ait|aient|ions|iez)|aur\w{{1,5}}|eu[ts]?|eurent"
    rf"|ayant|avoir|ait|aient|eût|soit)(?:{GAP}(?:\w{{1,14}})){{0,2}}{GAP}\Z"
)

_NUMBER = r"[0-9]{1,6}(?:[^\S\n][0-9]{3}(?![0-9])|[.,][0-9]{1,3}){0,3}"
_DECOYS = [
    re.compile(pattern)
    for pattern in (
        r"[0-9]{1,3}(?:[^\S\n][0-9]{3}){1,4}(?![0-9])",
        r"[0-9]{1,3}(?:[.,][0-9]{1,9}){1,5}(?![0-9/])",
        r"0[0-9](?:[ .\u00a0\u202f-][0-9]{2}){4}(?![0-9])",
        r"[0-9]{1,4}(?![a-e][,;:)])[A-Za-zÀ-ÿ_]\w{0,40}",
    )
]
_AMOUNT_RANGE = re.compile(
    rf"{_NUMBER}(?:{GAP}(?P<word>à|ou|voire|et){GAP}|{DASH})(?P<last>{_NUMBER})"
)
_BETWEEN = re.compile(rf"\b(?:d{APOSTROPHE})?[Ee]ntre{GAP}\Z")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S{0,500}")


def before(text: str, start: int) -> str:
    """Return the few code points before `start`, for the rules that look back."""
    return text[max(0, start - WINDOW) : start]


def unit_follows(text: str, end: int) -> bool:
    """Return whether a unit of the closed list is after a number (``2000 euros``)."""
    return bool(_UNIT.match(text, end))


def quantity_follows(text: str, end: int) -> bool:
    """Return whether what is counted is after a number: a unit, a plural, inhabitants."""
    if unit_follows(text, end):
        return True
    word = _WORD.match(text, end)
    if not word:
        return False
    follower = word[1]
    if follower[0].islower():
        return follower[-1] in "sx" and follower not in words.NO_PLURALS
    return is_demonym(follower, Inflection.PLURAL)


def is_numbered(left: str) -> bool:
    """Return whether the words before a number make it a page, a road, a law, a product."""
    return bool(_NUMBERED.search(left))


def is_counted(left: str) -> bool:
    """Return whether the words before a number make it a quantity (``environ 1900``)."""
    return bool(_COUNTED.search(left))


def is_glued(text: str, start: int, end: int) -> bool:
    """Return whether a number is part of a longer code, path, number or address."""
    left = text[max(0, start - 8) : start]
    if _GLUED_LEFT.search(left) and not _GLUED_PREFIX.search(left):
        return True
    return bool(_GLUED_RIGHT.match(text, end)) and not _GLUED_RIGHT_FINE.match(text, end)


def in_street(left: str) -> bool:
    """Return whether a day is the name of a street (``rue du 8 mai 1945``)."""
    return bool(_STREET.search(left))


def follows_a_name(left: str) -> bool:
    """Return whether a capitalised word is right before (``Pierre Avril``)."""
    return bool(_NAME_BEFORE.search(left))


def is_participle(left: str) -> bool:
    """Return whether ``été`` is the participle of ``être`` there (``ils ont été 2012``)."""
    return bool(_PARTICIPLE_LEFT.search(left))


def between(left: str) -> bool:
    """Return whether ``entre`` is right before."""
    return bool(_BETWEEN.search(left))


def read_false_positive(text: str, start: int, _licensed: bool) -> DateMatch | None:
    """Read a number that is no date whatever is around it."""
    for decoy in _DECOYS:
        if match := decoy.match(text, start):
            return false_positive(start, match.end())
    amounts = _AMOUNT_RANGE.match(text, start)
    if not amounts or not quantity_follows(text, amounts.end()):
        return None
    # ``en 1996 et 300 salariés`` is a year and a quantity.
    coordinated = amounts["word"] == "et" and not between(before(text, start))
    return None if coordinated else false_positive(start, amounts.end())


def read_address(text: str, start: int, _licensed: bool) -> DateMatch | None:
    """Read a web address, whose figures are no dates."""
    match = _ADDRESS.match(text, start)
    return false_positive(start, match.end()) if match else None
