"""Boxes of spans: what stands in the box of a name on its page is the name."""

from __future__ import annotations

import re
from pathlib import Path

import pypdfium2 as pdfium
import pytest

from annotate.document.boxes import BoxIndex
from annotate.document.projection import structure_layer
from annotate.text.mending.mend import mend
from annotate.text.reading import read_source
from command import ROOT

FILES = sorted((ROOT / "corpus").glob("*.pdf"))


def squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_box_of_a_word_holds_the_word(path: Path) -> None:
    source = read_source(path, path.stem)
    document = pdfium.PdfDocument(path)
    pages = [document[index].get_textpage() for index in range(len(document))]
    placing = BoxIndex(source)
    words = list(re.finditer(r"\w{5,}", source.text))[::7]
    assert len(words) > 50
    for word in words:
        ((page, left, bottom, right, top),) = placing.by_line([word.span()])
        inside = pages[page - 1].get_text_bounded(left - 0.5, bottom, right + 0.5, top)
        assert squeezed(word.group()) in squeezed(inside), (word, inside)
        assert len(squeezed(inside)) <= len(word.group()) + 2


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_block_of_a_pdf_has_its_boxes(path: Path) -> None:
    mended = mend(read_source(path, path.stem))
    for piece in structure_layer(mended).annotations:
        if piece.label == "page_break":
            continue
        boxes = piece.attributes["boxes"]
        assert {int(box[0]) for box in boxes} >= {piece.page}
        assert all(box[1] < box[3] and box[2] < box[4] for box in boxes)


def test_a_text_without_pages_has_none() -> None:
    mended = mend(read_source(ROOT / "corpus" / "jumelages.txt", "jumelages"))
    assert BoxIndex(mended.source).by_line([(0, 20)]) == []
    assert all("boxes" not in one.attributes for one in structure_layer(mended).annotations)
