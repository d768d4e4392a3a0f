"""Tables in plain text: columns that tabs or spaces make, and what only looks like them."""

from __future__ import annotations

import pytest
from tests.mended_invariants import check

from annotate.document.mended import Mended
from annotate.document.source import Source
from annotate.text.mending.mend import mend

BEFORE = (
    "La compagnie des eaux de la vallée fut fondée en 1873 par trois négociants de la ville,\n"
    "qui voulaient amener l’eau des sources jusqu’aux fontaines du marché et au faubourg :\n"
)
AFTER = (
    "Les premiers travaux durèrent quatre ans. On creusa d’abord une galerie sous la colline,\n"
    "puis un réservoir de pierre dont les murs portent encore le nom des maçons.\n"
)


def read(text: str) -> Mended:
    mended = mend(Source("a", "a.txt", text))
    check(mended)
    assert mend(Source("a", "a.txt", mended.text)).text == mended.text
    return mended


def lines(text: str) -> list[str]:
    """Return the tables of a text between paragraphs, as lines."""
    blocks = read(f"{BEFORE}\n{text}\n\n{AFTER}").text.split("\n\n")
    return [line for block in blocks if "\t" in block for line in block.split("\n")]


def test_columns_of_pdftotext() -> None:
    assert lines(
        "Source              1877    1901    1921\n"
        "Source du Bois         12      14      11\n"
        "Sainte-Anne             3                4\n"
        "Puits de la Grand-\n"
        "Rue                     –      22      25"
    ) == ["Source\t1877\t1901\t1921", "Source du Bois\t12\t14\t11", "Sainte-Anne\t3\t\t4"]


def test_tabs_part_cells_and_empty_ones_keep_their_place() -> None:
    assert lines("Ville\t1877\t1901\nLens\t12\t14\nLoos\t\t4\nArras\t3") == [
        "Ville\t1877\t1901",
        "Lens\t12\t14",
        "Loos\t\t4",
        "Arras\t3",
    ]


def test_a_cell_of_two_lines_is_one() -> None:
    assert lines(
        "Jean Petit       maire de la          1902\n"
        "                 commune\n"
        "Anne Roy         notaire à Lens       1903\n"
        "Luc Tan          médecin des mines    1904"
    ) == [
        "Jean Petit\tmaire de la commune\t1902",
        "Anne Roy\tnotaire à Lens\t1903",
        "Luc Tan\tmédecin des mines\t1904",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "1.\tOuvrir la vanne.\n2.\tFermer la vanne.\n3.\tNoter l’heure.",
        "Introduction ...........   3\nLes eaux ...............  12\nFin ....................  40",
        "–\tle maire ;\n–\tle notaire ;\n–\tle médecin.",
    ],
    ids=["numbered", "contents", "dashes"],
)
def test_lists_and_contents_are_no_tables(text: str) -> None:
    assert lines(text) == []


def test_two_columns_of_running_text_are_no_table() -> None:
    left, right = BEFORE.split("\n")[:2], AFTER.split("\n")[:2]
    text = "\n".join(
        f"{one:<92}{two}" for one, two in zip([*left, *left], [*right, *right], strict=True)
    )
    assert lines(text) == []
