"""Sentences that begin without a full stop before them: after a heading, at an item of a list.

Texts that lost their line breaks have them: the heading runs into its paragraph, an item into the
next. Only shapes that are rare in running French count. The rules are kept for what they gain: F1
of sentence ends on the development text of UD Sequoia rises from 91.6 to 96.4 (on the half that no
rule was written on, from 89.0 to 95.2), on that of GSD from 98.3 to 99.2 (98.6 to 99.1), and no
false end is added on either. On ParisStories and on the texts of ``corpus/``, which have their line
breaks, nothing changes. In 3,000 other texts they add 400 ends to 15,900; of 90 drawn at random
nine in ten were right. ``benchmarks/sentences.py --halves`` measures sets and halves.
"""

from __future__ import annotations

import re
from itertools import takewhile
from typing import NamedTuple

from annotate.french.characters import BLANK, LOWER, UPPER
from annotate.french.classes import shipped_classes

_CLASSES = shipped_classes()
_CLAUSE_OPENERS = _CLASSES.words("CLAUSE_OPENER")
_DETERMINERS = _CLASSES.words("DETERMINER_OPENER")
_OPENERS = (
    _CLAUSE_OPENERS
    | _DETERMINERS
    | _CLASSES.words("OTHER_OPENER")
    | _CLASSES.words("CLAUSE_OPENING_FIRST")
)
_ELIDED = _CLASSES.words("ELIDED_OPENER")
_SECTIONS = _CLASSES.words("SECTION_TITLE")
_UNFINISHED = _CLASSES.words("CLAUSE_CANNOT_END") | _CLASSES.words("NAMING_NOUN")
_MONTH = _CLASSES.pattern("MONTH")
_SURE_OPENING = re.compile(
    rf"{_CLASSES.pattern('BEFORE_DATE_OPENING')} (?:{_MONTH}|1\d\d\d|20\d\d)\b"
    rf"|Le \d{{1,2}}(?:er)? {_MONTH}|{_CLASSES.pattern('CLAUSE_OPENING', ' ')}\b"
    rf"|{_CLASSES.pattern('CLAUSE_CONJUNCTION')} {_CLASSES.pattern('SUBJECT_PRONOUN')}\b"
    rf"|{_CLASSES.pattern('ELIDED_CLAUSE_OPENING')}"
    rf"|{_CLASSES.pattern('NUMBER_OPENING')} {_CLASSES.pattern('DURATION')}\b"
)
_VERB = (
    rf"(?:{_CLASSES.pattern('FINITE_VERB')}|[ns]['’]\w+"
    rf"|\w{{2,}}{_CLASSES.pattern('PLURAL_VERB_ENDING')})"
)
_WORD = re.compile(r"\w+")
_AS_CLAUSE = re.compile(rf"(?:['’]|[{BLANK}]+)[{LOWER}\d]")
_UP_TO_VERB = re.compile(rf"[\w’'()/{BLANK}-]{{2,90}}?[{BLANK}]{_VERB}[{BLANK}]")
_BULLETS = re.compile(rf"[.:;!?][{BLANK}]+-[{BLANK}]+\w")
_ITEM = re.compile(rf"-[{BLANK}]+[\w^(«\"]")
_TITLE_CASE = re.compile(rf"[{UPPER}][{LOWER}’'][\w’']*[{BLANK}]+[{LOWER}]")
_HEADING = re.compile(
    rf"[{UPPER}]{{2}}(?=[^{LOWER}]{{24}})(?:[^{LOWER}{BLANK}\d.,;:]*[{BLANK}]+){{4}}"
)
_MANNER = re.compile(rf"[{UPPER}][{LOWER}]+ment,")
_LABEL = re.compile(
    rf"{_CLASSES.pattern('SECTION_TITLE', ' ')}[{BLANK}]+-[{BLANK}]"
    rf"|{_CLASSES.pattern('FIELD_LABEL')}[{BLANK}]*:"
)
"""A heading before a list, or the label of a field."""

_MEASURE = re.compile(r"\d[ \u00a0\u202f]?(?:mm|cm|km|ha|mg|kg|g|ml|cl|l|%)$")
_TABLE_WORD = re.compile(rf"[{UPPER}][{LOWER}]{{3,}}[{BLANK}]+[{LOWER}(]")
_NUMBER_OF_ITEM = re.compile(r"(?:^|[\s(\[])(?:\w|\d\d|[ivx]{2,4})$")
_LONGEST_SECTION = max(map(len, _SECTIONS))
_CAPITALS = 80
"""How much of a heading in capitals is looked at, in code points; it must have 12 letters."""


def opens_clause(text: str, place: int) -> bool:
    """Return whether a capital at a place opens a clause: a word that does, and then lower case.

    Examples
    --------
    >>> opens_clause("Les faits", 0), opens_clause("Le Havre", 0), opens_clause("L’idée", 0)
    (True, False, True)
    """
    word = _WORD.match(text, place)
    return word is not None and _is_clause(text, word, _OPENERS)


def _is_clause(text: str, word: re.Match[str], words: frozenset[str]) -> bool:
    if word[0] not in words or (
        word[0] in _ELIDED and text[word.end() : word.end() + 1] not in "'’"
    ):
        return False
    return _AS_CLAUSE.match(text, word.end()) is not None


