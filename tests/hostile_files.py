"""Files as nobody wants them among texts, each made for one reason, and what a run says of it."""

from __future__ import annotations

import io
import os
import socket
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pypdf

from packing import packed

FRENCH = (
    "La fosse de Loos ferma en 1986, et la commune racheta le carreau.\n\n"
    "L’été suivant, la société des eaux y bâtit un réservoir pour les habitants.\n"
)
ENGLISH = (
    "The mines of the north were closed in the nineties, and the people who had worked in them "
    "were left to find their own way in a country that had forgotten what it owed them. " * 3
)
DONE, SILENT = "", None


@dataclass(frozen=True)
class Hostile:
    """One file.

    Attributes
    ----------
    name : str
        In the folder.
    make : callable
        Makes it at a path.
    said : str or None
        What the message must say; empty where it is done, None where it is no input at all.
    id : str
        Its id, if it is not the name without its ending.
    """

    name: str
    make: Callable[[Path], object]
    said: str | None = DONE
    id: str = ""

    @property
    def identity(self) -> str:
        """The document's id."""
        return self.id or Path(self.name).stem


def text(content: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(content, "utf-8")


def data(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def package(*parts: tuple[str, bytes]) -> Callable[[Path], object]:
    return data(packed(dict(parts)))


def link(target: str) -> Callable[[Path], object]:
    return lambda path: path.symlink_to(target)


def sparse(size: int) -> Callable[[Path], object]:
    """A file of NULs that takes no room."""

    def make(path: Path) -> None:
        path.touch()
        os.truncate(path, size)

    return make


def folder_with_a_text(path: Path) -> None:
    path.mkdir(parents=True)
    (path / "dedans.txt").write_text(FRENCH, "utf-8")


def listening(path: Path) -> None:
    # A path of a socket may have a hundred characters only.
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
    finally:
        os.chdir(here)


def pdf(pages: bytes, *more: bytes) -> bytes:
    """A PDF whose second object is its page tree, and whose third is a page."""
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]>>"
    out, starts = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate((b"<</Type/Catalog/Pages 2 0 R>>", pages, page, *more), start=1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    size = len(starts) + 1
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    head = b"xref\n0 %d\n0000000000 65535 f \n%b" % (size, table)
    tail = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))
    return bytes(out + head + tail)


