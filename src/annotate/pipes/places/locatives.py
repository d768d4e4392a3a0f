"""Places that the model passed over: countries, regions and great cities after a preposition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotate.document.candidates import Candidate
from annotate.french.characters import LOWER, SPACE, UPPER
from annotate.french.demonyms import Inflection, is_demonym
from annotate.french.word_list import common_words
from annotate.french.words import starts_sentence
from annotate.pipes.gazetteer import Gazetteer
from annotate.rules.matching import RuleSet

# No part of a longer name: no capital after it.
_BY_ITSELF = re.compile(
    rf"(?<![\w&’'/.-])(?:[dlDL]['’])?"
    rf"(?P<name>[{UPPER}][{LOWER}]{{2,}}(?:-[{UPPER}][{LOWER}]+)*)"
    rf"(?![\w’'/-]|\.\w|{SPACE}[{UPPER}])"
)
_FIRST_WORD = re.compile(rf"(?<![\w’'-])(?P<word>[{UPPER}][\w’'-]*){SPACE}$")


def find_locatives(
    text: str, read: Sequence[Candidate], places: Gazetteer, rules: RuleSet
) -> Iterator[Candidate]:
    """Find countries, regions and great cities after a preposition that nobody has read.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    read : sequence of Candidate
        What is known already: nothing is found where it touches one of these.
    places : Gazetteer
        Vouches for a place.
    rules : RuleSet
        Says what makes a place of a name that a list knows: no list names a place by itself.

    Yields
    ------
    Candidate
        LOC, ``gazetteer:world``.

    Examples
    --------
    >>> from pathlib import Path
    >>> from annotate.french.classes import WordClasses
    >>> from annotate.pipes.gazetteer import gazetteer
    >>> from annotate.rules.model import parse_rules
    >>> world = gazetteer([{"form": "Lisbonne", "kind": "ville"}], [])
    >>> text = "Lisbonne attend. Anne Lisbonne part pour Lisbonne et l'Italie."
    >>> table = "id\\taction\\tlabel\\tbefore\\nplaces.locative\\tcontext\\tLOC\\t(pour | à)\\n"
    >>> rules = RuleSet(parse_rules(table, Path("places.tsv"), WordClasses({})))
    >>> [found.text(text) for found in find_locatives(text, [], world, rules)]
    ['Lisbonne']
    """
    taken = bytearray(len(text))
    for one in read:
        taken[one.start : one.end] = b"\x01" * (one.end - one.start)
    for match in _BY_ITSELF.finditer(text):
        start, end = match.span("name")
        if taken[start] or taken[end - 1] or not places.is_major(text[start:end]):
            continue
        if not rules.holds("places.locative", text, start, end):
            continue
        before = text[max(0, match.start() - 24) : match.start()]
        # « quatre Lensois » are people, « en Valais » is a place.
        if is_demonym(text[start:end], Inflection.MASCULINE_SINGULAR) and not rules.holds(
            "places.in_country", text, match.start(), end
        ):
            continue
        first = _FIRST_WORD.search(before)
        # A capital there that the start of the sentence explains belongs to no name.
        if first is not None and first["word"].lower() not in common_words():
            low = match.start() - len(before)
            word = first.span("word")
            if not rules.holds("places.opener", text, low + word[0], low + word[1]):
                continue
        if starts_sentence(text, start) and text[start:end].lower() in common_words():
            continue
        yield Candidate(start, end, "LOC", "gazetteer:world")
