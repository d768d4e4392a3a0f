"""HTML: the article of a page, with its notes, whoever made the page."""

from __future__ import annotations

import pytest

from annotate.document.mended import Mended
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from mended_invariants import check

LONG = (
    "La fosse fut ouverte par la compagnie des mines, et la commune la racheta bien plus tard, "
    "quand le dernier mineur en fut remonté."
)


def read(page: str | bytes) -> Mended:
    data = page if isinstance(page, bytes) else page.encode()
    mended = mend(read_bytes(data, "a", "a.html"))
    check(mended)
    return mended


def blocks(mended: Mended) -> list[tuple[str, str, str | None]]:
    return [
        (mended.text[low:high], piece.label, piece.value or piece.kind or piece.parent)
        for piece, (low, high) in mended.blocks
    ]


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("Le <b>puits</b>\n   <i>noir</i>", "Le puits noir"),
        ("l&rsquo;&eacute;t&eacute;&nbsp;: &#233;t&#xe9; &oelig;uvre", "l’été : été œuvre"),
        ("la<br>fosse<br/>deux", "la fosse deux"),
        ("char&shy;bon et exploi<wbr>tation", "charbon et exploitation"),
        ("XIX<sup>e</sup> siècle et CO<sub>2</sub>", "XIXe siècle et CO2"),
        ("un <del>faux</del><ins>vrai</ins> puits", "un vrai puits"),
        ("a<script>var b;</script><style>c</style><!-- d -->e", "ae"),
        ("a<span hidden>b</span><span style='display: none'>c</span>d", "ad"),
        ("<ruby>base<rp>(</rp><rt>r</rt></ruby>", "base"),
        (
            "voir <a href='#ailleurs'>la page 12</a> et <a href='b.html'>2</a>",
            "voir la page 12 et 2",
        ),
        ("le prix<sup><a href='prix.html'>2</a></sup>", "le prix2"),
    ],
)
def test_what_a_paragraph_says(inner: str, expected: str) -> None:
    assert read(f"<!DOCTYPE html><body><p>{inner}</p></body>").text == expected


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("<meta charset=utf-8><p>Été à Nœux".encode(), "Été à Nœux"),
        ("<meta charset=iso-8859-1><p>Été à Nœux".encode("cp1252"), "Été à Nœux"),
        (
            b"<meta content='text/html; charset=windows-1252'><p>\xc9t\xe9 \x80",
            "Été €",
        ),
        ("<html><p>Été".encode("utf-8-sig"), "Été"),
        ("\ufeff<html><p>Été".encode("utf-16-le"), "Été"),
        ("<html><p>Été".encode(), "Été"),
        ("<html><p>Été".encode("cp1252"), "Été"),
        (
            '<?xml version="1.0" encoding="iso-8859-15"?><html><p>Été €'.encode("iso-8859-15"),
            "Été €",
        ),
        ("<meta charset=utf-8><p>Été menteur".encode("cp1252"), "Été menteur"),
        ("<meta charset=inconnu><p>Été".encode(), "Été"),
        ("<meta charset=utf-16><p>Été".encode(), "Été"),
        ("<html><meta charset=iso-8859-1><p>Été".encode("utf-8-sig"), "Été"),
    ],
)
def test_the_encoding(page: bytes, expected: str) -> None:
    assert read(page).text == expected


