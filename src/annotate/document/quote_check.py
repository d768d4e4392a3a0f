"""The self-check: may this be the quote of these ranges of the source?

The quote is mended text and the ranges are raw, so they differ by the repairs that mending makes,
and by nothing else: a space for a line break or a run of spaces, none before an apostrophe, a
full stop, a comma, a bracket or the sign of `n°`, a hyphen at a line end kept or dropped or given
back, ligatures and accents composed, spaced letters put together, invisible characters gone; any of
them may have been switched off. The check replays none of the edits: it holds whatever version of
the rules made the quote. (The idea of text validation is STAM's.)
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from annotate.document.mojibake import FOR_LIGATURES, MISREAD, runs
from annotate.document.repairs import (
    ACCENTED,
    LIGATURES,
    LOST,
    RARE_LIGATURES,
    SPACED_PART,
    readings,
)
from annotate.document.source import INVISIBLE, Range
from annotate.document.tex_encodings import CODES, readings_before

_JOINT = "\ufdd0"
_BREAKS = "\n\r\f\v\x85\u2028\u2029"
"""What ends a line: old word processors and some extractors write others than line feeds."""
_MARKED = rf"[\s{INVISIBLE}]*[\u0300-\u036f](?:[{INVISIBLE}]*[\u0300-\u036f])*"
"""Combining accents of the letter before them, which a line end may part from it."""
_TOKEN = re.compile(
    rf"(?P<coded>[{CODES}]{{1,2}}[^\W\d_])"
    rf"|(?P<spaced>{SPACED_PART.pattern})"
    rf"|(?P<signed>{ACCENTED.pattern}(?: [^\W\d_]+)?|[^\W\d_]{{1,40}} {ACCENTED.pattern})"
    r"|(?P<broken>(?<=[^\W\d_])(?:¬ ?|\u00ad )(?=[^\W\d_]))"
    rf"|(?P<cut>[-\u2010\u00ad\ufffe¬](?:{_JOINT}|[^\S{_BREAKS}]*[{_BREAKS}]\s*|\Z))"
    rf"|(?P<glue>[/·]\s*[{_BREAKS}]\s*)"
    rf"|(?P<space>[\s{_JOINT}]+(?:[{INVISIBLE}]+[\s{_JOINT}]+)*(?<![{CODES}](?=[^\W\d_])))"
    rf"|(?P<lost>[{LOST}\uf001\uf002])"
    rf"|(?P<invisible>[{INVISIBLE}]+)"
    r"|(?P<ligature>[\ufb00-\ufb06])"
    rf"|(?P<lettered>[{FOR_LIGATURES}])"
    rf"|(?P<composed>[^\W\d_]{_MARKED})"
    r"|(?P<other>.)",
    re.DOTALL,
)


_MAY_BEGIN = "\v\f\r\x1c\x1d\x1e\x1f"
"""White space that is the code of a ligature in fonts of TeX."""
_NO_SPACE_BEFORE = "'’.,)°"
"""What goes to the word before it when a line break parts them."""
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
    found = list(runs(raw))
    ends = raw[-1:].isspace() and not (found and found[-1][0][1] == len(raw))
    if ends or (raw[:1].isspace() and raw[0] not in _MAY_BEGIN) or quote != quote.strip():
        return False
    if re.fullmatch("".join(_patterns(raw, found)), quote):
        return True
    return any(_is_misread(raw, quote, table) for table in MISREAD)


def _is_misread(raw: str, quote: str, table: Mapping[str, str]) -> bool:
    """Return whether a quote is that of a text in which one encoding was read as another."""
    found = [((at, at + 1), table[char]) for at, char in enumerate(raw) if char in table]
    return bool(found) and re.fullmatch("".join(_patterns(raw, found)), quote) is not None


def _patterns(raw: str, broken: Sequence[tuple[Range, str]]) -> Iterator[str]:
    at = 0
    for (start, end), letters in broken:
        yield from _plain_patterns(raw, at, start)
        # The accents after it may be those of its last letter, where it was not broken.
        marked = re.compile(_MARKED).match(raw, end)
        at = marked.end() if marked else end
        as_it_is = "".join(_plain_patterns(raw, start, at))
        rest = "".join(_plain_patterns(raw, end, at))
        yield f"(?:{as_it_is}|{_escaped(letters)} ?{rest})"
    yield from _plain_patterns(raw, at, len(raw))


def _escaped(letters: str) -> str:
    """Return a pattern for letters as mending writes them."""
    typed = (
        " ?" if char.isspace() else re.escape(_as_typed(char))
        for char in letters
        if char not in INVISIBLE
    )
    return "".join(typed)


def _as_typed(char: str) -> str:
    return unicodedata.normalize("NFKC", char) if "\ufb00" <= char <= "\ufb06" else char


def _plain_patterns(raw: str, low: int, high: int) -> Iterator[str]:
    for match in _TOKEN.finditer(raw, low, high):
        kind, found = match.lastgroup, match.group()
        if kind == "coded":
            yield _coded(found)
        elif kind == "cut":
            # Joined, kept, or a dash with the space after it.
            kept = f"(?:-|{found[0]}{'|' if found[0] in INVISIBLE else ''})"
            yield f"(?:{kept}[ \n]?|)" if len(found) > 1 else f"(?:-|{found})"
        elif kind == "broken":
            yield f"(?:{re.escape(found)}|-| )?"
        elif kind == "glue":
            yield f"{found[0]}[ \n]?"
        elif kind == "space":
            either = "[ \n]" if re.search(f"[{_BREAKS}]", found) else "[ ]"
            after = raw[match.end() : match.end() + 1]
            broken = either != "[ ]" and bool(after) and after in _NO_SPACE_BEFORE
            pattern = f"(?:{either}|{re.escape(found)}){'?' if broken else ''}"
            yield "[ \n]?" if _JOINT in found else pattern
        elif kind == "invisible":
            yield f"(?:-|{re.escape(found)})?"
        elif kind == "ligature":
            yield f"(?:{found}|{_as_typed(found)})"
        elif kind == "lettered":
            yield f"(?:{found}|{'|'.join(LIGATURES)})"
        elif kind == "composed":
            yield _composed(found)
        elif kind == "spaced":
            yield r"\s{0,2}".join(re.escape(char) for char in found if not char.isspace())
        elif kind == "signed":
            yield f"(?:{'|'.join(map(re.escape, readings(found)))})"
        elif kind == "lost":
            yield f"(?:{re.escape(found)}|{'|'.join((*LIGATURES, *RARE_LIGATURES))})?"
        elif found.isalnum() and match.start() and _BEFORE.match(raw, match.start() - 1):
            # An extractor may have lost a hyphen that mending gives back: `Pas-deCalais`.
            yield f"-?{re.escape(found)}"
        else:
            yield re.escape(found)


def _composed(found: str) -> str:
    """Return a pattern for a letter and its combining accents, whatever is between."""
    marks = "".join(char for char in found[1:] if unicodedata.combining(char))
    whole = unicodedata.normalize("NFC", found[0].replace("ı", "i") + marks)
    return f"(?:{re.escape(found)}|{whole}|{found[0]}[ \\n]?{marks})"


def _coded(found: str) -> str:
    """Return a pattern for what may be the code of a TeX font and its letter."""
    texts = {found[-1], _as_typed(found[-1])}
    for code in found[-2::-1]:
        texts |= {
            reading + text[1:]
            for text in texts
            for reading in (*readings_before(text[0], ord(code)), code + text[0])
        } | {one + text for one in LIGATURES for text in texts}
    letter = found[-1]
    space = "[ \\n]?" if found[0].isspace() else ""
    return f"(?:{space}{re.escape(letter)}|{'|'.join(map(re.escape, sorted(texts)))})"
