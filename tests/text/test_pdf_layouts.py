"""PDFs of layouts that were misread: white, boxes, weights, sizes, lists, code.

Each stands for a kind; the texts are the project's own.
"""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest
from tests.mended_invariants import check
from tests.text.test_hostile import FONT, ONE, pdf, stream
from tests.typeset_pages import (
    FULL,
    HEAD,
    LOWER,
    MILL,
    OPEN,
    OWNER,
    RAGGED,
    SCHOOL,
    WHITE,
    blocks,
    count,
    read,
)

from annotate.document.source import LineBox
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from annotate.text.reading.pdf_fonts import Weight, named_weight


@pytest.mark.parametrize("second", [LOWER, SCHOOL], ids=["a small letter", "no stop before"])
def test_white_is_believed_whatever_is_around_it(second: str, tmp_path: Path) -> None:
    texts = [MILL, OPEN, second, MILL, SCHOOL]
    assert blocks(read(WHITE + "\n\n".join(texts), tmp_path)) == texts


def test_boxes_of_one_width_with_text_between_them_are_two(tmp_path: Path) -> None:
    boxes = [f"#block(stroke: 0.5pt, inset: 6pt, width: 100%)[{text}]" for text in (OWNER, LOWER)]
    mended = read(
        f"{FULL}{MILL}\n\n{boxes[0]}\n\n{SCHOOL}\n\n{MILL}\n\n{boxes[1]}\n\n{SCHOOL}", tmp_path
    )
    assert count(mended, "box") == 2
    assert OWNER in blocks(mended) and LOWER in blocks(mended)


def test_a_heavy_face_is_bold_only_beside_a_lighter_one(tmp_path: Path) -> None:
    body = f"{MILL}\n\n{OWNER}\n\n{SCHOOL}"
    mended = read(f'#set text(weight: "semibold")\n{WHITE}{body}', tmp_path)
    assert blocks(mended) == [MILL, OWNER, SCHOOL] and count(mended, "heading") == 0
    mended = read(f'{WHITE}{MILL}\n\n#text(weight: "semibold")[La chute]\n\n{OWNER}', tmp_path)
    assert count(mended, "heading") == 1


@pytest.mark.parametrize(
    ("name", "weight"),
    [
        ("Optima", None), ("Optima-DemiBold", 600), ("NimbusRomNo9L-Medi", 700), ("SFBX1200", 700),
        ("CMR10", None), ("DIN-Light", 300), ("ArialBlack", 850), ("Cambria,Bold", 700),
        ("Lato-Medium", 500), ("X-BdIt", 700), ("LinLibertineOB", 700), ("LinLibertineO", None),
    ],
)  # fmt: skip
def test_the_name_of_a_font_tells_its_weight(name: str, weight: int | None) -> None:
    assert named_weight(name) == weight


def test_what_pdfium_guesses_is_compared_only_where_no_name_tells() -> None:
    assert not Weight(None, 732).exceeds(Weight(400, 400))
    assert Weight(None, 700).exceeds(Weight(None, 400))
    assert not Weight(400, 610).exceeds(Weight(None, 305))


def lines_of(contents: bytes) -> tuple[LineBox, ...]:
    source = read_bytes(pdf(ONE, stream(contents)), "a", "a.pdf")
    assert source.layout is not None
    return source.layout.lines


@pytest.mark.parametrize(
    "contents",
    [
        b"BT /F 12 Tf 1 0 0 1 72 700 Tm (Le puits ferme.) Tj ET",
        b"BT /F 1 Tf 12 0 0 12 72 700 Tm (Le puits ferme.) Tj ET",
        b"q 0.05 0 0 0.05 72 700 cm BT /F 240 Tf (Le puits ferme.) Tj ET Q",
    ],
    ids=["size", "matrix of the text", "matrix of the page"],
)
def test_the_size_is_what_is_seen(contents: bytes) -> None:
    (line,) = lines_of(contents)
    assert line.size == pytest.approx(12, abs=0.01)


