"""Files that LibreOffice itself wrote read as what it was given; skipped where it is absent."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import pytest

from annotate.text.mending.mend import mend
from annotate.text.reading import read_bytes
from article_files import labels, mended, written
from mended_invariants import check
from waiting import run

SOFFICE = shutil.which("soffice")

pytestmark = [
    pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not installed"),
    pytest.mark.office,
]


@cache
def converted(folder: Path, given: str, wanted: str) -> bytes:
    """What LibreOffice writes for the article in another format."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{given}.{given}"
    path.write_bytes(written(given))
    out = folder / wanted
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    options = ("--headless", "--convert-to", wanted, "--outdir", str(out))
    done = run([str(SOFFICE), profile, *options, str(path)])
    assert done.returncode == 0, done.stderr
    return (out / f"{given}.{wanted}").read_bytes()


@pytest.mark.parametrize("wanted", ["docx", "odt", "html"])
@pytest.mark.parametrize("given", ["docx", "odt"])
def test_what_libreoffice_writes_reads_the_same(
    given: str, wanted: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.getbasetemp() / "office"
    found = mend(read_bytes(converted(folder, given, wanted), "a", f"a.{wanted}"))
    check(found)
    assert found.text == mended()
    assert [
        (piece.label, piece.value, piece.kind, piece.parent is not None)
        for piece, _ in found.blocks
    ] == labels()
