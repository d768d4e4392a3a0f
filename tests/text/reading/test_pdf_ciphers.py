"""PDFs whose fonts do not tell which characters they show."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pypdf
import pytest
import typst
from tests.text.reading.test_ocr import needs_tesseract
from tests.text.test_hostile import ONE, pdf, stream

from annotate.errors import NoTextError
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes

TEXT = (
    "Le moulin de la digue tournait encore en 1911, quand la commune acheta la chute d’eau pour "
    "éclairer ses rues et la halle où se tenait le marché aux grains.\n\n"
)
GREEK = (
    "Ο μύλος του φράγματος γύριζε ακόμη το 1911, όταν ο δήμος αγόρασε τον καταρράκτη για να "
    "φωτίσει τους δρόμους του και την αγορά, όπου πουλούσαν κάθε Πέμπτη σιτάρι και ψάρια.\n\n"
)
HEAD = '#set page(width: 14cm, height: 9cm)\n#set text(lang: "fr", size: 11pt)\n'
CODE = (
    'Le programme suivant le montre.\n\n#text(font: "Libertinus Serif", raw("'
    "if (a[i] != 0 && (b | c) > 0x1f) { x = &y; z ^= ~w; *p++ = '%'; }"
    '"))\n\n$ sum_(i=1)^n x_i < integral.double f(y) d y + {a} times [b] / c >= @ % & #sym.hash $\n'
)


def made(body: str, folder: Path, forgetful: str) -> bytes:
    """A PDF in which the fonts whose names have a certain part have lost their tables."""
    main = folder / "a.typ"
    main.write_text(HEAD + body, "utf-8")
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(typst.Compiler(main).compile(format="pdf")))
    for page in writer.pages:
        fonts = page["/Resources"].get_object()["/Font"].get_object()
        for font in (one.get_object() for one in fonts.values()):
            if forgetful in font["/BaseFont"]:
                font.pop("/ToUnicode", None)
                writer._replace_object(font.indirect_reference, font)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_text_that_no_words_tell_is_refused_with_page_and_remedy(tmp_path: Path) -> None:
    with pytest.raises(NoTextError, match="do not tell which characters") as caught:
        read_bytes(made(GREEK * 2, tmp_path, "Libertinus"), "a", "a.pdf")
    assert (caught.value.path, caught.value.place) == ("a.pdf", "page 1")
    assert "--ocr" in str(caught.value.remedy)


def test_headings_alone_are_left_out_and_told(tmp_path: Path) -> None:
    data = made(f"{TEXT}#pagebreak()\n= Le moulin\n{TEXT}= Le marché\n{TEXT}", tmp_path, "Bold")
    source = read_bytes(data, "a", "a.pdf")
    assert [block.label for block, _ in mend(source).blocks] == ["paragraph"] * 3
    (remark,) = source.remarks
    assert (remark.kind, remark.place) == ("ciphers", "page 2")
    letters = len("LemoulinLemarché")
    assert letters <= remark.count <= letters + 2  # the space is a number, too


def test_a_page_of_numbers_among_others(tmp_path: Path) -> None:
    other = '#text(font: "DejaVu Sans Mono")'
    data = made(f"{TEXT}{TEXT}#pagebreak()\n{other}[{GREEK}]", tmp_path, "Mono")
    source = read_bytes(data, "a", "a.pdf")
    assert [str(remark.place) for remark in source.remarks] == ["page 2"]
    assert not source.text[source.pages[1].start :].strip()


@needs_tesseract
def test_such_a_page_is_recognised(tmp_path: Path) -> None:
    data = made(f"{TEXT}#pagebreak()\n= Le moulin\n{TEXT}", tmp_path, "Bold")
    source = read_bytes(data, "a", "a.pdf", ocr=True)
    assert not source.remarks
    assert "Le moulin\n" in source.text[source.pages[1].start :]
    assert source.layout is not None
    assert all(word.start >= source.pages[1].start for word in source.layout.recognised)


def test_code_and_formulas_are_no_numbers(tmp_path: Path) -> None:
    source = read_bytes(made(TEXT + CODE, tmp_path, "no such font"), "a", "a.pdf")
    assert not source.remarks
    assert "x = &y; z ^= ~w;" in source.text
    assert "∑" in source.text


NUMBERED = (
    b"<</Type/Font/Subtype/Type0/BaseFont/ABCDEF+Moulin/Encoding/Identity-H/DescendantFonts["
    b"<</Type/Font/Subtype/CIDFontType2/BaseFont/ABCDEF+Moulin/DW 500/CIDSystemInfo"
    b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/FontDescriptor<</Type/FontDescriptor"
    b"/FontName/ABCDEF+Moulin/Flags 4/FontBBox[0 -200 600 800]/Ascent 800/Descent -200>>>>]>>"
)
SHOWN = (
    "Le moulin de la digue tournait encore quand la commune (1911) acheta la chute d'eau,",
    "pour éclairer ses rues. Où était-il\u00a0? À la forêt, près du château de Noël ; ça suffit.",
)


def numbered(lines: Sequence[str], number: Callable[[str], int]) -> bytes:
    """Lines in a font that has no table of characters; a space is a glyph before some white."""
    content = b""
    for place, line in enumerate(lines):
        words = [b"<%s>" % "".join(f"{number(char):04X}" for char in f"{word} ").encode()
                 for word in line.split(" ")]  # fmt: skip
        shown = b" -600 ".join(words)
        content += b"BT /F 9 Tf 40 %d Td [%s] TJ ET\n" % (700 - 14 * place, shown)
    return pdf(ONE, stream(content), font=NUMBERED)


def test_a_font_that_is_not_in_the_file_is_refused() -> None:
    """There is nothing to look at, in whatever order its glyphs are."""
    with pytest.raises(NoTextError, match="do not tell which characters"):
        read_bytes(numbered(SHOWN, lambda char: ord(char) * 7 % 191 + 1), "a", "a.pdf")