def test_the_size_of_a_figure_drawn_smaller_is_what_is_seen() -> None:
    figure = stream(
        b"BT /F 24 Tf 20 20 Td (Le puits) Tj 120 0 Td (ferme.) Tj ET",
        b"/Type/XObject/Subtype/Form/BBox[0 0 600 600]/Resources<</Font<</F 5 0 R>>>>",
    )
    source = read_bytes(pdf(ONE, stream(b"q 0.5 0 0 0.5 72 700 cm /X Do Q"), figure), "a", "a.pdf")
    assert source.layout is not None
    assert [round(line.size) for line in source.layout.lines] == [12]
    assert source.text.strip() == "Le puits ferme."


@pytest.mark.parametrize("sides", ["left", "x"])
def test_a_passage_set_in_as_a_whole_is_one_paragraph(sides: str, tmp_path: Path) -> None:
    inset = f"#pad({sides}: 2em)[#par(first-line-indent: 0pt, justify: false)[%s]]"
    body = f"{MILL}\n\n{OWNER}\n\n{inset % LOWER}\n\n{SCHOOL}\n\n{MILL}\n\n{OWNER}"
    assert blocks(read(FULL + body, tmp_path)) == [MILL, OWNER, LOWER, SCHOOL, MILL, OWNER]


def test_sizes_of_text_under_a_scan_jitter_and_its_font_is_no_code() -> None:
    courier = b"<</Type/Font/Subtype/Type1/BaseFont/Courier>>"
    sizes = [10, 9, 10, 11, 10, 10, 16, 7]
    lines = b"".join(
        b"BT 3 Tr /F %d Tf 50 %d Td (Le puits ferme.) Tj ET\n" % (size, 700 - 14 * place)
        for place, size in enumerate(sizes)
    )
    source = read_bytes(pdf(ONE, stream(lines), font=courier), "a", "a.pdf")
    assert source.layout is not None
    found = source.layout.lines
    assert [round(line.size) for line in found] == [10, 10, 10, 10, 10, 10, 16, 7]
    assert not any(line.mono for line in found)
    drawn = lines_of(lines.replace(b"3 Tr", b""))
    assert [round(line.size) for line in drawn] == sizes


BOOK = """#set par(justify: true, first-line-indent: 1.5em, spacing: 0.65em)
#set page(header: context {
  let titles = ("", "1.1. LA ROUE ET SES AUBES", "CHAPITRE 1. LE MOULIN", "1.2. LE BIEF")
  let page = counter(page).get().first()
  if page > 1 [#titles.at(page - 1, default: "CHAPITRE 1. LE MOULIN") #h(1fr) #page]
})
#let chapter(n, title) = [#v(2cm) #text(size: 20pt, weight: "bold")[Chapitre #n]

#v(5mm)
#text(size: 20pt, weight: "bold")[#title]

#v(1cm)]
"""


def test_the_head_of_a_section_that_comes_once(tmp_path: Path) -> None:
    words = re.findall(r"[^\W\d]{2,}", f"{MILL} {OWNER} {SCHOOL}".lower())
    told = [f"Ici {' '.join(random.Random(at).sample(words, 40))}." for at in range(24)]
    pages = ["\n\n".join(told[at : at + 4]) for at in range(0, 24, 4)]
    body = f"#chapter(1, [Le moulin])\n{pages[0]}\n#pagebreak()\n"
    body += "#pagebreak()\n".join(pages[1:5])
    body += f"#pagebreak()\n#chapter(2, [La chute])\n{pages[5]}"
    mended = read(BOOK + body, tmp_path)
    heads = [
        mended.source.text[start:end]
        for element in mended.structure.labelled("running_head")
        for start, end in element.ranges
    ]
    chapter = "CHAPITRE 1. LE MOULIN"
    assert [head for head in heads if head != chapter] == [
        "1.1. LA ROUE ET SES AUBES",
        "1.2. LE BIEF",
    ]
    assert len(heads) == mended.source.pages[-1].number - 1
    assert "Chapitre 2" in mended.text
    assert [block for block in blocks(mended) if block in told] == told


