"""Letters of PDFs that are drawn in two pieces, or written with codes of their own."""

from __future__ import annotations

import pytest
from tests.text.test_hostile import ONE, pdf, stream

from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes

LATIN = b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>"
CODED = b"""/CIDInit /ProcSet findresource begin begincmap
1 begincodespacerange <00> <FF> endcodespacerange
%d beginbfchar
%s
endbfchar endcmap end"""


def text_of(content: bytes, font: bytes, *more: bytes) -> str:
    return read_bytes(pdf(ONE, stream(content), *more, font=font), "a", "a.pdf").text


@pytest.mark.parametrize(
    ("accent", "letter", "shown"),
    [(b"\xb4", b"e", "é"), (b"`", b"a", "à"), (b"\x88", b"o", "ô"), (b"\xa8", b"e", "ë")],
)
def test_an_accent_that_is_set_over_its_letter(accent: bytes, letter: bytes, shown: str) -> None:
    """Before it or behind it, in whatever font."""
    head = b"BT /F 12 Tf 1 0 0 1 50 700 Tm (le m) Tj ET\n"
    sign = b"BT /F 12 Tf 1 0 0 1 71.4 700 Tm (%s) Tj ET\n" % accent
    base = b"BT /F 12 Tf 1 0 0 1 71.66 700 Tm (%s) Tj ET\n" % letter
    rest = b"BT /F 12 Tf 1 0 0 1 77.2 700 Tm (t) Tj ET\n"
    for content in (head + sign + base + rest, head + base + sign + rest):
        assert text_of(content, LATIN) == f"le m{shown}t\n"


def test_an_accent_that_stands_alone_is_no_part_of_a_letter() -> None:
    content = b"BT /F 12 Tf 50 700 Td (le signe ` et le signe \xb4 seul) Tj ET\n"
    assert text_of(content, LATIN) == "le signe ` et le signe ´ seul\n"


def coded(name: bytes, codes: dict[bytes, int]) -> tuple[bytes, bytes, bytes]:
    """A font that says of its codes which characters they show, and what stands before it."""
    rows = b"\n".join(b"<%s> <%04X>" % (code.hex().encode(), to) for code, to in codes.items())
    font = b"<</Type/Font/Subtype/TrueType/BaseFont/ABCDEF+%s/FirstChar 32/LastChar 255" % name
    font += b"/Widths[%s]/ToUnicode 7 0 R>>" % b" ".join([b"500"] * 224)
    return font, stream(b" "), stream(CODED % (len(codes), rows))


@pytest.mark.parametrize(
    ("name", "code", "shown"),
    [
        (b"SymbolMT", 0xF0B7, "•"),
        (b"SymbolMT", 0xF0B0, "°"),
        (b"SymbolMT", 0xF061, "α"),
        (b"Wingdings-Regular", 0xF0D8, "➢"),
        (b"OpenSymbol", 0xF0B7, "•"),
        (b"FontAwesome", 0xF071, "\uf071"),
        (b"MinionPro", 0xF7E9, "é"),
    ],
)
def test_signs_of_the_private_use_area(name: bytes, code: int, shown: str) -> None:
    font, *more = coded(name, {b"!": code, b"a": ord("a")})
    assert text_of(b"BT /F 12 Tf 50 700 Td (!a) Tj ET\n", font, *more) == f"{shown}a\n"


def test_letters_of_the_private_use_area() -> None:
    """A font that counts as one of symbols and has letters."""
    text = b"Le moulin de la digue tournait encore quand la commune acheta la chute."
    font, *more = coded(b"Garamond", {bytes([code]): 0xF000 + code for code in set(text)})
    content = b"BT /F 12 Tf 50 700 Td (%s) Tj ET\n" % text
    assert text_of(content, font, *more) == text.decode() + "\n"


def test_letters_of_another_script_for_a_ligature() -> None:
    font, *more = coded(b"Lato", {b"!": 0x99E} | {bytes([c]): c for c in b"acon deprstu"})
    content = b"BT /F 12 Tf 50 700 Td (ac!on de deux par!es ac!ons) Tj ET\n"
    source = read_bytes(pdf(ONE, stream(content), *more, font=font), "a", "a.pdf")
    assert "\u099e" in source.text
    assert mend(source).text == "action de deux parties actions"
