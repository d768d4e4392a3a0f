"""What makers of PDFs do that was misread: XSL-FO, groff, LaTeX, browsers, office programs.

Each stands for a kind; the texts are the project's own.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.mended_invariants import check
from tests.text.test_hostile import FONT, ONE, pdf, stream
from tests.typeset_pages import FULL, LOWER, MILL, OWNER, SCHOOL, WHITE, blocks, count, read

from annotate.document.mended import Mended
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from annotate.text.reading.pdf_markers import Piece, markers_apart

TITLE = "La chute d’eau"
CAPTION = "Figure 2 – La digue et le bief."


def drawn(contents: str, *more: bytes, font: bytes = FONT) -> Mended:
    found = stream(contents.encode("latin-1"))
    mended = mend(read_bytes(pdf(ONE, found, *more, font=font), "a", "a.pdf"))
    check(mended)
    return mended


def test_small_letters_that_a_browser_draws_as_capitals_are_in_their_size() -> None:
    """For want of small capitals it takes capitals of seven tenths of the size."""
    codes = " ".join(f"<{code:02X}> <{code + 32:04X}>" for code in range(0x41, 0x5B))
    codes = f"26 beginbfchar {codes} endbfchar"
    cmap = f"begincmap 1 begincodespacerange <00> <FF> endcodespacerange {codes} endcmap"
    font = FONT.replace(b">>", b"/ToUnicode 6 0 R>>")
    line = "BT /F 8.4 Tf 50 700 Td (LES ANCIENS MARAIS) Tj ET"
    source = drawn(line, stream(cmap.encode()), font=font).source
    assert source.text == "les anciens marais\n" and source.layout is not None
    assert source.layout.lines[0].size == pytest.approx(12, abs=0.1)


def test_a_raised_call_before_wide_white_parts_no_line() -> None:
    """As where few words are set to the width of a narrow column."""
    mended = drawn(
        "BT /F 12 Tf 50 700 Td (La vallee demandait un pont.) Tj 0 -14 Td (Il attend depuis dix.) "
        "Tj 5 Ts /F 8 Tf (4) Tj 0 Ts /F 12 Tf [-1100 (Deux ans plus)] TJ 0 -14 Td (tard.) Tj ET"
    )
    assert "dix.4 Deux ans plus" in mended.source.text


@pytest.mark.parametrize("drop", [0.0, 1.44, -1.44, 2.6])
def test_a_marker_may_stand_a_little_off_the_line_of_its_item(drop: float) -> None:
    for base in (476.53, 457.33, 418.93):
        item = Piece("le vent", 82, 120, base, 12)
        assert markers_apart([item, Piece("▪", 71, 77, base - drop, 12)]) == {1: 0}


def test_a_marker_is_not_that_of_a_line_in_the_next_column() -> None:
    """PDFium takes for one line what is at one height and written one after the other."""
    words = "BT /F 10 Tf 70 {} Td ({}) Tj ET "
    text = "".join(words.format(700 - 12 * place, f"vent {place}") for place in range(4))
    other = "".join(
        f"BT /F 10 Tf 340 {704 - 12 * place} Td (Le pont du canal ferme le soir {place}.) Tj ET "
        for place in range(5)
    )
    mended = drawn(f"{text}{other} BT /F 10 Tf 60 656 Td (\x95) Tj ET".replace("\x95", "*"))
    assert "* Le pont" not in mended.source.text


def test_the_number_of_a_page_before_its_head_is_no_note(tmp_path: Path) -> None:
    """The page that has note 2 is the second."""
    head = (
        "#set page(width: 14cm, height: 9cm, header: context "
        '[#counter(page).display() La digue])\n#set text(lang: "fr", size: 10pt)\n'
    )
    texts = (MILL, OWNER, SCHOOL)
    body = "\n#pagebreak()\n".join(
        f"{text}#footnote[Registre de la digue.] {text}" for text in texts
    )
    mended = read(WHITE + body, tmp_path, head)
    assert count(mended, "running_head") == 3 and count(mended, "note") == 3


@pytest.mark.parametrize("words", ["Marthe Lenoir", "La chute d’eau de la"])
def test_the_author_or_the_title_above_the_second_page_is_its_head(
    words: str, tmp_path: Path
) -> None:
    """In a size of its own, and on one page only."""
    head = (
        "#set page(width: 14cm, height: 9cm, margin: 2cm, header: context "
        f"if counter(page).get().first() > 1 [#text(size: 12pt)[{words}]])\n"
        '#set text(lang: "fr", size: 9pt)\n#place(top, dy: -1.6cm)[]'
    )
    title = '#v(-1.4cm)#text(size: 20pt, weight: "bold")[La chute d’eau de la digue]'
    title += "\n\nMarthe Lenoir\n\n"
    mended = read(
        f"{title}{MILL} {OWNER}\n\n{SCHOOL}\n#pagebreak()\n{MILL}\n\n{OWNER}",
        tmp_path,
        head + WHITE,
    )
    assert count(mended, "running_head") == 1


def test_a_centred_caption_is_apart_from_the_paragraph_right_below(tmp_path: Path) -> None:
    body = f"{MILL}\n\n{OWNER}\n\n#v(2cm)\n#align(center)[{CAPTION}]\n\n{SCHOOL}\n\n{MILL}"
    found = blocks(read("#set block(spacing: 0.65em)\n" + FULL + body, tmp_path))
    assert CAPTION in found and SCHOOL in found


def test_a_caption_may_be_centred_below_a_full_line(tmp_path: Path) -> None:
    caption = f"Figure 2 – {MILL} On voit la digue."
    figure = f"#v(2cm)\n#align(center, text(size: 9pt)[{caption}])"
    body = f"{MILL}\n\n{OWNER}\n\n{figure}\n\n{SCHOOL}\n\n{MILL}"
    assert caption in blocks(read(FULL + body, tmp_path))


def test_a_caption_in_a_size_of_its_own_needs_no_white_above(tmp_path: Path) -> None:
    block = f"#block(above: 0.65em, below: 0.9em, text(size: 8pt)[{CAPTION}])"
    assert CAPTION in blocks(read(f"{FULL}{MILL}\n\n{OWNER}\n{block}\n{SCHOOL}", tmp_path))


def test_a_heading_in_italics_may_stand_right_above_its_paragraph(tmp_path: Path) -> None:
    """As groff's do."""
    body = f"{MILL}\n\n{OWNER}\n\n#v(1em)_{TITLE}_\n\n{SCHOOL}\n\n{MILL}"
    mended = read(FULL + body, tmp_path)
    assert TITLE in blocks(mended) and count(mended, "heading") == 1


