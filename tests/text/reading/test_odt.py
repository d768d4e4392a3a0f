"""ODT: what a word processor has beyond plain paragraphs."""

from __future__ import annotations

import pytest
from odf.opendocument import OpenDocumentText
from odf.style import Style
from odf.text import P

from annotate.document.mended import Mended
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from article_files import odt_bytes
from mended_invariants import check
from packing import packed

HEAD = (
    '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:t="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:s="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:f="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" '
    'xmlns:d="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
    'xmlns:v="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
    'xmlns:b="urn:oasis:names:tc:opendocument:xmlns:table:1.0">'
)
STYLES = (
    "<o:automatic-styles>"
    '<s:style s:name="T1" s:family="text"><s:text-properties t:display="none"/></s:style>'
    '<s:style s:name="P1" s:family="paragraph" s:parent-style-name="Standard">'
    '<s:paragraph-properties f:break-before="page"/></s:style>'
    '<s:style s:name="P2" s:family="paragraph" s:parent-style-name="Heading_20_2"/>'
    '<s:style s:name="P3" s:family="paragraph"><s:paragraph-properties f:border="1pt solid"/>'
    "</s:style>"
    '<s:style s:name="P4" s:family="paragraph"><s:text-properties f:font-weight="bold" '
    'f:font-size="16pt"/></s:style>'
    '<s:style s:name="T2" s:family="text"><s:text-properties f:font-weight="bold"/></s:style>'
    "</o:automatic-styles>"
)


def read(inner: str) -> Mended:
    content = f"{HEAD}{STYLES}<o:body><o:text>{inner}</o:text></o:body></o:document-content>"
    data = packed(
        {"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": content.encode()}
    )
    mended = mend(read_bytes(data, "a", "a.odt"))
    check(mended)
    return mended


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("un\n   puits", "un puits"),
        ("un<t:s t:c='3'/>puits<t:tab/>noir", "un puits noir"),
        ("la<t:line-break/>fosse", "la fosse"),
        ("char\u00adbon", "charbon"),
        ("vu<t:span t:style-name='T1'> caché</t:span>", "vu"),
        ("<t:span>a<t:span>b</t:span></t:span><t:a>c</t:a>", "abc"),
        ("a<t:change-start/>b<t:change-end/>", "ab"),
        ("a<o:annotation><t:p>remarque</t:p></o:annotation>b", "ab"),
        ("<t:ruby><t:ruby-base>base</t:ruby-base><t:ruby-text>r</t:ruby-text></t:ruby>", "base"),
        ("Figure <t:sequence>2</t:sequence> et <t:bookmark/>suite", "Figure 2 et suite"),
        ("a<d:frame><d:image/><v:title>titre</v:title><v:desc>texte</v:desc></d:frame>b", "ab"),
    ],
)
def test_what_a_paragraph_says(inner: str, expected: str) -> None:
    assert read(f"<t:p>{inner}</t:p>").text == expected


def test_tracked_deletions_are_out() -> None:
    deleted = (
        "<t:tracked-changes><t:changed-region><t:deletion><t:p>Parti.</t:p></t:deletion>"
        "</t:changed-region></t:tracked-changes>"
    )
    assert read(deleted + "<t:p>Resté<t:change/>.</t:p>").text == "Resté."


def test_pages() -> None:
    mended = read(
        "<t:p>Un et <t:soft-page-break/>deux.</t:p><t:p t:style-name='P1'>Trois.</t:p>"
        "<t:soft-page-break/><t:p>Quatre, l’ex<t:soft-page-break/>ploitation.</t:p>"
    )
    source = mended.source
    assert [source.text[page.start : page.end].split() for page in source.pages] == [
        ["Un", "et"],
        ["deux."],
        ["Trois."],
        ["Quatre,", "l’exploitation."],
    ]
    assert mended.text.startswith("Un et deux.")


def test_notes_keep_their_signs() -> None:
    def note(label: str, text: str) -> str:
        return (
            f"<t:note><t:note-citation t:label='{label}'>{label}</t:note-citation>"
            f"<t:note-body>{text}</t:note-body></t:note>"
        )

    mended = read(
        f"<t:p>Un{note('*', '<t:p>Deux</t:p><t:p>lignes.</t:p>')} et{note('i', '<t:p>Fin.</t:p>')}."
        "</t:p>"
    )
    assert mended.source.text.startswith("Un* eti.")
    assert mended.text == "Un et.\n\n*. Deux lignes.\n\ni. Fin."


