"""Repairs inside a line: runs of spaces, no-break spaces, ligatures, invisible hyphens, accents."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from annotate.text.edits import Edit
from annotate.text.mending.hyphens import SOFT

_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
_SPACES = "\\t \u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_PATTERN = re.compile(
    rf"(?P<space>[{_SPACES}]{{2,}}|[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000])"
    rf"|(?P<ligature>[{''.join(_LIGATURES)}])"
    r"|(?P<soft_hyphen>[\u00ad\ufffe\u200b\u2060\ufeff]+)"
    r"|(?P<line_break>[ ]?\r?\n[ ]?)"
    r"|(?P<accent>.[\u0300-\u036f]+)"
)


def inner_edits(text: str, start: int, soft: bool = False) -> Iterator[Edit]:
    r"""Yield the repairs of a stretch of text that is one line, or should be.

    Parameters
    ----------
    text : str
        The stretch.
    start : int
        The code point of the source where it begins.
    soft : bool
        Whether soft hyphens stand for hyphens in this document.

    Yields
    ------
    Edit
        Rules ``space`` (one plain space for a run or a no-break space), ``line_break`` (one that
        stands inside a line, about a note call), ``ligature``,
        ``soft_hyphen`` (invisible characters go) and ``accent`` (a letter and its combining
        accents become one character where Unicode has it).

    Examples
    --------
    >>> [(edit.start, edit.replacement, edit.rule) for edit in inner_edits("of\ufb01ce  de", 0)]
    [(2, 'fi', 'ligature'), (5, ' ', 'space')]
    """
    for match in _PATTERN.finditer(text):
        rule = match.lastgroup or ""
        found = match.group()
        if rule in ("space", "line_break"):
            replacement = " "
        elif rule == "ligature":
            replacement = _LIGATURES[found]
        elif soft and found == SOFT:
            replacement = "-"
        elif rule == "accent":
            replacement = unicodedata.normalize("NFC", found)
        else:
            replacement = ""
        if replacement != found:
            yield Edit(start + match.start(), start + match.end(), replacement, rule)
