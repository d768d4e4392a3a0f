"""Which of the characters that they look like glyphs are, by the words of French that they make."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotate.french.word_list import common_words
from annotate.text.reading.language import stop_words

_ROUNDS = 4
_PLACES = 80
"""Words in which a glyph is looked at."""
_FAR = 0.33
"""A glyph that looks so much more like another character is not one, whatever the words are."""
_TAKEN = 0.25
"""What it costs that a glyph of the font that is more frequent, or looks more like it, shows a
character; it may have several.
"""
_PART = re.compile(r"[^\W_⁰¹²³⁴⁵⁶⁷⁸⁹]+")
LOST = "\ufffd"
"""What is not known."""
FIRST_SIGN = 0xF0000
"""Stands for the first of the different glyphs of a font."""
_LIKELY, _UNLIKELY = 0.7, 0.2
"""What a number or a sign, and a word that is not known, count for beside one that is."""
_ALONE = frozenset("aàycdjlmnst")
"""Letters that are words, or what is left of one before a vowel."""
_WORDS_OF_ONE = frozenset("aày")
_ROMAN = re.compile(r"[IVXLCDM]{2,}(?:e|er)?")
_NUMBERED = re.compile(r"[^\W\d]+\d+")
_JOINING = frozenset("-’'")
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹")
_OPENING = frozenset("«([“‹‘")
_CLOSING = frozenset(";!?…»)]”›%")
_FEWEST, _SHARE = 4, 0.3
"""So many different words, and such a share of all, must be French."""
_SHORTEST = 3


def read_by_words(
    text: str, looks: Mapping[int, Mapping[str, float]], *, certain: bool = False
) -> Mapping[int, str] | None:
    """Return what glyphs show; None where that gives no French.

    Parameters
    ----------
    text : str
        What a font shows, a code point a glyph, its words parted by spaces.
    looks : mapping of int to mapping of str to float
        The characters that each glyph looks like, with how far they are from it.
    certain : bool, optional
        Whether it is known that the text is French.
    """
    tokens = sorted(set(text.split()))
    holding: dict[int, list[str]] = defaultdict(list)
    for token in tokens:
        for code in set(map(ord, token)):
            if len(holding[code]) < _PLACES:
                holding[code].append(token)
    shown = {code: min(near, key=near.__getitem__) for code, near in looks.items()}
    counts = Counter(map(ord, text))
    for _ in range(_ROUNDS):
        before = dict(shown)
        for code, _ in counts.most_common():
            if code in looks:
                shown[code] = _best(code, holding[code], looks, shown, counts)
        if shown == before:
            break
    if certain or _is_french(_read(token, shown) for token in tokens):
        return shown
    return None


def _best(
    code: int,
    tokens: Sequence[str],
    looks: Mapping[int, Mapping[str, float]],
    shown: Mapping[int, str],
    counts: Mapping[int, int],
) -> str:
    """Return the character that makes most words, if it does not look much less like the glyph, and
    no other glyph shows it.
    """
    nearest = min(looks[code].values())
    near = {char: far - nearest for char, far in looks[code].items() if far - nearest < _FAR}
    taken = {
        char
        for one, char in shown.items()
        if counts[one] > counts[code] or looks[one][char] < looks[code].get(char, 0.0)
    }

    def worth(char: str) -> float:
        found = [fits for token in tokens for fits in _fitting(token, code, {**shown, code: char})]
        words = sum(found) / (len(found) + 0.5)
        return words - near[char] / _FAR - (_TAKEN if char in taken else 0.0)

    return max(near, key=worth)


def _fitting(token: str, code: int, shown: Mapping[int, str]) -> Iterator[float]:
    """Yield how well what a glyph shows fits into each word that it stands in, 0 to 1."""
    for text, begin, end, own in _places(token, code, shown):
        yield _fits(own) if own else _is_between(text[:begin], text[begin:end], text[end:])


def _places(
    token: str, code: int, shown: Mapping[int, str]
) -> Iterator[tuple[str, int, int, str | None]]:
    """Yield what a token says, where in it each place of a glyph is, and the word there."""
    text, at = _read(token, shown), 0
    parts = [(match.start(), match.end(), match.group()) for match in _PART.finditer(text)]
    for char in token:
        begin, end = at, at + len(shown.get(ord(char), LOST))
        at = end
        if ord(char) == code:
            own = (part for first, last, part in parts if first < end and begin < last)
            yield text, begin, end, next(own, None)


def _fits(part: str) -> float:
    if part.isdigit() or _ROMAN.fullmatch(part):
        return _LIKELY
    if _NUMBERED.fullmatch(part):
        return _UNLIKELY
    if not part.isalpha() or not (part.islower() or part.istitle() or part.isupper()):
        return 0.0
    if len(part) == 1:
        return _LIKELY if part.lower() in _ALONE else _UNLIKELY
    return 1.0 if _is_word(part.lower()) else _UNLIKELY


def _is_between(before: str, sign: str, behind: str) -> float:
    """Return how well a sign fits between two others: most stand at an end of a word."""
    if sign in _JOINING:
        return _LIKELY
    if sign in _OPENING:
        return 0.0 if before[-1:].isalnum() or (before and not behind) else _LIKELY
    if sign in _RAISED:
        return 0.0 if behind[:1].isalpha() or not before else _LIKELY
    if sign in _CLOSING:
        # In French a space may stand before it.
        return 0.0 if behind[:1].isalnum() or (behind and not before) else _LIKELY
    return _UNLIKELY if behind[:1].isalpha() else _LIKELY


def _is_french(texts: Iterable[str]) -> bool:
    words = {
        part.lower()
        for text in texts
        for part in _PART.findall(text)
        if len(part) >= _SHORTEST and part.isalpha()
    }
    known = sum(map(_is_word, words))
    return known >= max(_FEWEST, _SHARE * len(words))


def _is_word(word: str) -> bool:
    # The list of words lacks some that only join others.
    return word in common_words() or word in stop_words("fr")


def _read(token: str, shown: Mapping[int, str]) -> str:
    return "".join(
        [shown.get(ord(char), LOST if ord(char) >= FIRST_SIGN else char) for char in token]
    )


def word_share(sign: int, tokens: Iterable[str], shown: Mapping[int, str]) -> tuple[int, int]:
    """Return how many words of French a glyph stands in, and how many words in all.

    Parameters
    ----------
    sign : int
        The code point that stands for it.
    tokens : iterable of str
        What a font shows, parted where spaces are.
    shown : mapping of int to str
        What the glyphs show.
    """
    parts = [
        own.lower()
        for token in {token for token in tokens if chr(sign) in token}
        for *_, own in _places(token, sign, shown)
        if own and own.isalpha() and (len(own) >= _SHORTEST or own.lower() in _WORDS_OF_ONE)
    ]
    return sum(map(_is_word, parts)), len(parts)
