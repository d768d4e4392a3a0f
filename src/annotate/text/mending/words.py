"""The French word list that decides whether a hyphen at a line end belongs to the word."""

from __future__ import annotations

import gzip
import json
from functools import lru_cache
from importlib import resources


@lru_cache(maxsize=1)
def french_words() -> frozenset[str]:
    """Return the inflected forms and lemmas of spacy-lookups-data's French tables.

    Loaded once, when first needed.

    Returns
    -------
    frozenset of str
        As the tables have them: some proper nouns stand in lower case.

    Examples
    --------
    >>> "charbonnière" in french_words()
    True
    """
    folder = resources.files("spacy_lookups_data") / "data"
    words: set[str] = set()
    with (folder / "fr_lemma_lookup.json.gz").open("rb") as file:
        table = json.loads(gzip.decompress(file.read()))
    words.update(table)
    words.update(
        form for forms in table.values() for form in ([forms] if isinstance(forms, str) else forms)
    )
    for name in ("fr_lemma_index.json.gz", "fr_lemma_exc.json.gz"):
        with (folder / name).open("rb") as file:
            for forms in json.loads(gzip.decompress(file.read())).values():
                words.update(forms)
    return frozenset(words)
