r"""The codes of TeX's text fonts that are no ASCII: OT1 (Computer Modern), T1 (Cork) and TS1, the
symbols beside T1; and of its fonts of mathematics, OMS, OML and the first of the AMS.

A font of TeX without a table of its own for readers leaves these codes as they are in the text
that is taken out of a PDF: ``di\x0bérer`` is *différer*. The tables are those of the LaTeX
encoding guide (``encguide``) and of the guide to the fonts of the AMS (``amsfndoc``), and hold
what differs from ASCII and, for T1, from Latin-1 above 0xbf.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

OT1 = MappingProxyType(
    dict(enumerate("ΓΔΘΛΞΠΣΥΦΨΩ"))
    | {0x0B: "ff", 0x0C: "fi", 0x0D: "fl", 0x0E: "ffi", 0x0F: "ffl"}
    | dict(enumerate("ıȷ`´ˇ˘¯˚¸ßæœøÆŒØ", 0x10))
    | {0x22: "”", 0x27: "’", 0x3C: "¡", 0x3E: "¿", 0x5C: "“", 0x5E: "ˆ", 0x5F: "˙", 0x60: "‘"}
    | dict(enumerate("–—˝˜¨", 0x7B))
)
"""From codes of OT1 to text; accents are spacing signs, set over the letter that follows."""

T1 = MappingProxyType(
    dict(enumerate("`´ˆ˜¨˝˚ˇ˘¯˙¸˛‚‹›“”„«»–—"))
    | {0x17: "", 0x18: "", 0x19: "ı", 0x1A: "ȷ"}
    | {0x1B: "ff", 0x1C: "fi", 0x1D: "fl", 0x1E: "ffi", 0x1F: "ffl"}
    | {0x27: "’", 0x60: "‘", 0x7F: "-"}
    | dict(enumerate("ĂĄĆČĎĚĘĞĹĽŁŃŇŊŐŔŘŚŠŞŤŢŰŮŸŹŽŻĲİđ§", 0x80))
    | dict(enumerate("ăąćčďěęğĺľłńňŋőŕřśšşťţűůÿźžżĳ¡¿£", 0xA0))
    | {code: chr(code) for code in range(0xC0, 0x100)}
    | {0xD7: "Œ", 0xDF: "SS", 0xF7: "œ", 0xFF: "ß"}
)
"""From codes of T1 to text; accents are spacing signs, set over the letter that follows. 0x17 parts
two letters that would be a ligature, and 0x18 is the second ring of a per mille sign."""

TS1 = MappingProxyType(
    {0x84: "†", 0x85: "‡", 0x86: "‖", 0x87: "‰", 0x88: "•", 0x89: "℃", 0x97: "™", 0x9B: "№"}
    | {code: chr(code) for code in (*range(0xA2, 0xAD), *range(0xAE, 0xBF), 0xD7, 0xF7)}
    | {0xBB: "√", 0xBF: "€"}
)
"""From codes of TS1 to text; a document uses a few of them, each time from a font of its own."""

OMS = MappingProxyType(
    {0x00: "−", 0x01: "·", 0x02: "×", 0x03: "∗", 0x04: "÷", 0x06: "±", 0x0E: "◦", 0x0F: "•"}
    | {0x14: "≤", 0x15: "≥", 0x18: "∼", 0x19: "≈", 0x1A: "⊂", 0x1B: "⊃", 0x1C: "«", 0x1D: "»"}
)
"""From codes of OMS, the signs of mathematics, to text: its ≪ and ≫ are the quotation marks that
French has in OT1."""

OML = MappingProxyType(dict(enumerate("ΓΔΘΛΞΠΣΥΦΨΩαβγδεζηθικλμνξπρστυφχ")))
"""From codes of OML, the letters of mathematics, to text."""

MSA = MappingProxyType(
    {0x03: "□", 0x04: "■", 0x05: "·", 0x06: "◊", 0x07: "⧫", 0x10: "↠", 0x16: "⊩", 0x20: "⇝"}
    | {0x26: "≳", 0x29: "∴", 0x2A: "∵", 0x2E: "≲", 0x36: "⩽", 0x3E: "⩾", 0x42: "⊳", 0x43: "⊲"}
    | {0x46: "★", 0x48: "▼", 0x49: "▶", 0x4A: "◀", 0x4D: "△", 0x4E: "▲", 0x4F: "▽", 0x58: "✓"}
    | {0x72: "®", 0x7A: "✠"}
)
"""From codes of the first font of the AMS to text: it has signs alone, and no letter."""

COMBINING = MappingProxyType(
    dict(zip("`´ˆ˜¨˝˚ˇ˘¯˙¸˛", map(chr, (
        0x300, 0x301, 0x302, 0x303, 0x308, 0x30B, 0x30A, 0x30C, 0x306, 0x304, 0x307, 0x327, 0x328,
    )), strict=True))
)  # fmt: skip
"""From the spacing accents of both tables to the marks that compose with a letter."""


CODES = r"\x00-\x08\x0b-\x1f\x7f"
"""The codes that no text has as letters, for a class of characters."""


def shown_before(letter: str, code: int, table: Mapping[int, str]) -> str | None:
    """Return what a code and the letter behind it show; None for an accent that no letter bears.

    Examples
    --------
    >>> shown_before("e", 0x13, OT1), shown_before("e", 0x0B, OT1), shown_before("x", 0x13, OT1)
    ('é', 'ffe', None)
    """
    sign = table.get(code)
    if sign is None or sign not in COMBINING:
        return None if sign is None else sign + letter
    whole = unicodedata.normalize("NFC", letter.replace("ı", "i") + COMBINING[sign])
    return whole if letter and len(whole) == 1 else None


def readings_before(letter: str, code: int) -> list[str]:
    """Return everything that a code and the letter behind it may show."""
    found = (shown_before(letter, code, table) for table in (OT1, T1))
    return [text for text in found if text is not None]


def text_of(code: int, table: Mapping[int, str]) -> str:
    """Return what a code of a TeX font shows.

    Examples
    --------
    >>> text_of(0x0E, OT1), text_of(0x1C, T1), text_of(0x41, OT1), text_of(0x13, OT1)
    ('ffi', 'fi', 'A', '´')
    """
    return table.get(code, chr(code))
