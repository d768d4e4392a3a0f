"""DOCX: what Word has beyond plain paragraphs."""

from __future__ import annotations

from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.shared import Pt

from annotate.document.mended import Mended
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from article_files import docx_bytes, with_footnotes
from mended_invariants import check
from packing import packed

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def document(*paragraphs: str, notes: tuple[str, ...] = ()) -> Any:
    """A document with paragraphs (or other blocks) given as WordprocessingML."""
    made = Document()
    body = made.element.body
    for paragraph in paragraphs:
        name, _, rest = paragraph.partition(">")
        tag, *attributes = name.removesuffix("/").split(" ", 1)
        body.insert(len(body) - 1, parse_xml(f"{tag} {NAMESPACES} {' '.join(attributes)}>{rest}"))
    if notes:
        with_footnotes(made, notes)
    return made


def read(*paragraphs: str, notes: tuple[str, ...] = ()) -> Mended:
    mended = mend(read_bytes(docx_bytes(document(*paragraphs, notes=notes)), "a", "a.docx"))
    check(mended)
    return mended


def run(text: str, properties: str = "") -> str:
    held = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{held}<w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*inner: str) -> str:
    return f"<w:p>{''.join(inner)}</w:p>"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        (run("un ") + run("puits"), "un puits"),
        ("<w:r><w:t>la</w:t><w:tab/><w:t>fosse</w:t></w:r>", "la fosse"),
        ("<w:r><w:t>la</w:t><w:br/><w:t>fosse</w:t></w:r>", "la fosse"),
        ("<w:r><w:t>Saint</w:t><w:noBreakHyphen/><w:t>Aubert</w:t></w:r>", "Saint-Aubert"),
        ("<w:r><w:t>char</w:t><w:softHyphen/><w:t>bon</w:t></w:r>", "charbon"),
        (run("a") + "<w:del w:id='1'><w:r><w:delText>b</w:delText></w:r></w:del>" + run("c"), "ac"),
        (run("a") + f"<w:ins w:id='1'>{run('b')}</w:ins>", "ab"),
        (run("a") + f"<w:moveFrom w:id='1'>{run('b')}</w:moveFrom>", "a"),
        (run("a") + f"<w:moveTo w:id='1'>{run('b')}</w:moveTo>", "ab"),
        (run("vu") + run(" caché", "<w:vanish/>"), "vu"),
        (run("vu") + run(" aussi", "<w:vanish w:val='0'/>"), "vu aussi"),
        (f"<w:hyperlink>{run('le lien')}</w:hyperlink>", "le lien"),
        (f"<w:sdt><w:sdtContent>{run('le champ')}</w:sdtContent></w:sdt>", "le champ"),
        (
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>REF a</w:instrText>"
            f"</w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>{run('figure 2')}"
            "<w:r><w:fldChar w:fldCharType='end'/></w:r>",
            "figure 2",
        ),
        (f"<w:fldSimple w:instr='DATE'>{run('1902')}</w:fldSimple>", "1902"),
        ("<w:r><w:sym w:font='Symbol' w:char='2013'/></w:r>" + run(" oui"), "– oui"),
        ("<w:r><w:sym w:font='Wingdings' w:char='F0E0'/></w:r>" + run("oui"), "oui"),
        ("<m:oMath><m:r><m:t>E=mc</m:t></m:r></m:oMath>" + run(" dit-il"), "E=mc dit-il"),
        (
            "<w:r><w:ruby><w:rt>"
            + run("rien")
            + "</w:rt><w:rubyBase>"
            + run("base")
            + "</w:rubyBase></w:ruby></w:r>",
            "base",
        ),
    ],
)
def test_what_a_paragraph_says(inner: str, expected: str) -> None:
    assert read(p(inner)).text == expected


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    mark = "<w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>"
    assert read(p(mark, run("Le puits ")), p(run("ferme.")), p(run("Fin."))).text == (
        "Le puits ferme.\n\nFin."
    )


