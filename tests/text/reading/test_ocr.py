"""Scanned pages, recognised by Tesseract where it is installed; refused with a remedy elsewhere."""

from __future__ import annotations

import shutil
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from annotate.document.annotation import ENTITIES, STRUCTURE
from annotate.document.candidates import Candidate
from annotate.document.confidence import OCR_CONFIDENCE
from annotate.document.projection import layers_of
from annotate.document.source import Layout, LineBox, Page, Recognised, Source
from annotate.errors import NoTextError, UnreadableError, UsageError
from annotate.text.mending.mend import mend
from annotate.text.reading import ocr_programs, read_bytes
from annotate.text.reading.hocr import read_hocr, with_steady_sizes
from command import ROOT
from mended_invariants import check
from scans import drawn, scanned

ARTICLE = (ROOT / "corpus" / "terrils.pdf").read_bytes()
TESSERACT = shutil.which("tesseract")


def _has_french() -> bool:
    if TESSERACT is None:
        return False
    told = subprocess.run([TESSERACT, "--list-langs"], capture_output=True, check=False, text=True)
    return "fra" in (told.stdout + told.stderr).split()


needs_tesseract = pytest.mark.skipif(not _has_french(), reason="no Tesseract with its French")


@pytest.fixture
def without_tesseract(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without Tesseract."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(ocr_programs, "_PLACES", ())


@pytest.fixture(autouse=True)
def _own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """What is recognised once is kept for the tests, not in the user's folder."""
    cache = tmp_path_factory.getbasetemp() / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache))


def program(folder: Path, script: str) -> None:
    """Write a `tesseract` that knows French and does something else."""
    path = folder / "tesseract"
    path.write_text(f"#!/bin/sh\n[ $1 = --list-langs ] && echo fra\n[ $# = 1 ] && exit\n{script}\n")
    path.chmod(0o755)


@pytest.mark.usefixtures("without_tesseract")
@pytest.mark.parametrize("data", [scanned(ARTICLE), drawn(ARTICLE)], ids=["scan", "picture"])
def test_without_the_program_the_refusal_names_option_and_packages(data: bytes) -> None:
    with pytest.raises(NoTextError, match="picture") as caught:
        read_bytes(data, "a", "a.pdf")
    for name in ("--ocr", "tesseract-ocr", "tesseract-ocr-fra", "ocrmypdf"):
        assert name in str(caught.value.remedy)
    with pytest.raises(UsageError, match="not installed"):
        read_bytes(data, "a", "a.pdf", ocr=True)


@pytest.mark.usefixtures("without_tesseract")
def test_a_text_needs_no_tesseract() -> None:
    assert read_bytes(ARTICLE, "a", "a.pdf", ocr=True) == read_bytes(ARTICLE, "a", "a.pdf")


@pytest.mark.usefixtures("without_tesseract")
@pytest.mark.skipif(sys.platform == "win32", reason="the program is a shell script")
def test_tesseract_without_french(tmp_path: Path) -> None:
    (tmp_path / "tesseract").write_text("#!/bin/sh\necho eng\n")
    (tmp_path / "tesseract").chmod(0o755)
    with pytest.raises(UsageError, match="French") as caught:
        read_bytes(scanned(ARTICLE), "a", "a.pdf", ocr=True)
    assert caught.value.remedy == "install tesseract-ocr-fra"


