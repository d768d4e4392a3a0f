"""The tables over all mentions: acronyms, years, places and networks, and how they print."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from lxml import etree

from annotate.index import Index, Mention, build_index, write_entities_xlsx
from annotate.index.acronym_table import ACRONYM_COLUMNS, acronym_rows
from annotate.index.authorities import located
from annotate.index.dating import TIMELINE_COLUMNS, Year
from annotate.index.geography import write_places
from annotate.index.network import write_network
from annotate.index.place_names import place_names
from annotate.index.tables import (
    write_entities_csv,
    write_mentions_csv,
    write_overview_csv,
)

TEXT = """
a|s1|p1|1|PER Lucie Vasselin|LOC Lens|DATE 1894|1894
a|s2|p1|1|LOC Lens|ACRONYM VTT|ACRONYM SNM=Syndicat des nappes mères
a|s3|p2|2|LOC Londres|DATE mai 1936|1936-05|DATE années 70|197X|DATE 12 juin|XXXX-06-12
b|s1|p1|3|PER Lucie Vasselin|ACRONYM SNM=Société nouvelle de Merlon|DATE 1936|1936
b|s2|p1|4|ACRONYM XQZ|LOC Annay|ORG A & B <C>
""".strip()


def index() -> Index:
    found: dict[str, list[Mention]] = {}
    for at, line in enumerate(TEXT.splitlines()):
        document, sentence, paragraph, page, *cells = line.split("|")
        names = [cell for cell in cells if " " in cell and not cell[0].isdigit()]
        for number, cell in enumerate(names):
            label, text = cell.split(" ", 1)
            text, _, expansion = text.partition("=")
            value = cells[cells.index(cell) + 1] if label == "DATE" else None
            start = 1000 * at + 50 * number
            found.setdefault(document, []).append(
                Mention(
                    document=document,
                    mention_id=f"m{start}",
                    layer="acronyms" if label == "ACRONYM" else "entities",
                    label=label,
                    text=text,
                    value=value,
                    ranges=((start, start + len(text)),),
                    page=int(page),
                    paragraph=paragraph,
                    sentence=sentence,
                    expansion=expansion,
                    expansion_from="text" if expansion else "",
                )
            )
    return build_index(one for own in located([*found.values()], place_names()) for one in own)


def test_acronyms_have_a_row_a_meaning_and_those_without_an_entity_have_theirs() -> None:
    made = index()
    rows = [dict(zip(ACRONYM_COLUMNS, row, strict=True)) for row in acronym_rows(made)]
    assert [(row["acronym"], row["expansion"], row["pages"]) for row in rows] == [
        ("SNM", "Société nouvelle de Merlon", "b 3"),
        ("SNM", "Syndicat des nappes mères", "a 1"),
        ("VTT", "", "a 1"),
        ("XQZ", "", "b 4"),
    ]
    assert rows[2]["entity"] == "" and rows[2]["first_link"] == "report.html#m:a:m1050"


def test_the_timeline_has_a_row_a_year() -> None:
    made = index()
    rows = [dict(zip(TIMELINE_COLUMNS, row, strict=True)) for row in map(Year.row, made.years())]
    told = [(row["year"], row["until"], row["mentions"], row["entities"]) for row in rows]
    assert told == [
        (1894, 1894, 1, "Lens (1); Lucie Vasselin (1)"),
        (1936, 1936, 2, "Londres (1); Lucie Vasselin (1)"),
        (1970, 1979, 1, "Londres (1)"),
    ]
    dates = {entity.name: (entity.first_date, entity.last_date) for entity in made.entities}
    assert dates["Lucie Vasselin"] == ("1894", "1936")
    assert dates["Londres"] == ("1936-05", "197X")
    assert dates["Annay"] == ("", "")


def test_places_are_points_with_their_codes(tmp_path: Path) -> None:
    write_places(tmp_path / "places.geojson", index().entities)
    read: dict[str, Any] = json.loads((tmp_path / "places.geojson").read_text("utf-8"))
    assert read["type"] == "FeatureCollection"
    points = {one["properties"]["name"]: one for one in read["features"]}
    assert points["Lens"]["properties"]["insee_commune"] == "62498"
    assert points["Lens"]["geometry"] == {"type": "Point", "coordinates": [2.821, 50.438]}
    assert points["Londres"]["properties"]["place"] == "ville"
    write_places(tmp_path / "none.geojson", ())
    assert json.loads((tmp_path / "none.geojson").read_text("utf-8"))["features"] == []


def test_the_network_joins_what_sentences_and_paragraphs_name_together(tmp_path: Path) -> None:
    write_network(tmp_path / "network.graphml", index())
    space = {"g": "http://graphml.graphdrawing.org/xmlns"}
    tree = etree.parse(tmp_path / "network.graphml")
    names = {
        node.get("id"): node.findtext("g:data[@key='label']", namespaces=space)
        for node in tree.iterfind(".//g:node", space)
    }
    assert "A & B <C>" in names.values() and "1894" not in names.values()
    edges = {
        tuple(sorted((names[edge.get("source")], names[edge.get("target")]))): [
            edge.findtext(f"g:data[@key='{key}']", namespaces=space)
            for key in ("sentences", "paragraphs", "weight")
        ]
        for edge in tree.iterfind(".//g:edge", space)
    }
    assert edges["Lens", "Lucie Vasselin"] == ["1", "1", "2"]
    assert ("Londres", "Lucie Vasselin") not in edges


def test_sheets_print_across_one_page_with_their_head(tmp_path: Path) -> None:
    write_entities_xlsx(tmp_path / "entities.xlsx", index(), {})
    for sheet in openpyxl.load_workbook(tmp_path / "entities.xlsx"):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.print_title_rows == "$1:$1"
    book = openpyxl.load_workbook(tmp_path / "entities.xlsx")
    printed = [row[1:] for row in book["Index"].iter_rows(min_row=2, values_only=True)]
    assert ("Lens", None, "a 1") in printed


@pytest.mark.office
def test_an_office_program_opens_every_table(tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    made = index()
    write_mentions_csv(tmp_path / "mentions.csv", made)
    write_entities_csv(tmp_path / "entities.csv", made)
    write_overview_csv(tmp_path / "acronyms.csv", "acronyms", made)
    write_overview_csv(tmp_path / "timeline.csv", "timeline", made)
    write_entities_xlsx(tmp_path / "book.xlsx", made, {})
    tables = sorted(tmp_path.iterdir())
    out = tmp_path / "out"
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [soffice, profile, "--headless", "--convert-to", "ods", "--outdir", out, *tables]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    assert sorted(path.stem for path in out.iterdir()) == sorted(path.stem for path in tables)
