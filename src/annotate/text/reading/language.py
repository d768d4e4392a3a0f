"""Is this text French? Told by its function words."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.util import find_spec
from operator import itemgetter
from pathlib import Path
from runpy import run_path

from annotate.document.source import Source
from annotate.errors import NotFrenchError

_RIVALS = {
    "en": "English",
    "de": "German",
    "es": "Spanish",
    "it": "Italian",
    "nl": "Dutch",
    "pt": "Portuguese",
    "pl": "Polish",
}
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 30
"""Below this many words a text is taken as it comes: headlines and lists of names have few."""
_SAMPLE = 20_000
"""Characters that are looked at, from the beginning and from the middle."""


def check_french(source: Source) -> None:
    """Check that a source is in French.

    Parameters
    ----------
    source : Source
        Texts of fewer than 30 words are not judged.

    Raises
    ------
    NotFrenchError
        If the stop words of another language are commoner in it than those of French, or hardly
        any word is one of French. The word lists are spaCy's.

    Examples
    --------
    >>> check_french(Source("a", "a.txt", "Les mines du Nord sont fermées depuis longtemps. " * 9))
    """
    middle = len(source.text) // 2
    sample = source.text[:_SAMPLE] + " " + source.text[middle : middle + _SAMPLE]
    words = Counter(map(str.lower, _WORD.findall(sample)))
    if words.total() < _ENOUGH:
        return
    french = _share(words, "fr")
    strength, rival = max(
        ((_share(words, language), language) for language in _RIVALS), key=itemgetter(0)
    )
    if french >= 0.15 and french >= strength:
        return
    why = f"it looks {_RIVALS[rival]}" if strength > 0.2 else "its words are not"
    raise NotFrenchError(
        f"the text is not in French: {why}",
        path=source.path,
        remedy="leave it out; annotate reads French only",
    )


def _share(words: Counter[str], language: str) -> float:
    return sum(words[word] for word in _stop_words(language)) / words.total()


@cache
def _stop_words(language: str) -> frozenset[str]:
    """Run spaCy's list by itself: to import it from its package takes seconds, for that compiles
    the patterns of a tokenizer.
    """
    spacy = find_spec("spacy")
    assert spacy is not None and spacy.origin is not None
    file = Path(spacy.origin).parent / "lang" / language / "stop_words.py"
    return frozenset(run_path(str(file))["STOP_WORDS"])
