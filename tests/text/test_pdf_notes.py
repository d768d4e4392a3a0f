"""PDFs whose notes and calls were misread: contents lines, authors, sizes, order.

Each stands for a kind; the texts are the project's own.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.text.test_hostile import ONE, pdf, stream
from tests.typeset_pages import FULL, HEAD, LOWER, MILL, OWNER, SCHOOL, WHITE, blocks, count, read

from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes


def test_lines_of_a_table_of_contents_are_no_notes(tmp_path: Path) -> None:
    toc = "".join(
        f"{n}. {title} #box(width: 1fr, repeat[.]) {n + 1}\\\n"
        for n, title in enumerate(("La chute", "La roue", "L’école"), start=1)
    )
    body = f"#text(size: 9pt)[{toc}]\n#pagebreak()\n{MILL}#footnote[Acte du 4 mars.]\n\n{OWNER}"
    mended = read(WHITE + body, tmp_path)
    assert [one.value for one in mended.structure.labelled("note")] == ["1"]
    assert MILL in blocks(mended)


def test_numbers_after_authors_call_no_notes(tmp_path: Path) -> None:
    names = (
        "Marthe Lenoir#super[1] Paul Ancel#super[2]\n\n#super[1] Atelier du bief, #super[2] Mairie"
    )
    body = f"{names}\n\n{MILL}#footnote[Plan de 1910.]\n\n{OWNER}#footnote[Registre 3.]\n\n{SCHOOL}"
    mended = read(WHITE + body, tmp_path)
    assert MILL in blocks(mended) and OWNER in blocks(mended)
    starts = [one.ranges[0][0] for one in mended.structure.labelled("note_call")]
    assert len(starts) == 2 and min(starts) > mended.source.text.index("grains")


def test_calls_side_by_side_are_two(tmp_path: Path) -> None:
    body = f"{MILL}#footnote[Plan de 1910.]#footnote[Registre 3.]\n\n{OWNER}\n\n{SCHOOL}"
    mended = read(WHITE + body, tmp_path)
    assert [one.value for one in mended.structure.labelled("note_call")] == ["1", "2"]
    assert MILL in blocks(mended)


def test_notes_in_the_size_of_the_text_are_notes(tmp_path: Path) -> None:
    """Old files of LaTeX have them, whose fonts came in few sizes; so have typed ones."""
    notes = "#show footnote.entry: set text(size: 10pt)\n"
    body = f"{MILL}#footnote[Plan de 1910.]\n\n{OWNER}#footnote[Registre 3.]\n\n{SCHOOL}"
    mended = read(notes + FULL + body, tmp_path)
    assert [one.value for one in mended.structure.labelled("note")] == ["1", "2"]
    assert [one.value for one in mended.structure.labelled("note_call")] == ["1", "2"]
    assert MILL in blocks(mended)


def test_figures_that_a_font_cannot_raise_are_of_the_call(tmp_path: Path) -> None:
    """There are fonts with `⁴` and without raised 1, 2 and 3: `1⁴` is 14, `10⁶` is a power."""
    texts = (MILL, OWNER, SCHOOL, LOWER)
    numbers = (13, 14, 15, 16)
    calls = ["13", "1⁴", "1⁵", "1⁶"]
    body = "\n\n".join(f"{text}{call}" for text, call in zip(texts, calls, strict=True))
    notes = " \\\n".join(f"{number}. Registre de la digue." for number in numbers)
    foot = f"#v(1fr)#text(size: 7pt)[{notes}]"
    mended = read(f"{WHITE}{OWNER[:-1]}, soit 10⁶ litres.\n\n{body}\n\n{foot}", tmp_path)
    found = [one.value for one in mended.structure.labelled("note_call")]
    assert found == ["13", "14", "15", "16"]
    assert set(texts) <= set(blocks(mended)) and "10⁶ litres" in mended.text


def test_a_note_that_is_not_found_hides_no_later_ones(tmp_path: Path) -> None:
    """The notes of this text are not numbered in order, as where a figure has some of them."""
    pages = []
    for number, text in ((1, MILL), (4, OWNER), (2, SCHOOL), (7, LOWER)):
        note = f"#v(1fr)#text(size: 7pt)[{number}. Registre de la digue, folio {number}0.]"
        pages.append(f"{text}#super[{number}]\n\n{MILL} {OWNER}\n\n{note}")
    mended = read(WHITE + "\n#pagebreak()\n".join(pages), tmp_path)
    found = [one.value for one in mended.structure.labelled("note_call")]
    assert found == ["1", "4", "2", "7"] and count(mended, "note") == 4


def test_a_note_that_is_an_address_is_one(tmp_path: Path) -> None:
    body = f"{MILL}#footnote[https://www.digue.fr/plans]\n\n{OWNER}\n\n{SCHOOL}"
    mended = read(WHITE + body, tmp_path)
    assert MILL in blocks(mended) and count(mended, "note") == 1


@pytest.mark.parametrize("white", [2, 9, 22])
def test_a_call_is_at_its_note_whatever_white_is_between_them(white: int) -> None:
    drawn = (
        "BT /F 8 Tf 50 710 Td (Plan de 1910.) Tj ET BT /F 5 Tf 50 704.5 Td (2) Tj ET "
        f"BT /F 8 Tf {53 + white} 700 Td (Registre) Tj ET BT /F 8 Tf {90 + white} 700 Td (3) Tj ET"
    )
    source = read_bytes(pdf(ONE, stream(drawn.encode())), "a", "a.pdf")
    assert source.text.splitlines() == ["Plan de 1910.", "2 Registre 3"]


def test_a_note_below_a_line_that_announces_something(tmp_path: Path) -> None:
    """A list such as `1)`, `2)` may stand there too, but the text calls none of it."""
    notes = "1) Acte du 4 mars.\\\n2) Registre des eaux, 1911."
    foot = f"#place(bottom)[#text(size: 8pt)[{notes}]]"
    body = f"{MILL}#super[1] {OWNER}\n\n{SCHOOL[:-1]}#super[2] :\n\n{foot}"
    assert [one.value for one in read(WHITE + body, tmp_path).structure.labelled("note")] == [
        "1",
        "2",
    ]


def test_notes_in_the_size_of_the_text_whose_first_lines_are_apart() -> None:
    """TeX sets them closer than the text, but for the accent on a capital."""
    text = ["Le moulin tournait encore", "quand la commune acheta la", "chute, la roue et le bief."]
    notes = [(600, "1 Acte du quatre mars, aux"), (590.8, "archives de la commune.")]
    drawn = [(700 - 10 * at, line) for at, line in enumerate(text * 2)] + notes + [(580.9, "2 Id.")]
    calls = {700: "1", 670: "2"}
    shown = "".join(
        f"BT /F 8 Tf 50 {y} Td ({line}) Tj 3 Ts /F 5 Tf ({calls.get(y, '')}) Tj 0 Ts ET\n"
        for y, line in drawn
    )
    mended = mend(read_bytes(pdf(ONE, stream(shown.encode())), "a", "a.pdf"))
    assert [one.value for one in mended.structure.labelled("note")] == ["1", "2"]


LOOSE = "#set par(leading: 1.1em, spacing: 1.5em, justify: true)\n"
DENSE = "#set par(leading: 0.45em, spacing: 0.45em)\n"


def foot(*notes: str) -> str:
    """Notes in the size of the text, over both columns, which reach down to them."""
    text = "\n\n".join(notes)
    return f'#place(bottom, scope: "parent", float: true, clearance: 8.5pt)[{DENSE}{text}]'


def test_notes_as_near_to_wide_lines_as_these_are_to_each_other(tmp_path: Path) -> None:
    """The white above the first note is that of a line of the text, not that of the notes; the one
    note of the second page has no other beside it.
    """
    page = "#set page(width: 20cm, height: 10.8cm, columns: 2)\n"
    first = f"{MILL}#super[1] {OWNER}\n\n{SCHOOL}#super[2] {MILL} {OWNER} {SCHOOL}\n\n{MILL}"
    second = f"{OWNER} {SCHOOL}#super[3] {MILL}\n\n{SCHOOL} {MILL}\n\n{OWNER} {LOWER}"
    notes = foot("1 Acte du 4 mars.", "2 Registre des eaux, année 1911."), foot("3 Plan de 1910.")
    body = f"{notes[0]}{first}\n#pagebreak()\n{notes[1]}{second}"
    mended = read(page + LOOSE + body, tmp_path)
    assert [one.value for one in mended.structure.labelled("note")] == ["1", "2", "3"]
    assert [one.value for one in mended.structure.labelled("note_call")] == ["1", "2", "3"]


@pytest.mark.parametrize("sign", ["*", "∗", "†"])
def test_a_sign_calls_a_note_at_the_foot(sign: str, tmp_path: Path) -> None:
    """The note to an author's name stands between two lines of a paragraph that the page cuts."""
    notes = f'#set footnote(numbering: n => "{sign}")\n'
    more = f"{SCHOOL} {OWNER} {MILL}"
    body = f"Le bief de Marthe Lenoir#footnote[Régie du moulin.] est clos.\n\n{more} {more} {more}"
    mended = read(f"{notes}{WHITE}{body}\n\n{MILL}", tmp_path, HEAD.replace("18cm", "9cm"))
    assert [one.value for one in mended.structure.labelled("note")] == [sign]
    assert [one.value for one in mended.structure.labelled("note_call")] == [sign]
    assert f"{more} {more} {more}" in blocks(mended)


