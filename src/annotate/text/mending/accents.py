"""Accents that are apart from their letter, and ligatures that extraction lost.

Fonts that draw an accent over a letter leave both in the text: a spacing sign before the letter
(`pr´esident`, as TeX does) or after it (`pre´sident`), now and then with a space between. All
signs of a word are read one way. That way must make a word that French or the document has; or
the document must show the same way often, and an apostrophe (`l´eau`) or a quotation mark must be
out of the question.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType

from annotate.document.offsets import Edit
from annotate.document.repairs import (
    ACCENTED,
    BEARERS,
    LIGATURES,
    LOST,
    SIGN,
    SIGNS,
    composed,
    with_letters,
)
from annotate.document.source import Range

_LETTER = r"[^\W\d_]"
_ANY_SIGN = re.compile(SIGN)
"""Looked for first: most texts have none, and `ACCENTED` tries at every letter."""
_SPACED_BEHIND = re.compile(rf" {_LETTER}{{1,40}}(?:{SIGN}{_LETTER}{{0,40}}){{0,8}}")
_SPACED_BEFORE = re.compile(rf"{_LETTER}{{1,40}} $")
_SHORT = frozenset("à là où dès ça".split())
"""Words that lists of lemmas lack."""
_ELIDED = re.compile(rf"(?:[ldcsjmnt]|qu|jusqu|lorsqu|puisqu){SIGN}", re.IGNORECASE)
_BEFORE_ELISION = re.compile(r"[ldcsjmnt]|qu|jusqu|lorsqu|puisqu|quelqu|aujourd|presqu")
_SURE = 3
"""So many accents without doubt, on one side of their letters, show the way of a document."""
_BEFORE = re.compile(rf"{_LETTER}*$")
_AFTER = re.compile(rf"{_LETTER}*")
_NEAR = 40
"""Characters of a word that are looked at on each side."""

_LOST = re.compile(
    rf"(?<={_LETTER})[{LOST}](?={_LETTER})|(?<!\w)[\ufffd\u019f\ue000-\uf000\uf003-\uf8ff](?={_LETTER})"
)
_ANY_LOST = re.compile(f"[{LOST}]")
_PRIVATE = "\ue100", "\uefff"
"""What the reader of PDFs writes for the signs of fonts that do not tell them."""
_USUAL = {"\u019f": "ti", "\u01a9": "tt"}
"""What fonts were seen to use for a ligature."""


def accent_side(lines: Iterable[str]) -> int:
    """Return on which side of their letters the accents of a document stand.

    Returns
    -------
    int
        How many more are after (`e´`) than before (`´e`) their letter, of those that can only
        be read one way; negative where more are before.

    Examples
    --------
    >>> accent_side(["pr´esident"]), accent_side(["la Mairie"]), accent_side(["pre´sident"])
    (-1, 0, 1)
    """
    votes = 0
    for line in filter(_ANY_SIGN.search, lines):
        for token in ACCENTED.finditer(line):
            if not _ELIDED.match(token.group()):
                text = token.group()
                votes += sum(
                    _bears(text, place, -1) - _bears(text, place, 1)
                    for place, char in enumerate(text)
                    if char in SIGNS
                )
    return votes


def _bears(text: str, place: int, side: int) -> bool:
    """Return whether the neighbour of a sign on one side makes a French letter with it."""
    other = place + side
    return 0 <= other < len(text) and text[other] in BEARERS[text[place]]


def accent_edits(
    text: str, start: int, known: Callable[[str], bool], side: int = 0
) -> Iterator[Edit]:
    """Yield the repairs of spacing accents in a span of text without a line break.

    Parameters
    ----------
    text : str
        The span.
    start : int
        The code point of the source where it begins.
    known : callable
        Tells whether a lower-case form is a word.
    side : int
        What :func:`accent_side` says of the document.

    Yields
    ------
    Edit
        Of rule ``accent``.

    Examples
    --------
    >>> known = {"président"}.__contains__
    >>> [edit.replacement for edit in accent_edits("le pr´esident", 0, known)]
    ['é']
    >>> list(accent_edits("qu´elle l´eau", 0, {"eau"}.__contains__))
    []
    """
    if _ANY_SIGN.search(text) is None:
        return
    free = 0
    for match in ACCENTED.finditer(text):
        for low, high in _extents(text, match.span()):
            read = _read(text, low, high, known, side) if low >= free else None
            if read is not None:
                free = high
                for begin, end, letter in read:
                    yield Edit(start + begin, start + end, letter, "accent")
                break


def _extents(text: str, span: Range) -> Iterator[Range]:
    """Yield where a word with signs may begin and end: by itself, and with what a space parts."""
    low, high = span
    yield low, high
    if text[high - 1] in SIGNS and (behind := _SPACED_BEHIND.match(text, high)):
        yield low, behind.end()
    if text[low] in SIGNS and (before := _SPACED_BEFORE.search(text, max(0, low - _NEAR), low)):
        yield before.start(), high


def _read(
    text: str, low: int, high: int, known: Callable[[str], bool], side: int
) -> list[tuple[int, int, str]] | None:
    """Return the letters that the signs of a word make, with their places."""
    token = text[low:high]
    around = text[max(0, low - 1) : low] + text[high : high + 1]
    quoted = token[0] in SIGNS and (token[0] in around or token[-1] == token[0])
    if quoted or (around[:1].isalpha() and low) or (_ELIDED.match(token) and not side):
        return None
    ways = [composed(token, way) for way in ((1, -1) if side <= 0 else (-1, 1))]
    words = [letters and with_letters(token, letters).lower() for letters in ways]
    choice = next((place for place, word in enumerate(words) if word and _known(word, known)), None)
    sure = abs(side) >= _SURE and " " not in token and not _ELIDED.match(token)
    letters = ways[0 if choice is None and sure else choice or 0]
    if letters is None or (choice is None and not sure):
        return None
    return [(low + begin, low + end, letter) for begin, end, letter in letters]


def _known(word: str, known: Callable[[str], bool]) -> bool:
    return word in _SHORT or known(word)


def _makes_a_word(before: str, lost: str, after: str, known: Callable[[str], bool]) -> bool:
    if lost == "’":
        return bool(_BEFORE_ELISION.fullmatch(before)) and _known(after, known)
    return known(before + lost + after)


def lost_meanings(lines: Iterable[str], known: Callable[[str], bool]) -> dict[str, str]:
    r"""Return what the characters stand for that a document has where it lost letters.

    Parameters
    ----------
    lines : iterable of str
        The lines of the document.
    known : callable
        Tells whether a lower-case form is a word.

    Returns
    -------
    dict
        From a private character, which stands for one sign of one font, to what makes words of
        most that hold it.

    Examples
    --------
    >>> words = {"fin", "flin", "enfin"}.__contains__
    >>> lost_meanings(["la \ue100n", "en\ue100n, en\ue100n"], words)
    {'\ue100': 'fi'}
    """
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for line in filter(_LOST.search, lines):
        for match in _LOST.finditer(line):
            if _PRIVATE[0] <= match.group() <= _PRIVATE[1]:
                votes[match.group()].update(_fitting(line, match.span(), known))
    found: dict[str, str] = {}
    for char, counts in votes.items():
        ranked = [*counts.most_common(2), ("", 0), ("", 0)]
        if ranked[0][1] > ranked[1][1] and ranked[0][1] > 1:
            found[char] = ranked[0][0]
    return found


def _fitting(text: str, span: Range, known: Callable[[str], bool]) -> list[str]:
    """Return what makes a word of an odd character and the letters about it."""
    low, high = span
    before = _BEFORE.search(text[max(0, low - _NEAR) : low])
    after = _AFTER.match(text[high : high + _NEAR])
    assert before
    assert after
    return [
        ligature
        for ligature in LIGATURES
        if _makes_a_word(before.group().lower(), ligature.lower(), after.group().lower(), known)
    ]


def lost_ligatures(
    text: str,
    start: int,
    known: Callable[[str], bool],
    meanings: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[Edit]:
    r"""Yield a repair for every odd character that can only be one ligature.

    Parameters
    ----------
    text : str
        A span without a line break.
    start : int
        The code point of the source where it begins.
    known : callable
        Tells whether a lower-case form is a word.
    meanings : mapping of str to str
        What :func:`lost_meanings` says of the document.

    Examples
    --------
    >>> words = {"office", "flore"}.__contains__
    >>> [edit.replacement for edit in lost_ligatures("l’o\ufffdce de \ufffdore, \ufffd", 0, words)]
    ['ffi', 'fl']
    """
    told = {**_USUAL, **meanings}
    for match in _ANY_LOST.finditer(text):
        low, high = match.span()
        inside = _LOST.match(text, low) is not None
        fitting = _fitting(text, (low, high), known) if inside else []
        usual = told.get(match.group())
        if usual in fitting or match.group() in meanings:
            fitting = [usual or ""]
        if len(fitting) == 1:
            yield Edit(start + low, start + high, fitting[0], "ligature")
