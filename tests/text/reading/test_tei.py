"""TEI P5: what was printed, and where."""

from __future__ import annotations

import pytest

from annotate.document.mended import Mended
from annotate.errors import UnreadableError
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from mended_invariants import check


def read(text: str, header: str = "") -> Mended:
    tei = (
        '<?xml version="1.0"?><TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc>'
        f"<titleStmt>{header}</titleStmt></fileDesc></teiHeader><text>{text}</text></TEI>"
    )
    mended = mend(read_bytes(tei.encode(), "a", "a.xml"))
    check(mended)
    return mended


def body(inner: str) -> Mended:
    return read(f"<body>{inner}</body>")


def blocks(mended: Mended) -> list[tuple[str, str, str | None]]:
    return [
        (mended.text[low:high], piece.label, piece.value or piece.kind or piece.parent)
        for piece, (low, high) in mended.blocks
    ]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("Le <hi rend='i'>puits</hi>\n      <seg>noir</seg>.", "Le puits noir."),
        ("la<lb/>fosse", "la fosse"),
        ("la\n  <lb/>fosse", "la fosse"),
        ("exploi<lb break='no'/>tation", "exploitation"),
        ("exploi\n   <lb break='no'/>\n  tation", "exploitation"),
        ("exploi-<lb break='no'/>tation", "exploitation"),
        ("exploi-\n<lb break='no'/>tation", "exploitation"),
        ("Saint-<lb break='no'/>Aubert", "Saint-Aubert"),
        ("<choice><abbr>M.</abbr><expan>Monsieur</expan></choice> Roy", "M. Roy"),
        ("<choice>\n <sic>ronge</sic>\n <corr>rouge</corr>\n</choice>, dit-il", "ronge, dit-il"),
        ("<choice><reg>été</reg><orig>esté</orig></choice>", "esté"),
        ("un <subst><del>mauvais</del><add>bon</add></subst> puits", "un bon puits"),
        ("<app><lem>puits</lem><rdg>trou</rdg></app>", "puits"),
        ("un <gap reason='illegible'><desc>illisible</desc></gap>puits", "un puits"),
        ("voir <ref target='http://a.fr'>ici</ref>", "voir ici"),
        ("<unclear>le</unclear> <supplied>puits</supplied>", "le puits"),
        ("<w>le</w> <w>puits</w><pc>.</pc>", "le puits."),
        ("il dit <q>non</q> et <quote>rien</quote>", "il dit non et rien"),
    ],
)
def test_what_a_paragraph_says(inner: str, expected: str) -> None:
    assert body(f"<p>{inner}</p>").text == expected


def test_notes_stand_where_they_are_called() -> None:
    mended = body(
        "<p>En 1894<note n='3' place='bottom'>Ou <hi>peu</hi> après.</note>, la fosse"
        "<note n='4'><p>Un.</p><p>Deux.</p></note> ferma.</p>"
    )
    assert mended.source.text.startswith("En 18943, la fosse4 ferma.")
    assert mended.text == "En 1894, la fosse ferma.\n\n3. Ou peu après.\n\n4. Un. Deux."


def test_notes_at_the_end_are_called_by_pointers() -> None:
    mended = body(
        "<p>La fosse<ref target='#n1'>1</ref> et le puits<ptr target='#n2'/>.</p>"
        "<div type='notes'><head>Notes</head><note xml:id='n1' n='1'>Fermée.</note>"
        "<note xml:id='n2' n='2'>Noyé.</note></div>"
    )
    assert mended.text == "La fosse et le puits.\n\n1. Fermée.\n\n2. Noyé."


def test_notes_without_numbers_are_counted() -> None:
    mended = body("<p>Un<note>A.</note> et deux<note>B.</note>.</p>")
    assert mended.source.text == "Un1 et deux2.\n\n1. A.\n\n2. B.\n"


def test_pages_and_running_heads() -> None:
    mended = body(
        "<pb n='10'/><fw type='header'>La mine</fw><p>Le mineur qui descend"
        "<fw type='pageNum'>10</fw><pb n='11'/><fw type='header'>La mine</fw> à l’exploi"
        "<pb n='12' break='no'/>tation.</p><pb n='13'/><p>Fin.</p>"
    )
    assert mended.text == "Le mineur qui descend à l’exploitation.\n\nFin."
    assert [page.number for page in mended.source.pages] == [1, 2, 3]
    furniture = mended.structure.labelled("running_head", "page_number")
    assert sorted(mended.source.text[slice(*piece.ranges[0])] for piece in furniture) == [
        "10",
        "La mine",
        "La mine",
    ]


def test_levels_follow_divisions() -> None:
    mended = body(
        "<div><head>Un</head><p>A.</p><div><head>Deux</head><p>B.</p></div></div>"
        "<div><head>Trois</head><p>C.</p></div>"
    )
    headings = [(text, value) for text, label, value in blocks(mended) if label == "heading"]
    assert headings == [("Un", "1"), ("Deux", "2"), ("Trois", "1")]


