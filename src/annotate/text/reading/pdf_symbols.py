"""Characters of the private use area of which it is known what they show.

Fonts of symbols have codes of their own, which Word and others write as U+F000 and the code. What
they show is known for Symbol and for the bullets of Wingdings. Where the font has letters, the code
is that of the letter. U+F700 and a code are what Adobe has for small capitals and for digits of
the old style.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Protocol

from annotate.french.word_list import common_words
from annotate.text.reading.pdf_fonts import Face

_AREA = range(0xF020, 0xF100)
_BASE = 0xF000
_OF_ADOBE = {
    chr(0xF700 + code): chr(code)
    for code in (*range(0x30, 0x3A), *range(0x61, 0x7B), *range(0xE0, 0xF7), *range(0xF8, 0xFF))
}
_EXCHANGED = {chr(code << 8): chr(code) for code in (*range(0x41, 0x5B), *range(0x61, 0x7B))} | {
    chr(code << 8): chr(code) for code in range(0xC0, 0x100) if code not in (0xD7, 0xF7)
}
_LATIN = re.compile(r"[A-Za-zÀ-ÿœŒ’'\ufffe-]\Z")
_BULLETS = {0x9F: "•", 0xA7: "▪", 0xB7: "•", 0xD8: "➢", 0xE0: "→", 0xE8: "➔", 0xFC: "✓"}
_SYMBOL = MappingProxyType(
    dict(enumerate("ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ", 0x41))
    | dict(enumerate("αβχδεφγηιϕκλμνοπθρστυϖωξψζ", 0x61))
    | dict(enumerate("0123456789:;<=>?", 0x30))
    | {0x20: " ", 0x25: "%", 0x28: "(", 0x29: ")", 0x2B: "+", 0x2C: ",", 0x2D: "−", 0x2E: "."}
    | {0x2F: "/", 0xA3: "≤", 0xA5: "∞", 0xAC: "←", 0xAE: "→", 0xB0: "°", 0xB1: "±", 0xB3: "≥"}
    | {0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xBC: "…", 0xCE: "∈", 0xDE: "⇒"}
)
_WINGDINGS = MappingProxyType(
    _BULLETS
    | {0x6C: "●", 0x6E: "■", 0x71: "❑", 0x75: "◆", 0x76: "❖", 0xA1: "○", 0xA8: "◻", 0xF0: "⇨"}
    | {0xFB: "✗", 0xFE: "☑"}
)
_FONTS: tuple[tuple[re.Pattern[str], Mapping[int, str]], ...] = (
    (re.compile(r"Symbol", re.IGNORECASE), _SYMBOL),
    (re.compile(r"Wingdings(?!\W?[23])", re.IGNORECASE), _WINGDINGS),
    (re.compile(r"OpenSymbol|StarSymbol", re.IGNORECASE), MappingProxyType(_BULLETS)),
)
_WORD = re.compile(r"[^\W\d_]{4,}")
_SURE = 3
"""So many words of a font's codes show that they are letters."""


class _Char(Protocol):
    text: str
    face: Face | None


def with_symbols(chars: Sequence[_Char]) -> None:
    """Give characters of the private use area the text that they show, where that is known.

    Parameters
    ----------
    chars : sequence
        The characters of a page; their texts are changed.
    """
    if not _EXCHANGED.keys().isdisjoint([char.text for char in chars]):
        _give_back_exchanged(chars)
    if not any("\uf020" <= text <= "\uf7ff" for text in {char.text for char in chars}):
        return
    own: dict[str, list[_Char]] = defaultdict(list)
    for char in chars:
        char.text = _OF_ADOBE.get(char.text, char.text)
        if char.face is not None:
            own[char.face.name].append(char)
    for name, same in own.items():
        table = symbols_of(name, "".join(char.text for char in same))
        for char in same:
            code = ord(char.text) if len(char.text) == 1 else 0
            if code in _AREA:
                char.text = table.get(code - _BASE, char.text)


def _give_back_exchanged(chars: Sequence[_Char]) -> None:
    """Give the signs whose bytes are exchanged their letters, where they stand at a Latin one.

    Signs side by side are one ligature: what is known of one of them holds for the next.
    """
    places = [place for place, char in enumerate(chars) if char.text in _EXCHANGED]
    for order, before in ((places, -1), (places[::-1], 1)):
        for place in order:
            near = place + before
            if 0 <= near < len(chars) and _LATIN.match(chars[near].text):
                chars[place].text = _EXCHANGED.get(chars[place].text, chars[place].text)


def symbols_of(name: str, text: str) -> Mapping[int, str]:
    r"""Return what the codes of a font show.

    Parameters
    ----------
    name : str
        The name of the font.
    text : str
        What it shows on a page.

    Returns
    -------
    mapping of int to str
        Codes without U+F000; empty where nobody knows.

    Examples
    --------
    >>> symbols_of("SymbolMT", "\uf0b7")[0xB7], symbols_of("Wingdings-Regular", "\uf0d8")[0xD8]
    ('•', '➢')
    >>> symbols_of("FontAwesome", "\uf071")
    {}
    """
    for pattern, table in _FONTS:
        if pattern.match(name):
            return table
    letters = {
        code - _BASE: bytes([code - _BASE]).decode("cp1252", "replace")
        for code in map(ord, set(text))
        if code in _AREA
    }
    shown = text.translate({code + _BASE: letter for code, letter in letters.items()})
    known = sum(word.lower() in common_words() for word in _WORD.findall(shown))
    return letters if known >= _SURE and len(letters) > len(set(text)) / 2 else {}
