"""Notes of HTML pages, as each of the programs that make such pages writes them."""

from __future__ import annotations

import pytest

from annotate.document.mended import Mended
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from mended_invariants import check

TEXT = "La fosse fut ouverte{}, et la commune la racheta{} bien plus tard."


def read(inner: str) -> Mended:
    page = f"<!DOCTYPE html><html><head><title>Fosse</title></head><body>{inner}</body></html>"
    mended = mend(read_bytes(page.encode(), "a", "a.html"))
    check(mended)
    return mended


def notes(mended: Mended) -> list[str]:
    return [mended.text[low:high] for piece, (low, high) in mended.blocks if piece.label == "note"]


def calls(mended: Mended) -> list[str]:
    return [mark.value or "" for mark in mended.source.marks if mark.label == "note_call"]


def pairs(call: str, note: str, around: tuple[str, str] = ("", "")) -> str:
    """The text with two calls, and two notes behind it; `#` stands for a number."""
    made = (call.replace("#", str(n)).replace("§", "#") for n in (1, 2))
    said = zip(("Registre 12.", "Le mot."), (1, 2), strict=True)
    below = "".join(note.replace("#", str(n)).replace("§", "#").format(text) for text, n in said)
    return f"<p>{TEXT.format(*made)}</p>{around[0]}{below}{around[1]}"


MAKERS = {
    "Word": pairs(
        '<a href="§_ftn#" name="_ftnref#" title=""><span class=MsoFootnoteReference>'
        "<span>[#]</span></span></a>",
        '<div style="mso-element:footnote" id=ftn#><p class=MsoFootnoteText><a href="§_ftnref#" '
        'name="_ftn#" title=""><span class=MsoFootnoteReference><span>[#]</span></span></a> {}</p>'
        "</div>",
        ('<div style="mso-element:footnote-list"><hr align=left size=1>', "</div>"),
    ),
    "LibreOffice": pairs(
        '<a class="sdfootnoteanc" name="sdfootnote#anc" href="§sdfootnote#sym"><sup>#</sup></a>',
        '<div id="sdfootnote#"><p class="sdfootnote"><a class="sdfootnotesym" '
        'name="sdfootnote#sym" href="§sdfootnote#anc">#</a>{}</p></div>',
    ),
    "pandoc": pairs(
        '<a href="§fn#" class="footnote-ref" id="fnref#" role="doc-noteref"><sup>#</sup></a>',
        '<li id="fn#"><p>{}<a href="§fnref#" class="footnote-back" role="doc-backlink">↩︎</a></p>'
        "</li>",
        ('<section class="footnotes" role="doc-endnotes"><hr /><ol>', "</ol></section>"),
    ),
    "MediaWiki": pairs(
        '<sup id="cite_ref-#" class="reference"><a href="§cite_note-#"><span>[</span>#'
        "<span>]</span></a></sup>",
        '<li id="cite_note-#"><span class="mw-cite-backlink noprint"><a href="§cite_ref-#">↑</a>'
        '</span> <span class="reference-text">{}</span></li>',
        ('<h2>Notes et références</h2><ol class="references">', "</ol>"),
    ),
    "MediaWiki, a group": pairs(
        '<sup id="cite_ref-#" class="reference"><a href="§cite_note-#">[N #]</a></sup>',
        '<li id="cite_note-#"><a href="§cite_ref-#">↑</a> <span>{}</span></li>',
        ('<h2>Notes</h2><ol class="references">', "</ol>"),
    ),
    "OpenEdition": pairs(
        '<a class="footnotecall" id="bodyftn#" href="§ftn#">#</a>',
        '<p class="notesbaspage"><a class="FootnoteSymbol" id="ftn#" href="§bodyftn#">#</a> {}</p>',
        (
            '<ul class="sidenotes"><li><span class="num">1</span> Registre 12.</li></ul>'
            '<div id="notes"><h2>Notes</h2>',
            "</div>",
        ),
    ),
    "Markdown-it": pairs(
        '<sup class="footnote-ref"><a href="§fn#" id="fnref#">[#]</a></sup>',
        '<li id="fn#" class="footnote-item"><p>{} <a href="§fnref#" class="footnote-backref">↩︎</a>'
        ' <a href="§fnref#:1" class="footnote-backref">↩︎</a></p></li>',
        ('<section class="footnotes"><ol class="footnotes-list">', "</ol></section>"),
    ),
    "WordPress": pairs(
        '<sup data-fn="a#" class="fn"><a href="§a#" id="a#-link">#</a></sup>',
        '<li id="a#">{} <a href="§a#-link" aria-label="Aller à la note #">↩︎</a></li>',
        ('<ol class="wp-block-footnotes">', "</ol>"),
    ),
    "Easy Footnotes": pairs(
        '<span id="easy-footnote-#-12" class="easy-footnote-margin-adjust"></span><span '
        'class="easy-footnote"><a href="§easy-footnote-bottom-#-12" title="Note"><sup>#</sup></a>'
        "</span>",
        '<li class="easy-footnote-single"><span id="easy-footnote-bottom-#-12"></span>{}<a '
        'class="easy-footnote-to-top" href="§easy-footnote-#-12"></a></li>',
        ('<div><h4>Notes</h4></div><ol class="easy-footnotes-wrapper">', "</ol>"),
    ),
    "Modern Footnotes": pairs("", "").replace(
        TEXT.format("", ""),
        TEXT.format(
            *(
                f'<sup class="modern-footnotes-footnote"><a role="button">{n}</a></sup><span '
                f'class="modern-footnotes-footnote__note">{text}</span>'
                for n, text in ((1, "Registre 12."), (2, "Le mot."))
            )
        ),
    ),
    "Tufte": "<p>"
    + TEXT.format(
        *(
            f'<label for="sn-{n}" class="margin-toggle sidenote-number"></label><input '
            f'type="checkbox" id="sn-{n}"/><span class="sidenote">{text}</span>'
            for n, text in ((1, "Registre 12."), (2, "Le mot."))
        )
    )
    + "</p>",
    "LaTeXML": "<p>"
    + TEXT.format(
        *(
            f'<span class="ltx_note"><sup class="ltx_note_mark">{n}</sup><span '
            f'class="ltx_note_outer"><span class="ltx_note_content"><sup class="ltx_note_mark">{n}'
            f'</sup><span class="ltx_tag ltx_tag_note">{n}</span>{text}</span></span></span>'
            for n, text in ((1, "Registre 12."), (2, "Le mot."))
        )
    )
    + "</p>",
    "Paged.js": "<p>"
    + TEXT.format(
        *(f'<span class="footnote">{text}</span>' for text in ("Registre 12.", "Le mot."))
    )
    + "</p>",
    "Asciidoctor": pairs(
        '<sup class="footnote">[<a id="_footnoteref_#" class="footnote" href="§_footnotedef_#">#'
        "</a>]</sup>",
        '<div class="footnote" id="_footnotedef_#"><a href="§_footnoteref_#">#</a>. {}</div>',
        ('<div id="footnotes"><hr>', "</div>"),
    ),
    "Docutils": pairs(
        '<a class="brackets" href="§footnote-#" id="reference-#" role="doc-noteref"><span>[</span>'
        "#<span>]</span></a>",
        '<aside class="footnote" id="footnote-#" role="doc-footnote"><span class="label"><span>['
        '</span><a role="doc-backlink" href="§reference-#">#</a><span>]</span></span><p>{}</p>'
        "</aside>",
    ),
    "SPIP": pairs(
        '<span class="spip_note_ref">&nbsp;[<a href="§nb#" class="spip_note" id="nh#">#</a>]'
        "</span>",
        '<div id="nb#"><p><span class="spip_note_ref">[<a href="§nh#" class="spip_note">#</a>]'
        "&nbsp;</span>{}</p></div>",
        ('<div class="notes">', "</div>"),
    ),
    "Google Docs": pairs(
        '<sup><a href="§ftnt#" id="ftnt_ref#">[#]</a></sup>',
        '<div><p><a href="§ftnt_ref#" id="ftnt#">[#]</a><span>&nbsp;{}</span></p></div>',
        ("<hr>", ""),
    ),
    "a whole address": pairs(
        '<sup><a href="https://example.org/a§fn#">#</a></sup>',
        '<li id="fn#">{}</li>',
        ("<ol>", "</ol>"),
    ),
    "by hand, without links": pairs("<sup>#</sup>", "<p><sup>#</sup> {}</p>", ("<hr>", "")),
}


