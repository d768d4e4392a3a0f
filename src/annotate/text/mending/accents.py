"""Accents that are apart from their letter, and ligatures that extraction lost.

Fonts that draw an accent over a letter leave both in the text: a spacing sign before the letter
(`pr´esident`, as TeX does) or after it (`pre´sident`), now and then with a space between. All
signs of a word are read one way. That way must make a word that French or the document has; or
the document must show the same way often, and an apostrophe (`l´eau`) or a quotation mark must be
out of the question.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from annotate.document.offsets import Edit
from annotate.document.repairs import (
    ACCENTED,
    BEARERS,
    FOREIGN,
    LIGATURES,
    LOST,
    RARE_LIGATURES,
    SIGN,
    SIGNS,
    composed,
    with_letters,
)
from annotate.document.source import INVISIBLE, Range

_LETTER = r"[^\W\d_]"
_ANY_SIGN = re.compile(SIGN)
"""Looked for first: most texts have none, and `ACCENTED` tries at every letter."""
_SPACED_BEHIND = re.compile(rf" {_LETTER}{{1,40}}(?:{SIGN}{_LETTER}{{0,40}}){{0,8}}")
_SPACED_BEFORE = re.compile(rf"{_LETTER}{{1,40}} $")
_SHORT = frozenset("à là où dès ça".split())
"""Words that lists of lemmas lack."""
_ELIDED = re.compile(rf"(?:[ldcsjmnt]|qu|jusqu|lorsqu|puisqu){SIGN}", re.IGNORECASE)
_BEFORE_ELISION = re.compile(r"[ldcsjmnt]|qu|jusqu|lorsqu|puisqu|quelqu|aujourd|presqu|quoiqu")
_SURE = 3
"""So many accents without doubt, on one side of their letters, show the way of a document."""
_BEFORE = re.compile(rf"{_LETTER}*$")
_AFTER = re.compile(rf"{_LETTER}*")
_NEAR = 40
"""Characters of a word that are looked at on each side."""

_SEEN = {"\u019f": "ti", "\u01a9": "tt", "\u099e": "ti", "\ue03c": "tt", "\ue048": "Qu"}
"""What fonts were seen to use for a ligature; the private ones are Linux Libertine's."""
_OTHER_SCRIPT = re.compile(r"[\u0530-\u1cff]")
_ALL_LIGATURES = (*LIGATURES, *RARE_LIGATURES)
_ACCENTED_LETTERS = tuple("àâçéèêëîïôùûüœ")
"""What a sign may be that is not told, as much as a ligature."""
_LATIN = r"[A-Za-zÀ-ÖØ-öø-ÿœŒ\ufb00-\ufb06]"
_FOREIGN = re.compile(f"[{FOREIGN}]")
_BESIDE = re.compile(rf"{_LATIN}\Z"), re.compile(_LATIN)
_LOST = re.compile(
    rf"(?<={_LETTER})[{LOST}](?={_LETTER})|(?<!\w)\ufffd(?={_LETTER})|{_FOREIGN.pattern}"
)
_ANY_LOST = re.compile(f"[{LOST}]")
"""Looked for first, since most texts have none."""
_UNSEEN = dict.fromkeys(map(ord, INVISIBLE))


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


def ligature_letters(lines: Iterable[str], known: Callable[[str], bool]) -> dict[str, str]:
    """Find out which ligature a character stands for that no word has, in a whole document.

    Parameters
    ----------
    lines : iterable of str
        The document.
    known : callable
        Tells whether a lower-case form is a word.

    Returns
    -------
    dict of str to str
        Of characters that a font says in place of a ligature: three words at least show it, one
        of what a font is known for, and half of all that have it.

    Examples
    --------
    >>> words = {"action", "partie", "petite"}.__contains__
    >>> ligature_letters(["L’acঞon, la parঞe et sa peঞte sœur."], words)
    {'ঞ': 'ti'}
    >>> ligature_letters(["L’acঞon, la parঞe et sa peঞte sœur.", *["Franceঞ: ouiঞ!"] * 2], words)
    {}
    """
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    places: Counter[str] = Counter()
    for line in filter(_FOREIGN.search, lines):
        for match in _FOREIGN.finditer(line):
            if not _is_out_of_place(line, match.span()):
                continue
            places[match.group()] += 1
            votes[match.group()].update(_fitting(line, match.span(), known, _ALL_LIGATURES))
    sure: dict[str, str] = {}
    for char, counts in votes.items():
        (first, most), (_, second) = [*counts.most_common(2), ("", 0), ("", 0)][:2]
        enough, more = (1, second + 1) if first == _SEEN.get(char) else (_SURE, 2 * second)
        if most >= max(enough, more, places[char] / 2):
            sure[char] = first
    return sure


def _fitting(
    text: str, span: Range, known: Callable[[str], bool], ligatures: Sequence[str]
) -> list[str]:
    """Return the ligatures that make a word of what is about a character."""
    left, right = _seen_about(text, span)
    before, after = _BEFORE.search(left), _AFTER.match(right)
    assert before
    assert after
    ends = [unicodedata.normalize("NFKC", one.group()).lower() for one in (before, after)]
    return [one for one in ligatures if _makes_a_word(ends[0], one.lower(), ends[1], known)]


def _seen_about(text: str, span: Range) -> tuple[str, str]:
    """Return what is seen before and behind a span."""
    low, high = span
    about = text[max(0, low - _NEAR) : low], text[high : high + _NEAR]
    return about[0].translate(_UNSEEN), about[1].translate(_UNSEEN)


def _is_out_of_place(text: str, span: Range) -> bool:
    """Return whether a letter of another script stands beside one of ours."""
    left, right = _seen_about(text, span)
    return bool(_BESIDE[0].search(left) or _BESIDE[1].match(right))


def _makes_a_word(before: str, lost: str, after: str, known: Callable[[str], bool]) -> bool:
    if lost == "’":
        return bool(_BEFORE_ELISION.fullmatch(before)) and _known(after, known)
    return known(before + lost + after)


def lost_ligatures(
    text: str,
    start: int,
    known: Callable[[str], bool],
    usual: Mapping[str, str] = MappingProxyType({}),
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
    usual : mapping of str to str
        What :func:`ligature_letters` says of the document.

    Examples
    --------
    >>> words = {"office", "flore"}.__contains__
    >>> [edit.replacement for edit in lost_ligatures("l’o\ufffdce de \ufffdore, \ufffd", 0, words)]
    ['ffi', 'fl']

    A letter with an accent may be lost, too:

    >>> list(lost_ligatures("l’\ufffdle", 0, {"île", "file"}.__contains__))
    []
    """
    if _ANY_LOST.search(text) is None:
        return
    for match in _LOST.finditer(text):
        low, high = match.span()
        if _FOREIGN.match(match.group()) and not _is_out_of_place(text, (low, high)):
            continue
        sure, seen = usual.get(match.group()), _SEEN.get(match.group())
        tried = (*LIGATURES, seen) if seen else LIGATURES
        fitting = [sure] if sure else _fitting(text, (low, high), known, tried)
        if seen in fitting:
            fitting = [seen]
        # One letter of another script in one word may be anything.
        told = sure or seen or not _OTHER_SCRIPT.match(match.group())
        if not (sure or seen) and fitting:
            told = told and not _fitting(text, (low, high), known, _ACCENTED_LETTERS)
        if told and len(fitting) == 1:
            yield Edit(start + low, start + high, fitting[0], "ligature")
