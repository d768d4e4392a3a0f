"""One article of our own, written down in each of the four formats with the means of each.

In a text `{1}` is the call of a note and `{|}` is the end of a page.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any


@dataclass(frozen=True)
class Part:
    """A block: what it is, its text, and the level of a heading."""

    kind: str
    text: str
    level: int = 1


ARTICLE = (
    Part("title", "Les fosses de Vernoy, du charbon au théâtre"),
    Part("author", "Jeanne Vasseur"),
    Part("heading", "Le temps des puits"),
    Part(
        "paragraph",
        "La première fosse fut foncée en 18541 par la Compagnie des mines de Vernoy.".replace(
            "18541", "1854{1}"
        )
        + " On y descendait « à la corde »{2}, et les mineurs venaient à pied de Saint-Aubert, "
        "de Nœuville et de tout le canton ; le chemin de fer n’arriva{|} que vingt ans plus tard.",
    ),
    Part("heading", "Les ingénieurs", 2),
    Part(
        "paragraph",
        "Émile Desrousseaux dessina le chevalement avec Paul Carlier. L’été 1936, la grève "
        "dura trois semaines & finit par un accord{3}.",
    ),
    Part("item", "le carreau, racheté par la commune ;"),
    Part("item", "la cité-jardin, classée en 1998."),
    Part("box_heading", "Le lavoir", 2),
    Part("box_paragraph", "Le lavoir triait huit cents tonnes par jour en 1902."),
    Part("caption", "Figure 1 : le chevalement de la fosse 2 vers 1910."),
    Part("heading", "Bibliographie"),
    Part("entry", "Vasseur J., 2004, La Mine et la scène, Vernoy, Éditions du Carreau."),
    Part("entry", "Carlier P., 1911, « Notes sur le fonçage », Annales de Vernoy, no 4."),
)
NOTES = (
    "Archives de Vernoy, registre 12.",
    "Le mot est de Louis Delporte, maire de 1870 à 1881.",
    "Signé le 28 juin 1936 à l’hôtel de ville.",
)
FORMATS = ("docx", "odt", "html", "tei")

_PIECE = re.compile(r"\{(\d|\|)\}")


def mended() -> str:
    """What the article reads as, whatever the format."""
    blocks = [re.sub(r"\{.\}", "", part.text) for part in ARTICLE]
    return "\n\n".join([*blocks, *(f"{i}. {note}" for i, note in enumerate(NOTES, start=1))])


def labels() -> list[tuple[str, str | None, str | None, bool]]:
    """Label, value, kind and whether it is boxed, of each block."""
    kinds = {"item": "list_item", "caption": "caption", "entry": "bibliography"}
    found: list[tuple[str, str | None, str | None, bool]] = []
    for part in ARTICLE:
        boxed = part.kind.startswith("box_")
        name = part.kind.removeprefix("box_")
        label = name if name in ("title", "author", "heading") else "paragraph"
        level = str(part.level) if label == "heading" else None
        found.append((label, level, kinds.get(name), boxed))
    return [*found, *(("note", str(number), None, False) for number in (1, 2, 3))]


def written(form: str) -> bytes:
    """The article in a format."""
    return {"docx": _docx, "odt": _odt, "html": _html, "tei": _tei}[form]()


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield `("text", …)`, `("call", number)` and `("page", "")`."""
    for index, piece in enumerate(_PIECE.split(text)):
        if index % 2 == 0:
            if piece:
                yield "text", piece
        else:
            yield ("page", "") if piece == "|" else ("call", piece)


# --- TEI

_TEI = """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0">
  <teiHeader><fileDesc>
    <titleStmt><title>{title}</title>
      <author><forename>Jeanne</forename> <surname>Vasseur</surname></author></titleStmt>
    <publicationStmt><p>Texte de démonstration.</p></publicationStmt>
  </fileDesc></teiHeader>
  <text><body><pb n="11"/>{body}</body></text>
</TEI>
"""


def _tei_inline(text: str) -> str:
    out = ""
    for kind, piece in _pieces(text):
        if kind == "text":
            out += escape(piece, quote=False)
        elif kind == "page":
            out += '<pb n="12"/>'
        else:
            out += f'<note n="{piece}" place="bottom"><p>{NOTES[int(piece) - 1]}</p></note>'
    return out


