"""Tables as CSV and as workbooks: texts stay texts, and files are whole or not there."""

from __future__ import annotations

import random
import resource
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotate.errors import OutputError
from annotate.tables import Column, Sheet, columns_of, read_filled_csv, read_xlsx, write_xlsx

ODD = [
    "1936-05", "1936", "0051", "-0051", "1e5", "=1+1", "'=1", "http://x", "<r>a & b</r>",
    "<r><t>x</t></r>", "12-20", "true", "…",
]  # fmt: skip


@settings(max_examples=20)
@given(st.lists(st.sampled_from(ODD) | st.text("<>r/&t'= 1é🙂_x", min_size=1), min_size=1))
def test_a_text_of_a_workbook_stays_a_text(
    tmp_path_factory: pytest.TempPathFactory, cells: list[str]
) -> None:
    path = tmp_path_factory.mktemp("book") / "table.xlsx"
    write_xlsx(path, [Sheet("Table", columns_of(["cell"], {}), [(cell,) for cell in cells])])
    rows = list(openpyxl.load_workbook(path)["Table"].iter_rows(min_row=2))
    assert [row[0].value for row in rows] == cells
    assert {row[0].data_type for row in rows} == {"s"}


def test_a_workbook_to_fill(tmp_path: Path) -> None:
    columns = (
        Column("form", 34, colours={"Lens": "#aabbcc"}),
        Column("decision", 12, choices=("keep", "drop"), filled=True),
        Column("count", 9),
    )
    write_xlsx(
        tmp_path / "sheet.xlsx", [Sheet("Forms", columns, [("Lens", "", 2.0)])], to_fill=True
    )
    sheet = openpyxl.load_workbook(tmp_path / "sheet.xlsx")["Forms"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:C2")
    assert [sheet.column_dimensions[letter].width for letter in "ABC"] == pytest.approx(
        [34, 12, 9], abs=1
    )
    (choice,) = sheet.data_validations.dataValidation
    assert (str(choice.sqref), choice.formula1) == ("B2", '"keep,drop"')
    assert choice.errorStyle == "warning"  # other words are asked about, and not refused
    assert sheet["B2"].number_format == "@"
    assert sheet["A2"].alignment.wrap_text
    (coloured,) = sheet.conditional_formatting
    assert (str(coloured.sqref), coloured.rules[0].formula) == ("A2", ['"Lens"'])
    assert read_xlsx(tmp_path / "sheet.xlsx") == {
        "Forms": [["form", "decision", "count"], ["Lens", "", "2"]]
    }


@pytest.mark.parametrize("cells", [10, 4_000], ids=["the whole", "one sheet"])
def test_a_workbook_that_does_not_fit_is_not_there(tmp_path: Path, cells: int) -> None:
    """Twice: what the system refuses is the file of a sheet, then that of the workbook."""
    draw = random.Random(1)
    rows = [(f"{draw.getrandbits(8_000):x}",) for _ in range(cells)]
    path = tmp_path / "table.xlsx"
    path.write_bytes(b"from before")
    sheets = [Sheet(f"Table {number}", columns_of(["cell"], {}), rows) for number in range(40)]
    write_xlsx(tmp_path / "fits.xlsx", sheets[:1])
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, limits[1]))
    try:
        with pytest.raises(OutputError, match="cannot be written"):
            write_xlsx(path, sheets)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert path.read_bytes() == b"from before"
    assert {file.name for file in tmp_path.iterdir()} == {"table.xlsx", "fits.xlsx"}


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("form;page\n'-0051;2\nété;\n".encode("cp1252"), [["-0051", "2"], ["été", ""]]),
        ("form\tpage\r\n été \t2\r\n".encode("utf-16"), [["été", "2"]]),
        ('\ufeff"form","page"\n"a, b","2"\n'.encode(), [["a, b", "2"]]),
    ],
)
def test_a_csv_that_a_spreadsheet_saved(
    tmp_path: Path, content: bytes, rows: list[list[str]]
) -> None:
    (tmp_path / "table.csv").write_bytes(content)
    assert read_filled_csv(tmp_path / "table.csv") == [["form", "page"], *rows]
