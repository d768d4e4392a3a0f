"""Letters of PDFs that are drawn in two pieces, or written with codes of their own."""

from __future__ import annotations

import pytest
from tests.text.test_hostile import FONT, ONE, pdf, stream

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
        (b"MSAM10", ord("X"), "✓"),
        (b"MSAM10", ord("z"), "✠"),
        (b"CMR10", ord("X"), "X"),
        (b"MSung-Light", ord("z"), "z"),
    ],
)
def test_signs_of_fonts_of_symbols(name: bytes, code: int, shown: str) -> None:
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


GLYPHS = b" ".join(b"/a%d 7 0 R" % code for code in range(128))
NAMES = b" ".join(b"/a%d" % code for code in range(128))
BITMAPS = b"<</Type/Font/Subtype/Type3/FontBBox[0 -200 600 800]/FontMatrix[.001 0 0 .001 0 0]"
BITMAPS += b"/FirstChar 0/LastChar 127/Widths[%s]" % b" ".join([b"500"] * 128)
BITMAPS += b"/CharProcs<<%s>>/Encoding<</Differences[0 %s]>>>>" % (GLYPHS, NAMES)
GLYPH = stream(b"500 0 0 0 400 500 d1 0 0 400 500 re f")


def test_french_quotes_of_a_bitmap_font() -> None:
    """In one table of TeX the codes are quotes, in another accents that stand over letters."""
    content = b"BT /F 12 Tf 50 700 Td (le mot \x13 puits \x14 et le mot \x13 fosse \x14.) Tj ET\n"
    shown = text_of(content, BITMAPS, stream(b" "), GLYPH)
    assert shown == "le mot « puits » et le mot « fosse ».\n"


def test_accents_of_a_bitmap_font() -> None:
    head = b"BT /F 12 Tf 1 0 0 1 50 700 Tm (le d) Tj ET\n"
    sign = b"BT /F 12 Tf 1 0 0 1 74 700 Tm (\x13) Tj ET\n"
    base = b"BT /F 12 Tf 1 0 0 1 74 700 Tm (epart) Tj ET\n"
    assert text_of(head + sign + base, BITMAPS, stream(b" "), GLYPH) == "le départ\n"


def test_signs_whose_bytes_are_exchanged() -> None:
    """Ghostscript writes so the signs of a font that have no code of their own."""
    codes = {b"!": 0x5100, b"%": 0x6600, b"&": 0x6900} | {bytes([c]): c for c in b"eflnruvz -"}
    font, *more = coded(b"Libertine", codes)
    content = b"BT /F 12 Tf 50 700 Td (!uel %&l ! % en! %&-) Tj ET\n"
    assert text_of(content, font, *more) == "Quel fil \u5100 \u6600 enQ fi-\n"


def test_a_sum_that_is_half_of_a_character() -> None:
    """Of three letters Ghostscript adds the last two up; alone the sum shows nothing."""
    font, *more = coded(b"Lato", {b"!": 0xDD00, b"A": 0x416} | {bytes([c]): c for c in b"Poter -"})
    content = b"BT /F 12 Tf 50 700 Td (Pot!er - ! A) Tj ET\n"
    assert text_of(content, font, *more) == "Pottier - \ufffd \u0416\n"


def test_ligatures_by_the_names_of_their_glyphs() -> None:
    """Also in words that nobody knows, and at their beginning."""
    names = b"/Encoding<</Type/Encoding/Differences[35/Q_u/f_f_i 40/t_t.alt 50/g77]>>>>"
    font = FONT.replace(b">>", names)
    content = b"BT /F 12 Tf 50 700 Td (#e dit Ta$n de la pale\\(e ?) Tj ET\n"
    assert text_of(content, font) == "Que dit Taffin de la palette ?\n"


