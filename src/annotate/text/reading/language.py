"""Is this text French? Told by its function words, passage by passage.

Only what certainly is running text of another language is refused. A balance sheet, a list of
names, a letter in two languages have few function words, or those of two languages; they are told
and processed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from runpy import run_path

from annotate.document.source import Remark, Source
from annotate.errors import NotFrenchError

_RIVALS = {
    **{"en": "English", "de": "German", "es": "Spanish", "it": "Italian", "nl": "Dutch"},
    **{"pt": "Portuguese", "pl": "Polish", "sv": "Swedish", "da": "Danish", "nb": "Norwegian"},
    **{"fi": "Finnish", "hu": "Hungarian", "cs": "Czech", "tr": "Turkish"},
}
_WORD = re.compile(r"[^\W\d_]+")
_NO_LATIN = re.compile(r"[^A-Za-zÀ-ɏ]+")
_ENOUGH = 30
"""Below this many words a text is taken as it comes: headlines and lists of names have few."""
_SAMPLE = 20_000
"""Characters that are looked at, from the beginning and from the middle."""
_PASSAGE = 60
"""Words that are judged together."""
_FRENCH, _OWN, _MIXED = 0.25, 0.12, 0.2
"""French has at least this share of function words in French, of those that the rival has not, and
no more of those that only the rival has. (In French articles they are 0.35, 0.18 and 0.05.)"""
_RUNNING, _TIMES = 0.25, 5
"""Running text of a rival has at least this share of function words that French has not, and so
many times more than of those that only French has. (In six languages they are 0.34 and 0.02.)"""
_VARIOUS = 5
"""And so many different ones: a list may repeat one word."""
_ALL, _SOME, _HALF = 0.8, 0.1, 0.5
"""Shares of the passages: all foreign, some in French, half of them in French."""
_SHORT, _PARALLEL = 12, 0.2
"""A paragraph of fewer words has no language; one of two languages has this share of a text."""


def check_french(source: Source) -> tuple[Remark, ...]:
    """Check that a source is in French.

    Parameters
    ----------
    source : Source
        Texts of fewer than 30 words are not judged.

    Returns
    -------
    tuple of Remark
        One where less than half of the text is French beyond doubt.

    Raises
    ------
    NotFrenchError
        If nearly all of it is running text of another language or in another script. The lists of
        function words are spaCy's.

    Examples
    --------
    >>> check_french(Source("a", "a.txt", "Les mines du Nord sont fermées depuis longtemps. " * 9))
    ()
    """
    middle = max(len(source.text) // 2, _SAMPLE)
    sample = source.text[:_SAMPLE] + " " + source.text[middle : middle + _SAMPLE]
    words = [word.lower() for word in _WORD.findall(sample)]
    if len(words) < _ENOUGH:
        return ()
    found: Counter[str] = Counter()
    for passage in _passages(words):
        found[_language(Counter(passage))] += len(passage)
    foreign = {name: number for name, number in found.items() if name not in ("", "fr")}
    other = max(foreign, key=lambda name: foreign[name], default="")
    if sum(foreign.values()) >= _ALL * len(words) and found["fr"] <= _SOME * len(words):
        raise NotFrenchError(
            f"the text is not in French: {_looks(other)}",
            path=source.path,
            remedy="leave it out, or give --language-check off if it is French all the same",
        )
    if found["fr"] >= _HALF * len(words):
        return ()
    what = "it is doubtful whether the text is in French"
    if other:
        what += f" ({_looks(other)} in part)"
    return (Remark("language", f"{what}, and it is processed as French"),)


def foreign_blocks(blocks: Iterable[tuple[str, int]]) -> Iterator[Remark]:
    """Yield what is told of a document in two languages, such as one in parallel columns.

    Parameters
    ----------
    blocks : iterable of (str, int)
        The text of each paragraph or cell, and its page.

    Yields
    ------
    Remark
        One for each other language that is that of a fifth of the text, or more.

    Examples
    --------
    >>> french = "Les mines du Nord sont fermées depuis longtemps, et la ville vit d’autre chose."
    >>> english = "The mines of the north have been closed for a long time, and the town lives on."
    >>> print(*foreign_blocks([(french, 1), (english, 2)]))
    page 2: 1 of 2 paragraphs is not in French (it looks English), and is processed as French
    """
    total = number = 0
    words_of: Counter[str] = Counter()
    pages: dict[str, list[int]] = {}
    for text, page in blocks:
        words = [word.lower() for word in _WORD.findall(text[:_SAMPLE])]
        total += len(words)
        number += 1
        language = _language(Counter(words)) if len(words) >= _SHORT else ""
        if language not in ("", "fr"):
            words_of[language] += len(words)
            pages.setdefault(language, []).append(page)
    for language, count in words_of.items():
        if count >= _PARALLEL * total:
            own = pages[language]
            verb = "is" if len(own) == 1 else "are"
            which = f"{len(own)} of {number} paragraphs {verb} not in French ({_looks(language)})"
            what = f"{which}, and {verb} processed as French"
            yield Remark("language", what, len(own), f"page {own[0]}")


def _looks(language: str) -> str:
    return f"it looks {_RIVALS[language]}" if language in _RIVALS else "its script is another"


def _passages(words: list[str]) -> Iterator[list[str]]:
    """Yield words that come together; a short rest goes with those before it."""
    for start in range(0, max(len(words) - _PASSAGE // 2, 1), _PASSAGE):
        end = start + _PASSAGE
        yield words[start:] if len(words) - end <= _PASSAGE // 2 else words[start:end]


def _language(words: Counter[str]) -> str:
    """Return the language that some words certainly are in: a code, `other` for another script,
    or nothing.
    """
    letters = "".join(words.elements())
    if sum(map(len, _NO_LATIN.findall(letters))) > len(letters) / 2:
        return "other"
    total = words.total()
    foreign: Counter[str] = Counter()
    for word, number in words.items():
        for rival in _rivals_with(word):
            foreign[rival] += number
    number, language = max((foreign[rival], rival) for rival in _RIVALS)
    only = number / total
    various = sum(word in stop_words(language) for word in words)

    def share(of: frozenset[str]) -> float:
        return sum(number for word, number in words.items() if word in of) / total

    own = share(_not_in(language, "fr"))
    if various >= _VARIOUS and only >= _RUNNING and only >= _TIMES * own:
        return language
    french = share(stop_words("fr"))
    return "fr" if french >= _FRENCH and own >= _OWN and only < _MIXED else ""


@lru_cache(maxsize=1 << 14)
def _rivals_with(word: str) -> tuple[str, ...]:
    """Return the rivals that have a function word which French has not."""
    return tuple(rival for rival in _RIVALS if word in _not_in("fr", rival))


@cache
def _not_in(other: str, language: str) -> frozenset[str]:
    return stop_words(language) - stop_words(other)


@cache
def stop_words(language: str) -> frozenset[str]:
    """Run spaCy's list by itself: to import it from its package takes seconds, for that compiles
    the patterns of a tokenizer.
    """
    spacy = find_spec("spacy")
    assert spacy is not None and spacy.origin is not None
    file = Path(spacy.origin).parent / "lang" / language / "stop_words.py"
    return frozenset(run_path(str(file))["STOP_WORDS"])
