"""Abbreviations and initials, whose full stop need not end a sentence or a name.

The abbreviations are a lexicon that a linguist edits, ``configs/lexicons/abbreviations.tsv``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from annotate.lexicons import read_table
from annotate.resources import default_configs

OPENS, NUMBER, CLOSES, NAME = "opens", "number", "closes", "name"
KINDS = (OPENS, NUMBER, CLOSES, NAME)
_FILE = "abbreviations.tsv"
_REACH = 24
"""How far back, in code points, the word before a stop is looked for."""


def read_abbreviations(path: Path) -> Mapping[str, str]:
    """Read a lexicon of abbreviations.

    Parameters
    ----------
    path : Path
        A table with the columns ``form`` (without its last stop), ``kind`` and ``source``.

    Returns
    -------
    mapping of str to str
        Form to kind. A form that begins in lower case also counts with a capital, unless it is one
        letter, which would be an initial.

    Raises
    ------
    LexiconError
        If the file cannot be read, or a kind is not among `KINDS`.

    Examples
    --------
    >>> kinds = default_abbreviations()
    >>> kinds["p"], kinds["M"], kinds["etc"], kinds["Cf"], kinds.get("MAISON")
    ('number', 'opens', 'closes', 'opens', None)
    """
    rows = read_table(path, ("form", "kind", "source"), {"kind": KINDS})
    kinds = {
        row["form"][:1].upper() + row["form"][1:]: row["kind"]
        for row in rows
        if len(row["form"]) > 1
    }
    return kinds | {row["form"]: row["kind"] for row in rows}


@lru_cache(maxsize=1)
def default_abbreviations() -> Mapping[str, str]:
    """Return the abbreviations that `annotate` ships, read at the first call."""
    return read_abbreviations(default_configs() / "lexicons" / _FILE)


def word_before(text: str, at: int) -> str:
    """Return the word that ends at a place, without elided words and opening signs before it.

    Examples
    --------
    >>> word_before("vu (d’av. Foch", 8), word_before("vers 52 av. J.-C.", 16)
    ('av', 'J.-C')
    """
    words = text[max(0, at - _REACH) : at].split()
    if not words:
        return ""
    word = words[-1].replace("’", "'").rpartition("'")[2]
    return word.lstrip('([«“"-–—•')


def is_initials(word: str) -> bool:
    """Return whether a word is one letter, or letters with stops.

    Examples
    --------
    >>> [is_initials(word) for word in ("R", "J.-C", "S.N.C.F", "St")]
    [True, True, True, False]
    """
    if len(word) == 1:
        return word.isalpha()
    parts = word.replace("-", "").split(".")
    return len(parts) > 1 and all(len(part) <= 2 and part.isalpha() for part in parts)


def is_abbreviation_stop(text: str, stop: int) -> bool:
    """Return whether the full stop at a place belongs to an abbreviation that needs what follows.

    Examples
    --------
    >>> text = "M. Petit vit J. Roux etc. Il partit"
    >>> [is_abbreviation_stop(text, stop) for stop in (1, 14, 24)]
    [True, True, False]
    """
    word = word_before(text, stop)
    kind = default_abbreviations().get(word)
    return kind == OPENS or (kind is None and is_initials(word))


def keeps_final_stop(text: str, start: int, end: int) -> bool:
    """Return whether the full stop at the end of the name ``text[start:end]`` belongs to it.

    Examples
    --------
    >>> names = ("Norbert G.", "Lampist & Cie.", "S.N.C.F.", "Lens.")
    >>> [keeps_final_stop(name, 0, len(name)) for name in names]
    [True, True, True, False]
    """
    near = text[max(start, end - 1 - _REACH) : end]
    word = word_before(near, len(near) - 1)
    return is_initials(word) or default_abbreviations().get(word) == NAME
