"""Fonts of a PDF that have lost their tables, told by the look of their glyphs and by words."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pypdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import raw
from tests.text.reading.test_pdf_ciphers import made

from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from annotate.text.reading.pdf_glyph_shapes import Contour, Outlines, drawn, outline
from annotate.text.reading.pdf_glyph_words import read_by_words
from annotate.text.reading.pdf_lookalikes import lookalikes

FOLDER = Path(__file__).parents[1] / "golden" / "numbers"
FRENCH = (
    "Le moulin de la digue tournait encore en 1911, quand la commune acheta la chute d’eau pour "
    "éclairer ses rues. Cette année-là, le conseil vota une dépense de 4 250 francs ; le maire, "
    "qui craignait la crue, fit élever un mur de pierre entre la halle et la rivière. En 1924, "
    "après la guerre, une turbine remplaça la roue : elle servait à scier le bois des charpentes. "
    "Où trouver les ouvriers ? Beaucoup venaient des villages voisins, et plusieurs familles "
    "logeaient déjà près du château (leurs maisons existent toujours). Les registres de 1936 et "
    "de 1948 nomment douze meuniers, dont trois femmes. « Personne ne savait lire », disait la "
    "vieille boulangère. La paroisse garde une cloche fondue en 1780, et une croix. Dans les "
    "archives, des lettres racontent la grêle, la forêt brûlée, les bœufs vendus au marché. "
    "Quand la rivière déborde, chacun monte les sacs de farine au grenier. Depuis 1953, le "
    "bâtiment appartient à une société de pêche. Mais la roue, elle, tourne encore le dimanche. "
    "Même en septembre, Maurice la fait graisser."
)
NAMES = "Wałbrzych, Górki, Kowalczyk, l’OFAJ, XIXe, ISO 9001, n° 12, 14 %, p. 7"


def test_files_of_weasyprint_and_ghostscript() -> None:
    """`moulin.html` in Lato, Carlito and GFS Didot; the font of the text has more than a hundred
    characters, and loses its table.
    """
    expected = (FOLDER / "moulin.txt").read_text("utf-8")
    for path in sorted(FOLDER.glob("weasyprint-*.pdf")):
        text = mend(read_bytes(path.read_bytes(), "a", path.name)).text
        if "didot" in path.stem:  # there, a G is a C to the eye, and names tell nothing
            text = text.replace("Cérard", "Gérard").replace("Cruson", "Gruson")
        assert text == expected, path.name
    assert len(list(FOLDER.glob("weasyprint-*.pdf"))) == 3


@pytest.mark.parametrize("font", ["garamond", "libertine", "opensans"])
def test_files_of_chromium_and_ghostscript(font: str) -> None:
    """`ecluse.html` in EB Garamond and Linux Libertine, which become fonts of Type 3 with small
    capitals and ligatures of their own, and in Open Sans, whose small capitals are scaled.
    """
    expected = (FOLDER / "ecluse.txt").read_text("utf-8")
    path = FOLDER / f"chromium-ghostscript-{font}.pdf"
    text = mend(read_bytes(path.read_bytes(), "a", path.name)).text
    heads = "Après le flot, l’inventaire à refaire", "Vivre au fil de l’eau"
    for head in heads if font == "opensans" else ():
        text = text.replace(head.upper(), head)
    assert text.strip() == expected.strip()


@pytest.mark.parametrize(
    ("font", "options"),
    [
        ("Libertinus Serif", ""),
        ("Libertinus Serif", ', features: ("smcp",)'),
        ("Libertinus Serif", ', style: "italic"'),
        ("Libertinus Serif", ', number-type: "old-style"'),
        ("DejaVu Sans Mono", ""),
        ("New Computer Modern", ""),
    ],
)
def test_a_text_is_read_as_with_its_tables(font: str, options: str, tmp_path: Path) -> None:
    body = f'#set text(font: "{font}"{options})\n{FRENCH}\n\n'
    expected, found = (
        read_bytes(made(body, tmp_path, part), "a", "a.pdf").text
        for part in ("no such font", font.replace(" ", ""))
    )
    lower = "smcp" in options  # a small capital is a small letter by its look
    assert (found.lower() if lower else found) == (expected.lower() if lower else expected)


def test_a_letter_may_have_the_number_of_the_space(tmp_path: Path) -> None:
    data = made(f"{FRENCH}\n\n", tmp_path, "Libertinus")
    content = pypdf.PdfReader(io.BytesIO(data)).pages[0].get_contents()
    assert content is not None
    assert rb"\000 " in content.get_data()
    assert FRENCH.replace(" ", "") in "".join(read_bytes(data, "a", "a.pdf").text.split())


def square(left: float, low: float, side: float, *, clockwise: bool = False) -> Contour:
    corners = [(left, low), (left + side, low), (left + side, low + side), (left, low + side)]
    return np.array(corners[::-1] if clockwise else corners, float)


def test_parts_and_holes_of_a_glyph() -> None:
    ring = [square(0, 0, 1), square(0.25, 0.25, 0.5, clockwise=True)]
    glyph = drawn([*ring, square(1.25, 0, 0.75)])
    assert glyph is not None
    assert (glyph.parts, glyph.holes, glyph.low, glyph.high, glyph.wide) == (2, 1, 0, 1, 2)
    alone = drawn(ring)
    assert alone is not None
    assert alone.square.mean() == pytest.approx(0.75)
    assert alone.square[8, 8] == 0
    assert drawn([]) is None


def of_standard_font(text: str, face: bytes = b"Helvetica") -> Mapping[int, Mapping[str, float]]:
    document = pdfium.PdfDocument.new()
    font = raw.FPDFText_LoadStandardFont(document.raw, face)
    glyphs = {ord(char): drawn(outline(font, ord(char))) for char in set(text) - {" "}}
    raw.FPDFFont_Close(font)
    inked = {code: glyph for code, glyph in glyphs.items() if glyph is not None}
    return lookalikes(inked, {code: text.count(chr(code)) for code in inked})


def test_the_same_glyph_is_met_again() -> None:
    document = pdfium.PdfDocument.new()
    font = raw.FPDFText_LoadStandardFont(document.raw, b"Courier")
    outlines = Outlines()
    glyphs = [drawn(outline(font, ord(char))) for char in "aeéabe"]
    assert [outlines.number_of(one) for one in glyphs if one] == [0, 1, 2, 0, 3, 1]
    raw.FPDFFont_Close(font)


@settings(max_examples=5, deadline=None)
@given(st.permutations(range(0x400, 0x400 + len(set(FRENCH + NAMES)))))
def test_numbers_of_glyphs_do_not_matter(numbers: list[int]) -> None:
    text = f"{FRENCH} {NAMES}"
    codes = dict(zip(sorted(set(text)), numbers, strict=True))
    near = of_standard_font(text)
    looks = {codes[chr(code)]: own for code, own in near.items()}
    told = read_by_words("".join(" " if one == " " else chr(codes[one]) for one in text), looks)
    assert told is not None
    shown = {char: told.get(code, " ") for char, code in codes.items()}
    assert "".join(shown[one] for one in text) == text.replace("ł", " ")


@pytest.mark.parametrize(
    ("rest", "near", "right"),
    [
        ("Un X oublié", {"ì": 0.1, "?": 0.13}, "?"),  # alone, as French sets it
        ("Où vont-ils X", {"ì": 0.1, "?": 0.13}, "?"),
        ("des temporeXXes", {"/": 0.1, "l": 0.12}, "l"),
        ("en XX04", {"]": 0.1, "1": 0.12}, "1"),
        ("Xean vient", {")": 0.1, "J": 0.12}, "J"),
        ("le site.X Il vit", {"‘": 0.1, "⁴": 0.12}, "⁴"),
        ("des poiXons", {"S": 0.1, "s": 0.12}, "s"),
    ],
)
def test_what_stands_around_settles_what_is_alike(
    rest: str, near: Mapping[str, float], right: str
) -> None:
    text = f"{FRENCH.replace(' ?', '')} {rest}".replace("X", "\ue000")
    looks = {ord(char): {char: 0.05} for char in set(text) - {" ", "\ue000"}}
    told = read_by_words(text, {**looks, 0xE000: near})
    assert told is not None
    assert told[0xE000] == right


@pytest.mark.parametrize("text", ["", "x = a + b - c ; y = f(x) dx", "Le moulin"])
def test_too_few_words_tell_nothing(text: str) -> None:
    assert read_by_words(text, of_standard_font(text)) is None
