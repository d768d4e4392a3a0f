"""The words of French that are no names: a compact list."""

from __future__ import annotations

import gzip
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from annotate.errors import ModelError, OutputError
from annotate.files import replacing

_TABLES = ("index", "exc", "lookup")
_CHECKSUM_BYTES = 4
_KEPT = "words-{tables}.crc32"
"""The name of the file that keeps the list, after the tables that it was made of."""


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
        sums = self._sums.tobytes()
        return zlib.crc32(sums).to_bytes(_CHECKSUM_BYTES, "big") + sums

    @classmethod
    def from_bytes(cls, data: bytes) -> WordList:
        """Read what :meth:`to_bytes` gave.

        Raises
        ------
        ValueError
            If it is not whole.

        Examples
        --------
        >>> "rouge" in WordList.from_bytes(WordList(["maison", "rouge"]).to_bytes())
        True
        """
        checksum, sums = data[:_CHECKSUM_BYTES], data[_CHECKSUM_BYTES:]
        if zlib.crc32(sums).to_bytes(_CHECKSUM_BYTES, "big") != checksum:
            raise ValueError("this word list is damaged")
        words = cls(())
        words._sums.frombytes(sums)
        return words


@lru_cache(maxsize=1)
def common_words() -> WordList:
    """Return the common words of French: lemmas and inflected forms, proper names excluded.

    The source is the French lemma tables of ``spacy-lookups-data`` (MIT). To read them takes about
    0.7 s, so that the list is kept in the user's cache folder.

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
    return kept_words([folder / f"fr_lemma_{part}.json.gz" for part in _TABLES])


def kept_words(tables: Sequence[Path]) -> WordList:
    """Return the words of lemma tables, from the user's cache folder if they are there.

    Parameters
    ----------
    tables : sequence of Path
        Gzip-compressed JSON; values of the last are lemmas, those of the others are tables of
        words by part of speech.

    Returns
    -------
    WordList
        Made anew, and kept, if the kept list is missing, is damaged or was made of other tables.
    """
    from platformdirs import user_cache_path

    packed = [table.read_bytes() for table in tables]
    # A gzip file ends with the checksum and the length of what it holds.
    made_of = b"".join(one[-8:] for one in packed).hex()
    file = user_cache_path("annotate-fr", appauthor=False) / _KEPT.format(tables=made_of)
    with suppress(OSError, ValueError):
        return WordList.from_bytes(file.read_bytes())
    words = WordList(_words_of(packed))
    # Where nothing can be written, it is made again each time.
    with suppress(OutputError), replacing(file) as temporary:
        temporary.write_bytes(words.to_bytes())
    return words


def _words_of(packed: Sequence[bytes]) -> set[str]:
    import srsly  # type: ignore[import-untyped]

    *by_speech, lemmas = packed
    words: set[str] = set()
    for one in by_speech:
        words.update(*srsly.json_loads(gzip.decompress(one)).values())
    lemmas_of = srsly.json_loads(gzip.decompress(lemmas))
    words.update(lemmas_of, *lemmas_of.values())
    return {word for word in words if word == word.lower()}
