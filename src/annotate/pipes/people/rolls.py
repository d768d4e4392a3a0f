"""The people of a list that a civility in the plural opens: « MM. MERLON, de CHASTEL et ROUX ».

Minutes of councils part them by dashes as well: « Mmes BAIL – ROUX – Mrs MERLON ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from annotate.document.candidates import Candidate
from annotate.french.characters import SPACE, UPPER
from annotate.french.classes import WordClasses

RULE = "rule:people.roll"


def roll_calls(text: str, classes: WordClasses) -> Iterator[Candidate]:
    """Yield those whom a civility in the plural names after the first.

    The list ends with whoever « et » joins, at an office, and where no name follows the comma.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    classes : WordClasses
        Words by class.

    Examples
    --------
    >>> from annotate.french.classes import shipped_classes
    >>> text = "Présents : MM. MERLON, de CHASTEL et ROUX, Mmes BAIL, Adjointe."
    >>> [one.text(text) for one in roll_calls(text, shipped_classes())]
    ['de CHASTEL', 'ROUX']
    >>> text = "Absents : Mmes BAIL – ROUX - LEROY"
    >>> [one.text(text) for one in roll_calls(text, shipped_classes())]
    ['ROUX', 'LEROY']
    """
    opening, member, beyond = _patterns(
        classes.pattern("CIVILITY_PLURAL", SPACE),
        classes.pattern("PARTICLE", SPACE),
        classes.pattern("CAPITAL_OFFICE"),
    )
    for opened in opening.finditer(text):
        at, last = opened.end(), ""
        while (found := member.match(text, at)) and "et" not in last:
            if (at > opened.end()) != bool(found["join"]):
                break
            # ``people.civility`` finds the first; the model reads « Roux de Lens ».
            if found["join"] and not beyond.match(text, found.end()):
                yield Candidate(*found.span("name"), "PER", RULE)
            at, last = found.end(), found["join"] or ""


@cache
def _patterns(plural: str, particle: str, office: str) -> tuple[re.Pattern[str], ...]:
    """Return what opens a list, what one member of it is, and how a name goes on behind it."""
    word = rf"[{UPPER}][\w’'-]*\w"
    name = (
        rf"(?:{particle}(?:(?<=['’])|{SPACE}))?{word}(?:{SPACE}(?!{office}s?(?!\w)){word}){{0,2}}"
    )
    return (
        re.compile(rf"(?<!\w){plural}(?:{SPACE}et{SPACE}{plural})?{SPACE}"),
        re.compile(
            rf"(?P<join>{SPACE}?,{SPACE}?|{SPACE}[–-]{SPACE}|{SPACE}et{SPACE})?"
            rf"(?!{office}(?!\w)|{plural}{SPACE})"
            rf"(?P<name>{name})"
        ),
        re.compile(rf"{SPACE}{particle}(?:(?<=['’])|{SPACE})[{UPPER}]"),
    )
