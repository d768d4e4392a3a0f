"""Pictures of pages, and where boxes are on them."""

from __future__ import annotations

import json
from math import ceil
from pathlib import Path

import pypdf
import pytest
from PIL import Image

from annotate.errors import UnreadableError
from annotate.report.pictures import pictures_in
from annotate.text.reading.pdf_pictures import PageView, remove_pictures, write_pictures

PDF = Path(__file__).parents[3] / "corpus" / "arenberg.pdf"


@pytest.fixture(params=["as it is", "turned", "cropped"])
def page(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    writer = pypdf.PdfWriter()
    first = pypdf.PdfReader(PDF).pages[0]
    if request.param == "turned":
        first.rotate(90)
    if request.param == "cropped":
        first.cropbox.lower_left = (60, 80)
    writer.add_page(first)
    path = tmp_path / "one.pdf"
    writer.write(path)
    return path


def test_a_box_is_where_the_page_shows_it(page: Path, tmp_path: Path) -> None:
    write_pictures(page, tmp_path / "pages" / "one")
    box = (1, 100.0, 600.0, 180.0, 612.0)
    with PageView(page, 1) as view:
        left, top, width, height = view.placed(box[1:])
        expected = (left / view.width, top / view.height, width / view.width, height / view.height)
    placed = pictures_in(tmp_path / "pages")["one"].placed(box)
    assert placed == pytest.approx(expected, abs=0.003)


def test_every_page_has_its_picture(tmp_path: Path) -> None:
    folder = tmp_path / "pages" / "arenberg"
    size = write_pictures(PDF, folder)
    corners = json.loads((folder / "pages.json").read_text())
    pictures = sorted(folder.glob("*.jpg"))
    assert {one.stem for one in pictures} == set(corners)
    assert size == sum(one.stat().st_size for one in pictures)
    first, *others = pypdf.PdfReader(PDF).pages
    assert len(pictures) == 1 + len(others)
    with Image.open(pictures[0]) as image:
        assert image.format == "JPEG" and image.width == ceil(1.5 * float(first.mediabox.width))
    remove_pictures(folder)
    assert not folder.exists()


def test_only_folders_of_pictures_are_removed(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "1.jpg").write_bytes(b"")
    remove_pictures(tmp_path / "mine")
    assert (tmp_path / "mine" / "1.jpg").exists()


def test_what_is_no_pdf_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"no PDF")
    with pytest.raises(UnreadableError, match="cannot be opened"):
        write_pictures(path, tmp_path / "pages")