def has_bullets(text: str) -> bool:
    """Return whether hyphens are bullets: two of them follow stops, as hyphens of names never do.

    Examples
    --------
    >>> has_bullets("Deux ports : - Lens ; - Douai"), has_bullets("Nord - Pas de Calais")
    (True, False)
    """
    found = _BULLETS.finditer(text)
    return next(found, None) is not None and next(found, None) is not None


class OpenSentence(NamedTuple):
    """A sentence whose end is not found yet.

    Attributes
    ----------
    text : str
        The whole text.
    start, first : int
        Where the sentence begins, and where its first letter or digit is.
    bullets : bool
        Whether hyphens are bullets in this text.
    """

    text: str
    start: int
    first: int
    bullets: bool

    @property
    def is_item(self) -> bool:
        """Return whether it begins with a bullet itself."""
        return self.text[self.start : self.first].lstrip().startswith("-")

    def is_section(self, at: int) -> bool:
        """Return whether all of it, up to a place, is a common heading."""
        return at - self.first <= _LONGEST_SECTION and self.text[self.first : at] in _SECTIONS

    def last_word(self, at: int) -> str:
        """Return its last word before a place, in lower case and without elided words."""
        part = self.text[max(self.first, at - 40) : at]
        words = part.replace("’", " ").replace("'", " ").split()
        return words[-1].lower() if words else ""


def begins_after_mark(sentence: OpenSentence, at: int, place: int) -> bool:
    """Return whether another sentence begins after `;`, or after a closing bracket or quote.

    Parameters
    ----------
    sentence : OpenSentence
        The sentence before.
    at, place : int
        Where the mark is, and what follows it.

    Examples
    --------
    >>> begins_after_mark(OpenSentence("Il date ; Les élus votent.", 0, 0, False), 8, 10)
    True
    >>> begins_after_mark(OpenSentence("Il date ; Lens vote.", 0, 0, False), 8, 10)
    False
    """
    text = sentence.text
    if text[place] == "-":
        return _is_next_item(sentence, at + 1, place)
    if text[at] == ";":
        while text[place : place + 1] in ("«", '"', "“", " ", "\u00a0"):
            place += 1
        word = _WORD.match(text, place)
        sure = word is not None and word[0] in _CLAUSE_OPENERS
        sure = sure or _MANNER.match(text, place) is not None
        return sure or opens_clause(text, place) or _HEADING.match(text, place) is not None
    if text[at] in ")]" and _NUMBER_OF_ITEM.search(text, max(0, at - 6), at):
        return False
    return opens_clause(text, place)


def begins_after_word(sentence: OpenSentence, at: int, place: int) -> bool:
    """Return whether another sentence begins after a word or `:`, with only space between.

    Parameters
    ----------
    sentence : OpenSentence
        The sentence before.
    at, place : int
        Where the space begins, and what follows it: a capital or a hyphen.

    Examples
    --------
    >>> begins_after_word(OpenSentence("- Le port de Lens - Le canal", 0, 2, False), 17, 18)
    True
    >>> begins_after_word(OpenSentence("Nord - Pas de Calais", 0, 0, False), 4, 5)
    False
    >>> begins_after_word(OpenSentence("La fin du jour Les puits ont fermé.", 0, 0, False), 14, 15)
    True
    """
    text = sentence.text
    if text[place] == "-":
        return _is_next_item(sentence, at, place)
    if text[at - 1] == ":":
        return False
    if sentence.is_section(at) and opens_clause(text, place):
        return True
    if _changes_capitals(sentence, at, place):
        return True
    if _LABEL.match(text, place) or _follows_measure(text, at, place):
        return True
    return _begins_clause(sentence, at, place)


def _follows_measure(text: str, at: int, place: int) -> bool:
    """Return whether a row of a table ends before a capital: `Eau plate 50 cl Carafe (verre)`."""
    if _MEASURE.search(text, max(0, at - 12), at) is None:
        return False
    return _TABLE_WORD.match(text, place) is not None


def _is_next_item(sentence: OpenSentence, at: int, place: int) -> bool:
    """Return whether a hyphen is a bullet: after `:`, after a heading, or after another item."""
    if not _ITEM.match(sentence.text, place):
        return False
    if sentence.is_item or sentence.text[at - 1] == ":" or sentence.is_section(at):
        return True
    return sentence.bullets


def _changes_capitals(sentence: OpenSentence, at: int, place: int) -> bool:
    """Return whether a heading in capitals ends or begins here: `FORME ET DOSE Le port`."""
    text = sentence.text
    if text[at - 2 : at].isupper():
        if not _TITLE_CASE.match(text, place):
            return False
        words = text[max(sentence.first, at - _CAPITALS) : at].split()
        shouted = list(takewhile(str.isupper, reversed(words)))
        return len(shouted) > 1 and sum(map(len, shouted)) > 11
    heading = _HEADING.match(text, place)
    return heading is not None and sentence.last_word(at) not in _UNFINISHED


def _begins_clause(sentence: OpenSentence, at: int, place: int) -> bool:
    text = sentence.text
    word = _WORD.match(text, place)
    if word is None or word[0] not in _OPENERS:
        return False
    if word[0] in _DETERMINERS and _is_clause(text, word, _DETERMINERS):
        opens = _UP_TO_VERB.match(text, word.end()) is not None
    else:
        opens = _is_clause(text, word, _CLAUSE_OPENERS)
    opens = opens or _SURE_OPENING.match(text, place) is not None
    return opens and sentence.last_word(at) not in _UNFINISHED
