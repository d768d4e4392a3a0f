"""The words of French that are no names: a compact list."""

from __future__ import annotations

import gzip
import json
import zlib
from array import array
from bisect import bisect_left
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from annotate.errors import ModelError


class WordList:
    """A set of lower-case words kept as sorted 32-bit checksums: 1.3 MB for 330,000 words.

    A Python set of the same words takes 48 MB. The price is one false "yes" in some 13,000
    unknown words, which this use does not notice.

    Parameters
    ----------
    words : iterable of str
        Words in lower case.

    Examples
    --------
    >>> words = WordList(["maison", "rouge"])
    >>> "maison" in words, "lens" in words
    (True, False)
    """

    def __init__(self, words: set[str]) -> None:
        self._sums = array("I", sorted({zlib.crc32(word.encode()) for word in words}))

    def __contains__(self, word: str) -> bool:
        checksum = zlib.crc32(word.encode())
        place = bisect_left(self._sums, checksum)
        return place < len(self._sums) and self._sums[place] == checksum


@lru_cache(maxsize=1)
def common_words() -> WordList:
    """Return the common words of French: lemmas and inflected forms, proper names excluded.

    The source is the French lemma tables of ``spacy-lookups-data`` (MIT); they are read at the
    first call, in about 0.7 s.

    Raises
    ------
    ModelError
        If ``spacy-lookups-data`` is not installed.

    Examples
    --------
    >>> "cependant" in common_words(), "béthune" in common_words()
    (True, False)
    """
    spec = find_spec("spacy_lookups_data")
    if spec is None or spec.origin is None:
        raise ModelError(
            "the French word list is missing",
            remedy="run `make setup`, or `pip install spacy-lookups-data`",
        )
    folder = Path(spec.origin).parent / "data"
    words: set[str] = set()
    for part in ("index", "exc"):
        for table in _load(folder / f"fr_lemma_{part}.json.gz").values():
            words.update(table)
    lemmas = _load(folder / "fr_lemma_lookup.json.gz")
    words.update(lemmas)
    words.update(lemma for values in lemmas.values() for lemma in values)
    return WordList({word for word in words if word == word.lower()})


def _load(path: Path) -> dict[str, list[str]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        table: dict[str, list[str]] = json.load(file)
    return table
