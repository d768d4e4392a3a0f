"""Whether what has the shape of an acronym is one where it is.

Headings in capitals, shouted words, initials and surnames of people, roman numerals, units and
roads are distinguished from acronyms by their neighbours. Every look around is bounded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from annotate.french.characters import LOWER, UPPER, fold
from annotate.pipes.acronyms.lexicon import AcronymLexicon
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
from annotate.rules.matching import Place, RuleSet, Tests

_SIDE = 60
_CAPITALS = re.compile(rf"[{UPPER}]{{2,}}")
_NUMBER_AFTER = re.compile(r"\.\s?\d")
_WORD_BEFORE = re.compile(
    rf"([{UPPER}{LOWER}]+)(?:[’' \u00a0-]|[ \u00a0][LDNSCMTJ][’']|[ \u00a0][À&][ \u00a0])\Z"
)
_WORD_AFTER = re.compile(rf"[ \u00a0-]([{UPPER}{LOWER}]+)")
_NAME_BEFORE = re.compile(rf"([{UPPER}][{LOWER}]{{2,14}})(?:-[{UPPER}][{LOWER}]{{1,14}})?\s\Z")


@dataclass(frozen=True, slots=True)
class Use:
    """A place in a text where an acronym may be, and the rules about what is around it.

    Attributes
    ----------
    text : str
        The text.
    start, end : int
        Code points, half-open.
    rules : RuleSet
        The rules of ``acronyms.tsv``.
    tests : mapping
        What :func:`heads_test` gives.
    """

    text: str
    start: int
    end: int
    rules: RuleSet
    tests: Tests

    def holds(self, rule: str) -> bool:
        """Return whether a rule, or one of a family, holds there."""
        return self.rules.holds(rule, self.text, self.start, self.end, self.tests)

    @property
    def before(self) -> str:
        """What is before it, 60 code points at most."""
        return self.text[max(0, self.start - _SIDE) : self.start]

    @property
    def after(self) -> str:
        """What is behind it, 60 code points at most."""
        return self.text[self.end : self.end + _SIDE]


def heads_test(lexicon: AcronymLexicon) -> Tests:
    """Return the test whether the word before a place begins long forms of acronyms."""

    def is_head(place: Place) -> bool:
        floor = max(0, place.start - _SIDE)
        name = _NAME_BEFORE.search(place.text, floor, place.start)
        return name is not None and fold(name[1]) in lexicon.heads

    return {"LONG_FORM_HEAD": is_head}


def is_excluded(token: str, use: Use) -> bool:
    """Return whether `token` is a unit, a road, a numeral or a part of an address where it is.

    These hold whatever the text or the lexicon says the letters mean elsewhere.
    """
    if (
        token in FORMULAS
        or is_road(token, use.after)
        or (token in ABBREVIATED and _NUMBER_AFTER.match(use.text, use.end))
        or use.holds("acronyms.address")
    ):
        return True
    if token.upper() in UNITS and use.holds("acronyms.unit"):
        return True
    if is_roman(token):
        return not token.isupper() or use.holds("acronyms.numeral")
    return use.holds("acronyms.civility")


def is_initials(token: str, use: Use) -> bool:
    """Return whether capitals with full stops are the initials of a person (``J.R.R. Tolkien``)."""
    if is_dotted(token):
        if use.holds("acronyms.abbreviation"):
            return True
        if token.count(".") < 3 or use.holds("acronyms.initials"):
            return not use.holds("acronyms.article")
        return False
    return len(token) == 2 and token[0] == "J" and use.holds("acronyms.initials")


def is_shouted(token: str, use: Use, known: Callable[[str], bool]) -> bool:
    """Return whether `token` is a word of a heading or of a passage written in capitals.

    Neighbours that are `known` acronyms are no words.
    """
    if is_dotted(token):
        return False
    before, after = use.before, use.after
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


def is_proper_name(token: str, use: Use) -> bool:
    """Return whether capitals that read as a word are a surname or a town (``à LENS``)."""
    return looks_like_word(token) and use.holds("acronyms.surname")


def is_long(token: str) -> bool:
    """Return whether capitals are too long for most acronyms, and not for all (``SOGINORPA``)."""
    return token.isascii() and token.isupper() and 8 < len(token) <= 12


def reads_as_acronym(token: str, use: Use) -> bool:
    """Return whether long capitals that read as a word are used as a name.

    ``l'UNITAR`` and ``(UNITAR)`` are; ``UNITAR`` alone might be a shouted word.
    """
    text = use.text
    enclosed = text[use.start - 1 : use.start] == "(" and text[use.end : use.end + 1] == ")"
    if any(looks_like_word(part) for part in token.split("-")[:-1]) and not enclosed:
        return False  # `EAUX-VIVES`; the last part may be read letter by letter (`CNRS-EHESS`)
    if len(token) < 5 or not looks_like_word(token) or enclosed:
        return True
    # Among authors in small letters, the one in capitals is a body.
    families = ("article", "class", "slash", "cited")
    return any(use.holds(f"acronyms.{family}") for family in families)


def _is_capitals_word(word: str, known: Callable[[str], bool]) -> bool:
    if fold(word).upper() in SHOUTED_WORDS:
        return True
    if known(word) and not is_roman(word):
        return False
    return not word.isascii() or (len(word) >= 5 and looks_like_word(word))


def _has_shouted_word(line: str, known: Callable[[str], bool]) -> bool:
    return any(_is_capitals_word(match.group(), known) for match in _CAPITALS.finditer(line))