@pytest.mark.skipif(sys.platform == "win32", reason="the program is a shell script")
@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("sleep 3600", r"recognition takes longer than 0\.5 seconds"),
        ("echo unlucky; exit 1", r"Tesseract fails on it \(unlucky\)"),
    ],
)
def test_a_page_that_fails_is_named(
    script: str, told: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program(tmp_path, script)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    monkeypatch.setenv("ANNOTATE_OCR_SECONDS", "0.5")
    with pytest.raises(UnreadableError, match=told) as caught:
        read_bytes(scanned(ARTICLE, 2, keep={1}), "a", "a.pdf", ocr=True)
    assert (caught.value.path, caught.value.place) == ("a.pdf", "page 2")


def test_pages_that_are_pictures_among_others_are_told() -> None:
    (remark,) = read_bytes(scanned(ARTICLE, 3, keep={1, 3}), "a", "a.pdf").remarks
    assert (remark.kind, remark.place) == ("scan", "page 2")
    assert "--ocr" in remark.what


def words(source: Source, page: int = 1) -> list[str]:
    return source.text[source.pages[page - 1].start : source.pages[page - 1].end].split()


def alike(one: list[str], other: list[str]) -> float:
    """The share of different words that two texts have in common."""
    return len({*one} & {*other}) / len({*one} | {*other})


@needs_tesseract
@pytest.mark.ocr
def test_a_scan_reads_as_what_was_scanned() -> None:
    """But for the frame of a boxed text, which is a picture now."""
    mended = mend(read_bytes(scanned(ARTICLE, 3), "a", "a.pdf", ocr=True))
    check(mended)
    given = mend(read_bytes(ARTICLE, "a", "a.pdf"))
    assert alike(mended.text.split(), given.text.split()) > 0.85
    heads, wanted = (
        [
            (piece.label, one.text[low:high].replace("’", "'"))
            for piece, (low, high) in one.blocks
            if piece.label in ("title", "author", "heading") and piece.parent is None
        ]
        for one in (mended, given)
    )
    assert heads == wanted


@needs_tesseract
@pytest.mark.ocr
@pytest.mark.parametrize("turned", [90, 180, 270])
def test_a_page_that_lies_on_its_side(turned: int) -> None:
    read = read_bytes(scanned(ARTICLE, turned=turned), "a", "a.pdf", ocr=True)
    assert alike(words(read), words(read_bytes(ARTICLE, "a", "a.pdf"))) > 0.85
    assert read.layout is not None
    below = [one.baseline > other.baseline for one, other in pairwise(read.layout.lines)]
    assert sum(below) > 0.9 * len(below)


@needs_tesseract
@pytest.mark.ocr
def test_recognised_words_are_where_they_were() -> None:
    read = read_bytes(scanned(ARTICLE), "a", "a.pdf", ocr=True)
    given = read_bytes(ARTICLE, "a", "a.pdf")
    boxes = []
    for source in (read, given):
        assert source.layout is not None
        start = source.text.index("Pinchonvalles")
        line = next(one for one in source.layout.lines if one.start <= start < one.end)
        boxes.append((line.edges[start - line.start], line.baseline, line.size))
    for one, other in zip(*boxes, strict=True):
        assert abs(one - other) < 2.0


@needs_tesseract
@pytest.mark.ocr
def test_only_pages_without_text_are_recognised() -> None:
    read = read_bytes(scanned(ARTICLE, 2, keep={1}), "a", "a.pdf", ocr=True)
    given = read_bytes(ARTICLE, "a", "a.pdf")
    assert words(read) == words(given)
    assert alike(words(read, 2), words(given, 2)) > 0.85
    assert read.layout is not None
    assert {read.page_at(word.start) for word in read.layout.recognised} == {2}
    assert not read.remarks


@needs_tesseract
@pytest.mark.ocr
def test_a_picture_reads_as_what_was_drawn() -> None:
    read = read_bytes(drawn(ARTICLE), "a", "a.tif", ocr=True)
    assert alike(words(read), words(read_bytes(ARTICLE, "a", "a.pdf"))) > 0.85
    assert len(read.pages) == 1


@needs_tesseract
@pytest.mark.ocr
@pytest.mark.skipif(sys.platform == "win32", reason="the program is a shell script")
def test_what_was_recognised_is_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first = read_bytes(scanned(ARTICLE), "a", "a.pdf", ocr=True)
    program(tmp_path, f"[ $1 = --version ] || exit 1; exec {TESSERACT} $1")
    path = tmp_path / "tesseract"
    path.write_text(
        f'#!/bin/sh\ncase $1 in --*) exec {TESSERACT} "$1";; *) exit 1;; esac\n', "utf-8"
    )
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    assert read_bytes(scanned(ARTICLE), "a", "a.pdf", ocr=True) == first


def test_doubt_is_an_attribute() -> None:
    text = "Le puits de Lens est en Artois.\n"
    confidences = {"Lens": 0.55, "Artois.": 0.93}
    found = []
    for word in text.split():
        start = text.index(word)
        found.append(Recognised(start, start + len(word), confidences.get(word, 0.9)))
    line = LineBox(0, 31, (10.0, 10.0, 200.0, 20.0), 12.0, 10.0, False)
    layout = Layout((line,), frozenset(), recognised=tuple(found))
    mended = mend(Source("a", "a.pdf", text, (Page(1, 0, len(text)),), layout))
    names = [Candidate(12, 16, "LOC", "rule:a"), Candidate(24, 30, "LOC", "rule:a")]
    layers = {layer.name: layer.annotations for layer in layers_of(mended, names, [])}
    assert [one.attributes.get(OCR_CONFIDENCE) for one in layers[ENTITIES]] == [0.55, None]
    (paragraph,) = (one for one in layers[STRUCTURE] if one.label == "paragraph")
    assert paragraph.attributes[OCR_CONFIDENCE] == 0.85


def hocr(*lines: tuple[str, float, float]) -> bytes:
    """One page with lines of one word each: its text, its size, its confidence."""
    spans = "".join(
        f"<span class='ocr_line' title='bbox 10 {20 * n} 90 {20 * n + 9}; baseline 0 -1; "
        f"x_size {size}'><span class='ocrx_word' title='bbox 10 {20 * n} 90 {20 * n + 9}; "
        f"x_wconf {confidence}'>{text}</span></span>"
        for n, (text, size, confidence) in enumerate(lines)
    )
    return (
        f"<div class='ocr_page' title='image \"a b.pgm\"; bbox 0 0 600 800; ppageno 0; "
        f"scan_res 144 144'>{spans}</div>"
    ).encode()


def test_what_a_recogniser_sees_where_no_text_is_does_not_count() -> None:
    (page,) = read_hocr(hocr(("Lens", 9, 91), ("/#|", 14, 12)), "a.pdf")
    assert [line.text for line in page.lines] == ["Lens"]
    assert page.lines[0].box == (5.0, 395.5, 45.0, 400.0)


def test_sizes_that_jitter_are_one() -> None:
    pages = read_hocr(
        hocr(("Le puits de la commune", 20, 91), ("Lens", 21.6, 91), ("Les grèves", 28, 91)), "a"
    )
    assert [line.size for page in with_steady_sizes(pages) for line in page.lines] == [10, 10, 14]
