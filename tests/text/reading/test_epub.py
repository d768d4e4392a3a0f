"""EPUB: the chapters in their order, with notes that may be in another file."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from annotate.document.mended import Mended
from annotate.errors import EncryptedError, NoTextError, UnreadableError
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from annotate.text.reading.containers import Package
from annotate.text.reading.epub_navigation import Entry, read_navigation
from epub_files import book, chapter
from mended_invariants import check
from packing import packed, repacked
from waiting import run

TITLE = "<dc:title>Les fosses de Vernoy</dc:title><dc:creator>Jeanne Vasseur</dc:creator>"


def read(data: bytes) -> Mended:
    mended = mend(read_bytes(data, "a", "a.epub"))
    check(mended)
    return mended


def shown(mended: Mended) -> list[tuple[str, str]]:
    return [(piece.label, mended.text[low:high]) for piece, (low, high) in mended.blocks]


def calls(mended: Mended) -> list[tuple[str, str | None]]:
    """The word before each call, with its number."""
    text = mended.source.text
    return [
        (text[: mark.start].split()[-1], mark.value)
        for mark in mended.source.marks
        if mark.label == "note_call"
    ]


def test_chapters_come_in_the_order_of_the_spine() -> None:
    data = book(
        {
            "b.xhtml": "<h1>Les grèves</h1><p>Elle dura.</p>",
            "a.xhtml": "<h1>Le fer</h1><p>On fond.</p>",
        },
        spine='<itemref idref="a"/><itemref idref="b"/>',
        metadata=TITLE,
    )
    assert shown(read(data)) == [
        ("title", "Les fosses de Vernoy"),
        ("author", "Jeanne Vasseur"),
        ("heading", "Le fer"),
        ("paragraph", "On fond."),
        ("heading", "Les grèves"),
        ("paragraph", "Elle dura."),
    ]


def test_title_and_author_that_the_text_shows_are_not_said_twice() -> None:
    data = book(
        {
            "t.xhtml": "<h1>Les fosses de Vernoy</h1><p>Jeanne Vasseur</p>",
            "a.xhtml": "<p>Il ferma.</p>",
        },
        metadata=TITLE,
    )
    assert shown(read(data)) == [
        ("title", "Les fosses de Vernoy"),
        ("author", "Jeanne Vasseur"),
        ("paragraph", "Il ferma."),
    ]


def test_translators_are_no_authors_and_a_subtitle_no_title() -> None:
    metadata = (
        '<dc:title id="s">Une chronique</dc:title><dc:title id="m">Les fosses</dc:title>'
        '<meta refines="#s" property="title-type">subtitle</meta>'
        '<meta refines="#m" property="title-type">main</meta>'
        '<dc:creator opf:role="trl">Paul Carlier</dc:creator>'
        '<dc:creator id="c">Anne Roy</dc:creator><meta refines="#c" property="role">aut</meta>'
        '<dc:creator id="d">Luc Petit</dc:creator><meta refines="#d" property="role">ill</meta>'
    )
    found = shown(read(book({"a.xhtml": "<p>Il ferma.</p>"}, metadata=metadata)))
    assert found[:2] == [("title", "Les fosses"), ("author", "Anne Roy")]


NOTED = "<p>Foncée en 1854{call} par la Compagnie.</p>"
NOTEREF = '<a epub:type="noteref" href="{}#fn1">1</a>'
FOOTNOTE = '<aside epub:type="footnote" id="fn1"><p>Registre 12.</p></aside>'


@pytest.mark.parametrize(
    "chapters",
    [
        {"a.xhtml": NOTED.format(call=NOTEREF.format("")) + FOOTNOTE},
        {"a.xhtml": NOTED.format(call=NOTEREF.format("n.xhtml")), "n.xhtml": FOOTNOTE},
        {
            "a.xhtml": NOTED.format(call='<sup><a id="r1" href="n.xhtml#n1">1</a></sup>'),
            "n.xhtml": "<h1>Notes</h1><h2>Chapitre 1</h2>"
            '<p id="n1"><a href="a.xhtml#r1">1</a>. Registre 12.</p>',
        },
        {
            "a.xhtml": NOTED.format(call='<a id="r1" href="n.xhtml#n1"><sup>1</sup></a>'),
            "n.xhtml": '<p><a id="n1" href="a.xhtml#r1">1.</a> Registre 12.</p>',
        },
        {
            "a.xhtml": NOTED.format(call='<a role="doc-noteref" href="#n1">[1]</a>')
            + '<section role="doc-endnotes"><h2>Notes</h2><ol><li id="n1" role="doc-endnote">'
            '<p>Registre 12. <a role="doc-backlink" href="#r1">↩</a></p></li></ol></section>'
        },
    ],
)
def test_notes(chapters: dict[str, str]) -> None:
    mended = read(book(chapters))
    assert shown(mended) == [
        ("paragraph", "Foncée en 1854 par la Compagnie."),
        ("note", "1. Registre 12."),
    ]
    assert calls(mended) == [("1854", "1")]


def test_notes_of_a_file_outside_the_running_order() -> None:
    data = book(
        {
            "a.xhtml": NOTED.format(call=NOTEREF.format("n.xhtml")),
            "n.xhtml": FOOTNOTE + "<p>Autre.</p>",
        },
        spine='<itemref idref="a"/><itemref idref="n" linear="no"/>',
    )
    assert [text for _, text in shown(read(data))] == [
        "Foncée en 1854 par la Compagnie.",
        "1. Registre 12.",
    ]


def test_each_chapter_may_count_its_notes_anew() -> None:
    body = NOTED.format(call=NOTEREF.format("")) + FOOTNOTE
    mended = read(book({"a.xhtml": body, "b.xhtml": body.replace("12", "13")}))
    assert [text for _, text in shown(mended)][2:] == ["1. Registre 12.", "1. Registre 13."]


NAV = '<nav epub:type="toc"><h1>Sommaire</h1><ol><li><a href="a.xhtml">Le fer</a></li></ol></nav>'


@pytest.mark.parametrize(
    ("body", "guide"),
    [
        ('<section epub:type="toc"><h1>Sommaire</h1><p>Le fer, 7</p></section>', ""),
        (NAV, ""),
        ('<div role="doc-toc"><p>Le fer, 7</p></div>', ""),
        (
            "<h1>Sommaire</h1><p>Le fer, 7</p>",
            '<guide><reference type="toc" href="t.xhtml"/></guide>',
        ),
        ("<p>Couverture</p>", '<guide><reference type="cover" href="t.xhtml"/></guide>'),
        ('<div epub:type="cover"><p>Couverture</p></div>', ""),
    ],
)
def test_covers_and_contents_are_left_out(body: str, guide: str) -> None:
    data = book({"t.xhtml": body, "a.xhtml": "<h1>Le fer</h1><p>On fond.</p>"}, guide=guide)
    assert "Sommaire" not in read(data).text
    assert read(data).text == "Le fer\n\nOn fond."


@pytest.mark.parametrize(
    "mark",
    [
        '<span epub:type="pagebreak" id="p2" title="2"/>',
        '<span role="doc-pagebreak" id="p2">2</span>',
        '</p><div epub:type="pagebreak">2</div><p>',
    ],
)
def test_pages_of_the_printed_edition(mark: str) -> None:
    source = read(book({"a.xhtml": f"<p>Le puits est {mark}fermé.</p>"})).source
    assert source.text.replace("\n\n", "\n") == "Le puits est\n\ffermé.\n"
    assert [page.number for page in source.pages] == [1, 2]


@pytest.mark.parametrize("version", [2, 3])
def test_pages_that_only_a_list_names(version: int) -> None:
    body = '<p>Le puits.</p><p id="p2">La grève.</p>'
    if version == 3:
        item = (
            '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        )
        nav = '<nav epub:type="page-list"><ol><li><a href="a.xhtml#p2">2</a></li></ol></nav>'
        extra = {"OEBPS/nav.xhtml": chapter(nav)}
    else:
        item = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
        extra = {
            "OEBPS/toc.ncx": '<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><pageList>'
            '<pageTarget><content src="a.xhtml#p2"/></pageTarget></pageList></ncx>'
        }
    source = read(book({"a.xhtml": body}, manifest=item, extra=extra)).source
    assert source.text == "Le puits.\n\n\fLa grève.\n"


def test_a_paragraph_that_the_contents_quote_is_a_heading() -> None:
    item = '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    points = "".join(
        f"<navPoint><navLabel><text>{text}</text></navLabel><content src='{place}'/></navPoint>"
        for text, place in (
            ("Chapitre 1. Le fer", "a.xhtml"),
            ("Les grèves", "a.xhtml#g"),
            ("Ailleurs", "a.xhtml#z"),
        )
    )
    body = (
        '<p class="p1">Chapitre 1</p><p class="p2">Le fer</p><p>On fond.</p>'
        '<p><a id="g"/></p><p><span>Les grèves</span></p><p>Elle dura.</p><p id="z">Ici.</p>'
    )
    ncx = f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/"><navMap>{points}</navMap></ncx>'
    data = book({"a.xhtml": body}, manifest=item, extra={"OEBPS/toc.ncx": ncx}, metadata=TITLE)
    assert shown(read(data))[2:] == [
        ("heading", "Chapitre 1"),
        ("heading", "Le fer"),
        ("paragraph", "On fond."),
        ("heading", "Les grèves"),
        ("paragraph", "Elle dura."),
        ("paragraph", "Ici."),
    ]


def test_the_levels_of_a_table_of_contents() -> None:
    nav = (
        '<nav epub:type="toc"><ol><li><a href="a.xhtml">Un</a><ol><li><a href="a.xhtml#b">Deux</a>'
        "</li></ol></li></ol></nav>"
    )
    package = Package(packed({"t/nav.xhtml": chapter(nav).encode()}), "a.epub")
    assert read_navigation(package, ["t/nav.xhtml"], []).contents == (
        Entry("t/a.xhtml", "Un", 1),
        Entry("t/a.xhtml#b", "Deux", 2),
    )


def test_names_that_tell_menus_on_a_web_page_tell_none_in_a_book() -> None:
    body = '<section class="commentaires"><h2>Le fer</h2><p>On fond.</p></section><p>Il ferma.</p>'
    assert read(book({"a.xhtml": body, "b.xhtml": "<p>Fin.</p>"})).text.startswith("Le fer\n\nOn")


ENCRYPTED = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><EncryptedData '
    'xmlns="http://www.w3.org/2001/04/xmlenc#"><EncryptionMethod Algorithm="{}"/></EncryptedData>'
    "</encryption>"
)


def test_a_book_with_drm_is_refused() -> None:
    data = book(
        {"a.xhtml": "<p>Il ferma.</p>"},
        extra={
            "META-INF/encryption.xml": ENCRYPTED.format(
                "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
            )
        },
    )
    with pytest.raises(EncryptedError, match="DRM") as caught:
        read(data)
    assert caught.value.remedy


@pytest.mark.parametrize(
    "algorithm", ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"]
)
def test_fonts_that_are_scrambled_do_no_harm(algorithm: str) -> None:
    extra = {"META-INF/encryption.xml": ENCRYPTED.format(algorithm)}
    assert read(book({"a.xhtml": "<p>Il ferma.</p>"}, extra=extra)).text == "Il ferma."


@pytest.mark.parametrize(
    ("lost", "told"),
    [("OEBPS/a.xhtml", "none of its chapters"), ("OEBPS/book.opf", "package document")],
)
def test_a_book_without_its_parts(lost: str, told: str) -> None:
    data = repacked(
        book({"a.xhtml": "<p>Il ferma.</p>"}), lambda name, part: None if name == lost else part
    )
    with pytest.raises(UnreadableError, match=told):
        read(data)


def test_a_book_of_pictures_holds_no_text() -> None:
    with pytest.raises(NoTextError):
        read(book({"a.xhtml": '<p><img src="a.png" alt="Le puits"/></p>'}, metadata=TITLE))


def test_a_cut_book_is_damaged() -> None:
    data = book({"a.xhtml": "<p>Il ferma.</p>"})
    with pytest.raises(UnreadableError, match="damaged"):
        read(data[: len(data) // 2])


def test_a_book_without_its_type_is_one_by_its_parts() -> None:
    data = repacked(
        book({"a.xhtml": "<p>Il ferma.</p>"}),
        lambda name, part: None if name == "mimetype" else part,
    )
    assert read(data).text == "Il ferma."


@pytest.mark.skipif(shutil.which("pandoc") is None, reason="pandoc is not installed")
@pytest.mark.parametrize("version", ["epub2", "epub3"])
def test_a_book_that_pandoc_makes(version: str, tmp_path: Path) -> None:
    given = tmp_path / "a.md"
    given.write_text(
        "---\ntitle: Les fosses de Vernoy\nauthor: Jeanne Vasseur\nlang: fr\n---\n\n"
        "# Le fer\n\nFoncée en 1854[^a].\n\n## Les grèves\n\n- le carreau ;\n- la cité.\n\n"
        "# La fin\n\nIl ferma[^b].\n\n[^a]: Registre 12.\n\n    Second alinéa.\n\n[^b]: Un plan.\n",
        "utf-8",
    )
    made = tmp_path / "a.epub"
    done = run(["pandoc", str(given), "--toc", "-t", version, "-o", str(made)])
    assert done.returncode == 0, done.stderr
    assert shown(read(made.read_bytes())) == [
        ("title", "Les fosses de Vernoy"),
        ("author", "Jeanne Vasseur"),
        ("heading", "Le fer"),
        ("paragraph", "Foncée en 1854."),
        ("heading", "Les grèves"),
        ("paragraph", "le carreau ;"),
        ("paragraph", "la cité."),
        ("heading", "La fin"),
        ("paragraph", "Il ferma."),
        ("note", "1. Registre 12. Second alinéa."),
        ("note", "1. Un plan."),
    ]
