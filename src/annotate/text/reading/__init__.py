"""Readers: one file in, one :class:`~annotate.document.source.Source` out.

What a file is, its first bytes decide, not its name.
"""

from __future__ import annotations

from pathlib import Path

from annotate.document.source import INVISIBLE, Source
from annotate.errors import NoTextError
from annotate.text.reading import formats
from annotate.text.reading.containers import Package
from annotate.text.reading.formats import SUFFIXES
from annotate.text.reading.opening import content_of
from annotate.text.reading.plain import read_plain

__all__ = ["SUFFIXES", "read_bytes", "read_source"]


_UNSEEN = dict.fromkeys(map(ord, INVISIBLE))


def read_source(
    path: Path, identity: str, shown: str | None = None, *, ocr: bool = False
) -> Source:
    """Read a file of any kind that can be read.

    Parameters
    ----------
    path : Path
        The file.
    identity : str
        The document's id.
    shown : str, optional
        The path as the user gave it, for messages and outputs; `path` by default.
    ocr : bool
        Whether text in pictures of pages is recognised, with Tesseract.

    Returns
    -------
    Source
        With at least one character that is not white space.

    Raises
    ------
    UnreadableError
        The file cannot be opened, is damaged, binary, encrypted or holds no text; subclasses tell
        these apart.
    UsageError
        `ocr` is wanted, and Tesseract is not installed.
    """
    shown = str(path) if shown is None else shown
    return read_bytes(content_of(path, shown), identity, shown, ocr=ocr)


def read_bytes(data: bytes, identity: str, shown: str, *, ocr: bool = False) -> Source:
    """Read the content of a file; see :func:`read_source`.

    Examples
    --------
    >>> read_bytes("Loos\\n".encode(), "loos", "loos.txt").text
    'Loos\\n'
    """
    if not data:
        raise NoTextError("the file is empty", path=shown, remedy="give a file that holds a text")
    kind = formats.kind_of(data, shown)
    scanned = _read_scanned(kind, data, identity, shown, ocr=ocr)
    source = scanned or _read(kind, data, identity, shown)
    if not source.text.translate(_UNSEEN).strip():
        raise NoTextError(
            "holds nothing but white space", path=shown, remedy="give a file that holds a text"
        )
    return source


def _read_scanned(kind: str, data: bytes, identity: str, shown: str, *, ocr: bool) -> Source | None:
    """Read what may be a picture of a text; return None where there is nothing to recognise."""
    if ocr and kind == formats.PDF:
        from annotate.text.reading.ocr import read_scanned_pdf

        return read_scanned_pdf(data, identity, shown)
    if ocr and kind == formats.PICTURE:
        from annotate.text.reading.ocr import read_picture

        return read_picture(data, identity, shown)
    if kind == formats.PICTURE:
        from annotate.text.reading.ocr_programs import how_to_recognise

        raise NoTextError("is a picture", path=shown, remedy=how_to_recognise())
    return None


def _read(kind: str, data: bytes, identity: str, shown: str) -> Source:
    if kind == formats.PDF:
        from annotate.text.reading.sandbox import read_guarded

        return read_guarded(data, identity, shown)
    if kind == formats.DOCX:
        from annotate.text.reading.docx import read_docx

        return read_docx(Package(data, shown), identity, shown)
    if kind == formats.ODT or kind in formats.CONVERTED:
        from annotate.text.reading.odt import read_odt
        from annotate.text.reading.office import convert

        odt = data if kind == formats.ODT else convert(data, kind, shown)
        return read_odt(Package(odt, shown), identity, shown, laid_out=kind == formats.ODT)
    if kind == formats.FLAT_ODT:
        from annotate.text.reading.odt import read_flat_odt

        return read_flat_odt(data, identity, shown)
    if kind == formats.EPUB:
        from annotate.text.reading.epub import read_epub

        return read_epub(Package(data, shown), identity, shown)
    if kind == formats.HTML:
        from annotate.text.reading.html import read_html

        return read_html(data, identity, shown)
    if kind == formats.TEI:
        from annotate.text.reading.tei import read_tei

        return read_tei(data, identity, shown)
    return read_plain(data, identity, shown)
