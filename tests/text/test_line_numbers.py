"""Numbers of lines in the margins of PDFs, and numbers in margins that are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.typeset_pages import HEAD, MILL, OWNER, SCHOOL, blocks, read

TEXTS = [MILL, OWNER, SCHOOL, f"{OWNER} {MILL}", f"{SCHOOL} {OWNER}", f"{MILL} {SCHOOL}"]
BODY = "= Le moulin\n\n" + "\n\n== La roue\n\n".join(
    ("\n\n".join(TEXTS[:3]), "\n\n".join(TEXTS[3:]))
)
FIFTHS = "n => if calc.rem(n, 5) == 0 [#n]"


@pytest.mark.parametrize(
    "options",
    [
        '#set par.line(numbering: "1")',
        '#set par.line(numbering: "1", numbering-scope: "page")',
        '#set par.line(numbering: "1", number-margin: right)',
        "#set par.line(numbering: n => text(size: 6pt)[#n])",
        f"#set par.line(numbering: {FIFTHS})",
        f"#set par.line(numbering: {FIFTHS}, number-margin: right)",
        '#set page(columns: 2)\n#set text(size: 8pt)\n#set par.line(numbering: "1")',
    ],
)
def test_numbers_of_lines_are_set_aside(options: str, tmp_path: Path) -> None:
    mended = read(f"{options}\n{BODY}", tmp_path, HEAD.replace("height: 18cm", "height: 10cm"))
    heads = ("Le moulin", "La roue")
    assert [one for one in blocks(mended) if one not in heads] == TEXTS
    numbers = [one.value for one in mended.structure.labelled("line_number")]
    assert numbers[:2] in (["1", "2"], ["5", "10"])
    for one in mended.structure.labelled("line_number"):
        assert one.value == mended.source.text[slice(*one.ranges[0])]


def beside(numbers: list[str], texts: list[str]) -> str:
    return "\n\n".join(
        f"#place(dx: -9mm)[{number}] {text}" for number, text in zip(numbers, texts, strict=True)
    )


def test_years_in_a_margin_are_no_numbers_of_lines(tmp_path: Path) -> None:
    mended = read(beside(["1911", "1921", "1988", "1995"], TEXTS[:4]), tmp_path)
    assert not list(mended.structure.labelled("line_number"))


def test_numbers_of_verses_are_no_numbers_of_lines(tmp_path: Path) -> None:
    mended = read(beside([str(n) for n in range(1, 7)], TEXTS), tmp_path)
    assert not list(mended.structure.labelled("line_number"))


def test_a_list_of_lines_has_no_numbers_of_lines(tmp_path: Path) -> None:
    towns = ["Lens, ville des mines", "Arras, chef-lieu", "Béthune", "Liévin", "Douai", "Cambrai"]
    numbers = [str(n) for n in range(1, 7)]
    mended = read(f"{beside(numbers, towns)}\n\n{MILL}", tmp_path)
    assert not list(mended.structure.labelled("line_number"))


def test_a_column_of_a_table_has_no_numbers_of_lines(tmp_path: Path) -> None:
    rows = ", ".join(f"[{number}], [la source], [{7 * number}]" for number in range(1, 7))
    mended = read(f"#table(columns: 3, stroke: none, {rows})\n\n{MILL}\n\n{OWNER}", tmp_path)
    assert not list(mended.structure.labelled("line_number"))