def test_a_euro_of_two_signs_is_one() -> None:
    drawn = b"BT /F 12 Tf 50 700 Td [(Le puits a coute 1,20 M=) 584 (C.)] TJ ET"
    source = read_bytes(pdf(ONE, stream(drawn)), "a", "a.pdf")
    assert source.text.strip() == "Le puits a coute 1,20 M€."
    apart = drawn.replace(b"584", b"50")
    assert "=C" in read_bytes(pdf(ONE, stream(apart)), "a", "a.pdf").text


@pytest.mark.parametrize("style", [WHITE, RAGGED, FULL], ids=["white", "ragged", "indents"])
def test_items_without_stops_are_apart(style: str, tmp_path: Path) -> None:
    items = ["la roue", "le bief", "les deux meules"]
    listed = "\n".join(f"- {item}" for item in items)
    found = blocks(read(f"{style}{MILL}\n\n{listed}\n\n{OWNER}\n\n{SCHOOL}", tmp_path))
    assert [block.lstrip("•–- ") for block in found] == [MILL, *items, OWNER, SCHOOL]


def test_items_that_have_no_markers_are_apart(tmp_path: Path) -> None:
    items = ["la roue", "le bief et ses deux vannes", "les meules", "la halle aux grains"]
    lines = " \\ ".join(items)
    listed = f"#pad(left: 2em)[#set par(first-line-indent: 0pt)\n{lines}]"
    after = [f"{OWNER} {SCHOOL} {MILL} {OWNER}", f"{SCHOOL} {OWNER} {MILL}"]
    body = "\n\n".join([f"{MILL[:-1]} :", listed, *after])
    assert blocks(read(FULL + body, tmp_path)) == [f"{MILL[:-1]} :", *items, *after]


@pytest.mark.parametrize(
    "marks", [("2.1.", "2.2.", "2.3."), ("a)", "b)", "c)"), ("1°", "2°", "3°")]
)
def test_items_counted_in_any_way_are_apart(marks: tuple[str, ...], tmp_path: Path) -> None:
    """Also behind what announces nothing, and where they end no sentence."""
    items = [f"{mark} {text[:-1]}" for mark, text in zip(marks, (MILL, OWNER, SCHOOL), strict=True)]
    listed = "\n\n".join(f"#par(hanging-indent: 2em)[{item}]" for item in items)
    style = f"{RAGGED}#set par(justify: true)\n"
    body = f"{SCHOOL} {OWNER}\n\n{listed}\n\n{MILL} {SCHOOL}\n\n{OWNER} {MILL}"
    assert [item for item in items if item not in blocks(read(style + body, tmp_path))] == []


def test_names_one_a_line_are_several(tmp_path: Path) -> None:
    names = ["Marthe Lenoir", "Paul Ancel", "Ida Kowal"]
    body = f"{MILL} {SCHOOL}\n\n" + " \\\n".join(names) + f"\n\n{OWNER}"
    found = blocks(read(RAGGED + body, tmp_path))
    assert set(names) <= set(found)


def test_code_is_apart_from_the_text(tmp_path: Path) -> None:
    body = f"{MILL[:-1]} :\n\n```\ncp plan.txt /srv/moulin/\nls -l /srv\n```\n\n{OWNER}"
    found = blocks(read(RAGGED + body, tmp_path))
    assert f"{MILL[:-1]} :" in found and OWNER in found


def test_a_paragraph_goes_on_beside_a_word_of_code(tmp_path: Path) -> None:
    path = "/srv/moulin/plan-general-de-la-commune.txt"
    text = f"{MILL[:-1]}, selon `{path}`, et {SCHOOL[0].lower()}{SCHOOL[1:]}"
    assert text.replace("`", "") in blocks(read(f"{RAGGED}{text}\n\n{OWNER}", tmp_path))


def test_what_two_pages_share_at_different_heights_is_text(tmp_path: Path) -> None:
    """The last line of a paragraph may be the same on two pages."""
    body = f"{MILL}\n\n{OWNER}\n\n#pagebreak()\n{SCHOOL}\n\n{LOWER}\n\n{OWNER}"
    mended = read(WHITE + body, tmp_path)
    assert blocks(mended).count(OWNER) == 2 and count(mended, "running_head") == 0


