"""Notes and headings in the margins of PDFs, and what stands beside text otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.typeset_pages import MILL, OWNER, SCHOOL, read

from annotate.document.mended import Mended

LEFT = (
    "#set page(width: 16cm, height: 15cm, margin: (left: 5cm, rest: 1.5cm))\n"
    '#set text(lang: "fr", size: 10pt)\n#set par(justify: true)\n'
    "#let aside(style, body) = place(dx: -4.2cm, box(width: 3.6cm, text(..style, body)))\n"
)
RIGHT = LEFT.replace("left: 5cm", "right: 5cm").replace("dx: -4.2cm", "dx: 10.1cm")
SMALL, BOLD = "(size: 7.5pt)", '(size: 8pt, weight: "bold")'
PLAN = "Voir les plans de l’ingénieur Roux, gravés en 1872 et conservés à la mairie."
HOUSE = "La maison du quai."
TEXTS = [MILL, f"{OWNER} {SCHOOL}", SCHOOL]


def with_margins(style: str) -> str:
    asides = [f"#aside({style})[{PLAN}]", f"#aside({style})[{HOUSE}]", ""]
    return "\n\n".join(f"{aside}{text}" for aside, text in zip(asides, TEXTS, strict=True))


def by_kind(mended: Mended) -> dict[str | None, list[str]]:
    found: dict[str | None, list[str]] = {}
    for element, (low, high) in mended.blocks:
        found.setdefault(element.kind, []).append(mended.text[low:high])
    return found


@pytest.mark.parametrize("style", [SMALL, BOLD])
@pytest.mark.parametrize("head", [LEFT, RIGHT])
def test_a_margin_is_no_part_of_the_text(head: str, style: str, tmp_path: Path) -> None:
    mended = read(with_margins(style), tmp_path, head)
    assert by_kind(mended) == {None: TEXTS, "marginal": [PLAN, HOUSE]}


def test_numbered_notes_in_a_margin_are_notes(tmp_path: Path) -> None:
    one, two = (f"#aside({SMALL})[#super[{n}] {text}]" for n, text in ((1, PLAN), (2, HOUSE)))
    body = f"{one}{MILL[:-1]}#super[1].\n\n{two}{OWNER[:-1]}#super[2].\n\n{SCHOOL}"
    mended = read(body, tmp_path, RIGHT)
    notes = [mended.text[low:high] for block, (low, high) in mended.blocks if block.value]
    assert notes == [f"1. {PLAN}", f"2. {HOUSE}"]
    assert [call.value for call in mended.structure.labelled("note_call")] == ["1", "2"]
    assert by_kind(mended)[None][:3] == [MILL, OWNER, SCHOOL]


def test_two_columns_have_no_margin(tmp_path: Path) -> None:
    body = f"#columns(2)[{MILL}\n\n{OWNER}\n\n{SCHOOL}\n\n#text(size: 8pt)[{PLAN}]]"
    assert "marginal" not in by_kind(read(body, tmp_path))


def test_a_table_in_small_type_has_no_margin(tmp_path: Path) -> None:
    cells = ", ".join(f"[La source {n}], [{MILL[:40]}], [{n * 12}]" for n in range(1, 6))
    body = f"{MILL}\n\n#text(size: 8pt, table(columns: (1fr, 2fr, 1fr), {cells}))\n\n{OWNER}"
    mended = read(body, tmp_path)
    assert "marginal" not in by_kind(mended)
    assert sum(True for _ in mended.structure.labelled("cell")) == 15


def test_terms_beside_their_definitions_are_no_margin(tmp_path: Path) -> None:
    body = "\n".join(
        f"#grid(columns: (2.5cm, 1fr), [{term}], [{text}])\n"
        for term, text in (("Bief", MILL), ("Vanne", OWNER), ("Roue", SCHOOL))
    )
    assert "marginal" not in by_kind(read(body, tmp_path))