def test_pages() -> None:
    shown = "<w:r><w:lastRenderedPageBreak/></w:r>"
    mended = read(
        p(shown, run("Un.")),
        p(run("Deux et"), shown, run(" trois.")),
        p("<w:r><w:br w:type='page'/></w:r>"),
        p(shown, run("Quatre.")),
        p("<w:pPr><w:pageBreakBefore/></w:pPr>", run("Cinq.")),
        p("<w:pPr><w:sectPr><w:type w:val='nextPage'/></w:sectPr></w:pPr>", run("Six.")),
        p(run("Sept sur l’ex"), shown, run("ploitation finie.")),
    )
    source = mended.source
    assert [source.text[page.start : page.end].split() for page in source.pages] == [
        ["Un.", "Deux", "et"],
        ["trois."],
        ["Quatre."],
        ["Cinq.", "Six."],
        ["Sept", "sur", "l’exploitation"],
        ["finie."],
    ]
    assert "Deux et trois." in mended.text and "l’exploitation finie." in mended.text


def test_notes_with_marks_of_their_own_and_in_several_paragraphs() -> None:
    made = document(
        p(
            run("Un"),
            "<w:r><w:footnoteReference w:customMarkFollows='1' w:id='1'/><w:t>*</w:t></w:r>",
            run(" et deux"),
            "<w:r><w:footnoteReference w:id='2'/></w:r>",
            run("."),
        ),
        notes=("Voir ailleurs.", "Ou ici."),
    )
    mended = mend(read_bytes(docx_bytes(made), "a", "a.docx"))
    check(mended)
    assert mended.source.text.startswith("Un* et deux1.")
    assert mended.text == "Un et deux.\n\n*. Voir ailleurs.\n\n1. Ou ici."


def test_tables_are_cells_in_rows_and_one_cell_is_a_box() -> None:
    made = Document()
    table = made.add_table(2, 2)
    for cell, text in zip(
        [cell for row in table.rows for cell in row.cells],
        ["Fosse", "An", "Deux", "1902"],
        strict=True,
    ):
        cell.text = text
    made.add_paragraph("Puis.")
    made.add_table(1, 1).cell(0, 0).text = "Encadré sur le lavoir."
    mended = mend(read_bytes(docx_bytes(made), "a", "a.docx"))
    check(mended)
    assert [(mended.text[low:high], piece.parent) for piece, (low, high) in mended.blocks] == [
        ("Fosse", "tr1"),
        ("An", "tr1"),
        ("Deux", "tr2"),
        ("1902", "tr2"),
        ("Puis.", None),
        ("Encadré sur le lavoir.", "b1"),
    ]


