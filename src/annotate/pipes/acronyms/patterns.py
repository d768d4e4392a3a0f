"""What looks like an acronym: its letters, its plural, its dots, the digits glued after it.

Everything here looks at one token. What is around the token is judged in
:mod:`annotate.pipes.acronyms.context`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotate.french.characters import LOWER, UPPER, fold
from annotate.french.classes import shipped_classes

# A capital, a few small letters at most, then a second capital, a digit or an ampersand; or
# capitals with full stops. Ordinary words (one capital) never match, which keeps the scan fast.
_TOKEN = re.compile(
    rf"(?<![\w.&@#])(?:(?:[{UPPER}]\.){{2,10}}(?:[{UPPER}](?!\w))?"
    rf"|[{UPPER}][{LOWER}]{{0,4}}[{UPPER}\d&][\w&]{{0,14}}(?![\w&]))"
)
_DOTTED = re.compile(rf"(?:[{UPPER}]\.){{2,10}}[{UPPER}]?\Z")
_ROMAN = re.compile(r"(?=.)M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})\Z")
_ROMAN_SUFFIX = re.compile(
    r"([IVXLCDM]+)(?:e|es|er|ers|re|ère|nd|nde|ème|èmes|ᵉ|ᵉʳ|(?<=[IVX])[a-h])\Z"
)
_HUNDREDS = re.compile("[DM]")
_YEAR = re.compile(r"(?:MM|M(?=.{3})(?:CM|DC{0,3}|C{1,3}))[CXLIV]*\Z")
_INNER_DIGIT = re.compile(rf"[{UPPER}][{UPPER}{LOWER}]{{0,3}}\d[{UPPER}{LOWER}]{{1,3}}\Z")
_VOWELS = frozenset("AEIOUY")

_CLASSES = shipped_classes()

# Words cut short in capitals, before a number.
ABBREVIATED = _CLASSES.words("CUT_SHORT")
# A full stop may end the sentence: its number must not be followed by the next one.
_NUMBER_BEHIND = re.compile(
    rf"(?:\.\d{{1,3}}(?:-\d{{1,4}}){{0,3}}(?![\w-])(?!\s+[{UPPER}])|-(?:\d{{1,3}}|[A-Z])(?![\w-]|[.,]\d))"
)

# Symbols of chemistry and measure: they look like acronyms and are not.
FORMULAS = _CLASSES.words("FORMULA")
UNITS = _CLASSES.words("UNIT_SYMBOL")
# Words that somebody may write in capitals: no definition and no shape makes acronyms of them.
SHOUTED_WORDS = _CLASSES.words("SHOUTED_WORD")
_ROADS = _CLASSES.words("ROAD_LETTERS")


def tokens(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of `text` that may be acronyms, glued digits included.

    Yields
    ------
    tuple of int
        Start and end, in code points, half-open, in order, never overlapping.

    Examples
    --------
    >>> text = "Le SAMZAL5, la S.N.C.F. et Paris"
    >>> [text[s:e] for s, e in tokens(text)]
    ['SAMZAL5', 'S.N.C.F.']
    """
    for match in _TOKEN.finditer(text):
        yield match.start(), match.end()


def without_digits(token: str) -> str:
    """Return `token` without the digits glued after it (the call of a note, as a rule).

    Examples
    --------
    >>> without_digits("SAMZAL5"), without_digits("Cd2e"), without_digits("CDF¹")
    ('SAMZAL', 'Cd2e', 'CDF')
    """
    end = len(token)
    while end and token[end - 1].isdigit():
        end -= 1
    return token[:end]


def numbered_end(text: str, start: int, end: int) -> int:
    """Return where an acronym ends whose number is part of it, else `end`.

    A number after a full stop or a hyphen (``WP.29``, ``HCFC-22``) or of a shape that no call of
    a note has, four figures or a nought first (``GRSP4205``, ``CS021``), is the acronym's own.

    Examples
    --------
    >>> [numbered_end(t, 0, 2) for t in ("WP.29 et", "WP.29. Le", "AC.3 Le", "RD.943", "PP.12")]
    [5, 5, 2, 2, 2]
    """
    token = text[start:end]
    if not token.isupper() or not token.isalnum():
        return end
    digits = token[len(without_digits(token)) :]
    if digits:
        return end
    number = _NUMBER_BEHIND.match(text, end)
    if not number or token in _ROADS or token in ABBREVIATED or is_roman(token):
        return end
    return number.end()


def has_own_digits(token: str) -> bool:
    """Return whether the digits glued after `token` cannot be the call of a note.

    Examples
    --------
    >>> has_own_digits("GRSP4205"), has_own_digits("CS021"), has_own_digits("SAMZAL5")
    (True, True, False)
    """
    digits = token[len(without_digits(token)) :]
    return digits.isdecimal() and (digits[0] == "0" or len(digits) == 4)


