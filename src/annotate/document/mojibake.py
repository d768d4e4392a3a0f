"""Texts that were read in a wrong encoding: UTF-8 as one of one byte a character (`sociÃ©tÃ©`,
`lâ€™eau`), or one of these as another (`sociÈtÈ`, `líeau`).

Mending decides which of it is to be mended; the check of quotes accepts whatever it may become.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import ftfy.bad_codecs  # noqa: F401  registers the codec that has the bytes Windows leaves out

from annotate.document.source import Range

CODECS = ("sloppy-windows-1252", "latin-1", "mac_roman", "cp850")
"""What UTF-8 was seen to be read as."""
_SINGLE = (CODECS[0], "mac_roman", "cp850")
_FRENCH = frozenset("àâäæçéèêëîïôœöùûüÿÀÂÄÆÇÉÈÊËÎÏÔŒÖÙÛÜŸ’‘“”«»–—…€°§\u00a0")
_LEADS = (0xC2, 0xC3, 0xC5, 0xCB)
"""Of two bytes: the letters of French, its signs, and no others."""
_DEEPEST = 3
_ODD = re.compile(
    r"[^\x00-\x7fÀ-ÖØ-öø-ÿŒœŸŠšŽžˆ˜\u00a0-\u00bf\u2010-\u2044\u20ac\u2122\u2190-\u2193\u2212"
    r"\u2260-\u2265\ufb00-\ufb04\ufeff\U0001f300-\U0001faff]"
)
"""What French texts do not have."""


def _signs(codec: str, codes: Iterable[int]) -> str:
    return re.escape("".join(bytes([code]).decode(codec) for code in codes))


HIGH_CONTROL = r"[\x80\x82-\x84\x86-\x8c\x8e\x91-\x9c\x9e\x9f]"
"""A letter or a sign of Windows-1252 that was read as Latin-1."""
_MORE = {codec: f"[{_signs(codec, range(0x80, 0xC0))}]" for codec in CODECS}
_END = r"(?=[ \n\r\f\v\ufdd0]|\Z)"
_LOST = re.compile(rf"(ÃƒÂ{_END}|Ã{_END}|(?<![^\W\d_])Â{_END}|â€(?!{_MORE[CODECS[0]]}))")
"""Where the last byte was a no-break space, which became another or went, or one that
Windows-1252 leaves out."""
_WERE = {"ÃƒÂ": "à", "Ã": "à", "Â": "\u00a0", "â€": "”"}


_FIRST = re.compile(
    "|".join(
        (
            f"[{HIGH_CONTROL[1:-1]}ÃÂ]|â€",
            *(f"[{_signs(codec, (*_LEADS, 0xE2, 0xEF, 0xF0))}]{_MORE[codec]}" for codec in CODECS),
        )
    )
)
"""Looked for first, since most texts have nothing of it: how each run begins."""


def _misread(read: str, was: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for code in range(0x80, 0x100):
        meant = bytes([code]).decode(was)
        given = bytes([code]).decode(read)
        if meant in _FRENCH and meant != given:
            found[given] = meant
    return found


MISREAD: tuple[Mapping[str, str], ...] = tuple(
    _misread(read, was) for read in _SINGLE for was in _SINGLE if read != was
)
"""What one encoding of one byte a character makes of the letters and signs that another has."""
FOR_LIGATURES = "ûüýþÿ"
"""Letters that Ghostscript 10.0 writes for ligatures without a code of their own, by the font."""


@cache
def _pattern() -> re.Pattern[str]:
    """Return what finds runs of such characters; a group tells the codec."""
    found = []
    for place, codec in enumerate(CODECS):
        two = f"[{_signs(codec, _LEADS)}]{_MORE[codec]}"
        more = _signs(codec, (0xEF,)), _signs(codec, (0xAC, 0xBB, 0xBF))
        three = f"{_signs(codec, (0xE2,))}{_MORE[codec]}{{2}}|{more[0]}[{more[1]}]{_MORE[codec]}"
        four = f"{_signs(codec, (0xF0,))}{_MORE[codec]}{{3}}"
        lost = "" if place else f"{_LOST.pattern}|"
        found.append(f"(?P<by{place}>(?:{lost}{two}|{three}|{four})+)")
    found.append(f"(?P<control>{HIGH_CONTROL})")
    return re.compile("|".join(found))


def runs(text: str) -> Iterator[tuple[Range, str]]:
    """Yield the runs of a text that are UTF-8 read as something else, with what they were.

    Examples
    --------
    >>> [letters for _, letters in runs("La sociÃ©tÃ© de lâ€™eau, NÅ“ux, ÃƒÂ©tÃƒÂ©")]
    ['é', 'é', '’', 'œ', 'é', 'é']
    """
    if text.isascii() or not _FIRST.search(text):
        return
    for match in _pattern().finditer(text):
        if match.lastgroup == "control":
            yield match.span(), match.group().encode("latin-1").decode(CODECS[0])
            continue
        letters = _decoded(match.group(), CODECS[int((match.lastgroup or "")[2:])])
        if letters is not None:
            yield match.span(), letters


def readable(line: str) -> str:
    """Return a line with every run that was read as something else as it was.

    Examples
    --------
    >>> readable("HÃ©lÃ¨ne Wattel"), readable("Ã\xa0Ã")
    ('Hélène Wattel', 'àà')
    """
    # The second byte of a last `à` is white space at the end of the line, which is taken off.
    text, parts, end = f"{line}\xa0", [], 0
    for (low, high), letters in runs(text):
        parts += [text[end:low], letters]
        end = high
    return "".join([*parts, text[end:]]).strip() if parts else line


def _decoded(run: str, codec: str) -> str | None:
    """Return what a run was before it was read with a codec, once or several times; None if that is
    nothing a French text has.
    """
    for _ in range(_DEEPEST):
        try:
            parts = (part for part in _LOST.split(run) if part)
            run = b"".join(
                _WERE[part].encode() if part in _WERE else part.encode(codec) for part in parts
            ).decode("utf-8")
        except UnicodeError:
            return None
        if not _pattern().fullmatch(run):
            break
    return None if _ODD.search(run) else run