@pytest.mark.parametrize(
    ("code", "ink", "shown"),
    [
        (b"3", b"0 220 500 60 re", "–"),
        (b"4", b"0 220 900 60 re", "—"),
        (b"9", b"100 450 150 200 re", "’"),
        (b'"', b"100 200 250 250 re", "•"),
        (b"S", b"0 0 700 430 re", "œ"),
        (b"j", b"0 50 490 400 re", "«"),
        (b"k", b"0 50 490 400 re", "»"),
        (b"3", b"0 0 400 650 re", "3"),
        (b"S", b"0 0 400 650 re", "S"),
        (b"j", b"0 -200 250 850 re", "j"),
        (b"9", b"0 -150 400 650 re", "9"),
    ],
)
def test_a_sign_whose_two_bytes_are_one(code: bytes, ink: bytes, shown: str) -> None:
    """Ghostscript makes a figure of U+2013 in a font without a name; it is none by its ink."""
    name = b"/a%d" % ord(code)
    font = BITMAPS.replace(name + b" 7 0 R", name + b" 8 0 R")
    content = b"BT /F 12 Tf 50 700 Td (le pont %s la route) Tj ET\n" % code
    glyph = stream(b"500 0 d0 %s f" % ink)
    assert text_of(content, font, stream(b" "), GLYPH, glyph) == f"le pont {shown} la route\n"


def test_a_bitmap_font_that_ghostscript_has_described() -> None:
    """Some of its codes are told, and folded, and others are those of TeX."""
    told = {1: 0xC6, 2: 0x31, 3: 0xFB, 4: 0xFB} | {code: code for code in b"acdefilmnoprtuL "}
    rows = b"\n".join(b"<%02X> <%04X>" % pair for pair in told.items())
    font = BITMAPS.replace(b"/a4 7 0 R", b"/a4 8 0 R").replace(b"/a1 7 0 R", b"/a1 9 0 R")
    font = font[:-2] + b"/ToUnicode 10 0 R>>"
    # An accent is drawn at the place of its letter.
    content = (
        b"BT /F 12 Tf 1 0 0 1 50 700 Tm (Le d) Tj 1 0 0 1 74 700 Tm (\x13) Tj "
        b"1 0 0 1 74 700 Tm (epart du pro\x03t a) Tj 1 0 0 1 170 700 Tm (\x01) Tj "
        b"1 0 0 1 170 700 Tm (\x02tre e\x04et) Tj ET\n"
    )
    wide = stream(b"500 0 0 0 450 500 d1 0 0 450 500 re f")
    high = stream(b"500 0 100 550 300 700 d1 100 550 200 150 re f")
    more = stream(b" "), GLYPH, wide, high, stream(CODED % (len(told), rows))
    assert text_of(content, font, *more) == "Le départ du profit aître effet\n"


def test_a_lost_ligature_at_a_line_end() -> None:
    """Before a hyphen, and behind one, it is a letter as others are."""
    font = FONT.replace(b">>", b"/Encoding<</Type/Encoding/Differences[50/g77]>>>>")
    lines = (b"du pro2t, un pro2l con2ant, une lecture in2-", b"dele de la semi-", b"2nale.")
    content = b"".join(
        b"BT /F 12 Tf 50 %d Td (%s) Tj ET\n" % (700 - 14 * place, line)
        for place, line in enumerate(lines)
    )
    text = mend(read_bytes(pdf(ONE, stream(content), font=font), "a", "a.pdf")).text
    assert text == "du profit, un profil confiant, une lecture infidele de la semi-finale."


def test_a_font_that_calls_its_hyphen_soft() -> None:
    """typst does, and says in marks what is one of a word; Ghostscript leaves them out."""
    text = b"Saint-Benet et Sainte-Ane"
    font, *more = coded(b"Lato", {bytes([c]): c for c in text} | {b"-": 0xAD})
    content = b"BT /F 12 Tf 50 700 Td (%s) Tj ET\n" % text
    assert text_of(content, font, *more) == text.decode() + "\n"


