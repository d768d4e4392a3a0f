from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.document.labels import Label, read_labels
from annotate.errors import LexiconError, OutputError
from annotate.index import (
    Index,
    Mention,
    build_index,
    write_entities_csv,
    write_entities_xlsx,
    write_mentions_csv,
)
from annotate.index.tables import ENTITY_COLUMNS, MENTION_COLUMNS
from annotate.tables import guard, read_csv, unguard, write_csv

CONFIGS = Path(__file__).parents[2] / "configs"
NASTY = [
    '=cmd|" /C calc"!A0', "+33 3 21", "-0051", "@SUM(A1)", "'=1+1", "''", "'quoted'", "\t=1",
    " =1", 'a "b", c;d', "one\ntwo", "one\r\ntwo", "lone\rreturn", "🙂 émoji", "\u00a0", "",
    "http://x", "<script>", "＝1", "001", "1e5", "_x0041_",
]  # fmt: skip


def index_of(texts: list[str]) -> Index:
    return build_index(
        Mention(
            document="a",
            mention_id=f"m{at:03d}",
            label="ORG",
            text=text or "x",
            ranges=((at, at + 1), (at + 3, at + 5)),
            left=text,
            right=text,
            page=at % 3 or None,
            score=0.25,
        )
        for at, text in enumerate(texts)
    )


@given(st.lists(st.sampled_from(NASTY) | st.text(st.characters(exclude_categories=["Cs"]))))
def test_cells_come_back(tmp_path_factory: pytest.TempPathFactory, cells: list[str]) -> None:
    path = tmp_path_factory.mktemp("csv") / "table.csv"
    write_csv(path, ["cell", "next"], [(cell, "x") for cell in cells])
    assert [row["cell"] for row in read_csv(path)] == cells


@given(st.sampled_from(NASTY) | st.text())
def test_guarding(cell: str) -> None:
    assert unguard(guard(cell)) == cell
    assert guard(cell).lstrip()[:1] not in ("=", "+", "-", "@")


def test_mentions(tmp_path: Path) -> None:
    path = tmp_path / "mentions.csv"
    write_mentions_csv(path, index_of(NASTY))
    assert path.read_bytes().startswith(b"\xef\xbb\xbfdocument"[:3])
    rows = read_csv(path)
    assert tuple(rows[0]) == MENTION_COLUMNS
    assert [row["left"] for row in rows] == NASTY
    assert json.loads(rows[2]["ranges"]) == [[2, 3], [5, 7]]
    assert (rows[2]["start"], rows[2]["end"], rows[3]["page"]) == ("2", "7", "")
    assert [p.name for p in tmp_path.iterdir()] == ["mentions.csv"]


def test_entities(tmp_path: Path) -> None:
    path = tmp_path / "entities.csv"
    write_entities_csv(path, index_of(["Lens", "LENS", "Lens"]))
    rows = read_csv(path)
    assert tuple(rows[0]) == ENTITY_COLUMNS
    assert [(row["name"], row["variants"]) for row in rows] == [("Lens", "Lens (2); LENS (1)")]


def test_workbook(tmp_path: Path) -> None:
    path = tmp_path / "entities.xlsx"
    labels = read_labels(CONFIGS / "labels.tsv")
    write_entities_xlsx(path, index_of(NASTY), labels)
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == [
        "Entities", "Mentions", "Index", "Acronyms", "Timeline", "Doubtful", "Legend",
    ]  # fmt: skip
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
            linked = [cell for cell in row if cell.hyperlink]
            assert all(str(cell.value).startswith("report.html#m") for cell in linked)
    left = MENTION_COLUMNS.index("left")
    cells = [row[left] or "" for row in book["Mentions"].iter_rows(min_row=2, values_only=True)]
    # The format writes a carriage return as _x000D_, and the sign _ before what looks so as
    # _x005F_; openpyxl leaves both as they are.
    read = [cell.replace("_x000D_", "\r").replace("_x005F_", "_") for cell in cells]
    assert read == NASTY
    pages = [row[1] for row in book["Mentions"].iter_rows(min_row=2, values_only=True)]
    assert pages[:4] == [None, 1, 2, None]


def test_workbooks_are_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        write_entities_xlsx(tmp_path / name, index_of(["Lens", "Liévin"]), {})
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()


def test_an_empty_workbook(tmp_path: Path) -> None:
    write_entities_xlsx(tmp_path / "entities.xlsx", Index(), {})
    assert openpyxl.load_workbook(tmp_path / "entities.xlsx")["Entities"].max_row == 1


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OutputError, match="cannot be written"):
        write_mentions_csv(tmp_path / "file" / "mentions.csv", Index())


def test_labels_are_all_there() -> None:
    labels = read_labels(CONFIGS / "labels.tsv")
    layers = {layer: [] for layer in ("entities", "acronyms", "structure")}
    for label in labels.values():
        layers[label.layer].append(label.name)
    assert layers["entities"] == ["PER", "ORG", "LOC", "DATE", "MISC"]
    assert layers["acronyms"] == ["ACRONYM"]
    assert " ".join(layers["structure"]) == (
        "title author heading paragraph note note_call box running_head page_number page_break "
        "sentence hyphen"
    )
    assert len({label.colour for label in labels.values()}) == len(labels)


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_any_tint_leaves_text_readable(colour: str) -> None:
    tint = Label("X", "entities", colour, "x", "x").tint
    assert (luminance(tint) + 0.05) / (luminance("#1f262d") + 0.05) > 7


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("PER\tentity\t#112233\ta\tb\tc", "no layer named entity"),
        ("PER\tentities\tred\ta\tb\tc", "red is not a colour"),
        ("PÉR\tentities\t#112233\ta\tb\tc", "not a name for a label"),
        ("A\tentities\t#112233\ta\tb\tc\nA\tentities\t#112233\ta\tb\tc", "there twice"),
    ],
)
def test_labels_that_are_refused(tmp_path: Path, row: str, message: str) -> None:
    path = tmp_path / "labels.tsv"
    head = "label\tlayer\tcolour\tname_fr\tname_en\tdescription_fr\n"
    path.write_text(head + row + "\n", "utf-8")
    with pytest.raises(LexiconError, match=message):
        read_labels(path)


def test_cells_that_no_sheet_holds_are_cut(tmp_path: Path) -> None:
    long = ["a" * 40_000, "🙂" * 20_000, "b" * 32_767, "<r>&amp;</r>"]
    write_entities_xlsx(tmp_path / "entities.xlsx", index_of(long), {})
    sheet = openpyxl.load_workbook(tmp_path / "entities.xlsx")["Mentions"]
    left = MENTION_COLUMNS.index("left")
    cells = [row[left] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert cells == ["a" * 32_766 + "…", "🙂" * 16_383 + "…", "b" * 32_767, "<r>&amp;</r>"]
    assert sheet.dimensions == "A1:V5"
