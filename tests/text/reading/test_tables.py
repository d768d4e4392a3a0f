"""Tables of marked-up formats: cells in rows, captions, and tables that are none."""

from __future__ import annotations

from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from tests.mended_invariants import check

from annotate.document.mended import Mended
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes

SENTENCES = (
    "La compagnie des eaux fut fondée par trois négociants. Ils voulaient amener l’eau des sources "
    "jusqu’aux fontaines du marché. Les premiers travaux durèrent quatre ans. On creusa d’abord "
    "une galerie sous la colline, puis un réservoir de pierre dont les murs portent des noms. "
)


def read(data: bytes, name: str) -> Mended:
    mended = mend(read_bytes(data, "a", name))
    check(mended)
    again = mend(read_bytes(mended.text.encode(), "a", "a.txt"))
    assert again.text == mended.text
    return mended


def html(body: str) -> Mended:
    return read(f"<html><body><h1>Les eaux</h1>{body}</body></html>".encode(), "a.html")


def cells(mended: Mended) -> list[tuple[str, str | None, str | None]]:
    """Return each cell's text, row and columns."""
    return [
        (mended.text[low:high], one.parent, one.value)
        for one, (low, high) in mended.blocks
        if one.label == "cell"
    ]


def caption(mended: Mended) -> list[tuple[str, str | None]]:
    return [
        (mended.text[low:high], one.parent)
        for one, (low, high) in mended.blocks
        if one.kind == "caption"
    ]


def test_rows_are_lines_and_empty_cells_keep_their_place() -> None:
    mended = html(
        "<p>Avant.</p><table><caption>Tableau 1. Débits</caption>"
        "<thead><tr><th></th><th colspan='2'>Débit</th><th>Ville</th></tr></thead>"
        "<tr><td rowspan='2'>Le Bois</td><td>12<br>litres</td><td></td><td>Lens</td></tr>"
        "<tr><td>14</td><td>15</td><td></td></tr></table><p>Après.</p>"
    )
    assert mended.text == (
        "Les eaux\n\nAvant.\n\nTableau 1. Débits\n\n"
        "\tDébit\t\tVille\nLe Bois\t12 litres\t\tLens\n\t14\t15\n\nAprès."
    )
    assert cells(mended) == [
        ("Débit", "tr1", "2-3"),
        ("Ville", "tr1", "4"),
        ("Le Bois", "tr2", "1"),
        ("12 litres", "tr2", "2"),
        ("Lens", "tr2", "4"),
        ("14", "tr3", "2"),
        ("15", "tr3", "3"),
    ]
    assert caption(mended) == [("Tableau 1. Débits", "tb1")]
    rows = [one for one in mended.structure.elements if one.label == "row"]
    assert [row.parent for row in rows] == ["tb1", "tb1", "tb1"]
    heads = [one.kind for one in mended.structure.elements if one.label == "cell"]
    assert heads == ["header", "header", None, None, None, None, None]


def test_a_caption_in_a_paragraph_above_or_below_belongs_to_the_table() -> None:
    table = "<table><tr><td>Lens</td><td>12</td></tr><tr><td>Loos</td><td>14</td></tr></table>"
    above = html(f"<p>Un.</p><p>Tableau 2 – Débits</p>{table}<p>Deux.</p>")
    below = html(f"<p>Un.</p>{table}<p>Tabl. 2 : Débits</p>")
    figure = html(f"<figure>{table}<figcaption>Tableau 2. Débits</figcaption></figure>")
    none = html(f"<p>Un.</p>{table}<p>Le tableau 2 montre les débits.</p>")
    assert caption(above) == [("Tableau 2 – Débits", "tb1")]
    assert caption(below) == [("Tabl. 2 : Débits", "tb1")]
    assert caption(figure) == [("Tableau 2. Débits", "tb1")]
    assert caption(none) == []


def test_notes_and_lists_in_cells() -> None:
    mended = html(
        "<table><tr><th>Source</th><th>Noms</th></tr>"
        '<tr><td>Le Bois<a href="#n" id="c"><sup>1</sup></a></td>'
        "<td><ul><li>Jean Petit</li><li>Anne Roy</li></ul></td></tr></table>"
        '<hr><ol><li id="n">Foré en 1902. <a href="#c">↑</a></li></ol>'
    )
    assert mended.text == (
        "Les eaux\n\nSource\tNoms\nLe Bois\tJean Petit Anne Roy\n\n1. Foré en 1902."
    )
    (called,) = mended.structure.labelled("note_call")
    assert (called.value, mended.source.text[slice(*called.ranges[0])]) == ("1", "1")
    spoken = [
        mended.source.text[slice(*one.ranges[0])]
        for one in mended.structure.labelled("sentence")
        if one.parent == "tc4"
    ]
    assert spoken == ["Jean Petit", "Anne Roy"]


