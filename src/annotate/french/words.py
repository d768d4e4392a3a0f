"""Words, and the places where a sentence starts.

At the start of a sentence every word has a capital, and the model takes some of them for names.
There, and only there, a list of common words helps; elsewhere a capital is the better witness, for
the list holds *boston* (a dance) and *pékin* (a cloth).
"""

from __future__ import annotations

import re

from annotate.french.abbreviations import is_abbreviation_stop

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
"""A word: letters, with apostrophes and hyphens inside."""

_OPENERS = " \t\u00a0\u202f«“\"'‘’([{*_-–—•"
_ENDERS = ".!?…:;\n\r\f"


def starts_sentence(text: str, start: int) -> bool:
    """Return whether code point `start` begins a sentence, a line or a block.

    Quotes, brackets and dashes before it are looked through, at most eight of them. The full stop
    of a civility or an initial ends nothing.

    Examples
    --------
    >>> starts_sentence("Fin. « Hier », dit Jean.", 7), starts_sentence("Fin. Hier Jean", 10)
    (True, False)
    >>> starts_sentence("Voir M. Petit", 8)
    False
    """
    place = start
    for _ in range(8):
        if place == 0 or text[place - 1] in _ENDERS:
            return text[place - 1 : place] != "." or not is_abbreviation_stop(text, place - 1)
        if text[place - 1] not in _OPENERS:
            return False
        place -= 1
    return False