@pytest.mark.parametrize("lines", [["La vanne"], ["La vanne", "La roue"]], ids=["one", "two"])
def test_a_sign_that_begins_items_calls_nothing(lines: list[str], tmp_path: Path) -> None:
    """None is called, or more than one begins with the sign."""
    called = "\\*" if len(lines) > 1 else ""
    items = "\\ ".join(f"\\* {line} du moulin" for line in lines)
    body = f"Le bief{called} est clos.\n\n{MILL}\n\n{OWNER}\n\n{SCHOOL}"
    mended = read(f"{WHITE}{body}\n\n#text(size: 8pt)[{items}]", tmp_path)
    assert count(mended, "note") == 0


def test_a_note_right_below_a_floating_caption_in_its_type(tmp_path: Path) -> None:
    """The lines of the text are further apart than the note is from the caption."""
    loose = "#set par(leading: 1.2em, spacing: 1.2em, first-line-indent: 1.5em)\n"
    small = (
        "#show footnote.entry: set text(size: 8pt)\n#set footnote.entry(clearance: 2pt, gap: 2pt)\n"
    )
    caption = "Figure 2 – La digue et le bief."
    figure = f"#place(bottom, float: true, clearance: 1em)[#text(size: 8pt)[{caption}]]"
    body = f"{MILL}#footnote[Registre de la digue.]\n\n{figure}\n\n{OWNER}\n\n{SCHOOL}"
    mended = read(loose + small + body, tmp_path)
    assert caption in blocks(mended) and count(mended, "note") == 1


