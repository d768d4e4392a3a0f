"""The pattern of French words that are one token, short enough to be compiled at once.

spaCy joins some three hundred patterns of words with a hyphen or an apostrophe (`demi-frère`,
`entr'acte`, `pet-en-l'air`), and writes the class of all letters, three thousand characters, into
each, so that Python takes seconds to compile them. They differ in a few characters: what they share
can be written once.
"""

from __future__ import annotations

import re
from collections import defaultdict

_OPENING, _BETWEEN, _CLOSING = "(?iu)(?:^", "$)|(?:^", "$)"
_CLASS = re.compile(r"\[[^\[\]]*\]")
_CLASS_AT_END = re.compile(r"\[[^\[\]]*\]\Z")
_LETTERS = re.compile(r"(\[[^\[\]]{200,}\])")


def factored(pattern: str) -> str:
    r"""Write what the alternatives of a pattern share once.

    Parameters
    ----------
    pattern : str
        Alternatives as spaCy writes them, ``(?iu)(?:^…$)|(?:^…$)``.

    Returns
    -------
    str
        A pattern that matches the same strings; `pattern` itself if it is written in another way.

    Examples
    --------
    >>> letters = "[" + "a-zà-ÿ" * 40 + "]"
    >>> long = f"(?iu)(?:^demi-{letters}+$)|(?:^tiers-{letters}+$)"
    >>> factored(long) == f"(?iu)(?:^(?:demi-|tiers-){letters}+$)"
    True
    >>> factored(r"\d+|[a-z]")
    '\\d+|[a-z]'
    """
    if not (pattern.startswith(_OPENING) and pattern.endswith(_CLOSING)):
        return pattern
    alternatives = pattern[len(_OPENING) : -len(_CLOSING)].split(_BETWEEN)
    if not all(map(_is_one, alternatives)):
        return pattern
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for alternative in alternatives:
        before, own, after = _split(alternative)
        groups[before, after].append(own)
    shared = (f"{before}(?:{_one_of(own)}){after}" for (before, after), own in groups.items())
    return _OPENING + _BETWEEN.join(shared) + _CLOSING


def _one_of(alternatives: list[str]) -> str:
    """Write alternatives that end with the same class of characters, of dashes say, as one."""
    by_end: dict[str, list[str]] = defaultdict(list)
    for alternative in alternatives:
        end = _CLASS_AT_END.search(alternative)
        by_end[end[0] if end else ""].append(alternative[: end.start() if end else None])
    return "|".join(
        f"(?:{'|'.join(stems)}){end}"
        if end and len(stems) > 1
        else "|".join(stem + end for stem in stems)
        for end, stems in by_end.items()
    )


def _is_one(alternative: str) -> bool:
    """Say whether a pattern is surely a single alternative: each of its ``|`` is in a group."""
    if r"\[" in alternative or r"\]" in alternative:
        return False
    depth = 0
    for character in _CLASS.sub("", alternative):
        depth += (character == "(") - (character == ")")
        if depth < 0 or character in "[]\\" or (character == "|" and depth == 0):
            return False
    return depth == 0


def _split(alternative: str) -> tuple[str, str, str]:
    """Split a pattern into what others may share, its own short part, what others may share.

    Its own part is the one before the first class of letters, or after it if the pattern begins
    with that class.
    """
    own, *after = _LETTERS.split(alternative)
    if own or not after:
        return "", own, "".join(after)
    letters, own, *after = after
    quantifier = own[:1] if own[:1] in ("+", "*", "?") else ""
    return letters + quantifier, own.removeprefix(quantifier), "".join(after)