@pytest.mark.parametrize(
    "table",
    [
        "<table><tr><td>Un seul mot.</td></tr></table>",
        "<table role='presentation'><tr><td>Un</td><td>Deux</td></tr></table>",
        "<table><tr><td><h2>Les puits</h2><p>Un texte.</p></td><td>Deux</td></tr></table>",
        f"<table><tr><td>{SENTENCES}</td><td>{SENTENCES}</td></tr>"
        f"<tr><td>{SENTENCES}</td><td>Idem</td></tr></table>",
        "<table><tr><td>Un</td></tr><tr><td>Deux</td></tr></table>",
    ],
    ids=["one cell", "said", "headings", "side by side", "one column"],
)
def test_a_layout_is_no_table(table: str) -> None:
    mended = html(f"<p>Avant.</p>{table}<p>Après.</p>")
    assert not cells(mended)
    assert "\t" not in mended.text


def test_a_table_inside_a_layout_is_a_table_and_one_in_a_cell_is_its_text() -> None:
    inner = "<table><tr><td>Lens</td><td>12</td></tr><tr><td>Loos</td><td>14</td></tr></table>"
    laid = html(f"<table><tr><td><p>{SENTENCES}</p>{inner}</td><td>À côté.</td></tr></table>")
    assert [one for one, _, _ in cells(laid)] == ["Lens", "12", "Loos", "14"]
    held = html(
        f"<table><tr><td>Ville</td><td>{inner}</td></tr><tr><td>Bois</td><td>3</td></tr></table>"
    )
    assert held.text.endswith("Ville\tLens 12 Loos 14\nBois\t3")


def test_a_definition_with_long_cells_is_a_table() -> None:
    rows = "".join(f"<tr><td>Mot {n}</td><td>{SENTENCES}</td></tr>" for n in range(3))
    assert len(cells(html(f"<table>{rows}</table>"))) == 6


def docx(build: object) -> Mended:
    made = Document()
    build(made)  # type: ignore[operator]
    stream = BytesIO()
    made.save(stream)
    return read(stream.getvalue(), "a.docx")


def test_a_docx_table_with_merged_cells_headers_and_a_caption() -> None:
    def build(made: object) -> None:
        made.add_paragraph("Avant le tableau.")  # type: ignore[attr-defined]
        made.add_paragraph("Tableau 1. Les débits", style="Caption")  # type: ignore[attr-defined]
        table = made.add_table(3, 3)  # type: ignore[attr-defined]
        for row in range(3):
            for column in range(3):
                table.cell(row, column).text = f"r{row}c{column}"
        for cell in (table.cell(0, 2), table.cell(2, 0)):
            cell.text = ""
        table.cell(0, 1).merge(table.cell(0, 2))
        table.cell(1, 0).merge(table.cell(2, 0))
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
        made.add_paragraph("Après le tableau.")  # type: ignore[attr-defined]

    mended = docx(build)
    assert mended.text == (
        "Avant le tableau.\n\nTableau 1. Les débits\n\n"
        "r0c0\tr0c1\nr1c0\tr1c1\tr1c2\n\tr2c1\tr2c2\n\nAprès le tableau."
    )
    assert caption(mended) == [("Tableau 1. Les débits", "tb1")]
    assert ("r0c1", "tr1", "2-3") in cells(mended)
    heads = [one.kind for one in mended.structure.labelled("cell")]
    assert heads[:3] == ["header", "header", None]


def test_a_docx_cell_of_several_paragraphs_is_one_line() -> None:
    def build(made: object) -> None:
        table = made.add_table(2, 2)  # type: ignore[attr-defined]
        table.cell(0, 0).text = "Un\nDeux"
        table.cell(0, 1).text = "1902"
        table.cell(1, 1).text = "1903"
        before = OxmlElement("w:gridBefore")
        before.set(qn("w:val"), "1")
        row = table.rows[1]._tr
        row.get_or_add_trPr().append(before)
        row.remove(row.tc_lst[0])

    assert docx(build).text == "Un Deux\t1902\n\t1903"


def test_a_tei_table() -> None:
    mended = read(
        (
            "<TEI><text><body><p>Avant.</p><table><head>Les débits</head>"
            "<row role='label'><cell/><cell cols='2'>Débit</cell></row>"
            "<row><cell>Le <lb/>Bois</cell><cell>12</cell><cell>13</cell></row><pb n='2'/>"
            "<row><cell>La Mare</cell><cell/><cell>4</cell></row></table><p>Après.</p>"
            "</body></text></TEI>"
        ).encode(),
        "a.xml",
    )
    assert mended.text == (
        "Avant.\n\nLes débits\n\n\tDébit\nLe Bois\t12\t13\nLa Mare\t\t4\n\nAprès."
    )
    assert caption(mended) == [("Les débits", "tb1")]
    assert [page.number for page in mended.source.pages] == [1, 2]