TERMS = ("bief", "vanne motrice", "meule gisante")


@pytest.mark.parametrize("style", [RAGGED, FULL], ids=["ragged", "indents"])
def test_terms_whose_definitions_hang_are_paragraphs(style: str, tmp_path: Path) -> None:
    texts = [f"{term} {text}" for term, text in zip(TERMS, (MILL, OWNER, SCHOOL), strict=True)]
    hung = "\n\n".join(
        f"#par(hanging-indent: 2.5em, first-line-indent: 0pt)[{text}]" for text in texts
    )
    found = blocks(read(f"{style}{LOWER} {MILL}\n\n{OWNER}\n\n{hung}\n\n{SCHOOL}", tmp_path))
    assert set(texts) <= set(found)


def test_a_quotation_whose_lines_are_all_indented_is_a_paragraph(tmp_path: Path) -> None:
    quoted = f"#pad(left: 2em)[#set par(first-line-indent: 0pt)\n{OWNER} {SCHOOL}]"
    found = blocks(read(f"{FULL}{LOWER} {MILL}\n\n{OWNER}\n\n{quoted}\n\n{MILL}", tmp_path))
    assert f"{OWNER} {SCHOOL}" in found


@pytest.mark.parametrize("sign", ["●", "■", "►", "✓", "−", "➢"])
def test_every_sign_of_a_list_begins_its_items(sign: str, tmp_path: Path) -> None:
    items = [f"{MILL[:-1]} ;", f"{OWNER[:-1]} ;", SCHOOL]
    listed = "\n".join(f"- {item}" for item in items)
    body = f'#set list(marker: [#text(font: "DejaVu Sans Mono")[{sign}]])\n{LOWER}\n\n{listed}'
    found = blocks(read(RAGGED + body, tmp_path))
    assert [block.lstrip(f"{sign} ") for block in found[1:]] == items


def test_one_line_beyond_the_edge_makes_no_page_wide(tmp_path: Path) -> None:
    code = "`/srv/moulin/plan-general-de-la-commune-avec-le-bief-et-les-deux-vannes.txt`"
    wide = f"Le plan du moulin est aujourd’hui dans {code} depuis peu."
    page = f"{MILL} {LOWER}\n\n{OWNER} {SCHOOL}\n\n{SCHOOL} {MILL}\n\n{OWNER}"
    body = f"{page}\n\n{wide}\n\n#pagebreak()\n{page}\n\n#pagebreak()\n{page}"
    found = blocks(read(RAGGED + "#set par(justify: true)\n" + body, tmp_path))
    assert found.count(f"{OWNER} {SCHOOL}") == 3 and found.count(f"{SCHOOL} {MILL}") == 3


def test_a_figure_closes_the_sentence_that_announces_it(tmp_path: Path) -> None:
    announced = f"{MILL[:-1]}, comme le montre le plan suivant :"
    body = f"{announced}\n\n#pagebreak()\n#rect(width: 5cm, height: 4cm)\n\n{OWNER}\n\n{SCHOOL}"
    assert announced in blocks(read(RAGGED + body, tmp_path))


PLAIN = "#set par(justify: true, spacing: 0.65em)\n"


def test_a_justified_line_that_ends_early_ends_its_paragraph_without_a_stop(tmp_path: Path) -> None:
    early = f"{SCHOOL[:-1]} et dans le bief"
    found = blocks(read(f"{PLAIN}{MILL}\n\n{early}\n\n{OWNER}\n\n{SCHOOL}", tmp_path))
    assert found == [MILL, early, OWNER, SCHOOL]


def test_a_figure_between_two_pages_joins_nothing(tmp_path: Path) -> None:
    figure = "#pagebreak()\n#rect(width: 5cm, height: 4cm)\n\n"
    body = f"{OWNER}\n\n{SCHOOL[:-1]} et dans le bief\n\n{figure}{MILL}\n\n{OWNER}"
    assert blocks(read(PLAIN + body, tmp_path))[2:] == [MILL, OWNER]