@pytest.mark.parametrize(("letter", "shown"), [(b"l", "ł"), (b"L", "Ł")])
def test_the_stroke_of_a_polish_letter_has_the_code_of_a_space(letter: bytes, shown: str) -> None:
    """In OT1 it is drawn before its letter, at the same place."""
    head = b"BT /F 12 Tf 1 0 0 1 50 700 Tm (le d) Tj 1 0 0 1 74 700 Tm (\x13) Tj "
    word = b"1 0 0 1 74 700 Tm (epart) Tj 1 0 0 1 50 680 Tm (Wa) Tj "
    rest = b"1 0 0 1 62 680 Tm ( ) Tj 1 0 0 1 62 680 Tm (%sbr) Tj ET\n" % letter
    shown_text = text_of(head + word + rest, BITMAPS, stream(b" "), GLYPH)
    assert shown_text == f"le départ\nWa{shown}br\n"


@pytest.mark.parametrize(
    ("name", "drawn", "shown"),
    [
        (b"CMSY6", rb"\034 puits \035", "« puits »"),
        (b"CMMI12", rb"\013 ou \014", "α ou β"),
        (b"CMR12", rb"\013 ou \014", "ff ou fi"),
    ],
)
def test_codes_of_a_font_of_tex(name: bytes, drawn: bytes, shown: str) -> None:
    """In OT1 the quotation marks of French are signs of mathematics."""
    font = b"<</Type/Font/Subtype/Type1/BaseFont/%s>>" % name
    assert text_of(b"BT /F 12 Tf 50 700 Td (%s) Tj ET" % drawn, font) == f"{shown}\n"


def test_a_space_that_a_font_does_not_tell() -> None:
    """Ghostscript leaves its code; it has no ink, unlike most signs that stand so."""
    font = FONT.replace(b">>", b"/Encoding<</Type/Encoding/Differences[50/g77]>>>>")
    content = b"BT /F 12 Tf 50 700 Td (Le 42mars2: le moulin.) Tj ET\n"
    assert text_of(content, font) == "Le 4\u00a0mars\u00a0: le moulin.\n"


NARROW = stream(b"500 0 0 0 350 700 d1 0 0 350 700 re f")
WIDE = stream(b"700 0 0 0 650 700 d1 0 0 650 700 re f")
LETTER = stream(b"500 0 0 0 450 700 d1 0 0 450 700 re f")


def folded(lines: tuple[bytes, ...]) -> str:
    """What a font says that has one letter for two ligatures (1 and 2) and for itself (3)."""
    told = {1: 0xFB, 2: 0xFB, 3: 0xFB} | {code: code for code in range(32, 127)}
    rows = b"\n".join(b"<%02X> <%04X>" % pair for pair in told.items())
    font = BITMAPS[:-2] + b"/ToUnicode 11 0 R>>"
    for code, number in ((1, 8), (2, 9), (3, 10)):
        font = font.replace(b"/a%d 7 0 R" % code, b"/a%d %d 0 R" % (code, number))
    content = b"".join(
        b"BT /F 12 Tf 50 %d Td (%s) Tj ET\n" % (700 - 14 * place, line)
        for place, line in enumerate(lines)
    )
    cmap = stream(CODED % (len(told), rows))
    return text_of(content, font, stream(b" "), GLYPH, NARROW, WIDE, LETTER, cmap)


def test_one_letter_for_several_ligatures() -> None:
    """Their widths tell them apart, also in names; the letter itself stays."""
    lines = (
        b"la \x01n du pro\x01t et des o\x02ces",
        b"en ao\x03t on \x01xe un o\x02ciel",
        b"Mme Ta\x02n est s\x03re de De\x03le, a\x01n de con\x01rmer",
    )
    assert folded(lines).splitlines() == [
        "la fin du profit et des offices",
        "en août on fixe un officiel",
        "Mme Taffin est sûre de Deûle, afin de confirmer",
    ]


