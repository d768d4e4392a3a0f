"""Short lines that are no headings: of letters, e-mails, tables and verse."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from annotate.french.characters import UPPER
from annotate.text.structure.lines import Row

_FIELD = re.compile(
    r"(?:De|À|Cci?|Objet|Date|Envoyé|Pièces? jointes?|From|To|Subject|Sent)[ \u00a0]?:\s",
    re.IGNORECASE,
)
_PLACE_AND_DAY = re.compile(
    rf"[{UPPER}][\w’' -]{{1,40}},? le (?:\d{{1,2}}|1er) [^\W\d_]{{3,9}} \d{{4}}[.,]?"
)
_CELLS = re.compile(r"\w{2}(?:\t| {2,}).{0,200}?\w{2}(?:\t| {2,})\S")
_VERSE = 0.6
"""The share of the lines of verse that begin with a capital though no sentence ended."""
_LEAST = 4


def is_no_heading(text: str) -> bool:
    """Return whether a line is the field of an e-mail, the date of a letter or a row of a table.

    Examples
    --------
    >>> is_no_heading("Objet : la clé"), is_no_heading("Lens, le 3 mars 1931")
    (True, True)
    >>> is_no_heading("Année  Fosse  Tonnes"), is_no_heading("Le puits, le mur")
    (True, False)
    """
    return bool(_FIELD.match(text) or _PLACE_AND_DAY.fullmatch(text) or _CELLS.search(text))


def is_verse(rows: Sequence[Row]) -> bool:
    """Return whether rows begin with capitals wherever they begin, as verse does."""
    inner = [(one, two) for one, two in pairwise(rows) if not two.blank_before]
    capital = sum(two.begins_upper and not one.ends_sentence for one, two in inner)
    return capital >= max(_LEAST, _VERSE * len(inner))
