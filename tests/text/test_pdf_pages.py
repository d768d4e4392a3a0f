"""PDFs whose pages differ: in size, in what is drawn on them, in what is code and what is text.

Each stands for a kind; the texts are the project's own.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.text.test_hostile import ONE, pdf, stream
from tests.typeset_pages import FULL, LOWER, MILL, OWNER, SCHOOL, WHITE, blocks, count, read

from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes

CODE = "\\\n".join(f"`let roue = roues[{place}];`" for place in range(12))


def test_the_first_line_above_code_is_text_and_the_number_of_a_page_of_many_is_none(
    tmp_path: Path,
) -> None:
    """Code has most lines of these pages, and the least white between them."""
    foot = "#set page(footer: context align(right)[Page #counter(page).display() sur 3\\ Ancel])\n"
    texts = [MILL, OWNER], [SCHOOL, LOWER], [f"{OWNER} {MILL}", SCHOOL]
    pages = [f"{first}\n\n#text(size: 6pt)[{CODE}]\n\n{last}" for first, last in texts]
    found = blocks(read(foot + WHITE + "\n#pagebreak()\n".join(pages), tmp_path))
    assert [one for one in found if not one.startswith("let")] == [
        one for two in texts for one in two
    ]


@pytest.mark.parametrize("caption", ["Figure 1.2 Plan du moulin", "Figure 1 : Plan du moulin"])
def test_a_paragraph_goes_on_below_a_figure_with_words_in_it(caption: str, tmp_path: Path) -> None:
    words = "#text(size: 8pt)[la roue #h(1cm) le bief]"
    figure = f"#place(top + center, float: true)[#align(center)[{words}\\ {caption}]]"
    long = f"{MILL[:-1]}, {LOWER} {OWNER} {SCHOOL} {MILL}"
    body = f"{MILL}\n\n{OWNER}\n\n{SCHOOL}\n\n{long} {figure}\n\n{SCHOOL}\n\n{MILL}"
    found = blocks(read("#set page(height: 8cm)\n" + WHITE + body, tmp_path))
    assert caption in found and long in found


def test_a_page_in_a_size_of_its_own_has_columns(tmp_path: Path) -> None:
    ragged = "#set par(justify: false, first-line-indent: 0pt)\n"
    large = "\n\n".join(f"{MILL} {text}" for text in (OWNER, SCHOOL, MILL))
    small = f"#pagebreak()\n#set text(size: 8pt)\n{OWNER} {LOWER}\n#pagebreak()\n{SCHOOL}"
    found = blocks(read(ragged + WHITE + large + small, tmp_path))
    assert found[-2:] == [f"{OWNER} {LOWER}", SCHOOL]


def test_a_justified_line_that_ends_early_ends_its_paragraph_where_white_parts_others(
    tmp_path: Path,
) -> None:
    full = "#set par(justify: true, spacing: 1.5em)\n"
    several = "\n\n".join([MILL, OWNER, SCHOOL, f"{MILL} {OWNER}", f"{SCHOOL} {OWNER}"] * 3)
    ends = f"{LOWER} {' '.join(SCHOOL.split()[:22])}."
    near = f"#set par(spacing: 0.65em)\n{ends}\n\n{MILL}"
    assert blocks(read(f"{full}{several}\n\n{near}", tmp_path))[-2:] == [ends, MILL]


def test_a_list_that_is_set_in_on_both_sides_has_an_edge_of_its_own(tmp_path: Path) -> None:
    """In its column a line that ends a sentence in an item would have had room for another word."""
    wheel, mayor = "La roue est neuve.", "Le maire y tient beaucoup."
    items = [f"Le {LOWER[:-1]}, et s{OWNER[1:]} {wheel} {mayor} {wheel}", f"{MILL} {mayor} {wheel}"]
    listed = "\n".join(f"- {item}" for item in items)
    body = f"{MILL}\n\n{OWNER}\n\n#pad(x: 5em)[{listed}]\n\n{SCHOOL}\n\n{MILL}"
    style = "#set page(height: 30cm)\n#set par(justify: false)\n#set list(marker: [•])\n"
    assert [one[2:] for one in blocks(read(style + body, tmp_path)) if one[0] == "•"] == items


def test_the_lines_of_items_in_larger_type_are_no_headings() -> None:
    """A line further down than those of one heading are, but not than those of a list."""
    text = [(750 - 14 * place, 10, "Le moulin de la digue tournait encore.") for place in range(9)]
    item = [
        (600, 11, "- le bief et la roue, qui sont plus vieux que"),
        (580, 11, "la digue et le pont du village, et dont nul ne"),
        (559.5, 11, "connaissait le nom"),
    ]
    drawn = "".join(f"BT /F {size} Tf 100 {y} Td ({line}) Tj ET " for y, size, line in text + item)
    mended = mend(read_bytes(pdf(ONE, stream(drawn.encode())), "a", "a.pdf"))
    assert count(mended, "heading") == 0
    assert " ".join(line for *_, line in item) in blocks(mended)


def test_a_list_in_small_type_that_the_text_announces_is_no_notes(tmp_path: Path) -> None:
    items = [f"{place + 1}) {text}" for place, text in enumerate([LOWER, OWNER])]
    small = "\n\n".join(f"#text(size: 8pt)[{item}]" for item in items)
    body = f"{MILL}\n\n{SCHOOL}\n\nLe maire voulut trois choses :\n\n{small}"
    mended = read(WHITE + body, tmp_path)
    assert count(mended, "note") == 0 and blocks(mended)[-2:] == items


@pytest.mark.parametrize("place", ["below text", "on top of a page"])
def test_a_section_with_its_number_is_a_heading_without_white_above(
    place: str, tmp_path: Path
) -> None:
    apart = "#pagebreak()\n" if place == "on top of a page" else ""
    title = "#block(above: 0.65em, below: 1.6em)[1.2 #h(1em) La halle aux grains]"
    body = f"{MILL}\n\n{OWNER}\n\n{SCHOOL}\n{apart}{title}\n{OWNER}\n\n{MILL}"
    mended = read(FULL + body, tmp_path)
    assert blocks(mended) == [MILL, OWNER, SCHOOL, "1.2 La halle aux grains", OWNER, MILL]
    assert count(mended, "heading") == 1


def test_notes_that_are_addresses_in_angle_brackets(tmp_path: Path) -> None:
    notes = "\\\n".join(f"{number}. \\<https://moulins.fr/{number}>." for number in (1, 2))
    foot = f"#place(bottom)[#text(size: 8pt)[{notes}]]"
    mended = read(f"{WHITE}{MILL}#super[1] {OWNER}\n\n{SCHOOL}#super[2]\n\n{foot}", tmp_path)
    assert count(mended, "note") == 2 and f"{MILL} {OWNER}" in blocks(mended)


@pytest.mark.parametrize("size", ["8pt", "12pt"])
def test_a_line_above_the_rest_of_a_sentence_is_the_head_of_its_page(
    size: str, tmp_path: Path
) -> None:
    """Nothing else tells it where only the second of two pages has one."""
    head = f"context if counter(page).get().first() > 1 {{ text(size: {size})[Moulins] }}"
    long = " ".join([MILL[:-1], LOWER[:-1], *[OWNER[:-1], SCHOOL[:-1].replace(". L", ", l")] * 4])
    mended = read(
        f"#set page(height: 10cm, header-ascent: 60%, header: {head})\n= La digue\n\n{long}.",
        tmp_path,
    )
    assert not count(mended, "heading")
    assert count(mended, "running_head") == 1
    assert blocks(mended)[-1] == f"{long}."


def test_a_heading_above_a_new_paragraph_of_a_second_page_stays_one(tmp_path: Path) -> None:
    mended = read(f"{MILL}\n\n{OWNER}\n#pagebreak()\n= Le bief\n\n{SCHOOL}", tmp_path)
    assert blocks(mended) == [MILL, OWNER, "Le bief", SCHOOL]
    assert count(mended, "running_head") == 0


def test_a_title_of_a_box_alone_at_the_foot_of_a_column(tmp_path: Path) -> None:
    """Its text is in the next column, in a frame of the same width."""
    title = "#v(1fr)\n#rect(width: 100%)[#text(size: 8.5pt)[*Le bief et la roue*]]\n#colbreak()"
    text = f"#rect(width: 100%)[#text(size: 8.5pt)[{SCHOOL} {MILL}]]"
    body = f"{MILL}\n\n{OWNER}\n\n{title}\n{text}\n\n{OWNER} {SCHOOL}"
    mended = read(f"#set page(columns: 2)\n{WHITE}{body}", tmp_path)
    assert blocks(mended)[2:4] == ["Le bief et la roue", f"{SCHOOL} {MILL}"]
    assert (count(mended, "heading"), count(mended, "box")) == (1, 1)


@pytest.mark.parametrize(("between", "boxes"), [("", 1), (f"{MILL}\n\n", 2)])
def test_a_box_in_the_next_column_below_the_authors(
    between: str, boxes: int, tmp_path: Path
) -> None:
    """They are over both columns and read before the box; a text above it alone parts it."""
    top = "#text(size: 15pt)[*Le bief et la roue*]\n\nMarthe Lenoir, Paul Ancel\n\n"
    box = "#rect(width: 100%)[#text(size: 9.5pt)[{}]]"
    parts = [
        box.format(f"{OWNER} {LOWER}"),
        "#colbreak()",
        between,
        box.format(f"{LOWER} {SCHOOL}"),
    ]
    place = f'#place(top + center, float: true, scope: "parent")[{top}]'
    body = f"{place}\n{MILL}\n\n{SCHOOL}\n\n#v(1fr)\n" + "\n".join(parts) + f"\n{OWNER} {SCHOOL}"
    mended = read(f"#set page(columns: 2)\n{WHITE}{body}", tmp_path)
    assert count(mended, "box") == boxes


def test_a_caption_at_the_foot_of_the_longest_page_is_one(tmp_path: Path) -> None:
    caption = "Carte 1 – La digue et le bief"
    body = (
        f"{MILL}\n\n{OWNER}\n#place(bottom + center, dy: 1.4cm)[{caption}]\n#pagebreak()\n{SCHOOL}"
    )
    mended = read(WHITE + body, tmp_path)
    assert caption in blocks(mended) and count(mended, "running_head") == 0


def test_an_indented_paragraph_right_below_an_item_of_one_line(tmp_path: Path) -> None:
    """It begins between the marker of the item and its text, and hangs behind none of them."""
    style = "#set par(justify: true, first-line-indent: 1.2em, spacing: 0.65em)\n"
    item = "#h(1fr)".join(
        "– La digue, le bief et la roue seront-ils encore là dans dix ans ?".split()
    )
    listed = f"#par(first-line-indent: 0.7em)[#box(width: 100% - 0.7em)[{item}]]"
    body = f"{MILL}\n\n{OWNER}\n\n{listed}\n\n#h(1.2em){SCHOOL}\n\n#h(1.2em){LOWER.capitalize()}"
    assert SCHOOL in blocks(read(style + body, tmp_path))


def test_captions_on_top_of_two_pages_are_no_running_heads(tmp_path: Path) -> None:
    heads = "Tableau 1 – La digue", "Tableau 2 – Le bief"
    tables = [f"#v(-1cm)\n#align(center)[{head}]\n#v(1.5cm)" for head in heads]
    body = (
        f"{MILL}\n\n{OWNER}\n#pagebreak()\n{tables[0]}\n{SCHOOL}\n#pagebreak()\n{tables[1]}\n{MILL}"
    )
    mended = read(WHITE + body, tmp_path)
    assert count(mended, "running_head") == 0 and set(heads) <= set(blocks(mended))


def test_a_paragraph_of_a_box_of_few_lines_goes_on_in_the_next_column(tmp_path: Path) -> None:
    """The columns around it tell that its lines are full, and where they begin."""
    first = "#h(1fr)".join("La roue du moulin est neuve.".split())
    second = "Elle tourne le jour."
    box = "#rect(width: 100%)[#text(size: 9.5pt)[{}]]"
    parts = [
        box.format(f"*Le bief et la roue*\\ {first}"),
        "#colbreak()",
        box.format(f"{second}\\ Puis elle dort."),
    ]
    text = f"{MILL}\n\n{OWNER}\n\n{SCHOOL}"
    body = "\n".join([text, "#v(1fr)", *parts, f"\n{text}"])
    mended = read(f"#set page(columns: 2)\n#set par(justify: true)\n{WHITE}{body}", tmp_path)
    assert f"La roue du moulin est neuve. {second} Puis elle dort." in blocks(mended)