def test_a_page_in_larger_italics_has_paragraphs(tmp_path: Path) -> None:
    """Its lines are farther apart than those of the text, and no headings for that."""
    page = f'#set text(12pt, style: "italic")\n#set par(leading: 0.9em, spacing: 1.8em)\n{MILL}'
    page += f"\n\n{OWNER}\n\n{SCHOOL}"
    body = "\n\n".join([MILL, OWNER, SCHOOL] * 4)
    mended = read(f"{WHITE}{body}\n\n#pagebreak()\n#align(center)[{page}]", tmp_path)
    assert blocks(mended)[-3:] == [MILL, OWNER, SCHOOL] and count(mended, "heading") == 0


def test_a_last_line_that_is_all_but_full_ends_its_paragraph(tmp_path: Path) -> None:
    last = "#linebreak(justify: true)#box(width: 100% - 5pt)[Elle seule#h(1fr)en gardait la clé.]"
    pages = "\n\n".join(f"{MILL} {SCHOOL} {OWNER}" for _ in range(12))
    narrow = HEAD.replace("14cm", "9cm")
    mended = read(f"{PLAIN}{pages}\n\n{MILL}{last}\n\n{OWNER}", tmp_path, narrow)
    assert blocks(mended)[-2:] == [f"{MILL} Elle seule en gardait la clé.", OWNER]


def test_what_a_box_parts_is_not_joined(tmp_path: Path) -> None:
    box = "#block(stroke: 0.5pt, inset: 6pt, width: 100%)[`cp plan.txt /srv`\\ `ls /srv`]"
    first = f"{MILL[:-1]} :"
    found = blocks(read(f"{RAGGED}{first}\n\n{box}\n\n{OWNER}\n\n{SCHOOL}", tmp_path))
    assert first in found and OWNER in found


def test_a_sign_that_a_font_does_not_tell_is_told_by_its_words() -> None:
    """Ghostscript loses which letters a ligature has, and leaves its code: here 2."""
    font = FONT.replace(b">>", b"/Encoding<</Type/Encoding/Differences[50/g77]>>>>")
    text = "En2n, la 2lle du garde de2nit le pro2t de 1911."
    contents = f"BT /F 12 Tf 50 700 Td ({text}) Tj ET".encode()
    mended = mend(read_bytes(pdf(ONE, stream(contents), font=font), "a", "a.pdf"))
    check(mended)
    assert mended.text.strip() == text.replace("2", "fi")


def test_code_in_the_middle_of_a_sentence_is_apart(tmp_path: Path) -> None:
    code = "#block[#text(size: 8pt)[`lire /srv/moulin/plan.txt`]]"
    body = f"{MILL[:-1]} par la commande\n\n{code}\n\n{OWNER}\n\n{SCHOOL}"
    found = blocks(read(WHITE + body, tmp_path))
    assert f"{MILL[:-1]} par la commande" in found and OWNER in found


@pytest.mark.parametrize("lines", [1, 2, 3, 4])
def test_a_running_head_of_several_lines(lines: int, tmp_path: Path) -> None:
    shown = ("Syndicat de la digue", "Mémoire sur la roue", "et sur le bief", "Tome second")[:lines]
    head = (
        f"#set page(header: [{chr(92).join(f'{one} ' for one in shown)}], header-ascent: 1.2em)\n"
    )
    pages = (f"{MILL}\n\n{OWNER}", f"{SCHOOL} {LOWER}\n\n{MILL}", f"{OWNER} {SCHOOL}", OWNER)
    mended = read(WHITE + head + "\n#pagebreak()\n".join(pages), tmp_path)
    assert not any(one in mended.text for one in shown)
    assert blocks(mended)[:3] == [MILL, OWNER, f"{SCHOOL} {LOWER}"]


def test_a_centred_caption_in_the_size_of_the_text_ends_where_lines_are_full(
    tmp_path: Path,
) -> None:
    figure = "#rect(width: 5cm, height: 3cm)\n\n#align(center)[_Figure 2 : La roue du moulin_]"
    body = f"{MILL}\n\n{figure}\n\n{OWNER}\n\n{SCHOOL}"
    mended = read("#set par(spacing: 0.7em, justify: true)\n" + body, tmp_path)
    assert "Figure 2 : La roue du moulin" in blocks(mended) and OWNER in blocks(mended)


