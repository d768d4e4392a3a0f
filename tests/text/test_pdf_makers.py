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
LAST = "On voit à gauche la roue, et derrière elle l’école."


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


def test_a_degree_sign_that_begins_a_line_is_that_of_a_number(tmp_path: Path) -> None:
    text = drawn("BT /F 12 Tf 50 700 Td (Le puits n) Tj 0 -14 Td (\xb0 14 ferme.) Tj ET").text
    assert text == "Le puits n° 14 ferme."


def test_the_title_of_a_box_may_be_alone_at_the_foot_of_a_page(tmp_path: Path) -> None:
    parts = [
        f"#block(stroke: 0.5pt, inset: 6pt, width: 100%, text(size: 9pt)[{text}])"
        for text in (f"*{TITLE}*", f"{SCHOOL} {OWNER}")
    ]
    body = f"{MILL}\n\n{OWNER}\n\n{parts[0]}\n#pagebreak()\n{parts[1]}\n\n{MILL}\n\n{OWNER}"
    mended = read(FULL + body, tmp_path)
    assert count(mended, "box") == 1 and count(mended, "heading") == 1


def test_a_box_goes_over_a_page_with_notes_larger_than_its_text(tmp_path: Path) -> None:
    box = "#block(fill: luma(230), inset: 6pt, width: 100%, text(size: 8pt)[{}])"
    half = OWNER.index("garda")
    first, second = box.format(f"{SCHOOL} {OWNER[:half]}"), box.format(OWNER[half:])
    note = "#footnote[Registre de la digue.]"
    small = "#show footnote.entry: set text(size: 9pt)\n"
    body = f"{MILL}{note}\n\n{SCHOOL}\n\n{first}\n#pagebreak()\n{second}\n\n{MILL}\n\n{SCHOOL}"
    mended = read(small + FULL + body, tmp_path)
    assert count(mended, "box") == 1


def test_notes_in_the_size_of_the_text_may_have_plain_numbers(tmp_path: Path) -> None:
    """Bitmap fonts come in few sizes; the lines of the notes are closer."""
    notes = f"1 {OWNER}\n\n2 {SCHOOL}"
    foot = f"#v(1fr)#[#set par(leading: 0.3em, spacing: 0.3em, first-line-indent: 0pt)\n{notes}]"
    body = f"{MILL}#super[1]\n\n{MILL}#super[2]\n\n{SCHOOL}\n\n{foot}"
    mended = read(FULL + body, tmp_path)
    assert [one.value for one in mended.structure.labelled("note")] == ["1", "2"]


def test_a_call_that_is_raised_a_little_is_one() -> None:
    body = "(Le moulin) Tj 1.6 Ts /F 9.6 Tf (1) Tj 0 Ts /F 12 Tf ( tourne.) Tj"
    source = drawn(f"BT /F 12 Tf 50 700 Td {body} ET").source
    assert source.layout is not None and source.layout.raised == {source.text.index("1")}


def test_the_last_line_of_a_page_ends_its_paragraph_where_it_ends_before_the_edge(
    tmp_path: Path,
) -> None:
    """By half a letter, in a text whose lines all reach it, and no indent tells."""
    words = "La garde de nuit y fut bien longue et froide, dit le meunier."
    line = "#h(1fr)".join(words.split()) + "#h(5pt)"
    body = f"{MILL}\n\n{OWNER}\\ {line}\n#pagebreak()\n{SCHOOL}\n\n{MILL}"
    found = blocks(read("#set par(spacing: 1.3em, justify: true)\n" + body, tmp_path))
    assert SCHOOL in found


def test_a_caption_right_below_the_text_goes_on_with_no_note(tmp_path: Path) -> None:
    """It is smaller than the text, and above the notes; the note before it is on another page."""
    small = "#show footnote.entry: set text(size: 9pt)\n"
    note = "#footnote[Registre de la digue.]"
    caption = f"#block(above: 0.65em, text(size: 8pt)[{CAPTION}])"
    body = f"{MILL}{note}\n\n{OWNER}\n#pagebreak()\n{SCHOOL}{note}\n\n{MILL}\n{caption}"
    mended = read(small + FULL + body, tmp_path)
    assert CAPTION in blocks(mended) and count(mended, "note") == 2


def full(text: str) -> str:
    """A text that fills its line."""
    return "#h(1fr)".join(text.split())


def test_the_centred_last_line_of_a_caption_is_of_it(tmp_path: Path) -> None:
    first = "Figure 2 – La digue de terre et le bief du moulin."
    figure = f"#v(2cm)\n#align(center)[{full(first)}\\ {LAST}]"
    body = f"{MILL}\n\n{OWNER}\n\n{figure}\n\n#v(1em){SCHOOL}\n\n{MILL}"
    assert f"{first} {LAST}" in blocks(read(FULL + body, tmp_path))