NOTES = {
    "markdown": (
        "<p>Mot<a href='#fn1' class='footnote-ref' id='fnref1'><sup>1</sup></a>.</p>"
        "<section class='footnotes'><hr><ol><li id='fn1'><p>Une note.<a href='#fnref1' "
        "class='footnote-back'>↩︎</a></p></li></ol></section>"
    ),
    "roles": (
        "<p>Mot<a role='doc-noteref' href='#n1'>1</a>.</p>"
        "<aside role='doc-footnote' id='n1'>Une note.</aside>"
    ),
    "wikipedia": (
        "<p>Mot<sup id='cite_ref-1' class='reference'><a href='#cite_note-1'><span>[</span>1"
        "<span>]</span></a></sup>.</p><h2>Notes et références</h2><ol class='references'>"
        "<li id='cite_note-1'><span class='mw-cite-backlink'><a href='#cite_ref-1'>↑</a></span> "
        "<span class='reference-text'>Une note.</span></li></ol>"
    ),
    "openedition": (
        "<p>Mot<a class='footnotecall' id='bodyftn1' href='#ftn1'>1</a>.</p>"
        "<div class='notes'><h2>Notes</h2><p class='notesbaspage'><a class='FootnoteSymbol' "
        "href='#bodyftn1' id='ftn1'>1</a> Une note.</p></div>"
    ),
    "word": (
        "<p>Mot<a href='#_ftn1' name='_ftnref1'><span class=MsoFootnoteReference>[1]</span></a>."
        "</p><div><hr><div id=ftn1><p class=MsoFootnoteText><a href='#_ftnref1' name='_ftn1'>"
        "<span>[1]</span></a> Une note.</p></div></div>"
    ),
    "writer": (
        "<p>Mot<a class='sdfootnoteanc' name='sdfootnote1anc' href='#sdfootnote1sym'><sup>1</sup>"
        "</a>.</p><div id='sdfootnote1'><p><a class='sdfootnotesym' name='sdfootnote1sym' "
        "href='#sdfootnote1anc'>1</a>Une note.</p></div>"
    ),
    "numbered by hand": (
        "<p>Mot<sup>[<a href='#n1'>1</a>]</sup>.</p><p id='n1'><b>1.</b> Une note.</p>"
    ),
}


@pytest.mark.parametrize("markup", NOTES)
def test_notes_in_the_markups_that_are_used(markup: str) -> None:
    mended = read(f"<!DOCTYPE html><body><h1>Titre</h1>{NOTES[markup]}</body>")
    assert mended.source.text == "Titre\n\nMot1.\n\n1. Une note.\n"
    assert mended.text == "Titre\n\nMot.\n\n1. Une note."


def test_notes_that_lead_there_and_back() -> None:
    """Nothing but the two links says that it is a note."""
    mended = read(
        "<!DOCTYPE html><p>Mot (<a name='r1' href='#n1'>1</a>).</p><hr>"
        "<p><a name='n1' href='#r1'>(1)</a> Une note.</p>"
    )
    assert blocks(mended)[-1] == ("1. Une note.", "note", "1")


def test_notes_of_several_paragraphs_with_several_calls() -> None:
    mended = read(
        "<!DOCTYPE html><p>Un<sup><a href='#a'>a</a>, <a href='#b'>b</a></sup> et "
        "deux<sup><a href='#a'>a</a></sup>.</p>"
        "<ol><li id='a'><p>Le début.</p><p>La suite.</p></li><li id='b'>L’autre.</li></ol>"
    )
    assert mended.text == "Un et deux.\n\na. Le début. La suite.\n\nb. L’autre."
    assert len(list(mended.structure.labelled("note_call"))) == 3


def test_what_surrounds_an_article_is_left_out() -> None:
    page = f"""<!DOCTYPE html><html><head><title>Le puits — Le Journal</title>
    <meta name="author" content="Anne Roy"></head><body class="has-sidebar">
    <header class="site-header"><h2>Le Journal</h2><nav>Accueil Contact</nav></header>
    <div class="breadcrumb">Accueil &gt; Mines</div>
    <div id="wrapper" class="content-sidebar"><div class="main">
    <h1>Le puits</h1><p>{LONG}</p><p>{LONG}</p>
    <div class="share"><a href="a">Partager</a></div>
    <aside class="related"><a href="b">Un autre</a></aside>
    <aside><h3>Repères</h3><p>Le puits a cent mètres.</p></aside>
    <ul><li><a href="c">Mines</a></li><li><a href="d">Puits</a></li>
    <li><a href="e">Grèves</a></li></ul>
    <form><label>Votre avis</label><button>Envoyer</button></form></div></div>
    <footer><p>Mentions légales</p></footer></body></html>"""
    assert blocks(read(page)) == [
        ("Le puits", "title", None),
        ("Anne Roy", "author", None),
        (LONG, "paragraph", None),
        (LONG, "paragraph", None),
        ("Repères", "heading", "2"),
        ("Le puits a cent mètres.", "paragraph", "b1"),
    ]