def test_headings_lists_tables_boxes_and_sections() -> None:
    cell = "<b:table-cell><t:p>{}</t:p></b:table-cell>"
    row = "<b:table><b:table-row>{}</b:table-row></b:table>"
    table = row.format(cell.format("Fosse") + cell.format("Deux"))
    mended = read(
        "<t:h t:outline-level='1'>Les puits</t:h><t:p t:style-name='P2'>Les noms</t:p>"
        "<t:list><t:list-item><t:p>Un</t:p><t:list><t:list-item><t:p>Dedans</t:p></t:list-item>"
        "</t:list></t:list-item></t:list>"
        f"{table}{row.format(cell.format('Encadré sur le puits.'))}"
        "<t:p t:style-name='P3'>Bordé.</t:p>"
        "<t:section t:display='none'><t:p>Caché</t:p></t:section>"
        "<t:section><t:p>Montré.</t:p></t:section>"
        "<t:table-of-content><t:index-body><t:p>Les puits 1</t:p></t:index-body>"
        "</t:table-of-content>"
        "<t:bibliography><t:bibliography-source>x</t:bibliography-source><t:index-body>"
        "<t:p>Roy, 1999.</t:p></t:index-body></t:bibliography>"
    )
    found = [
        (mended.text[low:high], piece.label, piece.value or piece.kind or piece.parent)
        for piece, (low, high) in mended.blocks
    ]
    assert found == [
        ("Les puits", "title", None),
        ("Les noms", "heading", "1"),
        ("Un", "paragraph", "list_item"),
        ("Dedans", "paragraph", "list_item"),
        ("Fosse", "cell", "1"),
        ("Deux", "cell", "2"),
        ("Encadré sur le puits.", "paragraph", "b1"),
        ("Bordé.", "paragraph", "b2"),
        ("Montré.", "paragraph", None),
        ("Roy, 1999.", "paragraph", "bibliography"),
    ]


def test_headings_that_are_only_bold() -> None:
    mended = read(
        "<t:p t:style-name='P4'>Les puits</t:p><t:p>Il pleut.</t:p>"
        "<t:p><t:span t:style-name='T2'>Les <t:span>noms</t:span></t:span></t:p>"
        "<t:p>Il neige.</t:p>"
        "<t:p>Du <t:span t:style-name='T2'>gras</t:span></t:p><t:p>Il vente.</t:p>"
    )
    assert [(piece.label, piece.value) for piece, _ in mended.blocks] == [
        ("title", None),
        ("paragraph", None),
        ("heading", "1"),
        *[("paragraph", None)] * 3,
    ]


def test_a_frame_with_a_picture_and_its_caption_is_no_box() -> None:
    mended = read(
        "<t:p>Avant<d:frame><d:text-box><t:p t:style-name='Illustration'><d:frame><d:image/>"
        "</d:frame>Figure 1 : le puits.</t:p></d:text-box></d:frame> et après.</t:p>"
    )
    assert mended.text == "Avant et après.\n\nFigure 1 : le puits."
    assert [(piece.kind, piece.parent) for piece, _ in mended.blocks] == [
        (None, None),
        ("caption", None),
    ]


def test_styles_of_the_styles_part_are_known() -> None:
    made = OpenDocumentText()
    made.styles.addElement(Style(name="Heading_20_3", displayname="Heading 3", family="paragraph"))
    made.automaticstyles.addElement(
        Style(name="P9", family="paragraph", parentstylename="Heading_20_3")
    )
    made.text.addElement(P(text="Il pleut.", stylename="Standard"))
    made.text.addElement(P(text="Les dates", stylename="P9"))
    made.text.addElement(P(text="Il neige.", stylename="Standard"))
    mended = mend(read_bytes(odt_bytes(made), "a", "a.odt"))
    assert [piece.label for piece, _ in mended.blocks] == ["paragraph", "heading", "paragraph"]


def noted(label: str, *inner: str) -> str:
    return (
        f"<t:note t:id='n{label}'><t:note-citation>{label}</t:note-citation><t:note-body><t:p>"
        f"{''.join(inner)}</t:p></t:note-body></t:note>"
    )


@pytest.mark.parametrize(
    ("inner", "calls", "notes"),
    [
        (noted("1", "A.") + noted("2", "B."), ["1", "2"], ["1. A.", "2. B."]),
        (
            noted("1", "A.") + "<t:span>, </t:span>" + noted("2", "B."),
            ["1", "2"],
            ["1. A.", "2. B."],
        ),
        (noted("1", "A", noted("i", "B."), "."), ["1", "i"], ["1. A.", "i. B."]),
        (
            noted("1", "A.") + " dit<t:note-ref t:reference-format='text'>1</t:note-ref>",
            ["1", "1"],
            ["1. A."],
        ),
    ],
)
def test_calls_side_by_side_nested_and_again(
    inner: str, calls: list[str], notes: list[str]
) -> None:
    mended = read(f"<t:p>Mot{inner} suit.</t:p>")
    assert [one.value for one in mended.source.marks if one.label == "note_call"] == calls
    assert mended.text.split("\n\n")[1:] == notes


def test_notes_are_on_the_pages_of_their_calls() -> None:
    """And a page that ends with the text is none of the notes."""
    one, two = noted("1", "A."), noted("2", "B.")
    mended = read(
        f"<t:p>Un{one}.</t:p><t:p><t:soft-page-break/>Deux{two} mo<t:soft-page-break/>t.</t:p>"
    )
    pages = [mended.source.page_at(piece.ranges[0][0]) for piece, _ in mended.blocks]
    assert pages == [1, 2, 1, 2]