@pytest.mark.parametrize("end", ["et du moulin, vers 1911.", "Vers 1911."])
@pytest.mark.parametrize("size", [10, 8])
def test_a_caption_that_the_end_of_a_page_cuts_goes_on_at_the_next(
    size: int, end: str, tmp_path: Path
) -> None:
    """Centred where the text is not, or in its own size, above the note; a new sentence is not of
    it.
    """
    first = "Figure 2 – La digue de terre, le bief, la roue du pont"
    note = "#footnote[Registre de la digue.]"
    cut = f"#text(size: {size}pt)[#align(center)[{first}]\n#pagebreak()\n#align(center)[{end}]]"
    body = f"{MILL}{note}\n\n{OWNER}\n#v(2cm)\n{cut}\n\n#v(1em){SCHOOL}\n\n{MILL}"
    found = blocks(read(FULL + body, tmp_path))
    assert (f"{first} {end}" in found) == end[0].islower() and SCHOOL in found


def test_items_whose_markers_are_drawn_are_apart(tmp_path: Path) -> None:
    """LaTeX draws a square; no character tells where an item begins."""
    item = "le pont, dont la pile est plus vieille que la digue et le bief"
    items = "\n\n".join(f"#pad(left: 2em)[{one}]" for one in (f"{full(item)}~;", LOWER))
    body = f"{MILL}\n\n{OWNER}\n\nIl y avait :\n\n{items}\n\n{OWNER}\n\n{SCHOOL}\n\n{MILL}"
    found = blocks(read("#set block(spacing: 1.3em)\n" + FULL + body, tmp_path))
    assert {"Il y avait :", f"{item} ;", LOWER} <= set(found)


@pytest.mark.parametrize(
    ("rise", "white", "told"),
    [(8.2, 60, True), (10.2, 60, True), (13.5, 60, False), (10.2, 700, False)],
)
def test_a_call_as_high_as_the_capitals_is_in_its_line(rise: float, white: int, told: bool) -> None:
    """WeasyPrint moves the line down for it; what is higher, or apart, is of no line below it."""
    mended = drawn(
        f"BT /F 12 Tf 50 700 Td (Le bief de la SHFO) Tj {rise} Ts /F 7 Tf [-{white} (2)] TJ 0 Ts "
        "/F 12 Tf (, qui le cure.) Tj 0 -14 Td (Il a cent ans.) Tj ET"
    )
    assert ("SHFO2, qui" in mended.source.text) is told


def small_capitals(shown: str) -> str:
    """What is read of a font whose capitals are all said to be small letters, but for S."""
    codes = " ".join(
        f"<{code:02X}> <{code + 32:04X}>" for code in range(0x41, 0x5B) if code != 0x53
    )
    codes = f"25 beginbfchar {codes} endbfchar 1 beginbfchar <53> <0053> endbfchar"
    cmap = f"begincmap 1 begincodespacerange <00> <FF> endcodespacerange {codes} endcmap"
    font = FONT.replace(b">>", b"/ToUnicode 6 0 R>>")
    return drawn(f"BT 50 700 Td {shown} ET", stream(cmap.encode()), font=font).source.text


def test_letters_of_small_capitals_have_the_case_of_their_sizes() -> None:
    """The one glyph of a capital is said to be a small letter, or a capital, wherever it is."""
    large, small = "/F 12 Tf ({}) Tj ", "/F 8.4 Tf ({}) Tj "
    name = large.format("S") + small.format("IMONE ") + large.format("A") + small.format("NSELME")
    assert small_capitals(name) == "Simone Anselme\n"
    assert small_capitals(large.format("ANSELME")) == "anSelme\n"


def lines(*given: tuple[float, str, str]) -> str:
    """Lines at some heights, each with what is raised behind it."""
    return "".join(
        f"BT /F 8 Tf 50 {height} Td ({text}) Tj 6 Ts /F 5 Tf ({call}) Tj 0 Ts ET\n"
        for height, text, call in given
    )


@pytest.mark.parametrize(("white", "paragraphs"), [(13.0, 4), (20.0, 5)])
def test_a_line_that_a_call_moves_down_goes_on(white: float, paragraphs: int) -> None:
    """As in browsers; the white between two paragraphs is wider."""
    height, given = 700.0, []
    texts = ["Le moulin tourne encore", "et la roue est neuve."]
    for _ in range(3):
        given += [(height, texts[0], ""), (height - 10, texts[1], "")]
        height -= 28
    given += [(height, "La digue fut rompue hier.", ""), (height - white, "Le bief est a sec", "1")]
    given += [(height - white - 10, "depuis ce matin.", "")]
    assert len(blocks(drawn(lines(*given)))) == paragraphs


COLUMN = [(700 - 10 * at, "Le moulin de la digue tournait encore", "") for at in range(6)]
COLUMN[1] = (690, "La chute fut vendue a la commune.", "1")
SECOND = "".join(
    f"BT /F 8 Tf 250 {height} Td ({text}) Tj ET\n" for height, text, _ in [*COLUMN[:1], *COLUMN[2:]]
)


