"""Hyphens at line ends of which a PDF tells whether they belong to their words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import typst
from tests.text.reading.test_pdf_letters import LATIN
from tests.text.test_hostile import ONE, pdf, stream

from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from annotate.text.reading.pdf_hyphens import Hyphen, PlacedHyphen, told_hyphens

SERVER = (
    "Le serveur central de la supervision, que le paquet nomme prelude-manager, reçoit les alertes "
    "des sondes et les range dans la base stable-proposed-updates-new de la régie semi-automatisée "
    "des départements, dont les bibliothèques conservent les photographies des administrateurs."
)
HEAD = '#set text(lang: "fr", size: 10pt, hyphenate: true)\n#set par(justify: true)\n'


@pytest.mark.parametrize("width", [6, 6.5, 7, 7.5, 8, 9])
@pytest.mark.parametrize("before", ["", "La semi-remorque. ", "La supervisiondepartementale. "])
def test_typst_tells_its_hyphens(width: float, before: str, tmp_path: Path) -> None:
    """Of names that no list has, and of compounds, whichever of the two came first."""
    main = tmp_path / "a.typ"
    main.write_text(
        f"#set page(width: {width}cm, height: 18cm, margin: 1cm)\n{HEAD}{before}{SERVER}"
    )
    source = read_bytes(typst.Compiler(main).compile(format="pdf"), "a", "a.pdf")
    assert source.layout is not None
    ends = [line.end - 1 for line in source.layout.lines if source.text[line.end - 1] == "-"]
    assert set(source.layout.hyphens) == set(ends)
    assert mend(source).text == before + SERVER


def marked(*lines: bytes) -> bytes:
    shown = b"".join(
        b"BT /F 11 Tf 1 0 0 1 72 %d Tm %s ET\n" % (700 - 14 * number, line)
        for number, line in enumerate(lines)
    )
    return pdf(ONE, stream(shown), font=LATIN)


def test_what_is_without_a_mark_inside_lines_tells_nothing_at_their_ends() -> None:
    """Browsers mark the hyphens of some of their fonts, which have no names, and not of others."""
    mark, none = Hyphen("-", False, True), Hyphen(None, False, True)
    end = PlacedHyphen(30, "5", True, none)
    marked_only = [PlacedHyphen(3, "5", False, mark), end]
    assert told_hyphens(marked_only, "Skia/PDF") == {30: False}
    assert told_hyphens([*marked_only, PlacedHyphen(9, "5", False, none)], "Skia/PDF") == {}
    assert told_hyphens([PlacedHyphen(3, "4", False, mark), end], "Skia/PDF") == {}


def test_marks_of_a_line_break(tmp_path: Path) -> None:
    """As InDesign and others write them: the hyphen of a line break stands for U+00AD."""
    soft = b"(-) Tj EMC"
    data = marked(
        b"(Le paquet se nomme prelude-) Tj",
        b"(manager, il est installe par un admini) Tj /Span <</ActualText <FEFF00AD>>> BDC " + soft,
        b"(strateur de la regie des eaux.) Tj",
    )
    text = mend(read_bytes(data, "a", "a.pdf")).text
    assert (
        text == "Le paquet se nomme prelude-manager, il est installe par un administrateur de la "
        "regie des eaux."
    )


def placed(offset: int, *, end: bool, actual: str | None = None, printed: bool = False,
           alone: bool = False) -> PlacedHyphen:  # fmt: skip
    return PlacedHyphen(offset, "Serif", end, Hyphen(actual, printed, alone))


def test_what_browsers_print() -> None:
    hyphens = [
        placed(4, end=False),
        placed(9, end=True, printed=True),
        placed(20, end=True),
    ]
    assert told_hyphens(hyphens, "Skia/PDF") == {9: False, 20: True}
    # A font that calls all its hyphens so tells nothing.
    assert told_hyphens([placed(4, end=False, printed=True), *hyphens], "Skia/PDF") == {}


def test_libreoffice_draws_the_hyphen_of_a_line_break_apart() -> None:
    hyphens = [placed(9, end=True, alone=True), placed(20, end=True)]
    assert told_hyphens(hyphens, "Writer LibreOffice 7.4") == {9: False, 20: True}
    assert told_hyphens(hyphens, "pdfTeX") == {}


def test_a_hyphen_in_another_size_than_its_word_is_drawn_apart_for_that() -> None:
    """Behind small capitals, that of `soixante-huit` too."""
    told = [
        placed(9, end=True, alone=True),
        replace(placed(20, end=True, alone=True), resized=True),
    ]
    assert told_hyphens(told, "Writer LibreOffice 7.4") == {9: False}
    shown = b"BT /F 7 Tf 50 700 Td (SOIXANTE) Tj /F %d Tf (-) Tj /F 7 Tf 0 -12 Td (HUIT) Tj ET"
    info = b"<</Producer(LibreOffice 7.4)>>"
    for size, hyphens in ((7, {8: False}), (10, {})):
        data = pdf(ONE, stream(shown % size), info).replace(b"/Root 1", b"/Info 6 0 R/Root 1")
        layout = read_bytes(data, "a", "a.pdf").layout
        assert layout is not None and layout.hyphens == hyphens
