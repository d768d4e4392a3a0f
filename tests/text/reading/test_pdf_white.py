"""Which white between the characters of a PDF is a space."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.text.test_hostile import FONT, ONE, pdf, stream
from tests.typeset_pages import FULL, MILL, OWNER, read

from annotate.text.reading import read_bytes

UPRIGHT = FONT.replace(b"Helvetica", b"Times-Roman")
SLOPING = FONT.replace(b"Helvetica", b"Times-Italic")
TYPEWRITER = FONT.replace(b"Helvetica", b"Courier")


def drawn(contents: str, font: bytes = UPRIGHT) -> str:
    """Return what a line says; F is the font, and G a sloping one."""
    fonts = b"/Type/XObject/Subtype/Form/BBox[0 0 600 800]/Resources<</Font<</F 5 0 R/G 7 0 R>>>>"
    line = stream(f"BT /F 12 Tf 50 700 Td {contents} ET".encode("cp1252"), fonts)
    page = pdf(ONE, stream(b"/X Do"), line, SLOPING, font=font)
    return read_bytes(page, "a", "a.pdf").text.strip()


def test_a_no_break_space_that_is_not_stretched_is_a_space(tmp_path: Path) -> None:
    """In justified lines it may be half as wide as the others."""
    text = MILL.replace("en 1911", "en~#h(-0.12em)1911")
    mended = read(f"{FULL}{text}\n\n{OWNER}", tmp_path)
    assert "encore en 1911, quand" in mended.text


@pytest.mark.parametrize("width", [0, -60], ids=["usual", "narrow"])
def test_a_space_of_its_own_behind_sloping_words_is_not_stretched_with_the_others(
    width: int,
) -> None:
    wide = "[(Le) -600 (garde) -600 (lisait) -600 ] TJ"
    title = f"/G 12 Tf [(Les) -600 (Marais ) {-width}] TJ"
    assert drawn(f"{wide} {title} /F 12 Tf [(en) -600 (secret.)] TJ") == (
        "Le garde lisait Les Marais en secret."
    )


@pytest.mark.parametrize("gap", [250, 220])
def test_white_that_is_wide_enough_behind_sloping_words_is_a_space(gap: int) -> None:
    wide = "[(Le) -600 (garde) -600 (lisait) -600 ] TJ"
    title = f"/G 12 Tf [(Les) -600 (Marais) -{gap}] TJ"
    assert drawn(f"{wide} {title} /F 12 Tf [(en) -600 (secret.)] TJ") == (
        "Le garde lisait Les Marais en secret."
    )


@pytest.mark.parametrize("word", ["fief", "canal"])
def test_a_font_that_is_not_in_the_file_is_as_wide_as_it_is_said_to_be(word: str) -> None:
    """What is drawn in its stead slopes more: the ink of its `f` reaches into the space."""
    words = f"[(Le) -300 (garde) -300 ] TJ /G 12 Tf [({word}) -278] TJ"
    assert drawn(f"{words} /F 12 Tf [(et) -300 (lui.)] TJ") == f"Le garde {word} et lui."


@pytest.mark.parametrize("gap", [100, 195])
def test_what_corrects_the_place_of_a_sign_behind_sloping_words_is_none(gap: int) -> None:
    words = "[(Le) -300 (garde) -300 (lisait) -300 (\\() ] TJ"
    title = f"/G 12 Tf [(Les) -300 (Marais) -{gap}] TJ"
    assert drawn(f"{words} {title} /F 12 Tf [(\\)) -300 (en) -300 (secret.)] TJ") == (
        "Le garde lisait (Les Marais) en secret."
    )


@pytest.mark.parametrize("sign", [";", ":", "?", "!"])
def test_a_typewriter_has_more_white_between_its_letters(sign: str) -> None:
    """Ghostscript writes the white between the sign and the next word as that between letters."""
    words = f"[(Le) -1085 (tri) -600] TJ 13 Tc ({sign}e) Tj 0 Tc"
    found = drawn(f"{words} [1083 (lle) -1085 (dort.)] TJ", TYPEWRITER)
    assert found.replace("\xa0", " ") == f"Le tri {sign} elle dort."


def test_cells_are_read_from_left_to_right_in_whatever_order_they_are_written() -> None:
    cells = "[(Objet) -24000 (F)] TJ 130 0 Td (Garde) Tj 201.2 0 Td (oyers) Tj"
    assert drawn(f"120 0 Td {cells}", TYPEWRITER).split() == ["Objet", "Garde", "Foyers"]


@pytest.mark.parametrize(("words", "read_as"), [("T) -95 (98", "T 98"), ("T) -95 (he", "The")])
def test_beside_a_number_little_white_is_a_no_break_space(words: str, read_as: str) -> None:
    line = f"[(le) -300 ({words}) -300 (est) -300 (encore) -300 (debout)] TJ"
    assert drawn(line).replace("\xa0", " ") == f"le {read_as} est encore debout"


def test_a_space_of_its_own_behind_a_marker_stays_however_narrow() -> None:
    assert drawn("[(* ) 240 (le) -300 (vent)] TJ").split() == ["*", "le", "vent"]


@pytest.mark.parametrize("gap", [170, 270], ids=["half a space", "nearly a space"])
def test_the_dots_of_an_ellipsis_have_no_spaces(gap: int) -> None:
    words = "[(Le) -300 (garde) -300 (lisait)"
    assert drawn(f"{words} (.) -{gap} (.) -{gap} (.)] TJ").endswith("lisait...")


@pytest.mark.parametrize("gap", [270, 600])
def test_the_dots_that_lead_to_a_number_keep_theirs(gap: int) -> None:
    dots = f" -{gap} ".join(["(.)"] * 9)
    assert " . . . " in drawn(f"[(Le) -300 (garde) -300 (lisait) -600 {dots} -600 (7)] TJ")
