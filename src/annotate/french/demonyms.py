"""Demonyms: the words for inhabitants, which have a capital and name nobody.

French derives them with a few suffixes (``Lensois``, ``Italiens``, ``Guadeloupéennes``). The same
forms are adjectives, and the masculine singular also names the country around a town (``le
Béthunois``). Only the suffixes are known here: a list of demonyms would have thousands of entries.
Suffixes that are commoner in other names are left out: ``-in`` (Poitevin, but Colin), ``-ande``
(Normande, but les Landes), the singular ``-and`` (Flamand, but Bertrand).
"""

from __future__ import annotations

import re
from enum import Flag, auto
from functools import cache

from annotate.french.characters import UPPER
from annotate.french.classes import prefix_tree, shipped_classes


class Inflection(Flag):
    """Gender and number of a demonym; several are joined with ``|``."""

    MASCULINE_SINGULAR = auto()
    MASCULINE_PLURAL = auto()
    FEMININE_SINGULAR = auto()
    FEMININE_PLURAL = auto()
    SINGULAR = MASCULINE_SINGULAR | FEMININE_SINGULAR
    PLURAL = MASCULINE_PLURAL | FEMININE_PLURAL
    FEMININE = FEMININE_SINGULAR | FEMININE_PLURAL
    ANY = SINGULAR | PLURAL


_ENDINGS = {
    Inflection.MASCULINE_SINGULAR: "DEMONYM_ENDING_MASCULINE",
    Inflection.MASCULINE_PLURAL: "DEMONYM_ENDING_MASCULINE_PLURAL",
    Inflection.FEMININE_SINGULAR: "DEMONYM_ENDING_FEMININE",
    Inflection.FEMININE_PLURAL: "DEMONYM_ENDING_FEMININE_PLURAL",
}


@cache
def _pattern(inflection: Inflection) -> re.Pattern[str]:
    classes = shipped_classes()
    endings = [ending for part in inflection for ending in classes[_ENDINGS[part]]]
    return re.compile(rf"[{UPPER}][^\W\d_]+{prefix_tree(endings)}")


def is_demonym(word: str, inflection: Inflection = Inflection.ANY) -> bool:
    """Return whether a word with a capital has the ending of a demonym.

    Parameters
    ----------
    word : str
        One word; nothing with a hyphen counts.
    inflection : Inflection
        The genders and numbers that count.

    Examples
    --------
    >>> is_demonym("Lensois"), is_demonym("Lensoise", Inflection.PLURAL), is_demonym("lensois")
    (True, False, False)
    """
    return _pattern(inflection).fullmatch(word) is not None
