"""Words that no line break parts from the next, though few makers write a no-break space there."""

from __future__ import annotations

import re

from annotate.french.classes import shipped_classes

_WORD_END = re.compile(r"[ \t]")
"""A line may be broken here; a no-break space holds."""
_HELD = re.compile(
    r"(?:[«“(] ?)?(?:\d+(?:er|e)?|[^\W\d_]\.(?:-?[^\W\d_]\.)*|[«“]"
    rf"|{shipped_classes().pattern('CIVILITY', ' ')})[ \t](?=[^\W_])"
)
_SIGN, _YEAR = re.compile(r"[ \t][»:;!?%€]+"), re.compile(r"[ \t](?:[»:;!?%€]+|\d{4}\b)")
"""What is held by the word before it."""


def end_of_words(text: str, words: int) -> int:
    """Return where the first words of a text end.

    Examples
    --------
    >>> end_of_words("Le puits est sec.", 2)
    8
    """
    return len(" ".join(_WORD_END.split(text, maxsplit=words)[:words]))


def end_of_held(text: str) -> int:
    """Return where the first word of a text ends with what holds to it.

    Examples
    --------
    >>> [end_of_held(one) for one in ("3 mars 1902, au soir", "Mme Roy vint", "Le puits")]
    [11, 7, 2]
    """
    held = _HELD.match(text)
    low = held.end() if held else 0
    end = low + len(_WORD_END.split(text[low:], maxsplit=1)[0])
    sign = (_YEAR if held else _SIGN).match(text, end)
    return sign.end() if sign else end
