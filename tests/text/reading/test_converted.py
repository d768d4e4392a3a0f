"""RTF and old Word files, where LibreOffice is not installed or cannot help."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotate.errors import EncryptedError, UnreadableError
from annotate.text.reading import office, read_bytes
from annotate.text.reading.formats import kind_of
from packing import packed

RTF = rb"{\rtf1\ansi\ansicpg1252 Le puits est ferm\'e9.\par La gr\'e8ve dura.\par}"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
NAME = "WordDocument".encode("utf-16-le")


def word(flags: int = 0) -> bytes:
    """What shows that a file is one of Word: its magic number, its head, the name of its stream."""
    return OLE.ljust(512, b"\0") + b"\xec\xa5\xc1\0" + bytes(7) + bytes([flags]) + bytes(500) + NAME


@pytest.fixture
def without_office(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without LibreOffice."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "_PLACES", ())


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (RTF, ".rtf"),
        (b"\r\n" + RTF, ".rtf"),
        (word(), ".doc"),
        (b"\xdb\xa5\x2d\0" + bytes(100), ".doc"),
        (b"\xffWPC" + bytes(100), ".wpd"),
        (packed({"mimetype": b"application/vnd.sun.xml.writer"}), ".sxw"),
    ],
    ids=["rtf", "blank-rtf", "ole", "word-2", "wordperfect", "sxw"],
)
@pytest.mark.parametrize("name", ["a.rtf", "a.doc", "a.docx", "-"])
def test_content_decides(data: bytes, kind: str, name: str) -> None:
    assert kind_of(data, name) == kind


@pytest.mark.usefixtures("without_office")
@pytest.mark.parametrize("data", [RTF, word()], ids=["rtf", "doc"])
def test_without_libreoffice_the_refusal_names_it(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="LibreOffice, which is not installed") as caught:
        read_bytes(data, "a", "lettre.doc")
    assert caught.value.path == "lettre.doc"
    assert "libreoffice-writer" in str(caught.value.remedy)


def test_a_word_file_with_a_password() -> None:
    with pytest.raises(EncryptedError, match="password"):
        read_bytes(word(flags=1), "a", "lettre.doc")


def test_another_compound_file_is_no_word_file() -> None:
    with pytest.raises(UnreadableError, match="not of Word"):
        read_bytes(OLE + bytes(600) + "Workbook".encode("utf-16-le"), "a", "a.doc")


def test_a_text_that_is_named_doc_is_read() -> None:
    assert (
        read_bytes("Le puits est fermé.\n".encode(), "a", "a.doc").text == "Le puits est fermé.\n"
    )