def test_the_title_of_a_box_in_small_type_is_a_heading(tmp_path: Path) -> None:
    """Of one that only a rule, or nothing, shows as a box."""
    box = f"#v(1em)#text(size: 8.5pt)[*{TITLE}*\n\n{SCHOOL} {OWNER}]#v(1em)"
    mended = read(f"{FULL}{MILL}\n\n{OWNER}\n\n{box}\n\n{MILL}\n\n{OWNER}", tmp_path)
    assert TITLE in blocks(mended) and count(mended, "heading") == 1


def test_items_whose_markers_are_drawn_are_apart(tmp_path: Path) -> None:
    """LaTeX draws a square; no character tells where an item begins."""
    items = ("le pont, dont la pile est du siècle passé et dont personne ne veut plus ;", LOWER)
    listed = "\n\n".join(f"#pad(left: 2em)[{one}]" for one in items)
    body = f"{MILL}\n\nIl y avait :\n\n{listed}\n\n{OWNER}\n\n{SCHOOL}"
    found = blocks(read("#set block(spacing: 1.3em)\n" + FULL + body, tmp_path))
    assert "Il y avait :" in found and set(items) <= set(found)


def test_a_degree_sign_that_begins_a_line_is_that_of_a_number(tmp_path: Path) -> None:
    text = drawn("BT /F 12 Tf 50 700 Td (Le puits n) Tj 0 -14 Td (\xb0 14 ferme.) Tj ET").text
    assert text == "Le puits n° 14 ferme."
