"""The self-check: may this be the quote of these ranges of the source?

The quote is mended text and the ranges are raw, so they differ by the repairs that mending makes,
and by nothing else: a space for a line break or a run of spaces, none before an apostrophe, a
hyphen at a line end kept or dropped or given back, ligatures and accents composed, spaced letters
put together, invisible characters gone; any of them may have been switched off. The check replays
none of the edits: it holds whatever version of the rules made the quote. (The idea of text
validation is STAM's.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from annotate.document.repairs import ACCENTED, LIGATURES, LOST, SPACED_LETTERS, readings
from annotate.document.source import Range

_JOINT = "\x1e"
_INVISIBLE = "\u00ad\ufffe\u200b\u2060\ufeff"
_TOKEN = re.compile(
    rf"(?P<spaced>{SPACED_LETTERS.pattern})"
    rf"|(?P<signed>{ACCENTED.pattern}(?: [^\W\d_]+)?|[^\W\d_]+ {ACCENTED.pattern})"
    rf"|(?P<cut>[-\u2010\u00ad\ufffe](?:{_JOINT}|[^\S\n\r\f]*[\n\r\f]\s*|\Z))"
    rf"|(?P<glue>/\s*[\n\r\f]\s*)"
    rf"|(?P<space>[\s{_JOINT}]+(?:[{_INVISIBLE}]+[\s{_JOINT}]+)*)"
    rf"|(?P<invisible>[{_INVISIBLE}]+)"
    r"|(?P<ligature>[\ufb00-\ufb06])"
    rf"|(?P<composed>[^\W\d_][^\S\n\r\f{_INVISIBLE}]*[\u0300-\u036f]+)"
    rf"|(?P<lost>[{LOST}\uf001\uf002])"
    r"|(?P<other>.)",
    re.DOTALL,
)


_BEFORE = re.compile(r"[^\W_]|\.")


def quote_matches(text: str, ranges: Sequence[Range], quote: str) -> bool:
    r"""Return whether a mended quote may be that of some ranges of a source text.

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
            # Joined, kept, or a dash with the space after it.
            yield f"(?:(?:-|{found[0]})[ \n]?|)" if len(found) > 1 else f"(?:-|{found})"
        elif kind == "glue":
            yield "/[ \n]?"
        elif kind == "space":
            either = "[ \n]" if re.search("[\n\r\f\v\x85\u2028\u2029]", found) else "[ ]"
            broken = either != "[ ]" and raw[match.end() : match.end() + 1] in ("'", "’")
            pattern = f"(?:{either}|{re.escape(found)}){'?' if broken else ''}"
            yield "[ \n]?" if _JOINT in found else pattern
        elif kind == "invisible":
            yield f"(?:-|{re.escape(found)})?"
        elif kind == "ligature":
            yield f"(?:{found}|{unicodedata.normalize('NFKC', found)})"
        elif kind == "composed":
            whole = unicodedata.normalize("NFC", "".join(found.split()))
            yield f"(?:{re.escape(found)}|{whole}|{found[0]} {found[1:].lstrip()})"
        elif kind == "spaced":
            yield r"\s{0,2}".join(re.escape(char) for char in found if not char.isspace())
        elif kind == "signed":
            yield f"(?:{'|'.join(map(re.escape, readings(found)))})"
        elif kind == "lost":
            yield f"(?:{re.escape(found)}|{'|'.join(LIGATURES)})"
        elif found.isalnum() and match.start() and _BEFORE.match(raw, match.start() - 1):
            # An extractor may have lost a hyphen that mending gives back: `Pas-deCalais`.
            yield f"-?{re.escape(found)}"
        else:
            yield re.escape(found)
