"""What a file is, its bytes decide."""

from __future__ import annotations

import io
import zipfile

import pytest

from annotate.errors import EncryptedError, UnreadableError
from annotate.text.reading import read_bytes
from annotate.text.reading.formats import kind_of
from article_files import written

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def packed(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, content in parts.items():
            # Without a date of its own a part has the time of day, and the test another name.
            part = zipfile.ZipInfo(name.replace("__", "/").replace("_xml", ".xml"))
            made.writestr(part, content)
    return buffer.getvalue()


WORKBOOK = packed(
    **{
        "[Content_Types]_xml": "<Types/>",
        "_rels/.rels": "<Relationships><Relationship Id='r1' Target='xl/workbook.xml' "
        "Type='http://x/relationships/officeDocument'/></Relationships>",
        "xl/workbook_xml": "<workbook/>",
    }
)


@pytest.mark.parametrize("form", ["docx", "odt"])
@pytest.mark.parametrize("name", ["a.docx", "a.odt", "a.txt", "a.pdf", "a", "-"])
def test_a_name_does_not_decide(form: str, name: str) -> None:
    assert kind_of(written(form), name) == form


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n", "pdf"),
        (b"<!DOCTYPE html><title>a</title>", "html"),
        (b"\n <!-- a --><HTML lang=fr><body>", "html"),
        (b"<p>Un fragment.</p>", "html"),
        (
            b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0//EN" "x.dtd">'
            b'<html xmlns="http://www.w3.org/1999/xhtml"/>',
            "html",
        ),
        (
            b'<?xml version="1.0"?>\n<?xml-model href="a.rng"?><TEI xmlns="http://www.tei-c.org/ns/1.0"/>',
            "tei",
        ),
        (b"<tei:TEI xmlns:tei='http://www.tei-c.org/ns/1.0'/>", "tei"),
        (b"<!DOCTYPE TEI [<!ELEMENT TEI ANY>]><TEI/>", "tei"),
        ("\ufeff<TEI/>".encode("utf-16-le"), "tei"),
        ("<html>".encode("utf-8-sig"), "html"),
        (b"<Titre> suivi d'un texte", "text"),
        (b"< 3 km de la fosse", "text"),
        (b"Un texte sur la balise <p>.", "text"),
    ],
)
def test_content_decides(data: bytes, kind: str) -> None:
    assert kind_of(data, "a") == kind


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (OLE, "old Office program"),
        (packed(mimetype="application/epub+zip"), "package document"),
        (packed(mimetype="application/vnd.oasis.opendocument.spreadsheet"), "no text"),
        (packed(lisez_moi="rien"), "neither DOCX nor ODT"),
        (WORKBOOK, "no text document"),
        (b'<?xml version="1.0"?><rss version="2.0"/>', "root rss"),
        (b'<alto xmlns="http://www.loc.gov/standards/alto/ns-v4#"/>', "root alto"),
        (b'<?xml version="1.0"?><TEI.2/>', "TEI P4"),
    ],
)
def test_other_kinds_are_refused_with_a_remedy(data: bytes, told: str) -> None:
    with pytest.raises(UnreadableError, match=told) as caught:
        read_bytes(data, "a", "a")
    assert caught.value.remedy


def test_an_encrypted_docx_is_told_from_an_old_document() -> None:
    with pytest.raises(EncryptedError):
        read_bytes(OLE + "EncryptedPackage".encode("utf-16-le"), "a", "a.docx")


@pytest.mark.parametrize("ending", ["pdf", "docx", "odt", "xml", "tei", "html"])
def test_a_text_that_is_named_something_else(ending: str) -> None:
    with pytest.raises(UnreadableError, match=f"is named .{ending} but is no"):
        read_bytes("Le puits est à Lens.".encode(), "a", f"a.{ending}")


def test_a_page_that_begins_with_text_is_a_page_if_it_is_named_so() -> None:
    data = "Le puits <b>deux</b> est à Lens.<p>Il est fermé.".encode()
    assert read_bytes(data, "a", "a.htm").text == "Le puits deux est à Lens.\n\nIl est fermé.\n"
    assert read_bytes(data, "a", "a.txt").text == data.decode()


def test_a_head_of_odd_signs_is_looked_at_once() -> None:
    """Patterns that look for the root do not go back and forth over it."""
    for head in ("<!--" * 8_000, "<?" * 15_000, " <" * 15_000):
        assert kind_of(head.encode() + b" fin", "a") == "text"
    with pytest.raises(UnreadableError, match="is XML"):
        kind_of(b"<!DOCTYPE " + b"[" * 30_000, "a")