@pytest.mark.parametrize(("end", "notes"), [("selon le", ["1", "2"]), ("du bief.", ["1"])])
def test_the_rest_of_a_note_in_the_size_of_the_text_above_the_next(
    end: str, notes: list[str], tmp_path: Path
) -> None:
    """A note that ended on the page before has no rest."""
    page = "#set page(width: 14cm, height: 9cm)\n"
    first = f"1 Acte du 4 mars, qui cède au maire de la commune la chute, la roue et la digue {end}"
    second = f"plan de 1910.\n\n2 Registre des eaux, dressé par le maire. {LOWER}"
    pages = [f"{foot(first)}{MILL}#super[1] {OWNER}", f"{foot(second)}{SCHOOL}#super[2] {MILL}"]
    text = "\n#pagebreak()\n".join(pages)
    mended = read(page + LOOSE + text, tmp_path)
    assert [one.value for one in mended.structure.labelled("note")] == notes


def test_a_caption_right_below_another_is_one_of_its_own(tmp_path: Path) -> None:
    """Both centred, above a table or figure that is on top of a page."""
    captions = ["Figure 2 – La digue et le bief.", "Tableau 1 – Débit du bief en 1911"]
    top = "\\ ".join(captions)
    figures = f"#align(center)[#text(size: 8pt)[{top}]]\n#v(1cm)"
    half = OWNER.index("garda")
    body = f"{MILL} {SCHOOL} {OWNER[:half]}\n#pagebreak()\n{figures}\n{OWNER[half:]}\n\n{MILL}"
    found = blocks(read(FULL + body, tmp_path))
    assert set(captions) <= set(found)


@pytest.mark.parametrize(("fall", "found"), [(9, ["1"]), (14, [])])
def test_a_call_that_its_line_had_no_room_for(fall: int, found: list[str]) -> None:
    """Higher than another line of text would be."""
    last = "La vanne du moulin ferme mal depuis le grand gel."
    lines = [
        "Le bief de la digue est vide et la roue ne tourne",
        "plus guere, car le meunier est mort.",
        last,
    ]
    text = "".join(
        f"BT /F 10 Tf 60 {740 - 14 * place} Td ({line}) Tj ET " for place, line in enumerate(lines)
    )
    text += f"BT /F 6 Tf 60 {740 - 28 - fall} Td (1) Tj ET "
    text += "".join(
        f"BT /F 10 Tf 60 {640 - 14 * place} Td ({line}) Tj ET " for place, line in enumerate(lines)
    )
    text += "BT /F 8 Tf 60 100 Td (1. Registre du moulin, livre de la commune, page trois.) Tj ET"
    mended = mend(read_bytes(pdf(ONE, stream(text.encode())), "a", "a.pdf"))
    assert [one.value for one in mended.structure.labelled("note_call")] == found
    if found:
        assert any(block.endswith(last) for block in blocks(mended))
