"""Tables of fonts with gaps and faults, as Ghostscript leaves them."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

import pypdf
import pytest
from pypdf.generic import NameObject, StreamObject
from tests.text.reading.test_pdf_ciphers import made

from annotate.text.reading import read_bytes
from annotate.text.reading.pdf_glyph_words import FIRST_SIGN, read_by_words, word_share
from annotate.text.reading.pdf_lookalikes import standard_glyphs

TEXT = (
    "Le flot emporta le coffre où l’éclusier gardait ses chiffres. Rien ne fut retrouvé, et le "
    "greffe d’Arras, difficile à convaincre, refusa d’afficher l’avis. On l’appelait “le fou” "
    "dans les cafés ; la bûche et la flûte, sûres de lui, brûlaient dès août. Dans les rues, "
    "on vit alors des hommes vêtus de noir, qui portaient la tête haute et chantaient."
)
GHOSTSCRIPT = "GPL Ghostscript 10.00.0"
FOLDED = {"fi": "û", "fl": "ü", "’": "9", "“": "<", "”": "="}
LOST = {"ff": "", "ffi": "", "ffl": ""}


def told_as(data: bytes, wrong: Mapping[str, str], maker: str = GHOSTSCRIPT) -> bytes:
    """A PDF whose fonts tell some characters as others, or not at all."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    for page in writer.pages:
        fonts = page["/Resources"].get_object()["/Font"].get_object()
        for own in (font.get_object() for font in fonts.values()):
            table = own["/ToUnicode"].get_object().get_data().decode("latin-1")
            rows = []
            for code, char in re.findall(r"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>\n", table):
                text = bytes.fromhex(char).decode("utf-16-be")
                text = wrong.get(text, text)
                if text:
                    rows.append(f"<{code}> <{text.encode('utf-16-be').hex()}>")
            stream = StreamObject()
            space = "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange"
            body = "\n".join([f"{len(rows)} beginbfchar", *rows, "endbfchar"])
            stream.set_data(f"begincmap\n{space}\n{body}\nendcmap".encode())
            own[NameObject("/ToUnicode")] = writer._add_object(stream)
    writer.add_metadata({"/Producer": maker})
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def text_of(data: bytes) -> str:
    return " ".join(read_bytes(data, "a", "a.pdf").text.split())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return made(f"{TEXT}\n\n", tmp_path_factory.mktemp("typst"), "no such font")


@pytest.mark.parametrize("wrong", [LOST, FOLDED, FOLDED | LOST, {"é": "", "û": "þ"}])
def test_what_is_lost_or_told_wrong_is_read(whole: bytes, wrong: Mapping[str, str]) -> None:
    assert text_of(told_as(whole, wrong)) == text_of(whole)


def test_what_is_told_right_stays(whole: bytes) -> None:
    """The letters that ligatures are taken for are letters here; `û` and `é` have their marks."""
    assert text_of(told_as(whole, {})) == text_of(whole)


def test_other_makers_are_believed(whole: bytes) -> None:
    assert "l9éclusier" in text_of(told_as(whole, FOLDED, "Some Program 1.0"))


def test_a_glyph_between_two_letters_is_told_by_words_alone() -> None:
    sign = chr(FIRST_SIGN)
    near = {FIRST_SIGN: {"h": 0.17, "fi": 0.18}}
    for text, right in ((f"a{sign}n", "fi"), (f"{sign}omme", "h")):
        read = read_by_words(text, near, certain=True)
        assert read is not None
        assert read[FIRST_SIGN] == right
        assert word_share(FIRST_SIGN, [text], read) == (1, 1)
    assert word_share(FIRST_SIGN, [f"Zr{sign}qk"], {FIRST_SIGN: "fi"}) == (0, 1)


def test_ligatures_and_small_capitals_are_among_what_glyphs_are_compared_with() -> None:
    names = standard_glyphs().names
    assert {"Qu", "Th", "qu", "ffi"} <= set(names)
    assert names.count("e") > names.count("E")
