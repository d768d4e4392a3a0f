"""Forms of a person's name: what stands before and behind the name proper, and what it shares with
a fuller form.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from annotate.french.characters import LOWER, UPPER, fold, plain_typography
from annotate.french.classes import shipped_classes

_FRENCH_PARTICLES = frozenset({"de", "du", "des", "d'", "le", "la", "les"})
_PARTICLES = _FRENCH_PARTICLES | {
    *("von", "van", "der", "den", "di", "da", "del", "dos", "el", "al", "mac", "mc"),
}
_LINKS = frozenset({"de", "du", "des", "von", "van", "der", "dos"})
"""Particles that a surname may be used without: `Brancion` for `de Brancion`."""
_FUNCTION = re.compile(rf"[{LOWER}]{{2,}}(?:-[{LOWER}]+)*\s+")
_GLUED = re.compile(rf"(?<=[{LOWER}])(?=[{UPPER}][{LOWER}])")
_ONE_NAME = re.compile(r"(?:Mac|Mc|De|Le|La|Du|Di|Van|Des|Fitz|O')\Z")
_STRAY = re.compile(r"[_*^~|<>§\\\[\]{}]+\s*|\A[\s(.,;:»'-]+(?=\w)|(?<=\w)\)?[.,;:]*\Z(?<=[^.])")
"""Signs that no name has, and punctuation at its ends; the dot of an abbreviation stays."""
_BEHIND = re.compile(rf"\s*,\s*(?=[{LOWER}]).*\Z|[\s:;,]+\Z", re.DOTALL)


@lru_cache(maxsize=10_000)
def without_titles(text: str) -> str:
    """Return a person's form with plain typography, without civilities and functions before the
    name and what is said of the person behind it, if a name is left.

    Examples
    --------
    >>> without_titles("M. le comte de Brancion"), without_titles("abbé Delestrez, curé de Lens")
    ('de Brancion', 'Delestrez')
    >>> without_titles("docteurCaron"), without_titles("M. LE COMTE DE BRANCION :")
    ('Caron', 'DE BRANCION')
    >>> without_titles("[Caron"), without_titles("Louis _Caron"), without_titles("J. Caron Jr.")
    ('Caron', 'Louis Caron', 'J. Caron Jr.')
    """
    plain = plain_typography(text)
    plain = _STRAY.sub("", plain) or plain
    named = _BEHIND.sub("", plain)
    plain = _parted(named if _has_name(named) else plain)
    shouted = plain.isupper()
    civil = False
    while True:
        match = _civility().match(plain)
        civil = civil or match is not None
        if match is None:
            match = _shouted_title().match(plain) if shouted and civil else _title().match(plain)
        if match is None or not _has_name(plain[match.end() :]):
            return plain
        plain = plain[match.end() :]


def _has_name(text: str) -> bool:
    return any(sign.isupper() for sign in text)


def _parted(plain: str) -> str:
    """Put a space where a word ends in the middle of another (`docteurCaron`)."""
    return _GLUED.sub(lambda found: "" if _ONE_NAME.search(plain[: found.start()]) else " ", plain)


@cache
def _civility() -> re.Pattern[str]:
    return re.compile(rf"{shipped_classes().pattern('CIVILITY')}(?:(?<=\.)\s*|\s+)|M\s+")


@cache
def _title() -> re.Pattern[str]:
    """A function in small letters, with its article; a particle is none."""
    particles = "|".join(sorted(_PARTICLES))
    noun = rf"(?!(?:{particles})\s){_FUNCTION.pattern}"
    rank = shipped_classes().pattern("RANK_IN_NAME")
    return re.compile(rf"(?:(?:le|la|les)\s+|l')?{noun}|{rank}\s+(?=[{UPPER}{LOWER}])")


@cache
def _shouted_title() -> re.Pattern[str]:
    """A title in capitals behind a civility: ``M. LE COMTE DE BRANCION``."""
    titles = shipped_classes().pattern("CAREER_11")
    return re.compile(rf"(?i:(?:le|la)\s+{titles}\s+)")


@lru_cache(maxsize=10_000)
def is_surname(text: str) -> bool:
    """Return whether a person's form may be a surname alone: one word, or a particle and a name.

    Examples
    --------
    >>> is_surname("Caron"), is_surname("de Gaulle"), is_surname("Jean Caron")
    (True, True, False)
    """
    words = person(text).split()
    return len(words) == 1 or (len(words) > 1 and set(words[:-1]) <= _PARTICLES)


@lru_cache(maxsize=10_000)
def person(text: str) -> str:
    """Return a person's form for comparison: without titles, case and accents."""
    return fold(without_titles(text))


def surname_key(text: str) -> str:
    """Return a surname for comparison, without the particles that it may be used without.

    Examples
    --------
    >>> surname_key("M. de Brancion"), surname_key("d'Artois"), surname_key("Le Goff")
    ('brancion', 'artois', 'le goff')
    """
    words = person(text).replace("d'", "de ").replace("-", " ").split()
    while len(words) > 1 and words[0] in _LINKS:
        words = words[1:]
    return " ".join(words)


def surname_keys(full: str, longest: int = 6) -> list[str]:
    """Return the keys of the surnames that a full name may end in, the longest first: that of all
    of it too, which may be written as one word.

    Examples
    --------
    >>> surname_keys("Hugues de Brancion"), surname_keys("Jean Le Goff")
    (['hugues de brancion', 'brancion'], ['jean le goff', 'le goff', 'goff'])
    """
    words = person(full).split()
    ends = range(max(0, len(words) - longest), len(words))
    return list(dict.fromkeys(surname_key(" ".join(words[at:])) for at in ends))


def first_name(full: str) -> str:
    """Return the first name of a full name, folded."""
    words = person(full).split()
    return words[0] if len(words) > 1 else ""


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