def _tei() -> bytes:
    body, depth, open_list = "", 0, ""
    tags = {"item": "list", "entry": "listBibl"}
    for part in ARTICLE[2:]:
        if open_list and tags.get(part.kind) != open_list:
            body += f"</{open_list}>"
            open_list = ""
        text = _tei_inline(part.text)
        if part.kind == "heading":
            body += "</div>" * (depth - part.level + 1) + f"<div>\n<head>{text}</head>\n"
            depth = part.level
        elif part.kind in tags:
            if not open_list:
                open_list = tags[part.kind]
                body += f"<{open_list}>"
            tag = "item" if part.kind == "item" else "bibl"
            body += f"<{tag}>{text}</{tag}>\n"
        elif part.kind == "box_heading":
            body += f"<floatingText><body><head>{text}</head>"
        elif part.kind == "box_paragraph":
            body += f"<p>{text}</p></body></floatingText>"
        elif part.kind == "caption":
            body += f'<figure><graphic url="fosse.jpg"/><head>{text}</head></figure>'
        else:
            body += f"<p>{text}</p>\n"
    body += f"</{open_list}>" if open_list else ""
    return _TEI.format(title=escape(ARTICLE[0].text), body=body + "</div>" * depth).encode()


# --- HTML

_HTML = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>{title} | Revue du Carreau</title>
<style>p {{ color: black }}</style><script>var texte = "<p>rien</p>";</script></head>
<body>
<header><a href="/">Revue du Carreau</a><nav><ul><li><a href="/a">Accueil</a></li>
<li><a href="/b">Numéros</a></li></ul></nav></header>
<main><article>
{body}
<section class="footnotes" role="doc-endnotes"><h2>Notes</h2><ol>
{notes}
</ol></section>
</article></main>
<aside class="sidebar"><h2>À lire aussi</h2><a href="/c">Un autre article</a></aside>
<footer>Mentions légales</footer>
</body></html>
"""


def _html_inline(text: str) -> str:
    out = ""
    for kind, piece in _pieces(text):
        if kind == "text":
            out += escape(piece).replace("« ", "&laquo;&nbsp;").replace(" »", "&nbsp;&raquo;")
        elif kind == "call":
            out += f'<sup><a href="#fn{piece}" id="ref{piece}">{piece}</a></sup>'
    return out


def _html() -> bytes:
    body, listed = "", False
    for part in ARTICLE:
        if listed and part.kind != "item":
            body, listed = body + "</ul>\n", False
        text = _html_inline(part.text)
        if part.kind == "title":
            body += f"<h1>{text}</h1>\n"
        elif part.kind == "author":
            body += f'<p class="byline">{text}</p>\n'
        elif part.kind == "heading":
            body += f"<h{part.level + 1}>{text}</h{part.level + 1}>\n"
        elif part.kind == "item":
            body += ("" if listed else "<ul>\n") + f"<li>{text}</li>\n"
            listed = True
        elif part.kind == "box_heading":
            body += f"<aside><h4>{text}</h4>"
        elif part.kind == "box_paragraph":
            body += f"<p>{text}</p></aside>\n"
        elif part.kind == "caption":
            body += f'<figure><img src="a.jpg" alt="non"><figcaption>{text}</figcaption></figure>'
        else:
            body += f"<p>\n   {text}\n</p>\n"
    notes = "\n".join(
        f'<li id="fn{i}"><p>{escape(note)} <a href="#ref{i}" class="footnote-back">↩</a></p></li>'
        for i, note in enumerate(NOTES, start=1)
    )
    return _HTML.format(title=ARTICLE[0].text, body=body, notes=notes).encode()


# --- DOCX

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_FOOTNOTES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_FOOTNOTES_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


def _docx_run(paragraph: Any, text: str) -> None:
    from docx.oxml import parse_xml

    for kind, piece in _pieces(text):
        if kind == "text":
            paragraph.add_run(piece)
        elif kind == "page":
            paragraph._p.append(parse_xml(f'<w:r xmlns:w="{_W}"><w:lastRenderedPageBreak/></w:r>'))
        else:
            paragraph._p.append(
                parse_xml(f'<w:r xmlns:w="{_W}"><w:footnoteReference w:id="{piece}"/></w:r>')
            )


def _docx_box(parts: list[Part]) -> str:
    inner = "".join(
        f"<w:p>{style}<w:r><w:t>{escape(part.text)}</w:t></w:r></w:p>"
        for part in parts
        for style in [
            '<w:pPr><w:pStyle w:val="Heading3"/></w:pPr>' if part.kind == "box_heading" else ""
        ]
    )
    return (
        f'<w:r xmlns:w="{_W}" xmlns:v="urn:schemas-microsoft-com:vml"><w:pict><v:shape><v:textbox>'
        f"<w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )


def with_footnotes(document: Any, notes: tuple[str, ...]) -> None:
    """Give a document of python-docx, which knows no footnotes, a part with some."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part as OpcPart

    bodies = "".join(
        f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {escape(note)}</w:t></w:r></w:p></w:footnote>'
        for number, note in enumerate(notes, start=1)
    )
    separator = (
        '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    )
    xml = f'<w:footnotes xmlns:w="{_W}">{separator}{bodies}</w:footnotes>'
    part = OpcPart(
        PackURI("/word/footnotes.xml"), _FOOTNOTES_TYPE, xml.encode(), document.part.package
    )
    document.part.relate_to(part, _FOOTNOTES)


def docx_bytes(document: Any) -> bytes:
    """What python-docx saves."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _docx() -> bytes:
    from docx import Document
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml import parse_xml

    document = Document()
    document.styles.add_style("Auteur", WD_STYLE_TYPE.PARAGRAPH)
    document.styles.add_style("Bibliographie", WD_STYLE_TYPE.PARAGRAPH)
    styles = {
        "title": "Title",
        "author": "Auteur",
        "item": "List Bullet",
        "caption": "Caption",
        "entry": "Bibliographie",
    }
    document.sections[0].header.paragraphs[0].text = "Revue du Carreau"
    document.sections[0].footer.paragraphs[0].text = "Page 1"
    boxed = [part for part in ARTICLE if part.kind.startswith("box_")]
    for part in ARTICLE:
        if part.kind == "box_heading":
            document.paragraphs[-1]._p.append(parse_xml(_docx_box(boxed)))
        elif part.kind != "box_paragraph":
            heading = f"Heading {part.level}" if part.kind == "heading" else None
            _docx_run(document.add_paragraph(style=styles.get(part.kind, heading)), part.text)
    with_footnotes(document, NOTES)
    return docx_bytes(document)


# --- ODT


def _odt_inline(element: Any, text: str) -> None:
    from odf.element import Element
    from odf.namespaces import TEXTNS
    from odf.text import Note, NoteBody, NoteCitation, P

    for kind, piece in _pieces(text):
        if kind == "text":
            element.addText(piece)
        elif kind == "page":
            element.addElement(
                Element(qname=(TEXTNS, "soft-page-break"), check_grammar=False),
                check_grammar=False,
            )
        else:
            note = Note(noteclass="footnote", id=f"ftn{piece}")
            note.addElement(NoteCitation(text=piece))
            body = NoteBody()
            body.addElement(P(text=NOTES[int(piece) - 1]))
            note.addElement(body)
            element.addElement(note)


def odt_bytes(document: Any) -> bytes:
    """What odfpy saves."""
    buffer = io.BytesIO()
    document.write(buffer)
    return buffer.getvalue()


def _odt() -> bytes:
    from odf.draw import Frame, TextBox
    from odf.opendocument import OpenDocumentText
    from odf.style import Style
    from odf.text import H, List, ListItem, P

    document = OpenDocumentText()
    names = {
        "title": "Title",
        "author": "Auteur",
        "caption": "Illustration",
        "entry": "Bibliography 1",
    }
    for name in names.values():
        inner = name.replace(" ", "_20_")
        document.styles.addElement(Style(name=inner, displayname=name, family="paragraph"))
    items: Any = None
    box: Any = None
    last: Any = None
    for part in ARTICLE:
        if part.kind == "item":
            if items is None:
                items = List()
                document.text.addElement(items)
            item = ListItem()
            last = P()
            _odt_inline(last, part.text)
            item.addElement(last)
            items.addElement(item)
            continue
        items = None
        if part.kind == "box_heading":
            box = TextBox()
            frame = Frame(anchortype="paragraph", width="6cm")
            frame.addElement(box)
            box.addElement(H(outlinelevel=4, text=part.text))
            last.addElement(frame)
        elif part.kind == "box_paragraph":
            box.addElement(P(text=part.text))
        else:
            name = names.get(part.kind, "Standard").replace(" ", "_20_")
            heading = part.kind == "heading"
            last = H(outlinelevel=part.level) if heading else P(stylename=name)
            _odt_inline(last, part.text)
            document.text.addElement(last)
    return odt_bytes(document)