@pytest.mark.parametrize("tag", ["main", "article", "div role='main'"])
def test_the_main_text_is_taken_alone(tag: str) -> None:
    page = (
        f"<!DOCTYPE html><body><div><p>Abonnez-vous.</p></div><{tag}><h1>Le puits</h1><p>{LONG}</p>"
        f"</{tag.split(maxsplit=1)[0]}><div>Tous droits réservés.</div></body>"
    )
    assert [text for text, _, _ in blocks(read(page))] == ["Le puits", LONG]


def test_a_title_and_authors_in_the_head_only() -> None:
    page = (
        "<!DOCTYPE html><head><title>Le puits noir</title><meta name=author content='Anne Roy'>"
        f"</head><body><p>{LONG}</p></body>"
    )
    assert blocks(read(page)) == [
        ("Le puits noir", "title", None),
        ("Anne Roy", "author", None),
        (LONG, "paragraph", None),
    ]


def test_blocks_of_all_kinds() -> None:
    page = """<!DOCTYPE html><body><article><h1>Le puits</h1><p class="author">Par Anne Roy</p>
    Du texte sans balise <em>autour</em>. <p>Un.<p>Deux.<blockquote>Une citation.</blockquote>
    <ul><li>un<ul><li>dedans</li></ul></li><li><p>deux</p></li></ul>
    <dl><dt>Bure</dt><dd>Un petit puits.</dd></dl>
    <table><caption>Tableau 1</caption><tr><th>Fosse</th><td>1902</td></tr></table>
    <figure><img alt="rien"><figcaption>Le chevalement.</figcaption></figure>
    <pre>ligne un
ligne deux</pre><p>Haut<br><br>bas</p>
    <div class="encadre"><p>Une boîte.</p></div>
    <h2>Références bibliographiques</h2><p>Roy, 1999.</p>
    <h2>Annexe</h2><p>Fin.</p><div class="bibliographie"><p>Petit, 2001.</p></div>
    </article></body>"""
    assert blocks(read(page)) == [
        ("Le puits", "title", None),
        ("Par Anne Roy", "author", None),
        ("Du texte sans balise autour.", "paragraph", None),
        ("Un.", "paragraph", None),
        ("Deux.", "paragraph", None),
        ("Une citation.", "paragraph", None),
        ("un", "paragraph", "list_item"),
        ("dedans", "paragraph", "list_item"),
        ("deux", "paragraph", "list_item"),
        ("Bure", "paragraph", "list_item"),
        ("Un petit puits.", "paragraph", "list_item"),
        ("Tableau 1", "paragraph", "caption"),
        ("Fosse", "cell", "1"),
        ("1902", "cell", "2"),
        ("Le chevalement.", "paragraph", "caption"),
        ("ligne un ligne deux", "paragraph", None),
        ("Haut", "paragraph", None),
        ("bas", "paragraph", None),
        ("Une boîte.", "paragraph", "b1"),
        ("Références bibliographiques", "heading", "1"),
        ("Roy, 1999.", "paragraph", "bibliography"),
        ("Annexe", "heading", "1"),
        ("Fin.", "paragraph", None),
        ("Petit, 2001.", "paragraph", "bibliography"),
    ]


def test_headings_that_are_only_bold() -> None:
    page = f"<html><h1>A</h1><p><b>Les puits</b></p><p>{LONG}</p><p><b>Un</b> deux</p><p>Trois.</p>"
    assert [label for _, label, _ in blocks(read(page))] == [
        "title",
        "heading",
        *["paragraph"] * 3,
    ]


def test_unclosed_and_wrong_tags_are_read_as_browsers_do() -> None:
    mended = read("<html><body><p>Un <b>gras<p>Deux</i></div><td>Trois<unknown>quatre")
    assert mended.text.split() == ["Un", "gras", "Deux", "Troisquatre"]


def test_xhtml_with_empty_anchors() -> None:
    page = (
        '<?xml version="1.0" encoding="UTF-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body>'
        '<h2><a id="p1"/>Le puits</h2><p>Un<br/>deux.</p></body></html>'
    )
    assert [text for text, _, _ in blocks(read(page))] == ["Le puits", "Un deux."]