def test_a_text_box_drawn_in_two_ways_is_read_once() -> None:
    content = "<w:txbxContent><w:p><w:r><w:t>Dans la boîte.</w:t></w:r></w:p></w:txbxContent>"
    drawn = (
        "<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>"
        f"{content}</wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{content}"
        "</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    mended = read(p(run("Avant "), drawn, run("et après.")))
    assert mended.text == "Avant et après.\n\nDans la boîte."
    assert [piece.label for piece in mended.structure.labelled("box")] == ["box"]


def test_a_border_on_four_sides_is_a_box() -> None:
    sides = "".join(f"<w:{side} w:val='single'/>" for side in ("top", "left", "bottom", "right"))
    bordered = f"<w:pPr><w:pBdr>{sides}</w:pBdr></w:pPr>"
    mended = read(
        p(run("Avant.")), p(bordered, run("Dans.")), p(bordered, run("Aussi.")), p(run("Hors."))
    )
    assert [piece.parent for piece, _ in mended.blocks] == [None, "b1", "b1", None]


def test_headings_by_style_by_inheritance_and_by_level() -> None:
    made = Document()
    made.styles.add_style("Partie", 1).base_style = made.styles["Heading 1"]
    made.add_paragraph("Les puits", style="Partie")
    made.add_paragraph("Un texte.")
    made.add_paragraph("Les dates", style="Heading 3")
    made.add_paragraph("Un autre.")
    last = made.add_paragraph("Les noms")
    last._p.get_or_add_pPr().append(parse_xml(f"<w:outlineLvl {NAMESPACES} w:val='0'/>"))
    made.add_paragraph("Encore.")
    mended = mend(read_bytes(docx_bytes(made), "a", "a.docx"))
    assert [(piece.label, piece.value) for piece, _ in mended.blocks] == [
        ("heading", "1"),
        ("paragraph", None),
        ("heading", "2"),
        ("paragraph", None),
        ("heading", "1"),
        ("paragraph", None),
    ]


def test_headings_that_are_only_bold() -> None:
    made = Document()
    for text, size in (
        ("Le bassin de Vernoy", 20),
        ("Les puits", 14),
        ("Il pleut sur la fosse.", 0),
        ("Les noms", 14),
        ("Il neige sur le terril.", 0),
        ("Une phrase en gras.", 12),
        ("Fin du texte, sans rien.", 0),
        ("Et encore ceci.", 0),
    ):
        run = made.add_paragraph().add_run(text)
        if size:
            run.bold, run.font.size = True, Pt(size)
    made.paragraphs[4].add_run(" Gras").bold = True
    mended = mend(read_bytes(docx_bytes(made), "a", "a.docx"))
    assert [(piece.label, piece.value) for piece, _ in mended.blocks] == [
        ("title", None),
        ("heading", "1"),
        ("paragraph", None),
        ("heading", "1"),
        *[("paragraph", None)] * 4,
    ]


def test_properties_tell_a_title_that_is_there_and_add_none() -> None:
    made = Document()
    made.core_properties.title = "Le Bassin de Vernoy"
    made.core_properties.author = "utilisateur"
    made.add_paragraph("Le bassin de Vernoy")
    made.add_paragraph("Le texte commence ici, et il est long.")
    mended = mend(read_bytes(docx_bytes(made), "a", "a.docx"))
    assert [piece.label for piece, _ in mended.blocks] == ["title", "paragraph"]
    assert "utilisateur" not in mended.source.text


def test_a_table_of_contents_is_no_text() -> None:
    made = Document()
    made.styles.add_style("toc 1", 1)
    made.add_paragraph("Les puits\t3", style="toc 1")
    made.add_paragraph("Le texte.")
    assert read_bytes(docx_bytes(made), "a", "a.docx").text == "Le texte.\n"


def test_lists_nested_and_numbered() -> None:
    numbered = "<w:pPr><w:numPr><w:ilvl w:val='1'/><w:numId w:val='1'/></w:numPr></w:pPr>"
    off = "<w:pPr><w:numPr><w:numId w:val='0'/></w:numPr></w:pPr>"
    mended = read(p(numbered, run("Un")), p(off, run("Rien")))
    assert [piece.kind for piece, _ in mended.blocks] == ["list_item", None]


def noted(body: str, *parts: str) -> Mended:
    """A document with its body and its notes given; each part is `footnotes` or `endnotes`."""
    relations = "".join(
        f'<Relationship Id="r{place}" Type="http://x/{kind}" Target="{kind}.xml"/>'
        for place, kind in enumerate(("footnotes", "endnotes"))
    )
    main = (
        "<Relationships><Relationship Id='r' Type='http://x/officeDocument' Target='word/d.xml'/>"
    )
    data = packed(
        {
            "_rels/.rels": f"{main}</Relationships>".encode(),
            "word/_rels/d.xml.rels": f"<Relationships>{relations}</Relationships>".encode(),
            "word/d.xml": f"<w:document {NAMESPACES}><w:body>{body}</w:body></w:document>".encode(),
            **{
                f"word/{kind}.xml": f"<w:{kind} {NAMESPACES}>{part}</w:{kind}>".encode()
                for kind, part in zip(("footnotes", "endnotes"), (*parts, ""), strict=False)
            },
        }
    )
    mended = mend(read_bytes(data, "a", "a.docx"))
    check(mended)
    return mended


def note(identity: int, *inner: str, kind: str = "footnote") -> str:
    return f'<w:{kind} w:id="{identity}"><w:p>{"".join(inner)}</w:p></w:{kind}>'


def call(identity: int, mark: str = "", kind: str = "footnote") -> str:
    custom = ' w:customMarkFollows="1"' if mark else ""
    return f'<w:r><w:{kind}Reference{custom} w:id="{identity}"/>{mark}</w:r>'


def calls(mended: Mended) -> list[str | None]:
    return [mark.value for mark in mended.source.marks if mark.label == "note_call"]


NEW_PAGE = "<w:r><w:lastRenderedPageBreak/></w:r>"
TWO = (note(1, run("Registre 12.")), note(2, run("Le mot.")))


def test_notes_are_on_the_pages_of_their_calls() -> None:
    body = p(run("Le fer"), call(1), run(".")) + p(NEW_PAGE, run("La fin"), call(2), run("."))
    mended = noted(body, "".join(TWO))
    pages = [mended.source.page_at(piece.ranges[0][0]) for piece, _ in mended.blocks]
    assert pages == [1, 2, 1, 2]
    assert mended.source.page_count == 2
    assert [piece.value for piece in mended.structure.labelled("page_break")] == ["2"]


@pytest.mark.parametrize("between", ["", run(", ", '<w:vertAlign w:val="superscript"/>')])
def test_two_calls_side_by_side(between: str) -> None:
    mended = noted(p(run("Le fer"), call(1), between, call(2), run(" fond.")), "".join(TWO))
    assert mended.source.text.startswith("Le fer12 fond.")
    assert calls(mended) == ["1", "2"]
    assert mended.text == "Le fer fond.\n\n1. Registre 12.\n\n2. Le mot."


@pytest.mark.parametrize(
    ("mark", "behind"),
    [
        ("<w:t>*</w:t>", ""),
        ('<w:sym w:font="Symbol" w:char="F02A"/>', ""),
        (" ", run("*")),
    ],
)
def test_a_mark_of_the_writers_own(mark: str, behind: str) -> None:
    body = p(run("Le fer"), call(1, mark), behind, run(" fond"), call(2), run("."))
    mended = noted(body, note(1, run("*"), run(" Registre 12.")) + TWO[1])
    assert calls(mended) == ["*", "1"]
    assert mended.text == "Le fer fond.\n\n*. Registre 12.\n\n1. Le mot."


def test_a_note_that_is_called_again() -> None:
    marks = [
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    ]
    told = "<w:r><w:instrText> NOTEREF _Ref1 \\h </w:instrText></w:r>"
    again = marks[0] + told + marks[1] + run("1") + marks[2]
    mended = noted(p(run("Le fer"), call(1), run(" fond"), again, run(".")), TWO[0])
    assert calls(mended) == ["1", "1"]
    assert mended.text == "Le fer fond.\n\n1. Registre 12."


def test_an_endnote_that_a_footnote_calls() -> None:
    mended = noted(
        p(run("Le fer"), call(1), run(".")),
        note(1, run("Registre"), call(7, kind="endnote"), run(" 12.")),
        note(7, run("Le mot."), kind="endnote"),
    )
    assert mended.text == "Le fer.\n\n1. Registre 12.\n\ni. Le mot."
    assert calls(mended) == ["1", "i"]


@pytest.mark.parametrize("restart", ["eachSect", "eachPage"])
def test_notes_that_are_counted_anew(restart: str) -> None:
    section = f'<w:sectPr><w:footnotePr><w:numRestart w:val="{restart}"/></w:footnotePr></w:sectPr>'
    body = (
        f"<w:p><w:pPr>{section}</w:pPr>{run('Le fer')}{call(1)}{run('.')}</w:p>"
        + p(run("La fin"), call(2), run("."))
        + section
    )
    mended = noted(body, "".join(TWO))
    assert calls(mended) == ["1", "1"]
    assert mended.text.endswith("1. Registre 12.\n\n1. Le mot.")
    assert [mended.source.page_at(piece.ranges[0][0]) for piece, _ in mended.blocks] == [1, 2, 1, 2]


def test_a_table_of_contents_without_styles() -> None:
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC \\o</w:instrText></w:r>'
    )
    page = '<w:fldSimple w:instr="PAGEREF x">' + run("3") + "</w:fldSimple>"
    mended = read(
        p(begin, '<w:r><w:fldChar w:fldCharType="separate"/></w:r>', run("Le fer"), page),
        p(run("La fin 4"), '<w:r><w:fldChar w:fldCharType="end"/></w:r>'),
        p(run("Il ferma page "), '<w:fldSimple w:instr="PAGE">' + run("7") + "</w:fldSimple>"),
    )
    assert mended.text == "Il ferma page 7"


@pytest.mark.parametrize("char", ["F0E0", "00E9"])
def test_a_picture_of_a_symbol_font_is_no_letter(char: str) -> None:
    symbol = f'<w:r><w:sym w:font="Wingdings" w:char="{char}"/></w:r>'
    assert read(p(run("Le fer"), symbol, run(" fond."))).text == "Le fer fond."