def encrypted_pdf() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(300, 400)
    writer.encrypt("secret", algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def docx(body: bytes = b"") -> bytes:
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    words = FRENCH.replace("\n\n", "</w:t></w:r></w:p><w:p><w:r><w:t>").encode()
    whole = b"<w:p><w:r><w:t>%b</w:t></w:r></w:p>%b" % (words, body)
    return packed(
        {
            "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/'
            b'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            b'relationships"><Relationship Id="a" Type="http://schemas.openxmlformats.org/'
            b'officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>'
            b"</Relationships>",
            "word/document.xml": b'<w:document xmlns:w="%b"><w:body>%b</w:body></w:document>'
            % (space, whole),
        }
    )


def bomb() -> bytes:
    """A DOCX whose text unpacks to a thousand times its size."""
    made = io.BytesIO(docx())
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("word/notes.xml", b" " * (16 << 20))
    return made.getvalue()


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE TEI [<!ENTITY a "lol">'
    + b"".join(b'<!ENTITY %c "%b">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(9))
    + b']><TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><p>&j;</p></body></text></TEI>'
)
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
ODT = ("mimetype", b"application/vnd.oasis.opendocument.text")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PNG = b"\x89PNG\r\n\x1a\n" + zlib.compress(bytes(100))
LONG = "une enquête sur les terrils " * 8
LONG_ID = f"{LONG * 2:.183}".replace(" ", "-")
BOTH = "é"

FILES = [
    # Texts that take long, or what is none.
    Hostile("comments.txt", text("<!-- note -->\n" * 40 + FRENCH)),
    Hostile("open comments.txt", text("<!--" * 5_000 + FRENCH), id="open-comments"),
    Hostile("capitals.txt", text(f"{FRENCH}\n{'A' * 20_000}")),
    Hostile("elisions.txt", text(f"{FRENCH}\n{'A’' * 5_000}")),
    Hostile("hyphens.txt", text(f"{FRENCH}\n{'Lens-sur-' * 1_000}")),
    Hostile("pages.txt", text(FRENCH + "a\f" * 3_000)),
    Hostile("lines.txt", text(FRENCH + "x\n" * 5_000)),
    Hostile("one line.txt", text(FRENCH + "mot " * 20_000), id="one-line"),
    Hostile("stray byte.txt", data(FRENCH.encode() * 20 + b"caf\xe9"), id="stray-byte"),
    Hostile("unmarked utf-16.txt", data(FRENCH.encode("utf-16-le")), id="unmarked-utf-16"),
    Hostile("filled up.txt", data(FRENCH.encode() + bytes(3_000)), id="filled-up"),
    Hostile("empty.txt", data(b""), "the file is empty"),
    Hostile("blank.txt", text(" \n\n\t\n"), "nothing but white space"),
    Hostile("binary.txt", data(bytes(range(256)) * 40), "is binary"),
    Hostile("english.txt", text(ENGLISH), "it looks English"),
    Hostile("picture.txt", data(PNG), "is a picture"),
    Hostile("large.txt", sparse(40 << 20), "more than 32 MB"),
    Hostile("huge.txt", sparse(3 << 30), "more than 1024 MB"),
    # Names.
    Hostile(f"{'o' * 245}.txt", text(FRENCH), id=f"{'o' * 191}-3e52ddd4"),
    Hostile(os.fsdecode(b"caf\xe9.txt"), text(FRENCH), "has the same id, caf_, as", "caf_"),
    Hostile(os.fsdecode(b"caf\xe8.txt"), text(FRENCH), id="caf_"),
    Hostile("two\nlines.txt", text(FRENCH), id="two-lines"),
    Hostile("-rf.txt", text(FRENCH), id="rf"),
    Hostile("dots....txt", text(FRENCH), id="dots"),
    Hostile("con.txt", text(FRENCH), id="con_"),
    Hostile(f"{unicodedata.normalize('NFD', BOTH)}.txt", text(FRENCH), id=BOTH),
    Hostile(f"{BOTH}.txt", text(FRENCH), "how the accents of its name are coded", BOTH),
    Hostile("TWIN.txt", text(FRENCH)),
    Hostile("twin.txt", text(FRENCH), "has the same id, twin, as in/TWIN.txt"),
    Hostile("twin.html", text(FRENCH), "has the same id, twin, as in/TWIN.txt"),
    Hostile("~$these.docx", data(b"\x05Alice" + bytes(156)), SILENT),
    Hostile(".~lock.these.odt#", text(",alice,here,;"), SILENT),
    Hostile("._resource.txt", data(b"\0\5\x16\7\0\2\0\0Mac OS X"), SILENT),
    Hostile("Thumbs.db", data(OLE), SILENT),
    # What is no file, or leads to none.
    Hostile("pipe.txt", os.mkfifo, "is a pipe"),
    Hostile("socket.txt", listening, "is a socket"),
    Hostile("zero.txt", link("/dev/zero"), "is a device"),
    Hostile("folder.txt", folder_with_a_text, id="folder.txt-dedans"),
    Hostile(f"{LONG}/{LONG}", folder_with_a_text, id=f"{LONG_ID}-0d86bb82"),
    Hostile("absent.txt", link("nowhere.txt"), "is a link to nowhere.txt"),
    Hostile("absent folder", link("nowhere"), "is a link to nowhere"),
    Hostile("circle.txt", link("circle.txt"), "is a link to circle.txt"),
    Hostile("itself", link("."), SILENT),
    Hostile("above", link("../.."), "a folder in which this one lies"),
    Hostile("elsewhere", link("../elsewhere"), id="elsewhere-dedans"),
    Hostile("elsewhere too", link("../elsewhere"), SILENT),
    Hostile("bon-00 encore.txt", link("bon-00.txt"), SILENT),
    # Formats.
    Hostile("cut short.pdf", data(pdf(PAGES)[:120]), "damaged"),
    Hostile("protected.pdf", data(encrypted_pdf()), "encrypted"),
    Hostile("round.pdf", data(pdf(b"<</Type/Pages/Kids[2 0 R]/Count 1>>")), "damaged"),
    Hostile("million.pdf", data(pdf(PAGES, *[b"<</A 3 0 R>>"] * 100_000)), "no text"),
    Hostile("misnamed.pdf", text(FRENCH), "is no PDF"),
    Hostile("text.docx", text(FRENCH), "is no DOCX"),
    Hostile("docx.txt", data(docx())),
    Hostile("cut.docx", data(docx()[:300]), "damaged"),
    Hostile("bomb.docx", data(bomb()), "packed more than"),
    Hostile("nested.docx", data(docx(b"<w:p>" * 50_000)), "elements inside each other"),
    Hostile("locked.docx", data(OLE + "EncryptedPackage".encode("utf-16-le")), "encrypted"),
    Hostile("old.doc", data(OLE), "not of Word"),
    Hostile("zip.docx", package(("a.txt", b"a")), "is a zip file"),
    Hostile("expanding.odt", package(ODT, ("content.xml", ENTITIES)), "entities"),
    Hostile("partless.odt", package(ODT), "content.xml is missing"),
    Hostile("hollow.epub", package(("mimetype", b"application/epub+zip")), "is missing"),
    Hostile("entities.xml", data(ENTITIES), "entities"),
    Hostile("other.xml", data(b"<?xml version='1.0'?><rss><p>Lens</p></rss>"), "the root rss"),
    Hostile("deep.html", text("<div>" * 100_000 + FRENCH), "inside each other"),
    Hostile("bare.html", text("<!DOCTYPE html><html><body></body></html>"), "nothing but"),
]


def make(folder: Path) -> None:
    """Make all of them in a folder, and what they refer to beside it."""
    folder_with_a_text(folder.parent / "elsewhere")
    for one in FILES:
        one.make(folder / one.name)
