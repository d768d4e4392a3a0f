"""PDFs whose lines are ragged, moved or cut where they were misread: words that had no room, lines
that a call moves, heads and headings near their text.

Each stands for a kind; the texts are the project's own.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.text.test_pdf_makers import drawn, full, lines
from tests.typeset_pages import FULL, MILL, OWNER, RAGGED, SCHOOL, blocks, count, read

NARROW = "#set page(width: 6.2cm, margin: 1cm)\n#set par(justify: false)\n"
INDENTED = "#set par(spacing: 0.65em, first-line-indent: 1.5em)\n"


@pytest.mark.parametrize(
    ("last", "word", "goes_on"),
    [
        ("Le préfet y renonça.", "Neuville-sur-Escaut-la-Digue", True),
        ("Le meunier a dit ceci :", "« Neuville-sur-Escaut-la-Digue", True),
        ("Le préfet y renonça.", "Le pont", False),
    ],
)
def test_a_word_without_room_goes_on_where_indents_begin_paragraphs(
    last: str, word: str, goes_on: bool, tmp_path: Path
) -> None:
    more = "\n\n".join([MILL, OWNER, SCHOOL])
    text = f"Le bief était à sec depuis lors.\\ {last}\\ {word} garda la clé de son moulin."
    found = blocks(read(f"{NARROW}{INDENTED}{more}\n\n{text}\n\n{more}", tmp_path))
    assert any(one.endswith(f"{last} {word} garda la clé de son moulin.") for one in found) is (
        goes_on
    )


@pytest.mark.parametrize(("more", "goes_on"), [(1, True), (12, False)])
def test_a_word_that_had_room_only_without_its_space_goes_on(
    more: float, goes_on: bool, tmp_path: Path
) -> None:
    """The line leaves so many points more than the word is wide."""
    word = "« Neuville-aux-Bois"
    line = f"#h(1fr)Il dit :#context h(measure[{word}].width + {more}pt)"
    text = f"Le bief était à sec depuis lors, et\\ {line}\\ {word} garde sa roue et sa digue »."
    several = "\n\n".join([MILL, OWNER, SCHOOL])
    found = blocks(read(f"{NARROW}{INDENTED}{several}\n\n{text}\n\n{several}", tmp_path))
    assert any(f"Il dit : {word}" in one for one in found) is goes_on


@pytest.mark.parametrize(("more", "goes_on"), [(1, True), (8, False)])
def test_a_sentence_whose_next_word_had_no_room_with_its_space_goes_on(
    more: float, goes_on: bool, tmp_path: Path
) -> None:
    """In a document of ragged lines that shows its paragraphs by neither indents nor white."""
    line = (
        f"{full('Il leur céda donc la roue et le bief du moulin.')}#context h(measure[Cela].width"
    )
    before = full("Le meunier de la digue était alors fort âgé et presque sourd, mais")
    text = f"{MILL} {OWNER}\\ {before}\\ {line} + {more}pt)\\ Cela ne dura que peu."
    found = blocks(read(f"{RAGGED}{text}", tmp_path))
    assert any("moulin. Cela" in one for one in found) is goes_on


@pytest.mark.parametrize(
    ("last", "indent", "paragraphs"),
    [("par la fosse", 0, 4), ("par la fosse", 15, 5), ("par ceci :", 0, 4), ("par ceci :", 15, 5)],
)
def test_a_line_that_a_call_moves_down_goes_on_without_the_indent_of_others(
    last: str, indent: int, paragraphs: int
) -> None:
    """Where white and an indent begin paragraphs, and the call makes as much white."""
    height, shown = 700.0, ""
    for _ in range(3):
        shown += f"BT /F 8 Tf 65 {height} Td (Le moulin tourne encore pour la) Tj ET\n"
        shown += f"BT /F 8 Tf 50 {height - 10} Td (ville et la roue est neuve.) Tj ET\n"
        height -= 26
    shown += f"BT /F 8 Tf 65 {height} Td (La digue fut rompue {last}) Tj ET\n"
    shown += f"BT /F 8 Tf {50 + indent} {height - 15} Td (Nord, dont le bief) Tj 6 Ts /F 5 Tf (1) "
    shown += f"Tj 0 Ts ET\n{lines((height - 25, 'est a sec depuis ce matin.', ''))}"
    assert len(blocks(drawn(shown))) == paragraphs


@pytest.mark.parametrize(("above", "note"), [("2. La roue et le bief", 0), ("", 1)])
def test_the_last_item_at_the_foot_is_no_note_though_its_number_is_raised(
    above: str, note: int
) -> None:
    """A little more white is above the item than between the lines of the list."""
    text = [(700 - 10 * at, "Le moulin de la digue tournait encore", "") for at in range(6)]
    text[1] = (690, "La chute fut vendue a la commune.", "3")
    items = [(640, "1. La digue", ""), (630, above or "et la roue", "")]
    items += [(615, "3. Plantation de haies vives.", ""), (606.6, "et de saules", "")]
    mended = drawn(lines(*text, *items))
    assert count(mended, "note") == note


@pytest.mark.parametrize(("words", "heads"), [("Marthe Lenoir", 3), ("Le bief de la digue", 2)])
def test_the_author_above_a_page_at_the_height_of_another_head_is_its_head(
    words: str, heads: int, tmp_path: Path
) -> None:
    """Nearer to the text than heads are elsewhere; other words there may be a heading."""
    page = "#set page(width: 14cm, height: 9cm, margin: 2cm, header-ascent: 4pt, header: context "
    page += f"[#if counter(page).get().first() == 2 [{words}] else [La chute d’eau]])\n"
    title = '#text(size: 15pt, weight: "bold")[La chute d’eau de la digue]\n\nMarthe Lenoir\n\n'
    body = f"{title}{MILL} {OWNER}\n\n{SCHOOL}\n#pagebreak()\n{MILL}\n\n{OWNER}\n\n{SCHOOL}"
    body += f"\n#pagebreak()\n{OWNER} {MILL}"
    head = f'{page}#set text(lang: "fr", size: 9pt)\n{INDENTED}'
    assert count(read(body, tmp_path, head), "running_head") == heads


def test_a_centred_heading_in_the_type_of_the_text_whose_first_line_is_full(
    tmp_path: Path,
) -> None:
    first = full("De la digue des moines au canal des houillères, ou comment l’eau")
    heading = f"#v(1em)#align(center)[{first}\\ fut vendue]#v(0.35em)"
    several = f"{MILL} {OWNER}\n\n{SCHOOL}"
    mended = read(f"{FULL}{several}\n\n{heading}\n\n{several}\n\n{MILL}", tmp_path)
    assert count(mended, "heading") == 1


@pytest.mark.parametrize(("cut", "heading"), [("soixante-", "soixante-huit"), ("soixante", "")])
def test_the_half_of_a_word_below_a_heading_is_of_it(
    cut: str, heading: str, tmp_path: Path
) -> None:
    """In small capitals, the size of a line is that of its largest letters."""
    above = f"#text(size: 13pt)[Les moulins de {cut}]\\ #text(size: 9.5pt)[huit]"
    mended = read(f"{FULL}{MILL}\n\n{above}\n\n{OWNER}\n\n{SCHOOL}\n\n{MILL}", tmp_path)
    assert (f"Les moulins de {heading}" in blocks(mended)) is bool(heading)


def loosely(text: str) -> str:
    """A text whose lines are broken before words that they had room for, in turn by one or two."""
    words = text.split()
    ends = [at for at in range(len(words)) if at % 9 in (4, 8)]
    return " ".join(f"{word} \\" if at in ends else word for at, word in enumerate(words))


@pytest.mark.parametrize("outside", [True, False])
def test_lines_of_a_box_are_broken_as_those_outside(outside: bool, tmp_path: Path) -> None:
    """FOP makes ragged lines alike; a sentence that ends one of them ends no paragraph."""
    text = (
        "Le bief n’a plus depuis les guerres \\ que l’eau de la digue rompue. \\ La roue est à sec."
    )
    box = f"#block(stroke: 0.5pt, inset: 6pt, width: 6cm)[{text}]"
    several = "\n\n".join(loosely(one) if outside else one for one in (MILL, OWNER, SCHOOL))
    head = '#set page(width: 9cm, height: 18cm, margin: 1.5cm)\n#set text(lang: "fr", size: 9pt)\n'
    mended = read(f"{INDENTED}{several}\n\n{box}\n\n{several}", tmp_path, head)
    assert any("rompue. La roue" in one for one in blocks(mended)) is outside


@pytest.mark.parametrize(("end", "parted"), [(" ;", True), (".", False)])
def test_a_full_stop_ends_a_list_whose_items_end_with_semicolons(
    end: str, parted: bool, tmp_path: Path
) -> None:
    """Its last line is full, and the items hang where paragraphs are indented."""
    items = [
        f"une vanne de bois sur le bief, changée deux fois, et la digue neuve qui le borde{end}",
        full("la roue et le logis, où le meunier garda sa clé et tous ses livres."),
    ]
    text = "".join(f"#par(hanging-indent: 1.5em, first-line-indent: 0em)[— {one}]" for one in items)
    behind = "De tout cela, rien ne fut vendu avant la guerre, ni la roue, ni le bief, ni le pont."
    several = "\n\n".join([MILL, OWNER, SCHOOL])
    found = blocks(read(f"{FULL}{several}\n\n{text}\n\n{behind}\n\n{MILL}", tmp_path))
    assert (behind in found) is parted


def test_markers_at_one_height_in_several_columns_are_apart() -> None:
    """Makers write them after the page, and PDFium takes them for one line."""
    columns = (60, 230, 400)
    items = "".join(
        f"BT /F 9 Tf {left + 10} {700 - 12 * at} Td ({words}) Tj ET\n"
        for left in columns
        for at, words in enumerate(["Plan du moulin de la digue,", "Douai, 1911."])
    )
    markers = "".join(f"BT /F 9 Tf {left} 700 Td (* ) Tj ET\n" for left in columns)
    assert drawn(items + markers).source.text.count("*  Plan du moulin") == 3


@pytest.mark.parametrize(("number", "heads"), [("i", 1), ("iv", 0)])
def test_the_first_word_of_a_title_above_it_beside_its_page_is_a_head(
    number: str, heads: int, tmp_path: Path
) -> None:
    page = "#set page(width: 14cm, height: 9cm, margin: 2cm, header: context "
    head = f"#text(size: 10pt)[Moudre #h(1fr) {number}]"
    page += f"[#if counter(page).get().first() == 1 [{head}]])\n"
    title = '#text(size: 15pt, weight: "bold")[Moudre, puis éclairer]\n\nMarthe Lenoir\n\n'
    body = f"{title}{MILL} {OWNER}\n\n{SCHOOL}\n#pagebreak()\n{MILL}\n\n{OWNER}"
    mended = read(body, tmp_path, f'{page}#set text(lang: "fr", size: 9pt)\n{INDENTED}')
    assert count(mended, "running_head") == heads


@pytest.mark.parametrize(
    ("behind", "left", "next_"),
    [
        (f"#h(1.5em){OWNER}", "0pt", f"#h(1.5em){SCHOOL}"),
        (f"#pad(left: 1.5em)[{OWNER}]", "50pt", SCHOOL),
    ],
)
def test_indents_below_figures_begin_paragraphs_but_not_what_is_all_set_in(
    behind: str, left: str, next_: str, tmp_path: Path
) -> None:
    """Below a full line they tell; where there are none, the room that is left tells."""
    figure = "\n#v(2cm)\n#align(center)[Figure {} – La digue et le bief.]\n#v(1em)\n"
    end = f"{full('Le bief de la digue était à sec depuis un an.')}#h({left})"
    last = f"{full('On ne vit donc plus personne au pont, et')}\\ {end}\\ {next_}"
    text = "".join(f"{MILL}{figure.format(number)}{behind}\n\n" for number in range(1, 4))
    found = blocks(read(f"{RAGGED}{text}{MILL}\\ {last}", tmp_path))
    assert found[-1] == SCHOOL


CAPTION = "\n#v(1em)\n#align(center, text(size: 9pt)[Tableau 1 – Débit du bief])\n#v(1em)\n"


@pytest.mark.parametrize(
    ("above", "rows", "goes_on"),
    [
        (f"{CAPTION}#pagebreak()", 4, False),
        (f"#pagebreak(){CAPTION}", 4, True),
        (f"{CAPTION}", 30, False),
    ],
)
def test_a_table_that_the_end_of_a_page_cuts_is_between_paragraphs(
    above: str, rows: int, goes_on: bool, tmp_path: Path
) -> None:
    """A float, which is whole on the next page, may stand inside one."""
    cells = ", ".join(f"[Année {1900 + row}], [{31 + row}]" for row in range(rows))
    table = f"\n\n#table(columns: 2, {cells})\n\n#v(2em)\n"
    last = full("Le bief de la digue était à sec depuis un an.")
    before = f"{MILL} {OWNER}\\ {full('On ne vit donc plus personne au pont, et')}\\ {last}"
    found = blocks(read(f"{RAGGED}{MILL} {before}{above}{table}{SCHOOL} {MILL}", tmp_path))
    assert any(f"depuis un an. {SCHOOL}" in one for one in found) is goes_on
    assert any(one.startswith(SCHOOL) for one in found) is not goes_on


@pytest.mark.parametrize(("last", "goes_on"), [("et il alla voir M.", True), ("à Lens.", False)])
def test_the_stop_of_a_civility_ends_no_paragraph(last: str, goes_on: bool, tmp_path: Path) -> None:
    line = f"{full(f'Le préfet céda alors le bief {last}')}#h(45pt)"
    text = f"{MILL} {OWNER}\\ {line}\\ Delval en garda la clé."
    found = blocks(read(f"{RAGGED}{MILL}\n\n{text}\n\n{SCHOOL}", tmp_path))
    assert any(f"{last} Delval en garda la clé." in one for one in found) is goes_on


@pytest.mark.parametrize(("leading", "one"), [(0.95, True), (1.6, False)])
def test_lines_of_a_heading_in_capitals_may_be_further_apart(
    leading: float, one: bool, tmp_path: Path
) -> None:
    """Where the first is full; not so far as headings are."""
    first = full("LE MOULIN DE LA DIGUE ET SES")
    lines = f"par(leading: {leading}em)[{first}\\ EAUX]"
    head = f"#block(above: 2.2em, below: 2em, {lines})"
    mended = read(f"{FULL}{MILL} {OWNER}\n\n{SCHOOL}{head}{OWNER}\n\n{MILL}", tmp_path)
    (*_, last) = mended.structure.labelled("heading")
    low, high = last.ranges[0]
    text = mended.source.text[low:high]
    assert (text.startswith("LE MOULIN") and text.endswith("EAUX")) is one


def stretched(lines: list[str], x: int) -> str:
    """Lines of a column in Courier, which wider spaces make 240 points wide; those that end with a
    star have spaces as they are.
    """
    told = ""
    for place, line in enumerate(lines):
        text = line.rstrip("*")
        more = 0.0 if line.endswith("*") else (240 - 4.8 * len(text)) / text.count(" ")
        told += f"BT /F 8 Tf {more:.3f} Tw {x} {760 - 12 * place} Td ({text}) Tj ET\n"
    return told


COURIER = b"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>"


@pytest.mark.parametrize(("end", "goes_on"), [("*", False), ("", True)])
def test_a_full_line_whose_spaces_are_not_stretched_ends_its_paragraph(
    end: str, goes_on: bool
) -> None:
    inner = "les eaux du bief passaient sous la roue neuve"
    full_line = "le meunier de la digue y garda sa roue et sa vanne"
    paragraph = ["Ce jour " + inner[:37], *[inner] * 9, "et il en fut ainsi de la roue.*"]
    last = ["Ce jour " + inner[:37], *[inner] * 9]
    closed = f"{full_line[:46]} ans.*" if end else "le meunier de la digue y garda ses ans."
    left, right = [*paragraph * 4, *last, closed], ["Ce jour " + inner[:37], *paragraph[1:] * 1]
    found = blocks(drawn(stretched(left, 40) + stretched(right, 320), font=COURIER))
    assert any("ans. Ce jour" in one for one in found) is goes_on


@pytest.mark.parametrize(
    ("more", "elsewhere", "goes_on"), [(6, True, True), (6, False, False), (40, True, False)]
)
def test_a_line_that_was_broken_early_goes_on_without_an_indent_where_others_are(
    more: float, elsewhere: bool, goes_on: bool, tmp_path: Path
) -> None:
    """Programs that weigh whole paragraphs break a line though the next word had room on it: where
    first lines are set in, a sentence begins a paragraph there only if two words had room.
    """
    early = "La roue du\\ moulin ferme mal et le bief est à sec depuis le dernier gel.\n\n"
    line = f"#h(1fr)Il y renonça.#context h(measure[Cela].width + {more}pt)"
    text = f"Le bief était à sec depuis lors, et\\ {line}\\ Cela ne dura que peu de temps."
    several = "\n\n".join([MILL, OWNER, SCHOOL] * 2)
    before = early if elsewhere else ""
    found = blocks(read(f"{NARROW}{INDENTED}{before}{several}\n\n{text}\n\n{several}", tmp_path))
    assert any("renonça. Cela" in one for one in found) is goes_on