def test_a_letter_that_stands_for_itself() -> None:
    """German has it in words that nobody knows here."""
    lines = (b"die M\x03hle f\x03r das B\x03ro der", b"fr\x03hen H\x03tte am gr\x03nen T\x03mpel")
    shown = "die Mûhle fûr das Bûro der\nfrûhen Hûtte am grûnen Tûmpel\n"
    assert folded(lines) == shown


@pytest.mark.parametrize(
    ("heights", "shown"),
    [((2.8, 4.2), "1,20 M€"), ((2.8,), "1,20 MC"), ((-1.0, 9.5), "1,20 MC")],
    ids=["euro", "struck out", "between lines"],
)
def test_a_euro_of_a_letter_and_two_lines(heights: tuple[float, ...], shown: str) -> None:
    """LaTeX draws it so for fonts without one."""
    content = b"BT /F 10 Tf 50 700 Td (1,20 MC) Tj ET\n"
    left = 78.9  # a little before the letter
    for height in heights:
        content += b"0.5 w %.2f %.2f m %.2f %.2f l S\n" % (
            left, 700 + height, left + 5.5, 700 + height,
        )  # fmt: skip
    assert text_of(content, LATIN) == f"{shown}\n"


def test_a_ligature_with_the_code_of_a_space() -> None:
    """Ghostscript numbers the signs of a font anew, and does not tell this one; it has ink."""
    told = {code: code for code in b"abcdeglnuptr"}
    rows = b"\n".join(b"<%02X> <%04X>" % pair for pair in told.items())
    font = BITMAPS[:-2] + b"/ToUnicode 8 0 R>>"
    words = (
        b"la",
        b"pale e",
        b"de",
        b"dentelle",
        b"de",
        b"bague e",
        b"en",
        b"ba ant",
        b"le",
        b"plan",
    )
    content = b"".join(
        b"BT /F 12 Tf %d 700 Td (%s) Tj ET\n" % (50 + 54 * place, word)
        for place, word in enumerate(words)
    )
    data = pdf(
        ONE, stream(content), stream(b" "), GLYPH, stream(CODED % (len(told), rows)), font=font
    )
    shown = mend(read_bytes(data, "a", "a.pdf")).text
    assert shown == "la palette de dentelle de baguette en battant le plan"


@pytest.mark.parametrize(
    ("small", "rise", "size"),
    [(b"ERLIOZ", 0, 12), (b"fusion", -3, 12), (b"erlioz", 0, 8), (b"ERLIOZ ET LA DIGUE", 0, 8)],
    ids=["small capitals", "lowered", "small letters", "an initial"],
)
def test_the_size_of_a_line_is_that_of_its_full_letters(small: bytes, rise: int, size: int) -> None:
    content = b"BT /F 12 Tf 50 700 Td (MD) Tj /F 8 Tf %d Ts (%s) Tj ET\n" % (rise, small)
    source = read_bytes(pdf(ONE, stream(content), font=LATIN), "a", "a.pdf")
    assert source.layout is not None
    (line,) = source.layout.lines
    assert round(line.size) == size


@pytest.mark.parametrize(
    ("codes", "shown"),
    [
        (
            b"le trac\x13e du canal, la vall\x13ee, le d\x13epart",
            "tracé du canal, la vallée, le départ",
        ),
        (
            b"le mot \x13canal\x14, le \x1cl du \x1cchier, modi\x1cer",
            "« canal », le fil du fichier, modifier",
        ),
    ],
    ids=["OT1", "T1"],
)
def test_words_tell_the_table_of_a_bitmap_font(codes: bytes, shown: str) -> None:
    """Its accents may be set before their letters, as quotes are."""
    content = b"BT /F 12 Tf 50 700 Td (%s) Tj ET\n" % codes
    source = read_bytes(pdf(ONE, stream(content), stream(b" "), GLYPH, font=BITMAPS), "a", "a.pdf")
    assert shown.replace("« ", "«").replace(" »", "»") in mend(source).text.replace("\u00a0", "")