def key(token: str) -> str:
    """Return what two forms of one acronym share: no dots, no plural, no accents, capitals.

    Examples
    --------
    >>> key("S.N.C.F."), key("HBNPCs"), key("SCoT"), key("ÉNA")
    ('SNCF', 'HBNPC', 'SCOT', 'ENA')
    """
    bare = token.replace(".", "")
    if len(bare) > 2 and bare[-1] == "s" and bare[:-1].isupper():
        bare = bare[:-1]
    return fold(bare).upper()


def is_dotted(token: str) -> bool:
    """Return whether `token` is capitals with full stops, such as ``S.N.C.F.``."""
    return _DOTTED.match(token) is not None


def is_roman(token: str) -> bool:
    """Return whether `token` is a roman numeral, ordinal ending included.

    Examples
    --------
    >>> is_roman("XIXe"), is_roman("CCI"), is_roman("MDCCXC"), is_roman("CDV"), is_roman("CDD")
    (True, True, True, False, False)
    """
    suffixed = _ROMAN_SUFFIX.match(token)
    bare = suffixed.group(1) if suffixed else token
    if _ROMAN.match(bare) is None:
        return False
    # Nobody numbers anything from 400 on in Roman figures but years, and those begin with M.
    return not _HUNDREDS.search(bare) or len(bare) == 1 or _YEAR.match(bare) is not None


def is_short_form(token: str) -> bool:
    """Return whether a text may define `token` as an acronym.

    Wider than what is taken for an acronym without a definition: ``ProFi`` and ``CdF`` may be
    defined, and a definition is what distinguishes them from ``DuPont``.

    Examples
    --------
    >>> [is_short_form(t) for t in ("Cd2e", "ProFi", "I-ACT", "Unesco", "A21", "J.-P.")]
    [True, True, True, False, False, False]
    """
    letters = sum(c.isalpha() for c in token)
    capitals = sum(c.isupper() for c in token)
    if not 2 <= letters <= 12 or not (token[0].isupper() or token[0].isdigit()):
        return False
    if (token.isupper() and fold(token).upper() in SHOUTED_WORDS) or (
        "." in token and not is_dotted(token)
    ):
        return False
    return capitals >= 2 or _INNER_DIGIT.match(token) is not None


def is_plain_shape(token: str) -> bool:
    """Return whether `token`, alone, has the shape of an acronym nobody defines.

    Capitals without accents, a plural or one small letter after them (``PLUi``), more capitals
    than small letters (``SCoT``), or a digit between letters (``Cd2e``).

    Examples
    --------
    >>> [is_plain_shape(t) for t in ("SGAR", "PLUi", "SCoT", "Cd2e", "R&D", "S.N.C.F.")]
    [True, True, True, True, True, True]
    >>> [is_plain_shape(t) for t in ("DuPont", "TRÈS", "XIXe", "CO2", "PARLEMENT", "MacMahon")]
    [False, False, False, False, False, False]
    """
    if is_dotted(token):
        return True
    folded = key(token)
    if not token.isascii() or is_roman(token) or folded in FORMULAS:
        return False
    if token.isupper() and folded in SHOUTED_WORDS:
        return False
    if _INNER_DIGIT.match(token):
        return True
    bare = token.replace("&", "")
    if not bare.isalpha() or len(token) > 9:
        return False
    capitals = sum(c.isupper() for c in bare)
    if len(token) > 8 or capitals <= len(bare) - capitals:
        return False
    return capitals >= 2


def looks_like_word(token: str) -> bool:
    """Return whether capitals read as a word (``DUPONT``, ``UNITAR``) rather than letter by letter.

    Examples
    --------
    >>> [looks_like_word(t) for t in ("MINES", "DUPONT", "CERDD", "HBNPC", "SNCF", "VTT")]
    [True, True, False, False, False, False]
    """
    letters = fold(token).upper()
    if len(letters) < 4 or not letters.isalpha():
        return False
    shape = "".join("v" if c in _VOWELS else "c" for c in letters)
    if "cccc" in shape or "vvvv" in shape or letters[-2:] in ("DD", "GG", "HH", "MM", "PP", "TT"):
        return False
    return 0.25 <= shape.count("v") / len(shape) <= 0.75


def is_road(token: str, after: str) -> bool:
    """Return whether `token` and the characters `after` it name a road (``RD 943``, ``A21``)."""
    core = without_digits(token)
    if len(core) < len(token):
        # The groups of states (``G20``) are no roads.
        return (len(core) == 1 and core != "G") or core in _ROADS
    return token in _ROADS and re.match(r"[ \u00a0\u202f.-]?\d", after) is not None
