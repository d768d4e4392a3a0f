"""What kind of file some bytes are; their content decides, not their name."""

from __future__ import annotations

import codecs
import re

from annotate.errors import UnreadableError
from annotate.text.reading.containers import Package, encrypted
from annotate.text.reading.office import is_word

PDF, DOCX, ODT, FLAT_ODT, EPUB = "pdf", "docx", "odt", "flat odt", "epub"
PICTURE = "picture"
RTF, DOC, WPD, SXW = ".rtf", ".doc", ".wpd", ".sxw"
HTML, TEI, TEXT = "html", "tei", "text"
_ENDINGS = {
    ".pdf": PDF,
    ".docx": DOCX,
    ".odt": ODT,
    ".epub": EPUB,
    ".html": HTML,
    ".htm": HTML,
    ".xhtml": HTML,
    ".xml": TEI,
    ".tei": TEI,
}
CONVERTED = frozenset({RTF, DOC, WPD, SXW})
"""Kinds that LibreOffice has to convert, by the endings of their names."""
SUFFIXES = frozenset(
    {".txt", ".text", ".docm", ".dotx", ".dotm", ".ott", ".fodt", ".dot", *_ENDINGS, *CONVERTED}
)
"""File name endings that a folder is searched for."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEGINNINGS = ((b"{\\rtf", RTF), (b"\xffWPC", WPD), (b"\xdb\xa5\x2d\x00", DOC))
"""How files begin that have no other sign; the last are of Word 2."""
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
"""How PNG, JPEG and TIFF begin."""
_ODF = "application/vnd.oasis.opendocument."
_HEAD = 4096
_BEFORE_ROOT = re.compile(
    r"\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>", re.DOTALL | re.IGNORECASE
)
_ROOT = re.compile(r"<(?:[\w.-]+:)?([A-Za-z][\w.-]*)(?=[\s/>])")
_DOCTYPE_HTML = re.compile(r"<!DOCTYPE\s+html\b", re.I)
_COMMENTS = re.compile(rb"(?>\s++|<!--.*?-->)*+", re.DOTALL)
"""What may be before the first tag, of any length. Each piece is settled once it is found: a search
that tried a comment again with its neighbours would take for ever."""
_FLAT = re.compile(rf"""\boffice:mimetype=["']{re.escape(_ODF)}text\b""")
_TAG = re.compile(r"</?(?:html|head|body|p|div|br|h[1-6]|ul|table|span|a|b|i)\b[^<>]*>", re.I)
_HTML_ROOTS = frozenset(
    "html head body meta title link script style div p h1 h2 h3 main article section table ul ol "
    "header nav center font blockquote".split()
)


def kind_of(data: bytes, shown: str) -> str:
    """Tell what kind of file some bytes are.

    Parameters
    ----------
    data : bytes
        The whole file.
    shown : str
        The file's name, for messages; only where the bytes leave it open does its ending decide.

    Returns
    -------
    str
        One of :data:`PDF`, :data:`DOCX`, :data:`ODT`, :data:`EPUB`, :data:`HTML`, :data:`TEI`,
        :data:`FLAT_ODT`, :data:`PICTURE`, :data:`TEXT`, or one of :data:`CONVERTED`.

    Raises
    ------
    UnreadableError
        If it is of a kind that cannot be read, or its name says another kind.

    Examples
    --------
    >>> kind_of(b"<!DOCTYPE html><p>Lens", "a.html"), kind_of(b"Lens", "a.txt")
    ('html', 'text')
    """
    kind = _kind(data, shown)
    ending = "." + shown.lower().rpartition(".")[2]
    named = _ENDINGS.get(ending)
    if kind == TEXT and named == HTML and _TAG.search(_decoded(data[: 16 * _HEAD])):
        return HTML
    if kind == TEXT and named is not None:
        name = "TEI or other XML" if named == TEI else named.upper()
        raise UnreadableError(
            f"is named {ending} but is no {name}",
            path=shown,
            remedy="export or download it again",
        )
    return kind


def _kind(data: bytes, shown: str) -> str:
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _package_kind(Package(data, shown), shown)
    if data.startswith(_PICTURES):
        return PICTURE
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise encrypted(shown)
        if is_word(data):
            return DOC
        raise _refused("is a document of an old Office program, and not of Word", "as .docx", shown)
    converted = (kind for begin, kind in _BEGINNINGS if data[:512].lstrip().startswith(begin))
    return next(converted, None) or _text_kind(_decoded(data), shown)


def _refused(what: str, how: str, shown: str) -> UnreadableError:
    return UnreadableError(
        f"{what}, which annotate does not read",
        path=shown,
        remedy=f"open it in a word processor and save it {how}",
    )


def _package_kind(package: Package, shown: str) -> str:
    mimetype = (package.read("mimetype") or b"").decode("ascii", "replace").strip()
    if mimetype.startswith(_ODF + "text"):
        return ODT
    if mimetype == "application/vnd.sun.xml.writer":
        return SXW
    if mimetype.startswith(_ODF):
        raise _refused("is an OpenDocument file but no text", "its text as .odt", shown)
    if mimetype == "application/epub+zip" or "META-INF/container.xml" in package:
        return EPUB
    if "[Content_Types].xml" in package or "_rels/.rels" in package:
        from annotate.text.reading.docx import main_part

        if main_part(package).startswith("word/"):
            return DOCX
        raise _refused("is an Office file but no text document", "its text as .docx", shown)
    if "content.xml" in package and "META-INF/manifest.xml" in package:
        return ODT  # some programs leave the type out
    raise UnreadableError(
        "is a zip file, but neither DOCX nor ODT nor EPUB",
        path=shown,
        remedy="unpack it and give the files that it holds",
    )


def _decoded(data: bytes) -> str:
    """Return the beginning of a file as text, enough to know markup by."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            start = _first(data, len(mark)) if encoding == "utf-8" else len(mark)
            return data[start : start + 8 * _HEAD].decode(encoding, "replace")
    start = _first(data, 0)
    return data[start : start + 8 * _HEAD].decode("latin-1")


def _first(data: bytes, at: int) -> int:
    """Return where comments end, if they are many."""
    match = _COMMENTS.match(data, at)
    assert match is not None
    return match.end() if match.end() > at + 4 * _HEAD else at


def _text_kind(head: str, shown: str) -> str:
    if not head.lstrip().startswith("<"):
        return TEXT
    place = 0
    is_html = False
    while match := _BEFORE_ROOT.match(head, place):
        place = match.end()
        is_html = is_html or _DOCTYPE_HTML.match(match.group()) is not None
    root = _ROOT.match(head, place)
    name = root.group(1) if root else ""
    if name in ("TEI", "teiCorpus"):
        return TEI
    if name == "document" and _FLAT.search(head[place:]):
        return FLAT_ODT
    if name.lower() in _HTML_ROOTS or is_html:
        return HTML
    if (
        head.lstrip().startswith(("<?xml", "<!DOCTYPE"))
        or "xmlns" in head[place:].split(">", maxsplit=1)[0]
    ):
        kind = "TEI P4" if name == "TEI.2" else f"XML with the root {name}" if name else "XML"
        raise UnreadableError(
            f"is {kind}, which annotate does not read",
            path=shown,
            remedy="give TEI P5 or HTML, or its text as plain text",
        )
    return TEXT
