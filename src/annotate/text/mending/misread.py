"""Letters that one encoding made of those of another: `sociÈtÈ`, `líeau` were *société*, *l’eau*.

Fonts of PDFs say now and then that they are encoded as Windows does, and are read as a Macintosh
would; texts that were converted so are passed on. Ghostscript makes letters of ligatures: `üxer`
was *fixer*. No letter is wrong by itself: which encodings were taken for each other, the words of
the whole document tell.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from annotate.document.mojibake import FOR_LIGATURES, MISREAD
from annotate.document.offsets import Edit
from annotate.document.repairs import LIGATURES
from annotate.french.spelling import how_french
from annotate.french.word_list import common_words

_WORD = re.compile(r"(?=[^\s\x80-\U0010ffff]{0,99}[^\x00-\x7f])[^\s\x00-&(-@\[-`{-\x7f]+")
"""What is between spaces and signs of ASCII and is not all of ASCII."""
_PART = re.compile(r"[^\W\d_]+")
_FRENCH = frozenset("àâæçéèêëîïôœùûüÿ")
"""Another letter stands for a ligature in names, too, where it does so in several words."""
_LEAST = 3
"""So many different words must become French."""
_SOUND = 0.1
"""With at most this share of sound words a document is all wrong, its signs and names too."""
_SAMPLE = 2000
"""Different words that are looked at."""

Finder = Callable[[str, int], Iterator[Edit]]


def misread_edits(texts: Iterable[str]) -> Finder | None:
    """Return what finds the letters of a document that were read in a wrong encoding.

    Parameters
    ----------
    texts : iterable of str
        The rows of the document.

    Returns
    -------
    callable or None
        Takes a text and the code point of the source where it begins, and yields edits of the rule
        ``mojibake``; None if nothing was misread.

    Examples
    --------
    >>> find = misread_edits(["La sociÈtÈ a ÈtÈ crÈÈe ‡ cÙtÈ ; mÍme la mËre de líamirauté"])
    >>> [(edit.start, edit.replacement) for edit in find("la sociÈtÈ", 0)]
    [(7, 'é'), (9, 'é')]
    >>> misread_edits(["L’été, ÉTÉ, À, la société"]) is None
    True
    >>> find = misread_edits(["Il a ûni par üxer l’eûet du proüt en août ; l’aûaire, üdèle"])
    >>> [edit.replacement for edit in find("L’aûaire du proüt, sûre en août", 0)]
    ['ff', 'fi']
    >>> find = misread_edits(["Il suþt qu’un oþce l’aþrme"])
    >>> [edit.replacement for edit in find("la famille Taþn", 0)]
    ['ffi']
    >>> find = misread_edits(["La ûn du proût est oûcielle, ûgure et proûte d’un mois d’août"])
    >>> [edit.replacement for edit in find("oûciel, ûgure d’août", 0)]
    ['ffi', 'fi']
    """
    found = Counter(word for text in texts if not text.isascii() for word in _WORD.findall(text))
    words = {word: (n, how_french(word)) for word, n in found.most_common(_SAMPLE)}
    if not any(score < 0 for _, score in words.values()):
        return _ligature_edits(words)
    gained = [_gained(words, table) for table in MISREAD]
    most = max(gained, key=len)
    if len(most) < _LEAST:
        return _ligature_edits(words)
    sound = sum(n for n, score in words.values() if score > 0)
    whole = sound <= _SOUND * sum(words[word][0] for word in most)
    table = MISREAD[gained.index(most)]

    def edits(text: str, start: int) -> Iterator[Edit]:
        for match in _WORD.finditer(text):
            yield from _of_word(match.group(), start + match.start(), table, whole)

    return edits


def _ligature_edits(words: Iterable[str]) -> Finder | None:
    """Return what finds letters that were ligatures, if the words of a document show some."""
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for word in words:
        for char in set(FOR_LIGATURES).intersection(word):
            votes[char].update(one for one in LIGATURES if _has_ligatures(word, {char: one}))
    table = {char: counts.most_common(1)[0][0] for char, counts in votes.items() if counts}
    if sum(counts[table[char]] for char, counts in votes.items() if counts) < _LEAST:
        return None
    never = {char for char in table.keys() - _FRENCH if votes[char][table[char]] >= _LEAST}

    def edits(text: str, start: int) -> Iterator[Edit]:
        for match in _WORD.finditer(text):
            word = match.group()
            if _has_ligatures(word, table):
                yield from _replaced(word, start + match.start(), table)
            elif own := _other(word, table):
                yield from _replaced(word, start + match.start(), own)
            elif not never.isdisjoint(word):
                yield from _replaced(word, start + match.start(), table)

    return edits


def _other(word: str, table: Mapping[str, str]) -> dict[str, str] | None:
    """Return the only ligature that makes a word French for one of its letters, which may be
    written for several.
    """
    others = ({char: one} for char in table.keys() & set(word) for one in LIGATURES[:5])
    fitting = [own for own in others if _has_ligatures(word, own)]
    return fitting[0] if len(fitting) == 1 else None


def _has_ligatures(word: str, table: Mapping[str, str]) -> bool:
    """Return whether a word is French only with ligatures for its letters."""
    parts = [part.lower() for part in _PART.findall(word) if not table.keys().isdisjoint(part)]
    known = common_words()
    return bool(parts) and all(
        part not in known and _given_back(part, table) in known for part in parts
    )


def _gained(words: Mapping[str, tuple[int, int]], table: Mapping[str, str]) -> list[str]:
    """Return the words that look wrong and become French by a table."""
    return [
        word
        for word, (_, score) in words.items()
        if score < 0
        and any(char in table for char in word)
        and how_french(_given_back(word, table)) > 0
    ]


def _given_back(word: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(char, char) for char in word)


def _of_word(word: str, start: int, table: Mapping[str, str], whole: bool) -> Iterator[Edit]:
    better = how_french(_given_back(word, table)) - how_french(word)
    if better > 0 or (whole and better == 0):
        yield from _replaced(word, start, table)


def _replaced(word: str, start: int, table: Mapping[str, str]) -> Iterator[Edit]:
    for place, char in enumerate(word, start):
        if char in table:
            yield Edit(place, place + 1, table[char], "mojibake")
