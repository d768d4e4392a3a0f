"""Tables of PDFs: grids, rules from left to right only, aligned columns, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst
from tests.mended_invariants import check
from tests.text.test_hostile import ONE, pdf, stream

from annotate.document.mended import Mended
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes

BEFORE = (
    "La compagnie des eaux de la vallée fut fondée en 1873 par trois négociants de la ville haute, "
    "qui voulaient amener l’eau des sources jusqu’aux fontaines du marché et au faubourg."
)
AFTER = (
    "Les premiers travaux durèrent quatre ans. On creusa d’abord une galerie sous la colline, puis "
    "un réservoir de pierre dont les murs portent encore le nom des maçons qui les ont élevés."
)
CELLS = (
    "[Source], [1877], [1901], [Du Bois], [12], [14], [Fontaine Sainte-Anne], [3], [],"
    "[Puits neuf], [–], [22]"
)
LINES = "Source\t1877\t1901\nDu Bois\t12\t14\nFontaine Sainte-Anne\t3\nPuits neuf\t–\t22"
HEAD = "#set page(width: 16cm, height: 12cm)\n#set text(lang: 'fr', size: 10pt)\n".replace("'", '"')


def read(body: str, tmp_path: Path, head: str = HEAD) -> Mended:
    main = tmp_path / "a.typ"
    main.write_text(f"{head}{BEFORE}\n\n{body}\n\n{AFTER}\n", "utf-8")
    mended = mend(read_bytes(typst.Compiler(main).compile(format="pdf"), "a", "a.pdf"))
    check(mended)
    return mended


def tables(mended: Mended) -> list[str]:
    blocks = mended.text.split("\n\n")
    held = [block for block in blocks if "\t" in block]
    count = sum(one.label == "table" for one in mended.structure.elements)
    assert len(held) == count
    return held


@pytest.mark.parametrize(
    "stroke",
    [
        "0.5pt",
        "(x, y) => (bottom: if y == 0 or y == 3 { 0.5pt }, top: if y == 0 { 0.8pt })",
        "(x, y) => (left: if x > 0 { 0.5pt }, bottom: if y == 0 { 0.5pt })",
        "none",
    ],
    ids=["grid", "three rules", "inner rules", "no rules"],
)
def test_a_table_is_a_row_a_line(stroke: str, tmp_path: Path) -> None:
    mended = read(
        f"#figure(table(columns: 3, stroke: {stroke}, {CELLS}), caption: [Débit des sources.],"
        " supplement: [Tableau])",
        tmp_path,
    )
    assert tables(mended) == [LINES]
    assert mended.text.startswith(BEFORE)
    assert mended.text.endswith(AFTER)
    (caption,) = [one for one in mended.structure.elements if one.kind == "caption"]
    assert caption.parent == "tb1"


def test_cells_of_several_lines_and_over_several_columns(tmp_path: Path) -> None:
    mended = read(
        "#table(columns: (3cm, 3cm, 3cm), [], table.cell(colspan: 2)[Travaux et dépenses],"
        "[Galerie de la colline qui fut percée en deux ans], [Maître Jean Petit, entrepreneur à "
        "Lens], [1 200 francs], [Réservoir], [Anne Roy], [900 francs])",
        tmp_path,
    )
    assert tables(mended) == [
        "\tTravaux et dépenses\nGalerie de la colline qui fut percée en deux ans\tMaître Jean "
        "Petit, entrepreneur à Lens\t1 200 francs\nRéservoir\tAnne Roy\t900 francs"
    ]
    (wide,) = [one for one in mended.structure.labelled("cell") if one.value == "2-3"]
    assert wide.parent == "tr1"


def test_a_table_without_rules_in_one_of_two_columns(tmp_path: Path) -> None:
    cells = (
        "[Source], [Captée en], [État], [n° 2 du Bois], [1854], [comblée], [n° 1 du Gué],"
        "[août 1864], [tarie], [Puits neuf], [6 mai 1923], [en service]"
    )
    table = f"#table(columns: 3, stroke: none, {cells})"
    body = "\n\n".join([AFTER] * 3 + [f"#text(size: 8pt)[{table}]"] + [BEFORE] * 2)
    mended = read(body, tmp_path, HEAD.replace("12cm)", "16cm, columns: 2)"))
    rows = "Source\tCaptée en\tÉtat\nn° 2 du Bois\t1854\tcomblée"
    rows += "\nn° 1 du Gué\taoût 1864\ttarie\nPuits neuf\t6 mai 1923\ten service"
    assert tables(mended) == [rows]


def test_cells_of_a_row_may_be_written_in_any_order() -> None:
    """As tbl does, whose cells of several lines come last."""
    rows = [
        ("Du Bois", "12", "captee au printemps"),
        ("Du Gue", "3", "tarie"),
        ("Neuve", "8", "seche"),
    ]
    drawn = b"BT /F 10 Tf 50 760 Td (Trois sources furent captees puis vendues.) Tj ET\n"
    for place, (source, flow, state) in enumerate(rows):
        for x, text in ((50, source), (300, flow), (150, state)):
            drawn += f"BT /F 10 Tf {x} {720 - 14 * place} Td ({text}) Tj ET\n".encode()
    drawn += b"BT /F 10 Tf 50 640 Td (La derniere coule encore.) Tj ET\n"
    mended = mend(read_bytes(pdf(ONE, stream(drawn)), "a", "a.pdf"))
    check(mended)
    assert tables(mended) == ["\n".join("\t".join((a, c, b)) for a, b, c in rows)]


def test_cells_of_several_lines_may_be_written_whole() -> None:
    """As XSL-FO processors and office programs do: the next line of a cell comes before the next
    cell, and may begin with a capital.
    """
    rows = [
        (["Source"], ["1877"], ["1901"]),
        (["Du", "Bois"], ["12"], ["14"]),
        (["Fontaine", "Sainte-Anne"], ["3"], ["8"]),
        (["Puits"], ["22"], ["20"]),
    ]
    drawn, height = b"BT /F 10 Tf 50 760 Td (Trois sources furent captees.) Tj ET\n", 720
    for row in rows:
        for x, cell in zip((50, 180, 260), row, strict=True):
            for place, text in enumerate(cell):
                at = height - 12 * place
                drawn += f"BT /F 10 Tf {x} {at} Td ({text}) Tj ET\n".encode()
        height -= 12 * max(map(len, row)) + 4
    drawn += b"BT /F 10 Tf 50 600 Td (La derniere coule encore.) Tj ET\n"
    mended = mend(read_bytes(pdf(ONE, stream(drawn)), "a", "a.pdf"))
    check(mended)
    told = ["\t".join(" ".join(cell) for cell in row) for row in rows]
    assert tables(mended) == ["\n".join(told)]


def test_a_paragraph_goes_on_behind_a_table_that_interrupts_it(tmp_path: Path) -> None:
    main = tmp_path / "a.typ"
    table = f"#place(top, float: true, table(columns: 3, {CELLS}))"
    clause = "puis les maçons de la ville haute creusèrent une galerie sous la colline du marché, "
    text = (clause * 9).strip()
    head = HEAD.replace("12cm", "8cm") + "#set par(justify: true)\n"
    main.write_text(f"{head}{text} {table} {text[:-1]}.\n", "utf-8")
    mended = mend(read_bytes(typst.Compiler(main).compile(format="pdf"), "a", "a.pdf"))
    check(mended)
    assert tables(mended) == [LINES]
    assert [mended.text[low:high] for one, (low, high) in mended.blocks if one.label != "cell"] == [
        f"{text} {text[:-1]}."
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"#columns(2)[{' '.join([BEFORE, AFTER] * 4)}]",
        "- le maire de la ville ;\n- le notaire ;\n- le médecin des mines.",
        "+ Ouvrir la vanne.\n+ Fermer la vanne.\n+ Noter l’heure.",
        "#outline(title: none)\n= Les eaux\n= Les puits\n= Les mines\n",
        "Introduction #h(1fr) 3\\\nLes eaux #h(1fr) 12\\\nLes puits #h(1fr) 40",
        f"#rect(width: 100%)[{AFTER}]",
        f"#table(columns: 2, [{BEFORE} {AFTER}], [{AFTER} {BEFORE}], [{AFTER} {AFTER}], [Idem.])",
        "Lens, le 3 mars 1902 #h(1fr) Monsieur le Maire\\\nRue du Bois #h(1fr) Hôtel de ville",
        "Le soir descend sur le bois\\\nEt l’eau se tait ici\\\nLe vent se lève au bois",
    ],
    ids=["columns", "list", "numbered", "outline", "contents", "box", "texts", "letter", "verse"],
)
def test_what_is_no_table(body: str, tmp_path: Path) -> None:
    assert tables(read(body, tmp_path)) == []


def test_text_with_wide_white_between_two_rules_is_no_table(tmp_path: Path) -> None:
    """Its words are cut at the right and go on at the left, in the type of a typewriter."""
    lines = (
        "mineurs.    Parmi mille réponses, on relève le dix mars",
        "1906,       puis l’été de 1936, l’automne et le mois de",
        "mars ;      un correspondant a signé d’un nom de calen-",
        "drier et    s’excuse. Trois bulletins portent en  1977",
        "la seule    mention : depuis ce jour, je ne compte plus",
        "et cette    année fut celle où ferma le puits du    12",
    )
    content = b"50 720 m 400 720 l S 50 600 m 400 600 l S\n"
    for place, line in enumerate(lines):
        shown = line.replace("’", "'").encode("cp1252").replace(b"(", b"\\(")
        content += b"BT /F 9 Tf 52 %d Td (%s) Tj ET\n" % (705 - 16 * place, shown)
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>"
    mended = mend(read_bytes(pdf(ONE, stream(content), font=font), "a", "a.pdf"))
    assert not tables(mended)
    assert "calendrier" in mended.text


@pytest.mark.parametrize(("second", "parted"), [(123, True), (135, False)])
def test_a_cell_as_wide_as_its_column_is_one(second: int, parted: bool) -> None:
    """Little white is behind it; the other rows show where the next column begins."""
    rows = [("Source", "1877", "1901"), ("Du Bois", "12", "14"), ("Puits neuf", "8", "22")]
    rows.append(("Fontaine basse 31", "", "7"))
    content = b"50 720 m 300 720 l S 50 640 m 300 640 l S\n"
    for place, row in enumerate(rows):
        for left, cell in zip((52, second, 200), row, strict=True):
            shown = (left, 706 - 16 * place, cell.encode())
            content += b"BT /F 10 Tf %d %d Td (%s) Tj ET\n" % shown
    mended = mend(read_bytes(pdf(ONE, stream(content)), "a", "a.pdf"))
    found = [line for table in tables(mended) for line in table.splitlines()]
    assert ("Fontaine basse\t31\t7" in found) is parted


@pytest.mark.parametrize("shift", ["0pt", "8pt"], ids=["aligned", "jittering"])
def test_columns_of_words_without_rules(shift: str, tmp_path: Path) -> None:
    """Many rows of a word or two are a table without values if their columns are aligned."""
    words = (
        ("bief", "canal", "eau"), ("roue", "aubes", "bois"), ("meule", "silex", "grain"),
        ("vanne", "pelle", "chute"), ("trémie", "caisse", "farine"), ("arbre", "axe", "fer"),
        ("digue", "mur", "terre"),
    )  # fmt: skip
    rows = "".join(
        f"#h({shift if number % 2 else '0pt'})"
        + "".join(f"#box(width: 4cm)[{w}]" for w in row)
        + "\\\n"
        for number, row in enumerate(words)
    )
    found = tables(read(rows, tmp_path))
    assert bool(found) == (shift == "0pt")
    if found:
        assert found == ["\n".join("\t".join(row) for row in words)]


ROWS = [
    ("Du Bois", "trois femmes du faubourg", "12"),
    ("Du Gué", "le notaire", "3"),
    ("Neuve", "la ville haute", "8"),
    ("Sainte-Anne", "les maçons", "41"),
    ("Du Puits", "personne", "6"),
]


@pytest.mark.parametrize("cut", [3, 4])
def test_the_rest_of_a_table_is_at_the_top_of_the_next_page(cut: int, tmp_path: Path) -> None:
    """A row or two, which alone are no table; text there is none either."""
    parts = [
        ", ".join(f"[{cell}]" for row in rows for cell in row) for rows in (ROWS[:cut], ROWS[cut:])
    ]
    first, second = (f"#table(columns: (3cm, 5cm, 2cm), stroke: none, {cells})" for cells in parts)
    mended = read(f"{first}#pagebreak()\n{second}\n\n#v(1em)\n{BEFORE}", tmp_path)
    told = ["\t".join(row) for row in ROWS]
    assert tables(mended) == ["\n".join(told[:cut]), "\n".join(told[cut:])]
    assert mended.text.endswith(f"{BEFORE}\n\n{AFTER}")


def test_a_line_of_text_behind_a_table_at_the_end_of_a_page_is_none_of_it(tmp_path: Path) -> None:
    cells = ", ".join(f"[{cell}]" for row in ROWS for cell in row)
    table = f"#table(columns: (3cm, 5cm, 2cm), stroke: none, {cells})"
    mended = read(f"{table}#pagebreak()\nOui, dit-il.\n\n{BEFORE}", tmp_path)
    assert tables(mended) == ["\n".join("\t".join(row) for row in ROWS)]
    assert "Oui, dit-il." in mended.text.split("\n\n")


def test_a_table_that_fills_a_column_is_not_beside_the_list_in_the_next(tmp_path: Path) -> None:
    """Most lines of the column are those of the table, shorter than lines of text."""
    rows = [(source, f"{flow}0", flow) for source, _, flow in ROWS]
    cells = ", ".join(f"[{cell}]" for row in rows for cell in row)
    table = f"#table(columns: (2.4cm, 1cm, 1cm), stroke: none, row-gutter: 2mm, {cells})"
    items = "\n".join(f"+ la vanne {name} du bief, qui fut ouverte en hiver ;" for name in "ABCDE")
    body = f"{table}\n#colbreak()\nTrois vannes furent ouvertes :\n\n{items}"
    head = HEAD.replace("16cm, height: 12cm", "21cm, height: 12cm, columns: 2")
    mended = read(body, tmp_path, head)
    assert tables(mended) == ["\n".join(map("\t".join, rows))]
    assert "1. la vanne A du bief, qui fut ouverte en hiver ;" in mended.text


@pytest.mark.parametrize(("right", "parted"), [(312, True), (300, False)])
def test_a_cell_written_before_its_last_line_leaves_little_white(right: int, parted: bool) -> None:
    """As office programs write: its last line comes before the next cell of the row."""
    rows = [("Du Bois", "trois femmes du faubourg et", "12"), ("Du Gue", "le notaire", "3")]
    rows += [("Neuve", "la ville haute", "8"), ("Basse", "les femmes", "41")]
    drawn, height = b"BT /F 10 Tf 50 760 Td (Quatre sources furent captees.) Tj ET\n", 720
    for place, (source, keeper, flow) in enumerate(rows):
        drawn += f"BT /F 10 Tf 50 {height} Td ({source}) Tj ET\n".encode()
        drawn += f"BT /F 10 Tf 182 {height} Td ({keeper}) Tj ET\n".encode()
        if not place:
            drawn += f"BT /F 10 Tf 182 {height - 12} Td (leurs filles) Tj ET\n".encode()
        drawn += f"BT /F 10 Tf {right} {height} Td ({flow}) Tj ET\n".encode()
        height -= 18 if place else 30
    drawn += b"BT /F 10 Tf 50 600 Td (La derniere coule encore.) Tj ET\n"
    mended = mend(read_bytes(pdf(ONE, stream(drawn)), "a", "a.pdf"))
    check(mended)
    told = [(a, f"{b} leurs filles" if not n else b, c) for n, (a, b, c) in enumerate(rows)]
    assert (tables(mended) == ["\n".join(map("\t".join, told))]) is parted


@pytest.mark.parametrize(("second", "parted"), [(138, True), (132, False)])
def test_a_cell_as_wide_as_its_column_is_one_without_rules_too(second: int, parted: bool) -> None:
    """The other rows show that the next column begins behind it."""
    rows = [("Source", "captee en", "etat"), ("Du Bois", "1854", "comblee")]
    rows += [("Du Gue", "aout 1864", "tarie"), ("Fontaine basse 31", "1930", "seche")]
    drawn = b"BT /F 10 Tf 50 760 Td (Quatre sources furent captees.) Tj ET\n"
    for place, row in enumerate(rows):
        for x, cell in zip((50, second if place == 3 else 138, 240), row, strict=True):
            drawn += f"BT /F 10 Tf {x} {720 - 18 * place} Td ({cell}) Tj ET\n".encode()
    drawn += b"BT /F 10 Tf 50 600 Td (La derniere coule encore.) Tj ET\n"
    mended = mend(read_bytes(pdf(ONE, stream(drawn)), "a", "a.pdf"))
    check(mended)
    assert (tables(mended) == ["\n".join(map("\t".join, rows))]) is parted
