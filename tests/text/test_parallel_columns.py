"""Two texts side by side in PDFs: each is read by itself, however the file writes them."""

from __future__ import annotations

import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
from tests.typeset_pages import MILL, OWNER, SCHOOL, blocks, count, read

from annotate.document.source import LineBox
from annotate.text.structure.lines import Row, line_of
from annotate.text.structure.parallel_columns import by_column, text_gutters
from annotate.text.structure.table_lines import Parts

HEAD = '#set page(width: 21cm, height: 18cm, margin: 1.5cm)\n#set text(lang: "fr", size: 10pt)\n'
OLD = [MILL, OWNER, SCHOOL]
NEW = [
    "The mill at the weir was still turning in 1911, when the town bought the water to light its "
    "streets and the hall where the grain market was held.",
    "Its last miller, who had learnt the trade from his father, kept the key until he died, and "
    "never sold the stones.",
    "A school is in the building now. The pupils show visitors the wheel, which turns again.",
]


def lines(text: str) -> list[str]:
    return textwrap.wrap(text, 48, break_on_hyphens=False)


def grid(cells: list[str], gap: str) -> str:
    """Cells in two columns, without rules, in the order of their rows."""
    inside = ", ".join(f"[{cell}]" for cell in cells)
    return f"#grid(columns: (1fr, 1fr), column-gutter: 8mm, row-gutter: {gap}, {inside})\n"


def pairs(left: list[str], right: list[str]) -> list[str]:
    return [cell for both in zip(left, right, strict=True) for cell in both]


@pytest.mark.parametrize("stroke", ["none", "0.5pt"])
def test_paragraphs_beside_each_other(stroke: str, tmp_path: Path) -> None:
    cells = ", ".join(f"[{cell}]" for cell in pairs(OLD, NEW))
    body = f"#table(columns: (1fr, 1fr), stroke: {stroke}, {cells})"
    mended = read(body, tmp_path, HEAD)
    texts = mended.text.replace("\t", "\n\n").replace("\n\n", "\n").split("\n")
    assert sorted(texts) == sorted([*OLD, *NEW])
    assert count(mended, "cell") == (0 if stroke == "none" else 6)


def test_lines_beside_each_other(tmp_path: Path) -> None:
    """Written line by line: a line of both columns comes as one."""
    left, right = lines(f"{MILL} {OWNER}"), lines(" ".join(NEW))
    most = max(len(left), len(right))
    left += [""] * (most - len(left))
    right += [""] * (most - len(right))
    mended = read(grid(pairs(left, right), "0.65em"), tmp_path, HEAD)
    assert sorted(blocks(mended)) == sorted([f"{MILL} {OWNER}", " ".join(NEW)])


def test_the_heads_of_two_columns_are_two(tmp_path: Path) -> None:
    cells = ["*Texte ancien*", "*Texte nouveau*", *pairs(OLD, NEW)]
    found = blocks(read(grid(cells, "1.5em"), tmp_path, HEAD))
    assert found[:2] == ["Texte ancien", "Texte nouveau"]
    assert sorted(found[2:]) == sorted([*OLD, *NEW])


def test_the_head_of_an_article_in_capitals_is_none_of_its_text(tmp_path: Path) -> None:
    """No white and no other type shows it."""
    heads = ["ARTICLE 1 – BUTS DE L’ASSOCIATION", "ARTICLE 2 – PERTE DE LA QUALITÉ DE MEMBRE"]
    body = "\n\n".join(f"{head} \\\n{text}" for head, text in zip(heads, OLD, strict=False))
    assert blocks(read(body, tmp_path)) == [heads[0], OLD[0], heads[1], OLD[1]]


def column(left: int, lengths: list[int]) -> list[Row]:
    """Rows of so many letters, below one another."""
    return [
        Row(
            0,
            1,
            "e" * many,
            1,
            False,
            LineBox(0, 1, (left, 700 - 12 * at, left + 5 * many, 710 - 12 * at), 702, 10, False),
        )
        for at, many in enumerate(lengths)
    ]


@pytest.mark.parametrize(("short", "found"), [(20, 1), (24, 0)])
def test_the_short_lines_of_a_table_hide_no_column_of_text(short: int, found: int) -> None:
    """Unless most lines are short, as in columns of figures."""
    rows = [*column(50, [28] * 21 + [5] * short), *column(220, [28] * 40)]
    assert len(text_gutters(rows, 10)) == found


def test_a_short_last_line_leaves_no_gutter_beside_lines_that_are_full() -> None:
    """Few rows may go over white between columns, and a short column has few rows."""
    full, short = column(59, [31] * 16), column(226, [31, 31, 31, 20])
    third = column(393, [31] * 10)
    assert 381 < text_gutters([*full, *short, *third], 10)[-1] < 393


def test_lines_above_an_indented_list_are_of_their_column() -> None:
    """The white beside the list is wider than the gutter, and its middle is inside them."""
    left, plain, listed = column(59, [31] * 16), column(226, [31] * 3), column(241, [28] * 13)[3:]
    drawn = [*plain, *left[:8], *listed, *left[8:]]
    assert 214 < text_gutters(drawn, 10)[0] < 226
    rows = [replace(row, start=at) for at, row in enumerate(drawn)]
    found = [line_of(row).box[0] for row in by_column(rows, Parts())]
    assert found == [59] * 16 + [226] * 3 + [241] * 10