def test_the_header_gives_title_and_authors_that_the_text_lacks() -> None:
    header = (
        "<title>Le puits</title><title type='sub'>Étude</title><author><persName>"
        "<forename>Anne</forename><surname>Roy</surname></persName></author>"
        "<author>Luc Petit</author>"
    )
    mended = read("<body><pb/><p>Le texte.</p><pb/><p>La fin.</p></body>", header)
    assert mended.text == "Le puits\n\nAnne Roy et Luc Petit\n\nLe texte.\n\nLa fin."
    assert [piece.label for piece, _ in mended.blocks][:2] == ["title", "author"]
    assert len(mended.source.pages) == 2


def test_a_title_page_goes_before_the_header() -> None:
    mended = read(
        "<front><titlePage><docTitle><titlePart>Le Puits noir</titlePart></docTitle>"
        "<byline>par <docAuthor>Anne Roy</docAuthor></byline></titlePage></front>"
        "<body><p>Le texte.</p></body>",
        "<title>Le puits noir : édition électronique</title><author>Roy, Anne</author>",
    )
    assert blocks(mended)[:2] == [
        ("Le Puits noir", "title", None),
        ("par Anne Roy", "author", None),
    ]
    assert "électronique" not in mended.text


def test_a_head_that_is_the_title_is_not_written_twice() -> None:
    mended = read(
        "<body><head>Le puits NOIR</head><p>Le texte.</p></body>", "<title>Le puits noir</title>"
    )
    assert blocks(mended)[0] == ("Le puits NOIR", "title", None)
    assert len(blocks(mended)) == 2


def test_lists_tables_figures_verses_and_bibliographies() -> None:
    mended = body(
        "<div><head>A</head><p>Voici : <list><item>un</item><item><p>deux</p></item></list> et "
        "puis.</p><table><head>Tableau</head><row><cell>Fosse</cell><cell>1902</cell></row></table>"
        "<figure><graphic url='a'/><figDesc>Le puits</figDesc></figure>"
        "<lg><l>Un vers</l><l>et l’autre</l></lg>"
        "<quote><p>Une citation.</p></quote><floatingText><body><p>Une boîte.</p></body>"
        "</floatingText></div><listBibl><bibl>Roy, 1999.</bibl></listBibl>"
    )
    assert blocks(mended)[1:] == [
        ("Voici :", "paragraph", None),
        ("un", "paragraph", "list_item"),
        ("deux", "paragraph", "list_item"),
        ("et puis.", "paragraph", None),
        ("Tableau", "paragraph", "caption"),
        ("Fosse", "cell", "1"),
        ("1902", "cell", "2"),
        ("Le puits", "paragraph", "caption"),
        ("Un vers et l’autre", "paragraph", None),
        ("Une citation.", "paragraph", None),
        ("Une boîte.", "paragraph", "b1"),
        ("Roy, 1999.", "paragraph", "bibliography"),
    ]


def test_a_figure_does_not_part_its_paragraph() -> None:
    mended = body("<p>Avant <figure><head>Figure 1</head></figure>et après.</p>")
    assert mended.text == "Avant et après.\n\nFigure 1"


def test_a_corpus_of_several_documents_is_refused() -> None:
    text = "<TEI><text><body><p>Un.</p></body></text></TEI>"
    assert read_bytes(f"<teiCorpus>{text}</teiCorpus>".encode(), "a", "a.xml").text == "Un.\n"
    with pytest.raises(UnreadableError, match="corpus of 2 documents"):
        read_bytes(f"<teiCorpus>{text}{text}</teiCorpus>".encode(), "a", "a.xml")


def test_the_encoding_is_what_the_declaration_says() -> None:
    text = '<?xml version="1.0" encoding="ISO-8859-1"?><TEI><text><p>Été.</p></text></TEI>'
    assert read_bytes(text.encode("latin-1"), "a", "a.xml").text == "Été.\n"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("Mot<note n='4'>A.</note><note n='5'>B.</note> suit.", [("4", "A."), ("5", "B.")]),
        ("Mot<note n='1'>A<note n='a'>B.</note>.</note> suit.", [("1", "A."), ("a", "B.")]),
        ("Mot<anchor xml:id='c'/> suit.<note target='#c' n='1'>A.</note>", [("1", "A.")]),
    ],
)
def test_calls_side_by_side_nested_and_at_anchors(
    inner: str, expected: list[tuple[str, str]]
) -> None:
    mended = body(f"<p>{inner}</p>")
    calls = [mark.value for mark in mended.source.marks if mark.label == "note_call"]
    assert calls == [label for label, _ in expected]
    notes = [f"{label}. {text}" for label, text in expected]
    assert mended.text == "\n\n".join(["Mot suit.", *notes])


def test_notes_are_on_the_pages_of_their_calls() -> None:
    mended = body("<pb/><p>Un<note>A.</note>.</p><pb/><p>Deux<note>B.</note>.</p>")
    pages = [mended.source.page_at(piece.ranges[0][0]) for piece, _ in mended.blocks]
    assert pages == [1, 2, 1, 2]