@pytest.mark.parametrize("second", [LOWER, SCHOOL], ids=["in a sentence", "above a paragraph"])
def test_one_word_of_the_title_on_top_of_a_page(second: str, tmp_path: Path) -> None:
    """It may be a heading, but not where the text goes on."""
    before = OWNER[:-1] if second == LOWER else OWNER
    head = "#text(size: 9pt)[Moulins]\n#v(5mm)"
    body = (
        f"= Moulins de la digue\n\n{MILL}\n\n{before}\n#pagebreak()\n{head}\n\n{second}\n\n{MILL}"
    )
    mended = read(WHITE + body, tmp_path)
    assert (count(mended, "running_head") == 1) == (second == LOWER)


@pytest.mark.parametrize("title", ["Moulins, digues et étangs", "Moulins de la digue"])
def test_the_first_word_of_a_title_before_its_comma_on_top_of_a_page(
    title: str, tmp_path: Path
) -> None:
    """It is a short title, above a paragraph, too."""
    head = "#text(size: 9pt)[Moulins]\n#v(5mm)"
    body = f"= {title}\n\n{MILL}\n\n{OWNER}\n#pagebreak()\n{head}\n\n{SCHOOL}\n\n{MILL}"
    mended = read(WHITE + body, tmp_path)
    assert (count(mended, "running_head") == 1) == ("," in title)


@pytest.mark.parametrize(
    ("held", "together"),
    [
        ("29 novembre 2004", True),
        ("1er novembre", True),
        ("A. Lestienne", True),
        ("« Novembre »", True),
        ("Le pont", False),
    ],
)
def test_what_holds_together_went_to_the_next_line_as_a_whole(
    held: str, together: bool, tmp_path: Path
) -> None:
    """Lines of a narrow column end before a date whose day would have fitted; makers of PDFs draw
    its no-break spaces as any others.
    """
    text = "La digue de la vallée fut rompue deux fois.\\ Le bief est à sec.\\ "
    narrow = "#set page(width: 6.2cm, margin: 1cm)\n#set par(justify: false)\n"
    more = "\n\n".join([MILL, OWNER, SCHOOL])
    body = (
        f"{more}\n\n{text}Il fut annoncé pour le\\ {held} par le maire de la ville basse.\n\n{more}"
    )
    found = " ".join(one for one in blocks(read(narrow + body, tmp_path)) if "annoncé" in one)
    assert (held in found) is together


@pytest.mark.parametrize(
    ("word", "parted"),
    [("Le garde", True), ("Mme Roy", False), ("M. Lestienne", False), ("Directeur", False)],
)
def test_a_word_that_surely_had_room_begins_a_paragraph(
    word: str, parted: bool, tmp_path: Path
) -> None:
    """Where white parts paragraphs and lines are ragged, those without white are told by it."""
    last = f"{OWNER} Le logis était bas, à gauche du moulin et de sa grande roue."
    body = f"{last} \\\n{word} y logeait encore quand la digue fut rompue, en 1911."
    more = [MILL, OWNER, SCHOOL, MILL]
    found = blocks(
        read(f"{WHITE}#set par(justify: false)\n" + "\n\n".join([*more, body]), tmp_path)
    )
    assert found[-1].startswith(word) is parted


def test_lines_of_a_page_of_items_are_as_far_apart_as_its_paragraphs(tmp_path: Path) -> None:
    """Other pages show how far apart the lines of a paragraph are."""
    votes = [
        f"Article {number} mis au vote de la digue : dix voix pour et deux abstentions"
        for number in ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit")
    ]
    text = "\n\n".join(
        [*votes, "La séance est levée à midi.", "#pagebreak()", MILL, OWNER, SCHOOL, MILL]
    )
    found = blocks(read(f"{WHITE}#set par(justify: false)\n{text}", tmp_path))
    assert found[: len(votes)] == votes
