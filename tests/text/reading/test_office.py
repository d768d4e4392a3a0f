"""Files that LibreOffice itself wrote read as what it was given, those that it has to convert among
them; skipped where it is absent.
"""

from __future__ import annotations

import http.server
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

import pytest

from annotate.errors import UnreadableError
from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from article_files import labels, mended, written
from mended_invariants import check
from packing import packed
from waiting import run

SOFFICE = shutil.which("soffice")

pytestmark = [
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed"),
    pytest.mark.office,
]


GIVEN = ("docx", "odt")


@cache
def converted(folder: Path, wanted: str) -> dict[str, bytes]:
    """What LibreOffice writes for the articles in another format, by what each was given in."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{given}.{given}" for given in GIVEN]
    for path in paths:
        path.write_bytes(written(path.stem))
    out = folder / wanted
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ("--headless", "--convert-to", wanted, "--outdir", str(out))
    done = run([str(SOFFICE), profile, *options, *map(str, paths)])
    assert done.returncode == 0, done.stderr
    return {given: (out / f"{given}.{wanted}").read_bytes() for given in GIVEN}


@pytest.mark.parametrize("wanted", ["docx", "docm", "odt", "fodt", "ott", "html", "doc"])
@pytest.mark.parametrize("given", GIVEN)
def test_what_libreoffice_writes_reads_the_same(
    given: str, wanted: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "office"
    found = mend(read_bytes(converted(folder, wanted)[given], "a", f"a.{wanted}"))
    check(found)
    assert found.text == mended()
    assert [
        (piece.label, piece.value, piece.kind, piece.parent is not None)
        for piece, _ in found.blocks
    ] == labels()


def test_rtf_that_libreoffice_writes_reads_the_same(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """But for boxed texts, whose styles it does not write into RTF."""
    folder = tmp_path_factory.getbasetemp() / "office"
    found = mend(read_bytes(converted(folder, "rtf")["odt"], "a", "a.rtf"))
    check(found)
    assert found.text == mended()
    boxed = [place for place, (*_, in_box) in enumerate(labels()) if in_box]
    assert [
        (piece.label, piece.value, piece.kind)
        for place, (piece, _) in enumerate(found.blocks)
        if place not in boxed
    ] == [one[:3] for one in labels() if not one[3]]


def test_pages_that_nobody_laid_out_are_not_told() -> None:
    """LibreOffice lays out two pages when it converts, and says nothing of the others."""
    data = LETTER[:-1] % 1 + b"Le puits est ferme et la greve dura.\\par " * 500 + b"}"
    assert len(read_bytes(data, "a", "a.rtf").pages) == 1


LETTER = rb"{\rtf1\ansi\ansicpg1252 Le puits %d est ferm\'e9.\par La gr\'e8ve dura.\par}"


def test_two_conversions_at_a_time_do_not_clash() -> None:
    with ThreadPoolExecutor(2) as pool:
        read = pool.map(lambda n: read_bytes(LETTER % n, "a", "a.rtf").text, (1, 2))
    assert list(read) == [f"Le puits {n} est fermé.\n\nLa grève dura.\n" for n in (1, 2)]


def test_a_conversion_that_takes_too_long_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ANNOTATE_OFFICE_SECONDS", "0.3")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(UnreadableError, match=r"longer than 0\.3 seconds") as caught:
        read_bytes(LETTER % 1, "a", "lettre.rtf")
    assert caught.value.path == "lettre.rtf"
    assert "ANNOTATE_OFFICE_SECONDS" in str(caught.value.remedy)
    assert not list(tmp_path.iterdir())
    commands = (file.read_bytes() for file in Path("/proc").glob("[0-9]*/cmdline"))
    assert not [one for one in commands if str(tmp_path).encode() in one]


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """What is asked of a server on this machine; the first is where it listens."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.HTTPServer(("127.0.0.1", 0), Handler) as server:
        asked.append(f"http://127.0.0.1:{server.server_port}")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield asked
        server.shutdown()


PICTURE = """<?xml version="1.0" encoding="UTF-8"?><office:document-content office:class="text"
xmlns:office="http://openoffice.org/2000/office" xmlns:text="http://openoffice.org/2000/text"
xmlns:draw="http://openoffice.org/2000/drawing" xmlns:xlink="http://www.w3.org/1999/xlink"
office:version="1.0"><office:body><text:p>Le puits est fermé.<draw:image draw:name="a"
text:anchor-type="as-char" xlink:href="{}/a.png" xlink:type="simple" xlink:show="embed"
xlink:actuate="onLoad"/></text:p></office:body></office:document-content>"""
MANIFEST = """<?xml version="1.0"?><manifest:manifest
xmlns:manifest="http://openoffice.org/2001/manifest"><manifest:file-entry manifest:full-path="/"
manifest:media-type="application/vnd.sun.xml.writer"/><manifest:file-entry
manifest:media-type="text/xml" manifest:full-path="content.xml"/></manifest:manifest>"""


def test_a_document_does_not_reach_the_network(asked: list[str]) -> None:
    """With a profile as LibreOffice makes it, this picture is asked for three times."""
    parts = {
        "mimetype": "application/vnd.sun.xml.writer",
        "content.xml": PICTURE.format(asked[0]),
        "META-INF/manifest.xml": MANIFEST,
    }
    data = packed({name: part.encode() for name, part in parts.items()})
    assert read_bytes(data, "a", "a.sxw").text == "Le puits est fermé.\n"
    assert len(asked) == 1


def test_what_libreoffice_cannot_open() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le")
    with pytest.raises(UnreadableError, match="LibreOffice cannot convert it") as caught:
        read_bytes(data, "a", "lettre.doc")
    assert caught.value.remedy
