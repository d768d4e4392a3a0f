"""The self-check: may this quote stand for these ranges of the source?

The quote is mended text and the ranges are raw, so they differ by the repairs that mending makes,
and by nothing else: a space for a line break or a run of spaces, a hyphen at a line end kept or
dropped, ligatures and accents composed, invisible characters gone. The check replays none of the
edits: it holds whatever version of the rules made the quote. (The idea of text validation is
STAM's.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from annotate.text.source import Range

_JOINT = "\x1e"
_TOKEN = re.compile(
    rf"(?P<cut>[-\u2010\u00ad\ufffe](?:{_JOINT}|[^\S\n\r\f]*[\n\r\f]\s*|\Z))"
    rf"|(?P<glue>/\s*[\n\r\f]\s*)"
    rf"|(?P<space>[\s{_JOINT}]+)"
    r"|(?P<invisible>[\u00ad\ufffe\u200b\u2060\ufeff]+)"
    r"|(?P<ligature>[\ufb00-\ufb06])"
    r"|(?P<composed>[^\W\d_][\u0300-\u036f]+)"
    r"|(?P<other>.)",
    re.DOTALL,
)


def quote_matches(text: str, ranges: Sequence[Range], quote: str) -> bool:
    r"""Tell whether a mended quote stands for some ranges of a source text.

    Parameters
    ----------
    text : str
        The source text.
    ranges : sequence of Range
        Code points of the source, half-open, in reading order.
    quote : str
        The mended quote.

    Examples
    --------
    >>> quote_matches("Jean-\nFrançois", [(0, 14)], "Jean-François")
    True
    >>> quote_matches("char-\nbon", [(0, 9)], "charbon"), quote_matches("Lens", [(0, 4)], "Len")
    (True, False)
    """
    if len(ranges) == 1 and text[ranges[0][0] : ranges[0][1]] == quote:
        return True
    raw = _JOINT.join(text[start:end] for start, end in ranges)
    if raw != raw.strip() or quote != quote.strip():
        return False
    return re.fullmatch("".join(_patterns(raw)), quote) is not None


def _patterns(raw: str) -> Iterator[str]:
    for match in _TOKEN.finditer(raw):
        kind, found = match.lastgroup, match.group()
        if kind == "cut":
            # Joined, kept, or a dash with the space behind it.
            yield "(?:-|- |)" if len(found) > 1 else "-"
        elif kind == "glue":
            yield "/ ?"
        elif kind == "space":
            yield "[ ]?" if _JOINT in found else f"(?:[ ]|{re.escape(found)})"
        elif kind == "invisible":
            yield f"(?:-|{re.escape(found)})?"
        elif kind == "ligature":
            yield f"(?:{found}|{unicodedata.normalize('NFKC', found)})"
        elif kind == "composed":
            yield f"(?:{found}|{unicodedata.normalize('NFC', found)})"
        else:
            yield re.escape(found)
