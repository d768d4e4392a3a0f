"""Books made for tests: chapters given, the rest of an EPUB around them."""

from __future__ import annotations

from packing import packed

CONTAINER = (
    '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles>'
    '<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/>'
    "</rootfiles></container>"
)
XHTML = "application/xhtml+xml"


def chapter(body: str) -> str:
    """An XHTML file with this body."""
    return (
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html><html '
        'xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
        f"<head><title/></head><body>{body}</body></html>"
    )


def book(
    chapters: dict[str, str],
    *,
    metadata: str = "",
    spine: str | None = None,
    guide: str = "",
    manifest: str = "",
    extra: dict[str, str] | None = None,
) -> bytes:
    """An EPUB of these chapters (file name to body), all in the spine unless it is given.

    In `spine` an item's id is its file's name without the ending.
    """
    items = "".join(
        f'<item id="{name.split(".")[0]}" href="{name}" media-type="{XHTML}"/>' for name in chapters
    )
    order = "".join(f'<itemref idref="{name.split(".")[0]}"/>' for name in chapters)
    opf = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/" '
        f'xmlns:opf="http://www.idpf.org/2007/opf">{metadata}</metadata>'
        f"<manifest>{items}{manifest}</manifest>"
        f"<spine>{order if spine is None else spine}</spine>{guide}</package>"
    )
    parts = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OEBPS/book.opf": opf,
        **{f"OEBPS/{name}": chapter(body) for name, body in chapters.items()},
        **(extra or {}),
    }
    return packed({name: content.encode() for name, content in parts.items()})
