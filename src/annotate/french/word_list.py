"""The words of French that are no names: a compact list."""

from __future__ import annotations

import gzip
import re
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from annotate.cache import kept
from annotate.errors import ModelError

_TABLES = ("index", "exc", "lookup")
_LIGATED = re.compile(r"oe(?=u|il)|(?<=\bf)oe(?=t)|(?<=\bc)oe(?=l)|\boe(?=[cdnst])")
"""Where French writes a ligature, of which the tables have the letters: `cœur`, `fœtus`."""


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

    def __init__(self, words: Iterable[str]) -> None:
        self._sums = array("I", sorted(set(map(zlib.crc32, map(str.encode, words)))))

    def __contains__(self, word: str) -> bool:
        checksum = zlib.crc32(word.encode())
        place = bisect_left(self._sums, checksum)
        return place < len(self._sums) and self._sums[place] == checksum

    def to_bytes(self) -> bytes:
        """Return the list as bytes that :meth:`from_bytes` reads."""
        return self._sums.tobytes()

    @classmethod
    def from_bytes(cls, data: bytes) -> WordList:
        """Read what :meth:`to_bytes` returned.

        Examples
        --------
        >>> "rouge" in WordList.from_bytes(WordList(["maison", "rouge"]).to_bytes())
        True
        """
        words = cls(())
        words._sums.frombytes(data)
        return words


@lru_cache(maxsize=1)
def common_words() -> WordList:
    """Return the common words of French: lemmas and inflected forms, proper names excluded.

    The source is the French lemma tables of ``spacy-lookups-data`` (MIT). To read them takes about
    0.7 s, so that the list is kept.

    Raises
    ------
    ModelError
        If ``spacy-lookups-data`` is not installed.

    Examples
    --------
    >>> "cependant" in common_words(), "béthune" in common_words()
    (True, False)
    >>> [word in common_words() for word in ("sœurs", "soeurs", "cœxister")]
    [True, True, False]
    """
    spec = find_spec("spacy_lookups_data")
    if spec is None or spec.origin is None:
        raise ModelError(
            "the French word list is missing",
            remedy="run `make setup`, or `pip install spacy-lookups-data`",
        )
    folder = Path(spec.origin).parent / "data"
    tables = [(folder / f"fr_lemma_{part}.json.gz").read_bytes() for part in _TABLES]
    sources = [*tables, Path(__file__).read_bytes()]
    return WordList.from_bytes(kept("words", sources, lambda: _words_of(tables).to_bytes()))


def _words_of(tables: Sequence[bytes]) -> WordList:
    """Read lemma tables: those of the last are by word, those of the others by part of speech."""
    import srsly  # type: ignore[import-untyped]

    *by_speech, by_word = tables
    words: set[str] = set()
    for table in by_speech:
        words.update(*srsly.json_loads(gzip.decompress(table)).values())
    lemmas = srsly.json_loads(gzip.decompress(by_word))
    words.update(lemmas, *lemmas.values())
    words.update([_LIGATED.sub("œ", word) for word in words if "oe" in word])
    return WordList(word for word in words if word == word.lower())
