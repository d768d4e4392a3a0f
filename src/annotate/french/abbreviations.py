"""Abbreviations whose full stop need not end a sentence: the lexicon a linguist edits."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from annotate.lexicons import read_table
from annotate.resources import default_configs

OPENS, NUMBER, CLOSES = "opens", "number", "closes"
KINDS = (OPENS, NUMBER, CLOSES)
_FILE = "abbreviations.tsv"


def read_abbreviations(path: Path) -> Mapping[str, str]:
    """Read a lexicon of abbreviations.

    Parameters
    ----------
    path : Path
        A table with the columns ``form`` (without its last stop), ``kind`` and ``source``.

    Returns
    -------
    mapping of str to str
        Form to kind. A form that begins in lower case is there with a capital too, unless it is
        one letter, which would be an initial.

    Raises
    ------
    LexiconError
        If the file cannot be read, or a kind is none of `KINDS`.

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
    """Return what ``configs/lexicons/abbreviations.tsv`` says, read at the first call."""
    return read_abbreviations(default_configs() / "lexicons" / _FILE)
