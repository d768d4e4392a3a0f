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

# No part of a longer name: no capital after it.
_BY_ITSELF = re.compile(
    rf"(?<![\w&’'/.-])(?:[dlDL]['’])?"
    rf"(?P<name>[{UPPER}][{LOWER}]{{2,}}(?:-[{UPPER}][{LOWER}]+)*)"
    rf"(?![\w’'/-]|\.\w|{SPACE}[{UPPER}])"
)
_IN_IT = re.compile(r"\b(?:[Ee]n|[Ll]e|du|au)\s$")
_LOCATIVE = re.compile(
    r"(?:\b(?:[àÀA]|[Aa]ux?|[Ee]n|[Vv]ers|[Pp]our|[Dd]ans|[Dd]epuis|[Ee]ntre|[Ss]ur|[Dd]e|[Dd]u|"
    r"(?:[Jj]usqu['’])(?:à|en|aux?))\s(?:l[ae]s?\s|l['’])?|\b[Dd]['’])$"
)
"""What makes a place of a name that a list knows: no list names a place by itself."""
_FIRST_WORD = re.compile(rf"(?<![\w’'-])(?P<word>[{UPPER}][\w’'-]*){SPACE}$")
_OPENERS = frozenset(
    "en dans de d à a vers pour par sur sous le la les du des au aux et mais si quand où entre "
    "depuis avec sans chez comme ni or car puis ou".split()
)


def find_locatives(text: str, read: Sequence[Candidate], places: Gazetteer) -> Iterator[Candidate]:
    """Find countries, regions and great cities after a preposition that nobody has read.

    Parameters
    ----------
    text : str
        The text; offsets are its code points.
    read : sequence of Candidate
        What is known already: nothing is found where it touches one of these.
    places : Gazetteer
        Vouches for a place.

    Yields
    ------
    Candidate
        LOC, ``gazetteer:world``.

    Examples
    --------
    >>> from annotate.pipes.gazetteer import gazetteer
    >>> world = gazetteer([{"form": "Lisbonne", "kind": "ville"}], [])
    >>> text = "Lisbonne attend. Anne Lisbonne part pour Lisbonne et l'Italie."
    >>> [found.text(text) for found in find_locatives(text, [], world)]
    ['Lisbonne']
    """
    taken = bytearray(len(text))
    for one in read:
        taken[one.start : one.end] = b"\x01" * (one.end - one.start)
    for match in _BY_ITSELF.finditer(text):
        start, end = match.span("name")
        if taken[start] or taken[end - 1] or not places.is_major(text[start:end]):
            continue
        if _LOCATIVE.search(text, max(0, start - 24), start) is None:
            continue
        before = text[max(0, match.start() - 24) : match.start()]
        # « quatre Lensois » are people, « en Valais » is a place.
        if is_demonym(text[start:end], Inflection.MASCULINE_SINGULAR) and not _IN_IT.search(before):
            continue
        first = _FIRST_WORD.search(before)
        if first is not None and not _opens(first["word"].lower()):
            continue
        if starts_sentence(text, start) and text[start:end].lower() in common_words():
            continue
        yield Candidate(start, end, "LOC", "gazetteer:world")


def _opens(word: str) -> bool:
    """Return whether a word with a capital before a place owes it to the start of a sentence."""
    return word in _OPENERS or word in common_words()
