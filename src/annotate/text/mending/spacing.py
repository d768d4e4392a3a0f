"""Repairs inside a line: runs of spaces, no-break spaces, ligatures, invisible hyphens, accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from annotate.document.offsets import Edit
from annotate.document.source import INVISIBLE
from annotate.text.mending.hyphens import SOFT
from annotate.text.mending.rules import ALL_RULES

_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
    "\uf001": "fi",
    "\uf002": "fl",
}
_ODD_SPACES = "\\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_SPACES = f" {_ODD_SPACES}"
_MARKS = "\u0300-\u036f"
_NOTHING = "(?!)"
_ODD = re.compile(f"[{_ODD_SPACES}{INVISIBLE}{_MARKS}{''.join(_LIGATURES)}\n\r\u2028\u2029]")
"""Every repair has one of these, or two spaces."""


@lru_cache(maxsize=64)
def _pattern(rules: frozenset[str]) -> re.Pattern[str]:
    """Return what the rules that are on look for.

    What one rule takes away must not hide from another what is then adjacent, or mending
    twice would do more than mending once: invisible characters and spaces are looked through.
    """
    through = INVISIBLE if "soft_hyphen" in rules else ""
    skipped = f"[{_SPACES}{through}]*"
    unseen = f"[{through}]*" if through else ""
    patterns = {
        "accent": rf"[^\W\d_]{skipped}[{_MARKS}](?:{unseen}[{_MARKS}])*",
        "soft_hyphen": f"[{_SPACES}]*[{INVISIBLE}]+[{_SPACES}{INVISIBLE}]*\\Z|[{INVISIBLE}]+",
        "space": f"[{_SPACES}](?:{unseen}[{_SPACES}])+|[{_ODD_SPACES}]",
        "ligature": f"[{''.join(_LIGATURES)}]",
    }
    return re.compile(
        # Inside a row are the line breaks that an extractor put about a note call.
        rf"(?P<line_break>(?<![{_SPACES}])[{_SPACES}]*(?:[\r\n\u2028\u2029][{_SPACES}]*)+)|"
        + "|".join(
            f"(?P<{rule}>{pattern if rule in rules else _NOTHING})"
            for rule, pattern in patterns.items()
        )
    )


def inner_edits(
    text: str, start: int, rules: frozenset[str] = ALL_RULES, *, soft: bool = False
) -> Iterator[Edit]:
    r"""Yield the repairs of a span of text that is one line, or should be.

    Parameters
    ----------
    text : str
        The span.
    start : int
        The code point of the source where it begins.
    rules : frozenset of str
        The rules that are on.
    soft : bool
        Whether soft hyphens stand for hyphens in this document.

    Yields
    ------
    Edit
        Rules ``space`` (one plain space for a run or a no-break space), ``ligature``,
        ``soft_hyphen`` (invisible characters go) and ``accent`` (a letter and its combining
        accents, after a space too, become one character where Unicode has it).

    Examples
    --------
    >>> [(edit.start, edit.replacement, edit.rule) for edit in inner_edits("of\ufb01ce  de", 0)]
    [(2, 'fi', 'ligature'), (5, ' ', 'space')]
    """
    # Most spans have nothing to mend, and the patterns of the repairs try at every letter.
    if "  " not in text and not _ODD.search(text):
        return
    for match in _pattern(rules).finditer(text):
        rule = match.lastgroup or ""
        found = match.group()
        if rule == "line_break" and rule not in rules:
            replacement = "\n"
        elif rule in ("space", "line_break"):
            replacement = " "
        elif soft and found == SOFT:
            replacement = "-"
        elif rule == "ligature":
            replacement = _LIGATURES[found]
        elif rule == "accent":
            replacement = composed(found, rules)
        else:
            replacement = ""
        if replacement != found:
            yield Edit(start + match.start(), start + match.end(), replacement, rule)


def composed(found: str, rules: frozenset[str]) -> str:
    r"""Compose a letter with its combining accents, whatever is between.

    Examples
    --------
    >>> composed("e\u0301", ALL_RULES), composed("q \u0301", ALL_RULES)
    ('é', 'q ́')
    """
    marks = "".join(char for char in found[1:] if unicodedata.combining(char))
    letter = "i" if found[0] == "ı" else found[0]
    whole = unicodedata.normalize("NFC", letter + marks)
    if len(whole) <= len(marks):
        return whole
    # No such letter: what is between is mended as it is elsewhere.
    between = found[1 : len(found) - len(marks)]
    return found[0] + (" " if between and "space" in rules else between) + marks
