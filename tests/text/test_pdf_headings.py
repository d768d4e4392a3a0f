"""What is a heading in a PDF: lines that are bold, in capitals, centred, numbered or parted.

The texts are the project's own.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.typeset_pages import FULL, MILL, OWNER, RAGGED, SCHOOL, WHITE, blocks, count, read


def test_white_about_headings_is_not_that_between_paragraphs(tmp_path: Path) -> None:
    body = (
        f"{MILL}\n\n{OWNER}\n\n= La chute\n\n{SCHOOL}\n\n{MILL}\n\n= L’école\n\n{OWNER}\n\n{SCHOOL}"
    )
    found = blocks(read(RAGGED + body, tmp_path))
    assert found == [MILL, OWNER, "La chute", SCHOOL, MILL, "L’école", OWNER, SCHOOL]


@pytest.mark.parametrize(
    ("line", "label"),
    [
        ("Annexe sur les droits d’eau de la commune", "heading"),
        (
            "Qui donc, des riverains ou de la commune, devait entretenir le bief et ses vannes ?",
            "heading",
        ),
        ("(Modifié par l’accord du 3 mai 1911, publié au recueil du 20 mai 1911)", "paragraph"),
        ("Écrire à la régie du moulin : regie@moulin.example", "paragraph"),
        (f"{MILL[:60]}. {SCHOOL}", "paragraph"),
        ("les droits d’eau des riverains, leurs usages et leurs devoirs ;", "paragraph"),
        ("Quand l’eau est trop basse, il est demandé à tout meunier :", "paragraph"),
        ("La demande de la commune est donc rejetée.", "paragraph"),
        ("Article 5. Les droits d’eau des riverains.", "heading"),
        ("Nom : ………………… Prénom : …………………", "paragraph"),
        ("Les eaux… et les moulins", "heading"),
    ],
)
def test_bold_lines_that_are_sentences_are_no_headings(
    line: str, label: str, tmp_path: Path
) -> None:
    body = f"{MILL}\n\n= La chute\n\n{OWNER}\n\n#v(5mm)#strong[{line}]\n\n#v(5mm){SCHOOL}\n\n{MILL}"
    mended = read(RAGGED + body.replace("@", "\\@"), tmp_path)
    found = [
        element.label
        for element in mended.structure.elements
        if element.label in ("heading", "paragraph")
        and mended.source.text[element.ranges[0][0] :].startswith(line[:20])
    ]
    assert found[:1] == [label]


def test_a_line_of_capitals_between_white_is_a_heading(tmp_path: Path) -> None:
    capitals = "LE MOULIN, LA ROUE ET LES MEULES"
    body = f"{MILL}\n\n#v(1em)\n{capitals}\n\n#v(0.6em)\n{OWNER}\n\n{SCHOOL}"
    mended = read(f"{FULL}#set par(first-line-indent: 0pt)\n{body}", tmp_path)
    assert capitals in blocks(mended) and count(mended, "heading") == 1


@pytest.mark.parametrize("style", [WHITE, FULL], ids=["white", "indents"])
def test_bold_words_that_fill_a_line_are_no_heading(style: str, tmp_path: Path) -> None:
    start, rest = MILL.split(" acheta ")
    text = f"{start} *acheta {rest[:70]}* {rest[-90:]}"
    found = blocks(read(f"{style}{OWNER}\n\n{text}\n\n{SCHOOL}", tmp_path))
    assert text.replace("*", "") in found


def test_a_lead_in_bold_is_a_paragraph_and_a_title_in_two_lines_is_none(tmp_path: Path) -> None:
    title = "Le moulin de la digue et ses derniers meuniers, de la Révolution à la Grande Guerre"
    body = f"*{MILL} {OWNER}*\n\n{SCHOOL}\n\n*{title}*\n\n{OWNER}\n\n{SCHOOL}"
    mended = read(WHITE + body, tmp_path)
    labelled = {mended.text[low:high]: piece.label for piece, (low, high) in mended.blocks}
    assert labelled[f"{MILL} {OWNER}"] == "paragraph"
    assert labelled[title] in ("heading", "title")


def test_a_paragraph_whose_first_words_are_bold_is_no_heading(tmp_path: Path) -> None:
    words = MILL.split()
    bold = f"*{' '.join(words[:10])}* {' '.join(words[10:])}"
    mended = read(f"{FULL}{OWNER}\n\n{bold}\n\n{SCHOOL}", tmp_path)
    assert MILL in blocks(mended) and count(mended, "heading") == 0


CENTRED = "1.1. Du droit de prise d’eau au droit de passage des eaux, ou comment le bief fut vendu"


@pytest.mark.parametrize("above", ["1.4em", "0.1em"], ids=["parted", "as a paragraph is"])
def test_a_numbered_line_in_the_type_of_the_text_is_a_heading_where_it_is_parted(
    above: str, tmp_path: Path
) -> None:
    below = f"#v(0.4em)\n{SCHOOL}\n\n{MILL}\n\n{OWNER}\n\n{SCHOOL}"
    line = f"#v({above})\n#align(center)[{CENTRED}]\n"
    mended = read(f"{FULL}{MILL}\n\n{OWNER}\n\n{line}\n{below}", tmp_path)
    assert (count(mended, "heading") == 1) == (above == "1.4em")


@pytest.mark.parametrize(
    ("first", "label"),
    [("Le bief", "heading"), ("Le bief :", "paragraph"), ("Il est à sec.", "paragraph")],
)
def test_the_title_of_a_box_in_the_type_of_the_text(first: str, label: str, tmp_path: Path) -> None:
    box = f"#block(stroke: 0.5pt, inset: 6pt)[{first}\n#v(0.8em)\n{OWNER}\n\n{SCHOOL}]"
    mended = read(f"{FULL}{MILL}\n\n{box}\n\n{SCHOOL}\n\n{MILL}", tmp_path)
    labels = {mended.text[low:high]: piece.label for piece, (low, high) in mended.blocks}
    assert labels[first] == label


@pytest.mark.parametrize("before", [OWNER, OWNER[:-1]], ids=["after a stop", "in a sentence"])
def test_a_line_in_italics_on_top_of_a_page_is_a_heading_after_a_stop(
    before: str, tmp_path: Path
) -> None:
    body = (
        f"{MILL}\n\n{SCHOOL}\n\n{before}\n#pagebreak()\n_La halle aux grains_\n\n{MILL}\n\n{SCHOOL}"
    )
    mended = read(f"{FULL}#set par(first-line-indent: 0pt)\n{body}", tmp_path)
    assert (count(mended, "heading") == 1) == (before == OWNER)


@pytest.mark.parametrize("head", ["Moulins et digues de la", "Annales des moulins et des digues"])
def test_the_title_cut_short_above_itself_is_a_running_head(head: str, tmp_path: Path) -> None:
    """On the first page alone, as where all others say the author."""
    title = '#text(size: 20pt, weight: "bold")[Moulins et digues de la vallée du bief]'
    body = f"{head}\n\n{title}\n\nMarthe Lenoir\n\n{MILL}\n\n{OWNER}\n#pagebreak()\n{SCHOOL}"
    found = read(WHITE + body, tmp_path).structure.labelled("running_head")
    assert bool(list(found)) == head.startswith("Moulins")


@pytest.mark.parametrize(
    ("size", "second", "label"),
    [
        ("15pt", "ceux du bief. Faut-il les garder ?", "heading"),
        ("15pt", "ceux du bief ; un tout premier bilan.", "heading"),
        ("11pt", "ceux du bief. Faut-il les garder ?", "paragraph"),
    ],
)
def test_a_title_of_two_lines_has_stops_if_it_is_displayed(
    size: str, second: str, label: str, tmp_path: Path
) -> None:
    title = f"Les moyens humains de la régie du moulin \\\n{second}"
    body = f"{MILL}\n\n#v(1em)#text(size: {size}, weight: 700)[{title}]\n\n{OWNER}\n\n{SCHOOL}"
    mended = read(WHITE + body, tmp_path)
    (whole,) = (one for one in blocks(mended) if one.startswith("Les moyens"))
    assert whole.endswith(second)
    assert count(mended, "heading") == (label == "heading")


@pytest.mark.parametrize(("line", "heads"), [("Annales du bief, n° 12, 2019", 2), ("Partie", 0)])
def test_a_journal_beside_the_numbers_of_two_pages_in_large_type(
    line: str, heads: int, tmp_path: Path
) -> None:
    """What is counted in large type at the tops of pages is a heading, but no journal is one."""
    page = '#set page(width: 14cm, height: 18cm)\n#set text(lang: "fr", size: 8pt)\n'
    texts = f"{MILL}\n\n{OWNER}", f"{SCHOOL}\n\n{MILL}"
    pages = [
        f"#text(size: 10pt)[{number} {line}]\n#v(5mm)\n{text}"
        for number, text in zip(("iii", "iv"), texts, strict=True)
    ]
    mended = read(WHITE + "\n#pagebreak()\n".join(pages), tmp_path, page)
    assert count(mended, "running_head") == heads