def test_notes_in_the_size_of_the_text_below_the_first_of_two_columns() -> None:
    notes = [
        (620, "1 Acte du quatre mars, aux archives", ""),
        (611, "de la commune et du bief.", ""),
    ]
    mended = drawn(lines(*COLUMN, *notes) + SECOND)
    assert [one.value for one in mended.structure.labelled("note")] == ["1"]


@pytest.mark.parametrize(("below", "notes"), [(8.4, ["1"]), (10.0, [])])
def test_notes_over_two_columns_in_the_size_of_the_text(below: float, notes: list[str]) -> None:
    """Only their closer lines, and little more white above the first, part them from it."""
    first = "1 Acte du quatre mars, aux archives de la commune, avec le plan du bief"
    foot = lines((639.2, first, ""), (639.2 - below, "et de la digue.", ""))
    mended = drawn(lines(*COLUMN) + SECOND + foot)
    assert [one.value for one in mended.structure.labelled("note")] == notes


@pytest.mark.parametrize(("number", "heads"), [("ii", 1), ("xv", 0)])
def test_the_first_word_of_a_title_beside_the_number_of_its_page_is_a_head(
    number: str, heads: int, tmp_path: Path
) -> None:
    """In larger type than the text, on one page; another number is not the page’s."""
    head = (
        "#set page(width: 14cm, height: 9cm, margin: 2cm, header: context "
        f"if counter(page).get().first() > 1 [#text(size: 12pt)[Moudre #h(1fr) {number}]])\n"
        '#set text(lang: "fr", size: 9pt)\n'
    )
    title = '#text(size: 15pt, weight: "bold")[Moudre, puis éclairer]\n\nMarthe Lenoir\n\n'
    body = f"{title}{MILL} {OWNER}\n\n{SCHOOL}\n#pagebreak()\n{MILL}\n\n{OWNER}"
    assert count(read(body, tmp_path, head), "running_head") == heads


@pytest.mark.parametrize(
    ("first", "second", "heads"),
    [
        ("p. 1 Moulins et digues", "p. 2 Marthe Lenoir", 2),
        ("p. 1 Moulins et digues", "p. 2 Moulins et digues", 2),
        ("Moulins et digues", "p. 2 Marthe Lenoir", 1),
        ("p. 1 Meules et digues", "p. 2 Marthe Lenoir", 1),
    ],
)
def test_heads_in_larger_type_than_the_text_that_say_their_pages(
    first: str, second: str, heads: int, tmp_path: Path
) -> None:
    """The title below the first is bold, and hardly larger."""
    head = (
        "#set page(width: 14cm, height: 9cm, margin: 2cm, header: context "
        f"text(size: 10pt)[#if counter(page).get().first() > 1 [{second}] else [{first}]])\n"
        '#set text(lang: "fr", size: 8pt)\n'
    )
    title = '#text(size: 10.4pt, weight: "bold")[Moulins et digues de la vallée]\n\nMarthe Lenoir'
    body = f"{title}\n\n{MILL} {OWNER}\n\n{SCHOOL}\n#pagebreak()\n{MILL}\n\n{OWNER}"
    assert count(read(body, tmp_path, head), "running_head") == heads


def test_an_indent_at_the_top_of_a_page_shows_the_paragraphs_of_a_box(tmp_path: Path) -> None:
    """The only one of a box of two paragraphs, the first of which ends with a full line."""
    text = "#block(fill: luma(230), inset: 6pt, width: 100%)[#text(size: 8pt)[{}]]"
    first = f"{MILL} {full('La roue en fut changée deux fois, et la digue une seule.')}"
    parts = [text.format(first), text.format(f"#h(1.5em){SCHOOL} {OWNER}")]
    style = "#set par(justify: true, first-line-indent: 1.5em, spacing: 0.65em)\n"
    body = f"{OWNER}\n\n{SCHOOL}\n\n{parts[0]}\n#pagebreak()\n{parts[1]}\n\n{MILL}\n\n{OWNER}"
    mended = read(style + body, tmp_path)
    assert f"{SCHOOL} {OWNER}" in blocks(mended) and count(mended, "box") == 1


@pytest.mark.parametrize(("size", "drop", "apart"), [(11, 4.8, True), (8, 2.0, False)])
def test_a_page_number_far_behind_the_last_line_of_a_note(
    size: int, drop: float, apart: bool
) -> None:
    """PDFium joins them; what is level and in one type is of one line."""
    shown = (
        f"BT /F 8 Tf 50 60 Td (et la legende du plan.) Tj /F {size} Tf 300 -{drop} Td (p. 2) Tj ET"
    )
    assert (drawn(shown).source.text.count("\n") == 2) is apart