@pytest.mark.parametrize("maker", MAKERS)
def test_notes_of_each_maker(maker: str) -> None:
    mended = read(MAKERS[maker])
    assert calls(mended) == ["1", "2"]
    assert mended.text == "\n\n".join(
        ["Fosse", TEXT.format("", ""), "1. Registre 12.", "2. Le mot."]
    )
    assert notes(mended) == ["1. Registre 12.", "2. Le mot."]


def test_signs_call_notes() -> None:
    mended = read(
        "<p>" + TEXT.format('<a role="doc-noteref" href="#n">*</a>', "") + "</p>"
        '<aside role="doc-footnote" id="n"><p>* Registre 12.</p></aside>'
    )
    assert notes(mended) == ["*. Registre 12."]


def test_a_note_in_the_margin_without_a_number() -> None:
    mended = read(
        "<p>"
        + TEXT.format('<label for="m">⊕</label><span class="marginnote">Un plan.</span>', "")
        + "</p>"
    )
    assert notes(mended) == ["*. Un plan."]
    assert mended.text.startswith("Fosse\n\n" + TEXT.format("", ""))


def test_two_calls_side_by_side_are_two() -> None:
    link = '<sup><a href="#n{0}">{0}</a></sup>'
    mended = read(
        f"<p>Une grève{link.format(4)}{link.format(5)} dura.</p>"
        '<ol><li id="n4">Registre 12.</li><li id="n5">Le mot.</li></ol>'
    )
    assert "grève45 dura" in mended.source.text
    assert calls(mended) == ["4", "5"]
    assert mended.text == "Fosse\n\nUne grève dura.\n\n4. Registre 12.\n\n5. Le mot."


@pytest.mark.parametrize(
    "inner",
    [
        "<p>Il a 12 m<sup>2</sup> et 3 m<sup>3</sup>.</p><p><sup>1</sup> en tête.</p>",
        "<p>Il fut<sup>1</sup> fermé.</p><p><sup>2</sup> Une autre.</p>",
        "<p>Le XIX<sup>e</sup> siècle.</p><p><sup>e</sup> Une lettre.</p>",
        '<p>Un <span class="footnote">12</span> mars.</p>',
    ],
)
def test_raised_numbers_that_call_nothing(inner: str) -> None:
    assert not notes(read(inner))
